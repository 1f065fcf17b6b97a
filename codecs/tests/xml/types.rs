//! Which of serde's types survive, how they look, and what is said of those that do not.
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;
use wireloom_codecs::xml::{Rule, Xml};
use wireloom_codecs::{Codec, ErrorKind};

/// It looks like this and comes back, pretty too.
fn is<T: Serialize + for<'a> Deserialize<'a> + Debug + PartialEq>(xml: Xml, value: T, text: &str) {
    let mut out = b"before".to_vec();
    xml.encode(&value, &mut out).unwrap();
    let out = out.strip_prefix(b"before").unwrap();
    assert_eq!(str::from_utf8(out), Ok(text));
    assert_eq!(xml.size(&value).unwrap(), out.len());
    let mut slice = vec![0; out.len()];
    assert_eq!(xml.encode_to(&value, &mut slice).unwrap(), out.len());
    assert_eq!(slice, out);
    let short = xml.encode_to(&value, &mut slice[1..]).unwrap_err();
    assert_eq!((short.kind(), short.fault.detail), (ErrorKind::UnexpectedEnd, 1));
    let mut pretty = Vec::new();
    Xml { pretty: true, ..xml }.write(&value, &mut pretty).unwrap();
    for text in [out, &pretty] {
        for xml in [Xml::STRICT, Xml::LAX] {
            let back: T = xml.decode(text).unwrap();
            assert_eq!(back, value, "{}", text.escape_ascii());
        }
    }
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let back: T = Xml::STRICT.decode(&utf16).unwrap();
    assert_eq!(back, value);
}

/// It cannot be written, and the message says why.
fn refused<T: Serialize + for<'a> Deserialize<'a>>(xml: Xml, value: T, why: &str) {
    let mut out = b"kept".to_vec();
    let error = xml.encode(&value, &mut out).unwrap_err();
    assert!(error.to_string().contains(why), "{error}");
    assert_eq!(error.kind(), ErrorKind::Unwritable);
    assert_eq!(out, b"kept");
    assert!(xml.size(&value).is_err());
}

const STRICT: Xml = Xml::STRICT;
const R: Xml = Xml::STRICT.root("r");

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Unit,
    New(u8),
    Tuple(u8, u8),
    Struct { x: u8 },
}

#[test]
fn attributes_text_and_options() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Item {
        #[serde(rename = "@id")]
        id: u8,
        #[serde(rename = "@note", default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        more: Option<u8>,
        #[serde(rename = "$text", default)]
        text: String,
    }
    let item = |note: Option<&str>, more, text: &str| Item {
        id: 1,
        note: note.map(String::from),
        more,
        text: text.into(),
    };
    is(STRICT, item(None, None, "x"), "<Item id=\"1\">x</Item>");
    is(R, item(Some(""), None, "x"), "<r id=\"1\" note=\"\">x</r>");
    is(STRICT, item(Some("a\"\n<"), None, ""), "<Item id=\"1\" note=\"a&quot;&#10;&lt;\"/>");
    let full = item(None, Some(2), "a & b");
    let mut out = Vec::new();
    STRICT.encode(&full, &mut out).unwrap();
    assert_eq!(out, b"<Item id=\"1\"><more>2</more>a &amp; b</Item>");
    assert_eq!(STRICT.decode(&out).ok(), Some(full));
}

#[test]
fn texts_survive_to_the_character() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Text {
        #[serde(rename = "@a")]
        a: String,
        s: String,
    }
    for text in ["", " ", " x ", "a\nb", "\t", "<&>\"'", "]]>", "é😀", "x\u{85}y", "--", "&amp;"]
    {
        let value = Text { a: text.into(), s: text.into() };
        for xml in [Xml::STRICT, Xml::PRETTY, Xml::LAX] {
            let mut out = Vec::new();
            xml.encode(&value, &mut out).unwrap();
            let back: Text = xml.decode(&out).unwrap();
            assert_eq!(back, value, "{}", out.escape_ascii());
        }
    }
    for bad in ["\0", "\u{1}", "\u{1f}", "a\u{b}", "\u{fffe}", "\u{ffff}"] {
        refused(STRICT, Text { a: bad.into(), s: String::new() }, "forbids");
        refused(STRICT, Text { a: String::new(), s: bad.into() }, "forbids");
    }
}

