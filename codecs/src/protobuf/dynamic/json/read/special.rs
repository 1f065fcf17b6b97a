//! The well-known types, out of JSON.
use super::super::super::error::{Bad, Step};
use super::super::super::pool::{FieldDef, Message, WellKnown};
use super::super::super::{Dynamic, Value};
use super::super::lexer::Token;
use super::super::{number, time};
use super::{Attach, Mode, Reading};
use crate::ErrorKind;
use alloc::{borrow::Cow, string::String};

impl<'p, 't> Reading<'p, 't> {
    /// Reads a well-known message, or goes into it.
    pub(super) fn special(
        &mut self,
        known: WellKnown,
        message: Message<'p>,
        attach: Attach<'p>,
    ) -> Step<()> {
        self.lexer.peek();
        let at = self.lexer.at();
        let mut dynamic = Dynamic::new(message);
        match known {
            WellKnown::Timestamp | WellKnown::Duration => {
                let text = self.lexer.string()?;
                let (time, why) = match known {
                    WellKnown::Timestamp => (time::read_timestamp(&text), "not a timestamp"),
                    _ => (time::read_duration(&text), "not a duration"),
                };
                let (seconds, nanos) = time.ok_or_else(|| Bad::value(at, why))?;
                self.put(&mut dynamic, 1, Value::I64(seconds));
                self.put(&mut dynamic, 2, Value::I32(nanos));
            }
            WellKnown::FieldMask => {
                let text = self.lexer.string()?;
                let field = self.own(message, 1)?;
                for path in text.split(',').filter(|path| !path.is_empty()) {
                    let Some(path) = snake(path) else {
                        return Err(Bad::value(at, "not a path in camel case"));
                    };
                    dynamic.append(field, Value::from(path));
                }
            }
            WellKnown::Wrapper => {
                let field = self.own(message, 1)?;
                if let Some(value) = self.scalar(field)? {
                    dynamic.put(field, value);
                }
            }
            WellKnown::Struct => {
                self.lexer.expect(b'{', "not an object")?;
                let field = self.own(message, 1)?;
                self.push(dynamic, Mode::Map(field, true), attach);
                return Ok(());
            }
            WellKnown::ListValue => {
                self.lexer.expect(b'[', "not an array")?;
                let field = self.own(message, 1)?;
                self.push(dynamic, Mode::List(field, true), attach);
                return Ok(());
            }
            WellKnown::Value => return self.json(message, dynamic, attach),
            WellKnown::Any => return self.any(message, dynamic, attach),
        }
        self.attach(attach, dynamic.into());
        Ok(())
    }

    /// A field that a well-known message has, or it would not be one.
    fn own(&mut self, message: Message<'p>, number: u32) -> Step<&'p FieldDef> {
        let field = self.pool.lookup(message.def, number);
        field.ok_or_else(|| self.lexer.unexpected("a type that is not what it is known for"))
    }

    fn put(&self, message: &mut Dynamic<'p>, number: u32, value: Value<'p>) {
        if let Some(field) = self.pool.lookup(message.message().def, number) {
            message.put(field, value);
        }
    }

    /// Any value.
    fn json(
        &mut self,
        message: Message<'p>,
        mut dynamic: Dynamic<'p>,
        attach: Attach<'p>,
    ) -> Step<()> {
        let at = self.lexer.at();
        let (number, value) = match self.lexer.token()? {
            Token::Null => (1, Value::Enum(0)),
            Token::Number(text) => match number::double(text) {
                Some(x) => (2, Value::F64(x)),
                None => return Err(Bad::value(at, "not a number of this type")),
            },
            Token::String(text) => (3, Value::String(text.into())),
            Token::Bool(b) => (4, Value::Bool(b)),
            Token::Open => {
                let number = if self.lexer.peek() == Some(b'{') { 5 } else { 6 };
                let field = self.own(message, number)?;
                let Some(inner) = self.pool.message_at(field.target) else { return Ok(()) };
                self.push(dynamic, Mode::Done, attach);
                return self.begin(inner, Attach::One(field));
            }
        };
        self.put(&mut dynamic, number, value);
        self.attach(attach, dynamic.into());
        Ok(())
    }

    /// A message behind its name, which may stand anywhere in its object.
    fn any(
        &mut self,
        message: Message<'p>,
        mut dynamic: Dynamic<'p>,
        attach: Attach<'p>,
    ) -> Step<()> {
        self.lexer.expect(b'{', "not an object")?;
        if self.lexer.eat(b'}') {
            self.attach(attach, dynamic.into());
            return Ok(());
        }
        let start = self.lexer.at();
        let (url, at) = self.type_url()?;
        self.lexer.back(start);
        let inner = url.rsplit_once('/').and_then(|(_, name)| self.pool.message(name));
        let Some(inner) = inner else {
            self.name = url.into();
            return Err(Bad::new(ErrorKind::UnknownType, at, "there is no type"));
        };
        self.put(&mut dynamic, 1, Value::String(url.into()));
        debug_assert_eq!(dynamic.message(), message);
        if inner.def.well_known.is_some() {
            self.push(dynamic, Mode::Any(inner, false), attach);
            return Ok(());
        }
        if self.stack.len() >= self.most {
            return Err(crate::Error::new(ErrorKind::DepthLimit, start, self.most).into());
        }
        self.push(dynamic, Mode::Done, attach);
        self.push(Dynamic::new(inner), Mode::Object, Attach::Payload);
        self.current.any = true;
        Ok(())
    }

    /// Looks for `@type` among the members of an object.
    fn type_url(&mut self) -> Step<(Cow<'t, str>, usize)> {
        let mut found: Option<(Cow<'t, str>, usize)> = None;
        loop {
            let at = self.lexer.at();
            if self.lexer.name()? == "@type" {
                self.lexer.peek();
                let here = self.lexer.at();
                if found.replace((self.lexer.string()?, here)).is_some() {
                    return Err(Bad::new(ErrorKind::Duplicate, at, "@type comes twice"));
                }
            } else {
                self.lexer.skip()?;
            }
            if !self.lexer.eat(b',') {
                self.lexer.expect(b'}', "neither a comma nor an end")?;
                return found.ok_or_else(|| Bad::value(at, "an Any without @type"));
            }
        }
    }

    /// A member of an `Any` that holds a well-known type.
    pub(super) fn payload(&mut self, inner: Message<'p>, here: bool) -> Step<()> {
        let at = self.lexer.at();
        let name = self.lexer.name()?;
        match &*name {
            "@type" => self.lexer.skip(),
            "value" if here => Err(Bad::new(ErrorKind::Duplicate, at, "value comes twice")),
            "value" => {
                self.current.mode = Mode::Any(inner, true);
                self.begin(inner, Attach::Payload)
            }
            _ if self.json.ignore_unknown => self.lexer.skip(),
            _ => {
                self.name = String::from(name);
                Err(Bad::new(ErrorKind::UnknownType, at, "there is no field"))
            }
        }
    }
}

/// `lowerCamel` as `lower_snake`.
fn snake(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            '_' => return None,
            'A'..='Z' => {
                out.push('_');
                out.push(letter.to_ascii_lowercase());
            }
            letter => out.push(letter),
        }
    }
    Some(out)
}
