//! What every bench of wireloom shares: floors, and data that is the same on every machine.
//!
//! A floor is the work that nobody can avoid. A codec that copies its output once cannot beat
//! [`memcpy`], one that checks a CRC cannot beat [`crc32`], one that returns an owned value cannot
//! beat [`malloc`]. Each is run beside the codecs, in the same process, so a figure means something
//! on whatever machine it was taken.
#![forbid(unsafe_code)]

/// The families as buffa has them.
#[cfg(feature = "buffa")]
#[allow(warnings, clippy::all, clippy::restriction, reason = "generated")]
pub mod buffa {
    include!(concat!(env!("OUT_DIR"), "/buffa.rs"));
}
#[cfg(feature = "wire")]
pub mod hand;

use std::hint::black_box;

/// The floor of any copy: `from` into the front of `to`. Says how many bytes that was.
pub fn memcpy(from: &[u8], to: &mut Vec<u8>) -> usize {
    to.clear();
    to.extend_from_slice(from);
    black_box(&to);
    from.len()
}

/// The floor of any CRC-32 check, with the machine's own instructions.
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// The floor of any owned result: one allocation of `n` bytes, given back.
pub fn malloc(n: usize) {
    black_box(Vec::<u8>::with_capacity(n));
}

/// At least `n` bytes of JSON log lines, cut to `n`. They compress about as real logs do: zstd's
/// level 1 to a fifth.
pub fn json_logs(n: usize) -> Vec<u8> {
    let mut random = Random::new(0x5eed);
    let mut text = Vec::new();
    let mut time = 1_700_000_000_000_u64;
    while text.len() < n {
        time = time.wrapping_add(random.below(40));
        let line = format!(
            "{{\"ts\":{time},\"level\":\"{}\",\"service\":\"{}\",\"host\":\"node-{:02}\",\
             \"path\":\"/v1/{}/{}\",\"status\":{},\"ms\":{}.{},\"trace\":\"{:016x}\"}}\n",
            random.one_of(&["info", "info", "info", "warn", "error"]),
            random.one_of(&["orders", "payments", "stock"]),
            random.below(24),
            random.one_of(&["orders", "customers", "items"]),
            random.below(100_000),
            random.one_of(&["200", "200", "200", "201", "404", "500"]),
            random.below(90),
            random.below(10),
            random.next(),
        );
        text.extend_from_slice(line.as_bytes());
    }
    text.truncate(n);
    text
}

/// xorshift64*: the same numbers on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Numbers that `seed`, which must not be zero, determines.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`; zero if `n` is.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next().checked_rem(n).unwrap_or_default()
    }

    /// One of `choices`, or nothing written if there are none.
    pub fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        let count = u64::try_from(choices.len()).unwrap_or(u64::MAX);
        let at = usize::try_from(self.below(count)).unwrap_or_default();
        choices.get(at).copied().unwrap_or_default()
    }
}
