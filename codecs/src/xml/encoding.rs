//! From bytes to text, by the mark or by what the declaration says (XML 1.0 §4.3.3, appendix F).
use super::strict::{Cursor, Rule, Rules, declaration};
use alloc::{borrow::Cow, string::String};

/// A document as text, and how it was written.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    form: Form,
}

/// How the bytes say the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With or without a mark before it.
    Utf8 {
        mark: bool,
    },
    Utf16,
    /// One byte a character.
    Bytes,
}

impl Decoded<'_> {
    /// The byte of the document that a byte of the text was.
    pub(super) fn offset(&self, at: usize) -> usize {
        let before = || self.text.get(..at).unwrap_or(&self.text);
        match self.form {
            Form::Utf8 { mark } => at.saturating_add(if mark { 3 } else { 0 }),
            Form::Utf16 => before().encode_utf16().count().saturating_mul(2).saturating_add(2),
            Form::Bytes => before().chars().count(),
        }
    }
}

/// The text, or at which byte it is none.
pub(super) fn text(bytes: &[u8]) -> Result<Decoded<'_>, (Rule, usize)> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // Without a mark it is not UTF-16 but nothing at all.
        [0, ..] | [_, 0, ..] => Err((Rule::Encoding, 0)),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, true),
        _ => match declared(bytes) {
            Some(name) if is(name, &["ISO-8859-1", "ISO_8859-1", "ISO8859-1", "latin1"]) => {
                let text = Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect());
                Ok(Decoded { text, form: Form::Bytes })
            }
            Some(name) if is(name, &["US-ASCII", "ASCII"]) => {
                match bytes.iter().position(|byte| !byte.is_ascii()) {
                    Some(at) => Err((Rule::Encoding, at)),
                    None => utf8(bytes, false),
                }
            }
            Some(name) if is_utf16(name) => Err((Rule::Encoding, 0)),
            Some(name) if !is(name, &["UTF-8", "UTF8"]) => Err((Rule::UnknownEncoding, 0)),
            _ => utf8(bytes, false),
        },
    }
}

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| name.eq_ignore_ascii_case(other))
}

fn is_utf16(name: &str) -> bool {
    is(name, &["UTF-16", "UTF16", "UTF-16LE", "UTF-16BE", "ISO-10646-UCS-2", "UCS-2"])
}

/// The encoding that the declaration names, if the bytes begin with one.
fn declared(bytes: &[u8]) -> Option<&str> {
    if !bytes.starts_with(b"<?xml") {
        return None;
    }
    let end = bytes.iter().position(|byte| *byte == b'>')?.saturating_add(1);
    let text = str::from_utf8(bytes.get(..end)?).ok()?;
    declaration(&mut Cursor::new(text, Rules::default())).ok()?.encoding
}

fn utf8(bytes: &[u8], mark: bool) -> Result<Decoded<'_>, (Rule, usize)> {
    let form = Form::Utf8 { mark };
    match str::from_utf8(bytes) {
        Err(fault) => {
            let place = Decoded { text: Cow::Borrowed(""), form };
            Err((Rule::Encoding, place.offset(fault.valid_up_to())))
        }
        Ok(_) if mark && declared(bytes).is_some_and(|name| !is(name, &["UTF-8", "UTF8"])) => {
            Err((Rule::Encoding, 0))
        }
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), form }),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded<'_>, (Rule, usize)> {
    let (units, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(units.len());
    let mut at = 2usize;
    for char in char::decode_utf16(units.iter().map(|pair| unit(*pair))) {
        let char = char.map_err(|_| (Rule::Encoding, at))?;
        at = at.saturating_add(char.len_utf16().saturating_mul(2));
        text.push(char);
    }
    let named = declared(text.as_bytes());
    if !rest.is_empty() || named.is_some_and(|name| !is_utf16(name)) {
        return Err((Rule::Encoding, if rest.is_empty() { 0 } else { at }));
    }
    Ok(Decoded { text: Cow::Owned(text), form: Form::Utf16 })
}
