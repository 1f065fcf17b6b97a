//! The walk over the messages in a wrapper.
use super::{MessageRef, RecordRef, TimestampType};
use crate::{Error, ErrorKind, Read, Reader, Result};

/// The messages of one wrapper of magic 0 or 1, lazily, over its inflated bytes; or the one message
/// that is no wrapper.
///
/// After an error it is over. A message inside that is itself compressed is an error, never looked
/// into; so is one of another magic.
#[derive(Debug, Clone)]
pub struct Messages<'a> {
    /// The message that is no wrapper.
    alone: Option<RecordRef<'a>>,
    rest: &'a [u8],
    end: usize,
    magic: i8,
    /// Added to every offset: magic 1 counts them from the first message.
    base: i64,
    append_time: Option<i64>,
}

impl<'a> Messages<'a> {
    /// The one message.
    pub(super) const fn alone(message: &MessageRef<'a>) -> Self {
        let (rest, end, magic, base, append_time) = ([].as_slice(), 0, 0, 0, None);
        Self { alone: Some(message.record()), rest, end, magic, base, append_time }
    }

    /// The messages of `wrapper`, which inflates to `inflated`.
    ///
    /// # Errors
    /// [`BadLength`](ErrorKind::BadLength) when there are none, [`BadValue`](ErrorKind::BadValue)
    /// when the wrapper's offset lies before that of its last message.
    pub(super) fn inside(wrapper: &MessageRef<'_>, inflated: &'a [u8]) -> Result<Self> {
        let in_buffer = |kind| Err(Error::new(kind, 0, 0).in_buffer(1));
        let append = wrapper.timestamp_type() == TimestampType::LogAppend;
        let mut messages = Self {
            alone: None,
            rest: inflated,
            end: inflated.len(),
            magic: wrapper.magic,
            base: 0,
            append_time: append.then_some(wrapper.timestamp),
        };
        if inflated.is_empty() {
            return in_buffer(ErrorKind::BadLength);
        }
        if wrapper.magic == 1 && wrapper.offset != 0 {
            // An offset of 0 comes from producers that leave it to the broker (librdkafka).
            let last = last_offset(inflated)?;
            match wrapper.offset.checked_sub(last) {
                Some(base) if base >= 0 => messages.base = base,
                _ => return in_buffer(ErrorKind::BadValue),
            }
        }
        Ok(messages)
    }

    fn read(&mut self) -> Result<RecordRef<'a>> {
        let mut r = Reader::new(self.rest);
        let message = MessageRef::read(&mut r)?;
        if message.magic != self.magic {
            return Err(Error::new(ErrorKind::BadValue, super::MAGIC_AT, 0));
        }
        if message.attributes.0 & super::Attributes::CODEC != 0 {
            return Err(Error::new(ErrorKind::DepthLimit, super::MAGIC_AT + 1, 1));
        }
        self.rest = r.rest();
        let mut record = message.record();
        record.offset = record.offset.wrapping_add(self.base);
        record.timestamp = self.append_time.unwrap_or(record.timestamp);
        Ok(record)
    }
}

/// The offset of the last message, found by the sizes alone.
fn last_offset(mut bytes: &[u8]) -> Result<i64> {
    let start = bytes.len();
    let mut last = 0;
    while !bytes.is_empty() {
        let at = start.saturating_sub(bytes.len());
        let place = |error: Error| error.after(u64::try_from(at).unwrap_or(u64::MAX)).in_buffer(1);
        let mut r = Reader::new(bytes);
        last = i64::from_be_bytes(*r.array().map_err(place)?);
        let size = i32::from_be_bytes(*r.array().map_err(place)?);
        let Ok(size) = usize::try_from(size) else {
            return Err(place(Error::new(ErrorKind::BadLength, 8, usize::MAX)));
        };
        r.take(size).map_err(place)?;
        bytes = r.rest();
    }
    Ok(last)
}

impl<'a> Iterator for Messages<'a> {
    type Item = Result<RecordRef<'a>>;

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(record) = self.alone.take() {
            return Some(Ok(record));
        }
        if self.rest.is_empty() {
            return None;
        }
        let at = self.end.saturating_sub(self.rest.len());
        let read = self.read();
        if read.is_err() {
            self.rest = &[];
        }
        let at = u64::try_from(at).unwrap_or(u64::MAX);
        Some(read.map_err(|error| error.after(at).in_buffer(1)))
    }
}

impl core::iter::FusedIterator for Messages<'_> {}
