//! `__transaction_state`: transactions and their producers.
//!
//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test
//! compares it with them.
use crate::kafka::{Array, NEVER, Str};
use crate::tags::{TagBuffer, Tags};
use alloc::vec::Vec;

keyed! {
    /// A record of `__transaction_state`: transactions and their producers.
    pub enum TransactionState<'a> {
        TransactionLog(TransactionLogKey<'a>, TransactionLogValue<'a> [0..=1]) = 0,
    }
}

message! {
    /// The key of kind 0.
    pub struct TransactionLogKey<'a> {
        transactional_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 0.
    pub struct TransactionLogValue<'a> {
        producer_id: i64,
        previous_producer_id: i64 [1..] = -1 tag 0,
        next_producer_id: i64 [1..] = -1 tag 1,
        producer_epoch: i16,
        next_producer_epoch: i16 [1..] = -1 tag 3,
        transaction_timeout_ms: i32,
        transaction_status: i8,
        transaction_partitions: Option<Vec<PartitionsSchema<'a>>> as Array<PartitionsSchema<'a>, 1>,
        transaction_last_update_timestamp_ms: i64,
        transaction_start_timestamp_ms: i64,
        client_transaction_version: i16 [1..] tag 2,
        tags: Tags<'a> as TagBuffer [1..],
    }
}

message! {
    /// Inside [`TransactionLogValue`].
    pub struct PartitionsSchema<'a> {
        topic: &'a str as Str<1>,
        partition_ids: Vec<i32> as Array<i32, 1>,
        tags: Tags<'a> as TagBuffer [1..],
    }
}
