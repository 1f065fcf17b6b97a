//! What is wrong with a command line, and input that cannot be read.
use super::*;

#[test]
fn usage_errors_exit_2_and_say_what_to_do() {
    for (args, message) in [
        (&["decode", "rp", "--hex", "00"][..], "no protocol `rp`; did you mean `rpc`?"),
        (&["decode", "nonsense", "--hex", "00"], "known: "),
        (&["decode", "rpc@7", "--hex", "00"], "leave out `@7`"),
        (
            &["decode", "rpc", "--hex", "00 0g"],
            "'g' is no hex digit, character 5\n  00 0g\n      ^",
        ),
        (&["decode", "rpc", "--hex", "000"], "the last byte has one digit only, character 4"),
        (&["show", "rpc", "--base64", "AA*A"], "'*' does not belong in base64, character 3"),
        (&["decode", "rpc", "--hex", "00", "--base64", "AA=="], "cannot be used with"),
        (&["decode", "rpc", "--hex", "00", "file"], "cannot be used with"),
        (&["decode", "rpc", "--answers", "request@1", "--hex", "00"], "leave it out"),
        (&["decode", "rpc", "--answers", "fetch@1", "--hex", "00"], "no such kind"),
        (&["decode", "rpc", "--answers", "request", "--hex", "00"], "KIND@VERSION"),
        (&["decode", "rpc", "--limit-depth", "1001", "--hex", "00"], "at most 1000 levels"),
        (&["decode", "rpc", "--limit-frame", "big", "--hex", "00"], "64k"),
        (&["decode", "rpc", "--fields", ",", "--hex", "00"], "paths of fields"),
        (&["decode", "rpc", "--side", "broker", "--hex", "00"], "client, server"),
        (&["decode", "rpc", "--nonsense"], "--help"),
        (&["decode"], "PROTO[@VERSION]"),
        (&["inspect", "x.pcap"], "unrecognized subcommand"),
    ] {
        let ran = run(args).exits(2).says(message);
        assert_eq!(ran.out, "", "{args:?}");
    }
}

#[test]
fn input_that_cannot_be_read_exits_3() {
    let directory = std::env::temp_dir();
    let directory = directory.to_str().unwrap();
    for verb in ["decode", "show", "encode"] {
        let ran = run(&[verb, "rpc", "no/such/file"]).exits(3).says("cannot read no/such/file: ");
        assert_eq!(ran.out, "");
        run(&[verb, "rpc", directory]).exits(3).says("cannot read ");
    }
}
