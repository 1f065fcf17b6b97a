//! Bytes to messages, in a loop: the messages that are open stand in a row ([Encoding]).
//!
//! Fields may come in any order, repeated numbers packed or not; of equal fields the last counts,
//! and equal messages are merged.
//!
//! [Encoding]: https://protobuf.dev/programming-guides/encoding/
use super::error::{Bad, Error, Step};
use super::pool::{FieldDef, Message, Pool, Type};
use super::wire::{EGROUP, I32, I64, LEN, SGROUP, Tag, VARINT, length, skip, varint};
use super::{Content, Dynamic, Key, Value, encode, wire};
use crate::varint::unzigzag;
use crate::{Context, ErrorKind, Limits, Outer, Read, Reader, text};
use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt::Write as _;

pub(super) struct Decoder<'p, 'a> {
    pool: &'p Pool,
    r: Reader<'a>,
    /// The message that is being filled.
    current: Dynamic<'p>,
    /// Those around it, each with the field that `current` is for.
    stack: Vec<Frame<'p, 'a>>,
    depth: usize,
    nested: usize,
    /// An unknown value of a closed enum was found in this message.
    strange: bool,
    /// Behind the items of message sets that are open.
    resume: Vec<Reader<'a>>,
    /// What is being read, for the path of an error.
    field: Option<&'p FieldDef>,
    frame: usize,
    length: usize,
}

struct Frame<'p, 'a> {
    around: Dynamic<'p>,
    field: &'p FieldDef,
    end: End<'a>,
    /// What the field stands as on the wire, for entries that cannot be kept.
    raw: &'a [u8],
}

#[derive(Clone, Copy)]
enum End<'a> {
    Length(Outer<'a>),
    Group(u32),
    Item,
}

impl<'p, 'a> Decoder<'p, 'a> {
    pub(super) fn new(message: Message<'p>, bytes: &'a [u8], limits: &Limits, depth: u16) -> Self {
        Self {
            pool: message.pool,
            r: Reader::with(bytes, Context::new(limits)),
            current: Dynamic::with_room(message, bytes.len()),
            stack: Vec::new(),
            depth: depth.into(),
            nested: 0,
            strange: false,
            resume: Vec::new(),
            field: None,
            frame: limits.frame,
            length: bytes.len(),
        }
    }

