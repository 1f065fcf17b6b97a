//! Wire types that every protocol shares: integers, text, bytes, lists, uuids.
use crate::{Error, ErrorKind, Node, Read, Record, Result, Shape, Value, Wire, Write, build};
use alloc::vec::Vec;
use core::{fmt, marker::PhantomData};
use wireloom_codecs::text::utf8;

macro_rules! big_endian {
    ($($int:ty => $value:ident, $what:literal;)*) => {$(
        impl<'a> Wire<'a, $int> for $int {
            const NAME: &'static str = stringify!($int);
            const MIN: usize = size_of::<$int>();
            #[inline]
            fn read<R: Read<'a>>(r: &mut R) -> Result<$int> {
                let n = <$int>::from_be_bytes(*r.array()?);
                r.value(Value::$value(n.into()));
                Ok(n)
            }
            #[inline]
            fn write<W: Write>(value: &$int, w: &mut W) -> Result<()> {
                w.put(&value.to_be_bytes());
                Ok(())
            }
            fn build(node: Node<'a>) -> build::Result<$int> {
                node.number($what)
            }
        }
    )*};
}
big_endian! {
    u8 => Unsigned, "a number of 0 to 255";
    u16 => Unsigned, "a number of 0 to 65535";
    u32 => Unsigned, "a number of 32 bits";
    u64 => Unsigned, "a number of 64 bits";
    i8 => Signed, "a number of -128 to 127";
    i16 => Signed, "a number of -32768 to 32767";
    i32 => Signed, "a signed number of 32 bits";
    i64 => Signed, "a signed number of 64 bits";
}

macro_rules! floats {
    ($($float:ident => $value:ident),*) => {$(
        impl<'a> Wire<'a, $float> for $float {
            const NAME: &'static str = stringify!($float);
            const MIN: usize = size_of::<$float>();
            #[inline]
            fn read<R: Read<'a>>(r: &mut R) -> Result<$float> {
                let x = <$float>::from_be_bytes(*r.array()?);
                r.value(Value::$value(x));
                Ok(x)
            }
            #[inline]
            fn write<W: Write>(value: &$float, w: &mut W) -> Result<()> {
                w.put(&value.to_be_bytes());
                Ok(())
            }
            fn build(node: Node<'a>) -> build::Result<$float> {
                node.$float()
            }
        }
    )*};
}
floats! { f32 => F32, f64 => Float }

