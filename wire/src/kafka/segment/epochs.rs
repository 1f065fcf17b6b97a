//! The offsets at which leader epochs begin (`leader-epoch-checkpoint`).
use crate::{Error, ErrorKind, Result};
use core::str::Lines;

/// An epoch of the partition's leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EpochEntry {
    /// The epoch.
    pub epoch: i32,
    /// The first offset that was written in it.
    pub start_offset: i64,
}

/// The entries of a checkpoint: text, one line a number pair, behind a version and a count.
///
/// After an error it is over.
#[derive(Debug, Clone)]
pub struct Epochs<'a> {
    lines: Lines<'a>,
    start: usize,
    left: usize,
    before: Option<EpochEntry>,
}

impl<'a> Epochs<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// [`BadUtf8`](ErrorKind::BadUtf8), [`BadValue`](ErrorKind::BadValue) for another version than
    /// 0, [`BadLength`](ErrorKind::BadLength) for a count that is none.
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        let text = str::from_utf8(bytes)
            .map_err(|fault| Error::new(ErrorKind::BadUtf8, fault.valid_up_to(), 0))?;
        let mut lines = text.lines();
        if lines.next().map(str::trim) != Some("0") {
            return Err(Error::new(ErrorKind::BadValue, 0, 0));
        }
        let left = lines.next().and_then(|line| line.trim().parse().ok());
        let left = left.ok_or_else(|| Error::new(ErrorKind::BadLength, 2, 0))?;
        let start = text.as_ptr().addr();
        Ok(Self { lines, start, left, before: None })
    }

    fn entry(&mut self) -> Result<Option<EpochEntry>> {
        let line = self.lines.next().map(str::trim).filter(|line| !line.is_empty());
        let Some(line) = line else {
            return match self.left {
                0 => Ok(None),
                left => Err(Error::new(ErrorKind::UnexpectedEnd, 0, left)),
            };
        };
        let at = line.as_ptr().addr().saturating_sub(self.start);
        let bad = |kind| Error::new(kind, at, 0);
        let mut numbers = line.split_ascii_whitespace();
        let epoch = numbers.next().and_then(|n| n.parse().ok());
        let start_offset = numbers.next().and_then(|n| n.parse().ok());
        let (Some(epoch), Some(start_offset), None) = (epoch, start_offset, numbers.next()) else {
            return Err(bad(ErrorKind::BadValue));
        };
        self.left = self.left.checked_sub(1).ok_or_else(|| bad(ErrorKind::Trailing))?;
        let entry = EpochEntry { epoch, start_offset };
        // Epochs and their offsets ascend.
        if self.before.is_some_and(|b| b.epoch >= epoch || b.start_offset > start_offset) {
            return Err(bad(ErrorKind::BadValue));
        }
        self.before = Some(entry);
        Ok(Some(entry))
    }
}

impl Iterator for Epochs<'_> {
    type Item = Result<EpochEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.entry();
        if entry.is_err() {
            (self.lines, self.left) = ("".lines(), 0);
        }
        entry.transpose()
    }
}
