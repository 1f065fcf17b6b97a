//! Compares a log with the files beside it.
use super::super::{Attributes, ControlType, Entry, RecordRef};
use super::{EpochEntry, OffsetEntry, TimeEntry, TxnEntry};
use alloc::boxed::Box;
use core::fmt;

/// Something that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub fault: Fault,
    /// Where the batch begins in the log, or the position that an index names.
    pub position: u64,
    /// What the file beside the log says, or what the log made one expect.
    pub expected: i64,
    /// What is there.
    pub found: i64,
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// Offsets are missing between two batches: legal after compaction, and what `kafka-dump-log`
    /// calls non-consecutive offsets.
    Gap,
    /// A batch lies before the end of the one before it.
    Backwards,
    /// The `.index` names a position at which no batch begins.
    NoBatchAtPosition,
    /// The `.index` names a batch by an offset before its last.
    OffsetMismatch,
    /// The `.timeindex` names an offset up to which the largest timestamp is another.
    TimestampMismatch,
    /// The entries of an index do not ascend.
    Unordered,
    /// The `.txnindex` names an offset at which its producer's abort marker is not.
    NoAbortMarker,
    /// A batch was written in another epoch than the checkpoint has at its offset.
    EpochMismatch,
}

impl Fault {
    /// The fault in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Backwards => "backwards",
            Self::NoBatchAtPosition => "no-batch-at-position",
            Self::OffsetMismatch => "offset-mismatch",
            Self::TimestampMismatch => "timestamp-mismatch",
            Self::Unordered => "unordered",
            Self::NoAbortMarker => "no-abort-marker",
            Self::EpochMismatch => "epoch-mismatch",
        }
    }

    /// Whether data is at stake: all but [`Gap`](Self::Gap).
    pub const fn is_error(self) -> bool {
        !matches!(self, Self::Gap)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, expected, found, .. } = self;
        match self.fault {
            Fault::Gap => write!(f, "offsets {expected} to {} are missing", found.wrapping_sub(1)),
            Fault::Backwards => write!(f, "offset {found} where {expected} may come first"),
            Fault::NoBatchAtPosition => {
                write!(f, "index: no batch begins there, offset {expected}")
            }
            Fault::OffsetMismatch => {
                write!(f, "index: offset {expected}, the batch ends at {found}")
            }
            Fault::TimestampMismatch => write!(f, "time index: {expected}, the log has {found}"),
            Fault::Unordered => write!(f, "index: {found} behind {expected}"),
            Fault::NoAbortMarker => write!(f, "transaction index: no abort marker at {expected}"),
            Fault::EpochMismatch => write!(f, "leader epoch {found} where {expected} was"),
        }?;
        write!(f, ", at {position:#x}")
    }
}

/// Where the entries of a file come from: one at a time, so that nobody holds them all.
type Source<'s, T> = Box<dyn Iterator<Item = T> + 's>;

/// Listens to the walk over a log, and compares it with the files beside it. What is not given is
/// not compared.
#[derive(Default)]
pub struct Check<'s> {
    base_offset: i64,
    next_offset: Option<i64>,
    latest: Option<i64>,
    index: Option<Ordered<'s, OffsetEntry>>,
    times: Option<Ordered<'s, TimeEntry>>,
    transactions: Option<Ordered<'s, TxnEntry>>,
    epochs: Option<Ordered<'s, EpochEntry>>,
    epoch: Option<EpochEntry>,
}

/// A source, and the entry that is to be compared next.
struct Ordered<'s, T> {
    source: Source<'s, T>,
    next: Option<T>,
}

impl<'s, T> Ordered<'s, T> {
    fn new(source: impl Iterator<Item = T> + 's) -> Self {
        let mut source: Source<'s, T> = Box::new(source);
        let next = source.next();
        Self { source, next }
    }

    /// The next entry, if it is one of those.
    fn take(&mut self, is: impl FnOnce(&T) -> bool) -> Option<T> {
        let taken = self.next.take_if(|next| is(next))?;
        self.next = self.source.next();
        Some(taken)
    }
}

impl fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("next_offset", &self.next_offset).finish_non_exhaustive()
    }
}

impl<'s> Check<'s> {
    /// For a segment that begins at `base_offset`. Offsets are compared in any case.
    pub fn new(base_offset: i64) -> Self {
        Self { base_offset, ..Self::default() }
    }

    /// With the entries of its `.index`.
    #[must_use]
    pub fn index(mut self, entries: impl Iterator<Item = OffsetEntry> + 's) -> Self {
        self.index = Some(Ordered::new(entries));
        self
    }

    /// With the entries of its `.timeindex`.
    #[must_use]
    pub fn times(mut self, entries: impl Iterator<Item = TimeEntry> + 's) -> Self {
        self.times = Some(Ordered::new(entries));
        self
    }

    /// With the entries of its `.txnindex`.
    #[must_use]
    pub fn transactions(mut self, entries: impl Iterator<Item = TxnEntry> + 's) -> Self {
        self.transactions = Some(Ordered::new(entries));
        self
    }

    /// With the entries of the partition's `leader-epoch-checkpoint`.
    #[must_use]
    pub fn epochs(mut self, entries: impl Iterator<Item = EpochEntry> + 's) -> Self {
        self.epochs = Some(Ordered::new(entries));
        self
    }

