//! Bytes to JSON in one go is bytes to a message to JSON, in whatever order they come.
use crate::set::{Random, compiled, hex, push_length};
use wireloom_codecs::{
    Limits,
    protobuf::dynamic::{Json, Pool, Transcoder},
};

const SOURCE: &str = r#"
syntax = "proto2";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/any.proto";
enum Colour { RED = 0; GREEN = 1; }
message All {
  optional int32 i = 1;
  optional All m = 2;
  repeated int32 l = 3;
  repeated Colour p = 4 [packed = true];
  oneof choice { int32 x = 5; All y = 6; string z = 7; }
  map<string, Colour> colours = 8;
  map<int32, All> by_number = 9;
  repeated All many = 10;
  optional google.protobuf.Timestamp at = 11;
  optional google.protobuf.Value value = 12;
  optional google.protobuf.BoolValue wrapped = 13;
  optional group Old = 14 {
    optional string a = 1; optional All all = 2; optional group Deep = 3 { optional int32 i = 1; }
  }
  optional google.protobuf.Any any = 15;
}
"#;

fn both(pool: &Pool, bytes: &[u8]) -> Option<String> {
    let message = pool.message("All").unwrap();
    let slow = message.decode(bytes, &Limits::DEFAULT).and_then(|value| value.to_json());
    let mut out = Vec::new();
    let fast = message.transcode(bytes, &Json::DEFAULT, &mut out);
    match (&slow, &fast) {
        (Ok(slow), Ok(())) => assert_eq!(str::from_utf8(&out).unwrap(), slow, "{bytes:02x?}"),
        (Err(_), Err(_)) => assert!(out.is_empty()),
        (slow, fast) => panic!("{bytes:02x?}: {slow:?}, but {fast:?}"),
    }
    slow.ok()
}

