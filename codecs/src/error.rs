//! The one error of the library: what went wrong, at which byte of which buffer.
use core::fmt;

/// What a fallible call of this crate returns.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What went wrong, and where.
///
/// Small, `Copy` and free of allocation, so that hot paths return it by value and hostile input
/// costs nothing. Whoever wants the *path* of the fault reads the message aloud once more.
///
/// ```
/// use wireloom_codecs::{ErrorKind, Read, Reader};
///
/// let error = Reader::new(b"\x00").array::<4>().unwrap_err();
/// assert_eq!(error.kind, ErrorKind::UnexpectedEnd);
/// assert_eq!(error.to_string(), "unexpected end at 0x0, 3 more bytes needed");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    /// The byte at which it went wrong, counted from the first byte of its buffer.
    pub offset: u64,
    /// The number that explains the kind: bytes missing, the length read, the limit passed.
    pub detail: u32,
    /// The buffer that `offset` counts in: 0 is the frame, n the n-th buffer made from it.
    pub buffer: u16,
    /// What went wrong.
    pub kind: ErrorKind,
}

const _: () = assert!(size_of::<Error>() <= 16, "an error is returned by value from hot paths");

impl Error {
    /// An error in the frame itself. Numbers that do not fit are clamped, never wrapped.
    #[cold]
    #[inline(never)]
    pub fn new(kind: ErrorKind, offset: usize, detail: usize) -> Self {
        Self::made(kind, offset, detail, 0)
    }

    /// The same with its buffer's number, on the spot: an error that a function returns through
    /// memory might be none for all the compiler knows, and what follows asks again.
    #[cold]
    #[inline(always)]
    pub(crate) fn made(kind: ErrorKind, offset: usize, detail: usize, buffer: u16) -> Self {
        Self { offset: offset_of(offset), detail: clamp(detail), buffer, kind }
    }

    /// `wanted` bytes were asked for at `offset` where only `left` are.
    #[cold]
    #[inline(never)]
    pub fn end(offset: usize, wanted: usize, left: usize) -> Self {
        Self::new(ErrorKind::UnexpectedEnd, offset, wanted.saturating_sub(left))
    }

    /// The same error in the n-th buffer made from the frame.
    #[inline]
    pub const fn in_buffer(mut self, buffer: u16) -> Self {
        self.buffer = buffer;
        self
    }

    /// The same error in bytes that begin `base` bytes further on.
    #[cold]
    pub const fn after(mut self, base: u64) -> Self {
        self.offset = self.offset.saturating_add(base);
        self
    }
}

/// What went wrong. A kind exists only where a caller would act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum ErrorKind {
    /// The bytes end before the value does. Detail: how many more are needed at least.
    UnexpectedEnd,
    /// A length or count that cannot be: negative, too short for what it holds. Detail: the length.
    BadLength,
    /// Bytes are left over where none may be. Detail: how many.
    Trailing,
    /// Text that is not UTF-8.
    BadUtf8,
    /// A variable-length integer that is too long, or too large for its type.
    BadVarint,
    /// A value that the specification forbids. Detail: the value.
    BadValue,
    /// A checksum that does not match. Detail: the one computed.
    BadChecksum,
    /// Compressed data that its format forbids.
    Corrupt,
    /// A frame longer than [`Limits::frame`](crate::Limits::frame). Detail: the limit.
    FrameLimit,
    /// Nested deeper than [`Limits::depth`](crate::Limits::depth). Detail: the limit.
    DepthLimit,
    /// More items than [`Limits::items`](crate::Limits::items). Detail: how many were asked for.
    ItemLimit,
    /// Inflates to more than [`Limits::inflated`](crate::Limits::inflated). Detail: the limit.
    InflatedLimit,
    /// More kept between frames than [`Limits::buffered`](crate::Limits::buffered). Detail: the limit.
    BufferedLimit,
    /// A compression window above [`Limits::window`](crate::Limits::window). Detail: the limit.
    WindowLimit,
    /// A type tag, name or version that nobody registered. Detail: the tag.
    UnknownType,
    /// The value is of another type than the one registered. Detail: the tag.
    WrongType,
    /// A tag, name or type that is registered already. Detail: the tag.
    Duplicate,
    /// A field that this version does not carry holds a value that would be lost. Detail: the version.
    NotInVersion,
    /// A value that its wire form cannot hold, such as a text too long for its length. Detail: its size.
    Unwritable,
    /// Not a fault: the observer has heard enough.
    Stopped,
}

