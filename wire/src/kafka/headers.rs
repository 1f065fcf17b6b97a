//! The headers of a record.
use super::{
    record::bytes,
    varint,
    writer::{put_bytes, signed},
};
use crate::{ErrorKind, Read, Reader, Result, Shape, Write};
use alloc::string::String;

/// One header. Names may repeat; their order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct HeaderRef<'a> {
    /// The name, UTF-8 by convention; never null.
    pub key: &'a [u8],
    /// The value. Null and empty are different.
    pub value: Option<&'a [u8]>,
}

/// The headers of a record: checked when the record was read, taken apart only when asked.
#[derive(Clone, Copy)]
pub struct Headers<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// As they stand on the wire, behind their count.
    Wire { count: usize, bytes: &'a [u8] },
    /// As the user gives them.
    List(&'a [HeaderRef<'a>]),
}

impl<'a> Headers<'a> {
    /// None.
    pub const EMPTY: Self = Self(Form::List(&[]));

    /// Headers to write.
    pub const fn new(headers: &'a [HeaderRef<'a>]) -> Self {
        Self(Form::List(headers))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        match self.0 {
            Form::Wire { count, .. } => count,
            Form::List(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The headers, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = HeaderRef<'a>> + use<'a> {
        let (mut r, mut left, list) = match self.0 {
            Form::Wire { count, bytes } => (Reader::new(bytes), count, [].iter()),
            Form::List(list) => (Reader::new(&[]), 0, list.iter()),
        };
        let mut list = list.copied();
        core::iter::from_fn(move || match left.checked_sub(1) {
            Some(less) => {
                left = less;
                // They were read once before: this ends early for nobody.
                one(&mut r).ok()
            }
            None => list.next(),
        })
    }

    /// What [`write`](Self::write) appends.
    #[inline]
    pub(super) fn size(&self) -> usize {
        let part = |n: usize| n.saturating_add(varint::len(signed(n)));
        let count = varint::len(signed(self.len()));
        match self.0 {
            Form::Wire { bytes, .. } => bytes.len().saturating_add(count),
            Form::List(list) => list.iter().fold(count, |size, header| {
                let value = header.value.map_or(1, |value| part(value.len()));
                size.saturating_add(part(header.key.len())).saturating_add(value)
            }),
        }
    }

    /// Appends count and headers. Those that were read are copied as they came.
    #[inline]
    pub(super) fn write<W: Write>(&self, w: &mut W) {
        varint::write(w, signed(self.len()));
        match self.0 {
            Form::Wire { bytes, .. } => w.put(bytes),
            Form::List(list) => {
                for header in list {
                    put_bytes(w, Some(header.key));
                    put_bytes(w, header.value);
                }
            }
        }
    }

    /// Reads count and headers. A header takes two bytes at least, so no count is believed that
    /// the record could not hold.
    pub(super) fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let count = r.layout("count", varint::varint)?;
        let count = match usize::try_from(count) {
            Ok(count) if count <= r.remaining() >> 1 => count,
            _ => return Err(r.error(ErrorKind::BadLength, usize::try_from(count).unwrap_or(0))),
        };
        let start = r.rest();
        r.group(Shape::Map, |r| {
            for _ in 0..count {
                if r.aloud() {
                    r.entry(|r| name(r).map(String::from_utf8_lossy), bytes)?;
                } else {
                    one(r)?;
                }
            }
            Ok(())
        })?;
        let used = start.len().saturating_sub(r.remaining());
        Ok(Self(Form::Wire { count, bytes: start.get(..used).unwrap_or_default() }))
    }
}

/// A name: bytes that are never null.
fn name<'a, R: Read<'a>>(r: &mut R) -> Result<&'a [u8]> {
    match bytes(r)? {
        Some(name) => Ok(name),
        None => Err(r.error(ErrorKind::BadLength, usize::MAX)),
    }
}

fn one<'a, R: Read<'a>>(r: &mut R) -> Result<HeaderRef<'a>> {
    Ok(HeaderRef { key: name(r)?, value: bytes(r)? })
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl PartialEq for Headers<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl core::fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> From<&'a [HeaderRef<'a>]> for Headers<'a> {
    fn from(list: &'a [HeaderRef<'a>]) -> Self {
        Self::new(list)
    }
}
