//! Protobuf: for types that prost knows, and for those that only a descriptor names.
#[cfg(feature = "protobuf")]
pub mod dynamic;
