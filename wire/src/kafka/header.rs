//! The header of a record batch.
use super::{Attributes, TimestampType};
use crate::{Reader, Record, Result};

message! {
    /// The 61 bytes before the records of a batch of magic 2; by default of an empty one outside
    /// idempotence and transactions.
    /// <https://kafka.apache.org/documentation/#recordbatch>
    pub struct BatchHeader = "record_batch" {
        /// The offset of the first record that was ever in this batch.
        base_offset: i64,
        /// The bytes that follow this field.
        batch_length: i32 [..] = 49,
        /// The epoch of the leader that appended it. Not covered by the CRC.
        partition_leader_epoch: i32 [..] = -1,
        /// The format: 2.
        magic: i8 [..] = 2,
        /// CRC-32C of everything from the attributes on.
        crc: u32,
        /// Compressor, kind of timestamps, transaction, control, delete horizon.
        attributes: Attributes,
        /// The offset of the last record that was ever in this batch, less the base offset.
        last_offset_delta: i32,
        /// What the records' timestamps are relative to; with the flag, the delete horizon.
        base_timestamp: i64 [..] = -1,
        /// The largest timestamp of the records; with the flag, the time of the append.
        max_timestamp: i64 [..] = -1,
        /// Who wrote it, or -1 outside idempotence and transactions.
        producer_id: i64 [..] = -1,
        /// Which incarnation of the producer, or -1.
        producer_epoch: i16 [..] = -1,
        /// The sequence number of the first record, or -1.
        base_sequence: i32 [..] = -1,
        /// How many records are left in it: compaction takes some out.
        record_count: i32,
    }
}

impl BatchHeader {
    /// The bytes of a header.
    pub const SIZE: usize = 61;
    /// The bytes that [`batch_length`](Self::batch_length) does not count.
    pub const BEFORE_LENGTH: usize = 12;
    /// Where the CRC stands.
    pub const CRC_AT: usize = 17;
    /// Where the bytes begin that the CRC covers.
    pub const CRC_FROM: usize = 21;

    /// The header in the first bytes of a batch.
    #[inline]
    pub(super) fn parse(bytes: &[u8; Self::SIZE]) -> Result<Self> {
        Self::read_fields(&mut Reader::new(bytes))
    }

    /// The offset of the last record that was ever in this batch.
    pub fn last_offset(&self) -> i64 {
        self.base_offset.wrapping_add(self.last_offset_delta.into())
    }

    /// The offset at which a consumer goes on: never the base offset and the count, since
    /// compaction leaves gaps.
    pub fn next_offset(&self) -> i64 {
        self.last_offset().wrapping_add(1)
    }

    /// Who set the timestamps.
    pub const fn timestamp_type(&self) -> TimestampType {
        self.attributes.timestamp_type()
    }

    /// Whether it was written in a transaction.
    pub const fn is_transactional(&self) -> bool {
        self.attributes.has(Attributes::TRANSACTIONAL)
    }

    /// Whether its records are not the application's: transaction markers, Raft's own.
    pub const fn is_control(&self) -> bool {
        self.attributes.has(Attributes::CONTROL)
    }

    /// When tombstones and markers in it may go, if compaction has said so.
    pub fn delete_horizon(&self) -> Option<i64> {
        self.attributes.has(Attributes::DELETE_HORIZON).then_some(self.base_timestamp)
    }

    /// The sequence number of the record at `offset_delta`; it wraps from `i32::MAX` to 0.
    pub fn sequence(&self, offset_delta: i32) -> Option<i32> {
        sequence(self.base_sequence, offset_delta)
    }

    /// The sequence number of the last record that was ever in this batch.
    pub fn last_sequence(&self) -> Option<i32> {
        self.sequence(self.last_offset_delta)
    }
}

/// See [`BatchHeader::sequence`]. Sequences are 31 bits wide.
#[inline]
pub(super) fn sequence(base: i32, delta: i32) -> Option<i32> {
    (base >= 0).then(|| base.wrapping_add(delta) & i32::MAX)
}
