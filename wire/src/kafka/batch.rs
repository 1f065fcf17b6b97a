//! A record batch of magic 2, borrowed.
use super::{BatchError, BatchHeader, Decoder, Records, checksum, record};
use crate::{
    Error, ErrorKind, Read, Reader, Record, Result, Shape, Value,
    wireloom_codecs::compress::Compression,
};
use core::ops::Deref;

/// A record batch of magic 2: its header, and its records as they came.
///
/// The header's fields are the view's own: `batch.base_offset`. Records that are not compressed are
/// read from here; a [`Decoder`] reads all.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchRef<'a> {
    header: BatchHeader,
    bytes: &'a [u8],
    records: &'a [u8],
}

impl Deref for BatchRef<'_> {
    type Target = BatchHeader;

    #[inline]
    fn deref(&self) -> &BatchHeader {
        &self.header
    }
}

impl<'a> BatchRef<'a> {
    /// The batch that `bytes` are, without a look at its records or its CRC.
    ///
    /// # Errors
    /// [`UnexpectedEnd`](ErrorKind::UnexpectedEnd), [`BadLength`](ErrorKind::BadLength) when the
    /// length is shorter than a header, [`BadValue`](ErrorKind::BadValue) for another magic,
    /// [`Trailing`](ErrorKind::Trailing).
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        let Some((head, records)) = bytes.split_first_chunk() else {
            return Err(Error::end(bytes.len(), BatchHeader::SIZE, bytes.len()));
        };
        let header = BatchHeader::parse(head)?;
        check(&header, Error::new)?;
        let length = usize::try_from(header.batch_length).unwrap_or_default();
        let wanted = length.saturating_add(BatchHeader::BEFORE_LENGTH);
        match bytes.len().checked_sub(wanted) {
            Some(0) => Ok(Self { header, bytes, records }),
            Some(over) => Err(Error::new(ErrorKind::Trailing, wanted, over)),
            None => Err(Error::end(bytes.len(), wanted, bytes.len())),
        }
    }

    /// The header.
    pub const fn header(&self) -> &BatchHeader {
        &self.header
    }

    /// The whole batch, header included.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What follows the header: the records, compressed or not.
    pub const fn body(&self) -> &'a [u8] {
        self.records
    }

    /// Checks the CRC.
    ///
    /// # Errors
    /// [`BadChecksum`](ErrorKind::BadChecksum), with the one computed.
    pub fn verify(&self) -> Result<()> {
        let covered = self.bytes.get(BatchHeader::CRC_FROM..).unwrap_or_default();
        let crc = checksum::crc32c(covered);
        if crc == self.header.crc {
            return Ok(());
        }
        let detail = usize::try_from(crc).unwrap_or(usize::MAX);
        Err(Error::new(ErrorKind::BadChecksum, BatchHeader::CRC_AT, detail))
    }

    /// The compressor of the records.
    ///
    /// # Errors
    /// [`UnknownType`](ErrorKind::UnknownType) for a number without a meaning.
    pub fn compression(&self) -> Result<Compression> {
        let at = u64::try_from(BatchHeader::CRC_FROM).unwrap_or_default();
        self.header.attributes.compression().map_err(|error| error.after(at))
    }

    /// The records of a batch that is not compressed.
    ///
    /// # Errors
    /// [`UnknownType`](ErrorKind::UnknownType), with its number, where there is a compressor:
    /// [`Decoder::batch`] inflates. [`BadLength`](ErrorKind::BadLength) for a negative count.
    pub fn records(&self) -> Result<Records<'a>> {
        match self.compression()? {
            Compression::None => Records::new(&self.header, self.records, BatchHeader::SIZE, 0),
            other => {
                let number = other.number().into();
                Err(Error::new(ErrorKind::UnknownType, BatchHeader::CRC_FROM, number))
            }
        }
    }

    /// The records in what this batch's inflate to.
    ///
    /// # Errors
    /// [`BadLength`](ErrorKind::BadLength) for a negative count.
    pub fn records_in<'b>(&self, inflated: &'b [u8]) -> Result<Records<'b>> {
        Records::new(&self.header, inflated, 0, 1)
    }

    /// `error`, with what a consumer needs to skip this batch.
    pub fn failed(&self, error: Error) -> BatchError {
        BatchError {
            base_offset: self.base_offset,
            next_offset: Some(self.next_offset()),
            size: Some(self.bytes.len()),
            error,
        }
    }

    /// Reads a batch, aloud if somebody listens: then with every record in it, inflated in a
    /// buffer of its own. Records that cannot be read are told as bytes, and why: the batch is
    /// not refused for them.
    ///
    /// # Errors
    /// As [`new`](Self::new), apart from trailing bytes.
    pub fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, |r| {
            let start = r.rest();
            let header = BatchHeader::read_fields(r)?;
            check(&header, |kind, _, detail| r.error(kind, detail))?;
            let length = usize::try_from(header.batch_length).unwrap_or_default();
            let size = length.saturating_sub(BatchHeader::SIZE - BatchHeader::BEFORE_LENGTH);
            let Some(records) = r.rest().get(..size) else {
                return r.take(size).map(|_| Self { header, bytes: &[], records: &[] });
            };
            let bytes = start.get(..size.saturating_add(BatchHeader::SIZE)).unwrap_or_default();
            let batch = Self { header, bytes, records };
            if r.aloud() {
                batch.say(r)?;
            } else {
                r.take(size)?;
            }
            Ok(batch)
        })
    }

    /// Reads the records aloud.
    fn say<R: Read<'a>>(&self, r: &mut R) -> Result<()> {
        let mut decoder = Decoder::in_context(r.context());
        let fault = match decoder.batch(self) {
            // Once in silence: nothing is half told.
            Ok(records) => records.filter_map(Result::err).next(),
            Err(error) => Some(error.error),
        };
        r.begin("records");
        match fault {
            Some(_) => {
                let bytes = r.take(self.records.len())?;
                r.value(Value::Bytes(bytes));
            }
            None if self.compression() == Ok(Compression::None) => self.say_records(r)?,
            None => {
                r.layout("compressed", |r| r.take(self.records.len()))?;
                r.inside("inflated", decoder.inflated(), |r| self.say_records(r))?;
            }
        }
        r.done()?;
        if let Some(error) = fault {
            r.begin("error");
            r.value(Value::Shown(&error));
            r.done()?;
        }
        Ok(())
    }

    fn say_records<'b, R: Read<'b>>(&self, r: &mut R) -> Result<()> {
        let base = self.header.base();
        r.group(Shape::List, |r| {
            for _ in 0..self.header.record_count {
                r.field("record", |r| record::read(r, &base))?;
            }
            Ok(())
        })
    }
}

/// What must hold before anything else is believed.
fn check(header: &BatchHeader, error: impl Fn(ErrorKind, usize, usize) -> Error) -> Result<()> {
    if header.magic != 2 {
        return Err(error(ErrorKind::BadValue, super::MAGIC_AT, magic(header.magic)));
    }
    let least = BatchHeader::SIZE - BatchHeader::BEFORE_LENGTH;
    match usize::try_from(header.batch_length) {
        Ok(length) if length >= least => Ok(()),
        Ok(length) => Err(error(ErrorKind::BadLength, super::SIZE_AT, length)),
        Err(_) => Err(error(ErrorKind::BadLength, super::SIZE_AT, usize::MAX)),
    }
}

/// A magic as the number of an error.
pub(super) fn magic(magic: i8) -> usize {
    usize::try_from(magic).unwrap_or(usize::MAX)
}

/// Reads one batch aloud that `bytes` are.
///
/// # Errors
/// As [`BatchRef::new`].
pub fn observe(
    bytes: &[u8],
    context: crate::Context,
    observer: &mut dyn crate::Observer,
) -> Result<()> {
    let mut r = crate::Observed::new(Reader::with(bytes, context), observer);
    super::Entry::read(&mut r)?;
    r.finish()
}
