//! kafka-protocol as an oracle: batches come in on standard input, each behind its length in four
//! octets; what it reads of them goes out as lines, one for each record, and then `.`, or `!` and why
//! it reads none. Hostile batches make it abort: whoever asks starts another.
use bytes::Bytes;
use kafka_protocol::records::{Record, RecordBatchDecoder};
use std::{
    fmt::Write as _,
    io::{Read as _, Write as _, stdin, stdout},
    panic,
};

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let (mut stdin, mut stdout) = (stdin().lock(), stdout().lock());
    let mut size = [0; 4];
    while stdin.read_exact(&mut size).is_ok() {
        let mut batch = vec![0; u32::from_be_bytes(size) as usize];
        stdin.read_exact(&mut batch).expect("a whole batch");
        let mut batch = Bytes::from(batch);
        let read = panic::catch_unwind(move || RecordBatchDecoder::decode(&mut batch));
        let mut text = String::new();
        match read {
            Ok(Ok(set)) => {
                set.records.iter().for_each(|record| line(record, &mut text));
                text.push_str(".\n");
            }
            Ok(Err(error)) => {
                let why = format!("{error:#}").replace('\n', " ");
                writeln!(text, "! {why}").expect("a string grows");
            }
            Err(_) => text.push_str("! panic\n"),
        }
        stdout.write_all(text.as_bytes()).expect("a reader");
        stdout.flush().expect("a reader");
    }
}

/// `offset timestamp sequence key value header…`
fn line(record: &Record, out: &mut String) {
    write!(out, "{} {} {}", record.offset, record.timestamp, record.sequence).expect("it grows");
    hex(record.key.as_deref(), out);
    hex(record.value.as_deref(), out);
    for (key, value) in &record.headers {
        hex(Some(key.as_bytes()), out);
        hex(value.as_deref(), out);
    }
    out.push('\n');
}

fn hex(bytes: Option<&[u8]>, out: &mut String) {
    out.push_str(if bytes.is_some() { " x" } else { " -" });
    for byte in bytes.unwrap_or_default() {
        write!(out, "{byte:02x}").expect("it grows");
    }
}
