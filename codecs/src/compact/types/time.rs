//! Spans of time and of numbers.
use super::int::{own_view, written_as};
use crate::ErrorKind;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::ops::{Range, RangeFrom, RangeInclusive, RangeTo};
use core::time::Duration;

// More than a second of nanoseconds is carried over, as bincode and serde do.
written_as!(Duration as (u64, u32), |d| (d.as_secs(), d.subsec_nanos()), |(secs, nanos)| {
    Self::from_secs(secs).checked_add(Self::from_nanos(nanos.into()))
});
own_view!(Duration);

impl<P: Profile, T: Layout<P>> Layout<P> for Range<T> {
    const MIN: usize = <(T, T)>::MIN;
    const SIZE: Option<usize> = <(T, T)>::SIZE;
}

impl<P: Profile, T: Encode<P>> Encode<P> for Range<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        self.start.encode(w);
        self.end.encode(w);
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Range<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        Ok(T::decode(d)?..T::decode(d)?)
    }
}

impl<T: Viewed> Viewed for Range<T> {
    type View<'a>
        = Range<T::View<'a>>
    where
        T: 'a;
    type Items<'a>
        = Vec<Range<T::View<'a>>>
    where
        T: 'a;
}

impl<P: Profile, T: Layout<P>> Layout<P> for RangeInclusive<T> {
    const MIN: usize = <(T, T)>::MIN;
    const SIZE: Option<usize> = <(T, T)>::SIZE;
}

impl<P: Profile, T: Encode<P>> Encode<P> for RangeInclusive<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        self.start().encode(w);
        self.end().encode(w);
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for RangeInclusive<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        Ok(T::decode(d)?..=T::decode(d)?)
    }
}

impl<T: Viewed> Viewed for RangeInclusive<T> {
    type View<'a>
        = RangeInclusive<T::View<'a>>
    where
        T: 'a;
    type Items<'a>
        = Vec<RangeInclusive<T::View<'a>>>
    where
        T: 'a;
}

/// A range with one end.
macro_rules! half_range {
    ($($type:ident, $end:ident, $new:expr;)*) => { $(
        impl<P: Profile, T: Layout<P>> Layout<P> for $type<T> {
            const MIN: usize = T::MIN;
            const SIZE: Option<usize> = T::SIZE;
        }

        impl<P: Profile, T: Encode<P>> Encode<P> for $type<T> {
            fn encode<W: Out>(&self, w: &mut W) {
                self.$end.encode(w);
            }
        }

        impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for $type<T> {
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                T::decode(d).map($new)
            }
        }

        impl<T: Viewed> Viewed for $type<T> {
            type View<'a> = $type<T::View<'a>> where T: 'a;
            type Items<'a> = Vec<$type<T::View<'a>>> where T: 'a;
        }
    )* };
}

half_range! {
    RangeFrom, start, |start| start..;
    RangeTo, end, |end| ..end;
}
