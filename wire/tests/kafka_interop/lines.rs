//! Records as lines of text, which every client of `.ci/kafka` reads and writes.
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};
use wireloom_wire::kafka::{
    BatchOptions, Decoder, Encoder, Entries, HeaderRef, Headers, Record, RecordRef,
};

type Bytes = Option<Vec<u8>>;

/// A record: `offset timestamp key value headers`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) offset: i64,
    pub(crate) timestamp: i64,
    pub(crate) key: Bytes,
    pub(crate) value: Bytes,
    pub(crate) headers: Vec<(Vec<u8>, Bytes)>,
    /// The same headers, to borrow.
    refs: Vec<HeaderRef<'static>>,
}

impl Line {
    fn new(
        offset: i64,
        timestamp: i64,
        key: Bytes,
        value: Bytes,
        headers: Vec<(Vec<u8>, Bytes)>,
    ) -> Self {
        // A test may leak what it borrows for as long as it runs.
        let refs = headers
            .iter()
            .map(|(key, value)| HeaderRef {
                key: key.clone().leak(),
                value: value.clone().map(|value| &*value.leak()),
            })
            .collect();
        Self { offset, timestamp, key, value, headers, refs }
    }

    pub(crate) fn record(&self) -> RecordRef<'_> {
        RecordRef::new(self.key.as_deref(), self.value.as_deref())
            .at(self.timestamp)
            .with(Headers::new(&self.refs))
    }
}

impl From<Record> for Line {
    fn from(r: Record) -> Self {
        Self::new(r.offset, r.timestamp, r.key, r.value, r.headers)
    }
}

/// Sixty records that reach every corner: null, empty, binary and long, headers that repeat and
/// are null, timestamps that go back. All of one day, so that no segment rolls in between.
pub(crate) fn sample() -> Vec<Line> {
    let mut seed = 7u64;
    let mut noise = move |n: usize| -> Vec<u8> {
        (0..n)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                seed.to_be_bytes()[0]
            })
            .collect()
    };
    (0..60i64)
        .map(|n| {
            let key = match n % 5 {
                0 => None,
                1 => Some(Vec::new()),
                _ => Some(format!("key-{n}").into_bytes()),
            };
            let value = match n % 7 {
                0 if n % 5 != 0 => None,
                1 => Some(Vec::new()),
                2 => Some(noise(90)),
                3 => Some(vec![b'z'; 700]),
                _ => Some(format!("{{\"n\":{n},\"what\":\"order\"}}").into_bytes()),
            };
            let headers = match n % 6 {
                1 => vec![(b"a".to_vec(), Some(b"1".to_vec()))],
                2 => vec![
                    (b"a".to_vec(), Some(b"1".to_vec())),
                    (b"a".to_vec(), Some(b"2".to_vec())),
                    (b"b".to_vec(), Some(noise(9))),
                ],
                3 => vec![(b"n".to_vec(), None), (b"e".to_vec(), Some(Vec::new()))],
                _ => Vec::new(),
            };
            let timestamp = 1_700_000_000_000 + n * 1_000 - n % 4 * 5_000;
            Line::new(n, timestamp, key, value, headers)
        })
        .collect()
}

/// For kafkajs and kafka-python, which write no null header.
pub(crate) fn without_null_headers() -> Vec<Line> {
    let keep = |(key, value): &(Vec<u8>, Bytes)| Some((key.clone(), Some(value.clone()?)));
    sample()
        .into_iter()
        .map(|line| {
            let headers = line.headers.iter().filter_map(keep).collect();
            Line::new(line.offset, line.timestamp, line.key, line.value, headers)
        })
        .collect()
}

/// What stays of records below magic 2: no headers, and no timestamps at magic 0.
pub(crate) fn at_magic(lines: &[Line], magic: u8, base: i64) -> Vec<Line> {
    lines
        .iter()
        .cloned()
        .map(|line| {
            let headers = if magic == 2 { line.headers } else { Vec::new() };
            let timestamp = if magic == 0 { -1 } else { line.timestamp };
            Line::new(line.offset + base, timestamp, line.key, line.value, headers)
        })
        .collect()
}

/// One batch, or message set, of ours.
pub(crate) fn ours(lines: &[Line], options: &BatchOptions) -> Vec<u8> {
    let records = lines.iter().map(|line| match options.magic {
        2 => line.record(),
        _ => line.record().with(Headers::EMPTY),
    });
    let mut out = Vec::new();
    Encoder::new().write(options, records, &mut out).unwrap();
    out
}

/// The records in some bytes, as we read them.
pub(crate) fn of(bytes: &[u8]) -> Vec<Line> {
    let mut decoder = Decoder::new();
    let mut entries = Entries::new(bytes);
    let mut lines = Vec::new();
    for entry in entries.by_ref() {
        let entry = entry.unwrap();
        let records = decoder.records(&entry).unwrap();
        lines.extend(records.map(|record| Line::from(record.unwrap().to_owned())));
    }
    assert_eq!(entries.rest(), [0u8; 0]);
    lines
}

pub(crate) fn write(path: &Path, lines: &[Line]) {
    let mut text = String::new();
    for line in lines {
        let headers: Vec<String> =
            line.headers.iter().map(|(k, v)| format!("x{}:{}", hex(k), nullable(v))).collect();
        let headers = if headers.is_empty() { ".".into() } else { headers.join(",") };
        let (key, value) = (nullable(&line.key), nullable(&line.value));
        writeln!(text, "{} {} {key} {value} {headers}", line.offset, line.timestamp).unwrap();
    }
    fs::write(path, text).unwrap();
}

/// What a client told, by the word before the record.
pub(crate) fn told(text: &str) -> BTreeMap<String, Vec<Line>> {
    let mut all = BTreeMap::<String, Vec<Line>>::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let [name, offset, timestamp, key, value, headers] = parts[..] else { panic!("{line}") };
        let headers = headers.split(',').filter_map(|pair| pair.split_once(':'));
        let headers = headers.map(|(key, value)| (unhex(key).unwrap(), unhex(value))).collect();
        all.entry(name.into()).or_default().push(Line::new(
            offset.parse().unwrap(),
            timestamp.parse().unwrap(),
            unhex(key),
            unhex(value),
            headers,
        ));
    }
    all
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn nullable(bytes: &Bytes) -> String {
    bytes.as_ref().map_or_else(|| "-".into(), |bytes| format!("x{}", hex(bytes)))
}

fn unhex(text: &str) -> Bytes {
    let digits = text.strip_prefix('x')?;
    let byte = |n| u8::from_str_radix(&digits[n..n + 2], 16).unwrap();
    Some((0..digits.len()).step_by(2).map(byte).collect())
}
