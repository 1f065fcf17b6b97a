//! Messages of magic 0 and 1, alone or as the wrapper of a compressed set.
use super::{Attributes, BatchError, Decoder, RecordRef, TimestampType, batch, checksum};
use crate::{
    Error, ErrorKind, Read, Reader, Result, Shape, Value, Wire,
    wireloom_codecs::compress::Compression,
};

/// A message of magic 0 or 1 ("Old Message Format",
/// <https://kafka.apache.org/documentation/#oldmessageset>), borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MessageRef<'a> {
    /// Its offset; of a wrapper, that of its last message.
    pub offset: i64,
    /// CRC-32 of everything from the magic on.
    pub crc: u32,
    /// The format: 0 or 1.
    pub magic: i8,
    /// Compressor and kind of timestamp.
    pub attributes: Attributes,
    /// In milliseconds since 1970; -1 where there is none.
    pub timestamp: i64,
    /// The key.
    pub key: Option<&'a [u8]>,
    /// The value; of a wrapper, the compressed messages.
    pub value: Option<&'a [u8]>,
    /// The whole message, offset and size included.
    bytes: &'a [u8],
}

impl<'a> MessageRef<'a> {
    /// The bytes before those that the size counts: offset and size.
    pub const BEFORE_SIZE: usize = 12;
    /// Where the CRC stands.
    pub const CRC_AT: usize = 12;
    /// Where the bytes begin that the CRC covers: at the magic.
    pub const CRC_FROM: usize = 16;
    /// The least that the size of a message of magic 0 says: no key, no value.
    pub const LEAST: usize = 14;

    /// The message that `bytes` are, without a look at its CRC.
    ///
    /// # Errors
    /// As [`read`](Self::read), and [`Trailing`](ErrorKind::Trailing).
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        let mut r = Reader::new(bytes);
        let message = Self::read_quietly(&mut r)?;
        r.finish()?;
        Ok(message)
    }

    /// Offset, size and message: the obvious reader, which is also the one that reads aloud.
    fn read_quietly<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let start = r.rest();
        let offset = r.field("offset", i64::read)?;
        let size = r.layout("message_size", i32::read)?;
        let Some(size) = usize::try_from(size).ok().filter(|size| *size >= Self::LEAST) else {
            return Err(r.error(ErrorKind::BadLength, usize::try_from(size).unwrap_or(usize::MAX)));
        };
        let bytes = start.get(..size.saturating_add(Self::BEFORE_SIZE)).unwrap_or_default();
        r.within(size, |r| {
            let crc = r.field("crc", u32::read)?;
            let magic = r.field("magic", i8::read)?;
            if !matches!(magic, 0 | 1) {
                return Err(r.error(ErrorKind::BadValue, batch::magic(magic)));
            }
            let attributes = r.field("attributes", |r| {
                r.group(Shape::Record, |r| {
                    let [bits] = *r.array()?;
                    let attributes = Attributes(bits.into());
                    attributes.say_legacy(r);
                    Ok(attributes)
                })
            })?;
            let timestamp = if magic == 1 { r.field("timestamp", i64::read)? } else { -1 };
            let key = r.field("key", bytes_i32)?;
            let compressed = attributes.0 & Attributes::CODEC != 0;
            let value = if compressed && r.aloud() {
                say_wrapped(r, offset, magic, attributes, timestamp)?
            } else {
                r.field("value", bytes_i32)?
            };
            Ok(Self { offset, crc, magic, attributes, timestamp, key, value, bytes })
        })
    }

    /// Reads a message, aloud if somebody listens: a wrapper then with the messages in it.
    ///
    /// # Errors
    /// [`UnexpectedEnd`](ErrorKind::UnexpectedEnd), [`BadLength`](ErrorKind::BadLength),
    /// [`BadValue`](ErrorKind::BadValue) for another magic, [`Trailing`](ErrorKind::Trailing) for
    /// bytes that the size counts and the message does not need.
    pub fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, Self::read_quietly)
    }

    /// The whole message, offset and size included.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Checks the CRC.
    ///
    /// # Errors
    /// [`BadChecksum`](ErrorKind::BadChecksum), with the one computed.
    pub fn verify(&self) -> Result<()> {
        let crc = checksum::crc32(self.bytes.get(Self::CRC_FROM..).unwrap_or_default());
        if crc == self.crc {
            return Ok(());
        }
        let detail = usize::try_from(crc).unwrap_or(usize::MAX);
        Err(Error::new(ErrorKind::BadChecksum, Self::CRC_AT, detail))
    }

    /// The compressor of the messages inside; none: it is a message itself.
    ///
    /// # Errors
    /// [`UnknownType`](ErrorKind::UnknownType) for a number without a meaning,
    /// [`BadValue`](ErrorKind::BadValue) for zstd, which message sets must not use.
    pub fn compression(&self) -> Result<Compression> {
        // Attributes follow the magic.
        match self.attributes.compression() {
            Ok(Compression::Zstd) => {
                Err(super::attributes::forbidden(Compression::Zstd, super::MAGIC_AT + 1))
            }
            Ok(compression) => Ok(compression),
            Err(error) => Err(error.after(17)),
        }
    }

    /// Who set the timestamp.
    pub const fn timestamp_type(&self) -> TimestampType {
        if self.magic == 0 { TimestampType::None } else { self.attributes.timestamp_type() }
    }

    /// The offset at which a consumer goes on.
    pub const fn next_offset(&self) -> i64 {
        self.offset.wrapping_add(1)
    }

    /// `error`, with what a consumer needs to skip this message.
    pub fn failed(&self, error: Error) -> BatchError {
        BatchError {
            base_offset: self.offset,
            next_offset: Some(self.next_offset()),
            size: Some(self.bytes.len()),
            error,
        }
    }

    /// This message as a record.
    pub(super) const fn record(&self) -> RecordRef<'a> {
        let mut record = RecordRef::new(self.key, self.value);
        record.offset = self.offset;
        record.timestamp = self.timestamp;
        record
    }
}

