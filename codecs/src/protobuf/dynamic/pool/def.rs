//! The tables: dense, joined by index, ready for the loops that read and write.
use super::super::text::Name;
use super::well_known::WellKnown;
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::ops::Range;

/// No field, message or oneof.
pub(crate) const NONE: u32 = u32::MAX;

/// An index of a table as a position in it.
#[inline]
pub(crate) fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// A position in a table as an index. Tables are shorter than the set that they come from.
pub(crate) fn id(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

#[derive(Debug)]
pub(crate) struct MessageDef {
    pub(crate) id: u32,
    pub(crate) full_name: Arc<str>,
    pub(crate) file: u32,
    pub(crate) parent: u32,
    /// In the order of their numbers.
    pub(crate) fields: Range<u32>,
    pub(crate) oneofs: Range<u32>,
    /// From a small number to its field.
    pub(crate) dense: Box<[u32]>,
    /// JSON names and names, sorted.
    pub(crate) names: Box<[(Arc<str>, u32)]>,
    pub(crate) extension_ranges: Box<[Range<u32>]>,
    pub(crate) map_entry: bool,
    pub(crate) message_set: bool,
    pub(crate) well_known: Option<WellKnown>,
}

/// How a value stands on the wire, groups apart ([Encoding]).
///
/// [Encoding]: https://protobuf.dev/programming-guides/encoding/
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Double,
    Float,
    Int64,
    Uint64,
    Int32,
    Fixed64,
    Fixed32,
    Bool,
    String,
    Message,
    Bytes,
    Uint32,
    Enum,
    Sfixed32,
    Sfixed64,
    Sint32,
    Sint64,
}

impl Type {
    /// `FieldDescriptorProto.Type`; 10 is a group, a message with other marks around it.
    pub(crate) const fn of(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::Double,
            2 => Self::Float,
            3 => Self::Int64,
            4 => Self::Uint64,
            5 => Self::Int32,
            6 => Self::Fixed64,
            7 => Self::Fixed32,
            8 => Self::Bool,
            9 => Self::String,
            10 | 11 => Self::Message,
            12 => Self::Bytes,
            13 => Self::Uint32,
            14 => Self::Enum,
            15 => Self::Sfixed32,
            16 => Self::Sfixed64,
            17 => Self::Sint32,
            18 => Self::Sint64,
            _ => return None,
        })
    }

    /// The wire type of one value.
    pub(crate) const fn wire(self) -> u32 {
        use crate::protobuf::dynamic::wire;
        match self {
            Self::Double | Self::Fixed64 | Self::Sfixed64 => wire::I64,
            Self::Float | Self::Fixed32 | Self::Sfixed32 => wire::I32,
            Self::String | Self::Message | Self::Bytes => wire::LEN,
            _ => wire::VARINT,
        }
    }

    /// Whether repeated values may stand behind one length.
    pub(crate) const fn packable(self) -> bool {
        !matches!(self, Self::String | Self::Message | Self::Bytes)
    }

    /// Whether the values may be keys of a map.
    pub(crate) const fn key(self) -> bool {
        !matches!(self, Self::Double | Self::Float | Self::Bytes | Self::Message | Self::Enum)
    }
}

#[derive(Debug)]
pub(crate) struct FieldDef {
    pub(crate) id: u32,
    pub(crate) number: u32,
    pub(crate) r#type: Type,
    pub(crate) repeated: bool,
    pub(crate) packed: bool,
    pub(crate) map: bool,
    pub(crate) required: bool,
    /// Whether absent is not the same as zero.
    pub(crate) presence: bool,
    /// A group, or a message written like one.
    pub(crate) delimited: bool,
    /// Whether text has to be UTF-8.
    pub(crate) verify: bool,
    pub(crate) extension: bool,
    /// The octet before a value, if one is enough, the name is short and nothing has to be decided;
    /// or zero, which is none.
    pub(crate) plain: u8,
    /// The message or enum of its values.
    pub(crate) target: u32,
    pub(crate) oneof: u32,
    /// The message that it is part of; an extension's is the one extended.
    pub(crate) parent: u32,
    /// Its place among the fields of its message in the file, which is prost's order.
    pub(crate) declared: u32,
    pub(crate) name: Arc<str>,
    /// Its name in JSON; an extension's full name in brackets.
    pub(crate) json_name: Arc<str>,
    /// The same, as it is written.
    pub(crate) key: Name,
    pub(crate) default_value: Option<Box<str>>,
}

#[derive(Debug)]
pub(crate) struct OneofDef {
    pub(crate) name: Arc<str>,
    pub(crate) message: u32,
    /// Made by the compiler for a field that is `optional` in proto3.
    pub(crate) synthetic: bool,
    pub(crate) fields: Vec<u32>,
}

#[derive(Debug)]
pub(crate) struct EnumDef {
    pub(crate) full_name: Arc<str>,
    pub(crate) closed: bool,
    pub(crate) null_value: bool,
    /// In the order of the file.
    pub(crate) values: Box<[ValueDef]>,
    /// Numbers, sorted, with the first value that has each.
    pub(crate) numbers: Box<[(i32, u32)]>,
    /// Names, sorted.
    pub(crate) names: Box<[(Arc<str>, i32)]>,
}

#[derive(Debug)]
pub(crate) struct ValueDef {
    pub(crate) name: Arc<str>,
    pub(crate) number: i32,
}

impl EnumDef {
    /// The name of a number.
    #[inline]
    pub(crate) fn name(&self, number: i32) -> Option<&str> {
        // Most enums count from zero.
        let guess = usize::try_from(number).ok().and_then(|at| self.numbers.get(at));
        let value = match guess {
            Some((found, value)) if *found == number => *value,
            _ => {
                let at = self.numbers.binary_search_by_key(&number, |(number, _)| *number).ok()?;
                self.numbers.get(at)?.1
            }
        };
        self.values.get(index(value)).map(|value| &*value.name)
    }

    /// The number of a name.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        let at = self.names.binary_search_by(|(found, _)| (**found).cmp(name)).ok()?;
        self.names.get(at).map(|(_, number)| *number)
    }
}

#[derive(Debug)]
pub(crate) struct FileDef {
    pub(crate) name: Box<str>,
    pub(crate) package: Arc<str>,
}

#[derive(Debug)]
pub(crate) struct MethodDef {
    pub(crate) name: Box<str>,
    pub(crate) input: u32,
    pub(crate) output: u32,
    pub(crate) client_streaming: bool,
    pub(crate) server_streaming: bool,
}

#[derive(Debug)]
pub(crate) struct ServiceDef {
    pub(crate) full_name: Arc<str>,
    pub(crate) methods: Vec<MethodDef>,
}

/// What a full name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Message(u32),
    Enum(u32),
    Extension(u32),
    Service(u32),
}
