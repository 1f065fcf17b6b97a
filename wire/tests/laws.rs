//! The laws, on every table at every version of every protocol. A new protocol needs no line here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]

use arbitrary::Unstructured;
use std::collections::BTreeMap;
use wireloom_codecs::heap;
use wireloom_wire::{
    Context, FORMATS, Limits, PROTOCOLS, check,
    frame::{Protocol, Role, Side, Table},
};

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

/// How many arbitrary frames in all, and how many changes of each: seconds, however many tables
/// there are.
const FRAMES: usize = 6_000;
const CHANGES: usize = 8;

/// The same noise on every run (xorshift).
struct Noise(u64);

impl Noise {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.bits() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.bits().to_be_bytes()[0]
    }

    fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.byte()).collect()
    }

    /// `most` frames of a table, from little noise and from much.
    fn frames(&mut self, table: &Table, context: Context, most: usize) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        for n in 0..most * 4 {
            let noise = self.bytes(8 << (n % 6));
            frames.extend((table.arbitrary)(&mut Unstructured::new(&noise), context));
            if frames.len() == most {
                break;
            }
        }
        frames
    }

    /// One change: a bit, a byte, a cut, something put in, or something told twice.
    fn change(&mut self, frame: &mut Vec<u8>) {
        let at = self.below(frame.len());
        match self.below(6) {
            0 => frame.truncate(at),
            1 => frame.insert(at.min(frame.len()), self.byte()),
            2 => frame.extend_from_within(at..),
            _ if frame.is_empty() => {}
            3 => frame[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
            4 => frame[at] ^= 1 << self.below(8),
            _ => frame[at] = self.byte(),
        }
    }
}

/// How many frames each table may have at each version.
fn share() -> usize {
    let each = PROTOCOLS.iter().map(|p| p.tables().len() * p.versions().len().max(1));
    let formats = FORMATS.iter().map(|format| format.tables.len() * format.versions.len());
    (FRAMES / each.chain(formats).sum::<usize>().max(1)).clamp(4, 400)
}

/// Every protocol at every version.
fn each(mut f: impl FnMut(&dyn Protocol, Context, &mut Noise)) {
    // Law 7 is checked, too. Each test sets it: they share a process, and run in any order.
    let _ = check::METER.set(heap::peak);
    assert!(!PROTOCOLS.is_empty());
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    for protocol in PROTOCOLS {
        let names: Vec<_> = protocol.versions().iter().map(|(name, _)| Some(*name)).collect();
        let names = if names.is_empty() { vec![None] } else { names };
        for name in names {
            let context = protocol.start(name, &Limits::DEFAULT);
            f(*protocol, context.expect("a version that it names"), &mut noise);
        }
    }
}

/// Every table at every version: of the protocols, and of what no connection speaks by itself.
fn each_table(mut f: impl FnMut(&'static str, &'static Table, Context, &mut Noise)) {
    each(|protocol, context, noise| {
        protocol.tables().iter().for_each(|table| f(protocol.name(), table, context, noise));
    });
    let mut noise = Noise(0x2545_f491_4f6c_dd1d);
    for format in FORMATS {
        for version in format.versions {
            let context = Context::DEFAULT.at(*version);
            format.tables.iter().for_each(|table| f(format.name, table, context, &mut noise));
        }
    }
}

#[test]
fn arbitrary_frames_and_their_changes_obey_the_laws() {
    // A version need not have every frame: MQTT has AUTH from version 5 on.
    let mut made = BTreeMap::new();
    each_table(|name, table, context, noise| {
        let frames = noise.frames(table, context, share());
        *made.entry((name, table.name, table.role.map(Role::name))).or_default() += frames.len();
        for mut frame in frames {
            (table.laws)(&frame, context);
            for _ in 0..CHANGES {
                noise.change(&mut frame);
                (table.laws)(&frame, context);
            }
        }
    });
    let none: Vec<_> = made.iter().filter(|(_, made): &(_, &usize)| **made == 0).collect();
    assert!(none.is_empty(), "no arbitrary frame: {none:?}");
}

#[test]
fn any_bytes_obey_the_laws() {
    each_table(|_, table, context, noise| {
        for n in 0..share() {
            (table.laws)(&noise.bytes(n), context);
        }
    });
}

#[test]
fn any_split_of_a_stream_is_the_whole_stream() {
    each(|protocol, context, noise| {
        for round in 0..40 {
            let [mut client, mut server] = [Vec::new(), Vec::new()];
            for table in protocol.tables() {
                for frame in noise.frames(table, context, 2) {
                    if table.role != Some(Role::Response) && noise.below(3) > 0 {
                        client.extend(&frame);
                    }
                    if table.role != Some(Role::Request) && noise.below(3) > 0 {
                        server.extend(&frame);
                    }
                }
            }
            for _ in 0..round % 4 {
                noise.change(&mut client);
                noise.change(&mut server);
            }
            client.truncate(2_000);
            server.truncate(2_000);
            let small = Limits { frame: 100, buffered: 1_000, items: 20, ..Limits::DEFAULT };
            for limits in [Limits::DEFAULT, small] {
                let context = Context { items: limits.items, ..context };
                let sides = [&client[..], &server[..]];
                check::stream(protocol, &limits, context, sides, noise.bits());
            }
        }
    });
}

#[test]
fn a_protocol_is_sure_of_its_own_and_of_nothing_else_for_certain() {
    each(|protocol, context, noise| {
        for table in protocol.tables() {
            for frame in noise.frames(table, context, share()) {
                for side in [Side::Client, Side::Server] {
                    for head in [&frame[..], &frame[..frame.len() / 2]] {
                        assert!(protocol.detect(head, side).score <= 100, "{}", protocol.name());
                    }
                }
            }
        }
        for n in 0..400 {
            let head = noise.bytes(n);
            for side in [Side::Client, Side::Server] {
                let told = protocol.detect(&head, side);
                assert!(told.score < 90, "{}: noise is {told:?}", protocol.name());
            }
        }
    });
}

#[test]
fn the_meter_sees_what_is_held() {
    let (mut none, mut some) = (|| (), || drop(vec![0u8; 100_000]));
    assert_eq!((heap::peak(&mut none), heap::peak(&mut some)), (0, 100_000));
}