#[test]
fn order_and_merging_are_the_messages() {
    let pool = compiled(SOURCE);
    for (bytes, json) in [
        ("", "{}"),
        ("18 02 08 01", r#"{"i":1,"l":[2]}"#),
        ("08 01 08 02", r#"{"i":2}"#),
        ("12 02 08 01 12 02 18 05", r#"{"m":{"i":1,"l":[5]}}"#),
        ("18 01 08 07 18 02", r#"{"i":7,"l":[1,2]}"#),
        // An unknown field in between changes nothing.
        ("18 01 a0 06 01 18 02", r#"{"l":[1,2]}"#),
        ("28 01 3a 01 61", r#"{"z":"a"}"#),
        ("3a 01 61 28 01", r#"{"x":1}"#),
        // Entries out of order, and one key twice.
        ("42 05 0a 01 62 10 01 42 05 0a 01 61 10 00", r#"{"colours":{"a":"RED","b":"GREEN"}}"#),
        ("42 05 0a 01 61 10 01 42 05 0a 01 61 10 00", r#"{"colours":{"a":"RED"}}"#),
        ("4a 02 08 0a 4a 02 08 02 4a 04 08 01 12 00", r#"{"byNumber":{"1":{},"2":{},"10":{}}}"#),
        // A value that its closed enum has not, alone, in a row and in an entry.
        ("22 03 01 07 00", r#"{"p":["GREEN","RED"]}"#),
        ("42 05 0a 01 61 10 07", "{}"),
        ("5a 04 08 01 10 01", r#"{"at":"1970-01-01T00:00:01.000000001Z"}"#),
        ("62 02 20 01", r#"{"value":true}"#),
        ("62 02 08 00 62 02 20 01", r#"{"value":true}"#),
        ("6a 00", r#"{"wrapped":false}"#),
        ("73 0a 01 61 74", r#"{"old":{"a":"a"}}"#),
        // What an Any holds is out of order.
        ("7a 0b 0a 05 74 2f 41 6c 6c 12 02 18 05", r#"{"any":{"@type":"t/All","l":[5]}}"#),
        (
            "7a 0d 0a 05 74 2f 41 6c 6c 12 04 18 05 08 01",
            r#"{"any":{"@type":"t/All","i":1,"l":[5]}}"#,
        ),
    ] {
        assert_eq!(both(&pool, &hex(bytes)).as_deref(), Some(json), "{bytes}");
    }
}

/// Fields of `All`, right and wrong.
const PIECES: &str = "
    08 01 / 08 00 / 12 02 08 01 / 12 00 / 18 02 / 1a 02 03 04 / 22 02 00 01 / 22 01 07 /
    28 01 / 32 02 18 01 / 3a 02 c3 a9 / 3a 01 ff / 42 03 0a 01 61 / 42 05 0a 01 62 10 01 /
    42 05 0a 01 61 10 07 / 42 07 10 01 0a 01 63 10 00 / 4a 04 08 01 12 00 / 4a 00 /
    4a 08 12 02 08 01 12 02 18 01 / 52 00 / 52 02 08 02 / 5a 00 / 5a 02 08 05 / 62 02 08 00 /
    62 09 2a 07 0a 05 0a 01 61 12 00 / 62 04 32 02 0a 00 / 62 03 1a 01 61 / 6a 02 08 01 /
    73 74 / 7a 09 0a 05 74 2f 41 6c 6c 12 00 / a0 06 01 / 50 01 / 0d 01 02 03 04 /
    73 0a 01 61 74 / 73 1b 08 01 1c 74 / 73 12 02 08 01 74 / 73 1b 1c 74 /
    73 0a 01 61 0a 01 62 74 / 73 23 24 74 / 73 12 03 73 74 73 74 / 12 06 73 1b 1c 74 08 01 /
    73 1b 74 / 74 / 73";

#[test]
fn noise_in_any_order_is_the_messages_too() {
    let pool = compiled(SOURCE);
    let mut random = Random(3);
    let mut written = 0;
    let pieces: Vec<_> = PIECES.split('/').collect();
    for _ in 0..30_000 {
        let mut bytes = Vec::new();
        for _ in 0..random.below(8) {
            let piece = pieces[random.below(pieces.len())];
            bytes.extend(hex(piece));
        }
        if random.below(20) == 0 {
            bytes.truncate(random.below(bytes.len()));
        }
        written += usize::from(both(&pool, &bytes).is_some());
    }
    assert!(written > 10_000, "{written} were written");
}

/// Names are the same in both spellings, so both ways through the fields have to write the same.
const SCALARS: &str = r#"
syntax = "proto3";
enum Colour { RED = 0; GREEN = 1; }
message All {
  double double = 1; float float = 2; int64 long = 3; uint64 ulong = 4; int32 int = 5;
  fixed64 wide = 6; fixed32 narrow = 7; bool bool = 8; string text = 9; uint32 uint = 10;
  Colour colour = 11; sfixed32 snarrow = 12; sfixed64 swide = 13; sint32 sint = 14; sint64 slong = 15;
  bytes bytes = 16; optional int32 maybe = 17; All all = 18; repeated string texts = 19;
}
message Outer {
  repeated All many = 1; repeated sint64 slongs = 2; repeated double doubles = 3;
  repeated All anamethatismuchlongerthanothernames = 4; oneof one { string a = 5; All b = 6; }
  repeated float floats = 7; repeated int32 ints = 8; repeated bool bools = 9;
  repeated uint32 apart = 10 [packed = false]; repeated sfixed32 snarrows = 11;
  repeated Colour colours = 12; Outer outer = 13;
}
"#;

/// A value of a wire type, of any size, wrong at times.
fn value(random: &mut Random, wire: usize, bytes: &mut Vec<u8>) {
    match wire {
        0 => {
            let bits = random.below(65);
            let n = if bits == 0 { 0 } else { wide(random) >> (64 - bits) };
            push_length(bytes, n as usize);
            if random.below(30) == 0 {
                // Longer than it has to be.
                *bytes.last_mut().unwrap() |= 0x80;
                bytes.push(0);
            }
        }
        1 => bytes.extend(f64::to_le_bytes(real(random))),
        5 => bytes.extend(f32::to_le_bytes(real(random) as f32)),
        _ => {
            let length = [random.below(5), random.below(40), random.below(140)][random.below(3)];
            push_length(bytes, length);
            let odd = random.below(4) == 0;
            bytes.extend((0..length).map(|_| match random.below(60) {
                0 if odd => b'"',
                1 if odd => b'\n',
                _ => b' ' + (random.below(90) as u8),
            }));
        }
    }
}

fn wide(random: &mut Random) -> u64 {
    (random.below(1 << 31) as u64) << 33 ^ random.below(usize::MAX) as u64
}

fn real(random: &mut Random) -> f64 {
    match random.below(8) {
        0 => 0.0,
        1 => f64::INFINITY,
        2 => f64::NAN,
        3 => -0.0,
        4 => random.below(2_000) as f64 - 1_000.0,
        5 => f64::from_bits(wide(random)),
        _ => random.below(1_000_000) as f64 / 1e4 - 50.0,
    }
}

/// Fields in order, most of them; some are not there, some are there twice. Lists are packed, or
/// hold the same values one by one.
fn fields(random: &mut Random, packed: bool, outer: bool, depth: usize, bytes: &mut Vec<u8>) {
    let wires: &[usize] = match outer {
        false => &[1, 5, 0, 0, 0, 1, 5, 0, 2, 0, 0, 5, 1, 0, 0, 2, 0, 9, 2],
        true => &[9, 2, 2, 9, 2, 9, 2, 2, 2, 0, 2, 2, 8],
    };
    for (wire, number) in wires.iter().zip(1usize..) {
        let times = [0, 1, 1, 1, 1, if outer || number == 19 { 3 } else { 1 }][random.below(6)];
        for _ in 0..times {
            let inner = *wire >= 8;
            if inner && depth == 0 {
                break;
            }
            if inner {
                let mut message = Vec::new();
                fields(random, packed, *wire == 8, depth - 1, &mut message);
                push_length(bytes, number << 3 | 2);
                push_length(bytes, message.len());
                bytes.extend(message);
            } else if outer && *wire == 2 && number != 5 {
                let of = [0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 5, 0][number];
                let mut values = Vec::new();
                for _ in 0..random.below(9) {
                    if !packed {
                        push_length(&mut values, number << 3 | of);
                    }
                    value(random, of, &mut values);
                }
                if packed {
                    push_length(bytes, number << 3 | 2);
                    push_length(bytes, values.len());
                }
                bytes.extend(values);
            } else {
                push_length(bytes, number << 3 | *wire);
                value(random, *wire, bytes);
            }
        }
    }
}

#[test]
fn what_is_plain_is_written_as_everything_is() {
    let pool = compiled(SCALARS);
    let outer = pool.message("Outer").unwrap();
    let both = Json { proto_names: true, ..Json::DEFAULT };
    let json = |bytes: &[u8], json: &Json| {
        let mut out = Vec::new();
        let done = outer.transcode(bytes, json, &mut out);
        done.map(|()| String::from_utf8(out).unwrap())
    };
    let mut written = 0;
    for round in 0..if cfg!(miri) { 20 } else { 600 } {
        let [mut bytes, apart] = [true, false].map(|packed| {
            let mut bytes = Vec::new();
            fields(&mut Random(round), packed, true, 3, &mut bytes);
            bytes
        });
        let all = json(&apart, &both);
        assert_eq!(json(&bytes, &Json::DEFAULT).ok(), all.clone().ok(), "{bytes:02x?}");
        assert_eq!(json(&apart, &Json::DEFAULT), all, "{apart:02x?}");
        written += usize::from(all.is_ok());
        let mut random = Random(!round);
        if random.below(8) == 0 {
            bytes.truncate(random.below(bytes.len()));
        }
        if random.below(16) == 0 && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
        assert_eq!(json(&bytes, &Json::DEFAULT), json(&bytes, &both), "{bytes:02x?}");
    }
    assert!(cfg!(miri) || written > 200, "{written} were written");
}

#[test]
fn a_transcoder_is_used_again_and_writes_anywhere() {
    let pool = compiled(SOURCE);
    let mut transcoder = Transcoder::new(pool.message("All").unwrap(), &Json::DEFAULT);
    let mut out = Vec::new();
    transcoder.write(&hex("08 01"), &mut out).unwrap();
    assert!(transcoder.write(&hex("08"), &mut out).is_err());
    transcoder.write(&hex("18 02"), &mut out).unwrap();
    assert_eq!(out, br#"{"i":1}{"l":[2]}"#);
}
