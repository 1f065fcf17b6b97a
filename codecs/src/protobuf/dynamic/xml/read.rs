//! Elements to messages, in a loop: what is open stands in a row.
use super::token::{Token, Tokens, attribute, local};
use super::{Elements, scalar};
use crate::protobuf::dynamic::{
    Content, Dynamic, Error, Key, Value,
    encode::pair,
    error::Bad,
    layout::Path,
    pool::{Field, FieldDef, Oneof, Pool, Type},
};
use crate::xml::Xml;
use crate::{Error as Fault, ErrorKind, Limits};
use alloc::{borrow::Cow, boxed::Box, format, string::String, vec::Vec};

/// What is open.
enum Level<'t, 'p> {
    Message {
        message: Dynamic<'p>,
        field: Option<&'p FieldDef>,
        key: Option<Key>,
    },
    /// A map's element: entries stand in it.
    Map(&'p FieldDef),
    /// A oneof's element: one of its fields stands in it.
    Oneof(Oneof<'p>),
    Scalar {
        of: &'p FieldDef,
        field: &'p FieldDef,
        key: Option<Key>,
        text: Cow<'t, str>,
        at: usize,
    },
}

struct Reader<'e, 't, 'p> {
    elements: &'e Elements<'p>,
    pool: &'p Pool,
    tokens: Tokens<'t>,
    stack: Vec<Level<'t, 'p>>,
    items: u32,
}

/// What is wrong, and what it is wrong with.
struct Wrong(Bad, String);

pub(super) fn read<'p>(
    elements: &Elements<'p>,
    document: &[u8],
    limits: &Limits,
) -> Result<Dynamic<'p>, Error> {
    let (text, base) = Xml::STRICT.within(limits).root_text(document).map_err(|error| {
        let said = error.said.map(|said| format!("{said}")).unwrap_or_default();
        Bad { fault: error.fault, why: "not XML:" }.named(&said, String::new())
    })?;
    let mut reader = Reader {
        elements,
        pool: elements.message.pool,
        tokens: Tokens::new(&text),
        stack: Vec::new(),
        items: limits.items,
    };
    reader.run().map_err(|Wrong(bad, name)| {
        let base = u64::try_from(base).unwrap_or(u64::MAX);
        bad.named(&name, reader.path()).after(base)
    })
}

fn wrong<T>(at: usize, why: &'static str, name: &str) -> Result<T, Wrong> {
    Err(Wrong(Bad::value(at, why), scalar::front(name)))
}

