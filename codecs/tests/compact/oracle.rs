//! What every value must obey, whatever its type.
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;
use wireloom_codecs::Codec;
use wireloom_codecs::compact::{Decode, Encode, Fixed, Leb128, Plain, Profile, Varint};

/// How many random values of each type.
const VALUES: usize = 10_000;

/// A type that everybody here can carry.
pub(crate) trait Carried:
    Encode<Varint>
    + Encode<Fixed>
    + Encode<Leb128>
    + for<'a> Decode<'a, Varint>
    + for<'a> Decode<'a, Fixed>
    + for<'a> Decode<'a, Leb128>
    + Serialize
    + DeserializeOwned
    + PartialEq
    + Debug
{
}

impl<T> Carried for T where
    T: Encode<Varint>
        + Encode<Fixed>
        + Encode<Leb128>
        + for<'a> Decode<'a, Varint>
        + for<'a> Decode<'a, Fixed>
        + for<'a> Decode<'a, Leb128>
        + Serialize
        + DeserializeOwned
        + PartialEq
        + Debug
{
}

/// The same random values on every run.
pub(crate) fn values<S: Strategy>(strategy: S) -> impl Iterator<Item = S::Value> {
    let config = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    (0..VALUES).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// Holds 10,000 values of a type against the oracles, by way of serde.
pub(crate) fn serde<S: Strategy<Value: Carried>>(strategy: S) {
    let standard = bincode2::config::standard();
    for value in values(strategy) {
        let written = bincode2::serde::encode_to_vec(&value, standard).unwrap();
        same(Varint, &value, &written);
        same(Fixed, &value, &bincode1::serialize(&value).unwrap());
        same(Leb128, &value, &postcard::to_stdvec(&value).unwrap());
    }
}

/// As [`serde`], and bincode 2 also by its own traits.
pub(crate) fn native<S>(strategy: S)
where
    S: Strategy<Value: Carried + bincode2::Encode + bincode2::Decode<()>> + Clone,
{
    let standard = bincode2::config::standard();
    let legacy = bincode2::config::legacy();
    for value in values(strategy.clone()) {
        let written = bincode2::encode_to_vec(&value, standard).unwrap();
        same(Varint, &value, &written);
        assert_eq!(
            bincode2::decode_from_slice(&written, standard).unwrap(),
            (value, written.len())
        );
    }
    for value in values(strategy.clone()).take(1_000) {
        same(Fixed, &value, &bincode2::encode_to_vec(&value, legacy).unwrap());
    }
    serde(strategy);
}

/// One value in one profile against what another implementation wrote of it.
pub(crate) fn same<P, T>(profile: P, value: &T, written: &[u8])
where
    P: Profile + for<'a> Codec<'a, T, Error = wireloom_codecs::Error>,
    T: Encode<P> + for<'a> Decode<'a, P> + PartialEq + Debug,
{
    let mut ours = vec![0xaa];
    profile.encode(value, &mut ours).unwrap();
    assert_eq!(&ours[1..], written, "{value:?}");
    assert_eq!(profile.size(value), Ok(written.len()), "{value:?}");
    assert!(T::MIN <= written.len());
    assert!(T::SIZE.is_none_or(|size| size == written.len()));

    let mut plain = Vec::new();
    let mut w = Plain::new(&mut plain);
    value.encode(&mut w);
    w.finish().unwrap();
    assert_eq!(plain, written, "the safe twin");

    let mut slice = vec![0; written.len()];
    assert_eq!(profile.encode_to(value, &mut slice), Ok(written.len()));
    assert_eq!(slice, written);

    let back: T = profile.decode(written).unwrap();
    assert_eq!(&back, value);
}
