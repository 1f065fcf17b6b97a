//! Pools: what they resolve and what they refuse.
use crate::set::{bytes, compiled, edition, hex, pool, push_length};
use wireloom_codecs::{
    ErrorKind, Limits,
    protobuf::dynamic::{Json, Kind, Pool},
};

#[test]
fn features_are_inherited_from_file_to_field() {
    // The file says implicit and expanded; the message explicit; a field packed again.
    let pool = edition(
        "'options':{'features':{'presence':2,'repeated':2}},
         'message':[
           {'name':'A','field':[
             {'name':'x','number':1,'label':1,'type':5},
             {'name':'l','number':2,'label':3,'type':5},
             {'name':'p','number':3,'label':3,'type':5,'options':{'features':{'repeated':1}}},
             {'name':'g','number':4,'label':1,'type':11,'of':'.B','options':{'features':{'encoding':2}}}]},
           {'name':'B','options':{'features':{'presence':1}},
            'field':[{'name':'x','number':1,'label':1,'type':5}],
            'nested':[{'name':'C','field':[{'name':'x','number':1,'label':1,'type':5}]}]}]",
    )
    .unwrap();
    let field = |message: &str, name| pool.message(message).unwrap().field_by_name(name).unwrap();
    assert!(!field("A", "x").has_presence());
    assert!(field("B", "x").has_presence());
    assert!(field("B.C", "x").has_presence());
    assert!(!field("A", "l").is_packed());
    assert!(field("A", "p").is_packed());
    let a = pool.message("A").unwrap();
    let value = a.decode_json(br#"{"l":[1,2],"p":[1,2],"g":{"x":0}}"#, &Json::DEFAULT).unwrap();
    let mut out = Vec::new();
    value.encode(&mut out);
    // l twice, p behind one length, g between the marks of a group.
    assert_eq!(out, hex("10 01 10 02  1a 02 01 02  23 08 00 24"));
}

#[test]
fn later_editions_are_like_2023_and_earlier_ones_are_none() {
    let of = |edition| {
        pool(&format!(
            "{{'file':[{{'edition':{edition},'message':[{{'name':'A','field':[
             {{'name':'x','number':1,'label':1,'type':5}},{{'name':'l','number':2,'label':3,'type':5}}]}}]}}]}}"
        ))
    };
    for edition in [1_000, 1_001, 9_999] {
        let pool = of(edition).unwrap();
        let fields: Vec<_> = pool.message("A").unwrap().fields().collect();
        assert!(fields[0].has_presence() && fields[1].is_packed());
    }
    assert!(!of(999).unwrap().message("A").unwrap().field(1).unwrap().has_presence());
    assert!(!of(998).unwrap().message("A").unwrap().field(2).unwrap().is_packed());
    assert_eq!(of(5).unwrap_err().kind(), ErrorKind::BadValue);
}

#[test]
fn names_are_found_from_the_innermost_scope_out() {
    let pool = pool(
        "{'file':[{'package':'a.b','message':[
           {'name':'X'},
           {'name':'M','nested':[{'name':'X'}],'field':[
             {'name':'inner','number':1,'label':1,'of':'X'},
             {'name':'outer','number':2,'label':1,'of':'b.X'},
             {'name':'whole','number':3,'label':1,'of':'.a.b.X'}]}]}]}",
    )
    .unwrap();
    let names: Vec<_> = pool
        .message("a.b.M")
        .unwrap()
        .fields()
        .map(|field| match field.kind() {
            Kind::Message(message) => message.full_name(),
            _ => "none",
        })
        .collect();
    assert_eq!(names, ["a.b.M.X", "a.b.X", "a.b.X"]);
}

