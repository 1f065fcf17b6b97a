//! `convert`: every form into every other, one message or many, and what is lost is told.
use super::*;

const SHOP: &str = "
syntax = \"proto3\";
package shop;
enum State { NEW = 0; PAID = 1; }
message Item { string sku = 1; uint32 count = 2; double price = 3; }
message Order {
  uint64 id = 1;
  State state = 2;
  repeated Item items = 3;
  map<string, string> tags = 4;
  optional string note = 5;
  oneof pay { string card = 6; bool cash = 7; }
  bytes blob = 8;
}
message Older { uint64 id = 1; }
";

const LINES: &str = concat!(
    r#"{"id":"1","state":"PAID","items":[{"sku":"a","count":2,"price":1.5}],"#,
    r#""tags":{"b":"<&>","x":"1"},"card":"4711"}"#,
    "\n",
    r#"{"id":"2","note":"","blob":"AAEC"}"#,
    "\n"
);
const XML: &str = "<messages>\n\
    <Order><id>1</id><state>1</state><items><sku>a</sku><count>2</count><price>1.5</price></items>\
    <tags><b>&lt;&amp;&gt;</b><x>1</x></tags><blob/><pay><card>4711</card></pay></Order>\n\
    <Order><id>2</id><state>0</state><tags/><note/><blob>AAEC</blob></Order>\n\
    </messages>\n";
const PROTOBUF: &str = "2c 0801 1001 1a0e 0a0161 1002 19000000000000f83f \
    2208 0a0162 12033c263e 2206 0a0178 120131 320434373131 09 0802 2a00 4203000102";
/// Fields in their order, then the oneof: a card is its variant 0.
const COMPACT: &str = "01 02 01 0161 02 000000000000f83f 02 0162033c263e 01780131 00 00 01 00 0434373131 \
    02 00 00 00 0100 03000102 00";

/// Runs `convert` on some input, by the schema above.
fn convert(test: &str, args: &[&str], input: &[u8]) -> Output {
    let schema = Scratch::new(&format!("convert-{test}.proto"), SHOP.as_bytes());
    pipe(&[&["convert", "--schema", schema.path()], args].concat(), input)
}

fn told(test: &str, args: &[&str], input: &[u8]) -> Ran {
    ran(convert(test, args, input))
}

#[test]
fn every_form_becomes_every_other() {
    let forms = [
        ("json", LINES.as_bytes().to_vec()),
        ("xml", XML.as_bytes().to_vec()),
        ("protobuf", bytes(PROTOBUF)),
        ("compact", bytes(COMPACT)),
    ];
    for (from, given) in &forms {
        for (to, wanted) in &forms {
            let args = ["--type", "Order", "--delimited", "--from", from, "--to", to];
            let output = convert(&format!("{from}-{to}"), &args, given);
            let err = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success() && err.is_empty(), "{from} to {to}: {err}");
            assert_eq!(&output.stdout, wanted, "{from} to {to}");
        }
    }
}

#[test]
fn one_message_needs_nothing_around_it() {
    let line = br#"{"id":7,"cash":true}"#;
    let json = ["--from", "json", "--type", "shop.Order", "--to"];
    let hex = told("one-hex", &[&json[..], &["protobuf", "--hex"]].concat(), line).exits(0).out;
    assert_eq!(hex, "08073801\n");
    let xml = told("one-xml", &[&json[..], &["xml"]].concat(), line).exits(0).out;
    assert!(xml.starts_with("<Order><id>7</id>"), "{xml}");
    let args = ["--from", "xml", "--to", "json", "--type", "Order"];
    assert_eq!(
        told("one-back", &args, xml.as_bytes()).exits(0).out,
        "{\"id\":\"7\",\"cash\":true}\n"
    );
    // The whole input is the message, and an empty one is a message, too.
    let args = ["--from", "protobuf", "--to", "json", "--type", "Order"];
    assert_eq!(told("one-pb", &args, &bytes("0807")).exits(0).out, "{\"id\":\"7\"}\n");
    assert_eq!(told("one-none", &args, b"").exits(0).out, "{}\n");
    // A second message would run into the first.
    let two = told("one-two", &[&json[..], &["protobuf"]].concat(), LINES.as_bytes());
    assert!(two.exits(2).says("--delimited").out.is_empty());
}

