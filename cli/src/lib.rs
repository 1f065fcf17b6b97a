//! Data on the wire: serializers, compressors and sans-io protocol codecs under one roof, and the
//! command `wireloom` that reads and writes the same bytes.
//!
//! ```
//! # #[cfg(feature = "wire")] {
//! use wireloom::wire::{Context, Wire, Writer, wire::read};
//! use wireloom::wire::rpc::{Framed, Payload, Request};
//!
//! let payload = Some(Payload::Text("ping"));
//! let request = Framed(Request { r#type: 0, version: 1, request_id: 7, payload });
//! let mut bytes = Vec::new();
//! Framed::write(&request, &mut Writer::new(&mut bytes))?;
//! assert_eq!(bytes, b"\0\0\0\x15\0\0\0\0\0\0\0\x01\0\0\0\x07\0ping");
//! assert_eq!(read::<Framed<Request<'static>>>(&bytes, Context::DEFAULT)?, request);
//! # }
//! # Ok::<(), wireloom::Error>(())
//! ```
//!
//! What is not known at compile time goes by name: every protocol is in `PROTOCOLS`, cuts a stream
//! into frames and reads them aloud, here as JSON.
//!
//! ```
//! # #[cfg(feature = "wire")] {
//! use wireloom::{Limits, wire::{PROTOCOLS, observers::Json, stream::Stream}};
//! use wireloom::wire::frame::{Frame, Side, Sink, Ticket};
//!
//! struct Print(Vec<u8>);
//! impl Sink for Print {
//!     fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
//!         let mut json = Json::new(&mut self.0);
//!         // What was understood is told also where the frame is malformed.
//!         let _malformed = frame.content.observe(&mut json);
//!         json.finish();
//!         Ticket::default()
//!     }
//! }
//! let rpc = PROTOCOLS.iter().find(|protocol| protocol.name() == "rpc").unwrap();
//! let context = rpc.start(None, &Limits::DEFAULT).unwrap();
//! let mut stream = Stream::new(rpc.session(&Limits::DEFAULT, context));
//! let mut print = Print(Vec::new());
//! stream.feed(Side::Client, b"\0\0\0\x15\0\0\0\0\0\0\0\x01\0\0\0\x07\0ping", &mut print);
//! assert_eq!(
//!     print.0,
//!     br#"{"type":0,"version":1,"request_id":7,"payload":{"tag":"string","body":"ping"}}"#
//! );
//! # }
//! ```
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `cli` | yes | the command `wireloom`, and [`row`] and [`render`], which print frames |
//! | `wire` | yes | every protocol; without it, [`wire`] is the core that protocols are written with |
//! | `derive` | yes | `#[derive(Compact)]` |
//! | `std` | yes | the standard library; without it, `no_std` and `alloc` |
//! | `compress` | no | gzip, snappy, lz4 and zstd; each is a feature of its own, too |
//! | `json`, `xml` | no | types with serde's traits as JSON and XML |
//! | `bytes`, `tokio-util` | no | messages over `bytes::Bytes`, and `tokio_util::codec` for every protocol |
//! | `protobuf` | no | types that are `prost::Message`, and types that come at run time |
//!
//! `#[derive(prost::Message)]` writes paths to `prost`, `#[derive(Serialize)]` to `serde`: whoever
//! derives them depends on `prost = "0.14"` and `serde` (with its feature `derive`) as well.
//!
//! As a library, take it without the command: `cargo add wireloom --no-default-features --features
//! wire`.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(feature = "cli"), doc = "", doc = "[`row`]: self", doc = "[`render`]: self")]
#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
pub mod render;
#[cfg(feature = "cli")]
pub mod row;

#[cfg(not(feature = "derive"))]
pub use wireloom_codecs as codecs;
pub use wireloom_codecs::{Error, ErrorKind, Limits};
pub use wireloom_wire as wire;

/// `wireloom_codecs`: serializers, compressors, and the core that reads hostile bytes.
#[cfg(feature = "derive")]
pub mod codecs {
    pub use wireloom_codecs::*;

    /// `wireloom_codecs::compact`, with a derive that finds it in here: nobody who depends on the
    /// facade needs to depend on codecs as well.
    pub mod compact {
        pub use wireloom_codecs::compact::*;
        pub use wireloom_derive::FacadeCompact as Compact;
    }
}

/// The examples of the front page compile and hold.
#[cfg(all(doctest, feature = "cli", feature = "json", feature = "xml", feature = "protobuf"))]
#[doc = include_str!("../../README.md")]
struct Readme;
