//! The contexts that a user holds: one to inflate, one to deflate, each for every format.
use super::output::Output;
use super::{Compression, HeaderChecksum, Options};
use crate::{Error, Limits, Result};
use alloc::vec::Vec;
use core::fmt;

/// Inflates any [`Compression`], and keeps what each format needs between calls.
///
/// What is kept is bounded: 52 KiB for gzip, one block of at most 4 MiB for lz4, and for zstd
/// 93 KiB plus the largest window met, which [`Limits::window`] caps.
///
/// Every call stands alone: after an error the next one is as good as the first.
#[derive(Default)]
pub struct Inflater {
    lz4_header: HeaderChecksum,
    #[cfg(feature = "gzip")]
    gzip: super::gzip::Inflate,
    #[cfg(feature = "lz4")]
    lz4: super::lz4::Inflate,
    #[cfg(feature = "zstd")]
    zstd: super::zstd::Inflate,
}

impl Inflater {
    /// An inflater that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which header checksum LZ4 frames may carry from now on: [`HeaderChecksum::Historic`] takes
    /// both, for Kafka's messages of magic 0.
    pub const fn accept_lz4_header(&mut self, checksum: HeaderChecksum) {
        self.lz4_header = checksum;
    }

    /// Appends what `input` inflates to and says how many bytes that is. After an error `out` holds
    /// what it held before.
    ///
    /// # Errors
    /// [`UnexpectedEnd`](crate::ErrorKind::UnexpectedEnd) for cut input,
    /// [`InflatedLimit`](crate::ErrorKind::InflatedLimit) and
    /// [`WindowLimit`](crate::ErrorKind::WindowLimit) past the limits,
    /// [`BadChecksum`](crate::ErrorKind::BadChecksum),
    /// [`Trailing`](crate::ErrorKind::Trailing) for bytes after the last member or frame,
    /// [`BadValue`](crate::ErrorKind::BadValue) with the id of a dictionary that the input needs,
    /// [`UnknownType`](crate::ErrorKind::UnknownType) for a format that is not built in, and
    /// [`Corrupt`](crate::ErrorKind::Corrupt) or [`BadLength`](crate::ErrorKind::BadLength) for
    /// the rest.
    pub fn inflate(
        &mut self,
        compression: Compression,
        input: &[u8],
        limits: &Limits,
        out: &mut Vec<u8>,
    ) -> Result<usize> {
        let start = out.len();
        let mut output = Output::vec(out, limits.inflated);
        let result = self.run(compression, input, limits, &mut output);
        let written = output.len();
        if result.is_err() {
            out.truncate(start);
        }
        result.map(|()| written)
    }

    /// Inflates into the front of `out`. What lies behind the bytes written is unspecified, and so
    /// is all of `out` after an error.
    ///
    /// # Errors
    /// As [`inflate`](Self::inflate); a slice that is too short is an
    /// [`InflatedLimit`](crate::ErrorKind::InflatedLimit) of its length.
    pub fn inflate_to(
        &mut self,
        compression: Compression,
        input: &[u8],
        limits: &Limits,
        out: &mut [u8],
    ) -> Result<usize> {
        let mut output = Output::slice(out, limits.inflated);
        self.run(compression, input, limits, &mut output)?;
        Ok(output.len())
    }

    #[allow(unused_variables, reason = "used by some formats only")]
    fn run(
        &mut self,
        compression: Compression,
        input: &[u8],
        limits: &Limits,
        out: &mut Output<'_>,
    ) -> Result<()> {
        match compression {
            Compression::None => out.extend(input, 0),
            #[cfg(feature = "gzip")]
            Compression::Gzip => self.gzip.inflate(input, out),
            #[cfg(feature = "snappy")]
            Compression::Snappy => super::snappy::inflate(input, out),
            #[cfg(feature = "lz4")]
            Compression::Lz4 => self.lz4.inflate(self.lz4_header, input, out),
            #[cfg(feature = "zstd")]
            Compression::Zstd => self.zstd.inflate(input, limits, out),
            #[allow(unreachable_patterns, reason = "reached when a format is left out")]
            other => Err(other.disabled()),
        }
    }

