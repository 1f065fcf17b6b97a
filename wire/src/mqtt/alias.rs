//! Topic aliases of one direction. MQTT 5 §3.3.2.3.4
use alloc::{collections::BTreeMap, string::String};

/// What the aliases stand for: one map a direction and a connection. MQTT-3.3.2-7
#[derive(Debug)]
pub(super) struct Aliases {
    topics: BTreeMap<u16, String>,
    bytes: usize,
    most: usize,
    /// The receiver's Topic Alias Maximum, if he was heard to tell it.
    pub(super) maximum: Option<u16>,
}

impl Aliases {
    /// Keeps up to `most` bytes of topics.
    pub(super) const fn new(most: usize) -> Self {
        Self { topics: BTreeMap::new(), bytes: 0, most, maximum: None }
    }

    pub(super) fn clear(&mut self) {
        self.topics.clear();
        self.bytes = 0;
    }

    /// `alias` stands for `topic` from here on.
    pub(super) fn define(&mut self, alias: u16, topic: &str) {
        if self.topics.get(&alias).is_some_and(|known| known == topic) {
            return;
        }
        if let Some(before) = self.topics.remove(&alias) {
            self.bytes = self.bytes.saturating_sub(cost(&before));
        }
        let bytes = self.bytes.saturating_add(cost(topic));
        // Beyond the bound nothing is kept: an alias is then one that was not seen defined.
        if bytes <= self.most {
            self.topics.insert(alias, topic.into());
            self.bytes = bytes;
        }
    }

    /// What `alias` stands for.
    pub(super) fn topic(&self, alias: u16) -> Option<&str> {
        self.topics.get(&alias).map(String::as_str)
    }

    /// Whether the receiver does not understand `alias`: the answer is 0x94. §3.3.2.3.4
    pub(super) fn is_above(&self, alias: u16) -> bool {
        self.maximum.is_some_and(|maximum| alias > maximum)
    }
}

/// What one alias takes, with the map around it.
fn cost(topic: &str) -> usize {
    topic.len().saturating_add(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_kept_up_to_a_bound() {
        let mut aliases = Aliases::new(200);
        aliases.define(1, "first");
        aliases.define(2, "second");
        aliases.define(3, "third: one too many");
        assert_eq!(aliases.topic(1), Some("first"));
        assert_eq!(aliases.topic(3), None);
        aliases.define(1, "f");
        assert_eq!((aliases.topic(1), aliases.bytes), (Some("f"), 65 + 70));
    }
}
