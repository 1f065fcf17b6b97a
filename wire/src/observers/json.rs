//! JSON while decoding: no tree in between.
use crate::{Observer, Shape, Value};
use alloc::vec::Vec;
use core::{
    fmt,
    ops::{ControlFlow, Range},
};

/// Appends what it hears as one JSON value, on one line.
///
/// Records are objects; lists are arrays; maps, whose names stand on the wire, are arrays of
/// `[name, value]` pairs, so that order and duplicates stay. Bytes are a string where they are
/// UTF-8, else `{"base64":"…"}`. A float that JSON has no number for is `{"f64":"7ff8…"}`, its bits
/// in hex: nothing is lost on the way back. Codes are their name, or their number if they have none.
///
/// [`finish`](Self::finish) closes what an error left open: the output is always valid.
///
/// ```
/// use wireloom_wire::{Observed, Reader, Wire, observers::Json, types::Text};
///
/// let mut out = Vec::new();
/// let mut json = Json::new(&mut out);
/// Text::<u8>::read(&mut Observed::new(Reader::new(b"\x03a\"b"), &mut json))?;
/// json.finish();
/// assert_eq!(out, br#""a\"b""#);
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
#[derive(Debug)]
pub struct Json<'o> {
    out: &'o mut Vec<u8>,
    open: Vec<Group>,
    /// The innermost group holds nothing yet.
    empty: bool,
    /// A value is due: a name or a comma was written and nothing behind it.
    due: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Group {
    Record,
    List,
    Map,
    /// One pair of a map, between its name and its end.
    Pair,
}

impl<'o> Json<'o> {
    /// Appends to `out`.
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, open: Vec::new(), empty: true, due: true }
    }

    /// Closes what an error left open.
    pub fn finish(mut self) {
        if self.due {
            self.null();
        }
        while let Some(group) = self.open.pop() {
            self.out.push(closing(group));
        }
    }

    fn comma(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.due = true;
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
        self.due = false;
    }
}

const fn closing(group: Group) -> u8 {
    match group {
        Group::Record => b'}',
        Group::List | Group::Map | Group::Pair => b']',
    }
}

impl Observer for Json<'_> {
    fn field(&mut self, name: &'static str, _at: usize) {
        self.comma();
        if self.open.last() == Some(&Group::Record) {
            // Names from tables need no escapes.
            self.out.push(b'"');
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"\":");
        }
    }

    fn entry(&mut self, name: &str, _at: usize) {
        self.comma();
        match self.open.last() {
            Some(Group::Map) => {
                self.out.push(b'[');
                string(self.out, name);
                self.out.push(b',');
                self.open.push(Group::Pair);
            }
            Some(Group::Record) => {
                string(self.out, name);
                self.out.push(b':');
            }
            _ => {}
        }
    }

    fn end(&mut self, _at: usize) -> ControlFlow<()> {
        if self.due {
            self.null();
        }
        if self.open.last() == Some(&Group::Pair) {
            self.open.pop();
            self.out.push(b']');
        }
        ControlFlow::Continue(())
    }

    fn open(&mut self, shape: Shape) {
        let (group, bracket) = match shape {
            Shape::Record => (Group::Record, b'{'),
            Shape::List => (Group::List, b'['),
            Shape::Map => (Group::Map, b'['),
        };
        self.open.push(group);
        self.out.push(bracket);
        self.empty = true;
        self.due = false;
    }

    fn close(&mut self) {
        if let Some(group) = self.open.pop() {
            self.out.push(closing(group));
        }
        self.empty = false;
        self.due = false;
    }

    fn value(&mut self, value: Value<'_>) {
        // A field means one thing: the first that was said.
        if self.due {
            write(self.out, value);
            self.due = false;
        }
    }

    fn bits(&mut self, name: &'static str, octets: Range<usize>, _mask: u64, value: Value<'_>) {
        self.field(name, octets.start);
        self.value(value);
    }
}

/// Appends one value.
fn write(out: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Unsigned(n) => unsigned(out, n),
        Value::Signed(n) | Value::Code(n, None) => signed(out, n),
        Value::F32(x) if x.is_finite() => print(out, format_args!("{x:?}")),
        Value::Float(x) if x.is_finite() => print(out, format_args!("{x:?}")),
        Value::F32(x) => print(out, format_args!("{{\"f32\":\"{:08x}\"}}", x.to_bits())),
        Value::Float(x) => print(out, format_args!("{{\"f64\":\"{:016x}\"}}", x.to_bits())),
        Value::Text(s) | Value::Code(_, Some(s)) => string(out, s),
        Value::Bytes(b) => match str::from_utf8(b) {
            Ok(s) => string(out, s),
            Err(_) => {
                out.extend_from_slice(b"{\"base64\":\"");
                base64(out, b);
                out.extend_from_slice(b"\"}");
            }
        },
        Value::Shown(x) => string(out, &alloc::format!("{x}")),
        // Value is open to new kinds; show them as they show themselves.
        other => string(out, &alloc::format!("{other:?}")),
    }
}

