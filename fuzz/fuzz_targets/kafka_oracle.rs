//! Any bytes as a record batch: kafka-protocol reads the same records, or fails where it is known to.
//!
//! It runs in a process of its own, for it reserves what any count says and aborts. Its package is
//! the one that the benches time; it is built when this target starts.
//!
//! Where the two differ, and aiokafka with them where `wire/tests/kafka_interop/mutants.rs` found it:
//!
//! | case | kafka-protocol | aiokafka | we, and why |
//! |---|---|---|---|
//! | headers of one name | one of them | all | all: they are legal, and ordered |
//! | LogAppendTime | the record's own | the batch's | the batch's |
//! | sequence with base -1, past 2^31 - 1 | a number | does not tell | none; it wraps to 0 |
//! | name of a header that is not UTF-8 | error | error | bytes, as Java keeps them |
//! | bytes left in a record, behind the last | read | error | error |
//! | varint of more than 32 bits | cut | read | error |
//! | length of -2 and less | error | null | error |
//! | attributes of a record from 0x80 on | read | taken for a varint | read |
//! | a count of 2^31 - 1 | aborts | error | error, nothing reserved |
//! | gzip: members behind the first, padding | error | read | read, as Java does |
//! | gzip: reserved flags | read | read | error, RFC 1952 §2.3.1.2 |
//! | xerial: other versions | read as raw | error | read, as snappy-java does |
//! | xerial: block longer than what is left | error | cut | error |
//! | LZ4: frame that is cut | read so far | error | error |
//! | LZ4: match from before the block | what lies there | what lies there | error |
//! | zstd: compressed block of no bytes | read | read | error, RFC 8878 §3.1.1.2.3 |
//! | zstd: window above 8 MiB | read to 128 MiB | read to 128 MiB | error at the default limit |
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::{cell::RefCell, env, fmt::Write as _, path::Path, process::Command};
use wireloom_codecs::{
    Error, ErrorKind, Limits, Result,
    compress::{Compression, Deflater, Options, Snappy},
};
use wireloom_fuzz::{Answer, Noise, Peer, start};
use wireloom_wire::kafka::{
    Attributes, BatchHeader, BatchOptions, BatchRef, Decoder, Encoder, HeaderRef, Headers,
    RecordRef, crc32c,
};

thread_local! {
    static PEER: RefCell<Peer> = RefCell::new(Peer::new(built()));
    static KEPT: RefCell<(Deflater, Decoder)> = RefCell::new((Deflater::new(), Decoder::with(LIMITS)));
}

/// Below what the child may hold, so that it does not die of what we read.
const LIMITS: Limits = Limits { inflated: 4 << 20, ..Limits::DEFAULT };

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(3);
    let mut seeds = Vec::new();
    for round in 0..24u8 {
        let texts: Vec<Vec<u8>> = (0..6).map(|n| noise.bytes(n * usize::from(round))).collect();
        let headers =
            [HeaderRef { key: b"a", value: Some(&texts[1]) }, HeaderRef { key: b"a", value: None }];
        let records: Vec<_> = texts
            .iter()
            .zip(0..)
            .map(|(text, n)| {
                let key = (n % 2 == 0).then_some(&text[..]);
                let headers = &headers[..usize::from(round) % 3];
                RecordRef::new(key, Some(&texts[5])).at(n << round).with(Headers::new(headers))
            })
            .collect();
        let sequence = if round % 2 == 0 { -1 } else { i32::MAX - 2 };
        let options = BatchOptions { base_sequence: sequence, ..BatchOptions::default() };
        let mut batch = vec![(round % 5) | 0x10];
        Encoder::new().write(&options, &records, &mut batch).expect("it fits");
        seeds.push(batch.clone());
        // The same, compressed beforehand: what the fuzzer then changes is the compressed bytes.
        let compression = Compression::ALL[usize::from(round % 5)];
        let mut packed = batch[..1 + BatchHeader::SIZE].to_vec();
        packed[0] = (round % 5) | 0x08;
        packed[1 + COUNT..1 + BatchHeader::SIZE].copy_from_slice(&6i32.to_be_bytes());
        Deflater::new()
            .deflate(compression, &Options::DEFAULT, &batch[1 + BatchHeader::SIZE..], &mut packed)
            .expect("it fits");
        seeds.push(packed);
    }
    seeds
}

