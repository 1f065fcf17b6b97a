//! Values that are not messages, out of JSON.
use super::super::super::error::{Bad, Step};
use super::super::super::pool::{FieldDef, Type};
use super::super::super::{Key, Value, text::unbase64};
use super::super::lexer::Token;
use super::super::number;
use super::Reading;
use alloc::vec::Vec;

impl<'p> Reading<'p, '_> {
    /// One value; nothing, if it is the name of an enum's value that may be passed over.
    pub(super) fn scalar(&mut self, field: &FieldDef) -> Step<Option<Value<'p>>> {
        self.lexer.peek();
        let at = self.lexer.at();
        let token = self.lexer.token()?;
        let value = match (field.r#type, token) {
            (Type::Bool, Token::Bool(b)) => Some(Value::Bool(b)),
            (Type::String, Token::String(text)) => Some(Value::String(text.into())),
            (Type::Bytes, Token::String(text)) => {
                let bytes: Option<Vec<u8>> = unbase64(text.as_bytes());
                return match bytes {
                    Some(bytes) => Ok(Some(bytes.into())),
                    None => Err(Bad::value(at, "not base64")),
                };
            }
            (Type::Enum, token) => return self.enumeration(field, token, at),
            (of, Token::Number(text)) => numeric(of, text),
            (of @ (Type::Double | Type::Float), Token::String(text)) => match &*text {
                "NaN" => Some(special(of, f64::NAN)),
                "Infinity" => Some(special(of, f64::INFINITY)),
                "-Infinity" => Some(special(of, f64::NEG_INFINITY)),
                text => numeric(of, text),
            },
            (of, Token::String(text)) => numeric(of, &text),
            _ => None,
        };
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(Bad::value(at, wanted(field.r#type))),
        }
    }

    fn enumeration(
        &self,
        field: &FieldDef,
        token: Token<'_>,
        at: usize,
    ) -> Step<Option<Value<'p>>> {
        let Some(of) = self.pool.enum_def(field.target) else { return Ok(None) };
        let number = match token {
            Token::String(name) => match of.number(&name) {
                None if self.json.ignore_unknown => return Ok(None),
                found => found,
            },
            Token::Number(text) => {
                let number = number::integer(text).and_then(|number| i32::try_from(number).ok());
                number.filter(|number| !of.closed || of.name(*number).is_some())
            }
            Token::Null if of.null_value => Some(0),
            _ => None,
        };
        match number {
            Some(number) => Ok(Some(Value::Enum(number))),
            None => Err(Bad::value(at, "not a value of this enum")),
        }
    }
}

/// A key out of the name of a member.
pub(super) fn key(field: &FieldDef, name: &str) -> Option<Key> {
    match (field.r#type, name) {
        (Type::String, name) => Some(Key::String(name.into())),
        (Type::Bool, "true") => Some(Key::Bool(true)),
        (Type::Bool, "false") => Some(Key::Bool(false)),
        (of, name) => Key::of(numeric(of, name)?),
    }
}

fn special(of: Type, x: f64) -> Value<'static> {
    if of == Type::Double {
        return Value::F64(x);
    }
    Value::F32(if x.is_nan() {
        f32::NAN
    } else if x > 0.0 {
        f32::INFINITY
    } else {
        f32::NEG_INFINITY
    })
}

/// A number of a type, if the text is one.
fn numeric(of: Type, text: &str) -> Option<Value<'static>> {
    let whole = || number::integer(text);
    match of {
        Type::Double => number::double(text).map(Value::F64),
        Type::Float => number::float(text).map(Value::F32),
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => whole()?.try_into().ok().map(Value::I32),
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => whole()?.try_into().ok().map(Value::I64),
        Type::Uint32 | Type::Fixed32 => whole()?.try_into().ok().map(Value::U32),
        Type::Uint64 | Type::Fixed64 => whole()?.try_into().ok().map(Value::U64),
        _ => None,
    }
}

const fn wanted(of: Type) -> &'static str {
    match of {
        Type::Double | Type::Float => "not a number of this type",
        Type::Bool => "neither true nor false",
        Type::String | Type::Bytes => "not a string",
        _ => "not a whole number of this type",
    }
}