#[test]
fn lists_may_stand_among_others() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Lists {
        #[serde(default)]
        a: Vec<u8>,
        #[serde(default)]
        b: Vec<String>,
    }
    let lists = Lists { a: vec![1, 2], b: vec!["x".into()] };
    is(STRICT, lists, "<Lists><a>1</a><a>2</a><b>x</b></Lists>");
    is(STRICT, Lists { a: vec![], b: vec!["".into()] }, "<Lists><b/></Lists>");
    is(STRICT, Lists { a: vec![], b: vec![] }, "<Lists/>");
    let mixed = b"<Lists><a>1</a><b>x</b><a>2</a><c/><b>y</b><a>3</a></Lists>";
    for xml in [Xml::STRICT, Xml::LAX] {
        let back: Lists = xml.decode(mixed).unwrap();
        assert_eq!(back, Lists { a: vec![1, 2, 3], b: vec!["x".into(), "y".into()] });
    }
    let mut few = Xml::STRICT;
    few.limits.items = 8;
    let long = format!("<Lists><a>1</a>{}<a>2</a></Lists>", "<b>x</b>".repeat(100));
    let error = Codec::<Lists>::decode(&few, long.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ItemLimit, "{error}");

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Spaced {
        #[serde(rename = "@l")]
        l: Vec<u8>,
        #[serde(rename = "$text")]
        t: Vec<u8>,
    }
    is(R, Spaced { l: vec![1, 2], t: vec![3, 4] }, "<r l=\"1 2\">3 4</r>");
}

#[test]
fn enums_by_their_place() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Field {
        e: Shape,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Value {
        #[serde(rename = "$value")]
        e: Vec<Shape>,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        A(u8),
        B { x: u8 },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "@t")]
    enum Tagged {
        A {
            #[serde(rename = "@s")]
            s: String,
        },
        B,
    }
    is(STRICT, Shape::Unit, "<Unit/>");
    is(STRICT, Shape::New(1), "<New>1</New>");
    is(STRICT, Shape::Struct { x: 1 }, "<Struct><x>1</x></Struct>");
    refused(STRICT, Shape::Tuple(1, 2), "one root element");
    is(STRICT, Field { e: Shape::Unit }, "<Field><e>Unit</e></Field>");
    refused(STRICT, Field { e: Shape::New(1) }, "cannot serialize enum newtype variant");
    refused(STRICT, Field { e: Shape::Struct { x: 1 } }, "cannot serialize enum struct variant");
    let all = Value { e: vec![Shape::Unit, Shape::New(1), Shape::Struct { x: 2 }, Shape::Unit] };
    is(R, all, "<r><Unit/><New>1</New><Struct><x>2</x></Struct><Unit/></r>");
    is(STRICT, Adjacent::A(1), "<Adjacent><t>A</t><c>1</c></Adjacent>");
    is(STRICT, Adjacent::B { x: 1 }, "<Adjacent><t>B</t><c><x>1</x></c></Adjacent>");
    is(STRICT, Tagged::B, "<Tagged t=\"B\"/>");
    is(STRICT, Tagged::A { s: "x".into() }, "<Tagged t=\"A\" s=\"x\"/>");
}

#[test]
fn what_serde_collects_first_is_told_to_be_no_type() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "@t")]
    enum Tagged {
        A { x: u8 },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        x: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    let error = Codec::<Tagged>::decode(&STRICT, b"<T t='A'><x>1</x></T>").unwrap_err();
    assert!(error.to_string().contains("invalid type: map, expected u8"), "{error}");
    assert_eq!(error.kind(), ErrorKind::BadValue);
    let error = Codec::<Flat>::decode(&STRICT, b"<r><x>1</x><a>b</a></r>").unwrap_err();
    assert!(error.to_string().contains("invalid type: map, expected a string"), "{error}");
    let rest = BTreeMap::from([("@a".to_owned(), "b".to_owned())]);
    is(R, Flat { x: 1, rest }, "<r a=\"b\"><x>1</x></r>");
}

