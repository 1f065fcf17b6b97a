//! Thin wrappers, written as what they hold.
use super::int::{own_view, written_as};
use crate::ErrorKind;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::cmp::Reverse;
use core::marker::PhantomData;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};

macro_rules! non_zero {
    ($($type:ident as $int:ty),*) => { $(
        written_as!($type as $int, |n| n.get(), Self::new);
        own_view!($type);
    )* };
}

non_zero! {
    NonZeroU8 as u8, NonZeroU16 as u16, NonZeroU32 as u32, NonZeroU64 as u64, NonZeroU128 as u128,
    NonZeroUsize as usize, NonZeroI8 as i8, NonZeroI16 as i16, NonZeroI32 as i32,
    NonZeroI64 as i64, NonZeroI128 as i128, NonZeroIsize as isize
}

macro_rules! wrapper {
    ($($type:ident),*) => { $(
        impl<P: Profile, T: Layout<P>> Layout<P> for $type<T> {
            const MIN: usize = T::MIN;
            const SIZE: Option<usize> = T::SIZE;
        }

        impl<P: Profile, T: Encode<P>> Encode<P> for $type<T> {
            #[inline]
            fn encode<W: Out>(&self, w: &mut W) {
                self.0.encode(w);
            }
        }

        impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for $type<T> {
            #[inline]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                T::decode(d).map(Self)
            }
        }

        impl<T: Viewed> Viewed for $type<T> {
            type View<'a> = $type<T::View<'a>> where T: 'a;
            type Items<'a> = Vec<$type<T::View<'a>>> where T: 'a;
        }
    )* };
}

wrapper!(Wrapping, Saturating, Reverse);

impl<P: Profile, T: Layout<P>> Layout<P> for Cell<T> {
    const MIN: usize = T::MIN;
    const SIZE: Option<usize> = T::SIZE;
}

impl<P: Profile, T: Encode<P> + Copy> Encode<P> for Cell<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        self.get().encode(w);
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for Cell<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        T::decode(d).map(Self::new)
    }
}

impl<T: Viewed> Viewed for Cell<T> {
    type View<'a>
        = T::View<'a>
    where
        T: 'a;
    type Items<'a>
        = T::Items<'a>
    where
        T: 'a;
}

impl<P: Profile, T: Layout<P>> Layout<P> for RefCell<T> {
    const MIN: usize = T::MIN;
    const SIZE: Option<usize> = T::SIZE;
}

impl<P: Profile, T: Encode<P>> Encode<P> for RefCell<T> {
    fn encode<W: Out>(&self, w: &mut W) {
        match self.try_borrow() {
            Ok(value) => value.encode(w),
            Err(_) => w.fail(ErrorKind::Unwritable, 0),
        }
    }
}

impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for RefCell<T> {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        T::decode(d).map(Self::new)
    }
}

impl<T: Viewed> Viewed for RefCell<T> {
    type View<'a>
        = T::View<'a>
    where
        T: 'a;
    type Items<'a>
        = T::Items<'a>
    where
        T: 'a;
}

impl<P: Profile, T: ?Sized> Layout<P> for PhantomData<T> {
    const MIN: usize = 0;
    const SIZE: Option<usize> = Some(0);
}

impl<P: Profile, T: ?Sized> Encode<P> for PhantomData<T> {
    fn encode<W: Out>(&self, _w: &mut W) {}
}

impl<'a, P: Profile, T: ?Sized> Decode<'a, P> for PhantomData<T> {
    fn decode(_d: &mut Decoder<'a>) -> Outcome<Self> {
        Ok(Self)
    }
}

impl<T: ?Sized> Viewed for PhantomData<T> {
    type View<'a>
        = Self
    where
        T: 'a;
    type Items<'a>
        = Vec<Self>
    where
        T: 'a;
}
