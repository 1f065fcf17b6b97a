//! The well-known types.
use super::super::super::error::{Bad, Step};
use super::super::super::pool::{FieldDef, MessageDef, Type, WellKnown};
use super::super::super::wire::{self, LEN, Tag};
use super::super::time;
use super::value::{Raw, utf8};
use super::{Mode, Run, disorder};
use crate::{ErrorKind, Read, Reader};
use alloc::vec::Vec;

impl<'p, 'a> Run<'_, 'p, 'a> {
    /// Writes a well-known message, or goes into it.
    pub(super) fn special(
        &mut self,
        message: &'p MessageDef,
        r: Reader<'a>,
        levels: usize,
    ) -> Step<()> {
        let at = r.offset();
        match message.well_known {
            Some(WellKnown::Timestamp) => {
                let time = self.time(message, r)?;
                time::timestamp(self.out, time)
                    .ok_or_else(|| Bad::value(at, "a timestamp outside the years 1 to 9999"))
            }
            Some(WellKnown::Duration) => {
                let time = self.time(message, r)?;
                time::duration(self.out, time)
                    .ok_or_else(|| Bad::value(at, "a duration beyond ten thousand years"))
            }
            Some(WellKnown::Wrapper) => self.wrapper(message, r),
            Some(WellKnown::FieldMask) => self.mask(message, r),
            Some(WellKnown::Any) => self.any(message, r, levels),
            Some(WellKnown::Struct) => self.structure(message, r, levels),
            Some(WellKnown::Value) => self.value(message, r, levels),
            Some(WellKnown::ListValue) => {
                self.out.push(b'[');
                self.push(message, Mode::Items, r, levels);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The single values of a message, each once.
    fn singles<const N: usize>(
        &self,
        message: &'p MessageDef,
        r: &mut Reader<'a>,
    ) -> Step<[Option<(&'p FieldDef, Raw<'a>)>; N]> {
        let mut found = [None; N];
        while r.remaining() > 0 {
            let tag = Tag::read(r)?;
            let field = self.pool.lookup(message, tag.number());
            match field.filter(|field| field.r#type.wire() == tag.wire()) {
                Some(field) => {
                    let raw = Raw::read(r, field.r#type)?;
                    let at = usize::try_from(field.number.saturating_sub(1)).unwrap_or(N);
                    if let Some(place) = found.get_mut(at)
                        && place.replace((field, raw)).is_some()
                    {
                        return Err(disorder());
                    }
                }
                None => wire::skip(r, tag)?,
            }
        }
        Ok(found)
    }

    fn time(&self, message: &'p MessageDef, mut r: Reader<'a>) -> Step<(i64, i32)> {
        let [seconds, nanos] = self.singles(message, &mut r)?;
        let bits = |part: Option<(_, Raw<'_>)>| part.map_or(0, |(_, raw)| raw.bits());
        Ok((bits(seconds).cast_signed(), nanos.map_or(0, |(_, raw)| raw.as_enum())))
    }

    fn wrapper(&mut self, message: &'p MessageDef, mut r: Reader<'a>) -> Step<()> {
        let [value] = self.singles(message, &mut r)?;
        match (value, self.pool.own_fields(message).first()) {
            (Some((field, raw)), _) => self.raw(field, raw),
            (None, Some(field)) => self.raw(field, Raw::zero(field.r#type)),
            (None, None) => Ok(()),
        }
    }

    /// Paths in camel case with commas between.
    fn mask(&mut self, message: &'p MessageDef, mut r: Reader<'a>) -> Step<()> {
        let mut paths = Vec::new();
        let start = r.offset();
        while r.remaining() > 0 {
            let tag = Tag::read(&mut r)?;
            if self.pool.lookup(message, tag.number()).is_none() || tag.wire() != LEN {
                wire::skip(&mut r, tag)?;
                continue;
            }
            let (bytes, at) = Raw::read(&mut r, Type::String)?.bytes();
            if !paths.is_empty() {
                paths.push(b',');
            }
            let mut up = bytes.is_empty();
            for letter in bytes {
                let odd = match letter {
                    b'_' => up,
                    b'A'..=b'Z' | b',' => true,
                    letter => up && !letter.is_ascii_lowercase(),
                };
                if odd {
                    return Err(Bad::value(at, "a path that has no camel case"));
                }
                if *letter != b'_' {
                    paths.push(if up { letter.to_ascii_uppercase() } else { *letter });
                }
                up = *letter == b'_';
            }
            if up {
                return Err(Bad::value(at, "a path that has no camel case"));
            }
        }
        utf8(self.out, &paths, start)
    }

    fn structure(&mut self, message: &'p MessageDef, mut r: Reader<'a>, levels: usize) -> Step<()> {
        let start = self.entries.len();
        let mut map = None;
        while r.remaining() > 0 {
            let tag = Tag::read(&mut r)?;
            match self.pool.lookup(message, tag.number()).filter(|_| tag.wire() == LEN) {
                Some(field) => {
                    let inner = wire::part(&mut r)?;
                    self.gather(field, inner)?;
                    map = Some(field);
                }
                None => wire::skip(&mut r, tag)?,
            }
        }
        match map {
            Some(field) => {
                self.open_map(field, start)?;
                self.current.levels = levels;
                self.depth = self.depth.saturating_add(levels);
            }
            None => self.out.extend_from_slice(b"{}"),
        }
        Ok(())
    }

    fn value(&mut self, message: &'p MessageDef, mut r: Reader<'a>, levels: usize) -> Step<()> {
        let at = r.offset();
        let mut found = None;
        while r.remaining() > 0 {
            let tag = Tag::read(&mut r)?;
            let field = self.pool.lookup(message, tag.number());
            let Some(field) = field.filter(|field| field.r#type.wire() == tag.wire()) else {
                wire::skip(&mut r, tag)?;
                continue;
            };
            // One is the rule; of several the last counts, or they are merged.
            if found.is_some() {
                return Err(disorder());
            }
            found = Some((field, r.clone()));
            wire::skip(&mut r, tag)?;
        }
        let Some((field, mut r)) = found else {
            return Err(Bad::value(at, "a google.protobuf.Value without a value"));
        };
        if field.r#type == Type::Message {
            let inner = wire::part(&mut r)?;
            let Some(message) = self.pool.message_def(field.target) else { return Ok(()) };
            return self.begin(message, inner, levels.saturating_add(1));
        }
        let raw = Raw::read(&mut r, field.r#type)?;
        if field.r#type == Type::Double && !f64::from_bits(raw.bits()).is_finite() {
            return Err(Bad::value(at, "JSON has no such number"));
        }
        self.raw(field, raw)
    }

    /// The next value of a `ListValue`.
    pub(super) fn item(&mut self) -> Step<()> {
        let message = self.current.message;
        while self.r.remaining() > 0 {
            let tag = Tag::read(&mut self.r)?;
            let field = self.pool.lookup(message, tag.number());
            let Some(field) = field.filter(|_| tag.wire() == LEN) else {
                wire::skip(&mut self.r, tag)?;
                continue;
            };
            if !core::mem::take(&mut self.current.first) {
                self.out.push(b',');
            }
            self.current.field = Some(field);
            self.current.list = Some(self.current.list.map_or(0, |items| items.saturating_add(1)));
            let inner = wire::part(&mut self.r)?;
            let Some(value) = self.pool.message_def(field.target) else { return Ok(()) };
            return self.begin(value, inner, 1);
        }
        self.out.push(b']');
        self.end();
        Ok(())
    }

    fn any(&mut self, message: &'p MessageDef, mut r: Reader<'a>, levels: usize) -> Step<()> {
        let start = r.clone();
        let [url, value] = self.singles(message, &mut r)?;
        let bytes = |part: Option<(_, Raw<'a>)>| match part {
            Some((_, raw)) => raw.bytes(),
            None => (&b""[..], start.offset()),
        };
        let ((url, at), value) = (bytes(url), bytes(value));
        if url.is_empty() && value.0.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.out.extend_from_slice(b"{\"@type\":");
        utf8(self.out, url, at)?;
        let name = str::from_utf8(url).ok().and_then(|url| url.rsplit_once('/'));
        let inner = name.and_then(|(_, name)| self.pool.message(name));
        let Some(inner) = inner else {
            return Err(Bad::new(ErrorKind::UnknownType, at, "an Any of a type that is not known"));
        };
        if self.depth.saturating_add(levels).saturating_add(1) > self.most {
            return Err(start.error(ErrorKind::DepthLimit, self.most).into());
        }
        // The same bytes, in a reader that counts as `start` does.
        let mut r = start;
        let skipped = value.1.saturating_sub(r.offset());
        r.take(skipped)?;
        r.enter(value.0.len())?;
        let r = self.tidied(inner.def, r)?;
        let levels = levels.saturating_add(1);
        if inner.def.well_known.is_some() {
            self.out.extend_from_slice(b",\"value\":");
            self.push(inner.def, Mode::Brace, Reader::new(&[]), levels);
            return self.begin(inner.def, r, 0);
        }
        self.push(inner.def, Mode::Object, r, levels);
        self.current.first = false;
        Ok(())
    }
}
