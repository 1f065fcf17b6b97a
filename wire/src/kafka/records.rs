//! The walk over the records of a batch: nothing allocated, nothing copied.
use super::{
    BatchHeader, Headers, RecordRef, TimestampType,
    record::{self, Base},
    varint::short,
};
use crate::{Error, ErrorKind, Read, Reader, Result};

/// The records of a batch of magic 2, lazily, over its inflated bytes.
///
/// After an error it is over. Bytes behind the last record are an error too.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    rest: &'a [u8],
    /// Where `rest` ends in its buffer.
    end: usize,
    /// 0: the batch itself; 1: what its records inflate to.
    buffer: u16,
    /// How many records are still to come, as the header says.
    left: usize,
    base: Base,
}

/// The fewest bytes of a record: its length, attributes, two deltas, key, value and header count.
const MIN: usize = 7;

impl<'a> Records<'a> {
    /// The records in `bytes`, which begin `at` bytes into their buffer.
    pub(super) fn new(
        header: &BatchHeader,
        bytes: &'a [u8],
        at: usize,
        buffer: u16,
    ) -> Result<Self> {
        let Ok(left) = usize::try_from(header.record_count) else {
            return Err(Error::new(ErrorKind::BadLength, BatchHeader::SIZE - 4, usize::MAX));
        };
        let end = at.saturating_add(bytes.len());
        Ok(Self { rest: bytes, end, buffer, left, base: header.base() })
    }

    /// The bytes that are left.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next record by the obvious reader: what [`next`](Iterator::next) must agree with, and
    /// what it asks for everything that is not as usual.
    #[cold]
    #[inline(never)]
    fn obvious(&self) -> Result<(RecordRef<'a>, &'a [u8])> {
        let mut r = Reader::new(self.rest);
        match record::read(&mut r, &self.base) {
            Ok(record) => Ok((record, r.rest())),
            Err(error) => {
                let at = self.end.saturating_sub(self.rest.len());
                Err(error.after(u64::try_from(at).unwrap_or(u64::MAX)).in_buffer(self.buffer))
            }
        }
    }

    fn stop(&mut self) {
        (self.left, self.rest) = (0, &[]);
    }
}

/// The next record, if all its numbers are short and it holds what its length says.
#[inline(always)]
fn usual<'a>(bytes: &'a [u8], base: &Base) -> Option<(RecordRef<'a>, &'a [u8])> {
    let (length, bytes) = short(bytes)?;
    let (body, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    let (attributes, body) = body.split_first()?;
    let (timestamp, body) = short(body)?;
    let (offset, body) = short(body)?;
    let (key, body) = nullable(body)?;
    let (value, body) = nullable(body)?;
    let headers = match body {
        [0] => Headers::EMPTY,
        // At least one header: worth a call.
        [_, _, ..] => headers(body)?,
        _ => return None,
    };
    let offset = i32::try_from(offset).ok()?;
    let numbers = base.record(attributes.cast_signed(), timestamp, offset);
    Some((RecordRef { key, value, headers, ..numbers }, rest))
}

#[inline(always)]
fn nullable(bytes: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    match short(bytes)? {
        (-1, rest) => Some((None, rest)),
        (length, rest) => {
            let (bytes, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            Some((Some(bytes), rest))
        }
    }
}

#[inline(never)]
fn headers(bytes: &[u8]) -> Option<Headers<'_>> {
    let mut r = Reader::new(bytes);
    let headers = Headers::read(&mut r).ok()?;
    r.finish().ok().map(|()| headers)
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<RecordRef<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let Some(left) = self.left.checked_sub(1) else {
            let over = self.rest.len();
            if over == 0 {
                return None;
            }
            let at = self.end.saturating_sub(over);
            self.stop();
            return Some(Err(Error::new(ErrorKind::Trailing, at, over).in_buffer(self.buffer)));
        };
        let found = match usual(self.rest, &self.base) {
            Some(found) => Ok(found),
            None => self.obvious(),
        };
        match found {
            Ok((record, rest)) => {
                (self.left, self.rest) = (left, rest);
                Some(Ok(record))
            }
            Err(error) => {
                self.stop();
                Some(Err(error))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // One more, for the error that ends it.
        (0, Some(self.left.min(self.rest.len() / MIN).saturating_add(1)))
    }
}

impl core::iter::FusedIterator for Records<'_> {}

impl BatchHeader {
    /// What the records' numbers are relative to.
    pub(super) fn base(&self) -> Base {
        let append = self.timestamp_type() == TimestampType::LogAppend;
        Base {
            offset: self.base_offset,
            timestamp: self.base_timestamp,
            append_time: append.then_some(self.max_timestamp),
            sequence: self.base_sequence,
            control: self.is_control(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Walks by the obvious reader alone.
    fn oracle<'a>(mut records: Records<'a>) -> (Vec<RecordRef<'a>>, Option<Error>) {
        let mut all = Vec::new();
        while records.left > 0 {
            match records.obvious() {
                Ok((record, rest)) => {
                    all.push(record);
                    (records.left, records.rest) = (records.left - 1, rest);
                }
                Err(error) => return (all, Some(error)),
            }
        }
        (all, records.next().and_then(Result::err))
    }

    fn fast<'a>(records: Records<'a>) -> (Vec<RecordRef<'a>>, Option<Error>) {
        let (mut all, mut error) = (Vec::new(), None);
        for record in records {
            match record {
                Ok(record) => all.push(record),
                Err(e) => error = Some(e),
            }
        }
        (all, error)
    }

    #[test]
    fn the_fast_walk_is_the_obvious_one() {
        // Law 8, over records with every field moved by chance, and over noise.
        let record = b"\x2c\x00\x90\x4e\x02\x06key\x0avalue\x04\x02a\x021\x02b\x01";
        let mut seed = 1u64;
        for round in 0..60_000u32 {
            let mut bytes = record.repeat(3);
            let mut next = || {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) as usize
            };
            for _ in 0..next() % 4 {
                let at = next() % bytes.len();
                bytes[at] = next() as u8;
            }
            bytes.truncate(bytes.len() - next() % 2 * (next() % bytes.len()));
            let header =
                BatchHeader { record_count: (next() % 5) as i32, ..BatchHeader::default() };
            let records = Records::new(&header, &bytes, 61, 0).unwrap();
            assert_eq!(fast(records.clone()), oracle(records), "round {round}: {bytes:02x?}");
        }
    }
}
