//! Whether a connection speaks MQTT, and where in a stream a packet begins.
use super::{Packet, Packets};
use crate::{
    Context, Limits, Reader, Wire,
    frame::{Confidence, Framer, Side, Step},
};

/// More packets than these tell nothing new.
const ENOUGH: u32 = 8;

/// How sure we are that a connection on which `side` first says `head` speaks MQTT.
pub(super) fn detect(head: &[u8], side: Side) -> Confidence {
    if let (Side::Client, [0x10..=0x1f, ..]) = (side, head) {
        return connect(head);
    }
    let (mut at, mut messages, mut points) = (0usize, 0u32, 0u32);
    while let Some(rest) = head.get(at..).filter(|rest| !rest.is_empty()) {
        let Ok(step) = Packets.next(rest, &Limits::DEFAULT) else {
            return Confidence::no("its bytes are no packets");
        };
        let Step::Done { value, used } = step else { break };
        if !may_send(value, side) || versions(value) == 0 {
            return Confidence::no("its bytes are no packets");
        }
        messages = messages.saturating_add(1);
        points = points.saturating_add(telling(value));
        at = at.saturating_add(used);
        if messages == ENOUGH {
            break;
        }
    }
    let Some(score) = points.checked_sub(1) else { return partial(head, at) };
    let score = u8::try_from(score.saturating_mul(12).saturating_add(30).min(90)).unwrap_or(90);
    let need = if messages < ENOUGH { 2 } else { 0 };
    Confidence { score, messages, need, why: "whole packets, one behind the other" }
}

/// A connection that begins with a CONNECT is MQTT as surely as its protocol name is there.
fn connect(head: &[u8]) -> Confidence {
    let Some((_, after)) = head.split_first() else { return Confidence::more(2) };
    let octets = after.iter().take_while(|octet| **octet >= 0x80).take(4).count();
    let body = after.get(octets.saturating_add(1)..).unwrap_or_default();
    let name: &[&[u8]] = &[b"\x00\x04MQTT", b"\x00\x06MQIsdp"];
    if let Some(name) = name.iter().find(|name| body.starts_with(name)) {
        let whole = Packet::decode(head, Context::DEFAULT);
        let messages = u32::from(matches!(whole, Ok(Step::Done { .. })));
        let _ = name;
        return Confidence { score: 99, messages, need: 0, why: "CONNECT with its protocol name" };
    }
    match name.iter().find(|name| name.starts_with(body)) {
        Some(name) => Confidence::more(name.len().saturating_sub(body.len())),
        None => Confidence::no("its first packet has another protocol name"),
    }
}

fn partial(head: &[u8], at: usize) -> Confidence {
    match head.get(at..).map(|rest| Packets.next(rest, &Limits::DEFAULT)) {
        Some(Ok(Step::Need(more))) => Confidence::more(more.get()),
        _ => Confidence::more(2),
    }
}

/// Which versions a packet is valid in: bit 0 for 3.1.1, bit 1 for 5.
pub(super) fn versions(packet: &[u8]) -> u8 {
    let valid = |version| {
        let mut r = Reader::with(packet, Context::DEFAULT.at(version));
        u8::from(Packet::read(&mut r).is_ok() && r.finish().is_ok())
    };
    valid(4) | valid(5) << 1
}

/// Whether that side may send a packet of its type.
pub(super) const fn may_send(packet: &[u8], side: Side) -> bool {
    let (client, server) = match packet {
        [0x10..=0x1f | 0x80..=0x8f | 0xa0..=0xaf | 0xc0..=0xcf, ..] => (true, false),
        [0x20..=0x2f | 0x90..=0x9f | 0xb0..=0xbf | 0xd0..=0xdf, ..] => (false, true),
        _ => (true, true),
    };
    match side {
        Side::Client => client,
        Side::Server => server,
    }
}

/// How unlikely it is that the packet is one by accident.
const fn telling(packet: &[u8]) -> u32 {
    match packet {
        // A topic that is text, subscriptions: many bytes that fit.
        [0x30..=0x3f | 0x80..=0x8f | 0xa0..=0xaf, ..] if packet.len() > 8 => 3,
        [0x20..=0x2f, ..] => 3,
        _ => 1,
    }
}

/// Where the first of several packets begins that stand one behind the other, up to the end of
/// `bytes` or the front of one more.
pub(super) fn resync(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|&start| {
        let (mut at, mut points) = (start, 0u32);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match Packets.next(rest, &Limits::DEFAULT) {
                Ok(Step::Done { value, used }) if versions(value) != 0 => {
                    points = points.saturating_add(telling(value));
                    at = at.saturating_add(used);
                }
                // The last one is cut.
                Ok(Step::Need(_)) => break,
                _ => return false,
            }
            if points > 8 {
                break;
            }
        }
        points > 2
    })
}
