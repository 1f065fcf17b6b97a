//! What goes wrong, at which byte of what and at which field.
use crate::{Error as Fault, ErrorKind};
use alloc::{boxed::Box, string::String};
use core::fmt;

/// What goes wrong with messages whose types come at run time.
///
/// ```
/// # use wireloom_codecs::protobuf::dynamic::Pool;
/// let error = Pool::from_descriptor_set(b"\x0a\x05\x0a\x09a").unwrap_err();
/// assert_eq!(error.offset(), 2);
/// assert_eq!(error.to_string(), "unexpected end at 0x2, 2 more bytes needed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The fault in this crate's terms. Buffer 1 is the canonical form of a message that had to be
    /// put in order before it became JSON.
    pub fault: Fault,
    said: Box<Said>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    path: String,
    why: &'static str,
    name: String,
}

impl Error {
    /// What kind of fault it is.
    pub const fn kind(&self) -> ErrorKind {
        self.fault.kind
    }

    /// The byte at which it was noticed.
    pub const fn offset(&self) -> u64 {
        self.fault.offset
    }

    /// The field at which it was noticed, such as `users[3].name`; empty at the outermost message.
    pub fn path(&self) -> &str {
        &self.said.path
    }

    /// The same fault `base` bytes further on.
    #[cold]
    #[must_use]
    pub fn after(mut self, base: u64) -> Self {
        self.fault = self.fault.after(base);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Said { path, why, name } = &*self.said;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        match (why.is_empty(), name.is_empty()) {
            (true, true) => return self.fault.fmt(f),
            // A compiler of files has said it all.
            (true, false) => return f.write_str(name),
            _ => {}
        }
        f.write_str(why)?;
        if !name.is_empty() {
            write!(f, " `{name}`")?;
        }
        write!(f, " at {:#x}", self.fault.offset)
    }
}

impl core::error::Error for Error {}

impl From<Fault> for Error {
    #[cold]
    fn from(fault: Fault) -> Self {
        Bad::from(fault).named("", String::new())
    }
}

/// A fault with its words, before its path is known: small enough to be returned by value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bad {
    pub(super) fault: Fault,
    pub(super) why: &'static str,
}

/// What the parts of this module return.
pub(super) type Step<T> = Result<T, Bad>;

impl Bad {
    #[cold]
    pub(super) fn new(kind: ErrorKind, at: usize, why: &'static str) -> Self {
        Self { fault: Fault::new(kind, at, 0), why }
    }

    /// A value that is not allowed.
    #[cold]
    pub(super) fn value(at: usize, why: &'static str) -> Self {
        Self::new(ErrorKind::BadValue, at, why)
    }

    #[cold]
    pub(super) fn at(self, path: String) -> Error {
        self.named("", path)
    }

    #[cold]
    pub(super) fn named(self, name: &str, path: String) -> Error {
        Error { fault: self.fault, said: Box::new(Said { path, why: self.why, name: name.into() }) }
    }
}

impl From<Fault> for Bad {
    #[cold]
    fn from(fault: Fault) -> Self {
        Self { fault, why: "" }
    }
}
