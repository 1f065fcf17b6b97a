//! The document type declaration and its internal subset (XML 1.0 §2.8).
mod attlist;
mod element;
mod entity;

use super::cursor::Cursor;
use super::entities::{Body, Entities, Entity};
use super::rule::Rule;
use alloc::{rc::Rc, string::String, vec::Vec};
use std::collections::HashMap;

/// What is known of a document's type while its declarations are read.
pub(super) struct Dtd {
    pub(super) entities: Entities,
    parameter: HashMap<String, Parameter>,
    depth: usize,
}

/// A parameter entity.
#[derive(Clone)]
enum Parameter {
    Text(Rc<str>),
    External,
}

/// A parameter entity that is being read: its declarations count, its text is no content.
struct Included {
    name: String,
    text: Rc<str>,
    at: usize,
    /// How many `INCLUDE` sections are open (§3.4).
    sections: usize,
}

/// What was read of the subset.
enum Step {
    /// A declaration, a comment, an instruction.
    Declared,
    /// A reference to a parameter entity.
    Parameter(String),
    /// `]`, or the end of the entity.
    End,
}

impl Dtd {
    pub(super) fn new(standalone: bool, budget: usize, depth: usize) -> Self {
        let entities = Entities { standalone, budget: budget.into(), depth, ..Entities::default() };
        Self { entities, parameter: HashMap::new(), depth }
    }

    /// What follows `<!DOCTYPE`.
    pub(super) fn doctype(&mut self, c: &mut Cursor<'_>) -> Result<(), Rule> {
        c.space()?;
        c.name()?;
        let spaced = c.spaces();
        let external = spaced && c.external_id(false)?;
        c.spaces();
        if c.eat("[") {
            self.subset(c)?;
            c.spaces();
        }
        // The external subset is read behind the internal one.
        self.entities.unread |= external;
        c.expect(">", Rule::DocType)
    }

    /// `intSubset` and `]`; parameter entities are read where they stand.
    fn subset(&mut self, c: &mut Cursor<'_>) -> Result<(), Rule> {
        let mut stack: Vec<Included> = Vec::new();
        loop {
            let step = if let Some(included) = stack.last_mut() {
                let text = Rc::clone(&included.text);
                let mut inner = Cursor::at(&text, included.at, c.rules);
                let step = self.declaration(&mut inner, Some(&mut included.sections))?;
                included.at = inner.offset();
                step
            } else {
                self.declaration(c, None)?
            };
            match step {
                Step::Declared => {}
                Step::End if stack.pop().is_none() => return Ok(()),
                Step::End => {}
                Step::Parameter(name) => self.include(name, &mut stack)?,
            }
        }
    }

    /// A parameter entity between declarations (§4.4.8).
    fn include(&mut self, name: String, stack: &mut Vec<Included>) -> Result<(), Rule> {
        self.entities.parameters = true;
        let Some(Parameter::Text(text)) = self.parameter.get(&name) else {
            if self.entities.standalone && !self.parameter.contains_key(&name) {
                return Err(Rule::Undeclared);
            }
            // Whoever reads it may know more: what is declared from here on may be known already.
            self.entities.unread = true;
            return Ok(());
        };
        if stack.iter().any(|open| open.name == name) {
            return Err(Rule::Recursion);
        }
        if stack.len() >= self.depth {
            return Err(Rule::Depth);
        }
        self.entities.spend(text.len())?;
        stack.push(Included { name, text: Rc::clone(text), at: 0, sections: 0 });
        Ok(())
    }

    /// One declaration, in the document or in a parameter entity with its open sections.
    fn declaration(
        &mut self,
        c: &mut Cursor<'_>,
        sections: Option<&mut usize>,
    ) -> Result<Step, Rule> {
        c.spaces();
        let inside = sections.is_some();
        if c.eat("%") {
            let name = c.name().map_err(|_| c.or_end(Rule::Reference))?;
            c.expect(";", Rule::Reference)?;
            return Ok(Step::Parameter(name.into()));
        }
        if let Some(open) = sections {
            if c.is_empty() && *open == 0 {
                return Ok(Step::End);
            }
            if *open > 0 && c.eat("]]>") {
                *open = open.saturating_sub(1);
                return Ok(Step::Declared);
            }
            if c.eat("<![") {
                conditional(c, open)?;
                return Ok(Step::Declared);
            }
        } else if c.eat("]") {
            return Ok(Step::End);
        }
        if c.eat("<!--") {
            c.comment()?;
        } else if c.eat("<?") {
            c.instruction()?;
        } else if c.eat("<!ELEMENT") {
            element::element(c, self.depth)?;
        } else if c.eat("<!ATTLIST") {
            attlist::attlist(c, &mut self.entities)?;
        } else if c.eat("<!ENTITY") {
            self.entity(c, inside)?;
        } else if c.eat("<!NOTATION") {
            notation(c)?;
        } else if c.starts_with("<![") {
            return Err(Rule::Conditional);
        } else {
            return Err(c.or_end(Rule::DocType));
        }
        Ok(Step::Declared)
    }
}

/// What follows `<![` (§3.4).
fn conditional(c: &mut Cursor<'_>, open: &mut usize) -> Result<(), Rule> {
    c.spaces();
    let include = c.eat("INCLUDE");
    if !include {
        c.expect("IGNORE", Rule::Conditional)?;
    }
    c.spaces();
    c.expect("[", Rule::Conditional)?;
    if include {
        *open = open.saturating_add(1);
        return Ok(());
    }
    let mut depth = 1usize;
    while depth > 0 {
        if c.eat("<![") {
            depth = depth.saturating_add(1);
        } else if c.eat("]]>") {
            depth = depth.saturating_sub(1);
        } else {
            c.char()?;
        }
    }
    Ok(())
}

/// What follows `<!NOTATION` (§4.7).
fn notation(c: &mut Cursor<'_>) -> Result<(), Rule> {
    c.space()?;
    c.plain_name()?;
    c.space()?;
    if !c.external_id(true)? {
        return Err(c.or_end(Rule::Notation));
    }
    c.spaces();
    c.expect(">", Rule::Notation)
}
