//! The cursor that every decoder is generic over.
use crate::{Context, Error, ErrorKind, Result, Shape, Value};

/// A source of bytes that decoders are written against, once.
///
/// They run in two ways: with a [`Reader`], where everything that only names bytes vanishes, and
/// with wire's `Observed`, which tells an observer what each byte means. The methods fall into
/// three families: those that take bytes, those that narrow ([`within`](Self::within),
/// [`inside`](Self::inside)) and those that name ([`field`](Self::field), [`group`](Self::group),
/// [`layout`](Self::layout), [`value`](Self::value), …).
///
/// Errors are final: after one, the reader's position is unspecified.
pub trait Read<'a>: Sized {
    /// The same kind of reader over other bytes.
    type Over<'b>: Read<'b>;

    /// The next `n` bytes.
    fn take(&mut self, n: usize) -> Result<&'a [u8]>;

    /// The next `N` bytes.
    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N]>;

    /// Everything that is left, without taking it.
    fn rest(&self) -> &'a [u8];

    /// How many bytes are left.
    #[inline(always)]
    fn remaining(&self) -> usize {
        self.rest().len()
    }

    /// How many bytes of this buffer lie before the next one.
    fn offset(&self) -> usize;

    /// The version, the flags and what is left of the limits.
    fn context(&self) -> &Context;

    /// The same, to change: a header often tells the version of what follows.
    fn context_mut(&mut self) -> &mut Context;

    /// The protocol's version.
    #[inline(always)]
    fn version(&self) -> i16 {
        self.context().version
    }

    /// An error here, with the number that explains it.
    fn error(&self, kind: ErrorKind, detail: usize) -> Error;

    /// Runs `f`, which is too large to be inlined. A [`Reader`] lends it a copy of itself, so that
    /// what is inlined around it stays in registers.
    #[inline(always)]
    fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        f(self)
    }

    /// Accounts for `n` more items, before they are read or space is made for them.
    ///
    /// # Errors
    /// [`ErrorKind::ItemLimit`] when the message may not hold that many.
    #[inline]
    fn claim(&mut self, n: usize) -> Result<()> {
        let left = usize::try_from(self.context().items).unwrap_or(usize::MAX);
        match left.checked_sub(n) {
            Some(left) => {
                self.context_mut().items = crate::error::clamp(left);
                Ok(())
            }
            None => Err(self.error(ErrorKind::ItemLimit, n)),
        }
    }

    /// Narrows the reader to its next `n` bytes until [`leave`](Self::leave).
    fn enter(&mut self, n: usize) -> Result<Outer<'a>>;

    /// Undoes [`enter`](Self::enter).
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] when bytes were left unread.
    fn leave(&mut self, outer: Outer<'a>) -> Result<()>;

    /// Runs `f` on the next `n` bytes only; what it leaves unread is an error.
    #[inline(always)]
    fn within<T>(&mut self, n: usize, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = self.enter(n)?;
        let value = f(self)?;
        self.leave(outer)?;
        Ok(value)
    }

    /// Runs `f` on bytes that were made from the frame's: inflated, unmasked, joined,
    /// Huffman-decoded. Spans and errors inside carry the new buffer's number.
    fn inside<'b, T>(
        &mut self,
        name: &'static str,
        bytes: &'b [u8],
        f: impl FnOnce(&mut Self::Over<'b>) -> Result<T>,
    ) -> Result<T>;

    /// Whether somebody listens here: work that is done only for listeners asks first.
    #[inline(always)]
    fn aloud(&self) -> bool {
        false
    }

    /// Names the bytes that `f` reads.
    #[inline(always)]
    fn field<T>(
        &mut self,
        name: &'static str,
        f: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.begin(name);
        let value = f(self)?;
        self.done()?;
        Ok(value)
    }

    /// The first half of [`field`](Self::field), for loops over values that nest: no stack per
    /// level.
    #[inline(always)]
    fn begin(&mut self, _name: &'static str) {}

    /// The second half of [`field`](Self::field).
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] when the observer has heard enough.
    #[inline(always)]
    fn done(&mut self) -> Result<()> {
        Ok(())
    }

    /// Says that the fields, items or entries read by `f` belong together.
    #[inline(always)]
    fn group<T>(&mut self, shape: Shape, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.open(shape);
        let value = f(self)?;
        self.close();
        Ok(value)
    }

    /// The first half of [`group`](Self::group).
    #[inline(always)]
    fn open(&mut self, _shape: Shape) {}

    /// The second half of [`group`](Self::group).
    #[inline(always)]
    fn close(&mut self) {}

    /// Names the bytes that `value` reads by what `key` reads: a name that stands on the wire.
    #[inline(always)]
    fn entry<K: AsRef<str>, T>(
        &mut self,
        key: impl FnOnce(&mut Self) -> Result<K>,
        value: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<(K, T)> {
        let key = self.begin_entry(key)?;
        let value = value(self)?;
        self.done()?;
        Ok((key, value))
    }

    /// The first half of [`entry`](Self::entry); [`done`](Self::done) is the second.
    #[inline(always)]
    fn begin_entry<K: AsRef<str>>(
        &mut self,
        key: impl FnOnce(&mut Self) -> Result<K>,
    ) -> Result<K> {
        key(self)
    }

    /// Names bytes that carry structure, not content: lengths, counts, padding. The tree shows
    /// them; JSON and filters do not.
    #[inline(always)]
    fn layout<T>(
        &mut self,
        _name: &'static str,
        f: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        f(self)
    }

    /// Says what the bytes just read mean.
    #[inline(always)]
    fn value(&mut self, _value: Value<'_>) {}

    /// Names some bits of the `mask`'s width of the octets just read.
    #[inline(always)]
    fn bits(&mut self, _name: &'static str, _mask: u64, _value: Value<'_>) {}
}

/// What [`Read::enter`] puts aside and [`Read::leave`] takes back.
#[derive(Debug, Clone, Copy)]
pub struct Outer<'a> {
    tail: &'a [u8],
    end: usize,
}

/// Where a reader goes on that read something else in between.
#[cfg(feature = "protobuf")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aside<'a> {
    rest: &'a [u8],
    end: usize,
    buffer: u16,
}

