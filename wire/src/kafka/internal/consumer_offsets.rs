//! `__consumer_offsets`: groups and what they have committed.
//!
//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test
//! compares it with them.
use crate::kafka::internal::Carried;
use crate::kafka::internal::consumer_protocol::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription,
};
use crate::kafka::{Array, NEVER, Nullable, NullableTag, Str, Uuid};
use crate::tags::{TagBuffer, Tags};
use alloc::vec::Vec;

keyed! {
    /// A record of `__consumer_offsets`: groups and what they have committed.
    pub enum ConsumerOffsets<'a> {
        LegacyOffsetCommit(LegacyOffsetCommitKey<'a>, LegacyOffsetCommitValue<'a> [0..=0]) = 0,
        OffsetCommit(OffsetCommitKey<'a>, OffsetCommitValue<'a> [0..=4]) = 1,
        GroupMetadata(GroupMetadataKey<'a>, GroupMetadataValue<'a> [0..=4]) = 2,
        ConsumerGroupMetadata(ConsumerGroupMetadataKey<'a>, ConsumerGroupMetadataValue<'a> [0..=0]) = 3,
        ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataKey<'a>, ConsumerGroupPartitionMetadataValue<'a> [0..=0]) = 4,
        ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataKey<'a>, ConsumerGroupMemberMetadataValue<'a> [0..=0]) = 5,
        ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataKey<'a>, ConsumerGroupTargetAssignmentMetadataValue<'a> [0..=0]) = 6,
        ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberKey<'a>, ConsumerGroupTargetAssignmentMemberValue<'a> [0..=0]) = 7,
        ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentKey<'a>, ConsumerGroupCurrentMemberAssignmentValue<'a> [0..=0]) = 8,
        ShareGroupMemberMetadata(ShareGroupMemberMetadataKey<'a>, ShareGroupMemberMetadataValue<'a> [0..=0]) = 10,
        ShareGroupMetadata(ShareGroupMetadataKey<'a>, ShareGroupMetadataValue<'a> [0..=0]) = 11,
        ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataKey<'a>, ShareGroupTargetAssignmentMetadataValue<'a> [0..=0]) = 12,
        ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberKey<'a>, ShareGroupTargetAssignmentMemberValue<'a> [0..=0]) = 13,
        ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentKey<'a>, ShareGroupCurrentMemberAssignmentValue<'a> [0..=0]) = 14,
        ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataKey<'a>, ShareGroupStatePartitionMetadataValue<'a> [0..=0]) = 15,
        ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionKey<'a>, ConsumerGroupRegularExpressionValue<'a> [0..=0]) = 16,
        StreamsGroupMetadata(StreamsGroupMetadataKey<'a>, StreamsGroupMetadataValue<'a> [0..=0]) = 17,
        StreamsGroupMemberMetadata(StreamsGroupMemberMetadataKey<'a>, StreamsGroupMemberMetadataValue<'a> [0..=0]) = 19,
        StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataKey<'a>, StreamsGroupTargetAssignmentMetadataValue<'a> [0..=0]) = 20,
        StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberKey<'a>, StreamsGroupTargetAssignmentMemberValue<'a> [0..=0]) = 21,
        StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentKey<'a>, StreamsGroupCurrentMemberAssignmentValue<'a> [0..=0]) = 22,
        StreamsGroupTopology(StreamsGroupTopologyKey<'a>, StreamsGroupTopologyValue<'a> [0..=0]) = 23,
    }
}

message! {
    /// The key of kind 0.
    pub struct LegacyOffsetCommitKey<'a> {
        group: &'a str as Str<NEVER>,
        topic: &'a str as Str<NEVER>,
        partition: i32,
    }
}

message! {
    /// The value of kind 0.
    pub struct LegacyOffsetCommitValue<'a> {
        offset: i64,
        metadata: &'a str as Str<NEVER>,
        commit_timestamp: i64,
    }
}

message! {
    /// The key of kind 1.
    pub struct OffsetCommitKey<'a> {
        group: &'a str as Str<NEVER>,
        topic: &'a str as Str<NEVER>,
        partition: i32,
    }
}

message! {
    /// The value of kind 1.
    pub struct OffsetCommitValue<'a> {
        offset: i64,
        leader_epoch: i32 [3..] = -1 ignorable,
        metadata: &'a str as Str<4>,
        commit_timestamp: i64,
        expire_timestamp: i64 [1..=1] = -1 ignorable,
        topic_id: Uuid [4..] ignorable tag 0,
        tags: Tags<'a> as TagBuffer [4..],
    }
}

