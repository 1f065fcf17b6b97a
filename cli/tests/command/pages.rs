//! `protocols`, `completions`, `man`, `--help`, `--version`.
use super::*;
use wireloom::wire::PROTOCOLS;

#[test]
fn every_protocol_is_listed_and_described() {
    let list = run(&["protocols"]).exits(0).out;
    for protocol in PROTOCOLS {
        assert!(list.lines().any(|line| line.starts_with(protocol.name())));
        let page = run(&["protocols", protocol.name()]).exits(0).out;
        for table in protocol.tables() {
            assert!(page.contains(table.name), "{page}");
            for field in table.fields {
                assert!(page.contains(field.name) && page.contains(field.wire), "{page}");
            }
        }
    }
    golden("protocol.txt", &run(&["protocols", "rpc"]).exits(0).out);
    let all = run(&["protocols", "-v"]).exits(0).out;
    assert!(PROTOCOLS.iter().all(|protocol| all.contains(protocol.spec())));
    let json = run(&["protocols", "-f", "json"]).exits(0).json().out;
    assert_eq!(json.lines().count(), PROTOCOLS.len());
    assert!(json.contains(r#"{"name":"request_id","type":"i32","versions":null,"#));
    run(&["protocols", "rcp"]).exits(2).says("no protocol `rcp`");
}

#[test]
fn completions_know_the_verbs_and_the_protocols() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]).exits(0).out;
        for word in ["decode", "protocols", "limit-frame"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let bash = run(&["completions", "bash"]).out;
    assert!(PROTOCOLS.iter().all(|protocol| bash.contains(protocol.name())));
    run(&["completions", "tcsh"]).exits(2);
}

#[test]
fn manual_pages_are_roff() {
    for (args, title) in [
        (&["man"][..], ".TH wireloom 1"),
        (&["man", "decode"], ".TH wireloom-decode 1"),
        (&["man", "encode"], ".TH wireloom-encode 1"),
    ] {
        let page = run(args).exits(0).out;
        assert!(page.contains(title), "{page}");
    }
    let page = run(&["man", "decode"]).out;
    assert!(page.contains("The longest frame in bytes"), "limits are explained: {page}");
    run(&["man", "decod"]).exits(2).says("did you mean `decode`?");
}

#[test]
fn every_verb_has_help_with_examples() {
    let help = run(&["--help"]).exits(0).out;
    for verb in
        ["decode", "encode", "show", "compare", "convert", "protocols", "completions", "man"]
    {
        assert!(help.contains(verb));
        let page = run(&[verb, "--help"]).exits(0).out;
        assert!(page.contains("Usage: wireloom"), "{page}");
        assert!(verb == "protocols" || page.contains("Examples:"), "{page}");
    }
    let version = format!("wireloom {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]).exits(0).out, version);
}
