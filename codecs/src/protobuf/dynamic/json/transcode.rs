//! Protobuf's bytes to JSON's, without a message in between.
//!
//! This is the only writer of JSON: what is in order is written as it is read. Where fields come
//! out of order, or twice, or a oneof changes its mind, the message is read into a [`Dynamic`] and
//! begun again from that one's bytes, which are always in order.
mod fast;
mod map;
mod plain;
mod special;
mod value;

use super::super::decode::Decoder;
use super::super::error::{Bad, Error, Step};
use super::super::pool::{FieldDef, Message, MessageDef, NONE, Pool, Type};
use super::super::text;
use super::super::wire::{self, EGROUP, LEN, SGROUP, Tag};
use super::{Json, arena::Arena};
use crate::reader::Aside;
use crate::{Context, ErrorKind, Limits, Read, Reader};
use alloc::{string::String, vec::Vec};
use core::{fmt::Write as _, mem};
use map::Entry;
use std::io;
use value::Raw;

/// Turns the bytes of messages of one type into JSON.
///
/// ```
/// # use wireloom_codecs::protobuf::dynamic::{Json, Pool, Transcoder};
/// # let pool = Pool::from_descriptor_set(b"\x0a\x2a\x0a\x09geo.proto\x12\x03geo\x22\x10\x0a\x05Point\x12\x07\x0a\x01x\x18\x01\x28\x05\x62\x06proto3")?;
/// let point = pool.message("geo.Point").expect("it is in the set");
/// let mut transcoder = Transcoder::new(point, &Json::DEFAULT);
/// let mut out = Vec::new();
/// transcoder.transcode(b"\x08\x96\x01", &mut out)?;
/// assert_eq!(out, br#"{"x":150}"#);
/// # Ok::<(), wireloom_codecs::protobuf::dynamic::Error>(())
/// ```
#[derive(Debug)]
pub struct Transcoder<'p> {
    message: Message<'p>,
    json: Json,
    /// For [`write`](Self::write), kept from message to message.
    buffer: Vec<u8>,
}

impl<'p> Transcoder<'p> {
    /// For messages of this type.
    pub const fn new(message: Message<'p>, json: &Json) -> Self {
        Self { message, json: *json, buffer: Vec::new() }
    }

    /// Appends the JSON of a message. On an error `out` is as it was.
    ///
    /// # Errors
    /// As [`Message::decode`] and [`Dynamic::encode_json`](super::super::Dynamic::encode_json).
    pub fn transcode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let limits = &self.json.limits;
        if bytes.len() > limits.frame {
            return Err(crate::Error::new(ErrorKind::FrameLimit, 0, limits.frame).into());
        }
        let reader = Reader::with(bytes, Context::new(limits));
        let Err(first) = self.run(reader, None, out) else { return Ok(()) };
        // What is out of order is put in order. So is what has no JSON: it may not count.
        let again = self.message.decode(bytes, limits).and_then(|message| {
            let mut canonical = Vec::new();
            message.encode(&mut canonical);
            self.canonical(&canonical, out)
        });
        match again {
            Err(_) if first.kind() != ErrorKind::Stopped => Err(first),
            done => done,
        }
    }

    /// Writes the JSON of a message wherever bytes can be written, in one call of the writer.
    ///
    /// # Errors
    /// [`InvalidData`](io::ErrorKind::InvalidData), which holds an [`Error`], before anything is
    /// written; and what the writer says.
    pub fn write(&mut self, bytes: &[u8], mut to: impl io::Write) -> io::Result<()> {
        let mut buffer = mem::take(&mut self.buffer);
        buffer.clear();
        let done = self.transcode(bytes, &mut buffer);
        self.buffer = buffer;
        done.map_err(|said| io::Error::new(io::ErrorKind::InvalidData, said))?;
        to.write_all(&self.buffer)
    }

    /// Appends the JSON of a message that is in order. What an `Any` holds is put in order first.
    pub(super) fn canonical(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let arena = Arena::default();
        // Errors count in what was made, not in what was given.
        let mut given = Reader::with(b"", Context::new(&self.json.limits));
        self.run(given.over(bytes), Some(&arena), out)
    }

    fn run<'a>(
        &self,
        reader: Reader<'a>,
        tidy: Option<&'a Arena>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let start = out.len();
        let mut run = Run {
            pool: self.message.pool,
            json: &self.json,
            out,
            whole: (reader.buffer(), reader.rest()),
            r: reader,
            current: Frame::new(self.message.def, Mode::Outermost),
            stack: Vec::new(),
            entries: Vec::new(),
            depth: 0,
            most: self.json.limits.depth.min(Limits::MAX_DEPTH).into(),
            tidy,
        };
        run.all(self.message.def).map_err(|bad| {
            let path =
                if bad.fault.kind == ErrorKind::Stopped { String::new() } else { run.path() };
            run.out.truncate(start);
            bad.at(path)
        })
    }
}

