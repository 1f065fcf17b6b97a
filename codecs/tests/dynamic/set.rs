//! Descriptor sets for tests: compiled, or written as JSON where a compiler would refuse them.
use std::sync::LazyLock;
use wireloom_codecs::protobuf::dynamic::{Error, Json, Pool};

/// As much of `google/protobuf/descriptor.proto` as the tests write.
const META: &str = r#"
syntax = "proto2";
package meta;
message Set { repeated File file = 1; }
message File {
  optional string name = 1; optional string package = 2; repeated string dependency = 3;
  repeated Message message = 4; repeated Enum enum = 5; repeated Service service = 6;
  repeated Field extension = 7; optional Options options = 8; optional string syntax = 12;
  optional int32 edition = 14;
}
message Options { optional Features features = 50; }
message Message {
  optional string name = 1; repeated Field field = 2; repeated Message nested = 3;
  repeated Enum enum = 4; repeated Range range = 5; repeated Field extension = 6;
  optional MessageOptions options = 7; repeated Oneof oneof = 8;
}
message MessageOptions { optional bool set = 1; optional bool map = 7; optional Features features = 12; }
message Range { optional int32 start = 1; optional int32 end = 2; }
message Field {
  optional string name = 1; optional string extendee = 2; optional int32 number = 3;
  optional int32 label = 4; optional int32 type = 5; optional string of = 6;
  optional FieldOptions options = 8; optional int32 oneof = 9; optional string json = 10;
}
message FieldOptions { optional bool packed = 2; optional Features features = 21; }
message Oneof { optional string name = 1; }
message Enum { optional string name = 1; repeated Value value = 2; optional EnumOptions options = 3; }
message EnumOptions { optional bool alias = 2; }
message Value { optional string name = 1; optional int32 number = 2; }
message Service { optional string name = 1; repeated Method method = 2; }
message Method { optional string name = 1; optional string input = 2; optional string output = 3; }
message Features {
  optional int32 presence = 1; optional int32 enum = 2; optional int32 repeated = 3;
  optional int32 utf8 = 4; optional int32 encoding = 5; optional int32 json = 6;
}
"#;

static POOL: LazyLock<Pool> = LazyLock::new(|| compiled(META));

/// A pool of one file.
pub(crate) fn compiled(source: &'static str) -> Pool {
    let find = move |name: &str| (name == "test.proto").then(|| source.into());
    Pool::from_proto(&["test.proto"], find).unwrap()
}

/// The bytes of a descriptor set out of JSON; single quotes are quotes.
pub(crate) fn bytes(json: &str) -> Vec<u8> {
    let set = POOL.message("meta.Set").unwrap();
    let set = set.decode_json(json.replace('\'', "\"").as_bytes(), &Json::DEFAULT).unwrap();
    let mut bytes = Vec::new();
    set.encode(&mut bytes);
    bytes
}

/// A pool out of JSON.
pub(crate) fn pool(json: &str) -> Result<Pool, Error> {
    Pool::from_descriptor_set(&bytes(json))
}

/// A pool of one file of edition 2023 with these parts.
pub(crate) fn edition(parts: &str) -> Result<Pool, Error> {
    pool(&format!("{{'file':[{{'name':'e.proto','edition':1000,{parts}}}]}}"))
}

/// Bytes out of hex with spaces.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |two: &[u8]| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// Numbers that look random and are not.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// Runs on a stack of 256 KiB.
pub(crate) fn on_a_small_stack(f: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(f).unwrap().join().unwrap();
}

/// Appends a length, or any varint.
pub(crate) fn push_length(out: &mut Vec<u8>, mut length: usize) {
    while length > 0x7f {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}