impl<'t, 'p> Reader<'_, 't, 'p> {
    fn run(&mut self) -> Result<Dynamic<'p>, Wrong> {
        while let Some((at, token)) = self.tokens.next() {
            match token {
                Token::Open(name, attributes) => {
                    if let Some(name) = attribute(attributes) {
                        return wrong(at, "an attribute has no place in a message:", name);
                    }
                    let Some(items) = self.items.checked_sub(1) else {
                        let fault = Fault::new(ErrorKind::ItemLimit, at, 1);
                        return Err(Wrong(fault.into(), String::new()));
                    };
                    self.items = items;
                    self.open(at, local(name))?;
                }
                Token::Text(more) => self.text(at, more)?,
                Token::Close => {
                    if let Some(done) = self.close()? {
                        return Ok(done);
                    }
                }
            }
        }
        wrong(self.tokens.at(), "a document without an element", "")
    }

    fn open(&mut self, at: usize, name: &'t str) -> Result<(), Wrong> {
        let level = match self.stack.last() {
            None => {
                let message = Dynamic::new(self.elements.message);
                Level::Message { message, field: None, key: None }
            }
            Some(Level::Message { message, .. }) => {
                let of = message.message();
                match self.pool.lookup_name(of.def, name) {
                    Some(field) => {
                        self.once(at, field, message)?;
                        self.value(at, field, field, None)
                    }
                    None => match of.oneofs().find(|oneof| oneof.name() == name) {
                        Some(oneof) => Level::Oneof(oneof),
                        None => return wrong(at, "there is no such field:", name),
                    },
                }
            }
            Some(Level::Map(field)) => {
                let Some([keys, values]) = pair(self.pool, field) else {
                    return wrong(at, "a map without entries:", name);
                };
                let key = match scalar::key(name, self.pool, keys) {
                    Ok(key) => key,
                    Err(why) => return wrong(at, why, name),
                };
                self.value(at, values, field, Some(key))
            }
            Some(Level::Oneof(oneof)) => {
                let found = oneof.fields().find(|f| f.name() == name || f.json_name() == name);
                let Some(field) = found else {
                    return wrong(at, "there is no such field in the oneof:", name);
                };
                if let Some(message) = self.message() {
                    self.once(at, field.def, message)?;
                }
                self.value(at, field.def, field.def, None)
            }
            Some(Level::Scalar { .. }) => return wrong(at, "text expected, not an element:", name),
        };
        self.stack.push(level);
        Ok(())
    }

    /// Refuses a second value of a field that holds one, or of a oneof: one of them would be lost.
    fn once(&self, at: usize, def: &'p FieldDef, message: &Dynamic<'p>) -> Result<(), Wrong> {
        if def.repeated {
            return Ok(());
        }
        if message.get_by_number(def.number).is_some() {
            return wrong(at, "comes twice:", &def.name);
        }
        let oneof = Field { pool: self.pool, def }.oneof();
        let other = oneof.and_then(|oneof| {
            let mut fields = oneof.fields();
            fields.find(|field| message.get_by_number(field.number()).is_some())
        });
        match other {
            Some(other) => wrong(at, "of a oneof only one can be set, and there was", other.name()),
            None => Ok(()),
        }
    }

    /// Begins a value of type `of` for a field.
    fn value(
        &self,
        at: usize,
        of: &'p FieldDef,
        field: &'p FieldDef,
        key: Option<Key>,
    ) -> Level<'t, 'p> {
        match self.pool.message_at(of.target).filter(|_| of.r#type == Type::Message) {
            Some(_) if of.map => Level::Map(of),
            Some(message) => {
                Level::Message { message: Dynamic::new(message), field: Some(field), key }
            }
            None => Level::Scalar { of, field, key, text: Cow::Borrowed(""), at },
        }
    }

    fn text(&mut self, at: usize, more: Cow<'t, str>) -> Result<(), Wrong> {
        match self.stack.last_mut() {
            Some(Level::Scalar { text, .. }) if text.is_empty() => *text = more,
            Some(Level::Scalar { text, .. }) => text.to_mut().push_str(&more),
            _ if more.trim_matches([' ', '\t', '\n', '\r']).is_empty() => {}
            _ => return wrong(at, "an element expected, not", more.trim()),
        }
        Ok(())
    }

    /// Ends what is innermost. Gives the outermost message.
    fn close(&mut self) -> Result<Option<Dynamic<'p>>, Wrong> {
        // It is still part of the path, should it be no value.
        if let Some(Level::Scalar { of, text, at, .. }) = self.stack.last() {
            match scalar::read(text, self.pool, of) {
                Ok(value) => {
                    let Some(Level::Scalar { field, key, .. }) = self.stack.pop() else {
                        return Ok(None);
                    };
                    self.keep(field, key, value);
                }
                Err(why) => return wrong(*at, why, text.trim()),
            }
            return Ok(None);
        }
        if let Some(Level::Message { message, field, key }) = self.stack.pop() {
            let Some(field) = field else { return Ok(Some(message)) };
            self.keep(field, key, Value::Message(Box::new(message)));
        }
        Ok(None)
    }

    /// The innermost message.
    fn message(&self) -> Option<&Dynamic<'p>> {
        self.stack.iter().rev().find_map(|level| match level {
            Level::Message { message, .. } => Some(message),
            _ => None,
        })
    }

    fn keep(&mut self, field: &'p FieldDef, key: Option<Key>, value: Value<'p>) {
        let around = self.stack.iter_mut().rev().find_map(|level| match level {
            Level::Message { message, .. } => Some(message),
            _ => None,
        });
        let Some(message) = around else { return };
        match key {
            Some(key) => {
                message.enter(field, key, value);
            }
            None if field.repeated => message.append(field, value),
            None => message.put(field, value),
        }
    }

    #[cold]
    fn path(&self) -> String {
        let mut path = Path::default();
        let mut around: Option<&Dynamic<'p>> = None;
        for level in &self.stack {
            let field = match level {
                Level::Message { field, .. } => *field,
                Level::Scalar { field, .. } => Some(*field),
                Level::Map(_) | Level::Oneof(_) => None,
            };
            if let Some(field) = field {
                path.field(&field.name);
                if field.repeated {
                    path.item(match around.and_then(|m| m.get_by_number(field.number)) {
                        Some(Content::List(list)) => list.len(),
                        Some(Content::Map(map)) => map.len(),
                        _ => 0,
                    });
                }
            }
            if let Level::Message { message, .. } = level {
                around = Some(message);
            }
        }
        path.into_text()
    }
}
