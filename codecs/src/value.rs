//! What bytes mean: the vocabulary in which decoders read aloud.
use core::fmt;

/// What some bytes mean. Primitive wire types say it; messages never do.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Value<'v> {
    /// Nothing, where something could be.
    Null,
    /// A truth value.
    Bool(bool),
    /// An unsigned number.
    Unsigned(u64),
    /// A signed number.
    Signed(i64),
    /// A single-precision number, so that it is shown with the digits it has.
    F32(f32),
    /// A double-precision number.
    Float(f64),
    /// Text.
    Text(&'v str),
    /// Bytes that may be text.
    Bytes(&'v [u8]),
    /// A number that the specification may have a name for.
    Code(i64, Option<&'static str>),
    /// Anything else that has a form for people: uuid, decimal, 128-bit numbers, timestamps.
    Shown(&'v dyn fmt::Display),
}

const _: () = assert!(size_of::<Value<'_>>() <= 32);

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Unsigned(n) => write!(f, "{n}"),
            Self::Signed(n) => write!(f, "{n}"),
            Self::F32(x) => write!(f, "{x:?}"),
            Self::Float(x) => write!(f, "{x:?}"),
            Self::Text(s) => write!(f, "{s:?}"),
            Self::Bytes(b) => write!(f, "{} bytes", b.len()),
            Self::Code(n, Some(name)) => write!(f, "{name} ({n})"),
            Self::Code(n, None) => write!(f, "{n}"),
            Self::Shown(x) => write!(f, "{x}"),
        }
    }
}

/// How the parts of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Fields, each under the name that its table gives it.
    Record,
    /// Items, one after the other.
    List,
    /// Entries whose names stand on the wire: order and duplicates count.
    Map,
}
