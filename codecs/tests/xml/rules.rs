//! What is well-formed and what is not, production by production, and in every encoding read.
use crate::cases::{DOCUMENTS, IN_CONTENT, IN_DTD, IN_TAG};
use serde::{Deserialize, Serialize};
use wireloom_codecs::xml::{Rule, Xml};
use wireloom_codecs::{Codec, ErrorKind};

/// XML 1.0 alone: here prefixes need no declaration.
const PLAIN: Xml = Xml { namespaces: false, ..Xml::STRICT };

/// Anything.
#[derive(Debug, Serialize, Deserialize)]
struct Any {}

fn is_well_formed(document: &str) -> bool {
    let checked = PLAIN.check(document).is_ok();
    assert_eq!(PLAIN.check_bytes(document.as_bytes()).is_ok(), checked, "{document}");
    checked
}

fn all(cases: (&[&str], &[&str]), before: &str, after: &str) -> usize {
    for yes in cases.0 {
        let document = format!("{before}{yes}{after}");
        let checked = PLAIN.check_bytes(document.as_bytes());
        assert!(checked.is_ok(), "{document}: {checked:?}");
        assert!(is_well_formed(&document));
    }
    for no in cases.1 {
        let document = format!("{before}{no}{after}");
        assert!(!is_well_formed(&document), "{document}");
        let read = Codec::<Any>::decode(&PLAIN, document.as_bytes());
        assert!(read.is_err(), "{document}");
    }
    cases.0.len() + cases.1.len()
}

#[test]
fn every_production() {
    let n = all(DOCUMENTS, "", "")
        + all(IN_CONTENT, "<a>", "</a>")
        + all(IN_TAG, "<a", "/>")
        + all(IN_TAG, "<b><a", "></a></b>")
        + all(IN_DTD, "<!DOCTYPE a [", "]><a/>")
        + all(IN_DTD, "<?xml version='1.0'?>\n<!DOCTYPE a [ <!-- c -->", "\n] >\n<a>x</a>\n");
    assert!(n > 700, "{n} cases");
}

#[test]
fn no_prefix_of_a_document_is_one() {
    for whole in [
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><!-- c --><?p i?><a/>",
        "<!DOCTYPE a PUBLIC 'p' 's' [<!ELEMENT a (b|(c,d)*)><!ATTLIST a b (c|d) 'c'>]><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY % p SYSTEM 'u'><!NOTATION n PUBLIC 'p'>]><a/>",
        "<a b='c' d=\"&lt;\"><b/>x&#65;<![CDATA[<]]><!-- c --><?p i?></a>",
    ] {
        assert!(is_well_formed(whole), "{whole}");
        for end in 0..whole.len() {
            let error = PLAIN.check(&whole[..end]).unwrap_err();
            assert!(error.offset() <= end as u64, "{:?}: {error}", &whole[..end]);
        }
    }
}

/// §2.2, §2.3: the ends of every range.
#[test]
fn characters_and_names_are_the_fifth_editions() {
    let ranges: &[(u32, u32)] = &[
        (0x3a, 0x3a),
        (0x41, 0x5a),
        (0x5f, 0x5f),
        (0x61, 0x7a),
        (0xc0, 0xd6),
        (0xd8, 0xf6),
        (0xf8, 0x2ff),
        (0x370, 0x37d),
        (0x37f, 0x1fff),
        (0x200c, 0x200d),
        (0x2070, 0x218f),
        (0x2c00, 0x2fef),
        (0x3001, 0xd7ff),
        (0xf900, 0xfdcf),
        (0xfdf0, 0xfffd),
        (0x10000, 0xeffff),
    ];
    let more: &[(u32, u32)] =
        &[(0x2d, 0x2e), (0x30, 0x39), (0xb7, 0xb7), (0x300, 0x36f), (0x203f, 0x2040)];
    let within = |n: u32, ranges: &[(u32, u32)]| ranges.iter().any(|(a, b)| (*a..=*b).contains(&n));
    let edges = ranges.iter().chain(more).flat_map(|(a, b)| [a - 1, *a, *b, b + 1]);
    for n in (0..0x400).chain(edges).chain([0xfffe, 0xffff, 0x10ffff, 0xe000, 0xd7ff]) {
        let Some(c) = char::from_u32(n) else { continue };
        let start = within(n, ranges);
        let inside = start || within(n, more);
        let is_char = matches!(n, 9 | 10 | 13 | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x10000..);
        assert_eq!(is_well_formed(&format!("<{c}/>")), start, "U+{n:04X} begins a name");
        // White space ends the name, a slash the tag.
        if !c.is_ascii_whitespace() && c != '/' && c != '>' {
            assert_eq!(is_well_formed(&format!("<a{c}/>")), inside, "U+{n:04X} in a name");
            assert_eq!(is_well_formed(&format!("<é{c}é/>")), inside, "U+{n:04X} in a name");
        }
        let markup = matches!(c, '<' | '&');
        for (text, allowed) in [
            (format!("<a>{c}</a>"), is_char && !markup),
            (format!("<a>é{c}é</a>"), is_char && !markup),
            (format!("<a b=\"{c}\"/>"), is_char && !markup && c != '"'),
            (format!("<a><!--{c}--></a>"), is_char && c != '-'),
            (format!("<a><?p {c}?></a>"), is_char),
            (format!("<a><![CDATA[{c}]]></a>"), is_char),
            (format!("<a>&#{n};</a>"), is_char),
            (format!("<a b='&#x{n:x};'/>"), is_char),
            (format!("<!DOCTYPE a [<!ENTITY e \"{c}\">]><a/>"), is_char && !"&%\"".contains(c)),
            (format!("<!DOCTYPE a SYSTEM \"{c}\"><a/>"), is_char && c != '"'),
        ] {
            assert_eq!(is_well_formed(&text), allowed, "U+{n:04X} in {text:?}");
        }
    }
}

