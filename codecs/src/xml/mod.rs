//! XML for types that have serde's traits: quick-xml behind a strict layer (XML 1.0, 5th edition).
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use wireloom_codecs::{Codec, xml::Xml};
//!
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct User {
//!     #[serde(rename = "@age")] // an attribute
//!     age: u8,
//!     name: String, // an element
//! }
//!
//! let user = User { name: "zhangsan".into(), age: 23 };
//! let mut out = Vec::new();
//! Xml::STRICT.encode(&user, &mut out)?;
//! assert_eq!(out, br#"<User age="23"><name>zhangsan</name></User>"#);
//! let back: User = Xml::STRICT.decode(&out)?;
//! assert_eq!(back, user);
//!
//! let error = Xml::STRICT.check("<a><b></a></b>").unwrap_err();
//! assert_eq!(error.to_string(), "an end tag without its start tag (XML 1.0 section 3) (at 0xa)");
//! # Ok::<(), wireloom_codecs::xml::Error>(())
//! ```
//!
//! # What is read
//!
//! [`Xml::STRICT`] reads well-formed documents and nothing else; [`Rule`] lists what it looks at,
//! the grammar of the internal subset included. [`Xml::check`] does only that. One pass, no
//! recursion, linear work; quick-xml then reads what is known to be good.
//!
//! - *Encodings* (§4.3.3): UTF-8, UTF-16 by its mark, ISO-8859-1 and US-ASCII by their names.
//! - *Entities* (§4.4): internal ones are expanded before serde sees the document, within a bound:
//!   64 KiB and eight times the document, at most [`Limits::inflated`]. A billion laughs are an
//!   error ([`Rule::Expansion`]).
//! - *What stands outside* is never fetched. A document whose content refers to an external entity,
//!   or to one that an external subset may declare, is well-formed to [`Xml::check`], which tells
//!   where ([`WellFormed::unread`]); reading it is an error ([`Rule::External`]) unless
//!   [`Xml::skip_external`] says to leave it out.
//! - *Not done*: validity; default values of attributes and the normalisation of tokens, which need
//!   their declarations (§3.3). A `&str` borrows only from UTF-8 without entities.
//! - *Namespaces* (Namespaces in XML 1.0): every prefix is declared, and no two attributes are the
//!   same by it, unless [`Xml::namespaces`] is off. To serde a prefix is part of an attribute's
//!   name, and of an element's name it is not.
//! - *XML 1.1*: a document that says so may refer to control characters, may not hold those from
//!   U+007F to U+009F, and has two more line ends (which are left as they are in text).
//! - *Depth*: elements, entities and groups of a content model nest up to [`Limits::depth`]. The
//!   strict layer needs no stack for it; serde's types take 1.5 KiB a level, unoptimised 5 KiB.
//! - *Offsets* are the document's, in whichever encoding it is, and near: quick-xml does not say
//!   where a value was no value, so it is read once more and counted. In a document whose entities
//!   were expanded they are those of the root element.
//!
//! # What serde's types become
//!
//! | type | XML |
//! |---|---|
//! | struct | an element of its name, or of the field's, or of [`Xml::root`] |
//! | field `x` | `<x>…</x>`; `#[serde(rename = "@x")]`: the attribute `x` |
//! | `#[serde(rename = "$text")]` | the text beside attributes and elements |
//! | `#[serde(rename = "$value")]` | an enum: the element's name is the variant |
//! | `Vec<T>` | an element for each item, also where they stand among others; in an attribute or in `$text` they are separated by spaces. Wants `#[serde(default)]`: an empty list is no element |
//! | `Option<T>` | wants `#[serde(skip_serializing_if = "Option::is_none")]`: `None` is written as an empty element, which is read as `Some` of an empty text |
//! | map | its keys are element names: text that is a name |
//! | enum without fields | text; in `$value` an empty element |
//! | bytes | [`base64`], or a list of numbers |
//! | `f64` | every one survives, `NaN` and `inf` too |
//! | tuple | as a list |
//! | internally tagged enum, `flatten` | attributes and lists of elements; see below |
//! | adjacently tagged enum | two elements, or an attribute and an element |
//!
//! # What does not work, and says so
//!
//! - A root that is not one element: a sequence, a tuple, `()` or a number without [`Xml::root`];
//!   a list of other than one item with it.
//! - An enum with fields as a field other than `$value`: "cannot serialize enum newtype variant".
//!   Use [`choice`].
//! - A map whose keys are numbers or no names; map and `flatten` at the root without [`Xml::root`].
//! - `serialize_bytes` (`serde_bytes`): use [`base64`].
//! - Text that XML forbids, such as U+0000 and most control characters (§2.2).
//! - Reading `flatten`, `untagged` and internally tagged content that is an element or a number:
//!   serde collects such parts before it knows their types, and to quick-xml an element is then a
//!   map ("invalid type: map"). Strings in attributes work. A field `#[serde(rename = "$text")]` in
//!   a struct around the value works too.
//!
//! # What does not work in silence
//!
//! - A list of lists is written as one list. Put a struct between them.
//! - A document does not say which type it holds: an element that no field asks for is passed over.
pub mod base64;
pub mod choice;
mod encoding;
mod error;
#[cfg(feature = "protobuf")]
mod root;
mod strict;

pub use error::{Error, Said};
pub use strict::{Rule, WellFormed};

use crate::{Codec, Error as Fault, ErrorKind, Limits};
use alloc::{borrow::Cow, vec::Vec};
use core::cell::Cell;
use core::fmt;
use core::num::NonZeroUsize;
use encoding::Decoded;
use error::{broken, unreadable, unwritable};
use quick_xml::de::{Deserializer, XmlRead};
use quick_xml::errors::serialize::{DeError, SeError};
use quick_xml::se::Serializer;
use serde_core::{Deserialize, Serialize};
use std::io;

/// XML for every type with serde's traits, as far as XML can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Xml {
    /// Read and write well-formed documents only (XML 1.0, fifth edition).
    pub strict: bool,
    /// With `strict`: every prefix is declared (Namespaces in XML 1.0). Turn it off for parts of
    /// documents whose declarations stand elsewhere.
    pub namespaces: bool,
    /// Write a line for each element, indented by two spaces.
    pub pretty: bool,
    /// The name of the root element that is written; `None` takes the struct's name.
    pub root: Option<&'static str>,
    /// Leave out what stands outside the document, where the default is to refuse it.
    pub skip_external: bool,
    /// What reading may cost.
    pub limits: Limits,
}

