use super::super::{
    Attributes, BatchOptions, Decoder, Encoder, Entry, EntryRecords, RecordRef, Target,
};
use super::*;
use crate::{ErrorKind, Limits, wireloom_codecs::compress::Compression};
use alloc::vec::Vec;

/// A log from offset 100: ten batches of five records of 200 bytes.
fn log() -> Vec<u8> {
    let mut out = Vec::new();
    for n in 0..10 {
        let options = BatchOptions {
            base_offset: 100 + n * 5,
            partition_leader_epoch: i32::from(n > 3),
            ..BatchOptions::default()
        };
        // Every third batch is older than the one before.
        let records = [RecordRef::new(None, Some(&[7; 200])).at(1_000 + n * 10 - n % 3 * 25); 5];
        Encoder::new().write(&options, records, &mut out).unwrap();
    }
    out
}

/// Walks a log that comes in pieces of `piece` bytes: positions of batches, errors, trailing bytes.
fn walk(
    file: &[u8],
    piece: usize,
    mut each: impl FnMut(u64, &Entry<'_>),
) -> (Vec<u64>, Vec<u64>, usize) {
    let mut log = Log::new(Limits::DEFAULT);
    let (mut buffer, mut file) = (Vec::new(), file);
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    loop {
        match log.next(&buffer) {
            Found::Entry { position, entry } => {
                each(position, &entry);
                good.push(position);
            }
            Found::Bad { position, .. } => bad.push(position),
            Found::Need(_) | Found::Lost if file.is_empty() => break,
            Found::Need(_) | Found::Lost => {
                buffer.drain(..log.take_used());
                let (front, rest) = file.split_at(piece.min(file.len()));
                buffer.extend_from_slice(front);
                file = rest;
            }
        }
    }
    buffer.drain(..log.take_used());
    (good, bad, buffer.len())
}

#[test]
fn any_split_of_a_log_gives_the_same_batches() {
    let mut file = log();
    let size = file.len() / 10;
    file[size * 4 + 16] = 9;
    file.extend([0, 0, 0]);
    let whole = walk(&file, file.len(), |_, _| {});
    let at = |n: usize| (size * n) as u64;
    assert_eq!(whole.1, [at(4)]);
    assert_eq!((whole.0.len(), whole.0[4], whole.2), (9, at(5), 3));
    for piece in [1, 7, 60, 1_000, 1_201] {
        assert_eq!(walk(&file, piece, |_, _| {}), whole, "pieces of {piece}");
    }
}

#[test]
fn what_cannot_be_told_into_batches_is_trailing() {
    let mut file = log();
    let size = file.len();
    file.extend([0; 100]);
    let (good, bad, trailing) = walk(&file, 64, |_, _| {});
    assert_eq!((good.len(), bad, trailing), (10, vec![], 100), "room");
    file.truncate(size);
    file.extend([7, 0xff].repeat(50));
    let (good, bad, trailing) = walk(&file, 64, |_, _| {});
    assert_eq!((good.len(), bad, trailing), (10, vec![size as u64], 100), "no length");
}

#[test]
fn a_batch_above_the_limit_is_passed_over_without_being_held() {
    let file = [log(), log()].concat();
    let mut log = Log::new(Limits { frame: 100, ..Limits::DEFAULT });
    let mut passed = 0;
    let (mut used, mut errors) = (0, 0);
    while used < file.len() {
        // Never more than a header's worth is offered.
        match log.next(&file[used..file.len().min(used + 64)]) {
            Found::Bad { error, .. } => {
                assert_eq!(error.error.kind, ErrorKind::FrameLimit);
                errors += 1;
            }
            Found::Need(_) => passed += 1,
            other => panic!("{other:?}"),
        }
        used += log.take_used();
    }
    assert!(errors == 20 && passed > 0);
}

/// The indexes that a broker would have made, and what it finds wrong.
fn indexes(file: &[u8]) -> (Vec<OffsetEntry>, Vec<TimeEntry>) {
    let mut writer = IndexWriter::new(100, 2_000);
    let (mut offsets, mut times) = (Vec::new(), Vec::new());
    walk(file, 512, |position, entry| {
        let made = writer.entry(position, entry);
        offsets.extend(made.offset);
        times.extend(made.time);
    });
    times.extend(writer.finish());
    (offsets, times)
}

fn findings(file: &[u8], check: Check<'_>) -> Vec<(Fault, i64, i64)> {
    let (mut check, mut found) = (check, Vec::new());
    let mut decoder = Decoder::new();
    walk(file, 512, |position, entry| {
        let first = decoder.records(entry).unwrap().next().transpose().unwrap();
        let report = &mut |f: Finding| found.push((f.fault, f.expected, f.found));
        check.entry(position, entry, first.as_ref(), report);
    });
    check.finish(file.len() as u64, &mut |f| found.push((f.fault, f.expected, f.found)));
    found
}

#[test]
fn a_log_agrees_with_the_indexes_made_for_it() {
    let file = log();
    let (offsets, times) = indexes(&file);
    // An entry once more than 2,000 bytes lie behind the last: every other batch of 1,100.
    assert_eq!(offsets.iter().map(|e| e.relative_offset).collect::<Vec<_>>(), [14, 24, 34, 44]);
    assert!(times.is_sorted_by_key(|e| e.timestamp) && times.len() > 2);
    let epochs = [(0, 0), (1, 120)].map(|(epoch, start_offset)| EpochEntry { epoch, start_offset });
    let check = Check::new(100)
        .index(offsets.into_iter())
        .times(times.into_iter())
        .epochs(epochs.into_iter());
    assert_eq!(findings(&file, check), []);
}

#[test]
fn what_does_not_fit_is_found() {
    let file = log();
    let (mut offsets, mut times) = indexes(&file);
    offsets[1].position += 1;
    offsets[2].relative_offset -= 3;
    times[1].timestamp += 1;
    let past = OffsetEntry { relative_offset: 99, position: 1 << 20 };
    let check = Check::new(100)
        .index(offsets.into_iter().chain([past]))
        .times(times.into_iter())
        .epochs([EpochEntry { epoch: 0, start_offset: 0 }].into_iter());
    let found = findings(&file, check);
    let count = |fault| found.iter().filter(|f| f.0 == fault).count();
    assert_eq!(count(Fault::NoBatchAtPosition), 2);
    assert_eq!(count(Fault::OffsetMismatch), 1);
    assert_eq!(count(Fault::TimestampMismatch), 1);
    assert_eq!(count(Fault::EpochMismatch), 6);
    assert_eq!(found.len(), 10);

    let size = file.len() / 10;
    let mut gap = [&file[..size], &file[size * 2..]].concat();
    assert_eq!(findings(&gap, Check::new(100)), [(Fault::Gap, 105, 110)]);
    gap.extend_from_slice(&file[..size]);
    assert_eq!(findings(&gap, Check::new(100))[1], (Fault::Backwards, 150, 100));
}

#[test]
fn aborted_transactions_end_in_their_markers() {
    let mut file = Vec::new();
    for (n, r#type) in [(0, 1u8), (1, 0)] {
        let options = BatchOptions {
            base_offset: n,
            producer_id: 5,
            attributes: Attributes(Attributes::CONTROL | Attributes::TRANSACTIONAL),
            ..BatchOptions::default()
        };
        let key = [0, 0, 0, r#type];
        let record = [RecordRef::new(Some(&key), Some(&[0, 0, 0, 0, 0, 1]))];
        Encoder::new().write(&options, record, &mut file).unwrap();
    }
    let entry = |last_offset, producer_id| TxnEntry {
        version: 0,
        producer_id,
        first_offset: 0,
        last_offset,
        last_stable_offset: 0,
    };
    assert_eq!(findings(&file, Check::new(0).transactions([entry(1, 5)].into_iter())), []);
    for wrong in [entry(0, 5), entry(1, 6), entry(9, 5)] {
        let found = findings(&file, Check::new(0).transactions([wrong].into_iter()));
        assert_eq!(found[0].0, Fault::NoAbortMarker);
    }
}

#[test]
fn index_entries_round_trip_and_room_is_no_content() {
    let entry = OffsetEntry { relative_offset: 14, position: 2_200 };
    let mut file = Vec::new();
    entry.append(&mut file).unwrap();
    assert_eq!(file, [0, 0, 0, 14, 0, 0, 8, 0x98]);
    file.extend([0; 16]);
    let mut fixed = Fixed::<OffsetEntry>::new();
    assert_eq!(fixed.next(&file), Ok(Some(entry)));
    assert_eq!((fixed.next(&file[8..]), fixed.next(&file[16..])), (Ok(None), Ok(None)));
    assert_eq!((fixed.count(), fixed.padding()), (1, 2));
    assert_eq!(
        [Fixed::<OffsetEntry>::SIZE, Fixed::<TimeEntry>::SIZE, Fixed::<TxnEntry>::SIZE],
        [8, 12, 34]
    );
}

#[test]
fn a_snapshot_is_checked_whole() {
    let mut file = vec![0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
    file.extend((0..46).collect::<Vec<u8>>());
    let crc = super::super::crc32c(&file[6..]);
    file[2..6].copy_from_slice(&crc.to_be_bytes());
    let (front, entries) = SnapshotFront::open(&file).unwrap();
    let entries: Vec<ProducerEntry> = entries.collect();
    assert_eq!((front.producer_entries, entries.len(), entries[0].epoch), (1, 1, 0x0809));
    for (at, kind) in
        [(1, ErrorKind::BadValue), (2, ErrorKind::BadChecksum), (20, ErrorKind::BadChecksum)]
    {
        let mut bad = file.clone();
        bad[at] ^= 4;
        assert_eq!(SnapshotFront::open(&bad).map(|_| ()).unwrap_err().kind, kind);
    }
    assert!(SnapshotFront::open(&file[..30]).is_err());
}

#[test]
fn a_checkpoint_is_text() {
    let read = |text: &str| {
        Epochs::new(text.as_bytes()).and_then(Iterator::collect::<crate::Result<Vec<_>>>)
    };
    assert_eq!(read("0\n2\n0 0\n3 120\n").unwrap()[1], EpochEntry { epoch: 3, start_offset: 120 });
    assert_eq!(read("0\n0\n").unwrap(), []);
    for (text, kind, offset) in [
        ("1\n0\n", ErrorKind::BadValue, 0),
        ("0\nx\n", ErrorKind::BadLength, 2),
        ("0\n2\n0 0\n", ErrorKind::UnexpectedEnd, 0),
        ("0\n1\n0 0\n1 1\n", ErrorKind::Trailing, 8),
        ("0\n2\n1 0\n1 1\n", ErrorKind::BadValue, 8),
        ("0\n1\n1\n", ErrorKind::BadValue, 4),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!((error.kind, error.offset), (kind, offset), "{text:?}");
    }
}

#[test]
fn names_and_bytes_tell_what_a_file_is() {
    for (name, kind) in [
        ("00000000000000000100.log", Some(Kind::Log)),
        ("00000000000000000100.log.deleted", Some(Kind::Log)),
        ("00000000000000000007-0000000003.checkpoint", Some(Kind::Log)),
        ("00000000000000000100.index", Some(Kind::OffsetIndex)),
        ("00000000000000000100.timeindex", Some(Kind::TimeIndex)),
        ("00000000000000000100.txnindex", Some(Kind::TxnIndex)),
        ("00000000000000000100.snapshot", Some(Kind::ProducerSnapshot)),
        ("leader-epoch-checkpoint", Some(Kind::EpochCheckpoint)),
        ("log", None),
        ("README.md", None),
    ] {
        assert_eq!(Kind::of_name(name), kind, "{name}");
    }
    assert_eq!(base_offset("00000000000000000100.timeindex"), Some(100));
    assert_eq!((base_offset("100.log"), base_offset("")), (None, None));
    assert_eq!(Kind::of_bytes(&log()[..100]), Some(Kind::Log));
    assert_eq!(Kind::of_bytes(b"0\n1\n0 0\n"), Some(Kind::EpochCheckpoint));
    assert_eq!(Kind::of_bytes(b"hello, this is no segment"), None);
}

#[test]
fn a_log_of_any_magic_is_walked() {
    let file = log();
    let (mut encoder, mut decoder, mut old) = (Encoder::new(), Decoder::new(), Vec::new());
    let target = Target::new(1, Compression::Gzip);
    walk(&file, 4_096, |_, entry| {
        encoder.convert(entry, &mut decoder, &target, &mut old).unwrap();
    });
    let mut offsets = Vec::new();
    walk(&old, 100, |_, entry| {
        let records = decoder.records(entry).unwrap();
        assert!(matches!(records, EntryRecords::Message(_)));
        offsets.extend(records.map(|record| record.unwrap().offset));
    });
    assert_eq!(offsets, (100..150).collect::<Vec<i64>>());
    assert_eq!(findings(&old, Check::new(100)), []);
}
