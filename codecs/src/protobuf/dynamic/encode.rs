//! Messages to bytes, from the last to the first: a length is known when it is written.
//!
//! Fields are in the order of their numbers, entries of maps in the order of their keys, unknown
//! fields last: equal messages are equal bytes.
use super::map::Entries;
use super::message::Entry;
use super::pool::{FieldDef, Pool, Type};
use super::wire::{EGROUP, LEN, SGROUP, Tag, VARINT};
use super::{Content, Dynamic, Key, Value};
use crate::varint::{len_leb128, zigzag};
use alloc::vec::Vec;
use core::{iter::Rev, slice};

/// Where bytes go, the last first.
pub(super) trait Back {
    /// Puts bytes before all that were put so far.
    fn put(&mut self, bytes: &[u8]);

    /// How many were put.
    fn len(&self) -> usize;

    fn varint(&mut self, value: u64) {
        if value < 0x80 {
            let [low, ..] = value.to_le_bytes();
            return self.put(&[low]);
        }
        let mut octets = [0; 10];
        let mut left = value;
        let used = len_leb128(value);
        for (octet, at) in octets.iter_mut().zip(1..=used) {
            let [low, ..] = left.to_le_bytes();
            *octet = low & 0x7f | if at < used { 0x80 } else { 0 };
            left >>= 7;
        }
        self.put(octets.get(..used).unwrap_or(&octets));
    }

    fn tag(&mut self, number: u32, wire: u32) {
        self.varint(Tag::new(number, wire).0.into());
    }

    /// The length of what was put since `mark`.
    fn length(&mut self, mark: usize) {
        let length = self.len().saturating_sub(mark);
        self.varint(u64::try_from(length).unwrap_or(u64::MAX));
    }
}

/// A buffer that is filled from its end.
#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    /// Where what was put begins.
    start: usize,
}

impl Buffer {
    #[cold]
    fn grow(&mut self, more: usize) {
        let held = self.len();
        let room = held.saturating_add(more).saturating_mul(2).max(64);
        let mut bytes = alloc::vec![0; room];
        let start = room.saturating_sub(held);
        if let (Some(to), Some(from)) = (bytes.get_mut(start..), self.bytes.get(self.start..)) {
            to.copy_from_slice(from);
        }
        (self.bytes, self.start) = (bytes, start);
    }
}

impl Back for Buffer {
    fn put(&mut self, bytes: &[u8]) {
        if self.start < bytes.len() {
            self.grow(bytes.len());
        }
        let start = self.start.saturating_sub(bytes.len());
        if let Some(room) = self.bytes.get_mut(start..self.start) {
            room.copy_from_slice(bytes);
            self.start = start;
        }
    }

    fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.start)
    }
}

struct Count(usize);

impl Back for Count {
    fn put(&mut self, bytes: &[u8]) {
        self.0 = self.0.saturating_add(bytes.len());
    }

    fn len(&self) -> usize {
        self.0
    }
}

/// Appends a message.
pub(super) fn encode(message: &Dynamic<'_>, out: &mut Vec<u8>) {
    let mut buffer = Buffer::default();
    write(message, &mut buffer);
    out.extend_from_slice(buffer.bytes.get(buffer.start..).unwrap_or_default());
}

/// How many bytes a message takes.
pub(super) fn size(message: &Dynamic<'_>) -> usize {
    let mut count = Count(0);
    write(message, &mut count);
    count.0
}

/// A message that is being written.
struct Frame<'m, 'p> {
    entries: Rev<slice::Iter<'m, Entry<'p>>>,
    /// What is left of the field at hand.
    field: Option<&'p FieldDef>,
    items: Items<'m, 'p>,
    close: Close<'m>,
    /// How much had been put before it.
    mark: usize,
}

enum Items<'m, 'p> {
    None,
    List(Rev<slice::Iter<'m, Value<'p>>>),
    Map(Rev<Entries<'m, 'p>>),
}

/// What stands before a message.
enum Close<'m> {
    Nothing,
    Length(u32),
    Group(u32),
    /// The entry of a map: number, and key with its field.
    Entry(u32, &'m Key, Type),
    /// An item of a message set.
    Item(u32),
}

fn write<'m, 'p>(message: &'m Dynamic<'p>, out: &mut impl Back) {
    let pool = message.message().pool;
    let mut stack = Vec::new();
    stack.push(Frame::open(message, Close::Nothing, out));
    while let Some(frame) = stack.last_mut() {
        match frame.next(pool, out) {
            Next::Message(message, close) => stack.push(Frame::open(message, close, out)),
            Next::Again => {}
            Next::Done => {
                if let Some(frame) = stack.pop() {
                    frame.close(out);
                }
            }
        }
    }
}

enum Next<'m, 'p> {
    /// A message inside.
    Message(&'m Dynamic<'p>, Close<'m>),
    Again,
    Done,
}

impl<'m, 'p> Frame<'m, 'p> {
    /// Begins with what stands behind a message's fields.
    fn open(message: &'m Dynamic<'p>, close: Close<'m>, out: &mut impl Back) -> Self {
        match close {
            Close::Group(number) => out.tag(number, EGROUP),
            Close::Item(_) => out.tag(1, EGROUP),
            _ => {}
        }
        let mark = out.len();
        out.put(message.unknown());
        let entries = message.entries().iter().rev();
        Self { entries, field: None, items: Items::None, close, mark }
    }

