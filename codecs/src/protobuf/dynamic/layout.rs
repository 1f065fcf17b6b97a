//! What a message holds in the order in which its file declares it, as prost lays out its struct:
//! first the fields, then the oneofs.
use super::encode::pair;
use super::pool::{Field, FieldDef, Message, MessageDef, NONE, Oneof, Pool, Type};
use alloc::{string::String, vec::Vec};

/// The layouts of a message and of all that it may hold.
#[derive(Debug)]
pub(super) struct Layouts<'p> {
    pool: &'p Pool,
    layouts: Vec<Layout<'p>>,
    /// From a message's index in the pool to its layout.
    of: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Layout<'p> {
    pub(super) message: Message<'p>,
    pub(super) slots: Vec<Slot<'p>>,
    /// The fewest bytes that it takes in compact.
    pub(super) min: usize,
}

#[derive(Debug)]
pub(super) enum Slot<'p> {
    Field(&'p FieldDef),
    /// Fields of which one is set at most.
    Oneof(Oneof<'p>, Vec<&'p FieldDef>),
}

impl<'p> Layouts<'p> {
    /// Those of `message` and of what it reaches. The first is its own.
    pub(super) fn of(message: Message<'p>) -> Self {
        let pool = message.pool;
        let mut this = Self { pool, layouts: Vec::new(), of: Vec::new() };
        this.add(message.def);
        let mut next = 0usize;
        while let Some(layout) = this.layouts.get(next) {
            let targets: Vec<_> = layout.fields().map(|field| field.target).collect();
            for target in targets {
                if let Some(def) = pool.message_def(target) {
                    this.add(def);
                }
            }
            next = next.saturating_add(1);
        }
        this.measure();
        this
    }

    /// The layout of a message of the pool.
    pub(super) fn get(&self, message: &MessageDef) -> Option<&Layout<'p>> {
        let at = self.of.get(index(message.id)).filter(|at| **at != NONE)?;
        self.layouts.get(index(*at))
    }

    /// The layout of what a field holds.
    pub(super) fn target(&self, field: &FieldDef) -> Option<&Layout<'p>> {
        self.get(self.pool.message_def(field.target)?)
    }

    fn add(&mut self, def: &'p MessageDef) {
        let at = index(def.id);
        if self.of.len() <= at {
            self.of.resize(at.saturating_add(1), NONE);
        }
        let Some(slot) = self.of.get_mut(at).filter(|slot| **slot == NONE) else { return };
        *slot = u32::try_from(self.layouts.len()).unwrap_or(NONE);
        let message = Message { pool: self.pool, def };
        self.layouts.push(Layout { message, slots: slots(message), min: 0 });
    }

    /// Finds the shortest forms, from none up. What holds itself and cannot be left out has none:
    /// it stops growing at the bound.
    fn measure(&mut self) {
        for _ in 0..BOUND {
            let least: Vec<usize> = self
                .layouts
                .iter()
                .map(|layout| {
                    let slots = layout.slots.iter().map(|slot| self.slot(slot));
                    slots.fold(0, usize::saturating_add).min(BOUND)
                })
                .collect();
            let mut changed = false;
            for (layout, least) in self.layouts.iter_mut().zip(least) {
                changed |= layout.min != least;
                layout.min = least;
            }
            if !changed {
                return;
            }
        }
    }

    fn slot(&self, slot: &Slot<'_>) -> usize {
        match slot {
            Slot::Field(field) if field.required || (!field.repeated && !field.presence) => {
                self.min(field)
            }
            // A count, or whether it is there.
            Slot::Field(_) | Slot::Oneof(..) => 1,
        }
    }

    /// The fewest bytes of one value in compact, of a map those of an entry.
    pub(super) fn min(&self, field: &FieldDef) -> usize {
        match field.r#type {
            Type::Double => 8,
            Type::Float => 4,
            // Also the entries of maps.
            Type::Message => self.target(field).map_or(0, |layout| layout.min),
            _ => 1,
        }
    }
}

/// Larger than the shortest form of any message that can be.
const BOUND: usize = 4_096;

impl<'p> Layout<'p> {
    /// All fields, those of oneofs too.
    fn fields(&self) -> impl Iterator<Item = &'p FieldDef> {
        self.slots
            .iter()
            .flat_map(|slot| match slot {
                Slot::Field(field) => core::slice::from_ref(field),
                Slot::Oneof(_, fields) => fields,
            })
            .copied()
    }
}

fn slots<'p>(message: Message<'p>) -> Vec<Slot<'p>> {
    let pool = message.pool;
    let mut all: Vec<_> = pool.own_fields(message.def).iter().collect();
    all.sort_by_key(|field| field.declared);
    let of = |def: &'p FieldDef| Field { pool, def }.oneof();
    let alone = all.iter().filter(|def| of(def).is_none());
    let mut slots: Vec<_> = alone.map(|def| Slot::Field(def)).collect();
    slots.extend(message.oneofs().map(|oneof| {
        let its = all.iter().filter(|def| of(def) == Some(oneof));
        Slot::Oneof(oneof, its.copied().collect())
    }));
    slots
}

/// Whether the values of a field, or of its map, are text.
pub(super) fn holds_text(pool: &Pool, field: Option<&FieldDef>) -> bool {
    field.is_some_and(|field| match pair(pool, field).filter(|_| field.map) {
        Some([_, value]) => value.r#type == Type::String,
        None => field.r#type == Type::String,
    })
}

fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// The way to where a fault was noticed: `orders[2].items[0].price`.
#[derive(Debug, Default)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn field(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(name);
    }

    pub(super) fn item(&mut self, n: usize) {
        self.0.push_str(&alloc::format!("[{n}]"));
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}