#[test]
fn maps_numbers_and_roots() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Map {
        m: BTreeMap<String, u8>,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Numbers {
        f: f64,
        g: f32,
        i: i128,
        u: u128,
        t: (u8, String),
        c: char,
        n: (),
    }
    let map = |key: &str| Map { m: BTreeMap::from([(key.to_owned(), 1)]) };
    is(STRICT, map("a"), "<Map><m><a>1</a></m></Map>");
    refused(STRICT, map("a b"), "not allowed in an XML name");
    refused(STRICT, map("1"), "not allowed at the start of an XML name");
    refused(STRICT, map(""), "a name was expected");
    is(R, map("a").m, "<r><a>1</a></r>");
    refused(STRICT, map("a").m, "without defined root tag");
    refused(R, BTreeMap::from([(1u8, 1u8)]), "not allowed at the start of an XML name");
    is(R, 1u8, "<r>1</r>");
    is(R, "x".to_owned(), "<r>x</r>");
    refused(STRICT, 1u8, "without defined root tag");
    refused(R, vec![1u8, 2], "one root element");
    refused(R, Vec::<u8>::new(), "ends too soon");
    refused(Xml::STRICT.root("a b"), 1u8, "not allowed in an XML name");
    let numbers = Numbers {
        f: f64::INFINITY,
        g: -0.0,
        i: i128::MIN,
        u: u128::MAX,
        t: (1, "x".into()),
        c: ' ',
        n: (),
    };
    let text = format!(
        "<Numbers><f>inf</f><g>-0</g><i>{}</i><u>{}</u><t>1</t><t>x</t><c> </c><n/></Numbers>",
        i128::MIN,
        u128::MAX
    );
    is(STRICT, numbers, &text);
}

#[test]
fn base64_is_that_of_the_specification() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Blob(#[serde(with = "wireloom_codecs::xml::base64")] Vec<u8>);
    // RFC 4648 §10.
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        let xml = if text.is_empty() { "<r/>".into() } else { format!("<r>{text}</r>") };
        is(R, Blob(bytes.into()), &xml);
    }
    for n in 0..70u8 {
        let blob = Blob((0..n).map(|k| k.wrapping_mul(37) ^ 0xa5).collect());
        let mut out = Vec::new();
        R.encode(&blob, &mut out).unwrap();
        assert_eq!(R.decode(&out).ok(), Some(blob));
    }
    let read = |text: &str| Codec::<Blob>::decode(&R, format!("<r>{text}</r>").as_bytes());
    assert_eq!(read(" Zm 9v\nYg ").unwrap().0, b"foob");
    for bad in ["Z", "Zg=", "Zg===", "Zh==", "Zm9=", "Z=g=", "Zm9v=", "Zm9v====", "Zm-_", "=", "é"]
    {
        let error = read(bad).unwrap_err();
        assert!(error.to_string().contains("base64"), "{bad}: {error}");
    }
}

#[test]
fn strict_refuses_what_lax_reads() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct A {
        b: Vec<u8>,
    }
    for (document, rule) in [
        ("<a><b>1</b></a>x", Rule::Root),
        ("<a><b>1</b></a><a/>", Rule::Root),
        ("<a><b>1</b>]]></a>", Rule::CDataEnd),
        ("<a><b>1</b><?XML?></a>", Rule::Target),
        ("<a><b>1</b><!DOCTYPE a></a>", Rule::Tag),
    ] {
        let lax: A = Xml::LAX.decode(document.as_bytes()).unwrap();
        assert_eq!(lax.b, [1]);
        let error = Codec::<A>::decode(&STRICT, document.as_bytes()).unwrap_err();
        assert_eq!(error.said.unwrap().rule(), Some(rule), "{document}");
    }
    let error = Codec::<A>::decode(&STRICT, b"<?p?><a>\n<b>1</b><b>x</b></a>").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadValue);
    assert!((17..=29).contains(&error.offset()), "{error}");
}
