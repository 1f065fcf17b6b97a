//! Which requests are open: pairs responses with them and tells duplicates.
use alloc::collections::{BTreeMap, VecDeque};

/// Remembers requests by their id, up to a bound: the oldest is forgotten first.
///
/// It is the codec's part of delivery semantics. *At least once*: the client sends again until
/// [`answered`](Self::answered) knows the id. *At most once*: the server asks
/// [`request`](Self::request) first, and gives the answer it kept for an id it has answered.
/// *Exactly once* is both.
///
/// ```
/// use wireloom_wire::tracker::{Seen, Tracker};
///
/// let mut calls = Tracker::new(1024);
/// assert_eq!(calls.request(7, "first"), Seen::New);
/// assert_eq!(calls.request(7, "again"), Seen::Pending(&"first"));
/// assert_eq!(calls.response(7), Some(("first", false)));
/// assert_eq!(calls.request(7, "late"), Seen::Answered(&"first"));
/// ```
#[derive(Debug, Clone)]
pub struct Tracker<K, V> {
    calls: BTreeMap<K, Call<V>>,
    /// Ids in the order in which they came.
    order: VecDeque<K>,
    most: usize,
}

#[derive(Debug, Clone)]
struct Call<V> {
    value: V,
    answered: bool,
}

/// What a request id is when a request brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen<V> {
    /// It was not there.
    New,
    /// A duplicate: the first request with it has no response yet.
    Pending(V),
    /// A duplicate: the first request with it was answered.
    Answered(V),
}

impl<K: Ord + Copy, V: Clone> Tracker<K, V> {
    /// Remembers up to `most` requests.
    pub const fn new(most: usize) -> Self {
        Self { calls: BTreeMap::new(), order: VecDeque::new(), most }
    }

    /// A request with the id `key`. `value` is kept if the id is new.
    pub fn request(&mut self, key: K, value: V) -> Seen<&V> {
        if self.calls.contains_key(&key) {
            return match self.calls.get(&key) {
                Some(call) if call.answered => Seen::Answered(&call.value),
                Some(call) => Seen::Pending(&call.value),
                None => Seen::New,
            };
        }
        if self.most == 0 {
            return Seen::New;
        }
        if self.calls.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.calls.remove(&oldest);
        }
        self.calls.insert(key, Call { value, answered: false });
        self.order.push_back(key);
        Seen::New
    }

    /// A response with the id `key`: the value of its request, and whether that had been answered
    /// before. None: no such request, or it was forgotten.
    pub fn response(&mut self, key: K) -> Option<(V, bool)> {
        let call = self.calls.get_mut(&key)?;
        let before = core::mem::replace(&mut call.answered, true);
        Some((call.value.clone(), before))
    }

    /// Whether the request with the id `key` has been answered. None: it is not known.
    pub fn answered(&self, key: K) -> Option<bool> {
        self.calls.get(&key).map(|call| call.answered)
    }

    /// Forgets every request.
    pub fn clear(&mut self) {
        self.calls.clear();
        self.order.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_response_is_told_as_such() {
        let mut calls = Tracker::new(2);
        calls.request(1, 'a');
        assert_eq!(calls.response(1), Some(('a', false)));
        assert_eq!(calls.response(1), Some(('a', true)));
        assert_eq!(calls.response(2), None);
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut calls = Tracker::new(2);
        for id in 1..=3 {
            assert_eq!(calls.request(id, ()), Seen::New);
        }
        assert_eq!(calls.answered(1), None);
        assert_eq!(calls.request(3, ()), Seen::Pending(&()));
        assert_eq!(calls.request(1, ()), Seen::New);
    }
}
