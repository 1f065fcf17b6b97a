//! Documents that nobody should have written: typed errors, at once, on little stack.
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};
use wireloom_codecs::xml::{Rule, Xml};
use wireloom_codecs::{Codec, ErrorKind, Limits};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tree {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kid: Vec<Self>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nest {
    inner: Option<Box<Self>>,
}

fn on_a_stack(kib: usize, f: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(kib << 10).spawn(f).unwrap().join().unwrap();
}

/// quick-xml takes 1.5 KiB for each level of a type, and 5 KiB unoptimised.
fn on_a_small_stack(f: impl FnOnce() + Send + 'static) {
    on_a_stack(if cfg!(debug_assertions) { 640 } else { 256 }, f);
}

#[test]
fn deep_documents_are_refused_at_once_on_a_small_stack() {
    on_a_small_stack(|| {
        let start = Instant::now();
        let deep = format!("<Tree>{}", "<kid>".repeat(200_000));
        let whole = format!("{deep}{}</Tree>", "</kid>".repeat(200_000));
        for document in [&deep, &whole] {
            let error = Codec::<Tree>::decode(&Xml::STRICT, document.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
            assert_eq!(error.offset(), 6 + 5 * 99 + 1, "{error}");
            let error = Codec::<Tree>::decode(&Xml::LAX, document.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
        }
        let nest = format!("<Nest>{}", "<inner>".repeat(200_000));
        for codec in [Xml::STRICT, Xml::LAX] {
            let error = Codec::<Nest>::decode(&codec, nest.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
        }
        assert!(start.elapsed() < Duration::from_secs(2));
    });
}

#[test]
fn the_strict_layer_does_not_recurse() {
    on_a_stack(64, || {
        for deep in [
            "<a>".repeat(200_000),
            format!("<!DOCTYPE a [<!ELEMENT a {}", "(".repeat(200_000)),
            format!("<!DOCTYPE a [<!ENTITY e '{}'>]><a>&e;</a>", "<a>".repeat(200_000)),
        ] {
            let error = Xml::STRICT.check(&deep).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
            let mut most = Xml::STRICT;
            most.limits.depth = u16::MAX;
            let error = most.check(&deep).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
        }
    });
}

#[test]
fn the_deepest_document_is_read_and_written_on_a_small_stack() {
    on_a_small_stack(|| {
        let mut tree = Tree::default();
        for _ in 0..99 {
            tree = Tree { kid: vec![tree] };
        }
        let mut out = Vec::new();
        Xml::STRICT.encode(&tree, &mut out).unwrap();
        for codec in [Xml::STRICT, Xml::LAX] {
            let back: Tree = codec.decode(&out).unwrap();
            assert_eq!(back, tree);
        }
        tree = Tree { kid: vec![tree] };
        let error = Xml::STRICT.encode(&tree, &mut out).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DepthLimit, "{error}");
    });
}

#[test]
fn a_document_above_the_limit_is_not_looked_at() {
    let codec = Xml::STRICT.within(&Limits { frame: 4, ..Limits::DEFAULT });
    assert!(codec.check("<a/>").is_ok());
    let error = codec.check("<a />").unwrap_err();
    assert_eq!((error.kind(), error.fault.detail), (ErrorKind::FrameLimit, 4));
    assert!(Codec::<Tree>::decode(&codec, b"<Tree/>").is_err());
}

/// Documents made to cost the square of their length.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let many = |each: &dyn Fn(usize) -> String| (0..n).map(each).collect::<String>();
    let mut tags = many(&|k| format!(" a{k}='1'"));
    let one_big_then_small = format!(
        "<r><a{tags}/>{}</r>",
        "<a a='' b='' c='' d='' e='' f='' g='' h='' i=''/>".repeat(n)
    );
    write!(tags, " a0='2'").unwrap();
    vec![
        ("attributes", format!("<r{tags}/>")),
        ("a big tag, then small ones", one_big_then_small),
        ("entities", format!("<!DOCTYPE r [{}]><r/>", many(&|k| format!("<!ENTITY e{k} 'x'>")))),
        ("references", format!("<!DOCTYPE r [<!ENTITY e 'x'>]><r>{}</r>", "&e;".repeat(n))),
        ("values", format!("<!DOCTYPE r [<!ENTITY e 'x'>]><r x='{}'/>", "&e;".repeat(n))),
        ("brackets", format!("<r>{}</r>", "]".repeat(8 * n))),
        ("a comment without its end", format!("<r><!--{}", "-".repeat(8 * n))),
        ("comments without their ends", format!("<r>{}", "<!-- ".repeat(2 * n))),
        ("names", format!("<r>{}</r>", "<é/>".repeat(n))),
        ("one name", format!("<{}/>", "é".repeat(4 * n))),
        ("characters", format!("<r>{}</r>", "\u{ff21}".repeat(4 * n))),
        ("particles", format!("<!DOCTYPE r [<!ELEMENT r (a{})>]><r/>", "|a".repeat(n))),
        ("defaults", format!("<!DOCTYPE r [<!ATTLIST r {}>]><r/>", " a CDATA 'x'".repeat(n))),
        ("parameters", format!("<!DOCTYPE r [<!ENTITY % p ''>{}]><r/>", "%p;".repeat(n))),
        ("ignored", format!("<!DOCTYPE r [<!ENTITY % p '<![IGNORE[{}'>%p;]><r/>", "<![".repeat(n))),
        ("prefixes", format!("<r{}/>", many(&|k| format!(" xmlns:p{k}='u' p{k}:a{k}=''")))),
        ("one prefix", format!("<r xmlns:p='u'>{}</r>", "<p:a xmlns:p='u' p:b=''/>".repeat(n))),
        ("prefixes that nest", format!("<r{}", "><p:a xmlns:p='u'".repeat(n))),
        (
            "namespaces by default",
            format!(
                "<!DOCTYPE r [<!ATTLIST a {}>]><r>{}</r>",
                many(&|k| format!(" xmlns:p{k} CDATA 'u'")),
                "<a/>".repeat(n)
            ),
        ),
        ("elements", format!("<r>{}</r>", "<a></a>".repeat(n))),
        ("blanks", format!("<r>{}</r>", "<a  \t\n />".repeat(n))),
    ]
}

/// Rule 5 of the house: documents so long that the square of their parts would take minutes take
/// a part of a second.
#[test]
fn work_is_linear() {
    for (name, document) in hostile(if cfg!(debug_assertions) { 40_000 } else { 200_000 }) {
        let start = Instant::now();
        let _ = Xml::STRICT.check(&document);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(4), "{name}: {} bytes {took:?}", document.len());
    }
}

#[test]
fn any_bytes_are_a_document_or_an_error() {
    let words = [
        "<",
        ">",
        "/",
        "</",
        "<a",
        "<b>",
        "/>",
        "a",
        "=",
        "'",
        "\"",
        " ",
        "&",
        "&e;",
        "&#65;",
        ";",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?p",
        "?>",
        "<!DOCTYPE a",
        "[",
        "]",
        "<!ENTITY e ",
        "'x'",
        "<!ELEMENT a",
        "(",
        ")",
        "|",
        "<!ATTLIST a",
        "CDATA",
        "#FIXED",
        "%",
        "%p;",
        "é",
        "\u{ffff}",
        "\0",
        "<?xml version='1.0'",
        "<!ENTITY % p ",
        "SYSTEM",
    ];
    let mut seed = 1u64;
    for _ in 0..20_000 {
        let mut document = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            document.push_str(words[(seed >> 33) as usize % words.len()]);
        }
        for whole in
            [format!("<a>{document}</a>"), format!("<!DOCTYPE a [{document}]><a/>"), document]
        {
            if let Err(error) = Xml::STRICT.check(&whole) {
                assert!(error.offset() <= whole.len() as u64, "{whole}: {error}");
                assert_ne!(error.said.unwrap().rule(), Some(Rule::UnknownEncoding));
            }
            let _ = Codec::<Tree>::decode(&Xml::LAX, whole.as_bytes());
        }
    }
}
