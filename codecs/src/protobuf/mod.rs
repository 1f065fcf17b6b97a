//! Protobuf: for types that prost knows, and for those that only a descriptor names.
//!
//! | module | what it holds |
//! |---|---|
//! | `Protobuf` | the codec of every `prost::Message` (feature `prost`) |
//! | `dynamic` | messages whose types come at run time, their JSON, and bytes to JSON (feature `protobuf`) |
//! | [`delimited`] | many messages in one stream |
pub mod delimited;
#[cfg(feature = "protobuf")]
pub mod dynamic;
#[cfg(feature = "prost")]
mod typed;

#[cfg(feature = "prost")]
pub use typed::{Error, Protobuf};
