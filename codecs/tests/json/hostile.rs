//! Texts that nobody should have written, and values that nobody could read.
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};
use wireloom_codecs::{Codec, ErrorKind, Limits, json::Json};

#[derive(Serialize, Deserialize, Debug, Default, PartialEq)]
struct Tree {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kids: Vec<Self>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "kind")]
enum Tagged {
    Leaf,
    Node { inner: Box<Self> },
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
enum Chain {
    End,
    More(Box<Self>),
}

fn on_a_stack(kib: usize, f: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(kib << 10).spawn(f).unwrap().join().unwrap();
}

fn on_a_small_stack(f: impl FnOnce() + Send + 'static) {
    on_a_stack(256, f);
}

#[test]
fn deep_texts_are_refused_at_once_on_a_small_stack() {
    on_a_small_stack(|| {
        let start = Instant::now();
        for (open, depth) in [("[", 200_000), ("{\"kids\":[", 100_000), ("{\"a\":", 200_000)] {
            let text = open.repeat(depth);
            let error = Codec::<Value>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
            assert!(error.offset() < 2_000, "{error}");
        }
        let text = "{\"kids\":[".repeat(100_000);
        let error = Codec::<Tree>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit);
        let text = "{\"More\":".repeat(100_000);
        let error = Codec::<Chain>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit);
        assert!(start.elapsed() < Duration::from_secs(2));
    });
}

/// serde reads what follows a tag into a tree of its own first: unoptimised, 127 levels of that
/// take 300 KiB.
#[test]
fn deep_texts_behind_a_tag_are_refused() {
    on_a_stack(if cfg!(debug_assertions) { 512 } else { 256 }, || {
        let text = "{\"kind\":\"Node\",\"inner\":".repeat(100_000);
        let error = Codec::<Tagged>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
    });
}

#[test]
fn the_deepest_text_is_read_and_written_on_a_small_stack() {
    on_a_small_stack(|| {
        let depth = usize::from(Json::DEPTH);
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let value: Value = Json::DEFAULT.decode(text.as_bytes()).unwrap();
        let mut out = Vec::new();
        Json::DEFAULT.encode(&value, &mut out).unwrap();
        assert_eq!(out, text.as_bytes());
        let deeper = Value::Array(vec![value]);
        let error = Json::DEFAULT.encode(&deeper, &mut out).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
        assert_eq!(out, text.as_bytes(), "an error leaves nothing");
        let text = format!("[{text}]");
        let error = Codec::<Value>::decode(&Json::DEFAULT, text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
    });
}

#[test]
fn a_deep_value_is_refused_before_the_stack_ends() {
    let mut chain = Chain::End;
    for _ in 0..2_000 {
        chain = Chain::More(Box::new(chain));
    }
    on_a_small_stack(move || {
        let error = Json::DEFAULT.encode(&chain, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
        std::mem::forget(chain); // 2,000 levels of drop are more than this stack holds
    });
}

#[test]
fn what_is_written_is_read() {
    let mut tree = Tree::default();
    for _ in 0..62 {
        tree = Tree { kids: vec![tree, Tree::default()] };
        let mut out = Vec::new();
        Json::DEFAULT.encode(&tree, &mut out).unwrap();
        assert_eq!(Json::DEFAULT.decode(&out).ok().as_ref(), Some(&tree));
    }
}

#[test]
fn deep_parts_that_nobody_asked_for_are_passed_over() {
    #[derive(Serialize, Deserialize, Debug)]
    struct One {
        a: u8,
    }
    on_a_small_stack(|| {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        let text = format!("{{\"b\":{deep},\"a\":1}}");
        let one: One = Json::DEFAULT.decode(text.as_bytes()).unwrap();
        assert_eq!(one.a, 1);
        let _: IgnoredAny = serde_json::from_str(&deep).unwrap();
        // They are checked nevertheless.
        for bad in ["{\"b\":[1,],\"a\":1}", "{\"b\":\"\\x\",\"a\":1}", "{\"b\":01,\"a\":1}"] {
            assert!(Codec::<One>::decode(&Json::DEFAULT, bad.as_bytes()).is_err(), "{bad}");
        }
        let bad = b"{\"b\":\"\xff\",\"a\":1}";
        let error = Codec::<One>::decode(&Json::DEFAULT, bad).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::BadUtf8, 6));
    });
}

#[test]
fn a_text_above_the_limit_is_not_looked_at() {
    let codec = Json::DEFAULT.within(&Limits { frame: 4, ..Limits::DEFAULT });
    assert_eq!(Codec::<bool>::decode(&codec, b"true").ok(), Some(true));
    let error = Codec::<bool>::decode(&codec, b"false").unwrap_err();
    assert_eq!((error.kind(), error.fault.detail), (ErrorKind::FrameLimit, 4));
}
