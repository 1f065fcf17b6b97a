//! What members of a group tell one another, in bytes that the broker passes on (KIP-429).
//!
//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test
//! compares it with them.
use super::Versions;
use crate::kafka::{Array, Bytes, NEVER, Str};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

message! {
    /// Versions 0 to 3.
    pub struct ConsumerProtocolSubscription<'a> {
        topics: Vec<&'a str> as Array<Str<NEVER>, NEVER>,
        user_data: Option<&'a [u8]> as Bytes<NEVER>,
        owned_partitions: Vec<ConsumerProtocolSubscriptionTopicPartition<'a>> as Array<ConsumerProtocolSubscriptionTopicPartition<'a>, NEVER> [1..] ignorable,
        generation_id: i32 [2..] = -1 ignorable,
        rack_id: Option<&'a str> as Str<NEVER> [3..] ignorable,
    }
}

message! {
    /// Inside [`ConsumerProtocolSubscription`].
    pub struct ConsumerProtocolSubscriptionTopicPartition<'a> = "TopicPartition" {
        topic: &'a str as Str<NEVER>,
        partitions: Vec<i32> as Array<i32, NEVER>,
    }
}

impl Versions for ConsumerProtocolSubscription<'_> {
    const VERSIONS: RangeInclusive<i16> = 0..=3;
}

message! {
    /// Versions 0 to 3.
    pub struct ConsumerProtocolAssignment<'a> {
        assigned_partitions: Vec<ConsumerProtocolAssignmentTopicPartition<'a>> as Array<ConsumerProtocolAssignmentTopicPartition<'a>, NEVER>,
        user_data: Option<&'a [u8]> as Bytes<NEVER>,
    }
}

message! {
    /// Inside [`ConsumerProtocolAssignment`].
    pub struct ConsumerProtocolAssignmentTopicPartition<'a> = "TopicPartition" {
        topic: &'a str as Str<NEVER>,
        partitions: Vec<i32> as Array<i32, NEVER>,
    }
}

impl Versions for ConsumerProtocolAssignment<'_> {
    const VERSIONS: RangeInclusive<i16> = 0..=3;
}
