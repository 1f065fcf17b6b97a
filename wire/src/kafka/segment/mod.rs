//! The files of a log's segment: the batches themselves, and what the broker keeps beside them.
//!
//! | file | what it is | read by |
//! |---|---|---|
//! | `.log`, metadata `.checkpoint` | batches back to back | [`Log`] |
//! | `.index` | offset to position, sparse | [`OffsetEntry`] |
//! | `.timeindex` | timestamp to offset, sparse | [`TimeEntry`] |
//! | `.txnindex` | aborted transactions | [`TxnEntry`] |
//! | `.snapshot` | the producers' state | [`ProducerEntry`], [`SnapshotFront`] |
//! | `leader-epoch-checkpoint` | the offset at which each epoch begins | [`EpochEntry`] |
//!
//! Nothing here opens a file: [`Log`] and [`Fixed`] are given pieces and say how much they used. A
//! [`Check`] listens to the walk over a log and compares it with what the other files say;
//! [`IndexWriter`] listens too and makes the indexes that a broker would have made.
//!
//! ```
//! use wireloom_wire::kafka::{Encoder, RecordRef, segment::{Found, Log}};
//!
//! let mut file = Vec::new();
//! Encoder::new().write(&Default::default(), [RecordRef::new(None, Some(b"v"))], &mut file)?;
//! file.extend([0; 20]); // a batch that the broker was writing when it stopped
//!
//! let mut log = Log::new(Default::default());
//! let Found::Entry { position: 0, entry } = log.next(&file) else { panic!() };
//! assert_eq!(entry.next_offset(), 1);
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
mod check;
mod epochs;
mod index;
mod kind;
mod log;
mod snapshot;
#[cfg(test)]
#[cfg(feature = "compress")]
mod tests;

pub use check::{Check, Fault, Finding};
pub use epochs::{EpochEntry, Epochs};
pub use index::{Fixed, IndexWriter, Made, OffsetEntry, TimeEntry, TxnEntry};
pub use kind::{Kind, base_offset};
pub use log::{Found, Log};
pub use snapshot::{ProducerEntry, SnapshotFront};
