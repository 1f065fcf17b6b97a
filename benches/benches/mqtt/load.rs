//! What is decoded and encoded: packets that every peer knows, none of them odd.
use wireloom_benches::Random;
use wireloom_wire::{
    Context,
    frame::{Framer as _, Step},
    mqtt::{
        ConnAck, Connect, ConnectReason, Disconnect, Packet, Packets, PingReq, PingResp, Property,
        PubAck, PubComp, PubRec, PubRel, Publish, Qos, SubAck, Subscribe, SubscribeReason,
        Subscription, SubscriptionOptions, TopicFilter, UnsubAck, Unsubscribe, UnsubscribeReason,
        Will,
    },
};

/// Packets, one behind the other.
pub(super) struct Load {
    pub name: &'static str,
    pub version: i16,
    pub stream: Vec<u8>,
    pub packets: usize,
    /// The same packets, as an application makes them.
    pub made: Vec<Packet<'static>>,
}

impl Load {
    pub(super) fn context(&self) -> Context {
        Context::DEFAULT.at(self.version)
    }

    /// The packets, apart.
    pub(super) fn slices(&self) -> Vec<&[u8]> {
        let (mut rest, mut slices) = (&self.stream[..], Vec::new());
        while let Ok(Step::Done { value, used }) =
            Packets.next(rest, &wireloom_wire::Limits::DEFAULT)
        {
            slices.push(value);
            rest = &rest[used..];
        }
        assert!(rest.is_empty() && slices.len() == self.packets);
        slices
    }

    fn of(name: &'static str, version: i16, made: Vec<Packet<'static>>) -> Self {
        let mut stream = Vec::new();
        for packet in &made {
            packet.encode(Context::DEFAULT.at(version), &mut stream).unwrap();
        }
        Self { name, version, stream, packets: made.len(), made }
    }
}

fn properties(
    version: i16,
    properties: &'static [Property<'static>],
) -> wireloom_wire::mqtt::Properties<'static> {
    if version < 5 { Default::default() } else { properties.into() }
}

fn publish(version: i16, id: u16, payload: &'static [u8]) -> Packet<'static> {
    Packet::Publish(Publish {
        qos: Qos::AtLeastOnce,
        topic_name: "plant/17/line/3/temperature",
        packet_identifier: Some(id),
        properties: properties(version, &[Property::MessageExpiryInterval(3600)]),
        payload,
        ..Publish::default()
    })
}

fn connect(version: i16) -> Packet<'static> {
    Packet::Connect(Connect {
        protocol_version: u8::try_from(version).unwrap(),
        clean_start: true,
        keep_alive: 60,
        properties: properties(
            version,
            &[
                Property::SessionExpiryInterval(3600),
                Property::ReceiveMaximum(100),
                Property::MaximumPacketSize(1 << 20),
                Property::TopicAliasMaximum(16),
                Property::UserProperty(("application", "bench")),
            ],
        ),
        client_identifier: "device-0000123456",
        will: Some(Will {
            qos: Qos::AtLeastOnce,
            retain: true,
            properties: properties(
                version,
                &[
                    Property::WillDelayInterval(30),
                    Property::ContentType("application/json"),
                    Property::UserProperty(("reason", "gone")),
                ],
            ),
            topic: "plant/17/status",
            payload: b"{\"online\":false}",
        }),
        user_name: Some("device"),
        password: Some(b"correct horse battery"),
        unusual_flags: 0,
    })
}

/// The four loads at one version.
pub(super) fn loads(version: i16) -> [Load; 4] {
    let small = (1..=500).map(|id| publish(version, id, &[b'x'; 56])).collect();
    let large = (1..=64).map(|id| publish(version, id, &[b'x'; 16 << 10])).collect();
    let connects = vec![connect(version); 200];
    let text = "{\"temperature\":21.5,\"unit\":\"C\",\"at\":1700000000,\"sensor\":\"a-17\",\"ok\":true,\"more\":[1,2,3,4,5,6,7,8,9]}";
    let mut random = Random::new(0x6d71_7474);
    let mixed =
        (0..10_000).map(|n| mixed(version, n, random.below(100), text.as_bytes())).collect();
    [
        Load::of("publish-90B", version, small),
        Load::of("publish-16KiB", version, large),
        Load::of("connect", version, connects),
        Load::of("mixed-10000", version, mixed),
    ]
}

const SUBSCRIPTIONS: [Subscription<'_>; 2] = [
    Subscription { topic_filter: TopicFilter("plant/+/line/#"), options: SubscriptionOptions(1) },
    Subscription { topic_filter: TopicFilter("alarms/#"), options: SubscriptionOptions(2) },
];

/// Mostly messages and their acknowledgements, as a broker sees them.
fn mixed(version: i16, n: u16, dice: u64, text: &'static [u8]) -> Packet<'static> {
    let id = n % 60_000 + 1;
    match dice {
        0..30 => Packet::Publish(Publish {
            topic_name: "plant/17/line/3/temperature",
            payload: &text[..usize::from(n) % text.len()],
            ..Publish::default()
        }),
        30..50 => publish(version, id, text),
        50..70 => {
            Packet::PubAck(PubAck { packet_identifier: id, reason_code: None, properties: None })
        }
        70..74 => {
            Packet::PubRec(PubRec { packet_identifier: id, reason_code: None, properties: None })
        }
        74..78 => {
            Packet::PubRel(PubRel { packet_identifier: id, reason_code: None, properties: None })
        }
        78..82 => {
            Packet::PubComp(PubComp { packet_identifier: id, reason_code: None, properties: None })
        }
        82..86 => Packet::Subscribe(Subscribe {
            packet_identifier: id,
            properties: properties(version, &[Property::UserProperty(("k", "v"))]),
            subscriptions: (&SUBSCRIPTIONS).into(),
        }),
        86..90 => Packet::SubAck(SubAck {
            packet_identifier: id,
            properties: properties(version, &[]),
            reason_codes: (&[SubscribeReason::GRANTED_QOS_1, SubscribeReason::GRANTED_QOS_2])
                .into(),
        }),
        90..92 => Packet::Unsubscribe(Unsubscribe {
            packet_identifier: id,
            properties: properties(version, &[]),
            topic_filters: (&[TopicFilter("plant/+/line/#"), TopicFilter("alarms/#")]).into(),
        }),
        92..94 => Packet::UnsubAck(UnsubAck {
            packet_identifier: id,
            properties: properties(version, &[]),
            reason_codes: if version < 5 {
                Default::default()
            } else {
                (&[UnsubscribeReason::SUCCESS, UnsubscribeReason::SUCCESS]).into()
            },
        }),
        94 => connect(version),
        95 => Packet::ConnAck(ConnAck {
            acknowledge_flags: Default::default(),
            reason_code: ConnectReason::SUCCESS,
            properties: properties(version, &[Property::TopicAliasMaximum(10)]),
        }),
        96 | 97 => Packet::PingReq(PingReq {}),
        98 => Packet::PingResp(PingResp {}),
        _ => Packet::Disconnect(Disconnect { reason_code: None, properties: None }),
    }
}
