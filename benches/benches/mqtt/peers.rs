//! The peers, each through its own face.
use super::{Cell, load::Load};
use bytes::BytesMut;
use std::{cell::RefCell, hint::black_box};
use tokio_util::codec::{Decoder, Encoder};

const MOST: usize = 1 << 30;

/// As many packets as `next` gives.
fn count(mut next: impl FnMut() -> bool) -> usize {
    let mut n = 0;
    while next() {
        n += 1;
    }
    n
}

/// All packets of a load, read by a peer; None where it refuses one.
fn all<T>(load: &Load, mut next: impl FnMut(&mut BytesMut) -> Option<T>) -> Option<Vec<T>> {
    let mut stream = BytesMut::from(&load.stream[..]);
    (0..load.packets).map(|_| next(&mut stream)).collect()
}

pub(super) fn decode(load: &Load, cell: &mut Cell<'_, '_>) {
    let buffer = || BytesMut::from(&load.stream[..]);
    let slices = load.slices();
    match load.version {
        4 => {
            cell.peer("rumqttc", buffer, |mut b| {
                count(|| rumqttc::mqttbytes::v4::Packet::read(&mut b, MOST).map(black_box).is_ok())
            });
            cell.peer("mqttbytes", buffer, |mut b| {
                count(|| mqttbytes::v4::read(&mut b, MOST).map(black_box).is_ok())
            });
            cell.peer("rmqtt-codec", buffer, |mut b| {
                let mut codec = rmqtt_codec::v3::Codec::new(1 << 28);
                count(|| matches!(codec.decode(&mut b).map(black_box), Ok(Some(_))))
            });
            cell.peer(
                "mqttrs",
                || &slices[..],
                |slices| {
                    let mut slices = slices.iter();
                    count(|| {
                        slices.next().is_some_and(|s| {
                            matches!(black_box(mqttrs::decode_slice(s)), Ok(Some(_)))
                        })
                    })
                },
            );
            cell.peer(
                "mqtt-proto",
                || &slices[..],
                |slices| {
                    let mut slices = slices.iter();
                    count(|| {
                        slices.next().is_some_and(|s| {
                            matches!(black_box(mqtt_proto::v3::Packet::decode(s)), Ok(Some(_)))
                        })
                    })
                },
            );
        }
        _ => {
            cell.peer("rumqttc", buffer, |mut b| {
                type Packet = rumqttc::v5::mqttbytes::v5::Packet;
                count(|| Packet::read(&mut b, None).map(black_box).is_ok())
            });
            cell.peer("mqttbytes", buffer, |mut b| {
                count(|| mqttbytes::v5::read(&mut b, MOST).map(black_box).is_ok())
            });
            cell.peer("rmqtt-codec", buffer, |mut b| {
                let mut codec = rmqtt_codec::v5::Codec::new(1 << 28, 1 << 28);
                count(|| matches!(codec.decode(&mut b).map(black_box), Ok(Some(_))))
            });
            cell.peer(
                "mqtt-proto",
                || &slices[..],
                |slices| {
                    let mut slices = slices.iter();
                    count(|| {
                        slices.next().is_some_and(|s| {
                            matches!(black_box(mqtt_proto::v5::Packet::decode(s)), Ok(Some(_)))
                        })
                    })
                },
            );
        }
    }
    cell.peer(
        "mqtt-protocol-core",
        || &slices[..],
        |slices| {
            let mut slices = slices.iter();
            count(|| {
                slices.next().is_some_and(|s| black_box(core_packet(s, load.version)).is_some())
            })
        },
    );
    ntex::decode(load, cell);
}

