//! Protobuf for types that come at run time: what a conformance suite does not ask.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::string_slice,
    reason = "tests may fail loudly"
)]
mod descriptors;
mod hostile;
mod json;
mod messages;
mod set;
mod transcode;
