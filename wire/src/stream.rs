//! A session and the bytes it has not used yet: what every caller of a session needs.
use crate::{
    Error, Limits,
    frame::{Fed, Framer, Loss, Session, Side, Sides, Sink, Step},
};
use alloc::{boxed::Box, vec::Vec};

/// Both sides of one connection, fed piece by piece.
///
/// Keeps what a session has not used and offers it again, stops a side at its first error and
/// counts what comes after, and says at the end what was never told.
pub struct Stream {
    session: Box<dyn Session>,
    sides: Sides<Half>,
}

#[derive(Default)]
struct Half {
    pending: Vec<u8>,
    /// Where `pending` begins in the stream.
    position: u64,
    /// So many pending bytes are needed before the session is asked again.
    enough: usize,
    failed: Option<Failed>,
}

struct Failed {
    error: Error,
    position: u64,
    bytes: u64,
}

impl Stream {
    /// A new connection.
    pub fn new(session: Box<dyn Session>) -> Self {
        Self { session, sides: Sides::default() }
    }

    const fn half(&mut self, side: Side) -> (&mut Box<dyn Session>, &mut Half) {
        (&mut self.session, self.sides.of_mut(side))
    }

    /// More bytes of `side`. Returns the error at which that side became unreadable, once.
    pub fn feed(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> Option<Error> {
        let (session, half) = self.half(side);
        if let Some(failed) = &mut half.failed {
            failed.bytes = failed.bytes.saturating_add(count(bytes));
            return None;
        }
        // Nothing pending: the bytes are read where they are, and only the rest is copied.
        if half.pending.is_empty() {
            let fed = session.feed(side, bytes, sink);
            let rest = bytes.get(fed.used..).unwrap_or_default();
            half.pending.extend_from_slice(rest);
            return half.advance(fed);
        }
        half.pending.extend_from_slice(bytes);
        if half.pending.len() < half.enough {
            return None;
        }
        let fed = session.feed(side, &half.pending, sink);
        half.pending.drain(..fed.used.min(half.pending.len()));
        half.advance(fed)
    }

    /// What `side` fed and was not told: the front of a frame that is not complete, or the bytes
    /// at which it became unreadable, some of them.
    pub fn rest(&self, side: Side) -> &[u8] {
        &self.sides.of(side).pending
    }

    /// `lost` bytes of `side` are missing.
    pub fn gap(&mut self, side: Side, lost: u64, sink: &mut dyn Sink) {
        let (session, half) = self.half(side);
        let pending = count(&half.pending);
        sink.lost(side, half.position, pending.saturating_add(lost), Loss::Gap);
        half.position = half.position.saturating_add(pending).saturating_add(lost);
        half.pending.clear();
        half.enough = 0;
        // The session has not used what was pending: that is missing as well.
        session.gap(side, pending.saturating_add(lost), sink);
    }

    /// Both sides are over.
    pub fn end(&mut self, sink: &mut dyn Sink) {
        for side in [Side::Client, Side::Server] {
            let (session, half) = self.half(side);
            match half.failed.take() {
                Some(failed) => {
                    sink.lost(side, failed.position, failed.bytes, Loss::Malformed(failed.error));
                }
                None => session.end(side, &half.pending, sink),
            }
            half.pending.clear();
        }
    }
}

impl core::fmt::Debug for Stream {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Stream")
    }
}

impl Half {
    fn advance(&mut self, fed: Fed) -> Option<Error> {
        self.position = self.position.saturating_add(u64::try_from(fed.used).unwrap_or(u64::MAX));
        self.enough = self.pending.len().saturating_add(fed.need);
        let error = fed.error?.after(self.position);
        self.failed = Some(Failed { error, position: self.position, bytes: count(&self.pending) });
        // Enough to show what is wrong; the stream may go on for long.
        self.pending.truncate(SHOWN);
        self.pending.shrink_to_fit();
        Some(error)
    }
}

/// How many bytes of an unreadable stream are kept to be shown.
const SHOWN: usize = 4096;

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Hands every whole frame at the front of `bytes` to `each`, with its offset: the loop of a
/// session whose frames come one behind the other.
pub fn frames<F: Framer>(
    framer: &mut F,
    bytes: &[u8],
    limits: &Limits,
    mut each: impl FnMut(usize, F::Frame<'_>),
) -> Fed {
    let mut fed = Fed::default();
    while let Some(rest) = bytes.get(fed.used..).filter(|rest| !rest.is_empty()) {
        match framer.next(rest, limits) {
            Ok(Step::Done { value, used }) => {
                each(fed.used, value);
                fed.used = fed.used.saturating_add(used.max(1));
            }
            Ok(Step::Need(more)) => {
                fed.need = more.get();
                break;
            }
            Err(error) => {
                fed.error = Some(error);
                break;
            }
        }
    }
    fed
}
