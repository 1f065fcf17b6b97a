//! Elements and what they hold, entities included where they stand (XML 1.0 §3, §4.4).
use super::class::VALUE;
use super::cursor::{Cursor, Reference};
use super::entities::{Entities, Entity, Found};
use super::namespaces::Namespaces;
use super::rule::Rule;
use alloc::{string::String, vec::Vec};
use std::collections::HashSet;

/// A text that is read: the document, or an entity included in it.
struct Frame<'e> {
    c: Cursor<'e>,
    /// Up to where it is copied to the expanded text.
    copied: usize,
    /// How many elements were open when it began.
    base: usize,
    entity: Option<&'e Entity>,
}

/// The walk over the root element. It does not recurse.
pub(super) struct Content<'e> {
    entities: &'e Entities,
    frame: Frame<'e>,
    /// The texts that wait for the frame's end.
    stack: Vec<Frame<'e>>,
    /// The names of the elements that are open.
    open: Vec<&'e str>,
    /// The names of one tag's attributes.
    names: Vec<&'e str>,
    namespaces: Namespaces<'e>,
    /// The root element with its entities expanded, once there was one.
    expanded: Option<String>,
    /// Where the first reference to something that is not read stands.
    unread: Option<usize>,
    depth: usize,
}

/// The root element.
pub(super) struct Root {
    pub(super) expanded: Option<String>,
    pub(super) unread: Option<usize>,
}

impl<'e> Content<'e> {
    pub(super) fn new(c: Cursor<'e>, entities: &'e Entities, depth: usize) -> Self {
        let frame = Frame { c, copied: c.offset(), base: 0, entity: None };
        Self {
            entities,
            frame,
            stack: Vec::new(),
            open: Vec::new(),
            names: Vec::new(),
            namespaces: Namespaces::default(),
            expanded: None,
            unread: None,
            depth,
        }
    }

    /// Where in the document the walk is.
    pub(super) fn offset(&self) -> usize {
        self.stack.first().unwrap_or(&self.frame).c.offset()
    }

    /// Past the root element.
    pub(super) fn root(&mut self) -> Result<(), Rule> {
        if !self.frame.c.eat("<") {
            return Err(self.frame.c.or_end(Rule::Root));
        }
        self.start_tag()?;
        while !self.open.is_empty() {
            self.frame.c.char_data()?;
            match self.frame.c.first() {
                Some(b'<') => self.markup()?,
                Some(_) => self.reference()?,
                None => self.leave()?,
            }
        }
        match self.frame.entity {
            None => Ok(()),
            Some(_) => Err(Rule::Unbalanced),
        }
    }

    /// What the walk found.
    pub(super) fn finish(mut self) -> Root {
        self.flush(self.frame.c.offset());
        Root { expanded: self.expanded, unread: self.unread }
    }

    fn markup(&mut self) -> Result<(), Rule> {
        let c = &mut self.frame.c;
        c.skip(1);
        match c.first() {
            Some(b'/') => {
                c.skip(1);
                self.end_tag()
            }
            Some(b'!') if c.eat("!--") => c.comment(),
            Some(b'!') => {
                c.expect("![CDATA[", Rule::Tag)?;
                c.until("]]>").map(drop)
            }
            Some(b'?') => {
                c.skip(1);
                c.instruction()
            }
            _ => self.start_tag(),
        }
    }

    /// What follows `<` (§3.1).
    fn start_tag(&mut self) -> Result<(), Rule> {
        if self.open.len() >= self.depth {
            return Err(Rule::Depth);
        }
        let name = self.frame.c.name()?;
        let mut colons = name.contains(':');
        self.names.clear();
        let empty = loop {
            let ends = matches!(self.frame.c.first(), Some(b'>' | b'/'));
            let spaced = !ends && self.frame.c.spaces();
            match self.frame.c.first() {
                Some(b'>') => {
                    self.frame.c.skip(1);
                    break false;
                }
                Some(b'/') => {
                    self.frame.c.skip(1);
                    self.frame.c.expect(">", Rule::Tag)?;
                    break true;
                }
                _ if !spaced => return Err(self.frame.c.or_end(Rule::Tag)),
                _ => {
                    let name = self.frame.c.name()?;
                    colons |= name.contains(':');
                    self.names.push(name);
                    self.frame.c.equals(Rule::Tag)?;
                    let start = self.frame.c.offset();
                    self.value()?;
                    if self.frame.c.rules.namespaces
                        && let Some(prefix) = Namespaces::prefix(name)
                    {
                        self.declare(prefix, self.frame.c.since(start))?;
                    }
                }
            }
        };
        self.differ()?;
        if self.frame.c.rules.namespaces {
            self.defaults(name)?;
            if colons {
                let lenient = self.entities.unread;
                self.namespaces.element(name, lenient)?;
                self.namespaces.attributes(&self.names, lenient)?;
            }
        }
        if empty {
            self.namespaces.leave(self.open.len());
        } else {
            self.open.push(name);
        }
        Ok(())
    }

