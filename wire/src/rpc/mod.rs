//! The native RPC of the lecture notes, as its reference implementation (simple-rpc-framework)
//! speaks it: requests and responses, a name service, and nothing else. No heartbeat, no
//! handshake.
//!
//! All integers are big-endian. A frame is `u32 total` (which counts itself), a header and a
//! payload; the payload is a type tag and a body. The reference bounds nothing and lets the total
//! be negative: here a frame has a limit, and every total that cannot be is an error.
//!
//! A request and a response look alike on the wire: it takes the side that speaks to tell them
//! apart. Requests are tracked by their id, so that a response finds its request and a request id
//! that comes again is told as a duplicate: the codec's part of at-least-once, at-most-once and
//! exactly-once delivery (see [`Tracker`](crate::tracker::Tracker)).
//!
//! ```
//! use wireloom_wire::{Context, Wire, Writer, rpc::{Framed, Payload, Request, RpcRequest}, wire};
//!
//! let call = RpcRequest { interface: "Hello", method: "hello", serialized_arguments: b"\0Ann" };
//! let payload = Some(Payload::RpcRequest(call));
//! let request = Framed(Request { r#type: 0, version: 1, request_id: 7, payload });
//! let mut bytes = Vec::new();
//! Framed::write(&request, &mut Writer::new(&mut bytes))?;
//! assert_eq!(bytes[..4], [0, 0, 0, 43]);
//! let read = wire::read::<Framed<Request<'static>>>(&bytes, Context::DEFAULT)?;
//! assert_eq!(read, request);
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
mod message;
mod session;

pub use message::{Code, Framed, Metadata, Payload, Request, Response, RpcRequest, Service};
pub use session::{MIN_REQUEST, MIN_RESPONSE, framer};

use crate::{
    Context, ErrorKind, Limits,
    frame::{Confidence, Framer, Protocol, Role, Session, Side, Step, Table},
    length_field::Cut,
    wire,
};
use alloc::boxed::Box;

/// The native RPC.
#[derive(Debug)]
pub struct Rpc;

pub(crate) static TABLES: [Table; 2] = [
    Table::of::<Framed<Request<'static>>>(Some(Role::Request)),
    Table::of::<Framed<Response<'static>>>(Some(Role::Response)),
];

impl Protocol for Rpc {
    fn name(&self) -> &'static str {
        "rpc"
    }

    fn spec(&self) -> &'static str {
        "the lecture notes' RPC framework and its reference implementation, simple-rpc-framework"
    }

    fn tables(&self) -> &'static [Table] {
        &TABLES
    }

    fn detect(&self, head: &[u8], side: Side) -> Confidence {
        let (mut at, mut messages, mut telling) = (0usize, 0u32, false);
        while let Some(rest) = head.get(at..).filter(|rest| !rest.is_empty()) {
            match framer(side).next(rest, &Limits::DEFAULT) {
                Ok(Step::Done { value: Cut::Frame(frame), used }) => {
                    match shape(frame, side) {
                        Shape::Telling => telling = true,
                        Shape::Possible => {}
                        Shape::Not => return Confidence::no("its frames hold no known payload"),
                    }
                    at = at.saturating_add(used.max(1));
                    messages = messages.saturating_add(1);
                }
                Ok(Step::Need(need)) if messages == 0 => return Confidence::more(need.get()),
                Ok(_) => break,
                Err(_) => return Confidence::no("its first bytes are no possible frame length"),
            }
        }
        match (messages, telling) {
            (0, _) => Confidence::more(4),
            (_, true) => Confidence { score: 90, messages, need: 0, why: "whole calls of this RPC" },
            (1, false) => Confidence { score: 30, messages, need: 24, why: "lengths that fit" },
            (_, false) => Confidence { score: 60, messages, need: 0, why: "lengths that fit, again" },
        }
    }

    fn session(&self, limits: &Limits, context: Context) -> Box<dyn Session> {
        Box::new(session::Connection::new(limits, context))
    }
}

enum Shape {
    /// Lengths inside lengths that all fit.
    Telling,
    Possible,
    Not,
}

fn shape(frame: &[u8], side: Side) -> Shape {
    let payload = match side {
        Side::Client => wire::read::<Framed<Request<'static>>>(frame, Context::DEFAULT)
            .map(|request| request.0.payload),
        Side::Server => wire::read::<Framed<Response<'static>>>(frame, Context::DEFAULT)
            .map(|response| response.0.payload),
    };
    match payload {
        Ok(Some(Payload::RpcRequest(_) | Payload::Metadata(_))) => Shape::Telling,
        Ok(None | Some(Payload::Text(_))) => Shape::Possible,
        Ok(Some(Payload::Unknown { .. })) => Shape::Not,
        Err(error) if error.kind == ErrorKind::ItemLimit => Shape::Possible,
        Err(_) => Shape::Not,
    }
}
