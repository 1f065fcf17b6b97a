//! JSON for types that have serde's traits: serde_json, without its surprises (RFC 8259).
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use wireloom_codecs::{Codec, json::Json};
//!
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct User<'a> { name: &'a str, age: u8, married: bool }
//!
//! let user = User { name: "zhangsan", age: 23, married: true };
//! let mut out = Vec::new();
//! Json::DEFAULT.encode(&user, &mut out)?;
//! assert_eq!(out, br#"{"name":"zhangsan","age":23,"married":true}"#);
//! let back: User<'_> = Json::DEFAULT.decode(&out)?; // the name borrows from `out`
//! assert_eq!(back, user);
//!
//! let error = Codec::<User<'_>>::decode(&Json::DEFAULT, br#"{"name":"li"}"#).unwrap_err();
//! assert_eq!(error.to_string(), "missing field `age` at line 1 column 13 (at 0xc)");
//! # Ok::<(), wireloom_codecs::json::Error>(())
//! ```
//!
//! # What is read
//!
//! Every JSON text of RFC 8259 and nothing else, in UTF-8 without a byte order mark (§8.1), and
//! all of it: bytes after the value are an error. Beyond the grammar:
//!
//! - *Depth*: arrays and objects nest up to [`Json::DEPTH`] deep, both ways. Parts that the type
//!   does not ask for are passed over without recursion, however deep they are. 256 KiB of stack
//!   are enough, optimised or not; unoptimised, an internally tagged enum that holds itself 127
//!   times takes 300 KiB.
//! - *Size*: a text longer than [`Json::limit`] is refused before it is looked at.
//! - *Names that come twice* (§4): a map and a [`serde_json::Value`] keep the last one; a derived
//!   struct says ``duplicate field `x` ``.
//! - *Numbers* (§6): integers up to 64 bits are exact, `u128` and `i128` where the type asks for
//!   them. Every `f64` and `f32` that is written is read back to the bit (`float_roundtrip`), save
//!   the sign of a zero in a [`serde_json::Value`] that was written as `-0`. What is beyond `f64`
//!   (`1e400`) is an error, not infinity; what is too small is zero.
//! - *Strings* (§7, §8.2): an escape that is half a surrogate pair is an error, since no `str` can
//!   hold it. A `&str` borrows, so a string with escapes wants a `String` or a `Cow`.
//!
//! # What is not written
//!
//! JSON has no NaN and no infinity. serde_json writes `null` for them, which is data lost in
//! silence; here they are an error. So are maps whose keys are neither strings nor numbers, nor
//! booleans, nor variants without fields.
mod nest;
mod raw;
mod refuse;

use crate::{Codec, Error as Fault, ErrorKind, Limits, Told};
use alloc::vec::Vec;
use nest::Nest;
use refuse::Refuse;
use serde_core::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io;

/// What goes wrong: serde_json's words, with the kind and the byte.
pub type Error = Told<serde_json::Error>;

/// JSON for every type with serde's traits (RFC 8259).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json {
    /// Write a line for each member, indented by two spaces.
    pub pretty: bool,
    /// The longest text that is read, in bytes.
    pub limit: usize,
}

impl Json {
    /// No white space; [`Limits::DEFAULT`].
    pub const DEFAULT: Self = Self { pretty: false, limit: Limits::DEFAULT.frame };

    /// One member a line; [`Limits::DEFAULT`].
    pub const PRETTY: Self = Self { pretty: true, ..Self::DEFAULT };

    /// How deep arrays and objects may nest (RFC 8259 §9). serde_json's number: 128 is refused.
    pub const DEPTH: u8 = 127;

    /// The same, reading texts of at most [`Limits::frame`] bytes.
    #[must_use]
    pub const fn within(mut self, limits: &Limits) -> Self {
        self.limit = limits.frame;
        self
    }

    /// Writes a value wherever bytes can be written.
    ///
    /// # Errors
    /// As [`Codec::encode`], and what the writer says. Bytes may have been written by then.
    pub fn write<T: Serialize + ?Sized>(&self, value: &T, to: impl io::Write) -> Result<(), Error> {
        self.put(value, to).map_err(unwritable)
    }

