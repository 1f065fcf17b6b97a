//! Maps: entries are gathered, put in order and written by key.
use super::super::super::encode;
use super::super::super::error::Step;
use super::super::super::pool::{FieldDef, Type};
use super::super::super::wire::{self, Tag};
use super::value::{Raw, SortKey};
use super::{Mode, Run, disorder};
use crate::{Read, Reader};

/// An entry of a map.
pub(super) struct Entry<'a> {
    key: SortKey<'a>,
    value: Value<'a>,
}

enum Value<'a> {
    Raw(Raw<'a>),
    Message(Reader<'a>),
}

impl<'p, 'a> Run<'_, 'p, 'a> {
    /// A map: its entries are gathered and put in order.
    pub(super) fn map(&mut self, field: &'p FieldDef, tag: Tag) -> Step<()> {
        let start = self.entries.len();
        loop {
            let inner = wire::part(&mut self.r)?;
            self.gather(field, inner)?;
            let mut ahead = self.r.clone();
            if self.r.remaining() == 0 || Tag::read(&mut ahead)? != tag {
                break;
            }
            self.r = ahead;
        }
        if self.entries.len() == start {
            return Ok(());
        }
        self.in_order(field)?;
        self.key(field);
        self.open_map(field, start)
    }

    /// Begins to write the entries from `start`.
    pub(super) fn open_map(&mut self, field: &'p FieldDef, start: usize) -> Step<()> {
        self.out.push(b'{');
        let all = self.entries.get_mut(start..).unwrap_or_default();
        if !all.is_sorted_by(|a, b| a.key < b.key) {
            all.sort_by(|a, b| a.key.cmp(&b.key));
            // Of entries with one key the last counts.
            if all.windows(2).any(|pair| matches!(pair, [a, b] if a.key == b.key)) {
                return Err(disorder());
            }
        }
        let Some(entry) = self.pool.message_def(field.target) else { return Ok(()) };
        let end = self.entries.len();
        self.push(entry, Mode::Entries(start, start, end), Reader::new(&[]), 0);
        Ok(())
    }

    /// Reads an entry.
    pub(super) fn gather(&mut self, field: &FieldDef, mut r: Reader<'a>) -> Step<()> {
        let Some([key, value]) = encode::pair(self.pool, field) else { return Ok(()) };
        let (mut of_key, mut of_value, mut strange) = (None, None, false);
        while r.remaining() > 0 {
            let tag = Tag::read(&mut r)?;
            match tag.number() {
                1 if tag.wire() == key.r#type.wire() => {
                    let raw = Raw::read(&mut r, key.r#type)?;
                    // A key that is not text has to be seen by whoever keeps the last only.
                    if of_key.replace(raw).is_some() {
                        return Err(disorder());
                    }
                }
                2 if tag.wire() == value.r#type.wire() => {
                    if of_value.is_some() {
                        return Err(disorder());
                    }
                    if value.r#type == Type::Message {
                        of_value = Some(Value::Message(wire::part(&mut r)?));
                        continue;
                    }
                    let raw = Raw::read(&mut r, value.r#type)?;
                    if value.r#type == Type::Enum && self.is_unknown(value, raw) {
                        strange = true;
                    } else {
                        of_value = Some(Value::Raw(raw));
                    }
                }
                _ => wire::skip(&mut r, tag)?,
            }
        }
        let value = match (of_value, value.r#type) {
            (Some(value), _) => value,
            // The whole entry is an unknown field.
            (None, _) if strange => return Ok(()),
            (None, Type::Message) => Value::Message(r),
            (None, Type::Enum) => {
                let first = self.pool.enum_at(value.target).map_or(0, |of| of.first());
                Value::Raw(Raw::of_enum(first))
            }
            (None, of) => Value::Raw(Raw::zero(of)),
        };
        let key = SortKey::of(key.r#type, of_key.unwrap_or_else(|| Raw::zero(key.r#type)));
        self.entries.push(Entry { key, value });
        Ok(())
    }

    /// The next entry of a map.
    pub(super) fn entry(&mut self, next: usize, start: usize, end: usize) -> Step<()> {
        let [_, value] = self.pool.own_fields(self.current.message) else { return Ok(()) };
        self.current.field = Some(value);
        for at in next..end {
            let Some(entry) = self.entries.get(at) else { break };
            if at > start {
                self.out.push(b',');
            }
            entry.key.write(self.out)?;
            self.out.push(b':');
            match &entry.value {
                Value::Raw(raw) => {
                    let raw = *raw;
                    self.raw(value, raw)?;
                }
                Value::Message(r) => {
                    let r = r.clone();
                    self.current.mode = Mode::Entries(at.saturating_add(1), start, end);
                    let Some(message) = self.pool.message_def(value.target) else { break };
                    return self.begin(message, r, 1);
                }
            }
        }
        self.entries.truncate(start);
        self.out.push(b'}');
        self.end();
        Ok(())
    }
}
