//! A place in a text, and the productions that stand in every part of a document.
use super::class::{self, ASCII_NAME, CHAR, NAME, NAME_START, PUBID};
use super::class::{in_name, is_char, starts_name};
use super::namespaces::undivided;
use super::rule::Rule;

/// What a document is held to beyond XML 1.0.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::xml) struct Rules {
    /// It says that it is XML 1.1: more characters by reference, two more line ends.
    pub(in crate::xml) xml_1_1: bool,
    /// Its colons are those of Namespaces in XML 1.0.
    pub(in crate::xml) namespaces: bool,
}

/// A place in a text. A production that fails leaves the cursor near the fault.
#[derive(Debug, Clone, Copy)]
pub(in crate::xml) struct Cursor<'t> {
    text: &'t str,
    rest: &'t str,
    pub(super) rules: Rules,
}

/// What `&` or `%` begins.
pub(super) enum Reference<'t> {
    /// A character.
    Char(char),
    /// One of the five entities that need no declaration (§4.6).
    Predefined(char),
    /// An entity of this name.
    Named(&'t str),
}

impl<'t> Cursor<'t> {
    pub(in crate::xml) const fn new(text: &'t str, rules: Rules) -> Self {
        Self { text, rest: text, rules }
    }

    pub(super) fn at(text: &'t str, offset: usize, rules: Rules) -> Self {
        Self { text, rest: text.get(offset..).unwrap_or_default(), rules }
    }

    pub(super) const fn offset(&self) -> usize {
        self.text.len().saturating_sub(self.rest.len())
    }