#[cfg(feature = "protobuf")]
impl Aside<'_> {
    /// No bytes at all.
    pub(crate) const NOWHERE: Self = Self { rest: &[], end: 0, buffer: 0 };
}

/// The fast reader: a slice that shrinks.
///
/// ```
/// use wireloom_codecs::{Read, Reader};
///
/// let mut r = Reader::new(b"\x00\x02hi");
/// let length = u16::from_be_bytes(*r.array()?);
/// assert_eq!(r.take(length.into())?, b"hi");
/// assert_eq!(r.remaining(), 0);
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// Where `rest` ends, counted from the first byte of its buffer.
    end: usize,
    context: Context,
    /// Which buffer this is, and how many were made from the frame so far.
    buffer: u16,
    buffers: u16,
}

impl<'a> Reader<'a> {
    /// A reader over `bytes` in the default context.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::with(bytes, Context::DEFAULT)
    }

    /// A reader over `bytes` in `context`.
    #[inline]
    pub const fn with(bytes: &'a [u8], context: Context) -> Self {
        Self { rest: bytes, end: bytes.len(), context, buffer: 0, buffers: 0 }
    }

    /// The number of this reader's buffer: 0 is the frame.
    pub const fn buffer(&self) -> u16 {
        self.buffer
    }

    /// Refuses bytes that are left over.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] when something is left.
    #[inline]
    pub fn finish(&self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(self.error(ErrorKind::Trailing, left)),
        }
    }

    /// A reader over bytes made from this one's: the next buffer of the message.
    #[inline]
    pub fn over<'b>(&mut self, bytes: &'b [u8]) -> Reader<'b> {
        self.buffers = self.buffers.saturating_add(1);
        Reader {
            rest: bytes,
            end: bytes.len(),
            context: self.context,
            buffer: self.buffers,
            buffers: self.buffers,
        }
    }

    /// Takes back what `inner`, made by [`over`](Self::over), has spent.
    #[inline]
    pub const fn back(&mut self, inner: &Reader<'_>) {
        self.buffers = inner.buffers;
        self.context.items = inner.context.items;
    }

    /// Goes on with what `inner` reads, until [`back_to`](Self::back_to). The context stays.
    #[cfg(feature = "protobuf")]
    #[inline(always)]
    pub(crate) fn go_to(&mut self, inner: Self) -> Aside<'a> {
        let aside = Aside { rest: self.rest, end: self.end, buffer: self.buffer };
        (self.rest, self.end, self.buffer) = (inner.rest, inner.end, inner.buffer);
        self.buffers = self.buffers.max(inner.buffers);
        aside
    }

    /// The same with the next `n` bytes of this one.
    #[cfg(feature = "protobuf")]
    #[inline(always)]
    pub(crate) fn aside(&mut self, n: usize) -> Result<Aside<'a>> {
        let Outer { tail, end } = self.enter(n)?;
        Ok(Aside { rest: tail, end, buffer: self.buffer })
    }

    /// Goes on where it was. What was not read there is nobody's.
    #[cfg(feature = "protobuf")]
    #[inline(always)]
    pub(crate) const fn back_to(&mut self, aside: Aside<'a>) {
        (self.rest, self.end, self.buffer) = (aside.rest, aside.end, aside.buffer);
    }

    /// Made from numbers, as [`error`](Read::error) is: a reader whose address goes nowhere is held
    /// in registers.
    #[cold]
    #[inline(always)]
    fn end(&self, wanted: usize) -> Error {
        self.error(ErrorKind::UnexpectedEnd, wanted.saturating_sub(self.rest.len()))
    }
}

