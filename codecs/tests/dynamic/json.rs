//! JSON: faults with byte and path, and what the suite leaves open.
use crate::set::compiled;
use wireloom_codecs::{
    ErrorKind,
    protobuf::dynamic::{Json, Pool},
};

const SOURCE: &str = r#"
syntax = "proto3";
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Colour { RED = 0; GREEN = 1; }
message M {
  int32 i = 1; int64 l = 2; uint64 u = 3; double d = 4; float f = 5; bool b = 6; string s = 7;
  bytes y = 8; Colour colour = 9; M m = 10; repeated M many = 11; map<int32, M> by_number = 12;
  map<bool, string> flags = 13; oneof choice { string x = 14; google.protobuf.NullValue none = 15; }
  google.protobuf.Any any = 16; google.protobuf.Timestamp at = 17; google.protobuf.Duration span = 18;
  google.protobuf.FieldMask mask = 19; google.protobuf.Struct data = 20; google.protobuf.Value value = 21;
  google.protobuf.Int64Value wrapped = 22; repeated google.protobuf.Value values = 23;
  repeated Colour colours = 24; string snake_case = 25 [json_name = "odd \"name\""];
  google.protobuf.ListValue items = 26;
}
"#;

fn json(pool: &Pool, text: &str, how: &Json) -> String {
    let value = pool.message("M").unwrap().decode_json(text.as_bytes(), how);
    let mut out = Vec::new();
    value.unwrap_or_else(|error| panic!("{text}: {error}")).encode_json(how, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_read_is_written_in_order() {
    let pool = compiled(SOURCE);
    for (text, written) in [
        ("{}", "{}"),
        (
            " { \"s\" : \"\\u00e9\\ud834\\udd1e\\n\" , \"i\" : 1e2 } ",
            "{\"i\":100,\"s\":\"\u{e9}\u{1d11e}\\n\"}",
        ),
        (
            r#"{"l":"-9223372036854775808","u":18446744073709551615}"#,
            r#"{"l":"-9223372036854775808","u":"18446744073709551615"}"#,
        ),
        (r#"{"d":1e300,"f":1.5}"#, r#"{"d":1e+300,"f":1.5}"#),
        (r#"{"d":"-Infinity","f":"NaN"}"#, r#"{"d":"-Infinity","f":"NaN"}"#),
        (r#"{"y":"-_8","b":true}"#, r#"{"b":true,"y":"+/8="}"#),
        (
            r#"{"colour":"GREEN","colours":[1,"RED",7]}"#,
            r#"{"colour":"GREEN","colours":["GREEN","RED",7]}"#,
        ),
        (
            r#"{"byNumber":{"10":{},"-1":{"i":1},"2":{}}}"#,
            r#"{"byNumber":{"-1":{"i":1},"2":{},"10":{}}}"#,
        ),
        (r#"{"flags":{"true":"t","false":"f"}}"#, r#"{"flags":{"false":"f","true":"t"}}"#),
        (r#"{"none":null}"#, r#"{"none":null}"#),
        (r#"{"x":null,"i":null,"many":null}"#, "{}"),
        (r#"{"snake_case":"a"}"#, r#"{"odd \"name\"":"a"}"#),
        (r#"{"odd \u0022name\"":"a"}"#, r#"{"odd \"name\"":"a"}"#),
        (r#"{"at":"1972-02-29T12:00:00.000001+01:30"}"#, r#"{"at":"1972-02-29T10:30:00.000001Z"}"#),
        (r#"{"at":"0001-01-01T00:00:00Z"}"#, r#"{"at":"0001-01-01T00:00:00Z"}"#),
        (
            r#"{"at":"9999-12-31T23:59:59.999999999Z"}"#,
            r#"{"at":"9999-12-31T23:59:59.999999999Z"}"#,
        ),
        (r#"{"span":"-0.5s"}"#, r#"{"span":"-0.500s"}"#),
        (r#"{"mask":"fooBar,a.bC"}"#, r#"{"mask":"fooBar,a.bC"}"#),
        (r#"{"wrapped":"0"}"#, r#"{"wrapped":"0"}"#),
        (r#"{"data":{"b":[1,{"c":null}],"a":"x"}}"#, r#"{"data":{"a":"x","b":[1,{"c":null}]}}"#),
        (r#"{"value":null,"values":[null,true,[]]}"#, r#"{"value":null,"values":[null,true,[]]}"#),
        (r#"{"items":[]}"#, r#"{"items":[]}"#),
        (r#"{"any":{}}"#, r#"{"any":{}}"#),
        (r#"{"any":{"i":5,"@type":"t/M"}}"#, r#"{"any":{"@type":"t/M","i":5}}"#),
        (
            r#"{"any":{"@type":"t/google.protobuf.Duration","value":"1s"}}"#,
            r#"{"any":{"@type":"t/google.protobuf.Duration","value":"1s"}}"#,
        ),
        (
            r#"{"any":{"@type":"t/google.protobuf.Any","value":{"@type":"t/M"}}}"#,
            r#"{"any":{"@type":"t/google.protobuf.Any","value":{"@type":"t/M"}}}"#,
        ),
    ] {
        assert_eq!(json(&pool, text, &Json::DEFAULT), written, "{text}");
        assert_eq!(json(&pool, written, &Json::DEFAULT), written);
    }
}

#[test]
fn options_change_names_enums_and_what_is_unknown() {
    let pool = compiled(SOURCE);
    let how = Json { proto_names: true, enum_numbers: true, ignore_unknown: true, ..Json::DEFAULT };
    let text = r#"{"?":[{"a":[]},1],"colour":"GREEN","colours":["BLUE","GREEN"],"byNumber":{"1":{"?":null}}}"#;
    assert_eq!(json(&pool, text, &how), r#"{"colour":1,"by_number":{"1":{}},"colours":[1]}"#);
}

#[test]
fn faults_have_a_kind_a_byte_and_a_path() {
    let pool = compiled(SOURCE);
    let message = pool.message("M").unwrap();
    for (text, kind, offset, said) in [
        ("", ErrorKind::UnexpectedEnd, 0, ""),
        ("{", ErrorKind::UnexpectedEnd, 1, ""),
        ("[]", ErrorKind::BadValue, 0, "not an object at 0x0"),
        ("{} x", ErrorKind::Trailing, 3, ""),
        (r#"{"i":1,}"#, ErrorKind::BadValue, 7, "i: not a JSON string at 0x7"),
        (r#"{"i":01}"#, ErrorKind::BadValue, 5, "i: not a JSON number at 0x5"),
        (r#"{"i":1.5}"#, ErrorKind::BadValue, 5, "i: not a whole number of this type at 0x5"),
        (
            r#"{"i":2147483648}"#,
            ErrorKind::BadValue,
            5,
            "i: not a whole number of this type at 0x5",
        ),
        (r#"{"i":" 1"}"#, ErrorKind::BadValue, 5, "i: not a whole number of this type at 0x5"),
        (r#"{"d":1e400}"#, ErrorKind::BadValue, 5, "d: not a number of this type at 0x5"),
        (r#"{"f":3.5e38}"#, ErrorKind::BadValue, 5, "f: not a number of this type at 0x5"),
        (r#"{"b":"true"}"#, ErrorKind::BadValue, 5, "b: neither true nor false at 0x5"),
        (r#"{"y":"?"}"#, ErrorKind::BadValue, 5, "y: not base64 at 0x5"),
        (r#"{"s":"\ud834"}"#, ErrorKind::BadValue, 6, "s: not an escape at 0x6"),
        ("{\"s\":\"a\nb\"}", ErrorKind::BadValue, 7, "s: a control character in a string at 0x7"),
        (
            r#"{"colour":"BLUE"}"#,
            ErrorKind::BadValue,
            10,
            "colour: not a value of this enum at 0xa",
        ),
        (r#"{"m":{"?":1}}"#, ErrorKind::UnknownType, 6, "m: there is no field `?` at 0x6"),
        (r#"{"i":1,"i":2}"#, ErrorKind::Duplicate, 7, "i: a field that comes twice at 0x7"),
        (
            r#"{"x":"a","none":null}"#,
            ErrorKind::Duplicate,
            9,
            "none: another field of its oneof is set at 0x9",
        ),
        (
            r#"{"many":[{},{"i":"a"}]}"#,
            ErrorKind::BadValue,
            17,
            "many[1].i: not a whole number of this type at 0x11",
        ),
        (r#"{"many":[null]}"#, ErrorKind::BadValue, 9, "many[0]: not an object at 0x9"),
        (
            r#"{"byNumber":{"a":{}}}"#,
            ErrorKind::BadValue,
            13,
            "by_number[0]: not a key of this map `a` at 0xd",
        ),
        (
            r#"{"byNumber":{"1":{},"1":{}}}"#,
            ErrorKind::Duplicate,
            20,
            "by_number[1]: a key that comes twice `1` at 0x14",
        ),
        (r#"{"at":"2023-02-29T00:00:00Z"}"#, ErrorKind::BadValue, 6, "at: not a timestamp at 0x6"),
        (r#"{"span":"315576000001s"}"#, ErrorKind::BadValue, 8, "span: not a duration at 0x8"),
        (r#"{"mask":"a_b"}"#, ErrorKind::BadValue, 8, "mask: not a path in camel case at 0x8"),
        (r#"{"any":{"i":1}}"#, ErrorKind::BadValue, 8, "any: an Any without @type at 0x8"),
        (
            r#"{"any":{"@type":"t/Gone"}}"#,
            ErrorKind::UnknownType,
            16,
            "any: there is no type `t/Gone` at 0x10",
        ),
        (
            r#"{"any":{"@type":"t/google.protobuf.Value"}}"#,
            ErrorKind::BadValue,
            42,
            "any: an Any without a value at 0x2a",
        ),
    ] {
        let error = message.decode_json(text.as_bytes(), &Json::DEFAULT).expect_err(text);
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}: {error}");
        if !said.is_empty() {
            assert_eq!(error.to_string(), said, "{text}");
        }
    }
    let error = message.decode_json(b"{\"s\":\"\xff\"}", &Json::DEFAULT).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::BadUtf8, 6));
}

#[test]
fn what_has_no_json_is_an_error() {
    let pool = compiled(SOURCE);
    let message = pool.message("M").unwrap();
    let limits = wireloom_codecs::Limits::DEFAULT;
    for (hex, said) in [
        // Seconds beyond the year 9999; nanoseconds below zero.
        ("8a 01 07 08 ff ff ff ff ff 3f", "at: a timestamp outside the years 1 to 9999 at 0x3"),
        ("92 01 04 08 01 10 80", "unexpected end"),
        ("aa 01 00", "value: a google.protobuf.Value without a value at 0x3"),
        ("aa 01 09 11 00 00 00 00 00 00 f0 7f", "value: JSON has no such number at 0x3"),
        ("9a 01 05 0a 03 61 5f 31", "mask: a path that has no camel case at 0x5"),
        ("82 01 05 0a 03 74 2f 58", "any: an Any of a type that is not known at 0x5"),
    ] {
        let bytes = crate::set::hex(hex);
        let mut out = b"before".to_vec();
        let error = message.transcode(&bytes, &Json::DEFAULT, &mut out).expect_err(hex);
        assert!(error.to_string().contains(said), "{error}, not {said}");
        assert_eq!(out, b"before");
        assert!(
            message.decode(&bytes, &limits).is_err()
                || message.decode(&bytes, &limits).unwrap().to_json().is_err()
        );
    }
}
