//! What is most frequent, in one loop whose state stays in registers.
use super::super::super::error::Step;
use super::super::super::pool::{EnumDef, FieldDef, NONE, Type};
use super::super::super::wire;
use super::fast::{PIECE, escapes, escapes_in, read, varint, write};
use super::value::Raw;
use super::{Frame, Mode, Run};
use crate::{Read as _, Write as _, Writer, text};
use core::mem;

impl Run<'_, '_, '_> {
    /// Writes fields of messages, and the messages that they hold, as long as they are plain: in
    /// order, of types that most fields have, and without a fault. The first that is not stays where
    /// it is, for [`object`](Self::object), which does the same for all of them.
    pub(super) fn plain(&mut self) {
        if self.json.proto_names {
            return;
        }
        let nothing = Frame::new(self.current.message, Mode::Outermost);
        let mut f = mem::replace(&mut self.current, nothing);
        let mut r = self.r.clone();
        let mut depth = self.depth;
        let mut w = Writer::new(&mut *self.out);
        loop {
            let [tag, rest @ ..] = r.rest() else {
                let inside = self.stack.last().is_some_and(|around| around.mode == Mode::Object);
                if f.group != 0 || !inside {
                    break;
                }
                let Some(around) = self.stack.pop() else { break };
                f.close(&mut w);
                depth = depth.saturating_sub(f.levels);
                r.back_to(f.resume);
                f = around;
                continue;
            };
            // What stands behind the message is looked at, too, if only it can be.
            let ahead = match self.whole {
                (buffer, bytes) if buffer == r.buffer() => {
                    bytes.get(r.offset().wrapping_add(1)..).unwrap_or(rest)
                }
                _ => rest,
            };
            let id = f.message.dense.get(usize::from(*tag >> 3)).copied().unwrap_or(NONE);
            let Some(field) = self.pool.field_def(id) else { break };
            let last = f.field.map_or(0, |last| last.number);
            let again = field.number == last && f.list.is_some();
            if *tag != field.plain || field.number <= last && !again {
                break;
            }
            if matches!(field.r#type, Type::String | Type::Message | Type::Bytes) {
                let found = match ahead {
                    [length @ ..0x80, ..] => Some((u64::from(*length), 1)),
                    _ => varint(ahead),
                };
                let Some((length, octets)) = found else { break };
                let (Some(rest), Some(ahead)) = (rest.get(octets..), ahead.get(octets..)) else {
                    break;
                };
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let Some(text) = rest.get(..length) else { break };
                let head = octets.wrapping_add(1);
                if field.r#type == Type::Message {
                    let Some(message) = self.pool.message_def(field.target) else { break };
                    let special = field.map || message.well_known.is_some();
                    if special || depth >= self.most || r.take(head).is_err() {
                        break;
                    }
                    let Ok(resume) = r.aside(length) else { break };
                    f.name(&mut w, field, again);
                    depth = depth.saturating_add(1);
                    let inner = Frame { levels: 1, resume, ..Frame::new(message, Mode::Object) };
                    self.stack.push(mem::replace(&mut f, inner));
                    continue;
                }
                if field.r#type != Type::String || length == 0 && !field.presence && !field.repeated
                {
                    break;
                }
                let Some(piece) = ahead.first_chunk::<PIECE>().filter(|_| length <= PIECE) else {
                    if text::any(text, escapes) || r.take(head.saturating_add(length)).is_err() {
                        break;
                    }
                    f.name(&mut w, field, again);
                    w.put(b"\"");
                    w.put(text);
                    w.put(b"\"");
                    continue;
                };
                if escapes_in(piece, length) || r.take(head.saturating_add(length)).is_err() {
                    break;
                }
                f.name(&mut w, field, again);
                w.put(b"\"");
                w.put_first(piece, length);
                w.put(b"\"");
                continue;
            }
            let Some((bits, octets)) = read(field.r#type, rest, ahead) else { break };
            if bits == 0 && !field.presence && !field.repeated {
                // Absent.
                if r.take(octets.wrapping_add(1)).is_err() {
                    break;
                }
                f.end_list(&mut w);
                f.field = Some(field);
                continue;
            }
            let name = match field.r#type {
                Type::Enum => match self.pool.enum_def(field.target) {
                    Some(of) if !self.json.enum_numbers => plain_name(of, bits),
                    _ => None,
                },
                _ => Some(""),
            };
            let Some(name) = name else { break };
            if r.take(octets.wrapping_add(1)).is_err() {
                break;
            }
            f.name(&mut w, field, again);
            if field.r#type == Type::Enum {
                w.put(b"\"");
                w.put(name.as_bytes());
                w.put(b"\"");
            } else {
                write(&mut w, field.r#type, bits);
            }
        }
        drop(w);
        (self.current, self.r, self.depth) = (f, r, depth);
    }
}

impl<'p> Run<'_, 'p, '_> {
    /// Values behind one length.
    pub(super) fn packed(&mut self, field: &'p FieldDef) -> Step<()> {
        let of = field.r#type;
        let mut inner = wire::part(&mut self.r)?;
        while inner.remaining() > 0 {
            let raw = Raw::read(&mut inner, of)?;
            self.scalar(field, raw)?;
            if of == Type::Enum {
                continue;
            }
            // The list is open. What is plain is written in one go.
            let mut r = inner.clone();
            let mut items = 0u32;
            let mut w = Writer::new(&mut *self.out);
            while let Some((bits, octets)) = read(of, r.rest(), r.rest())
                && r.take(octets).is_ok()
            {
                items = items.saturating_add(1);
                w.put(b",");
                write(&mut w, of, bits);
            }
            drop(w);
            inner = r;
            let list = &mut self.current.list;
            *list = list.map(|before| before.saturating_add(items));
        }
        Ok(())
    }
}

impl<'p> Frame<'p, '_> {
    #[inline(always)]
    fn end_list(&mut self, w: &mut Writer<'_>) {
        if self.list.take().is_some() {
            w.put(b"]");
        }
    }

    #[inline(always)]
    fn close(&mut self, w: &mut Writer<'_>) {
        self.end_list(w);
        if self.first {
            w.put(b"{");
        }
        w.put(b"}");
    }

    /// What stands before a value.
    #[inline(always)]
    fn name(&mut self, w: &mut Writer<'_>, field: &'p FieldDef, again: bool) {
        if again {
            self.list = self.list.map(|items| items.saturating_add(1));
            return w.put(b",");
        }
        self.end_list(w);
        self.field = Some(field);
        let at = w.len();
        if let Some((key, length)) = field.key.short() {
            w.put_first(key, length);
        }
        if mem::take(&mut self.first) {
            w.patch(at, b"{");
        }
        if field.repeated {
            self.list = Some(0);
            w.put(b"[");
        }
    }
}

/// The name of an enum's value, where it is written by name.
#[inline(always)]
fn plain_name(of: &EnumDef, bits: u64) -> Option<&str> {
    let number = i32::try_from(bits).ok()?;
    if of.null_value {
        return None;
    }
    of.name(number)
}
