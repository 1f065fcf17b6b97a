//! The three indexes: entries of one size, back to back.
use super::super::Entry;
use crate::{Context, Read, Reader, Result, Wire, Write, Writer};
use alloc::vec::Vec;
use core::marker::PhantomData;

message! {
    /// Where to begin to look for an offset (`.index`, 8 bytes).
    pub struct OffsetEntry = "offset_index_entry" {
        /// The offset of the last record of the batch at `position`, less the segment's base.
        relative_offset: i32,
        /// Where the batch begins in the log.
        position: i32,
    }
}

message! {
    /// Where to begin to look for a timestamp (`.timeindex`, 12 bytes).
    pub struct TimeEntry = "time_index_entry" {
        /// The largest timestamp so far.
        timestamp: i64,
        /// The offset of the last record of the batch that holds it, less the segment's base.
        relative_offset: i32,
    }
}

message! {
    /// A transaction that was aborted (`.txnindex`, 34 bytes; `AbortedTxn` behind its version).
    pub struct TxnEntry = "txn_index_entry" {
        /// The version of this entry: 0.
        version: i16,
        /// Whose transaction it was.
        producer_id: i64,
        /// Its first offset.
        first_offset: i64,
        /// The offset of the marker that ended it.
        last_offset: i64,
        /// Below this every transaction had ended when this one did.
        last_stable_offset: i64,
    }
}

/// The entries of a file that holds nothing else, piece by piece.
///
/// Index files are pre-allocated while they are written to: what is zero behind the first entry is
/// room, not content.
#[derive(Debug, Clone)]
pub struct Fixed<T> {
    count: u64,
    padding: u64,
    form: PhantomData<fn() -> T>,
}

impl<T: for<'a> Wire<'a, T>> Fixed<T> {
    /// The size of an entry.
    pub const SIZE: usize = T::MIN;

    /// From the front of a file.
    pub const fn new() -> Self {
        Self { count: 0, padding: 0, form: PhantomData }
    }

    /// The entry at the front of `bytes`: [`SIZE`](Self::SIZE) of them are then used. None: fewer
    /// are there, or they are room.
    ///
    /// # Errors
    /// None: every value of these fields can be. The result stays one so that no path can panic.
    pub fn next(&mut self, bytes: &[u8]) -> Result<Option<T>> {
        let Some(entry) = bytes.get(..Self::SIZE) else { return Ok(None) };
        if entry.iter().all(|byte| *byte == 0) {
            self.padding = self.padding.saturating_add(1);
            return Ok(None);
        }
        self.count = self.count.saturating_add(1);
        let mut r = Reader::with(entry, Context::DEFAULT);
        let entry = T::read(&mut r)?;
        debug_assert_eq!(r.remaining(), 0, "an entry has no optional parts");
        Ok(Some(entry))
    }

    /// How many entries there were.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many entries' worth of room there was.
    pub const fn padding(&self) -> u64 {
        self.padding
    }
}

impl<T: for<'a> Wire<'a, T>> Default for Fixed<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes the indexes of a log while it is walked, as a broker makes them while it appends.
#[derive(Debug, Clone)]
pub struct IndexWriter {
    base_offset: i64,
    interval: u64,
    since: u64,
    /// The largest timestamp so far, and the last offset of its batch.
    latest: Option<(i64, i64)>,
    last_time: Option<TimeEntry>,
}

/// What [`IndexWriter::entry`] adds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Made {
    /// To the `.index`.
    pub offset: Option<OffsetEntry>,
    /// To the `.timeindex`.
    pub time: Option<TimeEntry>,
}

impl IndexWriter {
    /// Kafka's `index.interval.bytes` unless it is changed.
    pub const INTERVAL: u64 = 4_096;

    /// For a segment that begins at `base_offset`, with an entry after each `interval` bytes.
    pub const fn new(base_offset: i64, interval: u64) -> Self {
        Self { base_offset, interval, since: 0, latest: None, last_time: None }
    }

    /// The next batch, which begins at `position`. Offsets and positions that do not fit 31 bits
    /// make no entries.
    pub fn entry(&mut self, position: u64, entry: &Entry<'_>) -> Made {
        let mut made = Made::default();
        let (timestamp, last) = (entry.max_timestamp(), entry.last_offset());
        if self.latest.is_none_or(|(latest, _)| timestamp > latest) {
            self.latest = Some((timestamp, last));
        }
        if self.since > self.interval {
            let position = i32::try_from(position).ok();
            made.offset = self
                .relative(last)
                .zip(position)
                .map(|(relative_offset, position)| OffsetEntry { relative_offset, position });
            made.time = self.time();
            self.since = 0;
        }
        let size = u64::try_from(entry.bytes().len()).unwrap_or(u64::MAX);
        self.since = self.since.saturating_add(size);
        made
    }

    /// What a broker adds to the `.timeindex` when it closes the segment.
    pub fn finish(&mut self) -> Option<TimeEntry> {
        self.time()
    }

    /// The latest timestamp, if it is later than that of the last entry.
    fn time(&mut self) -> Option<TimeEntry> {
        let (timestamp, offset) = self.latest?;
        let later = self.last_time.as_ref().is_none_or(|last| timestamp > last.timestamp);
        let relative_offset = self.relative(offset).filter(|_| later && timestamp >= 0)?;
        self.last_time = Some(TimeEntry { timestamp, relative_offset });
        self.last_time.clone()
    }

    fn relative(&self, offset: i64) -> Option<i32> {
        offset.checked_sub(self.base_offset).and_then(|n| i32::try_from(n).ok())
    }
}

/// Appends an entry as it stands in its file.
macro_rules! bytes {
    ($($entry:ident)*) => {$(
        impl $entry {
            /// Appends it as it stands in its file.
            ///
            /// # Errors
            /// None: every value has a form.
            pub fn append(&self, out: &mut Vec<u8>) -> Result<()> {
                let mut w = Writer::new(out);
                Self::write(self, &mut w)?;
                debug_assert_eq!(w.len(), Fixed::<Self>::SIZE);
                Ok(())
            }
        }
    )*};
}
bytes! { OffsetEntry TimeEntry TxnEntry }
