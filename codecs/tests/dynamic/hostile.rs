//! Input that wants to panic, to overflow the stack or to fill the memory.
use crate::set::{Random, bytes, compiled, on_a_small_stack, push_length};
use wireloom_codecs::{
    ErrorKind, Limits,
    protobuf::dynamic::{Dynamic, Json, Pool, Value},
};

const SOURCE: &str = r#"
syntax = "proto3";
import "google/protobuf/any.proto";
import "google/protobuf/struct.proto";
message Node {
  Node node = 1; repeated Node many = 2; map<string, Node> by_name = 3;
  google.protobuf.Any any = 4; google.protobuf.Value value = 5; repeated bool packed = 6;
}
"#;

/// A set with something of everything.
fn everything() -> Vec<u8> {
    bytes(
        "{'file':[
         {'name':'a.proto','package':'p','syntax':'proto3','dependency':['b.proto'],
          'message':[
           {'name':'M','oneof':[{'name':'o'}],'range':[{'start':100,'end':200}],
            'field':[
             {'name':'a','number':1,'label':1,'type':5,'json':'A'},
             {'name':'m','number':2,'label':3,'type':11,'of':'.p.M.E'},
             {'name':'s','number':3,'label':1,'type':9,'oneof':0},
             {'name':'t','number':4,'label':1,'type':11,'of':'M','oneof':0},
             {'name':'e','number':5,'label':3,'type':14,'of':'.p.C','options':{'packed':true}}],
            'nested':[{'name':'E','options':{'map':true},'field':[
             {'name':'key','number':1,'label':1,'type':9},
             {'name':'value','number':2,'label':1,'type':11,'of':'.p.M'}]}]}],
          'enum':[{'name':'C','value':[{'name':'R'},{'name':'G','number':1}]}],
          'service':[{'name':'S','method':[{'name':'Call','input':'.p.M','output':'M'}]}]},
         {'name':'b.proto','edition':1000,'options':{'features':{'encoding':2}},
          'message':[{'name':'X','options':{'set':true},'range':[{'start':4,'end':2147483647}]}],
          'extension':[{'name':'x','extendee':'.p.M','number':150,'label':1,'type':11,'of':'.X'},
                       {'name':'y','extendee':'X','number':9000,'label':1,'type':11,'of':'p.M'}]}]}",
    )
}

#[test]
fn changed_descriptor_sets_are_read_or_refused() {
    let set = everything();
    Pool::from_descriptor_set(&set).unwrap();
    let mut random = Random(7);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..60_000 {
        let mut changed = set.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(changed.len());
            match random.below(5) {
                _ if changed.is_empty() => {}
                0 => changed[at] ^= 1 << random.below(8),
                1 => changed[at] = random.below(256) as u8,
                2 => drop(changed.remove(at)),
                3 => changed.insert(at, random.below(256) as u8),
                _ => changed.truncate(at),
            }
        }
        match Pool::from_descriptor_set(&changed) {
            Ok(pool) => {
                read += 1;
                // What was built can be used.
                for message in pool.messages() {
                    let noise: Vec<u8> = (0..16).map(|_| random.below(48) as u8).collect();
                    use_it(&Dynamic::new(message), &noise);
                }
            }
            Err(error) => {
                refused += 1;
                assert!(error.offset() <= changed.len() as u64, "{error}");
            }
        }
    }
    assert!(read > 1_000 && refused > 1_000, "{read} were read, {refused} refused");
}

/// Reads and writes; whatever it says, it says it.
fn use_it(empty: &Dynamic<'_>, noise: &[u8]) {
    let message = empty.message();
    let _ = message.transcode(noise, &Json::DEFAULT, &mut Vec::new());
    let Ok(value) = message.decode(noise, &Limits::DEFAULT) else { return };
    let mut out = Vec::new();
    value.encode(&mut out);
    assert_eq!(value.size(), out.len());
    if let Ok(json) = value.to_json() {
        let how = Json { ignore_unknown: true, ..Json::DEFAULT };
        message.decode_json(json.as_bytes(), &how).unwrap();
    }
}

/// `levels` messages inside each other, by field `number`.
fn nested(number: u8, levels: usize) -> Vec<u8> {
    let mut message = Vec::new();
    for _ in 0..levels {
        let mut outer = vec![number << 3 | 2];
        push_length(&mut outer, message.len());
        outer.extend_from_slice(&message);
        message = outer;
    }
    message
}

#[test]
fn depth_takes_no_stack_and_has_a_limit() {
    on_a_small_stack(|| {
        let pool = compiled(SOURCE);
        let node = pool.message("Node").unwrap();
        let deepest = Limits { depth: Limits::MAX_DEPTH, ..Limits::DEFAULT };
        for number in [1, 2] {
            for (limits, most) in [(Limits::DEFAULT, 100), (deepest, 1_000)] {
                let how = Json { limits, ..Json::DEFAULT };
                let bytes = nested(number, most);
                let value = node.decode(&bytes, &limits).unwrap();
                let again = value.clone();
                assert!(again == value);
                let mut json = Vec::new();
                node.transcode(&bytes, &how, &mut json).unwrap();
                assert!(node.decode_json(&json, &how).unwrap() == value);
                let bytes = nested(number, most + 1);
                let error = node.decode(&bytes, &limits).unwrap_err();
                assert_eq!(
                    (error.kind(), error.fault.detail),
                    (ErrorKind::DepthLimit, most as u32)
                );
                let error = node.transcode(&bytes, &how, &mut Vec::new()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::DepthLimit);
                let one_more = [&b"{\"node\":"[..], &json, b"}"].concat();
                let error = node.decode_json(&one_more, &how).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::DepthLimit);
            }
        }
        // Groups that nobody knows, open objects, and a list in a list.
        let groups = [0x43; 100_000];
        assert_eq!(node.decode(&groups, &deepest).unwrap_err().kind(), ErrorKind::DepthLimit);
        let how = Json { ignore_unknown: true, limits: deepest, ..Json::DEFAULT };
        let deep = format!("{{\"?\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(node.decode_json(deep.as_bytes(), &how).unwrap().is_empty());
        let lists = format!("{{\"value\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(
            node.decode_json(lists.as_bytes(), &how).unwrap_err().kind(),
            ErrorKind::DepthLimit
        );
    });
}

