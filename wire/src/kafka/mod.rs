//! Kafka's records: batches of magic 2, message sets of magic 0 and 1, and the segments they lie
//! in. Requests and responses are not here yet.
//!
//! Sources: the protocol guide (<https://kafka.apache.org/protocol>), "Record Batch" and "Old
//! Message Format" in the documentation's implementation chapter, and what the Java client,
//! librdkafka and franz-go do with real bytes.
//!
//! ```
//! use wireloom_wire::kafka::{BatchOptions, Decoder, Encoder, Entries, HeaderRef, Headers, RecordRef};
//!
//! let headers = [HeaderRef { key: b"trace", value: Some(b"7f") }];
//! let records = [
//!     RecordRef::new(Some(b"a"), Some(b"first")).at(1_700_000_000_000).with(Headers::new(&headers)),
//!     RecordRef::new(None, None).at(1_700_000_000_005),
//! ];
//! let mut bytes = Vec::new();
//! let options = BatchOptions { base_offset: 4100, ..BatchOptions::default() };
//! Encoder::new().write(&options, records, &mut bytes)?;
//!
//! // As in a Fetch response: batches back to back, the last one cut.
//! bytes.extend_from_slice(&bytes.clone()[..70]);
//! let mut decoder = Decoder::new();
//! let mut entries = Entries::new(&bytes);
//! for entry in &mut entries {
//!     let entry = entry?;
//!     assert_eq!(entry.next_offset(), 4102);
//!     for record in decoder.records(&entry)? {
//!         let record = record?;
//!         println!("{} {:?} {:?}", record.offset, record.key, record.headers);
//!     }
//! }
//! assert_eq!(entries.rest().len(), 70);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | type | what it is |
//! |---|---|
//! | [`Entries`], [`Entry`] | what stands back to back in some bytes, of any magic |
//! | [`BatchRef`], [`BatchHeader`], [`Attributes`] | a batch of magic 2 |
//! | [`MessageRef`] | a message of magic 0 or 1, or the wrapper of a compressed set |
//! | [`Decoder`] | checks, inflates, and gives [`Records`] or [`Messages`] |
//! | [`RecordRef`], [`Headers`], [`Record`] | a record, borrowed and owned |
//! | [`Control`] | what a record of a control batch says |
//! | [`Encoder`], [`BatchOptions`], [`BatchWriter`], [`Target`] | the way back; another compressor, another magic |
//! | [`segment`] | the files of a log: read, compared, indexed |
//! | [`internal`] | the records of the topics in which Kafka keeps its own state |
//! | [`Partitioner`] | which partition a record goes to |
//!
//! # What hostile input costs
//! Walking allocates nothing; a compressed batch takes the one buffer that its [`Decoder`] keeps,
//! at most [`Limits::inflated`](crate::Limits::inflated). No count and no length reserves anything.
//! Message sets do not nest: a compressed message inside a wrapper is an error and is not looked
//! into.
mod attributes;
mod batch;
mod checksum;
mod control;
mod convert;
mod decoder;
mod encoder;
mod entry;
mod fields;
mod header;
mod headers;
pub mod internal;
mod message;
mod messages;
mod options;
mod partitioner;
mod raw;
mod record;
mod records;
pub mod segment;
#[cfg(test)]
#[cfg(feature = "compress")]
mod tests;
mod uuid;
mod varint;
mod writer;

pub use attributes::{Attributes, TimestampType};
pub use batch::{BatchRef, observe};
pub use checksum::{crc32, crc32c};
pub use control::{
    Control, ControlKey, ControlType, EndTxnMarker, Endpoint, KraftVersion, KraftVersionFeature,
    KraftVoter, KraftVoters, LeaderChange, SnapshotFooter, SnapshotHeader, Voter,
    observe as observe_control,
};
pub use convert::Target;
pub use decoder::{Decoder, EntryRecords};
pub use encoder::Encoder;
pub use entry::{BatchError, Entries, Entry};
pub use fields::{
    Array, Boolean, Bytes, CompactArray, CompactString, NEVER, NullFrom, Nullable, NullableTag, Str,
};
pub use header::BatchHeader;
pub use headers::{HeaderRef, Headers};
pub use message::MessageRef;
pub use messages::Messages;
pub use options::BatchOptions;
pub use partitioner::{Partitioner, murmur2, partition_of_key};
pub use record::{Record, RecordRef};
pub use records::Records;
pub use uuid::Uuid;
pub use writer::BatchWriter;

use crate::frame::{Format, Table};

/// What a log holds beside the application's records: headers, entries of indexes, control records,
/// and the records of the internal topics.
pub const LOG: Format = Format {
    name: "kafka-log",
    // Of control records: those of the internal topics say theirs themselves.
    versions: &[0, 1],
    tables: &[
        Table::of::<BatchHeader>(None),
        Table::of::<ControlKey>(None),
        Table::of::<EndTxnMarker>(None),
        Table::of::<LeaderChange<'static>>(None),
        Table::of::<SnapshotHeader<'static>>(None),
        Table::of::<SnapshotFooter<'static>>(None),
        Table::of::<KraftVersion<'static>>(None),
        Table::of::<KraftVoters<'static>>(None),
        Table::of::<segment::OffsetEntry>(None),
        Table::of::<segment::TimeEntry>(None),
        Table::of::<segment::TxnEntry>(None),
        Table::of::<segment::ProducerEntry>(None),
        Table::of::<internal::consumer_offsets::ConsumerOffsets<'static>>(None),
        Table::of::<internal::transaction_state::TransactionState<'static>>(None),
        Table::of::<internal::share_group_state::ShareGroupState<'static>>(None),
        Table::of::<internal::cluster_metadata::ClusterMetadata<'static>>(None),
    ],
};

/// Where the size of an entry stands, whatever its magic.
const SIZE_AT: usize = 8;
/// Where the magic of an entry stands, whatever it is.
const MAGIC_AT: usize = 16;