#[test]
fn json_is_lines_values_or_one_array() {
    let args = ["--from", "json", "--to", "json", "--type", "Older"];
    for text in
        ["{\"id\":1}\n\n{\"id\":2}\n", "{\"id\":1} {\"id\":\n2}", "[{\"id\":1},\n {\"id\":2}]"]
    {
        let out = told("values", &args, text.as_bytes()).exits(0).out;
        assert_eq!(out, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n", "{text}");
    }
    assert_eq!(told("values-none", &args, b"[]").exits(0).out, "");
    told("values-empty", &args, b"").exits(4).says("no message at all");
}

#[test]
fn what_the_schema_does_not_know_is_told() {
    // The order's other fields are not Older's: 37 + 4 bytes, and 2 + 5.
    let to = |form| ["--from", "protobuf", "--delimited", "--type", "Older", "--to", form];
    for form in ["json", "xml", "compact"] {
        let output = convert(&format!("lost-{form}"), &to(form), &bytes(PROTOBUF));
        assert!(output.status.success());
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("left out of 2 messages"), "{err}");
        assert!(err.contains("49 bytes of fields that the schema has not"), "{err}");
    }
    // Protobuf has room for them.
    let same = convert("lost-none", &to("protobuf"), &bytes(PROTOBUF));
    assert_eq!((same.stdout, same.stderr.len()), (bytes(PROTOBUF), 0));
    let strict = [&to("json")[..], &["--strict"]].concat();
    let strict = told("lost-strict", &strict, &bytes(PROTOBUF)).exits(4);
    assert!(strict.out.is_empty() && strict.err.contains("message 0 at byte 1"), "{}", strict.err);
}

#[test]
fn errors_say_which_message_where_and_what() {
    let args = |from, to| ["--type", "Order", "--delimited", "--from", from, "--to", to];
    let bad = LINES.replace("\"blob\":\"AAEC\"", "\"items\":[{\"count\":-1}]");
    let hex = [&args("json", "compact")[..], &["--hex"]].concat();
    let ran = told("bad-json", &hex, bad.as_bytes()).exits(4);
    let ran = ran.says("standard input, message 1: items[0].count: ");
    assert!(!ran.out.is_empty(), "what came before is written");
    let bad = XML.replace("<id>2</id>", "<id>two</id>");
    let at = format!("not `two` at {:#x}", bad.find("<id>two").unwrap());
    let ran = told("bad-xml", &args("xml", "json"), bad.as_bytes()).exits(4);
    ran.says("message 1: id: a number expected, ").says(&at);
    let bad = XML.replace("<note/>", "<nota/>");
    told("bad-name", &args("xml", "json"), bad.as_bytes()).exits(4).says("no such field: `nota`");
    let cut = &bytes(PROTOBUF)[..50];
    told("bad-cut", &args("protobuf", "json"), cut).exits(4).says("byte 50: the input ends inside");
    let cut = &bytes(COMPACT)[..43];
    told("bad-compact", &args("compact", "json"), cut)
        .exits(4)
        .says("message 1: blob: unexpected end");
    // Not in XML: a text with a zero in it. The document is closed nevertheless.
    let bad = LINES.replace("\"note\":\"\"", "\"note\":\"\\u0000\"");
    let ran = told("bad-text", &args("json", "xml"), bad.as_bytes()).exits(4);
    let ran = ran.says("message 1: no XML: note: a text with a character that XML forbids");
    assert!(ran.out.starts_with("<Order>") && ran.out.ends_with("</Order>\n"), "{}", ran.out);
}

