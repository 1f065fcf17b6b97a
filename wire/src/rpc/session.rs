//! One connection: frames by their total, requests tracked by their id.
use super::{Framed, Payload, Request, Response, Rpc, TABLES};
use crate::{
    Context, Error, Limits,
    frame::{Content, Fed, Frame, Loss, Protocol, Role, Session, Side, Sink, Table, Ticket},
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
    LengthField::inclusive(0, 4).at_least(match side {
        Side::Client => MIN_REQUEST,
        Side::Server => MIN_RESPONSE,
    })
}

pub(super) struct Connection {
    limits: Limits,
    context: Context,
    calls: Tracker<i32, Ticket>,
    /// How far each side's stream was read: client, server.
    positions: [u64; 2],
}

impl Connection {
    pub(super) fn new(limits: &Limits) -> Self {
        // What one remembered request takes, with the tree around it.
        let calls = limits.buffered.checked_div(128).unwrap_or(0);
        Self {
            limits: *limits,
            context: Context::new(limits),
            calls: Tracker::new(calls.min(1 << 16)),
            positions: [0; 2],
        }
    }

    fn position(&mut self, side: Side) -> &mut u64 {
        let [client, server] = &mut self.positions;
        if side == Side::Client { client } else { server }
    }

    /// The request that a response answers, and what is remarkable about it.
    fn answered(&mut self, id: i32) -> (Option<Ticket>, Option<&'static str>) {
        match self.calls.response(id) {
            Some((ticket, false)) => (Some(ticket), None),
            Some((ticket, true)) => (Some(ticket), Some("another response to the same request")),
            None => (None, Some("no request with this id was seen")),
        }
    }

    fn tell(&mut self, side: Side, position: u64, bytes: &[u8], sink: &mut dyn Sink) {
        let [request, response] = &TABLES;
        let (table, role): (&'static Table, _) = match side {
            Side::Client => (request, Role::Request),
            Side::Server => (response, Role::Response),
        };
        // The id stands at the same place in both headers, and the framer saw to it that it is
        // there.
        let id = bytes.get(12..).and_then(<[u8]>::first_chunk).map_or(0, |id| i32::from_be_bytes(*id));
        let (answers, note) = match (role, self.calls.answered(id)) {
            (Role::Request, None) => (None, None),
            (Role::Request, Some(false)) => (None, Some("duplicate of an open request")),
            (Role::Request, Some(true)) => (None, Some("duplicate of an answered request")),
            (Role::Response, _) => self.answered(id),
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
        let base = *self.position(side);
        let limits = self.limits;
        let fed = frames(&mut framer(side), bytes, &limits, |at, cut| {
            if let Cut::Frame(frame) = cut {
                let at = u64::try_from(at).unwrap_or(u64::MAX);
                self.tell(side, base.saturating_add(at), frame, sink);
            }
        });
        let used = u64::try_from(fed.used).unwrap_or(u64::MAX);
        *self.position(side) = base.saturating_add(used);
        fed
    }

    fn gap(&mut self, side: Side, lost: u64, _sink: &mut dyn Sink) {
        let position = self.position(side);
        *position = position.saturating_add(lost);
    }

    fn end(&mut self, side: Side, rest: &[u8], sink: &mut dyn Sink) {
        if !rest.is_empty() {
            let position = *self.position(side);
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
        Role::Request => |bytes, context, f| {
            match crate::wire::read::<Framed<Request<'static>>>(bytes, context) {
                Ok(Framed(request)) => payload(request.payload.as_ref(), f),
                Err(error) => write!(f, "{error}"),
            }
        },
        Role::Response => |bytes, context, f| {
            match crate::wire::read::<Framed<Response<'static>>>(bytes, context) {
                Ok(Framed(response)) if response.error.is_empty() => {
                    write!(f, "{:?} ", response.code)?;
                    payload(response.payload.as_ref(), f)
                }
                Ok(Framed(response)) => write!(f, "{:?} {:?}", response.code, response.error),
                Err(error) => write!(f, "{error}"),
            }
        },
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
