//! `decode`: lines of JSON and of a table, and what is wrong with them.
use super::*;
use std::io::{BufRead, BufReader};

#[test]
fn a_frame_is_one_object() {
    let ran = run(&["decode", "rpc", "-f", "json", "--hex", CALL]).exits(0).json();
    assert_eq!(
        ran.out,
        concat!(
            r#"{"n":1,"side":"client","protocol":"rpc","version":null,"kind":"request","#,
            r#""role":"request","bytes":43,"summary":"Hello#hello 4 B of arguments","#,
            r#""correlation":"7","reply_to":null,"fields":{"type":0,"version":1,"#,
            r#""request_id":7,"payload":{"tag":"rpc_request","body":{"interface":"Hello","#,
            r#""method":"hello","serialized_arguments":"\u0000Ann"}}},"error":null}"#,
            "\n"
        )
    );
    assert_eq!(ran.err, "");
}

#[test]
fn a_response_is_told_by_its_side() {
    let args = ["decode", "rpc", "-f", "json", "--side", "server", "--hex", FAILURE];
    let ran = run(&args).exits(0).json();
    assert!(ran.out.contains(r#""role":"response""#));
    assert!(ran.out.contains(r#""code":"NO_PROVIDER","error":"none"},"error":null"#));
    // As a request it is one, too: of a payload type that nobody knows.
    let ran = run(&["decode", "rpc", "-f", "json", "--hex", FAILURE]).exits(0).json();
    assert!(ran.out.contains(r#""payload":{"tag":255,"#), "{}", ran.out);
}

#[test]
fn bytes_come_from_hex_base64_files_and_pipes() {
    let expected = run(&["decode", "rpc", "-f", "json", "--hex", CALL]).exits(0).out;
    let call = bytes(CALL);
    let file = Scratch::new("call", &call);
    let base64 = "AAAAKwAAAAAAAAABAAAAB2UAAAAFSGVsbG8AAAAFaGVsbG8AAAAEAEFubg==";
    for source in [&["--base64", base64][..], &[file.path()]] {
        let args = [&["decode", "rpc", "-f", "json"][..], source].concat();
        assert_eq!(run(&args).exits(0).out, expected);
    }
    for source in [&[][..], &["-"]] {
        let args = [&["decode", "rpc", "-f", "json"][..], source].concat();
        assert_eq!(ran(pipe(&args, &call)).exits(0).out, expected);
    }
}

#[test]
fn many_frames_make_a_table() {
    let all = [CALL, METADATA, MALFORMED, CALL].join("\n");
    let ran = run(&["decode", "rpc", "--hex", &all]).exits(4);
    golden("table.txt", &ran.out);
    assert_eq!(
        ran.err,
        "error: frame 3, at byte 0x4e: unexpected end at 0x1b, 72 more bytes needed, \
         in payload.body.services[0].uris[0]\n"
    );
}

#[test]
fn what_is_wrong_with_one_frame_does_not_hide_the_others() {
    let all = [CALL, MALFORMED, METADATA].concat();
    let ran = run(&["decode", "rpc", "-f", "json", "--hex", &all]).exits(4).json();
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3);
    let error = concat!(
        r#""fields":{"type":0,"version":1,"request_id":10,"payload":{"tag":"metadata","body":"#,
        r#"{"services":[{"name":"Hi","uris":[null]}]}}},"error":{"kind":"unexpected-end","#,
        r#""offset":27,"path":"payload.body.services[0].uris[0]","#,
        r#""message":"unexpected end at 0x1b, 72 more bytes needed"}}"#
    );
    assert!(lines[1].ends_with(error), "{}", lines[1]);
    assert!(lines[2].contains(r#""n":3"#) && lines[2].ends_with(r#""error":null}"#));

    let ran = run(&["decode", "rpc", "-f", "json", "--strict", "--hex", &all]).exits(4);
    assert_eq!(ran.out.lines().count(), 2, "strict stops at the first");
}

#[test]
fn a_duplicate_request_is_noted() {
    let twice = [CALL, CALL].concat();
    let ran = run(&["decode", "rpc", "-f", "json", "--hex", &twice]).exits(0).json();
    let lines: Vec<_> = ran.out.lines().collect();
    assert!(!lines[0].contains("note"));
    assert!(lines[1].contains(r#""note":"duplicate of an open request""#));
}

#[test]
fn totals_that_cannot_be_are_typed_errors() {
    for (total, kind) in [
        ("00000000", "bad-length"),
        ("00000003", "bad-length"),
        ("0000000f", "bad-length"),
        ("7fffffff", "frame-limit"),
        ("80000000", "bad-length"),
        ("ffffffff", "bad-length"),
    ] {
        for before in ["", CALL] {
            let hex = [before, total, "00112233445566778899aabbccddeeff"].concat();
            let ran = run(&["decode", "rpc", "-f", "json", "--hex", &hex]).exits(4).json();
            let last = ran.out.lines().last().unwrap();
            let error = format!(r#""error":{{"kind":"{kind}","offset":0,"path":"total","#);
            assert!(last.contains(&error), "{last}");
            assert_eq!(ran.out.lines().count(), if before.is_empty() { 1 } else { 2 });
            run(&["show", "rpc", "--hex", &hex]).exits(4);
        }
    }
    run(&["decode", "rpc", "--limit-frame", "42", "--hex", CALL])
        .exits(4)
        .says("raise it: --limit-frame");
    run(&["decode", "rpc", "--limit-frame", "1k", "--hex", CALL]).exits(0);
}

#[test]
fn every_prefix_is_truncated_and_tells_what_is_there() {
    let call = bytes(CALL);
    for n in 1..call.len() {
        let ran = ran(pipe(&["decode", "rpc", "-f", "json"], &call[..n])).exits(4).json();
        assert_eq!(ran.out.lines().count(), 1);
        assert!(ran.out.contains(&format!(r#""bytes":{n},"#)), "{}", ran.out);
        assert!(ran.out.contains(&format!(r#""error":{{"kind":"unexpected-end","offset":{n},"#)));
        assert_eq!(ran.out.contains(r#""request_id":7"#), n >= 16, "{}", ran.out);
        assert_eq!(ran.out.contains(r#""interface":"Hello""#), n >= 26, "{}", ran.out);
    }
}

#[test]
fn no_bytes_at_all_are_truncated() {
    let file = Scratch::new("empty", b"");
    for verb in ["decode", "show"] {
        for source in
            [&["--hex", ""][..], &["--hex", " \n"], &["--base64", ""], &[file.path()], &["-"]]
        {
            let ran = run(&[&[verb, "rpc"][..], source].concat()).exits(4).says("no bytes at all");
            assert_eq!(ran.out, "");
        }
    }
    run(&["encode", "rpc", "-"]).exits(4).says("no JSON at all");
}

#[test]
fn garbage_is_an_error_and_nothing_worse() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..60 {
        let mut garbage = bytes(&[CALL, METADATA].concat());
        for _ in 0..=round % 4 {
            let at = usize::try_from(next() % 78).unwrap();
            garbage[at] = next().to_le_bytes()[0];
        }
        if round % 5 == 0 {
            garbage = (0..next() % 99 + 1).map(|_| next().to_le_bytes()[0]).collect();
        }
        for protocol in wireloom::wire::PROTOCOLS {
            for args in [&["decode", protocol.name(), "-f", "json"][..], &["show", protocol.name()]]
            {
                let ran = ran(pipe(args, &garbage));
                assert!(matches!(ran.code, 0 | 1 | 4), "{}: {garbage:02x?}", ran.err);
                if args[0] == "decode" {
                    ran.json();
                }
            }
        }
    }
}

#[test]
fn frames_are_told_while_the_stream_goes_on() {
    let mut child = command(&["decode", "rpc", "-f", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for (n, frame) in [CALL, METADATA, CALL].iter().enumerate() {
        // Byte by byte, and each frame is there as soon as its last byte is.
        for byte in bytes(frame) {
            stdin.write_all(&[byte]).unwrap();
            stdin.flush().unwrap();
        }
        let line = lines.next().unwrap().unwrap();
        assert!(line.starts_with(&format!(r#"{{"n":{},"#, n + 1)), "{line}");
    }
    drop(stdin);
    assert!(lines.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_closed_output_is_quiet() {
    let many = bytes(CALL).repeat(20_000);
    for args in [&["decode", "rpc", "-f", "json"][..], &["decode", "rpc"], &["show", "rpc"]] {
        let mut child = command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(&many);
        drop(stdin);
        let ran = ran(child.wait_with_output().unwrap()).exits(0);
        assert_eq!(ran.err, "");
    }
}

#[test]
fn some_fields_only() {
    let both = [CALL, METADATA].concat();
    let fields = "request_id,payload.body.method,payload.body.services[].name";
    let ran = run(&["decode", "rpc", "-f", "json", "--fields", fields, "--hex", &both]).json();
    let lines: Vec<_> = ran.out.lines().collect();
    let call = r#""fields":{"request_id":7,"payload":{"body":{"method":"hello"}}},"#;
    assert!(lines[0].contains(call), "{}", lines[0]);
    let metadata = r#""fields":{"request_id":9,"payload":{"body":{"services":[{"name":"Hi"}]}}},"#;
    assert!(lines[1].contains(metadata), "{}", lines[1]);

    let ran = run(&["decode", "rpc", "--fields", fields, "--hex", &both]).exits(0);
    assert!(ran.out.contains("request_id=7 payload.body.method=\"hello\""), "{}", ran.out);
    assert!(ran.out.contains("request_id=9 payload.body.services[0].name=\"Hi\""), "{}", ran.out);

    run(&["decode", "rpc", "--fields", "topic", "--hex", &both]).exits(1).says("request_id");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let escapes =
        |args: &[&str]| run(&[args, &["--hex", CALL]].concat()).exits(0).out.contains('\x1b');
    assert!(!escapes(&["decode", "rpc"]));
    assert!(!escapes(&["decode", "rpc", "--color", "never"]));
    assert!(escapes(&["decode", "rpc", "--color", "always"]));
    assert!(escapes(&["--color", "always", "show", "rpc"]));
    assert!(!escapes(&["decode", "rpc", "-f", "json", "--color", "always"]));
}

#[test]
fn what_came_over_the_wire_does_not_steer_the_terminal() {
    // A call of `\x1b[2J#\x1b[2J`.
    let call =
        "00000023 00000000 00000001 00000007 65 00000004 1b5b324a 00000004 1b5b324a 00000000";
    for verb in ["decode", "show"] {
        let ran = run(&[verb, "rpc", "--hex", &call.replacen("23", "25", 1)]).exits(0);
        assert!(!ran.out.contains('\x1b') && ran.out.contains("\\u{1b}[2J"), "{}", ran.out);
    }
}
