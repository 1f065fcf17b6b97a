//! The fast code against its safe twins.
use super::*;
use crate::compact::{Fixed, Layout, Leb128, Plain, Varint};
use alloc::string::ToString;
use alloc::vec;

#[test]
fn copies_of_every_length_are_copies() {
    let from: Vec<u8> = (0..=255).collect();
    for n in 0..200 {
        let mut to = vec![0xee; 256];
        // SAFETY: both are 256 bytes long.
        unsafe { copy(from.as_ptr(), to.as_mut_ptr(), n) };
        assert_eq!(to[..n], from[..n]);
        assert!(to[n..].iter().all(|byte| *byte == 0xee), "{n}");
    }
}

#[test]
fn text_is_told_as_the_standard_library_tells_it() {
    for n in 0..70 {
        for behind in [0, 1, 15, 16, 40] {
            let mut bytes = vec![b'a'; n + behind];
            assert_eq!(text(&bytes, n), str::from_utf8(&bytes[..n]).ok());
            bytes[n..].fill(0xff);
            assert_eq!(text(&bytes, n), str::from_utf8(&bytes[..n]).ok());
            for bad in 0..n {
                bytes[bad] = 0xff;
                assert_eq!(text(&bytes, n), None);
                bytes[bad] = b'a';
            }
        }
    }
    let umlauts = "zw\u{f6}lf B\u{f6}xer".as_bytes();
    assert_eq!(text(umlauts, umlauts.len()), str::from_utf8(umlauts).ok());
    assert_eq!(text(umlauts, 3), None);
    assert_eq!(text(b"ab", 3), None);
    assert_eq!(string("zwei"), "zwei".to_string());
}

#[test]
fn a_vector_that_fails_keeps_what_it_has() {
    let counted = alloc::rc::Rc::new(());
    let mut items = Vec::with_capacity(3);
    let mut left = 3;
    let failed = extend(&mut items, 9, || {
        left -= 1;
        if left == 0 { Err(()) } else { Ok(counted.clone()) }
    });
    assert_eq!((failed, items.len()), (Err(()), 2));
    assert_eq!(extend(&mut items, 9, || Ok::<_, ()>(counted.clone())), Ok(()));
    assert_eq!((items.len(), items.capacity()), (3, 3));
    drop(items);
    assert_eq!(alloc::rc::Rc::strong_count(&counted), 1);
    assert_eq!(extend(&mut Vec::with_capacity(0), 1_000, || Ok::<_, ()>(())), Ok(()));
}

#[test]
fn an_array_that_fails_drops_what_it_has() {
    let counted = alloc::rc::Rc::new(());
    let mut left = 3;
    let result: Result<[_; 5]> = array(|| {
        left -= 1;
        if left == 0 { Err(Error::new(ErrorKind::Stopped, 0, 0)) } else { Ok(counted.clone()) }
    });
    assert_eq!((result.is_err(), alloc::rc::Rc::strong_count(&counted)), (true, 1));
    let all: Result<[_; 4]> = array(|| Ok(counted.clone()));
    let all = all.unwrap();
    assert_eq!((all.len(), alloc::rc::Rc::strong_count(&counted)), (4, 5));
}

/// A value of three bytes.
struct Three;

impl<P: Profile> Layout<P> for Three {
    const MIN: usize = 3;
    const SIZE: Option<usize> = Some(3);
}

impl<P: Profile> Encode<P> for Three {
    fn encode<W: Out>(&self, w: &mut W) {
        w.put(b"abc");
    }
}

fn steps<P: Profile, W: Out>(w: &mut W, seed: u64) {
    for seed in [seed, seed.rotate_left(1), seed.rotate_left(2)] {
        w.varint::<P>(seed >> (seed % 64));
        w.prefixed::<P>(&[7; 40][..(seed % 41) as usize]);
        w.array(seed.to_le_bytes());
        w.varint_u128::<P>(u128::from(seed) << (seed % 65));
        w.sized::<P, _>(3, &Three);
        w.put(&[9; 20][..(seed % 21) as usize]);
    }
}

fn the_twins_agree<P: Profile>() {
    let mut seed = 5u64;
    for round in 0..3_000usize {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut plain = vec![1, 2];
        let mut w = Plain::new(&mut plain);
        steps::<P, _>(&mut w, seed);
        w.finish().unwrap();
        let mut fast = Vec::with_capacity(2 + round % 300);
        fast.extend([1, 2]);
        let written = Encoder::append(&mut fast, Context::DEFAULT, |w| steps::<P, _>(w, seed));
        assert_eq!((written, &fast), (Ok(plain.len() - 2), &plain));
        let want = plain.len() - 2;
        for room in [want, want - 1, want / 2, 0, want + 1, want + 30] {
            let mut slice = vec![0xee; room];
            let written = Encoder::fill(&mut slice, Context::DEFAULT, |w| steps::<P, _>(w, seed));
            if room >= want {
                assert_eq!((written, &slice[..want]), (Ok(want), &plain[2..]));
                assert!(slice[want..].iter().all(|byte| *byte == 0xee));
            } else {
                assert_eq!(written, Err(Error::end(room, want, room)));
            }
        }
    }
}

#[test]
fn the_fast_encoder_is_the_plain_one() {
    the_twins_agree::<Varint>();
    the_twins_agree::<Fixed>();
    the_twins_agree::<Leb128>();
}

#[test]
fn a_fault_leaves_the_vector_as_it_was() {
    let mut out = vec![1, 2];
    let written = Encoder::append(&mut out, Context::DEFAULT, |w| {
        w.put(&[0; 100]);
        w.fail(ErrorKind::Unwritable, 7);
        w.put(&[0; 100]);
        w.fail(ErrorKind::BadValue, 8);
    });
    assert_eq!(written, Err(Error::new(ErrorKind::Unwritable, 100, 7)));
    assert_eq!(out, [1, 2]);
}

#[test]
fn a_size_that_is_not_true_is_a_fault() {
    let mut out = Vec::new();
    let written = Encoder::append(&mut out, Context::DEFAULT, |w| w.sized::<Varint, _>(2, &Three));
    assert_eq!(written.unwrap_err().kind, ErrorKind::Unwritable);
    let written = Encoder::append(&mut out, Context::DEFAULT, |w| w.sized::<Varint, _>(20, &Three));
    assert_eq!((written, out.as_slice()), (Ok(3), &b"abc"[..]));
}
