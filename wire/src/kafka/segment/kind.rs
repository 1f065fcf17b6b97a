//! What a file of a segment is.
use super::super::Entry;
use crate::Limits;

/// What a file of a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Batches back to back: `.log`, and a metadata snapshot's `.checkpoint`.
    Log,
    /// `.index`
    OffsetIndex,
    /// `.timeindex`
    TimeIndex,
    /// `.txnindex`
    TxnIndex,
    /// `.snapshot`
    ProducerSnapshot,
    /// `leader-epoch-checkpoint`
    EpochCheckpoint,
}

impl Kind {
    /// The kind in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::OffsetIndex => "offset-index",
            Self::TimeIndex => "time-index",
            Self::TxnIndex => "txn-index",
            Self::ProducerSnapshot => "producer-snapshot",
            Self::EpochCheckpoint => "leader-epoch-checkpoint",
        }
    }

    /// What a file of that name is, without its folder. Suffixes that the broker adds
    /// (`.deleted`, `.swap`, `.cleaned`) are looked through.
    pub fn of_name(name: &str) -> Option<Self> {
        if name.starts_with("leader-epoch-checkpoint") {
            return Some(Self::EpochCheckpoint);
        }
        let mut parts = name.rsplit('.');
        let mut suffix = parts.next()?;
        if matches!(suffix, "deleted" | "swap" | "cleaned") {
            suffix = parts.next()?;
        }
        // A name alone has no suffix.
        parts.next()?;
        match suffix {
            "log" | "checkpoint" => Some(Self::Log),
            "index" => Some(Self::OffsetIndex),
            "timeindex" => Some(Self::TimeIndex),
            "txnindex" => Some(Self::TxnIndex),
            "snapshot" => Some(Self::ProducerSnapshot),
            _ => None,
        }
    }

    /// What a file that begins with `head` is: a log if a batch may stand there, else a checkpoint
    /// or a snapshot if it looks like one.
    pub fn of_bytes(head: &[u8]) -> Option<Self> {
        let limits = Limits { frame: usize::MAX, ..Limits::DEFAULT };
        if head.len() > 16 && Entry::cut(head, &limits).is_ok() {
            return Some(Self::Log);
        }
        match head {
            [b'0', b'\n', ..] => Some(Self::EpochCheckpoint),
            [0, 1, _, _, _, _, count @ ..] if count.len() >= 4 => Some(Self::ProducerSnapshot),
            _ => None,
        }
    }
}

/// The offset at which a segment begins, from the name of any of its files: twenty digits.
pub fn base_offset(name: &str) -> Option<i64> {
    let digits = name.get(..20).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    match name.get(20..)?.bytes().next() {
        Some(b'.' | b'-') => digits.parse().ok(),
        _ => None,
    }
}
