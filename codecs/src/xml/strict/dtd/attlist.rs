//! Attribute-list declarations (XML 1.0 §3.3).
use super::super::class::VALUE;
use super::super::cursor::{Cursor, Reference};
use super::super::entities::Entities;
use super::super::namespaces::Namespaces;
use super::super::rule::Rule;

/// The types that are one word; a longer one stands before its beginning.
const TYPES: [&str; 8] =
    ["CDATA", "IDREFS", "IDREF", "ID", "ENTITIES", "ENTITY", "NMTOKENS", "NMTOKEN"];

/// What follows `<!ATTLIST`.
pub(super) fn attlist(c: &mut Cursor<'_>, entities: &mut Entities) -> Result<(), Rule> {
    c.space()?;
    let element = c.name()?;
    loop {
        let spaced = c.spaces();
        if c.eat(">") {
            return Ok(());
        }
        if !spaced {
            return Err(c.or_end(Rule::AttList));
        }
        let name = c.name().map_err(|_| c.or_end(Rule::AttList))?;
        c.space()?;
        kind(c)?;
        c.space()?;
        let value = default(c, entities)?;
        if Namespaces::prefix(name).is_some() && !value.is_empty() {
            let declared = entities.namespaces.entry(element.into()).or_default();
            // The first declaration binds.
            declared.entry(name.into()).or_insert_with(|| value.into());
        }
    }
}

/// `AttType` (§3.3.1).
fn kind(c: &mut Cursor<'_>) -> Result<(), Rule> {
    if TYPES.iter().any(|name| c.eat(name)) {
        return Ok(());
    }
    if c.eat("NOTATION") {
        c.space()?;
        c.expect("(", Rule::AttList)?;
        return choice(c, |c| c.name().map(drop));
    }
    c.expect("(", Rule::AttList)?;
    choice(c, |c| c.token().map(drop))
}

/// Alternatives up to `)`.
fn choice(
    c: &mut Cursor<'_>,
    one: impl Fn(&mut Cursor<'_>) -> Result<(), Rule>,
) -> Result<(), Rule> {
    loop {
        c.spaces();
        one(c)?;
        c.spaces();
        if c.eat(")") {
            return Ok(());
        }
        c.expect("|", Rule::AttList)?;
    }
}

/// `DefaultDecl` (§3.3.2): the value in its quotes, empty if there is none.
fn default<'t>(c: &mut Cursor<'t>, entities: &Entities) -> Result<&'t str, Rule> {
    if c.eat("#REQUIRED") || c.eat("#IMPLIED") {
        return Ok("");
    }
    if c.eat("#FIXED") {
        c.space()?;
    }
    let start = c.offset();
    let quote = c.quote()?;
    loop {
        c.plain(VALUE)?;
        match c.first() {
            Some(b'"' | b'\'') if c.eat(quote) => return Ok(c.since(start)),
            Some(b'"' | b'\'' | b'%') => c.skip(1),
            Some(b'<') => return Err(Rule::LessThan),
            Some(b'&') => {
                c.skip(1);
                if let Reference::Named(name) = c.reference()? {
                    entities.value(name, c.rules, None)?;
                }
            }
            Some(_) => return Err(Rule::Char),
            None => return Err(Rule::End),
        }
    }
}
