//! The attributes of batches, messages and wrappers.
use crate::{
    Error, Node, Read, Result, Shape, Value, Wire, Write, build,
    wireloom_codecs::compress::Compression,
};

/// The attributes of a record batch, or of a message of magic 0 and 1, which has the low eight.
///
/// Bits that nobody has named yet are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Attributes(
    /// The bits on the wire.
    pub i16,
);

impl Attributes {
    /// Bits 0 to 2: the number of the compressor.
    pub const CODEC: i16 = 0x07;
    /// Bit 3: the broker set the timestamps when it appended.
    pub const LOG_APPEND_TIME: i16 = 0x08;
    /// Bit 4: written in a transaction.
    pub const TRANSACTIONAL: i16 = 0x10;
    /// Bit 5: the records are not the application's.
    pub const CONTROL: i16 = 0x20;
    /// Bit 6: the base timestamp is the time at which tombstones and markers may go.
    pub const DELETE_HORIZON: i16 = 0x40;
    const UNKNOWN: i16 = !(Self::CODEC
        | Self::LOG_APPEND_TIME
        | Self::TRANSACTIONAL
        | Self::CONTROL
        | Self::DELETE_HORIZON);

    /// The compressor.
    ///
    /// # Errors
    /// [`UnknownType`](crate::ErrorKind::UnknownType) for the numbers 5 to 7.
    pub fn compression(self) -> Result<Compression> {
        Compression::try_from(self.codec())
    }

    fn codec(self) -> u8 {
        let [_, low] = (self.0 & Self::CODEC).to_be_bytes();
        low
    }

    /// Whether all of `bits` are set.
    pub const fn has(self, bits: i16) -> bool {
        self.0 & bits == bits
    }

    /// The same with `bits` set or cleared.
    #[must_use]
    pub const fn with(self, bits: i16, set: bool) -> Self {
        Self(if set { self.0 | bits } else { self.0 & !bits })
    }

    /// The same with another compressor.
    #[must_use]
    pub fn compressed(self, compression: Compression) -> Self {
        Self(self.0 & !Self::CODEC | i16::from(compression.number()))
    }

    /// Who set the timestamps. Messages of magic 0 have none: see [`TimestampType::None`].
    pub const fn timestamp_type(self) -> TimestampType {
        if self.has(Self::LOG_APPEND_TIME) {
            TimestampType::LogAppend
        } else {
            TimestampType::Create
        }
    }

    /// Says what each bit means, of `mask`'s width: the octets were just read.
    pub(super) fn say<'a, R: Read<'a>>(self, r: &mut R) {
        if !r.aloud() {
            return;
        }
        let name = Compression::from_number(self.codec()).map(Compression::name);
        r.bits("compression", mask(Self::CODEC), Value::Code(self.codec().into(), name));
        for (name, bit) in [
            ("log_append_time", Self::LOG_APPEND_TIME),
            ("transactional", Self::TRANSACTIONAL),
            ("control", Self::CONTROL),
            ("delete_horizon", Self::DELETE_HORIZON),
        ] {
            r.bits(name, mask(bit), Value::Bool(self.has(bit)));
        }
        let unknown = mask(self.0 & Self::UNKNOWN);
        if unknown != 0 {
            r.bits("unknown", mask(Self::UNKNOWN), Value::Unsigned(unknown));
        }
    }

    /// Those of a message of magic 0 or 1, of which a message of magic 0 has the first only.
    pub(super) fn say_legacy<'a, R: Read<'a>>(self, r: &mut R) {
        if !r.aloud() {
            return;
        }
        let name = Compression::from_number(self.codec()).map(Compression::name);
        r.bits("compression", mask(Self::CODEC), Value::Code(self.codec().into(), name));
        let append = Value::Bool(self.has(Self::LOG_APPEND_TIME));
        r.bits("log_append_time", mask(Self::LOG_APPEND_TIME), append);
        let unknown = mask(self.0) & 0xf0;
        if unknown != 0 {
            r.bits("unknown", 0xf0, Value::Unsigned(unknown));
        }
    }
}

/// Bits as the sixteen of an unsigned number.
fn mask(bits: i16) -> u64 {
    bits.cast_unsigned().into()
}

impl<'a> Wire<'a, Self> for Attributes {
    const NAME: &'static str = "attributes";
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, |r| {
            let attributes = Self(i16::from_be_bytes(*r.array()?));
            attributes.say(r);
            Ok(attributes)
        })
    }

    #[inline]
    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        w.put(&value.0.to_be_bytes());
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        let bits = [
            ("log_append_time", Self::LOG_APPEND_TIME),
            ("transactional", Self::TRANSACTIONAL),
            ("control", Self::CONTROL),
            ("delete_horizon", Self::DELETE_HORIZON),
        ];
        node.record(&[
            "compression",
            "log_append_time",
            "transactional",
            "control",
            "delete_horizon",
            "unknown",
        ])?;
        let number = |name: &str| name.parse::<Compression>().ok().map(Compression::number);
        let compression = node.need("compression")?;
        let codec = compression.code(number)?;
        if codec > 7 {
            return compression.expected("a number of 0 to 7");
        }
        let unknown = node.get("unknown").map_or(Ok(0), |node| node.number("16 bits"))?;
        let mut attributes = Self(u16::cast_signed(unknown) & Self::UNKNOWN | i16::from(codec));
        for (name, bit) in bits {
            attributes = attributes.with(bit, node.need(name)?.bool()?);
        }
        Ok(attributes)
    }
}

/// Who set a record's timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimestampType {
    /// Nobody: magic 0 has no timestamps.
    None,
    /// The producer, when it made the record.
    Create,
    /// The broker, when it appended the batch: one timestamp for all of its records.
    LogAppend,
}

impl TimestampType {
    /// `none`, `create` or `log-append`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Create => "create",
            Self::LogAppend => "log-append",
        }
    }
}

/// The error of a compressor that a batch names and must not.
#[cold]
pub(super) fn forbidden(compression: Compression, at: usize) -> Error {
    Error::new(crate::ErrorKind::BadValue, at, compression.number().into())
}
