//! The text form of the lecture notes' RPC: a call is a line `Service#method#argument`, its answer
//! a line of text.
//!
//! A line ends with LF or CR LF; the last one of a stream need not end. Answers carry no id: the
//! n-th line of the server answers the n-th call. The argument is all that stands behind the second
//! `#`, so it may hold more of them.
//!
//! ```
//! use wireloom_wire::{Context, rpc_text::Request, wire};
//!
//! let call = wire::read::<Request<'static>>(b"Hello#hello#Ann\n", Context::DEFAULT)?;
//! assert_eq!((call.service, call.method, call.argument), ("Hello", "hello", "Ann"));
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
mod line;
mod session;

pub use line::{Line, LineEnd, Until};

use crate::{
    Context, Limits,
    frame::{Confidence, Protocol, Role, Session, Side, Table},
};
use alloc::boxed::Box;

message! {
    /// A call: one line of the client. The lecture notes, the text protocol of the RPC example.
    pub struct Request<'a> = "request" {
        /// The service.
        service: &'a str as Until<b'#'>,
        /// Its method.
        method: &'a str as Until<b'#'>,
        /// What it is called with.
        argument: &'a str as Line,
        /// How the line ends: nothing is said of LF.
        end: &'a str as LineEnd,
    }
}

message! {
    /// An answer: one line of the server.
    pub struct Response<'a> = "response" {
        /// The result.
        result: &'a str as Line,
        /// How the line ends: nothing is said of LF.
        end: &'a str as LineEnd,
    }
}

/// The native RPC's text form.
#[derive(Debug)]
pub struct RpcText;

static TABLES: [Table; 2] = [
    Table::of::<Request<'static>>(Some(Role::Request)),
    Table::of::<Response<'static>>(Some(Role::Response)),
];

impl Protocol for RpcText {
    fn name(&self) -> &'static str {
        "rpc-text"
    }

    fn spec(&self) -> &'static str {
        "the lecture notes' RPC example: Service#method#argument, one call a line"
    }

    fn tables(&self) -> &'static [Table] {
        &TABLES
    }

    fn detect(&self, head: &[u8], side: Side) -> Confidence {
        if side == Side::Server {
            return Confidence::no("its answers are any text");
        }
        let mut lines = 0u32;
        for line in head.split_inclusive(|b| *b == b'\n') {
            let whole = line.ends_with(b"\n");
            match crate::wire::read::<Request<'static>>(line, Context::DEFAULT) {
                Ok(call) if named(call.service) && named(call.method) => {
                    lines = lines.saturating_add(u32::from(whole));
                }
                _ if whole => return Confidence::no("a line that is no Service#method#argument"),
                _ => {}
            }
        }
        match lines {
            0 => Confidence::more(1),
            1 => Confidence { score: 70, messages: 1, need: 1, why: "a line with two #" },
            _ => Confidence { score: 85, messages: lines, need: 0, why: "lines with two # each" },
        }
    }

    fn session(&self, limits: &Limits, context: Context) -> Box<dyn Session> {
        Box::new(session::Connection::new(limits, context))
    }
}

/// Whether it could name a service or a method in a programming language.
fn named(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Wire, Writer, check::laws, wire::read};
    use alloc::vec::Vec;

    #[test]
    fn the_argument_is_all_that_is_left() {
        let bytes = b"Hello#hello#a#b\r\n";
        let call = read::<Request<'static>>(bytes, Context::DEFAULT).unwrap();
        assert_eq!((call.argument, call.end), ("a#b", "\r\n"));
        let mut out = Vec::new();
        Request::write(&call, &mut Writer::new(&mut out)).unwrap();
        assert_eq!(out, bytes);
    }

    #[test]
    fn the_laws_hold_for_every_line() {
        for bytes in
            [&b"Hello#hello#Ann\n"[..], b"a#b#", b"##\r\n", b"#", b"", b"x\r#y#\r\r\n", b"\xff#a#b"]
        {
            laws::<Request<'static>>(bytes, Context::DEFAULT);
            laws::<Response<'static>>(bytes, Context::DEFAULT);
        }
    }

    #[test]
    fn a_line_without_two_marks_is_no_call() {
        let error = read::<Request<'static>>(b"Hello#hello\n", Context::DEFAULT).unwrap_err();
        assert_eq!((error.kind, error.offset), (ErrorKind::BadValue, 6));
    }

    #[test]
    fn what_would_read_as_something_else_is_not_written() {
        for (service, argument) in [("a#b", ""), ("a", "b\nc")] {
            let call = Request { service, method: "m", argument, end: "\n" };
            let error = Request::write(&call, &mut Writer::new(&mut Vec::new())).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unwritable);
        }
    }

    #[test]
    fn lines_of_calls_are_told_from_other_text() {
        let score = |head: &[u8]| RpcText.detect(head, Side::Client).score;
        assert_eq!(score(b"Hello#hello#Ann\n"), 70);
        assert_eq!(score(b"Hello#hello#Ann\ncom.Hello#hello#Bob\n"), 85);
        assert_eq!(score(b"GET / HTTP/1.1\r\n"), 0);
        assert_eq!(score(b"Hello#he"), 0);
    }
}
