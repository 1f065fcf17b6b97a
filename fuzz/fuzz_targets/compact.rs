//! Any bytes as compact values of many types, in all three profiles.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::{collections::BTreeMap, fmt::Debug};
use wireloom_codecs::{
    Codec, Error,
    compact::{Decode, Encode, Fixed, Leb128, Plain, Profile, Varint},
    heap,
};
use wireloom_fuzz::start;
use wireloom_schemas::{Log, Mesh, Orders, Random, Save, Telemetry, User};

/// Shapes that the sample types lack.
type Odd = (Vec<()>, BTreeMap<u8, Option<u128>>, Result<char, i16>, Box<[bool; 3]>, (i64, f64));

fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut seeds = Vec::new();
    for _ in 0..4 {
        seeds.extend(profiles(0, &User::random(&mut random)));
        seeds.extend(profiles(1, &Log::random(&mut random, 2)));
        seeds.extend(profiles(2, &Mesh::random(&mut random, 2)));
        seeds.extend(profiles(3, &Save::random(&mut random, 1)));
        seeds.extend(profiles(4, &Telemetry::random(&mut random, 1)));
        seeds.extend(profiles(5, &Orders::random(&mut random, 1)));
    }
    seeds
}

fuzz_target!(init: start(seeds), |input: &[u8]| {
    let Some(([profile, which], bytes)) = input.split_first_chunk() else { return };
    match (profile % 3, which % 7) {
        (0, 0) => value::<Varint, User>(bytes),
        (0, 1) => value::<Varint, Log>(bytes),
        (0, 2) => value::<Varint, Mesh>(bytes),
        (0, 3) => value::<Varint, Save>(bytes),
        (0, 4) => value::<Varint, Telemetry>(bytes),
        (0, 5) => value::<Varint, Orders>(bytes),
        (0, _) => value::<Varint, Odd>(bytes),
        (1, 0) => value::<Fixed, User>(bytes),
        (1, 1) => value::<Fixed, Log>(bytes),
        (1, 2) => value::<Fixed, Mesh>(bytes),
        (1, 3) => value::<Fixed, Save>(bytes),
        (1, 4) => value::<Fixed, Telemetry>(bytes),
        (1, 5) => value::<Fixed, Orders>(bytes),
        (1, _) => value::<Fixed, Odd>(bytes),
        (_, 0) => value::<Leb128, User>(bytes),
        (_, 1) => value::<Leb128, Log>(bytes),
        (_, 2) => value::<Leb128, Mesh>(bytes),
        (_, 3) => value::<Leb128, Save>(bytes),
        (_, 4) => value::<Leb128, Telemetry>(bytes),
        (_, 5) => value::<Leb128, Orders>(bytes),
        (_, _) => value::<Leb128, Odd>(bytes),
    }
});

/// A value in each profile, behind the bytes that choose both.
fn profiles<T>(which: u8, value: &T) -> [Vec<u8>; 3]
where
    T: Encode<Varint> + Encode<Fixed> + Encode<Leb128>,
{
    let written = [plain::<Varint, T>(value), plain::<Fixed, T>(value), plain::<Leb128, T>(value)];
    let mut profile = 0..;
    written.map(|bytes| [&[profile.next().unwrap_or(0), which][..], &bytes].concat())
}

/// What the safe twin of the encoder writes.
fn plain<P: Profile, T: Encode<P>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    let mut w = Plain::new(&mut out);
    value.encode(&mut w);
    w.finish().expect("it nests no deeper than a type does");
    out
}

fn value<P, T>(bytes: &[u8])
where
    P: Profile + for<'a> Codec<'a, T, Error = Error>,
    T: Encode<P> + for<'a> Decode<'a, P> + Debug,
{
    let profile = P::default();
    let peak = heap::peak(&mut || drop(profile.decode(bytes)));
    let most = (64 << 10) + bytes.len() * 64;
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    let value = match profile.decode(bytes) {
        Ok(value) => value,
        Err(error) => {
            let length = u64::try_from(bytes.len()).expect("it is in memory");
            assert!(error.offset <= length, "{error:?} lies inside {length} bytes");
            return;
        }
    };
    let mut out = b"before".to_vec();
    profile.encode(&value, &mut out).expect("what was read can be written");
    let written = out.strip_prefix(b"before").expect("encoding appends");
    assert_eq!(profile.size(&value), Ok(written.len()), "the size is what is written");
    assert_eq!(plain::<P, T>(&value), written, "the fast encoder is its safe twin");
    let mut slice = vec![0; written.len()];
    assert_eq!(profile.encode_to(&value, &mut slice), Ok(written.len()));
    assert_eq!(slice, written);
    assert!(written.len() <= bytes.len(), "what is written is the shortest form");
    let again: T = profile.decode(written).expect("what was written can be read");
    // Not-a-number is not equal to itself, but it looks the same.
    assert_eq!(format!("{again:?}"), format!("{value:?}"));
}
