//! Some fields of a message: what `--fields` asks for.
use std::{
    ops::{ControlFlow, Range},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use wireloom_wire::{Observer, Shape, Value};

/// Paths of fields, such as `request_id` or `payload.body.method`. The items of a list have the
/// list's path.
#[derive(Debug, Clone)]
pub struct Fields {
    paths: Vec<Vec<String>>,
    /// Whether one of them was ever there.
    seen: Arc<AtomicBool>,
}

impl Fields {
    /// The most paths at once.
    pub const MOST: usize = 64;

    /// Takes a list of paths apart: `a,b.c,d[].e`. None: it is empty, or more than
    /// [`MOST`](Self::MOST).
    pub fn parse(text: &str) -> Option<Self> {
        let path =
            |text: &str| text.split('.').map(|step| step.trim_end_matches("[]").into()).collect();
        let paths: Vec<Vec<String>> =
            text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(path).collect();
        (!paths.is_empty() && paths.len() <= Self::MOST)
            .then_some(Self { paths, seen: Arc::default() })
    }

    /// Whether a message had one of the fields.
    pub fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

/// Hands on what belongs to some fields, and the groups around them.
pub struct Only<'o, 'p> {
    fields: &'p Fields,
    inner: &'o mut dyn Observer,
    /// The message itself, then the open fields.
    top: Level,
    open: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    place: Place,
    list: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// A field that was asked for, or one inside it.
    Inside,
    /// On the way to those of the mask's paths, so many steps down.
    Toward(u64, usize),
    Outside,
}

impl<'o, 'p> Only<'o, 'p> {
    /// Hands on to `inner`.
    pub fn new(fields: &'p Fields, inner: &'o mut dyn Observer) -> Self {
        let top = Level { place: Place::Toward(u64::MAX, 0), list: false };
        Self { fields, inner, top, open: Vec::new() }
    }

    fn level(&self) -> Level {
        self.open.last().copied().unwrap_or(self.top)
    }

    /// Where the field `name` of the open group is.
    fn step(&self, name: &str) -> Place {
        let Level { place: Place::Toward(mask, depth), list: false } = self.level() else {
            return self.level().place;
        };
        let (mut next, mut place) = (0u64, Place::Outside);
        for (i, path) in self.fields.paths.iter().enumerate() {
            let bit = u32::try_from(i).ok().and_then(|i| 1u64.checked_shl(i)).unwrap_or(0);
            if mask & bit == 0 || path.get(depth).is_none_or(|step| step != name) {
                continue;
            }
            if path.len() == depth.saturating_add(1) {
                self.fields.seen.store(true, Ordering::Relaxed);
                return Place::Inside;
            }
            next |= bit;
            place = Place::Toward(next, depth.saturating_add(1));
        }
        place
    }

    fn heard(&self) -> bool {
        self.level().place != Place::Outside
    }
}

impl std::fmt::Debug for Only<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Only").field("fields", &self.fields).finish_non_exhaustive()
    }
}

impl Observer for Only<'_, '_> {
    fn field(&mut self, name: &'static str, at: usize) {
        let place = self.step(name);
        self.open.push(Level { place, list: false });
        if self.heard() {
            self.inner.field(name, at);
        }
    }
    fn entry(&mut self, name: &str, at: usize) {
        let place = self.step(name);
        self.open.push(Level { place, list: false });
        if self.heard() {
            self.inner.entry(name, at);
        }
    }
    fn end(&mut self, at: usize) -> ControlFlow<()> {
        let heard = self.heard();
        self.open.pop();
        if heard { self.inner.end(at) } else { ControlFlow::Continue(()) }
    }
    fn open(&mut self, shape: Shape) {
        let list = shape == Shape::List;
        match self.open.last_mut() {
            Some(level) => level.list = list,
            None => self.top.list = list,
        }
        if self.heard() {
            self.inner.open(shape);
        }
    }
    fn close(&mut self) {
        if self.heard() {
            self.inner.close();
        }
    }
    fn value(&mut self, value: Value<'_>) {
        if self.level().place == Place::Inside {
            self.inner.value(value);
        }
    }
    fn bits(&mut self, name: &'static str, octets: Range<usize>, mask: u64, value: Value<'_>) {
        if self.step(name) == Place::Inside {
            self.inner.bits(name, octets, mask, value);
        }
    }
}