fuzz_target!(init: ready(), |input: &[u8]| {
    let Some(batch) = batch(input) else { return };
    let ours = ours(&batch);
    let theirs = theirs(&batch);
    match (&ours, &theirs) {
        (Ok(ours), Answer::Lines(theirs)) => assert_eq!(ours, theirs),
        (Ok(_), Answer::Refused(why)) => {
            assert!(only_we_read(&batch), "only we read this: {why}\n{batch:02x?}");
        }
        (Ok(_), Answer::Died) => panic!("it dies of what we read\n{batch:02x?}"),
        (Err(error), Answer::Lines(_)) => {
            assert!(only_they_read(&batch, error), "only they read this: {error:?}\n{batch:02x?}");
        }
        (Err(_), _) => {}
    }
});

/// Builds the oracle before an input is timed.
fn ready() {
    PEER.with(|_| ());
    start(seeds);
}

/// A batch whose magic, length and CRC are right: of the first byte the low three bits choose the
/// compressor, 0x08 says that the bytes behind the header are compressed as they are, 0x10 that the
/// count of records is made right, too.
fn batch(input: &[u8]) -> Option<Vec<u8>> {
    let (&how, input) = input.split_first()?;
    let (header, body) = input.split_at_checked(BatchHeader::SIZE)?;
    let mut batch = header.to_vec();
    batch[16] = 2;
    batch[22] = batch[22] & !7 | ((how & 7) % 5);
    // It reserves what the count says: of millions it dies, which is known and takes long.
    batch[COUNT..COUNT + 2].fill(0);
    if how & 0x10 != 0 && how & 0x08 == 0 {
        batch[COUNT..].copy_from_slice(&count(body).to_be_bytes());
    }
    match Compression::ALL[usize::from((how & 7) % 5)] {
        _ if how & 0x08 != 0 => batch.extend_from_slice(body),
        Compression::None => batch.extend_from_slice(body),
        compression => {
            let raw = Options { snappy: Snappy::Raw, ..Options::DEFAULT };
            let options = if how & 0x20 == 0 { Options::DEFAULT } else { raw };
            KEPT.with_borrow_mut(|(deflater, _)| {
                deflater.deflate(compression, &options, body, &mut batch).expect("it fits")
            });
        }
    }
    let length = i32::try_from(batch.len() - BatchHeader::BEFORE_LENGTH).ok()?;
    batch[8..12].copy_from_slice(&length.to_be_bytes());
    let crc = crc32c(&batch[BatchHeader::CRC_FROM..]);
    batch[BatchHeader::CRC_AT..BatchHeader::CRC_FROM].copy_from_slice(&crc.to_be_bytes());
    Some(batch)
}

/// Where the count of records stands.
const COUNT: usize = 57;

/// How many records can be read from some bytes.
fn count(body: &[u8]) -> i32 {
    let mut front = vec![0; BatchHeader::SIZE];
    front[11] = 49;
    front[16] = 2;
    front[COUNT..].copy_from_slice(&i32::MAX.to_be_bytes());
    let batch = BatchRef::new(&front).expect("a header is a batch");
    let records = batch.records_in(body).expect("the count is not negative");
    i32::try_from(records.filter(|record| record.is_ok()).count()).expect("it is in memory")
}

/// Each record as its line, with what kafka-protocol makes of it: headers of one name become one,
/// which is the last in the place of the first; the broker's timestamp is not looked at; a sequence
/// is counted where there is none, and past its 31 bits.
fn ours(bytes: &[u8]) -> Result<Vec<String>> {
    let batch = BatchRef::new(bytes).expect("the front is right");
    KEPT.with_borrow_mut(|(_, decoder)| {
        let records = decoder.batch(&batch).map_err(|error| error.error)?;
        let header = batch.header().clone();
        records.map(|record| record.map(|record| line(&header, &record))).collect()
    })
}

fn line(header: &BatchHeader, record: &RecordRef<'_>) -> String {
    let delta = record.offset.wrapping_sub(header.base_offset);
    let delta = i32::try_from(delta).expect("deltas have 32 bits");
    let sequence = header.base_sequence.wrapping_add(delta);
    match record.sequence {
        Some(ours) => assert_eq!(ours, sequence & i32::MAX, "31 bits of the same"),
        None => assert!(header.base_sequence < 0, "there are sequences"),
    }
    let append = header.attributes.has(Attributes::LOG_APPEND_TIME);
    assert!(!append || record.timestamp == header.max_timestamp, "the broker's own");
    // Theirs is not to be had from ours then: see `theirs`.
    let timestamp = if append { "-".into() } else { record.timestamp.to_string() };
    let mut out = format!("{} {timestamp} {sequence}", record.offset);
    hex(record.key, &mut out);
    hex(record.value, &mut out);
    let mut headers: Vec<HeaderRef<'_>> = Vec::new();
    for header in record.headers.iter() {
        match headers.iter_mut().find(|before| before.key == header.key) {
            Some(before) => before.value = header.value,
            None => headers.push(header),
        }
    }
    for header in headers {
        hex(Some(header.key), &mut out);
        hex(header.value, &mut out);
    }
    out
}

