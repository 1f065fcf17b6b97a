//! Entities: expanded for serde, within a bound, and never fetched.
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use wireloom_codecs::xml::{Rule, Xml};
use wireloom_codecs::{Codec, ErrorKind, Limits};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct A {
    #[serde(rename = "@x", default)]
    x: String,
    #[serde(default)]
    b: Vec<String>,
    #[serde(rename = "$text", default)]
    text: String,
}

fn read(document: &str) -> A {
    Xml::STRICT.decode(document.as_bytes()).unwrap()
}

fn rule(document: &str) -> Rule {
    let error = Codec::<A>::decode(&Xml::STRICT, document.as_bytes()).unwrap_err();
    error.said.unwrap().rule().unwrap()
}

#[test]
fn text_attributes_and_elements_come_from_entities() {
    let a = read("<!DOCTYPE a [<!ENTITY e 'x&#65;y'>]><a>1&e;2&e;</a>");
    assert_eq!(a.text, "1xAy2xAy");
    let a = read("<!DOCTYPE a [<!ENTITY e '<b>1</b>'><!ENTITY f '&e;<b>2</b>&e;'>]><a>&f;</a>");
    assert_eq!(a.b, ["1", "2", "1"]);
    let a = read("<!DOCTYPE a [<!ENTITY e '&f;&f;'><!ENTITY f 'v'>]><a x='1&e;2'>&e;</a>");
    assert_eq!((&*a.x, &*a.text), ("1vv2", "vv"));
    // §4.4.5: quotes from an entity do not end the value, and spaces are spaces.
    let a = read("<!DOCTYPE a [<!ENTITY e \"&#34;&#39;&#10;\">]><a x='[&e;]'/>");
    assert_eq!(a.x, "[\"' ]");
    // §4.2: the first declaration binds. §4.4.2, appendix D: characters are put in twice.
    let a = read("<!DOCTYPE a [<!ENTITY e '1'><!ENTITY e '2'>]><a>&e;</a>");
    assert_eq!(a.text, "1");
    let a = read(
        "<!DOCTYPE a [<!ENTITY e '<b>An ampersand (&#38;#38;) may be escaped (&amp;amp;).</b>'>]>\
         <a>&e;</a>",
    );
    assert_eq!(a.b, ["An ampersand (&) may be escaped (&amp;)."]);
    let a = read(
        "<!DOCTYPE a [<!ENTITY % xx '&#37;zz;'>\
         <!ENTITY % zz '&#60;!ENTITY tricky \"error-prone\" >' > %xx; ]><a>This is &tricky;.</a>",
    );
    assert_eq!(a.text, "This is error-prone.");
    let a = read("<!DOCTYPE a [<!ENTITY lt '&#38;#60;'>]><a>&lt;&#60;</a>");
    assert_eq!(a.text, "<<");
    // What no serde type borrows from: the text is not the document's.
    let borrowed: Result<&str, _> = Xml::STRICT.decode(b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>");
    assert!(borrowed.unwrap_err().to_string().contains("borrowed string"));
    let borrowed: &str = Xml::STRICT.decode(b"<!DOCTYPE a><a>x</a>").unwrap();
    assert_eq!(borrowed, "x");
}

#[test]
fn what_an_entity_holds_is_checked_where_it_stands() {
    let with = |entities: &str, root: &str| format!("<!DOCTYPE a [{entities}]>{root}");
    for (entities, root, broken) in [
        ("<!ENTITY e '<b>'>", "<a>&e;</b></a>", Rule::Unbalanced),
        ("<!ENTITY e '</b>'>", "<a><b>&e;</a>", Rule::Unbalanced),
        ("<!ENTITY e '</a><a>'>", "<a>&e;</a>", Rule::Unbalanced),
        ("<!ENTITY e '</a>'>", "<a>&e;", Rule::Unbalanced),
        ("<!ENTITY e '<b></c>'>", "<a>&e;</a>", Rule::EndTag),
        ("<!ENTITY e '&#60;b'>", "<a>&e;</a>", Rule::End),
        ("<!ENTITY e '<b'>", "<a>&e;/></a>", Rule::End),
        ("<!ENTITY e '<!--'>", "<a>&e;--></a>", Rule::End),
        ("<!ENTITY e '<![CDATA['>", "<a>&e;]]></a>", Rule::End),
        ("<!ENTITY e '&#38;'>", "<a>&e;amp;</a>", Rule::End),
        ("<!ENTITY e '&#38;'>", "<a>&e;</a>", Rule::End),
        ("<!ENTITY e '&#38; '>", "<a>&e;</a>", Rule::Reference),
        ("<!ENTITY e ']]&#62;'>", "<a>&e;</a>", Rule::CDataEnd),
        ("<!ENTITY e '<?xml version=\"1.0\"?>'>", "<a>&e;</a>", Rule::Target),
        ("<!ENTITY e '<b/>'>", "<a x='&e;'/>", Rule::LessThan),
        ("<!ENTITY e '&f;'><!ENTITY f '&#60;'>", "<a x='&e;'/>", Rule::LessThan),
        ("<!ENTITY e '&e;'>", "<a>&e;</a>", Rule::Recursion),
        ("<!ENTITY e '&e;'>", "<a x='&e;'/>", Rule::Recursion),
        ("<!ENTITY e '&f;'><!ENTITY f '<b>&e;</b>'>", "<a>&e;</a>", Rule::Recursion),
        ("<!ENTITY e '&f;'>", "<a>&e;</a>", Rule::Undeclared),
        ("<!ENTITY e '&#38;#0;'>", "<a>&e;</a>", Rule::CharRef),
        ("<!ENTITY e '<b x=\"1\" x=\"2\"/>'>", "<a>&e;</a>", Rule::Duplicate),
        ("<!ENTITY e SYSTEM 'u' NDATA n>", "<a>&e;</a>", Rule::Unparsed),
        ("<!ENTITY e SYSTEM 'u' NDATA n>", "<a x='&e;'/>", Rule::Unparsed),
        ("<!ENTITY e SYSTEM 'u'>", "<a x='&e;'/>", Rule::ExternalValue),
        ("<!ENTITY f SYSTEM 'u'><!ENTITY e '&f;'>", "<a x='&e;'/>", Rule::ExternalValue),
        ("<!ENTITY % e 'x'>", "<a>&e;</a>", Rule::Undeclared),
        ("<!ENTITY e ''>", "&e;", Rule::Root),
        ("<!ENTITY e '<a/>'>", "&e;", Rule::Root),
        ("<!ENTITY e ''>", "<a/>&e;", Rule::Root),
        ("<!ENTITY e ' x=\"1\"'>", "<a&e;/>", Rule::Tag),
        ("<!ENTITY e ' x=\"1\"'>", "<a &e;/>", Rule::Name),
        ("<!ENTITY e 'b'>", "<a><&e;/></a>", Rule::Name),
    ] {
        let document = with(entities, root);
        let error = Xml::STRICT.check(&document).unwrap_err();
        assert_eq!(error.said.unwrap().rule(), Some(broken), "{document}");
    }
}

#[test]
fn what_stands_outside_is_told_and_never_fetched() {
    for document in [
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>1&e;2</a>",
        "<!DOCTYPE a [<!ENTITY e PUBLIC 'p' 'http://localhost/'>]><a>1&e;2</a>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'u'><!ENTITY f '&e;'>]><a>1&f;2</a>",
        "<!DOCTYPE a SYSTEM 'u'><a>1&e;2</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'u'>%p;]><a>1&e;2</a>",
        "<!DOCTYPE a [%p;]><a>1&e;2</a>",
        // §5.1: behind what is not read, another declaration may bind.
        "<!DOCTYPE a [%p;<!ENTITY e 'x'>]><a>1&e;2</a>",
    ] {
        let checked = Xml::STRICT.check(document).unwrap();
        assert_eq!(checked.unread, document.find("2<"), "{document}");
        assert_eq!(rule(document), Rule::External, "{document}");
        let skips = Xml { skip_external: true, ..Xml::STRICT };
        let a: A = skips.decode(document.as_bytes()).unwrap();
        assert_eq!(a.text, "12", "{document}");
    }
    // Declared before: it is known. Not referred to: nothing is missing.
    assert_eq!(read("<!DOCTYPE a [<!ENTITY e 'x'>%p;]><a>&e;</a>").text, "x");
    assert_eq!(read("<!DOCTYPE a SYSTEM 'u' [<!ENTITY e 'x'>]><a>&e;</a>").text, "x");
    assert_eq!(read("<!DOCTYPE a [<!ENTITY e SYSTEM 'u'>]><a>x</a>").text, "x");
}

#[test]
fn laughs_are_bounded() {
    let laughs = |base: &str, times: usize, levels: usize| {
        let mut dtd = format!("<!ENTITY l0 '{base}'>");
        for level in 1..=levels {
            let inner = format!("&l{};", level - 1).repeat(times);
            dtd.push_str(&format!("<!ENTITY l{level} '{inner}'>"));
        }
        (dtd, format!("&l{levels};"))
    };
    let start = Instant::now();
    for (base, times, levels) in [("lol", 10, 9), ("", 10, 9), ("<b/>", 10, 9), ("", 2, 60)] {
        let (dtd, top) = laughs(base, times, levels);
        for root in [format!("<a>{top}</a>"), format!("<a x='{top}'/>")] {
            if base.contains('<') && root.contains('=') {
                continue;
            }
            let document = format!("<!DOCTYPE a [{dtd}]>{root}");
            let error = Xml::STRICT.check(&document).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InflatedLimit, "{error}");
        }
    }
    // The square: one long entity, many times.
    let document = format!(
        "<!DOCTYPE a [<!ENTITY e '{}'>]><a>{}</a>",
        "x".repeat(100_000),
        "&e;".repeat(30_000)
    );
    let error = Xml::STRICT.check(&document).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InflatedLimit);
    // Parameter entities laugh too.
    let mut dtd = String::from("<!ENTITY % l0 '<!-- ha -->'>");
    for level in 1..=12 {
        let inner = format!("&#37;l{};", level - 1).repeat(10);
        dtd.push_str(&format!("<!ENTITY % l{level} '{inner}'>"));
    }
    let error = Xml::STRICT.check(&format!("<!DOCTYPE a [{dtd}%l12;]><a/>")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InflatedLimit);
    // A chain is as deep as elements may be.
    let (dtd, top) = laughs("x", 1, 200);
    let error = Xml::STRICT.check(&format!("<!DOCTYPE a [{dtd}]><a>{top}</a>")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DepthLimit);
    let error = Xml::STRICT.check(&format!("<!DOCTYPE a [{dtd}]><a x='{top}'/>")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DepthLimit);
    assert!(start.elapsed() < Duration::from_secs(5));
    // What is meant stays possible.
    let (dtd, top) = laughs("lol", 10, 3);
    assert_eq!(read(&format!("<!DOCTYPE a [{dtd}]><a>{top}</a>")).text.len(), 3_000);
    let tight = Xml::STRICT.within(&Limits { inflated: 100, ..Limits::DEFAULT });
    assert!(tight.check(&format!("<!DOCTYPE a [{dtd}]><a>{top}</a>")).is_err());
}
