//! Text and characters.
use crate::ErrorKind;
use crate::compact::layout::len_min;
use crate::compact::{Decode, Decoder, Encode, Ints, Layout, Out, Outcome, Profile, Viewed, raw};
use alloc::{boxed::Box, rc::Rc, string::String, sync::Arc, vec::Vec};

impl<P: Profile> Layout<P> for str {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile> Encode<P> for str {
    #[inline(always)]
    fn encode<W: Out>(&self, w: &mut W) {
        w.prefixed::<P>(self.as_bytes());
    }
}

impl<'a, P: Profile> Decode<'a, P> for &'a str {
    #[inline(always)]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.text::<P>()
    }
}

impl<P: Profile> Layout<P> for String {
    const MIN: usize = len_min(P::INTS);
    const SIZE: Option<usize> = None;
}

impl<P: Profile> Encode<P> for String {
    #[inline(always)]
    fn encode<W: Out>(&self, w: &mut W) {
        w.prefixed::<P>(self.as_bytes());
    }
}

impl<'a, P: Profile> Decode<'a, P> for String {
    #[inline(always)]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        d.text::<P>().map(raw::string)
    }
}

impl Viewed for str {
    type View<'a> = &'a Self;
    type Items<'a> = Vec<&'a Self>;
}

impl Viewed for String {
    type View<'a> = &'a str;
    type Items<'a> = Vec<&'a str>;
}

macro_rules! shared_text {
    ($($pointer:ident),*) => { $(
        impl<'a, P: Profile> Decode<'a, P> for $pointer<str> {
            #[inline]
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                d.text::<P>().map(Self::from)
            }
        }
    )* };
}

shared_text!(Box, Rc, Arc);

impl<P: Profile> Layout<P> for char {
    const MIN: usize = match P::INTS {
        Ints::Leb128 => 2,
        _ => 1,
    };
    const SIZE: Option<usize> = None;
}

impl<P: Profile> Encode<P> for char {
    #[inline]
    fn encode<W: Out>(&self, w: &mut W) {
        let mut room = [0; 4];
        let utf8 = self.encode_utf8(&mut room).as_bytes();
        match P::INTS {
            // postcard writes a text of one character.
            Ints::Leb128 => w.prefixed::<P>(utf8),
            _ => w.put(utf8),
        }
    }
}

impl<'a, P: Profile> Decode<'a, P> for char {
    #[inline]
    fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
        let utf8 = match P::INTS {
            Ints::Leb128 => d.prefixed::<P>()?,
            _ => {
                let len = match d.peek()? {
                    0..0xc0 => 1,
                    0xc0..0xe0 => 2,
                    0xe0..0xf0 => 3,
                    _ => 4,
                };
                d.take(len)?
            }
        };
        let mut chars = raw::text(utf8, utf8.len()).unwrap_or_default().chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(d.fail(ErrorKind::BadUtf8, 0)),
        }
    }
}

super::int::own_view!(char);
