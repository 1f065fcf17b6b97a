//! One batch, record by record.
use super::{
    BatchHeader, BatchOptions, Encoder, MessageRef, RecordRef, checksum, raw::Usual, varint,
};
use crate::{
    Error, ErrorKind, Result, Wire, Write, Writer, wireloom_codecs::compress::Compression,
};
use alloc::vec::Vec;

/// A batch that is being written. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct BatchWriter<'e> {
    encoder: &'e mut Encoder,
    options: BatchOptions,
    out: &'e mut Vec<u8>,
    /// Where the batch begins in `out`.
    start: usize,
    count: usize,
    last_offset: i64,
    /// What the deltas of magic 2 are relative to.
    base_timestamp: i64,
    max_timestamp: i64,
    /// The most bytes that may stand where records go: what the options' `max_size` comes to.
    limit: usize,
    finished: bool,
}

impl<'e> BatchWriter<'e> {
    pub(super) fn new(
        encoder: &'e mut Encoder,
        options: BatchOptions,
        out: &'e mut Vec<u8>,
    ) -> Self {
        let start = out.len();
        encoder.plain.clear();
        if options.magic == 2 {
            out.resize(start.saturating_add(BatchHeader::SIZE), 0);
        }
        let header = out.len().saturating_sub(start);
        let limit = match options.compression {
            Compression::None => options.max_size.saturating_add(start),
            _ => options.max_size.saturating_sub(header),
        };
        Self {
            encoder,
            options,
            out,
            start,
            count: 0,
            last_offset: options.base_offset.wrapping_sub(1),
            base_timestamp: options.delete_horizon.unwrap_or(-1),
            max_timestamp: -1,
            limit,
            finished: false,
        }
    }

    /// How many records it holds.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether it holds none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The bytes written so far, before compression.
    pub fn size(&self) -> usize {
        let written = self.out.len().saturating_sub(self.start);
        written.saturating_add(self.encoder.plain.len())
    }

    /// Adds a record behind the last, whatever its own offset says. False: the batch is full, and
    /// the record is not in it.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    #[inline]
    pub fn append(&mut self, record: &RecordRef<'_>) -> Result<bool> {
        let offset = self.last_offset.wrapping_add(1);
        self.put(record, offset)
    }

    /// Adds a record with its own offset: gaps are legal. False: the batch is full, and the record
    /// is not in it.
    ///
    /// # Errors
    /// [`BadValue`](ErrorKind::BadValue) for an offset that does not ascend,
    /// [`FrameLimit`](ErrorKind::FrameLimit) for a record that fits no batch,
    /// [`NotInVersion`](ErrorKind::NotInVersion) for headers below magic 2,
    /// [`Unwritable`](ErrorKind::Unwritable) for a part of 2 GiB and more.
    #[inline]
    pub fn push(&mut self, record: &RecordRef<'_>) -> Result<bool> {
        if record.offset <= self.last_offset {
            return Err(Error::new(ErrorKind::BadValue, self.size(), 0));
        }
        self.put(record, record.offset)
    }

    #[inline]
    fn put(&mut self, record: &RecordRef<'_>, offset: i64) -> Result<bool> {
        let delta = offset.wrapping_sub(self.options.base_offset);
        if self.count == 0 && self.options.delete_horizon.is_none() {
            self.base_timestamp = record.timestamp;
        }
        let timestamp = record.timestamp.wrapping_sub(self.base_timestamp);
        if self.options.magic == 2
            && let Some(usual) = Usual::new(record, timestamp, delta)
            && self.fits(usual.most())
        {
            usual.write(self.target());
            self.count(record, offset);
            return Ok(true);
        }
        match i32::try_from(delta) {
            Ok(delta) => self.put_any(record, offset, delta, timestamp),
            Err(_) => Ok(false),
        }
    }

    /// Adds any record, the obvious way, or says why not.
    #[inline(never)]
    fn put_any(
        &mut self,
        record: &RecordRef<'_>,
        offset: i64,
        delta: i32,
        timestamp: i64,
    ) -> Result<bool> {
        let (size, body) = self.record_size(record, delta)?;
        if !self.fits(size) {
            return match self.count {
                0 => Err(Error::new(ErrorKind::FrameLimit, self.size(), self.options.max_size)),
                _ => Ok(false),
            };
        }
        if self.options.magic == 2 {
            write_record(record, timestamp, delta.into(), body, self.target());
        } else {
            // Magic 1 counts from the first message inside a wrapper, magic 0 never does.
            let compressed = self.options.compression != Compression::None;
            let relative = compressed && self.options.magic == 1;
            let offset = if relative { delta.into() } else { offset };
            let options = self.options;
            write_message(record, offset, &options, self.target())?;
        }
        self.count(record, offset);
        Ok(true)
    }

