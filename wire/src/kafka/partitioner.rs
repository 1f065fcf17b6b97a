//! Which partition a record goes to.
use core::num::NonZeroU32;

/// The 32-bit MurmurHash 2 of the Java client (`Utils.murmur2`), seed `0x9747b28c`.
pub fn murmur2(bytes: &[u8]) -> i32 {
    const M: u32 = 0x5bd1_e995;
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let (words, tail) = bytes.as_chunks();
    let mut h = words.iter().fold(0x9747_b28c ^ length, |h, word| {
        let k = u32::from_le_bytes(*word).wrapping_mul(M);
        h.wrapping_mul(M) ^ (k ^ k >> 24).wrapping_mul(M)
    });
    if !tail.is_empty() {
        let tail = tail.iter().rev().fold(0, |k, byte| k << 8 | u32::from(*byte));
        h = (h ^ tail).wrapping_mul(M);
    }
    h ^= h >> 13;
    h = h.wrapping_mul(M);
    (h ^ h >> 15).cast_signed()
}

/// The partition of a key among `partitions`, as the Java client and all who follow it choose:
/// `toPositive(murmur2(key)) % partitions`. toPositive clears the sign, it does not negate.
pub fn partition_of_key(key: &[u8], partitions: NonZeroU32) -> u32 {
    (murmur2(key) & i32::MAX).cast_unsigned() % partitions
}

/// Chooses the partition of each record: the one that is asked for, else that of its key, else one
/// in turn.
///
/// ```
/// use core::num::NonZeroU32;
/// use wireloom_wire::kafka::Partitioner;
///
/// let partitions = NonZeroU32::new(3).unwrap_or(NonZeroU32::MIN);
/// let mut partitioner = Partitioner::round_robin();
/// assert_eq!(partitioner.choose(Some(2), Some(b"k"), 9, partitions), 2);
/// assert_eq!(partitioner.choose(None, Some(b"k"), 9, partitions), 2);
/// assert_eq!(partitioner.choose(None, None, 9, partitions), 0);
/// assert_eq!(partitioner.choose(None, None, 9, partitions), 1);
/// ```
#[derive(Debug, Clone)]
pub struct Partitioner {
    /// The partition of the next record without a key.
    next: u32,
    /// Stay on a partition for so many bytes; 0: go on with each record.
    sticky: usize,
    /// The bytes that the current partition was given.
    given: usize,
}

impl Partitioner {
    /// Records without a key go to one partition after the other.
    pub const fn round_robin() -> Self {
        Self { next: 0, sticky: 0, given: 0 }
    }

    /// Records without a key go to one partition until it was given `bytes`, so that batches fill
    /// (KIP-480, KIP-794; Java's `batch.size`). The order of the partitions is plain rotation,
    /// where Java draws at random.
    pub const fn sticky(bytes: usize) -> Self {
        Self { next: 0, sticky: bytes, given: 0 }
    }

    /// The partition of a record of `size` bytes. `explicit` is taken as it is.
    pub fn choose(
        &mut self,
        explicit: Option<u32>,
        key: Option<&[u8]>,
        size: usize,
        partitions: NonZeroU32,
    ) -> u32 {
        match (explicit, key) {
            (Some(partition), _) => partition,
            (None, Some(key)) => partition_of_key(key, partitions),
            (None, None) => self.in_turn(size, partitions),
        }
    }

    fn in_turn(&mut self, size: usize, partitions: NonZeroU32) -> u32 {
        let chosen = self.next % partitions;
        self.given = self.given.saturating_add(size);
        if self.given >= self.sticky {
            self.given = 0;
            self.next = chosen.wrapping_add(1);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn murmur2_is_the_java_clients() {
        // Kafka's UtilsTest.testMurmur2; all lengths of the tail.
        for (text, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(text.as_bytes()), hash, "{text}");
        }
    }

    #[test]
    fn a_negative_hash_keeps_its_low_bits() {
        // toPositive(-973932308) is 1173551340, not 973932308.
        let partitions = NonZeroU32::new(100).unwrap();
        assert_eq!(partition_of_key(b"21", partitions), 40);
    }

    #[test]
    fn a_sticky_partition_is_left_when_it_has_its_bytes() {
        let partitions = NonZeroU32::new(2).unwrap();
        let mut partitioner = Partitioner::sticky(100);
        let chosen: Vec<u32> =
            (0..6).map(|_| partitioner.choose(None, None, 60, partitions)).collect();
        assert_eq!(chosen, [0, 0, 1, 1, 0, 0]);
        let mut turn = Partitioner::round_robin();
        let chosen: Vec<u32> = (0..4).map(|_| turn.choose(None, None, 0, partitions)).collect();
        assert_eq!(chosen, [0, 1, 0, 1]);
    }
}
