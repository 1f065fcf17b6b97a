//! Messages to elements, in a loop.
use super::{Elements, scalar};
use crate::protobuf::dynamic::{
    Content, Dynamic, Entries, Error, Value,
    decode::zero,
    error::{Bad, Step},
    layout::{Layout, Path, Slot, holds_text},
    pool::FieldDef,
};
use crate::{ErrorKind, Limits};
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::slice;

/// A message that is being written.
struct Frame<'f, 'm, 'p> {
    message: &'m Dynamic<'p>,
    layout: &'f Layout<'p>,
    slot: usize,
    /// The element that it is.
    element: Element<'m>,
    /// What is left of the field at hand.
    items: Items<'m, 'p>,
    field: Option<&'p FieldDef>,
    count: usize,
    /// The element around the field at hand: a map's, or a oneof's.
    around: Option<Element<'m>>,
}

enum Items<'m, 'p> {
    None,
    List(slice::Iter<'m, Value<'p>>),
    Map(Entries<'m, 'p>),
}

/// An element that is open.
struct Element<'m> {
    name: Cow<'m, str>,
    /// Where its content begins.
    at: usize,
}

impl<'m> Element<'m> {
    fn open(name: Cow<'m, str>, out: &mut Vec<u8>) -> Self {
        out.push(b'<');
        out.extend_from_slice(name.as_bytes());
        out.push(b'>');
        Self { name, at: out.len() }
    }

    fn close(self, out: &mut Vec<u8>) {
        if out.len() == self.at {
            out.pop();
            out.extend_from_slice(b"/>");
            return;
        }
        out.extend_from_slice(b"</");
        out.extend_from_slice(self.name.as_bytes());
        out.push(b'>');
    }
}

pub(super) fn write<'p>(
    form: &Elements<'p>,
    message: &Dynamic<'p>,
    out: &mut Vec<u8>,
    limits: &Limits,
) -> Result<(), Error> {
    let mut stack = Vec::new();
    run(form, message, out, limits, &mut stack).map_err(|bad| bad.at(path(&stack)))
}

fn run<'f, 'm, 'p: 'm>(
    form: &'f Elements<'p>,
    message: &'m Dynamic<'p>,
    out: &mut Vec<u8>,
    limits: &Limits,
    stack: &mut Vec<Frame<'f, 'm, 'p>>,
) -> Step<()> {
    if message.message() != form.message {
        return Err(Bad::new(ErrorKind::WrongType, 0, "a message of another type"));
    }
    let depth = usize::from(limits.depth.min(Limits::MAX_DEPTH));
    stack.push(open(form, message, form.message.name().into(), out)?);
    loop {
        let levels = stack.len();
        let Some(frame) = stack.last_mut() else { return Ok(()) };
        match frame.next(out)? {
            None => {
                if let Some(frame) = stack.pop() {
                    frame.element.close(out);
                }
            }
            Some((_, Value::Message(_))) if levels > depth => {
                return Err(crate::Error::new(ErrorKind::DepthLimit, 0, depth).into());
            }
            Some((name, Value::Message(inner))) => stack.push(open(form, inner, name, out)?),
            Some((name, value)) => put(frame, name, value, out)?,
        }
    }
}

fn open<'f, 'm, 'p>(
    form: &'f Elements<'p>,
    message: &'m Dynamic<'p>,
    name: Cow<'m, str>,
    out: &mut Vec<u8>,
) -> Step<Frame<'f, 'm, 'p>> {
    let layout = form.layouts.get(message.message().def);
    let layout =
        layout.ok_or_else(|| Bad::new(ErrorKind::WrongType, 0, "a message of another type"))?;
    let element = Element::open(name, out);
    let items = Items::None;
    Ok(Frame { message, layout, slot: 0, element, items, field: None, count: 0, around: None })
}

/// A scalar as an element.
fn put(
    frame: &Frame<'_, '_, '_>,
    name: Cow<'_, str>,
    value: &Value<'_>,
    out: &mut Vec<u8>,
) -> Step<()> {
    if matches!(value, Value::Bytes(_)) && holds_text(frame.layout.message.pool, frame.field) {
        return Err(Bad::new(ErrorKind::Unwritable, 0, "a text that is not UTF-8"));
    }
    let element = Element::open(name, out);
    if !scalar::write(value, out) {
        return Err(Bad::new(ErrorKind::Unwritable, 0, "a text with a character that XML forbids"));
    }
    element.close(out);
    Ok(())
}

/// A value, and the name of its element.
type Named<'m, 'p> = (Cow<'m, str>, &'m Value<'p>);

impl<'m, 'p: 'm> Frame<'_, 'm, 'p> {
    /// The next value to be written.
    fn next(&mut self, out: &mut Vec<u8>) -> Step<Option<Named<'m, 'p>>> {
        loop {
            match &mut self.items {
                Items::None => {}
                Items::List(list) => {
                    if let (Some(value), Some(field)) = (list.next(), self.field) {
                        self.count = self.count.saturating_add(1);
                        return Ok(Some((Cow::Borrowed(&*field.name), value)));
                    }
                }
                Items::Map(map) => {
                    if let Some((key, value)) = map.next() {
                        self.count = self.count.saturating_add(1);
                        let name = scalar::name(key).ok_or_else(|| {
                            let why = "a key of a map that is no name of an element";
                            Bad::new(ErrorKind::Unwritable, 0, why)
                        })?;
                        return Ok(Some((name, value)));
                    }
                }
            }
            (self.items, self.count) = (Items::None, 0);
            if let Some(around) = self.around.take() {
                around.close(out);
            }
            let Some(slot) = self.layout.slots.get(self.slot) else { return Ok(None) };
            self.slot = self.slot.saturating_add(1);
            match slot {
                Slot::Field(field) => {
                    self.field = Some(field);
                    self.field(field, out)?;
                }
                Slot::Oneof(oneof, fields) => {
                    let set = fields.iter().find_map(|field| {
                        Some((*field, self.message.get_by_number(field.number)?))
                    });
                    if let Some((field, Content::One(value))) = set {
                        self.field = Some(field);
                        self.around = Some(Element::open(Cow::Borrowed(oneof.name()), out));
                        return Ok(Some((Cow::Borrowed(&*field.name), value)));
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &'p FieldDef, out: &mut Vec<u8>) -> Step<()> {
        match self.message.get_by_number(field.number) {
            Some(Content::One(value)) => self.items = Items::List(slice::from_ref(value).iter()),
            Some(Content::List(list)) => self.items = Items::List(list.iter()),
            Some(Content::Map(map)) => {
                self.around = Some(Element::open(Cow::Borrowed(&*field.name), out));
                self.items = Items::Map(map.iter());
            }
            None if field.map => Element::open(Cow::Borrowed(&*field.name), out).close(out),
            None if field.repeated || field.presence => {}
            None => {
                let pool = self.message.message().pool;
                if let Some(zero) = zero(pool, field) {
                    put(self, Cow::Borrowed(&*field.name), &zero, out)?;
                }
            }
        }
        Ok(())
    }
}

#[cold]
fn path(stack: &[Frame<'_, '_, '_>]) -> String {
    let mut path = Path::default();
    for frame in stack {
        let Some(field) = frame.field else { continue };
        path.field(&field.name);
        if let Some(n) = frame.count.checked_sub(1).filter(|_| field.repeated) {
            path.item(n);
        }
    }
    path.into_text()
}
