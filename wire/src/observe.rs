//! Reading aloud: the same decoders, with someone listening.
use crate::{Context, Error, ErrorKind, Outer, Read, Reader, Result, Shape, Value};
use core::ops::{ControlFlow, Range};

/// Someone who listens while a message is read.
///
/// Offsets count from the first byte of the buffer that is being read: the frame, or between
/// [`enter`](Self::enter) and [`leave`](Self::leave) one made from it. After an error nothing more
/// is said: the fields still open are the error's path, and every observer must be sound then.
pub trait Observer {
    /// A field begins. In a [`Shape::List`] it is an item, and the name says nothing.
    fn field(&mut self, name: &'static str, at: usize);
    /// A field begins whose name stands on the wire.
    fn entry(&mut self, name: &str, at: usize);
    /// The field is read. `Break` when nothing more is of interest.
    fn end(&mut self, at: usize) -> ControlFlow<()>;
    /// The open field, or the message, is a group.
    fn open(&mut self, shape: Shape);
    /// The group is complete.
    fn close(&mut self);
    /// What the open field's bytes mean.
    fn value(&mut self, value: Value<'_>);
    /// A field that is a part of the octets just read: the bits of `mask`.
    fn bits(&mut self, name: &'static str, octets: Range<usize>, mask: u64, value: Value<'_>);
    /// Bytes that carry structure only, and the number in them if there is one.
    fn layout(&mut self, _name: &'static str, _bytes: Range<usize>, _value: Option<Value<'_>>) {}
    /// Until [`leave`](Self::leave), offsets count in a further buffer, made from the open field.
    fn enter(&mut self, _name: &'static str, _bytes: &[u8]) {}
    /// Back to the buffer before.
    fn leave(&mut self) {}
}

/// A reader that reads aloud: takes the same bytes as [`Reader`], gives the same values and errors,
/// and tells an observer.
pub struct Observed<'a, 'o> {
    inner: Reader<'a>,
    /// None inside `layout`: the numbers read there are not content.
    observer: Option<&'o mut dyn Observer>,
    /// The number that the layout being read holds.
    number: Option<Value<'static>>,
    /// How many bytes the last primitive took: what `bits` are parts of.
    last: usize,
}

impl<'a, 'o> Observed<'a, 'o> {
    /// Reads what `inner` reads, aloud.
    pub fn new(inner: Reader<'a>, observer: &'o mut dyn Observer) -> Self {
        Self { inner, observer: Some(observer), number: None, last: 0 }
    }

    /// Refuses bytes that are left over.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] when something is left.
    pub fn finish(&self) -> Result<()> {
        self.inner.finish()
    }
}

impl core::fmt::Debug for Observed<'_, '_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Observed").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<'a, 'o> Read<'a> for Observed<'a, 'o> {
    type Over<'b> = Observed<'b, 'o>;

    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        self.last = n;
        self.inner.take(n)
    }

    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N]> {
        self.last = N;
        self.inner.array()
    }

    fn rest(&self) -> &'a [u8] {
        self.inner.rest()
    }

    fn offset(&self) -> usize {
        self.inner.offset()
    }

    fn context(&self) -> &Context {
        self.inner.context()
    }

    fn context_mut(&mut self) -> &mut Context {
        self.inner.context_mut()
    }

    fn error(&self, kind: ErrorKind, detail: usize) -> Error {
        self.inner.error(kind, detail)
    }

    fn enter(&mut self, n: usize) -> Result<Outer<'a>> {
        self.inner.enter(n)
    }

    fn leave(&mut self, outer: Outer<'a>) -> Result<()> {
        self.inner.leave(outer)
    }

    fn inside<'b, T>(
        &mut self,
        name: &'static str,
        bytes: &'b [u8],
        f: impl FnOnce(&mut Observed<'b, 'o>) -> Result<T>,
    ) -> Result<T> {
        let mut over = Observed {
            inner: self.inner.over(bytes),
            observer: self.observer.take(),
            number: None,
            last: 0,
        };
        if let Some(o) = &mut over.observer {
            o.enter(name, bytes);
        }
        let value = f(&mut over);
        self.observer = over.observer;
        let value = value?;
        self.inner.back(&over.inner);
        if let Some(o) = &mut self.observer {
            o.leave();
        }
        Ok(value)
    }

    fn aloud(&self) -> bool {
        self.observer.is_some()
    }

    fn begin(&mut self, name: &'static str) {
        if let Some(o) = &mut self.observer {
            o.field(name, self.inner.offset());
        }
    }

    fn done(&mut self) -> Result<()> {
        let at = self.inner.offset();
        match self.observer.as_mut().map(|o| o.end(at)) {
            Some(ControlFlow::Break(())) => Err(self.inner.error(ErrorKind::Stopped, 0)),
            _ => Ok(()),
        }
    }

    fn open(&mut self, shape: Shape) {
        if let Some(o) = &mut self.observer {
            o.open(shape);
        }
    }

    fn close(&mut self) {
        if let Some(o) = &mut self.observer {
            o.close();
        }
    }

    fn begin_entry<K: AsRef<str>>(
        &mut self,
        key: impl FnOnce(&mut Self) -> Result<K>,
    ) -> Result<K> {
        let start = self.inner.offset();
        let observer = self.observer.take();
        let key = key(self);
        self.observer = observer;
        let key = key?;
        let end = self.inner.offset();
        if let Some(o) = &mut self.observer {
            o.entry(key.as_ref(), start);
            o.layout("key", start..end, Some(Value::Text(key.as_ref())));
        }
        Ok(key)
    }

    fn layout<T>(
        &mut self,
        name: &'static str,
        f: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let (start, observer) = (self.inner.offset(), self.observer.take());
        self.number = None;
        let value = f(self);
        // An outer layout keeps its own observer aside: only the outermost one speaks.
        self.observer = observer;
        let value = value?;
        let (end, number) = (self.inner.offset(), self.number);
        if let Some(o) = &mut self.observer {
            o.layout(name, start..end, number);
        }
        Ok(value)
    }

    fn value(&mut self, value: Value<'_>) {
        match &mut self.observer {
            Some(o) => o.value(value),
            None => self.number = number(value),
        }
    }

    fn bits(&mut self, name: &'static str, mask: u64, value: Value<'_>) {
        let end = self.inner.offset();
        let octets = end.saturating_sub(self.last)..end;
        if let Some(o) = &mut self.observer {
            o.bits(name, octets, mask, value);
        }
    }
}

/// The part of a value that outlives its bytes.
const fn number(value: Value<'_>) -> Option<Value<'static>> {
    match value {
        Value::Unsigned(n) => Some(Value::Unsigned(n)),
        Value::Signed(n) => Some(Value::Signed(n)),
        Value::Bool(b) => Some(Value::Bool(b)),
        Value::Code(n, name) => Some(Value::Code(n, name)),
        _ => None,
    }
}