impl Xml {
    /// Well-formed documents only.
    pub const STRICT: Self = Self {
        strict: true,
        namespaces: true,
        pretty: false,
        root: None,
        skip_external: false,
        limits: Limits::DEFAULT,
    };

    /// As quick-xml reads and writes: faster, and much that is not XML goes through. Entities are
    /// not expanded; what follows the root element is not looked at.
    pub const LAX: Self = Self { strict: false, ..Self::STRICT };

    /// Well-formed documents only, written one element a line.
    pub const PRETTY: Self = Self { pretty: true, ..Self::STRICT };

    /// The same with another name for the root element that is written.
    #[must_use]
    pub const fn root(mut self, name: &'static str) -> Self {
        self.root = Some(name);
        self
    }

    /// The same within other limits: `frame` bounds a document, `depth` elements and entities,
    /// `inflated` what entities say, `items` how much of a list may stand between its parts.
    #[must_use]
    pub const fn within(mut self, limits: &Limits) -> Self {
        self.limits = *limits;
        self
    }

    /// Whether a document is well-formed, whatever it says (XML 1.0 §2.1).
    ///
    /// # Errors
    /// The first rule that it breaks, or the limit that it passes.
    pub fn check<'t>(&self, document: &'t str) -> Result<WellFormed<'t>, Error> {
        self.fits(document.len())?;
        strict::check(document, self.namespaces, &self.limits)
            .map_err(|fault| broken(fault.rule, fault.at, self.limit(fault.rule)))
    }

    /// As [`check`](Self::check), for bytes in whichever encoding (XML 1.0 §4.3.3). Gives whether
    /// the document refers to entities outside it.
    ///
    /// # Errors
    /// As [`check`](Self::check), and that the encoding is not read.
    pub fn check_bytes(&self, document: &[u8]) -> Result<bool, Error> {
        let decoded = self.decoded(document)?;
        self.well_formed(&decoded.text, &decoded).map(|document| document.unread.is_some())
    }

    /// Writes a value wherever bytes can be written.
    ///
    /// # Errors
    /// As [`Codec::encode`], and that the writer fails.
    pub fn write<T: Serialize + ?Sized>(
        &self,
        value: &T,
        mut to: impl io::Write,
    ) -> Result<(), Error> {
        let mut out = Vec::new();
        self.put(value, &mut out)?;
        to.write_all(&out).map_err(|fault| unwritable(SeError::Io(fault.into())))
    }

    /// The number that a limit's error tells.
    fn limit(&self, rule: Rule) -> usize {
        match rule {
            Rule::Depth => self.limits.depth.into(),
            Rule::Expansion => self.limits.inflated,
            Rule::End => 1,
            _ => 0,
        }
    }

    fn fits(&self, length: usize) -> Result<(), Fault> {
        let most = self.limits.frame;
        if length > most { Err(Fault::new(ErrorKind::FrameLimit, 0, most)) } else { Ok(()) }
    }

    fn decoded<'a>(&self, bytes: &'a [u8]) -> Result<Decoded<'a>, Error> {
        self.fits(bytes.len())?;
        encoding::text(bytes).map_err(|(rule, at)| broken(rule, at, 0))
    }

    fn well_formed<'t>(&self, text: &'t str, of: &Decoded<'_>) -> Result<WellFormed<'t>, Error> {
        strict::check(text, self.namespaces, &self.limits)
            .map_err(|fault| broken(fault.rule, of.offset(fault.at), self.limit(fault.rule)))
    }

    /// Appends the value; leaves `out` as it was on an error.
    fn put<T: Serialize + ?Sized>(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
        let start = out.len();
        self.put_lax(value, out)
            .map_err(unwritable)
            .and_then(|()| {
                let written = out.get(start..).unwrap_or_default();
                if self.strict { self.looked_over(written) } else { Ok(()) }
            })
            .inspect_err(|_| out.truncate(start))
    }

    fn put_lax<T: Serialize + ?Sized>(&self, value: &T, out: &mut Vec<u8>) -> Result<(), SeError> {
        let mut text = Text(out);
        let mut serializer = Serializer::with_root(&mut text, self.root)?;
        if self.pretty {
            serializer.indent(' ', 2);
        }
        value.serialize(serializer).map(drop)
    }

    /// Whether what was written is a document: quick-xml writes forbidden characters, empty names
    /// and several roots as it is told to.
    fn looked_over(&self, written: &[u8]) -> Result<(), Error> {
        let limits = Limits { frame: usize::MAX, ..self.limits };
        let text = str::from_utf8(written).unwrap_or_default();
        match strict::check(text, self.namespaces, &limits) {
            Ok(_) => Ok(()),
            Err(fault) => {
                let mut error = broken(fault.rule, fault.at, self.limit(fault.rule));
                if fault.rule != Rule::Depth {
                    error.fault.kind = ErrorKind::Unwritable;
                }
                Err(error)
            }
        }
    }

    /// Reads from a text that lives as long as the value.
    fn borrowed<'a, T: Deserialize<'a>>(&self, text: &'a str) -> Result<T, DeError> {
        let mut deserializer = Deserializer::from_str(text);
        self.bound(&mut deserializer);
        T::deserialize(&mut deserializer)
    }

    /// Reads from a text that does not.
    fn owned<'a, T: Deserialize<'a>>(&self, text: impl io::BufRead) -> Result<T, DeError> {
        let mut deserializer = Deserializer::from_reader(text);
        self.bound(&mut deserializer);
        T::deserialize(&mut deserializer)
    }

    fn bound<'a, R: XmlRead<'a>>(&self, deserializer: &mut Deserializer<'a, R>) {
        deserializer.recursion_limit(self.limits.depth.min(Limits::MAX_DEPTH).into());
        let items = usize::try_from(self.limits.items).unwrap_or(usize::MAX);
        deserializer.event_buffer_size(NonZeroUsize::new(items));
    }

    /// quick-xml does not say where. Reading once more, through a reader that counts, does.
    #[cold]
    fn placed<'a, T: Deserialize<'a>>(
        &self,
        said: DeError,
        text: &str,
        of: &Decoded<'_>,
        base: usize,
    ) -> Error {
        use alloc::string::ToString;
        let read = Cell::new(0);
        let again = self.owned::<T>(Counted { rest: text.as_bytes(), read: &read });
        let same = again.is_err_and(|again| again.to_string() == said.to_string());
        let at = base.saturating_add(if same { read.get() } else { 0 });
        unreadable(said, of.offset(at))
    }
}

