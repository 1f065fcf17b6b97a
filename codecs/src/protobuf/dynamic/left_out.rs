//! What a form that knows a message by its file alone has no place for.
use super::decode::low;
use super::pool::{EnumDef, FieldDef, Message, MessageDef, Type};
use super::wire::{EGROUP, LEN, SGROUP, Tag, length, skip, varint};
use super::{Content, Dynamic, Value};
use crate::{Context, Limits, Outer, Read, Reader};
use alloc::vec::Vec;

/// What of a message has no place in a form without field numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Bytes of fields that the types have not.
    pub unknown: usize,
    /// How many extensions are set.
    pub extensions: usize,
}

impl LeftOut {
    /// Whether nothing is.
    pub const fn is_empty(&self) -> bool {
        self.unknown == 0 && self.extensions == 0
    }
}

impl Dynamic<'_> {
    /// What of this message, and of those inside, JSON (unknown fields) or compact and XML (both)
    /// have no place for.
    pub fn left_out(&self) -> LeftOut {
        let mut found = LeftOut::default();
        let mut open = Vec::new();
        open.push(self);
        while let Some(message) = open.pop() {
            found.unknown = found.unknown.saturating_add(message.unknown().len());

            for (field, content) in message.fields() {
                found.extensions =
                    found.extensions.saturating_add(usize::from(field.is_extension()));
                match content {
                    Content::One(value) => open.extend(value.as_message()),
                    Content::List(list)
                        if list.first().is_some_and(|first| first.as_message().is_some()) =>
                    {
                        open.extend(list.iter().filter_map(Value::as_message));
                    }
                    Content::List(_) => {}
                    Content::Map(map) => {
                        open.extend(map.iter().filter_map(|(_, value)| value.as_message()));
                    }
                }
            }
        }
        found
    }
}

impl Message<'_> {
    /// The same of a message that is still bytes. What is malformed is where it ends: whoever
    /// reads the message says so.
    pub fn left_out(self, bytes: &[u8], limits: &Limits) -> LeftOut {
        let mut walk =
            Walk { found: LeftOut::default(), r: Reader::with(bytes, Context::new(limits)) };
        let _malformed = walk.run(self);
        walk.found
    }
}

struct Walk<'a> {
    found: LeftOut,
    r: Reader<'a>,
}

impl Walk<'_> {
    fn run(&mut self, message: Message<'_>) -> crate::Result<()> {
        let pool = message.pool;
        let mut def = message.def;
        let mut open: Vec<(&MessageDef, Option<Outer<'_>>)> = Vec::new();
        loop {
            if self.r.remaining() == 0 {
                let Some((around, Some(outer))) = open.pop() else { return Ok(()) };
                self.r.leave(outer)?;
                def = around;
                continue;
            }
            let before = self.r.remaining();
            let tag = Tag::read(&mut self.r)?;
            if tag.wire() == EGROUP {
                let Some((around, None)) = open.pop() else { return Ok(()) };
                def = around;
                continue;
            }
            let field = pool.lookup(def, tag.number());
            let inside = field.filter(|field| field.r#type == Type::Message);
            let target = inside.and_then(|field| pool.message_def(field.target));
            match (target, field, tag.wire()) {
                (Some(target), Some(field), LEN) if !field.delimited => {
                    self.found.count(field.extension);
                    let length = length(&mut self.r)?;
                    open.push((def, Some(self.r.enter(length)?)));
                    def = target;
                }
                (Some(target), Some(field), SGROUP) if field.delimited => {
                    self.found.count(field.extension);
                    open.push((def, None));
                    def = target;
                }
                (None, Some(field), wire) if fits(field, wire) => {
                    self.found.count(field.extension);
                    match pool.enum_def(field.target).filter(|of| of.closed) {
                        Some(of) if field.r#type == Type::Enum => {
                            let tag = before.saturating_sub(self.r.remaining());
                            self.closed(of, wire, tag)?;
                        }
                        _ => skip(&mut self.r, tag)?,
                    }
                }
                _ => {
                    skip(&mut self.r, tag)?;
                    let used = before.saturating_sub(self.r.remaining());
                    self.found.unknown = self.found.unknown.saturating_add(used);
                }
            }
        }
    }
}

impl Walk<'_> {
    /// Numbers that a closed enum has no name for are unknown fields, each with a tag of its own.
    fn closed(&mut self, of: &EnumDef, wire: u32, tag: usize) -> crate::Result<()> {
        let length = if wire == LEN { Some(length(&mut self.r)?) } else { None };
        let outer = length.map(|length| self.r.enter(length)).transpose()?;
        loop {
            if outer.is_some() && self.r.remaining() == 0 {
                break;
            }
            let before = self.r.remaining();
            let number = low(varint(&mut self.r)?).cast_signed();
            if of.name(number).is_none() {
                let used = before.saturating_sub(self.r.remaining()).saturating_add(tag);
                self.found.unknown = self.found.unknown.saturating_add(used);
            }
            if outer.is_none() {
                break;
            }
        }
        outer.map_or(Ok(()), |outer| self.r.leave(outer))
    }
}

impl LeftOut {
    fn count(&mut self, extension: bool) {
        self.extensions = self.extensions.saturating_add(usize::from(extension));
    }
}

/// Whether a scalar may stand so on the wire.
const fn fits(field: &FieldDef, wire: u32) -> bool {
    wire == field.r#type.wire() || (field.repeated && wire == LEN && field.r#type.packable())
}