#[test]
fn what_is_asked_for_is_checked_first() {
    run(&["convert", "--from", "json", "--to", "xml", "x"]).exits(2).says("--print-schema");
    run(&["convert", "--from", "json", "x"]).exits(2).says("--to");
    let args = ["--from", "json", "--to", "xml"];
    told("no-type", &args, b"{}").exits(2).says("shop.Order");
    told("bad-type", &[&args[..], &["--type", "Oder"]].concat(), b"{}")
        .exits(2)
        .says("no message `Oder`");
    run(&["convert", "--schema", "/no/such.proto", "--from", "json", "--to", "xml"])
        .exits(3)
        .says("cannot read");
    let schema =
        Scratch::new("convert-bad.proto", b"syntax = 'proto3'; message A { nothing x = 1; }");
    run(&["convert", "--schema", schema.path(), "--from", "json", "--to", "xml"])
        .exits(4)
        .says("nothing");
}

#[test]
fn compact_by_schema_is_as_its_specification_says() {
    // The example of codecs/src/compact/SPEC.md, section 8: file, message and bytes.
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codecs/src/compact/SPEC.md");
    let spec = std::fs::read_to_string(path).unwrap();
    let (_, section) = spec.split_once("## 8. ").unwrap();
    let message = section.lines().find(|line| line.starts_with("message Order")).unwrap();
    let hex = section.lines().find(|line| line.contains("id 7, gift true, points 300")).unwrap();
    let hex: String = hex.split("id").next().unwrap().split_whitespace().collect();
    let schema = Scratch::new("spec.proto", format!("syntax = 'proto3'; {message}").as_bytes());
    let args = ["convert", "--from", "json", "--to", "compact", "--hex", "--schema", schema.path()];
    let ran = ran(pipe(&args, br#"{"id": 7, "points": 300, "gift": true}"#)).exits(0);
    assert_eq!(ran.out.trim(), hex);
}

#[test]
fn a_message_without_a_required_field_has_no_compact_form() {
    let proto = "syntax = 'proto2'; message A { required int32 x = 1; optional A a = 2; }";
    let schema = Scratch::new("required.proto", proto.as_bytes());
    let args = ["convert", "--from", "json", "--schema", schema.path(), "--to"];
    let to = |form| ran(pipe(&[&args[..], &[form, "--hex"]].concat(), br#"{"x":1,"a":{}}"#));
    to("compact").exits(4).says("message 0: no compact: a.x: a required field is missing");
    assert_eq!(to("protobuf").exits(0).out, "08011200\n");
    assert_eq!(to("xml").exits(0).out, "<A><x>1</x><a/></A>\n");
}

#[test]
fn groups_and_enums_that_are_closed_go_there_and_back() {
    let proto = "syntax = 'proto2'; enum E { ONE = 1; TWO = 2; }
        message A { optional group G = 1 { optional E e = 2; } repeated E all = 3; }";
    let schema = Scratch::new("group.proto", proto.as_bytes());
    let args = ["convert", "--schema", schema.path(), "--type", "A", "--hex", "--from"];
    let line = "{\"g\":{\"e\":\"TWO\"},\"all\":[\"ONE\",\"TWO\"]}\n";
    let to = |form: &str, input: &[u8], of: &str| {
        ran(pipe(&[&args[..], &[of, "--to", form]].concat(), input)).exits(0).out
    };
    // A group's element has the name of its field, which is in lower case.
    assert_eq!(
        to("xml", line.as_bytes(), "json"),
        "<A><g><e>2</e></g><all>1</all><all>2</all></A>\n"
    );
    assert_eq!(to("compact", line.as_bytes(), "json"), "0101040202 04\n".replace(' ', ""));
    assert_eq!(to("protobuf", line.as_bytes(), "json"), "0b10020c18011802\n");
    assert_eq!(to("json", &bytes("0101040202 04"), "compact"), line);
    // Three is none of the enum's, so it is an unknown field.
    let lost = ran(pipe(&[&args[..], &["protobuf", "--to", "json"]].concat(), &bytes("1803")));
    assert_eq!(lost.exits(0).says("2 bytes of fields that the schema has not").out, "{}\n");
}
