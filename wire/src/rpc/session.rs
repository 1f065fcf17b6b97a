//! One connection: frames by their total, requests tracked by their id.
use super::{Framed, Payload, Request, Response, Rpc, TABLES};
use crate::{
    Context, Error, Limits,
    frame::{Content, Fed, Frame, Loss, Protocol, Role, Session, Side, Sides, Sink, Table, Ticket},
    length_field::{Cut, LengthField},
    stream::frames,
    tracker::{Seen, Tracker},
};
use core::fmt;

/// The shortest request: total and header.
pub const MIN_REQUEST: usize = 16;
/// The shortest response: total, header, code and an empty error.
pub const MIN_RESPONSE: usize = 24;

/// Cuts what `side` sends into frames.
pub const fn framer(side: Side) -> LengthField {
    LengthField::inclusive(0, 4).signed().at_least(match side {
        Side::Client => MIN_REQUEST,
        Side::Server => MIN_RESPONSE,
    })
}

pub(super) struct Connection {
    limits: Limits,
    context: Context,
    calls: Tracker<i32, Ticket>,
    /// How far each side's stream was read.
    positions: Sides<u64>,
}

impl Connection {
    pub(super) fn new(limits: &Limits, context: Context) -> Self {
        // What one remembered request takes, with the tree around it.
        let calls = limits.buffered.checked_div(128).unwrap_or(0);
        Self {
            limits: *limits,
            context,
            calls: Tracker::new(calls.min(1 << 16)),
            positions: Sides::default(),
        }
    }

    /// The request that a response answers, and what is remarkable about it.
    fn answered(&mut self, id: i32) -> (Option<Ticket>, Option<&'static str>) {
        match self.calls.response(id) {
            Some((ticket, false)) => (Some(ticket), None),
            Some((ticket, true)) => (Some(ticket), Some("another response to the same request")),
            // Nothing was heard of the client at all: every response would be remarkable.
            None if self.positions.client == 0 => (None, None),
            None => (None, Some("no request with this id was seen")),
        }
    }

    /// What is remarkable about a request with this id.
    fn repeated(&self, id: i32) -> Option<&'static str> {
        self.calls.answered(id).map(|answered| match answered {
            false => "duplicate of an open request",
            true => "duplicate of an answered request",
        })
    }

    fn tell(&mut self, side: Side, position: u64, bytes: &[u8], sink: &mut dyn Sink) {
        let [request, response] = &TABLES;
        let (table, role): (&'static Table, _) = match side {
            Side::Client => (request, Role::Request),
            Side::Server => (response, Role::Response),
        };
        // The id stands at the same place in both headers, and the framer saw to it that it is
        // there.
        let id =
            bytes.get(12..).and_then(<[u8]>::first_chunk).map_or(0, |id| i32::from_be_bytes(*id));
        let (answers, note) = match role {
            Role::Request => (None, self.repeated(id)),
            Role::Response => self.answered(id),
        };
        let content = Content::new(bytes, self.context, table, summary(role));
        let ticket = sink.frame(&Frame {
            protocol: Rpc.name(),
            version: None,
            kind: table.name,
            role: Some(role),
            side,
            position,
            bytes,
            correlation: Some(id.into()),
            answers,
            note,
            content: &content,
        });
        if role == Role::Request {
            let _: Seen<&Ticket> = self.calls.request(id, ticket);
        }
    }
}

impl Session for Connection {
    fn feed(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> Fed {
        let base = *self.positions.of(side);
        let limits = self.limits;
        let fed = frames(&mut framer(side), bytes, &limits, |at, cut| {
            if let Cut::Frame(frame) = cut {
                let at = u64::try_from(at).unwrap_or(u64::MAX);
                self.tell(side, base.saturating_add(at), frame, sink);
            }
        });
        let used = u64::try_from(fed.used).unwrap_or(u64::MAX);
        *self.positions.of_mut(side) = base.saturating_add(used);
        fed
    }

    fn gap(&mut self, side: Side, lost: u64, _sink: &mut dyn Sink) {
        let position = self.positions.of_mut(side);
        *position = position.saturating_add(lost);
    }

    fn end(&mut self, side: Side, rest: &[u8], sink: &mut dyn Sink) {
        if !rest.is_empty() {
            let position = *self.positions.of(side);
            let bytes = u64::try_from(rest.len()).unwrap_or(u64::MAX);
            sink.lost(side, position, bytes, Loss::Cut(cut(side, rest, &self.limits, position)));
        }
    }
}

/// Why `rest` is no frame.
fn cut(side: Side, rest: &[u8], limits: &Limits, position: u64) -> Error {
    use crate::frame::{Framer, Step};
    match framer(side).next(rest, limits) {
        Ok(Step::Need(more)) => {
            let wanted = rest.len().saturating_add(more.get());
            Error::end(rest.len(), wanted, rest.len()).after(position)
        }
        Ok(Step::Done { .. }) => Error::end(rest.len(), 1, 0).after(position),
        Err(error) => error.after(position),
    }
}

fn summary(role: Role) -> fn(&[u8], Context, &mut fmt::Formatter<'_>) -> fmt::Result {
    match role {
        Role::Request => {
            |bytes, context, f| match crate::wire::read::<Framed<Request<'static>>>(bytes, context)
            {
                Ok(Framed(request)) => payload(request.payload.as_ref(), f),
                Err(error) => write!(f, "{error}"),
            }
        }
        Role::Response => {
            |bytes, context, f| match crate::wire::read::<Framed<Response<'static>>>(bytes, context)
            {
                Ok(Framed(response)) if response.error.is_empty() => {
                    write!(f, "{:?} ", response.code)?;
                    payload(response.payload.as_ref(), f)
                }
                Ok(Framed(response)) => write!(f, "{:?} {:?}", response.code, response.error),
                Err(error) => write!(f, "{error}"),
            }
        }
    }
}

fn payload(payload: Option<&Payload<'_>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match payload {
        None => f.write_str("(no payload)"),
        Some(Payload::Text(text)) => write!(f, "{text:?}"),
        Some(Payload::RpcRequest(call)) => {
            let n = call.serialized_arguments.len();
            write!(f, "{}#{} {n} B of arguments", call.interface, call.method)
        }
        Some(Payload::Metadata(metadata)) => {
            let s = if metadata.services.len() == 1 { "" } else { "s" };
            write!(f, "{} service{s}", metadata.services.len())
        }
        Some(Payload::Unknown { key, body }) => write!(f, "type {key} {} B", body.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, frame::Summary, stream::Stream};
    use alloc::{format, string::String, vec::Vec};

    const HEADER: &[u8] = b"\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00";

    fn frame(id: u8, rest: &[u8]) -> Vec<u8> {
        let mut bytes = (u32::try_from(16 + rest.len()).unwrap()).to_be_bytes().to_vec();
        bytes.extend(HEADER);
        bytes.push(id);
        bytes.extend(rest);
        bytes
    }

    fn request(id: u8) -> Vec<u8> {
        frame(id, b"\x00ping")
    }

    fn response(id: u8) -> Vec<u8> {
        frame(id, b"\x00\x00\x00\x00\x00\x00\x00\x00\x00pong")
    }

    #[derive(Default)]
    struct Log(Vec<String>);

    impl Sink for Log {
        fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
            let n = u64::try_from(self.0.len()).unwrap();
            let answers = frame.answers.map(|ticket| ticket.0);
            let summary = Summary(frame.content);
            let kind = frame.kind;
            self.0.push(format!(
                "{kind} {:?} {answers:?} {:?} {summary}",
                frame.correlation, frame.note
            ));
            Ticket(n, 0)
        }
        fn lost(&mut self, side: Side, position: u64, bytes: u64, why: Loss) {
            self.0.push(format!("{} lost {bytes} at {position}: {why:?}", side.name()));
        }
    }

