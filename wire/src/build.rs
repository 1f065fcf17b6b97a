//! The way back: from the JSON that the [`Json`](crate::observers::Json) observer prints to
//! messages.
//!
//! [`Document::parse`] reads the text into one flat list of nodes; [`Node`] is a handle on one of
//! them. Nothing recurses, so depth needs no stack, and what a message borrows is borrowed from the
//! document.
mod parse;

use crate::Context;
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{
    cell::{Cell, OnceCell},
    fmt,
    str::FromStr,
};

/// What building returns.
pub type Result<T> = core::result::Result<T, Error>;

/// Why a message cannot be built from some JSON, and where in the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: Wrong,
    /// The byte of the JSON text.
    pub offset: u64,
}

/// What is wrong with some JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// It is not JSON.
    Syntax(&'static str),
    /// A field is missing.
    Missing(&'static str),
    /// A field that the message does not have.
    Unknown,
    /// Something else is expected here.
    Expected(&'static str),
    /// It is nested too deep, or has too many parts.
    Limit,
    /// The value has no form on the wire.
    Wire(crate::ErrorKind),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Wrong::Syntax(what) => write!(f, "not JSON: {what}"),
            Wrong::Missing(name) => write!(f, "field `{name}` is missing"),
            Wrong::Unknown => f.write_str("no such field"),
            Wrong::Expected(what) => write!(f, "{what} expected"),
            Wrong::Limit => f.write_str("nested too deep or too many parts"),
            Wrong::Wire(kind) => write!(f, "no form on the wire: {}", kind.name()),
        }?;
        write!(f, ", at byte {} of the JSON", self.offset)
    }
}

impl core::error::Error for Error {}

/// A JSON text, taken apart.
#[derive(Debug)]
pub struct Document {
    slots: Vec<Slot>,
    /// Every string, its escapes undone; numbers as they were written.
    text: String,
    /// What stood there in base64.
    bytes: Vec<u8>,
    kept: Kept,
}

/// Bytes that live as long as their document. Rows of twice as many slots each, so that none ever
/// moves.
#[derive(Debug)]
struct Kept {
    rows: [OnceCell<Vec<OnceCell<Vec<u8>>>>; 32],
    count: Cell<usize>,
}

impl Kept {
    const fn new() -> Self {
        Self { rows: [const { OnceCell::new() }; 32], count: Cell::new(0) }
    }

    fn keep(&self, bytes: Vec<u8>) -> &[u8] {
        let number = self.count.get().saturating_add(1);
        self.count.set(number);
        let row = number.checked_ilog2().unwrap_or(0);
        let first = 1usize.checked_shl(row).unwrap_or(usize::MAX);
        let slots = usize::try_from(row).ok().and_then(|row| self.rows.get(row));
        let slots =
            slots.map(|row| row.get_or_init(|| (0..first).map(|_| OnceCell::new()).collect()));
        let slot = slots.and_then(|slots| slots.get(number.saturating_sub(first)));
        slot.map_or(&[], |slot| slot.get_or_init(|| bytes))
    }
}

/// One value. Children follow their parent; `next` skips over them.
#[derive(Debug)]
struct Slot {
    kind: Kind,
    /// Its name in the record that it stands in: a range of the document's text.
    name: (u32, u32),
    /// Where the value begins in the JSON.
    at: u32,
    /// The slot behind this value.
    next: u32,
    parent: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Null,
    Bool(bool),
    /// A number, as it was written.
    Number(u32, u32),
    Text(u32, u32),
    /// `{"base64": …}`
    Bytes(u32, u32),
    /// `{"f32": …}`, `{"f64": …}`
    Bits(u64),
    Record,
    List,
}

