//! JSON's tokens (RFC 8259).
use super::super::error::{Bad, Step};
use super::super::text::clean;
use crate::ErrorKind;
use alloc::{borrow::Cow, string::String, vec::Vec};

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

/// A value that holds no others, or the beginning of one that does.
#[derive(Debug)]
pub(super) enum Token<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    String(Cow<'t, str>),
    /// `{` or `[`, which is not taken.
    Open,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Goes back to where it was.
    pub(super) const fn back(&mut self, at: usize) {
        self.at = at;
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    const fn step(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// The byte behind white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.rest() {
                [b' ' | b'\n' | b'\r' | b'\t', ..] => self.step(1),
                [first, ..] => return Some(*first),
                [] => return None,
            }
        }
    }

    /// Takes a byte, if it is the next one behind white space.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        if here {
            self.step(1);
        }
        here
    }

    pub(super) fn expect(&mut self, byte: u8, why: &'static str) -> Step<()> {
        if self.eat(byte) { Ok(()) } else { Err(self.unexpected(why)) }
    }

    /// A fault here, or that the text ends here.
    #[cold]
    pub(super) fn unexpected(&mut self, why: &'static str) -> Bad {
        match self.peek() {
            None => crate::Error::end(self.at, 1, 0).into(),
            Some(_) => Bad::value(self.at, why),
        }
    }

    /// Nothing but white space may follow.
    pub(super) fn finish(&mut self) -> Step<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => {
                let left = self.text.len().saturating_sub(self.at);
                Err(crate::Error::new(ErrorKind::Trailing, self.at, left).into())
            }
        }
    }

    pub(super) fn token(&mut self) -> Step<Token<'t>> {
        match self.peek() {
            Some(b'"') => self.string().map(Token::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Token::Number),
            Some(b't') => self.word("true").map(|()| Token::Bool(true)),
            Some(b'f') => self.word("false").map(|()| Token::Bool(false)),
            Some(b'n') => self.word("null").map(|()| Token::Null),
            Some(b'{' | b'[') => Ok(Token::Open),
            _ => Err(self.unexpected("not a JSON value")),
        }
    }

    pub(super) fn word(&mut self, word: &'static str) -> Step<()> {
        let rest = self.rest();
        if rest.starts_with(word.as_bytes()) {
            self.step(word.len());
            return Ok(());
        }
        let same = rest.iter().zip(word.as_bytes()).take_while(|(a, b)| a == b).count();
        self.step(same);
        Err(self.unexpected("not a JSON value"))
    }

    fn number(&mut self) -> Step<&'t str> {
        let start = self.at;
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        self.step(self.rest().iter().take_while(|byte| part(byte)).count());
        let number = self.text.get(start..self.at).unwrap_or_default();
        match super::number::is_number(number) {
            true => Ok(number),
            false if self.rest().is_empty() => Err(self.unexpected("")),
            false => Err(Bad::value(start, "not a JSON number")),
        }
    }

    /// A string, without its quotes and escapes.
    pub(super) fn string(&mut self) -> Step<Cow<'t, str>> {
        self.expect(b'"', "not a JSON string")?;
        let start = self.at;
        self.step(clean(self.rest()));
        if let [b'"', ..] = self.rest() {
            let text = self.text.get(start..self.at).unwrap_or_default();
            self.step(1);
            return Ok(Cow::Borrowed(text));
        }
        let mut text = String::from(self.text.get(start..self.at).unwrap_or_default());
        loop {
            match self.rest() {
                [b'"', ..] => {
                    self.step(1);
                    return Ok(Cow::Owned(text));
                }
                [b'\\', ..] => text.push(self.escape()?),
                [] => return Err(self.unexpected("")),
                _ => return Err(Bad::value(self.at, "a control character in a string")),
            }
            let start = self.at;
            self.step(clean(self.rest()));
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
        }
    }

    fn escape(&mut self) -> Step<char> {
        let start = self.at;
        let bad = || Bad::value(start, "not an escape");
        let [_, letter, ..] = self.rest() else {
            self.at = self.text.len();
            return Err(self.unexpected(""));
        };
        self.step(2);
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(*letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex().ok_or_else(bad)?;
                let unit = match first {
                    0xd800..=0xdbff => {
                        let [b'\\', b'u', ..] = self.rest() else { return Err(bad()) };
                        self.step(2);
                        let second = self.hex().filter(|low| (0xdc00..=0xdfff).contains(low));
                        let low = second.ok_or_else(bad)? & 0x3ff;
                        ((first & 0x3ff) << 10 | low).saturating_add(0x1_0000)
                    }
                    unit => unit,
                };
                // Half of a pair is no character.
                char::from_u32(unit).ok_or_else(bad)?
            }
            _ => return Err(bad()),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits: &[u8; 4] = self.rest().first_chunk()?;
        let mut unit = 0u32;
        for digit in digits {
            unit = unit << 4 | char::from(*digit).to_digit(16)?;
        }
        self.step(4);
        Some(unit)
    }

    /// Passes over a value, in a loop.
    pub(super) fn skip(&mut self) -> Step<()> {
        let mut open = Vec::new();
        loop {
            if let Token::Open = self.token()? {
                let object = self.eat(b'{');
                if !object {
                    self.eat(b'[');
                }
                if !self.eat(if object { b'}' } else { b']' }) {
                    open.push(object);
                    if object {
                        self.name()?;
                    }
                    continue;
                }
            }
            loop {
                let Some(object) = open.last().copied() else { return Ok(()) };
                if self.eat(b',') {
                    if object {
                        self.name()?;
                    }
                    break;
                }
                self.expect(if object { b'}' } else { b']' }, "neither a comma nor an end")?;
                open.pop();
            }
        }
    }

    /// The name of a member, and its colon.
    pub(super) fn name(&mut self) -> Step<Cow<'t, str>> {
        let name = self.string()?;
        self.expect(b':', "no colon behind a name")?;
        Ok(name)
    }
}
