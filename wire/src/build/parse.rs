//! JSON (RFC 8259) into a flat list of nodes, in a loop.
use super::{Document, Error, Kept, Kind, Result, Slot, Wrong};
use crate::Limits;
use alloc::{string::String, vec::Vec};

impl Document {
    /// Takes one JSON value apart.
    ///
    /// # Errors
    /// [`Wrong::Syntax`], and [`Wrong::Limit`] when it nests deeper than [`Limits::MAX_DEPTH`] or
    /// has more than `limits.items` parts.
    pub fn parse(json: &str, limits: &Limits) -> Result<Self> {
        let document =
            Self { slots: Vec::new(), text: String::new(), bytes: Vec::new(), kept: Kept::new() };
        let mut parser = Parser {
            json,
            at: 0,
            document,
            open: Vec::new(),
            most: usize::try_from(limits.items).unwrap_or(usize::MAX),
        };
        parser.run()?;
        Ok(parser.document)
    }
}

struct Parser<'j> {
    json: &'j str,
    at: usize,
    document: Document,
    /// The slots of the records and lists that are open.
    open: Vec<usize>,
    most: usize,
}

/// What may stand next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    /// A value, or the end of a list that has just begun.
    First,
    /// A comma or the end of the innermost group.
    More,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<()> {
        let mut expect = Expect::Value;
        let mut name = (0, 0);
        loop {
            self.space();
            expect = match expect {
                Expect::More => {
                    let Some(&group) = self.open.last() else { break };
                    let record = self.kind(group) == Some(Kind::Record);
                    match self.next() {
                        Some(b',') if record => {
                            name = self.name()?;
                            Expect::Value
                        }
                        Some(b',') => Expect::Value,
                        Some(b'}') if record => self.close(group),
                        Some(b']') if !record => self.close(group),
                        _ => return self.wrong("`,` or the end of the group expected"),
                    }
                }
                Expect::First if self.peek() == Some(b']') => {
                    self.next();
                    self.open.last().copied().map_or(Expect::More, |group| self.close(group))
                }
                Expect::Value | Expect::First => {
                    let slot = self.value(core::mem::take(&mut name))?;
                    match self.kind(slot) {
                        Some(Kind::Record) => {
                            self.enter(slot)?;
                            self.space();
                            if self.peek() == Some(b'}') {
                                self.next();
                                self.close(slot)
                            } else {
                                name = self.name()?;
                                Expect::Value
                            }
                        }
                        Some(Kind::List) => {
                            self.enter(slot)?;
                            Expect::First
                        }
                        _ => Expect::More,
                    }
                }
            };
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => self.wrong("something stands behind the value"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.next();
        }
    }

    fn fault(&self, kind: Wrong) -> Error {
        Error { kind, offset: small(self.at).into() }
    }

    fn wrong<T>(&self, what: &'static str) -> Result<T> {
        Err(self.fault(Wrong::Syntax(what)))
    }

    fn kind(&self, slot: usize) -> Option<Kind> {
        self.document.slots.get(slot).map(|slot| slot.kind)
    }

    fn enter(&mut self, slot: usize) -> Result<()> {
        if self.open.len() >= usize::from(Limits::MAX_DEPTH) {
            return Err(self.fault(Wrong::Limit));
        }
        self.open.push(slot);
        Ok(())
    }

    fn close(&mut self, group: usize) -> Expect {
        self.open.pop();
        let special = self.special(group);
        if special.is_some() {
            self.document.slots.truncate(group.saturating_add(1));
        }
        let next = small(self.document.slots.len());
        if let Some(slot) = self.document.slots.get_mut(group) {
            slot.next = next;
            slot.kind = special.unwrap_or(slot.kind);
        }
        Expect::More
    }

    /// The records that stand for what JSON has no value for.
    fn special(&mut self, group: usize) -> Option<Kind> {
        let first = group.checked_add(1)?;
        let [only] = self.document.slots.get(first..)? else { return None };
        let Kind::Text(from, to) = only.kind else { return None };
        let (name, text) = (self.document.text(only.name), self.document.text((from, to)));
        match name {
            "base64" => {
                let mut bytes = Vec::new();
                base64(text.as_bytes(), &mut bytes)?;
                let from = small(self.document.bytes.len());
                self.document.bytes.append(&mut bytes);
                Some(Kind::Bytes(from, small(self.document.bytes.len())))
            }
            "f32" | "f64" => u64::from_str_radix(text, 16).ok().map(Kind::Bits),
            _ => None,
        }
    }

    fn name(&mut self) -> Result<(u32, u32)> {
        self.space();
        if self.next() != Some(b'"') {
            return self.wrong("a name expected");
        }
        let name = self.string()?;
        self.space();
        match self.next() {
            Some(b':') => Ok(name),
            _ => self.wrong("`:` expected"),
        }
    }

    fn value(&mut self, name: (u32, u32)) -> Result<usize> {
        let index = self.document.slots.len();
        if index >= self.most {
            return Err(self.fault(Wrong::Limit));
        }
        let at = small(self.at);
        let kind = match self.peek() {
            Some(b'{') => self.one(Kind::Record),
            Some(b'[') => self.one(Kind::List),
            Some(b'"') => {
                self.next();
                let (from, to) = self.string()?;
                Kind::Text(from, to)
            }
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'-' | b'0'..=b'9') => self.digits()?,
            None => return self.wrong("the text ends where a value is expected"),
            _ => return self.wrong("a value expected"),
        };
        let parent = small(self.open.last().copied().unwrap_or(0));
        let next = small(index.saturating_add(1));
        self.document.slots.push(Slot { kind, name, at, next, parent });
        Ok(index)
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.next();
        kind
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<Kind> {
        match self.json.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            true => {
                self.at = self.at.saturating_add(word.len());
                Ok(kind)
            }
            false => self.wrong("a value expected"),
        }
    }

    /// RFC 8259 §6: no leading zero, a digit on each side of the point.
    fn digits(&mut self) -> Result<Kind> {
        let from = self.at;
        if self.peek() == Some(b'-') {
            self.next();
        }
        let whole = self.run_of_digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return self.wrong("a number with a leading zero");
        }
        if self.peek() == Some(b'.') {
            self.next();
            self.run_of_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.next();
            if let Some(b'+' | b'-') = self.peek() {
                self.next();
            }
            self.run_of_digits()?;
        }
        let start = self.document.text.len();
        self.document.text.push_str(self.json.get(from..self.at).unwrap_or_default());
        Ok(Kind::Number(small(start), small(self.document.text.len())))
    }

    fn run_of_digits(&mut self) -> Result<&str> {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.next();
        }
        match self.json.get(from..self.at) {
            Some(digits) if !digits.is_empty() => Ok(digits),
            _ => self.wrong("a digit expected"),
        }
    }

    /// The rest of a string, behind its opening quote.
    fn string(&mut self) -> Result<(u32, u32)> {
        let start = self.document.text.len();
        loop {
            let rest = self.json.get(self.at..).unwrap_or_default();
            let run = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20);
            let Some((clean, tail)) = run.and_then(|run| rest.split_at_checked(run)) else {
                return self.wrong("a string without an end");
            };
            self.document.text.push_str(clean);
            self.at = self.at.saturating_add(clean.len());
            match tail.as_bytes().first() {
                Some(b'"') => {
                    self.next();
                    return Ok((small(start), small(self.document.text.len())));
                }
                Some(b'\\') => {
                    self.next();
                    let c = self.escape()?;
                    self.document.text.push(c);
                }
                _ => return self.wrong("a control character in a string"),
            }
        }
    }

    /// RFC 8259 §7, behind the backslash.
    fn escape(&mut self) -> Result<char> {
        Ok(match self.next() {
            Some(c @ (b'"' | b'\\' | b'/')) => c.into(),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.four_hex()?;
                let code = match high {
                    0xd800..0xdc00 => {
                        if (self.next(), self.next()) != (Some(b'\\'), Some(b'u')) {
                            return self.wrong("half a surrogate pair");
                        }
                        let low = self.four_hex()?;
                        if !matches!(low, 0xdc00..0xe000) {
                            return self.wrong("half a surrogate pair");
                        }
                        ((high & 0x3ff) << 10 | (low & 0x3ff)).saturating_add(0x1_0000)
                    }
                    code => code,
                };
                match char::from_u32(code) {
                    Some(c) => c,
                    None => return self.wrong("half a surrogate pair"),
                }
            }
            _ => return self.wrong("an unknown escape"),
        })
    }

    fn four_hex(&mut self) -> Result<u32> {
        let end = self.at.saturating_add(4);
        let digits =
            self.json.get(self.at..end).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                self.at = end;
                Ok(code)
            }
            None => self.wrong("four hex digits expected"),
        }
    }
}

/// Texts of 4 GiB are refused long before; positions beyond read as the last.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// RFC 4648 §4: padding may be left out, nothing else may stand there.
pub(super) fn base64(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let text = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    for chunk in text.chunks(4) {
        let mut n = 0u32;
        for &c in chunk {
            n = n << 6 | u32::from(digit(c)?);
        }
        let [_, a, b, c] = match chunk.len() {
            4 => n,
            3 => n << 6,
            2 => n << 12,
            _ => return None,
        }
        .to_be_bytes();
        out.extend([a, b, c].iter().take(chunk.len().saturating_sub(1)));
    }
    Some(())
}

const fn digit(c: u8) -> Option<u8> {
    Some(match c {
        b'A'..=b'Z' => c.wrapping_sub(b'A'),
        b'a'..=b'z' => c.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => c.wrapping_sub(b'0').wrapping_add(52),
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
