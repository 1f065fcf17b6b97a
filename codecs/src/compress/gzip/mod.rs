//! gzip members (RFC 1952) around raw deflate (RFC 1951).
//!
//! Input is whole, so libdeflate, if it is built in, does a member in one call. flate2 does what
//! libdeflate declines, and says what is wrong with it.
#[cfg(feature = "libdeflate")]
mod raw;
#[cfg(test)]
#[cfg(feature = "compress")]
mod tests;

use super::output::{Output, To};
use crate::{Error, ErrorKind, Read, Reader, Result};
use alloc::vec::Vec;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Reads one or more members. The raw-deflate state is kept: making one costs more than a small
/// batch.
#[derive(Default)]
pub(super) struct Inflate {
    state: Option<Decompress>,
    #[cfg(feature = "libdeflate")]
    whole: Option<raw::Inflate>,
}

impl Inflate {
    pub(super) fn inflate(&mut self, input: &[u8], out: &mut Output<'_>) -> Result<()> {
        let size = declared(input).min(input.len().saturating_mul(MAX_EXPANSION));
        out.reserve(size.saturating_add(MARGIN));
        let mut r = Reader::new(input);
        loop {
            header(&mut r)?;
            let from = out.len();
            if !self.whole(&mut r, out)? {
                self.body(&mut r, out)?;
            }
            trailer(&mut r, out.since(from))?;
            match r.rest() {
                [] => return Ok(()),
                // A second member, or the first byte of one: its header says what is missing.
                [0x1f] | [0x1f, 0x8b, ..] => {}
                // As gzip(1) does: tapes pad with zeros.
                rest if rest.iter().all(|&byte| byte == 0) => return Ok(()),
                rest => return Err(r.error(ErrorKind::Trailing, rest.len())),
            }
        }
    }

    /// The compressed blocks of one member in one call, if there is room for what they hold. False:
    /// nothing was done. (That costs as much again at most, whatever the input.)
    #[cfg(feature = "libdeflate")]
    fn whole(&mut self, r: &mut Reader<'_>, out: &mut Output<'_>) -> Result<bool> {
        let room = out.room();
        self.whole = self.whole.take().or_else(raw::Inflate::new);
        let Some(context) = &mut self.whole else { return Ok(false) };
        let done = match &mut out.to {
            To::Vec { out, .. } => context.append(r.rest(), out, room),
            To::Slice { out, len } => {
                let to = out.get_mut(*len..).and_then(|out| out.get_mut(..room));
                let done = context.fill(r.rest(), to.unwrap_or_default());
                *len = len.saturating_add(done.map_or(0, |(_, made)| made));
                done
            }
        };
        let Some((used, _)) = done else { return Ok(false) };
        r.take(used).map(|_| true)
    }

    #[cfg(not(feature = "libdeflate"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as with libdeflate")]
    const fn whole(&mut self, _r: &mut Reader<'_>, _out: &mut Output<'_>) -> Result<bool> {
        Ok(false)
    }

    /// The same by flate2, whatever room there is and whatever is wrong.
    fn body(&mut self, r: &mut Reader<'_>, out: &mut Output<'_>) -> Result<()> {
        let state = self.state.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        loop {
            let probe = out.room() == 0;
            if out.spare() == 0 {
                out.reserve(MIN_GROWTH);
            }
            let (before_in, before_out) = (state.total_in(), state.total_out());
            let input = r.rest();
            let status = match &mut out.to {
                // No room for a byte: only the end of the stream may follow.
                _ if probe => state.decompress(input, &mut [0], FlushDecompress::Finish),
                To::Vec { out, .. } => state.decompress_vec(input, out, FlushDecompress::Finish),
                To::Slice { out, len } => {
                    let room = out.get_mut(*len..).unwrap_or_default();
                    let status = state.decompress(input, room, FlushDecompress::Finish);
                    *len = len.saturating_add(distance(before_out, state.total_out()));
                    status
                }
            };
            let used = distance(before_in, state.total_in());
            let made = distance(before_out, state.total_out());
            r.take(used)?;
            if made > 0 && (probe || out.over()) {
                return Err(out.full(r.offset()));
            }
            match status {
                Ok(Status::StreamEnd) => return Ok(()),
                // Out of room: grow. Out of input: a byte more is needed at least.
                Ok(_) if out.spare() == 0 && !probe => {}
                Ok(_) if r.remaining() == 0 => return Err(r.error(ErrorKind::UnexpectedEnd, 1)),
                Ok(_) if used > 0 || made > 0 => {}
                _ => return Err(r.error(ErrorKind::Corrupt, 0)),
            }
        }
    }
}

/// Writes one member. The deflate state is kept while the level stays.
#[derive(Default)]
pub(super) struct Deflate {
    state: Option<(i32, Compress)>,
    #[cfg(feature = "libdeflate")]
    whole: Option<(i32, raw::Deflate)>,
}

impl Deflate {
    pub(super) fn deflate(&mut self, level: i32, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        // §2.3.1: no name, no time, an unknown system (255); XFL tells the level's kind.
        let kind = match level {
            9 => 2,
            1 => 4,
            _ => 0,
        };
        out.extend_from_slice(&[0x1f, 0x8b, DEFLATE, 0, 0, 0, 0, 0, kind, 0xff]);
        if !self.whole(level, input, out) {
            self.body(level, input, out)?;
        }
        out.extend_from_slice(&crc(input).to_le_bytes());
        out.extend_from_slice(&amount(input).to_le_bytes());
        Ok(())
    }

