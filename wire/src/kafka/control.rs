//! Control records: what the log says to itself.
use super::{CompactArray, CompactString, RecordRef, Uuid, varint};
use crate::{
    Context, Read, Reader, Result, Value, Wire,
    tags::{TagBuffer, Tags},
};
use alloc::vec::Vec;

codes! {
    /// What a control record says (`ControlRecordType`). Unknown types are values, not errors.
    pub struct ControlType(i16) {
        /// The transaction was aborted.
        ABORT = 0 "ABORT",
        /// The transaction was committed.
        COMMIT = 1 "COMMIT",
        /// Raft elected a leader.
        LEADER_CHANGE = 2 "LEADER_CHANGE",
        /// A metadata snapshot begins.
        SNAPSHOT_HEADER = 3 "SNAPSHOT_HEADER",
        /// A metadata snapshot ends.
        SNAPSHOT_FOOTER = 4 "SNAPSHOT_FOOTER",
        /// The version of Raft that is spoken.
        KRAFT_VERSION = 5 "KRAFT_VERSION",
        /// Who may vote.
        KRAFT_VOTERS = 6 "KRAFT_VOTERS",
    }
}

message! {
    /// The key of a control record (`ControlRecordTypeSchema`, behind its version).
    pub struct ControlKey = "control_key" {
        /// The version of this key: 0.
        version: i16,
        /// What the record says.
        r#type = "type": ControlType,
    }
}

message! {
    /// The value of a transaction marker (`EndTxnMarker`, behind its version).
    pub struct EndTxnMarker = "end_txn_marker" {
        /// The version of this value: 0.
        version: i16,
        /// The epoch of the transaction's coordinator.
        coordinator_epoch: i32,
    }
}

message! {
    /// Who leads (`LeaderChangeMessage`).
    pub struct LeaderChange<'a> = "leader_change" {
        /// The version of this value.
        version: i16,
        /// The newly elected leader.
        leader_id: i32,
        /// Everybody who may vote.
        voters: Vec<Voter<'a>> as CompactArray<Voter<'a>>,
        /// Who voted for the leader.
        granting_voters: Vec<Voter<'a>> as CompactArray<Voter<'a>>,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// A voter (`Voter`).
    pub struct Voter<'a> = "voter" {
        /// The voter.
        voter_id: i32,
        /// Its directory (KIP-853).
        voter_directory_id: Uuid [1..] ignorable,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The first record of a metadata snapshot (`SnapshotHeaderRecord`).
    pub struct SnapshotHeader<'a> = "snapshot_header" {
        /// The version of this value.
        version: i16,
        /// When the last record that the snapshot contains was appended.
        last_contained_log_timestamp: i64,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The last record of a metadata snapshot (`SnapshotFooterRecord`).
    pub struct SnapshotFooter<'a> = "snapshot_footer" {
        /// The version of this value.
        version: i16,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The version of Raft that is spoken (`KRaftVersionRecord`).
    pub struct KraftVersion<'a> = "kraft_version" {
        /// The version of this value.
        version: i16,
        /// The version of the protocol.
        k_raft_version: i16,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Who may vote (`VotersRecord`).
    pub struct KraftVoters<'a> = "kraft_voters" {
        /// The version of this value.
        version: i16,
        /// Everybody who may vote.
        voters: Vec<KraftVoter<'a>> as CompactArray<KraftVoter<'a>>,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// One who may vote.
    pub struct KraftVoter<'a> = "kraft_voter" {
        /// The voter.
        voter_id: i32,
        /// Its directory.
        voter_directory_id: Uuid,
        /// Where it is to be reached.
        endpoints: Vec<Endpoint<'a>> as CompactArray<Endpoint<'a>>,
        /// The versions of Raft that it speaks.
        k_raft_version_feature: KraftVersionFeature<'a>,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// Where a voter is to be reached.
    pub struct Endpoint<'a> = "endpoint" {
        /// The name of the listener.
        name: &'a str as CompactString,
        /// The host.
        host: &'a str as CompactString,
        /// The port.
        port: u16,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

message! {
    /// The versions of Raft that a voter speaks.
    pub struct KraftVersionFeature<'a> = "kraft_version_feature" {
        /// The lowest.
        min_supported_version: i16,
        /// The highest.
        max_supported_version: i16,
        /// Fields that nobody has named yet.
        tags: Tags<'a> as TagBuffer,
    }
}