pub(super) fn encode(load: &Load, cell: &mut Cell<'_, '_>) {
    let out = RefCell::new(BytesMut::with_capacity(load.stream.len() * 2));
    let fresh = || {
        let mut out = out.borrow_mut();
        out.clear();
        out.reserve(load.stream.len());
        out
    };
    let slices = load.slices();
    match load.version {
        4 => {
            let packets = all(load, |b| rumqttc::mqttbytes::v4::Packet::read(b, MOST).ok());
            written(
                cell,
                "rumqttc",
                &packets,
                |p| p.write(&mut out.borrow_mut(), MOST).is_ok(),
                || drop(fresh()),
            );
            let packets = all(load, |b| mqttbytes::v4::read(b, MOST).ok());
            written(
                cell,
                "mqttbytes",
                &packets,
                |p| mqttbytes_v4(p, &mut out.borrow_mut()),
                || drop(fresh()),
            );
            let codec = RefCell::new(rmqtt_codec::v3::Codec::new(1 << 28));
            let packets = all(load, |b| codec.borrow_mut().decode(b).ok().flatten());
            written(
                cell,
                "rmqtt-codec",
                &packets,
                // It takes the packet itself: the clone is a count of references.
                |(p, _)| codec.borrow_mut().encode(p.clone(), &mut out.borrow_mut()).is_ok(),
                || drop(fresh()),
            );
            let packets: Option<Vec<_>> =
                slices.iter().map(|s| mqttrs::decode_slice(s).ok().flatten()).collect();
            let room = RefCell::new((vec![0; load.stream.len()], 0));
            written(
                cell,
                "mqttrs",
                &packets,
                |p| {
                    let (room, at) = &mut *room.borrow_mut();
                    let used = mqttrs::encode_slice(p, &mut room[*at..]);
                    *at += used.as_ref().copied().unwrap_or(0);
                    used.is_ok()
                },
                || room.borrow_mut().1 = 0,
            );
            let packets: Option<Vec<_>> =
                slices.iter().map(|s| mqtt_proto::v3::Packet::decode(s).ok().flatten()).collect();
            written(
                cell,
                "mqtt-proto",
                &packets,
                |p| p.encode().map(|b| out.borrow_mut().extend_from_slice(b.as_ref())).is_ok(),
                || drop(fresh()),
            );
        }
        _ => {
            type Packet = rumqttc::v5::mqttbytes::v5::Packet;
            let packets = all(load, |b| Packet::read(b, None).ok());
            written(
                cell,
                "rumqttc",
                &packets,
                |p| p.write(&mut out.borrow_mut(), None).is_ok(),
                || drop(fresh()),
            );
            let packets = all(load, |b| mqttbytes::v5::read(b, MOST).ok());
            written(
                cell,
                "mqttbytes",
                &packets,
                |p| mqttbytes_v5(p, &mut out.borrow_mut()),
                || drop(fresh()),
            );
            let codec = RefCell::new(rmqtt_codec::v5::Codec::new(1 << 28, 1 << 28));
            let packets = all(load, |b| codec.borrow_mut().decode(b).ok().flatten());
            written(
                cell,
                "rmqtt-codec",
                &packets,
                |(p, _)| codec.borrow_mut().encode(p.clone(), &mut out.borrow_mut()).is_ok(),
                || drop(fresh()),
            );
            let packets: Option<Vec<_>> =
                slices.iter().map(|s| mqtt_proto::v5::Packet::decode(s).ok().flatten()).collect();
            written(
                cell,
                "mqtt-proto",
                &packets,
                |p| p.encode().map(|b| out.borrow_mut().extend_from_slice(b.as_ref())).is_ok(),
                || drop(fresh()),
            );
        }
    }
    let packets: Option<Vec<_>> = slices.iter().map(|s| core_packet(s, load.version)).collect();
    written(
        cell,
        "mqtt-protocol-core",
        &packets,
        |p| {
            use mqtt_protocol_core::mqtt::packet::GenericPacketTrait as _;
            out.borrow_mut().extend_from_slice(&p.to_continuous_buffer());
            true
        },
        || drop(fresh()),
    );
    ntex::encode(load, cell);
}

/// Writes all packets again, into room that `fresh` clears.
fn written<T>(
    cell: &mut Cell<'_, '_>,
    name: &str,
    packets: &Option<Vec<T>>,
    write: impl Fn(&T) -> bool,
    fresh: impl Fn(),
) {
    written_then(cell, name, packets, write, fresh, |seen| seen);
}

/// The same, and then what `end` does.
fn written_then<T>(
    cell: &mut Cell<'_, '_>,
    name: &str,
    packets: &Option<Vec<T>>,
    write: impl Fn(&T) -> bool,
    fresh: impl Fn(),
    end: impl Fn(usize) -> usize,
) {
    let none = Vec::new();
    let packets = packets.as_ref().unwrap_or(&none);
    cell.peer(
        name,
        || (),
        |()| {
            fresh();
            let mut packets = packets.iter();
            end(count(|| packets.next().is_some_and(|packet| write(black_box(packet)))))
        },
    );
}

