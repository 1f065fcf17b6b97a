//! One value in four formats: through the trait, and through the registry.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
use serde::{Deserialize, Serialize};
use std::error::Error;
use wireloom_codecs::compact::Compact;
use wireloom_codecs::json::Json;
use wireloom_codecs::protobuf::Protobuf;
use wireloom_codecs::xml::Xml;
use wireloom_codecs::{Codec, Registry};

#[derive(Compact, Serialize, Deserialize, Clone, PartialEq, prost::Message)]
struct User {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "2")]
    age: u32,
    #[prost(bool, tag = "3")]
    married: bool,
}

fn user() -> User {
    User { name: "zhangsan".into(), age: 23, married: true }
}

const COMPACT: &[u8] = b"\x08zhangsan\x17\x01";
const PROTOBUF: &[u8] = b"\x0a\x08zhangsan\x10\x17\x18\x01";
const JSON: &[u8] = br#"{"name":"zhangsan","age":23,"married":true}"#;
const XML: &[u8] = b"<User><name>zhangsan</name><age>23</age><married>true</married></User>";

/// Whatever the format, the same four methods.
fn through<C>(codec: C, wanted: &[u8]) -> Result<(), Box<dyn Error>>
where
    C: for<'a> Codec<'a, User>,
    for<'a> <C as Codec<'a, User>>::Error: 'static,
{
    let mut out = b"before".to_vec();
    codec.encode(&user(), &mut out)?;
    assert_eq!(out.strip_prefix(b"before"), Some(wanted));
    assert_eq!(codec.size(&user())?, wanted.len());
    let mut slice = vec![0; wanted.len()];
    assert_eq!(codec.encode_to(&user(), &mut slice)?, wanted.len());
    assert_eq!(slice, wanted);
    let back = codec.decode(&slice)?;
    assert_eq!(back, user());
    let (_, short) = wanted.split_last().unwrap();
    assert!(codec.decode(short).is_err());
    let more = [wanted, b"x"].concat();
    assert!(codec.decode(&more).is_err());
    Ok(())
}

#[test]
fn a_value_goes_through_every_format() {
    through(Compact, COMPACT).unwrap();
    through(Protobuf::DEFAULT, PROTOBUF).unwrap();
    through(Json::DEFAULT, JSON).unwrap();
    through(Xml::STRICT, XML).unwrap();
}

#[test]
fn the_registry_chooses_among_formats() {
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/x-compact", Compact).unwrap();
    registry.register::<User, _>(4, "user/json", "application/json", Json::DEFAULT).unwrap();
    registry.register::<User, _>(5, "user/xml", "application/xml", Xml::STRICT).unwrap();
    registry
        .register::<User, _>(6, "user/protobuf", "application/x-protobuf", Protobuf::DEFAULT)
        .unwrap();
    for (content_type, name, tag, wanted) in [
        ("application/x-compact", "user", 3, COMPACT),
        ("application/json; charset=utf-8", "user/json", 4, JSON),
        ("Application/XML", "user/xml", 5, XML),
        ("application/x-protobuf", "user/protobuf", 6, PROTOBUF),
    ] {
        let entry = registry.by_content_type::<User>(content_type).unwrap();
        assert_eq!((entry.name(), entry.tag()), (name, tag));
        let mut body = Vec::new();
        entry.encode(&user(), &mut body).unwrap();
        assert_eq!(body, wanted);
        assert_eq!(entry.size(&user()).unwrap(), wanted.len());
        assert_eq!(entry.decode_as::<User>(&body).unwrap(), user());
        let framed = [&[tag][..], wanted].concat();
        assert_eq!(registry.decode(&framed).unwrap().downcast_ref(), Some(&user()));
        assert!(registry.decode_as::<User>(&[tag, b'?']).is_err());
        assert!(registry.decode_as::<String>(&framed).is_err());
    }
    let mut wire = Vec::new();
    registry.encode(&user(), &mut wire).unwrap();
    assert_eq!(wire, [b"\x03", COMPACT].concat());
    let failure = registry.decode_as::<User>(b"\x05<User><name>x</User>").unwrap_err();
    assert!(failure.to_string().starts_with("an end tag without its start tag"), "{failure}");
    let failure = registry.decode_as::<User>(b"\x06\x0a\x01\xff").unwrap_err();
    assert!(failure.to_string().contains("User.name: invalid string"), "{failure}");
}