    pub(super) fn run(mut self) -> Result<Dynamic<'p>, Error> {
        match self.message() {
            Ok(()) => Ok(self.current),
            Err(bad) => {
                let path = self.path();
                Err(bad.at(path))
            }
        }
    }

    fn message(&mut self) -> Step<()> {
        if self.length > self.frame {
            return Err(crate::Error::new(ErrorKind::FrameLimit, 0, self.frame).into());
        }
        loop {
            if self.r.remaining() == 0 {
                match self.stack.last().map(|frame| frame.end) {
                    None => return Ok(()),
                    Some(End::Length(outer)) => {
                        self.r.leave(outer)?;
                        self.close();
                        continue;
                    }
                    Some(End::Item) => {
                        let items = self.r.context().items;
                        if let Some(r) = self.resume.pop() {
                            self.r = r;
                            self.r.context_mut().items = items;
                        }
                        self.close();
                        continue;
                    }
                    // The tag that is missing is an unexpected end.
                    Some(End::Group(_)) => {}
                }
            }
            let before = self.r.rest();
            let tag = Tag::read(&mut self.r)?;
            if tag.wire() == EGROUP {
                match self.stack.last().map(|frame| frame.end) {
                    Some(End::Group(number)) if number == tag.number() => self.close(),
                    _ => return Err(self.bad("a group ends that did not begin")),
                }
                continue;
            }
            let def = self.current.message().def;
            match self.pool.lookup(def, tag.number()) {
                Some(field) if !def.message_set || tag.wire() == LEN => {
                    self.field = Some(field);
                    self.known(field, tag, before)?;
                }
                _ if def.message_set && tag == Tag::new(1, SGROUP) => self.item(before)?,
                _ => self.unknown(tag, before)?,
            }
        }
    }

    /// Keeps a field that the type has not.
    fn unknown(&mut self, tag: Tag, before: &'a [u8]) -> Step<()> {
        skip(&mut self.r, tag)?;
        self.keep(before);
        Ok(())
    }

    /// Keeps what was read since `before`.
    fn keep(&mut self, before: &[u8]) {
        let used = before.len().saturating_sub(self.r.remaining());
        let raw = before.get(..used).unwrap_or_default();
        self.current.unknown_mut().extend_from_slice(raw);
    }

    fn known(&mut self, field: &'p FieldDef, tag: Tag, before: &'a [u8]) -> Step<()> {
        match (tag.wire(), field.r#type) {
            (SGROUP, Type::Message) if field.delimited => {
                self.open(field, End::Group(field.number), before)
            }
            (LEN, Type::Message) if !field.delimited => {
                let length = length(&mut self.r)?;
                let end = End::Length(self.r.enter(length)?);
                self.open(field, end, before)
            }
            (LEN, of) if field.repeated && of.packable() => self.packed(field),
            (wire, of) if wire == of.wire() && of != Type::Message => {
                self.r.claim(1)?;
                let value = scalar(&mut self.r, field)?;
                if self.is_unknown(field, &value) {
                    self.keep(before);
                    self.strange = true;
                } else if field.repeated {
                    self.current.append(field, value);
                } else {
                    self.current.put(field, value);
                }
                Ok(())
            }
            _ => self.unknown(tag, before),
        }
    }

    /// Whether a value is not one of its enum's, which is closed.
    fn is_unknown(&self, field: &FieldDef, value: &Value<'p>) -> bool {
        match value {
            Value::Enum(number) => {
                let of = self.pool.enum_def(field.target);
                of.is_some_and(|of| of.closed && of.name(*number).is_none())
            }
            _ => false,
        }
    }

    /// Values behind one length.
    fn packed(&mut self, field: &'p FieldDef) -> Step<()> {
        let length = length(&mut self.r)?;
        let outer = self.r.enter(length)?;
        // The logarithm of the bytes that each takes at least.
        let least = match field.r#type.wire() {
            I64 => 3,
            I32 => 2,
            _ => 0,
        };
        let mut values = Vec::new();
        // Varints of one byte would have a hostile length reserve thirty times its bytes.
        values.reserve_exact((length >> least).min(64));
        while self.r.remaining() > 0 {
            self.r.claim(1)?;
            let value = scalar(&mut self.r, field)?;
            match value {
                Value::Enum(number) if self.is_unknown(field, &value) => {
                    let unknown = self.current.unknown_mut();
                    let mut w = crate::Writer::new(unknown);
                    crate::varint::write_leb128(&mut w, Tag::new(field.number, VARINT).0.into());
                    let number = i64::from(number).cast_unsigned();
                    crate::varint::write_leb128(&mut w, number);
                }
                value => values.push(value),
            }
        }
        self.r.leave(outer)?;
        self.current.extend(field, values);
        Ok(())
    }

    /// Begins a message inside the current one.
    fn open(&mut self, field: &'p FieldDef, end: End<'a>, raw: &'a [u8]) -> Step<()> {
        self.r.claim(1)?;
        // An entry of a map is not a level: its value is.
        if !field.map && self.nested >= self.depth {
            return Err(self.r.error(ErrorKind::DepthLimit, self.depth).into());
        }
        let Some(message) = self.pool.message_at(field.target) else {
            return Err(self.bad("a message without a type"));
        };
        let known = if field.repeated { None } else { self.current.take_message(field) };
        let length = match end {
            End::Length(_) | End::Item => self.r.remaining(),
            End::Group(_) => 0,
        };
        let inner = known.map_or_else(|| Dynamic::with_room(message, length), |known| *known);
        let around = core::mem::replace(&mut self.current, inner);
        self.nested = self.nested.saturating_add(usize::from(!field.map));
        self.stack.push(Frame { around, field, end, raw });
        self.field = None;
        self.strange = false;
        Ok(())
    }

    /// Ends it.
    fn close(&mut self) {
        let Some(Frame { around, field, raw, .. }) = self.stack.pop() else { return };
        let inner = core::mem::replace(&mut self.current, around);
        self.nested = self.nested.saturating_sub(usize::from(!field.map));
        self.field = None;
        if field.map {
            if !self.entry(field, inner) {
                self.keep(raw);
            }
            self.strange = false;
        } else if field.repeated {
            self.current.append(field, Value::Message(Box::new(inner)));
        } else {
            self.current.put(field, Value::Message(Box::new(inner)));
        }
    }

    /// Puts an entry into its map, unless its value is an unknown one of a closed enum.
    fn entry(&mut self, field: &FieldDef, mut inner: Dynamic<'p>) -> bool {
        let Some([key, value]) = encode::pair(self.pool, field) else { return true };
        let mut take = |field: &FieldDef| match inner.take_number(field.number) {
            Some(Content::One(value)) => Some(value),
            _ => None,
        };
        let of_key = take(key).or_else(|| zero(self.pool, key)).and_then(Key::of);
        let of_value = match take(value) {
            None if self.strange => return false,
            None => zero(self.pool, value),
            some => some,
        };
        if let (Some(key), Some(value)) = (of_key, of_value) {
            self.current.enter(field, key, value);
        }
        true
    }

    /// An item of a message set: a group of a type's number and a message of that type.
    fn item(&mut self, before: &'a [u8]) -> Step<()> {
        let (id, message) = wire::item(&mut self.r)?;
        let field = id.and_then(|id| self.pool.lookup(self.current.message().def, id));
        let (Some(field), Some(mut inner)) = (field, message) else {
            self.keep(before);
            return Ok(());
        };
        let items = self.r.context().items;
        inner.context_mut().items = items;
        self.resume.push(core::mem::replace(&mut self.r, inner));
        self.field = Some(field);
        self.open(field, End::Item, before)
    }

    #[cold]
    fn bad(&self, why: &'static str) -> Bad {
        Bad::value(self.r.offset(), why)
    }

    /// The fields that are open.
    #[cold]
    fn path(&self) -> String {
        let mut path = String::new();
        let frames = self.stack.iter().map(|frame| (&frame.around, frame.field));
        for (message, field) in frames.chain(self.field.map(|field| (&self.current, field))) {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(if field.extension { &field.json_name } else { &field.name });
            if field.repeated {
                let before = match message.get_by_number(field.number) {
                    Some(Content::List(list)) => list.len(),
                    Some(Content::Map(map)) => map.len(),
                    _ => 0,
                };
                // Writing to a string does not fail.
                let _ = write!(path, "[{before}]");
            }
        }
        path
    }
}

