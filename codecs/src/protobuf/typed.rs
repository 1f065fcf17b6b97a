//! Messages whose types are known: prost's, behind the face of every format.
use crate::{Codec, Error as Fault, ErrorKind, Limits, Told};
use alloc::vec::Vec;
use prost::{DecodeError, Message};

/// What goes wrong: prost's words, which name message and field, with the kind and the byte.
pub type Error = Told<DecodeError>;

/// Protobuf for every type that is a [`prost::Message`].
///
/// ```
/// use wireloom_codecs::{Codec, protobuf::Protobuf};
///
/// #[derive(Clone, PartialEq, prost::Message)]
/// struct User {
///     #[prost(string, tag = "1")]
///     name: String,
///     #[prost(uint32, tag = "2")]
///     age: u32,
///     #[prost(bool, tag = "3")]
///     married: bool,
/// }
///
/// let user = User { name: "zhangsan".into(), age: 23, married: true };
/// let mut out = Vec::new();
/// Protobuf::DEFAULT.encode(&user, &mut out)?;
/// assert_eq!(out, b"\x0a\x08zhangsan\x10\x17\x18\x01");
/// let back: User = Protobuf::DEFAULT.decode(&out)?;
/// assert_eq!(back, user);
///
/// let error = Codec::<User>::decode(&Protobuf::DEFAULT, b"\x0a\x08zhang").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "failed to decode Protobuf message: User.name: buffer underflow (at 0x2)"
/// );
/// # Ok::<(), wireloom_codecs::protobuf::Error>(())
/// ```
///
/// - *Fields* ([Encoding]): in any order; packed or not; the last of equal ones counts, and equal
///   messages are merged. What the type does not know is passed over, groups too, and is not kept.
/// - *Depth*: messages and groups nest up to 100 deep, which is prost's number.
/// - *Text* that is not UTF-8 is an error. Enums are open: they keep numbers without a name.
/// - *proto2*: `required` fields are always written; that one is missing is not noticed.
///
/// [Encoding]: https://protobuf.dev/programming-guides/encoding/
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protobuf {
    /// The longest message that is read, in bytes.
    pub limit: usize,
}

impl Protobuf {
    /// [`Limits::DEFAULT`].
    pub const DEFAULT: Self = Self { limit: Limits::DEFAULT.frame };

    /// How deep messages and groups may nest.
    pub const DEPTH: u8 = 100;

    /// The same, reading messages of at most [`Limits::frame`] bytes.
    #[must_use]
    pub const fn within(mut self, limits: &Limits) -> Self {
        self.limit = limits.frame;
        self
    }
}

impl Default for Protobuf {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<T: Message + Default> Codec<'_, T> for Protobuf {
    type Error = Error;

    #[inline]
    fn size(&self, value: &T) -> Result<usize, Error> {
        Ok(value.encoded_len())
    }

    #[inline]
    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
        // Only a vector of half the address space has no room. Then nothing is written.
        value.encode(out).map_err(|full| too_short(full.required_capacity(), full.remaining()))
    }

    #[inline]
    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize, Error> {
        let room = out.len();
        let mut rest = out;
        match value.encode(&mut rest) {
            Ok(()) => Ok(room.saturating_sub(rest.len())),
            Err(full) => Err(too_short(full.required_capacity(), room)),
        }
    }

    #[inline]
    fn decode(&self, bytes: &[u8]) -> Result<T, Error> {
        if bytes.len() > self.limit {
            return Err(Fault::new(ErrorKind::FrameLimit, 0, self.limit).into());
        }
        // As `Message::decode`, but for the reader, which stays to tell where it stopped.
        let (mut message, mut rest) = (T::default(), bytes);
        match message.merge(&mut rest) {
            Ok(()) => Ok(message),
            Err(said) => Err(unreadable(said, bytes, rest.len())),
        }
    }
}

#[cold]
fn too_short(wanted: usize, room: usize) -> Error {
    Fault::end(0, wanted, room).into()
}

/// prost has no public name for its faults; their words are what there is.
#[cold]
fn unreadable(said: DecodeError, bytes: &[u8], left: usize) -> Error {
    use alloc::string::ToString;
    let at = bytes.len().saturating_sub(left);
    // Ten octets that all say "one more follows" are no number; fewer are none yet.
    let open = bytes.iter().rev().take_while(|byte| **byte >= 0x80).count();
    let ends = left == 0 && (1..10).contains(&open);
    let words = said.to_string();
    let says = |end: &str| words.ends_with(end);
    let (kind, detail) = if says("buffer underflow") || says("invalid varint") && ends {
        (ErrorKind::UnexpectedEnd, 1)
    } else if says("invalid varint") {
        (ErrorKind::BadVarint, 0)
    } else if says("recursion limit reached") {
        (ErrorKind::DepthLimit, Protobuf::DEPTH.into())
    } else if says("data is not UTF-8 encoded") {
        (ErrorKind::BadUtf8, 0)
    } else if says("delimited length exceeded") || says("exceeds maximum usize value") {
        (ErrorKind::BadLength, 0)
    } else {
        (ErrorKind::BadValue, 0)
    };
    Told::new(kind, at, detail, said)
}
