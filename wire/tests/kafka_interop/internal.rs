//! The topics in which a broker keeps its own state, record for record against kafka-dump-log's
//! decoders.
use super::{
    broker::{Broker, peer, tool},
    lines, segments,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wireloom_wire::{
    Context, Form, Observed, Reader, Wire, Writer, check,
    kafka::{
        Decoder, Entries, Entry, RecordRef,
        internal::{
            Topic, Versioned, cluster_metadata::ClusterMetadata, consumer_offsets::ConsumerOffsets,
            consumer_protocol::ConsumerProtocolSubscription, share_group_state::ShareGroupState,
            transaction_state::TransactionState,
        },
        observe_control,
        segment::Kind,
    },
    observers::Json,
};

const DECODERS: [(Topic, &str); 4] = [
    (Topic::ConsumerOffsets, "--offsets-decoder"),
    (Topic::TransactionState, "--transaction-log-decoder"),
    (Topic::ShareGroupState, "--share-group-state-decoder"),
    (Topic::ClusterMetadata, "--cluster-metadata-decoder"),
];

/// What a session of ordinary clients makes a broker write: how many kinds of each topic.
const KINDS: [usize; 4] = [14, 1, 2, 20];

#[test]
fn what_a_broker_remembers() {
    let mut broker = Broker::start(19_592);
    let file = broker.file("state.txt");
    lines::write(&file, &lines::sample());
    let (server, file) = (broker.server(), file.to_str().unwrap().to_owned());
    peer("java", &["create", &server, "orders", "transactions"]);
    peer("java", &["produce", &server, &file, "orders=zstd"]);
    peer("java", &["transact", &server, "transactions", &file]);
    peer("java", &["state", &server, "orders"]);
    broker.stop();
    for ((topic, decoder), kinds) in DECODERS.into_iter().zip(KINDS) {
        let mut seen = BTreeMap::new();
        for file in logs(&broker.data(), topic) {
            compare(topic, decoder, &file, &mut seen);
        }
        eprintln!("{}: {} records, {seen:?}", topic.name(), seen.values().sum::<usize>());
        assert!(seen.len() >= kinds, "{}: {seen:?}", topic.name());
    }
}

/// The logs and the snapshots of a topic.
fn logs(data: &Path, topic: Topic) -> Vec<PathBuf> {
    let folders = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let ours = |path: &PathBuf| Topic::of_folder(path.file_name().unwrap().to_str().unwrap());
    let mut logs: Vec<_> = folders
        .filter(|folder| folder.is_dir() && ours(folder) == Some(topic))
        .flat_map(|folder| segments::files(&folder, Kind::Log))
        .collect();
    if topic == Topic::ClusterMetadata {
        logs.push(data.join("bootstrap.checkpoint"));
    }
    logs.sort();
    logs
}

/// One file: the same records, keys and values, whoever reads them. Counts kinds.
fn compare(topic: Topic, decoder: &str, file: &Path, seen: &mut BTreeMap<String, usize>) {
    let dump = tool(&["DumpLogSegments", decoder, "--files", file.to_str().unwrap()]);
    let mut theirs = dump.lines().filter(|line| line.starts_with('|'));
    let (log, mut decoder) = (fs::read(file).unwrap(), Decoder::new());
    for entry in Entries::new(&log) {
        let entry = entry.unwrap();
        let control = matches!(&entry, Entry::Batch(batch) if batch.is_control());
        for record in decoder.records(&entry).unwrap() {
            let (record, line) = (record.unwrap(), theirs.next().unwrap());
            if control {
                let theirs = line.split_once("headerKeys: [] ").unwrap().1;
                let theirs = &theirs[theirs.find('{').unwrap()..];
                same(&json(&|json| observe_control(&record, json)), &parse(theirs), line);
                *seen.entry("control".into()).or_default() += 1;
                continue;
            }
            rewritten(topic, &record);
            let ours = told(topic, &record);
            let kind = ours
                .0
                .get("kind")
                .or_else(|| ours.1.get("kind"))
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned();
            *seen.entry(kind).or_default() += 1;
            let (key, payload) = match line.split_once(" key: ") {
                Some((_, both)) => both.split_once(" payload: ").unwrap(),
                None => ("null", line.split_once(" payload: ").unwrap().1),
            };
            same_key(topic, &ours.0, &parse(key), line);
            same_value(topic, &ours.1, payload, line);
        }
    }
    assert_eq!(theirs.next(), None, "{}", file.display());
}

/// What `f` says.
fn json(f: &dyn Fn(&mut Json<'_>) -> wireloom_wire::Result<()>) -> Value {
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    f(&mut json).unwrap();
    json.finish();
    serde_json::from_slice(&out).unwrap()
}

/// What we say of key and value.
fn told(topic: Topic, record: &RecordRef<'_>) -> (Value, Value) {
    let key = record.key.map(|key| json(&|json| topic.observe_key(key, json)));
    (key.unwrap_or_default(), json(&|json| topic.observe_value(record, json)))
}

fn same_key(topic: Topic, ours: &Value, theirs: &Value, line: &str) {
    if topic == Topic::ClusterMetadata {
        assert_eq!((ours, theirs), (&Value::Null, &Value::Null), "{line}");
        return;
    }
    let kind: i16 = theirs["type"].as_str().unwrap().parse().unwrap();
    let names = match topic {
        Topic::ConsumerOffsets => wireloom_wire::kafka::internal::consumer_offsets::Key::KINDS,
        Topic::TransactionState => wireloom_wire::kafka::internal::transaction_state::Key::KINDS,
        _ => wireloom_wire::kafka::internal::share_group_state::Key::KINDS,
    };
    let name = names.iter().find(|row| row.0 == kind).unwrap().1;
    assert_eq!(ours["kind"], name, "{line}");
    same(&ours["fields"], &theirs["data"], line);
}

fn same_value(topic: Topic, ours: &Value, theirs: &str, line: &str) {
    if theirs == "<DELETE>" {
        assert_eq!(ours, &Value::Null, "{line}");
        return;
    }
    let theirs = parse(theirs);
    let version = match &theirs["version"] {
        Value::String(version) => version.parse().unwrap(),
        version => version.as_i64().unwrap(),
    };
    assert_eq!(ours["version"], version, "{line}");
    if topic == Topic::ClusterMetadata {
        let kind = |name: &Value| name.as_str().unwrap().replace('_', "").to_lowercase();
        assert_eq!(kind(&ours["kind"]), kind(&theirs["type"]), "{line}");
    }
    same(&ours["fields"], &theirs["data"], line);
}

/// The same fields, whoever names them: `group_id` is `groupId`, and bytes are theirs in base64.
fn same(ours: &Value, theirs: &Value, line: &str) {
    match (ours, theirs) {
        // What bytes carry: they show it without its version, or not at all.
        (Value::Object(carried), Value::Object(other))
            if carried.contains_key("version") && !other.contains_key("version") =>
        {
            same(&carried["fields"], theirs, line);
        }
        (Value::Object(carried), Value::String(theirs)) if carried.contains_key("version") => {
            let bytes = unbase64(theirs);
            let theirs = json(&|json| {
                let mut r = Observed::new(Reader::new(&bytes), json);
                Versioned::<ConsumerProtocolSubscription<'_>>::read(&mut r)?;
                r.finish()
            });
            assert_eq!(ours, &theirs, "{line}");
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let plain = |name: &String| name.replace('_', "").to_lowercase();
            let names: Vec<_> = ours.keys().map(plain).collect();
            let mut expected: Vec<_> = theirs.keys().map(plain).collect();
            expected.sort();
            let mut sorted = names.clone();
            sorted.sort();
            assert_eq!(sorted, expected, "{line}");
            for (name, value) in theirs {
                let (_, own) = ours.iter().find(|(own, _)| plain(own) == plain(name)).unwrap();
                same(own, value, line);
            }
        }
        (Value::Object(ours), Value::String(_)) => assert_eq!(&ours["base64"], theirs, "{line}"),
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{line}");
            ours.iter().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs, line));
        }
        // Bytes that are text.
        (Value::String(ours), Value::String(theirs)) if ours != theirs => {
            assert_eq!(ours.as_bytes(), unbase64(theirs), "{line}");
        }
        _ => assert_eq!(ours, theirs, "{line}"),
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    let (mut out, mut bits, mut n) = (Vec::new(), 0u32, 0);
    for character in text.bytes().filter(|character| *character != b'=') {
        let six = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(six);
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n).try_into().unwrap());
            bits &= (1 << n) - 1;
        }
    }
    out
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// What was read is written as it stood there, and the laws hold of it.
fn rewritten(topic: Topic, record: &RecordRef<'_>) {
    match topic {
        Topic::ConsumerOffsets => {
            again::<ConsumerOffsets<'static>>(record, ConsumerOffsets::of(record))
        }
        Topic::TransactionState => {
            again::<TransactionState<'static>>(record, TransactionState::of(record))
        }
        Topic::ShareGroupState => {
            again::<ShareGroupState<'static>>(record, ShareGroupState::of(record))
        }
        Topic::ClusterMetadata => {
            again::<ClusterMetadata<'static>>(record, ClusterMetadata::of(record))
        }
    }
}

fn again<'a, F: Form>(record: &RecordRef<'a>, read: wireloom_wire::Result<F::At<'a>>) {
    let mut out = Vec::new();
    <F::At<'a>>::write(&read.unwrap(), &mut Writer::new(&mut out)).unwrap();
    assert!(out.ends_with(record.value.unwrap_or_default()), "{record:?} {out:02x?}");
    let key = record.key.unwrap_or_default();
    assert!(out.windows(key.len().max(1)).take(6).any(|at| key.is_empty() || at == key));
    check::laws::<F>(&out, Context::DEFAULT);
}
