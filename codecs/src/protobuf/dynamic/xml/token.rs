//! The parts of an element that is known to be well-formed.
use alloc::{borrow::Cow, string::String};

/// What stands next.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// A start tag: its name, and its attributes as they stand there.
    Open(&'t str, &'t str),
    /// An end tag, or the end of an empty element.
    Close,
    /// Text, its references undone.
    Text(Cow<'t, str>),
}

/// Walks over a well-formed element. Comments and instructions are passed over.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    rest: &'t str,
    /// The end of an empty element is still to be told.
    empty: bool,
}

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, rest: text, empty: false }
    }

    /// How far it is.
    pub(super) const fn at(&self) -> usize {
        self.text.len().saturating_sub(self.rest.len())
    }

    /// What stands next, and where.
    pub(super) fn next(&mut self) -> Option<(usize, Token<'t>)> {
        if core::mem::take(&mut self.empty) {
            return Some((self.at(), Token::Close));
        }
        loop {
            let (at, rest) = (self.at(), self.rest);
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let text = self.until("<");
                return Some((at, Token::Text(undone(text))));
            }
            if rest.starts_with("<!--") {
                self.past("-->");
            } else if rest.starts_with("<?") {
                self.past("?>");
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                self.rest = data;
                let text = self.until("]]>");
                self.past("]]>");
                return Some((at, Token::Text(lines(text))));
            } else if rest.starts_with("</") {
                self.past(">");
                return Some((at, Token::Close));
            } else {
                return Some((at, self.tag()));
            }
        }
    }

    /// A start tag.
    fn tag(&mut self) -> Token<'t> {
        let inside = self.rest.strip_prefix('<').unwrap_or_default();
        let mut quote = None;
        let end = inside.bytes().position(|byte| {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'>') => return true,
                _ => {}
            }
            false
        });
        let (tag, rest) = inside.split_at_checked(end.unwrap_or(inside.len())).unwrap_or_default();
        self.rest = rest.strip_prefix('>').unwrap_or_default();
        let tag = match tag.strip_suffix('/') {
            Some(tag) => {
                self.empty = true;
                tag
            }
            None => tag,
        };
        let name = tag.find([' ', '\t', '\n', '\r']).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(name).unwrap_or_default();
        Token::Open(name, attributes)
    }

    /// What stands before `mark`; it is next.
    fn until(&mut self, mark: &str) -> &'t str {
        let end = self.rest.find(mark).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or_default();
        self.rest = rest;
        text
    }

    fn past(&mut self, mark: &str) {
        self.until(mark);
        self.rest = self.rest.strip_prefix(mark).unwrap_or_default();
    }
}

/// A name without its prefix: namespaces tell nothing here.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The first attribute that is not about namespaces.
pub(super) fn attribute(attributes: &str) -> Option<&str> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
        let name = name.trim_end();
        let about =
            name == "xmlns" || ["xmlns:", "xml:", "xsi:"].iter().any(|p| name.starts_with(p));
        if !about {
            return Some(name);
        }
        let value = value.trim_start();
        let quote = value.chars().next().unwrap_or('"');
        let value = value.strip_prefix(quote).unwrap_or_default();
        rest = value.split_once(quote).map_or("", |(_, rest)| rest).trim_start();
    }
    None
}

/// §2.11: a line ends in a line feed alone.
fn lines(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Lines, and then references (§4.1): those that are left are characters or predefined.
fn undone(text: &str) -> Cow<'_, str> {
    let text = lines(text);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, reference)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, behind)) = reference.split_once(';') else { break };
        let number =
            |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let c = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => match name.strip_prefix("#x") {
                Some(digits) => number(digits, 16),
                None => name.strip_prefix('#').and_then(|digits| number(digits, 10)),
            },
        };
        out.extend(c);
        rest = behind;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn an_element_comes_apart() {
        let text = "<a x='>' y=\"1\"><!-- <b> --><b/>t&lt;&#x41;\r\n<![CDATA[<c>&amp;]]>]]&gt;</a>";
        let mut tokens = Tokens::new(text);
        let all: Vec<_> = core::iter::from_fn(|| tokens.next()).map(|(_, token)| token).collect();
        let text = |text: &str| Token::Text(String::from(text).into());
        assert_eq!(
            all,
            [
                Token::Open("a", " x='>' y=\"1\""),
                Token::Open("b", ""),
                Token::Close,
                text("t<A\n"),
                text("<c>&amp;"),
                text("]]>"),
                Token::Close,
            ]
        );
        assert_eq!(attribute(" xmlns='u' xml:lang = \"de\"\n"), None);
        assert_eq!(attribute(" xmlns:a='x=y' b='c'"), Some("b"));
        assert_eq!(local("a:b"), "b");
    }
}
