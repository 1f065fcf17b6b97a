//! The files that the broker wrote, against kafka-dump-log and against one another.
use super::{
    broker::{Broker, tool},
    lines::{self, Line},
};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use wireloom_wire::{
    Limits, Wire,
    kafka::{
        Control, Decoder, Entries, Entry, RecordRef, TimestampType,
        segment::{
            Check, Epochs, Fixed, Found, IndexWriter, Kind, Log, OffsetEntry, SnapshotFront,
            TimeEntry, TxnEntry, base_offset,
        },
    },
};

pub(crate) fn files(partition: &Path, kind: Kind) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(partition)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| Kind::of_name(path.file_name().unwrap().to_str().unwrap()) == Some(kind))
        .collect();
    files.sort();
    files
}

/// All segments of a partition, one behind the other.
pub(crate) fn bytes(partition: &Path) -> Vec<u8> {
    files(partition, Kind::Log).iter().flat_map(|path| fs::read(path).unwrap()).collect()
}

/// All records of a partition.
pub(crate) fn read(partition: &Path) -> Vec<Line> {
    lines::of(&bytes(partition))
}

/// Every segment of every partition: record for record with kafka-dump-log, and every other file
/// with its log.
pub(crate) fn agree(broker: &Broker) {
    let mut partitions: Vec<PathBuf> = fs::read_dir(broker.data())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    partitions.sort();
    let logs: Vec<PathBuf> =
        partitions.iter().flat_map(|partition| files(partition, Kind::Log)).collect();
    assert!(logs.len() > 30, "{logs:?}");
    dumped(&logs);
    let (mut transactions, mut producers) = (0, 0);
    for partition in &partitions {
        for log in files(partition, Kind::Log) {
            transactions += compared(partition, &log);
        }
        for snapshot in files(partition, Kind::ProducerSnapshot) {
            let bytes = fs::read(&snapshot).unwrap();
            producers += SnapshotFront::open(&bytes).unwrap().1.count();
        }
    }
    assert_eq!(transactions, 1, "one transaction was aborted");
    assert!(producers > 0);
}

/// kafka-dump-log prints the same batches and records as we do.
fn dumped(logs: &[PathBuf]) {
    let names: Vec<&str> = logs.iter().map(|log| log.to_str().unwrap()).collect();
    let theirs = tool(&["DumpLogSegments", "--deep-iteration", "--files", &names.join(",")]);
    let mut ours = String::new();
    for (log, name) in logs.iter().zip(&names) {
        writeln!(ours, "Dumping {name}").unwrap();
        dump(&fs::read(log).unwrap(), &mut ours);
    }
    let theirs: Vec<&str> = theirs
        .lines()
        // Noise: the name's offset, and every segment that does not begin at 0.
        .filter(|line| !line.starts_with("Log starting") && !line.starts_with("Snapshot end"))
        .take_while(|line| !line.starts_with("Found "))
        .map(|line| {
            // What a control record says has other names there.
            let end = line.find("] ").map_or(line.len(), |at| at + 1);
            if line.starts_with('|') { &line[..end] } else { line }
        })
        .collect();
    let ours: Vec<&str> = ours.lines().collect();
    for (n, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert_eq!(ours, theirs, "line {n}");
    }
    assert_eq!(ours.len(), theirs.len());
    assert!(ours.len() > 2_000, "{}", ours.len());
}

