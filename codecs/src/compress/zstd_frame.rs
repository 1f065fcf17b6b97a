//! The frame structure of Zstandard (RFC 8878 §3.1.1): what can be known without inflating.
//!
//! Walking the block headers costs a few nanoseconds and answers what the C library does not: where
//! a cut frame ends, how large the content can be at most, and how large it is at least.
use super::skippable::next_frame;
use crate::{Error, ErrorKind, Limits, Read, Reader, Result};

/// A complete frame.
pub(super) struct Frame<'a> {
    /// All of its bytes.
    pub(super) bytes: &'a [u8],
    /// §3.1.1.1.2.
    pub(super) window: u64,
    /// §3.1.1.1.4: what it says to hold, if it does; never above `most`.
    pub(super) declared: Option<u64>,
    /// What its blocks can hold at most.
    pub(super) most: u64,
    /// What its raw and RLE blocks alone hold.
    pub(super) least: u64,
}

impl<'a> Frame<'a> {
    /// The next frame, or nothing for a skippable one (§3.1.2).
    pub(super) fn read(r: &mut Reader<'a>, limits: &Limits) -> Result<Option<Self>> {
        let bytes = r.rest();
        if !next_frame(MAGIC, r)? {
            return Ok(None);
        }
        let at = r.offset();
        let header = Header::read(r)?;
        if header.window > u64::try_from(limits.window).unwrap_or(u64::MAX) {
            return Err(Error::new(ErrorKind::WindowLimit, at, limits.window));
        }
        let (least, most) = blocks(r, header.window.min(MAX_BLOCK))?;
        if header.declared.is_some_and(|declared| declared < least || declared > most) {
            return Err(Error::new(ErrorKind::Corrupt, at, 0));
        }
        if header.checksum {
            r.take(4)?;
        }
        let length = bytes.len().saturating_sub(r.remaining());
        Ok(Some(Self {
            bytes: bytes.get(..length).unwrap_or_default(),
            window: header.window,
            declared: header.declared,
            most,
            least,
        }))
    }
}

/// §3.1.1.1: the frame header.
struct Header {
    window: u64,
    declared: Option<u64>,
    checksum: bool,
}

impl Header {
    fn read(r: &mut Reader<'_>) -> Result<Self> {
        let at = r.error(ErrorKind::Corrupt, 0);
        let &[descriptor] = r.array()?;
        // Bit 3 is reserved; bit 4 may be anything.
        if descriptor & 0x08 != 0 {
            return Err(at);
        }
        let single_segment = descriptor & 0x20 != 0;
        let window = match single_segment {
            true => None,
            false => {
                let &[window] = r.array()?;
                let base = 1_u64 << 10 << (window >> 3);
                Some(base.saturating_add((base >> 3).saturating_mul(u64::from(window & 7))))
            }
        };
        let at = r.offset();
        let dictionary = match descriptor & 3 {
            0 => 0,
            1 => u32::from(u8::from_le_bytes(*r.array()?)),
            2 => u32::from(u16::from_le_bytes(*r.array()?)),
            _ => u32::from_le_bytes(*r.array()?),
        };
        if dictionary != 0 {
            let id = usize::try_from(dictionary).unwrap_or(usize::MAX);
            return Err(Error::new(ErrorKind::BadValue, at, id));
        }
        let declared = match descriptor >> 6 {
            0 if !single_segment => None,
            0 => Some(u8::from_le_bytes(*r.array()?).into()),
            1 => Some(u64::from(u16::from_le_bytes(*r.array()?)).saturating_add(256)),
            2 => Some(u32::from_le_bytes(*r.array()?).into()),
            _ => Some(u64::from_le_bytes(*r.array()?)),
        };
        // §3.1.1.1.2: a single segment's window is its content.
        let window = window.or(declared).unwrap_or_default();
        Ok(Self { window, declared, checksum: descriptor & 0x04 != 0 })
    }
}

/// §3.1.1.2: walks over the blocks, and says how many bytes they hold at least and at most.
fn blocks(r: &mut Reader<'_>, block_maximum: u64) -> Result<(u64, u64)> {
    let (mut least, mut most) = (0_u64, 0_u64);
    loop {
        let at = r.error(ErrorKind::Corrupt, 0);
        let &[low, middle, high] = r.array()?;
        let header = u32::from_le_bytes([low, middle, high, 0]);
        let size = header >> 3;
        let held = u64::from(size);
        if held > block_maximum {
            return Err(at);
        }
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        match (header >> 1) & 3 {
            RAW => {
                r.take(length)?;
                least = least.saturating_add(held);
                most = most.saturating_add(held);
            }
            RLE => {
                r.take(1)?;
                least = least.saturating_add(held);
                most = most.saturating_add(held);
            }
            // §3.1.1.2.3: less than it holds, so it holds something. The library's streams take it.
            COMPRESSED if size == 0 => return Err(at),
            COMPRESSED => {
                r.take(length)?;
                most = most.saturating_add(block_maximum);
            }
            _ => return Err(at),
        }
        if header & 1 != 0 {
            return Ok((least, most));
        }
    }
}

const MAGIC: u32 = 0xfd2f_b528;

const RAW: u32 = 0;
const RLE: u32 = 1;
const COMPRESSED: u32 = 2;

/// §3.1.1.2.4: `Block_Maximum_Size`.
const MAX_BLOCK: u64 = 128 << 10;
