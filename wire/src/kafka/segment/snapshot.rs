//! The producers' state (`.snapshot`).
use super::super::checksum::crc32c;
use crate::{Error, ErrorKind, Read, Reader, Result, Wire};

message! {
    /// What stands before the producers (`ProducerSnapshot`).
    pub struct SnapshotFront = "producer_snapshot" {
        /// The version of the file: 1.
        version: i16,
        /// CRC-32C of everything behind it.
        crc: u32,
        /// How many producers there are.
        producer_entries: i32,
    }
}

message! {
    /// A producer, as the broker last saw it (`ProducerEntry`, 46 bytes).
    pub struct ProducerEntry = "producer_entry" {
        /// The producer.
        producer_id: i64,
        /// Its epoch.
        epoch: i16,
        /// The last sequence number of its last batch.
        last_sequence: i32,
        /// The last offset of its last batch.
        last_offset: i64,
        /// How many sequence numbers its last batch has beside the last.
        offset_delta: i32,
        /// The largest timestamp of its last batch.
        timestamp: i64,
        /// The epoch of the coordinator that last ended a transaction of its, or -1.
        coordinator_epoch: i32,
        /// The first offset of its open transaction, or -1.
        current_txn_first_offset: i64,
    }
}

impl SnapshotFront {
    /// Reads a whole file: its front and an iterator over its producers.
    ///
    /// # Errors
    /// [`BadValue`](ErrorKind::BadValue) for another version,
    /// [`BadChecksum`](ErrorKind::BadChecksum), [`BadLength`](ErrorKind::BadLength) when the count
    /// is not that of the bytes behind it.
    pub fn open(bytes: &[u8]) -> Result<(Self, impl Iterator<Item = ProducerEntry> + use<'_>)> {
        let mut r = Reader::new(bytes);
        let front = Self::read(&mut r)?;
        if front.version != 1 {
            let version = usize::try_from(front.version).unwrap_or(usize::MAX);
            return Err(Error::new(ErrorKind::BadValue, 0, version));
        }
        // Behind version and checksum.
        let crc = crc32c(bytes.get(6..).unwrap_or_default());
        if crc != front.crc {
            let crc = usize::try_from(crc).unwrap_or(usize::MAX);
            return Err(Error::new(ErrorKind::BadChecksum, 2, crc));
        }
        let size = <ProducerEntry as Wire<'_, ProducerEntry>>::MIN;
        let (entries, rest) = (r.remaining() / size, r.remaining() % size);
        if rest != 0 || usize::try_from(front.producer_entries) != Ok(entries) {
            return Err(Error::new(ErrorKind::BadLength, 6, entries));
        }
        Ok((front, core::iter::from_fn(move || ProducerEntry::read(&mut r).ok())))
    }
}
