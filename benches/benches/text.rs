//! JSON, XML and Protobuf: ours beside the libraries beneath and beside others, one run, over the
//! floors.
//!
//! Every figure is how many times as long the peer takes as we do: the library beneath has to be
//! near 1. What disturbs a run only ever makes it longer, so everybody takes turns and the best of
//! each stands in the table. With `--features mimalloc` it runs with mimalloc.
//!
//! `cargo bench -p wireloom-benches --bench text -- once NAME RUNS` does one thing only, so many
//! times: for `valgrind`, whose instruction counts differ between two numbers of runs by what the
//! thing costs. Names are as in `log/json/write/serde_json`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a bench may fail loudly"
)]
#[path = "../peers/timing.rs"]
mod timing;

use buffa::Message as _;
use prost::Message as _;
use std::hint::{black_box, black_box as b};
use wireloom_benches::{buffa as theirs, malloc, memcpy};
use wireloom_codecs::json::Json;
use wireloom_codecs::protobuf::Protobuf;
use wireloom_codecs::protobuf::dynamic::{self, Pool, Transcoder};
use wireloom_codecs::xml::Xml;
use wireloom_codecs::{Codec, Limits};
use wireloom_schemas::{DESCRIPTORS, Log, Mesh, Random, Save};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

/// One thing that somebody can do.
struct Case<'c> {
    family: &'static str,
    /// The format, and whether it is written or read.
    what: &'static str,
    who: &'static str,
    /// How many bytes of that format there are.
    bytes: usize,
    run: Box<dyn FnMut() + 'c>,
    best: f64,
}

impl Case<'_> {
    fn name(&self) -> String {
        format!("{}/{}/{}", self.family, self.what, self.who)
    }
}

