//! Kafka's field types. From its first flexible version on a message writes lengths as one more in
//! LEB128, so that 0 can be null (KIP-482); before it, as i16 or i32, of which -1 is null.
//!
//! That version is a part of the wire type, `Str<9>`: it is the message's for good, so nothing has
//! to be told beside the version.
use super::Uuid;
use crate::{
    ErrorKind, Node, Read, Result, Value, Wire, Write, build,
    types::{Length, growth, items, text},
    wireloom_codecs::varint::{read_leb128, write_leb128},
};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// The first flexible version of a message that has none.
pub const NEVER: i16 = i16::MAX;

/// STRING, and NULLABLE_STRING where it is an option; COMPACT from version `FLEXIBLE` on.
#[derive(Debug)]
pub struct Str<const FLEXIBLE: i16>;

/// BYTES, and NULLABLE_BYTES where it is an option; COMPACT from version `FLEXIBLE` on.
#[derive(Debug)]
pub struct Bytes<const FLEXIBLE: i16>;

/// ARRAY of `W`, which may be null where it is an option; COMPACT from version `FLEXIBLE` on.
#[derive(Debug)]
pub struct Array<W, const FLEXIBLE: i16>(PhantomData<W>);

/// COMPACT_STRING.
pub type CompactString = Str<0>;

/// COMPACT_ARRAY of `W`.
pub type CompactArray<W> = Array<W, 0>;

/// A length at `version`, or none for null.
#[inline]
fn length<'a, L: Length, R: Read<'a>>(r: &mut R, flexible: i16) -> Result<Option<usize>> {
    r.layout("length", |r| {
        if is_flexible(flexible, r.version()) {
            let n = read_leb128(r, u32::BITS)?;
            r.value(Value::Unsigned(n));
            return Ok(usize::try_from(n).unwrap_or(usize::MAX).checked_sub(1));
        }
        // All bits set are -1, in as many bytes as the length takes.
        match r.rest().get(..L::SIZE) {
            Some(bytes) if bytes.iter().all(|byte| *byte == 0xff) => {
                r.take(L::SIZE)?;
                r.value(Value::Signed(-1));
                Ok(None)
            }
            _ => L::read_length(r).map(Some),
        }
    })
}

/// A length of what must not be null.
#[inline]
pub(super) fn present<'a, L: Length, R: Read<'a>>(r: &mut R, flexible: i16) -> Result<usize> {
    match length::<L, R>(r, flexible)? {
        Some(n) => Ok(n),
        None => Err(r.error(ErrorKind::BadLength, 0)),
    }
}

#[inline]
fn write_length<L: Length, W: Write>(n: Option<usize>, w: &mut W, flexible: i16) -> Result<()> {
    if is_flexible(flexible, w.version()) {
        // 0 is null.
        let n = n.map_or(0, |n| n.saturating_add(1));
        match u32::try_from(n) {
            Ok(n) => write_leb128(w, n.into()),
            Err(_) => return Err(w.error(ErrorKind::Unwritable, n)),
        }
        return Ok(());
    }
    match n {
        Some(n) => L::write_length(n, w),
        None => {
            w.put([0xff; 4].get(..L::SIZE).unwrap_or_default());
            Ok(())
        }
    }
}

#[inline(always)]
const fn is_flexible(flexible: i16, version: i16) -> bool {
    flexible == 0 || flexible != NEVER && version >= flexible
}

/// The fewest bytes of a length.
const fn least(flexible: i16, fixed: usize) -> usize {
    if flexible == NEVER { fixed } else { 1 }
}

/// The name for messages that are always flexible, and for all others.
const fn name(flexible: i16, compact: &'static str, name: &'static str) -> &'static str {
    if flexible == 0 { compact } else { name }
}

