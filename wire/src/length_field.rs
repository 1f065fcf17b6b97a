//! Frames that tell their length in a field of fixed width: all that the usual decoders of that
//! kind can be told.
use crate::{
    Error, ErrorKind, Limits, Result,
    frame::{Framer, Step},
};

/// Cuts frames by a length field.
///
/// A frame is `offset` bytes, the length field of `width` bytes, and as many bytes as the field
/// says, plus `adjustment`; or the field counts the whole frame, as [`inclusive`](Self::inclusive)
/// says. `strip` bytes are left out of what is handed on.
///
/// ```
/// use wireloom_wire::{Limits, frame::{Framer, Step}, length_field::{Cut, LengthField}};
///
/// let mut framer = LengthField::inclusive(0, 4).stripping(4);
/// let step = framer.next(b"\0\0\0\x06hi..", &Limits::DEFAULT)?;
/// assert_eq!(step, Step::Done { value: Cut::Frame(b"hi"), used: 6 });
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthField {
    offset: usize,
    width: usize,
    inclusive: bool,
    adjustment: i64,
    strip: usize,
    little_endian: bool,
    signed: bool,
    least: usize,
    fail_fast: bool,
    /// How much of a frame that is too long is still to come.
    discard: usize,
    /// The error to give once it has passed.
    pending: Option<Error>,
}

/// What [`LengthField`] cuts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut<'a> {
    /// A frame, without what was stripped.
    Frame(&'a [u8]),
    /// Bytes of a frame that is too long.
    Discarded(usize),
}

impl LengthField {
    /// A big-endian field of `width` bytes (1 to 8) after `offset` others, which counts what
    /// follows it.
    pub const fn new(offset: usize, width: usize) -> Self {
        let width = if width == 0 { 1 } else { width };
        Self {
            offset,
            width: if width > 8 { 8 } else { width },
            inclusive: false,
            adjustment: 0,
            strip: 0,
            little_endian: false,
            signed: false,
            least: 0,
            fail_fast: true,
            discard: 0,
            pending: None,
        }
    }

    /// The same, where the field counts the whole frame.
    pub const fn inclusive(offset: usize, width: usize) -> Self {
        Self { inclusive: true, ..Self::new(offset, width) }
    }

    /// Adds to every length: for fields that count less, or more, than what follows them.
    #[must_use]
    pub const fn adjusted(self, adjustment: i64) -> Self {
        Self { adjustment, ..self }
    }

    /// Leaves out the first `strip` bytes of each frame.
    #[must_use]
    pub const fn stripping(self, strip: usize) -> Self {
        Self { strip, ..self }
    }

    /// The field's least significant byte comes first.
    #[must_use]
    pub const fn little_endian(self) -> Self {
        Self { little_endian: true, ..self }
    }

    /// The field is a signed number: a negative length is one that cannot be, not a huge one.
    #[must_use]
    pub const fn signed(self) -> Self {
        Self { signed: true, ..self }
    }

    /// Frames of fewer than `least` bytes are errors.
    #[must_use]
    pub const fn at_least(self, least: usize) -> Self {
        Self { least, ..self }
    }

    /// A frame that is too long is an error only after all of it has passed; without this, as soon
    /// as its length is known. Either way its bytes are discarded and the next frame is read.
    #[must_use]
    pub const fn fail_late(self) -> Self {
        Self { fail_fast: false, ..self }
    }

    /// The bytes up to the end of the field.
    const fn head(&self) -> usize {
        self.offset.saturating_add(self.width)
    }

    /// The whole length of the frame that begins with `head`.
    fn whole(&self, head: &[u8]) -> Result<usize> {
        let field = head.get(self.offset..).unwrap_or_default().iter();
        let fold = |n: u64, byte: &u8| n << 8 | u64::from(*byte);
        let length =
            if self.little_endian { field.rev().fold(0, fold) } else { field.fold(0, fold) };
        let bits = u32::try_from(self.width).unwrap_or(8).saturating_mul(8);
        let sign = 1u64.checked_shl(bits.saturating_sub(1)).unwrap_or(0);
        if self.signed && length & sign != 0 {
            return Err(Error::new(ErrorKind::BadLength, self.offset, usize::MAX));
        }
        let head = if self.inclusive { 0 } else { self.head() };
        let head = i128::try_from(head).unwrap_or(i128::MAX);
        let whole = i128::from(length).saturating_add(self.adjustment.into()).saturating_add(head);
        let least = self.head().max(self.least).max(self.strip);
        match usize::try_from(whole) {
            Ok(whole) if whole >= least => Ok(whole),
            _ => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                Err(Error::new(ErrorKind::BadLength, self.offset, length))
            }
        }
    }
}

impl Framer for LengthField {
    type Frame<'a> = Cut<'a>;

