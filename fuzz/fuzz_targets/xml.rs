//! Any bytes as XML. The strict layer agrees with roxmltree where both know the rules, what it
//! accepts quick-xml reads, and what is written is well-formed.
#![no_main]
use libfuzzer_sys::fuzz_target;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use wireloom_codecs::{Codec, ErrorKind, heap, xml::Xml};
use wireloom_fuzz::start;
use wireloom_schemas::{Log, Mesh, Orders, Random, Save, User};

/// A tree with everything that XML can say.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "a")]
struct Node {
    #[serde(rename = "@x", default, skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(default)]
    a: Vec<Self>,
    #[serde(default)]
    b: Vec<String>,
    #[serde(rename = "$text", default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut seeds = vec![Vec::new(); 5];
    let [user, log, mesh, save, orders] = &mut seeds[..] else { return seeds };
    Xml::STRICT.encode(&User::random(&mut random), user).expect("plain text");
    Xml::PRETTY.encode(&Log::random(&mut random, 2), log).expect("plain text");
    Xml::STRICT.encode(&Mesh::random(&mut random, 2), mesh).expect("numbers");
    Xml::STRICT.encode(&Save::random(&mut random, 1), save).expect("it has names");
    Xml::STRICT.encode(&Orders::random(&mut random, 2), orders).expect("it has names");
    let texts = [
        "<?xml version='1.0' encoding='UTF-8'?><!-- c --><?p i?><a x='1'>t<b/>&lt;&#65;</a>",
        "<!DOCTYPE a [<!ENTITY e '<b>1</b>'><!ENTITY f '&#34;&e;'>]><a>&f;<a x='&g;'/></a>",
        "<!DOCTYPE a PUBLIC 'p' 'u' [<!ELEMENT a (b|(a,b?)*)+><!ELEMENT b (#PCDATA|a)*>]><a/>",
        "<!DOCTYPE a [<!ATTLIST a x (c|d) 'c' y NOTATION (n) #IMPLIED z CDATA #FIXED '&lt;'>]><a/>",
        "<!DOCTYPE a [<!ENTITY % p '<!NOTATION n SYSTEM \"u\">'>%p;<!ENTITY u SYSTEM 'u' NDATA n>]><a/>",
        "<a><![CDATA[<]]></a>",
        "<a x='1' y='2' z='3' b='4' c='5' d='6' e='7' f='8' g='9' h='10'><b>é</b></a>",
    ];
    seeds.extend(texts.map(|text| text.as_bytes().to_vec()));
    seeds.push("\u{feff}<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect());
    seeds
}

fuzz_target!(init: start(seeds), |bytes: &[u8]| {
    let most = (64 << 10) + (64 << 10) * 16 + bytes.len() * 512;
    let peak = heap::peak(&mut || drop(Codec::<Node>::decode(&Xml::STRICT, bytes)));
    assert!(peak <= most, "{} bytes took {peak} bytes of heap", bytes.len());
    read::<Node>(bytes);
    read::<User>(bytes);
    read::<Save>(bytes);
    read::<Orders>(bytes);
    let _ = Codec::<Node>::decode(&Xml::LAX, bytes);
    let Ok(text) = str::from_utf8(bytes) else { return };
    let document = Xml::STRICT.check(text);
    // Without a document type both say the same, but: a colon that divides nothing is a letter to
    // us; it takes an instruction's target up to the next space, and looks into no declaration; we
    // have a depth.
    let deep = document.as_ref().is_err_and(|error| error.kind() == ErrorKind::DepthLimit);
    let unlike = ["<!DOCTYPE", ":", "xmlns", "<?", "\u{feff}"];
    if !deep && !unlike.iter().any(|words| text.contains(words)) {
        let theirs = roxmltree::Document::parse(text);
        assert_eq!(document.is_ok(), theirs.is_ok(), "roxmltree: {theirs:?}, we: {document:?}");
    }
    let Ok(document) = document else { return };
    assert!(text.get(document.offset..).is_some_and(|rest| rest.starts_with(document.root)));
    let root = document.expanded.as_deref().unwrap_or(document.root);
    // What is expanded needs no declarations but those of namespaces, and is a document of XML 1.0.
    if document.unread.is_none() && !text.starts_with("<?xml") {
        let again = Xml { namespaces: false, ..Xml::STRICT }.check(root);
        assert!(again.is_ok_and(|again| again.expanded.is_none()), "{root}");
    }
    let mut reader = quick_xml::Reader::from_str(root);
    loop {
        match reader.read_event().expect("what is well-formed can be read") {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.expect("attributes too");
                }
            }
            _ => {}
        }
    }
});

fn read<T: Serialize + for<'a> Deserialize<'a> + Debug + PartialEq>(bytes: &[u8]) {
    let value = match Codec::<T>::decode(&Xml::STRICT, bytes) {
        Ok(value) => value,
        Err(error) => {
            let length = u64::try_from(bytes.len()).expect("it is in memory");
            assert!(error.offset() <= length, "{error:?} lies inside {length} bytes");
            return;
        }
    };
    let mut out = b"before".to_vec();
    if Xml::STRICT.encode(&value, &mut out).is_err() {
        assert_eq!(out, b"before", "an error leaves nothing");
        return;
    }
    let written = out.strip_prefix(b"before").expect("encoding appends");
    assert_eq!(Xml::STRICT.size(&value).expect("it was written"), written.len());
    Xml::STRICT.check_bytes(written).expect("what is written is well-formed");
    let _: T = Xml::STRICT.decode(written).expect("what was written can be read");
}