    /// A namespace's declaration in the element that begins, with its name in quotes.
    fn declare(&mut self, prefix: &'e str, quoted: &'e str) -> Result<(), Rule> {
        let name = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let name = self.entities.resolved(name, self.frame.c.rules)?;
        let depth = self.open.len().saturating_add(1);
        self.namespaces.declare(prefix, name, depth, self.frame.c.rules.xml_1_1)
    }

    /// The namespaces that the element's type declares where its tag does not (XML 1.0 §3.3.2).
    fn defaults(&mut self, element: &str) -> Result<(), Rule> {
        let Some(declared) = self.entities.namespaces.get(element) else { return Ok(()) };
        let present: HashSet<&str> =
            self.names.iter().copied().filter(|name| name.starts_with("xmlns")).collect();
        for (attribute, quoted) in declared {
            // Each element pays for what its type says, and for the work of it.
            self.entities.spend(quoted.len().saturating_add(16))?;
            if let Some(prefix) = Namespaces::prefix(attribute)
                && !present.contains(attribute.as_str())
            {
                self.declare(prefix, quoted)?;
            }
        }
        Ok(())
    }

    /// Whether the names of the attributes differ: by twos if they are few, else in one pass.
    fn differ(&self) -> Result<(), Rule> {
        let twice = match &*self.names {
            [] | [_] => false,
            [a, b] => a == b,
            few if few.len() <= 8 => few
                .iter()
                .enumerate()
                .any(|(n, name)| few.iter().skip(n.saturating_add(1)).any(|other| other == name)),
            many => {
                let mut seen = HashSet::with_capacity(many.len());
                !many.iter().all(|name| seen.insert(*name))
            }
        };
        if twice { Err(Rule::Duplicate) } else { Ok(()) }
    }

    /// `AttValue` (§2.3).
    fn value(&mut self) -> Result<(), Rule> {
        let quote = self.frame.c.quote()?;
        loop {
            self.frame.c.plain(VALUE)?;
            match self.frame.c.first() {
                Some(b'"' | b'\'') if self.frame.c.eat(quote) => return Ok(()),
                Some(b'"' | b'\'' | b'%') => self.frame.c.skip(1),
                Some(b'<') => return Err(Rule::LessThan),
                Some(b'&') => {
                    let start = self.frame.c.offset();
                    self.frame.c.skip(1);
                    if let Reference::Named(name) = self.frame.c.reference()? {
                        self.begin(start);
                        if self.entities.value(name, self.frame.c.rules, self.expanded.as_mut())? {
                            let at = self.offset();
                            self.unread.get_or_insert(at);
                        }
                        self.frame.copied = self.frame.c.offset();
                    }
                }
                Some(_) => return Err(Rule::Char),
                None => return Err(Rule::End),
            }
        }
    }

    /// What follows `</` (§3.1).
    fn end_tag(&mut self) -> Result<(), Rule> {
        let c = &mut self.frame.c;
        let inner = self.open.len() > self.frame.base;
        // The name that is open, nearly always: then it needs no second look.
        if inner && self.open.last().is_some_and(|name| c.closes(name)) {
            self.open.pop();
        } else {
            let name = c.name()?;
            c.spaces();
            c.expect(">", Rule::Tag)?;
            if !inner {
                return Err(Rule::Unbalanced);
            }
            if self.open.pop() != Some(name) {
                return Err(Rule::EndTag);
            }
        }
        self.namespaces.leave(self.open.len());
        Ok(())
    }

    /// A reference in content: an entity's text is read where it stands (§4.4.2).
    fn reference(&mut self) -> Result<(), Rule> {
        let start = self.frame.c.offset();
        self.frame.c.skip(1);
        let Reference::Named(name) = self.frame.c.reference()? else { return Ok(()) };
        self.begin(start);
        self.frame.copied = self.frame.c.offset();
        match self.entities.find(name)? {
            Found::Unread => {
                let at = self.offset();
                self.unread.get_or_insert(at);
            }
            Found::Text(entity, text) => {
                self.entities.enter(entity, text, self.stack.len())?;
                let (c, base) = (Cursor::new(text, self.frame.c.rules), self.open.len());
                let included = Frame { c, copied: 0, base, entity: Some(entity) };
                self.stack.push(core::mem::replace(&mut self.frame, included));
            }
        }
        Ok(())
    }

    /// The end of a text: of an entity, or too soon.
    fn leave(&mut self) -> Result<(), Rule> {
        let (Some(entity), Some(outer)) = (self.frame.entity, self.stack.pop()) else {
            return Err(Rule::End);
        };
        if self.open.len() != self.frame.base {
            return Err(Rule::Unbalanced);
        }
        self.flush(self.frame.c.offset());
        entity.open.set(false);
        self.frame = outer;
        Ok(())
    }

    /// Begins to copy, if nobody did, and copies what stands before a reference.
    fn begin(&mut self, reference: usize) {
        self.expanded.get_or_insert_default();
        self.flush(reference);
    }

    fn flush(&mut self, end: usize) {
        if let Some(out) = &mut self.expanded {
            out.push_str(self.frame.c.between(self.frame.copied, end));
        }
    }
}
