//! What the first bytes of an input choose: a protocol, a table, and the context to read in.
use wireloom_wire::{
    Context, Limits, PROTOCOLS,
    frame::{Protocol, Table},
};

/// A table and the context in which it is read.
#[derive(Clone, Copy)]
pub struct Choice {
    /// The protocol.
    pub protocol: &'static dyn Protocol,
    /// One of its tables.
    pub table: &'static Table,
    /// Its version, flags and limits.
    pub context: Context,
    /// The limits that the context is made from.
    pub limits: Limits,
}

impl Choice {
    /// How many bytes [`take`](Self::take) takes.
    pub const SIZE: usize = 7;

    /// Takes a choice off the front of an input. Every value of every byte means something.
    pub fn take(input: &[u8]) -> Option<(Self, &[u8])> {
        let ([protocol, t0, t1, version, f0, f1, limit], rest) = input.split_first_chunk()?;
        let protocol = pick(PROTOCOLS, usize::from(*protocol))?;
        let table = pick(protocol.tables(), u16::from_le_bytes([*t0, *t1]).into())?;
        let limits = limits(*limit);
        let version = pick(protocol.versions(), usize::from(*version)).map(|(name, _)| *name);
        let mut context = protocol.start(version, &limits)?;
        context.flags ^= u16::from_le_bytes([*f0, *f1]);
        Some((Self { protocol: *protocol, table, context, limits }, rest))
    }

    /// The front of an input that chooses by number, with default flags and limits.
    pub fn front(protocol: usize, table: usize, version: usize) -> [u8; Self::SIZE] {
        let [table, high, ..] = table.to_le_bytes();
        let [[protocol, ..], [version, ..]] = [protocol, version].map(usize::to_le_bytes);
        [protocol, table, high, version, 0, 0, 0]
    }
}

/// The defaults for 0, and else limits that an input of some hundred bytes can reach.
pub fn limits(choice: u8) -> Limits {
    let n = u32::from(choice);
    let bytes = usize::from(choice) * 16;
    match choice {
        0 => Limits::DEFAULT,
        _ => Limits {
            frame: bytes,
            depth: u16::from(choice % 16),
            items: n * 4,
            inflated: bytes * 4,
            buffered: bytes * 8,
            window: bytes * 64,
        },
    }
}

fn pick<T>(all: &[T], n: usize) -> Option<&T> {
    all.get(n.checked_rem(all.len())?)
}
