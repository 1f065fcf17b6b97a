//! The compact form of messages whose types come at run time: the bytes that `#[derive(Compact)]`
//! gives on the types that prost makes of the same file (`compact/SPEC.md`, §8).
//!
//! ```
//! # #[cfg(feature = "protox")] {
//! use wireloom_codecs::Limits;
//! use wireloom_codecs::protobuf::dynamic::{Dynamic, Pool, Positional};
//!
//! let file = "syntax = 'proto3'; message User { string name = 1; uint32 age = 2; bool married = 3; }";
//! let pool = Pool::from_proto(&["user.proto"], move |name| (name == "user.proto").then(|| file.into()))?;
//! let user = pool.message("User").unwrap();
//! let compact = Positional::of(user);
//!
//! let mut message = Dynamic::new(user);
//! message.set(user.field_by_name("name").unwrap(), "zhangsan".into())?;
//! message.set(user.field_by_name("age").unwrap(), 23u32.into())?;
//! message.set(user.field_by_name("married").unwrap(), true.into())?;
//! let mut out = Vec::new();
//! compact.encode(&message, &mut out, &Limits::DEFAULT)?;
//! assert_eq!(out, b"\x08zhangsan\x17\x01");
//! assert_eq!(compact.decode(&out, &Limits::DEFAULT)?, message);
//! # }
//! # Ok::<(), wireloom_codecs::protobuf::dynamic::Error>(())
//! ```
mod decode;
mod encode;

use super::layout::Layouts;
use super::pool::Message;
use super::{Dynamic, Error};
use crate::{Error as Fault, ErrorKind, Limits};
use alloc::vec::Vec;

/// The compact form of one message type. Made once, used for many messages.
#[derive(Debug)]
pub struct Positional<'p> {
    message: Message<'p>,
    layouts: Layouts<'p>,
}

impl<'p> Positional<'p> {
    /// That of `message`, and of all that it may hold.
    pub fn of(message: Message<'p>) -> Self {
        Self { message, layouts: Layouts::of(message) }
    }

    /// The type.
    pub const fn message(&self) -> Message<'p> {
        self.message
    }

    /// Appends a message of this type. Extensions and fields that the type has not have no place:
    /// see [`Dynamic::left_out`]. On an error `out` is as it was.
    ///
    /// # Errors
    /// [`Unwritable`](ErrorKind::Unwritable) where a required field is missing, or a text is not
    /// UTF-8; [`WrongType`](ErrorKind::WrongType) for a message of another type;
    /// [`DepthLimit`](ErrorKind::DepthLimit).
    pub fn encode(
        &self,
        message: &Dynamic<'p>,
        out: &mut Vec<u8>,
        limits: &Limits,
    ) -> Result<(), Error> {
        let start = out.len();
        let written = encode::write(self, message, out, limits);
        if written.is_err() {
            out.truncate(start);
        }
        written
    }

    /// Reads a message that takes all of `bytes`.
    ///
    /// # Errors
    /// When the bytes are not a message, or pass the limits: [`Limits::depth`] levels of messages
    /// and [`Limits::items`] values in lists, maps and messages.
    pub fn decode(&self, bytes: &[u8], limits: &Limits) -> Result<Dynamic<'p>, Error> {
        let (message, used) = self.decode_prefix(bytes, limits)?;
        match bytes.len().checked_sub(used) {
            Some(0) | None => Ok(message),
            Some(over) => Err(Fault::new(ErrorKind::Trailing, used, over).into()),
        }
    }

    /// Reads the message at the front of `bytes`, and says how many it took.
    ///
    /// # Errors
    /// As [`decode`](Self::decode). An [`UnexpectedEnd`](ErrorKind::UnexpectedEnd) or
    /// [`BadLength`](ErrorKind::BadLength) may be cured by more bytes: a count is judged by those
    /// that are there.
    pub fn decode_prefix(
        &self,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<(Dynamic<'p>, usize), Error> {
        decode::read(self, bytes, limits)
    }
}
