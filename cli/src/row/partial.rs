//! A frame that is not all there, or whose framing is wrong: what of it was understood.
use std::{
    fmt,
    ops::{ControlFlow, Range},
};
use wireloom_wire::{
    Context, Error, Limits, Observer, Result, Shape, Value,
    frame::{Inspect, Loss, Protocol, Role, Side, Table},
    observers::{Kept, Path, Tree},
};

/// The front of a frame.
///
/// A decoder wants whole frames. It gets one here: zeros stand for the bytes that are missing, and
/// what it says about those is not handed on.
#[derive(Debug, Clone)]
pub struct Partial {
    bytes: Vec<u8>,
    /// How many of them came over the wire.
    real: usize,
    table: Option<&'static Table>,
    context: Context,
    error: Error,
}

impl Partial {
    /// The bytes at which `side` became unreadable, where the frame begins at `position` of the
    /// stream.
    pub fn new(
        protocol: &dyn Protocol,
        context: Context,
        limits: &Limits,
        side: Side,
        (bytes, position): (&[u8], u64),
        why: Loss,
    ) -> Option<Self> {
        let (error, missing) = match why {
            Loss::Cut(error) => (error, usize::try_from(error.detail).unwrap_or(0)),
            Loss::Malformed(error) => (error, 0),
            _ => return None,
        };
        let error = Error { offset: error.offset.saturating_sub(position), ..error };
        let whole = bytes.len().saturating_add(missing).min(limits.frame.max(bytes.len()));
        let (mut padded, real) = (bytes.to_vec(), bytes.len());
        padded.resize(whole, 0);
        let mut partial = Self { bytes: padded, real, table: None, context, error };
        partial.table = partial.likely(protocol, side);
        Some(partial)
    }

    /// The kind of the frame, as far as can be told.
    pub fn kind(&self) -> &'static str {
        self.table.map_or("", |table| table.name)
    }

    /// Its role, as far as can be told.
    pub fn role(&self) -> Option<Role> {
        self.table.and_then(|table| table.role)
    }

    /// The path of what holds the byte at which framing failed: a length, mostly, which is no field.
    fn holder(&self) -> Option<String> {
        let mut tree = Tree::default();
        let _ = self.observe(&mut tree);
        let at = usize::try_from(self.error.offset).ok()?;
        let mut path: Vec<&str> = Vec::new();
        for span in tree.spans() {
            if span.bytes.contains(&at) && span.depth == path.len() {
                path.push(&span.name);
            }
        }
        (!path.is_empty()).then(|| path.join("."))
    }

    /// The table under which reading gets furthest, if there is one.
    fn likely(&self, protocol: &dyn Protocol, side: Side) -> Option<&'static Table> {
        let other = match side {
            Side::Client => Role::Response,
            Side::Server => Role::Request,
        };
        let mut tables = protocol.tables().iter().filter(|table| table.role != Some(other));
        let first = tables.next()?;
        let reach = |table: &Table| {
            let mut path = Path::new();
            let mut until = Until::new(&mut path, self.real);
            match (table.observe)(&self.bytes, self.context, &mut until) {
                Ok(()) => u64::MAX,
                Err(error) => error.offset,
            }
        };
        let (mut best, mut far, mut tie) = (first, None, false);
        for table in tables {
            let (reached, before) = (reach(table), far.unwrap_or_else(|| reach(best)));
            if reached > before {
                (best, far, tie) = (table, Some(reached), false);
            } else {
                far = Some(before);
                tie |= reached == before;
            }
        }
        (!tie).then_some(best)
    }
}

impl Inspect for Partial {
    fn observe(&self, observer: &mut dyn Observer) -> Result<()> {
        match self.table {
            Some(table) => {
                let mut until = Until::new(observer, self.real);
                // What is wrong is known already, and better.
                let _ = (table.observe)(&self.bytes, self.context, &mut until);
            }
            None => {
                observer.open(Shape::Record);
                observer.close();
            }
        }
        Err(self.error)
    }

    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)
    }

    fn keep(&self) -> Box<dyn Inspect + Send> {
        Box::new(self.clone())
    }

    fn path(&self) -> Option<String> {
        if let Some(path) = self.holder() {
            return Some(path);
        }
        let mut path = Path::new();
        self.observe(&mut path).err().map(|_| path.to_string())
    }
}

/// Hands on what is said about the first bytes, and then nothing more: as if reading had failed.
struct Until<'o> {
    inner: &'o mut dyn Observer,
    real: usize,
    done: bool,
    /// What the open field's bytes mean, until it is known that all of them are there.
    value: Option<Kept>,
    /// How many buffers made from the frame are open; nothing about them is handed on.
    inside: usize,
}

impl<'o> Until<'o> {
    fn new(inner: &'o mut dyn Observer, real: usize) -> Self {
        Self { inner, real, done: false, value: None, inside: 0 }
    }

    /// Whether what ends at `at` is all there.
    fn there(&mut self, at: usize) -> bool {
        if self.inside != 0 {
            return false;
        }
        self.done |= at > self.real;
        if !self.done
            && let Some(value) = self.value.take()
        {
            self.inner.value(value.value());
        }
        !self.done
    }

    const fn told(&self) -> bool {
        !self.done && self.inside == 0
    }
}

impl Observer for Until<'_> {
    fn field(&mut self, name: &'static str, at: usize) {
        if self.there(at) {
            self.inner.field(name, at);
        }
    }
    fn entry(&mut self, name: &str, at: usize) {
        if self.there(at) {
            self.inner.entry(name, at);
        }
    }
    fn end(&mut self, at: usize) -> ControlFlow<()> {
        if self.there(at) {
            return self.inner.end(at);
        }
        match self.done {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
    fn open(&mut self, shape: Shape) {
        if self.told() {
            self.inner.open(shape);
        }
    }
    fn close(&mut self) {
        if self.told() {
            self.inner.close();
        }
    }
    fn value(&mut self, value: Value<'_>) {
        if self.told() {
            self.value = Some(value.into());
        }
    }
    fn bits(&mut self, name: &'static str, octets: Range<usize>, mask: u64, value: Value<'_>) {
        if self.there(octets.end) {
            self.inner.bits(name, octets, mask, value);
        }
    }
    fn layout(&mut self, name: &'static str, bytes: Range<usize>, value: Option<Value<'_>>) {
        if self.there(bytes.end) {
            self.inner.layout(name, bytes, value);
        }
    }
    fn enter(&mut self, _name: &'static str, _bytes: &[u8]) {
        self.inside = self.inside.saturating_add(1);
    }
    fn leave(&mut self) {
        self.inside = self.inside.saturating_sub(1);
    }
}