impl ErrorKind {
    /// The kind in kebab-case, as the command prints it.
    pub const fn name(self) -> &'static str {
        self.text().0
    }

    /// The kind's name, what it says, and what its number counts.
    const fn text(self) -> (&'static str, &'static str, Detail) {
        use Detail::{Bytes, Hex, Limit, Needed, Nothing, Number};
        match self {
            Self::UnexpectedEnd => ("unexpected-end", "unexpected end", Needed),
            Self::BadLength => ("bad-length", "impossible length", Number),
            Self::Trailing => ("trailing", "bytes left over", Bytes),
            Self::BadUtf8 => ("bad-utf8", "text is not UTF-8", Nothing),
            Self::BadVarint => ("bad-varint", "variable-length integer out of range", Nothing),
            Self::BadValue => ("bad-value", "value is not allowed", Number),
            Self::BadChecksum => ("bad-checksum", "checksum does not match, computed", Hex),
            Self::Corrupt => ("corrupt", "compressed data is corrupt", Nothing),
            Self::FrameLimit => ("frame-limit", "frame is larger than the frame limit", Limit),
            Self::DepthLimit => ("depth-limit", "nested deeper than the depth limit", Limit),
            Self::ItemLimit => ("item-limit", "more items than the items limit allows", Limit),
            Self::InflatedLimit => ("inflated-limit", "inflates past the inflated limit", Limit),
            Self::BufferedLimit => ("buffered-limit", "keeps more than the buffered limit", Limit),
            Self::WindowLimit => ("window-limit", "window is above the window limit", Limit),
            Self::UnknownType => ("unknown-type", "no codec is registered for tag", Number),
            Self::WrongType => ("wrong-type", "value is not of the type of tag", Number),
            Self::Duplicate => ("duplicate", "already registered: tag", Number),
            Self::NotInVersion => ("not-in-version", "field is not in version", Number),
            Self::Unwritable => ("unwritable", "value does not fit its wire form", Bytes),
            Self::Stopped => ("stopped", "stopped by the observer", Nothing),
        }
    }
}

/// How [`Error::detail`] is shown.
enum Detail {
    Nothing,
    Number,
    Hex,
    Bytes,
    Needed,
    Limit,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, what, detail) = self.kind.text();
        write!(f, "{what} at {:#x}", self.offset)?;
        if self.buffer != 0 {
            write!(f, " of buffer {}", self.buffer)?;
        }
        let n = self.detail;
        let s = if n == 1 { "" } else { "s" };
        match detail {
            Detail::Nothing => Ok(()),
            Detail::Number => write!(f, ", {}", n.cast_signed()),
            Detail::Hex => write!(f, ", {n:#010x}"),
            Detail::Bytes => write!(f, ", {n} byte{s}"),
            Detail::Needed => write!(f, ", {n} more byte{s} needed"),
            Detail::Limit => write!(f, ", {n}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.kind)
    }
}

impl core::error::Error for Error {}

/// Details beyond 4 GiB read as `u32::MAX`.
#[inline(always)]
pub(crate) fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Offsets are 64 bits wide on every machine.
#[inline(always)]
fn offset_of(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn messages_say_what_where_and_how_much() {
        let error = Error::end(30, 4, 1);
        assert_eq!(error.to_string(), "unexpected end at 0x1e, 3 more bytes needed");
        let error = Error::new(ErrorKind::BadLength, 0, usize::MAX).in_buffer(2);
        assert_eq!(error.to_string(), "impossible length at 0x0 of buffer 2, -1");
        let error = Error::new(ErrorKind::Trailing, 9, 1).after(1);
        assert_eq!(error.to_string(), "bytes left over at 0xa, 1 byte");
    }
}
