//! Serializers behind one trait, compressors with contexts that are kept, and the core that reads
//! hostile bytes.
//!
//! ```
//! # #[cfg(all(feature = "derive", feature = "json", feature = "xml"))] {
//! # use serde::{Deserialize, Serialize};
//! use wireloom_codecs::{Codec, compact::Compact, json::Json, xml::Xml};
//!
//! #[derive(Compact, Serialize, Deserialize, Debug, PartialEq)]
//! struct User { name: String, age: u8, married: bool }
//!
//! let user = User { name: "zhangsan".into(), age: 23, married: true };
//! let (mut compact, mut json, mut xml) = (Vec::new(), Vec::new(), Vec::new());
//! Compact.encode(&user, &mut compact)?;
//! Json::DEFAULT.encode(&user, &mut json)?;
//! Xml::STRICT.encode(&user, &mut xml)?;
//! assert_eq!(compact, b"\x08zhangsan\x17\x01");
//! assert_eq!(json, br#"{"name":"zhangsan","age":23,"married":true}"#);
//! assert_eq!(xml, b"<User><name>zhangsan</name><age>23</age><married>true</married></User>");
//! assert_eq!(Codec::<User>::decode(&Json::DEFAULT, &json)?, user);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Or by a type byte, where the type is known at run time only:
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use wireloom_codecs::{Codec, Registry, compact::Compact};
//!
//! #[derive(Compact, Debug, PartialEq)]
//! struct User { name: String, age: u8, married: bool }
//!
//! let user = User { name: "zhangsan".into(), age: 23, married: true };
//! let mut bytes = Vec::new();
//! Compact.encode(&user, &mut bytes)?;                     // the type is known: no dyn, no tag
//! assert_eq!(bytes, b"\x08zhangsan\x17\x01");
//! assert_eq!(Codec::<User>::decode(&Compact, &bytes)?, user);
//!
//! let mut registry = Registry::new();                     // the type is known by its tag only
//! registry.register::<User, _>(3, "user", "application/x-compact", Compact)?;
//! bytes.clear();
//! registry.encode(&user, &mut bytes)?;
//! assert_eq!(bytes, b"\x03\x08zhangsan\x17\x01");
//! assert_eq!(registry.decode(&bytes)?.downcast_ref::<User>(), Some(&user));
//! # }
//! # Ok::<(), wireloom_codecs::Failure>(())
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | [`Codec`], [`Registry`], [`Envelope`] | the face of every format; type byte, name or content type to codec |
//! | [`compact`] | fields in a fixed order: the bytes of bincode 2, bincode 1 or postcard |
//! | `json`, `xml` | for types that have serde's traits (features `json`, `xml`) |
//! | [`compress`] | gzip, snappy, lz4, zstd: bounded, with contexts to hold or to borrow |
//! | [`Read`], [`Reader`], [`Write`], [`Writer`], [`Count`] | what every decoder and encoder is written against |
//! | [`Error`], [`Limits`], [`Context`] | one error of 16 bytes; what input may cost |
//! | [`varint`], [`text`] | the small things that must be fast, each beside its obvious form |
//! | [`Value`], [`Shape`] | what bytes mean, for those who listen to a reader |
//!
//! Bytes from outside never panic, never overflow the stack and never take more memory than
//! [`Limits`] allow. Unsafe code stands in files named `raw.rs` only, each with a safe twin that
//! tests compare it with. Without the feature `std` this crate is `no_std` and needs `alloc` only.
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

mod codec;
pub mod compact;
pub mod compress;
mod envelope;
mod error;
#[cfg(feature = "heap")]
pub mod heap;
#[cfg(feature = "json")]
pub mod json;
mod limits;
#[cfg(any(feature = "prost", feature = "protobuf"))]
pub mod protobuf;
mod reader;
mod registry;
pub mod text;
#[cfg(any(feature = "json", feature = "protobuf", feature = "xml"))]
mod told;
mod value;
pub mod varint;
mod writer;
#[cfg(feature = "xml")]
pub mod xml;

pub use codec::Codec;
pub use envelope::{Envelope, Fingerprint, Tagged};
pub use error::{Error, ErrorKind, Result};
pub use limits::{Context, Limits};
pub use reader::{Outer, Read, Reader};
pub use registry::{Anything, Entry, Failure, Registry};
#[cfg(any(feature = "json", feature = "protobuf", feature = "xml"))]
pub use told::Told;
pub use value::{Shape, Value};
pub use writer::{Count, Slice, Write, Writer};
