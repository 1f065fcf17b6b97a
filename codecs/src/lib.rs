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

pub mod compress;
mod codec;
pub mod compact;
mod envelope;
mod error;
#[cfg(feature = "heap")]
pub mod heap;
mod limits;
mod reader;
mod registry;
pub mod text;
mod value;
pub mod varint;
mod writer;

pub use codec::Codec;
pub use envelope::{Envelope, Fingerprint, Tagged};
pub use error::{Error, ErrorKind, Result};
pub use limits::{Context, Limits};
pub use reader::{Outer, Read, Reader};
pub use registry::{Anything, Entry, Failure, Registry};
pub use value::{Shape, Value};
pub use writer::{Count, Slice, Write, Writer};
