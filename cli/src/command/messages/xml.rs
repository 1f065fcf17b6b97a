//! XML elements: the document's one, or the children of its one.
use super::{Broken, Source, whole};

/// Cuts a document into messages of one type. It is one message if its root has the type's name,
/// and many if the root's first child has, or the root is `messages`; else it is one.
///
/// Only what is needed for that is looked at: each message is checked when it is read. A document
/// with a DOCTYPE, or in another encoding than UTF-8, is one message.
#[derive(Debug)]
pub(crate) struct Elements {
    /// The type's name, without its package.
    name: String,
    state: State,
    /// The name of the root around many.
    root: Vec<u8>,
}

/// What the root around many messages is called where nobody gave it a name.
pub(crate) const ROOT: &str = "messages";

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Start,
    Inside,
    Over,
    /// The one message was given.
    Done,
}

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Markup {
    Start,
    /// An element without content.
    Empty,
    End,
    /// A comment, an instruction, the declaration.
    Beside,
    /// `<!DOCTYPE`
    Doctype,
    Text,
}

impl Elements {
    pub(crate) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), state: State::Start, root: Vec::new() }
    }

    /// The next message, and where it begins in the input.
    pub(crate) fn next<'s>(
        &mut self,
        from: &'s mut Source,
    ) -> Result<Option<(u64, &'s [u8])>, Broken> {
        if self.state == State::Start {
            let many = self.many(from)?;
            match many {
                Some(size) => {
                    from.skip(size);
                    if self.state == State::Start {
                        self.state = State::Inside;
                    }
                }
                None => {
                    self.state = State::Done;
                    return whole(from).map(Some);
                }
            }
        }
        while matches!(self.state, State::Inside | State::Over) {
            let inside = self.state == State::Inside;
            let Some((at, markup, end)) = content(from, 0)? else {
                return if inside {
                    Err(from.broken(0, "the document ends inside its root"))
                } else {
                    Ok(None)
                };
            };
            match markup {
                Markup::Beside => from.skip(end),
                Markup::End if inside && name(from, at) == self.root => {
                    from.skip(end);
                    self.state = State::Over;
                }
                Markup::Start | Markup::Empty if inside => {
                    if local(name(from, at)) != self.name.as_bytes() {
                        let found = String::from_utf8_lossy(name(from, at)).into_owned();
                        let why =
                            format!("<{found}> stands among messages, <{}> expected", self.name);
                        return Err(from.broken(at, why));
                    }
                    from.skip(at);
                    let size = element(from)?;
                    return Ok(Some(from.take(size)));
                }
                _ if inside => {
                    let why = format!("only <{}> may stand here", self.name);
                    return Err(from.broken(at, why));
                }
                _ => return Err(from.broken(at, "something stands behind the root element")),
            }
        }
        Ok(None)
    }

    /// If there are many messages: how many bytes stand before the first.
    fn many(&mut self, from: &mut Source) -> Result<Option<usize>, Broken> {
        from.fill(4)?;
        if from.rest().starts_with(b"\xfe\xff") || from.rest().starts_with(b"\xff\xfe") {
            return Ok(None);
        }
        let mut at = if from.rest().starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        loop {
            let Some((start, markup, end)) = content(from, at)? else { return Ok(None) };
            match markup {
                Markup::Beside if declared(from.rest().get(start..end).unwrap_or_default()) => {
                    return Ok(None);
                }
                Markup::Beside => at = end,
                Markup::Start if local(name(from, start)) != self.name.as_bytes() => {
                    self.root = name(from, start).to_vec();
                    break at = end;
                }
                // An empty root of ours is no message at all.
                Markup::Empty if name(from, start) == ROOT.as_bytes() => {
                    self.state = State::Over;
                    return Ok(Some(end));
                }
                _ => return Ok(None),
            }
        }
        let inside = at;
        loop {
            let Some((start, markup, end)) = content(from, at)? else { return Ok(None) };
            let ours = self.root == ROOT.as_bytes();
            match markup {
                Markup::Beside => at = end,
                _ if ours => return Ok(Some(inside)),
                Markup::Start | Markup::Empty
                    if local(name(from, start)) == self.name.as_bytes() =>
                {
                    return Ok(Some(inside));
                }
                _ => return Ok(None),
            }
        }
    }
}

/// Whether a declaration says another encoding than UTF-8.
fn declared(markup: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(markup) else { return true };
    let Some((_, encoding)) = text.split_once("encoding") else { return false };
    let said = encoding.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '=');
    let said = said.get(1..).unwrap_or_default().to_ascii_lowercase();
    text.starts_with("<?xml") && !said.starts_with("utf-8")
}

/// The next markup at or behind `at`, over white space: where it begins, what it is, where it ends.
fn content(from: &mut Source, mut at: usize) -> Result<Option<(usize, Markup, usize)>, Broken> {
    loop {
        match from.byte(at)? {
            None => return Ok(None),
            Some(byte) if byte.is_ascii_whitespace() => at = at.saturating_add(1),
            Some(b'<') => return markup(from, at).map(|(markup, end)| Some((at, markup, end))),
            Some(_) => return Ok(Some((at, Markup::Text, at))),
        }
    }
}