#[test]
fn what_was_built_deeper_than_anybody_reads_is_dropped_in_a_loop() {
    on_a_small_stack(|| {
        let pool = compiled(SOURCE);
        let node = pool.message("Node").unwrap();
        let mut value = Dynamic::new(node);
        for _ in 0..20_000 {
            let mut outer = Dynamic::new(node);
            outer.set(node.field(1).unwrap(), Value::from(value)).unwrap();
            value = outer;
        }
        let mut out = Vec::new();
        value.encode(&mut out);
        assert!(value.clone() == value);
        assert_eq!(value.to_json().unwrap_err().kind(), ErrorKind::DepthLimit);
    });
}

#[test]
fn an_any_in_an_any_takes_no_stack() {
    on_a_small_stack(|| {
        let pool = compiled(SOURCE);
        let node = pool.message("Node").unwrap();
        for levels in [40, 60] {
            // Field 6 before field 4 in each: out of order all the way down.
            let mut text = String::from("{}");
            let mut bytes = Vec::new();
            for _ in 0..levels {
                let inside = &text[1..text.len() - 1];
                let comma = if inside.is_empty() { "" } else { "," };
                text = format!("{{\"any\":{{\"@type\":\"t/Node\"{comma}{inside}}}}}");
                let mut any = b"\x0a\x06t/Node".to_vec();
                any.push(0x12);
                push_length(&mut any, bytes.len());
                any.extend_from_slice(&bytes);
                bytes = b"\x32\x01\x01\x22".to_vec();
                push_length(&mut bytes, any.len());
                bytes.extend_from_slice(&any);
            }
            let read = node.decode_json(text.as_bytes(), &Json::DEFAULT);
            let mut json = Vec::new();
            let written = node.transcode(&bytes, &Json::DEFAULT, &mut json);
            // An Any and what it holds are two levels.
            if levels * 2 <= 100 {
                read.unwrap();
                written.unwrap();
                // Within another, its braces become a comma.
                let one = r#"{"any":{"@type":"t/Node"},"packed":[true]}"#.len();
                assert_eq!(json.len(), levels * one - (levels - 1));
            } else {
                assert_eq!(read.unwrap_err().kind(), ErrorKind::DepthLimit);
                assert_eq!(written.unwrap_err().kind(), ErrorKind::DepthLimit);
            }
        }
    });
}

#[test]
fn lengths_that_lie_and_values_without_end_are_bounded() {
    let pool = compiled(SOURCE);
    let node = pool.message("Node").unwrap();
    // Four gigabytes are announced.
    let error = node.decode(b"\x32\xff\xff\xff\xff\x0f\x01", &Limits::DEFAULT).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::UnexpectedEnd, "packed[0]"));
    let error = node.decode(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", &Limits::DEFAULT);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::UnexpectedEnd);
    // A million and one truth values.
    let mut many = b"\x32\xc1\x84\x3d".to_vec();
    many.resize(many.len() + 1_000_001, 1);
    let error = node.decode(&many, &Limits::DEFAULT).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::ItemLimit, "packed[0]"));
    let mut json = b"{\"packed\":[true".to_vec();
    json.extend(b",true".repeat(1_000_000));
    json.extend(b"]}");
    assert_eq!(node.decode_json(&json, &Json::DEFAULT).unwrap_err().kind(), ErrorKind::ItemLimit);
    let small = Limits { frame: 10, ..Limits::DEFAULT };
    assert_eq!(node.decode(&[0; 11], &small).unwrap_err().kind(), ErrorKind::FrameLimit);
    let how = Json { limits: small, ..Json::DEFAULT };
    assert_eq!(node.decode_json(&[b' '; 11], &how).unwrap_err().kind(), ErrorKind::FrameLimit);
    assert_eq!(
        node.transcode(&[0; 11], &how, &mut Vec::new()).unwrap_err().kind(),
        ErrorKind::FrameLimit
    );
}

#[test]
fn noise_is_read_or_refused_and_read_again() {
    let pool = compiled(SOURCE);
    let node = pool.message("Node").unwrap();
    let mut random = Random(11);
    let mut read = 0;
    for _ in 0..40_000 {
        // Small bytes make tags and lengths that fit.
        let length = random.below(40);
        let noise: Vec<u8> = (0..length)
            .map(|_| match random.below(3) {
                0 => [0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0x30][random.below(7)],
                1 => random.below(6) as u8,
                _ => random.below(256) as u8,
            })
            .collect();
        if let Ok(value) = node.decode(&noise, &Limits::DEFAULT) {
            read += 1;
            let mut out = Vec::new();
            value.encode(&mut out);
            assert!(node.decode(&out, &Limits::DEFAULT).unwrap() == value);
            assert!(value.clone() == value);
        }
        use_it(&Dynamic::new(node), &noise);
    }
    assert!(read > 1_000, "{read} were read");
}
