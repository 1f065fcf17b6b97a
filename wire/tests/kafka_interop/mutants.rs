//! Real batches, changed here and there: aiokafka reads the same records of them, or fails where it
//! is known to.
use super::{
    broker::Broker,
    lines::{self, Line},
    peer::{Answer, Peer},
    segments,
};
use std::time::{Duration, Instant};
use wireloom_codecs::compress::Compression;
use wireloom_wire::{
    Error, ErrorKind, Result,
    kafka::{BatchHeader, BatchRef, Decoder, Encoder, Entries, Entry, Target, crc32c},
};

/// So many changes, if they do not take longer.
const CHANGES: usize = 20_000;
const TIME: Duration = Duration::from_secs(40);

/// The broker's batches, as they are and changed.
pub(crate) fn agree(broker: &Broker, topics: &[String]) {
    let corpus: Vec<Vec<u8>> = topics
        .iter()
        .flat_map(|topic| batches(&segments::bytes(&broker.partition(topic))))
        .collect();
    assert!(corpus.len() >= topics.len());
    let mut aiokafka = Peer::new(|| super::broker::answers("aiokafka"));
    let (mut random, start) = (Random(1), Instant::now());
    let (mut asked, mut both) = (0, 0);
    for bytes in &corpus {
        both += usize::from(judged(&mut aiokafka, bytes, false));
        asked += 1;
    }
    assert_eq!(both, asked, "what brokers keep is read by all");
    for _ in 0..CHANGES {
        if start.elapsed() > TIME {
            break;
        }
        let at = random.below(corpus.len());
        let bytes = random.mutant(&corpus[at]);
        both += usize::from(judged(&mut aiokafka, &bytes, true));
        asked += 1;
    }
    println!("aiokafka: {asked} batches, {both} of them read by both");
    assert!(both > asked / 20, "{both} of {asked}");
}

/// Each batch of a log, as it stands, and unpacked.
fn batches(log: &[u8]) -> Vec<Vec<u8>> {
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    let mut all = Vec::new();
    for entry in Entries::new(log) {
        let entry = entry.unwrap();
        all.push(entry.bytes().to_vec());
        let mut plain = Vec::new();
        let none = Target::new(2, Compression::None);
        encoder.convert(&entry, &mut decoder, &none, &mut plain).unwrap();
        all.push(plain);
    }
    all
}

/// Whether both read it. Panics where one should not have.
fn judged(aiokafka: &mut Peer, bytes: &[u8], changed: bool) -> bool {
    let ours = ours(bytes);
    match (ours, aiokafka.ask(bytes)) {
        // It reads attributes as a varint: from 0x80 on the rest of the record is another.
        _ if changed && has_odd_attributes(bytes) => false,
        (Ok(ours), Answer::Lines(theirs)) => {
            let told = lines::told(&theirs.join("\n")).remove("-").unwrap_or_default();
            assert_eq!(told, ours, "{bytes:02x?}");
            true
        }
        (Ok(ours), Answer::Refused(why)) => {
            let known = changed && only_we_read(bytes, &ours, &why);
            assert!(known, "only we read this: {why}\n{bytes:02x?}");
            false
        }
        (Ok(_), Answer::Died) => panic!("it dies of what we read\n{bytes:02x?}"),
        (Err(error), Answer::Lines(theirs)) => {
            let known = changed && only_they_read(bytes, &error);
            assert!(known, "only they read this: {error:?} {theirs:?}\n{bytes:02x?}");
            false
        }
        (Err(_), _) => false,
    }
}

fn ours(bytes: &[u8]) -> Result<Vec<Line>> {
    let batch = BatchRef::new(bytes)?;
    let mut decoder = Decoder::new();
    let records = decoder.batch(&batch).map_err(|error| error.error)?;
    records.map(|record| record.map(|record| Line::from(record.to_owned()))).collect()
}

fn has_odd_attributes(bytes: &[u8]) -> bool {
    let mut decoder = Decoder::new();
    let Ok(batch) = BatchRef::new(bytes) else { return false };
    let plain = batch.compression() == Ok(Compression::None);
    // What is read afterwards does not matter: of each record only where it begins.
    let _ = decoder.batch(&batch);
    let mut rest = if plain { batch.body() } else { decoder.inflated() };
    while let Some(bytes) = rest.iter().take(5).position(|byte| *byte < 0x80) {
        let seven = |n, (byte, at)| n | (usize::from(byte & 0x7f) << (at * 7));
        let length = rest[..=bytes].iter().zip(0..).fold(0, |n, (&byte, at)| seven(n, (byte, at)));
        rest = &rest[bytes + 1..];
        if rest.first().is_some_and(|attributes| *attributes >= 0x80) {
            return true;
        }
        rest = rest.get(length / 2..).unwrap_or_default();
    }
    false
}

