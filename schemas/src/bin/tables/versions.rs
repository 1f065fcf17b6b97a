//! Ranges of versions, as the definitions write them.
use serde::{Deserialize, Deserializer, de::Error};

/// `3`, `0-4`, `2+` or `none`: from `low` to `high`, none if `low` is above `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) low: i16,
    pub(crate) high: i16,
}

impl Versions {
    pub(crate) const NONE: Self = Self { low: i16::MAX, high: i16::MIN };

    pub(crate) const fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// The versions in both.
    pub(crate) fn and(self, other: Self) -> Self {
        let both = Self { low: self.low.max(other.low), high: self.high.min(other.high) };
        if both.is_empty() { Self::NONE } else { both }
    }

    /// The versions in either, which must leave no gap between them.
    pub(crate) fn or(self, other: Self) -> Result<Self, String> {
        let (first, second) = if self.low <= other.low { (self, other) } else { (other, self) };
        match (first.is_empty(), second.is_empty()) {
            (_, true) => Ok(first),
            (true, _) => Ok(second),
            _ if first.high.saturating_add(1) < second.low => {
                Err(format!("a gap between {first:?} and {second:?}"))
            }
            _ => Ok(Self { low: first.low, high: first.high.max(second.high) }),
        }
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.and(other) == other
    }

    /// These among `all`, as the range of a row; none where they are all.
    pub(crate) fn among(self, all: Self) -> Option<String> {
        match (self.low <= all.low, self.high >= all.high) {
            (true, true) => None,
            (true, false) => Some(format!("..={}", self.high)),
            (false, true) => Some(format!("{}..", self.low)),
            (false, false) => Some(format!("{}..={}", self.low, self.high)),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::NONE);
        }
        if let Some(low) = text.strip_suffix('+') {
            return Some(Self { low: low.parse().ok()?, high: i16::MAX });
        }
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        Some(Self { low: low.parse().ok()?, high: high.parse().ok()? })
    }
}

impl<'de> Deserialize<'de> for Versions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} are no versions")))
    }
}