    /// The compressed blocks in one call. False: nothing was done.
    #[cfg(feature = "libdeflate")]
    fn whole(&mut self, level: i32, input: &[u8], out: &mut Vec<u8>) -> bool {
        let kept = self.whole.take().filter(|(made_at, _)| *made_at == level);
        self.whole = kept.or_else(|| raw::Deflate::new(level).map(|context| (level, context)));
        let Some((_, context)) = &mut self.whole else { return false };
        context.append(input, out);
        true
    }

    #[cfg(not(feature = "libdeflate"))]
    #[expect(clippy::unused_self, reason = "as with libdeflate")]
    const fn whole(&mut self, _level: i32, _input: &[u8], _out: &mut Vec<u8>) -> bool {
        false
    }

    /// The compressed blocks by flate2.
    fn body(&mut self, level: i32, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        if self.state.as_ref().is_some_and(|(made_at, _)| *made_at != level) {
            self.state = None;
        }
        let (_, state) = self.state.get_or_insert_with(|| {
            let number = Compression::new(u32::try_from(level).unwrap_or_default());
            (level, Compress::new(number, false))
        });
        state.reset();
        // Worst at level 1: nine bits a byte.
        out.reserve((input.len() / 8).saturating_add(input.len()).saturating_add(64));
        loop {
            let rest = usize::try_from(state.total_in()).ok().and_then(|used| input.get(used..));
            let before = (state.total_in(), out.len());
            let status = state.compress_vec(rest.unwrap_or_default(), out, FlushCompress::Finish);
            match status {
                Ok(Status::StreamEnd) => return Ok(()),
                Ok(_) if out.len() == out.capacity() => out.reserve(out.len().max(MIN_GROWTH)),
                Ok(_) if before != (state.total_in(), out.len()) => {}
                // Not to be had from zlib-rs with room and input at hand.
                _ => return Err(Error::new(ErrorKind::Unwritable, 0, input.len())),
            }
        }
    }
}

/// §2.3.1: the member's header, of which nothing is kept.
fn header(r: &mut Reader<'_>) -> Result<()> {
    let start = r.rest();
    for magic in [0x1f, 0x8b, DEFLATE] {
        let at = r.error(ErrorKind::Corrupt, 0);
        let &[byte] = r.array()?;
        if byte != magic {
            return Err(at);
        }
    }
    let at = r.error(ErrorKind::Corrupt, 0);
    let &[flags] = r.array()?;
    // §2.3.1.2: reserved bits must be zero.
    if flags & 0xe0 != 0 {
        return Err(at);
    }
    // MTIME, XFL, OS.
    r.take(6)?;
    if flags & FEXTRA != 0 {
        let length = u16::from_le_bytes(*r.array()?);
        r.take(length.into())?;
    }
    for text in [FNAME, FCOMMENT] {
        if flags & text != 0 {
            let length = r.rest().iter().position(|&byte| byte == 0);
            let Some(length) = length else {
                let all = r.remaining();
                return Err(Error::end(r.offset(), all.saturating_add(1), all));
            };
            r.take(length.saturating_add(1))?;
        }
    }
    if flags & FHCRC != 0 {
        let read = start.len().saturating_sub(r.remaining());
        let [low, high, ..] = crc(start.get(..read).unwrap_or_default()).to_le_bytes();
        let at = r.error(ErrorKind::BadChecksum, u16::from_le_bytes([low, high]).into());
        if *r.array()? != [low, high] {
            return Err(at);
        }
    }
    Ok(())
}

/// §2.3.1: CRC-32 and the size modulo 2^32 of what the member inflated to.
fn trailer(r: &mut Reader<'_>, inflated: &[u8]) -> Result<()> {
    let crc = crc(inflated);
    let at = r.offset();
    if *r.array()? != crc.to_le_bytes() {
        let computed = usize::try_from(crc).unwrap_or_default();
        return Err(Error::new(ErrorKind::BadChecksum, at, computed));
    }
    let at = r.offset();
    let size = u32::from_le_bytes(*r.array()?);
    if size != amount(inflated) {
        return Err(Error::new(
            ErrorKind::BadLength,
            at,
            usize::try_from(size).unwrap_or_default(),
        ));
    }
    Ok(())
}

/// §8: CRC-32.
#[cfg(feature = "libdeflate")]
fn crc(bytes: &[u8]) -> u32 {
    raw::crc(bytes)
}

#[cfg(not(feature = "libdeflate"))]
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// §2.3.1: ISIZE, the size modulo 2^32.
fn amount(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = bytes.len().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// What the last four bytes say: the size of the last member, which mostly is the only one.
fn declared(input: &[u8]) -> usize {
    let size = input.last_chunk().map_or(0, |size| u32::from_le_bytes(*size));
    usize::try_from(size).unwrap_or(usize::MAX)
}

fn distance(from: u64, to: u64) -> usize {
    usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX)
}

const DEFLATE: u8 = 8;
const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;

/// Two bits for a match of 258 bytes.
const MAX_EXPANSION: usize = 1_032;

/// zlib-rs leaves its fast loop 260 bytes before the end of its room.
const MARGIN: usize = 320;

/// What to ask for when a declared size told nothing.
const MIN_GROWTH: usize = 16 << 10;