message! {
    /// The key of kind 2.
    pub struct GroupMetadataKey<'a> {
        group: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 2.
    pub struct GroupMetadataValue<'a> {
        protocol_type: &'a str as Str<4>,
        generation: i32,
        protocol: Option<&'a str> as Str<4>,
        leader: Option<&'a str> as Str<4>,
        current_state_timestamp: i64 [2..] = -1 ignorable,
        members: Vec<MemberMetadata<'a>> as Array<MemberMetadata<'a>, 4>,
        tags: Tags<'a> as TagBuffer [4..],
    }
}

message! {
    /// Inside [`GroupMetadataValue`].
    pub struct MemberMetadata<'a> {
        member_id: &'a str as Str<4>,
        group_instance_id: Option<&'a str> as Str<4> [3..] ignorable,
        client_id: &'a str as Str<4>,
        client_host: &'a str as Str<4>,
        rebalance_timeout: i32 [1..] = -1 ignorable,
        session_timeout: i32,
        subscription: &'a [u8] as Carried<ConsumerProtocolSubscription<'a>, 4>,
        assignment: &'a [u8] as Carried<ConsumerProtocolAssignment<'a>, 4>,
        tags: Tags<'a> as TagBuffer [4..],
    }
}

message! {
    /// The key of kind 3.
    pub struct ConsumerGroupMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 3.
    pub struct ConsumerGroupMetadataValue<'a> {
        epoch: i32,
        metadata_hash: i64 [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 4.
    pub struct ConsumerGroupPartitionMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 4.
    pub struct ConsumerGroupPartitionMetadataValue<'a> {
        topics: Vec<TopicMetadata<'a>> as Array<TopicMetadata<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupPartitionMetadataValue`].
    pub struct TopicMetadata<'a> {
        topic_id: Uuid,
        topic_name: &'a str as Str<0>,
        num_partitions: i32,
        partition_metadata: Vec<PartitionMetadata<'a>> as Array<PartitionMetadata<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupPartitionMetadataValue`].
    pub struct PartitionMetadata<'a> {
        partition: i32,
        racks: Vec<&'a str> as Array<Str<0>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 5.
    pub struct ConsumerGroupMemberMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 5.
    pub struct ConsumerGroupMemberMetadataValue<'a> {
        instance_id: Option<&'a str> as Str<0>,
        rack_id: Option<&'a str> as Str<0>,
        client_id: &'a str as Str<0>,
        client_host: &'a str as Str<0>,
        subscribed_topic_names: Vec<&'a str> as Array<Str<0>, 0>,
        subscribed_topic_regex: Option<&'a str> as Str<0>,
        rebalance_timeout_ms: i32 [..] = -1,
        server_assignor: Option<&'a str> as Str<0>,
        classic_member_metadata: Option<ClassicMemberMetadata<'a>> as NullableTag<ClassicMemberMetadata<'a>> [..] = (Some(ClassicMemberMetadata::default())) tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupMemberMetadataValue`].
    pub struct ClassicMemberMetadata<'a> {
        session_timeout_ms: i32,
        supported_protocols: Vec<ClassicProtocol<'a>> as Array<ClassicProtocol<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupMemberMetadataValue`].
    pub struct ClassicProtocol<'a> {
        name: &'a str as Str<0>,
        metadata: &'a [u8] as Carried<ConsumerProtocolSubscription<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 6.
    pub struct ConsumerGroupTargetAssignmentMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 6.
    pub struct ConsumerGroupTargetAssignmentMetadataValue<'a> {
        assignment_epoch: i32,
        assignment_timestamp: i64 [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 7.
    pub struct ConsumerGroupTargetAssignmentMemberKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 7.
    pub struct ConsumerGroupTargetAssignmentMemberValue<'a> {
        topic_partitions: Vec<ConsumerGroupTargetAssignmentMemberTopicPartition<'a>> as Array<ConsumerGroupTargetAssignmentMemberTopicPartition<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupTargetAssignmentMemberValue`].
    pub struct ConsumerGroupTargetAssignmentMemberTopicPartition<'a> = "TopicPartition" {
        topic_id: Uuid,
        partitions: Vec<i32> as Array<i32, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 8.
    pub struct ConsumerGroupCurrentMemberAssignmentKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 8.
    pub struct ConsumerGroupCurrentMemberAssignmentValue<'a> {
        member_epoch: i32,
        previous_member_epoch: i32,
        state: i8,
        assigned_partitions: Vec<ConsumerGroupCurrentMemberAssignmentTopicPartitions<'a>> as Array<ConsumerGroupCurrentMemberAssignmentTopicPartitions<'a>, 0>,
        partitions_pending_revocation: Vec<ConsumerGroupCurrentMemberAssignmentTopicPartitions<'a>> as Array<ConsumerGroupCurrentMemberAssignmentTopicPartitions<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ConsumerGroupCurrentMemberAssignmentValue`].
    pub struct ConsumerGroupCurrentMemberAssignmentTopicPartitions<'a> = "TopicPartitions" {
        topic_id: Uuid,
        partitions: Vec<i32> as Array<i32, 0>,
        assignment_epochs: Option<Vec<i32>> as Array<i32, 0> [..] = (Some(Vec::new())) tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 10.
    pub struct ShareGroupMemberMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 10.
    pub struct ShareGroupMemberMetadataValue<'a> {
        rack_id: Option<&'a str> as Str<0>,
        client_id: &'a str as Str<0>,
        client_host: &'a str as Str<0>,
        subscribed_topic_names: Vec<&'a str> as Array<Str<0>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 11.
    pub struct ShareGroupMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 11.
    pub struct ShareGroupMetadataValue<'a> {
        epoch: i32,
        metadata_hash: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 12.
    pub struct ShareGroupTargetAssignmentMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 12.
    pub struct ShareGroupTargetAssignmentMetadataValue<'a> {
        assignment_epoch: i32,
        assignment_timestamp: i64 [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 13.
    pub struct ShareGroupTargetAssignmentMemberKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 13.
    pub struct ShareGroupTargetAssignmentMemberValue<'a> {
        topic_partitions: Vec<ShareGroupTargetAssignmentMemberTopicPartition<'a>> as Array<ShareGroupTargetAssignmentMemberTopicPartition<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareGroupTargetAssignmentMemberValue`].
    pub struct ShareGroupTargetAssignmentMemberTopicPartition<'a> = "TopicPartition" {
        topic_id: Uuid,
        partitions: Vec<i32> as Array<i32, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 14.
    pub struct ShareGroupCurrentMemberAssignmentKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 14.
    pub struct ShareGroupCurrentMemberAssignmentValue<'a> {
        member_epoch: i32,
        previous_member_epoch: i32,
        state: i8,
        assigned_partitions: Vec<ShareGroupCurrentMemberAssignmentTopicPartitions<'a>> as Array<ShareGroupCurrentMemberAssignmentTopicPartitions<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareGroupCurrentMemberAssignmentValue`].
    pub struct ShareGroupCurrentMemberAssignmentTopicPartitions<'a> = "TopicPartitions" {
        topic_id: Uuid,
        partitions: Vec<i32> as Array<i32, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 15.
    pub struct ShareGroupStatePartitionMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 15.
    pub struct ShareGroupStatePartitionMetadataValue<'a> {
        initializing_topics: Vec<TopicPartitionsInfo<'a>> as Array<TopicPartitionsInfo<'a>, 0>,
        initialized_topics: Vec<TopicPartitionsInfo<'a>> as Array<TopicPartitionsInfo<'a>, 0>,
        deleting_topics: Vec<ShareGroupStatePartitionMetadataTopicInfo<'a>> as Array<ShareGroupStatePartitionMetadataTopicInfo<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareGroupStatePartitionMetadataValue`].
    pub struct TopicPartitionsInfo<'a> {
        topic_id: Uuid,
        topic_name: &'a str as Str<0>,
        partitions: Vec<i32> as Array<i32, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ShareGroupStatePartitionMetadataValue`].
    pub struct ShareGroupStatePartitionMetadataTopicInfo<'a> = "TopicInfo" {
        topic_id: Uuid,
        topic_name: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 16.
    pub struct ConsumerGroupRegularExpressionKey<'a> {
        group_id: &'a str as Str<NEVER>,
        regular_expression: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 16.
    pub struct ConsumerGroupRegularExpressionValue<'a> {
        topics: Vec<&'a str> as Array<Str<0>, 0>,
        version: i64,
        timestamp: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 17.
    pub struct StreamsGroupMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 17.
    pub struct StreamsGroupMetadataValue<'a> {
        epoch: i32,
        metadata_hash: i64,
        validated_topology_epoch: i32 [..] = -1 tag 0,
        last_assignment_configs: Option<Vec<LastAssignmentConfig<'a>>> as Array<LastAssignmentConfig<'a>, 0> [..] = (Some(Vec::new())) tag 1,
        stored_description_topology_epoch: i32 [..] = -1 tag 2,
        failed_description_topology_epoch: i32 [..] = -1 tag 3,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupMetadataValue`].
    pub struct LastAssignmentConfig<'a> {
        key: &'a str as Str<0>,
        value: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 19.
    pub struct StreamsGroupMemberMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 19.
    pub struct StreamsGroupMemberMetadataValue<'a> {
        instance_id: Option<&'a str> as Str<0>,
        rack_id: Option<&'a str> as Str<0>,
        client_id: &'a str as Str<0>,
        client_host: &'a str as Str<0>,
        rebalance_timeout_ms: i32 [..] = -1,
        topology_epoch: i32,
        process_id: &'a str as Str<0>,
        user_endpoint: Option<Endpoint<'a>> as Nullable<Endpoint<'a>>,
        client_tags: Vec<KeyValue<'a>> as Array<KeyValue<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupMemberMetadataValue`].
    pub struct Endpoint<'a> {
        host: &'a str as Str<0>,
        port: u16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupMemberMetadataValue`].
    pub struct KeyValue<'a> {
        key: &'a str as Str<0>,
        value: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 20.
    pub struct StreamsGroupTargetAssignmentMetadataKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 20.
    pub struct StreamsGroupTargetAssignmentMetadataValue<'a> {
        assignment_epoch: i32,
        assignment_timestamp: i64 [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 21.
    pub struct StreamsGroupTargetAssignmentMemberKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 21.
    pub struct StreamsGroupTargetAssignmentMemberValue<'a> {
        active_tasks: Vec<StreamsGroupTargetAssignmentMemberTaskIds<'a>> as Array<StreamsGroupTargetAssignmentMemberTaskIds<'a>, 0>,
        standby_tasks: Vec<StreamsGroupTargetAssignmentMemberTaskIds<'a>> as Array<StreamsGroupTargetAssignmentMemberTaskIds<'a>, 0>,
        warmup_tasks: Vec<StreamsGroupTargetAssignmentMemberTaskIds<'a>> as Array<StreamsGroupTargetAssignmentMemberTaskIds<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupTargetAssignmentMemberValue`].
    pub struct StreamsGroupTargetAssignmentMemberTaskIds<'a> = "TaskIds" {
        subtopology_id: &'a str as Str<0>,
        partitions: Vec<i32> as Array<i32, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 22.
    pub struct StreamsGroupCurrentMemberAssignmentKey<'a> {
        group_id: &'a str as Str<NEVER>,
        member_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 22.
    pub struct StreamsGroupCurrentMemberAssignmentValue<'a> {
        member_epoch: i32,
        previous_member_epoch: i32,
        state: i8,
        active_tasks: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        standby_tasks: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        warmup_tasks: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        active_tasks_pending_revocation: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        standby_tasks_pending_revocation: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        warmup_tasks_pending_revocation: Vec<StreamsGroupCurrentMemberAssignmentTaskIds<'a>> as Array<StreamsGroupCurrentMemberAssignmentTaskIds<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupCurrentMemberAssignmentValue`].
    pub struct StreamsGroupCurrentMemberAssignmentTaskIds<'a> = "TaskIds" {
        subtopology_id: &'a str as Str<0>,
        partitions: Vec<i32> as Array<i32, 0>,
        assignment_epochs: Option<Vec<i32>> as Array<i32, 0> [..] = (Some(Vec::new())) tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The key of kind 23.
    pub struct StreamsGroupTopologyKey<'a> {
        group_id: &'a str as Str<NEVER>,
    }
}

