//! What stands on the lines: fields, lengths, bits, and the buffers made from a frame.
use super::super::{Style, hex, thousands};
use crate::row::clean;
use std::ops::Range;
use wireloom_wire::{
    Shape,
    observers::{Kept, Span, Tree},
};

/// One field, or one piece of structure.
pub(super) struct Line {
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) style: Style,
    pub(super) buffer: u16,
    /// Its bytes, without those that have a line of their own.
    pub(super) at: Range<usize>,
    pub(super) digits: Digits,
}

pub(super) enum Digits {
    /// A group: its parts have the bytes.
    None,
    Bytes,
    Bits(String),
}

pub(super) struct View<'v> {
    pub(super) tree: &'v Tree,
    pub(super) frame: &'v [u8],
}

impl View<'_> {
    /// The frame, or a buffer made from it.
    pub(super) fn buffer(&self, number: u16) -> &[u8] {
        match number {
            0 => self.frame,
            n => self.tree.buffer(n).map_or(&[], |(_, bytes)| bytes),
        }
    }

    fn bytes(&self, buffer: u16, at: &Range<usize>) -> &[u8] {
        self.buffer(buffer).get(at.clone()).unwrap_or_default()
    }

    /// The bytes that a line shows.
    pub(super) fn digits(&self, line: &Line) -> &[u8] {
        match line.digits {
            Digits::Bytes => self.bytes(line.buffer, &line.at),
            _ => &[],
        }
    }

    /// Every span as a line, in the order of the bytes.
    pub(super) fn lines(&self) -> Vec<Line> {
        let spans = self.tree.spans();
        let mut lines = Vec::with_capacity(spans.len());
        let mut told = 0usize;
        let mut buffers = 0u16;
        // The open groups: depth, whether they are lists, how many items they had.
        let mut open: Vec<(usize, bool, usize)> = Vec::new();
        for (i, span) in spans.iter().enumerate() {
            while open.last().is_some_and(|(depth, ..)| *depth >= span.depth) {
                open.pop();
            }
            let name = match open.last_mut() {
                Some((_, true, items)) if !span.layout => {
                    let item = *items;
                    *items = items.saturating_add(1);
                    format!("[{item}]")
                }
                _ => clean(&span.name),
            };
            open.push((span.depth, span.shape == Some(Shape::List), 0));
            if i < told {
                continue;
            }
            if span.buffer > buffers {
                buffers = span.buffer;
                lines.push(self.made(span));
            }
            let parts = spans.get(i.saturating_add(1)..).unwrap_or_default();
            let parts = parts.split(|part| part.depth <= span.depth).next().unwrap_or_default();
            let (own, leading) = own(span, parts);
            told = i.saturating_add(1).saturating_add(leading);
            for part in parts.iter().take(leading) {
                let name = format!("{name} {}", part.name);
                let mut line = self.line(part, name, Some(part.bytes.clone()));
                line.depth = span.depth;
                lines.push(line);
            }
            lines.push(self.line(span, name, own));
        }
        lines
    }

    fn line(&self, span: &Span, name: String, own: Option<Range<usize>>) -> Line {
        let mut at = own.clone().unwrap_or(span.bytes.start..span.bytes.start);
        let digits = match (span.mask, own) {
            (Some(mask), _) => {
                let octets = self.bytes(span.buffer, &span.bytes);
                // Of a wide mask, the last octets that fit.
                let skip = octets.len().saturating_sub(2);
                at = span.bytes.start.saturating_add(skip)..span.bytes.end;
                Digits::Bits(hex::bits(octets.get(skip..).unwrap_or_default(), mask))
            }
            (None, Some(_)) => Digits::Bytes,
            (None, None) => Digits::None,
        };
        let value = match (&span.value, &digits) {
            (Some(value), _) => shown(value),
            (None, Digits::Bytes) if !span.layout => count(at.len()),
            (None, _) => String::new(),
        };
        let style = if span.layout { Style::Dim } else { Style::Plain };
        Line { depth: span.depth, name, value, style, buffer: span.buffer, at, digits }
    }

    /// The line that begins a buffer made from the frame.
    fn made(&self, span: &Span) -> Line {
        let (name, bytes) = self.tree.buffer(span.buffer).unwrap_or(("", &[]));
        Line {
            depth: span.depth,
            name: format!("‹{name}›"),
            value: format!("{} made from it", count(bytes.len())),
            style: Style::Note,
            buffer: span.buffer,
            at: 0..0,
            digits: Digits::None,
        }
    }
}

/// The bytes that a span shows on its own line, if it does, and how many of its parts stand before
/// it: the lengths and keys in front of a value. Groups leave their bytes to their parts.
fn own(span: &Span, parts: &[Span]) -> (Option<Range<usize>>, usize) {
    let mut own = span.bytes.clone();
    if span.layout || span.mask.is_some() {
        return (Some(own), 0);
    }
    let mut leading = 0usize;
    for part in parts {
        if !part.layout || part.buffer != span.buffer || part.bytes.start != own.start {
            break;
        }
        own.start = part.bytes.end;
        leading = leading.saturating_add(1);
    }
    let mut behind = parts.iter().skip(leading).filter(|part| part.buffer == span.buffer);
    if behind.clone().any(|part| !part.layout && part.mask.is_none()) {
        return (None, 0);
    }
    if let Some(padding) = behind.rfind(|part| part.layout && part.bytes.end == own.end) {
        own.end = padding.bytes.start.max(own.start);
    }
    match span.value.is_some() || own.start < own.end {
        true => (Some(own), leading),
        // An empty list has its count inside, as others have.
        false => (None, 0),
    }
}

fn count(n: usize) -> String {
    format!("{} byte{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// What a value looks like: of a long one the front, which fills every row that it has.
fn shown(value: &Kept) -> String {
    let text = |text: &str| match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{:?}…", text.get(..at).unwrap_or_default()),
        None => format!("{text:?}"),
    };
    match value {
        Kept::Text(s) => text(s),
        Kept::Bytes(bytes) => match str::from_utf8(bytes) {
            Ok(s) if !s.is_empty() => text(s),
            _ => format!("{:?}", value.value()),
        },
        other => clean(&format!("{:?}", other.value())),
    }
}

const LONGEST: usize = 2048;
