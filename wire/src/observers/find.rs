//! One field by its path, without building anything else.
use super::Kept;
use crate::{Observer, Shape, Value};
use alloc::vec::Vec;
use core::ops::{ControlFlow, Range};

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'p> {
    /// A field by its name, or an entry by the name that stands on the wire.
    Name(&'p str),
    /// The n-th item of a list, counted from 0.
    Item(usize),
    /// Any item of a list: the first one that holds the rest of the path.
    Any,
}

/// Remembers the first value under a path and then stops the reading.
///
/// ```
/// use wireloom_wire::observers::{Find, Segment};
///
/// let mut path = Vec::new();
/// assert!(Segment::parse("topics[0].name", &mut path));
/// assert_eq!(path, [Segment::Name("topics"), Segment::Item(0), Segment::Name("name")]);
/// let find = Find::new(&path);
/// assert!(find.found().is_none());
/// ```
#[derive(Debug)]
pub struct Find<'p> {
    path: &'p [Segment<'p>],
    /// How many fields are open, and how many of those are the path's first segments.
    depth: usize,
    matched: usize,
    /// The item number of each open list on the path.
    lists: Vec<(usize, usize)>,
    found: Option<Kept>,
}

impl<'p> Segment<'p> {
    /// Reads `a.b[0].c[].d`; `["k"]` and `.k` both name an entry. Tells whether it is one.
    pub fn parse(text: &'p str, path: &mut Vec<Self>) -> bool {
        path.clear();
        for part in text.split('.') {
            let (name, mut rest) = match part.split_once('[') {
                Some((name, rest)) => (name, Some(rest)),
                None => (part, None),
            };
            if !name.is_empty() {
                path.push(Self::Name(name));
            }
            while let Some(item) = rest {
                let Some((index, tail)) = item.split_once(']') else { return false };
                let quoted = index.strip_prefix('"').and_then(|i| i.strip_suffix('"'));
                path.push(match (quoted, index) {
                    (Some(key), _) => Self::Name(key),
                    (None, "" | "*") => Self::Any,
                    (None, digits) => match digits.parse() {
                        Ok(n) => Self::Item(n),
                        Err(_) => return false,
                    },
                });
                rest = match (tail, tail.strip_prefix('[')) {
                    ("", _) => None,
                    (_, Some(more)) => Some(more),
                    (_, None) => return false,
                };
            }
        }
        !path.is_empty()
    }
}

impl<'p> Find<'p> {
    /// Looks for `path`.
    pub const fn new(path: &'p [Segment<'p>]) -> Self {
        Self { path, depth: 0, matched: 0, lists: Vec::new(), found: None }
    }

    /// What was found.
    pub const fn found(&self) -> Option<&Kept> {
        self.found.as_ref()
    }

    /// Forgets what was found, for the next message. Keeps the memory.
    pub fn reset(&mut self) {
        (self.depth, self.matched, self.found) = (0, 0, None);
        self.lists.clear();
    }

    /// Whether the open fields are the whole path.
    fn here(&self) -> bool {
        self.matched == self.path.len() && self.depth == self.matched
    }

    fn step(&mut self, name: &str) {
        if self.matched == self.depth {
            let item = match self.lists.last_mut() {
                Some((depth, next)) if *depth == self.depth => {
                    let item = *next;
                    *next = next.saturating_add(1);
                    Some(item)
                }
                _ => None,
            };
            let hit = match (self.path.get(self.depth), item) {
                (Some(Segment::Name(want)), None) => *want == name,
                (Some(Segment::Item(want)), Some(item)) => *want == item,
                (Some(Segment::Any), Some(_)) => true,
                _ => false,
            };
            if hit {
                self.matched = self.matched.saturating_add(1);
            }
        }
        self.depth = self.depth.saturating_add(1);
    }
}

impl Observer for Find<'_> {
    fn field(&mut self, name: &'static str, _at: usize) {
        self.step(name);
    }
    fn entry(&mut self, name: &str, _at: usize) {
        self.step(name);
    }
    fn end(&mut self, _at: usize) -> ControlFlow<()> {
        if self.found.is_some() {
            return ControlFlow::Break(());
        }
        self.depth = self.depth.saturating_sub(1);
        self.matched = self.matched.min(self.depth);
        ControlFlow::Continue(())
    }
    fn open(&mut self, shape: Shape) {
        if shape == Shape::List && self.matched == self.depth {
            self.lists.push((self.depth, 0));
        }
    }
    fn close(&mut self) {
        if self.lists.last().is_some_and(|(depth, _)| *depth == self.depth) {
            self.lists.pop();
        }
    }
    fn value(&mut self, value: Value<'_>) {
        if self.found.is_none() && self.here() {
            self.found = Some(value.into());
        }
    }
    fn bits(&mut self, name: &'static str, _octets: Range<usize>, _mask: u64, value: Value<'_>) {
        if self.found.is_none() {
            self.step(name);
            self.value(value);
            self.depth = self.depth.saturating_sub(1);
            self.matched = self.matched.min(self.depth);
        }
    }
}