impl Document {
    /// The outermost value, in the context of the message to build.
    pub const fn root(&self, context: Context) -> Node<'_> {
        Node { document: self, slot: 0, context, others: &[] }
    }

    /// The path of the innermost value that begins at or before `offset`.
    pub fn path(&self, offset: u64) -> String {
        let found = self.slots.iter().rposition(|slot| u64::from(slot.at) <= offset);
        let mut path = String::new();
        let mut at = found.unwrap_or(0);
        while let Some(slot) = self.slots.get(at).filter(|_| at != 0) {
            let parent = slot.parent.try_into().unwrap_or(0);
            let node =
                Node { document: self, slot: parent, context: Context::DEFAULT, others: &[] };
            let step = match self.slots.get(parent).map(|slot| slot.kind) {
                Some(Kind::List) => {
                    format!("[{}]", node.children().take_while(|n| n.slot != at).count())
                }
                _ => format!(".{}", self.text(slot.name)),
            };
            path.insert_str(0, &step);
            at = parent;
        }
        path.strip_prefix('.').unwrap_or(&path).to_string()
    }

    fn text(&self, (from, to): (u32, u32)) -> &str {
        let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
        self.text.get(range).unwrap_or_default()
    }
}

/// One value of a document, and the context in which to read it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'j> {
    document: &'j Document,
    slot: usize,
    context: Context,
    /// The fields of this record that somebody else reads: see [`Node::beside`].
    others: &'static [&'static str],
}

impl<'j> Node<'j> {
    /// The context of the message.
    pub const fn context(self) -> Context {
        self.context
    }

    /// The same value in another context: a header often tells the version of what follows.
    #[must_use]
    pub const fn in_context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// An error at this value.
    pub fn error(self, kind: Wrong) -> Error {
        Error { kind, offset: self.slot().map_or(0, |slot| slot.at.into()) }
    }

    /// The error of a value of another kind.
    pub fn expected<T>(self, what: &'static str) -> Result<T> {
        Err(self.error(Wrong::Expected(what)))
    }