#[test]
fn what_no_compiler_makes_is_refused_with_path_and_byte() {
    let message = |parts: &str| edition(&format!("'message':[{{'name':'M',{parts}}}]"));
    let field = |parts: &str| {
        let mut rest = String::new();
        for (name, value) in [("number", 1), ("label", 1)] {
            if !parts.contains(name) {
                rest += &format!(",'{name}':{value}");
            }
        }
        message(&format!("'field':[{{'name':'f',{parts}{rest}}}]"))
    };
    let cases = [
        (field("'type':11,'of':'.Gone'"), "M: there is no type `.Gone`"),
        (field("'type':14,'of':'.M'"), "M: not the sort of type that belongs here `.M`"),
        (field("'type':19"), "M: a type that is not known `f`"),
        (field("'type':5,'number':19500"), "M: a number that no field can have `f`"),
        (field("'type':5,'number':536870912"), "M: a number that no field can have `f`"),
        (field("'type':5,'number':-1"), "M: a number that no field can have `f`"),
        (field("'type':5,'oneof':0"), "M: there is no such oneof `f`"),
        (field("'type':5,'label':4"), "M: a label that is not known `f`"),
        (message("'oneof':[{'name':'o'}]"), "M: a oneof without fields `o`"),
        (
            message("'field':[{'name':'a','number':1,'type':5},{'name':'b','number':1,'type':5}]"),
            "M: two fields have the number `1`",
        ),
        (
            message("'field':[{'name':'a','number':1,'type':5},{'name':'a','number':2,'type':5}]"),
            "M: two fields have the name `a`",
        ),
        (message("'range':[{'start':5,'end':5}]"), "M: an extension range that cannot be"),
        (
            message("'range':[{'start':5,'end':9},{'start':8,'end':10}]"),
            "M: extension ranges overlap",
        ),
        (message("'nested':[{'name':'X'},{'name':'X'}]"), "M.X: the name is taken"),
        (edition("'message':[{'name':'a.b'}]"), "e.proto: not an identifier `a.b`"),
        (edition("'enum':[{'name':'E'}]"), "E: an enum without values"),
        (
            edition("'enum':[{'name':'E','value':[{'name':'A','number':1}]}]"),
            "E: an open enum has to begin with zero",
        ),
        (
            edition("'enum':[{'name':'E','value':[{'name':'A'},{'name':'B','number':0}]}]"),
            "E: two values have the number `0`",
        ),
        (
            edition("'enum':[{'name':'E','value':[{'name':'A'},{'name':'A','number':1}]}]"),
            "E: two values have the name `A`",
        ),
        (
            edition(
                "'message':[{'name':'M'}],
                 'extension':[{'name':'x','extendee':'.M','number':7,'label':1,'type':5}]",
            ),
            "not in an extension range `x`",
        ),
        (
            pool("{'file':[{'name':'a','dependency':['b']},{'name':'b','dependency':['a']}]}"),
            "a: the file imports itself",
        ),
        (
            pool("{'file':[{'name':'a'},{'name':'a','package':'p'}]}"),
            "a: another file has this name",
        ),
        (pool("{'file':[{'name':'a','syntax':'proto4'}]}"), "a: neither a syntax nor an edition"),
        (
            edition("'options':{'features':{'presence':9}}"),
            "e.proto: a feature has a value that is not known",
        ),
    ];
    for (result, said) in cases {
        let error = result.expect_err(said);
        let text = error.to_string();
        assert!(text.starts_with(said), "{text}, not {said}");
        assert!(error.offset() > 0, "{text}");
    }
}

#[test]
fn maps_that_cannot_be_are_refused() {
    let map = |entry: &str, label: u32| {
        edition(&format!(
            "'message':[{{'name':'M','field':[{{'name':'m','number':1,'label':{label},'type':11,'of':'.M.E'}}],
             'nested':[{{'name':'E','options':{{'map':true}},'field':[{entry}]}}]}}]"
        ))
    };
    let key = "{'name':'key','number':1,'label':1,'type':9}";
    let value = "{'name':'value','number':2,'label':1,'type':5}";
    assert!(
        map(&format!("{key},{value}"), 3).unwrap().message("M").unwrap().field(1).unwrap().is_map()
    );
    for (entry, label) in [
        (format!("{key},{value}"), 1),
        (key.into(), 3),
        (format!("{},{value}", key.replace("'type':9", "'type':1")), 3),
        (format!("{key},{}", value.replace("'label':1", "'label':3")), 3),
        // A map whose values are its own entries.
        (format!("{key},{}", value.replace("'type':5", "'type':11,'of':'.M.E'")), 3),
    ] {
        assert_eq!(map(&entry, label).unwrap_err().kind(), ErrorKind::BadValue, "{entry}");
    }
}

