//! LZ4 frames (LZ4 frame format 1.6.4) over the blocks of `lz4_flex`.
//!
//! The frame layer is our own because a whole buffer needs no reader: one scratch block, no state
//! machine, no copies in between. Legacy frames (magic 0x184c2102) and dictionaries are not read.
use super::options::{HeaderChecksum, Lz4, Lz4BlockSize};
use super::output::Output;
use super::skippable::next_frame;
use crate::{Error, ErrorKind, Read, Reader, Result};
use alloc::vec::Vec;
use lz4_flex::block::CompressTable;
use twox_hash::XxHash32;

/// Reads one or more frames, with skippable frames anywhere between.
#[derive(Default)]
pub(super) struct Inflate {
    /// Where a block is inflated: it stays in the cache, it is cleared once, and a block can only
    /// copy from what it wrote itself.
    scratch: Vec<u8>,
}

impl Inflate {
    pub(super) fn inflate(
        &mut self,
        accepted: HeaderChecksum,
        input: &[u8],
        out: &mut Output<'_>,
    ) -> Result<()> {
        let mut r = Reader::new(input);
        loop {
            if next_frame(MAGIC, &mut r)? {
                self.frame(accepted, &mut r, out)?;
            }
            if r.remaining() == 0 {
                return Ok(());
            }
        }
    }

    /// A frame behind its magic.
    fn frame(
        &mut self,
        accepted: HeaderChecksum,
        r: &mut Reader<'_>,
        out: &mut Output<'_>,
    ) -> Result<()> {
        let descriptor = Descriptor::read(accepted, r)?;
        let from = out.len();
        if let Some(size) = descriptor.content_size {
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size > out.room() {
                return Err(out.full(r.offset()));
            }
            out.reserve(size.min(r.remaining().saturating_mul(MAX_EXPANSION)));
        }
        loop {
            let at = r.offset();
            let word = u32::from_le_bytes(*r.array()?);
            if word == END_MARK {
                break;
            }
            let length = usize::try_from(word & !STORED).unwrap_or(usize::MAX);
            if length > descriptor.block_size {
                return Err(Error::new(ErrorKind::BadLength, at, length));
            }
            let block = r.take(length)?;
            if descriptor.block_checksum {
                checksum(r, block)?;
            }
            if word & STORED != 0 {
                out.extend(block, at)?;
            } else {
                self.block(&descriptor, block, at, from, out)?;
            }
        }
        if descriptor.content_checksum {
            checksum(r, out.since(from))?;
        }
        match descriptor.content_size {
            Some(size) if u64::try_from(out.since(from).len()) != Ok(size) => {
                Err(r.error(ErrorKind::BadLength, usize::try_from(size).unwrap_or(usize::MAX)))
            }
            _ => Ok(()),
        }
    }

    /// A compressed block, whose length stands `at` bytes into the input. It may copy from the
    /// 64 KiB before it if the frame's blocks are dependent, but from nothing before the frame's
    /// first byte, `from`.
    fn block(
        &mut self,
        descriptor: &Descriptor,
        block: &[u8],
        at: usize,
        from: usize,
        out: &mut Output<'_>,
    ) -> Result<()> {
        let most = descriptor.block_size.min(block.len().saturating_mul(MAX_EXPANSION));
        // A little more than needed, or the last bytes take the slow path.
        let needed = most.saturating_add(MARGIN);
        if self.scratch.len() < needed {
            self.scratch.resize(needed, 0);
        }
        let room = self.scratch.get_mut(..needed).unwrap_or_default();
        let length = if descriptor.independent {
            lz4_flex::block::decompress_into(block, room)
        } else {
            let written = out.since(from);
            let history = written.last_chunk::<WINDOW>().map_or(written, |last| last);
            lz4_flex::block::decompress_into_with_dict(block, room, history)
        };
        // The block is whole, for its length was there: a short read inside is a lie.
        let wrong = Error::new(ErrorKind::Corrupt, at, 0);
        let length = length.map_err(|_| wrong)?;
        if length > descriptor.block_size {
            return Err(wrong);
        }
        out.extend(room.get(..length).unwrap_or_default(), at)
    }
}

/// "Frame Descriptor".
struct Descriptor {
    independent: bool,
    block_checksum: bool,
    content_checksum: bool,
    content_size: Option<u64>,
    block_size: usize,
}

impl Descriptor {
    fn read(accepted: HeaderChecksum, r: &mut Reader<'_>) -> Result<Self> {
        let start = r.rest();
        let at = r.error(ErrorKind::Corrupt, 0);
        let &[flags, block] = r.array()?;
        // Version 01; the reserved bits of both octets are zero.
        if flags & (VERSION_MASK | 0x02) != VERSION || block & 0x8f != 0 {
            return Err(at);
        }
        let size = Lz4BlockSize::from_number(block >> 4).ok_or(at)?;
        let content_size = match flags & CONTENT_SIZE {
            0 => None,
            _ => Some(u64::from_le_bytes(*r.array()?)),
        };
        let dictionary = match flags & DICTIONARY {
            0 => None,
            _ => Some((r.offset(), u32::from_le_bytes(*r.array()?))),
        };
        let length = start.len().saturating_sub(r.remaining());
        let descriptor = start.get(..length).unwrap_or_default();
        let right = header_checksum(HeaderChecksum::Descriptor, descriptor);
        let at = r.offset();
        let &[found] = r.array()?;
        let taken = found == right
            || accepted == HeaderChecksum::Historic
                && found == header_checksum(accepted, descriptor);
        if !taken {
            return Err(Error::new(ErrorKind::BadChecksum, at, right.into()));
        }
        if let Some((at, id)) = dictionary {
            return Err(Error::new(
                ErrorKind::BadValue,
                at,
                usize::try_from(id).unwrap_or(usize::MAX),
            ));
        }
        Ok(Self {
            independent: flags & INDEPENDENT != 0,
            block_checksum: flags & BLOCK_CHECKSUM != 0,
            content_checksum: flags & CONTENT_CHECKSUM != 0,
            content_size,
            block_size: size.bytes(),
        })
    }
}

