//! Snappy blocks (snappy `format_description.txt`), raw or in snappy-java's xerial stream.
use super::options::Snappy;
use super::output::Output;
use crate::{Error, ErrorKind, Read, Reader, Result};
use alloc::vec::Vec;

/// Reads either framing: the eight octets of the magic alone decide, as in snappy-java.
pub(super) fn inflate(input: &[u8], out: &mut Output<'_>) -> Result<()> {
    if !input.starts_with(&MAGIC) {
        return block(input, 0, out);
    }
    let mut r = Reader::new(input);
    while r.remaining() > 0 {
        // Streams may follow one another; their magic is no length, for it would be negative.
        if r.rest().starts_with(&MAGIC) {
            // The magic and two versions, which snappy-java reads and does not act on.
            r.take(MAGIC.len())?;
            r.take(8)?;
            continue;
        }
        let at = r.offset();
        let length = i32::from_be_bytes(*r.array()?);
        let Some(length) = usize::try_from(length).ok().filter(|&length| length > 0) else {
            // A magic that is cut is the first half of one, not a length.
            return Err(match input.get(at..) {
                Some(rest) if MAGIC.starts_with(rest) => Error::end(at, MAGIC.len(), rest.len()),
                _ => Error::new(
                    ErrorKind::BadLength,
                    at,
                    length.cast_unsigned().try_into().unwrap_or(0),
                ),
            });
        };
        let at = r.offset();
        block(r.take(length)?, at, out)?;
    }
    Ok(())
}

/// One block, which begins `at` bytes into the input.
fn block(input: &[u8], at: usize, out: &mut Output<'_>) -> Result<()> {
    let (size, read) = preamble(input).map_err(|error| error.after(base(at)))?;
    if size > out.room() {
        return Err(out.full(at));
    }
    // The densest element is a copy: 64 bytes out of three. A claim beyond that is cut input.
    let body = input.len().saturating_sub(read);
    let least = size.div_ceil(MAX_EXPANSION);
    if least > body {
        return Err(Error::end(at.saturating_add(input.len()), least, body));
    }
    let window = out.window(size, at)?;
    snap::raw::Decoder::new().decompress(input, window).map_err(|error| {
        let end = at.saturating_add(input.len());
        match error {
            snap::Error::HeaderMismatch { .. } => Error::end(end, 1, 0),
            snap::Error::Literal { len, src_len, dst_len } if len <= dst_len => {
                Error::end(end, clamped(len), clamped(src_len))
            }
            snap::Error::CopyRead { len, src_len } => {
                Error::end(end, clamped(len), clamped(src_len))
            }
            _ => Error::new(ErrorKind::Corrupt, at, 0),
        }
    })?;
    Ok(())
}

/// §1: the inflated size as a varint of at most 32 bits, and how many bytes it takes.
fn preamble(input: &[u8]) -> Result<(usize, usize)> {
    let mut size = 0_u64;
    for (read, &byte) in input.iter().enumerate().take(5) {
        let shift = u32::try_from(read).unwrap_or_default().saturating_mul(7);
        size |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            let size = u32::try_from(size).map_err(|_| Error::new(ErrorKind::BadVarint, 0, 0))?;
            return Ok((usize::try_from(size).unwrap_or(usize::MAX), read.saturating_add(1)));
        }
    }
    match input.len() {
        short @ ..5 => Err(Error::end(short, 1, 0)),
        _ => Err(Error::new(ErrorKind::BadVarint, 0, 0)),
    }
}

/// Writes either framing. The hash tables are kept.
#[derive(Default)]
pub(super) struct Deflate {
    encoder: Option<Box<snap::raw::Encoder>>,
}

impl Deflate {
    pub(super) fn deflate(
        &mut self,
        framing: Snappy,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let Snappy::Xerial { block } = framing else {
            return self.block(input, out);
        };
        let block = usize::try_from(block.clamp(1 << 10, 512 << 20)).unwrap_or(512 << 20);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSIONS);
        for chunk in input.chunks(block) {
            let at = out.len();
            out.extend_from_slice(&[0; 4]);
            self.block(chunk, out)?;
            let length = out.len().saturating_sub(at).saturating_sub(4);
            let length = u32::try_from(length).unwrap_or_default();
            if let Some(room) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
                *room = length.to_be_bytes();
            }
        }
        Ok(())
    }

    fn block(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let encoder = self.encoder.get_or_insert_with(|| Box::new(snap::raw::Encoder::new()));
        let at = out.len();
        let most = snap::raw::max_compress_len(input.len());
        out.resize(at.saturating_add(most), 0);
        let room = out.get_mut(at..).unwrap_or_default();
        // Input of 4 GiB and more has no preamble.
        let length = encoder
            .compress(input, room)
            .map_err(|_| Error::new(ErrorKind::Unwritable, 0, input.len()))?;
        out.truncate(at.saturating_add(length));
        Ok(())
    }
}

fn clamped(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn base(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

/// snappy-java `SnappyCodec`: 0x82, "SNAPPY", 0.
const MAGIC: [u8; 8] = *b"\x82SNAPPY\0";

/// The version that writes, and the oldest that can read: both 1.
const VERSIONS: [u8; 8] = [0, 0, 0, 1, 0, 0, 0, 1];

const MAX_EXPANSION: usize = 22;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        inflate(input, &mut Output::vec(&mut out, 1 << 20)).map(|()| out)
    }

    #[test]
    fn a_literal_and_a_copy_inflate() {
        // Size 9; literal of 3 (tag 2 << 2); copy of 6, offset 3: tag 01, length 6-4 in bits 2-4.
        assert_eq!(read(b"\x09\x08abc\x09\x03").unwrap(), b"abcabcabc");
    }

    #[test]
    fn a_claim_of_4_gib_is_refused_before_anything_is_reserved() {
        let error = read(b"\xff\xff\xff\xff\x0f\x00").unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::InflatedLimit, 1 << 20));
        // 22 times its size is what a block may hold: more is cut input.
        let error = read(b"\x80\x08\x00a").unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::UnexpectedEnd, 45));
        // A varint of 36 bits.
        assert_eq!(read(b"\xff\xff\xff\xff\x1f\x00").unwrap_err().kind, ErrorKind::BadVarint);
    }

    #[test]
    fn xerial_streams_are_known_by_their_magic_only() {
        let header = [MAGIC, VERSIONS].concat();
        let block = b"\0\0\0\x04\x02\x04hi";
        assert_eq!(read(&[&header, &block[..]].concat()).unwrap(), b"hi");
        // Any versions; a stream after a stream; a stream without blocks.
        let odd = [&MAGIC[..], b"\0\0\0\x09\0\0\0\x07", block, &header, block].concat();
        assert_eq!(read(&odd).unwrap(), b"hihi");
        assert_eq!(read(&header).unwrap(), b"");
        // Without the magic's last byte it is a raw block of 0x2982 bytes.
        assert!(read(&header[..7]).is_err());
    }

    #[test]
    fn lengths_of_blocks_are_not_believed() {
        let header = [MAGIC, VERSIONS].concat();
        for (length, kind) in [
            (b"\xff\xff\xff\xff", ErrorKind::BadLength),
            (b"\0\0\0\0", ErrorKind::BadLength),
            (b"\x7f\xff\xff\xff", ErrorKind::UnexpectedEnd),
        ] {
            let error = read(&[&header[..], length, b"\x02\x04hi"].concat()).unwrap_err();
            assert_eq!(error.kind, kind);
        }
    }
}
