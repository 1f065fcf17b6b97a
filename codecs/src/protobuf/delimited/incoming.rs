//! Messages from whatever can be read.
use super::next;
use crate::{Error, Limits, Step};
use alloc::vec::Vec;
use std::io::{self, Read};

/// Reads the messages of a stream, each behind its length.
///
/// It holds no more than the largest message so far and a read: a length alone reserves nothing.
#[derive(Debug)]
pub struct Incoming<R> {
    inner: R,
    limits: Limits,
    buffer: Vec<u8>,
    /// What was given to the caller already.
    used: usize,
    /// Where `used` is in the stream.
    offset: u64,
}

impl<R: Read> Incoming<R> {
    /// The fewest bytes that are asked for at a time.
    const CHUNK: usize = 8 << 10;

    /// Messages from `inner`, each of at most [`Limits::frame`] bytes with its length.
    pub const fn new(inner: R, limits: &Limits) -> Self {
        Self { inner, limits: *limits, buffer: Vec::new(), used: 0, offset: 0 }
    }

    /// Where in the stream the next message's length stands.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The next message, without its length; `None` where the stream ends between two.
    ///
    /// # Errors
    /// What the reader says: after [`WouldBlock`](io::ErrorKind::WouldBlock) ask again, nothing is
    /// lost. [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when the stream ends inside a message,
    /// [`InvalidData`](io::ErrorKind::InvalidData) when there is none; both hold an [`Error`].
    #[expect(clippy::should_implement_trait, reason = "what it gives borrows from it")]
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        let (from, to) = loop {
            let rest = self.buffer.get(self.used..).unwrap_or_default();
            let held = rest.len();
            match next(rest, &self.limits) {
                Ok(Step::Done { value, used }) => {
                    let to = self.used.saturating_add(used);
                    break (to.saturating_sub(value.len()), to);
                }
                Ok(Step::Need(more)) => {
                    if self.fill(more.get())? == 0 {
                        return if held == 0 { Ok(None) } else { Err(self.cut(held, more.get())) };
                    }
                }
                Err(error) => return Err(self.told(io::ErrorKind::InvalidData, error)),
            }
        };
        let taken = to.saturating_sub(self.used);
        self.offset = self.offset.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
        self.used = to;
        Ok(self.buffer.get(from..to))
    }

    /// Reads once: `more` bytes, but no more at a time than are held already.
    fn fill(&mut self, more: usize) -> io::Result<usize> {
        self.buffer.drain(..self.used);
        self.used = 0;
        let held = self.buffer.len();
        let most = held.max(Self::CHUNK);
        self.buffer.resize(held.saturating_add(more.clamp(Self::CHUNK, most)), 0);
        let read = loop {
            match self.inner.read(self.buffer.get_mut(held..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let got = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(held.saturating_add(got));
        read
    }

    #[cold]
    fn cut(&self, held: usize, more: usize) -> io::Error {
        self.told(io::ErrorKind::UnexpectedEof, Error::end(held, more, 0))
    }

    #[cold]
    fn told(&self, kind: io::ErrorKind, error: Error) -> io::Error {
        io::Error::new(kind, error.after(self.offset))
    }
}
