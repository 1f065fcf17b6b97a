//! JSON: RFC 8259's rules, floats, hostile texts, and the codec's face.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "tests may fail loudly"
)]
#[rustfmt::skip] // a case a line would be a thousand lines
mod cases;
mod face;
mod grammar;
mod hostile;
mod numbers;
mod rules;
