//! One connection: a frame is a line, and answers come in the order of the calls.
use super::{Request, Response, RpcText, TABLES};
use crate::{
    Context, Error, ErrorKind, Limits, Result,
    frame::{
        Content, Fed, Frame, Framer, Protocol, Role, Session, Side, Sides, Sink, Step, Table,
        Ticket,
    },
    stream::frames,
    wire,
};
use alloc::collections::VecDeque;
use core::fmt;

/// Cuts a stream after every LF.
struct Lines;

impl Framer for Lines {
    type Frame<'a> = &'a [u8];

    fn next<'a>(&mut self, buf: &'a [u8], limits: &Limits) -> Result<Step<&'a [u8]>> {
        let (shown, _) = buf.split_at_checked(limits.frame).unwrap_or((buf, &[]));
        match shown.split_inclusive(|b| *b == b'\n').next() {
            Some(line) if line.ends_with(b"\n") => Ok(Step::Done { value: line, used: line.len() }),
            _ if buf.len() > limits.frame => {
                Err(Error::new(ErrorKind::FrameLimit, 0, limits.frame))
            }
            _ => Ok(Step::need(1)),
        }
    }
}

pub(super) struct Connection {
    limits: Limits,
    context: Context,
    /// Calls without an answer yet, the oldest first.
    open: VecDeque<Ticket>,
    /// How many calls are remembered at most.
    most: usize,
    positions: Sides<u64>,
}

impl Connection {
    pub(super) fn new(limits: &Limits, context: Context) -> Self {
        let most = limits.buffered.checked_div(size_of::<Ticket>()).unwrap_or(0).min(1 << 16);
        let (open, positions) = (VecDeque::new(), Sides::default());
        Self { limits: *limits, context, open, most, positions }
    }

    fn tell(&mut self, side: Side, position: u64, bytes: &[u8], sink: &mut dyn Sink) {
        let [request, response] = &TABLES;
        let (table, role): (&'static Table, _) = match side {
            Side::Client => (request, Role::Request),
            Side::Server => (response, Role::Response),
        };
        let answers = if side == Side::Server { self.open.pop_front() } else { None };
        let summary = if side == Side::Server { answer } else { call };
        let ticket = sink.frame(&Frame {
            protocol: RpcText.name(),
            version: None,
            kind: table.name,
            role: Some(role),
            side,
            position,
            bytes,
            correlation: None,
            answers,
            note: None,
            content: &Content::new(bytes, self.context, table, summary),
        });
        if side == Side::Client && self.open.len() < self.most {
            self.open.push_back(ticket);
        }
    }
}

impl Session for Connection {
    fn feed(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> Fed {
        let base = *self.positions.of(side);
        let limits = self.limits;
        let fed = frames(&mut Lines, bytes, &limits, |at, line| {
            let at = u64::try_from(at).unwrap_or(u64::MAX);
            self.tell(side, base.saturating_add(at), line, sink);
        });
        let used = u64::try_from(fed.used).unwrap_or(u64::MAX);
        *self.positions.of_mut(side) = base.saturating_add(used);
        fed
    }

    /// Answers are told by their order only: after a gap nobody knows which is whose.
    fn gap(&mut self, side: Side, lost: u64, _sink: &mut dyn Sink) {
        let position = self.positions.of_mut(side);
        *position = position.saturating_add(lost);
        self.open.clear();
    }

    /// The last line need not end.
    fn end(&mut self, side: Side, rest: &[u8], sink: &mut dyn Sink) {
        if !rest.is_empty() {
            self.tell(side, *self.positions.of(side), rest, sink);
        }
    }
}

fn call(bytes: &[u8], context: Context, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match wire::read::<Request<'static>>(bytes, context) {
        Ok(call) => write!(f, "{}#{} {:?}", call.service, call.method, call.argument),
        Err(error) => write!(f, "{error}"),
    }
}

fn answer(bytes: &[u8], context: Context, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match wire::read::<Response<'static>>(bytes, context) {
        Ok(answer) => write!(f, "{:?}", answer.result),
        Err(error) => write!(f, "{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn any_split_gives_the_same_lines() {
        let client = b"Hello#hello#Ann\nHello#hello#Bob\r\nno call\n\nHello#hello#last";
        let server = b"Hello, Ann\nHello, Bob\r\n\n\xff\nmore";
        let short = Limits { frame: 8, ..Limits::DEFAULT };
        for limits in [Limits::DEFAULT, short] {
            for seed in 0..50 {
                check::stream(&RpcText, &limits, Context::DEFAULT, [client, server], seed);
            }
        }
    }
}