fn hex(bytes: Option<&[u8]>, out: &mut String) {
    out.push_str(if bytes.is_some() { " x" } else { " -" });
    for byte in bytes.unwrap_or_default() {
        write!(out, "{byte:02x}").expect("a string grows");
    }
}

/// What kafka-protocol refuses, and we read on purpose.
fn only_we_read(bytes: &[u8]) -> bool {
    let batch = BatchRef::new(bytes).expect("we read it");
    let mut decoder = Decoder::with(LIMITS);
    let named = |record: Result<RecordRef<'_>>| {
        record.is_ok_and(|record| record.headers.iter().any(|h| str::from_utf8(h.key).is_err()))
    };
    // Names of headers are bytes to us, as they are to Java until somebody asks for one.
    if decoder.batch(&batch).expect("we read it").any(named) {
        return true;
    }
    let body = batch.body();
    match batch.compression().expect("we read it") {
        Compression::None => false,
        // Members behind the first, and padding; tables of codes that zlib's port refuses.
        Compression::Gzip => true,
        // Another version in the stream's front, or another stream behind the first.
        Compression::Snappy => {
            body.starts_with(b"\x82SNAPPY\0")
                && (body.get(8..16) != Some(&[0, 0, 0, 1, 0, 0, 0, 1])
                    || body[8..].windows(8).any(|eight| eight == b"\x82SNAPPY\0"))
        }
        // Frames behind the first.
        Compression::Lz4 => {
            body[4..].windows(3).any(|three| three == [0x22, 0x4d, 0x18])
                || body.windows(3).any(|three| three == [0x2a, 0x4d, 0x18])
        }
        Compression::Zstd => false,
    }
}

/// What kafka-protocol reads, and we refuse on purpose.
fn only_they_read(bytes: &[u8], error: &Error) -> bool {
    let compression = BatchRef::new(bytes).expect("the front is right").compression();
    let compressed = compression != Ok(Compression::None);
    match error.kind {
        // Bytes left in a record, behind the last record, and behind what was compressed.
        ErrorKind::Trailing => true,
        // More than 32 or 64 bits, and a sixth byte, are dropped there.
        ErrorKind::BadVarint => true,
        // Nothing at all: LZ4 and zstd make nothing of it. An LZ4 frame that is cut is read so far.
        ErrorKind::UnexpectedEnd => compressed,
        ErrorKind::InflatedLimit | ErrorKind::WindowLimit => compressed,
        // A compressed block of no bytes, which only zstd's streams take. Reserved bits of gzip.
        ErrorKind::Corrupt => match compression {
            Ok(Compression::Zstd) => bytes.windows(3).any(|block| matches!(block, [4 | 5, 0, 0])),
            Ok(Compression::Gzip) => bytes.get(64).is_some_and(|flags| flags & 0xe0 != 0),
            // A match that lies nowhere before it, of which C copies what it finds.
            Ok(Compression::Lz4) => true,
            _ => false,
        },
        // A xerial block without a byte.
        ErrorKind::BadLength => compression == Ok(Compression::Snappy),
        _ => false,
    }
}

/// What kafka-protocol makes of a batch; without the timestamps where the broker's are to be taken.
fn theirs(batch: &[u8]) -> Answer {
    match PEER.with_borrow_mut(|peer| peer.ask(batch)) {
        Answer::Lines(lines) if batch[22] & 0x08 != 0 => {
            Answer::Lines(lines.iter().map(|line| unstamped(line)).collect())
        }
        answer => answer,
    }
}

/// The line without its timestamp.
fn unstamped(line: &str) -> String {
    let (offset, rest) = line.split_once(' ').expect("offset");
    let (_, rest) = rest.split_once(' ').expect("timestamp");
    format!("{offset} - {rest}")
}

/// Builds the program, and says how to start it.
fn built() -> impl Fn() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("../target/peers");
    // The one in the path: rustup's hands its toolchain on, where kafka-protocol asks for another.
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--quiet", "--bin", "oracle", "--manifest-path"])
        .arg(root.join("../benches/peers/kafka-protocol/Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        // It is not what is fuzzed.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status();
    assert!(built.expect("cargo runs").success(), "the oracle builds");
    move || {
        // 512 MiB of memory; who asks for more dies.
        let mut command = Command::new("sh");
        command
            .args(["-c", "ulimit -c 0; ulimit -v 524288; exec \"$0\""])
            .arg(target.join("release/oracle"));
        command
    }
}
