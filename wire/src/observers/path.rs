//! Where reading stopped.
use crate::{Observer, Shape, Value};
use alloc::{borrow::Cow, vec::Vec};
use core::{
    fmt,
    ops::{ControlFlow, Range},
};

/// Keeps the fields that are open: after an error they are its path, such as
/// `topics[2].partitions[0].index`.
///
/// Decoders do not track their path; on the cold path the message is read once more, aloud to this.
#[derive(Debug, Default)]
pub struct Path {
    open: Vec<Level>,
    /// The shape and the next index of the message itself.
    top: Inside,
}

#[derive(Debug)]
struct Level {
    step: Step,
    inside: Inside,
}

#[derive(Debug)]
enum Step {
    Field(Cow<'static, str>),
    Item(usize),
    Entry(Cow<'static, str>),
}

#[derive(Debug, Default, Clone, Copy)]
struct Inside {
    shape: Option<Shape>,
    next: usize,
}

impl Path {
    /// An empty path.
    pub fn new() -> Self {
        Self::default()
    }

    fn inside(&mut self) -> &mut Inside {
        self.open.last_mut().map_or(&mut self.top, |level| &mut level.inside)
    }

    fn push(&mut self, step: Step) {
        self.open.push(Level { step, inside: Inside::default() });
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, level) in self.open.iter().enumerate() {
            match &level.step {
                Step::Field(name) if i == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item(n) => write!(f, "[{n}]")?,
                Step::Entry(name) => write!(f, "[{name:?}]")?,
            }
        }
        Ok(())
    }
}

impl Observer for Path {
    fn field(&mut self, name: &'static str, _at: usize) {
        let inside = self.inside();
        let step = match inside.shape {
            Some(Shape::List | Shape::Map) => Step::Item(inside.next),
            _ => Step::Field(name.into()),
        };
        inside.next = inside.next.saturating_add(1);
        self.push(step);
    }
    fn entry(&mut self, name: &str, _at: usize) {
        self.push(Step::Entry(Cow::Owned(name.into())));
    }
    fn end(&mut self, _at: usize) -> ControlFlow<()> {
        self.open.pop();
        ControlFlow::Continue(())
    }
    fn open(&mut self, shape: Shape) {
        *self.inside() = Inside { shape: Some(shape), next: 0 };
    }
    fn close(&mut self) {}
    fn value(&mut self, _value: Value<'_>) {}
    fn bits(&mut self, _name: &'static str, _octets: Range<usize>, _mask: u64, _value: Value<'_>) {}
}
