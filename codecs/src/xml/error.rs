//! What goes wrong with XML: the rule that is broken, or quick-xml's words.
use super::strict::Rule;
use crate::{ErrorKind, Told};
use core::fmt;
use quick_xml::errors::serialize::{DeError, SeError};

/// What goes wrong: the words, with the kind and the byte.
pub type Error = Told<Said>;

/// Who says what.
#[derive(Debug)]
#[non_exhaustive]
pub enum Said {
    /// The document is not well-formed, or not read.
    Rule(Rule),
    /// It is, but it is not the type's.
    Read(DeError),
    /// The value has no XML.
    Write(SeError),
}

impl Said {
    /// The rule that a document breaks.
    pub const fn rule(&self) -> Option<Rule> {
        match self {
            Self::Rule(rule) => Some(*rule),
            _ => None,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => rule.fmt(f),
            Self::Read(said) => said.fmt(f),
            Self::Write(said) => said.fmt(f),
        }
    }
}

impl core::error::Error for Said {}

/// A rule broken at a byte of the document.
#[cold]
pub(super) fn broken(rule: Rule, at: usize, limit: usize) -> Error {
    Told::new(rule.kind(), at, limit, Said::Rule(rule))
}

#[cold]
pub(super) fn unreadable(said: DeError, at: usize) -> Error {
    let kind = match said {
        DeError::TooDeeplyNested(_) => ErrorKind::DepthLimit,
        DeError::TooManyEvents(_) => ErrorKind::ItemLimit,
        DeError::UnexpectedEof => ErrorKind::UnexpectedEnd,
        _ => ErrorKind::BadValue,
    };
    Told::new(kind, at, 0, Said::Read(said))
}

#[cold]
pub(super) fn unwritable(said: SeError) -> Error {
    Told::new(ErrorKind::Unwritable, 0, 0, Said::Write(said))
}
