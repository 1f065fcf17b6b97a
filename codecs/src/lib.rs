//! Serializers behind one trait, compressors with contexts that are kept, and the core that reads
//! hostile bytes.
//!
//! ```
//! # #[cfg(all(feature = "derive", feature = "json", feature = "prost", feature = "xml"))] {
//! use serde::{Deserialize, Serialize};
//! use wireloom_codecs::{Codec, compact::Compact, json::Json, protobuf::Protobuf, xml::Xml};
//!
//! #[derive(Clone, PartialEq, prost::Message, Serialize, Deserialize, Compact)]
//! struct User {
//!     #[prost(string, tag = "1")] name: String,
//!     #[prost(uint32, tag = "2")] age: u32,
//!     #[prost(bool, tag = "3")] married: bool,
//! }
//!
//! let user = User { name: "zhangsan".into(), age: 23, married: true };
//! let [mut compact, mut protobuf, mut json, mut xml] = [const { Vec::new() }; 4];
//! Compact.encode(&user, &mut compact)?;
//! Protobuf::DEFAULT.encode(&user, &mut protobuf)?;
//! Json::DEFAULT.encode(&user, &mut json)?;
//! Xml::STRICT.encode(&user, &mut xml)?;
//! assert_eq!(compact, b"\x08zhangsan\x17\x01");
//! assert_eq!(protobuf, b"\x0a\x08zhangsan\x10\x17\x18\x01");
//! assert_eq!(json, br#"{"name":"zhangsan","age":23,"married":true}"#);
//! assert_eq!(xml, b"<User><name>zhangsan</name><age>23</age><married>true</married></User>");
//! assert_eq!(Codec::<User>::decode(&Protobuf::DEFAULT, &protobuf)?, user);
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
//! | `protobuf` | for types that are prost's messages (feature `prost`), and for types that come at run time (`protobuf`) |
//! | `json`, `xml` | for types that have serde's traits (features `json`, `xml`) |
//! | [`compress`] | gzip, snappy, lz4, zstd: bounded, with contexts to hold or to borrow |
//! | [`Read`], [`Reader`], [`Write`], [`Writer`], [`Count`] | what every decoder and encoder is written against |
//! | [`Error`], [`Limits`], [`Context`] | one error of 16 bytes; what input may cost |
//! | [`Step`] | a whole frame at the front of some bytes, or how many more it needs |
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
mod step;
pub mod text;
#[cfg(any(feature = "json", feature = "prost", feature = "xml"))]
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
pub use step::Step;
#[cfg(any(feature = "json", feature = "prost", feature = "xml"))]
pub use told::Told;
pub use value::{Shape, Value};
pub use writer::{Count, Slice, Write, Writer};