    fn slot(self) -> Option<&'j Slot> {
        self.document.slots.get(self.slot)
    }

    fn kind(self) -> Kind {
        self.slot().map_or(Kind::Null, |slot| slot.kind)
    }

    /// The parts of a record or a list.
    fn children(self) -> impl Iterator<Item = Self> {
        let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let end = self.slot().map_or(0, |slot| index(slot.next));
        let group = matches!(self.kind(), Kind::Record | Kind::List);
        let mut at = self.slot.saturating_add(1);
        core::iter::from_fn(move || {
            if at >= end || !group {
                return None;
            }
            let child = Self { slot: at, others: &[], ..self };
            at = child.slot().map_or(end, |slot| index(slot.next));
            Some(child)
        })
    }

    /// Checks that this is a record with no other fields than `names`.
    ///
    /// # Errors
    /// [`Wrong::Expected`], [`Wrong::Unknown`].
    pub fn record(self, names: &[&str]) -> Result<()> {
        if self.kind() != Kind::Record {
            return self.expected("a record");
        }
        let known = |name| names.contains(&name) || self.others.contains(&name);
        match self.children().find(|child| !known(child.name())) {
            Some(unknown) => Err(unknown.error(Wrong::Unknown)),
            None => Ok(()),
        }
    }

    /// The same record, for a message whose fields stand beside `others`: a frame's own, which the
    /// message does not know.
    #[must_use]
    pub const fn beside(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    /// Keeps bytes with the document: what a borrowed message needs beside its text, such as a
    /// list in the form in which it stands on the wire.
    pub fn keep(self, bytes: Vec<u8>) -> &'j [u8] {
        self.document.kept.keep(bytes)
    }

    /// The fields of this record, in the order in which they stand there.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn fields(self) -> Result<impl Iterator<Item = Self>> {
        match self.kind() {
            Kind::Record => Ok(self.children()),
            _ => self.expected("a record"),
        }
    }

    /// The name of this value in the record that it stands in.
    pub fn name(self) -> &'j str {
        self.slot().map_or("", |slot| self.document.text(slot.name))
    }

    /// The field `name` of this record, the first of that name.
    pub fn get(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The field `name` of this record.
    ///
    /// # Errors
    /// [`Wrong::Missing`].
    pub fn need(self, name: &'static str) -> Result<Self> {
        self.get(name).ok_or_else(|| self.error(Wrong::Missing(name)))
    }

    /// The items of this list.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn items(self) -> Result<impl Iterator<Item = Self>> {
        match self.kind() {
            Kind::List => Ok(self.children()),
            _ => self.expected("a list"),
        }
    }

    /// The name and the value of this pair of a map.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn pair(self) -> Result<(&'j str, Self)> {
        let mut parts = self.items()?;
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), Some(value), None) => Ok((name.text()?, value)),
            _ => self.expected("a pair of a name and a value"),
        }
    }

    /// Whether this is null.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// A truth value.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn bool(self) -> Result<bool> {
        match self.kind() {
            Kind::Bool(b) => Ok(b),
            _ => self.expected("true or false"),
        }
    }

    /// A number of type `N`.
    ///
    /// # Errors
    /// [`Wrong::Expected`], also when it does not fit.
    pub fn number<N: FromStr>(self, what: &'static str) -> Result<N> {
        match self.kind() {
            Kind::Number(from, to) => self.document.text((from, to)).parse().ok(),
            _ => None,
        }
        .ok_or_else(|| self.error(Wrong::Expected(what)))
    }

    /// A single-precision number.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn f32(self) -> Result<f32> {
        match self.kind() {
            Kind::Bits(bits) => match u32::try_from(bits) {
                Ok(bits) => Ok(f32::from_bits(bits)),
                Err(_) => self.expected("32 bits"),
            },
            _ => self.number("a number"),
        }
    }

    /// A double-precision number.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn f64(self) -> Result<f64> {
        match self.kind() {
            Kind::Bits(bits) => Ok(f64::from_bits(bits)),
            _ => self.number("a number"),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn text(self) -> Result<&'j str> {
        match self.kind() {
            Kind::Text(from, to) => Ok(self.document.text((from, to))),
            _ => self.expected("text"),
        }
    }

    /// Bytes: a string's, or what stands there in base64.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn bytes(self) -> Result<&'j [u8]> {
        match self.kind() {
            Kind::Text(from, to) => Ok(self.document.text((from, to)).as_bytes()),
            Kind::Bytes(from, to) => {
                let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
                Ok(self.document.bytes.get(range).unwrap_or_default())
            }
            _ => self.expected("text or {\"base64\": …}"),
        }
    }

    /// A code: its number, or the name for which `number` knows one.
    ///
    /// # Errors
    /// [`Wrong::Expected`].
    pub fn code<N: FromStr>(self, number: impl FnOnce(&str) -> Option<N>) -> Result<N> {
        match self.kind() {
            Kind::Text(from, to) => number(self.document.text((from, to)))
                .ok_or_else(|| self.error(Wrong::Expected("a number or a known name"))),
            _ => self.number("a number or a known name"),
        }
    }

    /// The kind of the value in a word, for messages.
    pub fn what(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "a truth value",
            Kind::Number(..) | Kind::Bits(_) => "a number",
            Kind::Text(..) => "text",
            Kind::Bytes(..) => "bytes",
            Kind::Record => "a record",
            Kind::List => "a list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn a_record_may_stand_beside_fields_of_others() {
        let document = Document::parse(r#"{"own":1,"frame":{"own":2}}"#, &Limits::DEFAULT).unwrap();
        let root = document.root(Context::DEFAULT);
        let names: Vec<_> = root.fields().unwrap().map(Node::name).collect();
        assert_eq!(names, ["own", "frame"]);
        assert_eq!(root.record(&["own"]).unwrap_err().kind, Wrong::Unknown);
        assert_eq!(root.beside(&["frame"]).record(&["own"]), Ok(()));
        // What stands inside is another record.
        let inner = root.beside(&["own"]).need("frame").unwrap();
        assert_eq!(inner.record(&[]).unwrap_err().kind, Wrong::Unknown);
        assert!(root.need("own").unwrap().fields().is_err());
    }

    #[test]
    fn what_is_kept_stays_where_it_is() {
        let document = Document::parse("1", &Limits::DEFAULT).unwrap();
        let root = document.root(Context::DEFAULT);
        let all: Vec<&[u8]> = (0..100u8).map(|n| root.keep(alloc::vec![n; 3])).collect();
        assert!(all.iter().zip(0..).all(|(kept, n)| *kept == [n; 3]));
    }
}
