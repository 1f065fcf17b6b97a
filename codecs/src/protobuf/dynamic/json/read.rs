//! JSON to messages, in a loop: the messages that are open stand in a row.
mod scalar;
mod special;

use super::super::error::{Bad, Error, Step};
use super::super::pool::{FieldDef, Message, NONE, Pool, Type, WellKnown};
use super::super::{Content, Dynamic, Key, Value};
use super::{Json, lexer::Lexer};
use crate::{ErrorKind, Limits};
use alloc::{string::String, vec::Vec};
use core::{fmt::Write as _, mem};

/// Reads a message that takes all of the text.
pub(super) fn read<'p>(
    message: Message<'p>,
    text: &[u8],
    json: &Json,
) -> Result<Dynamic<'p>, Error> {
    if text.len() > json.limits.frame {
        return Err(crate::Error::new(ErrorKind::FrameLimit, 0, json.limits.frame).into());
    }
    let text = str::from_utf8(text)
        .map_err(|fault| crate::Error::new(ErrorKind::BadUtf8, fault.valid_up_to(), 0))?;
    let mut reading = Reading {
        pool: message.pool,
        json,
        lexer: Lexer::new(text),
        current: Frame::new(Dynamic::new(message), Mode::Outermost, Attach::Outermost),
        stack: Vec::new(),
        items: json.limits.items,
        most: json.limits.depth.min(Limits::MAX_DEPTH).into(),
        name: String::new(),
    };
    reading.all(message).map_err(|bad| bad.named(&reading.name, reading.path()))?;
    Ok(reading.current.message)
}

struct Reading<'p, 't> {
    pool: &'p Pool,
    json: &'t Json,
    lexer: Lexer<'t>,
    /// The message that is being filled.
    current: Frame<'p>,
    stack: Vec<Frame<'p>>,
    /// How many values may follow.
    items: u32,
    most: usize,
    /// The name that an error is about.
    name: String,
}

struct Frame<'p> {
    message: Dynamic<'p>,
    mode: Mode<'p>,
    /// Where the message goes in the one around it.
    attach: Attach<'p>,
    /// What was opened last is empty so far.
    fresh: bool,
    /// The message is an `Any`'s: its object has a `@type`.
    any: bool,
    seen: Seen,
    /// The field at hand, for the path.
    field: Option<&'p FieldDef>,
}

