//! Law 8: libdeflate beside flate2.
use super::*;
use crate::compress::tests::{Random, logs};

fn inflated(
    input: &[u8],
    by: impl Fn(&mut Inflate, &mut Reader<'_>, &mut Output<'_>) -> Result<bool>,
    slice: bool,
) -> Option<(usize, Vec<u8>)> {
    let (mut inflate, mut r) = (Inflate::default(), Reader::new(input));
    let mut out = vec![0; 4_000];
    let done = if slice {
        let mut output = Output::slice(&mut out, usize::MAX);
        let done = by(&mut inflate, &mut r, &mut output);
        let len = output.len();
        out.truncate(len);
        done
    } else {
        out.clear();
        by(&mut inflate, &mut r, &mut Output::vec(&mut out, 4_000))
    };
    (done == Ok(true)).then(|| (r.offset(), out))
}

fn stream(level: i32, plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Deflate::default().body(level, plain, &mut out).unwrap();
    out
}

#[test]
fn what_libdeflate_inflates_is_what_flate2_inflates() {
    let plain = logs(3_000);
    let body =
        |i: &mut Inflate, r: &mut Reader<'_>, o: &mut Output<'_>| i.body(r, o).map(|()| true);
    let streams: Vec<_> = (1..=9).map(|n| stream(n, &plain[..n as usize * 330])).collect();
    let (mut both, mut random) = (0, Random(9));
    for round in 0..20_000 {
        let mut input = streams[random.below(9)].clone();
        // Behind the stream stands what its trailer would be.
        input.extend_from_slice(&[0x1f; 8][..random.below(9)]);
        for _ in 0..random.below(3) {
            let at = random.below(input.len());
            input[at] ^= 1 << random.below(8);
        }
        input.truncate(input.len() - random.below(2) * random.below(input.len()));
        let slice = random.below(2) == 1;
        let whole = inflated(&input, Inflate::whole, slice);
        let streamed = inflated(&input, body, slice);
        // Degenerate tables of codes are taken by libdeflate alone; room is the same for both.
        if let (Some(whole), Some(streamed)) = (&whole, &streamed) {
            assert!(whole == streamed, "round {round}: {input:02x?}");
            both += 1;
        }
        assert!(whole.is_some() || streamed.is_none(), "round {round}: {input:02x?}");
    }
    assert!(both > 5_000, "{both}");
}

#[test]
fn no_level_is_larger_than_zlibs() {
    let plain = logs(200_000);
    for level in 1..=9 {
        let mut whole = Vec::new();
        assert!(Deflate::default().whole(level, &plain, &mut whole));
        let (ours, zlibs) = (whole.len(), stream(level, &plain).len());
        assert!(ours <= zlibs, "level {level}: {ours} to {zlibs} bytes");
    }
}

#[test]
fn every_size_fits_the_bound() {
    let noise = Random(7).bytes(70_000);
    for size in (0..300).chain([4_999, 5_000, 5_001, 65_535, 65_536, 70_000]) {
        let mut deflate = Deflate::default();
        let mut out = Vec::new();
        assert!(deflate.whole(6, &noise[..size], &mut out));
        let mut back = Vec::with_capacity(size);
        let mut inflate = Inflate::default();
        let mut r = Reader::new(&out);
        inflate.body(&mut r, &mut Output::vec(&mut back, size)).unwrap();
        assert!(back == noise[..size] && r.remaining() == 0, "{size}");
    }
}
