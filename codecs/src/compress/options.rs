//! How to compress: a level, and what a format leaves open.
use super::Compression;
use crate::{Error, ErrorKind, Result};
use core::fmt;
use core::str::FromStr;

/// Everything a `Deflater` may be told. The defaults write what Kafka's Java
/// client writes.
///
/// ```
/// use wireloom_codecs::compress::{Level, Lz4, Options};
///
/// const CHECKED: Options = Options {
///     level: Level::Best,
///     lz4: Lz4 { content_checksum: true, ..Lz4::DEFAULT },
///     ..Options::DEFAULT
/// };
/// # let _ = CHECKED;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// How hard to try.
    pub level: Level,
    /// The framing of Snappy blocks.
    pub snappy: Snappy,
    /// The descriptor of LZ4 frames.
    pub lz4: Lz4,
    /// The descriptor of Zstandard frames.
    pub zstd: Zstd,
}

impl Options {
    /// The defaults of each format.
    pub const DEFAULT: Self = Self {
        level: Level::Default,
        snappy: Snappy::DEFAULT,
        lz4: Lz4::DEFAULT,
        zstd: Zstd { checksum: false },
    };

    /// The defaults at another level.
    pub const fn at(level: Level) -> Self {
        Self { level, ..Self::DEFAULT }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// How hard to try: by name, or by the format's own number.
///
/// | | fastest | default | best | numbers are clamped to |
/// |---|---|---|---|---|
/// | gzip | 1 | 6 | 9 | 1 to 9 |
/// | zstd | 1 | 3 | 19 | -131,072 to 22 |
/// | snappy, lz4 | | | | one level only, the number is ignored |
///
/// zstd's levels above 19 write windows above [`Limits::window`](crate::Limits::window)'s default
/// when the data is that large; below zero they trade ratio for speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Level {
    /// The least work that still compresses as the format is meant to.
    Fastest,
    /// What the format's own tools do when nothing is said.
    #[default]
    Default,
    /// The smallest output that any reader with default limits takes.
    Best,
    /// The format's own number.
    Number(i32),
}

impl Level {
    /// The number that `compression` runs at, within its range. Formats with one level say 0.
    pub const fn number(self, compression: Compression) -> i32 {
        let (least, fastest, default, best, most) = match compression {
            Compression::Gzip => (1, 1, 6, 9, 9),
            Compression::Zstd => (-131_072, 1, 3, 19, 22),
            Compression::None | Compression::Snappy | Compression::Lz4 => (0, 0, 0, 0, 0),
        };
        match self {
            Self::Fastest => fastest,
            Self::Default => default,
            Self::Best => best,
            Self::Number(number) if number < least => least,
            Self::Number(number) if number > most => most,
            Self::Number(number) => number,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fastest => f.pad("fastest"),
            Self::Default => f.pad("default"),
            Self::Best => f.pad("best"),
            Self::Number(number) => fmt::Display::fmt(number, f),
        }
    }
}

/// `fastest`, `default`, `best` or a number.
impl FromStr for Level {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "fastest" => Ok(Self::Fastest),
            "default" => Ok(Self::Default),
            "best" => Ok(Self::Best),
            number => {
                number.parse().map(Self::Number).map_err(|_| Error::new(ErrorKind::BadValue, 0, 0))
            }
        }
    }
}

/// How Snappy blocks are framed. Reading takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Snappy {
    /// One block (snappy `format_description.txt`), as librdkafka and franz-go write.
    Raw,
    /// snappy-java's stream, as Java clients write: a magic, two versions, then blocks of this many
    /// inflated bytes, each after its length. Clamped to 1 KiB to 512 MiB.
    Xerial {
        /// Inflated bytes of each block but the last.
        block: u32,
    },
}

impl Snappy {
    /// The xerial framing in snappy-java's own blocks of 32 KiB.
    pub const DEFAULT: Self = Self::Xerial { block: 32 << 10 };
}

impl Default for Snappy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The descriptor of the LZ4 frames to write (LZ4 frame format, "Frame Descriptor"). Blocks are
/// always independent: Java refuses others. Reading takes all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lz4 {
    /// The inflated size of each block but the last.
    pub block_size: Lz4BlockSize,
    /// Whether the frame says how many bytes it holds.
    pub content_size: bool,
    /// Whether each block is followed by its checksum.
    pub block_checksum: bool,
    /// Whether the frame ends with a checksum of its content.
    pub content_checksum: bool,
    /// What the header checksum covers.
    pub header_checksum: HeaderChecksum,
}

impl Lz4 {
    /// `FLG 0x60, BD 0x40`: independent blocks of 64 KiB, no size, no checksums.
    pub const DEFAULT: Self = Self {
        block_size: Lz4BlockSize::Max64KiB,
        content_size: false,
        block_checksum: false,
        content_checksum: false,
        header_checksum: HeaderChecksum::Descriptor,
    };
}

impl Default for Lz4 {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// "Block Maximum Size" of an LZ4 frame; the numbers are those of the BD octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Lz4BlockSize {
    /// 64 KiB.
    #[default]
    Max64KiB = 4,
    /// 256 KiB.
    Max256KiB = 5,
    /// 1 MiB.
    Max1MiB = 6,
    /// 4 MiB.
    Max4MiB = 7,
}

impl Lz4BlockSize {
    /// The size in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Max64KiB => 64 << 10,
            Self::Max256KiB => 256 << 10,
            Self::Max1MiB => 1 << 20,
            Self::Max4MiB => 4 << 20,
        }
    }

    /// The number in bits 4 to 6 of the BD octet.
    pub const fn number(self) -> u8 {
        match self {
            Self::Max64KiB => 4,
            Self::Max256KiB => 5,
            Self::Max1MiB => 6,
            Self::Max4MiB => 7,
        }
    }

    /// The size of that number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            4 => Some(Self::Max64KiB),
            5 => Some(Self::Max256KiB),
            6 => Some(Self::Max1MiB),
            7 => Some(Self::Max4MiB),
            _ => None,
        }
    }
}

/// What the header checksum of an LZ4 frame covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HeaderChecksum {
    /// The descriptor, as the format says.
    #[default]
    Descriptor,
    /// The frame's magic too, as Kafka's messages of magic 0 historically have it (KAFKA-3160):
    /// `1a` where `82` is right.
    Historic,
}

/// The descriptor of the Zstandard frames to write (RFC 8878 §3.1.1.1). The content size is always
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Zstd {
    /// Whether the frame ends with a checksum of its content.
    pub checksum: bool,
}
