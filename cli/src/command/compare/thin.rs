//! A sample of a stream: evenly spread, and no heavier than it may be.

/// Keeps every item, and when they get too heavy every second of them, and so on. Where the stream
/// ends nobody needs to know.
#[derive(Debug)]
pub(crate) struct Thin<T> {
    most: usize,
    weight: usize,
    /// Every so manieth item is kept.
    stride: u64,
    seen: u64,
    kept: Vec<(usize, T)>,
}

impl<T> Thin<T> {
    /// At most so many bytes, but always one item.
    pub(crate) const fn new(most: usize) -> Self {
        Self { most, weight: 0, stride: 1, seen: 0, kept: Vec::new() }
    }

    /// Whether the next item is one of those to keep.
    pub(crate) fn wants(&self) -> bool {
        self.seen.is_multiple_of(self.stride)
    }

    /// The next item, if it is wanted.
    pub(crate) fn next(&mut self, item: Option<(usize, T)>) {
        self.seen = self.seen.saturating_add(1);
        let Some((weight, item)) = item else { return };
        self.weight = self.weight.saturating_add(weight);
        self.kept.push((weight, item));
        while self.weight > self.most && self.kept.len() > 1 {
            self.stride = self.stride.saturating_mul(2);
            let mut even = false;
            self.kept.retain(|_| {
                even = !even;
                even
            });
            self.weight = self.kept.iter().fold(0, |sum, (weight, _)| sum.saturating_add(*weight));
        }
    }

    /// Whether all are there.
    pub(crate) const fn whole(&self) -> bool {
        self.stride == 1
    }

    /// The sample.
    pub(crate) fn into_items(self) -> Vec<T> {
        self.kept.into_iter().map(|(_, item)| item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_the_whole_stream() {
        let mut thin = Thin::new(100);
        for n in 0..1_000 {
            let wanted = thin.wants().then_some((10, n));
            thin.next(wanted);
        }
        assert!(!thin.whole() && thin.weight <= 100);
        let kept = thin.into_items();
        assert!(kept.len() >= 5 && kept.last().unwrap() > &800, "{kept:?}");
        assert!(kept.windows(3).all(|w| w[1] - w[0] == w[2] - w[1]), "{kept:?}");
        let mut one = Thin::new(1);
        one.next(Some((50, 'a')));
        assert!(one.whole() && one.into_items() == ['a']);
    }
}