/// An integer that says how long something is, or how many there are.
pub trait Length: Copy {
    /// The names of text, bytes and a list under such a length.
    const NAMES: [&'static str; 3];
    /// How many bytes the length itself takes.
    const SIZE: usize;
    /// Reads it.
    ///
    /// # Errors
    /// [`ErrorKind::BadLength`] when it is negative.
    fn read_length<'a, R: Read<'a>>(r: &mut R) -> Result<usize>;
    /// Writes `n`.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`] when it does not fit.
    fn write_length<W: Write>(n: usize, w: &mut W) -> Result<()>;
    /// Writes the length of `bytes`, and them behind it.
    ///
    /// # Errors
    /// As [`write_length`](Self::write_length).
    fn write_behind<W: Write>(bytes: &[u8], w: &mut W) -> Result<()>;
}

macro_rules! lengths {
    ($($int:ty: $names:expr),* $(,)?) => {$(
        impl Length for $int {
            const NAMES: [&'static str; 3] = $names;
            const SIZE: usize = size_of::<$int>();
            #[inline]
            fn read_length<'a, R: Read<'a>>(r: &mut R) -> Result<usize> {
                let n = <$int>::read(r)?;
                match usize::try_from(n) {
                    Ok(n) => Ok(n),
                    Err(_) => Err(r.error(ErrorKind::BadLength, usize::MAX)),
                }
            }
            #[inline]
            fn write_length<W: Write>(n: usize, w: &mut W) -> Result<()> {
                match <$int>::try_from(n) {
                    Ok(n) => <$int as Wire<'_, $int>>::write(&n, w),
                    Err(_) => Err(w.error(ErrorKind::Unwritable, n)),
                }
            }
            #[inline(always)]
            fn write_behind<W: Write>(bytes: &[u8], w: &mut W) -> Result<()> {
                match <$int>::try_from(bytes.len()) {
                    Ok(n) => {
                        w.put_both(&n.to_be_bytes(), bytes);
                        Ok(())
                    }
                    Err(_) => Err(w.error(ErrorKind::Unwritable, bytes.len())),
                }
            }
        }
    )*};
}
lengths! {
    u8: ["text after a u8 length", "bytes after a u8 length", "list after a u8 count"],
    u16: ["text after a u16 length", "bytes after a u16 length", "list after a u16 count"],
    u32: ["text after a u32 length", "bytes after a u32 length", "list after a u32 count"],
    i16: ["text after an i16 length", "bytes after an i16 length", "list after an i16 count"],
    i32: ["text after an i32 length", "bytes after an i32 length", "list after an i32 count"],
}

/// The next `n` bytes as UTF-8 text.
///
/// # Errors
/// [`ErrorKind::BadUtf8`] at the first byte that is none.
#[inline]
pub fn text<'a, R: Read<'a>>(r: &mut R, n: usize) -> Result<&'a str> {
    let bytes = r.take(n)?;
    let text = as_text(r, bytes)?;
    r.value(Value::Text(text));
    Ok(text)
}

/// The bytes just taken as UTF-8 text.
///
/// # Errors
/// [`ErrorKind::BadUtf8`] at the first byte that is none.
#[inline(always)]
pub fn as_text<'a, R: Read<'a>>(r: &R, bytes: &'a [u8]) -> Result<&'a str> {
    match utf8(bytes) {
        Ok(text) => Ok(text),
        Err(valid) => {
            Err(before(r.error(ErrorKind::BadUtf8, 0), bytes.len().saturating_sub(valid)))
        }
    }
}

/// The same error some bytes further to the front.
#[cold]
fn before(mut error: Error, bytes: usize) -> Error {
    error.offset = error.offset.saturating_sub(u64::try_from(bytes).unwrap_or(0));
    error
}

/// UTF-8 text after its length in bytes.
#[derive(Debug)]
pub struct Text<L>(PhantomData<L>);
impl<'a, L: Length> Wire<'a, &'a str> for Text<L> {
    const NAME: &'static str = {
        let [text, _, _] = L::NAMES;
        text
    };
    const MIN: usize = L::SIZE;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let n = r.layout("length", L::read_length)?;
        text(r, n)
    }
    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        L::write_behind(value.as_bytes(), w)
    }
    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// Bytes after their length.
#[derive(Debug)]
pub struct Blob<L>(PhantomData<L>);
impl<'a, L: Length> Wire<'a, &'a [u8]> for Blob<L> {
    const NAME: &'static str = {
        let [_, bytes, _] = L::NAMES;
        bytes
    };
    const MIN: usize = L::SIZE;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a [u8]> {
        let n = r.layout("length", L::read_length)?;
        let bytes = r.take(n)?;
        r.value(Value::Bytes(bytes));
        Ok(bytes)
    }
    #[inline]
    fn write<W: Write>(value: &&'a [u8], w: &mut W) -> Result<()> {
        L::write_behind(value, w)
    }
    fn build(node: Node<'a>) -> build::Result<&'a [u8]> {
        node.bytes()
    }
}

/// The bytes that are left.
#[derive(Debug)]
pub struct Rest;
impl<'a> Wire<'a, &'a [u8]> for Rest {
    const NAME: &'static str = "rest";
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a [u8]> {
        let bytes = r.take(r.remaining())?;
        r.value(Value::Bytes(bytes));
        Ok(bytes)
    }
    #[inline]
    fn write<W: Write>(value: &&'a [u8], w: &mut W) -> Result<()> {
        w.put(value);
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<&'a [u8]> {
        node.bytes()
    }
}

