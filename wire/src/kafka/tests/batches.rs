use super::{all, batch, records, reseal};
use crate::{
    ErrorKind, Limits,
    frame::Step,
    kafka::*,
    wireloom_codecs::compress::{Compression, Options, Snappy},
};

/// By hand, from "Record Batch" in Kafka's documentation: one record, key "k0", value "v0", header
/// a=1. Length and CRC are filled in below.
const ONE_RECORD: &str = "0000000000000000 00000000 ffffffff 02 00000000 0000 00000000
    0000018bcfe56800 0000018bcfe56800 ffffffffffffffff ffff ffffffff 00000001
    1c 00 00 00  04 6b30  04 7630  02  02 61 02 31";

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn a_batch_is_laid_out_as_the_specification_says() {
    let mut bytes = hex(ONE_RECORD);
    reseal(&mut bytes);
    let headers = [HeaderRef { key: b"a", value: Some(b"1") }];
    let record =
        RecordRef::new(Some(b"k0"), Some(b"v0")).at(1_700_000_000_000).with(Headers::new(&headers));
    assert_eq!(batch(&BatchOptions::default(), &[record]), bytes);

    let read = BatchRef::new(&bytes).unwrap();
    read.verify().unwrap();
    assert_eq!((read.base_offset, read.next_offset(), read.record_count), (0, 1, 1));
    assert_eq!(read.compression(), Ok(Compression::None));
    let only = read.records().unwrap().next().unwrap().unwrap();
    assert_eq!(only, record);
    assert_eq!(only.headers.len(), 1);
}

#[test]
fn every_compressor_round_trips() {
    let values: Vec<String> =
        (0..500).map(|n| format!("{{\"n\":{n},\"what\":\"order\"}}")).collect();
    let sent: Vec<RecordRef<'_>> = (values.iter().enumerate())
        .map(|(n, v)| {
            RecordRef::new(Some(&v.as_bytes()[..4]), Some(v.as_bytes())).at(1_000 + n as i64)
        })
        .collect();
    let plain = batch(&BatchOptions::default(), &sent);
    for compression in Compression::ALL {
        for snappy in [Snappy::Raw, Snappy::DEFAULT] {
            let compress = Options { snappy, ..Options::DEFAULT };
            let options = BatchOptions { compress, ..BatchOptions::compressed(compression) };
            let bytes = batch(&options, &sent);
            assert_eq!(records(&bytes), records(&plain), "{compression}");
            assert!(compression == Compression::None || bytes.len() < plain.len() / 2);
        }
    }
}

#[test]
fn compression_that_does_not_pay_is_left_out_if_asked() {
    let record = RecordRef::new(None, Some(b"x"));
    for (magic, compression) in
        [(2, Compression::Zstd), (1, Compression::Gzip), (0, Compression::Lz4)]
    {
        let options = BatchOptions {
            magic,
            only_if_smaller: true,
            base_offset: 70,
            ..BatchOptions::compressed(compression)
        };
        let bytes = batch(&options, &[record, record]);
        let plain =
            batch(&BatchOptions { compression: Compression::None, ..options }, &[record, record]);
        assert_eq!(bytes, plain);
        let offsets: Vec<i64> = records(&bytes).iter().map(|r| r.offset).collect();
        assert_eq!(offsets, [70, 71]);
    }
}

#[test]
fn a_cut_batch_at_the_end_is_no_error() {
    let one = batch(&BatchOptions::default(), &[RecordRef::new(None, Some(b"v"))]);
    let two = [one.clone(), one.clone()].concat();
    for cut in 0..=two.len() {
        let mut entries = Entries::new(&two[..cut]);
        let whole = entries.by_ref().map(Result::unwrap).count();
        assert_eq!(whole, cut / one.len());
        assert_eq!(entries.position(), whole * one.len());
        assert_eq!(entries.rest(), &two[whole * one.len()..cut]);
    }
    // Need is a true lower bound: with so much more there is either an entry or a better bound.
    for cut in 0..one.len() {
        let Ok(Step::Need(need)) = Entry::cut(&one[..cut], &Limits::DEFAULT) else {
            panic!("{cut}")
        };
        assert!(cut + need.get() <= one.len());
    }
}

#[test]
fn the_magic_may_change_from_one_to_the_next() {
    let record = RecordRef::new(Some(b"k"), Some(b"v")).at(5);
    let mut bytes = Vec::new();
    for (n, magic) in [0, 2, 1, 2].into_iter().enumerate() {
        let options = BatchOptions { magic, base_offset: n as i64, ..BatchOptions::default() };
        bytes.extend(batch(&options, &[record]));
    }
    let magics: Vec<i8> = Entries::new(&bytes).map(|entry| entry.unwrap().magic()).collect();
    assert_eq!(magics, [0, 2, 1, 2]);
    let read: Vec<(i64, i64)> = records(&bytes).iter().map(|r| (r.offset, r.timestamp)).collect();
    assert_eq!(read, [(0, -1), (1, 5), (2, 5), (3, 5)]);
}