    /// Where records go: to the end of the batch, or to where they wait for the compressor.
    #[inline(always)]
    const fn target(&mut self) -> &mut Vec<u8> {
        match self.options.compression {
            Compression::None => self.out,
            _ => &mut self.encoder.plain,
        }
    }

    #[inline(always)]
    fn fits(&mut self, size: usize) -> bool {
        let (count, limit) = (self.count, self.limit);
        // No vector and no record is longer than half of all numbers.
        count < self.options.max_records && self.target().len().wrapping_add(size) <= limit
    }

    #[inline(always)]
    fn count(&mut self, record: &RecordRef<'_>, offset: i64) {
        // It was below `max_records`.
        self.count = self.count.wrapping_add(1);
        self.last_offset = offset;
        self.max_timestamp = self.max_timestamp.max(record.timestamp);
    }

    /// What a record takes in all, and what its length says.
    #[inline(never)]
    fn record_size(&self, record: &RecordRef<'_>, delta: i32) -> Result<(usize, i64)> {
        let mut body = 0;
        let size = if self.options.magic == 2 {
            let timestamp = record.timestamp.wrapping_sub(self.base_timestamp);
            let size = body_size(record, timestamp, delta.into());
            body = signed(size);
            size.saturating_add(varint::len(body))
        } else if record.headers.is_empty() {
            let fixed = MessageRef::BEFORE_SIZE + MessageRef::LEAST;
            let timestamp = if self.options.magic == 1 { 8 } else { 0 };
            usize::saturating_add(fixed, timestamp)
                .saturating_add(record.key.unwrap_or_default().len())
                .saturating_add(record.value.unwrap_or_default().len())
        } else {
            return Err(Error::new(ErrorKind::NotInVersion, self.size(), 1));
        };
        match i32::try_from(size) {
            Ok(_) => Ok((size, body)),
            Err(_) => Err(Error::new(ErrorKind::Unwritable, self.size(), size)),
        }
    }

    /// Completes the batch: compresses, and fills in length and CRC. Says how many bytes it takes.
    ///
    /// A batch of magic 2 without records is what compaction leaves of one; a message set without
    /// any has no bytes.
    ///
    /// # Errors
    /// [`Unwritable`](ErrorKind::Unwritable) for a batch of 2 GiB and more, and what compressing
    /// returns.
    pub fn finish(mut self) -> Result<usize> {
        let compressed = self.options.compression != Compression::None && self.count > 0;
        if self.options.magic == 2 {
            let by = if compressed { self.pack_batch()? } else { Compression::None };
            self.fill_header(by)?;
        } else if compressed {
            self.pack_messages()?;
        }
        self.finished = true;
        Ok(self.out.len().saturating_sub(self.start))
    }

    /// Moves the records behind the header, compressed if that pays.
    fn pack_batch(&mut self) -> Result<Compression> {
        if self.encoder.deflate(&self.options, 0, self.out)? {
            return Ok(self.options.compression);
        }
        self.out.extend_from_slice(&self.encoder.plain);
        Ok(Compression::None)
    }

    fn fill_header(&mut self, compression: Compression) -> Result<()> {
        let options = &self.options;
        let header = BatchHeader {
            base_offset: options.base_offset,
            partition_leader_epoch: options.partition_leader_epoch,
            attributes: options.all_attributes(compression),
            // An empty batch keeps the place of one record.
            last_offset_delta: match self.count {
                0 => 0,
                _ => i32::try_from(self.last_offset.wrapping_sub(options.base_offset)).unwrap_or(0),
            },
            base_timestamp: self.base_timestamp,
            max_timestamp: options.append_time.unwrap_or(self.max_timestamp),
            producer_id: options.producer_id,
            producer_epoch: options.producer_epoch,
            base_sequence: options.base_sequence,
            record_count: i32::try_from(self.count).unwrap_or(i32::MAX),
            ..BatchHeader::default()
        };
        let batch = self.out.get_mut(self.start..).unwrap_or_default();
        seal(header, batch)
    }