/// A type, and the same where it may be null.
macro_rules! nullable {
    ($wire:ident, $length:ty, $of:ty, $build:ident, $name:literal, $compact:literal, $null:literal, $compact_null:literal,
     |$r:ident, $n:ident| $read:expr, |$value:ident| $bytes:expr) => {
        impl<'a, const FLEXIBLE: i16> Wire<'a, $of> for $wire<FLEXIBLE> {
            const NAME: &'static str = name(FLEXIBLE, $compact, $name);
            const MIN: usize = least(FLEXIBLE, <$length>::SIZE);
            // A LEB128 has longer forms.
            const CANONICAL: bool = FLEXIBLE != NEVER;
            #[inline]
            fn read<R: Read<'a>>($r: &mut R) -> Result<$of> {
                let $n = present::<$length, R>($r, FLEXIBLE)?;
                $read
            }
            #[inline]
            fn write<W: Write>($value: &$of, w: &mut W) -> Result<()> {
                write_length::<$length, W>(Some($value.len()), w, FLEXIBLE)?;
                w.put($bytes);
                Ok(())
            }
            fn build(node: Node<'a>) -> build::Result<$of> {
                node.$build()
            }
        }
        impl<'a, const FLEXIBLE: i16> Wire<'a, Option<$of>> for $wire<FLEXIBLE> {
            const NAME: &'static str = name(FLEXIBLE, $compact_null, $null);
            const MIN: usize = least(FLEXIBLE, <$length>::SIZE);
            const CANONICAL: bool = FLEXIBLE != NEVER;
            #[inline]
            fn read<R: Read<'a>>($r: &mut R) -> Result<Option<$of>> {
                let Some($n) = length::<$length, R>($r, FLEXIBLE)? else {
                    $r.value(Value::Null);
                    return Ok(None);
                };
                let value: Result<$of> = $read;
                value.map(Some)
            }
            #[inline]
            fn write<W: Write>(value: &Option<$of>, w: &mut W) -> Result<()> {
                match value {
                    Some(value) => <Self as Wire<'a, $of>>::write(value, w),
                    None => write_length::<$length, W>(None, w, FLEXIBLE),
                }
            }
            fn build(node: Node<'a>) -> build::Result<Option<$of>> {
                if node.is_null() { Ok(None) } else { node.$build().map(Some) }
            }
        }
    };
}
nullable! {
    Str, i16, &'a str, text, "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING",
    |r, n| text(r, n), |value| value.as_bytes()
}
nullable! {
    Bytes, i32, &'a [u8], bytes, "BYTES", "COMPACT_BYTES", "NULLABLE_BYTES", "COMPACT_NULLABLE_BYTES",
    |r, n| { let bytes = r.take(n)?; r.value(Value::Bytes(bytes)); Ok(bytes) }, |value| value
}

impl<'a, T, W: Wire<'a, T>, const FLEXIBLE: i16> Wire<'a, Vec<T>> for Array<W, FLEXIBLE> {
    const NAME: &'static str = name(FLEXIBLE, "COMPACT_ARRAY", "ARRAY");
    const MIN: usize = least(FLEXIBLE, i32::SIZE);
    const GROWTH: usize = growth::<T>(W::MIN).saturating_add(W::GROWTH);
    const CANONICAL: bool = FLEXIBLE != NEVER || W::CANONICAL;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Vec<T>> {
        let n = present::<i32, R>(r, FLEXIBLE)?;
        items::<W, T, R>(r, n)
    }
    #[inline]
    fn write<O: Write>(value: &Vec<T>, w: &mut O) -> Result<()> {
        write_length::<i32, O>(Some(value.len()), w, FLEXIBLE)?;
        value.iter().try_for_each(|item| W::write(item, w))
    }
    fn build(node: Node<'a>) -> build::Result<Vec<T>> {
        node.items()?.map(W::build).collect()
    }
}

