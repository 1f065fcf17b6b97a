//! What Kafka's batches cost in memory, and the laws of the tables inside them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]

use arbitrary::Unstructured;
use wireloom_codecs::{compress::Compression, heap};
use wireloom_wire::{
    Context, Form, check,
    kafka::{
        BatchHeader, BatchOptions, ControlKey, Decoder, Encoder, EndTxnMarker, Entries, HeaderRef,
        Headers, KraftVersion, KraftVoters, LeaderChange, Record, RecordRef, SnapshotFooter,
        SnapshotHeader,
        segment::{OffsetEntry, ProducerEntry, SnapshotFront, TimeEntry, TxnEntry},
    },
};

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

/// 1,000 records of 160 bytes.
fn batch(compression: Compression) -> Vec<u8> {
    let value = [b'v'; 120];
    let headers = [HeaderRef { key: b"trace", value: Some(b"0123456789abcdef") }];
    let record = RecordRef::new(Some(b"key-0000"), Some(&value)).with(Headers::new(&headers));
    let mut out = Vec::new();
    let options = BatchOptions::compressed(compression);
    Encoder::new().write(&options, vec![record; 1_000], &mut out).unwrap();
    out
}

/// The most heap that reading every record of `bytes` takes, and how many there are.
fn walk(bytes: &[u8], decoder: &mut Decoder) -> (usize, usize) {
    let mut count = 0;
    let peak = heap::peak(&mut || {
        count = 0;
        for entry in Entries::new(bytes).flatten() {
            let Ok(records) = decoder.records(&entry) else { continue };
            for record in records.flatten() {
                count += record.headers.iter().count().min(1);
            }
        }
    });
    (peak, count)
}

#[test]
fn walking_records_allocates_nothing() {
    let mut decoder = Decoder::new();
    assert_eq!(walk(&batch(Compression::None), &mut decoder), (0, 1_000));
    for compression in Compression::ALL {
        let bytes = batch(compression);
        // The first batch makes contexts and the buffer; later ones take no more.
        let (first, _) = walk(&bytes, &mut decoder);
        let inflated = decoder.inflated().len();
        assert!(first <= (64 << 10) + 8 * (bytes.len() + inflated), "{compression}: {first}");
        assert_eq!(walk(&bytes, &mut decoder), (0, 1_000), "{compression}");
    }
}

#[test]
fn owned_records_obey_the_memory_rule() {
    // The fewest bytes of a record are seven.
    let factor = (2 * size_of::<Record>() / 7).max(8);
    let mut bytes = Vec::new();
    let records = vec![RecordRef::new(None, None); 10_000];
    Encoder::new().write(&BatchOptions::default(), records, &mut bytes).unwrap();
    for bytes in [bytes, batch(Compression::None)] {
        let entry = Entries::new(&bytes).next().unwrap().unwrap();
        let mut decoder = Decoder::new();
        let peak = heap::peak(&mut || {
            let walk = decoder.records(&entry).unwrap();
            drop(walk.map(|record| record.unwrap().to_owned()).collect::<Vec<Record>>());
        });
        assert!(peak <= (64 << 10) + bytes.len() * factor, "{peak} for {}", bytes.len());
    }
}

#[test]
fn no_count_and_no_length_reserves_memory() {
    let good = batch(Compression::None);
    let mut decoder = Decoder::new().verify(false);
    for at in [8, 57, 61] {
        let mut bytes = good.clone();
        bytes[at..at + 4].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(walk(&bytes, &mut decoder).0, 0, "byte {at}");
    }
    for compression in Compression::ALL {
        let mut bytes = batch(compression);
        for claim in bytes.iter_mut().skip(61).take(12) {
            *claim = 0xff;
        }
        let (peak, _) = walk(&bytes, &mut Decoder::new().verify(false));
        // gzip says at its end, unharmed, what it inflates to: that much may be reserved.
        assert!(peak <= (64 << 10) + 2 * good.len(), "{compression}: {peak}");
    }
}

/// The laws of a table, for arbitrary messages and for changes of them.
fn laws<F: Form>(versions: i16) {
    let meter = |f: &mut dyn FnMut()| heap::peak(f);
    check::METER.get_or_init(|| meter);
    let mut seed = 7u64;
    let mut frames = 0;
    for round in 0..1_500 {
        let mut noise = vec![0; 8 << (round % 6)];
        for byte in &mut noise {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = seed.to_be_bytes()[0];
        }
        let context = Context::DEFAULT.at(round % (versions + 1));
        let Some(mut bytes) = check::arbitrary::<F>(&mut Unstructured::new(&noise), context) else {
            continue;
        };
        check::laws::<F>(&bytes, context);
        if let Some(byte) = bytes.get_mut(usize::from(noise[0]) % noise.len()) {
            *byte ^= noise[1];
            check::laws::<F>(&bytes, context);
        }
        frames += 1;
    }
    assert!(frames > 100, "{frames}");
}

#[test]
fn control_records_obey_the_laws() {
    laws::<ControlKey>(0);
    laws::<EndTxnMarker>(0);
    laws::<LeaderChange<'static>>(1);
    laws::<SnapshotHeader<'static>>(0);
    laws::<SnapshotFooter<'static>>(0);
    laws::<KraftVersion<'static>>(0);
    laws::<KraftVoters<'static>>(0);
    laws::<BatchHeader>(0);
}

#[test]
fn entries_of_index_files_obey_the_laws() {
    laws::<OffsetEntry>(0);
    laws::<TimeEntry>(0);
    laws::<TxnEntry>(0);
    laws::<SnapshotFront>(0);
    laws::<ProducerEntry>(0);
}
