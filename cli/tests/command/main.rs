//! The command, as people and programs run it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]
mod compare;
mod convert;
mod decode;
mod encode;
mod first;
mod pages;
mod segment;
mod show;
mod usage;

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use wireloom::{Limits, wire::build::Document};

/// A call of `Hello.hello("Ann")`; the bytes of wire's own tests.
const CALL: &str = "0000002b 00000000 00000001 00000007 65 \
    00000005 48656c6c6f 00000005 68656c6c6f 00000004 00416e6e";
/// What a name service is told: one service at two places.
const METADATA: &str = "00000023 00000000 00000001 00000009 64 \
    0001 0002 4869 0002 0005 7270633a61 0001 62";
/// The same, where the length of the first place is too long.
const MALFORMED: &str = "00000023 00000000 00000001 0000000a 64 \
    0001 0002 4869 0002 0050 7270633a61 0001 62";
/// Nobody provides the service: no payload at all.
const FAILURE: &str = "0000001c 00000000 00000001 ffffffff fffffffe 00000004 6e6f6e65";

/// What the command did.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// Checks the exit code; says what was printed where it is another.
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nstdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// Checks that every line of the output is JSON.
    fn json(self) -> Self {
        for line in self.out.lines() {
            if let Err(error) = Document::parse(line, &Limits::DEFAULT) {
                panic!("{error}: {line}");
            }
        }
        self
    }

    fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "`{text}` is not in: {}", self.err);
        self
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wireloom"));
    command.args(args).env_remove("NO_COLOR").env("TERM", "xterm");
    command
}

fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
    let code = output.status.code().expect("it ends by itself");
    let ran = Ran { code, out: text(output.stdout), err: text(output.stderr) };
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

/// Runs the command with nothing to read.
fn run(args: &[&str]) -> Ran {
    ran(command(args).stdin(Stdio::null()).output().unwrap())
}

/// Runs the command with something to read, and gives the bytes that it prints.
fn pipe(args: &[&str], input: &[u8]) -> Output {
    let pipes =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = pipes.unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The command may stop reading at an error.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// Compares with the file of that name; `WIRELOOM_BLESS=1` writes it.
fn golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/command/snapshots").join(name);
    if std::env::var_os("WIRELOOM_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "\n--- printed\n{text}\n--- {name}\n{expected}");
}

/// A file that is gone at the end of the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("wireloom-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
