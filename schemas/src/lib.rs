//! Sample messages: a user, a web server's log, a mesh, a game's save, telemetry, orders.
//!
//! Each family is there for what it makes hard: the log is short text and small numbers, the mesh
//! is nothing but floats, the save is deep and of every kind, telemetry has maps, bytes and long
//! rows of numbers, orders have choices and hold themselves. The generators are deterministic: the
//! same seed gives the same values on every machine, today and later.
//!
//! The families are described once, in `proto/`. `cargo run -p wireloom-schemas --features generate
//! --bin generate` makes from it what is checked in here, and a test that it is fresh runs with
//! the same feature. Every type is a [`prost::Message`], has the compact format, and with the
//! feature `serde` JSON and XML. There, enums are their numbers; the keys of maps are element
//! names in XML, so one that is no name is an error.
//!
//! ```
//! use wireloom_codecs::Codec;
//! use wireloom_codecs::compact::{Compact, Profile};
//! use wireloom_schemas::{Log, Random};
//!
//! let log = Log::random(&mut Random::new(7), 3);
//! let mut out = Vec::new();
//! Compact.encode(&log, &mut out)?;
//! let view = Compact.view::<Log>(&out)?;
//! assert_eq!(view.records[2].request, log.records[2].request);
//! # Ok::<(), wireloom_codecs::Error>(())
//! ```
#![forbid(unsafe_code)]
#[cfg(feature = "generate")]
pub mod generate;
mod generated;
pub mod log;
pub mod mesh;
pub mod order;
mod random;
pub mod save;
pub mod telemetry;
pub mod user;

pub use log::Log;
pub use mesh::Mesh;
pub use order::Orders;
pub use random::Random;
pub use save::Save;
pub use telemetry::Telemetry;
pub use user::User;

/// The compiled descriptors of all families (`google.protobuf.FileDescriptorSet`), for those who
/// know their types at run time only.
pub const DESCRIPTORS: &[u8] = include_bytes!("generated/descriptors.bin");
