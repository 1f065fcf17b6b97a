//! Messages to bytes, in a loop.
use super::Positional;
use crate::protobuf::dynamic::{
    Content, Dynamic, Entries, Error, Key, Value,
    decode::zero,
    error::{Bad, Step},
    layout::{Layout, Path, Slot, holds_text},
    pool::FieldDef,
};
use crate::varint::{write_bincode, zigzag};
use crate::{ErrorKind, Limits, Writer};
use alloc::{string::String, vec::Vec};
use core::slice;

/// A message that is being written.
struct Frame<'f, 'm, 'p> {
    message: &'m Dynamic<'p>,
    layout: &'f Layout<'p>,
    slot: usize,
    /// What is left of the field at hand.
    items: Items<'m, 'p>,
    field: Option<&'p FieldDef>,
    count: usize,
}

enum Items<'m, 'p> {
    None,
    List(slice::Iter<'m, Value<'p>>),
    Map(Entries<'m, 'p>),
}

pub(super) fn write<'p>(
    form: &Positional<'p>,
    message: &Dynamic<'p>,
    out: &mut Vec<u8>,
    limits: &Limits,
) -> Result<(), Error> {
    let mut stack = Vec::new();
    let start = out.len();
    match run(form, message, out, limits, &mut stack) {
        Ok(()) => Ok(()),
        Err(mut bad) => {
            bad.fault = bad.fault.after(length(out.len().saturating_sub(start)));
            Err(bad.at(path(&stack)))
        }
    }
}

fn run<'f, 'm, 'p>(
    form: &'f Positional<'p>,
    message: &'m Dynamic<'p>,
    out: &mut Vec<u8>,
    limits: &Limits,
    stack: &mut Vec<Frame<'f, 'm, 'p>>,
) -> Step<()> {
    if message.message() != form.message {
        return Err(Bad::new(ErrorKind::WrongType, 0, "a message of another type"));
    }
    let depth = usize::from(limits.depth.min(Limits::MAX_DEPTH));
    stack.push(open(form, message)?);
    loop {
        let levels = stack.len();
        let Some(frame) = stack.last_mut() else { return Ok(()) };
        let Some(value) = frame.next(out)? else {
            stack.pop();
            continue;
        };
        match value {
            Value::Message(_) if levels > depth => {
                return Err(crate::Error::new(ErrorKind::DepthLimit, 0, depth).into());
            }
            Value::Message(inner) => stack.push(open(form, inner)?),
            Value::Bytes(_) if holds_text(form.message.pool, frame.field) => return Err(not_text()),
            scalar => put(scalar, out),
        }
    }
}

fn open<'f, 'm, 'p>(form: &'f Positional<'p>, message: &'m Dynamic<'p>) -> Step<Frame<'f, 'm, 'p>> {
    let layout = form.layouts.get(message.message().def);
    let layout =
        layout.ok_or_else(|| Bad::new(ErrorKind::WrongType, 0, "a message of another type"))?;
    Ok(Frame { message, layout, slot: 0, items: Items::None, field: None, count: 0 })
}

impl<'m, 'p> Frame<'_, 'm, 'p> {
    /// The next value that is to be written, and before it what stands between values.
    fn next(&mut self, out: &mut Vec<u8>) -> Step<Option<&'m Value<'p>>> {
        loop {
            match &mut self.items {
                Items::None => {}
                Items::List(list) => {
                    if let Some(value) = list.next() {
                        self.count = self.count.saturating_add(1);
                        return Ok(Some(value));
                    }
                }
                Items::Map(map) => {
                    if let Some((key, value)) = map.next() {
                        self.count = self.count.saturating_add(1);
                        put_key(key, out)?;
                        return Ok(Some(value));
                    }
                }
            }
            self.items = Items::None;
            self.count = 0;
            let Some(slot) = self.layout.slots.get(self.slot) else { return Ok(None) };
            self.slot = self.slot.saturating_add(1);
            match slot {
                Slot::Field(field) => {
                    self.field = Some(field);
                    if let Some(value) = self.field(field, out)? {
                        return Ok(Some(value));
                    }
                }
                Slot::Oneof(_, fields) => {
                    let set = fields.iter().zip(0u64..);
                    let set = set.filter_map(|(field, tag)| match self.get(field)? {
                        Content::One(value) => Some((*field, tag, value)),
                        _ => None,
                    });
                    match { set }.next() {
                        None => out.push(0),
                        Some((field, tag, value)) => {
                            self.field = Some(field);
                            out.push(1);
                            write_bincode(&mut Writer::new(out), tag);
                            return Ok(Some(value));
                        }
                    }
                }
            }
        }
    }

    fn get(&self, field: &FieldDef) -> Option<&'m Content<'p>> {
        self.message.get_by_number(field.number)
    }

    /// Begins a field: its count, whether it is there, or its zero.
    fn field(&mut self, field: &'p FieldDef, out: &mut Vec<u8>) -> Step<Option<&'m Value<'p>>> {
        let optional = field.presence && !field.required;
        match self.get(field) {
            Some(Content::One(value)) => {
                if optional {
                    out.push(1);
                }
                return Ok(Some(value));
            }
            Some(Content::List(list)) => {
                count(list.len(), out);
                self.items = Items::List(list.iter());
            }
            Some(Content::Map(map)) => {
                count(map.len(), out);
                self.items = Items::Map(map.iter());
            }
            None if field.repeated || optional => out.push(0),
            None if field.required => {
                return Err(Bad::new(ErrorKind::Unwritable, 0, "a required field is missing"));
            }
            None => {
                let pool = self.message.message().pool;
                if let Some(zero) = zero(pool, field) {
                    put(&zero, out);
                }
            }
        }
        Ok(None)
    }
}

fn count(n: usize, out: &mut Vec<u8>) {
    write_bincode(&mut Writer::new(out), length(n));
}

fn put(value: &Value<'_>, out: &mut Vec<u8>) {
    let mut varint = |n: u64| write_bincode(&mut Writer::new(out), n);
    match value {
        Value::Bool(b) => out.push(u8::from(*b)),
        Value::I32(n) | Value::Enum(n) => varint(zigzag((*n).into())),
        Value::I64(n) => varint(zigzag(*n)),
        Value::U32(n) => varint((*n).into()),
        Value::U64(n) => varint(*n),
        Value::F32(x) => out.extend_from_slice(&x.to_le_bytes()),
        Value::F64(x) => out.extend_from_slice(&x.to_le_bytes()),
        Value::String(text) => bytes(text.as_bytes(), out),
        Value::Bytes(some) => bytes(some, out),
        // Messages are frames.
        Value::Message(_) => {}
    }
}

fn put_key(key: &Key, out: &mut Vec<u8>) -> Step<()> {
    match key {
        Key::String(text) => bytes(text.as_bytes(), out),
        Key::Bytes(_) => return Err(not_text()),
        other => put(&other.to_value(), out),
    }
    Ok(())
}

#[cold]
fn not_text() -> Bad {
    Bad::new(ErrorKind::Unwritable, 0, "a text that is not UTF-8")
}

fn bytes(bytes: &[u8], out: &mut Vec<u8>) {
    count(bytes.len(), out);
    out.extend_from_slice(bytes);
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cold]
fn path(stack: &[Frame<'_, '_, '_>]) -> String {
    let mut path = Path::default();
    for frame in stack {
        let Some(field) = frame.field else { continue };
        path.field(&field.name);
        if let Some(n) = frame.count.checked_sub(1) {
            path.item(n);
        }
    }
    path.into_text()
}
