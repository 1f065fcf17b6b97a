//! Types that have serde's traits only: the same bytes by way of serde's data model.
//!
//! What serde does not say is lost: the fewest bytes of a type, and so the tightest bound on
//! counts; which words went wrong, since faults here are numbers. Formats that describe themselves
//! (`#[serde(untagged)]`, `flatten`, `deserialize_any`) cannot be read from bytes that do not.
mod de;
mod ser;

use super::{Decode, Decoder, Encode, Encoder, Layout, Out, Outcome, Profile, Viewed};
use crate::{Codec, Context, Error, ErrorKind, Result};
use alloc::vec::Vec;
use core::fmt;
use serde_core::{Deserialize, Serialize};

/// A field of a type that derives `Compact`, whose own type has only serde's traits.
///
/// ```
/// use wireloom_codecs::Codec;
/// use wireloom_codecs::compact::{Compact, Serde};
///
/// #[derive(Compact, Debug, PartialEq)]
/// struct Mixed {
///     ours: u16,
///     theirs: Serde<Option<String>>,
/// }
///
/// let mixed = Mixed { ours: 7, theirs: Serde(Some("x".into())) };
/// let mut out = Vec::new();
/// Compact.encode(&mixed, &mut out)?;
/// assert_eq!(out, [7, 1, 1, b'x']);
/// let back: Mixed = Compact.decode(&out)?;
/// assert_eq!(back, mixed);
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Serde<T>(pub T);

impl<P: Profile, T> Layout<P> for Serde<T> {
    const MIN: usize = 0;
    const SIZE: Option<usize> = None;
}

impl<P: Profile, T: Serialize> Encode<P> for Serde<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        if let Err(refused) = self.0.serialize(ser::Serializer::<P, W>::new(w)) {
            w.fail(refused.kind, 0);
        }
    }
}

impl<'a, P: Profile, T: Deserialize<'a>> Decode<'a, P> for Serde<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        match T::deserialize(de::Deserializer::<P>::new(d)) {
            Ok(value) => Ok(Self(value)),
            Err(Refused { told: Some(fault), .. }) => Err(fault),
            Err(Refused { kind, told: None }) => Err(d.fail(kind, 0)),
        }
    }
}

impl<T> Viewed for Serde<T> {
    type View<'a>
        = Self
    where
        T: 'a;
    type Items<'a>
        = Vec<Self>
    where
        T: 'a;
}

/// A codec of everything that has serde's traits, in a profile's bytes.
///
/// ```
/// use wireloom_codecs::Codec;
/// use wireloom_codecs::compact::{Compact, ViaSerde};
///
/// let mut out = Vec::new();
/// ViaSerde(Compact).encode(&("zhangsan", 23u8, true), &mut out)?;
/// assert_eq!(out, b"\x08zhangsan\x17\x01");
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ViaSerde<P>(pub P);

impl<'a, P: Profile, T: Serialize + Deserialize<'a>> Codec<'a, T> for ViaSerde<P> {
    type Error = Error;

    fn size(&self, value: &T) -> Result<usize> {
        let mut w = super::Count::new(Context::DEFAULT.depth);
        Encode::<P>::encode(&Serde(value), &mut w);
        w.finish()
    }

    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<()> {
        let value = Serde(value);
        Encoder::append(out, Context::DEFAULT, |w| Encode::<P>::encode(&value, w)).map(drop)
    }

    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize> {
        let value = Serde(value);
        Encoder::fill(out, Context::DEFAULT, |w| Encode::<P>::encode(&value, w))
    }

    fn decode(&self, bytes: &'a [u8]) -> Result<T> {
        let read = <Serde<T> as Decode<'a, P>>::decode;
        Decoder::all(bytes, Context::DEFAULT, read).map(|value| value.0)
    }
}

/// What serde is told: a kind, or that the decoder knows more.
#[derive(Debug)]
struct Refused {
    kind: ErrorKind,
    told: Option<super::Fault>,
}

impl From<ErrorKind> for Refused {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, told: None }
    }
}

impl From<super::Fault> for Refused {
    fn from(fault: super::Fault) -> Self {
        Self { kind: ErrorKind::BadValue, told: Some(fault) }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())
    }
}

impl core::error::Error for Refused {}

impl serde_core::ser::Error for Refused {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        ErrorKind::Unwritable.into()
    }
}

impl serde_core::de::Error for Refused {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        ErrorKind::BadValue.into()
    }
}
