//! Where the bytes come from: the command line, a file, a pipe.
use super::Failure;
use std::{
    fs::File,
    io::{self, Cursor, IsTerminal, Read},
    path::PathBuf,
};

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Input {
    /// A file of raw bytes; `-`, or nothing with a pipe, for the standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["hex", "base64"])]
    file: Option<PathBuf>,
    /// The bytes as hex digits; spaces, newlines, `:`, `,` and `0x` are skipped, and a dump of xxd
    /// or hexdump -C is understood
    #[arg(long, value_name = "TEXT", conflicts_with = "base64")]
    hex: Option<String>,
    /// The bytes in base64
    #[arg(long, value_name = "TEXT")]
    base64: Option<String>,
}

impl Input {
    /// The bytes, and what to call them.
    pub(crate) fn open(&self) -> Result<Box<dyn Read>, Failure> {
        if let Some(text) = &self.hex {
            return hex(text).map(bytes).map_err(|fault| fault.tell("--hex", text));
        }
        if let Some(text) = &self.base64 {
            return base64(text).map(bytes).map_err(|fault| fault.tell("--base64", text));
        }
        open(self.file.as_ref())
    }

    pub(crate) fn name(&self) -> String {
        match (&self.hex, &self.base64) {
            (Some(_), _) => "--hex".into(),
            (_, Some(_)) => "--base64".into(),
            _ => name(self.file.as_ref()),
        }
    }
}

/// What to call a file in messages.
pub(crate) fn name(file: Option<&PathBuf>) -> String {
    match file.filter(|file| file.as_os_str() != "-") {
        Some(file) => file.display().to_string(),
        None => "standard input".into(),
    }
}

/// A file, or the standard input.
pub(crate) fn open(file: Option<&PathBuf>) -> Result<Box<dyn Read>, Failure> {
    match file.filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            let fault =
                |error| Failure::Unreadable(format!("cannot read {}: {error}", file.display()));
            let opened = File::open(file).map_err(fault)?;
            match opened.metadata().is_ok_and(|about| about.is_dir()) {
                true => Err(fault(io::ErrorKind::IsADirectory.into())),
                false => Ok(Box::new(opened)),
            }
        }
        None if file.is_none() && io::stdin().is_terminal() => Err(Failure::Usage(
            "nothing to read: name a FILE, pipe something in, or see --help".into(),
        )),
        None => Ok(Box::new(io::stdin().lock())),
    }
}

fn bytes(bytes: Vec<u8>) -> Box<dyn Read> {
    Box::new(Cursor::new(bytes))
}

/// A character that does not belong there.
#[derive(Debug, PartialEq)]
struct Fault {
    what: String,
    /// Its place, counted in characters from 0; the text's length where something is missing.
    at: usize,
}

impl Fault {
    /// What is wrong, with the text around it and a mark below.
    fn tell(&self, flag: &str, text: &str) -> Failure {
        const AROUND: usize = 24;
        let from = self.at.saturating_sub(AROUND);
        let shown = text.chars().skip(from).take(AROUND.saturating_mul(2));
        let shown: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mark = self.at.saturating_sub(from);
        Failure::Usage(format!(
            "{flag}: {}, character {}\n  {shown}\n  {:mark$}^",
            self.what,
            self.at.saturating_add(1),
            ""
        ))
    }
}

/// Reads hex digits; what separates them is skipped.
fn hex(text: &str) -> Result<Vec<u8>, Fault> {
    let (mut bytes, mut high) = (Vec::with_capacity(text.len() / 2), None);
    let (mut at, mut dumped) = (0usize, false);
    for line in text.split_inclusive('\n') {
        let (mut from, mut to) = (0, line.chars().count());
        if let Some(digits) = dump(line) {
            (from, to) = digits;
            dumped = true;
        } else if dumped && usize::from_str_radix(line.trim(), 16) == Ok(bytes.len()) {
            // The last line of hexdump -C: how many bytes it were.
            to = 0;
        }
        let mut zero = false;
        for (i, c) in line.chars().enumerate().take(to).skip(from) {
            let at = at.saturating_add(i);
            let was_zero = std::mem::take(&mut zero);
            match c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                Some(digit) => match high.take() {
                    Some(first) => bytes.push(first << 4 | digit),
                    None => {
                        high = Some(digit);
                        zero = digit == 0;
                    }
                },
                // `0x`: the zero was none of the bytes' digits.
                None if (c == 'x' || c == 'X') && was_zero => high = None,
                None if c.is_whitespace() || matches!(c, ':' | ',' | '-' | '_') => zero = false,
                None => return Err(Fault { what: format!("{c:?} is no hex digit"), at }),
            }
        }
        at = at.saturating_add(line.chars().count());
    }
    match high {
        None => Ok(bytes),
        Some(_) => Err(Fault { what: "the last byte has one digit only".into(), at }),
    }
}