/// Everything that can be done with the value of a family.
macro_rules! family {
    ($cases:ident, $pool:ident, $family:literal, $type:ident, $theirs:ty, $full:literal, $value:expr) => {
        let value: &'static $type = Box::leak(Box::new($value));
        let encoded = |codec: &dyn Fn(&mut Vec<u8>)| -> &'static [u8] {
            let mut out = Vec::new();
            codec(&mut out);
            Vec::leak(out)
        };
        let json = encoded(&|out| Json::DEFAULT.encode(value, out).unwrap());
        let xml = encoded(&|out| Xml::STRICT.encode(value, out).unwrap());
        let protobuf = encoded(&|out| Protobuf::DEFAULT.encode(value, out).unwrap());
        let text = str::from_utf8(xml).unwrap();
        assert_eq!(json, serde_json::to_vec(value).unwrap());
        assert_eq!(text, quick_xml::se::to_string(value).unwrap());
        let buffa: &'static $theirs =
            Box::leak(Box::new(<$theirs>::decode_from_slice(protobuf).unwrap()));
        assert_eq!(buffa.encode_to_vec().len(), protobuf.len());

        macro_rules! case {
            ($what:literal, $who:literal, $bytes:ident, $run:expr) => {
                $cases.push(Case {
                    family: $family,
                    what: $what,
                    who: $who,
                    bytes: $bytes.len(),
                    run: Box::new($run),
                    best: f64::MAX,
                });
            };
        }
        /// Into one buffer, which is there already.
        macro_rules! write {
            ($what:literal, $who:literal, $bytes:ident, |$out:ident| $run:expr) => {
                let mut $out = Vec::with_capacity($bytes.len() * 2);
                case!($what, $who, $bytes, move || {
                    $out.clear();
                    $run;
                    black_box(&$out);
                });
            };
        }
        macro_rules! read {
            ($what:literal, $who:literal, $bytes:ident, $run:expr) => {
                case!($what, $who, $bytes, move || {
                    let read: $type = $run;
                    black_box(read);
                });
            };
        }
        write!("json/write", "wireloom", json, |out| Json::DEFAULT
            .encode(b(value), &mut out)
            .unwrap());
        write!("json/write", "serde_json", json, |out| serde_json::to_writer(&mut out, b(value))
            .unwrap());
        write!("json/write", "sonic-rs", json, |out| sonic_rs::to_writer(&mut out, b(value))
            .unwrap());
        write!("json/write", "simd-json", json, |out| simd_json::to_writer(&mut out, b(value))
            .unwrap());
        write!("json/write", "memcpy", json, |out| memcpy(b(json), &mut out));
        read!("json/read", "wireloom", json, Json::DEFAULT.decode(b(json)).unwrap());
        read!("json/read", "serde_json", json, serde_json::from_slice(b(json)).unwrap());
        read!("json/read", "sonic-rs", json, sonic_rs::from_slice(b(json)).unwrap());
        // It writes into its input, so it gets a copy each time.
        let mut copy = json.to_vec();
        case!("json/read", "simd-json", json, move || {
            copy.copy_from_slice(b(json));
            let read: $type = simd_json::from_slice(&mut copy).unwrap();
            black_box(read);
        });
        case!("json/read", "malloc", json, move || malloc(json.len()));

        write!("xml/write", "wireloom", xml, |out| Xml::LAX.encode(b(value), &mut out).unwrap());
        write!("xml/write", "wireloom strict", xml, |out| Xml::STRICT
            .encode(b(value), &mut out)
            .unwrap());
        let mut out = String::with_capacity(xml.len() * 2);
        case!("xml/write", "quick-xml", xml, move || {
            out.clear();
            quick_xml::se::to_writer(&mut out, b(value)).unwrap();
            black_box(&out);
        });
        write!("xml/write", "memcpy", xml, |out| memcpy(b(xml), &mut out));
        read!("xml/read", "wireloom", xml, Xml::LAX.decode(b(xml)).unwrap());
        read!("xml/read", "wireloom strict", xml, Xml::STRICT.decode(b(xml)).unwrap());
        read!(
            "xml/read",
            "quick-xml",
            xml,
            quick_xml::de::from_str(str::from_utf8(b(xml)).unwrap()).unwrap()
        );
        case!("xml/read", "malloc", xml, move || malloc(xml.len()));

        write!("protobuf/write", "wireloom", protobuf, |out| Protobuf::DEFAULT
            .encode(b(value), &mut out)
            .unwrap());
        write!("protobuf/write", "prost", protobuf, |out| b(value).encode(&mut out).unwrap());
        write!("protobuf/write", "buffa", protobuf, |out| b(buffa).encode(&mut out));
        write!("protobuf/write", "memcpy", protobuf, |out| memcpy(b(protobuf), &mut out));
        read!(
            "protobuf/read",
            "wireloom",
            protobuf,
            Protobuf::DEFAULT.decode(b(protobuf)).unwrap()
        );
        read!("protobuf/read", "prost", protobuf, $type::decode(b(protobuf)).unwrap());
        case!("protobuf/read", "buffa", protobuf, move || {
            black_box(<$theirs>::decode_from_slice(b(protobuf)).unwrap());
        });
        case!("protobuf/read", "malloc", protobuf, move || malloc(protobuf.len()));

        // Canonical JSON is not serde's, so the figures are for the bytes that are read.
        let message = $pool.message($full).unwrap();
        let mut transcoder = Transcoder::new(message, &dynamic::Json::DEFAULT);
        write!("protobuf/to json", "wireloom", protobuf, |out| transcoder
            .transcode(b(protobuf), &mut out)
            .unwrap());
        write!("protobuf/to json", "prost, serde_json", protobuf, |out| {
            let read = $type::decode(b(protobuf)).unwrap();
            serde_json::to_writer(&mut out, &read).unwrap();
        });
        write!("protobuf/to json", "wireloom dynamic", protobuf, |out| {
            let read = message.decode(b(protobuf), &Limits::DEFAULT).unwrap();
            read.encode_json(&dynamic::Json::DEFAULT, &mut out).unwrap();
        });
    };
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` only wants to see it start.
    if words.iter().any(|word| word == "--test") {
        return;
    }
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    let mut cases: Vec<Case<'_>> = Vec::new();
    family!(
        cases,
        pool,
        "log",
        Log,
        theirs::wireloom::log::Log,
        "wireloom.log.Log",
        Log::random(&mut Random::new(1), 10_000)
    );
    family!(
        cases,
        pool,
        "mesh",
        Mesh,
        theirs::wireloom::mesh::Mesh,
        "wireloom.mesh.Mesh",
        Mesh::random(&mut Random::new(2), 10_000)
    );
    family!(
        cases,
        pool,
        "save",
        Save,
        theirs::wireloom::save::Save,
        "wireloom.save.Save",
        Save::random(&mut Random::new(3), 500)
    );
    if let [word, name, runs, ..] = &words[..]
        && word == "once"
    {
        let case = cases.iter_mut().find(|case| case.name() == *name).expect("a case's name");
        (0..runs.parse().unwrap()).for_each(|_: u32| (case.run)());
        return;
    }
    // A word chooses the cases whose names hold it.
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    cases.retain(|case| wanted.iter().all(|word| case.name().contains(*word)));
    for _ in 0..ROUNDS {
        for case in &mut cases {
            case.best = case.best.min(timing::nanoseconds(&mut case.run));
        }
    }
    table(&cases);
}

/// One row for each thing that is done: our speed, and how many times as long the others take.
fn table(cases: &[Case<'_>]) {
    let allocator = if cfg!(feature = "mimalloc") { "mimalloc" } else { "the system's allocator" };
    println!("{allocator}; MB/s of the bytes written or read, and times as long as ours\n");
    for row in cases.chunk_by(|a, b| (a.family, a.what) == (b.family, b.what)) {
        let Some(us) = row.iter().find(|case| case.who == "wireloom") else { continue };
        let thing = format!("{} {}", us.family, us.what);
        print!("{thing:22}{:9} B {:6.0} MB/s", us.bytes, us.bytes as f64 * 1e3 / us.best);
        for case in row.iter().filter(|case| case.who != "wireloom") {
            print!("  {} {:.3}", case.who, case.best / us.best);
        }
        println!();
    }
}
