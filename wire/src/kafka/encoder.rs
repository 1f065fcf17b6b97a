//! Writes batches of any magic.
use super::{BatchOptions, BatchWriter, RecordRef};
use crate::{
    Error, ErrorKind, Result,
    wireloom_codecs::compress::{Compression, HeaderChecksum, Options},
};
use alloc::vec::Vec;
use core::borrow::Borrow;

/// Writes batches, and keeps what that takes between them: the contexts of the compressors and the
/// buffer in which records wait for them.
///
/// ```
/// use wireloom_wire::kafka::{BatchOptions, Encoder, RecordRef};
///
/// let mut encoder = Encoder::new();
/// let mut out = Vec::new();
/// let options = BatchOptions { producer_id: 9, producer_epoch: 0, base_sequence: 0, ..Default::default() };
/// let mut batch = encoder.begin(options, &mut out)?;
/// // False would mean that the batch is full.
/// assert!(batch.append(&RecordRef::new(None, Some(b"v")).at(1_700_000_000_000))?);
/// assert_eq!(batch.finish()?, 69);
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Encoder {
    #[cfg(feature = "compress")]
    deflater: wireloom_codecs::compress::Deflater,
    /// Records that are still to be compressed.
    pub(super) plain: Vec<u8>,
}

impl Encoder {
    /// An encoder that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a batch behind what `out` holds.
    ///
    /// # Errors
    /// [`BadValue`](ErrorKind::BadValue) for a magic that does not exist and for zstd below
    /// magic 2.
    pub fn begin<'e>(
        &'e mut self,
        options: BatchOptions,
        out: &'e mut Vec<u8>,
    ) -> Result<BatchWriter<'e>> {
        if !matches!(options.magic, 0..=2) {
            return Err(Error::new(ErrorKind::BadValue, 0, super::batch::magic(options.magic)));
        }
        if options.magic < 2 && options.compression == Compression::Zstd {
            return Err(super::attributes::forbidden(Compression::Zstd, 0));
        }
        Ok(BatchWriter::new(self, options, out))
    }

    /// Appends one batch of `records`, numbered from the base offset on, and says how many bytes
    /// that is. After an error `out` holds what it held before.
    ///
    /// # Errors
    /// As [`begin`](Self::begin) and [`BatchWriter::append`];
    /// [`FrameLimit`](ErrorKind::FrameLimit) when they are too many.
    pub fn write<'r>(
        &mut self,
        options: &BatchOptions,
        records: impl IntoIterator<Item = impl Borrow<RecordRef<'r>>>,
        out: &mut Vec<u8>,
    ) -> Result<usize> {
        let mut batch = self.begin(*options, out)?;
        for record in records {
            if !batch.append(record.borrow())? {
                return Err(Error::new(ErrorKind::FrameLimit, 0, options.max_size));
            }
        }
        batch.finish()
    }

    /// Compresses what waits in `plain` to the end of `out`, behind `front` bytes that only a
    /// compressed batch has. False: it got no smaller, and that was asked for; `out` is as before.
    pub(super) fn deflate(
        &mut self,
        options: &BatchOptions,
        front: usize,
        out: &mut Vec<u8>,
    ) -> Result<bool> {
        let mut how = options.compress;
        if options.magic == 0 {
            how.lz4.header_checksum = HeaderChecksum::Historic;
        }
        let start = out.len();
        let size = self.run(options.compression, &how, out)?;
        if options.only_if_smaller && size.saturating_add(front) >= self.plain.len() {
            out.truncate(start);
            return Ok(false);
        }
        Ok(true)
    }

    #[cfg(feature = "compress")]
    fn run(&mut self, by: Compression, how: &Options, out: &mut Vec<u8>) -> Result<usize> {
        self.deflater.deflate(by, how, &self.plain, out)
    }

    #[cfg(not(feature = "compress"))]
    fn run(&mut self, by: Compression, _how: &Options, _out: &mut Vec<u8>) -> Result<usize> {
        Err(Error::new(ErrorKind::UnknownType, 0, by.number().into()))
    }
}