/// What begins with the `<` at `at`, and where it ends.
fn markup(from: &mut Source, at: usize) -> Result<(Markup, usize), Broken> {
    from.fill(at.saturating_add(9))?;
    let front = from.rest().get(at..).unwrap_or_default();
    let (markup, close, skip): (_, &[u8], _) = match front {
        [b'<', b'!', b'-', b'-', ..] => (Markup::Beside, b"-->", 4usize),
        [b'<', b'?', ..] => (Markup::Beside, b"?>", 2),
        _ if front.starts_with(b"<![CDATA[") => (Markup::Text, b"]]>", 9),
        _ if front.starts_with(b"<!DOCTYPE") => return Ok((Markup::Doctype, at)),
        [b'<', b'/', ..] => (Markup::End, b">", 2),
        _ => return tag(from, at),
    };
    let end = find(from, at.saturating_add(skip), close)?;
    Ok((markup, end))
}

/// A start tag: `>` inside quotes does not end it.
fn tag(from: &mut Source, at: usize) -> Result<(Markup, usize), Broken> {
    let (mut end, mut quote, mut before) = (at.saturating_add(1), None, 0);
    loop {
        let Some(byte) = from.byte(end)? else {
            return Err(from.broken(at, "the document ends inside a tag"));
        };
        end = end.saturating_add(1);
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') if before == b'/' => return Ok((Markup::Empty, end)),
            (None, b'>') => return Ok((Markup::Start, end)),
            _ => {}
        }
        before = byte;
    }
}

/// Where the element at the front ends.
fn element(from: &mut Source) -> Result<usize, Broken> {
    let (mut at, mut depth) = (0usize, 0usize);
    loop {
        let (markup, end) = markup(from, at)?;
        match markup {
            Markup::Start => depth = depth.saturating_add(1),
            Markup::End => depth = depth.saturating_sub(1),
            Markup::Doctype => return Err(from.broken(at, "a DOCTYPE stands inside the root")),
            Markup::Empty | Markup::Beside | Markup::Text => {}
        }
        if depth == 0 {
            return Ok(end);
        }
        at = end;
        // The text before the next markup.
        loop {
            let text = from.rest().get(at..).unwrap_or_default();
            match text.iter().position(|byte| *byte == b'<') {
                Some(n) => break at = at.saturating_add(n),
                None => at = at.saturating_add(text.len()),
            }
            if !from.more()? {
                return Err(from.broken(0, "the document ends inside this element"));
            }
        }
    }
}

/// Where the first `close` at or behind `at` ends.
fn find(from: &mut Source, mut at: usize, close: &[u8]) -> Result<usize, Broken> {
    let begin = at;
    loop {
        let text = from.rest().get(at..).unwrap_or_default();
        if let Some(n) = text.windows(close.len()).position(|part| part == close) {
            return Ok(at.saturating_add(n).saturating_add(close.len()));
        }
        // Its front may be there.
        let kept = close.len().saturating_sub(1);
        at = at.saturating_add(text.len().saturating_sub(kept));
        if !from.more()? {
            return Err(from.broken(begin, "the document ends inside this markup"));
        }
    }
}

/// The name in the tag at `at`.
fn name(from: &Source, at: usize) -> &[u8] {
    let tag = from.rest().get(at..).unwrap_or_default();
    let tag = tag.strip_prefix(b"<").unwrap_or(tag);
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let end = tag.iter().position(ends).unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default()
}

/// A name without its prefix.
fn local(name: &[u8]) -> &[u8] {
    let colon = name.iter().rposition(|byte| *byte == b':');
    colon.and_then(|at| name.get(at.saturating_add(1)..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn all(text: &str) -> Result<Vec<(u64, String)>, u64> {
        let (mut from, mut elements) = (source(text.as_bytes(), 1_000), Elements::of("U"));
        let mut found = vec![];
        loop {
            match elements.next(&mut from) {
                Ok(Some((at, value))) => {
                    found.push((at, String::from_utf8(value.to_vec()).unwrap()))
                }
                Ok(None) => return Ok(found),
                Err(Broken::Data(at, _)) => return Err(at),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_document_is_one_message_or_many() {
        let one = |at, text: &str| (at, text.to_owned());
        let alone = [
            "<U><a/></U>",
            "<x><a/></x>",
            "<x/>",
            "<!DOCTYPE x><x><U/></x>",
            "<x>t</x>",
            "",
            "<?xml version='1.0' encoding='latin1'?><x><U/></x>",
        ];
        for text in alone {
            assert_eq!(all(text), Ok(vec![one(0, text)]));
        }
        let many = "<?xml version='1.0'?>\n<us> <!-- > -->\n<U a='>'/><p:U><U>]]<![CDATA[</U>]]></U>x</p:U> <?p ?></us>\n<!--e-->";
        let (a, b) = ("<U a='>'/>", "<p:U><U>]]<![CDATA[</U>]]></U>x</p:U>");
        assert_eq!(all(many), Ok(vec![one(38, a), one(48, b)]));
        assert_eq!(all("<messages/>"), Ok(vec![]));
        assert_eq!(all("<messages>\n</messages>"), Ok(vec![]));
        for (bad, at) in [
            ("<x><U/>t</x>", 7),
            ("<x><U/></y>", 7),
            ("<x><U/><V/></x>", 7),
            ("<x><U/></x><x/>", 11),
            ("<x><U/>", 7),
            ("<x><U>", 3),
            ("<messages><V/></messages>", 10),
        ] {
            assert_eq!(all(bad), Err(at), "{bad}");
        }
    }
}
