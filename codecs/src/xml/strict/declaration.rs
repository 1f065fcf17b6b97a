//! The XML declaration (XML 1.0 §2.8, §2.9, §4.3.3).
use super::cursor::Cursor;
use super::rule::Rule;

/// What an XML declaration says.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::xml) struct Declaration<'t> {
    /// The name of the encoding.
    pub(in crate::xml) encoding: Option<&'t str>,
    /// Whether it is XML 1.1. Every other version is read as 1.0 (§2.8).
    pub(in crate::xml) xml_1_1: bool,
    /// Whether everything is in the document.
    pub(in crate::xml) standalone: bool,
}

/// Reads the declaration, if there is one.
pub(in crate::xml) fn declaration<'t>(c: &mut Cursor<'t>) -> Result<Declaration<'t>, Rule> {
    let mut said = Declaration::default();
    let begins = c.starts_with("<?xml") && {
        let mut ahead = *c;
        ahead.skip(5);
        ahead.spaces() || ahead.starts_with("?>")
    };
    if !begins {
        return Ok(said);
    }
    c.skip(5);
    c.space()?;
    let version = pseudo(c, "version")?.ok_or(Rule::Declaration)?;
    let minor = version.strip_prefix("1.").unwrap_or_default();
    if minor.is_empty() || !minor.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Declaration);
    }
    said.xml_1_1 = version == "1.1";
    let mut spaced = c.spaces();
    if spaced && let Some(name) = pseudo(c, "encoding")? {
        let rest = name.trim_start_matches(|first: char| first.is_ascii_alphabetic());
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if rest.len() == name.len() || !rest.chars().all(inside) {
            return Err(Rule::Declaration);
        }
        said.encoding = Some(name);
        spaced = c.spaces();
    }
    if spaced && let Some(answer) = pseudo(c, "standalone")? {
        said.standalone = match answer {
            "yes" => true,
            "no" => false,
            _ => return Err(Rule::Declaration),
        };
        c.spaces();
    }
    c.expect("?>", Rule::Declaration)?;
    Ok(said)
}

/// `name = "value"`, if it is of this name.
fn pseudo<'t>(c: &mut Cursor<'t>, name: &str) -> Result<Option<&'t str>, Rule> {
    if !c.eat(name) {
        return Ok(None);
    }
    c.equals(Rule::Declaration)?;
    c.literal().map(Some).map_err(|_| Rule::Declaration)
}
