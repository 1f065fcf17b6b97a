//! A message and the values of its fields.
use super::error::Bad;
use super::pool::{Field, FieldDef, Message, NONE};
use super::{Content, Error, Key, Map, Value, decode, encode};
use crate::{ErrorKind, Limits};
use alloc::{boxed::Box, vec, vec::Vec};
use core::{fmt, mem};

/// A message whose type came at run time.
///
/// It holds the fields that are set in the order of their numbers, and what it does not know as
/// bytes. Two are equal when their bytes are.
pub struct Dynamic<'p> {
    message: Message<'p>,
    /// In the order of their numbers.
    entries: Vec<Entry<'p>>,
    /// Fields that the type has not, as they came.
    unknown: Vec<u8>,
}

pub(super) struct Entry<'p> {
    pub(super) number: u32,
    /// Which field it is.
    pub(super) field: u32,
    pub(super) content: Content<'p>,
}

impl<'p> Dynamic<'p> {
    /// A message without values.
    pub const fn new(message: Message<'p>) -> Self {
        Self { message, entries: Vec::new(), unknown: Vec::new() }
    }

    /// With room for what `length` bytes can hold: a field takes two at least.
    pub(super) fn with_room(message: Message<'p>, length: usize) -> Self {
        let fields = message.def.fields.len();
        let entries = Vec::with_capacity(fields.min(length >> 1));
        Self { message, entries, unknown: Vec::new() }
    }

