//! Namespaces in XML 1.0 (third edition), and what XML 1.1 changes.
use wireloom_codecs::xml::{Rule, Said, Xml};

fn broken(document: &str) -> Option<Rule> {
    let error = Xml::STRICT.check(document).err()?;
    let rule = if let Some(Said::Rule(rule)) = error.said { Some(rule) } else { None };
    assert!(rule.is_some(), "{document}: {error:?}");
    rule
}

#[test]
fn every_prefix_is_declared() {
    for good in [
        "<a xmlns='u'><b/></a>",
        "<p:a xmlns:p='u'/>",
        "<a xmlns:p='u'><p:b p:c='d'/></a>",
        "<a p:b='c' xmlns:p='u'/>",
        "<a xml:lang='en'/>",
        "<xml:a/>",
        "<a xmlns:p='u'><b xmlns:p='v' p:c=''/><p:d/></a>",
        "<a xmlns='u' xmlns:p='u' b='1' p:b='2'/>", // §6.3: no attribute is in the default one
        "<a xmlns=''/>",                            // §6.2: the default may be undeclared
        "<a xmlns:p='u&amp;v' xmlns:q='u' p:b='1' q:b='2'/>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        // A colon that divides nothing is a letter.
        "<:/>",
        "<a:/>",
        "<a :='b'/>",
        "<?a: b?><a/>",
        // The declaration of an element's type may declare the prefix (XML 1.0 §3.3.2).
        "<!DOCTYPE a [<!ATTLIST a xmlns:p CDATA #FIXED 'u'>]><a><p:b/></a>",
        "<!DOCTYPE a [<!ENTITY e '<b xmlns:p=\"u\"><p:c/></b>'>]><a>&e;</a>",
        // Nobody read what may declare it.
        "<!DOCTYPE a SYSTEM 'u'><a><p:b/></a>",
    ] {
        assert_eq!(broken(good), None, "{good}");
    }
    for (bad, rule) in [
        ("<p:a/>", Rule::Prefix),
        ("<a p:b=''/>", Rule::Prefix),
        ("<a><b xmlns:p='u'/><p:c/></a>", Rule::Prefix),
        ("<a><b xmlns:p='u'></b><p:c/></a>", Rule::Prefix),
        ("<xmlns:a/>", Rule::Prefix),
        ("<a xmlns:p='u'><p:b:c/></a>", Rule::Colon),
        ("<?a:b c?><a/>", Rule::Colon),
        ("<!DOCTYPE a [<!ENTITY b:c ''>]><a/>", Rule::Colon),
        ("<!DOCTYPE a [<!NOTATION b:c SYSTEM ''>]><a/>", Rule::Colon),
        ("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", Rule::Duplicate),
        ("<a xmlns:p='u' xmlns:q='&#x75;' p:b='' q:b=''/>", Rule::Duplicate),
        (
            "<!DOCTYPE a [<!ENTITY u 'v&#38;#x77;'>]><a xmlns:p='vw' xmlns:q='&u;' p:b='' q:b=''/>",
            Rule::Duplicate,
        ),
        ("<a xmlns:p=''/>", Rule::Namespace),
        ("<a xmlns:xmlns='u'/>", Rule::Namespace),
        ("<a xmlns:xml='u'/>", Rule::Namespace),
        ("<a xmlns='http://www.w3.org/XML/1998/namespace'/>", Rule::Namespace),
        ("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", Rule::Namespace),
    ] {
        assert_eq!(broken(bad), Some(rule), "{bad}");
        let plain = Xml { namespaces: false, ..Xml::STRICT };
        assert!(plain.check(bad).is_ok(), "XML 1.0 alone allows {bad}");
    }
}

#[test]
fn xml_1_1_has_its_own_characters() {
    let new = |rest: &str| broken(&format!("<?xml version='1.1'?>{rest}"));
    assert_eq!(new("<a>&#1;&#x1f;&#x85;\u{85}</a>"), None);
    assert_eq!(new("<a b='&#2;'/>"), None);
    assert_eq!(new("<a\u{85}b=''\u{2028}/>"), None);
    assert_eq!(new("<!DOCTYPE a [<!ENTITY e '&#1;'>]><a>&e;</a>"), None);
    assert_eq!(new("<a>&#0;</a>"), Some(Rule::CharRef));
    assert_eq!(new("<a>\u{1}</a>"), Some(Rule::Char));
    assert_eq!(new("<a>\u{80}</a>"), Some(Rule::Char));
    assert_eq!(new("<a xmlns:p='u'><b xmlns:p=''><p:c/></b></a>"), Some(Rule::Prefix));
    assert_eq!(new("<a xmlns:p='u'><b xmlns:p=''/><p:c/></a>"), None);
    // §2.8: every other version is read as 1.0.
    assert_eq!(broken("<?xml version='1.2'?><a>&#1;</a>"), Some(Rule::CharRef));
    assert_eq!(broken("<?xml version='1.0'?><a>\u{80}</a>"), None);
}

/// §4.1: behind a parameter entity an undeclared one is a matter of validity.
#[test]
fn an_entity_may_be_missing_behind_a_parameter_entity() {
    let document = "<!DOCTYPE a [<!ENTITY % p '<!ENTITY x \"y\">'>%p;]><a>&z;</a>";
    assert_eq!(Xml::STRICT.check(document).unwrap().unread, Some(55));
    assert_eq!(broken("<!DOCTYPE a [<!ENTITY % p ''>]><a>&z;</a>"), Some(Rule::Undeclared));
}
