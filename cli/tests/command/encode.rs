//! `encode`: back to the same bytes, and what is wrong with the JSON.
use super::*;

#[test]
fn there_and_back_are_the_same_bytes() {
    let requests = [CALL, METADATA, CALL, "00000010 00000000 00000001 00000003"].concat();
    for (side, hex) in [("client", requests.as_str()), ("server", FAILURE)] {
        let json = run(&["decode", "rpc", "-f", "json", "--side", side, "--hex", hex]).exits(0).out;
        let encoded = pipe(&["encode", "rpc"], json.as_bytes());
        assert_eq!(encoded.stdout, bytes(hex));
        assert!(encoded.status.success());
        let file = Scratch::new(side, json.as_bytes());
        let hexed = run(&["encode", "rpc", "--hex", file.path()]).exits(0).out;
        assert_eq!(bytes(&hexed), bytes(hex));
        assert_eq!(hexed.lines().count(), json.lines().count());
    }
}

#[test]
fn bytes_that_are_no_text_survive() {
    // Arguments 00..ff, and a payload type that nobody knows.
    let arguments: String = (0..=255).map(|byte| format!("{byte:02x}")).collect();
    let call = "00000120 00000000 00000001 00000007 65 00000003 c3a922 00000000 00000100";
    let unknown = "00000015 00000000 00000001 ffffffff c8 ff00fe7f";
    let hex = [call, &arguments, unknown].concat();
    let json = run(&["decode", "rpc", "-f", "json", "--hex", &hex]).exits(0).json().out;
    assert_eq!(pipe(&["encode", "rpc"], json.as_bytes()).stdout, bytes(&hex));
}

#[test]
fn fields_alone_need_their_kind() {
    let ping = r#"{"type":0,"version":1,"request_id":7,"payload":{"tag":"string","body":"ping"}}"#;
    let hex = "000000150000000000000001000000070070696e67";
    let encoded = ran(pipe(&["encode", "rpc", "--kind", "request", "--hex"], ping.as_bytes()));
    assert_eq!(encoded.exits(0).out, format!("{hex}\n"));
    ran(pipe(&["encode", "rpc"], ping.as_bytes())).exits(4).says("--kind");
    ran(pipe(&["encode", "rpc", "--kind", "reqest"], b"{}"))
        .exits(2)
        .says("did you mean `request`?");
}

#[test]
fn objects_may_go_over_many_lines() {
    let json = "\n{\n  \"kind\": \"request\",\n  \"fields\": {\n    \"type\": 0, \"version\": 1,
    \"request_id\": 7,\n    \"payload\": {\"tag\": \"string\", \"body\": \"}{\\\"\"}\n  }\n}\n\n";
    let encoded = pipe(&["encode", "rpc"], json.repeat(2).as_bytes());
    let frame = b"\0\0\0\x14\0\0\0\0\0\0\0\x01\0\0\0\x07\0}{\"";
    assert_eq!(encoded.stdout, frame.repeat(2));
}

#[test]
fn errors_name_the_line_and_the_path() {
    let good = run(&["decode", "rpc", "-f", "json", "--hex", CALL]).exits(0).out;
    let line = |from: &str, to: &str| good.replace(from, to);
    for (bad, message) in [
        (
            line("\"method\":\"hello\"", "\"method\":7"),
            "line 2, fields.payload.body.method: text expected",
        ),
        (
            line("\"method\":\"hello\",", ""),
            "line 2, fields.payload.body: field `method` is missing",
        ),
        (line("\"method\"", "\"metod\""), "line 2, fields.payload.body.metod: no such field"),
        (line("\"rpc_request\"", "\"rpc\""), "line 2, fields.payload.tag: "),
        (line("\"request_id\":7", "\"request_id\":99999999999"), "line 2, fields.request_id: "),
        (line("\"kind\":\"request\"", "\"kind\":\"reply\""), "line 2: reply: rpc has no such kind"),
        (
            line("\"role\":\"request\"", "\"role\":\"response\""),
            "line 2: request: no frame is a response",
        ),
        (line("\"kind\":\"request\"", "\"kind\":1"), "line 2, kind: text expected"),
        (
            line("\"protocol\":\"rpc\"", "\"protocol\":\"stomp\""),
            "line 2: this is a frame of stomp, not of rpc",
        ),
        (line("\"version\":null", "\"version\":\"9\""), "line 2: rpc has no version `9`"),
        (
            line("\"error\":null", "\"error\":{\"message\":\"cut\"}"),
            "line 2: this frame was not read to its end",
        ),
        ("{\"kind\":\n\n1x}".into(), "line 4: not JSON: "),
        ("hello\n".into(), "line 2: not JSON: a value expected"),
        ("{}{}\n".into(), "line 2: not JSON: something stands behind"),
        ("[]\n".into(), "line 2: neither `kind` nor `fields`"),
        ("{\"kind\":\"request\"".into(), "line 2: not JSON: "),
    ] {
        let output = pipe(&["encode", "rpc"], [&good, bad.as_str()].concat().as_bytes());
        assert_eq!(output.stdout, bytes(CALL), "what stands before is written");
        ran(Output { stdout: Vec::new(), ..output }).exits(4).says(message);
    }
    let output = pipe(&["encode", "rpc"], b"{\"kind\":\"\xff\"}\n");
    ran(output).exits(4).says("line 1: not JSON: text is not UTF-8");
}

#[test]
fn deep_json_does_not_overflow_the_stack() {
    let deep = [&b"{\"kind\":\"request\",\"fields\":"[..], &b"[".repeat(1 << 20)].concat();
    ran(pipe(&["encode", "rpc"], &deep)).exits(4).says("nested too deep");
}
