//! Other software reads the batches that we write, and we read those that it wrote: a real broker
//! and five clients, and the record builders of three of them in process.
//!
//! `.ci/kafka/` says which, and obtains it. All that is made here lies in the target folder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]

mod broker;
mod internal;
mod lines;
mod mutants;
#[expect(unreachable_pub, clippy::expect_used, reason = "a test's, and public for fuzz targets")]
#[path = "../../../fuzz/src/peer.rs"]
mod peer;
mod segments;

use broker::{Broker, peer};
use lines::{Line, ours};
use std::{collections::BTreeMap, fs, path::Path};
use wireloom_codecs::compress::{Compression, Options, Snappy};
use wireloom_wire::kafka::{BatchOptions, Decoder, Encoder, Entries, RecordRef, Target};

/// What each client can write.
const CLIENTS: [(&str, &[&str]); 5] = [
    ("java", &["none", "gzip", "snappy", "lz4", "zstd"]),
    ("confluent", &["none", "gzip", "snappy", "lz4", "zstd"]),
    ("kafka-python", &["none", "gzip", "snappy", "lz4", "zstd"]),
    ("aiokafka", &["none", "gzip", "snappy", "lz4", "zstd"]),
    ("kafkajs", &["none", "gzip", "snappy"]),
];

fn writes_null_headers(client: &str) -> bool {
    !matches!(client, "kafkajs" | "kafka-python")
}

/// The batches that we produce, by the topic's name.
fn raw() -> BTreeMap<String, BatchOptions> {
    let raw = Options { snappy: Snappy::Raw, ..Options::DEFAULT };
    let mut all: BTreeMap<_, _> = (Compression::ALL.into_iter())
        .map(|c| (format!("raw-{c}"), BatchOptions::compressed(c)))
        .collect();
    let snappy = BatchOptions { compress: raw, ..BatchOptions::compressed(Compression::Snappy) };
    all.insert("raw-snappy-raw".into(), snappy);
    let sequenced = BatchOptions {
        producer_id: 4711,
        producer_epoch: 0,
        base_sequence: 0,
        ..BatchOptions::compressed(Compression::Zstd)
    };
    all.insert("raw-idempotent".into(), sequenced);
    all
}

#[test]
fn a_broker_and_its_clients() {
    let mut broker = Broker::start(19_492);
    let (full, simple) = (lines::sample(), lines::without_null_headers());
    let (full_file, simple_file) = (broker.file("full.txt"), broker.file("simple.txt"));
    lines::write(&full_file, &full);
    lines::write(&simple_file, &simple);
    let server = broker.server();

    let mut topics: Vec<String> = raw().into_keys().chain(["transactions".into()]).collect();
    for (client, codecs) in CLIENTS {
        topics.extend(codecs.iter().map(|codec| format!("{client}-{codec}")));
    }
    topics.iter_mut().for_each(|topic| topic.push_str(",index.interval.bytes=300"));
    topics.push("append,message.timestamp.type=LogAppendTime".into());
    let mut words = vec!["create", &server];
    words.extend(topics.iter().map(String::as_str));
    peer("java", &words);

    // They write.
    for (client, codecs) in CLIENTS {
        let file = if writes_null_headers(client) { &full_file } else { &simple_file };
        let mut topics: Vec<String> =
            codecs.iter().map(|codec| format!("{client}-{codec}={codec}")).collect();
        if client == "java" {
            topics.push("append=gzip".into());
        }
        let mut words = vec!["produce", &server, file.to_str().unwrap()];
        words.extend(topics.iter().map(String::as_str));
        peer(client, &words);
    }
    peer("java", &["transact", &server, "transactions", full_file.to_str().unwrap()]);

    // We write.
    let records: Vec<RecordRef<'_>> = full.iter().map(Line::record).collect();
    let mut encoder = Encoder::new();
    for (topic, options) in raw() {
        let mut batch = Vec::new();
        encoder.write(&options, &records, &mut batch).unwrap();
        broker.produce(&topic, &batch);
    }

    // Each of them reads what we wrote.
    for (client, _) in CLIENTS {
        // kafkajs has neither lz4 nor zstd.
        let read = |topic: &&String| {
            client != "kafkajs"
                || !["raw-lz4", "raw-zstd", "raw-idempotent"].contains(&topic.as_str())
        };
        let topics: Vec<String> = raw().into_keys().collect();
        let topics: Vec<&str> = topics.iter().filter(read).map(String::as_str).collect();
        let mut words = vec!["consume", &server];
        words.extend(&topics);
        let told = lines::told(&peer(client, &words));
        for topic in topics {
            assert_eq!(told[topic], full, "{client} reads {topic}");
        }
    }

    // We read what they wrote, and what the broker made of it.
    broker.stop();
    for (client, codecs) in CLIENTS {
        let expected = if writes_null_headers(client) { &full } else { &simple };
        for codec in codecs {
            let topic = format!("{client}-{codec}");
            assert_eq!(&segments::read(&broker.partition(&topic)), expected, "{topic}");
        }
    }
    let mut appended = segments::read(&broker.partition("append"));
    assert!(appended.iter().all(|line| line.timestamp > full[0].timestamp));
    appended.iter_mut().zip(&full).for_each(|(line, sent)| line.timestamp = sent.timestamp);
    assert_eq!(appended, full);
    segments::agree(&broker);
    reencoded(&broker);
    let all = CLIENTS.iter().flat_map(|(client, codecs)| codecs.iter().map(move |c| (client, c)));
    let topics: Vec<String> = all.map(|(client, codec)| format!("{client}-{codec}")).collect();
    mutants::agree(&broker, &topics);
}

