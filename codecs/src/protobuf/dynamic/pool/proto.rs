//! The messages of `google/protobuf/descriptor.proto`, as far as data needs them.
//!
//! Messages inside are kept as bytes, so that nothing here nests; a message that comes twice is
//! read twice into the same fields, which is what merging means.
use super::super::{
    error::{Bad, Step},
    wire::{LEN, Tag, VARINT, length, skip, varint},
};
use crate::{ErrorKind, Read, Reader};
use alloc::vec::Vec;

/// Some bytes of the set, and where they stand in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

/// A field of a descriptor.
trait Slot<'a> {
    /// A number or a truth value.
    fn number(&mut self, _value: u64) {}

    /// A text or a message.
    fn part(&mut self, _part: Part<'a>) -> Step<()> {
        Ok(())
    }
}

impl<'a> Slot<'a> for Option<&'a str> {
    fn part(&mut self, part: Part<'a>) -> Step<()> {
        *self = Some(text(part)?);
        Ok(())
    }
}

impl<'a> Slot<'a> for Vec<&'a str> {
    fn part(&mut self, part: Part<'a>) -> Step<()> {
        self.push(text(part)?);
        Ok(())
    }
}

fn text(part: Part<'_>) -> Step<&str> {
    str::from_utf8(part.bytes).map_err(|fault| {
        Bad::new(ErrorKind::BadUtf8, part.at.saturating_add(fault.valid_up_to()), "")
    })
}

impl<'a> Slot<'a> for Vec<Part<'a>> {
    fn part(&mut self, part: Part<'a>) -> Step<()> {
        self.push(part);
        Ok(())
    }
}

impl Slot<'_> for Option<i32> {
    fn number(&mut self, value: u64) {
        *self = Some(low(value));
    }
}

impl Slot<'_> for Option<bool> {
    fn number(&mut self, value: u64) {
        *self = Some(value != 0);
    }
}

/// What Protobuf's 32-bit types keep of a varint.
const fn low(value: u64) -> i32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

macro_rules! descriptors {
    ($($(#[$doc:meta])* $name:ident { $($number:literal $field:ident: $type:ty,)* })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'a> {
            /// Where it stands.
            pub(super) part: Part<'a>,
            $(pub(super) $field: $type,)*
        }

        impl<'a> $name<'a> {
            /// Reads a message, or the merger of several.
            pub(super) fn read(parts: &[Part<'a>]) -> Step<Self> {
                let mut this = Self::default();
                for part in parts {
                    this.part = *part;
                    fields(*part, |number, found| match (number, found) {
                        $(($number, Found::Number(value)) => {
                            Slot::number(&mut this.$field, value);
                            Ok(())
                        }
                        ($number, Found::Part(part)) => Slot::part(&mut this.$field, part),)*
                        _ => Ok(()),
                    })?;
                }
                Ok(this)
            }
        }
    )* };
}

enum Found<'a> {
    Number(u64),
    Part(Part<'a>),
}

fn fields<'a>(part: Part<'a>, mut each: impl FnMut(u32, Found<'a>) -> Step<()>) -> Step<()> {
    let base = part.at;
    let there =
        |error: crate::Error| Bad::from(error.after(u64::try_from(base).unwrap_or(u64::MAX)));
    let mut r = Reader::new(part.bytes);
    while r.remaining() > 0 {
        let tag = Tag::read(&mut r).map_err(there)?;
        match tag.wire() {
            VARINT => {
                let value = varint(&mut r).map_err(there)?;
                each(tag.number(), Found::Number(value))?;
            }
            LEN => {
                let length = length(&mut r).map_err(there)?;
                let at = base.saturating_add(r.offset());
                let bytes = r.take(length).map_err(there)?;
                each(tag.number(), Found::Part(Part { bytes, at }))?;
            }
            _ => skip(&mut r, tag).map_err(there)?,
        }
    }
    Ok(())
}

descriptors! {
    FileDescriptorSet {
        1 file: Vec<Part<'a>>,
    }
    FileDescriptorProto {
        1 name: Option<&'a str>,
        2 package: Option<&'a str>,
        3 dependency: Vec<&'a str>,
        4 message_type: Vec<Part<'a>>,
        5 enum_type: Vec<Part<'a>>,
        6 service: Vec<Part<'a>>,
        7 extension: Vec<Part<'a>>,
        8 options: Vec<Part<'a>>,
        12 syntax: Option<&'a str>,
        14 edition: Option<i32>,
    }
    FileOptions {
        50 features: Vec<Part<'a>>,
    }
    DescriptorProto {
        1 name: Option<&'a str>,
        2 field: Vec<Part<'a>>,
        3 nested_type: Vec<Part<'a>>,
        4 enum_type: Vec<Part<'a>>,
        5 extension_range: Vec<Part<'a>>,
        6 extension: Vec<Part<'a>>,
        7 options: Vec<Part<'a>>,
        8 oneof_decl: Vec<Part<'a>>,
    }
    MessageOptions {
        1 message_set_wire_format: Option<bool>,
        7 map_entry: Option<bool>,
        12 features: Vec<Part<'a>>,
    }
    ExtensionRange {
        1 start: Option<i32>,
        2 end: Option<i32>,
    }
    FieldDescriptorProto {
        1 name: Option<&'a str>,
        2 extendee: Option<&'a str>,
        3 number: Option<i32>,
        4 label: Option<i32>,
        5 r#type: Option<i32>,
        6 type_name: Option<&'a str>,
        7 default_value: Option<&'a str>,
        8 options: Vec<Part<'a>>,
        9 oneof_index: Option<i32>,
        10 json_name: Option<&'a str>,
        17 proto3_optional: Option<bool>,
    }
    FieldOptions {
        2 packed: Option<bool>,
        21 features: Vec<Part<'a>>,
    }
    OneofDescriptorProto {
        1 name: Option<&'a str>,
        2 options: Vec<Part<'a>>,
    }
    OneofOptions {
        1 features: Vec<Part<'a>>,
    }
    EnumDescriptorProto {
        1 name: Option<&'a str>,
        2 value: Vec<Part<'a>>,
        3 options: Vec<Part<'a>>,
    }
    EnumOptions {
        2 allow_alias: Option<bool>,
        7 features: Vec<Part<'a>>,
    }
    EnumValueDescriptorProto {
        1 name: Option<&'a str>,
        2 number: Option<i32>,
    }
    ServiceDescriptorProto {
        1 name: Option<&'a str>,
        2 method: Vec<Part<'a>>,
    }
    MethodDescriptorProto {
        1 name: Option<&'a str>,
        2 input_type: Option<&'a str>,
        3 output_type: Option<&'a str>,
        5 client_streaming: Option<bool>,
        6 server_streaming: Option<bool>,
    }
    FeatureSet {
        1 field_presence: Option<i32>,
        2 enum_type: Option<i32>,
        3 repeated_field_encoding: Option<i32>,
        4 utf8_validation: Option<i32>,
        5 message_encoding: Option<i32>,
        6 json_format: Option<i32>,
    }
}