    #[test]
    fn responses_find_their_requests_and_duplicates_are_told() {
        let mut log = Log::default();
        let mut stream = Stream::new(Rpc.session(&Limits::DEFAULT, Context::DEFAULT));
        for (side, bytes) in [
            (Side::Client, request(1)),
            (Side::Client, request(1)),
            (Side::Server, response(1)),
            (Side::Server, response(1)),
            (Side::Client, request(1)),
            (Side::Server, response(9)),
        ] {
            assert_eq!(stream.feed(side, &bytes, &mut log), None);
        }
        assert_eq!(
            log.0,
            [
                "request Some(1) None None \"ping\"",
                "request Some(1) None Some(\"duplicate of an open request\") \"ping\"",
                "response Some(1) Some(0) None SUCCESS \"pong\"",
                "response Some(1) Some(0) Some(\"another response to the same request\") SUCCESS \"pong\"",
                "request Some(1) None Some(\"duplicate of an answered request\") \"ping\"",
                "response Some(9) None Some(\"no request with this id was seen\") SUCCESS \"pong\"",
            ]
        );
    }

    #[test]
    fn responses_alone_are_not_remarkable() {
        let mut log = Log::default();
        let mut stream = Stream::new(Rpc.session(&Limits::DEFAULT, Context::DEFAULT));
        stream.feed(Side::Server, &response(9), &mut log);
        assert_eq!(log.0, ["response Some(9) None None SUCCESS \"pong\""]);
    }

    #[test]
    fn any_split_gives_the_same_frames() {
        let client = [request(1), request(2), request(1)].concat();
        let server = [response(2), response(1), response(3)].concat();
        for seed in 0..50 {
            for cut in [0, 1, 5, 17] {
                let sides = [&client[..client.len() - cut], &server[cut..]];
                check::stream(&Rpc, &Limits::DEFAULT, Context::DEFAULT, sides, seed);
            }
        }
    }

    #[test]
    fn what_is_cut_is_said() {
        let mut log = Log::default();
        let mut stream = Stream::new(Rpc.session(&Limits::DEFAULT, Context::DEFAULT));
        let bytes = [request(1), request(2)[..10].to_vec()].concat();
        stream.feed(Side::Client, &bytes, &mut log);
        assert_eq!(stream.rest(Side::Client), &request(2)[..10]);
        stream.end(&mut log);
        let last = "client lost 10 at 21: Cut(UnexpectedEnd(unexpected end at 0x1f, 11 more bytes needed))";
        assert_eq!(log.0.last().unwrap(), last);
    }

    #[test]
    fn totals_that_cannot_be_end_the_stream_with_an_error() {
        for (total, kind) in [
            (0x8000_0000u32, "bad-length"),
            (0xffff_ffff, "bad-length"),
            (0x7fff_ffff, "frame-limit"),
            (0, "bad-length"),
            (15, "bad-length"),
        ] {
            let mut log = Log::default();
            let mut stream = Stream::new(Rpc.session(&Limits::DEFAULT, Context::DEFAULT));
            let bytes = [&request(1)[..], &total.to_be_bytes(), b"and more"].concat();
            let error = stream.feed(Side::Client, &bytes, &mut log).unwrap();
            assert_eq!((error.kind.name(), error.offset), (kind, 21));
            stream.feed(Side::Client, b"and more", &mut log);
            assert_eq!(stream.rest(Side::Client), &bytes[21..]);
            stream.end(&mut log);
            assert!(log.0.last().unwrap().starts_with("client lost 20 at 21: Malformed"));
        }
    }
}