#[derive(Clone, Copy)]
enum Mode<'p> {
    Outermost,
    /// The message's members.
    Object,
    /// The items of a field; of the message, if it is a `ListValue`.
    List(&'p FieldDef, bool),
    /// The entries of a field; of the message, if it is a `Struct`.
    Map(&'p FieldDef, bool),
    /// `@type` and `value`, which is of this type and here or not yet.
    Any(Message<'p>, bool),
    /// It is complete.
    Done,
}

enum Attach<'p> {
    Outermost,
    One(&'p FieldDef),
    Item(&'p FieldDef),
    Entry(&'p FieldDef, Key),
    /// The bytes of an `Any`.
    Payload,
}

/// The fields that had a member already.
#[derive(Default)]
struct Seen {
    first: u128,
    rest: Vec<u32>,
}

impl Seen {
    /// Whether it is the first time.
    fn insert(&mut self, id: u32, first: u32) -> bool {
        match id.checked_sub(first) {
            Some(at @ 0..=127) => {
                let (bit, before) = (1u128 << at, self.first);
                self.first = before | bit;
                before & bit == 0
            }
            _ => match self.rest.binary_search(&id) {
                Ok(_) => false,
                Err(at) => {
                    self.rest.insert(at, id);
                    true
                }
            },
        }
    }
}

impl<'p> Frame<'p> {
    fn new(message: Dynamic<'p>, mode: Mode<'p>, attach: Attach<'p>) -> Self {
        Self { message, mode, attach, fresh: true, any: false, seen: Seen::default(), field: None }
    }
}

impl<'p> Reading<'p, '_> {
    fn all(&mut self, message: Message<'p>) -> Step<()> {
        self.begin(message, Attach::Outermost)?;
        loop {
            match self.current.mode {
                Mode::Outermost => return self.lexer.finish(),
                Mode::Object => {
                    if self.more(b'}')? {
                        self.member()?;
                    } else {
                        self.end();
                    }
                }
                Mode::List(field, whole) => {
                    if self.more(b']')? {
                        self.item(field)?;
                    } else {
                        self.shut(whole);
                    }
                }
                Mode::Map(field, whole) => {
                    if self.more(b'}')? {
                        self.entry(field)?;
                    } else {
                        self.shut(whole);
                    }
                }
                Mode::Any(inner, here) => {
                    if self.more(b'}')? {
                        self.payload(inner, here)?;
                    } else if here {
                        self.end();
                    } else {
                        return Err(Bad::value(self.lexer.at(), "an Any without a value"));
                    }
                }
                Mode::Done => self.end(),
            }
        }
    }

    /// Whether there is another member or item: takes the comma, or the end.
    fn more(&mut self, end: u8) -> Step<bool> {
        if mem::take(&mut self.current.fresh) {
            return Ok(!self.lexer.eat(end));
        }
        if self.lexer.eat(b',') {
            return Ok(true);
        }
        self.lexer.expect(end, "neither a comma nor an end").map(|()| false)
    }

    /// Ends a list or a map, and the message if that is all of it.
    fn shut(&mut self, whole: bool) {
        if whole {
            self.end();
        } else {
            self.current.mode = Mode::Object;
        }
    }

    /// Ends the message, which goes into the one around it.
    fn end(&mut self) {
        let Some(around) = self.stack.pop() else { return };
        let frame = mem::replace(&mut self.current, around);
        self.attach(frame.attach, Value::from(frame.message));
    }

    fn attach(&mut self, attach: Attach<'p>, value: Value<'p>) {
        let around = &mut self.current.message;
        match (attach, value) {
            (Attach::One(field), value) => around.put(field, value),
            (Attach::Item(field), value) => around.append(field, value),
            (Attach::Entry(field, key), value) => drop(around.enter(field, key, value)),
            (Attach::Outermost, Value::Message(message)) => *around = *message,
            (Attach::Payload, Value::Message(message)) => {
                let mut bytes = Vec::new();
                message.encode(&mut bytes);
                if let Some(field) = self.pool.lookup(around.message().def, 2) {
                    around.put(field, Value::from(bytes));
                }
            }
            _ => {}
        }
    }

    /// A member of a message.
    fn member(&mut self) -> Step<()> {
        let at = self.lexer.at();
        let name = self.lexer.name()?;
        if self.current.any && name == "@type" {
            return self.lexer.skip();
        }
        let def = self.current.message.message().def;
        let Some(field) = self.pool.lookup_next(def, self.current.field, &name) else {
            if self.json.ignore_unknown {
                return self.lexer.skip();
            }
            self.name = name.into();
            return Err(Bad::new(ErrorKind::UnknownType, at, "there is no field"));
        };
        self.current.field = Some(field);
        if !self.current.seen.insert(field.id, def.fields.start) {
            return Err(Bad::new(ErrorKind::Duplicate, at, "a field that comes twice"));
        }
        if self.lexer.peek() == Some(b'n') && (field.repeated || !self.takes_null(field)) {
            return self.lexer.word("null");
        }
        if field.oneof != NONE && self.is_decided(field) {
            return Err(Bad::new(ErrorKind::Duplicate, at, "another field of its oneof is set"));
        }
        self.current.fresh = true;
        if field.map {
            self.current.mode = Mode::Map(field, false);
            return self.lexer.expect(b'{', "not an object");
        }
        if field.repeated {
            self.current.mode = Mode::List(field, false);
            return self.lexer.expect(b'[', "not an array");
        }
        self.current.fresh = false;
        self.value(field, Attach::One(field))
    }

    /// Whether another field of the oneof is set.
    fn is_decided(&self, field: &FieldDef) -> bool {
        let of = |id| self.pool.field_def(id).map(|field| field.oneof);
        self.current.message.entries().iter().any(|entry| of(entry.field) == Some(field.oneof))
    }

    /// Whether `null` is a value of the field, and not that it has none.
    fn takes_null(&self, field: &FieldDef) -> bool {
        match field.r#type {
            Type::Message => self
                .pool
                .message_def(field.target)
                .is_some_and(|message| message.well_known == Some(WellKnown::Value)),
            Type::Enum => self.pool.enum_def(field.target).is_some_and(|of| of.null_value),
            _ => false,
        }
    }

    fn item(&mut self, field: &'p FieldDef) -> Step<()> {
        self.current.field = Some(field);
        self.value(field, Attach::Item(field))
    }

    fn entry(&mut self, field: &'p FieldDef) -> Step<()> {
        self.current.field = Some(field);
        let at = self.lexer.at();
        let name = self.lexer.name()?;
        let Some([key, value]) = super::super::encode::pair(self.pool, field) else {
            return Ok(());
        };
        let Some(key) = scalar::key(key, &name) else {
            self.name = name.into();
            return Err(Bad::value(at, "not a key of this map"));
        };
        if let Some(Content::Map(map)) = self.current.message.get_by_number(field.number)
            && map.get(&key).is_some()
        {
            self.name = name.into();
            return Err(Bad::new(ErrorKind::Duplicate, at, "a key that comes twice"));
        }
        self.value(value, Attach::Entry(field, key))
    }

    /// A value of a field, or of an entry.
    fn value(&mut self, field: &'p FieldDef, attach: Attach<'p>) -> Step<()> {
        self.items = match self.items.checked_sub(1) {
            Some(left) => left,
            None => {
                return Err(Bad::new(ErrorKind::ItemLimit, self.lexer.at(), "too many values"));
            }
        };
        if field.r#type == Type::Message {
            let Some(message) = self.pool.message_at(field.target) else { return Ok(()) };
            return self.begin(message, attach);
        }
        if let Some(value) = self.scalar(field)? {
            self.attach(attach, value);
        }
        Ok(())
    }

    /// Reads a message, or goes into it.
    fn begin(&mut self, message: Message<'p>, attach: Attach<'p>) -> Step<()> {
        if self.stack.len() > self.most {
            let fault = crate::Error::new(ErrorKind::DepthLimit, self.lexer.at(), self.most);
            return Err(fault.into());
        }
        match message.def.well_known {
            Some(known) => self.special(known, message, attach),
            None => {
                self.lexer.expect(b'{', "not an object")?;
                self.push(Dynamic::new(message), Mode::Object, attach);
                Ok(())
            }
        }
    }

    fn push(&mut self, message: Dynamic<'p>, mode: Mode<'p>, attach: Attach<'p>) {
        let frame = Frame::new(message, mode, attach);
        self.stack.push(mem::replace(&mut self.current, frame));
    }

    #[cold]
    fn path(&self) -> String {
        let mut path = String::new();
        for frame in self.stack.iter().chain([&self.current]) {
            let Some(field) = frame.field else { continue };
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(if field.extension { &field.json_name } else { &field.name });
            let before = match frame.message.get_by_number(field.number) {
                Some(Content::List(list)) => list.len(),
                Some(Content::Map(map)) => map.len(),
                _ => 0,
            };
            if field.repeated {
                // Writing to a string does not fail.
                let _ = write!(path, "[{before}]");
            }
        }
        path
    }
}
