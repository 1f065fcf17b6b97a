//! Messages whose types come at run time: descriptors, the binary form and canonical JSON.
mod compact;
mod decode;
mod encode;
mod error;
mod json;
mod layout;
mod left_out;
mod map;
mod message;
mod pool;
mod text;
mod value;
mod wire;
#[cfg(feature = "xml")]
mod xml;

pub use compact::Positional;
pub use error::Error;
pub use json::{Json, Transcoder};
pub use left_out::LeftOut;
pub use map::{Entries, Map};
pub use message::Dynamic;
pub use pool::{Enum, Field, Kind, Message, Method, Oneof, Pool, Service, WellKnown};
pub use value::{Content, Key, Value};
#[cfg(feature = "xml")]
pub use xml::Elements;

use crate::Limits;

impl<'p> Message<'p> {
    /// Reads a message that takes all of `bytes`.
    ///
    /// Fields that the type has not are kept. What is `required` may be missing.
    ///
    /// # Errors
    /// When the bytes are not a message, or pass the limits: [`Limits::depth`] levels of messages
    /// and [`Limits::items`] values in all.
    pub fn decode(self, bytes: &[u8], limits: &Limits) -> Result<Dynamic<'p>, Error> {
        let depth = limits.depth.min(Limits::MAX_DEPTH);
        decode::Decoder::new(self, bytes, limits, depth).run()
    }
}
