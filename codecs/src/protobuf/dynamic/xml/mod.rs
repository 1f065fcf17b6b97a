//! XML of messages whose types come at run time: the documents that serde and quick-xml make of
//! the types that prost makes of the same file, with the attributes that `schemas/` gives them.
//!
//! | Protobuf | XML |
//! |---|---|
//! | message | an element of its name; in a field, of the field's |
//! | field `x` | `<x>…</x>`, in the order of the file; the oneofs come last |
//! | a field that is absent | no element; without presence, its zero |
//! | `repeated` | an element for each |
//! | `map` | `<x><key>value</key>…</x>`, in the order of the keys, which have to be names |
//! | `oneof` | `<name><field>…</field></name>` |
//! | enum | its number; a name is read, too |
//! | `bytes` | base64 |
//! | floating point | decimal, `inf`, `-inf`, `NaN` |
//!
//! Names are the file's; JSON's are read, too. An element that is no field is an error, and so is
//! an attribute that is not about namespaces: neither has a place in a message.
//!
//! ```
//! # #[cfg(feature = "protox")] {
//! use wireloom_codecs::Limits;
//! use wireloom_codecs::protobuf::dynamic::{Elements, Pool};
//!
//! let file = "syntax = 'proto3'; message User { string name = 1; repeated uint32 ages = 2; }";
//! let pool = Pool::from_proto(&["user.proto"], move |name| (name == "user.proto").then(|| file.into()))?;
//! let xml = Elements::of(pool.message("User").unwrap());
//!
//! let text = "<User><name>A &amp; B</name><ages>7</ages><ages>9</ages></User>";
//! let user = xml.decode(text.as_bytes(), &Limits::DEFAULT)?;
//! let mut out = Vec::new();
//! xml.encode(&user, &mut out, &Limits::DEFAULT)?;
//! assert_eq!(out, text.as_bytes());
//!
//! let error = xml.decode(b"<User><ages>old</ages></User>", &Limits::DEFAULT).unwrap_err();
//! assert_eq!(error.to_string(), "ages[0]: a number expected, not `old` at 0x6");
//! # }
//! # Ok::<(), wireloom_codecs::protobuf::dynamic::Error>(())
//! ```
mod read;
mod scalar;
mod token;
mod write;

use super::layout::Layouts;
use super::pool::Message;
use super::{Dynamic, Error};
use crate::Limits;
use alloc::vec::Vec;

/// The XML of one message type. Made once, used for many messages.
#[derive(Debug)]
pub struct Elements<'p> {
    message: Message<'p>,
    layouts: Layouts<'p>,
}

impl<'p> Elements<'p> {
    /// That of `message`, and of all that it may hold.
    pub fn of(message: Message<'p>) -> Self {
        Self { message, layouts: Layouts::of(message) }
    }

    /// The type.
    pub const fn message(&self) -> Message<'p> {
        self.message
    }

    /// Appends a message of this type as an element. Extensions and fields that the type has not
    /// have no place: see [`Dynamic::left_out`]. On an error `out` is as it was.
    ///
    /// # Errors
    /// [`Unwritable`](crate::ErrorKind::Unwritable) for text that XML forbids and a key of a map
    /// that is no name; [`WrongType`](crate::ErrorKind::WrongType) for a message of another type;
    /// [`DepthLimit`](crate::ErrorKind::DepthLimit).
    pub fn encode(
        &self,
        message: &Dynamic<'p>,
        out: &mut Vec<u8>,
        limits: &Limits,
    ) -> Result<(), Error> {
        let start = out.len();
        let written = write::write(self, message, out, limits);
        if written.is_err() {
            out.truncate(start);
        }
        written
    }

    /// Reads a document, whose root may have any name.
    ///
    /// # Errors
    /// When it is not well-formed, or not this type's, or passes the limits.
    pub fn decode(&self, document: &[u8], limits: &Limits) -> Result<Dynamic<'p>, Error> {
        read::read(self, document, limits)
    }
}
