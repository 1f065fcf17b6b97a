//! Messages in a row, each behind its length: a varint, as protobuf's own libraries write what
//! they call delimited messages ([Techniques: streaming multiple messages]).
//!
//! A message does not say where it ends; this is how a file or a connection holds many. The bytes
//! between are any codec's.
//!
//! ```
//! # #[cfg(feature = "prost")] {
//! use wireloom_codecs::{Codec, Limits, Step, protobuf::{Protobuf, delimited}};
//!
//! #[derive(Clone, PartialEq, prost::Message)]
//! struct Reading { #[prost(double, tag = "1")] celsius: f64 }
//!
//! let mut stream = Vec::new();
//! for celsius in [20.5, 21.0] {
//!     delimited::encode(&Protobuf::DEFAULT, &Reading { celsius }, &mut stream)?;
//! }
//! for message in delimited::messages(&stream, &Limits::DEFAULT) {
//!     let reading: Reading = Protobuf::DEFAULT.decode(message?)?;
//!     assert!(reading.celsius > 20.0);
//! }
//! // Without all of it at hand: how many bytes there have to be at least.
//! assert_eq!(delimited::next(&stream[..4], &Limits::DEFAULT)?, Step::need(6));
//! # }
//! # Ok::<(), wireloom_codecs::protobuf::Error>(())
//! ```
//!
//! [Techniques: streaming multiple messages]: https://protobuf.dev/programming-guides/techniques/
#[cfg(feature = "std")]
mod incoming;
#[cfg(feature = "std")]
mod outgoing;

#[cfg(feature = "std")]
pub use incoming::Incoming;
#[cfg(feature = "std")]
pub use outgoing::Outgoing;

use crate::varint::{read_leb128, write_leb128};
use crate::{Codec, Error, ErrorKind, Limits, Read, Reader, Result, Step, Writer};
use alloc::vec::Vec;

/// Appends a value behind its length. On an error `out` is as it was.
///
/// # Errors
/// What the codec refuses.
pub fn encode<'a, T, C: Codec<'a, T>>(
    codec: &C,
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), C::Error> {
    let start = out.len();
    prefix(codec.size(value)?, out);
    let written = codec.encode(value, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

/// Appends bytes behind their length.
pub fn write(message: &[u8], out: &mut Vec<u8>) {
    prefix(message.len(), out);
    out.extend_from_slice(message);
}

fn prefix(length: usize, out: &mut Vec<u8>) {
    write_leb128(&mut Writer::new(out), u64::try_from(length).unwrap_or(u64::MAX));
}

/// The message at the front of `bytes`, without its length.
///
/// # Errors
/// [`ErrorKind::BadVarint`] where no length stands, and [`ErrorKind::FrameLimit`] when message and
/// length take more than [`Limits::frame`] bytes, which is said before they are there.
pub fn next<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Step<&'a [u8]>> {
    let mut r = Reader::new(bytes);
    let length = match read_leb128(&mut r, u64::BITS) {
        Ok(length) => usize::try_from(length).unwrap_or(usize::MAX),
        Err(error) if error.kind == ErrorKind::UnexpectedEnd => return Ok(Step::need(1)),
        Err(error) => return Err(error),
    };
    let used = r.offset().saturating_add(length);
    if used > limits.frame {
        return Err(Error::new(ErrorKind::FrameLimit, 0, limits.frame));
    }
    let left = r.remaining();
    Ok(match r.rest().get(..length) {
        Some(value) => Step::Done { value, used },
        None => Step::need(length.saturating_sub(left)),
    })
}

/// All messages of a stream that is all there. Where it is cut there is an error.
pub const fn messages<'a>(bytes: &'a [u8], limits: &Limits) -> Messages<'a> {
    Messages { bytes, offset: 0, limits: *limits }
}

/// The messages of a stream, without their lengths. After an error nothing comes.
#[derive(Debug, Clone)]
pub struct Messages<'a> {
    bytes: &'a [u8],
    /// Where the next message's length stands.
    offset: usize,
    limits: Limits,
}

impl Messages<'_> {
    /// Where in the stream the next message's length stands; at the end, where that is.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Result<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.offset..).filter(|rest| !rest.is_empty())?;
        let fault = match next(rest, &self.limits) {
            Ok(Step::Done { value, used }) => {
                self.offset = self.offset.saturating_add(used);
                return Some(Ok(value));
            }
            Ok(Step::Need(more)) => Error::end(rest.len(), more.get(), 0),
            Err(error) => error,
        };
        self.bytes = &[];
        Some(Err(fault.after(u64::try_from(self.offset).unwrap_or(u64::MAX))))
    }
}

impl core::iter::FusedIterator for Messages<'_> {}
