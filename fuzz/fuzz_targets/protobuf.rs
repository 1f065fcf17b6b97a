//! Any bytes as a descriptor set, as a message of types known at run time, and as its JSON.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use wireloom_codecs::{
    ErrorKind, Limits, heap,
    protobuf::dynamic::{Dynamic, Json, Message, Pool},
};
use wireloom_fuzz::start;
use wireloom_schemas::DESCRIPTORS;

/// What the samples lack: extensions, groups, closed enums, and every type that is well known.
const SOURCE: &str = r#"
syntax = "proto2";
package fuzz;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Colour { option allow_alias = true; RED = 0; GREEN = 1; VERT = 1; DARK = -1; }
message All {
  optional int32 i = 1; optional All m = 2; repeated sint64 l = 3 [packed = true];
  repeated Colour p = 4; oneof choice { fixed32 x = 5; All y = 6; string z = 7; }
  map<string, Colour> colours = 8; map<int32, All> by_number = 9; repeated All many = 10;
  optional google.protobuf.Any any = 11; optional google.protobuf.Timestamp at = 12;
  optional google.protobuf.Duration span = 13; optional google.protobuf.FieldMask mask = 14;
  optional google.protobuf.Value value = 15; repeated group Old = 16 { optional bytes b = 1; }
  optional google.protobuf.DoubleValue wrapped = 17; map<bool, float> floats = 18;
  optional google.protobuf.Struct data = 19; repeated google.protobuf.NullValue nulls = 20;
  extensions 100 to 200;
}
message Set { option message_set_wire_format = true; extensions 4 to max; }
message Part { extend Set { optional Part part = 1000; } optional uint64 u = 1; optional Set set = 2; }
extend All { optional double extra = 100; repeated Part parts = 101; }
"#;

static POOLS: LazyLock<[Pool; 2]> = LazyLock::new(|| {
    let find = |name: &str| (name == "fuzz.proto").then(|| SOURCE.into());
    [
        Pool::from_proto(&["fuzz.proto"], find).expect("it is Protobuf"),
        Pool::from_descriptor_set(DESCRIPTORS).expect("a compiler has made it"),
    ]
});

/// The types that are asked, by the first byte of the input; beyond them it is a descriptor set.
const TYPES: [(usize, &str); 6] = [
    (0, "fuzz.All"),
    (0, "fuzz.Part"),
    (0, "google.protobuf.Value"),
    (0, "google.protobuf.Any"),
    (1, "wireloom.telemetry.Telemetry"),
    (1, "wireloom.order.Orders"),
];

fn of(kind: u8) -> Option<Message<'static>> {
    let (pool, name) = TYPES.get(usize::from(kind))?;
    POOLS[*pool].message(name)
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![[&b"\xff"[..], DESCRIPTORS].concat()];
    let texts = [
        (
            0,
            r#"{"i":1,"m":{"l":["1","-2"],"p":["GREEN",-1]},"z":"\u00e9","colours":{"a":"RED"},
              "byNumber":{"-7":{}},"many":[{"i":0},{}],"old":[{"b":"AA=="}],"[fuzz.extra]":1.5e-7,
              "[fuzz.parts]":[{"u":"18446744073709551615","set":{"[fuzz.Part.part]":{"u":"1"}}}]}"#,
        ),
        (
            0,
            r#"{"any":{"@type":"t/fuzz.All","any":{"@type":"t/google.protobuf.Duration","value":"-1.5s"}},
              "at":"2024-02-29T23:59:59.000001Z","span":"0.000000001s","mask":"aB,c.dE","wrapped":"NaN",
              "value":[null,{"a":[true,"x",-1e300]}],"floats":{"true":0.1},"data":{"":{}},"nulls":[null]}"#,
        ),
        (2, r#"{"a":[1,{"b":null}],"c":"d"}"#),
        (3, r#"{"@type":"t/google.protobuf.Value","value":[0]}"#),
        (4, "{}"),
        (5, "{}"),
    ];
    for (kind, text) in texts {
        let message = of(kind).expect("it has a type");
        let value = message.decode_json(text.as_bytes(), &Json::DEFAULT).expect("it is JSON");
        let mut bytes = vec![kind];
        value.encode(&mut bytes);
        seeds.push(bytes);
        seeds.push([&[kind], text.as_bytes()].concat());
    }
    seeds
}

fuzz_target!(init: start(seeds), |input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    match of(*kind) {
        Some(message) => {
            binary(message, bytes);
            json(message, bytes);
        }
        None => descriptors(bytes),
    }
});

fn descriptors(bytes: &[u8]) {
    let most = (64 << 10) + bytes.len() * 512;
    let peak = heap::peak(&mut || drop(Pool::from_descriptor_set(bytes)));
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    match Pool::from_descriptor_set(bytes) {
        Ok(pool) => {
            for message in pool.messages().take(8) {
                let tail = &bytes[bytes.len() - bytes.len().min(32)..];
                binary(message, tail);
                json(message, tail);
            }
        }
        Err(error) => inside(error.offset(), bytes),
    }
}

fn inside(offset: u64, bytes: &[u8]) {
    assert!(offset <= u64::try_from(bytes.len()).expect("it is in memory"), "{offset:#x}");
}

/// What is read is written and read again; JSON in one go is JSON by way of the message.
fn binary(message: Message<'_>, bytes: &[u8]) {
    let most = (64 << 10) + bytes.len() * 128;
    let peak = heap::peak(&mut || drop(message.decode(bytes, &Limits::DEFAULT)));
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    let mut out = Vec::new();
    let fast = message.transcode(bytes, &Json::DEFAULT, &mut out);
    let value = match message.decode(bytes, &Limits::DEFAULT) {
        Ok(value) => value,
        Err(error) => {
            inside(error.offset(), bytes);
            assert!(fast.is_err(), "read as JSON, but {error}");
            return;
        }
    };
    let again = written(&value);
    let read = message.decode(&again, &Limits::DEFAULT).expect("what was written can be read");
    assert_eq!(written(&read), again);
    assert!(value.clone() == value);
    match (value.to_json(), fast) {
        (Ok(slow), Ok(())) => {
            assert_eq!(String::from_utf8_lossy(&out), slow);
            there_and_back(message, &slow);
        }
        (Err(_), Err(_)) => assert!(out.is_empty()),
        (slow, fast) => panic!("{slow:?}, but in one go {fast:?}"),
    }
}

fn written(value: &Dynamic<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    assert_eq!(value.size(), out.len());
    out
}

fn json(message: Message<'_>, text: &[u8]) {
    let most = (64 << 10) + text.len() * 256;
    let peak = heap::peak(&mut || drop(message.decode_json(text, &Json::DEFAULT)));
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", text.len());
    match message.decode_json(text, &Json::DEFAULT) {
        Ok(value) => {
            let json = value.to_json().expect("what came as JSON can go as JSON");
            there_and_back(message, &json);
            let how = Json { ignore_unknown: true, ..Json::DEFAULT };
            let lax = message.decode_json(text, &how).expect("it was read without");
            assert!(lax == value);
            assert!(serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok());
        }
        Err(error) => {
            inside(error.offset(), text);
            assert_ne!(error.kind(), ErrorKind::Stopped);
        }
    }
}

fn there_and_back(message: Message<'_>, json: &str) {
    let value = message.decode_json(json.as_bytes(), &Json::DEFAULT);
    let value = value.unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(value.to_json().expect("it was JSON"), json);
}