    fn next(&mut self, pool: &'p Pool, out: &mut impl Back) -> Next<'m, 'p> {
        let item = match &mut self.items {
            Items::None => None,
            Items::List(list) => list.next().map(|value| (None, value)),
            Items::Map(map) => map.next().map(|(key, value)| (Some(key), value)),
        };
        let (Some((key, value)), Some(field)) = (item, self.field) else {
            let Some(entry) = self.entries.next() else { return Next::Done };
            self.field = pool.field_def(entry.field);
            self.items = match &entry.content {
                Content::One(value) => Items::List(slice::from_ref(value).iter().rev()),
                Content::List(list) => match self.field {
                    Some(field) if field.packed => {
                        let mark = out.len();
                        list.iter().rev().for_each(|value| scalar(field.r#type, value, out));
                        out.length(mark);
                        out.tag(field.number, LEN);
                        Items::None
                    }
                    _ => Items::List(list.iter().rev()),
                },
                Content::Map(map) => Items::Map(map.iter().rev()),
            };
            return Next::Again;
        };
        match (key, value) {
            (None, Value::Message(message)) => {
                let set = pool.message_def(field.parent).is_some_and(|parent| parent.message_set);
                let close = match field.number {
                    number if set => Close::Item(number),
                    number if field.delimited => Close::Group(number),
                    number => Close::Length(number),
                };
                Next::Message(message, close)
            }
            (None, value) => {
                scalar(field.r#type, value, out);
                out.tag(field.number, field.r#type.wire());
                Next::Again
            }
            (Some(key), value) => {
                let mark = out.len();
                let Some([keys, values]) = pair(pool, field) else { return Next::Again };
                if let Value::Message(message) = value {
                    return Next::Message(message, Close::Entry(field.number, key, keys.r#type));
                }
                scalar(values.r#type, value, out);
                out.tag(2, values.r#type.wire());
                entry(field.number, key, keys.r#type, mark, out);
                Next::Again
            }
        }
    }

    /// Ends with what stands before them.
    fn close(self, out: &mut impl Back) {
        match self.close {
            Close::Nothing => {}
            Close::Length(number) => {
                out.length(self.mark);
                out.tag(number, LEN);
            }
            Close::Group(number) => out.tag(number, SGROUP),
            Close::Entry(number, key, of) => {
                out.length(self.mark);
                out.tag(2, LEN);
                entry(number, key, of, self.mark, out);
            }
            Close::Item(number) => {
                out.length(self.mark);
                out.tag(3, LEN);
                out.varint(number.into());
                out.tag(2, VARINT);
                out.tag(1, SGROUP);
            }
        }
    }
}

/// The fields of a map's entries.
pub(super) fn pair<'p>(pool: &'p Pool, field: &FieldDef) -> Option<&'p [FieldDef; 2]> {
    pool.own_fields(pool.message_def(field.target)?).first_chunk()
}

/// What stands before the value of an entry.
fn entry(number: u32, key: &Key, of: Type, mark: usize, out: &mut impl Back) {
    match key {
        Key::String(text) => bytes(text.as_bytes(), out),
        Key::Bytes(text) => bytes(text, out),
        other => scalar(of, &other.to_value(), out),
    }
    out.tag(1, of.wire());
    out.length(mark);
    out.tag(number, LEN);
}

fn bytes(bytes: &[u8], out: &mut impl Back) {
    let mark = out.len();
    out.put(bytes);
    out.length(mark);
}

/// One value without its tag.
fn scalar(of: Type, value: &Value<'_>, out: &mut impl Back) {
    match value {
        Value::Bool(b) => out.put(&[u8::from(*b)]),
        Value::I32(n) => match of {
            Type::Sfixed32 => out.put(&n.to_le_bytes()),
            Type::Sint32 => out.varint(zigzag((*n).into())),
            // Negative numbers take ten bytes, so that they can become int64.
            _ => out.varint(i64::from(*n).cast_unsigned()),
        },
        Value::Enum(n) => out.varint(i64::from(*n).cast_unsigned()),
        Value::I64(n) => match of {
            Type::Sfixed64 => out.put(&n.to_le_bytes()),
            Type::Sint64 => out.varint(zigzag(*n)),
            _ => out.varint(n.cast_unsigned()),
        },
        Value::U32(n) if of == Type::Fixed32 => out.put(&n.to_le_bytes()),
        Value::U32(n) => out.varint((*n).into()),
        Value::U64(n) if of == Type::Fixed64 => out.put(&n.to_le_bytes()),
        Value::U64(n) => out.varint(*n),
        Value::F32(x) => out.put(&x.to_le_bytes()),
        Value::F64(x) => out.put(&x.to_le_bytes()),
        Value::String(text) => bytes(text.as_bytes(), out),
        Value::Bytes(some) => bytes(some, out),
        // Messages are frames.
        Value::Message(_) => {}
    }
}
