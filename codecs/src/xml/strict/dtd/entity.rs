//! Entity declarations, and the text that an entity stands for (XML 1.0 §4.2, §4.5).
use super::super::class::{VALUE, is_char};
use super::super::cursor::{Cursor, Reference, Rules, predefined};
use super::super::rule::Rule;
use super::{Body, Dtd, Entity, Parameter};
use alloc::string::String;

impl Dtd {
    /// What follows `<!ENTITY`. `inside` a parameter entity?
    pub(super) fn entity(&mut self, c: &mut Cursor<'_>, inside: bool) -> Result<(), Rule> {
        c.space()?;
        let parameter = c.eat("%");
        if parameter {
            c.space()?;
        }
        let name = c.plain_name()?;
        c.space()?;
        let mut body = if matches!(c.first(), Some(b'"' | b'\'')) {
            Body::Text(replacement(c)?.into())
        } else if c.external_id(false)? {
            Body::External
        } else {
            return Err(c.or_end(Rule::Entity));
        };
        let spaced = c.spaces();
        if spaced && !parameter && matches!(body, Body::External) && c.eat("NDATA") {
            c.space()?;
            c.plain_name()?;
            c.spaces();
            body = Body::Unparsed;
        }
        c.expect(">", Rule::Entity)?;
        self.declare(name, body, parameter, inside, c.rules)
    }

    /// The first declaration of a name binds (§4.2).
    fn declare(
        &mut self,
        name: &str,
        body: Body,
        parameter: bool,
        inside: bool,
        rules: Rules,
    ) -> Result<(), Rule> {
        // §5.1: behind something that is not read, another declaration may bind.
        let unsure = self.entities.unread && !self.entities.standalone;
        if parameter {
            let body = match body {
                Body::Text(text) if !unsure => Parameter::Text(String::from(text).into()),
                _ => Parameter::External,
            };
            self.parameter.entry(name.into()).or_insert(body);
            return Ok(());
        }
        if let Some(char) = predefined(name) {
            let same = matches!(&body, Body::Text(text) if stands_for(text, char, rules));
            return if same { Ok(()) } else { Err(Rule::Predefined) };
        }
        let body = if unsure { Body::Unknown } else { body };
        self.entities.general.entry(name.into()).or_insert_with(|| Entity::new(body, inside));
        Ok(())
    }
}

/// Whether it may be declared with this text: a reference to its character, or the character
/// itself unless that is markup.
fn stands_for(text: &str, char: char, rules: Rules) -> bool {
    let mut c = Cursor::new(text, rules);
    if c.eat("&") {
        return matches!(c.reference(), Ok(Reference::Char(same)) if same == char) && c.is_empty();
    }
    !matches!(char, '<' | '&') && text.chars().eq([char])
}

/// `EntityValue`: characters are put for their references, entities are left (§4.4, §4.5).
fn replacement(c: &mut Cursor<'_>) -> Result<String, Rule> {
    let quote = c.quote()?;
    let mut text = String::new();
    let mut copied = c.offset();
    loop {
        c.plain(VALUE)?;
        let here = c.offset();
        match c.first() {
            Some(b'"' | b'\'') if c.eat(quote) => {
                text.push_str(c.between(copied, here));
                return Ok(text);
            }
            Some(b'"' | b'\'' | b'<') => c.skip(1),
            Some(b'%') => return Err(Rule::Parameter),
            Some(b'&') => {
                c.skip(1);
                // What only XML 1.1 allows, by reference, is left as it is (XML 1.1 §2.2).
                if let Reference::Char(char) = c.reference()?
                    && is_char(char)
                {
                    text.push_str(c.between(copied, here));
                    text.push(char);
                    copied = c.offset();
                }
            }
            Some(_) => return Err(Rule::Char),
            None => return Err(Rule::End),
        }
    }
}