    /// Its type.
    pub const fn message(&self) -> Message<'p> {
        self.message
    }

    /// What a field holds. Nothing also where a field without presence is zero.
    pub fn get(&self, field: Field<'_>) -> Option<&Content<'p>> {
        let at = self.position(field.number()).ok()?;
        let entry = self.entries.get(at)?;
        (entry.field == field.def.id).then_some(&entry.content)
    }

    /// What the field of a number holds.
    pub fn get_by_number(&self, number: u32) -> Option<&Content<'p>> {
        self.entries.get(self.position(number).ok()?).map(|entry| &entry.content)
    }

    /// What the field of a name holds: JSON's, the file's, or `[full.name]` of an extension.
    pub fn get_by_name(&self, name: &str) -> Option<&Content<'p>> {
        self.get(self.message.field_by_name(name)?)
    }

    /// The fields that are set, in the order of their numbers, extensions too.
    pub fn fields(&self) -> impl Iterator<Item = (Field<'p>, &Content<'p>)> {
        let pool = self.message.pool;
        self.entries.iter().filter_map(|entry| Some((pool.field_at(entry.field)?, &entry.content)))
    }

    /// Fields that the type has not, as they came, one after the other. They are written last.
    pub fn unknown(&self) -> &[u8] {
        &self.unknown
    }

    /// Whether it holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.unknown.is_empty()
    }

    /// Sets a field that holds one value. What other fields of its oneof held is gone; a zero in a
    /// field without presence is nothing.
    ///
    /// # Errors
    /// When the message has no such field, or the field no such values.
    pub fn set(&mut self, field: Field<'_>, value: Value<'p>) -> Result<(), Error> {
        let def =
            self.own(field, !field.def.repeated && value.fits(self.message.pool, field.def))?;
        self.put(def, value);
        Ok(())
    }

    /// Adds a value to a field that holds many.
    ///
    /// # Errors
    /// When the message has no such field, or the field no such values.
    pub fn push(&mut self, field: Field<'_>, value: Value<'p>) -> Result<(), Error> {
        let def = self.own(field, field.is_list() && value.fits(self.message.pool, field.def))?;
        self.append(def, value);
        Ok(())
    }

    /// Sets the value of a key of a map.
    ///
    /// # Errors
    /// When the message has no such field, or the field no such keys or values.
    pub fn insert(&mut self, field: Field<'_>, key: Key, value: Value<'p>) -> Result<(), Error> {
        let fits = field.map().is_some_and(|(keys, values)| {
            key.fits(keys.def) && value.fits(self.message.pool, values.def)
        });
        let def = self.own(field, fits)?;
        self.enter(def, key, value);
        Ok(())
    }

    /// Takes what a field holds.
    pub fn take(&mut self, field: Field<'_>) -> Option<Content<'p>> {
        self.take_number(field.number())
    }

    /// Forgets the fields that the type has not.
    pub fn clear_unknown(&mut self) {
        self.unknown = Vec::new();
    }

    /// How many bytes [`encode`](Self::encode) appends, exactly.
    pub fn size(&self) -> usize {
        encode::size(self)
    }

    /// Appends the message's bytes: fields in the order of their numbers, entries of maps in the
    /// order of their keys, unknown fields last.
    pub fn encode(&self, out: &mut Vec<u8>) {
        encode::encode(self, out);
    }

    /// The field's definition in this message's own pool.
    fn own(&self, field: Field<'_>, fits: bool) -> Result<&'p FieldDef, Error> {
        let pool = self.message.pool;
        let own = pool.lookup(self.message.def, field.number());
        let own = own.filter(|own| core::ptr::eq(*own, field.def));
        own.filter(|_| fits).ok_or_else(|| {
            Bad::new(ErrorKind::WrongType, 0, "the field does not hold such values")
                .at(field.name().into())
        })
    }

    fn position(&self, number: u32) -> Result<usize, usize> {
        match self.entries.last() {
            None => Err(0),
            // Fields mostly come in order.
            Some(last) if last.number < number => Err(self.entries.len()),
            Some(last) if last.number == number => Ok(self.entries.len().saturating_sub(1)),
            _ => self.entries.binary_search_by_key(&number, |entry| entry.number),
        }
    }

    pub(super) fn entries(&self) -> &[Entry<'p>] {
        &self.entries
    }

    pub(super) const fn unknown_mut(&mut self) -> &mut Vec<u8> {
        &mut self.unknown
    }

    /// Sets a field that is known to be the message's own.
    pub(super) fn put(&mut self, def: &FieldDef, value: Value<'p>) {
        if def.oneof != NONE {
            self.leave(def);
        }
        if !def.presence && value.is_zero() {
            if let Ok(at) = self.position(def.number) {
                self.entries.remove(at);
            }
            return;
        }
        if let Some(slot) = self.slot(def) {
            *slot = Content::One(value);
        }
    }

    /// Empties the other fields of a oneof.
    fn leave(&mut self, def: &FieldDef) {
        let pool = self.message.pool;
        self.entries.retain(|entry| {
            entry.number == def.number
                || pool.field_def(entry.field).is_none_or(|other| other.oneof != def.oneof)
        });
    }

    /// The message that a field holds, taken out to be filled further.
    pub(super) fn take_message(&mut self, def: &FieldDef) -> Option<Box<Self>> {
        let at = self.position(def.number).ok()?;
        match &mut self.entries.get_mut(at)?.content {
            Content::One(value) => match mem::replace(value, Value::Bool(false)) {
                Value::Message(message) => Some(message),
                _ => None,
            },
            _ => None,
        }
    }

    /// Takes what the field of a number holds.
    pub(super) fn take_number(&mut self, number: u32) -> Option<Content<'p>> {
        let at = self.position(number).ok()?;
        Some(self.entries.remove(at).content)
    }

    /// Adds values to a field that holds many.
    pub(super) fn extend(&mut self, def: &FieldDef, mut values: Vec<Value<'p>>) {
        if values.is_empty() {
            return;
        }
        match self.slot(def) {
            Some(Content::List(list)) => list.append(&mut values),
            Some(other) => *other = Content::List(values),
            None => {}
        }
    }

    /// Adds a value to a field that holds many.
    pub(super) fn append(&mut self, def: &FieldDef, value: Value<'p>) {
        match self.slot(def) {
            Some(Content::List(list)) => list.push(value),
            Some(other) => *other = Content::List(vec![value]),
            None => {}
        }
    }

    /// Sets the value of a key of a map.
    pub(super) fn enter(
        &mut self,
        def: &FieldDef,
        key: Key,
        value: Value<'p>,
    ) -> Option<Value<'p>> {
        match self.slot(def) {
            Some(Content::Map(map)) => map.insert(key, value),
            Some(other) => {
                let mut map = Map::new();
                map.insert(key, value);
                *other = Content::Map(map);
                None
            }
            None => None,
        }
    }

    /// Where a field's content stands, made if need be.
    fn slot(&mut self, def: &FieldDef) -> Option<&mut Content<'p>> {
        let at = match self.position(def.number) {
            Ok(at) => at,
            Err(at) => {
                let content = Content::One(Value::Bool(false));
                self.entries.insert(at, Entry { number: def.number, field: def.id, content });
                at
            }
        };
        self.entries.get_mut(at).map(|entry| &mut entry.content)
    }

    /// Moves the messages directly inside to `out`.
    fn drain(&mut self, out: &mut Vec<Self>) {
        let mut take = |value: &mut Value<'p>| {
            if let Value::Message(message) = value
                && !message.entries.is_empty()
                && let Value::Message(message) = mem::replace(value, Value::Bool(false))
            {
                out.push(*message);
            }
        };
        for entry in &mut self.entries {
            match &mut entry.content {
                Content::One(value) => take(value),
                Content::List(list) if matches!(list.first(), Some(Value::Message(_))) => {
                    list.iter_mut().for_each(&mut take);
                }
                Content::List(_) => {}
                Content::Map(map) => map.for_each_mut(&mut take),
            }
        }
    }
}

impl Drop for Dynamic<'_> {
    /// In a loop: messages nest as deep as whoever made them liked.
    fn drop(&mut self) {
        let mut inside = Vec::new();
        self.drain(&mut inside);
        while let Some(mut message) = inside.pop() {
            message.drain(&mut inside);
        }
    }
}

impl Clone for Dynamic<'_> {
    /// By way of the bytes, which hold everything that a message does, and nest in a loop.
    fn clone(&self) -> Self {
        let mut bytes = Vec::new();
        encode::encode(self, &mut bytes);
        let trusted = Limits { items: u32::MAX, frame: usize::MAX, ..Limits::DEFAULT };
        decode::Decoder::new(self.message, &bytes, &trusted, u16::MAX)
            .run()
            .unwrap_or_else(|_| Self::new(self.message))
    }
}

impl PartialEq for Dynamic<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        encode::encode(self, &mut ours);
        encode::encode(other, &mut theirs);
        self.message == other.message && ours == theirs
    }
}

impl fmt::Debug for Dynamic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.message.full_name())?;
        match self.to_json() {
            Ok(json) => f.write_str(&json)?,
            Err(error) => write!(f, "({error})")?,
        }
        match self.unknown.len() {
            0 => Ok(()),
            unknown => write!(f, " and {unknown} unknown bytes"),
        }
    }
}
