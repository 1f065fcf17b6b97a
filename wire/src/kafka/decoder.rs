//! Reads the records of any batch: checks, inflates, walks.
use super::{BatchError, BatchRef, Entry, MessageRef, Messages, RecordRef, Records};
use crate::{Context, Error, Limits, Result, wireloom_codecs::compress::Compression};
use alloc::vec::Vec;

/// Reads batches, and keeps what that takes between them: the contexts of the compressors and the
/// buffer that they inflate into.
///
/// Records that are not compressed are read where they are. Without the feature `compress` there
/// are no others: a compressed batch is an [`UnknownType`](crate::ErrorKind::UnknownType).
///
/// ```
/// use wireloom_wire::kafka::{Decoder, Encoder, Entries, RecordRef};
///
/// let mut bytes = Vec::new();
/// let record = RecordRef::new(Some(b"k"), Some(b"v")).at(1_700_000_000_000);
/// Encoder::new().write(&Default::default(), [record], &mut bytes)?;
///
/// let mut decoder = Decoder::new();
/// for entry in Entries::new(&bytes) {
///     let entry = entry?;
///     for record in decoder.records(&entry)? {
///         assert_eq!(record?.value, Some(&b"v"[..]));
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    verify: bool,
    #[cfg_attr(not(feature = "compress"), allow(dead_code, reason = "only inflating costs"))]
    limits: Limits,
    #[cfg(feature = "compress")]
    inflater: wireloom_codecs::compress::Inflater,
    buffer: Vec<u8>,
}

impl Decoder {
    /// A decoder within the default limits.
    pub fn new() -> Self {
        Self::with(Limits::DEFAULT)
    }

    /// A decoder within `limits`.
    pub fn with(limits: Limits) -> Self {
        Self {
            verify: true,
            limits,
            #[cfg(feature = "compress")]
            inflater: wireloom_codecs::compress::Inflater::new(),
            buffer: Vec::new(),
        }
    }

    /// The same, which checks CRCs or not. A new one does.
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// A decoder within what a reader may still spend. CRCs are read aloud, not checked.
    pub(super) fn in_context(context: &Context) -> Self {
        let inflated = usize::try_from(context.inflated).unwrap_or(usize::MAX);
        Self::with(Limits { inflated, ..Limits::DEFAULT }).verify(false)
    }

    /// The records of `entry`.
    ///
    /// # Errors
    /// As [`batch`](Self::batch) and [`message`](Self::message).
    pub fn records<'a>(&'a mut self, entry: &Entry<'a>) -> Result<EntryRecords<'a>, BatchError> {
        match entry {
            Entry::Batch(batch) => self.batch(batch).map(EntryRecords::Batch),
            Entry::Message(message) => self.message(message).map(EntryRecords::Message),
        }
    }

    /// The records of a batch of magic 2.
    ///
    /// # Errors
    /// [`BadChecksum`](crate::ErrorKind::BadChecksum), an unknown compressor, a negative count, and
    /// what inflating returns. Errors in the records come from the walk.
    #[inline]
    pub fn batch<'a>(&'a mut self, batch: &BatchRef<'a>) -> Result<Records<'a>, BatchError> {
        if self.verify {
            batch.verify().map_err(|error| batch.failed(error))?;
        }
        let compression = batch.compression().map_err(|error| batch.failed(error))?;
        let records = match compression {
            Compression::None => batch.records(),
            compression => self
                .inflate(compression, batch.body(), 2)
                .map_err(|error| error.after(61))
                .and_then(|()| batch.records_in(&self.buffer)),
        };
        records.map_err(|error| batch.failed(error))
    }

    /// The messages of a wrapper of magic 0 or 1, or the message that is none.
    ///
    /// # Errors
    /// As [`batch`](Self::batch), and what [`Messages`] cannot be made of: a wrapper without value
    /// or messages, or with an offset that cannot be.
    pub fn message<'a>(&'a mut self, message: &MessageRef<'a>) -> Result<Messages<'a>, BatchError> {
        let failed = |error| message.failed(error);
        if self.verify {
            message.verify().map_err(failed)?;
        }
        let compression = message.compression().map_err(failed)?;
        if compression == Compression::None {
            return Ok(Messages::alone(message));
        }
        let value = message.value.unwrap_or_default();
        let at = u64::try_from(message.bytes().len().saturating_sub(value.len())).unwrap_or(0);
        self.inflate(compression, value, message.magic).map_err(|e| failed(e.after(at)))?;
        Messages::inside(message, &self.buffer).map_err(failed)
    }

    /// What the last compressed batch inflated to.
    pub fn inflated(&self) -> &[u8] {
        &self.buffer
    }

    #[cfg(feature = "compress")]
    fn inflate(&mut self, compression: Compression, bytes: &[u8], magic: i8) -> Result<()> {
        use crate::wireloom_codecs::compress::HeaderChecksum;
        // KAFKA-3160: messages of magic 0 alone carry the historic header checksum.
        self.inflater.accept_lz4_header(match magic {
            0 => HeaderChecksum::Historic,
            _ => HeaderChecksum::Descriptor,
        });
        self.buffer.clear();
        self.inflater.inflate(compression, bytes, &self.limits, &mut self.buffer).map(|_| ())
    }

    #[cfg(not(feature = "compress"))]
    fn inflate(&mut self, compression: Compression, _bytes: &[u8], _magic: i8) -> Result<()> {
        self.buffer.clear();
        Err(Error::new(crate::ErrorKind::UnknownType, 0, compression.number().into()))
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

/// The records of an entry of any magic.
#[derive(Debug, Clone)]
pub enum EntryRecords<'a> {
    /// Those of a batch of magic 2.
    Batch(Records<'a>),
    /// Those of a message set.
    Message(Messages<'a>),
}

impl<'a> Iterator for EntryRecords<'a> {
    type Item = Result<RecordRef<'a>, Error>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Batch(records) => records.next(),
            Self::Message(messages) => messages.next(),
        }
    }
}
