//! Any bytes as batches and message sets: the laws hold that hold of messages, as far as a batch has
//! them. What is read is written, aloud changes nothing, every byte has a name, memory is bounded.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use wireloom_codecs::{Limits, compress::Compression, heap};
use wireloom_fuzz::{Noise, start};
use wireloom_wire::{
    Context, Observed, Reader,
    build::Document,
    kafka::{
        BatchHeader, BatchOptions, Decoder, Encoder, Entries, Entry, HeaderRef, Headers,
        MessageRef, RecordRef, Target, crc32, crc32c,
    },
    observers::{Json, Tree},
};

/// Low, so that an input of some hundred bytes reaches them.
const LIMITS: Limits = Limits { inflated: 1 << 20, window: 1 << 20, ..Limits::DEFAULT };

thread_local! {
    static KEPT: RefCell<(Encoder, Decoder)> =
        RefCell::new((Encoder::new(), Decoder::with(LIMITS)));
}

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(11);
    let mut seeds = Vec::new();
    for magic in 0..=2 {
        for compression in Compression::ALL {
            let text = noise.bytes(9);
            let headers =
                [HeaderRef { key: b"a", value: None }, HeaderRef { key: b"a", value: Some(b"") }];
            let headers = Headers::new(if magic == 2 { &headers } else { &[] });
            let records = [
                RecordRef::new(None, Some(&text)).at(1_700_000_000_000).with(headers),
                RecordRef::new(Some(b"key"), None).at(-1),
            ];
            let options = BatchOptions { magic, ..BatchOptions::compressed(compression) };
            let mut bytes = vec![if magic == 2 { 1 } else { 2 }];
            if Encoder::new().write(&options, records, &mut bytes).is_ok() {
                seeds.push(bytes);
            }
        }
    }
    seeds
}

fuzz_target!(init: start(seeds), |input: &[u8]| {
    let Some((how, bytes)) = input.split_first() else { return };
    let mut bytes = bytes.to_vec();
    sealed(*how, &mut bytes);
    walked(&bytes);
    let peak = heap::peak(&mut || walked(&bytes));
    // The block of LZ4 that is kept, and what one batch may inflate to, twice while it grows.
    let most = (64 << 10) + bytes.len() * 8 + (4 << 20) + 3 * LIMITS.inflated;
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    aloud(&bytes);
    for entry in Entries::new(&bytes).flatten() {
        there_and_back(&entry);
    }
});

/// Makes lengths and checksums right, for else few would look at the rest: of a batch, of the first
/// message, or of nothing.
fn sealed(how: u8, bytes: &mut [u8]) {
    let size = |from: usize, bytes: &[u8]| (bytes.len() - from).to_be_bytes()[4..].to_vec();
    match how % 3 {
        1 if bytes.len() >= BatchHeader::SIZE => {
            let length = size(BatchHeader::BEFORE_LENGTH, bytes);
            bytes[8..12].copy_from_slice(&length);
            bytes[16] = 2;
            let crc = crc32c(&bytes[BatchHeader::CRC_FROM..]).to_be_bytes();
            bytes[BatchHeader::CRC_AT..BatchHeader::CRC_FROM].copy_from_slice(&crc);
        }
        2 if bytes.len() > MessageRef::CRC_FROM => {
            let length = size(MessageRef::BEFORE_SIZE, bytes);
            bytes[8..12].copy_from_slice(&length);
            bytes[16] &= 1;
            let crc = crc32(&bytes[MessageRef::CRC_FROM..]).to_be_bytes();
            bytes[MessageRef::CRC_AT..MessageRef::CRC_FROM].copy_from_slice(&crc);
        }
        _ => {}
    }
}

/// Laws 1 and 6: the walk ends, and every error lies inside its bytes.
fn walked(bytes: &[u8]) {
    KEPT.with_borrow_mut(|(_, decoder)| {
        let mut entries = Entries::with(bytes, LIMITS);
        for entry in entries.by_ref() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    assert!(error.error.offset <= length(bytes), "{error:?}");
                    continue;
                }
            };
            let end = length(entry.bytes());
            match decoder.records(&entry) {
                Ok(records) => {
                    for error in records.filter_map(Result::err) {
                        assert!(error.buffer != 0 || error.offset <= end, "{error:?}");
                    }
                }
                Err(error) => assert!(error.error.offset <= end, "{error:?}"),
            }
        }
        assert_eq!(entries.position() + entries.rest().len(), bytes.len());
    });
}

/// Laws 2, 3 and 6: reading aloud gives the same, JSON is sound, and every byte has a name.
fn aloud(bytes: &[u8]) {
    let context = Context::new(&LIMITS);
    let reader = || Reader::with(bytes, context);
    let quiet = Entry::read(&mut reader());
    let mut tree = Tree::default();
    let heard = Entry::read(&mut Observed::new(reader(), &mut tree));
    assert_eq!(quiet, heard, "law 2");
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let heard = Entry::read(&mut Observed::new(reader(), &mut json));
    json.finish();
    assert_eq!(quiet, heard, "law 2");
    let text = String::from_utf8(out).expect("law 2: JSON is UTF-8");
    if let Err(error) = Document::parse(&text, &Limits::DEFAULT) {
        // A batch may hold more values than a document may.
        assert!(text.len() > 100_000, "law 2: {error}: {text}");
    }
    let Ok(entry) = quiet else { return };
    let mut named = vec![false; entry.bytes().len()];
    for span in tree.spans().iter().filter(|span| span.buffer == 0 && span.shape.is_none()) {
        named[span.bytes.clone()].fill(true);
    }
    assert!(named.iter().all(|named| *named), "law 3: {named:?}");
    // A prefix is cut, never another entry.
    for cut in (0..entry.bytes().len()).step_by(entry.bytes().len() / 64 + 1) {
        assert!(Entry::read(&mut Reader::with(&bytes[..cut], context)).is_err(), "law 6: {cut}");
    }
}

/// Law 4: unpacked, packed by each compressor and unpacked again, the records are the same bytes;
/// and rewritten by another magic they can be read.
fn there_and_back(entry: &Entry<'_>) {
    KEPT.with_borrow_mut(|(encoder, decoder)| {
        let mut convert = |entry: &Entry<'_>, magic, compression| {
            let mut out = Vec::new();
            let target = Target::new(magic, compression);
            encoder.convert(entry, decoder, &target, &mut out).map(|_| out)
        };
        let Ok(plain) = convert(entry, 2, Compression::None) else { return };
        let unpacked = one(&plain);
        for compression in Compression::ALL {
            let packed = convert(&unpacked, 2, compression).expect("what was read can be written");
            let again =
                convert(&one(&packed), 2, Compression::None).expect("we read what we write");
            assert!(again == plain, "law 4: {compression}");
        }
        for magic in 0..2 {
            if let Ok(set) = convert(&unpacked, magic, Compression::Gzip) {
                assert!(Entries::new(&set).all(|entry| entry.is_ok()), "law 4: magic {magic}");
            }
        }
    });
}

fn one(bytes: &[u8]) -> Entry<'_> {
    let mut entries = Entries::new(bytes);
    let entry = entries.next().expect("there is one").expect("it can be read");
    assert!(entries.rest().is_empty(), "there is no other");
    entry
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).expect("it is in memory")
}
