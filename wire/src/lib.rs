//! placeholder
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
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
    "rpc" rpc::Rpc
}

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