/// Every batch of every client, unpacked and packed by us: the Java client reads the same.
fn reencoded(broker: &Broker) {
    let dir = broker.file("reencoded");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir(&dir).unwrap();
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    let mut expected = BTreeMap::new();
    for (client, codecs) in CLIENTS {
        for codec in codecs {
            let topic = format!("{client}-{codec}");
            let log = segments::bytes(&broker.partition(&topic));
            for compression in Compression::ALL {
                let mut out = Vec::new();
                for entry in Entries::new(&log) {
                    let (entry, mut plain) = (entry.unwrap(), Vec::new());
                    let start = out.len();
                    let none = Target::new(2, Compression::None);
                    encoder.convert(&entry, &mut decoder, &none, &mut plain).unwrap();
                    let target = Target::new(2, compression);
                    encoder.convert(&entry, &mut decoder, &target, &mut out).unwrap();
                    if entry.compression() == Ok(Compression::None) {
                        assert_eq!(plain, entry.bytes(), "{topic}: byte for byte");
                    }
                    let again = Entries::new(&out[start..]).next().unwrap().unwrap();
                    let mut unpacked = Vec::new();
                    encoder.convert(&again, &mut decoder, &none, &mut unpacked).unwrap();
                    assert_eq!(unpacked, plain, "{topic} {compression}: byte for byte");
                }
                let name = format!("{topic}-as-{compression}");
                fs::write(dir.join(&name), &out).unwrap();
                expected.insert(name, lines::of(&log));
            }
        }
    }
    assert_eq!(lines::told(&peer("java", &["read", dir.to_str().unwrap()])), expected);
}

/// Message sets and batches of the clients' own record builders, which need no broker.
#[test]
fn the_record_builders_of_the_clients() {
    broker::get();
    let full = lines::sample();
    let root = broker::root("builders");
    let (theirs, us) = (root.join("theirs"), root.join("ours"));
    for dir in [&theirs, &us] {
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir).unwrap();
    }
    let file = root.join("full.txt");
    lines::write(&file, &full);
    let builders = ["java", "kafka-python", "aiokafka"];
    for client in builders {
        peer(client, &["build", theirs.to_str().unwrap(), file.to_str().unwrap()]);
    }
    let expected = |magic: u8, client: &str| {
        let base = if client == "java" { 100 } else { 0 };
        lines::at_magic(&full, magic, base)
    };
    let mut files = 0;
    for entry in fs::read_dir(&theirs).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (rest, _codec) = name.rsplit_once('-').unwrap();
        let (client, magic) = rest.rsplit_once('-').unwrap();
        let read = lines::of(&fs::read(&path).unwrap());
        assert_eq!(read, expected(magic.parse().unwrap(), client), "{name}");
        files += 1;
    }
    assert_eq!(files, 13 * 3 - 1, "three clients, 4 + 4 + 5 files, one without its lz4");

    let names = write_ours(&us, &full);
    for client in builders {
        if client == "aiokafka" {
            // It refuses LZ4 below magic 1.
            fs::remove_file(us.join("ours-0-lz4")).unwrap();
        }
        let mut told = lines::told(&peer(client, &["read", us.to_str().unwrap()]));
        for (name, magic) in &names {
            if client != "aiokafka" || name != "ours-0-lz4" {
                assert_eq!(told.remove(name), Some(expected(*magic, "")), "{client} reads {name}");
            }
        }
        assert_eq!(told, BTreeMap::new());
    }
}

/// One file for each magic and compressor, and their names.
fn write_ours(dir: &Path, full: &[Line]) -> Vec<(String, u8)> {
    let mut names = Vec::new();
    for magic in 0..=2u8 {
        for compression in Compression::ALL {
            if magic < 2 && compression == Compression::Zstd {
                continue;
            }
            let options = BatchOptions {
                magic: magic.cast_signed(),
                ..BatchOptions::compressed(compression)
            };
            let name = format!("ours-{magic}-{compression}");
            fs::write(dir.join(&name), ours(full, &options)).unwrap();
            names.push((name, magic));
        }
    }
    names
}
