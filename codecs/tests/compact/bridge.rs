//! The bridge to serde writes the bytes of the traits.
use crate::derived::{Shape, Tree, User, user};
use crate::oracle::values;
use proptest::collection::vec;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use wireloom_codecs::compact::{Compact, Fixed, Leb128, Profile, Serde, ViaSerde};
use wireloom_codecs::{Codec, Error, ErrorKind};

fn same<T, P>(value: &T, profile: P)
where
    P: Profile + for<'a> Codec<'a, T, Error = Error>,
    T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug,
{
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    profile.encode(value, &mut ours).unwrap();
    ViaSerde(profile).encode(value, &mut theirs).unwrap();
    assert_eq!(ours, theirs);
    assert_eq!(ViaSerde(profile).size(value), Ok(ours.len()));
    assert_eq!(&Codec::<T>::decode(&ViaSerde(profile), &ours).unwrap(), value);
    for cut in 0..ours.len() {
        let error = Codec::<T>::decode(&ViaSerde(profile), &ours[..cut]).unwrap_err();
        assert_eq!((error.kind, error.offset <= cut as u64), (ErrorKind::UnexpectedEnd, true));
    }
}

#[test]
fn the_bridge_writes_what_the_derive_writes() {
    for users in values(vec(user(), 0..4)).take(1_000) {
        let map: BTreeMap<String, (u32, Option<char>, i128)> =
            users.iter().map(|u| (u.name.clone(), (u.age.into(), None, -500))).collect();
        let shape = Shape::Named("x".into(), Some(Box::new(Shape::Users(users))));
        let value = (shape, map, (7u16, -7i16, 1.5f32, 'ß'), Shape::Box { width: 1, height: 999 });
        same(&value, Compact);
        same(&value, Fixed);
        same(&value, Leb128);
    }
}

#[test]
fn the_bridge_borrows_text() {
    let mut out = Vec::new();
    Compact.encode(&("borrowed".to_string(), vec![7u8]), &mut out).unwrap();
    let (text, _): (&str, Vec<u8>) = ViaSerde(Compact).decode(&out).unwrap();
    assert!(out.as_ptr_range().contains(&text.as_ptr()));
}

#[test]
fn the_bridge_is_as_wary_as_the_traits() {
    let kind = |bytes: &[u8]| Compact.read::<Serde<Vec<String>>>(bytes).unwrap_err().kind;
    assert_eq!(kind(b"\xfd\0\0\0\0\0\0\0\x40\x01"), ErrorKind::ItemLimit);
    assert_eq!(kind(b"\x02\x01a\x02"), ErrorKind::UnexpectedEnd);
    assert_eq!(kind(b"\x01\x01\xff"), ErrorKind::BadUtf8);
    let units = b"\xfd\xff\xff\xff\xff\xff\xff\xff\xff";
    assert_eq!(Compact.read::<Serde<Vec<()>>>(units).unwrap_err().kind, ErrorKind::ItemLimit);
    let small = std::thread::Builder::new().stack_size(256 << 10);
    let deep = small.spawn(|| Compact.read::<Serde<Tree>>(&[1; 200_000]).unwrap_err().kind);
    assert_eq!(deep.unwrap().join().unwrap(), ErrorKind::DepthLimit);
    assert_eq!(Compact.read::<Serde<Shape>>(&[9]).unwrap_err().kind, ErrorKind::BadValue);
}

#[test]
fn what_the_bytes_cannot_say_is_refused() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        Number(u8),
    }
    #[derive(Serialize)]
    struct Skips {
        #[serde(skip_serializing_if = "Option::is_none")]
        maybe: Option<u8>,
    }
    assert_eq!(Compact.read::<Serde<Untagged>>(&[1]).unwrap_err().kind, ErrorKind::BadValue);
    let mut out = vec![5];
    let w = |value: &Skips, out: &mut Vec<u8>| {
        let mut w = wireloom_codecs::compact::Plain::new(out);
        wireloom_codecs::compact::Encode::<Compact>::encode(&Serde(value), &mut w);
        w.finish()
    };
    assert_eq!(w(&Skips { maybe: None }, &mut out).unwrap_err().kind, ErrorKind::Unwritable);
    assert_eq!(out, [5]);
    assert_eq!(w(&Skips { maybe: Some(3) }, &mut out), Ok(()));
    let map: HashMap<u8, User> = HashMap::new();
    same(&map, Compact);
}
