//! What a batch to write says beside its records.
use super::Attributes;
use crate::wireloom_codecs::compress::{Compression, Options};

/// What a batch to write says beside its records. The default is what a producer without
/// idempotence sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOptions {
    /// The format: 2, or 1 and 0 for message sets.
    pub magic: i8,
    /// The compressor. zstd needs magic 2.
    pub compression: Compression,
    /// How to compress. Messages of magic 0 always get LZ4's historic header checksum.
    pub compress: Options,
    /// Leaves a batch as it is where compression makes it no smaller.
    pub only_if_smaller: bool,
    /// The most bytes that the batch may take, before compression.
    pub max_size: usize,
    /// The most records that it may hold.
    pub max_records: usize,
    /// The offset of the first record.
    pub base_offset: i64,
    /// The epoch of the leader, or -1.
    pub partition_leader_epoch: i32,
    /// [`TRANSACTIONAL`](Attributes::TRANSACTIONAL), [`CONTROL`](Attributes::CONTROL) and bits that
    /// nobody has named; those that follow from other fields here are ignored.
    pub attributes: Attributes,
    /// The time of the append, for a batch whose timestamps the broker sets.
    pub append_time: Option<i64>,
    /// When tombstones and markers in it may go: what timestamps are then relative to.
    pub delete_horizon: Option<i64>,
    /// The idempotent or transactional producer, or -1.
    pub producer_id: i64,
    /// Its epoch, or -1.
    pub producer_epoch: i16,
    /// The sequence number of the first record, or -1.
    pub base_sequence: i32,
}

impl BatchOptions {
    /// The default, compressed.
    pub fn compressed(compression: Compression) -> Self {
        Self { compression, ..Self::default() }
    }

    /// The attributes that follow from all fields.
    pub(super) fn all_attributes(&self, compression: Compression) -> Attributes {
        self.attributes
            .compressed(compression)
            .with(Attributes::LOG_APPEND_TIME, self.append_time.is_some())
            .with(Attributes::DELETE_HORIZON, self.delete_horizon.is_some())
    }
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            magic: 2,
            compression: Compression::None,
            compress: Options::DEFAULT,
            only_if_smaller: false,
            max_size: 64 << 20,
            max_records: 1_000_000,
            base_offset: 0,
            partition_leader_epoch: -1,
            attributes: Attributes(0),
            append_time: None,
            delete_horizon: None,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
        }
    }
}
