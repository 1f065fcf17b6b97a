//! What a person who trusts this with data would try.
mod aloud;
mod batches;
mod convert;
mod hostile;
mod legacy;
mod peers;

use super::{BatchError, BatchOptions, Decoder, Encoder, Entries, Record, RecordRef};
use alloc::vec::Vec;

/// One batch of `records`.
fn batch(options: &BatchOptions, records: &[RecordRef<'_>]) -> Vec<u8> {
    let mut out = b"before".to_vec();
    let size = Encoder::new().write(options, records, &mut out).unwrap();
    assert_eq!(&out[..6], b"before");
    out.drain(..6);
    assert_eq!(out.len(), size);
    out
}

/// Every record in some bytes, and every error.
fn all(bytes: &[u8]) -> (Vec<Record>, Vec<BatchError>) {
    let mut decoder = Decoder::new();
    let (mut records, mut errors) = (Vec::new(), Vec::new());
    for entry in Entries::new(bytes) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        match decoder.records(&entry) {
            Ok(walk) => {
                for record in walk {
                    match record {
                        Ok(record) => records.push(record.to_owned()),
                        Err(error) => errors.push(entry.failed(error)),
                    }
                }
            }
            Err(error) => errors.push(error),
        }
    }
    (records, errors)
}

/// Every record in bytes that have no fault.
fn records(bytes: &[u8]) -> Vec<Record> {
    let (records, errors) = all(bytes);
    assert_eq!(errors, []);
    records
}

/// Gives a changed batch of magic 2 its length and CRC again.
fn reseal(batch: &mut [u8]) {
    let length = i32::try_from(batch.len() - 12).unwrap();
    batch[8..12].copy_from_slice(&length.to_be_bytes());
    let crc = super::crc32c(&batch[21..]);
    batch[17..21].copy_from_slice(&crc.to_be_bytes());
}
