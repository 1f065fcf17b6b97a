//! Values as they stand on the wire, and as JSON.
use super::super::super::decode::{low, sint32};
use super::super::super::error::{Bad, Step};
use super::super::super::pool::{FieldDef, Type};
use super::super::super::{text, wire};
use super::Run;
use crate::varint::unzigzag;
use crate::{ErrorKind, Read, Reader};
use alloc::vec::Vec;

/// One value of any type that is not a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Raw<'a> {
    /// Numbers: signed ones as `i64`, floats as their bits.
    Bits(u64),
    /// Text and bytes, and where they stand.
    Bytes(&'a [u8], usize),
}

impl<'a> Raw<'a> {
    #[inline]
    pub(super) fn read(r: &mut Reader<'a>, of: Type) -> Step<Self> {
        Ok(match of {
            Type::String | Type::Bytes | Type::Message => {
                let length = wire::length(r)?;
                let at = r.offset();
                Self::Bytes(r.take(length)?, at)
            }
            Type::Int64 | Type::Uint64 => Self::Bits(wire::varint(r)?),
            Type::Uint32 => Self::Bits(low(wire::varint(r)?).into()),
            Type::Int32 | Type::Enum => Self::signed(low(wire::varint(r)?).cast_signed().into()),
            Type::Bool => Self::Bits((wire::varint(r)? != 0).into()),
            Type::Sint32 => Self::signed(sint32(wire::varint(r)?).into()),
            Type::Sint64 => Self::signed(unzigzag(wire::varint(r)?)),
            Type::Double | Type::Fixed64 | Type::Sfixed64 => {
                Self::Bits(u64::from_le_bytes(*r.array()?))
            }
            Type::Float | Type::Fixed32 => Self::Bits(u32::from_le_bytes(*r.array()?).into()),
            Type::Sfixed32 => Self::signed(i32::from_le_bytes(*r.array()?).into()),
        })
    }

    const fn signed(n: i64) -> Self {
        Self::Bits(n.cast_unsigned())
    }

    pub(super) fn of_enum(number: i32) -> Self {
        Self::signed(number.into())
    }

    /// What absent stands for.
    pub(super) const fn zero(of: Type) -> Self {
        match of {
            Type::String | Type::Bytes | Type::Message => Self::Bytes(&[], 0),
            _ => Self::Bits(0),
        }
    }

    #[inline]
    pub(super) const fn is_zero(self) -> bool {
        match self {
            Self::Bits(bits) => bits == 0,
            Self::Bytes(bytes, _) => bytes.is_empty(),
        }
    }

    pub(super) const fn bits(self) -> u64 {
        match self {
            Self::Bits(bits) => bits,
            Self::Bytes(..) => 0,
        }
    }

    pub(super) const fn as_enum(self) -> i32 {
        low(self.bits()).cast_signed()
    }

    pub(super) const fn bytes(self) -> (&'a [u8], usize) {
        match self {
            Self::Bytes(bytes, at) => (bytes, at),
            Self::Bits(_) => (&[], 0),
        }
    }
}

/// The key of an entry, as keys are ordered.
#[derive(Debug, Clone, Copy)]
pub(super) enum SortKey<'a> {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    /// Text, and where it stands.
    Text(&'a [u8], usize),
}

impl<'a> SortKey<'a> {
    pub(super) const fn of(of: Type, raw: Raw<'a>) -> Self {
        match (raw, of) {
            (Raw::Bytes(bytes, at), _) => Self::Text(bytes, at),
            (Raw::Bits(bits), Type::Bool) => Self::Bool(bits != 0),
            (Raw::Bits(bits), Type::Uint32 | Type::Uint64 | Type::Fixed32 | Type::Fixed64) => {
                Self::Unsigned(bits)
            }
            (Raw::Bits(bits), _) => Self::Signed(bits.cast_signed()),
        }
    }

    pub(super) fn write(self, out: &mut Vec<u8>) -> Step<()> {
        match self {
            Self::Text(bytes, at) => return utf8(out, bytes, at),
            Self::Bool(b) => {
                out.extend_from_slice(if b { b"\"true\"" } else { b"\"false\"" });
                return Ok(());
            }
            _ => out.push(b'"'),
        }
        match self {
            Self::Signed(n) => text::signed(out, n),
            Self::Unsigned(n) => text::unsigned(out, n),
            _ => {}
        }
        out.push(b'"');
        Ok(())
    }

    /// What counts, apart from where it stands.
    const fn parts(self) -> (u64, i64, &'a [u8]) {
        match self {
            Self::Bool(b) => (if b { 1 } else { 0 }, 0, &[]),
            Self::Unsigned(n) => (n, 0, &[]),
            Self::Signed(n) => (0, n, &[]),
            Self::Text(bytes, _) => (0, 0, bytes),
        }
    }
}

impl PartialEq for SortKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for SortKey<'_> {}

impl PartialOrd for SortKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortKey<'_> {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.parts().cmp(&other.parts())
    }
}

/// Appends text in quotes.
#[inline]
pub(super) fn utf8(out: &mut Vec<u8>, bytes: &[u8], at: usize) -> Step<()> {
    text::utf8(out, bytes)
        .map_err(|valid| Bad::new(ErrorKind::BadUtf8, at.saturating_add(valid), ""))
}

impl Run<'_, '_, '_> {
    /// Writes a value.
    #[inline]
    pub(super) fn raw(&mut self, field: &FieldDef, raw: Raw<'_>) -> Step<()> {
        let out = &mut *self.out;
        match field.r#type {
            Type::String => {
                let (bytes, at) = raw.bytes();
                return utf8(out, bytes, at);
            }
            Type::Bytes => text::base64(out, raw.bytes().0),
            Type::Int32 | Type::Sint32 | Type::Sfixed32 => {
                text::signed(out, raw.bits().cast_signed());
            }
            Type::Uint32 | Type::Fixed32 => text::unsigned(out, raw.bits()),
            // JavaScript's numbers do not hold them.
            Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
                out.push(b'"');
                text::signed(out, raw.bits().cast_signed());
                out.push(b'"');
            }
            Type::Uint64 | Type::Fixed64 => {
                out.push(b'"');
                text::unsigned(out, raw.bits());
                out.push(b'"');
            }
            Type::Bool => {
                out.extend_from_slice(if raw.is_zero() { b"false" } else { b"true" });
            }
            Type::Double => text::f64(out, f64::from_bits(raw.bits())),
            Type::Float => text::f32(out, f32::from_bits(low(raw.bits()))),
            Type::Enum => self.enumeration(field, raw.as_enum()),
            Type::Message => {}
        }
        Ok(())
    }

    fn enumeration(&mut self, field: &FieldDef, number: i32) {
        match self.pool.enum_def(field.target) {
            Some(of) if of.null_value => self.out.extend_from_slice(b"null"),
            Some(of) if !self.json.enum_numbers => match of.name(number) {
                Some(name) => {
                    // Names of values are identifiers.
                    self.out.push(b'"');
                    self.out.extend_from_slice(name.as_bytes());
                    self.out.push(b'"');
                }
                None => text::signed(self.out, number.into()),
            },
            _ => text::signed(self.out, number.into()),
        }
    }
}
