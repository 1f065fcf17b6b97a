//! What only the standard library has: clock times, paths, locks.
use super::int::own_view;
use crate::ErrorKind;
use crate::compact::layout::len_min;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, RwLock};
use std::time::SystemTime;

impl<P: Profile> Layout<P> for SystemTime {
    const MIN: usize = <Duration as Layout<P>>::MIN;
    const SIZE: Option<usize> = <Duration as Layout<P>>::SIZE;
}

/// As the time since 1970. What lies before cannot be written.
impl<P: Profile> Encode<P> for SystemTime {
    fn encode<W: Out>(&self, w: &mut W) {
        match self.duration_since(Self::UNIX_EPOCH) {
            Ok(since) => Encode::<P>::encode(&since, w),
            Err(_) => w.fail(ErrorKind::Unwritable, 0),
        }
    }
}

impl<'a, P: Profile> Decode<'a, P> for SystemTime {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let since = <Duration as Decode<'a, P>>::decode(d)?;
        Self::UNIX_EPOCH.checked_add(since).ok_or_else(|| d.fail(ErrorKind::BadValue, 0))
    }
}

own_view!(SystemTime);

impl<P: Profile> Layout<P> for Path {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

/// As text. A path that is not UTF-8 cannot be written.
impl<P: Profile> Encode<P> for Path {
    fn encode<W: Out>(&self, w: &mut W) {
        match self.to_str() {
            Some(text) => Encode::<P>::encode(text, w),
            None => w.fail(ErrorKind::Unwritable, self.as_os_str().len()),
        }
    }
}

impl<'a, P: Profile> Decode<'a, P> for &'a Path {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.text::<P>().map(Path::new)
    }
}

impl<P: Profile> Layout<P> for PathBuf {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile> Encode<P> for PathBuf {
    fn encode<W: Out>(&self, w: &mut W) {
        Encode::<P>::encode(self.as_path(), w);
    }
}

impl<'a, P: Profile> Decode<'a, P> for PathBuf {
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.text::<P>().map(Self::from)
    }
}

impl Viewed for Path {
    type View<'a> = &'a Self;
    type Items<'a> = Vec<&'a Self>;
}

impl Viewed for PathBuf {
    type View<'a> = &'a Path;
    type Items<'a> = Vec<&'a Path>;
}

/// Locks are written as what they guard, unless they are poisoned.
macro_rules! lock {
    ($($type:ident, $lock:ident;)*) => { $(
        impl<P: Profile, T: Layout<P>> Layout<P> for $type<T> {
            const MIN: usize = T::MIN;
            const SIZE: Option<usize> = T::SIZE;
        }

        impl<P: Profile, T: Encode<P>> Encode<P> for $type<T> {
            fn encode<W: Out>(&self, w: &mut W) {
                match self.$lock() {
                    Ok(value) => value.encode(w),
                    Err(_) => w.fail(ErrorKind::Unwritable, 0),
                }
            }
        }

        impl<'a, P: Profile, T: Decode<'a, P>> Decode<'a, P> for $type<T> {
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                T::decode(d).map(Self::new)
            }
        }

        impl<T: Viewed> Viewed for $type<T> {
            type View<'a> = T::View<'a> where T: 'a;
            type Items<'a> = T::Items<'a> where T: 'a;
        }
    )* };
}

lock! {
    Mutex, lock;
    RwLock, read;
}