/// One message on its way.
struct Run<'t, 'p, 'a> {
    pool: &'p Pool,
    json: &'t Json,
    out: &'t mut Vec<u8>,
    r: Reader<'a>,
    /// All bytes of the reader's first buffer, and its number.
    whole: (u16, &'a [u8]),
    current: Frame<'p, 'a>,
    stack: Vec<Frame<'p, 'a>>,
    /// Entries of the maps that are open, each behind the ones around it.
    entries: Vec<Entry<'a>>,
    /// How many messages are open.
    depth: usize,
    most: usize,
    /// Where messages go that had to be put in order, once one had to be.
    tidy: Option<&'a Arena>,
}

/// What is open in the output.
struct Frame<'p, 'a> {
    mode: Mode,
    message: &'p MessageDef,
    /// The field at hand, for the order and the path.
    field: Option<&'p FieldDef>,
    /// A list of the field at hand is open, with so many items.
    list: Option<u32>,
    /// Nothing stands in the object yet.
    first: bool,
    /// The oneofs that are decided.
    oneofs: u64,
    /// The number of the group that it is, or zero: no field has that.
    group: u32,
    /// How many levels end with it.
    levels: usize,
    /// Where to go on after it.
    resume: Aside<'a>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// Nothing is open.
    Outermost,
    /// A message's fields.
    Object,
    /// Entries of a map: the next one, and where they begin and end.
    Entries(usize, usize, usize),
    /// The values of a `ListValue`.
    Items,
    /// A closing brace is due.
    Brace,
}

impl<'p> Frame<'p, '_> {
    const fn new(message: &'p MessageDef, mode: Mode) -> Self {
        Self {
            mode,
            message,
            field: None,
            list: None,
            first: true,
            oneofs: 0,
            group: 0,
            levels: 0,
            resume: Aside::NOWHERE,
        }
    }
}