#[test]
fn unknown_attribute_bits_are_kept() {
    let unknown = u16::cast_signed(0x8580);
    let attributes = Attributes(unknown | Attributes::TRANSACTIONAL);
    let options = BatchOptions { attributes, ..BatchOptions::default() };
    let bytes = batch(&options, &[RecordRef::new(None, None)]);
    assert_eq!(BatchRef::new(&bytes).unwrap().attributes, attributes);
    let mut out = Vec::new();
    let entry = Entries::new(&bytes).next().unwrap().unwrap();
    let target = Target::new(2, Compression::Gzip);
    Encoder::new().convert(&entry, &mut Decoder::new(), &target, &mut out).unwrap();
    assert_eq!(BatchRef::new(&out).unwrap().attributes.0, attributes.0 | 1);
}

#[test]
fn an_empty_compacted_batch_is_legal() {
    // Kept by compaction for its sequence: count 0, baseTimestamp -1.
    let options =
        BatchOptions { producer_id: 7, producer_epoch: 1, base_sequence: 40, ..Default::default() };
    let mut bytes = batch(&options, &[]);
    bytes[23..27].copy_from_slice(&9i32.to_be_bytes());
    reseal(&mut bytes);
    let read = BatchRef::new(&bytes).unwrap();
    assert_eq!((read.batch_length, read.record_count, read.base_timestamp), (49, 0, -1));
    assert_eq!((read.next_offset(), read.last_sequence()), (10, Some(49)));
    assert_eq!(all(&bytes), (vec![], vec![]));
}

#[test]
fn offsets_may_have_gaps_and_the_next_one_is_the_headers() {
    let mut encoder = Encoder::new();
    let mut bytes = Vec::new();
    let mut writer = encoder
        .begin(BatchOptions { base_offset: 1000, ..Default::default() }, &mut bytes)
        .unwrap();
    for offset in [1004, 1017] {
        let record = RecordRef { offset, ..RecordRef::new(None, Some(b"v")) };
        assert!(writer.push(&record).unwrap());
        assert_eq!(writer.push(&record).unwrap_err().kind, ErrorKind::BadValue);
    }
    writer.finish().unwrap();
    let offsets: Vec<i64> = records(&bytes).iter().map(|r| r.offset).collect();
    assert_eq!(offsets, [1004, 1017]);
    assert_eq!(BatchRef::new(&bytes).unwrap().next_offset(), 1018);
}

#[test]
fn a_full_batch_says_so_and_a_dropped_one_leaves_nothing() {
    let record = RecordRef::new(None, Some(&[7; 30]));
    let mut encoder = Encoder::new();
    let mut out = b"before".to_vec();
    let options = BatchOptions { max_size: 61 + 38 * 2, ..Default::default() };
    let mut writer = encoder.begin(options, &mut out).unwrap();
    assert!(writer.append(&record).unwrap() && writer.append(&record).unwrap());
    assert!(!writer.append(&record).unwrap());
    assert_eq!((writer.len(), writer.size()), (2, 61 + 38 - 1 + 38 - 1));
    drop(writer);
    assert_eq!(out, b"before");

    let mut writer = encoder.begin(BatchOptions { max_size: 80, ..options }, &mut out).unwrap();
    assert_eq!(writer.append(&record).unwrap_err().kind, ErrorKind::FrameLimit);
    drop(writer);
    let mut writer = encoder.begin(BatchOptions { max_records: 1, ..options }, &mut out).unwrap();
    assert!(writer.append(&record).unwrap() && !writer.append(&record).unwrap());
}

#[test]
fn a_delete_horizon_stands_where_the_base_timestamp_does() {
    let options = BatchOptions { delete_horizon: Some(9_000), ..Default::default() };
    let bytes = batch(&options, &[RecordRef::new(Some(b"k"), None).at(4_000)]);
    let read = BatchRef::new(&bytes).unwrap();
    assert_eq!(read.delete_horizon(), Some(9_000));
    assert_eq!(records(&bytes)[0].timestamp, 4_000);
}

#[test]
fn a_bad_crc_is_found_or_skipped_by_choice() {
    let mut bytes = batch(&BatchOptions::default(), &[RecordRef::new(None, Some(b"v"))]);
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    let (none, errors) = all(&bytes);
    assert_eq!(
        (none.len(), errors[0].error.kind, errors[0].next_offset),
        (0, ErrorKind::BadChecksum, Some(1))
    );
    let entry = Entries::new(&bytes).next().unwrap().unwrap();
    let mut decoder = Decoder::new().verify(false);
    assert_eq!(decoder.records(&entry).unwrap().count(), 1);
}

#[test]
fn the_offset_and_the_leader_may_change_under_the_same_crc() {
    let mut bytes = batch(&BatchOptions::default(), &[RecordRef::new(None, Some(b"v"))]);
    bytes[..8].copy_from_slice(&4711i64.to_be_bytes());
    bytes[12..16].copy_from_slice(&3i32.to_be_bytes());
    assert_eq!(records(&bytes)[0].offset, 4711);
}