fn dump(log: &[u8], out: &mut String) {
    let (mut decoder, mut position) = (Decoder::new(), 0);
    for entry in Entries::new(log) {
        let entry = entry.unwrap();
        let Entry::Batch(b) = &entry else { panic!("magic {}", entry.magic()) };
        let time = match b.timestamp_type() {
            TimestampType::LogAppend => "LogAppendTime",
            _ => "CreateTime",
        };
        let (sequence, last) = (b.base_sequence, b.last_sequence().unwrap_or(-1));
        let horizon = match b.delete_horizon() {
            Some(time) => format!("OptionalLong[{time}]"),
            None => "OptionalLong.empty".into(),
        };
        writeln!(
            out,
            "baseOffset: {} lastOffset: {} count: {} baseSequence: {sequence} lastSequence: {last} \
             producerId: {} producerEpoch: {} partitionLeaderEpoch: {} isTransactional: {} isControl: {} \
             deleteHorizonMs: {horizon} position: {position} {time}: {} size: {} magic: 2 \
             compresscodec: {} crc: {} isvalid: {}",
            b.base_offset,
            b.last_offset(),
            b.record_count,
            b.producer_id,
            b.producer_epoch,
            b.partition_leader_epoch,
            b.is_transactional(),
            b.is_control(),
            b.max_timestamp,
            b.bytes().len(),
            b.compression().unwrap(),
            b.crc,
            b.verify().is_ok(),
        )
        .unwrap();
        for record in decoder.records(&entry).unwrap() {
            let r = record.unwrap();
            if b.is_control() {
                assert!(!matches!(r.control().unwrap(), Control::Unknown(_)));
            }
            let size = |bytes: Option<&[u8]>| bytes.map_or(-1, |bytes| bytes.len() as i64);
            let keys: Vec<_> = r.headers.iter().map(|h| str::from_utf8(h.key).unwrap()).collect();
            let (key, value) = (size(r.key), size(r.value));
            let sequence = r.sequence.unwrap_or(-1);
            writeln!(
                out,
                "| offset: {} {time}: {} keySize: {key} valueSize: {value} sequence: {sequence} headerKeys: [{}]",
                r.offset,
                r.timestamp,
                keys.join(","),
            )
            .unwrap();
        }
        position += b.bytes().len();
    }
}

/// The entries of an index file.
fn entries<T: for<'a> Wire<'a, T>>(log: &Path, suffix: &str) -> Vec<T> {
    let Ok(bytes) = fs::read(log.with_extension(suffix)) else { return Vec::new() };
    let mut fixed = Fixed::<T>::new();
    let mut all = Vec::new();
    for entry in bytes.chunks(Fixed::<T>::SIZE) {
        all.extend(fixed.next(entry).unwrap());
    }
    all
}

/// A log agrees with its indexes, and we would have written the same ones. Says how many aborted
/// transactions there are.
fn compared(partition: &Path, log: &Path) -> usize {
    let base = base_offset(log.file_name().unwrap().to_str().unwrap()).unwrap_or(0);
    let offsets: Vec<OffsetEntry> = entries(log, "index");
    let times: Vec<TimeEntry> = entries(log, "timeindex");
    let transactions: Vec<TxnEntry> = entries(log, "txnindex");
    let mut check = Check::new(base)
        .index(offsets.clone().into_iter())
        .times(times.clone().into_iter())
        .transactions(transactions.clone().into_iter());
    // A metadata snapshot is written in epochs of its own.
    let snapshot = log.extension().is_some_and(|suffix| suffix == "checkpoint");
    let epochs = fs::read(partition.join("leader-epoch-checkpoint"));
    if let Some(text) = epochs.ok().filter(|_| !snapshot) {
        let epochs: Vec<_> = Epochs::new(&text).unwrap().map(Result::unwrap).collect();
        check = check.epochs(epochs.into_iter());
    }
    let interval = match partition.file_name().unwrap().to_str().unwrap() {
        name if name.starts_with("__") || name.starts_with("append") => IndexWriter::INTERVAL,
        _ => 300,
    };
    let mut writer = IndexWriter::new(base, interval);
    let (mut made, mut made_times, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let (mut walk, mut decoder) = (Log::new(Limits::DEFAULT), Decoder::new());
    let file = fs::read(log).unwrap();
    while let Found::Entry { position, entry } = walk.next(&file) {
        let first: Option<RecordRef<'_>> =
            decoder.records(&entry).unwrap().next().map(Result::unwrap);
        check.entry(position, &entry, first.as_ref(), &mut |finding| findings.push(finding));
        let new = writer.entry(position, &entry);
        made.extend(new.offset);
        made_times.extend(new.time);
    }
    assert_eq!(walk.position(), file.len() as u64, "{}", log.display());
    check.finish(file.len() as u64, &mut |finding| findings.push(finding));
    assert_eq!(findings, [], "{}", log.display());
    made_times.extend(writer.finish());
    // The metadata log's are never closed, and snapshots have none.
    if !log.to_str().unwrap().contains("__cluster_metadata") {
        assert_eq!(made, offsets, "{}", log.display());
        assert_eq!(made_times, times, "{}", log.display());
    }
    transactions.len()
}
