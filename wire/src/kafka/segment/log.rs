//! The walk over a log, piece by piece.
use super::super::{BatchError, Entry};
use crate::{Limits, frame::Step};
use core::num::NonZeroUsize;

/// Walks a `.log` that comes in pieces: what [`next`](Self::next) used is gone, the rest is offered
/// again with more behind it. It keeps nothing but where it is.
#[derive(Debug, Clone)]
pub struct Log {
    limits: Limits,
    /// Where the next entry begins in the file.
    position: u64,
    /// So many bytes of the front of what is offered are done with.
    used: usize,
    /// So many bytes that were not offered yet are passed over.
    skip: u64,
    lost: bool,
}

/// What stands next in a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<'a> {
    /// A batch, with its records as they came.
    Entry {
        /// Where it begins in the file.
        position: u64,
        /// The batch.
        entry: Entry<'a>,
    },
    /// A batch that cannot be read. The walk goes on behind it if its length can be believed.
    Bad {
        /// Where it begins in the file.
        position: u64,
        /// What is wrong with it.
        error: BatchError,
    },
    /// So many more bytes are needed at least. At the end of the file: what is left is a batch that
    /// was not written whole.
    Need(NonZeroUsize),
    /// What follows cannot be told into batches, or is room that was never written to: the rest of
    /// the file is trailing bytes.
    Lost,
}

impl Log {
    /// From the front of a file. A batch longer than [`Limits::frame`] is passed over.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, position: 0, used: 0, skip: 0, lost: false }
    }

    /// Where the next entry begins in the file.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// What stands at the front of `bytes`, which begin where the walk is: at
    /// [`position`](Self::position), less what [`take_used`](Self::take_used) has not told yet.
    #[inline]
    pub fn next<'a>(&mut self, bytes: &'a [u8]) -> Found<'a> {
        let bytes = bytes.get(self.used..).unwrap_or_default();
        let passed = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
        self.skip = self.skip.saturating_sub(passed.try_into().unwrap_or(u64::MAX));
        self.used = self.used.saturating_add(passed);
        let bytes = bytes.get(passed..).unwrap_or_default();
        if self.skip > 0 {
            return need(usize::try_from(self.skip).unwrap_or(usize::MAX));
        }
        if self.lost {
            return Found::Lost;
        }
        let position = self.position;
        // Room that was allocated and never written: no batch begins with zeros, for its size would
        // be none.
        if bytes.first_chunk::<17>() == Some(&[0; 17]) {
            self.lost = true;
            return Found::Lost;
        }
        match Entry::cut(bytes, &self.limits) {
            Ok(Step::Done { value: entry, used }) => {
                self.advance(used);
                self.used = self.used.saturating_add(used);
                Found::Entry { position, entry }
            }
            Ok(Step::Need(n)) => Found::Need(n),
            Err(error) => {
                match error.size {
                    Some(size) => {
                        self.advance(size);
                        self.skip = size.try_into().unwrap_or(u64::MAX);
                    }
                    None => self.lost = true,
                }
                Found::Bad { position, error }
            }
        }
    }

    /// How many bytes at the front of what was offered are done with, since the last call.
    pub const fn take_used(&mut self) -> usize {
        core::mem::replace(&mut self.used, 0)
    }

    /// How many of the bytes of a batch that is passed over are still to come.
    pub const fn skipping(&self) -> u64 {
        self.skip
    }

    fn advance(&mut self, by: usize) {
        self.position = self.position.saturating_add(by.try_into().unwrap_or(u64::MAX));
    }
}

fn need<'a>(n: usize) -> Found<'a> {
    Found::Need(NonZeroUsize::new(n).unwrap_or(NonZeroUsize::MIN))
}