/// What aiokafka refuses, and we read on purpose.
fn only_we_read(bytes: &[u8], ours: &[Line], why: &str) -> bool {
    // Names of headers are bytes to us, as they are to Java until somebody asks for one.
    let named = |line: &Line| line.headers.iter().any(|(name, _)| str::from_utf8(name).is_err());
    // Only the magic of a xerial stream counts, as in snappy-java.
    let body = bytes.get(BatchHeader::SIZE..).unwrap_or_default();
    let versioned = body.starts_with(b"\x82SNAPPY\0") && body.get(8..16) != Some(&VERSIONS);
    // Tables of codes that zlib refuses and libdeflate does not.
    let inflated = why.contains("while decompressing data");
    why.starts_with("UnicodeDecodeError") && ours.iter().any(named) || versioned || inflated
}

const VERSIONS: [u8; 8] = [0, 0, 0, 1, 0, 0, 0, 1];

/// What aiokafka reads, and we refuse on purpose.
fn only_they_read(bytes: &[u8], error: &Error) -> bool {
    let compression = BatchRef::new(bytes).and_then(|batch| batch.compression());
    match error.kind {
        // Bytes left in a record, behind the last record, and behind what was compressed.
        ErrorKind::Trailing => true,
        // More than 32 bits.
        ErrorKind::BadVarint => true,
        // Every negative length is null.
        ErrorKind::BadLength => error.detail == u32::MAX,
        // A compressed block of no bytes, which only zstd's streams take. Reserved bits of gzip.
        ErrorKind::Corrupt => match compression {
            Ok(Compression::Zstd) => bytes.windows(3).any(|block| matches!(block, [4 | 5, 0, 0])),
            Ok(Compression::Gzip) => bytes.get(64).is_some_and(|flags| flags & 0xe0 != 0),
            // A match that lies nowhere before it, of which C copies what it finds.
            Ok(Compression::Lz4) => true,
            _ => false,
        },
        ErrorKind::WindowLimit => true,
        // A xerial block that says to be longer than what is left ends with it.
        ErrorKind::UnexpectedEnd => error.buffer == 0 && compression == Ok(Compression::Snappy),
        _ => false,
    }
}

/// xorshift64*: the same changes on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }

    /// A batch with some octets changed behind its CRC, or cut, or longer; and in half of the cases
    /// packed again. Its length and its CRC are right, for else nobody would look at the rest.
    fn mutant(&mut self, batch: &[u8]) -> Vec<u8> {
        let mut bytes = batch.to_vec();
        for _ in 0..=self.below(3) {
            // The records, mostly; of the header, what the CRC covers.
            let from = if self.below(4) == 0 { BatchHeader::CRC_FROM } else { BatchHeader::SIZE };
            if bytes.len() <= from {
                break;
            }
            let at = from + self.below(bytes.len() - from);
            match self.below(5) {
                0 => [bytes[at], ..] = self.below(256).to_le_bytes(),
                1 => bytes[at] = bytes[at].wrapping_add(2),
                2 => bytes[at] ^= 1 << self.below(8),
                3 if at >= BatchHeader::SIZE => drop(bytes.remove(at)),
                _ => {
                    let byte = [0, 1, 0x7f, 0x80][self.below(4)];
                    bytes.insert(at.max(BatchHeader::SIZE), byte);
                }
            }
        }
        // The count is one of few numbers that reserve anything in most readers.
        seal(&mut bytes);
        if self.below(2) == 0 {
            let compression = Compression::ALL[self.below(5)];
            let mut packed = Vec::new();
            if let Ok(batch) = BatchRef::new(&bytes) {
                let target = Target::new(2, compression);
                let entry = Entry::Batch(batch);
                let made =
                    Encoder::new().convert(&entry, &mut Decoder::new(), &target, &mut packed);
                if made.is_ok() {
                    return packed;
                }
            }
        }
        bytes
    }
}

/// Makes length and CRC right.
fn seal(bytes: &mut [u8]) {
    let length = i32::try_from(bytes.len() - BatchHeader::BEFORE_LENGTH).unwrap();
    bytes[8..12].copy_from_slice(&length.to_be_bytes());
    let crc = crc32c(&bytes[BatchHeader::CRC_FROM..]);
    bytes[BatchHeader::CRC_AT..BatchHeader::CRC_FROM].copy_from_slice(&crc.to_be_bytes());
}
