//! Why the registry could not.
use crate::{Error, ErrorKind};
use alloc::boxed::Box;
use core::any::Any;
use core::fmt;

/// Why the registry could not: a fault of its own kind, or what a richer format says.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The registry's own refusal, or that of a codec of this crate.
    Error(Error),
    /// What a codec with errors of its own says.
    Codec(Box<dyn core::error::Error + Send + Sync>),
}

impl Failure {
    /// The kind, unless the codec has errors of its own.
    pub const fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Error(error) => Some(error.kind),
            Self::Codec(_) => None,
        }
    }

    /// The same fault in bytes that begin `base` bytes further on.
    pub(super) fn after(self, base: usize) -> Self {
        match self {
            Self::Error(error) if error.kind != ErrorKind::WrongType => {
                Self::Error(error.after(u64::try_from(base).unwrap_or_default()))
            }
            other => other,
        }
    }

    /// Keeps this crate's errors as they are and boxes the others.
    #[cold]
    pub(super) fn of<E: core::error::Error + Send + Sync + 'static>(error: E) -> Self {
        let any: &dyn Any = &error;
        match any.downcast_ref::<Error>() {
            Some(error) => Self::Error(*error),
            None => Self::Codec(Box::new(error)),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Codec(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Failure {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Error(error) => Some(error),
            Self::Codec(error) => Some(&**error),
        }
    }
}
