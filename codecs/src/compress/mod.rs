//! Batch compression: gzip, snappy, lz4 and zstd behind one enum, with contexts that are kept.
//!
//! Small batches spend most of their time in making a compressor's context, so the contexts are
//! values that the user holds: an `Inflater` and a `Deflater` make what a format needs when it is
//! first met and keep it. Threads that cannot hold their own borrow one from a `Pool`. The three
//! are there when a format is built; [`Compression`] and [`Options`] always are, also without std.
//!
//! ```
//! # #[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))] {
//! use wireloom_codecs::compress::{Compression, Deflater, Inflater, Options};
//! use wireloom_codecs::{ErrorKind, Limits};
//!
//! let mut deflater = Deflater::new();
//! let mut inflater = Inflater::new();
//! for compression in Compression::ALL.into_iter().filter(|c| c.enabled()) {
//!     let mut packed = Vec::new();
//!     deflater.deflate(compression, &Options::DEFAULT, b"on the wire", &mut packed)?;
//!
//!     // Both directions append: what the vector held stays, also after an error.
//!     let mut out = b"back ".to_vec();
//!     inflater.inflate(compression, &packed, &Limits::DEFAULT, &mut out)?;
//!     assert_eq!(out, b"back on the wire");
//!
//!     let mut tight = Limits::DEFAULT;
//!     tight.inflated = 4;
//!     let error = inflater.inflate(compression, &packed, &tight, &mut out).unwrap_err();
//!     assert_eq!(error.kind, ErrorKind::InflatedLimit);
//!     assert_eq!(out, b"back on the wire");
//! }
//! # }
//! # Ok::<(), wireloom_codecs::Error>(())
//! ```
//!
//! # What hostile input costs
//! - Never more than [`Limits::inflated`](crate::Limits::inflated) bytes come out of one call, and
//!   no length is believed: the first reservation is the least of what the input declares, what its
//!   size can inflate to at most (deflate 1,032 times, snappy 22, lz4 255, zstd one block of
//!   128 KiB for each that is there) and the limit. zstd's is 1 MiB at most; it then doubles up to
//!   the limit.
//! - With the feature `libdeflate`, gzip takes a few tables of codes that zlib refuses: one code for
//!   all symbols, or more symbols than there are. Checksums and lengths hold all the same.
//! - A zstd window above [`Limits::window`](crate::Limits::window) is refused.
//! - Cut input is [`UnexpectedEnd`](crate::ErrorKind::UnexpectedEnd), whatever cannot be is
//!   [`Corrupt`](crate::ErrorKind::Corrupt) or a nearer kind. Offsets count in the compressed
//!   bytes. Where a library only says that a block is wrong, they are the block's first byte.
#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
mod context;
#[cfg(feature = "gzip")]
mod gzip;
#[cfg(feature = "lz4")]
mod lz4;
mod options;
#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
mod output;
#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
mod pool;
#[cfg(any(feature = "lz4", feature = "zstd"))]
mod skippable;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(test)]
#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
mod tests;
#[cfg(feature = "zstd")]
mod zstd;
#[cfg(feature = "zstd")]
mod zstd_frame;

#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
pub use context::{Deflater, Inflater};
pub use options::{HeaderChecksum, Level, Lz4, Lz4BlockSize, Options, Snappy, Zstd};
#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
pub use pool::{Pool, Pooled};

use crate::{Error, ErrorKind, Result};
use core::fmt;
use core::str::FromStr;

/// A compressor, numbered as Kafka's record batches number it.
///
/// The enum is closed: the batch attributes have three bits, of which Kafka defines these five
/// values (<https://kafka.apache.org/documentation/#recordbatch>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Compression {
    /// The bytes as they are.
    #[default]
    None = 0,
    /// One or more gzip members (RFC 1952).
    Gzip = 1,
    /// A raw Snappy block, or several in snappy-java's xerial framing.
    Snappy = 2,
    /// One or more LZ4 frames (LZ4 frame format 1.6).
    Lz4 = 3,
    /// One or more Zstandard frames (RFC 8878).
    Zstd = 4,
}

impl Compression {
    /// All five, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::None, Self::Gzip, Self::Snappy, Self::Lz4, Self::Zstd];

    /// The name that Kafka's `compression.type` uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }

    /// The number in a batch's attributes.
    pub const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Gzip => 1,
            Self::Snappy => 2,
            Self::Lz4 => 3,
            Self::Zstd => 4,
        }
    }

    /// The compressor of that number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::None),
            1 => Some(Self::Gzip),
            2 => Some(Self::Snappy),
            3 => Some(Self::Lz4),
            4 => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Whether this build can read and write it: each format is a cargo feature of its own.
    pub const fn enabled(self) -> bool {
        match self {
            Self::None => true,
            Self::Gzip => cfg!(feature = "gzip"),
            Self::Snappy => cfg!(feature = "snappy"),
            Self::Lz4 => cfg!(feature = "lz4"),
            Self::Zstd => cfg!(feature = "zstd"),
        }
    }

    /// The error of a format that this build leaves out.
    #[cold]
    #[allow(dead_code, reason = "unused when every format is built")]
    fn disabled(self) -> Error {
        Error::new(ErrorKind::UnknownType, 0, self.number().into())
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// By name (`zstd`) or by number (`4`).
impl FromStr for Compression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let by_name = Self::ALL.into_iter().find(|c| c.name().eq_ignore_ascii_case(text));
        by_name
            .or_else(|| text.parse().ok().and_then(Self::from_number))
            .ok_or_else(|| Error::new(ErrorKind::UnknownType, 0, 0))
    }
}

impl TryFrom<u8> for Compression {
    type Error = Error;

    fn try_from(number: u8) -> Result<Self> {
        Self::from_number(number)
            .ok_or_else(|| Error::new(ErrorKind::UnknownType, 0, number.into()))
    }
}

#[cfg(test)]
mod names {
    use super::*;

    #[test]
    fn names_and_numbers_need_no_format_built() {
        for compression in Compression::ALL {
            assert_eq!(compression.name().parse(), Ok(compression));
            assert_eq!(Compression::try_from(compression.number()), Ok(compression));
        }
        assert_eq!(Compression::from_number(5), None);
    }
}