impl<'a, T, W: Wire<'a, T>, const FLEXIBLE: i16> Wire<'a, Option<Vec<T>>> for Array<W, FLEXIBLE> {
    const NAME: &'static str = <Self as Wire<'a, Vec<T>>>::NAME;
    const MIN: usize = <Self as Wire<'a, Vec<T>>>::MIN;
    const GROWTH: usize = <Self as Wire<'a, Vec<T>>>::GROWTH;
    const CANONICAL: bool = <Self as Wire<'a, Vec<T>>>::CANONICAL;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Option<Vec<T>>> {
        let Some(n) = length::<i32, R>(r, FLEXIBLE)? else {
            r.value(Value::Null);
            return Ok(None);
        };
        items::<W, T, R>(r, n).map(Some)
    }
    #[inline]
    fn write<O: Write>(value: &Option<Vec<T>>, w: &mut O) -> Result<()> {
        match value {
            Some(value) => Self::write(value, w),
            None => write_length::<i32, O>(None, w, FLEXIBLE),
        }
    }
    fn build(node: Node<'a>) -> build::Result<Option<Vec<T>>> {
        if node.is_null() { Ok(None) } else { Self::build(node).map(Some) }
    }
}

/// BOOLEAN: every byte but 0 is true.
#[derive(Debug)]
pub struct Boolean;

impl<'a> Wire<'a, bool> for Boolean {
    const NAME: &'static str = "BOOLEAN";
    const MIN: usize = 1;
    const CANONICAL: bool = true;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<bool> {
        let [byte] = r.array()?;
        r.value(Value::Bool(*byte != 0));
        Ok(*byte != 0)
    }
    #[inline]
    fn write<W: Write>(value: &bool, w: &mut W) -> Result<()> {
        w.put(&[u8::from(*value)]);
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<bool> {
        node.bool()
    }
}

impl<'a> Wire<'a, Self> for Uuid {
    const NAME: &'static str = "UUID";
    const MIN: usize = 16;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let uuid = Self(*r.array()?);
        r.value(Value::Shown(&uuid));
        Ok(uuid)
    }
    #[inline]
    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        w.put(&value.0);
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<Self> {
        let uuid = Self::parse(node.text()?);
        uuid.ok_or_else(|| node.error(build::Wrong::Expected("22 characters of base64")))
    }
}

/// A struct that may be null, behind an i8: negative for null (KIP-893).
#[derive(Debug)]
pub struct Nullable<W>(PhantomData<W>);

/// The same in a tag section, where a LEB128 says it: 0 for null.
#[derive(Debug)]
pub struct NullableTag<W>(PhantomData<W>);

/// A struct that may be null, by what stands before it.
macro_rules! optional {
    ($name:ident, |$r:ident| $read:expr, |$w:ident, $there:ident| $write:expr) => {
        impl<'a, T, W: Wire<'a, T>> Wire<'a, Option<T>> for $name<W> {
            const NAME: &'static str = W::NAME;
            const MIN: usize = 1;
            const GROWTH: usize = W::GROWTH;
            // Several numbers mean that it is there.
            const CANONICAL: bool = true;
            #[inline]
            fn read<R: Read<'a>>($r: &mut R) -> Result<Option<T>> {
                if $r.layout("present", |$r| $read)? {
                    return W::read($r).map(Some);
                }
                $r.value(Value::Null);
                Ok(None)
            }
            #[inline]
            fn write<O: Write>(value: &Option<T>, $w: &mut O) -> Result<()> {
                let $there = value.is_some();
                $write;
                value.as_ref().map_or(Ok(()), |value| W::write(value, $w))
            }
            fn build(node: Node<'a>) -> build::Result<Option<T>> {
                if node.is_null() { Ok(None) } else { W::build(node).map(Some) }
            }
        }
    };
}
optional! {
    Nullable, |r| i8::read(r).map(|n| n >= 0),
    |w, there| w.put(if there { &[1] } else { &[0xff] })
}
optional! {
    NullableTag,
    |r| read_leb128(r, u32::BITS).map(|n| { r.value(Value::Unsigned(n)); n != 0 }),
    |w, there| w.put(&[u8::from(there)])
}

