//! What fields hold.
use super::pool::{FieldDef, Pool, Type};
use super::{Dynamic, Map};
use alloc::{boxed::Box, string::String, vec::Vec};

/// One value.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they are Rust's types, by name")]
pub enum Value<'p> {
    Bool(bool),
    /// `int32`, `sint32`, `sfixed32`.
    I32(i32),
    /// `int64`, `sint64`, `sfixed64`.
    I64(i64),
    /// `uint32`, `fixed32`.
    U32(u32),
    /// `uint64`, `fixed64`.
    U64(u64),
    F32(f32),
    F64(f64),
    String(Box<str>),
    /// `bytes`; also a `string` that is not UTF-8, where its file does not ask for that.
    Bytes(Box<[u8]>),
    /// The number of an enum's value.
    Enum(i32),
    Message(Box<Dynamic<'p>>),
}

/// The key of an entry of a map. Keys are in order as numbers, or as bytes of text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are Rust's types, by name")]
pub enum Key {
    Bool(bool),
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    String(Box<str>),
    /// A `string` that is not UTF-8, where its file does not ask for that.
    Bytes(Box<[u8]>),
}

/// What a field holds: a value, several, or entries by key.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "their types say it")]
pub enum Content<'p> {
    One(Value<'p>),
    List(Vec<Value<'p>>),
    Map(Map<'p>),
}

impl<'p> Value<'p> {
    /// Whether a field of this type may hold it.
    pub(super) fn fits(&self, pool: &Pool, field: &FieldDef) -> bool {
        match (self, field.r#type) {
            (Self::Bool(_), Type::Bool)
            | (Self::I32(_), Type::Int32 | Type::Sint32 | Type::Sfixed32)
            | (Self::I64(_), Type::Int64 | Type::Sint64 | Type::Sfixed64)
            | (Self::U32(_), Type::Uint32 | Type::Fixed32)
            | (Self::U64(_), Type::Uint64 | Type::Fixed64)
            | (Self::F32(_), Type::Float)
            | (Self::F64(_), Type::Double)
            | (Self::String(_), Type::String)
            | (Self::Bytes(_), Type::Bytes) => true,
            (Self::Enum(number), Type::Enum) => pool
                .enum_def(field.target)
                .is_some_and(|of| !of.closed || of.name(*number).is_some()),
            (Self::Message(message), Type::Message) => message.message().def.id == field.target,
            _ => false,
        }
    }

    /// Whether it is what an absent field stands for, where absent is the same as zero.
    pub(super) fn is_zero(&self) -> bool {
        match self {
            Self::Bool(b) => !b,
            Self::I32(n) | Self::Enum(n) => *n == 0,
            Self::I64(n) => *n == 0,
            Self::U32(n) => *n == 0,
            Self::U64(n) => *n == 0,
            // Minus zero is a value.
            Self::F32(x) => x.to_bits() == 0,
            Self::F64(x) => x.to_bits() == 0,
            Self::String(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Message(_) => false,
        }
    }

    /// The message, if it is one.
    pub fn as_message(&self) -> Option<&Dynamic<'p>> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub const fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Key {
    /// Whether a field of this type may hold it.
    pub(super) const fn fits(&self, field: &FieldDef) -> bool {
        matches!(
            (self, field.r#type),
            (Self::Bool(_), Type::Bool)
                | (Self::I32(_), Type::Int32 | Type::Sint32 | Type::Sfixed32)
                | (Self::I64(_), Type::Int64 | Type::Sint64 | Type::Sfixed64)
                | (Self::U32(_), Type::Uint32 | Type::Fixed32)
                | (Self::U64(_), Type::Uint64 | Type::Fixed64)
                | (Self::String(_), Type::String)
        )
    }

    /// The key that a value makes.
    pub fn of(value: Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Bool(b) => Self::Bool(b),
            Value::I32(n) => Self::I32(n),
            Value::I64(n) => Self::I64(n),
            Value::U32(n) => Self::U32(n),
            Value::U64(n) => Self::U64(n),
            Value::String(text) => Self::String(text),
            Value::Bytes(bytes) => Self::Bytes(bytes),
            _ => return None,
        })
    }

    /// The value of the entry's field 1.
    pub fn to_value(&self) -> Value<'static> {
        match self {
            Self::Bool(b) => Value::Bool(*b),
            Self::I32(n) => Value::I32(*n),
            Self::I64(n) => Value::I64(*n),
            Self::U32(n) => Value::U32(*n),
            Self::U64(n) => Value::U64(*n),
            Self::String(text) => Value::String(text.clone()),
            Self::Bytes(bytes) => Value::Bytes(bytes.clone()),
        }
    }
}

macro_rules! from {
    ($($from:ty => $variant:ident),* $(,)?) => { $(
        impl From<$from> for Value<'_> {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )* };
}

from! {
    bool => Bool, i32 => I32, i64 => I64, u32 => U32, u64 => U64, f32 => F32, f64 => F64,
    &str => String, String => String, &[u8] => Bytes, Vec<u8> => Bytes,
}

impl<'p> From<Dynamic<'p>> for Value<'p> {
    fn from(message: Dynamic<'p>) -> Self {
        Self::Message(Box::new(message))
    }
}