/// The bytes that are left, as UTF-8 text.
#[derive(Debug)]
pub struct RestText;
impl<'a> Wire<'a, &'a str> for RestText {
    const NAME: &'static str = "rest, as text";
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        text(r, r.remaining())
    }
    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        w.put(value.as_bytes());
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// What stands there if anything is left: at the end of a frame, absent is not empty.
#[derive(Debug)]
pub struct Optional<W>(PhantomData<W>);
impl<'a, T, W: Wire<'a, T>> Wire<'a, Option<T>> for Optional<W> {
    const NAME: &'static str = W::NAME;
    const GROWTH: usize = W::GROWTH;
    const CANONICAL: bool = W::CANONICAL;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Option<T>> {
        if r.remaining() == 0 { Ok(None) } else { W::read(r).map(Some) }
    }
    #[inline]
    fn write<O: Write>(value: &Option<T>, w: &mut O) -> Result<()> {
        value.as_ref().map_or(Ok(()), |value| W::write(value, w))
    }
    fn build(node: Node<'a>) -> build::Result<Option<T>> {
        W::build(node).map(Some)
    }
    fn absent() -> Option<Option<T>> {
        Some(None)
    }
    #[inline]
    fn read_row<R: Read<'a>, M: Record<'a>>(
        r: &mut R,
        name: &'static str,
        _message: &mut M,
    ) -> Result<Option<T>> {
        if r.remaining() == 0 { Ok(None) } else { W::read_field(r, name).map(Some) }
    }
}

/// Reads `n` items as a list. Makes room for no more than the bytes that are left could hold.
///
/// # Errors
/// [`ErrorKind::ItemLimit`] for more items than the message may hold, and what the items return.
#[inline]
pub fn items<'a, W: Wire<'a, T>, T, R: Read<'a>>(r: &mut R, n: usize) -> Result<Vec<T>> {
    r.claim(n)?;
    r.group(Shape::List, |r| {
        let most = r.remaining().checked_div(W::MIN).unwrap_or(1024);
        let mut items = Vec::new();
        let _ = items.try_reserve_exact(n.min(most));
        for _ in 0..n {
            let item = r.field("item", W::read)?;
            // A `push` that finds no room may panic. One that is known to find room cannot.
            if items.len() == items.capacity() {
                let _ = items.try_reserve(1);
                if items.len() == items.capacity() {
                    return Err(r.error(ErrorKind::ItemLimit, n));
                }
            }
            items.push(item);
        }
        Ok(items)
    })
}

/// The most heap that a list of `T` takes per byte read, where an item takes at least `min` bytes.
pub const fn growth<T>(min: usize) -> usize {
    match size_of::<T>().saturating_mul(2).checked_div(min) {
        Some(growth) => growth,
        // Items without bytes are counted, and the first room made for them is small.
        None => 0,
    }
}

/// Items of wire type `W` after their count.
#[derive(Debug)]
pub struct List<L, W>(PhantomData<(L, W)>);
impl<'a, L: Length, T, W: Wire<'a, T>> Wire<'a, Vec<T>> for List<L, W> {
    const NAME: &'static str = {
        let [_, _, list] = L::NAMES;
        list
    };
    const MIN: usize = L::SIZE;
    const GROWTH: usize = growth::<T>(W::MIN).saturating_add(W::GROWTH);
    const CANONICAL: bool = W::CANONICAL;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Vec<T>> {
        let n = r.layout("count", L::read_length)?;
        items::<W, T, R>(r, n)
    }
    #[inline]
    fn write<O: Write>(value: &Vec<T>, w: &mut O) -> Result<()> {
        L::write_length(value.len(), w)?;
        value.iter().try_for_each(|item| W::write(item, w))
    }
    fn build(node: Node<'a>) -> build::Result<Vec<T>> {
        node.items()?.map(W::build).collect()
    }
}

/// A universally unique identifier. RFC 9562 §4.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Uuid(pub [u8; 16]);
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            let dash = if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}
impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Uuid {
    /// Reads 32 hex digits, with or without dashes.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = || text.bytes().filter(|b| *b != b'-');
        if digits().count() != 32 {
            return None;
        }
        let mut uuid = [0u8; 16];
        for (i, digit) in digits().enumerate() {
            let nibble = u8::try_from(char::from(digit).to_digit(16)?).ok()?;
            let byte = uuid.get_mut(i >> 1)?;
            *byte = *byte << 4 | nibble;
        }
        Some(Self(uuid))
    }
}
impl<'a> Wire<'a, Self> for Uuid {
    const NAME: &'static str = "uuid";
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
        uuid.ok_or_else(|| node.error(build::Wrong::Expected("a uuid of 32 hex digits")))
    }
}