    /// Writes the wrapper around the messages, or the messages themselves where that is smaller.
    fn pack_messages(&mut self) -> Result<()> {
        let options = self.options;
        let at = self.start;
        let timestamp = options.append_time.unwrap_or(self.max_timestamp);
        let mut wrapper = RecordRef::new(None, Some(&[])).at(timestamp);
        wrapper.offset = self.last_offset;
        write_front(&wrapper, self.last_offset, &options, options.compression, self.out);
        let value_at = self.out.len();
        if self.encoder.deflate(&options, value_at.saturating_sub(at), self.out)? {
            let size = self.out.len().saturating_sub(value_at);
            return seal_message(self.out.get_mut(at..).unwrap_or_default(), Some(size));
        }
        self.out.truncate(at);
        self.out.extend_from_slice(&self.encoder.plain);
        if options.magic == 1 {
            rebase(self.out.get_mut(at..).unwrap_or_default(), options.base_offset);
        }
        Ok(())
    }
}

impl Drop for BatchWriter<'_> {
    fn drop(&mut self) {
        if !self.finished {
            self.out.truncate(self.start);
        }
    }
}

/// Fills in the header of a batch that is otherwise complete: length and CRC follow from it.
pub(super) fn seal(mut header: BatchHeader, batch: &mut [u8]) -> Result<()> {
    let length = batch.len().saturating_sub(BatchHeader::BEFORE_LENGTH);
    let Ok(length) = i32::try_from(length) else {
        return Err(Error::new(ErrorKind::Unwritable, 0, length));
    };
    header.batch_length = length;
    put_header(&header, batch)?;
    let crc = checksum::crc32c(batch.get(BatchHeader::CRC_FROM..).unwrap_or_default());
    patch(batch, BatchHeader::CRC_AT, &crc.to_be_bytes());
    Ok(())
}

/// Writes a header over the front of `batch`.
pub(super) fn put_header(header: &BatchHeader, batch: &mut [u8]) -> Result<()> {
    let front = batch.get_mut(..BatchHeader::SIZE).unwrap_or_default();
    let mut w = wireloom_codecs::Slice::with(front, crate::Context::DEFAULT);
    BatchHeader::write(header, &mut w)?;
    w.finish().map(|_| ())
}

fn patch(bytes: &mut [u8], at: usize, with: &[u8]) {
    let room = bytes.get_mut(at..).and_then(|bytes| bytes.get_mut(..with.len()));
    if let Some(room) = room {
        room.copy_from_slice(with);
    }
}

/// What a record of magic 2 takes without its length.
#[inline]
fn body_size(record: &RecordRef<'_>, timestamp: i64, delta: i64) -> usize {
    let part = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => bytes.len().saturating_add(varint::len(signed(bytes.len()))),
        None => 1,
    };
    usize::saturating_add(1, varint::len(timestamp))
        .saturating_add(varint::len(delta))
        .saturating_add(part(record.key))
        .saturating_add(part(record.value))
        .saturating_add(record.headers.size())
}

/// Appends a record of magic 2, whose length says `body`: the obvious way, which takes every
/// record.
fn write_record(record: &RecordRef<'_>, timestamp: i64, delta: i64, body: i64, out: &mut Vec<u8>) {
    let mut w = Writer::new(out);
    varint::write(&mut w, body);
    w.put(&record.attributes.to_be_bytes());
    varint::write(&mut w, timestamp);
    varint::write(&mut w, delta);
    put_bytes(&mut w, record.key);
    put_bytes(&mut w, record.value);
    record.headers.write(&mut w);
}

/// Appends bytes after a varint length, of which -1 is null.
#[inline]
pub(super) fn put_bytes<W: Write>(w: &mut W, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => {
            varint::write(w, signed(bytes.len()));
            w.put(bytes);
        }
        None => varint::write(w, -1),
    }
}

pub(super) fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Appends a message of magic 0 or 1.
fn write_message(
    record: &RecordRef<'_>,
    offset: i64,
    options: &BatchOptions,
    out: &mut Vec<u8>,
) -> Result<()> {
    let start = out.len();
    write_front(record, offset, options, Compression::None, out);
    out.extend_from_slice(record.value.unwrap_or_default());
    let size = record.value.map(<[u8]>::len);
    seal_message(out.get_mut(start..).unwrap_or_default(), size)
}

