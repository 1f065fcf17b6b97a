//! Element type declarations: content models, without recursion (XML 1.0 §3.2).
use super::super::cursor::Cursor;
use super::super::rule::Rule;
use alloc::vec::Vec;

/// What follows `<!ELEMENT`.
pub(super) fn element(c: &mut Cursor<'_>, depth: usize) -> Result<(), Rule> {
    c.space()?;
    c.name()?;
    c.space()?;
    if !c.eat("EMPTY") && !c.eat("ANY") {
        c.expect("(", Rule::Element)?;
        c.spaces();
        if c.eat("#PCDATA") { mixed(c)? } else { children(c, depth)? }
    }
    c.spaces();
    c.expect(">", Rule::Element)
}

/// What follows `(#PCDATA` (§3.2.2).
fn mixed(c: &mut Cursor<'_>) -> Result<(), Rule> {
    c.spaces();
    let mut alone = true;
    while c.eat("|") {
        alone = false;
        c.spaces();
        c.name()?;
        c.spaces();
    }
    c.expect(")", Rule::Element)?;
    if c.eat("*") || alone { Ok(()) } else { Err(Rule::Element) }
}

/// What follows the first `(` of a content model (§3.2.1).
fn children(c: &mut Cursor<'_>, depth: usize) -> Result<(), Rule> {
    // What each open group separates its parts with, once that is known.
    let mut groups: Vec<Option<&'static str>> = Vec::new();
    groups.push(None);
    loop {
        // A particle: a name, or a group.
        c.spaces();
        if c.eat("(") {
            if groups.len() >= depth {
                return Err(Rule::Depth);
            }
            groups.push(None);
            continue;
        }
        c.name().map_err(|_| c.or_end(Rule::Element))?;
        repeat(c);
        // What follows it: the next one, or ends of groups.
        loop {
            c.spaces();
            let Some(group) = groups.last_mut() else { return Err(Rule::Element) };
            if c.eat(")") {
                repeat(c);
                groups.pop();
                if groups.is_empty() {
                    return Ok(());
                }
                continue;
            }
            let next = if c.eat("|") {
                "|"
            } else {
                c.expect(",", Rule::Element)?;
                ","
            };
            if *group.get_or_insert(next) != next {
                return Err(Rule::Element);
            }
            break;
        }
    }
}

fn repeat(c: &mut Cursor<'_>) {
    let _ = c.eat("?") || c.eat("*") || c.eat("+");
}
