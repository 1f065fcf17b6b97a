//! The adapters: any split of a stream gives the same messages, and nothing is copied.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]
use bytes::{Bytes, BytesMut};
use tokio_util::codec::{Decoder, Encoder};
use wireloom_wire::{
    Context, ErrorKind, Limits,
    adapters::{
        Message,
        bytes::{Shared, encode},
        tokio_util::{Codec, StreamError},
    },
    frame::{Framer, Side},
    mqtt::{
        ConnAck, Connect, FROM_CLIENT, FROM_SERVER, Packet, Packets, Property, PubAck, Publish,
        Qos, Subscribe, Subscription, SubscriptionOptions, TopicFilter,
    },
    rpc,
};

fn packets() -> Vec<Packet<'static>> {
    const SUBSCRIPTIONS: [Subscription<'_>; 1] =
        [Subscription { topic_filter: TopicFilter("a/#"), options: SubscriptionOptions(0x2d) }];
    const PROPERTIES: [Property<'_>; 2] =
        [Property::TopicAlias(7), Property::UserProperty(("k", "v"))];
    vec![
        Packet::Connect(Connect {
            protocol_version: 5,
            client_identifier: "c",
            ..Connect::default()
        }),
        Packet::Subscribe(Subscribe {
            packet_identifier: 1,
            properties: Default::default(),
            subscriptions: (&SUBSCRIPTIONS).into(),
        }),
        Packet::Publish(Publish {
            qos: Qos::AtLeastOnce,
            topic_name: "a/b",
            packet_identifier: Some(2),
            properties: (&PROPERTIES).into(),
            payload: &[b'x'; 200],
            ..Publish::default()
        }),
        Packet::PubAck(PubAck { packet_identifier: 3, reason_code: None, properties: None }),
        Packet::PingReq(Default::default()),
    ]
}

fn mqtt() -> Codec<Packets, Packet<'static>> {
    Codec::new(Packets, Limits::DEFAULT, Context::DEFAULT.at(4).with(FROM_CLIENT))
}

/// Every message of a stream that comes in pieces of `piece` bytes.
fn decoded<F: Framer, M: Message>(mut codec: Codec<F, M>, stream: &[u8], piece: usize) -> Vec<Bytes>
where
    for<'a> F::Frame<'a>: wireloom_wire::adapters::Slice,
{
    let (mut buffer, mut all) = (BytesMut::new(), Vec::new());
    for piece in stream.chunks(piece) {
        buffer.extend_from_slice(piece);
        while let Some(message) = codec.decode(&mut buffer).unwrap() {
            all.push(message.into_bytes());
        }
    }
    assert!(codec.decode_eof(&mut buffer).unwrap().is_none());
    all
}

#[test]
fn any_split_of_a_stream_gives_the_same_packets() {
    let mut writer = mqtt();
    let mut stream = BytesMut::new();
    let mut frames = Vec::new();
    for packet in packets() {
        let start = stream.len();
        writer.encode(packet, &mut stream).unwrap();
        frames.push(Bytes::copy_from_slice(&stream[start..]));
    }
    for piece in 1..=stream.len() {
        assert_eq!(decoded(mqtt(), &stream, piece), frames, "pieces of {piece}");
    }
    let read: Vec<_> = frames
        .iter()
        .map(|frame| {
            let shared =
                Shared::<Packet<'static>>::new(frame.clone(), Context::DEFAULT.at(5)).unwrap();
            assert_eq!(shared.clone(), shared);
            format!("{shared:?}")
        })
        .collect();
    let made: Vec<_> = packets().into_iter().map(|packet| format!("Ok({packet:?})")).collect();
    // The version of a CONNECT is its own; properties that were made and read show the same.
    assert_eq!(read, made);
}

