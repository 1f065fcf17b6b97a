//! A number written as one of another type: `#[compact(as = u8)]`.
use crate::ErrorKind;
use crate::compact::{Decode, Decoder, Encode, Out, Outcome, Profile};

/// Writes `value` as an `N`. What does not fit is told, and leaves as many bytes as if it did.
#[inline(always)]
pub fn encode_as<P, N, T, W>(value: T, w: &mut W)
where
    P: Profile,
    N: TryFrom<T> + Encode<P> + Default,
    W: Out,
{
    let narrow = N::try_from(value).unwrap_or_else(|_| {
        w.fail(ErrorKind::Unwritable, size_of::<T>());
        N::default()
    });
    narrow.encode(w);
}

/// Reads an `N` as a `T`.
#[inline(always)]
pub fn decode_as<'a, P, N, T>(d: &mut Decoder<'a>) -> Outcome<T>
where
    P: Profile,
    N: Decode<'a, P>,
    T: TryFrom<N>,
{
    T::try_from(N::decode(d)?).map_err(|_| d.fail(ErrorKind::BadValue, 0))
}