/// What an absent key or value of a map stands for.
pub(super) fn zero<'p>(pool: &'p Pool, field: &FieldDef) -> Option<Value<'p>> {
    Some(match field.r#type {
        Type::Double => Value::F64(0.0),
        Type::Float => Value::F32(0.0),
        Type::Int64 | Type::Sfixed64 | Type::Sint64 => Value::I64(0),
        Type::Uint64 | Type::Fixed64 => Value::U64(0),
        Type::Int32 | Type::Sfixed32 | Type::Sint32 => Value::I32(0),
        Type::Uint32 | Type::Fixed32 => Value::U32(0),
        Type::Bool => Value::Bool(false),
        Type::String => Value::String(Box::default()),
        Type::Bytes => Value::Bytes(Box::default()),
        Type::Enum => Value::Enum(pool.enum_at(field.target)?.first()),
        Type::Message => Dynamic::new(pool.message_at(field.target)?).into(),
    })
}

/// What Protobuf's 32-bit types keep of a varint.
#[inline]
pub(super) const fn low(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// One value that is not a message.
#[inline]
fn scalar<'p>(r: &mut Reader<'_>, field: &FieldDef) -> Step<Value<'p>> {
    Ok(match field.r#type {
        Type::Double => Value::F64(f64::from_le_bytes(*r.array()?)),
        Type::Float => Value::F32(f32::from_le_bytes(*r.array()?)),
        Type::Int64 => Value::I64(varint(r)?.cast_signed()),
        Type::Uint64 => Value::U64(varint(r)?),
        Type::Int32 => Value::I32(low(varint(r)?).cast_signed()),
        Type::Fixed64 => Value::U64(u64::from_le_bytes(*r.array()?)),
        Type::Fixed32 => Value::U32(u32::from_le_bytes(*r.array()?)),
        Type::Bool => Value::Bool(varint(r)? != 0),
        Type::Uint32 => Value::U32(low(varint(r)?)),
        Type::Enum => Value::Enum(low(varint(r)?).cast_signed()),
        Type::Sfixed32 => Value::I32(i32::from_le_bytes(*r.array()?)),
        Type::Sfixed64 => Value::I64(i64::from_le_bytes(*r.array()?)),
        Type::Sint32 => Value::I32(sint32(varint(r)?)),
        Type::Sint64 => Value::I64(unzigzag(varint(r)?)),
        Type::String => {
            let length = length(r)?;
            let at = r.offset();
            let bytes = r.take(length)?;
            match text::utf8(bytes) {
                Ok(text) => Value::String(text.into()),
                Err(_) if !field.verify => Value::Bytes(bytes.into()),
                Err(valid) => {
                    return Err(Bad::new(ErrorKind::BadUtf8, at.saturating_add(valid), ""));
                }
            }
        }
        Type::Bytes | Type::Message => Value::Bytes(wire::len(r)?.into()),
    })
}

/// Zig-zag of 32 bits.
#[inline]
pub(super) const fn sint32(value: u64) -> i32 {
    let value = low(value);
    (value >> 1).cast_signed() ^ (value & 1).cast_signed().wrapping_neg()
}