/// Appends `s` as a JSON string. Runs that need no escape are copied whole.
fn string(out: &mut Vec<u8>, s: &str) {
    out.reserve(s.len().saturating_add(2));
    out.push(b'"');
    let mut rest = s.as_bytes();
    while let Some((run, [b, tail @ ..])) = rest.split_at_checked(clean(rest)) {
        out.extend_from_slice(run);
        rest = tail;
        match b {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => print(out, format_args!("\\u{b:04x}")),
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// How many bytes at the front need no escape: eight at a time, then one by one.
fn clean(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);
    // The top bit of each byte that is zero; above the lowest such byte it may lie.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let (words, tail) = bytes.as_chunks();
    let mut at = 0usize;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let quote = zeros(word ^ ONES.wrapping_mul(b'"'.into()));
        let backslash = zeros(word ^ ONES.wrapping_mul(b'\\'.into()));
        let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
        let found = (quote | backslash | control) & TOPS;
        if found != 0 {
            let octets = usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
            return at.saturating_add(octets);
        }
        at = at.saturating_add(8);
    }
    let needs = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
    at.saturating_add(tail.iter().position(needs).unwrap_or(tail.len()))
}

fn signed(out: &mut Vec<u8>, n: i64) {
    if n < 0 {
        out.push(b'-');
    }
    unsigned(out, n.unsigned_abs());
}

fn unsigned(out: &mut Vec<u8>, mut n: u64) {
    let mut digits = [b'0'; 20];
    let mut rest = digits.iter_mut().rev();
    for digit in rest.by_ref() {
        *digit = b'0' | u8::try_from(n % 10).unwrap_or(0);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    let unused = rest.len();
    out.extend_from_slice(digits.get(unused..).unwrap_or_default());
}

/// RFC 4648 §4, with padding.
fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |n: u32| DIGITS.get(usize::try_from(n & 63).unwrap_or(0)).copied().unwrap_or(b'A');
    for chunk in bytes.chunks(3) {
        let (a, b, c) = match chunk {
            [a, b, c] => (*a, *b, *c),
            [a, b] => (*a, *b, 0),
            [a, ..] => (*a, 0, 0),
            [] => continue,
        };
        let n = u32::from_be_bytes([0, a, b, c]);
        let four = [digit(n >> 18), digit(n >> 12), digit(n >> 6), digit(n)];
        let (kept, padding): (_, &[u8]) = match chunk.len() {
            3 => (4, b""),
            2 => (3, b"="),
            _ => (2, b"=="),
        };
        out.extend(four.iter().take(kept));
        out.extend_from_slice(padding);
    }
}

fn print(out: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    struct Out<'o>(&'o mut Vec<u8>);
    impl fmt::Write for Out<'_> {
        fn write_str(&mut self, s: &str) -> fmt::Result {
            self.0.extend_from_slice(s.as_bytes());
            Ok(())
        }
    }
    // Writing to a vector does not fail.
    let _ = fmt::Write::write_fmt(&mut Out(out), text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn shown(value: Value<'_>) -> String {
        let mut out = Vec::new();
        write(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_keep_what_json_has_no_number_for() {
        assert_eq!(shown(Value::Float(-0.0)), "-0.0");
        assert_eq!(shown(Value::F32(0.1)), "0.1");
        assert_eq!(shown(Value::Float(f64::NAN)), r#"{"f64":"7ff8000000000000"}"#);
        assert_eq!(shown(Value::F32(f32::NEG_INFINITY)), r#"{"f32":"ff800000"}"#);
        assert_eq!(shown(Value::Signed(i64::MIN)), "-9223372036854775808");
        assert_eq!(shown(Value::Unsigned(u64::MAX)), "18446744073709551615");
    }

    #[test]
    fn eight_bytes_at_a_time_are_one_by_one() {
        let needs = |b: &u8| *b < 0x20 || *b == b'"' || *b == b'\\';
        for at in 0..20 {
            for byte in 0..=255 {
                for around in [b'a', 0x7f, 0x80, 0xff, b'!', b'#', b'['] {
                    let mut bytes = [around; 20];
                    bytes[at] = byte;
                    let expected = bytes.iter().position(needs).unwrap_or(20);
                    assert_eq!(clean(&bytes), expected, "{byte:#x} at {at} in {around:#x}");
                }
            }
        }
    }

    #[test]
    fn bytes_are_text_where_they_can_be() {
        assert_eq!(shown(Value::Bytes(b"a\x01\"\\\n")), r#""a\u0001\"\\\n""#);
        for (bytes, text) in [
            (&[0xff][..], "/w=="),
            (&[0xff, 0xfe], "//4="),
            (&[0xff, 0xfe, 0xfd], "//79"),
            (&[0xff, 0, 1, 2], "/wABAg=="),
        ] {
            assert_eq!(shown(Value::Bytes(bytes)), alloc::format!(r#"{{"base64":"{text}"}}"#));
        }
    }
}
