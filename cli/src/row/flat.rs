//! Fields on one line: `request_id=7 payload.tag=rpc_request`.
use super::clean;
use std::{
    fmt::Write as _,
    ops::{ControlFlow, Range},
};
use wireloom_wire::{Observer, Shape, Value};

/// Writes every value under its path, on one line.
#[derive(Debug, Default)]
pub struct Flat {
    line: String,
    path: String,
    /// How long the path was before each open field, and how many items the field holds so far,
    /// if it is a list.
    open: Vec<(usize, Option<usize>)>,
    /// The same for the message itself.
    top: Option<usize>,
}

impl Flat {
    /// What was heard.
    pub fn finish(self) -> String {
        self.line
    }

    fn begin(&mut self, name: &str) {
        let before = self.path.len();
        let items = match self.open.last_mut() {
            Some((_, items)) => items,
            None => &mut self.top,
        };
        // Writing to a string does not fail.
        let _ = match items {
            Some(n) => {
                let item = *n;
                *n = n.saturating_add(1);
                write!(self.path, "[{item}]")
            }
            None if before == 0 => write!(self.path, "{}", clean(name)),
            None => write!(self.path, ".{}", clean(name)),
        };
        self.open.push((before, None));
    }
}

impl Observer for Flat {
    fn field(&mut self, name: &'static str, _at: usize) {
        self.begin(name);
    }
    fn entry(&mut self, name: &str, _at: usize) {
        self.begin(name);
    }
    fn end(&mut self, _at: usize) -> ControlFlow<()> {
        if let Some((before, _)) = self.open.pop() {
            self.path.truncate(before);
        }
        ControlFlow::Continue(())
    }
    fn open(&mut self, shape: Shape) {
        let items = (shape == Shape::List).then_some(0);
        match self.open.last_mut() {
            Some((_, open)) => *open = items,
            None => self.top = items,
        }
    }
    fn close(&mut self) {}
    fn value(&mut self, value: Value<'_>) {
        let space = if self.line.is_empty() { "" } else { " " };
        let shown = clean(&format!("{value:?}"));
        let _ = write!(self.line, "{space}{}={shown}", self.path);
    }
    fn bits(&mut self, name: &'static str, octets: Range<usize>, _mask: u64, value: Value<'_>) {
        self.begin(name);
        self.value(value);
        let _ = self.end(octets.end);
    }
}
