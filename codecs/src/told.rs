//! An error of this crate together with the words of the library beneath.
use crate::{Error, ErrorKind};
use core::fmt;

/// Where and of what kind a fault is, and what the library beneath says about it.
///
/// The error of the formats that have a library beneath, whose messages name fields and types;
/// [`Error`] tells the byte.
#[derive(Debug)]
pub struct Told<E> {
    /// The fault in this crate's terms.
    pub fault: Error,
    /// What the library beneath says, unless the fault was found before it was asked.
    pub said: Option<E>,
}

impl<E> Told<E> {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, offset: usize, detail: usize, said: E) -> Self {
        Self { fault: Error::new(kind, offset, detail), said: Some(said) }
    }

    /// What kind of fault it is.
    pub const fn kind(&self) -> ErrorKind {
        self.fault.kind
    }

    /// The byte at which it was noticed.
    pub const fn offset(&self) -> u64 {
        self.fault.offset
    }
}

impl<E> From<Error> for Told<E> {
    fn from(fault: Error) -> Self {
        Self { fault, said: None }
    }
}

impl<E: fmt::Display> fmt::Display for Told<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.said {
            Some(said) => write!(f, "{said} (at {:#x})", self.fault.offset),
            None => self.fault.fmt(f),
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for Told<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.said {
            Some(said) => Some(said),
            None => Some(&self.fault),
        }
    }
}
