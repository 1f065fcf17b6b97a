//! A field's entries by key.
use super::{Key, Value};
use alloc::{
    collections::btree_map::{self, BTreeMap},
    vec::{self, Vec},
};
use core::slice;

/// Entries in the order of their keys, which is also the order in which they are written.
///
/// A few stand in a row: a tree's first node would take five hundred bytes for the four that an
/// empty entry takes on the wire.
#[derive(Debug, Clone)]
pub struct Map<'p>(Form<'p>);

#[derive(Debug, Clone)]
enum Form<'p> {
    /// In order.
    Few(Vec<(Key, Value<'p>)>),
    Many(BTreeMap<Key, Value<'p>>),
}

/// How many are few.
const FEW: usize = 16;

impl<'p> Map<'p> {
    /// No entries.
    pub const fn new() -> Self {
        Self(Form::Few(Vec::new()))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Few(few) => few.len(),
            Form::Many(many) => many.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get(&self, key: &Key) -> Option<&Value<'p>> {
        match &self.0 {
            Form::Few(few) => {
                let at = few.binary_search_by(|(found, _)| found.cmp(key)).ok()?;
                few.get(at).map(|(_, value)| value)
            }
            Form::Many(many) => many.get(key),
        }
    }

    /// Sets the value of a key, and gives what was there.
    pub(super) fn insert(&mut self, key: Key, value: Value<'p>) -> Option<Value<'p>> {
        match &mut self.0 {
            Form::Few(few) => match few.binary_search_by(|(found, _)| found.cmp(&key)) {
                Ok(at) => few.get_mut(at).map(|(_, old)| core::mem::replace(old, value)),
                Err(at) if few.len() < FEW => {
                    if few.is_empty() {
                        few.reserve_exact(1);
                    }
                    few.insert(at, (key, value));
                    None
                }
                Err(_) => {
                    let mut many: BTreeMap<_, _> = few.drain(..).collect();
                    many.insert(key, value);
                    self.0 = Form::Many(many);
                    None
                }
            },
            Form::Many(many) => many.insert(key, value),
        }
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> Entries<'_, 'p> {
        Entries(match &self.0 {
            Form::Few(few) => Walk::Few(few.iter()),
            Form::Many(many) => Walk::Many(many.iter()),
        })
    }

    /// Every value, to change it.
    pub(super) fn for_each_mut(&mut self, mut each: impl FnMut(&mut Value<'p>)) {
        match &mut self.0 {
            Form::Few(few) => few.iter_mut().for_each(|(_, value)| each(value)),
            Form::Many(many) => many.values_mut().for_each(each),
        }
    }
}

impl Default for Map<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<'m, 'p> IntoIterator for &'m Map<'p> {
    type Item = (&'m Key, &'m Value<'p>);
    type IntoIter = Entries<'m, 'p>;

    fn into_iter(self) -> Entries<'m, 'p> {
        self.iter()
    }
}

impl<'p> IntoIterator for Map<'p> {
    type Item = (Key, Value<'p>);
    type IntoIter = vec::IntoIter<(Key, Value<'p>)>;

    fn into_iter(self) -> Self::IntoIter {
        match self.0 {
            Form::Few(few) => few.into_iter(),
            Form::Many(many) => many.into_iter().collect::<Vec<_>>().into_iter(),
        }
    }
}

/// The entries of a [`Map`] in the order of their keys.
#[derive(Debug, Clone)]
pub struct Entries<'m, 'p>(Walk<'m, 'p>);

#[derive(Debug, Clone)]
enum Walk<'m, 'p> {
    Few(slice::Iter<'m, (Key, Value<'p>)>),
    Many(btree_map::Iter<'m, Key, Value<'p>>),
}

impl<'m, 'p> Iterator for Entries<'m, 'p> {
    type Item = (&'m Key, &'m Value<'p>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walk::Few(few) => few.next().map(|(key, value)| (key, value)),
            Walk::Many(many) => many.next(),
        }
    }
}

impl DoubleEndedIterator for Entries<'_, '_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Walk::Few(few) => few.next_back().map(|(key, value)| (key, value)),
            Walk::Many(many) => many.next_back(),
        }
    }
}