    fn next<'a>(&mut self, buf: &'a [u8], limits: &Limits) -> Result<Step<Cut<'a>>> {
        if self.discard > 0 {
            let n = self.discard.min(buf.len());
            if n == 0 {
                return Ok(Step::need(1));
            }
            self.discard = self.discard.saturating_sub(n);
            return Ok(Step::Done { value: Cut::Discarded(n), used: n });
        }
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let Some(head) = buf.get(..self.head()) else {
            return Ok(Step::need(self.head().saturating_sub(buf.len())));
        };
        let whole = self.whole(head)?;
        if whole > limits.frame {
            let error = Error::new(ErrorKind::FrameLimit, self.offset, limits.frame);
            self.discard = whole;
            if self.fail_fast {
                return Err(error);
            }
            self.pending = Some(error);
            return self.next(buf, limits);
        }
        match buf.get(self.strip..whole) {
            Some(frame) => Ok(Step::Done { value: Cut::Frame(frame), used: whole }),
            None => Ok(Step::need(whole.saturating_sub(buf.len()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn cut(framer: LengthField, bytes: &[u8]) -> Result<Step<Cut<'_>>> {
        framer.clone().next(bytes, &Limits::DEFAULT)
    }

    fn frame(value: &[u8], used: usize) -> Result<Step<Cut<'_>>> {
        Ok(Step::Done { value: Cut::Frame(value), used })
    }

    /// The eight examples of the documentation of the best-known decoder of this kind.
    #[test]
    fn every_usual_layout_can_be_told() {
        let hello = b"\x00\x0cHELLO, WORLD";
        assert_eq!(cut(LengthField::new(0, 2), hello), frame(hello, 14));
        let framer = LengthField::new(0, 2).stripping(2);
        assert_eq!(cut(framer, hello), frame(b"HELLO, WORLD", 14));
        let whole = b"\x00\x0eHELLO, WORLD";
        assert_eq!(cut(LengthField::inclusive(0, 2), whole), frame(whole, 14));
        let behind = b"\xca\xfe\x00\x00\x0cHELLO, WORLD";
        assert_eq!(cut(LengthField::new(2, 3), behind), frame(behind, 17));
        let before = b"\x00\x00\x0c\xca\xfeHELLO, WORLD";
        assert_eq!(cut(LengthField::new(0, 3).adjusted(2), before), frame(before, 17));
        let between = b"\xca\x00\x0c\xfeHELLO, WORLD";
        let framer = LengthField::new(1, 2).adjusted(1).stripping(3);
        assert_eq!(cut(framer, between), frame(b"\xfeHELLO, WORLD", 16));
        let between = b"\xca\x00\x10\xfeHELLO, WORLD";
        let framer = LengthField::new(1, 2).adjusted(-3).stripping(3);
        assert_eq!(cut(framer, between), frame(b"\xfeHELLO, WORLD", 16));
        let little = b"\x02\x00hi";
        assert_eq!(cut(LengthField::new(0, 2).little_endian(), little), frame(little, 4));
    }

    #[test]
    fn a_prefix_needs_what_is_missing() {
        let bytes = b"\x00\x03abc";
        for n in 0..bytes.len() {
            let missing = if n < 2 { 2 - n } else { 5 - n };
            assert_eq!(cut(LengthField::new(0, 2), &bytes[..n]), Ok(Step::need(missing)));
        }
    }

    #[test]
    fn impossible_lengths_are_errors() {
        let tiny = LengthField::inclusive(0, 4);
        for length in [0u32, 3, 0xffff_ffff] {
            let kind = cut(tiny, &length.to_be_bytes()).unwrap_err().kind;
            let expected = if length > 4 { ErrorKind::FrameLimit } else { ErrorKind::BadLength };
            assert_eq!(kind, expected);
        }
        assert_eq!(cut(tiny.signed(), &[0xff; 4]).unwrap_err().kind, ErrorKind::BadLength);
        let eight = LengthField::new(0, 8).adjusted(i64::MAX);
        assert!(cut(eight, &[0xff; 8]).is_err());
        assert!(cut(LengthField::new(0, 1).adjusted(-9), &[3]).is_err());
        assert!(cut(LengthField::new(0, 1).stripping(9), &[3]).is_err());
        assert!(cut(LengthField::new(0, 1).at_least(5), &[3]).is_err());
    }

    #[test]
    fn a_frame_that_is_too_long_is_discarded_sooner_or_later() {
        let limits = Limits { frame: 4, ..Limits::DEFAULT };
        let bytes = b"\x05abcde\x01x";
        for (framer, fast) in
            [(LengthField::new(0, 1), true), (LengthField::new(0, 1).fail_late(), false)]
        {
            let mut framer = framer;
            let (mut at, mut told) = (0, Vec::new());
            while at < bytes.len() {
                // Three bytes at a time.
                let piece = &bytes[at..(at + 3).min(bytes.len())];
                match framer.next(piece, &limits) {
                    Ok(Step::Done { value: Cut::Frame(frame), used }) => {
                        told.push(frame.to_vec());
                        at += used;
                    }
                    Ok(Step::Done { value: Cut::Discarded(n), used }) => {
                        assert_eq!(n, used);
                        at += used;
                    }
                    Ok(Step::Need(_)) => panic!("enough is there"),
                    Err(error) => {
                        assert_eq!(error.kind, ErrorKind::FrameLimit);
                        assert_eq!(at, if fast { 0 } else { 6 });
                    }
                }
            }
            assert_eq!(told, [b"\x01x"]);
        }
    }
}
