//! Where encoders write: a vector, a slice, or nothing but a count.
use crate::{Context, Error, ErrorKind, Result};
use alloc::vec::Vec;

pub(crate) mod raw;

/// A destination that encoders are written against, once.
#[expect(clippy::len_without_is_empty, reason = "a length written so far, not a container")]
pub trait Write {
    /// Appends `bytes`.
    fn put(&mut self, bytes: &[u8]);

    /// Appends `front`, which is short, and `bytes` behind it.
    #[inline(always)]
    fn put_both(&mut self, front: &[u8], bytes: &[u8]) {
        self.put(front);
        self.put(bytes);
    }

    /// How many bytes of this message have been written.
    fn len(&self) -> usize;

    /// Overwrites `bytes` that were written `at` bytes into this message: lengths and checksums
    /// that are known only later.
    fn patch(&mut self, at: usize, bytes: &[u8]);

    /// Moves what was written from `at` on by `n` bytes: the length before it takes more octets than
    /// were left for it. The gap may hold anything.
    fn widen(&mut self, at: usize, n: usize);

    /// Runs `f`, which is too large to be inlined. A [`Writer`] lends it what it is made of, so that
    /// what is inlined around it stays in registers.
    ///
    /// # Errors
    /// What `f` returns.
    #[inline(always)]
    fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        f(self)
    }

    /// The version, the flags and the limits.
    fn context(&self) -> &Context;

    /// The same, to change.
    fn context_mut(&mut self) -> &mut Context;

    /// The protocol's version.
    #[inline(always)]
    fn version(&self) -> i16 {
        self.context().version
    }

    /// An error here, with the number that explains it.
    #[inline(always)]
    fn error(&self, kind: ErrorKind, detail: usize) -> Error {
        Error::new(kind, self.len(), detail)
    }

    /// Writes a length that is known only afterwards: `N` bytes for it, then what `f` writes, then
    /// the length as `encode` gives it. `None` means that it does not fit.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`] when the length does not fit, and what `f` returns.
    #[inline]
    fn prefixed<const N: usize>(
        &mut self,
        encode: impl FnOnce(usize) -> Option<[u8; N]>,
        f: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let at = self.len();
        self.put(&[0; N]);
        f(self)?;
        let length = self.len().saturating_sub(at).saturating_sub(N);
        match encode(length) {
            Some(bytes) => {
                self.patch(at, &bytes);
                Ok(())
            }
            None => Err(self.error(ErrorKind::Unwritable, length)),
        }
    }
}

/// Appends to a vector, which has its new length when the writer is dropped. What the vector held
/// before is never touched.
#[derive(Debug)]
pub struct Writer<'o> {
    cursor: raw::Cursor<'o>,
    context: Context,
}

impl<'o> Writer<'o> {
    /// A writer behind what `out` holds, in the default context.
    #[inline]
    pub fn new(out: &'o mut Vec<u8>) -> Self {
        Self::with(out, Context::DEFAULT)
    }

    /// A writer behind what `out` holds, in `context`.
    #[inline(always)]
    pub fn with(out: &'o mut Vec<u8>, context: Context) -> Self {
        Self { cursor: raw::Cursor::new(out), context }
    }

    /// Appends what `f` writes in `context`, or nothing where it fails.
    ///
    /// # Errors
    /// What `f` returns; `out` is then as it was.
    #[inline(always)]
    pub fn append<T>(
        out: &'o mut Vec<u8>,
        context: Context,
        f: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut w = Writer::with(out, context);
        match f(&mut w) {
            Ok(value) => Ok(value),
            Err(error) => Err(w.undone(error)),
        }
    }

    /// Takes back what was written before the error. Handed on by itself: a result that is handed on
    /// whole is copied, which makes the processor wait.
    #[cold]
    #[inline(never)]
    fn undone(mut self, error: Error) -> Error {
        self.cursor.clear();
        error
    }

    /// Appends the first `n` bytes, or all if there are fewer; room is made for all.
    #[cfg(any(test, feature = "protobuf"))]
    #[inline(always)]
    pub(crate) fn put_first<const N: usize>(&mut self, bytes: &[u8; N], n: usize) {
        self.cursor.put_first(bytes, n);
    }

    /// Appends bytes whose length nobody foresees.
    #[cfg(any(test, feature = "protobuf"))]
    #[inline(always)]
    pub(crate) fn put_any(&mut self, bytes: &[u8]) {
        self.cursor.put_any(bytes);
    }