impl Default for Xml {
    fn default() -> Self {
        Self::STRICT
    }
}

impl<'a, T: Serialize + Deserialize<'a>> Codec<'a, T> for Xml {
    type Error = Error;

    fn size(&self, value: &T) -> Result<usize, Error> {
        let mut out = Vec::new();
        self.put(value, &mut out)?;
        Ok(out.len())
    }

    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
        self.put(value, out)
    }

    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize, Error> {
        let mut written = Vec::new();
        self.put(value, &mut written)?;
        let room = out.len();
        let Some(front) = out.get_mut(..written.len()) else {
            return Err(Fault::end(0, written.len(), room).into());
        };
        front.copy_from_slice(&written);
        Ok(written.len())
    }

    fn decode(&self, bytes: &'a [u8]) -> Result<T, Error> {
        let decoded = self.decoded(bytes)?;
        if !self.strict {
            let read = match &decoded.text {
                Cow::Borrowed(text) => self.borrowed(text),
                Cow::Owned(text) => self.owned(text.as_bytes()),
            };
            return read.map_err(|said| self.placed::<T>(said, &decoded.text, &decoded, 0));
        }
        let document = self.well_formed(&decoded.text, &decoded)?;
        if let Some(at) = document.unread.filter(|_| !self.skip_external) {
            return Err(broken(Rule::External, decoded.offset(at), 0));
        }
        if let Some(text) = &document.expanded {
            // Offsets into expanded text say nothing: the root is where it is.
            return self
                .owned(text.as_bytes())
                .map_err(|said| unreadable(said, decoded.offset(document.offset)));
        }
        let end = document.offset.saturating_add(document.root.len());
        let read = match &decoded.text {
            Cow::Borrowed(text) => {
                self.borrowed(text.get(document.offset..end).unwrap_or_default())
            }
            Cow::Owned(_) => self.owned(document.root.as_bytes()),
        };
        read.map_err(|said| self.placed::<T>(said, document.root, &decoded, document.offset))
    }
}

/// Text into bytes.
struct Text<'o>(&'o mut Vec<u8>);

impl fmt::Write for Text<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }

    #[inline]
    fn write_char(&mut self, c: char) -> fmt::Result {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => self.0.push(byte),
            _ => self.0.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        Ok(())
    }
}

/// Counts what is read.
struct Counted<'t> {
    rest: &'t [u8],
    read: &'t Cell<usize>,
}

impl io::Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = io::Read::read(&mut self.rest, out)?;
        self.read.set(self.read.get().saturating_add(n));
        Ok(n)
    }
}

impl io::BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.rest)
    }

    fn consume(&mut self, n: usize) {
        self.read.set(self.read.get().saturating_add(n));
        self.rest.consume(n);
    }
}