/// What may be null from version `FIRST` on, and not before.
#[derive(Debug)]
pub struct NullFrom<W, const FIRST: i16>(PhantomData<W>);

impl<'a, T, W: Wire<'a, Option<T>>, const FIRST: i16> Wire<'a, Option<T>> for NullFrom<W, FIRST> {
    const NAME: &'static str = W::NAME;
    const MIN: usize = W::MIN;
    const GROWTH: usize = W::GROWTH;
    const CANONICAL: bool = W::CANONICAL;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Option<T>> {
        match W::read(r)? {
            None if r.version() < FIRST => Err(r.error(ErrorKind::BadLength, 0)),
            value => Ok(value),
        }
    }
    #[inline]
    fn write<O: Write>(value: &Option<T>, w: &mut O) -> Result<()> {
        match value {
            None if w.version() < FIRST => {
                let version = usize::try_from(w.version()).unwrap_or(usize::MAX);
                Err(w.error(ErrorKind::NotInVersion, version))
            }
            value => W::write(value, w),
        }
    }
    fn build(node: Node<'a>) -> build::Result<Option<T>> {
        W::build(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Form, check,
        tags::{TagBuffer, Tags},
        wire,
    };

    message! {
        /// Every type, of a message that became flexible at version 2.
        struct All<'a> = "all" {
            text: &'a str as Str<2>,
            null_text: Option<&'a str> as NullFrom<Str<2>, 1>,
            bytes: &'a [u8] as Bytes<2>,
            null_bytes: Option<&'a [u8]> as Bytes<2>,
            list: Vec<bool> as Array<Boolean, 2>,
            null_list: Option<Vec<&'a str>> as Array<Str<2>, 2>,
            old: &'a str as Str<NEVER>,
            id: Uuid,
            part: Option<Part<'a>> as Nullable<Part<'a>> [2..],
            tagged: Option<Part<'a>> as NullableTag<Part<'a>> [2..] tag 0,
            tags: Tags<'a> as TagBuffer [2..],
        }
    }

    message! {
        /// A struct inside.
        struct Part<'a> = "part" {
            n: i16,
            tags: Tags<'a> as TagBuffer,
        }
    }

    fn same<F: Form>(bytes: &[u8], version: i16) {
        check::laws::<F>(bytes, Context::DEFAULT.at(version));
        wire::read::<F>(bytes, Context::DEFAULT.at(version)).unwrap();
    }

    #[test]
    fn lengths_are_fixed_before_the_first_flexible_version() {
        let mut bytes = b"\0\x01a\xff\xff\0\0\0\x01b\xff\xff\xff\xff\0\0\0\x01\x01".to_vec();
        bytes.extend(b"\xff\xff\xff\xff\0\0");
        bytes.extend([7; 16]);
        same::<All<'static>>(&bytes, 1);
        // At version 0 the second text must not be null.
        let error = wire::read::<All<'static>>(&bytes, Context::DEFAULT).unwrap_err();
        assert_eq!((error.kind, error.offset), (ErrorKind::BadLength, 5));
    }

    #[test]
    fn lengths_are_one_more_from_then_on() {
        let mut bytes = b"\x02a\0\x02b\0\x02\x01\0\0\0".to_vec();
        bytes.extend([7; 16]);
        let null = [&bytes[..], b"\xff\0"].concat();
        same::<All<'static>>(&null, 2);
        let parts = [&bytes[..], b"\x01\0\x05\0\x01\0\x04\x01\0\x06\0"].concat();
        same::<All<'static>>(&parts, 2);
        let all = wire::read::<All<'static>>(&parts, Context::DEFAULT.at(2)).unwrap();
        assert_eq!(
            (all.part.map(|part| part.n), all.tagged.map(|part| part.n)),
            (Some(5), Some(6))
        );
    }

    #[test]
    fn a_length_below_minus_one_is_none() {
        let error = wire::read::<All<'static>>(b"\xff\xfe", Context::DEFAULT).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadLength);
    }
}
