//! Well-formed or not: XML 1.0, fifth edition, and its namespaces, in one pass and without
//! recursion. What says that it is XML 1.1 is read as such.
//!
//! What is open (elements, entities, groups) stands on stacks bounded by
//! [`Limits::depth`](crate::Limits); nothing is allocated for an element or an attribute.
mod class;
mod content;
mod cursor;
mod declaration;
mod dtd;
mod entities;
mod namespaces;
mod rule;

pub(super) use cursor::{Cursor, Rules};
pub(super) use declaration::declaration;
pub use rule::Rule;

use crate::Limits;
use alloc::string::String;
use content::Content;
use dtd::Dtd;

/// A document that is well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WellFormed<'t> {
    /// The root element as it stands in the document.
    pub root: &'t str,
    /// Where it begins in the document.
    pub offset: usize,
    /// The root element with every internal entity expanded, if it refers to any.
    pub expanded: Option<String>,
    /// Where the first reference to an entity stands that is not in the document. It is not
    /// fetched, and left out of `expanded`.
    pub unread: Option<usize>,
}

/// A rule and where it is broken.
pub(super) struct Broken {
    pub(super) rule: Rule,
    pub(super) at: usize,
}

/// Checks a document that is text already (§2.1).
pub(super) fn check<'t>(
    text: &'t str,
    namespaces: bool,
    limits: &Limits,
) -> Result<WellFormed<'t>, Broken> {
    let depth = usize::from(limits.depth.min(Limits::MAX_DEPTH));
    let mut c = Cursor::new(text, Rules { xml_1_1: false, namespaces });
    let said = declaration(&mut c).map_err(|rule| Broken { rule, at: c.offset() })?;
    let at = |c: &Cursor<'_>, rule| Broken { rule, at: c.offset() };
    if said.xml_1_1 {
        c.rules.xml_1_1 = true;
        if let Some(at) = text.find(class::is_restricted) {
            return Err(Broken { rule: Rule::Char, at });
        }
    }
    let rules = c.rules;
    c.misc().map_err(|rule| at(&c, rule))?;
    let mut dtd = Dtd::new(said.standalone, budget(text, limits), depth);
    if c.eat("<!DOCTYPE") {
        dtd.doctype(&mut c).and_then(|()| c.misc()).map_err(|rule| at(&c, rule))?;
    }
    let offset = c.offset();
    let mut content = Content::new(c, &dtd.entities, depth);
    content.root().map_err(|rule| Broken { rule, at: content.offset() })?;
    let end = content.offset();
    let root = content.finish();
    let mut c = Cursor::at(text, end, rules);
    c.misc().map_err(|rule| at(&c, rule))?;
    if !c.is_empty() {
        return Err(at(&c, Rule::Root));
    }
    let (expanded, unread) = (root.expanded, root.unread);
    Ok(WellFormed { root: c.between(offset, end), offset, expanded, unread })
}

/// How many bytes of entities may be read in a document: a start, and what it paid for itself.
fn budget(text: &str, limits: &Limits) -> usize {
    text.len().saturating_mul(8).saturating_add(64 << 10).min(limits.inflated)
}