/// Writes one frame. Both hash tables are kept: small inputs clear 8 KiB, large ones 16.
#[derive(Default)]
pub(super) struct Deflate {
    small: Option<CompressTable>,
    large: Option<CompressTable>,
}

impl Deflate {
    pub(super) fn deflate(&mut self, options: &Lz4, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(&MAGIC.to_le_bytes());
        let at = out.len();
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        let flags = VERSION
            | INDEPENDENT
            | flag(options.block_checksum, BLOCK_CHECKSUM)
            | flag(options.content_size, CONTENT_SIZE)
            | flag(options.content_checksum, CONTENT_CHECKSUM);
        out.extend_from_slice(&[flags, options.block_size.number() << 4]);
        if options.content_size {
            let size = u64::try_from(input.len()).unwrap_or(u64::MAX);
            out.extend_from_slice(&size.to_le_bytes());
        }
        let descriptor = out.get(at..).unwrap_or_default();
        out.push(header_checksum(options.header_checksum, descriptor));
        for block in input.chunks(options.block_size.bytes()) {
            self.block(options, block, out)?;
        }
        out.extend_from_slice(&END_MARK.to_le_bytes());
        if options.content_checksum {
            out.extend_from_slice(&XxHash32::oneshot(0, input).to_le_bytes());
        }
        Ok(())
    }

    fn block(&mut self, options: &Lz4, block: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let table = match block.len() {
            ..SMALL => self.small.get_or_insert_with(CompressTable::small),
            _ => self.large.get_or_insert_with(CompressTable::large),
        };
        let at = out.len();
        let body = at.saturating_add(4);
        let most = lz4_flex::block::get_maximum_output_size(block.len());
        out.resize(body.saturating_add(most), 0);
        let room = out.get_mut(body..).unwrap_or_default();
        let length = lz4_flex::block::compress_into_with_table(block, room, table)
            .map_err(|_| Error::new(ErrorKind::Unwritable, 0, block.len()))?;
        // "If the highest bit is set, the block is uncompressed": where compression gains nothing.
        let (length, stored) =
            if length < block.len() { (length, 0) } else { (block.len(), STORED) };
        out.truncate(body.saturating_add(length));
        if stored != 0 {
            out.truncate(body);
            out.extend_from_slice(block);
        }
        let word = u32::try_from(length).unwrap_or_default() | stored;
        if let Some(room) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
            *room = word.to_le_bytes();
        }
        if options.block_checksum {
            let sum = XxHash32::oneshot(0, out.get(body..).unwrap_or_default());
            out.extend_from_slice(&sum.to_le_bytes());
        }
        Ok(())
    }
}

/// "Block checksum" and "Content checksum": xxHash32 of `bytes`, seed 0.
fn checksum(r: &mut Reader<'_>, bytes: &[u8]) -> Result<()> {
    let at = r.offset();
    let found = u32::from_le_bytes(*r.array()?);
    let computed = XxHash32::oneshot(0, bytes);
    match found == computed {
        true => Ok(()),
        false => {
            let computed = usize::try_from(computed).unwrap_or_default();
            Err(Error::new(ErrorKind::BadChecksum, at, computed))
        }
    }
}

/// "Header Checksum": the second octet of the descriptor's xxHash32.
fn header_checksum(kind: HeaderChecksum, descriptor: &[u8]) -> u8 {
    let mut covered = [0_u8; 4 + 14];
    let skipped = match kind {
        HeaderChecksum::Descriptor => 4,
        HeaderChecksum::Historic => 0,
    };
    let length = descriptor.len().saturating_add(4);
    if let Some((magic, rest)) = covered.split_first_chunk_mut() {
        *magic = MAGIC.to_le_bytes();
        for (to, from) in rest.iter_mut().zip(descriptor) {
            *to = *from;
        }
    }
    let [_, second, ..] =
        XxHash32::oneshot(0, covered.get(skipped..length).unwrap_or_default()).to_le_bytes();
    second
}

const MAGIC: u32 = 0x184d_2204;
const END_MARK: u32 = 0;
const STORED: u32 = 1 << 31;

const VERSION_MASK: u8 = 0xc0;
const VERSION: u8 = 0x40;
const INDEPENDENT: u8 = 0x20;
const BLOCK_CHECKSUM: u8 = 0x10;
const CONTENT_SIZE: u8 = 0x08;
const CONTENT_CHECKSUM: u8 = 0x04;
const DICTIONARY: u8 = 0x01;

/// How far a match reaches back.
const WINDOW: usize = 64 << 10;

/// A length octet of 255 stands for 255 bytes.
const MAX_EXPANSION: usize = 255;

/// `lz4_flex` leaves its fast loop this near to the end of its output.
const MARGIN: usize = 64;

/// From here on the table of 16-bit positions is too small.
const SMALL: usize = 0xffff;