    /// Makes room for `n` more bytes, for whoever knows the size beforehand.
    #[inline]
    pub fn reserve(&mut self, n: usize) {
        self.cursor.room(n);
    }
}

impl Write for Writer<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.cursor.put(bytes);
    }

    #[inline(always)]
    fn put_both(&mut self, front: &[u8], bytes: &[u8]) {
        self.cursor.put_both(front, bytes);
    }

    #[inline(always)]
    fn len(&self) -> usize {
        self.cursor.len()
    }

    #[inline(always)]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        self.cursor.patch(at, bytes);
    }

    fn widen(&mut self, at: usize, n: usize) {
        self.cursor.widen(at, n);
    }

    #[inline(always)]
    fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut lent = Self { cursor: self.cursor.take(), context: self.context };
        #[expect(
            clippy::needless_match,
            reason = "measured: a result that is handed on whole is copied, which makes the processor wait"
        )]
        let value = match f(&mut lent) {
            Ok(value) => Ok(value),
            Err(error) => Err(error),
        };
        self.cursor.give_back(&mut lent.cursor);
        self.context = lent.context;
        value
    }

    #[inline]
    fn context(&self) -> &Context {
        &self.context
    }

    #[inline]
    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

/// Writes into a slice, and goes on counting when it is full.
#[derive(Debug)]
pub struct Slice<'o> {
    out: &'o mut [u8],
    len: usize,
    context: Context,
}

impl<'o> Slice<'o> {
    /// A writer into `out`, in `context`.
    #[inline]
    pub const fn with(out: &'o mut [u8], context: Context) -> Self {
        Self { out, len: 0, context }
    }

    /// How many bytes were written.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedEnd`], with the bytes missing, when the slice was too short.
    pub fn finish(self) -> Result<usize> {
        if self.len > self.out.len() {
            return Err(Error::end(self.out.len(), self.len, self.out.len()));
        }
        Ok(self.len)
    }
}

impl Write for Slice<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.len = self.len.saturating_add(bytes.len());
        let at = self.len.wrapping_sub(bytes.len());
        self.patch(at, bytes);
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        let room = self.out.get_mut(at..).and_then(|room| room.split_at_mut_checked(bytes.len()));
        if let Some((room, _)) = room {
            room.copy_from_slice(bytes);
        }
    }

    fn widen(&mut self, at: usize, n: usize) {
        let moved = at..self.len;
        self.len = self.len.saturating_add(n);
        for from in moved.rev() {
            let byte = self.out.get(from).copied();
            let to = self.out.get_mut(from.saturating_add(n));
            if let (Some(byte), Some(to)) = (byte, to) {
                *to = byte;
            }
        }
    }

    #[inline]
    fn context(&self) -> &Context {
        &self.context
    }

    #[inline]
    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

/// Counts what a writer would write.
#[derive(Debug, Default)]
pub struct Count {
    len: usize,
    context: Context,
}

impl Count {
    /// A count from zero, in `context`.
    #[inline]
    pub const fn with(context: Context) -> Self {
        Self { len: 0, context }
    }
}

impl Write for Count {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.len = self.len.saturating_add(bytes.len());
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn patch(&mut self, _at: usize, _bytes: &[u8]) {}

    #[inline]
    fn widen(&mut self, _at: usize, n: usize) {
        self.len = self.len.saturating_add(n);
    }

    #[inline]
    fn context(&self) -> &Context {
        &self.context
    }

    #[inline]
    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn length(n: usize) -> Option<[u8; 1]> {
        u8::try_from(n).ok().map(u8::to_be_bytes)
    }

    fn nested(w: &mut impl Write) -> Result<()> {
        w.prefixed(length, |w| {
            w.put(b"ab");
            w.prefixed(length, |w| {
                w.put(b"c");
                Ok(())
            })
        })
    }

    #[test]
    fn lengths_are_patched_behind_what_was_there() {
        let mut out = vec![9, 9];
        nested(&mut Writer::new(&mut out)).unwrap();
        assert_eq!(out, b"\x09\x09\x04ab\x01c");
    }

    #[test]
    fn a_count_and_a_slice_agree_with_the_writer() {
        let mut count = Count::default();
        nested(&mut count).unwrap();
        assert_eq!(count.len(), 5);
        let mut room = [0; 5];
        let mut slice = Slice::with(&mut room, Context::DEFAULT);
        nested(&mut slice).unwrap();
        assert_eq!(slice.finish(), Ok(5));
        assert_eq!(&room, b"\x04ab\x01c");
    }