    fn put<T: Serialize + ?Sized>(&self, value: &T, to: impl io::Write) -> serde_json::Result<()> {
        if self.pretty {
            put(value, to, PrettyFormatter::new())
        } else {
            put(value, to, CompactFormatter)
        }
    }

    fn count<T: Serialize>(&self, value: &T) -> serde_json::Result<usize> {
        let mut count = Count(0);
        self.put(value, &mut count)?;
        Ok(count.0)
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<'a, T: Serialize + Deserialize<'a>> Codec<'a, T> for Json {
    type Error = Error;

    fn size(&self, value: &T) -> Result<usize, Error> {
        self.count(value).map_err(unwritable)
    }

    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
        let start = out.len();
        self.put(value, &mut *out).map_err(|said| {
            out.truncate(start);
            unwritable(said)
        })
    }

    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize, Error> {
        let room = out.len();
        let mut rest = out;
        match self.put(value, &mut rest) {
            Ok(()) => Ok(room.saturating_sub(rest.len())),
            Err(said) if said.is_io() => {
                let wanted = self.count(value).map_err(unwritable)?;
                Err(Fault::end(0, wanted, room).into())
            }
            Err(said) => Err(unwritable(said)),
        }
    }

    fn decode(&self, bytes: &'a [u8]) -> Result<T, Error> {
        if bytes.len() > self.limit {
            return Err(Fault::new(ErrorKind::FrameLimit, 0, self.limit).into());
        }
        // Once for the whole text: what a type passes over is checked too, and strings no more.
        let text = str::from_utf8(bytes)
            .map_err(|fault| Fault::new(ErrorKind::BadUtf8, fault.valid_up_to(), 0))?;
        serde_json::from_str(text).map_err(|said| unreadable(said, bytes))
    }
}

#[inline]
fn put<T, W, F>(value: &T, to: W, formatter: F) -> serde_json::Result<()>
where
    T: Serialize + ?Sized,
    W: io::Write,
    F: Formatter,
{
    let mut json = serde_json::Serializer::with_formatter(to, Nest::new(formatter));
    value.serialize(Refuse(&mut json))
}

/// A fault of writing. Nothing says where it is.
#[cold]
fn unwritable(said: serde_json::Error) -> Error {
    let (kind, detail) = match said.classify() {
        _ if says(&said, nest::TOO_DEEP) => (ErrorKind::DepthLimit, usize::from(Json::DEPTH)),
        Category::Io => (ErrorKind::UnexpectedEnd, 1),
        _ => (ErrorKind::Unwritable, 0),
    };
    Told::new(kind, 0, detail, said)
}

/// A fault of reading, at the byte that its line and column name.
#[cold]
fn unreadable(said: serde_json::Error, bytes: &[u8]) -> Error {
    let at = offset(&said, bytes);
    let left = bytes.len().saturating_sub(at);
    let (kind, at, detail) = match said.classify() {
        Category::Eof => (ErrorKind::UnexpectedEnd, bytes.len(), 1),
        Category::Syntax if says(&said, "trailing characters") => (ErrorKind::Trailing, at, left),
        Category::Syntax if says(&said, "recursion limit exceeded") => {
            (ErrorKind::DepthLimit, at, usize::from(Json::DEPTH))
        }
        _ => (ErrorKind::BadValue, at, 0),
    };
    Told::new(kind, at, detail, said)
}

/// serde_json has no public name for this fault; its words are what there is.
fn says(said: &serde_json::Error, words: &str) -> bool {
    use alloc::string::ToString;
    said.to_string().starts_with(words)
}

/// Lines and columns count from one.
fn offset(said: &serde_json::Error, bytes: &[u8]) -> usize {
    let before = said.line().saturating_sub(1);
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(before);
    let start = lines.fold(0usize, |sum, line| sum.saturating_add(line.len()));
    start.saturating_add(said.column().saturating_sub(1)).min(bytes.len())
}

/// Counts what is written.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