fn mqttbytes_v4(packet: &mqttbytes::v4::Packet, out: &mut BytesMut) -> bool {
    use mqttbytes::v4::{Disconnect, Packet, PingReq, PingResp};
    match packet {
        Packet::Connect(p) => p.write(out),
        Packet::ConnAck(p) => p.write(out),
        Packet::Publish(p) => p.write(out),
        Packet::PubAck(p) => p.write(out),
        Packet::PubRec(p) => p.write(out),
        Packet::PubRel(p) => p.write(out),
        Packet::PubComp(p) => p.write(out),
        Packet::Subscribe(p) => p.write(out),
        Packet::SubAck(p) => p.write(out),
        Packet::Unsubscribe(p) => p.write(out),
        Packet::UnsubAck(p) => p.write(out),
        Packet::PingReq => PingReq.write(out),
        Packet::PingResp => PingResp.write(out),
        Packet::Disconnect => Disconnect.write(out),
    }
    .is_ok()
}

fn mqttbytes_v5(packet: &mqttbytes::v5::Packet, out: &mut BytesMut) -> bool {
    use mqttbytes::v5::{Packet, PingReq, PingResp};
    match packet {
        Packet::Connect(p) => p.write(out),
        Packet::ConnAck(p) => p.write(out),
        Packet::Publish(p) => p.write(out),
        Packet::PubAck(p) => p.write(out),
        Packet::PubRec(p) => p.write(out),
        Packet::PubRel(p) => p.write(out),
        Packet::PubComp(p) => p.write(out),
        Packet::Subscribe(p) => p.write(out),
        Packet::SubAck(p) => p.write(out),
        Packet::Unsubscribe(p) => p.write(out),
        Packet::UnsubAck(p) => p.write(out),
        Packet::PingReq => PingReq.write(out),
        Packet::PingResp => PingResp.write(out),
        Packet::Disconnect(p) => p.write(out),
    }
    .is_ok()
}

/// It reads what stands behind the fixed header.
fn core_packet(packet: &[u8], version: i16) -> Option<mqtt_protocol_core::mqtt::packet::Packet> {
    use mqtt_protocol_core::mqtt::packet::{Packet, v3_1_1 as v4, v5_0 as v5};
    let head = 1 + packet[1..].iter().take_while(|b| **b >= 0x80).count() + 1;
    let (flags, body) = (packet[0] & 0x0f, &packet[head..]);
    let packet = match (version, packet[0] >> 4) {
        (4, 1) => Packet::V3_1_1Connect(v4::Connect::parse(body).ok()?.0),
        (4, 2) => Packet::V3_1_1Connack(v4::Connack::parse(body).ok()?.0),
        (4, 3) => Packet::V3_1_1Publish(v4::Publish::parse(flags, body.into()).ok()?.0),
        (4, 4) => Packet::V3_1_1Puback(v4::Puback::parse(body).ok()?.0),
        (4, 5) => Packet::V3_1_1Pubrec(v4::Pubrec::parse(body).ok()?.0),
        (4, 6) => Packet::V3_1_1Pubrel(v4::Pubrel::parse(body).ok()?.0),
        (4, 7) => Packet::V3_1_1Pubcomp(v4::Pubcomp::parse(body).ok()?.0),
        (4, 8) => Packet::V3_1_1Subscribe(v4::Subscribe::parse(body).ok()?.0),
        (4, 9) => Packet::V3_1_1Suback(v4::Suback::parse(body).ok()?.0),
        (4, 10) => Packet::V3_1_1Unsubscribe(v4::Unsubscribe::parse(body).ok()?.0),
        (4, 11) => Packet::V3_1_1Unsuback(v4::Unsuback::parse(body).ok()?.0),
        (4, 12) => Packet::V3_1_1Pingreq(v4::Pingreq::parse(body).ok()?.0),
        (4, 13) => Packet::V3_1_1Pingresp(v4::Pingresp::parse(body).ok()?.0),
        (4, 14) => Packet::V3_1_1Disconnect(v4::Disconnect::parse(body).ok()?.0),
        (_, 1) => Packet::V5_0Connect(v5::Connect::parse(body).ok()?.0),
        (_, 2) => Packet::V5_0Connack(v5::Connack::parse(body).ok()?.0),
        (_, 3) => Packet::V5_0Publish(v5::Publish::parse(flags, body.into()).ok()?.0),
        (_, 4) => Packet::V5_0Puback(v5::Puback::parse(body).ok()?.0),
        (_, 5) => Packet::V5_0Pubrec(v5::Pubrec::parse(body).ok()?.0),
        (_, 6) => Packet::V5_0Pubrel(v5::Pubrel::parse(body).ok()?.0),
        (_, 7) => Packet::V5_0Pubcomp(v5::Pubcomp::parse(body).ok()?.0),
        (_, 8) => Packet::V5_0Subscribe(v5::Subscribe::parse(body).ok()?.0),
        (_, 9) => Packet::V5_0Suback(v5::Suback::parse(body).ok()?.0),
        (_, 10) => Packet::V5_0Unsubscribe(v5::Unsubscribe::parse(body).ok()?.0),
        (_, 11) => Packet::V5_0Unsuback(v5::Unsuback::parse(body).ok()?.0),
        (_, 12) => Packet::V5_0Pingreq(v5::Pingreq::parse(body).ok()?.0),
        (_, 13) => Packet::V5_0Pingresp(v5::Pingresp::parse(body).ok()?.0),
        _ => Packet::V5_0Disconnect(v5::Disconnect::parse(body).ok()?.0),
    };
    Some(packet)
}

