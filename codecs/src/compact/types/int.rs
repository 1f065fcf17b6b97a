//! Integers, floats and truth values.
use crate::ErrorKind;
use crate::compact::layout::{int_min, int_size};
use crate::compact::{
    Decode, Decoder, Encode, Ints, Layout, Out, Outcome, Packed, Profile, Viewed,
};
use crate::varint::{unzigzag, zigzag};
use alloc::vec::Vec;

/// A type that is its own view.
macro_rules! own_view {
    ($($type:ty),*) => { $(
        impl Viewed for $type {
            type View<'a> = $type;
            type Items<'a> = Vec<$type>;
        }
    )* };
}
pub(super) use own_view;

macro_rules! unsigned {
    ($($int:ty),*) => { $(
        impl<P: Profile> Layout<P> for $int {
            const MIN: usize = int_min(P::INTS, size_of::<$int>());
            const SIZE: Option<usize> = int_size(P::INTS, size_of::<$int>());
        }

        impl<P: Profile> Encode<P> for $int {
            #[inline(always)]
            fn encode<W: Out>(&self, w: &mut W) {
                match P::INTS {
                    Ints::Fixed => w.array(self.to_le_bytes()),
                    _ => w.varint::<P>(u64::from(*self)),
                }
            }
        }

        impl<'a, P: Profile> Decode<'a, P> for $int {
            #[inline(always)]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                match P::INTS {
                    Ints::Fixed => Ok(Self::from_le_bytes(*d.array()?)),
                    // A form of `BITS` bits holds no more than the type.
                    _ => d.varint::<P>(Self::BITS).map(|n| Self::try_from(n).unwrap_or(Self::MAX)),
                }
            }
        }

        own_view!($int);
    )* };
}

macro_rules! signed {
    ($($int:ty),*) => { $(
        impl<P: Profile> Layout<P> for $int {
            const MIN: usize = int_min(P::INTS, size_of::<$int>());
            const SIZE: Option<usize> = int_size(P::INTS, size_of::<$int>());
        }

        impl<P: Profile> Encode<P> for $int {
            #[inline(always)]
            fn encode<W: Out>(&self, w: &mut W) {
                match P::INTS {
                    Ints::Fixed => w.array(self.to_le_bytes()),
                    _ => w.varint::<P>(zigzag(i64::from(*self))),
                }
            }
        }

        impl<'a, P: Profile> Decode<'a, P> for $int {
            #[inline(always)]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                match P::INTS {
                    Ints::Fixed => Ok(Self::from_le_bytes(*d.array()?)),
                    // As above.
                    _ => d.varint::<P>(Self::BITS)
                        .map(|n| Self::try_from(unzigzag(n)).unwrap_or(Self::MAX)),
                }
            }
        }

        own_view!($int);
    )* };
}

unsigned!(u16, u32, u64);
signed!(i16, i32, i64);

/// A type written as another: `$to` cannot fail, `$from` gives `None` for what it does not know.
macro_rules! written_as {
    ($([$($generics:tt)*])? $type:ty as $wire:ty, $to:expr, $from:expr) => {
        impl<P: Profile, $($($generics)*)?> Layout<P> for $type {
            const MIN: usize = <$wire as Layout<P>>::MIN;
            const SIZE: Option<usize> = <$wire as Layout<P>>::SIZE;
        }

        impl<P: Profile, $($($generics)*)?> Encode<P> for $type {
            #[inline(always)]
            fn encode<W: Out>(&self, w: &mut W) {
                let to: fn(&$type) -> $wire = $to;
                Encode::<P>::encode(&to(self), w);
            }
        }

        impl<'a, P: Profile, $($($generics)*)?> Decode<'a, P> for $type {
            #[inline(always)]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                let from: fn($wire) -> Option<$type> = $from;
                let wire = <$wire as Decode<'a, P>>::decode(d)?;
                from(wire).ok_or_else(|| d.fail(ErrorKind::BadValue, 0))
            }
        }
    };
}
pub(super) use written_as;

written_as!(usize as u64, |n| u64::try_from(*n).unwrap_or(u64::MAX), |n| Self::try_from(n).ok());
written_as!(isize as i64, |n| i64::try_from(*n).unwrap_or(i64::MAX), |n| Self::try_from(n).ok());
own_view!(usize, isize, u128, i128, i8, bool);

impl<P: Profile> Layout<P> for u128 {
    const MIN: usize = int_min(P::INTS, 16);
    const SIZE: Option<usize> = int_size(P::INTS, 16);
}

impl<P: Profile> Encode<P> for u128 {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        w.varint_u128::<P>(*self);
    }
}

impl<'a, P: Profile> Decode<'a, P> for u128 {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.varint_u128::<P>()
    }
}

impl<P: Profile> Layout<P> for i128 {
    const MIN: usize = int_min(P::INTS, 16);
    const SIZE: Option<usize> = int_size(P::INTS, 16);
}

impl<P: Profile> Encode<P> for i128 {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        w.varint_u128::<P>(match P::INTS {
            Ints::Fixed => self.cast_unsigned(),
            _ => (self << 1 ^ self >> 127).cast_unsigned(),
        });
    }
}

impl<'a, P: Profile> Decode<'a, P> for i128 {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let n = d.varint_u128::<P>()?;
        Ok(match P::INTS {
            Ints::Fixed => n.cast_signed(),
            _ => (n >> 1).cast_signed() ^ (n & 1).cast_signed().wrapping_neg(),
        })
    }
}

impl<P: Profile> Layout<P> for u8 {
    const MIN: usize = 1;
    const SIZE: Option<usize> = Some(1);
}

impl<P: Profile> Encode<P> for u8 {
    #[inline(always)]
    fn encode<W: Out>(&self, w: &mut W) {
        w.array([*self]);
    }

    #[inline(always)]
    fn encode_all<W: Out>(items: &[Self], w: &mut W) {
        w.put(items);
    }
}

impl<'a, P: Profile> Decode<'a, P> for u8 {
    #[inline(always)]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let [byte] = *d.array()?;
        Ok(byte)
    }

    #[inline]
    fn decode_many(d: &mut Decoder<'a>, n: usize) -> Outcome<Vec<Self>> {
        Ok(d.take(n)?.to_vec())
    }
}

impl Viewed for u8 {
    type View<'a> = Self;
    type Items<'a> = &'a [Self];
}

written_as!(i8 as u8, |n| n.cast_unsigned(), |n| Some(n.cast_signed()));
written_as!(bool as u8, |b| u8::from(*b), |n| match n {
    0 => Some(false),
    1 => Some(true),
    _ => None,
});

macro_rules! float {
    ($($float:ty),*) => { $(
        impl<P: Profile> Layout<P> for $float {
            const MIN: usize = size_of::<$float>();
            const SIZE: Option<usize> = Some(size_of::<$float>());
        }

        impl<P: Profile> Encode<P> for $float {
            #[inline(always)]
            fn encode<W: Out>(&self, w: &mut W) {
                w.array(self.to_le_bytes());
            }
        }

        impl<'a, P: Profile> Decode<'a, P> for $float {
            #[inline(always)]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                Ok(Self::from_le_bytes(*d.array()?))
            }
        }

        impl Viewed for $float {
            type View<'a> = $float;
            type Items<'a> = Packed<'a, $float>;
        }
    )* };
}

float!(f32, f64);