    /// The text from an earlier place to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.offset()).unwrap_or_default()
    }

    /// The text between two places.
    pub(super) fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    #[inline]
    pub(super) fn first(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    pub(super) const fn rest(&self) -> &'t str {
        self.rest
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Past `n` bytes, which end at a character.
    #[inline]
    pub(super) fn skip(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or_default();
    }

    #[inline]
    pub(super) fn eat(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Past a name and `>`, if they are next.
    #[inline]
    pub(super) fn closes(&mut self, name: &str) -> bool {
        let rest = self.rest.strip_prefix(name).and_then(|rest| rest.strip_prefix('>'));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn starts_with(&self, what: &str) -> bool {
        self.rest.starts_with(what)
    }

    pub(super) fn expect(&mut self, what: &str, rule: Rule) -> Result<(), Rule> {
        if self.eat(what) { Ok(()) } else { Err(self.or_end(rule)) }
    }

    /// The rule, or that the text ends here.
    pub(super) const fn or_end(&self, rule: Rule) -> Rule {
        if self.rest.is_empty() { Rule::End } else { rule }
    }

    /// `S?`: whether there was any.
    #[inline]
    pub(super) fn spaces(&mut self) -> bool {
        let bytes = self.rest.as_bytes();
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        let n = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
        self.skip(n);
        if self.rules.xml_1_1 && self.rest.starts_with(['\u{85}', '\u{2028}']) {
            // XML 1.1 §2.11: line ends, which are white space.
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{85}', '\u{2028}']);
            return true;
        }
        n > 0
    }

    /// `S`.
    pub(super) fn space(&mut self) -> Result<(), Rule> {
        if self.spaces() { Ok(()) } else { Err(self.or_end(Rule::Space)) }
    }

    /// `Name` (§2.3).
    #[inline]
    pub(super) fn name(&mut self) -> Result<&'t str, Rule> {
        match self.first() {
            Some(0x80..) if !self.rest.starts_with(starts_name) => Err(Rule::Name),
            Some(byte) if class::is(byte, NAME_START) => self.token(),
            _ => Err(self.or_end(Rule::Name)),
        }
    }

    /// A name that no colon may divide: of an instruction, an entity or a notation.
    pub(super) fn plain_name(&mut self) -> Result<&'t str, Rule> {
        let name = self.name()?;
        if self.rules.namespaces {
            undivided(name)?;
        }
        Ok(name)
    }

    /// `Nmtoken` (§2.3).
    #[inline]
    pub(super) fn token(&mut self) -> Result<&'t str, Rule> {
        let n = class::span(self.rest.as_bytes(), ASCII_NAME);
        if let Some((name, rest)) = self.rest.split_at_checked(n)
            && !name.is_empty()
            && rest.as_bytes().first().is_none_or(u8::is_ascii)
        {
            self.rest = rest;
            return Ok(name);
        }
        self.wide_token()
    }

    /// As above, with characters beyond ASCII, or nothing.
    #[inline(never)]
    fn wide_token(&mut self) -> Result<&'t str, Rule> {
        let n = class::span(self.rest.as_bytes(), NAME);
        let (mut name, mut rest) = self.rest.split_at_checked(n).unwrap_or((self.rest, ""));
        if !name.is_ascii() {
            // Only now do the characters count.
            let odd = |c: char| !c.is_ascii() && !in_name(c);
            let end = name.find(odd).unwrap_or(name.len());
            name = name.get(..end).unwrap_or_default();
            rest = self.rest.get(end..).unwrap_or_default();
        }
        self.rest = rest;
        if name.is_empty() { Err(self.or_end(Rule::Name)) } else { Ok(name) }
    }

    /// Past plain bytes of a class, and characters beyond ASCII that may be.
    #[inline]
    pub(super) fn plain(&mut self, class: u8) -> Result<(), Rule> {
        loop {
            let n = class::span(self.rest.as_bytes(), class);
            self.skip(n);
            if self.first() != Some(0xef) {
                return Ok(());
            }
            self.char()?;
        }
    }

    /// Any `Char` (§2.2).
    pub(super) fn char(&mut self) -> Result<char, Rule> {
        let c = self.rest.chars().next().ok_or(Rule::End)?;
        if !is_char(c) {
            return Err(Rule::Char);
        }
        self.skip(c.len_utf8());
        Ok(c)
    }

    /// Past characters up to and with `end`; gives those before it.
    pub(super) fn until(&mut self, end: &str) -> Result<&'t str, Rule> {
        let length = self.rest.find(end);
        let inside = self.rest.get(..length.unwrap_or(self.rest.len())).unwrap_or_default();
        let mut chars = Self::new(inside, self.rules);
        chars.plain(CHAR)?;
        self.skip(chars.offset());
        if !chars.is_empty() {
            return Err(Rule::Char);
        }
        if length.is_none() {
            return Err(Rule::End);
        }
        self.skip(end.len());
        Ok(inside)
    }

    /// `CharData?` (§2.4): up to `<` or `&`.
    #[inline]
    pub(super) fn char_data(&mut self) -> Result<(), Rule> {
        loop {
            self.skip(class::text(self.rest.as_bytes()));
            match self.first() {
                None | Some(b'<' | b'&') => return Ok(()),
                Some(0xef) => self.char().map(drop)?,
                Some(b']') if self.rest.starts_with("]]>") => return Err(Rule::CDataEnd),
                Some(b']') => self.skip(1),
                _ => return Err(Rule::Char),
            }
        }
    }

    /// What follows `<!--` (§2.5).
    pub(super) fn comment(&mut self) -> Result<(), Rule> {
        self.until("--")?;
        self.expect(">", Rule::Comment)
    }

    /// What follows `<?` (§2.6).
    pub(super) fn instruction(&mut self) -> Result<(), Rule> {
        let target = self.plain_name()?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(Rule::Target);
        }
        if self.eat("?>") {
            return Ok(());
        }
        if !self.spaces() {
            return Err(self.or_end(Rule::Target));
        }
        self.until("?>").map(drop)
    }

    /// `Misc*` with white space (§2.8).
    pub(super) fn misc(&mut self) -> Result<(), Rule> {
        loop {
            self.spaces();
            if self.eat("<!--") {
                self.comment()?;
            } else if self.eat("<?") {
                self.instruction()?;
            } else {
                return Ok(());
            }
        }
    }

    /// `Eq` (§2.8).
    pub(super) fn equals(&mut self, rule: Rule) -> Result<(), Rule> {
        self.spaces();
        self.expect("=", rule)?;
        self.spaces();
        Ok(())
    }

    /// The quote that begins a value.
    pub(super) fn quote(&mut self) -> Result<&'static str, Rule> {
        if self.eat("\"") {
            Ok("\"")
        } else if self.eat("'") {
            Ok("'")
        } else {
            Err(self.or_end(Rule::Quote))
        }
    }

    /// What stands in quotes, as it is (`SystemLiteral`, §2.3).
    pub(super) fn literal(&mut self) -> Result<&'t str, Rule> {
        let quote = self.quote()?;
        self.until(quote)
    }

    /// `PubidLiteral` (§2.3).
    pub(super) fn public_id(&mut self) -> Result<(), Rule> {
        let literal = self.literal()?;
        let good = literal.bytes().all(|byte| class::is(byte, PUBID));
        if good { Ok(()) } else { Err(Rule::PublicId) }
    }

    /// `ExternalID` (§4.2.2), or with `public_only` also `PublicID` (§4.7). No if it is neither.
    pub(super) fn external_id(&mut self, public_only: bool) -> Result<bool, Rule> {
        if self.eat("SYSTEM") {
            self.space()?;
            self.literal()?;
        } else if self.eat("PUBLIC") {
            self.space()?;
            self.public_id()?;
            let spaced = self.spaces();
            if spaced && matches!(self.first(), Some(b'"' | b'\'')) {
                self.literal()?;
            } else if !public_only {
                return Err(self.or_end(if spaced { Rule::Quote } else { Rule::Space }));
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// What follows `&` (§4.1).
    pub(super) fn reference(&mut self) -> Result<Reference<'t>, Rule> {
        let reference = if self.eat("#x") {
            Reference::Char(self.number(16)?)
        } else if self.eat("#") {
            Reference::Char(self.number(10)?)
        } else {
            let name = self.name().map_err(|_| self.or_end(Rule::Reference))?;
            predefined(name).map_or(Reference::Named(name), Reference::Predefined)
        };
        self.expect(";", Rule::Reference)?;
        Ok(reference)
    }

    fn number(&mut self, radix: u32) -> Result<char, Rule> {
        let digit = |byte: &u8| char::from(*byte).to_digit(radix);
        let mut number = 0u32;
        let mut n = 0usize;
        for value in self.rest.as_bytes().iter().map_while(digit) {
            number = number.saturating_mul(radix).saturating_add(value);
            n = n.saturating_add(1);
        }
        self.skip(n);
        if n == 0 {
            return Err(self.or_end(Rule::Reference));
        }
        // XML 1.1 §2.2: only U+0000 is no character.
        let control = |c: char| self.rules.xml_1_1 && matches!(c, '\u{1}'..' ');
        char::from_u32(number).filter(|c| is_char(*c) || control(*c)).ok_or(Rule::CharRef)
    }
}

/// The character of an entity that needs no declaration (§4.6).
pub(super) fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "amp" => '&',
        "gt" => '>',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}
