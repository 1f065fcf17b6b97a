//! The data types that all packets share. MQTT 5 §1.5
use super::{scan, strictness::Strictness};
use crate::{
    ErrorKind, Node, Read, Result, Value, Wire, Write, build,
    types::{self, Length},
};

/// Text: UTF-8 without U+0000, behind its length. U+FEFF is a character like any other.
/// MQTT 5 §1.5.4
#[derive(Debug)]
pub struct Utf8;

impl<'a> Wire<'a, &'a str> for Utf8 {
    const NAME: &'static str = "UTF-8 Encoded String";
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let text = read_text(r)?;
        if scan::has_nul(text.as_bytes()) || unusual(text, r.context().flags) {
            return Err(r.error(ErrorKind::BadValue, 0));
        }
        Ok(text)
    }

    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        if scan::has_nul(value.as_bytes()) || unusual(value, w.context().flags) {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        write_text(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// Text behind its length; its characters are for the caller to check.
#[inline]
pub(super) fn read_text<'a, R: Read<'a>>(r: &mut R) -> Result<&'a str> {
    let n = r.layout("length", u16::read_length)?;
    types::text(r, n)
}

#[inline]
pub(super) fn write_text<W: Write>(text: &str, w: &mut W) -> Result<()> {
    u16::write_length(text.len(), w)?;
    w.put(text.as_bytes());
    Ok(())
}

/// Whether text holds characters that SHOULD NOT be sent, where that is asked.
#[inline]
pub(super) fn unusual(text: &str, flags: u16) -> bool {
    !Strictness::from_flags(flags).control_characters && discouraged(text)
}

/// Control characters and non-characters. MQTT 5 §1.5.4
#[cold]
fn discouraged(text: &str) -> bool {
    text.chars().any(|c| {
        let c = u32::from(c);
        matches!(c, 0..=0x1f | 0x7f..=0x9f | 0xfdd0..=0xfdef) || c & 0xfffe == 0xfffe
    })
}

/// A packet identifier: never 0. MQTT-2.2.1-3, MQTT-2.2.1-4
#[derive(Debug)]
pub struct PacketIdentifier;

impl<'a> Wire<'a, u16> for PacketIdentifier {
    const NAME: &'static str = "Two Byte Integer, not 0";
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u16> {
        match u16::read(r)? {
            0 => Err(r.error(ErrorKind::BadValue, 0)),
            id => Ok(id),
        }
    }

    #[inline]
    fn write<W: Write>(value: &u16, w: &mut W) -> Result<()> {
        if *value == 0 {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        u16::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<u16> {
        u16::build(node)
    }
}

/// The identifier of the packet that is acknowledged. MQTT-2.2.1-5, MQTT-2.2.1-6
#[derive(Debug)]
pub struct Acknowledged;

impl<'a> Wire<'a, u16> for Acknowledged {
    const NAME: &'static str = PacketIdentifier::NAME;
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u16> {
        let id = u16::read(r)?;
        if id == 0 && !Strictness::from_flags(r.context().flags).acknowledged_0 {
            return Err(r.error(ErrorKind::BadValue, 0));
        }
        Ok(id)
    }

    #[inline]
    fn write<W: Write>(value: &u16, w: &mut W) -> Result<()> {
        if *value == 0 && !Strictness::from_flags(w.context().flags).acknowledged_0 {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        u16::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<u16> {
        u16::build(node)
    }
}

/// 0 or 1. MQTT 5 §2.2.2.2
#[derive(Debug)]
pub struct ZeroOrOne;

impl<'a> Wire<'a, u8> for ZeroOrOne {
    const NAME: &'static str = "Byte, 0 or 1";
    const MIN: usize = 1;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u8> {
        match u8::read(r)? {
            bit @ 0..=1 => Ok(bit),
            other => Err(r.error(ErrorKind::BadValue, other.into())),
        }
    }

    #[inline]
    fn write<W: Write>(value: &u8, w: &mut W) -> Result<()> {
        if *value > 1 {
            return Err(w.error(ErrorKind::BadValue, usize::from(*value)));
        }
        u8::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<u8> {
        u8::build(node)
    }
}

/// A number that is not 0: four octets. Two are a [`PacketIdentifier`].
#[derive(Debug)]
pub struct NotZero;

impl<'a> Wire<'a, u32> for NotZero {
    const NAME: &'static str = "Four Byte Integer, not 0";
    const MIN: usize = 4;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u32> {
        match u32::read(r)? {
            0 => Err(r.error(ErrorKind::BadValue, 0)),
            n => Ok(n),
        }
    }

    #[inline]
    fn write<W: Write>(value: &u32, w: &mut W) -> Result<()> {
        if *value == 0 {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        u32::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<u32> {
        u32::build(node)
    }
}

/// A number of one to four octets of seven bits, in its shortest form. MQTT-1.5.5-1
#[derive(Debug)]
pub struct VariableByteInteger;

impl<'a> Wire<'a, u32> for VariableByteInteger {
    const NAME: &'static str = "Variable Byte Integer";
    const MIN: usize = 1;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u32> {
        let (n, padding) = super::fixed::remaining_length(r)?;
        if padding != 0 {
            return Err(r.error(ErrorKind::BadVarint, 0));
        }
        // Four times seven bits.
        Ok(u32::try_from(n).unwrap_or(u32::MAX))
    }

    #[inline]
    fn write<W: Write>(value: &u32, w: &mut W) -> Result<()> {
        let n = usize::try_from(*value).unwrap_or(usize::MAX);
        let [a, b, c, d] = super::fixed::septets(n);
        match n {
            0..0x80 => w.put(&[a]),
            0x80..0x4000 => w.put(&[a | 0x80, b]),
            0x4000..0x20_0000 => w.put(&[a | 0x80, b | 0x80, c]),
            0x20_0000..0x1000_0000 => w.put(&[a | 0x80, b | 0x80, c | 0x80, d]),
            _ => return Err(w.error(ErrorKind::Unwritable, n)),
        }
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<u32> {
        u32::build(node)
    }
}

/// The number of a subscription: 1 to 268,435,455. MQTT 5 §3.8.2.1.2
#[derive(Debug)]
pub struct SubscriptionIdentifier;

impl<'a> Wire<'a, u32> for SubscriptionIdentifier {
    const NAME: &'static str = "Variable Byte Integer, not 0";
    const MIN: usize = 1;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<u32> {
        match VariableByteInteger::read(r)? {
            0 => Err(r.error(ErrorKind::BadValue, 0)),
            n => Ok(n),
        }
    }

    #[inline]
    fn write<W: Write>(value: &u32, w: &mut W) -> Result<()> {
        if *value == 0 {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        VariableByteInteger::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<u32> {
        u32::build(node)
    }
}

/// Says a bit field as a number.
#[inline]
pub(super) fn say_bits<'a, R: Read<'a>>(r: &mut R, name: &'static str, mask: u8, value: u8) {
    r.bits(name, mask.into(), Value::Unsigned(value.into()));
}

/// Says one bit.
#[inline]
pub(super) fn say_bit<'a, R: Read<'a>>(r: &mut R, name: &'static str, mask: u8, octet: u8) {
    r.bits(name, mask.into(), Value::Bool(octet & mask != 0));
}
