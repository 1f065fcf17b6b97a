//! The entities of a document: declared once, expanded within a bound (XML 1.0 §4).
use super::class::VALUE;
use super::cursor::{Cursor, Reference, Rules};
use super::rule::Rule;
use alloc::{borrow::Cow, boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use core::cell::Cell;
use std::collections::HashMap;

/// What an entity holds.
#[derive(Debug)]
pub(super) enum Body {
    /// Its replacement text (§4.5).
    Text(Box<str>),
    /// It stands outside the document.
    External,
    /// It is not XML (§4.2.2).
    Unparsed,
    /// It was declared behind something that is not read, so maybe it is another (§5.1).
    Unknown,
}

#[derive(Debug)]
pub(super) struct Entity {
    pub(super) body: Body,
    /// Declared in a parameter entity: what stands alone may not refer to it (§4.1).
    inside: bool,
    /// Being expanded.
    pub(super) open: Cell<bool>,
}

impl Entity {
    pub(super) const fn new(body: Body, inside: bool) -> Self {
        Self { body, inside, open: Cell::new(false) }
    }
}

/// Everything that was declared.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub(super) general: HashMap<String, Entity>,
    /// By element type: the attributes that declare namespaces by default, and their values in
    /// quotes.
    pub(super) namespaces: HashMap<String, BTreeMap<String, String>>,
    /// Whether there are declarations that were not read: an external subset or entity.
    pub(super) unread: bool,
    /// Whether the subset refers to a parameter entity: then a general one that nobody declared is
    /// a matter of validity (§4.1).
    pub(super) parameters: bool,
    pub(super) standalone: bool,
    /// How many bytes of entities may still be read.
    pub(super) budget: Cell<usize>,
    /// How deep entities may nest.
    pub(super) depth: usize,
}

/// What a reference stands for.
pub(super) enum Found<'e> {
    /// This entity, and its text.
    Text(&'e Entity, &'e str),
    /// Something that is not read.
    Unread,
}

impl Entities {
    /// What a name stands for in content (§4.4).
    pub(super) fn find(&self, name: &str) -> Result<Found<'_>, Rule> {
        let Some(entity) = self.general.get(name) else {
            let excused = (self.unread || self.parameters) && !self.standalone;
            return if excused { Ok(Found::Unread) } else { Err(Rule::Undeclared) };
        };
        if entity.inside && self.standalone {
            return Err(Rule::Undeclared);
        }
        match &entity.body {
            Body::Text(text) => Ok(Found::Text(entity, text)),
            Body::External | Body::Unknown => Ok(Found::Unread),
            Body::Unparsed => Err(Rule::Unparsed),
        }
    }

    /// Counts what an inclusion reads, even if it writes nothing.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), Rule> {
        let left = self.budget.get().checked_sub(bytes.saturating_add(1)).ok_or(Rule::Expansion)?;
        self.budget.set(left);
        Ok(())
    }

    /// Begins an inclusion.
    pub(super) fn enter(&self, entity: &Entity, text: &str, depth: usize) -> Result<(), Rule> {
        if entity.open.replace(true) {
            return Err(Rule::Recursion);
        }
        if depth >= self.depth {
            return Err(Rule::Depth);
        }
        self.spend(text.len())
    }

    /// The value of an attribute that is well-formed, with everything put for its references
    /// (§3.3.3, without tokens).
    pub(super) fn resolved<'t>(&self, value: &'t str, rules: Rules) -> Result<Cow<'t, str>, Rule> {
        if !value.contains('&') {
            return Ok(Cow::Borrowed(value));
        }
        let (mut c, mut text) = (Cursor::new(value, rules), String::new());
        while let Some((before, _)) = c.rest().split_once('&') {
            text.push_str(before);
            c.skip(before.len().saturating_add(1));
            match c.reference()? {
                Reference::Char(char) | Reference::Predefined(char) => text.push(char),
                Reference::Named(name) => {
                    let mut included = String::new();
                    self.value(name, rules, Some(&mut included))?;
                    // What an entity stands for holds no other: once more is enough.
                    text.push_str(&self.resolved(&included, rules)?);
                }
            }
        }
        text.push_str(c.rest());
        Ok(Cow::Owned(text))
    }

    /// What stands for `name` in the value of an attribute (§4.4.5), appended to `out` so that it
    /// can be read there again. Gives whether something was not read.
    pub(super) fn value(
        &self,
        name: &str,
        rules: Rules,
        mut out: Option<&mut String>,
    ) -> Result<bool, Rule> {
        let mut unread = false;
        let mut stack: Vec<(&Entity, Cursor<'_>)> = Vec::new();
        let mut name = name;
        'named: loop {
            if matches!(self.general.get(name), Some(Entity { body: Body::External, .. })) {
                return Err(Rule::ExternalValue);
            }
            match self.find(name)? {
                Found::Unread => unread = true,
                Found::Text(entity, text) => {
                    self.enter(entity, text, stack.len())?;
                    stack.push((entity, Cursor::new(text, rules)));
                }
            }
            loop {
                let Some((entity, c)) = stack.last_mut() else { return Ok(unread) };
                let start = c.offset();
                c.plain(VALUE)?;
                let mut put = |text: &str| {
                    if let Some(out) = &mut out {
                        out.push_str(text);
                    }
                };
                put(c.since(start));
                let start = c.offset();
                match c.first() {
                    None => {
                        entity.open.set(false);
                        stack.pop();
                    }
                    Some(b'<') => return Err(Rule::LessThan),
                    Some(b'"') => {
                        c.skip(1);
                        put("&quot;");
                    }
                    Some(b'\'') => {
                        c.skip(1);
                        put("&apos;");
                    }
                    Some(b'&') => {
                        c.skip(1);
                        match c.reference()? {
                            Reference::Named(next) => {
                                name = next;
                                continue 'named;
                            }
                            _ => put(c.since(start)),
                        }
                    }
                    Some(b'%') => {
                        c.skip(1);
                        put("%");
                    }
                    Some(_) => return Err(Rule::Char),
                }
            }
        }
    }
}