message! {
    /// The value of kind 23.
    pub struct StreamsGroupTopologyValue<'a> {
        epoch: i32,
        subtopologies: Vec<Subtopology<'a>> as Array<Subtopology<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupTopologyValue`].
    pub struct Subtopology<'a> {
        subtopology_id: &'a str as Str<0>,
        source_topics: Vec<&'a str> as Array<Str<0>, 0>,
        source_topic_regex: Vec<&'a str> as Array<Str<0>, 0>,
        state_changelog_topics: Vec<StreamsGroupTopologyTopicInfo<'a>> as Array<StreamsGroupTopologyTopicInfo<'a>, 0>,
        repartition_sink_topics: Vec<&'a str> as Array<Str<0>, 0>,
        repartition_source_topics: Vec<StreamsGroupTopologyTopicInfo<'a>> as Array<StreamsGroupTopologyTopicInfo<'a>, 0>,
        copartition_groups: Vec<CopartitionGroup<'a>> as Array<CopartitionGroup<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupTopologyValue`].
    pub struct StreamsGroupTopologyTopicInfo<'a> = "TopicInfo" {
        name: &'a str as Str<0>,
        partitions: i32,
        replication_factor: i16,
        topic_configs: Vec<TopicConfig<'a>> as Array<TopicConfig<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupTopologyValue`].
    pub struct TopicConfig<'a> {
        key: &'a str as Str<0>,
        value: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`StreamsGroupTopologyValue`].
    pub struct CopartitionGroup<'a> {
        source_topics: Vec<i16> as Array<i16, 0>,
        source_topic_regex: Vec<i16> as Array<i16, 0>,
        repartition_source_topics: Vec<i16> as Array<i16, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}
