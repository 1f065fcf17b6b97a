//! `__cluster_metadata`: brokers, topics, partitions, configuration.
//!
//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test
//! compares it with them.
use crate::kafka::{Array, Boolean, Bytes, Str, Uuid};
use crate::tags::{TagBuffer, Tags};
use alloc::vec::Vec;

stated! {
    /// A record of `__cluster_metadata`: brokers, topics, partitions, configuration.
    pub struct ClusterMetadata<'a> with Metadata {
        RegisterBrokerRecord(RegisterBrokerRecord<'a> [0..=4]) = 0,
        UnregisterBrokerRecord(UnregisterBrokerRecord<'a> [0..=0]) = 1,
        TopicRecord(TopicRecord<'a> [0..=0]) = 2,
        PartitionRecord(PartitionRecord<'a> [0..=2]) = 3,
        ConfigRecord(ConfigRecord<'a> [0..=0]) = 4,
        PartitionChangeRecord(PartitionChangeRecord<'a> [0..=2]) = 5,
        FenceBrokerRecord(FenceBrokerRecord<'a> [0..=0]) = 7,
        UnfenceBrokerRecord(UnfenceBrokerRecord<'a> [0..=0]) = 8,
        RemoveTopicRecord(RemoveTopicRecord<'a> [0..=0]) = 9,
        DelegationTokenRecord(DelegationTokenRecord<'a> [0..=0]) = 10,
        UserScramCredentialRecord(UserScramCredentialRecord<'a> [0..=0]) = 11,
        FeatureLevelRecord(FeatureLevelRecord<'a> [0..=0]) = 12,
        ClientQuotaRecord(ClientQuotaRecord<'a> [0..=0]) = 14,
        ProducerIdsRecord(ProducerIdsRecord<'a> [0..=0]) = 15,
        BrokerRegistrationChangeRecord(BrokerRegistrationChangeRecord<'a> [0..=3]) = 17,
        AccessControlEntryRecord(AccessControlEntryRecord<'a> [0..=0]) = 18,
        RemoveAccessControlEntryRecord(RemoveAccessControlEntryRecord<'a> [0..=0]) = 19,
        NoOpRecord(NoOpRecord<'a> [0..=0]) = 20,
        ZkMigrationStateRecord(ZkMigrationStateRecord<'a> [0..=0]) = 21,
        RemoveUserScramCredentialRecord(RemoveUserScramCredentialRecord<'a> [0..=0]) = 22,
        BeginTransactionRecord(BeginTransactionRecord<'a> [0..=0]) = 23,
        EndTransactionRecord(EndTransactionRecord<'a> [0..=0]) = 24,
        AbortTransactionRecord(AbortTransactionRecord<'a> [0..=0]) = 25,
        RemoveDelegationTokenRecord(RemoveDelegationTokenRecord<'a> [0..=0]) = 26,
        RegisterControllerRecord(RegisterControllerRecord<'a> [0..=0]) = 27,
        ClearElrRecord(ClearElrRecord<'a> [0..=0]) = 28,
        UnregisterControllerRecord(UnregisterControllerRecord<'a> [0..=0]) = 29,
    }
}

message! {
    /// Kind 0.
    pub struct RegisterBrokerRecord<'a> {
        broker_id: i32,
        is_migrating_zk_broker: bool as Boolean [2..],
        incarnation_id: Uuid,
        broker_epoch: i64,
        end_points: Vec<BrokerEndpoint<'a>> as Array<BrokerEndpoint<'a>, 0>,
        features: Vec<BrokerFeature<'a>> as Array<BrokerFeature<'a>, 0>,
        rack: Option<&'a str> as Str<0>,
        fenced: bool as Boolean [..] = true,
        in_controlled_shutdown: bool as Boolean [1..],
        log_dirs: Vec<Uuid> as Array<Uuid, 0> [3..] tag 0,
        cordoned_log_dirs: Option<Vec<Uuid>> as Array<Uuid, 0> [4..] tag 1,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`RegisterBrokerRecord`].
    pub struct BrokerEndpoint<'a> {
        name: &'a str as Str<0>,
        host: &'a str as Str<0>,
        port: u16,
        security_protocol: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`RegisterBrokerRecord`].
    pub struct BrokerFeature<'a> {
        name: &'a str as Str<0>,
        min_supported_version: i16,
        max_supported_version: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 1.
    pub struct UnregisterBrokerRecord<'a> {
        broker_id: i32,
        broker_epoch: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 2.
    pub struct TopicRecord<'a> {
        name: &'a str as Str<0>,
        topic_id: Uuid,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 3.
    pub struct PartitionRecord<'a> {
        partition_id: i32 [..] = -1,
        topic_id: Uuid,
        replicas: Vec<i32> as Array<i32, 0>,
        isr: Vec<i32> as Array<i32, 0>,
        removing_replicas: Vec<i32> as Array<i32, 0>,
        adding_replicas: Vec<i32> as Array<i32, 0>,
        leader: i32 [..] = -1,
        leader_recovery_state: i8 [..] tag 0,
        leader_epoch: i32 [..] = -1,
        partition_epoch: i32 [..] = -1,
        directories: Vec<Uuid> as Array<Uuid, 0> [1..],
        eligible_leader_replicas: Option<Vec<i32>> as Array<i32, 0> [2..] tag 1,
        last_known_elr: Option<Vec<i32>> as Array<i32, 0> [2..] tag 2,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 4.
    pub struct ConfigRecord<'a> {
        resource_type: i8,
        resource_name: &'a str as Str<0>,
        name: &'a str as Str<0>,
        value: Option<&'a str> as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 5.
    pub struct PartitionChangeRecord<'a> {
        partition_id: i32 [..] = -1,
        topic_id: Uuid,
        isr: Option<Vec<i32>> as Array<i32, 0> [..] tag 0,
        leader: i32 [..] = -2 tag 1,
        replicas: Option<Vec<i32>> as Array<i32, 0> [..] tag 2,
        removing_replicas: Option<Vec<i32>> as Array<i32, 0> [..] tag 3,
        adding_replicas: Option<Vec<i32>> as Array<i32, 0> [..] tag 4,
        leader_recovery_state: i8 [..] = -1 tag 5,
        directories: Option<Vec<Uuid>> as Array<Uuid, 0> [1..] tag 8,
        eligible_leader_replicas: Option<Vec<i32>> as Array<i32, 0> [2..] tag 6,
        last_known_elr: Option<Vec<i32>> as Array<i32, 0> [2..] tag 7,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 7.
    pub struct FenceBrokerRecord<'a> {
        id: i32,
        epoch: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 8.
    pub struct UnfenceBrokerRecord<'a> {
        id: i32,
        epoch: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 9.
    pub struct RemoveTopicRecord<'a> {
        topic_id: Uuid,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 10.
    pub struct DelegationTokenRecord<'a> {
        owner: &'a str as Str<0>,
        requester: &'a str as Str<0>,
        renewers: Vec<&'a str> as Array<Str<0>, 0>,
        issue_timestamp: i64,
        max_timestamp: i64,
        expiration_timestamp: i64,
        token_id: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 11.
    pub struct UserScramCredentialRecord<'a> {
        name: &'a str as Str<0>,
        mechanism: i8,
        salt: &'a [u8] as Bytes<0>,
        stored_key: &'a [u8] as Bytes<0>,
        server_key: &'a [u8] as Bytes<0>,
        iterations: i32,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 12.
    pub struct FeatureLevelRecord<'a> {
        name: &'a str as Str<0>,
        feature_level: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 14.
    pub struct ClientQuotaRecord<'a> {
        entity: Vec<EntityData<'a>> as Array<EntityData<'a>, 0>,
        key: &'a str as Str<0>,
        value: f64,
        remove: bool as Boolean,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`ClientQuotaRecord`].
    pub struct EntityData<'a> {
        entity_type: &'a str as Str<0>,
        entity_name: Option<&'a str> as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 15.
    pub struct ProducerIdsRecord<'a> {
        broker_id: i32,
        broker_epoch: i64 [..] = -1,
        next_producer_id: i64,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 17.
    pub struct BrokerRegistrationChangeRecord<'a> {
        broker_id: i32,
        broker_epoch: i64,
        fenced: i8 [..] tag 0,
        in_controlled_shutdown: i8 [1..] tag 1,
        log_dirs: Vec<Uuid> as Array<Uuid, 0> [2..] tag 2,
        cordoned_log_dirs: Option<Vec<Uuid>> as Array<Uuid, 0> [3..] tag 3,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 18.
    pub struct AccessControlEntryRecord<'a> {
        id: Uuid,
        resource_type: i8,
        resource_name: &'a str as Str<0>,
        pattern_type: i8,
        principal: &'a str as Str<0>,
        host: &'a str as Str<0>,
        operation: i8,
        permission_type: i8,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 19.
    pub struct RemoveAccessControlEntryRecord<'a> {
        id: Uuid,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 20.
    pub struct NoOpRecord<'a> {
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 21.
    pub struct ZkMigrationStateRecord<'a> {
        zk_migration_state: i8,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 22.
    pub struct RemoveUserScramCredentialRecord<'a> {
        name: &'a str as Str<0>,
        mechanism: i8,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 23.
    pub struct BeginTransactionRecord<'a> {
        name: Option<&'a str> as Str<0> [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 24.
    pub struct EndTransactionRecord<'a> {
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 25.
    pub struct AbortTransactionRecord<'a> {
        reason: Option<&'a str> as Str<0> [..] tag 0,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 26.
    pub struct RemoveDelegationTokenRecord<'a> {
        token_id: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 27.
    pub struct RegisterControllerRecord<'a> {
        controller_id: i32,
        incarnation_id: Uuid,
        zk_migration_ready: bool as Boolean,
        end_points: Vec<ControllerEndpoint<'a>> as Array<ControllerEndpoint<'a>, 0>,
        features: Vec<ControllerFeature<'a>> as Array<ControllerFeature<'a>, 0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`RegisterControllerRecord`].
    pub struct ControllerEndpoint<'a> {
        name: &'a str as Str<0>,
        host: &'a str as Str<0>,
        port: u16,
        security_protocol: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Inside [`RegisterControllerRecord`].
    pub struct ControllerFeature<'a> {
        name: &'a str as Str<0>,
        min_supported_version: i16,
        max_supported_version: i16,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 28.
    pub struct ClearElrRecord<'a> {
        topic_name: &'a str as Str<0>,
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Kind 29.
    pub struct UnregisterControllerRecord<'a> {
        controller_id: i32,
        tags: Tags<'a> as TagBuffer,
    }
}
