//! Where encoders write: a vector, a slice, or nothing but a count.
use crate::{Context, Error, ErrorKind, Result};
use alloc::vec::Vec;

/// A destination that encoders are written against, once.
#[expect(clippy::len_without_is_empty, reason = "a length written so far, not a container")]
pub trait Write {
    /// Appends `bytes`.
    fn put(&mut self, bytes: &[u8]);

    /// How many bytes of this message have been written.
    fn len(&self) -> usize;

    /// Overwrites `bytes` that were written `at` bytes into this message: lengths and checksums
    /// that are known only later.
    fn patch(&mut self, at: usize, bytes: &[u8]);

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
    #[cold]
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

/// Appends to a vector. What the vector held before is never touched.
#[derive(Debug)]
pub struct Writer<'o> {
    out: &'o mut Vec<u8>,
    start: usize,
    context: Context,
}

impl<'o> Writer<'o> {
    /// A writer behind what `out` holds, in the default context.
    #[inline]
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        Self::with(out, Context::DEFAULT)
    }

    /// A writer behind what `out` holds, in `context`.
    #[inline]
    pub const fn with(out: &'o mut Vec<u8>, context: Context) -> Self {
        let start = out.len();
        Self { out, start, context }
    }

    /// Makes room for `n` more bytes, for whoever knows the size beforehand.
    #[inline]
    pub fn reserve(&mut self, n: usize) {
        self.out.reserve(n);
    }
}

impl Write for Writer<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn len(&self) -> usize {
        self.out.len().wrapping_sub(self.start)
    }

    #[inline]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        let room = self.out.get_mut(self.start..).and_then(|message| message.get_mut(at..));
        if let Some((room, _)) = room.and_then(|room| room.split_at_mut_checked(bytes.len())) {
            room.copy_from_slice(bytes);
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
}
