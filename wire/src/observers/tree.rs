//! The annotated tree: every byte under its name.
use super::Kept;
use crate::{Limits, Observer, Shape, Value};
use alloc::{borrow::Cow, vec::Vec};
use core::{
    fmt,
    ops::{ControlFlow, Range},
};

/// Some bytes under a name.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// How many spans it stands in.
    pub depth: usize,
    /// The field's name, from its table or from the wire.
    pub name: Cow<'static, str>,
    /// 0: the frame; n: the n-th buffer made from it.
    pub buffer: u16,
    /// Its bytes in that buffer. Where reading stopped inside, the end is not known: it is empty.
    pub bytes: Range<usize>,
    /// The bits of those bytes, where it is not all of them.
    pub mask: Option<u64>,
    /// What they mean, if they are no group.
    pub value: Option<Kept>,
    /// How its parts belong together, if it is one.
    pub shape: Option<Shape>,
    /// Whether it is structure, not content: a length, a count, padding.
    pub layout: bool,
}

/// Spans in reading order; a span's parent is the last one before it that is less deep.
///
/// Holds at most [`Limits::items`] spans: what comes after is read but not kept.
#[derive(Debug)]
pub struct Tree {
    spans: Vec<Span>,
    /// The buffers made from the frame, under their names; number 1 comes first.
    buffers: Vec<(&'static str, Vec<u8>)>,
    /// The open spans. None: one that was not kept.
    open: Vec<Option<usize>>,
    inside: Vec<u16>,
    limit: usize,
    dropped: u64,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new(&Limits::DEFAULT)
    }
}

impl Tree {
    /// An empty tree that keeps at most `limits.items` spans.
    pub fn new(limits: &Limits) -> Self {
        let limit = usize::try_from(limits.items).unwrap_or(usize::MAX);
        Self {
            spans: Vec::new(),
            buffers: Vec::new(),
            open: Vec::new(),
            inside: Vec::new(),
            limit,
            dropped: 0,
        }
    }

    /// The spans, in reading order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The n-th buffer that was made from the frame, counted from 1, and its name.
    pub fn buffer(&self, number: u16) -> Option<(&'static str, &[u8])> {
        let (name, bytes) = self.buffers.get(usize::from(number.checked_sub(1)?))?;
        Some((name, bytes))
    }

    /// How many spans were not kept.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The spans that were being read when reading stopped.
    pub fn unfinished(&self) -> impl Iterator<Item = &Span> {
        self.open.iter().flatten().filter_map(|&i| self.spans.get(i))
    }

    fn push(&mut self, name: Cow<'static, str>, bytes: Range<usize>) -> Option<usize> {
        if self.spans.len() >= self.limit {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let (depth, buffer) = (self.open.len(), self.inside.last().copied().unwrap_or(0));
        let (mask, value, shape, layout) = (None, None, None, false);
        self.spans.push(Span { depth, name, buffer, bytes, mask, value, shape, layout });
        self.spans.len().checked_sub(1)
    }

    fn begin(&mut self, name: Cow<'static, str>, at: usize) {
        let span = self.push(name, at..at);
        self.open.push(span);
    }

    fn current(&mut self) -> Option<&mut Span> {
        let i = self.open.last().copied().flatten()?;
        self.spans.get_mut(i)
    }

    fn leaf(
        &mut self,
        name: &'static str,
        bytes: Range<usize>,
        value: Option<Value<'_>>,
    ) -> Option<&mut Span> {
        let i = self.push(name.into(), bytes)?;
        let span = self.spans.get_mut(i)?;
        span.value = value.map(Kept::from);
        Some(span)
    }
}

impl Observer for Tree {
    fn field(&mut self, name: &'static str, at: usize) {
        self.begin(name.into(), at);
    }
    fn entry(&mut self, name: &str, at: usize) {
        self.begin(Cow::Owned(name.into()), at);
    }
    fn end(&mut self, at: usize) -> ControlFlow<()> {
        if let Some(span) = self.current() {
            span.bytes.end = at;
        }
        self.open.pop();
        ControlFlow::Continue(())
    }
    fn open(&mut self, shape: Shape) {
        if let Some(span) = self.current() {
            span.shape = Some(shape);
        }
    }
    fn close(&mut self) {}
    fn value(&mut self, value: Value<'_>) {
        if let Some(span) = self.current() {
            span.value = Some(value.into());
        }
    }
    fn bits(&mut self, name: &'static str, octets: Range<usize>, mask: u64, value: Value<'_>) {
        if let Some(span) = self.leaf(name, octets, Some(value)) {
            span.mask = Some(mask);
        }
    }
    fn layout(&mut self, name: &'static str, bytes: Range<usize>, value: Option<Value<'_>>) {
        if let Some(span) = self.leaf(name, bytes, value) {
            span.layout = true;
        }
    }
    fn enter(&mut self, name: &'static str, bytes: &[u8]) {
        self.buffers.push((name, bytes.into()));
        self.inside.push(u16::try_from(self.buffers.len()).unwrap_or(u16::MAX));
    }
    fn leave(&mut self) {
        self.inside.pop();
    }
}

/// One line a span, indented by depth: what tests compare with.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, span) in self.spans.iter().enumerate() {
            let indent = span.depth.saturating_mul(2);
            let line = if i == 0 { "" } else { "\n" };
            write!(f, "{line}{:indent$}{}", "", span.name)?;
            if let Some(value) = &span.value {
                write!(f, " {:?}", value.value())?;
            }
        }
        Ok(())
    }
}