    /// The next batch of the log, which begins at `position`. `first` is its first record, where it
    /// is a control batch.
    pub fn entry(
        &mut self,
        position: u64,
        entry: &Entry<'_>,
        first: Option<&RecordRef<'_>>,
        report: &mut dyn FnMut(Finding),
    ) {
        self.offsets(position, entry, report);
        let latest = entry.max_timestamp();
        self.latest = Some(self.latest.map_or(latest, |before| before.max(latest)));
        self.check_index(position, entry, report);
        self.check_times(position, entry, report);
        self.check_transactions(position, entry, first, report);
        self.check_epochs(position, entry, report);
    }

    /// The log is over: what the other files still name is not there.
    pub fn finish(&mut self, position: u64, report: &mut dyn FnMut(Finding)) {
        let found = self.next_offset.unwrap_or(self.base_offset);
        while let Some(next) = self.index.as_mut().and_then(|index| index.take(|_| true)) {
            let expected = self.base_offset.wrapping_add(next.relative_offset.into());
            let position = u64::try_from(next.position).unwrap_or(u64::MAX);
            report(Finding { fault: Fault::NoBatchAtPosition, position, expected, found });
        }
        while let Some(next) = self.times.as_mut().and_then(|times| times.take(|_| true)) {
            let found = self.latest.unwrap_or(-1);
            let expected = next.timestamp;
            report(Finding { fault: Fault::TimestampMismatch, position, expected, found });
        }
        while let Some(next) = self.transactions.as_mut().and_then(|t| t.take(|_| true)) {
            let expected = next.last_offset;
            report(Finding { fault: Fault::NoAbortMarker, position, expected, found });
        }
    }

    fn offsets(&mut self, position: u64, entry: &Entry<'_>, report: &mut dyn FnMut(Finding)) {
        let found = entry.base_offset();
        // The wrapper of a message set tells its last offset only: no gap can be seen before it.
        let wrapper = matches!(entry, Entry::Message(m) if m.attributes.0 & Attributes::CODEC != 0);
        if let Some(expected) = self.next_offset {
            if found < expected {
                report(Finding { fault: Fault::Backwards, position, expected, found });
            } else if found > expected && !wrapper {
                report(Finding { fault: Fault::Gap, position, expected, found });
            }
        }
        self.next_offset = Some(entry.next_offset());
    }

    fn check_index(&mut self, position: u64, entry: &Entry<'_>, report: &mut dyn FnMut(Finding)) {
        let Some(index) = &mut self.index else { return };
        let at = |next: &OffsetEntry| u64::try_from(next.position).unwrap_or(u64::MAX);
        while let Some(next) = index.take(|next| at(next) <= position) {
            let expected = self.base_offset.wrapping_add(next.relative_offset.into());
            let found = entry.last_offset();
            let fault = match at(&next) == position {
                // An append of several batches is indexed by its last offset.
                true if expected >= found => continue,
                true => Fault::OffsetMismatch,
                false => Fault::NoBatchAtPosition,
            };
            report(Finding { fault, position: at(&next), expected, found });
        }
    }

    fn check_times(&mut self, position: u64, entry: &Entry<'_>, report: &mut dyn FnMut(Finding)) {
        let (Some(times), Some(found)) = (&mut self.times, self.latest) else { return };
        let base = self.base_offset;
        let offset = |next: &TimeEntry| base.wrapping_add(next.relative_offset.into());
        let mut before: Option<i64> = None;
        while let Some(next) = times.take(|next| offset(next) <= entry.last_offset()) {
            let expected = next.timestamp;
            if before.is_some_and(|before| before > expected) {
                let (expected, found) = (before.unwrap_or(0), expected);
                report(Finding { fault: Fault::Unordered, position, expected, found });
            } else if expected != found {
                report(Finding { fault: Fault::TimestampMismatch, position, expected, found });
            }
            before = Some(expected);
        }
    }

    fn check_transactions(
        &mut self,
        position: u64,
        entry: &Entry<'_>,
        first: Option<&RecordRef<'_>>,
        report: &mut dyn FnMut(Finding),
    ) {
        let Some(transactions) = &mut self.transactions else { return };
        let last = entry.last_offset();
        while let Some(next) = transactions.take(|next| next.last_offset <= last) {
            let here = matches!(entry, Entry::Batch(batch)
                if batch.is_control() && batch.producer_id == next.producer_id);
            let key = first.and_then(|first| first.control_key().ok());
            let aborted = key.is_some_and(|key| key.r#type == ControlType::ABORT);
            if !(here && aborted && next.last_offset == last) {
                let expected = next.last_offset;
                report(Finding { fault: Fault::NoAbortMarker, position, expected, found: last });
            }
        }
    }

    fn check_epochs(&mut self, position: u64, entry: &Entry<'_>, report: &mut dyn FnMut(Finding)) {
        let Some(epochs) = &mut self.epochs else { return };
        while let Some(next) = epochs.take(|next| next.start_offset <= entry.base_offset()) {
            self.epoch = Some(next);
        }
        let (Entry::Batch(batch), Some(epoch)) = (entry, self.epoch) else { return };
        if batch.partition_leader_epoch != epoch.epoch {
            let (expected, found) = (epoch.epoch.into(), batch.partition_leader_epoch.into());
            report(Finding { fault: Fault::EpochMismatch, position, expected, found });
        }
    }
}
