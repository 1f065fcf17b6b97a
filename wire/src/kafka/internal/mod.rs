//! The records of the topics in which Kafka keeps its own state.
//!
//! The tables are printed from Kafka's own definitions by `schemas/src/bin/tables`. What is not
//! known yet, a kind or a version, is a value: its bytes are kept.
//!
//! ```
//! use wireloom_wire::kafka::{RecordRef, internal::consumer_offsets::ConsumerOffsets};
//!
//! let key = b"\0\x01\0\x05group\0\x06orders\0\0\0\x02";
//! let value = b"\0\x03\0\0\0\0\0\0\0\x2a\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\x07";
//! let record = ConsumerOffsets::of(&RecordRef::new(Some(key), Some(value)))?;
//! let ConsumerOffsets::OffsetCommit(key, Some(value)) = record else { panic!("{record:?}") };
//! assert_eq!((key.group, key.topic, key.partition), ("group", "orders", 2));
//! assert_eq!(value.fields().map(|fields| fields.offset), Some(42));
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
#[macro_use]
mod keyed;
#[macro_use]
mod stated;
mod carried;
pub mod cluster_metadata;
pub mod consumer_offsets;
pub mod consumer_protocol;
pub mod share_group_state;
#[cfg(test)]
mod tests;
pub mod transaction_state;
mod versioned;

use super::RecordRef;
use crate::{Observed, Observer, Reader, Result, Wire};
pub use carried::Carried;
use cluster_metadata::ClusterMetadata;
use consumer_offsets::ConsumerOffsets;
use share_group_state::ShareGroupState;
use transaction_state::TransactionState;
pub use versioned::{Versioned, Versions};

/// A topic in which Kafka keeps its own state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// `__consumer_offsets`: groups and what they have committed.
    ConsumerOffsets,
    /// `__transaction_state`: transactions and their producers.
    TransactionState,
    /// `__share_group_state`: which records share groups have taken.
    ShareGroupState,
    /// `__cluster_metadata`: brokers, topics, partitions, configuration.
    ClusterMetadata,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ConsumerOffsets,
        Self::TransactionState,
        Self::ShareGroupState,
        Self::ClusterMetadata,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConsumerOffsets => "__consumer_offsets",
            Self::TransactionState => "__transaction_state",
            Self::ShareGroupState => "__share_group_state",
            Self::ClusterMetadata => "__cluster_metadata",
        }
    }

    /// The topic of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// The topic of the folder in which a broker keeps one of its partitions:
    /// `__consumer_offsets-12`.
    pub fn of_folder(name: &str) -> Option<Self> {
        let (topic, partition) = name.rsplit_once('-')?;
        let number = !partition.is_empty() && partition.bytes().all(|byte| byte.is_ascii_digit());
        if number { Self::of_name(topic) } else { None }
    }

    /// Reads the key of a record aloud. The metadata's have none: nothing is said.
    ///
    /// # Errors
    /// Where its table does not fit. What stands before was told.
    pub fn observe_key(self, key: &[u8], observer: &mut dyn Observer) -> Result<()> {
        match self {
            Self::ConsumerOffsets => keyed::observe_key::<ConsumerOffsets<'_>>(key, observer),
            Self::TransactionState => keyed::observe_key::<TransactionState<'_>>(key, observer),
            Self::ShareGroupState => keyed::observe_key::<ShareGroupState<'_>>(key, observer),
            Self::ClusterMetadata => Ok(()),
        }
    }

    /// Reads the value of a record aloud, by the table that its key selects.
    ///
    /// # Errors
    /// Where the key's or its own table does not fit. What stands before was told.
    pub fn observe_value(self, record: &RecordRef<'_>, observer: &mut dyn Observer) -> Result<()> {
        match self {
            Self::ConsumerOffsets => keyed::observe_value::<ConsumerOffsets<'_>>(record, observer),
            Self::TransactionState => {
                keyed::observe_value::<TransactionState<'_>>(record, observer)
            }
            Self::ShareGroupState => keyed::observe_value::<ShareGroupState<'_>>(record, observer),
            Self::ClusterMetadata => {
                let reader = Reader::new(record.value.unwrap_or_default());
                keyed::exact(&mut Observed::new(reader, observer), ClusterMetadata::read)
                    .map(|_| ())
            }
        }
    }
}
