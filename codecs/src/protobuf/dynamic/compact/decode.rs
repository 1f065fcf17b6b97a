//! Bytes to messages, in a loop: the messages that are open stand in a row.
use super::Positional;
use crate::protobuf::dynamic::{
    Content, Dynamic, Error, Key, Value,
    encode::pair,
    error::{Bad, Step},
    layout::{Layout, Path, Slot},
    pool::{FieldDef, Pool, Type},
};
use crate::varint::{read_bincode, unzigzag};
use crate::{Context, ErrorKind, Limits, Read, Reader};
use alloc::{boxed::Box, string::String, vec::Vec};

/// A message that is being filled.
struct Frame<'f, 'p> {
    message: Dynamic<'p>,
    layout: &'f Layout<'p>,
    slot: usize,
    /// The field at hand.
    at: At<'p>,
}

/// What is left of a field.
enum At<'p> {
    None,
    One(&'p FieldDef),
    /// Which field it is stands next.
    Oneof(&'p str),
    List(&'p FieldDef, usize),
    Map(&'p FieldDef, usize),
    /// The value of a key is being read.
    Entry(&'p FieldDef, usize, Key),
}

struct Decoder<'f, 'p, 'a> {
    form: &'f Positional<'p>,
    pool: &'p Pool,
    r: Reader<'a>,
    stack: Vec<Frame<'f, 'p>>,
    depth: usize,
}

pub(super) fn read<'p>(
    form: &Positional<'p>,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(Dynamic<'p>, usize), Error> {
    let mut decoder = Decoder {
        form,
        pool: form.message.pool,
        r: Reader::with(bytes, Context::new(limits)),
        stack: Vec::new(),
        depth: limits.depth.min(Limits::MAX_DEPTH).into(),
    };
    match decoder.run() {
        Ok(message) => Ok((message, decoder.r.offset())),
        Err(bad) => {
            let path = decoder.path();
            Err(bad.at(path))
        }
    }
}

impl<'p, 'a> Decoder<'_, 'p, 'a> {
    fn run(&mut self) -> Step<Dynamic<'p>> {
        self.open(self.form.message.def.id)?;
        loop {
            let Some(field) = self.next()? else {
                let Some(done) = self.stack.pop() else {
                    return Err(Bad::value(self.r.offset(), "a message without a type"));
                };
                match self.stack.last_mut() {
                    None => return Ok(done.message),
                    Some(around) => around.keep(Value::Message(Box::new(done.message))),
                }
                continue;
            };
            if field.r#type == Type::Message {
                self.open(field.target)?;
            } else {
                let value = self.scalar(field)?;
                if let Some(frame) = self.stack.last_mut() {
                    frame.keep(value);
                }
            }
        }
    }

    /// Begins a message inside the current one.
    fn open(&mut self, target: u32) -> Step<()> {
        // The outermost is no level.
        if self.stack.len() > self.depth {
            return Err(self.r.error(ErrorKind::DepthLimit, self.depth).into());
        }
        self.r.claim(1)?;
        let def = self.pool.message_def(target);
        let Some(layout) = def.and_then(|def| self.form.layouts.get(def)) else {
            return Err(Bad::value(self.r.offset(), "a message without a type"));
        };
        let message = Dynamic::new(layout.message);
        self.stack.push(Frame { message, layout, slot: 0, at: At::None });
        Ok(())
    }

    /// The field, or part of an entry, of which a value stands next. None: the message is over.
    fn next(&mut self) -> Step<Option<&'p FieldDef>> {
        loop {
            let Some(frame) = self.stack.last_mut() else { return Ok(None) };
            match core::mem::replace(&mut frame.at, At::None) {
                At::List(field, left @ 1..) => {
                    frame.at = At::List(field, left.saturating_sub(1));
                    self.r.claim(1)?;
                    return Ok(Some(field));
                }
                At::Map(field, left @ 1..) => {
                    // Told at the map, should the key be none.
                    frame.at = At::Map(field, left);
                    self.r.claim(1)?;
                    let Some([keys, values]) = pair(self.pool, field) else { return Ok(None) };
                    let key = Key::of(self.scalar(keys)?);
                    let key = key.ok_or_else(|| Bad::value(self.r.offset(), "no key of a map"))?;
                    if let Some(frame) = self.stack.last_mut() {
                        frame.at = At::Entry(field, left.saturating_sub(1), key);
                    }
                    return Ok(Some(values));
                }
                _ => {}
            }
            let Some(slot) = frame.layout.slots.get(frame.slot) else { return Ok(None) };
            frame.slot = frame.slot.saturating_add(1);
            match slot {
                Slot::Field(field) if field.repeated => {
                    frame.at = At::List(field, 0);
                    let left = self.count(field)?;
                    if let Some(frame) = self.stack.last_mut() {
                        frame.at =
                            if field.map { At::Map(field, left) } else { At::List(field, left) };
                    }
                }
                Slot::Field(field) => {
                    frame.at = At::One(field);
                    if field.required || !field.presence || self.is_there()? {
                        return Ok(Some(field));
                    }
                }
                Slot::Oneof(oneof, fields) => {
                    frame.at = At::Oneof(oneof.name());
                    if !self.is_there()? {
                        continue;
                    }
                    let at = self.r.offset();
                    let tag = read_bincode(&mut self.r, u32::BITS)?;
                    let field = usize::try_from(tag).ok().and_then(|tag| fields.get(tag));
                    let Some(field) = field else {
                        return Err(Bad::value(at, "no field of the oneof has this tag"));
                    };
                    if let Some(frame) = self.stack.last_mut() {
                        frame.at = At::One(field);
                    }
                    return Ok(Some(field));
                }
            }
        }
    }

    /// A count, which the bytes that are left must be able to hold.
    fn count(&mut self, field: &FieldDef) -> Step<usize> {
        let at = self.r.offset();
        let count = read_bincode(&mut self.r, u64::BITS)?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let least = match pair(self.pool, field).filter(|_| field.map) {
            Some([keys, values]) => {
                let layouts = &self.form.layouts;
                layouts.min(keys).saturating_add(layouts.min(values))
            }
            None => self.form.layouts.min(field),
        };
        // What takes no bytes is counted one by one.
        if self.r.remaining().checked_div(least).is_some_and(|most| count > most) {
            return Err(crate::Error::new(ErrorKind::BadLength, at, count).into());
        }
        Ok(count)
    }

    fn is_there(&mut self) -> Step<bool> {
        let at = self.r.offset();
        match self.r.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(crate::Error::new(ErrorKind::BadValue, at, (*other).into()).into()),
        }
    }

    /// One value that is not a message.
    fn scalar(&mut self, field: &FieldDef) -> Step<Value<'p>> {
        let r = &mut self.r;
        Ok(match field.r#type {
            Type::Bool => Value::Bool(self.is_there()?),
            Type::Int32 | Type::Sint32 | Type::Sfixed32 => Value::I32(signed(r)?),
            Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
                Value::I64(unzigzag(read_bincode(r, u64::BITS)?))
            }
            Type::Uint32 | Type::Fixed32 => {
                Value::U32(u32::try_from(read_bincode(r, u32::BITS)?).unwrap_or(u32::MAX))
            }
            Type::Uint64 | Type::Fixed64 => Value::U64(read_bincode(r, u64::BITS)?),
            Type::Float => Value::F32(f32::from_le_bytes(*r.array()?)),
            Type::Double => Value::F64(f64::from_le_bytes(*r.array()?)),
            Type::Enum => {
                let at = r.offset();
                let number = signed(r)?;
                let of = self.pool.enum_def(field.target);
                if of.is_some_and(|of| of.closed && of.name(number).is_none()) {
                    return Err(Bad::value(at, "not a value of the enum, which is closed"));
                }
                Value::Enum(number)
            }
            Type::String => {
                let (at, bytes) = self.bytes()?;
                match str::from_utf8(bytes) {
                    Ok(text) => Value::String(text.into()),
                    Err(fault) => {
                        let at = at.saturating_add(fault.valid_up_to());
                        return Err(Bad::new(ErrorKind::BadUtf8, at, ""));
                    }
                }
            }
            Type::Bytes | Type::Message => Value::Bytes(self.bytes()?.1.into()),
        })
    }

    /// A length and as many bytes, and where they begin.
    fn bytes(&mut self) -> Step<(usize, &'a [u8])> {
        let length = read_bincode(&mut self.r, u64::BITS)?;
        let at = self.r.offset();
        let bytes = self.r.take(usize::try_from(length).unwrap_or(usize::MAX))?;
        Ok((at, bytes))
    }

    #[cold]
    fn path(&self) -> String {
        let mut path = Path::default();
        for frame in &self.stack {
            let (field, many) = match &frame.at {
                At::None => continue,
                At::Oneof(name) => {
                    path.field(name);
                    continue;
                }
                At::One(field) => (field, false),
                At::List(field, _) | At::Map(field, _) | At::Entry(field, _, _) => (field, true),
            };
            path.field(&field.name);
            if many {
                path.item(match frame.message.get_by_number(field.number) {
                    Some(Content::List(list)) => list.len(),
                    Some(Content::Map(map)) => map.len(),
                    _ => 0,
                });
            }
        }
        path.into_text()
    }
}

fn signed(r: &mut Reader<'_>) -> Step<i32> {
    let number = unzigzag(read_bincode(r, u32::BITS)?);
    // Of 32 bits, unfolded.
    Ok(i32::try_from(number).unwrap_or_default())
}

impl<'p> Frame<'_, 'p> {
    /// Keeps a value of the field at hand.
    fn keep(&mut self, value: Value<'p>) {
        match core::mem::replace(&mut self.at, At::None) {
            At::One(field) => self.message.put(field, value),
            At::List(field, left) => {
                self.message.append(field, value);
                self.at = At::List(field, left);
            }
            At::Entry(field, left, key) => {
                self.message.enter(field, key, value);
                self.at = At::Map(field, left);
            }
            At::None | At::Oneof(_) | At::Map(..) => {}
        }
    }
}
