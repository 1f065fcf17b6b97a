//! Tags, and passing over what nobody asks for ([Encoding]: message structure, groups).
//!
//! [Encoding]: https://protobuf.dev/programming-guides/encoding/
use crate::varint::read_leb128;
use crate::{ErrorKind, Read, Reader, Result};
use alloc::vec::Vec;

/// A field's number and how its value stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag(pub(super) u32);

pub(super) const VARINT: u32 = 0;
pub(super) const I64: u32 = 1;
pub(super) const LEN: u32 = 2;
pub(super) const SGROUP: u32 = 3;
pub(super) const EGROUP: u32 = 4;
pub(super) const I32: u32 = 5;

/// The largest number of a field.
pub(super) const MAX_NUMBER: u32 = (1 << 29) - 1;

impl Tag {
    pub(super) const fn new(number: u32, wire: u32) -> Self {
        Self(number << 3 | wire)
    }

    pub(super) const fn number(self) -> u32 {
        self.0 >> 3
    }

    pub(super) const fn wire(self) -> u32 {
        self.0 & 7
    }

    #[inline]
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self> {
        let tag = match r.rest() {
            // Numbers up to 15, which good schemas keep for what is frequent.
            [tag @ 8..=0x7f, ..] => {
                let tag = u32::from(*tag);
                r.take(1)?;
                tag
            }
            _ => u32::try_from(read_leb128(r, u32::BITS)?).unwrap_or(0),
        };
        if tag < 8 || tag & 7 > I32 {
            return Err(r.error(ErrorKind::BadValue, usize::try_from(tag).unwrap_or(0)));
        }
        Ok(Self(tag))
    }
}

/// The bytes behind a length.
#[inline]
pub(super) fn len<'a>(r: &mut Reader<'a>) -> Result<&'a [u8]> {
    let length = length(r)?;
    r.take(length)
}

/// A length. What it counts is all there.
#[inline]
pub(super) fn length(r: &mut Reader<'_>) -> Result<usize> {
    let length = usize::try_from(read_leb128(r, u64::BITS)?).unwrap_or(usize::MAX);
    if length > r.remaining() {
        return r.take(length).map(|_| 0);
    }
    Ok(length)
}

/// A varint, of which Protobuf's 32-bit types take the lower half.
#[inline]
pub(super) fn varint(r: &mut Reader<'_>) -> Result<u64> {
    read_leb128(r, u64::BITS)
}

/// Passes over the value behind `tag`; groups in a loop.
///
/// # Errors
/// Also when a group ends that did not begin, and where groups nest too deep.
pub(super) fn skip(r: &mut Reader<'_>, tag: Tag) -> Result<()> {
    let mut tag = tag;
    let mut groups = Vec::new();
    loop {
        match tag.wire() {
            VARINT => drop(varint(r)?),
            I64 => drop(r.array::<8>()?),
            LEN => drop(len(r)?),
            I32 => drop(r.array::<4>()?),
            SGROUP => {
                let depth = usize::from(r.context().depth);
                if groups.len() >= depth {
                    return Err(r.error(ErrorKind::DepthLimit, depth));
                }
                groups.push(tag.number());
            }
            _ if groups.pop() == Some(tag.number()) => {}
            _ => return Err(r.error(ErrorKind::BadValue, usize::try_from(tag.0).unwrap_or(0))),
        }
        if groups.is_empty() {
            return Ok(());
        }
        tag = Tag::read(r)?;
    }
}

/// The rest of an item of a message set, which is a group of a type's number and a message of that
/// type, in any order: the number and the message.
pub(super) fn item<'a>(r: &mut Reader<'a>) -> Result<(Option<u32>, Option<Reader<'a>>)> {
    const END: Tag = Tag::new(1, EGROUP);
    const TYPE: Tag = Tag::new(2, VARINT);
    const MESSAGE: Tag = Tag::new(3, LEN);
    let (mut id, mut message) = (None, None);
    loop {
        let tag = Tag::read(r)?;
        match tag {
            END => return Ok((id, message)),
            TYPE => id = u32::try_from(varint(r)?).ok(),
            MESSAGE => message = Some(part(r)?),
            tag => skip(r, tag)?,
        }
    }
}

/// A reader over the bytes behind a length, which counts as this one does.
pub(super) fn part<'a>(r: &mut Reader<'a>) -> Result<Reader<'a>> {
    let length = length(r)?;
    let mut inner = r.clone();
    inner.enter(length)?;
    r.take(length)?;
    Ok(inner)
}

/// A reader over the rest of a group, without its end.
pub(super) fn group<'a>(r: &mut Reader<'a>, number: u32) -> Result<Reader<'a>> {
    let mut inner = r.clone();
    loop {
        let left = r.remaining();
        let tag = Tag::read(r)?;
        if tag == Tag::new(number, EGROUP) {
            inner.enter(inner.remaining().saturating_sub(left))?;
            return Ok(inner);
        }
        skip(r, tag)?;
    }
}