#[test]
fn messages_may_nest_a_hundred_deep_and_no_more() {
    let deep = |levels: usize| {
        let open = "'nested':[{'name':'N',".repeat(levels);
        let close = "'name':'N'}]".replace("'name':'N'", "'range':[]") + &"}]".repeat(levels - 1);
        edition(&format!("'message':[{{'name':'M',{open}{close}}}]"))
    };
    // The tests' own JSON has its limit too.
    assert!(deep(40).is_ok());
    let mut message = b"\x0a\x01N".to_vec();
    for _ in 0..150 {
        let mut outer = b"\x0a\x01N\x1a".to_vec();
        write(&mut outer, &message);
        message = outer;
    }
    let mut file = b"\x22".to_vec();
    write(&mut file, &message);
    let mut set = b"\x0a".to_vec();
    write(&mut set, &file);
    assert_eq!(Pool::from_descriptor_set(&set).unwrap_err().kind(), ErrorKind::DepthLimit);
}

fn write(out: &mut Vec<u8>, bytes: &[u8]) {
    push_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[test]
fn names_do_not_take_more_memory_than_the_set_explains() {
    // A long package before ten thousand messages: gigabytes of full names.
    let package = "p".repeat(100_000);
    let messages: Vec<_> = (0..10_000).map(|n| format!("{{'name':'M{n}'}}")).collect();
    let set = format!("{{'file':[{{'package':'{package}','message':[{}]}}]}}", messages.join(","));
    assert_eq!(pool(&set).unwrap_err().kind(), ErrorKind::ItemLimit);
}

#[test]
fn what_only_has_the_name_is_not_well_known() {
    let pool = pool(
        "{'file':[{'package':'google.protobuf','syntax':'proto3','message':[
           {'name':'Timestamp','field':[{'name':'seconds','number':1,'label':1,'type':9}]},
           {'name':'Value'},{'name':'Any'}]}]}",
    )
    .unwrap();
    assert!(pool.messages().all(|message| message.well_known().is_none()));
    let timestamp = pool.message("google.protobuf.Timestamp").unwrap();
    let value = timestamp.decode(b"\x0a\x01a", &Limits::DEFAULT).unwrap();
    assert_eq!(value.to_json().unwrap(), r#"{"seconds":"a"}"#);
}

#[test]
fn the_same_file_twice_is_one() {
    let once = bytes("{'file':[{'name':'a','message':[{'name':'M'}]}]}");
    let pool = Pool::from_descriptor_set(&[once.clone(), once].concat()).unwrap();
    assert_eq!(pool.messages().count(), 1);
}

#[test]
fn services_know_their_messages() {
    let pool = compiled(
        "syntax = 'proto3'; package p; message A {} message B {}
         service S { rpc Call(A) returns (stream B); }",
    );
    let method = pool.service("p.S").unwrap().method("Call").unwrap();
    let names = [method.input().unwrap().full_name(), method.output().unwrap().full_name()];
    assert_eq!(names, ["p.A", "p.B"]);
    assert!(method.server_streaming() && !method.client_streaming());
}

#[test]
fn a_file_that_is_missing_or_wrong_is_the_compilers_to_tell() {
    let said = |source: Option<&'static str>| {
        let find = move |name: &str| source.filter(|_| name == "a.proto").map(Into::into);
        Pool::from_proto(&["a.proto"], find).unwrap_err().to_string()
    };
    assert_eq!(said(None), "file 'a.proto' is not in any include path");
    assert_eq!(said(Some("\n message {")), "a.proto:2:10: expected an identifier, but found '{'");
    let gone = "syntax = 'proto3'; message M { Gone g = 1; }";
    assert_eq!(said(Some(gone)), "a.proto:1:32: name 'Gone' is not defined");
}
