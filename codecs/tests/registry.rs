//! The registry, through a codec written by hand.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests may fail loudly")]
use std::any::Any;
use wireloom_codecs::{
    Codec, Envelope, Error, ErrorKind, Failure, Fingerprint, Read, Reader, Registry, Tagged,
};

#[derive(Debug, Clone, PartialEq)]
struct User {
    name: String,
    age: u8,
    married: bool,
}

fn user() -> User {
    User { name: "zhangsan".into(), age: 23, married: true }
}

/// The lecture notes' format for names below 128 bytes.
struct Notes;

impl Codec<'_, User> for Notes {
    type Error = Error;

    fn size(&self, user: &User) -> Result<usize, Error> {
        Ok(3 + user.name.len())
    }

    fn encode(&self, user: &User, out: &mut Vec<u8>) -> Result<(), Error> {
        let n = user.name.len();
        out.push(u8::try_from(n).map_err(|_| Error::new(ErrorKind::Unwritable, 0, n))?);
        out.extend_from_slice(user.name.as_bytes());
        out.extend([user.age, u8::from(user.married)]);
        Ok(())
    }

    fn encode_to(&self, user: &User, out: &mut [u8]) -> Result<usize, Error> {
        let mut bytes = Vec::new();
        self.encode(user, &mut bytes)?;
        let room = out.len();
        let out = out.get_mut(..bytes.len()).ok_or_else(|| Error::end(0, bytes.len(), room))?;
        out.copy_from_slice(&bytes);
        Ok(bytes.len())
    }

    fn decode(&self, bytes: &[u8]) -> Result<User, Error> {
        let mut r = Reader::new(bytes);
        let [n] = *r.array()?;
        let name = r.take(n.into())?.to_vec();
        let [age, married] = *r.array()?;
        r.finish()?;
        let name = String::from_utf8(name).map_err(|_| Error::new(ErrorKind::BadUtf8, 1, 0))?;
        Ok(User { name, age, married: married != 0 })
    }
}

/// A codec with an error of its own, that refuses everything.
struct Sour;

#[derive(Debug)]
struct Sourness(&'static str);

impl std::fmt::Display for Sourness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Sourness {}

impl From<Error> for Sourness {
    fn from(_: Error) -> Self {
        Self("sour")
    }
}

impl Codec<'_, i32> for Sour {
    type Error = Sourness;

    fn size(&self, _: &i32) -> Result<usize, Sourness> {
        Ok(0)
    }

    fn encode(&self, _: &i32, out: &mut Vec<u8>) -> Result<(), Sourness> {
        out.push(1);
        Err(Sourness("missing field `sugar`"))
    }

    fn encode_to(&self, _: &i32, _: &mut [u8]) -> Result<usize, Sourness> {
        Err(Sourness("missing field `sugar`"))
    }

    fn decode(&self, _: &[u8]) -> Result<i32, Sourness> {
        Err(Sourness("missing field `sugar`"))
    }
}

const GOLDEN: &[u8] = b"\x03\x08zhangsan\x17\x01";

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/x-notes", Notes).unwrap();
    registry.register::<i32, _>(4, "lemon", "application/x-sour", Sour).unwrap();
    registry
}

fn kind<T>(result: Result<T, Failure>) -> Option<ErrorKind> {
    result.err().unwrap().kind()
}

#[test]
fn the_golden_bytes_go_out_and_come_back() {
    let registry = registry();
    let mut out = Vec::new();
    registry.encode(&user(), &mut out).unwrap();
    assert_eq!(out, GOLDEN);
    assert_eq!(registry.decode_as::<User>(&out).unwrap(), user());
    let any = registry.decode(&out).unwrap();
    assert_eq!(any.downcast_ref::<User>(), Some(&user()));
}

#[test]
fn the_static_path_writes_the_same_bytes() {
    let codec = Tagged { envelope: Envelope::new(3), codec: Notes };
    let mut out = Vec::new();
    codec.encode(&user(), &mut out).unwrap();
    assert_eq!((out.as_slice(), codec.size(&user()).unwrap()), (GOLDEN, GOLDEN.len()));
    let mut room = [0; 12];
    assert_eq!(codec.encode_to(&user(), &mut room).unwrap(), 12);
    assert_eq!(room, GOLDEN);
    assert_eq!(codec.encode_to(&user(), &mut [0; 5]).unwrap_err().kind, ErrorKind::UnexpectedEnd);
    assert_eq!(codec.decode(&out).unwrap(), user());
    let error = codec.decode(b"\x04").unwrap_err();
    assert_eq!((error.kind, error.detail), (ErrorKind::WrongType, 4));
}