/// What a control record says.
#[derive(Debug, Clone, PartialEq)]
pub enum Control<'a> {
    /// The end of a transaction: [`ABORT`](ControlType::ABORT) or [`COMMIT`](ControlType::COMMIT).
    EndTxn(EndTxnMarker),
    /// [`LEADER_CHANGE`](ControlType::LEADER_CHANGE)
    LeaderChange(LeaderChange<'a>),
    /// [`SNAPSHOT_HEADER`](ControlType::SNAPSHOT_HEADER)
    SnapshotHeader(SnapshotHeader<'a>),
    /// [`SNAPSHOT_FOOTER`](ControlType::SNAPSHOT_FOOTER)
    SnapshotFooter(SnapshotFooter<'a>),
    /// [`KRAFT_VERSION`](ControlType::KRAFT_VERSION)
    KraftVersion(KraftVersion<'a>),
    /// [`KRAFT_VOTERS`](ControlType::KRAFT_VOTERS)
    KraftVoters(KraftVoters<'a>),
    /// A type without a meaning yet, and its value.
    Unknown(Option<&'a [u8]>),
}

impl<'a> RecordRef<'a> {
    /// The key of a record in a control batch. Later versions may append fields: what follows the
    /// type is left alone, as Java does.
    ///
    /// # Errors
    /// [`UnexpectedEnd`](crate::ErrorKind::UnexpectedEnd).
    pub fn control_key(&self) -> Result<ControlKey> {
        ControlKey::read(&mut Reader::new(self.key.unwrap_or_default()))
    }

    /// What a record in a control batch says.
    ///
    /// # Errors
    /// As [`control_key`](Self::control_key), and as the value's table.
    pub fn control(&self) -> Result<Control<'a>> {
        let key = self.control_key()?;
        let Some(value) = self.value else { return Ok(Control::Unknown(None)) };
        read(&mut Reader::with(value, context(value)), key.r#type)
    }
}

/// The context of a control record's value: its version stands at its front.
fn context(value: &[u8]) -> Context {
    let version = value.first_chunk().map_or(0, |bytes| i16::from_be_bytes(*bytes));
    Context::DEFAULT.at(version)
}

/// Reads a value. Bytes behind it are a later version's.
fn read<'a, R: Read<'a>>(r: &mut R, r#type: ControlType) -> Result<Control<'a>> {
    let control = match r#type {
        ControlType::ABORT | ControlType::COMMIT => Control::EndTxn(EndTxnMarker::read(r)?),
        ControlType::LEADER_CHANGE => Control::LeaderChange(LeaderChange::read(r)?),
        ControlType::SNAPSHOT_HEADER => Control::SnapshotHeader(SnapshotHeader::read(r)?),
        ControlType::SNAPSHOT_FOOTER => Control::SnapshotFooter(SnapshotFooter::read(r)?),
        ControlType::KRAFT_VERSION => Control::KraftVersion(KraftVersion::read(r)?),
        ControlType::KRAFT_VOTERS => Control::KraftVoters(KraftVoters::read(r)?),
        _ => {
            let bytes = r.take(r.remaining())?;
            r.value(Value::Bytes(bytes));
            Control::Unknown(Some(bytes))
        }
    };
    Ok(control)
}

/// Reads the value of a control record aloud.
///
/// # Errors
/// As [`RecordRef::control`].
pub fn observe(record: &RecordRef<'_>, observer: &mut dyn crate::Observer) -> Result<()> {
    let value = record.value.unwrap_or_default();
    let reader = Reader::with(value, context(value));
    read(&mut crate::Observed::new(reader, observer), record.control_key()?.r#type).map(|_| ())
}

/// Reads key and value of a record in a control batch aloud: by their tables where they fit, else
/// as bytes.
pub(super) fn read_aloud<'a, R: Read<'a>>(r: &mut R, record: &mut RecordRef<'a>) -> Result<()> {
    record.key = r.field("key", |r| {
        part(r, |bytes| exact(bytes, ControlKey::read), |r| ControlKey::read(r).map(|_| ()))
    })?;
    let r#type = record.control_key().map(|key| key.r#type);
    record.value = r.field("value", |r| {
        let Ok(r#type) = r#type else { return super::record::bytes(r) };
        part(r, |bytes| exact(bytes, |r| read(r, r#type)), |r| read(r, r#type).map(|_| ()))
    })?;
    Ok(())
}

/// Whether some bytes are one value and nothing else.
fn exact<'a, T>(bytes: &'a [u8], f: impl FnOnce(&mut Reader<'a>) -> Result<T>) -> Result<()> {
    let mut r = Reader::with(bytes, context(bytes));
    f(&mut r)?;
    r.finish()
}

fn part<'a, R: Read<'a>>(
    r: &mut R,
    fits: impl FnOnce(&'a [u8]) -> Result<()>,
    f: impl FnOnce(&mut R) -> Result<()>,
) -> Result<Option<&'a [u8]>> {
    let Some(length) = r.layout("length", varint::length)? else {
        r.value(Value::Null);
        return Ok(None);
    };
    match r.rest().get(..length) {
        Some(bytes) if fits(bytes).is_ok() => {
            let before = core::mem::replace(&mut r.context_mut().version, context(bytes).version);
            r.within(length, f)?;
            r.context_mut().version = before;
            Ok(Some(bytes))
        }
        _ => {
            let bytes = r.take(length)?;
            r.value(Value::Bytes(bytes));
            Ok(Some(bytes))
        }
    }
}
