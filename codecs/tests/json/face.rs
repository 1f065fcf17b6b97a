//! The codec's promises: sizes, slices, writers, offsets, and the registry.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use wireloom_codecs::{Codec, ErrorKind, Registry, json::Json};

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
struct User {
    name: String,
    age: u8,
    married: bool,
}

fn user() -> User {
    User { name: "zhangsan".into(), age: 23, married: true }
}

#[test]
fn size_encode_encode_to_and_write_agree() {
    for codec in [Json::DEFAULT, Json::PRETTY] {
        let mut out = b"before".to_vec();
        codec.encode(&user(), &mut out).unwrap();
        let text = out.strip_prefix(b"before").unwrap();
        assert_eq!(codec.size(&user()).unwrap(), text.len());
        let mut slice = vec![0; text.len() + 3];
        assert_eq!(codec.encode_to(&user(), &mut slice).unwrap(), text.len());
        assert_eq!(&slice[..text.len()], text);
        let mut written = Vec::new();
        codec.write(&user(), &mut written).unwrap();
        assert_eq!(written, text);
        for room in 0..text.len() {
            let error = codec.encode_to(&user(), &mut slice[..room]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEnd);
            assert_eq!(error.fault.detail as usize, text.len() - room);
        }
        assert_eq!(codec.decode(text).ok(), Some(user()));
    }
}

#[test]
fn pretty_is_one_member_a_line() {
    let mut out = Vec::new();
    Json::PRETTY.encode(&user(), &mut out).unwrap();
    let text = "{\n  \"name\": \"zhangsan\",\n  \"age\": 23,\n  \"married\": true\n}";
    assert_eq!(str::from_utf8(&out), Ok(text));
}

#[test]
fn errors_know_their_byte_and_kind() {
    let fault = |text: &str| {
        let error = Codec::<User>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
        (error.kind(), error.offset())
    };
    assert_eq!(fault(""), (ErrorKind::UnexpectedEnd, 0));
    assert_eq!(fault("{\"name\":\"a\""), (ErrorKind::UnexpectedEnd, 11));
    assert_eq!(fault("{\n\"name\":x"), (ErrorKind::BadValue, 9));
    assert_eq!(fault("{\"name\":\"\",\"age\":1,\"married\":true} x"), (ErrorKind::Trailing, 35));
    assert_eq!(fault("{\"name\":\"\",\"age\":1,\"married\":true}\n\n]"), (ErrorKind::Trailing, 36));
    assert_eq!(fault("{\"name\":\"\",\"age\":256,\"married\":true}").0, ErrorKind::BadValue);
    let error = Codec::<User>::decode(&Json::DEFAULT, b"{\"age\":1,\"age\":2}").unwrap_err();
    assert!(error.to_string().starts_with("duplicate field `age` at line 1"), "{error}");
}

#[test]
fn of_names_that_come_twice_maps_keep_the_last() {
    let text = b"{\"a\":1,\"a\":2}";
    let map: BTreeMap<String, u8> = Json::DEFAULT.decode(text).unwrap();
    assert_eq!(map["a"], 2);
    let value: Value = Json::DEFAULT.decode(text).unwrap();
    assert_eq!(value["a"], 2);
}

#[test]
fn strings_borrow_where_they_can() {
    let plain: &str = Json::DEFAULT.decode(b"\"plain\"").unwrap();
    assert_eq!(plain, "plain");
    assert!(Codec::<&str>::decode(&Json::DEFAULT, b"\"a\\n\"").is_err());
    #[derive(Serialize, Deserialize)]
    struct Either<'a>(#[serde(borrow)] Cow<'a, str>);
    let either: Either<'_> = Json::DEFAULT.decode(b"\"a\\n\"").unwrap();
    assert_eq!(either.0, "a\n");
}

#[test]
fn keys_that_are_no_text_are_refused() {
    let map = BTreeMap::from([((1u8, 2u8), 3u8)]);
    let error = Json::DEFAULT.write(&map, std::io::sink()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unwritable, "{error}");
    let numbers = BTreeMap::from([(1u8, true)]);
    let mut out = Vec::new();
    Json::DEFAULT.encode(&numbers, &mut out).unwrap();
    assert_eq!(out, b"{\"1\":true}");
    assert_eq!(Json::DEFAULT.decode(&out).ok(), Some(numbers));
}

#[test]
fn all_of_serdes_shapes_come_back() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Shape {
        Unit,
        New(u8),
        Tuple(u8, String),
        Struct { a: Option<i64>, b: () },
    }
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        A(Vec<u8>),
        B { x: char },
    }
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        N(u64),
        S(String),
    }
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Flat {
        x: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, Untagged>,
    }
    fn survives<T: Serialize + for<'a> Deserialize<'a> + std::fmt::Debug + PartialEq>(value: T) {
        for codec in [Json::DEFAULT, Json::PRETTY] {
            let mut out = Vec::new();
            codec.encode(&value, &mut out).unwrap();
            let back: T = codec.decode(&out).unwrap();
            assert_eq!(back, value);
        }
    }
    survives(vec![
        Shape::Unit,
        Shape::New(1),
        Shape::Tuple(2, "x".into()),
        Shape::Struct { a: None, b: () },
        Shape::Struct { a: Some(-1), b: () },
    ]);
    survives((Adjacent::A(vec![1, 2]), Adjacent::B { x: 'é' }));
    survives(Flat { x: 1, rest: BTreeMap::from([("y".into(), Untagged::S("z".into()))]) });
    survives((vec![Untagged::N(1)], [(1u8, -1i8)], Some(String::from("\u{0}\"\\\u{1f}😀"))));
}

#[test]
fn the_registry_speaks_json() {
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/json", Json::DEFAULT).unwrap();
    let mut wire = Vec::new();
    registry.encode(&user(), &mut wire).unwrap();
    assert_eq!(wire, b"\x03{\"name\":\"zhangsan\",\"age\":23,\"married\":true}");
    assert_eq!(registry.decode_as::<User>(&wire).unwrap(), user());
    let failure = registry.decode_as::<User>(b"\x03{}").unwrap_err();
    assert_eq!(failure.to_string(), "missing field `name` at line 1 column 2 (at 0x1)");
}
