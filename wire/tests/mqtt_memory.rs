//! Reading and writing MQTT takes no memory of its own, whatever the packet.
#![cfg(any(feature = "mqtt", feature = "all"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests may fail loudly"
)]
use wireloom_codecs::heap;
use wireloom_wire::{
    Context,
    frame::Step,
    mqtt::{
        Connect, Packet, Property, PubAck, Publish, PublishReason, Qos, SubAck, Subscribe,
        SubscribeReason, Subscription, SubscriptionOptions, TopicFilter, Will,
    },
};

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

const USER: Property<'_> = Property::UserProperty(("name", "value"));
const FILTERS: [Subscription<'_>; 2] = [
    Subscription { topic_filter: TopicFilter("a/+/#"), options: SubscriptionOptions(1) },
    Subscription { topic_filter: TopicFilter("b"), options: SubscriptionOptions(2) },
];

fn packets() -> [Packet<'static>; 5] {
    [
        Packet::Connect(Connect {
            protocol_version: 5,
            properties: (&[Property::ReceiveMaximum(10), USER, USER]).into(),
            client_identifier: "client",
            will: Some(Will {
                qos: Qos::ExactlyOnce,
                properties: (&[Property::WillDelayInterval(5), USER]).into(),
                topic: "will",
                payload: b"gone",
                ..Will::default()
            }),
            user_name: Some("user"),
            password: Some(b"password"),
            ..Connect::default()
        }),
        Packet::Publish(Publish {
            qos: Qos::AtLeastOnce,
            topic_name: "plant/1",
            packet_identifier: Some(1),
            properties: (&[Property::TopicAlias(3), USER]).into(),
            payload: &[b'x'; 4096],
            ..Publish::default()
        }),
        Packet::PubAck(PubAck {
            packet_identifier: 1,
            reason_code: Some(PublishReason::QUOTA_EXCEEDED),
            properties: Some((&[Property::ReasonString("full"), USER]).into()),
        }),
        Packet::Subscribe(Subscribe {
            packet_identifier: 2,
            properties: (&[Property::SubscriptionIdentifier(9), USER]).into(),
            subscriptions: (&FILTERS).into(),
        }),
        Packet::SubAck(SubAck {
            packet_identifier: 2,
            properties: (&[USER]).into(),
            reason_codes: (&[SubscribeReason::GRANTED_QOS_1, SubscribeReason::QUOTA_EXCEEDED])
                .into(),
        }),
    ]
}

#[test]
fn reading_and_writing_allocate_nothing() {
    let context = Context::DEFAULT.at(5);
    let mut room = Vec::with_capacity(8192);
    for packet in packets() {
        let peak = heap::peak(&mut || {
            room.clear();
            packet.encode(context, &mut room).unwrap();
            let Ok(Step::Done { value, used }) = Packet::decode(&room, context) else {
                panic!("{packet:?}")
            };
            assert!(used == room.len() && value == packet);
            // Its lists are walked, not gathered.
            if let Packet::Subscribe(subscribe) = &value {
                assert_eq!(subscribe.subscriptions.iter().count(), 2);
                assert_eq!(subscribe.properties.user_properties().next(), Some(("name", "value")));
            }
        });
        assert_eq!(peak, 0, "{}", packet.kind());
    }
}

/// Work is in proportion: a list twice as long is read in one walk, too.
#[test]
fn a_long_list_of_properties_allocates_nothing() {
    let context = Context::DEFAULT.at(5);
    let many = vec![USER; 100_000];
    let publish = Publish { topic_name: "a", properties: (&many[..]).into(), ..Publish::default() };
    let mut bytes = Vec::new();
    Packet::Publish(publish).encode(context, &mut bytes).unwrap();
    let peak = heap::peak(&mut || {
        let step = Packet::decode(&bytes, context);
        assert!(matches!(step, Ok(Step::Done { .. })));
    });
    assert_eq!(peak, 0);
}
