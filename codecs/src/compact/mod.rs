//! Compact: fields in a fixed order, no names, values as short as they can be.
//!
//! The bytes are those of bincode 2's `standard()`, and with the other two profiles those of
//! bincode 1 and of postcard. `SPEC.md` beside this file describes them for whoever writes them in
//! another language.
//!
//! ```
//! use wireloom_codecs::{Codec, compact::{Compact, Profile}};
//!
//! #[derive(Compact, Debug, PartialEq)]
//! struct User {
//!     name: String,
//!     age: u8,
//!     married: bool,
//! }
//!
//! let user = User { name: "zhangsan".into(), age: 23, married: true };
//! let mut out = Vec::new();
//! Compact.encode(&user, &mut out)?;
//! assert_eq!(out, b"\x08zhangsan\x17\x01");
//! let back: User = Compact.decode(&out)?;
//! assert_eq!(back, user);
//! let view: UserView<'_> = Compact.view::<User>(&out)?;
//! assert_eq!(view.name, "zhangsan"); // borrowed from `out`
//! # Ok::<(), wireloom_codecs::Error>(())
//! ```
//!
//! # Hostile bytes
//!
//! A decoder never panics, never recurses deeper than [`Limits::depth`](crate::Limits), and never
//! reserves more elements than the input has bytes to hold: what all levels of a message reserve
//! together is at most its length divided by the elements' shortest form. Elements that take no
//! bytes at all count against [`Limits::items`](crate::Limits). [`Profile::within`] raises limits.
mod ascii;
mod decode;
mod encode;
mod layout;
mod leb128;
mod profile;
mod raw;
#[cfg(feature = "serde")]
mod serde;
mod types;
mod view;

pub use decode::{Decode, Decoder, Fault, Outcome};
pub use encode::{Encode, Out, Plain};
pub use layout::Layout;
pub use profile::{Fixed, Ints, Leb128, Profile, Varint, Varint as Compact, Within};
pub use raw::Encoder;
#[cfg(feature = "serde")]
pub use serde::{Serde, ViaSerde};
pub use types::lazy::{Seq, SeqIter};
pub use types::packed::{Number, Packed};
pub use view::Viewed;
#[cfg(feature = "derive")]
pub use wireloom_derive::Compact;

use crate::{Codec, Context, Error, Result};
use alloc::vec::Vec;
use encode::Count;

impl<'a, P: Profile, T: Encode<P> + Decode<'a, P>> Codec<'a, T> for Within<P> {
    type Error = Error;

    #[inline]
    fn size(&self, value: &T) -> Result<usize> {
        let mut w = Count::new(self.context.depth);
        value.encode(&mut w);
        w.finish()
    }

    #[inline]
    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<()> {
        Encoder::append(out, self.context, |w| value.encode(w)).map(drop)
    }

    #[inline]
    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize> {
        Encoder::fill(out, self.context, |w| value.encode(w))
    }

    #[inline]
    fn decode(&self, bytes: &'a [u8]) -> Result<T> {
        self.read(bytes)
    }
}

/// A profile is a codec: itself within the default limits.
macro_rules! codec {
    ($($profile:ty),*) => { $(
        impl<'a, T: Encode<$profile> + Decode<'a, $profile>> Codec<'a, T> for $profile {
            type Error = Error;

            #[inline]
            fn size(&self, value: &T) -> Result<usize> {
                Within::<$profile>::new(Context::DEFAULT).size(value)
            }

            #[inline]
            fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<()> {
                Within::<$profile>::new(Context::DEFAULT).encode(value, out)
            }

            #[inline]
            fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize> {
                Within::<$profile>::new(Context::DEFAULT).encode_to(value, out)
            }

            #[inline]
            fn decode(&self, bytes: &'a [u8]) -> Result<T> {
                self.read(bytes)
            }
        }
    )* };
}

codec!(Varint, Fixed, Leb128);

/// What `#[derive(Compact)]` writes paths to.
#[doc(hidden)]
pub mod __private {
    pub use super::layout::{sum, tag_min, total};
    pub use super::types::narrow::{decode_as, encode_as};
    pub use alloc::vec::Vec;
}
