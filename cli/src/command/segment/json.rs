//! One JSON object a batch or an entry, then one for the file.
use super::{Output, Printer, Shown, Summary, Wrong, internal::Internal};
use crate::command::json::{field, group, object};
use std::io::{self, Write};
use wireloom::wire::{
    Observer, Shape, Value,
    kafka::{Decoder, Entry, RecordRef, TimestampType, observe_control},
    observers::Json,
};

pub(crate) struct Lines<'d> {
    output: &'d mut Output,
    records: bool,
    line: Vec<u8>,
}

/// A line is written when it has grown to this: a batch may hold more than memory should.
const PIECE: usize = 64 << 10;

impl<'d> Lines<'d> {
    pub(crate) const fn new(output: &'d mut Output, records: bool) -> Self {
        Self { output, records, line: Vec::new() }
    }

    fn end(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        self.output.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }

    /// The records of a batch, and what is wrong with them.
    fn list(&mut self, shown: &Shown<'_>, decoder: &mut Decoder) -> io::Result<Option<Wrong>> {
        let wrong = |error| Some(Wrong::batch(shown.position, &shown.entry.failed(error)));
        self.line.extend_from_slice(b"[");
        let fault = match decoder.records(&shown.entry) {
            Err(error) => Some(Wrong::batch(shown.position, &error)),
            Ok(records) => {
                let mut fault = None;
                for (n, record) in records.enumerate() {
                    match record {
                        Ok(record) => {
                            if n > 0 {
                                self.line.push(b',');
                            }
                            let internal = Internal::of(shown.topic, &shown.entry, &record);
                            object(&mut self.line, |json| {
                                of_record(json, shown, &record, internal.as_ref());
                            });
                            if let Some(error) = internal.and_then(|internal| internal.fault) {
                                fault = Some(Wrong::record(shown, record.offset, &error));
                            }
                        }
                        Err(error) => fault = wrong(error),
                    }
                    if self.line.len() >= PIECE {
                        self.output.write_all(&self.line)?;
                        self.line.clear();
                    }
                }
                fault
            }
        };
        self.line.extend_from_slice(b"]");
        Ok(fault)
    }
}

impl Printer for Lines<'_> {
    fn batch(&mut self, shown: &Shown<'_>, decoder: &mut Decoder) -> io::Result<Option<Wrong>> {
        let base = self.base_offset(shown, decoder);
        object(&mut self.line, |json| of_batch(json, shown, base));
        let mut fault = None;
        if self.records {
            // The object is open again for what may be too long to hold.
            self.line.pop();
            self.line.extend_from_slice(b",\"records\":");
            fault = self.list(shown, decoder)?;
            if let Some(wrong) = &fault {
                self.line.extend_from_slice(b",\"error\":");
                object(&mut self.line, |json| of_wrong(json, wrong));
            }
            self.line.push(b'}');
        }
        self.end()?;
        Ok(fault)
    }

    fn wrong(&mut self, wrong: &Wrong) -> io::Result<()> {
        self.line.extend_from_slice(b"{\"error\":");
        object(&mut self.line, |json| of_wrong(json, wrong));
        self.line.push(b'}');
        self.end()
    }

    fn entry(&mut self, fields: &[(&'static str, i64)]) -> io::Result<()> {
        object(&mut self.line, |json| {
            for (name, value) in fields {
                field(json, name, Value::Signed(*value));
            }
        });
        self.end()
    }

    fn summary(&mut self, file: Option<&str>, summary: &Summary) -> io::Result<()> {
        object(&mut self.line, |json| {
            if let Some(file) = file {
                field(json, "file", Value::Text(file));
            }
            if let Some(entries) = summary.entries {
                field(json, "entries", Value::Unsigned(entries));
            } else {
                field(json, "batches", Value::Unsigned(summary.batches));
                field(json, "records", Value::Unsigned(summary.records));
            }
            field(json, "bytes_read", Value::Unsigned(summary.bytes_read));
            field(json, "trailing_bytes", Value::Unsigned(summary.trailing_bytes));
            if summary.entries.is_none() {
                field(json, "missing_offsets", Value::Unsigned(summary.gaps));
            }
            group(json, "errors", Shape::List, |json| {
                for wrong in &summary.errors {
                    group(json, "error", Shape::Record, |json| of_wrong(json, wrong));
                }
            });
            let more = summary.wrong.saturating_sub(summary.errors.len().try_into().unwrap_or(0));
            if more > 0 {
                field(json, "more_errors", Value::Unsigned(more));
            }
        });
        self.end()
    }
}

impl Lines<'_> {
    /// The offset of the first record: a wrapper tells its last only.
    fn base_offset(&self, shown: &Shown<'_>, decoder: &mut Decoder) -> i64 {
        let base = shown.entry.base_offset();
        match &shown.entry {
            Entry::Message(_) if self.records => {
                let mut records = decoder.records(&shown.entry).ok();
                let first = records.as_mut().and_then(|records| records.next()?.ok());
                first.map_or(base, |record| record.offset)
            }
            _ => base,
        }
    }
}

