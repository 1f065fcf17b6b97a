//! What stands back to back in a Fetch response, a Produce request and a segment.
use super::{Attributes, BatchRef, MessageRef, TimestampType, batch};
use crate::{
    Error, ErrorKind, Limits, Read, Result, frame::Step, wireloom_codecs::compress::Compression,
};
use core::fmt;

/// A batch of any magic: what has a length of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry<'a> {
    /// Magic 2.
    Batch(BatchRef<'a>),
    /// Magic 0 or 1: a message, or the wrapper of a compressed set.
    Message(MessageRef<'a>),
}

/// A batch that cannot be read: where it begins, and where to go on behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchError {
    /// The offset at its front. Of a message set's wrapper, its last message's.
    pub base_offset: i64,
    /// The offset at which a consumer skips it, where the header could be believed.
    pub next_offset: Option<i64>,
    /// How many bytes it takes, where its length could be believed.
    pub size: Option<usize>,
    /// What is wrong, counted from the first byte of the batch.
    pub error: Error,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "batch at offset {}: {}", self.base_offset, self.error)?;
        match self.next_offset {
            Some(next) => write!(f, "; the next begins at {next}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for BatchError {}

impl<'a> Entry<'a> {
    /// The entry at the front of `bytes`, if all of it is there. Neither its CRC nor its records
    /// are looked at.
    ///
    /// # Errors
    /// When no bytes that follow could make this an entry, or it is longer than
    /// [`Limits::frame`].
    pub fn cut(bytes: &'a [u8], limits: &Limits) -> Result<Step<Self>, BatchError> {
        let Some(front) = bytes.first_chunk::<{ super::MAGIC_AT + 1 }>() else {
            return Ok(Step::need((super::MAGIC_AT + 1).saturating_sub(bytes.len())));
        };
        let [o0, o1, o2, o3, o4, o5, o6, o7, s0, s1, s2, s3, .., magic] = *front;
        let base_offset = i64::from_be_bytes([o0, o1, o2, o3, o4, o5, o6, o7]);
        let size = i32::from_be_bytes([s0, s1, s2, s3]);
        let magic = i8::from_be_bytes([magic]);
        let failed = |size, error| BatchError { base_offset, next_offset: None, size, error };
        let least = match magic {
            0 => MessageRef::LEAST,
            1 => MessageRef::LEAST + 8,
            2 => super::BatchHeader::SIZE - super::BatchHeader::BEFORE_LENGTH,
            _ => 0,
        };
        let Some(size) = usize::try_from(size).ok().filter(|size| *size >= least.max(1)) else {
            let detail = usize::try_from(size).unwrap_or(usize::MAX);
            return Err(failed(None, Error::new(ErrorKind::BadLength, super::SIZE_AT, detail)));
        };
        let size = size.saturating_add(MessageRef::BEFORE_SIZE);
        if !matches!(magic, 0..=2) {
            let error = Error::new(ErrorKind::BadValue, super::MAGIC_AT, batch::magic(magic));
            // Noise has lengths, too: none that nobody would allow is believed of it.
            return Err(failed(Some(size).filter(|size| *size <= limits.frame), error));
        }
        if size > limits.frame {
            let error = Error::new(ErrorKind::FrameLimit, super::SIZE_AT, limits.frame);
            return Err(failed(Some(size), error));
        }
        let Some(bytes) = bytes.get(..size) else {
            return Ok(Step::need(size.saturating_sub(bytes.len())));
        };
        let entry = if magic == 2 {
            BatchRef::new(bytes).map(Self::Batch)
        } else {
            MessageRef::new(bytes).map(Self::Message)
        };
        match entry {
            Ok(value) => Ok(Step::Done { value, used: size }),
            Err(error) => {
                // Magic 2 was checked above: only messages have more to get wrong.
                let next_offset = Some(base_offset.wrapping_add(1));
                Err(BatchError { next_offset, ..failed(Some(size), error) })
            }
        }
    }

    /// Reads an entry, aloud if somebody listens: then with every record in it.
    ///
    /// # Errors
    /// As [`BatchRef::read`] and [`MessageRef::read`].
    pub fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        match r.rest().get(super::MAGIC_AT) {
            Some(0 | 1) => MessageRef::read(r).map(Self::Message),
            _ => BatchRef::read(r).map(Self::Batch),
        }
    }

    /// The whole entry.
    pub const fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Batch(batch) => batch.bytes(),
            Self::Message(message) => message.bytes(),
        }
    }

    /// The format.
    pub const fn magic(&self) -> i8 {
        match self {
            Self::Batch(_) => 2,
            Self::Message(message) => message.magic,
        }
    }

    /// The offset at its front: that of the first record, but of the last for a message set's
    /// wrapper.
    pub fn base_offset(&self) -> i64 {
        match self {
            Self::Batch(batch) => batch.base_offset,
            Self::Message(message) => message.offset,
        }
    }

    /// The offset of its last record.
    pub fn last_offset(&self) -> i64 {
        match self {
            Self::Batch(batch) => batch.last_offset(),
            Self::Message(message) => message.offset,
        }
    }

    /// The offset at which a consumer goes on.
    pub fn next_offset(&self) -> i64 {
        self.last_offset().wrapping_add(1)
    }

    /// The largest timestamp of its records: what the header says.
    pub fn max_timestamp(&self) -> i64 {
        match self {
            Self::Batch(batch) => batch.max_timestamp,
            Self::Message(message) => message.timestamp,
        }
    }

    /// Compressor, kind of timestamps, and the rest.
    pub fn attributes(&self) -> Attributes {
        match self {
            Self::Batch(batch) => batch.attributes,
            Self::Message(message) => message.attributes,
        }
    }

    /// Who set the timestamps.
    pub fn timestamp_type(&self) -> TimestampType {
        match self {
            Self::Batch(batch) => batch.timestamp_type(),
            Self::Message(message) => message.timestamp_type(),
        }
    }

    /// The compressor.
    ///
    /// # Errors
    /// As [`BatchRef::compression`] and [`MessageRef::compression`].
    pub fn compression(&self) -> Result<Compression> {
        match self {
            Self::Batch(batch) => batch.compression(),
            Self::Message(message) => message.compression(),
        }
    }

    /// Checks the CRC.
    ///
    /// # Errors
    /// [`BadChecksum`](ErrorKind::BadChecksum), with the one computed.
    pub fn verify(&self) -> Result<()> {
        match self {
            Self::Batch(batch) => batch.verify(),
            Self::Message(message) => message.verify(),
        }
    }

    /// `error`, with what a consumer needs to skip this entry.
    pub fn failed(&self, error: Error) -> BatchError {
        match self {
            Self::Batch(batch) => batch.failed(error),
            Self::Message(message) => message.failed(error),
        }
    }
}