/// Bytes after an `i32` length, of which -1 is null.
fn bytes_i32<'a, R: Read<'a>>(r: &mut R) -> Result<Option<&'a [u8]>> {
    match length(r)? {
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

fn length<'a, R: Read<'a>>(r: &mut R) -> Result<Option<usize>> {
    match r.layout("length", i32::read)? {
        -1 => Ok(None),
        n => match usize::try_from(n) {
            Ok(n) => Ok(Some(n)),
            Err(_) => Err(r.error(ErrorKind::BadLength, usize::MAX)),
        },
    }
}

/// Reads the value of a wrapper aloud: the messages inside, or the bytes and why they cannot be
/// read.
fn say_wrapped<'a, R: Read<'a>>(
    r: &mut R,
    offset: i64,
    magic: i8,
    attributes: Attributes,
    timestamp: i64,
) -> Result<Option<&'a [u8]>> {
    r.begin("value");
    let Some(size) = length(r)? else {
        r.value(Value::Null);
        r.done()?;
        return Ok(None);
    };
    // A size that is too long is told where every other reader tells it.
    let Some(value) = r.rest().get(..size) else { return r.take(size).map(Some) };
    let (key, bytes) = (None, [].as_slice());
    let value_ = Some(value);
    let wrapper =
        MessageRef { offset, crc: 0, magic, attributes, timestamp, key, value: value_, bytes };
    let mut decoder = Decoder::in_context(r.context());
    let fault = match decoder.message(&wrapper) {
        Ok(messages) => messages.filter_map(Result::err).next(),
        Err(error) => Some(error.error),
    };
    if fault.is_some() {
        r.take(size)?;
        r.value(Value::Bytes(value));
    } else {
        r.layout("compressed", |r| r.take(size))?;
        r.inside("inflated", decoder.inflated(), |r| {
            r.group(Shape::List, |r| {
                while r.remaining() > 0 {
                    r.field("message", MessageRef::read)?;
                }
                Ok(())
            })
        })?;
    }
    r.done()?;
    if let Some(error) = fault {
        r.begin("error");
        r.value(Value::Shown(&error));
        r.done()?;
    }
    Ok(Some(value))
}