impl<'a> Read<'a> for Reader<'a> {
    type Over<'b> = Reader<'b>;

    #[inline]
    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let Some((head, rest)) = self.rest.split_at_checked(n) else { return Err(self.end(n)) };
        self.rest = rest;
        Ok(head)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N]> {
        let Some((head, rest)) = self.rest.split_first_chunk() else { return Err(self.end(N)) };
        self.rest = rest;
        Ok(head)
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.rest
    }

    #[inline]
    fn offset(&self) -> usize {
        // `rest` never grows past what `end` was set from.
        self.end.wrapping_sub(self.rest.len())
    }

    #[inline]
    fn context(&self) -> &Context {
        &self.context
    }

    #[inline]
    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }

    #[cold]
    #[inline(always)]
    fn error(&self, kind: ErrorKind, detail: usize) -> Error {
        Error::made(kind, self.offset(), detail, self.buffer)
    }

    #[inline(always)]
    fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let mut copy = self.clone();
        let value = f(&mut copy);
        *self = copy;
        value
    }

    #[inline]
    fn enter(&mut self, n: usize) -> Result<Outer<'a>> {
        let Some((head, tail)) = self.rest.split_at_checked(n) else { return Err(self.end(n)) };
        let outer = Outer { tail, end: self.end };
        self.end = self.end.wrapping_sub(tail.len());
        self.rest = head;
        Ok(outer)
    }

    #[inline]
    fn leave(&mut self, outer: Outer<'a>) -> Result<()> {
        self.finish()?;
        (self.rest, self.end) = (outer.tail, outer.end);
        Ok(())
    }

    #[inline]
    fn inside<'b, T>(
        &mut self,
        _name: &'static str,
        bytes: &'b [u8],
        f: impl FnOnce(&mut Reader<'b>) -> Result<T>,
    ) -> Result<T> {
        let mut inner = self.over(bytes);
        let value = f(&mut inner)?;
        self.back(&inner);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_from_the_first_byte_even_inside() {
        let mut r = Reader::new(b"0123456789");
        r.take(2).unwrap();
        let error = r
            .within(4, |r| {
                r.take(3)?;
                r.take(4).map(|_| ())
            })
            .unwrap_err();
        assert_eq!((error.offset, error.detail), (5, 3));
    }

    #[test]
    fn within_refuses_what_is_left() {
        let error = Reader::new(b"0123").within(3, |r| r.take(1).map(|_| ())).unwrap_err();
        assert_eq!((error.kind, error.offset, error.detail), (ErrorKind::Trailing, 1, 2));
    }

    #[test]
    fn enter_and_leave_are_within_taken_apart() {
        let mut r = Reader::new(b"0123456789");
        let outer = r.enter(4).unwrap();
        let inner = r.enter(2).unwrap();
        assert_eq!(r.take(2).unwrap(), b"01");
        r.leave(inner).unwrap();
        assert_eq!((r.offset(), r.remaining()), (2, 2));
        assert_eq!(r.take(2).unwrap(), b"23");
        r.leave(outer).unwrap();
        assert_eq!((r.offset(), r.remaining()), (4, 6));
    }

    #[test]
    fn errors_inside_carry_the_number_of_their_buffer() {
        let mut r = Reader::new(b"frame");
        r.inside("first", b"one", |r| r.take(3).map(|_| ())).unwrap();
        let error = r
            .inside("second", b"two", |r| r.inside("third", b"", |r| r.take(1).map(|_| ())))
            .unwrap_err();
        assert_eq!((error.buffer, error.offset), (3, 0));
    }

    #[test]
    fn items_are_counted_over_the_whole_message() {
        let mut context = Context::DEFAULT;
        context.items = 5;
        let mut r = Reader::with(b"", context);
        r.claim(3).unwrap();
        r.inside("more", b"", |r| r.claim(2)).unwrap();
        let error = r.claim(1).unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::ItemLimit, 1));
    }
}