fn utf16(document: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{document}").encode_utf16().flat_map(unit).collect()
}

#[test]
fn encodings_are_known_by_their_mark_or_their_name() {
    let ok = |bytes: &[u8]| PLAIN.check_bytes(bytes).map_err(|error| error.said.unwrap());
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        assert!(ok(&utf16("<a>é😀</a>", unit)).is_ok());
        assert!(ok(&utf16("<?xml version='1.0' encoding='UTF-16'?><é/>", unit)).is_ok());
        assert!(ok(&utf16("<?xml version='1.0' encoding='utf-8'?><a/>", unit)).is_err());
        assert!(ok(&utf16("<a>&#xd800;</a>", unit)).is_err());
        let mut odd = utf16("<a/>", unit);
        odd.push(0);
        assert!(ok(&odd).is_err());
        let lone: Vec<u8> = [0xfeff, 0x3c, 0x61, 0x3e, 0xd800, 0x3c, 0x2f, 0x61, 0x3e]
            .into_iter()
            .flat_map(unit)
            .collect();
        let error = PLAIN.check_bytes(&lone).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::BadUtf8, 8));
        let error = PLAIN.check_bytes(&utf16("<a>é</b>", unit)).unwrap_err();
        assert_eq!(error.offset(), 18);
        let no_mark: Vec<u8> = "<a/>".encode_utf16().flat_map(unit).collect();
        assert!(ok(&no_mark).is_err());
    }
    assert!(ok("\u{feff}<a/>".as_bytes()).is_ok());
    assert!(ok("\u{feff}<?xml version='1.0' encoding='UTF-8'?><a/>".as_bytes()).is_ok());
    assert!(ok("\u{feff}<?xml version='1.0' encoding='UTF-16'?><a/>".as_bytes()).is_err());
    assert!(ok("\u{feff}\u{feff}<a/>".as_bytes()).is_err());
    assert!(ok("<a>\u{feff}</a>".as_bytes()).is_ok());
    assert!(ok(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>").is_ok());
    assert!(ok(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\x01</a>").is_err());
    assert!(ok(b"<?xml version='1.0' encoding='us-ascii'?><a>e</a>").is_ok());
    assert!(ok(b"<?xml version='1.0' encoding='us-ascii'?><a>\xe9</a>").is_err());
    assert!(ok(b"<?xml version='1.0' encoding='utf-16'?><a/>").is_err());
    assert!(ok(b"<a>\xe9</a>").is_err());
    for bad in [&b"\xc0\x80"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82"] {
        assert!(ok(&[b"<a>", bad, b"</a>"].concat()).is_err());
    }
    let error = PLAIN.check_bytes(b"<?xml version='1.0' encoding='EUC-JP'?><a/>").unwrap_err();
    assert_eq!(error.said.unwrap().rule(), Some(Rule::UnknownEncoding));
}

#[test]
fn rules_are_told_where_they_are_broken() {
    for (document, rule, at) in [
        ("<a></b>", Rule::EndTag, 7),
        ("<a b='1' b='2'/>", Rule::Duplicate, 16),
        ("<a>]]></a>", Rule::CDataEnd, 3),
        ("<a><!-- -- --></a>", Rule::Comment, 10),
        ("<a>&b;</a>", Rule::Undeclared, 6),
        ("<a/><b/>", Rule::Root, 4),
        (" <?xml version='1.0'?><a/>", Rule::Target, 6),
        ("<a b='<'/>", Rule::LessThan, 6),
        ("<a>&#0;</a>", Rule::CharRef, 6),
        ("<a>", Rule::End, 3),
        ("", Rule::End, 0),
    ] {
        let error = PLAIN.check(document).unwrap_err();
        assert_eq!(error.offset(), at, "{document}");
        assert_eq!(error.said.unwrap().rule(), Some(rule), "{document}");
    }
}

#[test]
fn well_formed_documents_can_be_read_as_anything() {
    // A type of no fields takes any element, with any attributes and anything inside.
    for yes in DOCUMENTS.0 {
        let read: Result<Any, _> = PLAIN.decode(yes.as_bytes());
        assert!(read.is_ok(), "{yes}: {read:?}");
    }
}
