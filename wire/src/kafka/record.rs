//! Records: the borrowed view, the owned form, and the obvious reader.
use super::{Headers, header, varint};
use crate::{ErrorKind, Read, Result, Shape, Value, Wire};
use alloc::vec::Vec;

/// A record of any magic, borrowed from its batch.
///
/// Null and empty are different for keys, values and the values of headers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RecordRef<'a> {
    /// Its offset in the partition.
    pub offset: i64,
    /// In milliseconds since 1970; -1 where there is none.
    pub timestamp: i64,
    /// Its sequence number, where the producer numbers its records.
    pub sequence: Option<i32>,
    /// Unused so far, kept.
    pub attributes: i8,
    /// The key.
    pub key: Option<&'a [u8]>,
    /// The value.
    pub value: Option<&'a [u8]>,
    /// The headers, not looked at until asked.
    pub headers: Headers<'a>,
}

impl<'a> RecordRef<'a> {
    /// A record to write: no headers, no timestamp, the next offset.
    pub const fn new(key: Option<&'a [u8]>, value: Option<&'a [u8]>) -> Self {
        Self {
            offset: 0,
            timestamp: -1,
            sequence: None,
            attributes: 0,
            key,
            value,
            headers: Headers::EMPTY,
        }
    }

    /// The same with a timestamp.
    #[must_use]
    pub const fn at(mut self, timestamp: i64) -> Self {
        self.timestamp = timestamp;
        self
    }

    /// The same with headers.
    #[must_use]
    pub const fn with(mut self, headers: Headers<'a>) -> Self {
        self.headers = headers;
        self
    }

    /// A copy that borrows nothing.
    pub fn to_owned(&self) -> Record {
        Record {
            offset: self.offset,
            timestamp: self.timestamp,
            sequence: self.sequence,
            attributes: self.attributes,
            key: self.key.map(<[u8]>::to_vec),
            value: self.value.map(<[u8]>::to_vec),
            headers: (self.headers.iter())
                .map(|h| (h.key.to_vec(), h.value.map(<[u8]>::to_vec)))
                .collect(),
        }
    }
}

/// A record that borrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Its offset in the partition.
    pub offset: i64,
    /// In milliseconds since 1970; -1 where there is none.
    pub timestamp: i64,
    /// Its sequence number, where the producer numbers its records.
    pub sequence: Option<i32>,
    /// Unused so far, kept.
    pub attributes: i8,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The value.
    pub value: Option<Vec<u8>>,
    /// The headers, in order; names may repeat.
    pub headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// What the numbers of a batch's records are relative to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base {
    pub(super) offset: i64,
    pub(super) timestamp: i64,
    /// The one timestamp of all records, where the broker set it.
    pub(super) append_time: Option<i64>,
    pub(super) sequence: i32,
    /// Whether the records are the log's own.
    pub(super) control: bool,
}

impl Base {
    /// A record's numbers from its deltas.
    #[inline(always)]
    pub(super) fn record<'a>(&self, attributes: i8, timestamp: i64, offset: i32) -> RecordRef<'a> {
        RecordRef {
            offset: self.offset.wrapping_add(offset.into()),
            timestamp: match self.append_time {
                Some(time) => time,
                None => self.timestamp.wrapping_add(timestamp),
            },
            sequence: header::sequence(self.sequence, offset),
            attributes,
            ..RecordRef::default()
        }
    }
}

/// Reads a record of magic 2, length included: the obvious form, which is also the one that reads
/// aloud. [`Records`](super::Records) has a faster one for records as they usually are.
pub(super) fn read<'a, R: Read<'a>>(r: &mut R, base: &Base) -> Result<RecordRef<'a>> {
    r.group(Shape::Record, |r| {
        let length = r.layout("length", varint::length)?;
        let Some(length) = length else { return Err(r.error(ErrorKind::BadLength, usize::MAX)) };
        let outer = r.enter(length)?;
        let attributes = r.field("attributes", i8::read)?;
        let timestamp = r.field("timestamp_delta", varint::varlong)?;
        let offset = r.field("offset_delta", varint::varint)?;
        let mut record = base.record(attributes, timestamp, offset);
        say(r, &record)?;
        if base.control && r.aloud() {
            super::control::read_aloud(r, &mut record)?;
        } else {
            record.key = r.field("key", bytes)?;
            record.value = r.field("value", bytes)?;
        }
        record.headers = r.field("headers", Headers::read)?;
        r.leave(outer)?;
        Ok(record)
    })
}

/// What follows from the deltas, under names of its own: no bytes.
fn say<'a, R: Read<'a>>(r: &mut R, record: &RecordRef<'_>) -> Result<()> {
    if !r.aloud() {
        return Ok(());
    }
    for (name, value) in [
        ("offset", Some(record.offset)),
        ("timestamp", Some(record.timestamp)),
        ("sequence", record.sequence.map(i64::from)),
    ] {
        if let Some(value) = value {
            r.begin(name);
            r.value(Value::Signed(value));
            r.done()?;
        }
    }
    Ok(())
}

/// Bytes after a varint length, of which -1 is null.
pub(super) fn bytes<'a, R: Read<'a>>(r: &mut R) -> Result<Option<&'a [u8]>> {
    match r.layout("length", varint::length)? {
        Some(length) => {
            let bytes = r.take(length)?;
            r.value(Value::Bytes(bytes));
            Ok(Some(bytes))
        }
        None => {
            r.value(Value::Null);
            Ok(None)
        }
    }
}
