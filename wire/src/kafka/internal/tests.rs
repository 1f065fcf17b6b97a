//! Records as brokers write them, and what no broker writes.
use super::{
    Topic, Versioned,
    cluster_metadata::{ClusterMetadata, Metadata, TopicRecord},
    consumer_offsets::{ConsumerOffsets, OffsetCommitKey, OffsetCommitValue},
    share_group_state::ShareGroupState,
    transaction_state::TransactionState,
};
use crate::{
    Context, ErrorKind, Form, Wire, Writer, check,
    kafka::{RecordRef, Uuid},
    observers::Json,
    wire,
};
use alloc::{collections::BTreeMap, string::String, vec::Vec};

const KEY: &[u8] = b"\0\x01\0\x01g\0\x01t\0\0\0\x02";
const VALUE: &[u8] = b"\0\x03\0\0\0\0\0\0\0\x2a\0\0\0\x01\0\x01m\0\0\0\0\0\0\0\x07";

fn told(topic: Topic, key: &[u8], value: Option<&[u8]>) -> (String, String) {
    let told = |f: &dyn Fn(&mut Json<'_>) -> crate::Result<()>| {
        let mut out = Vec::new();
        let mut json = Json::new(&mut out);
        f(&mut json).unwrap();
        json.finish();
        String::from_utf8(out).unwrap()
    };
    let record = RecordRef::new(Some(key), value);
    (told(&|json| topic.observe_key(key, json)), told(&|json| topic.observe_value(&record, json)))
}