#[test]
fn any_split_of_calls_gives_the_same_calls() {
    let call = |id| {
        rpc::Framed(rpc::Request {
            request_id: id,
            payload: Some(rpc::Payload::Text("ping")),
            ..Default::default()
        })
    };
    let codec = || {
        Codec::<_, rpc::Framed<rpc::Request<'static>>>::new(
            rpc::framer(Side::Client),
            Limits::DEFAULT,
            Context::DEFAULT,
        )
    };
    let (mut stream, mut writer) = (BytesMut::new(), codec());
    for id in [1, 2, 70_000] {
        writer.encode(call(id), &mut stream).unwrap();
    }
    for piece in 1..=stream.len() {
        let all = decoded(codec(), &stream, piece);
        let ids: Vec<_> = all
            .iter()
            .map(|bytes| {
                let call = wireloom_wire::wire::read::<rpc::Framed<rpc::Request<'static>>>(
                    bytes,
                    Context::DEFAULT,
                );
                call.unwrap().0.request_id
            })
            .collect();
        assert_eq!(ids, [1, 2, 70_000], "pieces of {piece}");
    }
}

#[test]
fn parts_share_the_bytes_of_their_packet() {
    let mut stream = BytesMut::new();
    encode(&packets()[2], Context::DEFAULT.at(5), &mut stream).unwrap();
    let whole = stream.freeze();
    let shared = Shared::<Packet<'static>>::new(whole.clone(), Context::DEFAULT.at(5)).unwrap();
    let Packet::Publish(publish) = shared.get().unwrap() else { panic!() };
    let payload = shared.slice(publish.payload).unwrap();
    assert_eq!(payload, publish.payload);
    assert_eq!(payload.as_ptr(), whole[whole.len() - 200..].as_ptr());
    assert_eq!(shared.slice(publish.topic_name.as_bytes()).unwrap(), "a/b");
    assert_eq!(shared.slice(b"not a part of it"), None);
    assert_eq!(shared.slice(&whole[..0]).unwrap(), "");
}

#[test]
fn a_claimed_length_makes_no_room() {
    // 256 MiB are announced, within the limit: what is there decides how much room is made.
    let limits = Limits { frame: 1 << 28, ..Limits::DEFAULT };
    let mut codec = Codec::<_, Packet<'static>>::new(Packets, limits, Context::DEFAULT.at(5));
    let mut buffer = BytesMut::from(&b"\x30\xff\xff\xff\x3f"[..]);
    assert!(codec.decode(&mut buffer).unwrap().is_none());
    assert!(buffer.capacity() <= 1 << 17, "{}", buffer.capacity());
    // Beyond the limit it is an error at once. The whole packet counts.
    let limits = Limits { frame: 10, ..Limits::DEFAULT };
    let mut codec = Codec::<_, Packet<'static>>::new(Packets, limits, Context::DEFAULT.at(5));
    let mut buffer = BytesMut::from(&b"\x30\x09"[..]);
    let capacity = buffer.capacity();
    let error = codec.decode(&mut buffer).unwrap_err();
    assert!(matches!(error, StreamError::Wire(error) if error.kind == ErrorKind::FrameLimit));
    assert_eq!(buffer.capacity(), capacity);
    let mut buffer = BytesMut::from(&b"\x30\x08\x00\x01a\x00tiny"[..]);
    assert!(codec.decode(&mut buffer).unwrap().is_some());
}

#[test]
fn a_stream_that_ends_inside_a_packet_says_so() {
    let mut buffer = BytesMut::from(&b"\xc0"[..]);
    let error = mqtt().decode_eof(&mut buffer).unwrap_err();
    assert!(matches!(error, StreamError::Wire(error) if error.kind == ErrorKind::UnexpectedEnd));
}

#[test]
fn both_sides_keep_to_what_they_may_send() {
    let mut codec = mqtt().writing(Context::DEFAULT.at(4).with(FROM_SERVER));
    let mut out = BytesMut::from(&b"before"[..]);
    codec.encode(Packet::ConnAck(ConnAck::default()), &mut out).unwrap();
    assert_eq!(out[..], *b"before\x20\x02\x00\x00");
    assert!(codec.encode(Packet::PingReq(Default::default()), &mut out).is_err());
    assert_eq!(out[..], *b"before\x20\x02\x00\x00");
    assert!(codec.decode(&mut BytesMut::from(&b"\xd0\x00"[..])).is_err());
    // What a proxy passes on stays as it came.
    let bytes = Bytes::from_static(b"\xc0\x80\x00");
    let odd = Shared::<Packet<'static>>::new(bytes, Context::DEFAULT.at(4)).unwrap();
    codec.encode(odd, &mut out).unwrap();
    assert!(out.ends_with(b"\xc0\x80\x00"));
}