/// Where the digits stand in a line of a dump, in characters: behind its offset (`00000010: ` of
/// xxd and tcpdump, `00000010  ` of hexdump -C) and before its text.
fn dump(line: &str) -> Option<(usize, usize)> {
    let digits = line.trim_start();
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    let offset = digits.split(|c: char| !c.is_ascii_hexdigit()).next().filter(|o| o.len() >= 4)?;
    let behind = digits.strip_prefix(offset)?;
    let text = |rest: &str| rest.trim_start().find("  ");
    let body = match behind.strip_prefix(": ") {
        Some(body) => body,
        // The text between bars tells this dump from digits with spaces between them.
        None => behind.strip_prefix("  ").filter(|body| body.contains('|'))?,
    };
    let body = body.trim_start();
    let digits = match body.split_once('|') {
        Some((digits, _)) => digits,
        None => body.get(..text(body).unwrap_or(body.len())).unwrap_or(body),
    };
    let from = line.len().saturating_sub(body.len());
    let chars = |bytes: usize| line.get(..bytes).map(|front| front.chars().count());
    Some((chars(from)?, chars(from.saturating_add(digits.len()))?))
}

/// RFC 4648 §4 and §5; white space is skipped, padding may be left out.
fn base64(text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut held, mut count, mut padded) = (0u32, 0u8, false);
    for (at, c) in text.chars().enumerate() {
        let digit = match c {
            'A'..='Z' => u32::from(c).wrapping_sub(u32::from('A')),
            'a'..='z' => u32::from(c).wrapping_sub(u32::from('a')).wrapping_add(26),
            '0'..='9' => u32::from(c).wrapping_sub(u32::from('0')).wrapping_add(52),
            '+' | '-' => 62,
            '/' | '_' => 63,
            '=' if count >= 2 || padded => {
                padded = true;
                continue;
            }
            c if c.is_whitespace() => continue,
            c => return Err(Fault { what: format!("{c:?} does not belong in base64"), at }),
        };
        if padded {
            return Err(Fault { what: "something stands behind the padding".into(), at });
        }
        held = held << 6 | digit;
        count = count.wrapping_add(1);
        if count == 4 {
            bytes.extend(held.to_be_bytes().iter().skip(1));
            (held, count) = (0, 0);
        }
    }
    let [_, a, b, _] = if count == 2 { held << 12 } else { held << 6 }.to_be_bytes();
    match count {
        0 => {}
        2 => bytes.push(a),
        3 => bytes.extend([a, b]),
        _ => {
            let at = text.chars().count();
            return Err(Fault { what: "the last group has one digit only".into(), at });
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_tolerates_what_people_paste() {
        let bytes = vec![0x00, 0x2b, 0x0a, 0xff];
        for text in [
            "002b0aff",
            "00 2B 0a\nFF",
            "00:2b:0a:ff",
            "0x00 0x2b 0x0a 0xff",
            "0x00,0x2b,0x0a,0xff",
            "0x002b0aff",
            "00000000: 002b 0aff                                .+..\n",
            "00000000: 002b 0aff  .+..",
            "00000000: 002b  .+\n00000002: 0aff  ..\n",
            "00000000  00 2b 0a ff                                       |.+..|\n00000004\n",
            "\t0x0000:  002b 0aff  .+..",
        ] {
            assert_eq!(hex(text).as_ref(), Ok(&bytes), "{text}");
        }
        assert_eq!(hex(""), Ok(vec![]));
        assert_eq!(hex(" \n"), Ok(vec![]));
    }

    #[test]
    fn a_bad_digit_is_told_with_its_place() {
        assert_eq!(hex("00 g1").unwrap_err().at, 3);
        assert_eq!(hex("00\n2x").unwrap_err().at, 4);
        assert_eq!(hex("000").unwrap_err().at, 3);
        let Failure::Usage(message) = hex("00 g1").unwrap_err().tell("--hex", "00 g1") else {
            panic!("usage")
        };
        assert_eq!(message, "--hex: 'g' is no hex digit, character 4\n  00 g1\n     ^");
    }

    #[test]
    fn base64_with_and_without_padding() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("/w==", b"\xff"),
            ("/w", b"\xff"),
            ("//4=", b"\xff\xfe"),
            ("__79 \n", b"\xff\xfe\xfd"),
            ("AAECAw==", b"\0\x01\x02\x03"),
        ] {
            assert_eq!(base64(text).unwrap(), bytes, "{text}");
        }
        assert_eq!(base64("ab*d").unwrap_err().at, 2);
        assert_eq!(base64("abcde").unwrap_err().at, 5);
        assert_eq!(base64("=").unwrap_err().at, 0);
        assert_eq!(base64("ab==cd").unwrap_err().at, 4);
    }
}