#[test]
fn an_offset_commit_says_what_it_is() {
    let record = ConsumerOffsets::of(&RecordRef::new(Some(KEY), Some(VALUE))).unwrap();
    let ConsumerOffsets::OffsetCommit(key, Some(value)) = record else { panic!("{record:?}") };
    assert_eq!(key, OffsetCommitKey { group: "g", topic: "t", partition: 2 });
    let fields = OffsetCommitValue {
        offset: 42,
        leader_epoch: 1,
        metadata: "m",
        commit_timestamp: 7,
        ..OffsetCommitValue::default()
    };
    assert_eq!(value, Versioned::Known { version: 3, fields });
    let (key, value) = told(Topic::ConsumerOffsets, KEY, Some(VALUE));
    assert_eq!(key, r#"{"kind":"OffsetCommit","fields":{"group":"g","topic":"t","partition":2}}"#);
    let fields = r#"{"offset":42,"leader_epoch":1,"metadata":"m","commit_timestamp":7}"#;
    assert_eq!(value, alloc::format!(r#"{{"version":3,"fields":{fields}}}"#));
}

#[test]
fn without_a_value_it_is_gone() {
    let record = ConsumerOffsets::of(&RecordRef::new(Some(KEY), None)).unwrap();
    assert!(matches!(record, ConsumerOffsets::OffsetCommit(_, None)), "{record:?}");
    assert_eq!(told(Topic::ConsumerOffsets, KEY, None).1, "null");
}

#[test]
fn unknown_kinds_and_versions_are_values() {
    let key = b"\x03\xe7new";
    let record = ConsumerOffsets::of(&RecordRef::new(Some(key), Some(b"any"))).unwrap();
    let unknown = ConsumerOffsets::Unknown { kind: 999, key: b"new", value: Some(b"any") };
    assert_eq!(record, unknown);
    let told = told(Topic::ConsumerOffsets, key, Some(b"any"));
    assert_eq!(told, (r#"{"kind":999,"fields":"new"}"#.into(), r#""any""#.into()));

    let record = ConsumerOffsets::of(&RecordRef::new(Some(KEY), Some(b"\0\x63new"))).unwrap();
    let ConsumerOffsets::OffsetCommit(_, Some(value)) = record else { panic!("{record:?}") };
    assert_eq!(value, Versioned::Unknown { version: 99, body: b"new" });
    assert_eq!(value.fields(), None);
}

#[test]
fn what_does_not_fit_is_an_error_in_its_place() {
    let of = |key, value| ConsumerOffsets::of(&RecordRef::new(key, value)).unwrap_err();
    assert_eq!(of(None, None).kind, ErrorKind::UnexpectedEnd);
    assert_eq!(of(Some(&KEY[..8]), None).kind, ErrorKind::UnexpectedEnd);
    let longer = [VALUE, b"!"].concat();
    let error = of(Some(KEY), Some(&longer));
    assert_eq!((error.kind, error.offset), (ErrorKind::Trailing, 25));
}

#[test]
fn metadata_says_what_it_is_in_its_value() {
    let mut value = b"\x01\x02\0\x07orders".to_vec();
    value.extend([7; 16]);
    value.push(0);
    let record = ClusterMetadata::of(&RecordRef::new(None, Some(&value))).unwrap();
    let topic = TopicRecord { name: "orders", topic_id: Uuid([7; 16]), ..TopicRecord::default() };
    let record_ = Metadata::TopicRecord(topic);
    assert_eq!(record, ClusterMetadata { frame_version: 1, version: 0, record: record_ });
    let fields = r#"{"name":"orders","topic_id":"BwcHBwcHBwcHBwcHBwcHBw"}"#;
    assert_eq!(
        told(Topic::ClusterMetadata, b"", Some(&value)).1,
        alloc::format!(
            r#"{{"frame_version":1,"kind":"TopicRecord","version":0,"fields":{fields}}}"#
        )
    );
    // A version, and a kind, of a later release.
    for bytes in [&b"\x01\x02\x05new"[..], b"\x01\xe7\x07\0new"] {
        let record = ClusterMetadata::of(&RecordRef::new(None, Some(bytes))).unwrap();
        assert!(matches!(record.record, Metadata::Unknown { body: b"new", .. }), "{record:?}");
        check::laws::<ClusterMetadata<'static>>(bytes, Context::DEFAULT);
    }
}

#[test]
fn a_record_is_written_as_it_stands_in_a_batch() {
    let key = OffsetCommitKey { group: "g", topic: "t", partition: 2 };
    let fields = OffsetCommitValue { offset: 42, leader_epoch: 1, ..OffsetCommitValue::default() };
    let write = |version| {
        let value = Versioned::Known { version, fields: fields.clone() };
        let record = ConsumerOffsets::OffsetCommit(key.clone(), Some(value));
        let mut out = Vec::new();
        let written = ConsumerOffsets::write(&record, &mut Writer::new(&mut out));
        written.map(|()| out)
    };
    let out = write(3).unwrap();
    assert_eq!(out[..13], [&[24], KEY].concat());
    check::laws::<ConsumerOffsets<'static>>(&out, Context::DEFAULT);
    // A version that the table does not have cannot be claimed for its fields.
    assert_eq!(write(5).unwrap_err().kind, ErrorKind::Unwritable);
}

#[test]
fn a_folder_tells_the_topic() {
    for topic in Topic::ALL {
        assert_eq!(Topic::of_folder(&alloc::format!("{}-12", topic.name())), Some(topic));
    }
    for name in ["__consumer_offsets", "__consumer_offsets-", "__consumer_offsets-x", "orders-1"] {
        assert_eq!(Topic::of_folder(name), None, "{name}");
    }
}

/// Arbitrary records, by what `what` says of them.
fn arbitrary<F: Form>(what: impl Fn(&F::At<'_>) -> String) -> BTreeMap<String, usize> {
    let (mut seed, mut all) = (7u64, BTreeMap::new());
    for n in 0..3_000 {
        let noise: Vec<u8> = (0..32usize << (n % 4))
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                seed.to_be_bytes()[0]
            })
            .collect();
        let made =
            check::arbitrary::<F>(&mut arbitrary::Unstructured::new(&noise), Context::DEFAULT);
        let Some(bytes) = made else { continue };
        if n % 8 == 0 {
            check::laws::<F>(&bytes, Context::DEFAULT);
        }
        let record = wire::read::<F>(&bytes, Context::DEFAULT).unwrap();
        *all.entry(what(&record)).or_default() += 1;
    }
    all
}

/// The laws see every kind: none is a table that nobody ever fills.
#[test]
fn every_kind_obeys_the_laws() {
    let kind = |debug: String| debug.split(['(', ' ']).next().unwrap_or_default().into();
    let offsets = arbitrary::<ConsumerOffsets<'static>>(|r| kind(alloc::format!("{r:?}")));
    assert_eq!(offsets.len(), 22 + 1, "{offsets:?}");
    let transactions = arbitrary::<TransactionState<'static>>(|r| kind(alloc::format!("{r:?}")));
    assert_eq!(transactions.len(), 1 + 1, "{transactions:?}");
    let shares = arbitrary::<ShareGroupState<'static>>(|r| kind(alloc::format!("{r:?}")));
    assert_eq!(shares.len(), 2 + 1, "{shares:?}");
    let metadata = arbitrary::<ClusterMetadata<'static>>(|r| {
        alloc::format!("{} {}", kind(alloc::format!("{:?}", r.record)), r.version.min(9))
    });
    let known = metadata.keys().filter(|name| !name.starts_with("Unknown")).count();
    // 27 kinds, some in several versions.
    assert_eq!(known, 27 + 4 + 2 + 2 + 3, "{metadata:?}");
}
