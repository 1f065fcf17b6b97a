//! Floats survive to the bit, integers exactly, and what is no number is never `null`.
use serde_json::Value;
use wireloom_codecs::{Codec, ErrorKind, json::Json};

fn written<T: serde::Serialize + for<'a> serde::Deserialize<'a>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    Json::DEFAULT.encode(value, &mut out).unwrap();
    out
}

/// splitmix64.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn random_floats_survive() {
    let many = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let mut seed = 7;
    let mut out = Vec::new();
    let mut left = many;
    while left > 0 {
        let bits = next(&mut seed);
        let (double, single) = (f64::from_bits(bits), f32::from_bits(bits as u32));
        if !double.is_finite() || !single.is_finite() {
            continue;
        }
        left -= 1;
        out.clear();
        Json::DEFAULT.encode(&(double, single), &mut out).unwrap();
        let (d, s): (f64, f32) = Json::DEFAULT.decode(&out).unwrap();
        assert_eq!((d.to_bits(), s.to_bits()), (double.to_bits(), single.to_bits()));
        let loose: Value = Json::DEFAULT.decode(&out).unwrap();
        assert_eq!(loose[0].as_f64().map(f64::to_bits), Some(double.to_bits()));
    }
}

#[test]
fn floats_at_the_edges_survive() {
    for double in [0.0, -0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324, 1e23, 0.1] {
        let back: f64 = Json::DEFAULT.decode(&written(&double)).unwrap();
        assert_eq!(back.to_bits(), double.to_bits(), "{double}");
    }
    for single in [0.0, -0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-45, 16_777_216.0, 0.1] {
        let back: f32 = Json::DEFAULT.decode(&written(&single)).unwrap();
        assert_eq!(back.to_bits(), single.to_bits(), "{single}");
    }
}

#[test]
fn integers_are_exact() {
    let all = (u64::MAX, i64::MIN, u128::MAX, i128::MIN);
    let text = written(&all);
    assert_eq!(Json::DEFAULT.decode(&text).ok(), Some(all));
    assert!(Codec::<u64>::decode(&Json::DEFAULT, b"18446744073709551616").is_err());
    assert!(Codec::<u8>::decode(&Json::DEFAULT, b"256").is_err());
    assert!(Codec::<u8>::decode(&Json::DEFAULT, b"1.0").is_err());
    assert!(Codec::<u8>::decode(&Json::DEFAULT, b"-1").is_err());
}

#[test]
fn what_is_not_finite_is_an_error_wherever_it_stands() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Holder {
        x: Option<f64>,
    }
    #[derive(serde::Serialize, serde::Deserialize)]
    enum Choice {
        One(f32),
        Two(u8, f32),
        Three { x: f64 },
    }
    fn refused<T: serde::Serialize + for<'a> serde::Deserialize<'a>>(value: T) {
        let mut out = b"kept".to_vec();
        for codec in [Json::DEFAULT, Json::PRETTY] {
            let error = codec.encode(&value, &mut out).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unwritable);
            assert!(error.to_string().contains("NaN"), "{error}");
            assert_eq!(out, b"kept");
            assert!(codec.size(&value).is_err());
            assert!(codec.encode_to(&value, &mut [0; 64]).is_err());
        }
    }
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        refused(bad);
        refused(bad as f32);
        refused(vec![1.0, bad]);
        refused([bad]);
        refused((1u8, bad));
        refused(Some(bad));
        refused(Box::new(Some(Some(bad))));
        refused(Holder { x: Some(bad) });
        refused(Choice::One(bad as f32));
        refused(Choice::Two(1, bad as f32));
        refused(Choice::Three { x: bad });
        refused(std::collections::BTreeMap::from([("a".to_owned(), vec![bad])]));
    }
    assert_eq!(written(&Holder { x: None }), b"{\"x\":null}");
    assert_eq!(written(&vec![Some(1.5), None]), b"[1.5,null]");
}