fn of_batch(json: &mut Json<'_>, shown: &Shown<'_>, base_offset: i64) {
    let entry = &shown.entry;
    let size = entry.bytes().len();
    field(json, "position", Value::Unsigned(shown.position));
    field(json, "size", Value::Unsigned(size.try_into().unwrap_or(u64::MAX)));
    field(json, "base_offset", Value::Signed(base_offset));
    field(json, "last_offset", Value::Signed(entry.last_offset()));
    field(json, "next_offset", Value::Signed(entry.next_offset()));
    field(json, "magic", Value::Signed(entry.magic().into()));
    match entry.compression() {
        Ok(compression) => field(json, "compression", Value::Text(compression.name())),
        Err(error) => field(json, "compression", Value::Unsigned(error.detail.into())),
    }
    field(json, "crc", Value::Text(shown.crc));
    match entry.timestamp_type() {
        TimestampType::None => field(json, "timestamp_type", Value::Null),
        kind => field(json, "timestamp_type", Value::Text(kind.name())),
    }
    let batch = match entry {
        Entry::Batch(batch) => batch.header().clone(),
        Entry::Message(_) => Default::default(),
    };
    field(json, "transactional", Value::Bool(batch.is_transactional()));
    field(json, "control", shown.control.as_deref().map_or(Value::Null, Value::Text));
    field(json, "producer_id", Value::Signed(batch.producer_id));
    field(json, "producer_epoch", Value::Signed(batch.producer_epoch.into()));
    field(json, "base_sequence", Value::Signed(batch.base_sequence.into()));
    field(json, "delete_horizon", batch.delete_horizon().map_or(Value::Null, Value::Signed));
    field(json, "leader_epoch", Value::Signed(batch.partition_leader_epoch.into()));
}

fn of_record(
    json: &mut Json<'_>,
    shown: &Shown<'_>,
    record: &RecordRef<'_>,
    internal: Option<&Internal<'_, '_>>,
) {
    field(json, "offset", Value::Signed(record.offset));
    field(json, "timestamp", Value::Signed(record.timestamp));
    let sequence = record.sequence.map_or(Value::Null, |n| Value::Signed(n.into()));
    field(json, "sequence", sequence);
    match internal {
        Some(internal) => {
            json.field("key", 0);
            internal.key(json);
            let _ = json.end(0);
            json.field("value", 0);
            internal.value(json);
            let _ = json.end(0);
        }
        None => {
            field(json, "key", record.key.map_or(Value::Null, Value::Bytes));
            field(json, "value", record.value.map_or(Value::Null, Value::Bytes));
        }
    }
    group(json, "headers", Shape::Map, |json| {
        for header in record.headers.iter() {
            json.entry(&String::from_utf8_lossy(header.key), 0);
            json.value(header.value.map_or(Value::Null, Value::Bytes));
            let _ = json.end(0);
        }
    });
    if matches!(&shown.entry, Entry::Batch(batch) if batch.is_control()) {
        json.field("control", 0);
        control(json, record);
        let _ = json.end(0);
    }
}

/// What a control record says: nothing where it cannot be read.
fn control(json: &mut Json<'_>, record: &RecordRef<'_>) {
    let Ok(key) = record.control_key() else { return json.value(Value::Null) };
    json.open(Shape::Record);
    let kind = Value::Code(key.r#type.0.into(), key.r#type.name());
    field(json, "type", kind);
    if record.control().is_ok() && record.value.is_some() {
        json.field("fields", 0);
        // It was read once before.
        let _ = observe_control(record, json);
        let _ = json.end(0);
    }
    json.close();
}

fn of_wrong(json: &mut Json<'_>, wrong: &Wrong) {
    field(json, "position", Value::Unsigned(wrong.position));
    field(json, "base_offset", wrong.base_offset.map_or(Value::Null, Value::Signed));
    field(json, "next_offset", wrong.next_offset.map_or(Value::Null, Value::Signed));
    field(json, "kind", Value::Text(wrong.kind));
    field(json, "message", Value::Text(&wrong.message));
}
