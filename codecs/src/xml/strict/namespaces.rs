//! Prefixes, and the names that they stand for (Namespaces in XML 1.0, third edition).
use super::class::starts_name;
use super::rule::Rule;
use alloc::{borrow::Cow, vec::Vec};
use std::collections::{HashMap, HashSet};

/// A namespace's name, interned: long ones are compared once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Id(usize);

/// What a prefix stands for that was undeclared (Namespaces in XML 1.1 §5).
const NONE: Id = Id(0);

/// What the prefixes `xml` and `xmlns` stand for, and nothing else may (§3).
const RESERVED: [&str; 2] =
    ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"];

/// The prefixes that are declared where the walk is. A document without one costs nothing here.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'e> {
    ids: HashMap<Cow<'e, str>, Id>,
    /// What each prefix stands for, the innermost last.
    bound: HashMap<&'e str, Vec<Id>>,
    /// The prefixes in the order of their declarations, and in how many elements each stands.
    declared: Vec<(&'e str, usize)>,
}

impl<'e> Namespaces<'e> {
    /// The prefix that an attribute of this name declares; the empty one is the default (§3).
    pub(super) fn prefix(attribute: &str) -> Option<&str> {
        match attribute.strip_prefix("xmlns")? {
            "" => Some(""),
            rest => rest.strip_prefix(':'),
        }
    }

    /// Declares a prefix in the element that is `depth` deep. An empty name undeclares it, which
    /// only XML 1.1 allows for any but the default.
    pub(super) fn declare(
        &mut self,
        prefix: &'e str,
        name: Cow<'e, str>,
        depth: usize,
        xml_1_1: bool,
    ) -> Result<(), Rule> {
        let [xml, xmlns] = RESERVED;
        match prefix {
            "xml" if name == xml => return Ok(()),
            _ if name == xml || name == xmlns => return Err(Rule::Namespace),
            "xml" | "xmlns" => return Err(Rule::Namespace),
            // No attribute and no prefix is in the default namespace: nobody asks for it.
            "" => return Ok(()),
            _ if name.is_empty() && !xml_1_1 => return Err(Rule::Namespace),
            _ => {}
        }
        let next = Id(self.ids.len().saturating_add(1));
        let id = if name.is_empty() { NONE } else { *self.ids.entry(name).or_insert(next) };
        self.bound.entry(prefix).or_default().push(id);
        self.declared.push((prefix, depth));
        Ok(())
    }

    /// The end of every element deeper than `depth`, and of what it declared.
    pub(super) fn leave(&mut self, depth: usize) {
        while let Some((prefix, _)) = self.declared.pop_if(|(_, declared)| *declared > depth) {
            if let Some(ids) = self.bound.get_mut(prefix) {
                ids.pop();
            }
        }
    }

    /// Looks at the name of an element. `lenient`: a prefix may be declared where nobody read.
    pub(super) fn element(&self, name: &str, lenient: bool) -> Result<(), Rule> {
        match qualified(name)? {
            Some(("xml", _)) | None => Ok(()),
            Some(("xmlns", _)) => Err(Rule::Prefix),
            Some((prefix, _)) => self.find(prefix, lenient).map(drop),
        }
    }

    /// Looks at the names of an element's attributes: two prefixes may stand for the same (§6.3).
    pub(super) fn attributes(&self, names: &[&'e str], lenient: bool) -> Result<(), Rule> {
        let mut seen = HashSet::new();
        for name in names {
            let Some((prefix, local)) = qualified(name)? else { continue };
            if matches!(prefix, "xml" | "xmlns") {
                continue;
            }
            if let Some(id) = self.find(prefix, lenient)?
                && !seen.insert((id, local))
            {
                return Err(Rule::Duplicate);
            }
        }
        Ok(())
    }

    fn find(&self, prefix: &str, lenient: bool) -> Result<Option<Id>, Rule> {
        match self.bound.get(prefix).and_then(|ids| ids.last()) {
            Some(id) if *id != NONE => Ok(Some(*id)),
            _ if lenient => Ok(None),
            _ => Err(Rule::Prefix),
        }
    }
}

/// A name that no prefix may have: of an instruction, an entity or a notation (§7).
pub(super) fn undivided(name: &str) -> Result<(), Rule> {
    if divided(name).is_none() { Ok(()) } else { Err(Rule::Colon) }
}

/// `QName` (§4): prefix and local part, if there is a prefix.
fn qualified(name: &str) -> Result<Option<(&str, &str)>, Rule> {
    match divided(name) {
        Some((_, local)) if local.contains(':') => Err(Rule::Colon),
        parts => Ok(parts),
    }
}

/// What stands before and behind the first colon. One that divides nothing (`:`, `a:`, `a:-`) is
/// a letter as any other: XML 1.0 allows it, and nobody takes it for a prefix.
fn divided(name: &str) -> Option<(&str, &str)> {
    let begins = |c: char| c == '_' || c.is_ascii_alphabetic() || starts_name(c);
    name.split_once(':').filter(|(prefix, local)| !prefix.is_empty() && local.starts_with(begins))
}
