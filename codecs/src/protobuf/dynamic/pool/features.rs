//! What files, messages and fields inherit ([Feature settings for editions]).
//!
//! [Feature settings for editions]: https://protobuf.dev/editions/features/
use super::super::error::{Bad, Step};
use super::proto::{FeatureSet, FileDescriptorProto, Part};

/// The features that data depends on. `json_format` is none of them: how names in JSON conflict is
/// the compiler's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) presence: Presence,
    /// `enum_type`: numbers without a name are unknown fields.
    pub(super) closed: bool,
    /// `repeated_field_encoding`.
    pub(super) packed: bool,
    /// `utf8_validation`.
    pub(super) verify: bool,
    /// `message_encoding`.
    pub(super) delimited: bool,
}

/// `field_presence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Explicit,
    Implicit,
    Required,
}

const PROTO2: Features = Features {
    presence: Presence::Explicit,
    closed: true,
    packed: false,
    verify: false,
    delimited: false,
};

const PROTO3: Features = Features {
    presence: Presence::Implicit,
    closed: false,
    packed: true,
    verify: true,
    delimited: false,
};

/// Edition 2023. Later ones have changed rules for names and visibility only, so far.
const EDITION: Features = Features { presence: Presence::Explicit, ..PROTO3 };

impl Features {
    /// The defaults of a file's syntax or edition.
    pub(super) fn of(file: &FileDescriptorProto<'_>) -> Step<Self> {
        match (file.syntax.unwrap_or_default(), file.edition.unwrap_or_default()) {
            ("" | "proto2", 0) | (_, 900 | 998) => Ok(PROTO2),
            ("proto3", 0) | (_, 999) => Ok(PROTO3),
            (_, edition) if edition >= 1_000 => Ok(EDITION),
            _ => Err(Bad::value(file.part.at, "neither a syntax nor an edition")),
        }
    }

    /// What inherits from these and sets some itself.
    pub(super) fn with(mut self, parts: &[Part<'_>]) -> Step<Self> {
        if parts.is_empty() {
            return Ok(self);
        }
        let set = FeatureSet::read(parts)?;
        let unknown = || Bad::value(set.part.at, "a feature has a value that is not known");
        let pick = |value: Option<i32>, no: i32, yes: i32, now: bool| match value {
            None | Some(0) => Ok(now),
            Some(value) if value == yes => Ok(true),
            Some(value) if value == no => Ok(false),
            Some(_) => Err(unknown()),
        };
        self.presence = match set.field_presence {
            None | Some(0) => self.presence,
            Some(1) => Presence::Explicit,
            Some(2) => Presence::Implicit,
            Some(3) => Presence::Required,
            Some(_) => return Err(unknown()),
        };
        self.closed = pick(set.enum_type, 1, 2, self.closed)?;
        self.packed = pick(set.repeated_field_encoding, 2, 1, self.packed)?;
        self.verify = pick(set.utf8_validation, 3, 2, self.verify)?;
        self.delimited = pick(set.message_encoding, 1, 2, self.delimited)?;
        pick(set.json_format, 2, 1, true)?;
        Ok(self)
    }
}