    #[test]
    fn a_slice_that_is_too_short_says_by_how_much() {
        let mut room = [0; 3];
        let mut slice = Slice::with(&mut room, Context::DEFAULT);
        nested(&mut slice).unwrap();
        assert_eq!(slice.finish().unwrap_err().detail, 2);
    }

    #[test]
    fn a_length_that_does_not_fit_is_an_error() {
        let mut out = Vec::new();
        let long = [0; 300];
        let error = Writer::new(&mut out).prefixed(length, |w| {
            w.put(&long);
            Ok(())
        });
        assert_eq!(error.unwrap_err().kind, ErrorKind::Unwritable);
    }

    /// What `steps` say, with a writer and with its safe twin: a vector.
    fn both(held: usize, room: usize, steps: &[(u8, usize)]) {
        let mut out = Vec::with_capacity(held + room);
        out.resize(held, 0xaa);
        let mut twin = out.clone();
        let bytes: Vec<u8> = (0..200).collect();
        let mut w = Writer::new(&mut out);
        for (step, n) in steps {
            let len = twin.len() - held;
            assert_eq!(w.len(), len);
            match step % 7 {
                0 => {
                    w.put(&bytes[..*n]);
                    twin.extend_from_slice(&bytes[..*n]);
                }
                1 => {
                    w.put_both(&bytes[..2], &bytes[..*n]);
                    twin.extend_from_slice(&bytes[..2]);
                    twin.extend_from_slice(&bytes[..*n]);
                }
                2 => {
                    w.patch(*n, &[7, 8]);
                    if n + 2 <= len {
                        twin[held + n..held + n + 2].copy_from_slice(&[7, 8]);
                    }
                }
                3 => {
                    let (at, n) = (len / 2, n % 9 + 1);
                    w.widen(at, n);
                    w.patch(at, &bytes[..n]);
                    let at = held + at;
                    twin.splice(at..at, bytes[..n].iter().copied());
                }
                4 => {
                    let piece = bytes.first_chunk::<24>().unwrap();
                    w.put_first(piece, *n);
                    twin.extend_from_slice(&piece[..(*n).min(24)]);
                }
                5 => {
                    w.put_any(&bytes[..*n]);
                    twin.extend_from_slice(&bytes[..*n]);
                }
                _ => {
                    let put = w.apart(|w| {
                        w.put(&bytes[..*n]);
                        Ok(())
                    });
                    put.unwrap();
                    twin.extend_from_slice(&bytes[..*n]);
                }
            }
        }
        drop(w);
        assert_eq!(out, twin);
    }

    #[test]
    fn a_writer_is_a_vector() {
        let mut seed = 7u64;
        for round in 0..if cfg!(miri) { 60 } else { 3_000 } {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33) as usize
            };
            let steps: Vec<_> = (0..round % 12).map(|_| (next() as u8, next() % 150)).collect();
            both(next() % 3, next() % 300, &steps);
        }
        // Every length of a copy.
        for n in 0..200 {
            both(1, 0, &[(0, n), (1, n), (4, n), (5, n)]);
        }
    }

    #[test]
    fn what_failed_leaves_nothing_behind() {
        let mut out = vec![9; 3];
        let failed = Writer::append(&mut out, Context::DEFAULT, |w| {
            w.put(&[1; 100]);
            Err::<(), _>(w.error(ErrorKind::BadValue, 0))
        });
        assert_eq!((failed.unwrap_err().offset, &out[..]), (100, &[9; 3][..]));
        let appended = Writer::append(&mut out, Context::DEFAULT, |w| {
            w.put(b"a");
            Ok(w.len())
        });
        assert_eq!(appended, Ok(1));
        assert_eq!(out, b"\x09\x09\x09a");
    }

    #[test]
    fn a_slice_and_a_count_are_widened_as_a_writer_is() {
        fn widened(w: &mut impl Write) {
            w.put(b"abcd");
            w.widen(1, 2);
            w.patch(1, b"--");
        }
        let (mut out, mut room, mut count) = (Vec::new(), [0; 6], Count::default());
        widened(&mut Writer::new(&mut out));
        let mut slice = Slice::with(&mut room, Context::DEFAULT);
        widened(&mut slice);
        widened(&mut count);
        assert_eq!((slice.finish(), count.len()), (Ok(6), 6));
        assert_eq!((&out[..], &room), (&b"a--bcd"[..], b"a--bcd"));
        let mut short = Slice::with(&mut room[..5], Context::DEFAULT);
        widened(&mut short);
        assert_eq!(short.finish().unwrap_err().detail, 1);
    }
}
