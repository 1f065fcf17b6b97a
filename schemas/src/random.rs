//! Numbers that look random and are not.

/// A small generator (SplitMix64): the same seed gives the same numbers everywhere.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ self.state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below `end`, which is not zero; zero if it is.
    pub fn below(&mut self, end: u32) -> u32 {
        // The high half of a product of 64 bits: the first factor is below 1.
        let product = (self.next() >> 32).wrapping_mul(end.into());
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// As [`below`](Self::below), for counts.
    pub fn count(&mut self, end: u32) -> usize {
        usize::try_from(self.below(end)).unwrap_or_default()
    }

    /// As [`below`](Self::below), for bytes.
    pub fn byte(&mut self) -> u8 {
        let [byte, ..] = self.next().to_le_bytes();
        byte
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    /// A number from -1 to 1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.below(2_000_001)) / 1e6 - 1.0
    }

    /// As [`unit`](Self::unit), times `scale`, in single precision.
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "rounds")]
    pub fn float(&mut self, scale: f32) -> f32 {
        self.unit() as f32 * scale
    }

    /// One of some values; the default if there are none.
    pub fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        let end = u32::try_from(of.len()).unwrap_or(u32::MAX);
        of.get(self.count(end)).copied().unwrap_or_default()
    }

    /// A list of what `make` makes.
    pub fn list<T>(&mut self, n: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..n).map(|_| make(self)).collect()
    }

    /// What `make` makes, one time in two.
    pub fn maybe<T>(&mut self, make: impl Fn(&mut Self) -> T) -> Option<T> {
        self.once_in(2).then(|| make(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_what_it_gave() {
        let mut random = Random::new(1);
        assert_eq!(random.next(), 0x910a_2dec_8902_5cc1);
        let mut seen = [0u32; 10];
        for _ in 0..10_000 {
            seen[random.count(10)] += 1;
        }
        assert!(seen.iter().all(|n| (850..1_150).contains(n)), "{seen:?}");
        assert!((0..1_000).all(|_| (-1.0..=1.0).contains(&random.unit())));
        assert_eq!((random.below(0), random.pick::<u8>(&[])), (0, 0));
    }
}
