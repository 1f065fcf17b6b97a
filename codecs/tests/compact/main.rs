//! The compact format against other implementations of its bytes, and against bytes that nobody
//! should have written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "tests may fail loudly"
)]
#[cfg(feature = "serde")]
mod bridge;
mod derived;
mod hostile;
mod limits;
mod oracle;
mod spec;
mod standard;
mod views;
