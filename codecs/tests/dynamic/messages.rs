//! Messages: merging, unknown fields, closed enums, and what may be set.
use crate::set::{compiled, hex};
use wireloom_codecs::{
    ErrorKind, Limits,
    protobuf::dynamic::{Content, Dynamic, Key, Pool, Value},
};

const SOURCE: &str = r#"
syntax = "proto2";
enum Colour { RED = 0; GREEN = 1; }
message Inner { optional int32 a = 1; repeated int32 l = 2; optional Inner inner = 3; }
message All {
  optional int32 i = 1;
  optional Inner m = 2;
  repeated int32 l = 3;
  repeated int32 p = 4 [packed = true];
  oneof choice { int32 x = 5; Inner y = 6; string z = 7; }
  map<string, Colour> colours = 8;
  optional Colour colour = 9;
  repeated Colour row = 10 [packed = true];
  optional group Old = 11 { optional int32 a = 1; }
  map<int32, Inner> by_number = 12;
  optional string s = 13;
  repeated Inner many = 14;
  extensions 100 to 200;
}
message Set { option message_set_wire_format = true; extensions 4 to max; }
extend All { optional int32 extra = 100; }
message Part { extend Set { optional Part part = 1000; } optional int32 a = 1; }
"#;

fn again(pool: &Pool, name: &str, input: &str) -> Vec<u8> {
    let message = pool.message(name).unwrap();
    let value = message.decode(&hex(input), &Limits::DEFAULT).unwrap();
    let mut out = Vec::new();
    value.encode(&mut out);
    assert_eq!(value.size(), out.len());
    assert_eq!(value.clone(), value);
    assert_eq!(message.decode(&out, &Limits::DEFAULT).unwrap(), value);
    out
}

#[test]
fn bytes_become_their_canonical_form() {
    let pool = compiled(SOURCE);
    for (input, canonical) in [
        // The last of equal numbers counts.
        ("08 01  08 02", "08 02"),
        // Equal messages are merged: a=1, then l=[7]; a=3 at the end.
        ("12 02 08 01  12 02 10 07  12 02 08 03", "12 04 08 03 10 07"),
        // Packed or not, each is written as its field says.
        ("1a 02 01 02  18 03", "18 01 18 02 18 03"),
        ("20 01  22 02 02 03", "22 03 01 02 03"),
        // A oneof changes its mind, and comes back to an empty message.
        ("28 05  32 02 08 01  28 06", "28 06"),
        ("32 02 08 01  3a 01 61  32 02 10 02", "32 02 10 02"),
        // Entries in any order; the last of a key counts; no value is the first.
        (
            "42 05 0a 01 62 10 01  42 05 0a 01 61 10 00  42 03 0a 01 62",
            "42 05 0a 01 61 10 00 42 05 0a 01 62 10 00",
        ),
        // Field 2 of a closed enum: the whole entry is unknown.
        ("42 05 0a 01 61 10 07  08 01", "08 01  42 05 0a 01 61 10 07"),
        // GREEN, then a number without a name: it is kept, and GREEN stays.
        ("48 01  48 07", "48 01  48 07"),
        ("52 03 01 07 00", "52 02 01 00  50 07"),
        // A group, and one in a field that the type has not.
        ("5b 08 01 5c", "5b 08 01 5c"),
        ("f3 01 08 01 13 14 f4 01  08 01", "08 01  f3 01 08 01 13 14 f4 01"),
        // A known number with another wire type is unknown.
        ("0d 01 02 03 04", "0d 01 02 03 04"),
        // Ten bytes; of 32 bits the lower half counts.
        ("08 ff ff ff ff ff ff ff ff ff 01", "08 ff ff ff ff ff ff ff ff ff 01"),
        ("08 81 80 80 80 10", "08 01"),
        ("62 06 08 01 12 02 08 05", "62 06 08 01 12 02 08 05"),
        // An extension, and text that is not UTF-8 in proto2.
        ("a0 06 05", "a0 06 05"),
        ("6a 01 ff", "6a 01 ff"),
    ] {
        assert_eq!(again(&pool, "All", input), hex(canonical), "{input}");
    }
    // Items of a message set: number and message in any order, and one of a type that is not known.
    for (input, canonical) in [
        ("0b 10 e8 07 1a 02 08 01 0c", "0b 10 e8 07 1a 02 08 01 0c"),
        ("0b 1a 02 08 01 10 e8 07 0c", "0b 10 e8 07 1a 02 08 01 0c"),
        ("0b 10 05 1a 02 08 01 0c", "0b 10 05 1a 02 08 01 0c"),
    ] {
        assert_eq!(again(&pool, "Set", input), hex(canonical), "{input}");
    }
}

