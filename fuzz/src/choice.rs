//! What the first bytes of an input choose: a protocol or a format, a table, and the context to read
//! in.
use wireloom_wire::{
    Context, FORMATS, Limits, PROTOCOLS,
    frame::{Protocol, Table},
};

/// A table and the context in which it is read.
#[derive(Clone, Copy)]
pub struct Choice {
    /// The protocol; none for a format that no connection speaks by itself.
    pub protocol: Option<&'static dyn Protocol>,
    /// Its tables.
    pub tables: &'static [Table],
    /// One of them.
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
        let limits = limits(*limit);
        let n = usize::from(*protocol).checked_rem(PROTOCOLS.len() + FORMATS.len())?;
        let protocol = PROTOCOLS.get(n).copied();
        let (tables, mut context) = match protocol {
            Some(protocol) => {
                let version = pick(protocol.versions(), usize::from(*version));
                (protocol.tables(), protocol.start(version.map(|(name, _)| *name), &limits)?)
            }
            None => {
                let format = FORMATS.get(n - PROTOCOLS.len())?;
                let version = pick(format.versions, usize::from(*version))?;
                (format.tables, Context::new(&limits).at(*version))
            }
        };
        let table = pick(tables, u16::from_le_bytes([*t0, *t1]).into())?;
        context.flags ^= u16::from_le_bytes([*f0, *f1]);
        Some((Self { protocol, tables, table, context, limits }, rest))
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
