//! The data types that all packets share. MQTT 5 §1.5
use super::{
    fixed::{remaining_length, write_length},
    strictness::Strictness,
};
use crate::{
    Context, ErrorKind, Node, Read, Result, Value, Wire, Write, build,
    types::{self, Length},
};
use core::marker::PhantomData;
use wireloom_codecs::text::{any, ascii};

/// Text: UTF-8 without U+0000, behind its length. U+FEFF is a character like any other.
/// MQTT 5 §1.5.4
#[derive(Debug)]
pub struct Utf8;

impl<'a> Wire<'a, &'a str> for Utf8 {
    const NAME: &'static str = "UTF-8 Encoded String";
    const MIN: usize = 2;

    #[inline(always)]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        read_text(r, is_nul)
    }

    #[inline(always)]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        write_text(value, w, any_of(value.as_bytes(), is_nul))
    }

    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// U+0000: it stands in no text. MQTT-1.5.4-2
#[inline(always)]
pub(super) const fn is_nul(byte: u8) -> bool {
    byte == 0
}

/// Text behind its length, without the ASCII characters that are `wrong`.
#[inline(always)]
pub(super) fn read_text<'a, R: Read<'a>>(
    r: &mut R,
    wrong: impl Fn(u8) -> bool + Copy,
) -> Result<&'a str> {
    let n = r.layout("length", u16::read_length)?;
    let bytes = r.take(n)?;
    judge_text(r, bytes, plain(bytes, wrong), wrong)
}

/// The bytes just taken as text: `plain` if they are that.
#[inline(always)]
pub(super) fn judge_text<'a, R: Read<'a>>(
    r: &mut R,
    bytes: &'a [u8],
    plain: Option<&'a str>,
    wrong: impl Fn(u8) -> bool + Copy,
) -> Result<&'a str> {
    let (text, allowed) = match plain {
        Some(text) => (text, true),
        None => (types::as_text(r, bytes)?, !any_of(bytes, wrong)),
    };
    r.value(Value::Text(text));
    if allowed && !unusual(text, r.context().flags) {
        Ok(text)
    } else {
        Err(r.error(ErrorKind::BadValue, 0))
    }
}

/// The same way back. `holds`: a character that is wrong.
#[inline(always)]
pub(super) fn write_text<W: Write>(text: &str, w: &mut W, holds: bool) -> Result<()> {
    if holds || unusual(text, w.context().flags) {
        return Err(w.error(ErrorKind::BadValue, 0));
    }
    u16::write_behind(text.as_bytes(), w)
}

/// ASCII without characters that are `wrong`. A call, where [`ascii`] would be inlined.
#[inline(never)]
pub(super) fn plain(bytes: &[u8], wrong: impl Fn(u8) -> bool + Copy) -> Option<&str> {
    ascii(bytes, wrong)
}

/// Whether a character is `wrong`. A call, where [`any`] would be inlined.
#[inline(never)]
pub(super) fn any_of(bytes: &[u8], wrong: impl Fn(u8) -> bool + Copy) -> bool {
    any(bytes, wrong)
}

/// Whether text holds characters that SHOULD NOT be sent, where that is asked.
#[inline(always)]
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

/// Which numbers may stand in a field.
pub trait Rule<T> {
    /// What the specification calls them.
    const NAME: &'static str;
    /// How they are laid out.
    type Number: for<'a> Wire<'a, T>;
    /// Whether `value` may stand there.
    fn allows(value: T, context: &Context) -> bool;
}

/// A number that keeps a rule.
#[derive(Debug)]
pub struct Checked<R>(PhantomData<R>);

impl<'a, T: Copy + Into<u32>, R: Rule<T>> Wire<'a, T> for Checked<R> {
    const NAME: &'static str = R::NAME;
    const MIN: usize = <R::Number as Wire<'a, T>>::MIN;

    #[inline(always)]
    fn read<O: Read<'a>>(r: &mut O) -> Result<T> {
        let value = R::Number::read(r)?;
        if !R::allows(value, r.context()) {
            return Err(r.error(ErrorKind::BadValue, detail(value)));
        }
        Ok(value)
    }

    #[inline(always)]
    fn write<O: Write>(value: &T, w: &mut O) -> Result<()> {
        if !R::allows(*value, w.context()) {
            return Err(w.error(ErrorKind::BadValue, detail(*value)));
        }
        R::Number::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<T> {
        R::Number::build(node)
    }
}

fn detail(value: impl Into<u32>) -> usize {
    usize::try_from(value.into()).unwrap_or(usize::MAX)
}

/// A packet identifier: never 0. MQTT-2.2.1-3, MQTT-2.2.1-4
#[derive(Debug)]
pub struct PacketIdentifier;

impl Rule<u16> for PacketIdentifier {
    const NAME: &'static str = "Two Byte Integer, not 0";
    type Number = u16;
    #[inline(always)]
    fn allows(value: u16, _context: &Context) -> bool {
        value != 0
    }
}

/// The identifier of the packet that is acknowledged. MQTT-2.2.1-5, MQTT-2.2.1-6
#[derive(Debug)]
pub struct Acknowledged;

impl Rule<u16> for Acknowledged {
    const NAME: &'static str = PacketIdentifier::NAME;
    type Number = u16;
    #[inline(always)]
    fn allows(value: u16, context: &Context) -> bool {
        value != 0 || Strictness::from_flags(context.flags).acknowledged_0
    }
}

/// 0 or 1. MQTT 5 §2.2.2.2
#[derive(Debug)]
pub struct ZeroOrOne;

impl Rule<u8> for ZeroOrOne {
    const NAME: &'static str = "Byte, 0 or 1";
    type Number = u8;
    #[inline(always)]
    fn allows(value: u8, _context: &Context) -> bool {
        value <= 1
    }
}

/// A number that is not 0: four octets. Two are a [`PacketIdentifier`].
#[derive(Debug)]
pub struct NotZero;

impl Rule<u32> for NotZero {
    const NAME: &'static str = "Four Byte Integer, not 0";
    type Number = u32;
    #[inline(always)]
    fn allows(value: u32, _context: &Context) -> bool {
        value != 0
    }
}

/// The number of a subscription: 1 to 268,435,455. MQTT 5 §3.8.2.1.2
#[derive(Debug)]
pub struct SubscriptionIdentifier;

impl Rule<u32> for SubscriptionIdentifier {
    const NAME: &'static str = "Variable Byte Integer, not 0";
    type Number = VariableByteInteger;
    #[inline(always)]
    fn allows(value: u32, _context: &Context) -> bool {
        value != 0
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
        let (n, padding) = remaining_length(r)?;
        if padding != 0 {
            return Err(r.error(ErrorKind::BadVarint, 0));
        }
        // Four times seven bits.
        Ok(u32::try_from(n).unwrap_or(u32::MAX))
    }

    #[inline]
    fn write<W: Write>(value: &u32, w: &mut W) -> Result<()> {
        write_length(w, usize::try_from(*value).unwrap_or(usize::MAX), 0)
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
