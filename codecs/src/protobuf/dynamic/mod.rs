//! Messages whose types come at run time: descriptors, the binary form and canonical JSON.
//!
//! ```
//! # #[cfg(feature = "protox")] {
//! use wireloom_codecs::{Limits, protobuf::dynamic::{Dynamic, Json, Pool, Value}};
//!
//! let source = r#"syntax = "proto3"; message User { string name = 1; uint32 age = 2; }"#;
//! let pool = Pool::from_proto(&["user.proto"], |_| Some(source.into()))?;
//! let user = pool.message("User").expect("it was compiled");
//!
//! let value = user.decode_json(br#"{"name": "zhangsan", "age": 23}"#, &Json::DEFAULT)?;
//! let mut bytes = Vec::new();
//! value.encode(&mut bytes);
//! assert_eq!(bytes, b"\x0a\x08zhangsan\x10\x17");
//!
//! let mut json = Vec::new();
//! user.transcode(&bytes, &Json::DEFAULT, &mut json)?; // no message in between
//! assert_eq!(json, br#"{"name":"zhangsan","age":23}"#);
//!
//! let mut other = Dynamic::new(user);
//! other.set(user.field(1).expect("it has one"), "lisi".into())?;
//! assert!(other != user.decode(&bytes, &Limits::DEFAULT)?);
//! # }
//! # Ok::<(), wireloom_codecs::protobuf::dynamic::Error>(())
//! ```
//!
//! - *Types*: proto2, proto3 and editions side by side; groups, extensions, message sets, maps,
//!   oneofs. Options of one's own are not read.
//! - *Bytes* ([Encoding]): fields that the type has not, and values that a closed enum has not, are
//!   kept and written last. Numbers may be packed or not, equal messages are merged, of other equal
//!   fields the last counts. Written are fields by number and entries of maps by key, so that equal
//!   messages are equal bytes. What is `required` is not asked for.
//! - *JSON* ([ProtoJSON]): all well-known types. Names that come twice, in any spelling, are an
//!   error, and so are two fields of a oneof.
//! - *Limits*: messages nest up to [`Limits::depth`] deep, without a stack that grows; a message
//!   holds up to [`Limits::items`] values, and takes memory in proportion to its bytes.
//!
//! Protobuf's conformance suite finds no fault: `.ci/protobuf-conformance.sh`.
//!
//! [Encoding]: https://protobuf.dev/programming-guides/encoding/
//! [ProtoJSON]: https://protobuf.dev/programming-guides/json/
mod compact;
mod decode;
mod digits;
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
