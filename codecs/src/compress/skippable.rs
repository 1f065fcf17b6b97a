//! Magic numbers and skippable frames, which LZ4 and Zstandard share (LZ4 frame format, "Skippable
//! Frames"; RFC 8878 §3.1.2).
use crate::{Error, ErrorKind, Read, Reader, Result};

/// Reads the next magic. True: it was `magic`, and the frame follows. False: a skippable frame was
/// skipped.
///
/// # Errors
/// Another magic is corrupt input, or trailing bytes if something came before. A magic that is cut
/// is told from one that is wrong.
pub(super) fn next_frame(magic: u32, r: &mut Reader<'_>) -> Result<bool> {
    let bytes = magic.to_le_bytes();
    if let Some(&found) = r.rest().first_chunk() {
        if found == bytes {
            r.take(4)?;
            return Ok(true);
        }
        if u32::from_le_bytes(found) & MASK == SKIPPABLE {
            r.take(4)?;
            let length = u32::from_le_bytes(*r.array()?);
            r.take(usize::try_from(length).unwrap_or(usize::MAX))?;
            return Ok(false);
        }
    } else {
        let cut = r.rest();
        let skippable = match cut {
            [] => true,
            [first, rest @ ..] => first & 0xf0 == 0x50 && [0x2a, 0x4d, 0x18].starts_with(rest),
        };
        if skippable || bytes.starts_with(cut) {
            return Err(Error::end(r.offset(), 4, cut.len()));
        }
    }
    Err(match r.offset() {
        0 => r.error(ErrorKind::Corrupt, 0),
        _ => r.error(ErrorKind::Trailing, r.remaining()),
    })
}

const SKIPPABLE: u32 = 0x184d_2a50;
const MASK: u32 = 0xffff_fff0;
