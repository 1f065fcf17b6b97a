//! Any bytes as JSON: serde_json says the same, what is read is written, and memory is bounded.
#![no_main]
use libfuzzer_sys::fuzz_target;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Debug};
use wireloom_codecs::{Codec, heap, json::Json};
use wireloom_fuzz::start;
use wireloom_schemas::{Log, Orders, Random, Save, Telemetry, User};

/// Shapes that the sample types lack.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Odd {
    Unit,
    Tuple(u8, Option<char>),
    Struct { map: BTreeMap<i8, f32>, wide: Option<(u128, i128)> },
    Deep(Box<Self>),
    Any(Vec<f64>),
}

fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut seeds = Vec::new();
    for codec in [Json::DEFAULT, Json::PRETTY] {
        seeds.push(text(codec, &User::random(&mut random)));
        seeds.push(text(codec, &Log::random(&mut random, 2)));
        seeds.push(text(codec, &Save::random(&mut random, 1)));
        seeds.push(text(codec, &Telemetry::random(&mut random, 1)));
        seeds.push(text(codec, &Orders::random(&mut random, 1)));
        let map = BTreeMap::from([(-1, 0.1), (2, 1e-45)]);
        let wide = Some((u128::MAX, i128::MIN));
        seeds.push(text(codec, &Odd::Deep(Box::new(Odd::Struct { map, wide }))));
    }
    for text in ["\"\\ud834\\udd1e\\u0000\"", "[1e-400,-0,18446744073709551616,null,true]"] {
        seeds.push(text.into());
    }
    seeds
}

fn text<T: Serialize + for<'a> Deserialize<'a>>(codec: Json, value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    codec.encode(value, &mut out).expect("it is finite and shallow");
    out
}

fuzz_target!(init: start(seeds), |bytes: &[u8]| {
    check::<Value>(bytes);
    check::<User>(bytes);
    check::<Log>(bytes);
    check::<Save>(bytes);
    check::<Telemetry>(bytes);
    check::<Orders>(bytes);
    check::<Odd>(bytes);
});

fn check<T: Serialize + for<'a> Deserialize<'a> + Debug>(bytes: &[u8]) {
    let peak = heap::peak(&mut || drop(Codec::<T>::decode(&Json::DEFAULT, bytes)));
    let most = (64 << 10) + bytes.len() * 256;
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    let read: Result<T, _> = Json::DEFAULT.decode(bytes);
    let theirs: Result<T, _> = serde_json::from_slice(bytes);
    if str::from_utf8(bytes).is_ok() {
        assert_eq!(read.is_ok(), theirs.is_ok(), "serde_json: {theirs:?}, we: {read:?}");
    }
    let value = match read {
        Ok(value) => value,
        Err(error) => {
            let length = u64::try_from(bytes.len()).expect("it is in memory");
            assert!(error.offset() <= length, "{error:?} lies inside {length} bytes");
            return;
        }
    };
    for codec in [Json::DEFAULT, Json::PRETTY] {
        let written = text(codec, &value);
        assert_eq!(codec.size(&value).expect("it was written"), written.len());
        let again: T = codec.decode(&written).expect("what was written can be read");
        assert_eq!(format!("{again:?}"), format!("{value:?}"));
    }
}
