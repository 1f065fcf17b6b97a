//! Runs one decoder a million times, so that valgrind can count its instructions:
//! `valgrind --tool=callgrind --callgrind-out-file=/dev/null count table-call`, and the same with
//! `hand-call` and `nothing`.
use std::hint::black_box;
use wireloom_benches::hand;
use wireloom_wire::{
    Error, Reader, Wire, message,
    rpc::{Code, Framed, Request, RpcRequest},
    types::Text,
};

message! {
    /// The header of a response: what `hand::header` reads.
    pub struct Header<'a> = "header" {
        r#type = "type": i32,
        version: i32,
        request_id: i32,
        code: Code,
        error: &'a str as Text<u32>,
    }
}

const CALL: &[u8] = b"\0\0\0\x05Hello\0\0\0\x05hello\0\0\0\x04\0Ann";
const HEADER: &[u8] = b"\0\0\0\0\0\0\0\x01\0\0\0\x07\xff\xff\xff\xfe\0\0\0\x07no such";
const REQUEST: &[u8] =
    b"\0\0\0\x2b\0\0\0\0\0\0\0\x01\0\0\0\x07\x65\0\0\0\x05Hello\0\0\0\x05hello\0\0\0\x04\0Ann";
const RUNS: u32 = 1_000_000;

#[inline(never)]
fn table_call(bytes: &[u8]) -> Result<RpcRequest<'_>, Error> {
    RpcRequest::read(&mut Reader::new(bytes))
}

#[inline(never)]
fn table_header(bytes: &[u8]) -> Result<Header<'_>, Error> {
    Header::read(&mut Reader::new(bytes))
}

#[inline(never)]
fn table_request(bytes: &[u8]) -> Result<Framed<Request<'_>>, Error> {
    Framed::read(&mut Reader::new(bytes))
}

#[inline(never)]
fn hand_call(bytes: &[u8]) -> Result<hand::Call<'_>, Error> {
    hand::call(bytes)
}

#[inline(never)]
fn hand_header(bytes: &[u8]) -> Result<hand::Header<'_>, Error> {
    hand::header(bytes)
}

fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    for _ in 0..RUNS {
        let (call, header) = (black_box(CALL), black_box(HEADER));
        match what.as_str() {
            "table-call" => drop(black_box(table_call(call))),
            "hand-call" => drop(black_box(hand_call(call))),
            "table-header" => drop(black_box(table_header(header))),
            "table-request" => drop(black_box(table_request(black_box(REQUEST)))),
            "hand-header" => drop(black_box(hand_header(header))),
            _ => {}
        }
    }
}