impl<'p, 'a> Run<'_, 'p, 'a> {
    fn all(&mut self, message: &'p MessageDef) -> Step<()> {
        let r = mem::replace(&mut self.r, Reader::new(&[]));
        self.begin(message, r, 0)?;
        loop {
            match self.current.mode {
                Mode::Outermost => return Ok(()),
                Mode::Object => self.object()?,
                Mode::Entries(next, start, end) => self.entry(next, start, end)?,
                Mode::Items => self.item()?,
                Mode::Brace => {
                    self.out.push(b'}');
                    self.end();
                }
            }
        }
    }

    /// Goes on behind the frame.
    fn end(&mut self) {
        let Some(around) = self.stack.pop() else { return };
        let frame = mem::replace(&mut self.current, around);
        self.depth = self.depth.saturating_sub(frame.levels);
        // Behind a group goes on whoever was in it.
        if frame.group == 0 {
            self.r.back_to(frame.resume);
        }
    }

    /// Goes into a frame, which reads from `r`.
    fn push(&mut self, message: &'p MessageDef, mode: Mode, r: Reader<'a>, levels: usize) {
        let resume = self.r.go_to(r);
        let frame = Frame { levels, resume, ..Frame::new(message, mode) };
        self.depth = self.depth.saturating_add(levels);
        self.stack.push(mem::replace(&mut self.current, frame));
    }

    /// Writes a message, or goes into it: `levels` deeper than the frame.
    fn begin(&mut self, message: &'p MessageDef, r: Reader<'a>, levels: usize) -> Step<()> {
        if self.depth.saturating_add(levels) > self.most {
            return Err(r.error(ErrorKind::DepthLimit, self.most).into());
        }
        if message.well_known.is_some() {
            return self.special(message, r, levels);
        }
        self.push(message, Mode::Object, r, levels);
        Ok(())
    }

    /// The fields of a message that are plain, and the next one or the end.
    fn object(&mut self) -> Step<()> {
        self.plain();
        let message = self.current.message;
        // The mark that ends a group has to come.
        if self.r.remaining() == 0 && self.current.group == 0 {
            return self.close();
        }
        let tag = Tag::read(&mut self.r)?;
        if tag == Tag::new(self.current.group, EGROUP) {
            return self.close();
        }
        if message.message_set && tag == Tag::new(1, SGROUP) {
            let (id, inner) = wire::item(&mut self.r)?;
            let field = id.and_then(|id| self.pool.lookup(message, id));
            return match (field, inner) {
                (Some(field), Some(inner)) => self.message(field, inner),
                _ => Ok(()),
            };
        }
        let Some(field) = self.pool.lookup(message, tag.number()) else {
            return Ok(wire::skip(&mut self.r, tag)?);
        };
        match (tag.wire(), field.r#type) {
            (LEN, Type::Message) if field.map => self.map(field, tag),
            (LEN, Type::Message) if !field.delimited => {
                let inner = wire::part(&mut self.r)?;
                self.message(field, inner)
            }
            (SGROUP, Type::Message) if field.delimited => self.group(field),
            (LEN, of) if field.repeated && of.packable() => self.packed(field),
            (LEN, Type::String) => self.text(field),
            (wire, of) if wire == of.wire() && of != Type::Message => {
                let raw = Raw::read(&mut self.r, of)?;
                self.scalar(field, raw)
            }
            _ => Ok(wire::skip(&mut self.r, tag)?),
        }
    }

    /// Ends a message.
    fn close(&mut self) -> Step<()> {
        self.list_end();
        if self.current.first {
            self.out.push(b'{');
        }
        self.out.push(b'}');
        self.end();
        Ok(())
    }

    /// As [`scalar`](Self::scalar), for what is most frequent.
    #[inline]
    fn text(&mut self, field: &'p FieldDef) -> Step<()> {
        let length = wire::length(&mut self.r)?;
        let (at, rest) = (self.r.offset(), self.r.rest());
        self.r.take(length)?;
        if length == 0 && !field.presence && !field.repeated {
            return self.in_order(field);
        }
        self.name(field)?;
        text::ahead(self.out, rest, length)
            .map_err(|valid| Bad::new(ErrorKind::BadUtf8, at.saturating_add(valid), ""))
    }

    #[inline]
    fn scalar(&mut self, field: &'p FieldDef, raw: Raw<'a>) -> Step<()> {
        if !field.presence && !field.repeated && raw.is_zero() {
            // Absent; but not if the field had a value before.
            return self.in_order(field);
        }
        if field.r#type == Type::Enum && self.is_unknown(field, raw) {
            return Ok(());
        }
        self.name(field)?;
        self.raw(field, raw)
    }

    /// Whether a value is not one of its enum's, which is closed.
    fn is_unknown(&self, field: &FieldDef, raw: Raw<'_>) -> bool {
        let of = self.pool.enum_def(field.target);
        of.is_some_and(|of| of.closed && of.name(raw.as_enum()).is_none())
    }

    fn message(&mut self, field: &'p FieldDef, inner: Reader<'a>) -> Step<()> {
        self.name(field)?;
        let Some(message) = self.pool.message_def(field.target) else { return Ok(()) };
        self.begin(message, inner, 1)
    }

    fn group(&mut self, field: &'p FieldDef) -> Step<()> {
        let Some(message) = self.pool.message_def(field.target) else { return Ok(()) };
        if message.well_known.is_some() {
            let inner = wire::group(&mut self.r, field.number)?;
            return self.message(field, inner);
        }
        self.name(field)?;
        self.begin(message, self.r.clone(), 1)?;
        self.current.group = field.number;
        Ok(())
    }

    /// Whether a field is behind the last one.
    #[inline]
    fn in_order(&mut self, field: &'p FieldDef) -> Step<()> {
        if let Some(last) = self.current.field
            && field.number <= last.number
        {
            return Err(disorder());
        }
        self.current.field = Some(field);
        self.list_end();
        Ok(())
    }

    #[inline]
    fn list_end(&mut self) {
        if self.current.list.take().is_some() {
            self.out.push(b']');
        }
    }

    /// What stands before a value: a comma, or a name.
    #[inline]
    fn name(&mut self, field: &'p FieldDef) -> Step<()> {
        if let (Some(items), Some(last)) = (&mut self.current.list, self.current.field)
            && last.number == field.number
        {
            *items = items.saturating_add(1);
            self.out.push(b',');
            return Ok(());
        }
        self.in_order(field)?;
        if field.oneof != NONE {
            self.decide(field)?;
        }
        self.key(field);
        if field.repeated && !field.map {
            self.current.list = Some(0);
            self.out.push(b'[');
        }
        Ok(())
    }

    #[inline]
    fn key(&mut self, field: &'p FieldDef) {
        let first = mem::take(&mut self.current.first);
        if self.json.proto_names && !field.extension {
            self.out.push(if first { b'{' } else { b',' });
            text::string(self.out, &field.name);
            self.out.push(b':');
        } else {
            field.key.write(self.out, first);
        }
    }

    /// A oneof has one value; the last counts.
    fn decide(&mut self, field: &FieldDef) -> Step<()> {
        if self.tidy.is_some() {
            return Ok(());
        }
        // The oneofs beyond are taken for one: at worst that costs time.
        let at = field.oneof.saturating_sub(self.current.message.oneofs.start).min(63);
        let bit = 1u64 << at;
        if self.current.oneofs & bit != 0 {
            return Err(disorder());
        }
        self.current.oneofs |= bit;
        Ok(())
    }

    /// A message of an `Any`, in order.
    fn tidied(&mut self, message: &'p MessageDef, r: Reader<'a>) -> Step<Reader<'a>> {
        let Some(arena) = self.tidy else { return Ok(r) };
        let handle = Message { pool: self.pool, def: message };
        let depth = self.most.saturating_sub(self.depth);
        let depth = u16::try_from(depth).unwrap_or(Limits::MAX_DEPTH);
        let decoder = Decoder::new(handle, r.rest(), &self.json.limits, depth);
        let dynamic = decoder.run().map_err(|error| Bad { fault: error.fault, why: "" })?;
        let mut bytes = Vec::new();
        dynamic.encode(&mut bytes);
        let (bytes, next) = arena.keep(bytes);
        self.tidy = Some(next);
        Ok(self.r.over(bytes))
    }

    #[cold]
    fn path(&self) -> String {
        let mut path = String::new();
        for frame in self.stack.iter().chain([&self.current]) {
            let Some(field) = frame.field else { continue };
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(if field.extension { &field.json_name } else { &field.name });
            if let Some(item) = frame.list {
                // Writing to a string does not fail.
                let _ = write!(path, "[{item}]");
            }
        }
        path
    }
}

/// Not a fault: this message has to be put in order first.
#[cold]
fn disorder() -> Bad {
    Bad::new(ErrorKind::Stopped, 0, "")
}