#[test]
fn tag_name_and_content_type_find_the_same_codec() {
    let registry = registry();
    let bare = &GOLDEN[1..];
    for entry in [
        registry.by_tag(3),
        registry.by_name("user"),
        registry.by_content_type::<User>("Application/X-Notes; charset=utf-8"),
        registry.by_type::<User>(),
    ] {
        let entry = entry.unwrap();
        assert_eq!((entry.tag(), entry.name()), (3, "user"));
        assert_eq!(entry.size(&user()).unwrap(), bare.len());
        assert_eq!(entry.decode_as::<User>(bare).unwrap(), user());
    }
    assert_eq!(registry.entries().map(wireloom_codecs::Entry::tag).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn what_nobody_registered_is_unknown() {
    let registry = registry();
    let unknown = Some(ErrorKind::UnknownType);
    assert_eq!(kind(registry.decode(b"\x09")), unknown);
    assert_eq!(kind(registry.by_name("nobody")), unknown);
    assert_eq!(kind(registry.by_content_type::<User>("application/json")), unknown);
    assert_eq!(kind(registry.by_content_type::<String>("application/x-notes")), unknown);
    assert_eq!(kind(registry.encode(&1.5f32, &mut Vec::new())), unknown);
    assert_eq!(kind(registry.decode(b"")), Some(ErrorKind::UnexpectedEnd));
}

#[test]
fn a_wrong_type_is_said_not_guessed() {
    let registry = registry();
    let wrong = Some(ErrorKind::WrongType);
    assert_eq!(kind(registry.decode_as::<i32>(GOLDEN)), wrong);
    let mut out = vec![7];
    let any: &dyn Any = &5u64;
    assert_eq!(kind(registry.by_tag(3).unwrap().encode(any, &mut out)), wrong);
    assert_eq!(out, [7]);
}

#[test]
fn a_tag_name_or_format_is_registered_once() {
    let mut registry = registry();
    for (tag, name, content_type) in
        [(3, "other", "a/b"), (5, "user", "a/b"), (5, "other", "application/x-notes")]
    {
        let error = registry.register::<User, _>(tag, name, content_type, Notes).unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::Duplicate, tag.into()));
    }
    registry.register::<User, _>(5, "other", "a/b", Notes).unwrap();
    let mut out = Vec::new();
    registry.encode(&user(), &mut out).unwrap();
    assert_eq!(out, GOLDEN, "the first format is the default");
}

#[test]
fn another_schema_is_the_wrong_type() {
    for (fingerprint, front) in [
        (Fingerprint::Short(0x0403_0201), &b"\x03\x01\x02\x03\x04"[..]),
        (Fingerprint::Long(1), b"\x03\x01\0\0\0\0\0\0\0"),
    ] {
        let mut registry = Registry::new();
        let envelope = Envelope { tag: 3, fingerprint };
        registry.register_with::<User, _>(envelope, "user", "a/b", Notes).unwrap();
        let mut out = Vec::new();
        registry.encode(&user(), &mut out).unwrap();
        assert_eq!(out, [front, &GOLDEN[1..]].concat());
        assert_eq!(registry.decode_as::<User>(&out).unwrap(), user());
        out[1] ^= 1;
        assert_eq!(kind(registry.decode(&out)), Some(ErrorKind::WrongType));
        assert_eq!(kind(registry.decode(&out[..3])), Some(ErrorKind::UnexpectedEnd));
    }
}

#[test]
fn a_fault_in_the_value_counts_from_the_envelope() {
    let registry = registry();
    let Failure::Error(error) = registry.decode(&GOLDEN[..6]).unwrap_err() else { panic!() };
    assert_eq!((error.kind, error.offset, error.detail), (ErrorKind::UnexpectedEnd, 2, 4));
}

#[test]
fn a_richer_format_keeps_its_words_and_the_output() {
    let registry = registry();
    let mut out = vec![7];
    let failure = registry.encode(&1i32, &mut out).unwrap_err();
    assert_eq!((failure.to_string().as_str(), failure.kind()), ("missing field `sugar`", None));
    assert_eq!(out, [7]);
    assert!(registry.decode(b"\x04").is_err());
}
