//! `__share_group_state`: which records share groups have taken.
//!
//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test
//! compares it with them.
use crate::kafka::{Array, NEVER, Str, Uuid};
use crate::tags::{TagBuffer, Tags};
use alloc::vec::Vec;

keyed! {
    /// A record of `__share_group_state`: which records share groups have taken.
    pub enum ShareGroupState<'a> {
        ShareSnapshot(ShareSnapshotKey<'a>, ShareSnapshotValue<'a> [0..=0]) = 0,
        ShareUpdate(ShareUpdateKey<'a>, ShareUpdateValue<'a> [0..=0]) = 1,
    }
}

message! {
    /// The key of kind 0.
    pub struct ShareSnapshotKey<'a> {
        group_id: &'a str as Str<NEVER>,
        topic_id: Uuid,
        partition: i32,
    }
}

message! {
    /// The value of kind 0.
    pub struct ShareSnapshotValue<'a> {
        snapshot_epoch: i32,
        state_epoch: i32,
        leader_epoch: i32,
        start_offset: i64,
        delivery_complete_count: i32 [..] = -1 tag 0,
        create_timestamp: i64,
        write_timestamp: i64,
        state_batches: Vec<ShareSnapshotStateBatch<'a>> as Array<ShareSnapshotStateBatch<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareSnapshotValue`].
    pub struct ShareSnapshotStateBatch<'a> = "StateBatch" {
        first_offset: i64,
        last_offset: i64,
        delivery_state: i8,
        delivery_count: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 1.
    pub struct ShareUpdateKey<'a> {
        group_id: &'a str as Str<NEVER>,
        topic_id: Uuid,
        partition: i32,
    }
}

message! {
    /// The value of kind 1.
    pub struct ShareUpdateValue<'a> {
        snapshot_epoch: i32,
        leader_epoch: i32,
        start_offset: i64,
        delivery_complete_count: i32 [..] = -1 tag 0,
        state_batches: Vec<ShareUpdateStateBatch<'a>> as Array<ShareUpdateStateBatch<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareUpdateValue`].
    pub struct ShareUpdateStateBatch<'a> = "StateBatch" {
        first_offset: i64,
        last_offset: i64,
        delivery_state: i8,
        delivery_count: i16,
        tags: Tags<'a> as TagBuffer,
    }
}
