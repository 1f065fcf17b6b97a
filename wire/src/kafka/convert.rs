//! Makes another batch of one: another compressor, another magic.
use super::{
    Attributes, BatchError, BatchHeader, BatchOptions, BatchRef, Decoder, Encoder, Entry,
    EntryRecords, Headers, TimestampType,
    writer::{put_header, seal},
};
use crate::{
    Error, ErrorKind, Result,
    wireloom_codecs::compress::{Compression, Options},
};
use alloc::vec::Vec;

/// What to make of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The format.
    pub magic: i8,
    /// The compressor. zstd needs magic 2.
    pub compression: Compression,
    /// How to compress.
    pub compress: Options,
    /// Leaves the records as they are where compression makes them no smaller.
    pub only_if_smaller: bool,
}

impl Target {
    /// That magic and that compressor, with its defaults.
    pub const fn new(magic: i8, compression: Compression) -> Self {
        Self { magic, compression, compress: Options::DEFAULT, only_if_smaller: false }
    }
}

impl Encoder {
    /// Appends `entry` as `target` says, and says how many bytes that is. After an error `out`
    /// holds what it held before.
    ///
    /// From magic 2 to magic 2 the records are not looked at: what they inflate to stays byte for
    /// byte, and so does the header apart from compressor, length and CRC. Below magic 2 there are
    /// no headers, producers and transactions: they are left out, and of a control batch nothing
    /// stays. Magic 0 has no timestamps either.
    ///
    /// # Errors
    /// As [`Decoder::records`] and its walk, and as [`begin`](Self::begin).
    pub fn convert(
        &mut self,
        entry: &Entry<'_>,
        decoder: &mut Decoder,
        target: &Target,
        out: &mut Vec<u8>,
    ) -> Result<usize, BatchError> {
        let failed = |error| entry.failed(error);
        match entry {
            Entry::Batch(batch) if target.magic == 2 => self.repack(batch, decoder, target, out),
            Entry::Batch(batch) if batch.is_control() => Ok(0),
            _ => {
                let records = decoder.records(entry)?;
                self.rewrite(entry, records, target, out).map_err(failed)
            }
        }
    }

    /// Compresses the records of a batch anew.
    fn repack(
        &mut self,
        batch: &BatchRef<'_>,
        decoder: &mut Decoder,
        target: &Target,
        out: &mut Vec<u8>,
    ) -> Result<usize, BatchError> {
        let records = decoder.batch(batch)?;
        let start = out.len();
        let packed = self.pack(batch, records.rest(), target, out);
        if packed.is_err() {
            out.truncate(start);
        }
        packed.map_err(|error| batch.failed(error))
    }

    fn pack(
        &mut self,
        batch: &BatchRef<'_>,
        records: &[u8],
        target: &Target,
        out: &mut Vec<u8>,
    ) -> Result<usize> {
        let start = out.len();
        out.resize(start.saturating_add(BatchHeader::SIZE), 0);
        let mut compression = target.compression;
        // Without records there is nothing to compress: compaction leaves such batches plain.
        if compression != Compression::None && !records.is_empty() {
            self.plain.clear();
            self.plain.extend_from_slice(records);
            let options = BatchOptions {
                compression,
                compress: target.compress,
                only_if_smaller: target.only_if_smaller,
                ..BatchOptions::default()
            };
            if !self.deflate(&options, 0, out)? {
                compression = Compression::None;
            }
        } else {
            compression = Compression::None;
        }
        if compression == Compression::None {
            out.extend_from_slice(records);
        }
        let mut header = batch.header().clone();
        header.attributes = header.attributes.compressed(compression);
        let made = out.get_mut(start..).unwrap_or_default();
        // The bytes that came are kept where nothing changed, also a CRC that does not match.
        if made.len() == batch.bytes().len() && header.attributes == batch.attributes {
            put_header(&header, made)?;
            if made == batch.bytes() {
                return Ok(made.len());
            }
        }
        let size = made.len();
        seal(header, made).map(|()| size)
    }

    /// Writes the records anew.
    fn rewrite(
        &mut self,
        entry: &Entry<'_>,
        records: EntryRecords<'_>,
        target: &Target,
        out: &mut Vec<u8>,
    ) -> Result<usize> {
        let mut records = records.peekable();
        let first = match records.peek() {
            Some(Ok(record)) => record.offset,
            Some(Err(error)) => return Err(*error),
            None if target.magic < 2 => return Ok(0),
            None => entry.base_offset(),
        };
        let append = entry.timestamp_type() == TimestampType::LogAppend;
        let options = BatchOptions {
            magic: target.magic,
            compression: target.compression,
            compress: target.compress,
            only_if_smaller: target.only_if_smaller,
            max_size: usize::MAX,
            max_records: usize::MAX,
            base_offset: first,
            append_time: append.then(|| entry.max_timestamp()),
            // Bits that nobody has named survive within the same magic only.
            attributes: Attributes(0),
            ..BatchOptions::default()
        };
        let mut batch = self.begin(options, out)?;
        for record in records {
            let mut record = record?;
            if target.magic < 2 {
                record.headers = Headers::EMPTY;
            }
            if !batch.push(&record)? {
                return Err(Error::new(ErrorKind::Unwritable, 0, usize::MAX));
            }
        }
        batch.finish()
    }
}
