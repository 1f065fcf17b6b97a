//! Canonical JSON, both ways ([ProtoJSON]).
//!
//! [ProtoJSON]: https://protobuf.dev/programming-guides/json/
mod arena;
mod lexer;
mod number;
mod read;
mod time;
mod transcode;

pub use transcode::Transcoder;

use super::{Dynamic, Error, Message, encode};
use crate::Limits;
use alloc::{string::String, vec::Vec};

/// How JSON is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json {
    /// Reading: pass over names, and names of enum values, that the type has not.
    pub ignore_unknown: bool,
    /// Writing: the names of the file instead of those in camel case. Reading takes both.
    pub proto_names: bool,
    /// Writing: enums as numbers.
    pub enum_numbers: bool,
    /// What may be read: `frame`, `depth` and `items` count.
    pub limits: Limits,
}

impl Json {
    /// What ProtoJSON says unless it is told otherwise.
    pub const DEFAULT: Self = Self {
        ignore_unknown: false,
        proto_names: false,
        enum_numbers: false,
        limits: Limits::DEFAULT,
    };
}

impl Default for Json {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<'p> Message<'p> {
    /// Reads JSON that takes all of `text`.
    ///
    /// # Errors
    /// When the text is not JSON, or not of this message: path and byte say where.
    pub fn decode_json(self, text: &[u8], json: &Json) -> Result<Dynamic<'p>, Error> {
        read::read(self, text, json)
    }

    /// Appends the JSON of a message's bytes, without a [`Dynamic`] in between where it can.
    ///
    /// # Errors
    /// As [`decode`](Message::decode) and [`Dynamic::encode_json`]; then `out` is as it was.
    pub fn transcode(self, bytes: &[u8], json: &Json, out: &mut Vec<u8>) -> Result<(), Error> {
        Transcoder::new(self, json).transcode(bytes, out)
    }
}

impl Dynamic<'_> {
    /// Appends the message as JSON: fields and entries in the order of numbers and keys, without
    /// white space. Fields that the type has not are left out.
    ///
    /// # Errors
    /// When a well-known type holds what its JSON cannot say, an `Any` a type that the pool has
    /// not, or a text is not UTF-8.
    pub fn encode_json(&self, json: &Json, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut bytes = Vec::new();
        encode::encode(self, &mut bytes);
        Transcoder::new(self.message(), json).canonical(&bytes, out)
    }

    /// The message as JSON.
    ///
    /// # Errors
    /// As [`encode_json`](Self::encode_json).
    pub fn to_json(&self) -> Result<String, Error> {
        let mut out = Vec::new();
        self.encode_json(&Json::DEFAULT, &mut out)?;
        // What was written is text.
        Ok(String::from_utf8(out).unwrap_or_default())
    }
}