/// Appends a message up to the length of its value: that, the size and the CRC follow when the
/// value is there.
fn write_front(
    record: &RecordRef<'_>,
    offset: i64,
    options: &BatchOptions,
    compression: Compression,
    out: &mut Vec<u8>,
) {
    let mut w = Writer::new(out);
    w.put(&offset.to_be_bytes());
    // The size and the CRC.
    w.put(&[0; 8]);
    w.put(&options.magic.to_be_bytes());
    let append = options.append_time.is_some() && options.magic == 1;
    let attributes = options
        .attributes
        .compressed(compression)
        .with(super::Attributes::LOG_APPEND_TIME, append)
        .0
        .to_be_bytes();
    let [_, low] = attributes;
    // Bits 4 to 6 mean something to magic 2 only.
    w.put(&[low & 0x8f]);
    if options.magic == 1 {
        w.put(&options.append_time.unwrap_or(record.timestamp).to_be_bytes());
    }
    let length = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => i32::try_from(bytes.len()).unwrap_or(i32::MAX),
        None => -1,
    };
    w.put(&length(record.key).to_be_bytes());
    w.put(record.key.unwrap_or_default());
    w.put(&length(record.value).to_be_bytes());
}

/// Fills in the length of the value, the size and the CRC of a message that is otherwise complete.
fn seal_message(message: &mut [u8], value: Option<usize>) -> Result<()> {
    let size = message.len().saturating_sub(MessageRef::BEFORE_SIZE);
    let Ok(size) = i32::try_from(size) else {
        return Err(Error::new(ErrorKind::Unwritable, 0, size));
    };
    if let Some(value) = value {
        let at = message.len().saturating_sub(value).saturating_sub(4);
        patch(message, at, &i32::try_from(value).unwrap_or(i32::MAX).to_be_bytes());
    }
    patch(message, 8, &size.to_be_bytes());
    let crc = checksum::crc32(message.get(MessageRef::CRC_FROM..).unwrap_or_default());
    patch(message, MessageRef::CRC_AT, &crc.to_be_bytes());
    Ok(())
}

/// Makes relative offsets absolute: the CRC does not cover them.
fn rebase(messages: &mut [u8], base: i64) {
    let mut at = 0usize;
    while let Some((offset, rest)) = messages.get_mut(at..).and_then(<[u8]>::split_first_chunk_mut)
    {
        *offset = i64::from_be_bytes(*offset).wrapping_add(base).to_be_bytes();
        let size = rest.first_chunk().map_or(0, |size| i32::from_be_bytes(*size));
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        at = at.saturating_add(MessageRef::BEFORE_SIZE).saturating_add(size);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_way_is_the_obvious_one() {
        // Law 8: numbers around every length, null and empty, headers or none.
        let edges = (0..40).flat_map(|bit| [(1i64 << bit) - 1, 1 << bit, -(1 << bit)]);
        let edges: Vec<i64> = edges.collect();
        let bytes = alloc::vec![b'x'; 20_000];
        let headers = [super::super::HeaderRef { key: b"h", value: Some(b"1") }];
        let mut usual = 0;
        for (n, timestamp) in edges.iter().enumerate() {
            for delta in edges.iter().filter_map(|delta| i32::try_from(*delta).ok()) {
                let part = |n: usize| match n % 9 {
                    0 => None,
                    8 => bytes.get(..9_000),
                    n => bytes.get(..(1usize << (2 * n)) - n),
                };
                let mut record = RecordRef::new(part(n), part(n / 2)).at(*timestamp);
                record.attributes = if n % 2 == 0 { -1 } else { 0 };
                if n % 3 == 0 {
                    record.headers = super::super::Headers::new(&headers);
                }
                let body = body_size(&record, *timestamp, delta.into());
                let mut obvious = alloc::vec![1, 2];
                write_record(&record, *timestamp, delta.into(), signed(body), &mut obvious);
                if let Some(fast) = Usual::new(&record, *timestamp, delta.into()) {
                    let mut out = alloc::vec![1, 2];
                    fast.write(&mut out);
                    assert!(out == obvious && out.len() <= fast.most() + 2, "{timestamp} {delta}");
                    usual += 1;
                }
            }
        }
        assert!(usual > 2_000, "{usual}");
    }
}
