//! What `wireloom` alone prints: what it does, and what to try.
use super::{Failure, output::Output};
use std::io::Write;
use wireloom::render::Style;

/// Every command works as it stands: a test runs them.
const PAGE: &[(Style, &str)] = &[
    (Style::Bold, "wireloom reads and writes data on the wire.\n"),
    (
        Style::Plain,
        "It decodes the bytes of a protocol, shows them as a tree beside annotated hex,
and turns JSON back into the same bytes.\n\n",
    ),
    (Style::Bold, "Try\n"),
    (
        Style::Name,
        "  wireloom show rpc --hex '0000002b 00000000 00000001 00000007 65
    00000005 48656c6c6f 00000005 68656c6c6f 00000004 00416e6e'\n",
    ),
    (Style::Plain, "      a call of Hello#hello, every byte under its name\n\n"),
    (
        Style::Name,
        "  wireloom decode rpc --side server --base64 \\
    AAAAJAAAAAAAAAABAAAABwAAAAAAAAAAAEhlbGxvLCBBbm4h\n",
    ),
    (Style::Plain, "      its answer on one line; with -f json for programs\n\n"),
    (
        Style::Name,
        "  wireloom decode rpc -f json --hex 000000150000000000000001000000070070696e67 |
    wireloom encode rpc --hex\n",
    ),
    (Style::Plain, "      there and back: the same bytes\n\n"),
    (Style::Bold, "Next\n"),
    (
        Style::Plain,
        "  wireloom protocols       what it speaks; with a name, every field
  wireloom compare FILE    compressors or formats on your own data
  wireloom convert         JSON, XML, Protobuf, compact: from one to another
  wireloom decode --help   the flags, with examples: so for every verb
  wireloom man             the manual page: wireloom man | man -l -
  wireloom completions     for bash, zsh, fish, elvish and PowerShell\n",
    ),
];

pub(super) fn run(output: &mut Output) -> Result<(), Failure> {
    let screen = output.screen;
    for (style, text) in PAGE {
        screen.write(output, *style, text)?;
    }
    output.flush()?;
    Ok(())
}
