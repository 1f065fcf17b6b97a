//! Zstandard (RFC 8878): the C library's contexts, kept, behind a walk of our own over each frame.
use super::options::Zstd;
use super::output::{Output, To};
use super::zstd_frame::Frame;
use crate::{Error, ErrorKind, Limits, Read, Reader, Result};
use alloc::vec::Vec;
use std::io::Cursor;
use zstd_safe::zstd_sys::ZSTD_ErrorCode as Code;
use zstd_safe::{CCtx, CParameter, DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

/// Reads one or more frames, with skippable frames anywhere between.
#[derive(Default)]
pub(super) struct Inflate {
    context: Option<DCtx<'static>>,
}

impl Inflate {
    pub(super) fn inflate(
        &mut self,
        input: &[u8],
        limits: &Limits,
        out: &mut Output<'_>,
    ) -> Result<()> {
        let mut r = Reader::new(input);
        loop {
            let at = r.offset();
            if let Some(frame) = Frame::read(&mut r, limits)? {
                self.frame(&frame, at, out)?;
            }
            if r.remaining() == 0 {
                return Ok(());
            }
        }
    }

    /// A frame that begins `at` bytes into the input.
    fn frame(&mut self, frame: &Frame<'_>, at: usize, out: &mut Output<'_>) -> Result<()> {
        let room = u64::try_from(out.room()).unwrap_or(u64::MAX);
        if frame.declared.unwrap_or(frame.least) > room {
            return Err(out.full(at));
        }
        let wanted = frame.declared.unwrap_or(frame.most).min(room);
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        out.reserve(wanted.min(FIRST_RESERVE));
        let context = self.context.get_or_insert_with(DCtx::create);
        let result = match out.spare() >= wanted {
            true => whole(context, frame, out),
            false => stream(context, frame, wanted, out),
        };
        match result {
            Ok(()) if out.over() => Err(out.full(at)),
            Ok(()) => Ok(()),
            // What is declared fits, so a frame without room for its content lies.
            Err(code) if is(code, Code::ZSTD_error_dstSize_tooSmall) => match frame.declared {
                Some(_) => Err(Error::new(ErrorKind::Corrupt, at, 0)),
                None => Err(out.full(at)),
            },
            Err(code) if is(code, Code::ZSTD_error_checksum_wrong) => {
                // The library does not tell what it computed.
                let end = at.saturating_add(frame.bytes.len()).saturating_sub(4);
                Err(Error::new(ErrorKind::BadChecksum, end, 0))
            }
            Err(_) => Err(Error::new(ErrorKind::Corrupt, at, 0)),
        }
    }

    /// Gives back a large window.
    pub(super) fn trim(&mut self) {
        if self.context.as_ref().is_some_and(|context| context.sizeof() > super::pool::KEPT) {
            self.context = None;
        }
    }
}

/// One call, no window: all of the content fits into the output's spare room.
fn whole(context: &mut DCtx<'_>, frame: &Frame<'_>, out: &mut Output<'_>) -> Result<(), usize> {
    match &mut out.to {
        To::Vec { out, .. } => {
            let end = u64::try_from(out.len()).unwrap_or(u64::MAX);
            let mut spare = Cursor::new(&mut **out);
            spare.set_position(end);
            context.decompress(&mut spare, frame.bytes).map(drop)
        }
        To::Slice { out, len } => {
            let made = context.decompress(out.get_mut(*len..).unwrap_or_default(), frame.bytes)?;
            *len = len.saturating_add(made);
            Ok(())
        }
    }
}

/// Doubles the vector until the content, of at most `most` bytes, or the limit is reached.
fn stream(
    context: &mut DCtx<'_>,
    frame: &Frame<'_>,
    most: usize,
    out: &mut Output<'_>,
) -> Result<(), usize> {
    context.reset(ResetDirective::SessionOnly)?;
    // The library's own limit is 128 MiB; the caller's was checked.
    let log = u64::BITS.saturating_sub(frame.window.leading_zeros());
    context.set_parameter(DParameter::WindowLogMax(log.clamp(27, 31)))?;
    let until = out.len().saturating_add(most);
    let mut input = InBuffer::around(frame.bytes);
    loop {
        // Without room the frame may still end: a checksum is left, or an empty block.
        if out.spare() == 0 {
            let left = until.saturating_sub(out.len());
            out.reserve_up_to(FIRST_RESERVE, left);
        }
        let To::Vec { out: vec, .. } = &mut out.to else {
            return Err(too_small());
        };
        let end = vec.len();
        let before = (input.pos, end);
        let mut output = OutBuffer::around_pos(&mut **vec, end);
        let left = context.decompress_stream(&mut output, &mut input)?;
        let after = (input.pos, output.pos());
        if left == 0 {
            return Ok(());
        }
        if out.over() {
            return Err(too_small());
        }
        // The frame is whole, so a step that does nothing waits for room or for what never comes.
        if before == after {
            return Err(match out.spare() {
                0 => too_small(),
                _ => wrapped(Code::ZSTD_error_corruption_detected),
            });
        }
    }
}

/// Writes one frame. The tables are kept; so is what they are set to.
#[derive(Default)]
pub(super) struct Deflate {
    context: Option<(CCtx<'static>, Setting)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Setting {
    level: i32,
    options: Zstd,
    middle: bool,
}

impl Setting {
    fn apply(self, context: &mut CCtx<'_>) -> Result<(), usize> {
        context.set_parameter(CParameter::CompressionLevel(self.level))?;
        context.set_parameter(CParameter::ChecksumFlag(self.options.checksum))?;
        // Zero is what the level says.
        let (matches, chain, hash) = if self.middle { (5, 17, 16) } else { (0, 0, 0) };
        context.set_parameter(CParameter::MinMatch(matches))?;
        context.set_parameter(CParameter::ChainLog(chain))?;
        context.set_parameter(CParameter::HashLog(hash)).map(drop)
    }
}

/// Of inputs of this size alone, zstd's level 3 looks for matches of four bytes: on JSON logs an
/// eighth of the speed for half a per cent of the size. We look for five, as the level does for all
/// others, and for streams, which is what Kafka's other clients write.
const MIDDLE: core::ops::RangeInclusive<usize> = (128 << 10) + 1..=256 << 10;

impl Deflate {
    pub(super) fn deflate(
        &mut self,
        level: i32,
        options: Zstd,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<()> {
        self.try_deflate(level, options, input, out).map_err(|_| {
            // The room suffices, so only memory can have run out. Its state is not defined then.
            self.context = None;
            Error::new(ErrorKind::Unwritable, 0, input.len())
        })
    }

    fn try_deflate(
        &mut self,
        level: i32,
        options: Zstd,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), usize> {
        let middle = level == 3 && MIDDLE.contains(&input.len());
        let setting = Setting { level, options, middle };
        if !matches!(&self.context, Some((_, made)) if *made == setting) {
            let mut context = match self.context.take() {
                Some((context, _)) => context,
                None => CCtx::create(),
            };
            setting.apply(&mut context)?;
            self.context = Some((context, setting));
        }
        let Some((context, ..)) = &mut self.context else {
            return Err(too_small());
        };
        out.reserve(zstd_safe::compress_bound(input.len()));
        let end = u64::try_from(out.len()).unwrap_or(u64::MAX);
        let mut spare = Cursor::new(out);
        spare.set_position(end);
        context.compress2(&mut spare, input).map(drop)
    }

    /// Gives back the tables of a high level.
    pub(super) fn trim(&mut self) {
        if self.context.as_ref().is_some_and(|(context, ..)| context.sizeof() > super::pool::KEPT) {
            self.context = None;
        }
    }
}

fn is(code: usize, kind: Code) -> bool {
    zstd_safe::is_error_kind(code, kind)
}

fn too_small() -> usize {
    wrapped(Code::ZSTD_error_dstSize_tooSmall)
}

/// The library's errors are sizes near the largest.
#[expect(clippy::as_conversions, reason = "a C enum has no other way to its number")]
fn wrapped(code: Code) -> usize {
    (code as usize).wrapping_neg()
}

/// The most that is reserved because a frame says so.
const FIRST_RESERVE: usize = 1 << 20;