#[test]
fn faults_have_a_kind_a_byte_and_a_path() {
    let pool = compiled(SOURCE);
    let all = pool.message("All").unwrap();
    for (input, kind, offset, path) in [
        ("08", ErrorKind::UnexpectedEnd, 1, "i"),
        ("08 80", ErrorKind::UnexpectedEnd, 1, "i"),
        ("08 ff ff ff ff ff ff ff ff ff 7f", ErrorKind::BadVarint, 1, "i"),
        ("12 05 08 01", ErrorKind::UnexpectedEnd, 2, "m"),
        ("12 02 08 80", ErrorKind::UnexpectedEnd, 3, "m.a"),
        ("72 00 72 02 08 80", ErrorKind::UnexpectedEnd, 5, "many[1].a"),
        ("00", ErrorKind::BadValue, 1, ""),
        ("0e", ErrorKind::BadValue, 1, ""),
        ("5b 08 01", ErrorKind::UnexpectedEnd, 3, "old.a"),
        ("5b 64", ErrorKind::BadValue, 2, "old"),
        ("5c", ErrorKind::BadValue, 1, ""),
    ] {
        let error = all.decode(&hex(input), &Limits::DEFAULT).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset(), error.path()),
            (kind, offset, path),
            "{input}: {error}"
        );
    }
}

#[test]
fn only_what_fits_can_be_set() {
    let pool = compiled(SOURCE);
    let all = pool.message("All").unwrap();
    let field = |name| all.field_by_name(name).unwrap();
    let mut value = Dynamic::new(all);
    value.set(field("i"), Value::I32(5)).unwrap();
    value.push(field("l"), Value::I32(6)).unwrap();
    value
        .insert(field("byNumber"), Key::I32(1), Dynamic::new(pool.message("Inner").unwrap()).into())
        .unwrap();
    value.set(field("x"), Value::I32(1)).unwrap();
    value.set(field("z"), "text".into()).unwrap();
    value.set(field("[extra]"), Value::I32(7)).unwrap();
    assert_eq!(
        value.to_json().unwrap(),
        r#"{"i":5,"l":[6],"z":"text","byNumber":{"1":{}},"[extra]":7}"#
    );
    assert_eq!(value.get(field("x")), None);
    assert_eq!(value.get_by_number(1), Some(&Content::One(Value::I32(5))));
    for (name, wrong) in [
        ("i", Value::I64(5)),
        ("i", Value::U32(5)),
        ("l", Value::I32(5)),
        ("m", Value::from(Dynamic::new(all))),
        ("s", Value::from(&b"x"[..])),
        // A closed enum has no such value.
        ("colour", Value::Enum(7)),
    ] {
        let error = value.set(field(name), wrong).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::WrongType, name));
    }
    assert!(value.push(field("colours"), Value::Enum(1)).is_err());
    assert!(value.insert(field("colours"), Key::I32(1), Value::Enum(1)).is_err());
    // A field of another message, and of another pool.
    let inner = pool.message("Inner").unwrap().field(1).unwrap();
    assert!(value.set(inner, Value::I32(1)).is_err());
    let other = compiled(SOURCE);
    assert!(value.set(other.message("All").unwrap().field(1).unwrap(), Value::I32(1)).is_err());
}

#[test]
fn a_zero_without_presence_is_nothing() {
    let pool = compiled(
        "syntax = 'proto3'; message M { int32 a = 1; optional int32 b = 2; float f = 3; }",
    );
    let message = pool.message("M").unwrap();
    let value =
        message.decode(&hex("08 05 08 00  10 00  1d 00 00 00 80"), &Limits::DEFAULT).unwrap();
    assert_eq!(value.to_json().unwrap(), r#"{"b":0,"f":-0}"#);
    assert_eq!(message.oneofs().count(), 0);
}

#[test]
fn text_of_proto3_has_to_be_utf8() {
    let pool = compiled(
        "syntax = 'proto3'; message M { repeated string s = 1; map<string, string> m = 2; }",
    );
    let message = pool.message("M").unwrap();
    for (input, offset, path) in
        [("0a 00 0a 02 61 ff", 5, "s[1]"), ("12 03 0a 01 ff", 4, "m[0].key")]
    {
        let error = message.decode(&hex(input), &Limits::DEFAULT).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset(), error.path()),
            (ErrorKind::BadUtf8, offset, path)
        );
    }
}
