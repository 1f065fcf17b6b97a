//! Sans-io codecs for framed protocols, each described once.
//!
//! A message is a table. Decoding, encoding, counting, the annotated tree, JSON and the way back,
//! arbitrary values for fuzzing and the documentation follow from it:
//!
//! ```
//! use wireloom_wire::{Context, Wire, Writer, message, types::Text, wire};
//!
//! message! {
//!     /// Asks a broker for messages.
//!     pub struct Consume<'a> = "consume" {
//!         /// The queue to consume from.
//!         queue: &'a str as Text<u8>,
//!         prefetch: u16,
//!     }
//! }
//! let mut bytes = Vec::new();
//! Consume::write(&Consume { queue: "orders", prefetch: 9 }, &mut Writer::new(&mut bytes))?;
//! assert_eq!(bytes, b"\x06orders\x00\x09");
//! let consume = wire::read::<Consume<'static>>(&bytes, Context::DEFAULT)?;
//! assert_eq!(consume.queue, "orders");
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
//!
//! **Decoders are generic over their reader.** With a [`Reader`] they are as fast as code written by
//! hand; with an [`Observed`] the same code reads aloud to an [`Observer`], which makes of it what it
//! likes: see [`observers`]. So no viewer can disagree with its decoder.
//!
//! Read it in this order:
//!
//! | file | what it holds |
//! |---|---|
//! | `wireloom_codecs::reader` | [`Read`], the cursor that decoders are written against |
//! | `wire.rs` | [`Wire`], how a value is laid out; [`Form`] and [`Owned`] |
//! | `types.rs` | the wire types that every protocol shares |
//! | `table.rs` | [`message!`], [`codes!`], [`flags!`], [`frames!`] |
//! | `observe.rs`, `observers/` | reading aloud: tree, JSON, find, path |
//! | `build.rs` | the way back, from JSON to bytes |
//! | `frame.rs`, `stream.rs` | [`Protocol`](frame::Protocol), [`Session`](frame::Session): the face that tools see |
//! | `adapters/` | messages over `bytes`, and `tokio_util::codec` (features `bytes`, `tokio-util`) |
//! | `check.rs` | the laws that every message and every stream obeys (feature `check`) |
//! | `kafka/` | record batches, message sets |
//! | `mqtt/` | MQTT 3.1, 3.1.1, 5.0: packets, properties, topics, exchanges |
//! | `rpc/` | the smallest protocol: start here to write another |
//!
//! No module knows about sockets, files, threads or clocks. Bytes from outside never panic, never
//! overflow the stack, and never take more memory than [`Limits`] and [`Wire::GROWTH`] allow.
//! Without the feature `std` this crate is `no_std` and needs `alloc` only.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
    test,
    allow(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::arithmetic_side_effects,
        reason = "tests may fail loudly"
    )
)]
extern crate alloc;

#[cfg(feature = "check")]
#[doc(hidden)]
pub use arbitrary;

#[macro_use]
mod table;

/// Declares the protocols of this crate: a folder each, behind a feature of the same name, and its
/// place in [`PROTOCOLS`].
///
/// ```text
/// protocols! { "rpc" rpc::Rpc }
/// ```
/// gives
/// ```text
/// #[cfg(any(feature = "rpc", feature = "all"))]
/// pub mod rpc;
/// pub static PROTOCOLS: &[&dyn Protocol] = &[&rpc::Rpc];
/// ```
macro_rules! protocols {
    ($($feature:literal $module:ident::$protocol:ident)*) => {
        $(#[cfg(any(feature = $feature, feature = "all"))] pub mod $module;)*
        /// Every protocol in this crate: tools, tests and fuzz targets loop over it.
        pub static PROTOCOLS: &[&dyn frame::Protocol] = &[
            $(#[cfg(any(feature = $feature, feature = "all"))] &$module::$protocol,)*
        ];
    };
}

// One line a protocol. Its other line is its feature in Cargo.toml.
protocols! {
    "mqtt" mqtt::Mqtt
    "rpc" rpc::Rpc
    "rpc-text" rpc_text::RpcText
}

// Its requests have no place in PROTOCOLS yet.
#[cfg(any(feature = "kafka", feature = "all"))]
pub mod kafka;

/// Every format that no connection speaks by itself: tests and fuzz targets loop over it, too.
pub static FORMATS: &[frame::Format] = &[
    #[cfg(any(feature = "kafka", feature = "all"))]
    kafka::LOG,
];

#[cfg(feature = "bytes")]
pub mod adapters;
pub mod build;
#[cfg(feature = "check")]
pub mod check;
pub mod frame;
pub mod length_field;
mod observe;
pub mod observers;
pub mod stream;
pub mod tags;
pub mod tracker;
pub mod types;
pub mod wire;

pub use build::Node;
pub use observe::{Observed, Observer};
pub use wire::{Describe, Field, Form, Owned, Record, Wire};
pub use wireloom_codecs::{
    self, Context, Count, Error, ErrorKind, Limits, Outer, Read, Reader, Result, Shape, Value,
    Write, Writer,
};
