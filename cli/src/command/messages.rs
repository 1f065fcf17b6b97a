//! Messages that stand one behind the other in some input: cut, not understood.
//!
//! A source holds one message at a time, whatever the input's size.
mod json;
mod xml;

use super::Failure;
use std::io::{self, Read};

pub(crate) use json::Values;
pub(crate) use xml::{Elements, ROOT};

/// What is wrong with the way in which messages stand in the input.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It cannot be read.
    Unreadable(io::Error),
    /// Something stands there that should not.
    Data(u64, String),
}

impl Broken {
    /// What to tell, of the input of that name.
    pub(crate) fn tell(self, name: &str) -> Failure {
        match self {
            Self::Unreadable(error) => Failure::Unreadable(format!("cannot read {name}: {error}")),
            Self::Data(at, why) => Failure::Data(format!("{name}, byte {at}: {why}")),
        }
    }
}

/// A window on the input: what is not done with yet, and more of it when asked.
pub(crate) struct Source {
    input: Box<dyn Read>,
    buffer: Vec<u8>,
    /// So much of the buffer is done with.
    done: usize,
    /// Where the buffer begins in the input.
    base: u64,
    /// The longest message.
    limit: usize,
}

/// So much is read at once, and twice as much each time a message is still longer.
const PIECE: usize = 256 << 10;

impl Source {
    /// The input, in messages of at most `limit` bytes.
    pub(crate) fn new(input: Box<dyn Read>, limit: usize) -> Self {
        Self { input, buffer: Vec::new(), done: 0, base: 0, limit }
    }

    /// What is there.
    pub(crate) fn rest(&self) -> &[u8] {
        self.buffer.get(self.done..).unwrap_or_default()
    }

    /// Where that begins in the input.
    pub(crate) fn offset(&self) -> u64 {
        self.base.saturating_add(length(self.done))
    }

    /// Reads more behind what is there. False: there is no more.
    pub(crate) fn more(&mut self) -> Result<bool, Broken> {
        if self.rest().len() > self.limit {
            let why =
                format!("a message of more than {} bytes; --limit-frame raises that", self.limit);
            return Err(Broken::Data(self.offset(), why));
        }
        self.buffer.drain(..self.done);
        self.base = self.base.saturating_add(length(self.done));
        self.done = 0;
        let most = length(self.buffer.len().max(PIECE));
        let read = (&mut self.input).take(most).read_to_end(&mut self.buffer);
        Ok(read.map_err(Broken::Unreadable)? > 0)
    }

    /// Reads until `n` bytes are there. False: the input is shorter.
    pub(crate) fn fill(&mut self, n: usize) -> Result<bool, Broken> {
        while self.rest().len() < n {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads until the byte `at` behind what is done with is there, and gives it.
    pub(crate) fn byte(&mut self, at: usize) -> Result<Option<u8>, Broken> {
        Ok(if self.fill(at.saturating_add(1))? { self.rest().get(at).copied() } else { None })
    }

    /// The next `n` bytes are done with.
    pub(crate) fn skip(&mut self, n: usize) {
        self.done = self.done.saturating_add(n).min(self.buffer.len());
    }

    /// The next `n` bytes, and where they begin; they are done with.
    pub(crate) fn take(&mut self, n: usize) -> (u64, &[u8]) {
        let (at, from) = (self.offset(), self.done);
        self.skip(n);
        (at, self.buffer.get(from..self.done).unwrap_or_default())
    }

    /// An error so many bytes behind what is done with.
    pub(crate) fn broken(&self, at: usize, why: impl Into<String>) -> Broken {
        Broken::Data(self.offset().saturating_add(length(at)), why.into())
    }
}

/// Messages behind their lengths, as varints: Protobuf's `writeDelimitedTo`.
pub(crate) fn delimited(source: &mut Source) -> Result<Option<(u64, &[u8])>, Broken> {
    let (mut size, mut shift, mut at) = (0u64, 0u32, 0usize);
    loop {
        let Some(byte) = source.byte(at)? else {
            if at == 0 {
                return Ok(None);
            }
            return Err(source.broken(at, "the input ends inside a message's length"));
        };
        size |= u64::from(byte & 0x7f) << shift;
        at = at.saturating_add(1);
        shift = shift.saturating_add(7);
        if byte & 0x80 == 0 {
            break;
        }
        if shift > 28 {
            let why = "no length of a message; without --delimited the input is one message";
            return Err(source.broken(0, why));
        }
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size > source.limit {
        let why = format!(
            "a message of {size} bytes, above the limit of {}; --limit-frame raises that (and \
             without --delimited the input is one message)",
            source.limit
        );
        return Err(source.broken(0, why));
    }
    source.skip(at);
    if !source.fill(size)? {
        let left = size.saturating_sub(source.rest().len());
        let why = format!(
            "the input ends inside a message of {size} bytes, {left} are missing (without \
             --delimited the input is one message)"
        );
        return Err(source.broken(source.rest().len(), why));
    }
    Ok(Some(source.take(size)))
}

/// All of the input as one message.
pub(crate) fn whole(source: &mut Source) -> Result<(u64, &[u8]), Broken> {
    while source.more()? {}
    let n = source.rest().len();
    Ok(source.take(n))
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An input that comes a few bytes at a time.
    struct Slow(Vec<u8>, usize);

    impl Read for Slow {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }

    pub(super) fn source(bytes: &[u8], limit: usize) -> Source {
        Source::new(Box::new(Slow(bytes.to_vec(), 3)), limit)
    }

    #[test]
    fn delimited_messages_are_cut_at_their_lengths() {
        let mut long = vec![0xac, 0x02];
        long.extend([7; 300]);
        let bytes = [&b"\x02hi\x00"[..], &long].concat();
        let mut from = source(&bytes, 1_000);
        assert_eq!(delimited(&mut from).unwrap(), Some((1, &b"hi"[..])));
        assert_eq!(delimited(&mut from).unwrap(), Some((4, &b""[..])));
        assert_eq!(
            delimited(&mut from).unwrap().map(|(at, bytes)| (at, bytes.len())),
            Some((6, 300))
        );
        assert!(delimited(&mut from).unwrap().is_none());
        for (bad, at) in
            [(&b"\x02h"[..], 2), (b"\x82", 1), (b"\xff\xff\xff\xff\xff\x01", 0), (b"\xff\x7f", 0)]
        {
            match delimited(&mut source(bad, 1_000)) {
                Err(Broken::Data(found, _)) => assert_eq!(found, at, "{bad:?}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
