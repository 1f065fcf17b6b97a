//! placeholder
#![cfg_attr(
    test,
    allow(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::arithmetic_side_effects,
        reason = "tests may fail loudly"
    )
)]
#![cfg_attr(not(feature = "std"), no_std)]
extern crate alloc;

#[cfg(any(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]
pub mod compress;
mod error;
mod limits;
mod reader;
mod value;
pub mod varint;
mod writer;

pub use error::{Error, ErrorKind, Result};
pub use limits::{Context, Limits};
pub use reader::{Outer, Read, Reader};
pub use value::{Shape, Value};
pub use writer::{Count, Slice, Write, Writer};
