//! XML: what is well-formed, hostile documents, and serde's types.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::string_slice,
    reason = "tests may fail loudly"
)]
#[rustfmt::skip] // a case a line would be a thousand lines
mod cases;
mod entities;
mod hostile;
mod namespaces;
mod rules;
mod types;
