//! Scalars as text.
use crate::protobuf::dynamic::{
    Key, Value,
    pool::{FieldDef, Pool, Type},
};
use crate::xml::{Xml, base64};
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::{fmt::Display, str::FromStr};

/// Appends a value as text. False: XML has no such text.
pub(super) fn write(value: &Value<'_>, out: &mut Vec<u8>) -> bool {
    match value {
        Value::Bool(b) => show(b, out),
        Value::I32(n) | Value::Enum(n) => show(n, out),
        Value::I64(n) => show(n, out),
        Value::U32(n) => show(n, out),
        Value::U64(n) => show(n, out),
        Value::F32(x) => show(x, out),
        Value::F64(x) => show(x, out),
        Value::String(text) => return escape(text, out),
        Value::Bytes(bytes) => out.extend_from_slice(base64::letters(bytes).as_bytes()),
        Value::Message(_) => {}
    }
    true
}

/// A key as a name. None: it is none.
pub(super) fn name(key: &Key) -> Option<Cow<'_, str>> {
    let name = match key {
        Key::Bool(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
        Key::String(text) => Cow::Borrowed(&**text),
        // No name begins with a digit or a sign.
        _ => return None,
    };
    is_name(&name).then_some(name)
}

/// §2.3 `Name`, without the colon: it would be of a namespace that nobody declared.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let ascii = name.bytes().filter(u8::is_ascii).all(plain);
    match name.is_ascii() {
        true => starts && ascii,
        false => ascii && Xml::STRICT.check(&alloc::format!("<{name}/>")).is_ok(),
    }
}

/// Appends text (XML 1.0 §2.2, §2.4). A carriage return would be read as the end of a line.
fn escape(text: &str, out: &mut Vec<u8>) -> bool {
    for c in text.chars() {
        let escaped = match c {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '\r' => "&#13;",
            '\t' | '\n' => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => return false,
            c => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
        };
        out.extend_from_slice(escaped.as_bytes());
    }
    true
}

fn show(value: impl Display, out: &mut Vec<u8>) {
    use core::fmt::Write as _;
    struct Out<'o>(&'o mut Vec<u8>);
    impl core::fmt::Write for Out<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }
    // Writing into memory does not fail.
    let _ = write!(Out(out), "{value}");
}

/// Reads a value, or says what was expected.
pub(super) fn read<'p>(
    text: &str,
    pool: &Pool,
    field: &FieldDef,
) -> Result<Value<'p>, &'static str> {
    let word = text.trim_matches([' ', '\t', '\n', '\r']);
    let number = "a number expected, not";
    Ok(match field.r#type {
        Type::Bool => match word {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => return Err("true or false expected, not"),
        },
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => Value::I32(parse(word).ok_or(number)?),
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => Value::I64(parse(word).ok_or(number)?),
        Type::Uint32 | Type::Fixed32 => Value::U32(parse(word).ok_or(number)?),
        Type::Uint64 | Type::Fixed64 => Value::U64(parse(word).ok_or(number)?),
        Type::Float => {
            let x: f32 = parse(word).ok_or(number)?;
            Value::F32(Some(x).filter(|x| is_meant(x.is_infinite(), word)).ok_or(number)?)
        }
        Type::Double => {
            let x: f64 = parse(word).ok_or(number)?;
            Value::F64(Some(x).filter(|x| is_meant(x.is_infinite(), word)).ok_or(number)?)
        }
        Type::String => Value::String(text.into()),
        Type::Bytes | Type::Message => {
            Value::Bytes(base64::bytes(text).ok_or("base64 expected, not")?.into())
        }
        Type::Enum => {
            let of = pool.enum_def(field.target);
            let found = parse(word).or_else(|| of?.number(word));
            let found =
                found.filter(|number| of.is_none_or(|of| !of.closed || of.name(*number).is_some()));
            Value::Enum(found.ok_or("a value of the enum expected, not")?)
        }
    })
}

/// `1e400` is no infinity.
fn is_meant(infinite: bool, word: &str) -> bool {
    !infinite || word.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'+' | b'-'))
}

fn parse<N: FromStr>(word: &str) -> Option<N> {
    word.parse().ok()
}

/// A key from a name.
pub(super) fn key(name: &str, pool: &Pool, field: &FieldDef) -> Result<Key, &'static str> {
    let key = read(name, pool, field)?;
    Key::of(key).ok_or("a key expected, not")
}

/// The front of a text, for messages.
pub(super) fn front(text: &str) -> String {
    const MOST: usize = 32;
    let mut front: String = text.chars().take(MOST).collect();
    if front.len() < text.len() {
        front.push('…');
    }
    front
}
