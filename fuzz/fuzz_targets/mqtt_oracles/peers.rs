//! The oracles, each through its own face: whether it takes a packet, and what it takes it for.
use bytes::BytesMut;
use std::{
    cell::Cell,
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
};
use tokio_util::codec::{Decoder, Encoder};

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// rmqtt-codec 0.3
    Rmqtt,
    /// mqttbytes 0.6
    Mqttbytes,
    /// mqtt-proto 0.4
    MqttProto,
}

/// All of them.
pub(crate) const PEERS: [Peer; 3] = [Peer::Rmqtt, Peer::Mqttbytes, Peer::MqttProto];

/// What a peer makes of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A packet; and as the peer writes it again, if it can.
    Taken(Option<Vec<u8>>),
    /// More bytes are needed.
    Need,
    /// Refused, in its words.
    Refused(String),
    /// It panicked.
    Panicked,
}

thread_local! {
    /// A panic of a peer is a verdict; any other one is the harness's.
    static ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Lets the panics of peers pass in silence. libFuzzer's own hook aborts.
pub(crate) fn hush() {
    let loud = take_hook();
    set_hook(Box::new(move |panic| {
        if !ASKING.get() {
            loud(panic);
        }
    }));
}

/// Asks `peer` about `bytes`, at version 4 or 5.
pub(crate) fn ask(peer: Peer, version: i16, bytes: &[u8]) -> Verdict {
    ASKING.set(true);
    let verdict = catch_unwind(AssertUnwindSafe(|| match (peer, version) {
        (Peer::Rmqtt, 5..) => {
            let mut codec = rmqtt_codec::v5::Codec::new(0, 0);
            let packet = codec.decode(&mut BytesMut::from(bytes));
            taken(packet, |(packet, _)| {
                let mut out = BytesMut::new();
                // A new one: what CONNECT asks for changes what it writes.
                let mut codec = rmqtt_codec::v5::Codec::new(0, 0);
                codec.encode(packet, &mut out).ok().map(|()| out.to_vec())
            })
        }
        (Peer::Rmqtt, _) => {
            let mut codec = rmqtt_codec::v3::Codec::new(0);
            let packet = codec.decode(&mut BytesMut::from(bytes));
            taken(packet, |(packet, _)| {
                let mut out = BytesMut::new();
                codec.encode(packet, &mut out).ok().map(|()| out.to_vec())
            })
        }
        (Peer::Mqttbytes, 5..) => {
            match mqttbytes::v5::read(&mut BytesMut::from(bytes), usize::MAX) {
                Err(mqttbytes::Error::InsufficientBytes(_)) => Verdict::Need,
                packet => taken(packet.map(Some), |packet| mqttbytes_v5(&packet)),
            }
        }
        (Peer::Mqttbytes, _) => match mqttbytes::v4::read(&mut BytesMut::from(bytes), usize::MAX) {
            Err(mqttbytes::Error::InsufficientBytes(_)) => Verdict::Need,
            packet => taken(packet.map(Some), |packet| mqttbytes_v4(&packet)),
        },
        (Peer::MqttProto, 5..) => taken(mqtt_proto::v5::Packet::decode(bytes), |packet| {
            packet.encode().ok().map(|out| out.as_ref().to_vec())
        }),
        (Peer::MqttProto, _) => taken(mqtt_proto::v3::Packet::decode(bytes), |packet| {
            packet.encode().ok().map(|out| out.as_ref().to_vec())
        }),
    }));
    ASKING.set(false);
    verdict.unwrap_or(Verdict::Panicked)
}

fn taken<T>(
    packet: Result<Option<T>, impl Debug>,
    write: impl FnOnce(T) -> Option<Vec<u8>>,
) -> Verdict {
    match packet {
        Ok(Some(packet)) => {
            // A peer that cannot write what it has read has read it nevertheless.
            let out = catch_unwind(AssertUnwindSafe(|| write(packet)));
            Verdict::Taken(out.ok().flatten())
        }
        Ok(None) => Verdict::Need,
        Err(error) => Verdict::Refused(format!("{error:?}")),
    }
}

fn mqttbytes_v4(packet: &mqttbytes::v4::Packet) -> Option<Vec<u8>> {
    use mqttbytes::v4::{Disconnect, Packet, PingReq, PingResp};
    let mut out = BytesMut::new();
    let written = match packet {
        Packet::Connect(p) => p.write(&mut out),
        Packet::ConnAck(p) => p.write(&mut out),
        Packet::Publish(p) => p.write(&mut out),
        Packet::PubAck(p) => p.write(&mut out),
        Packet::PubRec(p) => p.write(&mut out),
        Packet::PubRel(p) => p.write(&mut out),
        Packet::PubComp(p) => p.write(&mut out),
        Packet::Subscribe(p) => p.write(&mut out),
        Packet::SubAck(p) => p.write(&mut out),
        Packet::Unsubscribe(p) => p.write(&mut out),
        Packet::UnsubAck(p) => p.write(&mut out),
        Packet::PingReq => PingReq.write(&mut out),
        Packet::PingResp => PingResp.write(&mut out),
        Packet::Disconnect => Disconnect.write(&mut out),
    };
    written.ok().map(|_| out.to_vec())
}

fn mqttbytes_v5(packet: &mqttbytes::v5::Packet) -> Option<Vec<u8>> {
    use mqttbytes::v5::{Packet, PingReq, PingResp};
    let mut out = BytesMut::new();
    let written = match packet {
        Packet::Connect(p) => p.write(&mut out),
        Packet::ConnAck(p) => p.write(&mut out),
        Packet::Publish(p) => p.write(&mut out),
        Packet::PubAck(p) => p.write(&mut out),
        Packet::PubRec(p) => p.write(&mut out),
        Packet::PubRel(p) => p.write(&mut out),
        Packet::PubComp(p) => p.write(&mut out),
        Packet::Subscribe(p) => p.write(&mut out),
        Packet::SubAck(p) => p.write(&mut out),
        Packet::Unsubscribe(p) => p.write(&mut out),
        Packet::UnsubAck(p) => p.write(&mut out),
        Packet::PingReq => PingReq.write(&mut out),
        Packet::PingResp => PingResp.write(&mut out),
        Packet::Disconnect(p) => p.write(&mut out),
    };
    written.ok().map(|_| out.to_vec())
}