/// The entries that stand back to back in some bytes. The magic may change from one to the next.
///
/// A cut entry at the end is no error: brokers cut Fetch responses where they please. See
/// [`rest`](Self::rest). One that cannot be read is told with where it begins, and the walk goes on
/// behind it where its length can be believed.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    bytes: &'a [u8],
    at: usize,
    stopped: bool,
    limits: Limits,
}

impl<'a> Entries<'a> {
    /// The entries in `bytes`, within the default limits.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self::with(bytes, Limits::DEFAULT)
    }

    /// The entries in `bytes`.
    pub const fn with(bytes: &'a [u8], limits: Limits) -> Self {
        Self { bytes, at: 0, stopped: false, limits }
    }

    /// How many bytes were walked over: where the next entry begins.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// What was not walked over: after the last entry, the part of the one that is cut.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, BatchError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest();
        if self.stopped || rest.is_empty() {
            return None;
        }
        match Entry::cut(rest, &self.limits) {
            Ok(Step::Done { value, used }) => {
                self.at = self.at.saturating_add(used);
                Some(Ok(value))
            }
            Ok(Step::Need(_)) => {
                self.stopped = true;
                None
            }
            Err(error) => {
                match error.size.filter(|size| *size <= rest.len()) {
                    Some(size) => self.at = self.at.saturating_add(size),
                    None => self.stopped = true,
                }
                Some(Err(error))
            }
        }
    }
}

impl core::iter::FusedIterator for Entries<'_> {}
