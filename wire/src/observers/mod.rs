//! Listeners: what can be made of a message while it is read.
mod find;
mod json;
mod path;
mod tree;

pub use find::{Find, Segment};
pub use json::Json;
pub use path::Path;
pub use tree::{Span, Tree};

use crate::Value;
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// A [`Value`] that outlives the bytes it was read from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Kept {
    /// [`Value::Null`]
    Null,
    /// [`Value::Bool`]
    Bool(bool),
    /// [`Value::Unsigned`]
    Unsigned(u64),
    /// [`Value::Signed`]
    Signed(i64),
    /// [`Value::F32`]
    F32(f32),
    /// [`Value::Float`]
    Float(f64),
    /// [`Value::Text`]
    Text(String),
    /// [`Value::Bytes`]
    Bytes(Vec<u8>),
    /// [`Value::Code`]
    Code(i64, Option<&'static str>),
    /// [`Value::Shown`], as text.
    Shown(String),
}

impl From<Value<'_>> for Kept {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Bool(b),
            Value::Unsigned(n) => Self::Unsigned(n),
            Value::Signed(n) => Self::Signed(n),
            Value::F32(x) => Self::F32(x),
            Value::Float(x) => Self::Float(x),
            Value::Text(s) => Self::Text(s.into()),
            Value::Bytes(b) => Self::Bytes(b.into()),
            Value::Code(n, name) => Self::Code(n, name),
            Value::Shown(x) => Self::Shown(x.to_string()),
            // Value is open to new kinds; show them as they show themselves.
            other => Self::Shown(alloc::format!("{other:?}")),
        }
    }
}

impl Kept {
    /// The same, borrowed.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(b) => Value::Bool(*b),
            Self::Unsigned(n) => Value::Unsigned(*n),
            Self::Signed(n) => Value::Signed(*n),
            Self::F32(x) => Value::F32(*x),
            Self::Float(x) => Value::Float(*x),
            Self::Text(s) => Value::Text(s),
            Self::Bytes(b) => Value::Bytes(b),
            Self::Code(n, name) => Value::Code(*n, *name),
            Self::Shown(s) => Value::Shown(s),
        }
    }
}