mod ntex {
    //! ntex-mqtt reads from and writes to buffers of its own.
    use super::super::{Cell, load::Load};
    use super::{count, written_then};
    use ntex_bytes::{BytePageSize, BytePages, BytesMut};
    use ntex_codec::{Decoder, Encoder};
    use ntex_mqtt::{v3, v5};
    use std::{cell::RefCell, hint::black_box};

    pub(super) fn decode(load: &Load, cell: &mut Cell<'_, '_>) {
        let buffer = || BytesMut::copy_from_slice(&load.stream[..]);
        if load.version == 4 {
            cell.peer("ntex-mqtt", buffer, |mut b| {
                let codec = v3::codec::Codec::new();
                count(|| matches!(black_box(codec.decode(&mut b)), Ok(Some(_))))
            });
        } else {
            cell.peer("ntex-mqtt", buffer, |mut b| {
                let codec = v5::codec::Codec::new();
                count(|| matches!(black_box(codec.decode(&mut b)), Ok(Some(_))))
            });
        }
    }

    pub(super) fn encode(load: &Load, cell: &mut Cell<'_, '_>) {
        let mut stream = BytesMut::copy_from_slice(&load.stream[..]);
        if load.version == 4 {
            use v3::codec::{Codec, Decoded, Encoded};
            let codec = Codec::new();
            let packets: Option<Vec<_>> = (0..load.packets)
                .map(|_| match codec.decode(&mut stream) {
                    Ok(Some(Decoded::Packet(packet, _))) => Some(Encoded::Packet(packet)),
                    Ok(Some(Decoded::Publish(publish, payload, _))) => {
                        Some(Encoded::Publish(publish, Some(payload)))
                    }
                    _ => None,
                })
                .collect();
            // It takes the packet itself: the clone is mostly a count of references.
            joined(cell, &packets, |p: &Encoded, out| codec.encodev(p.clone(), out).is_ok());
        } else {
            use v5::codec::{Codec, Decoded, Encoded};
            let codec = Codec::new();
            let packets: Option<Vec<_>> = (0..load.packets)
                .map(|_| match codec.decode(&mut stream) {
                    Ok(Some(Decoded::Packet(packet, _))) => Some(Encoded::Packet(packet)),
                    Ok(Some(Decoded::Publish(publish, payload, _))) => {
                        Some(Encoded::Publish(publish, Some(payload)))
                    }
                    _ => None,
                })
                .collect();
            joined(cell, &packets, |p: &Encoded, out| codec.encodev(p.clone(), out).is_ok());
        }
    }

    /// Writes all packets again. Its pages hold a large payload by reference: they are joined, for
    /// what all others write is one piece.
    fn joined<T>(
        cell: &mut Cell<'_, '_>,
        packets: &Option<Vec<T>>,
        write: impl Fn(&T, &mut BytePages) -> bool,
    ) {
        let pages = RefCell::new(BytePages::new(BytePageSize::Size64));
        let out = RefCell::new(Vec::with_capacity(cell.load.stream.len()));
        let write = |packet: &T| write(packet, &mut pages.borrow_mut());
        let join = |seen| {
            let mut out = out.borrow_mut();
            out.clear();
            pages.borrow().iter().for_each(|page| out.extend_from_slice(page));
            black_box(&out);
            seen
        };
        let clear = || pages.borrow_mut().clear();
        written_then(cell, "ntex-mqtt", packets, write, clear, join);
    }
}