    /// Gives back what is large, for a pool, and forgets what was accepted.
    pub(super) fn trim(&mut self) {
        self.lz4_header = HeaderChecksum::Descriptor;
        #[cfg(feature = "zstd")]
        self.zstd.trim();
    }
}

impl fmt::Debug for Inflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflater").field("lz4_header", &self.lz4_header).finish_non_exhaustive()
    }
}

/// Compresses to any [`Compression`], and keeps what each format needs between calls.
///
/// What is kept depends on the level and the largest input: 660 KiB for gzip (260 without libdeflate),
/// 24 KiB for lz4, 34 KiB for snappy, and for zstd 40 KiB at level 3 and inputs of 1 KiB, 1.3 MiB at level 3 and
/// 1 MiB, 11 MiB at level 9 and 81 MiB at level 19 and 8 MiB.
#[derive(Default)]
pub struct Deflater {
    #[cfg(feature = "gzip")]
    gzip: super::gzip::Deflate,
    #[cfg(feature = "snappy")]
    snappy: super::snappy::Deflate,
    #[cfg(feature = "lz4")]
    lz4: super::lz4::Deflate,
    #[cfg(feature = "zstd")]
    zstd: super::zstd::Deflate,
    /// Where [`deflate_to`](Self::deflate_to) compresses first: encoders want room for the worst.
    scratch: Vec<u8>,
}

impl Deflater {
    /// A deflater that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends `input` compressed and says how many bytes that is. After an error `out` holds what
    /// it held before.
    ///
    /// # Errors
    /// [`Unwritable`](crate::ErrorKind::Unwritable) for input that the format cannot hold (snappy:
    /// 4 GiB), [`UnknownType`](crate::ErrorKind::UnknownType) for a format that is not built in.
    pub fn deflate(
        &mut self,
        compression: Compression,
        options: &Options,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<usize> {
        let start = out.len();
        let result = self.run(compression, options, input, out);
        if result.is_err() {
            out.truncate(start);
        }
        result.map(|()| out.len().saturating_sub(start))
    }

    /// Compresses into the front of `out`, by way of a buffer of the deflater's own.
    ///
    /// # Errors
    /// As [`deflate`](Self::deflate), and [`UnexpectedEnd`](crate::ErrorKind::UnexpectedEnd) with
    /// the bytes missing when the slice is too short; it then holds what it held before.
    pub fn deflate_to(
        &mut self,
        compression: Compression,
        options: &Options,
        input: &[u8],
        out: &mut [u8],
    ) -> Result<usize> {
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.clear();
        let result = self.run(compression, options, input, &mut scratch);
        let copied = result.and_then(|()| {
            let left = out.len();
            let room = out
                .get_mut(..scratch.len())
                .ok_or_else(|| Error::end(left, scratch.len(), left))?;
            room.copy_from_slice(&scratch);
            Ok(scratch.len())
        });
        self.scratch = scratch;
        copied
    }

    #[allow(unused_variables, reason = "used by some formats only")]
    fn run(
        &mut self,
        compression: Compression,
        options: &Options,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let level = options.level.number(compression);
        match compression {
            Compression::None => {
                out.extend_from_slice(input);
                Ok(())
            }
            #[cfg(feature = "gzip")]
            Compression::Gzip => self.gzip.deflate(level, input, out),
            #[cfg(feature = "snappy")]
            Compression::Snappy => self.snappy.deflate(options.snappy, input, out),
            #[cfg(feature = "lz4")]
            Compression::Lz4 => self.lz4.deflate(&options.lz4, input, out),
            #[cfg(feature = "zstd")]
            Compression::Zstd => self.zstd.deflate(level, options.zstd, input, out),
            #[allow(unreachable_patterns, reason = "reached when a format is left out")]
            other => Err(other.disabled()),
        }
    }

    /// Gives back what is large, for a pool.
    pub(super) fn trim(&mut self) {
        if self.scratch.capacity() > super::pool::KEPT {
            self.scratch = Vec::new();
        }
        #[cfg(feature = "zstd")]
        self.zstd.trim();
    }
}

impl fmt::Debug for Deflater {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deflater").finish_non_exhaustive()
    }
}
