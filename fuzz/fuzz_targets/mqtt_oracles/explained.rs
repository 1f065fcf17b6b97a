//! Why we disagree: each row a statement of the specification that decides, and who is wrong by it.
use crate::{
    case::{Fault, Taken},
    peers::{
        Peer::{self, MqttProto, Mqttbytes, Rmqtt},
        Verdict,
    },
};
use wireloom_wire::{
    ErrorKind::{BadLength, BadUtf8, BadValue, BadVarint, Duplicate, Trailing, UnexpectedEnd},
    mqtt::{Packet, Property},
};

/// A disagreement that is explained.
pub(crate) struct Row<F> {
    /// The statement of MQTT 5.0 that decides, or its section; of 3.1.1 and 3.1 where it says so.
    pub(crate) statement: &'static str,
    /// Who is wrong by it.
    pub(crate) wrong: &'static [Peer],
    /// Whether the disagreement is of this kind.
    pub(crate) case: F,
}

/// Whether a row explains what we refuse.
pub(crate) type OfFault = fn(&Fault<'_>) -> bool;
/// Whether a row explains what we take.
pub(crate) type OfTaken = fn(&Taken<'_>) -> bool;

const ALL: &[Peer] = &[Rmqtt, Mqttbytes, MqttProto];
const PROPERTIES: &[&str] = &["properties", "will_properties"];

/// What we refuse, and a peer takes, waits for, or dies of.
pub(crate) const LAX: &[Row<OfFault>] = &[
    // The fixed header.
    Row {
        statement: "MQTT-2.1.3-1: reserved flags",
        wrong: &[Mqttbytes],
        case: |f| {
            let due = if matches!(f.kind, 6 | 8 | 10) { 2 } else { 0 };
            f.is(BadValue, &[""]) && f.kind != 3 && f.flags() != due
        },
    },
    Row {
        statement: "MQTT-1.5.5-1: a remaining length in more octets than it needs",
        wrong: ALL,
        case: |f| f.is(BadValue, &[""]) && f.version >= 5 && f.padded(),
    },
    Row {
        statement: "MQTT-3.3.1-2: DUP at QoS 0",
        wrong: ALL,
        case: |f| f.is(BadValue, &[""]) && f.kind == 3 && f.flags() & 0b1110 == 0b1000,
    },
    // Where a packet ends.
    Row {
        statement: "§2.1.4: a field that runs past the packet does not make it incomplete",
        wrong: &[MqttProto],
        case: |f| f.error == UnexpectedEnd,
    },
    Row {
        statement: "§2.1.4: what follows the packet is not part of it",
        wrong: &[MqttProto],
        case: |f| {
            matches!(f.theirs, Verdict::Need)
                && matches!(f.error, BadValue | BadVarint | BadLength | BadUtf8 | Trailing)
        },
    },
    Row {
        statement: "§2.2.2.1: a property that runs past its list",
        wrong: &[Mqttbytes],
        case: |f| f.version >= 5 && f.error == UnexpectedEnd,
    },
    Row {
        statement: "§2.2.2.1: a property length that runs past the packet is not \"need more\"",
        wrong: &[Mqttbytes],
        case: |f| f.version >= 5 && *f.theirs == Verdict::Need,
    },
    Row {
        statement: "§2.1.4: bytes are left over in the packet",
        wrong: &[Mqttbytes, MqttProto],
        case: |f| f.error == Trailing,
    },
    Row {
        statement: "§2.1.4: bytes are left over in CONNECT, PINGREQ, PINGRESP, DISCONNECT",
        wrong: &[Rmqtt],
        case: |f| f.error == Trailing && matches!(f.kind, 1 | 2 | 12 | 13 | 14),
    },
    // Text.
    Row {
        statement: "MQTT-1.5.4-2: U+0000 in text",
        wrong: ALL,
        case: |f| {
            let texts = [
                "client_identifier",
                "user_name",
                "will_topic",
                "topic_name",
                "topic_filter",
                "topic_filters",
                "assigned_client_identifier",
                "authentication_method",
                "content_type",
                "reason_string",
                "response_information",
                "response_topic",
                "server_reference",
                "user_property",
            ];
            f.is(BadValue, &texts) && f.body().contains(&0)
        },
    },
    Row {
        statement: "MQTT-3.3.2-2, MQTT-3.3.2-14: wildcards in a topic name",
        wrong: &[Rmqtt, Mqttbytes],
        case: |f| {
            f.is(BadValue, &["topic_name", "will_topic", "response_topic"])
                && f.body().iter().any(|byte| matches!(byte, b'+' | b'#'))
        },
    },
    Row {
        statement: "MQTT-4.7.3-1: a topic name of no character",
        wrong: ALL,
        case: |f| {
            let publish = f.kind == 3 && f.is(BadValue, &[""]) && f.body().starts_with(&[0, 0]);
            publish || f.is(BadLength, &["will_topic", "response_topic"])
        },
    },
    Row {
        statement: "MQTT-4.7.1-1, MQTT-4.7.1-2, MQTT-4.7.3-1, MQTT-4.8.2-2: what a topic filter is",
        wrong: &[Rmqtt, Mqttbytes],
        case: |f| f.is(BadValue, &["topic_filter", "topic_filters"]),
    },
    // CONNECT.
    Row {
        statement: "MQTT-3.1.2-1: another protocol name than its level has",
        wrong: &[Rmqtt],
        case: |f| {
            f.is(BadValue, &[""])
                && f.kind == 1
                && f.connect()[0] != 3
                && f.octet(3) == b'Q'
                && f.octet(4) == b'I'
        },
    },
    Row {
        statement: "MQTT-3.1.2-2: level 5 is another version",
        wrong: &[Mqttbytes],
        case: |f| f.version < 5 && f.kind == 1 && f.connect()[0] == 5,
    },
    Row {
        statement: "MQTT-3.1.2-3: the reserved flag",
        wrong: &[Mqttbytes],
        case: |f| f.is(BadValue, &[""]) && f.kind == 1 && f.connect()[1] & 1 != 0,
    },
    Row {
        statement: "MQTT-3.1.2-11, MQTT-3.1.2-13: flags of a will that is not there",
        wrong: ALL,
        case: |f| {
            let [_, flags] = f.connect();
            f.is(BadValue, &[""]) && f.kind == 1 && flags & 0x04 == 0 && flags & 0x38 != 0
        },
    },
    Row {
        statement: "3.1.1, MQTT-3.1.2-22, and 3.1 §3.1: a password without a user name",
        wrong: ALL,
        case: |f| {
            let [level, flags] = f.connect();
            f.is(BadValue, &[""]) && f.kind == 1 && level < 5 && flags & 0xc0 == 0x40
        },
    },
    Row {
        statement: "3.1 §3.1: a client identifier has 1 to 23 characters",
        wrong: &[Rmqtt, MqttProto],
        case: |f| f.is(BadValue, &[""]) && f.kind == 1 && f.connect()[0] == 3,
    },
    // CONNACK and the other acknowledgements.
    Row {
        statement: "MQTT-3.2.2-1: reserved flags",
        wrong: &[Mqttbytes],
        case: |f| f.is(BadValue, &[""]) && f.kind == 2 && f.octet(0) > 1,
    },
    Row {
        statement: "MQTT-3.2.2-6: a session beside a refusal",
        wrong: ALL,
        case: |f| f.is(BadValue, &[""]) && f.kind == 2 && f.octet(0) == 1 && f.octet(1) != 0,
    },
    Row {
        statement: "MQTT-2.2.1-3, MQTT-2.2.1-5: a packet identifier of 0",
        wrong: &[Mqttbytes],
        case: |f| f.is(BadValue, &["packet_identifier"]),
    },
    Row {
        statement: "§3.2.2.2, §3.14.2.1: no such reason code in this packet; 3.1.1 §3.2.2.3",
        wrong: &[Rmqtt],
        case: |f| {
            let code = match f.kind {
                2 => f.octet(1),
                14 => f.octet(0),
                _ => 0,
            };
            f.is(BadValue, &["reason_code"]) && matches!(code, 6 | 0x8c)
        },
    },
    Row {
        statement: "MQTT-3.8.4-6, MQTT-3.11.3-1: an answer without a reason code",
        wrong: &[Rmqtt, MqttProto],
        case: |f| f.is(BadLength, &["reason_codes"]),
    },
    // SUBSCRIBE.
    Row {
        statement: "MQTT-3.8.3-2, MQTT-3.10.3-2: not one topic filter",
        wrong: &[Mqttbytes],
        case: |f| f.is(BadLength, &["subscriptions", "topic_filters"]),
    },
    Row {
        statement: "MQTT-3.8.3-4: no local on a shared subscription",
        wrong: ALL,
        case: |f| {
            let shared = f.body().windows(7).any(|part| part == b"$share/");
            f.is(BadValue, &["subscriptions"]) && f.version >= 5 && shared
        },
    },
    Row {
        statement: "MQTT-3.8.3-5: reserved options; 3.1.1, MQTT-3-8.3-4",
        wrong: &[Rmqtt, Mqttbytes],
        case: |f| f.is(BadValue, &["subscriptions"]),
    },
    // Properties.
    Row {
        statement: "MQTT-1.5.5-1: a variable byte integer in more octets than it needs",
        wrong: ALL,
        case: |f| f.is(BadVarint, PROPERTIES),
    },
    Row {
        statement: "MQTT-1.5.5-1: a subscription identifier in more octets than it needs",
        wrong: ALL,
        case: |f| f.is(BadVarint, &["subscription_identifier"]),
    },
    Row {
        statement: "§2.2.2: an identifier that stands twice",
        wrong: &[Mqttbytes],
        case: |f| f.error == Duplicate,
    },
    Row {
        statement: "§3.1.2.11.10: authentication data without a method",
        wrong: ALL,
        case: |f| {
            f.is(BadValue, &["properties"]) && matches!(f.kind, 1 | 2) && f.body().contains(&0x16)
        },
    },
    Row {
        statement: "§3.15.2.2.2: an authentication without a method",
        wrong: ALL,
        case: |f| f.is(BadValue, &["properties"]) && f.kind == 15,
    },
    Row {
        statement: "§3.15.2.1: a reason code alone is no AUTH",
        wrong: &[Rmqtt, MqttProto],
        case: |f| f.is(BadValue, &[""]) && f.kind == 15 && f.body().len() == 1,
    },
    Row {
        statement: "§2.2.2.2: a property that this packet does not carry",
        wrong: &[Mqttbytes],
        case: |f| f.is(BadValue, PROPERTIES),
    },
    Row {
        statement: "§3.1.2.11.3, §3.1.2.11.4, §3.3.2.3.4, §3.8.2.1.2: a value of 0",
        wrong: &[Mqttbytes, MqttProto],
        case: |f| {
            let names = [
                "receive_maximum",
                "maximum_packet_size",
                "topic_alias",
                "subscription_identifier",
            ];
            f.is(BadValue, &names)
        },
    },
    Row {
        statement: "§3.1.2.11.4: a maximum packet size of 0",
        wrong: &[Rmqtt],
        case: |f| f.is(BadValue, &["maximum_packet_size"]) && f.kind == 2,
    },
    Row {
        statement: "§2.2.2.2: a value above 1",
        wrong: &[Mqttbytes],
        case: |f| {
            let bit = |row: &&wireloom_wire::mqtt::Row| row.wire == "Byte, 0 or 1";
            let names: Vec<_> = Property::TABLE.iter().filter(bit).map(|row| row.name).collect();
            f.is(BadValue, &names)
        },
    },
    Row {
        statement: "§3.2.2.3.4: a maximum QoS above 1",
        wrong: &[Rmqtt],
        case: |f| f.is(BadValue, &["maximum_qos"]),
    },
];

/// What we take, and a peer refuses, waits for, or dies of.
pub(crate) const STRICT: &[Row<OfTaken>] = &[
    Row {
        statement: "3.1 §2.1: reserved flags are not used: no value is wrong",
        wrong: &[Rmqtt, MqttProto],
        case: |t| t.level() & 0x7f == 3 && t.bytes[0] & 0x0f != 0,
    },
    Row {
        statement: "3.1 §3.1: reserved flags, flags of a will that is not there",
        wrong: &[Rmqtt, MqttProto],
        case: |t| t.level() & 0x7f == 3 && t.says("Connect"),
    },
    Row {
        statement: "3.1 §3.1: a user name or password may be missing that a flag announces",
        wrong: &[Rmqtt, MqttProto],
        case: |t| matches!(t.packet, Packet::Connect(p) if p.unusual_flags & 0xc0 != 0),
    },
    Row {
        statement: "3.1: another protocol name and level",
        wrong: &[Mqttbytes],
        case: |t| t.level() == 3 && t.says("InvalidProtocol"),
    },
    Row {
        statement: "none: bit 7 of the level is a bridge of mosquitto's",
        wrong: ALL,
        case: |t| t.level() >= 0x80 && (t.says("Protocol") || t.says("ReservedFlag")),
    },
    Row {
        statement: "3.1.1, MQTT-3.1.3-8: the server answers 0x02; MQTT-3.1.3-6: it may assign one",
        wrong: &[Rmqtt],
        case: |t| t.says("InvalidClientId"),
    },
    Row {
        statement: "§3.1.3.6: a password is binary data",
        wrong: &[Mqttbytes],
        case: |t| t.says("TopicNotUtf8"),
    },
    Row {
        statement: "3.1.1 §4.8: there are no shared subscriptions",
        wrong: &[MqttProto],
        case: |t| t.version < 5 && t.says("InvalidTopicFilter(\"$share/"),
    },
    Row {
        statement: "§3.3.2.3.2: what is told to be text MAY be checked",
        wrong: &[MqttProto],
        case: |t| t.says("PayloadFormat") && t.holds(|p| *p == Property::PayloadFormatIndicator(1)),
    },
    Row {
        statement: "§3.3.2.3.8: a message may be sent for several subscriptions",
        wrong: &[MqttProto],
        case: |t| t.says("DuplicatedProperty(SubscriptionIdentifier)"),
    },
    Row {
        statement: "§3.3.2.3.3: a message may expire at once",
        wrong: &[Rmqtt],
        case: |t| {
            t.says("MalformedPacket") && t.holds(|p| *p == Property::MessageExpiryInterval(0))
        },
    },
    Row {
        statement: "§3.14.2.1: a DISCONNECT may be a reason code alone, or empty",
        wrong: &[Mqttbytes],
        case: |t| t.version >= 5 && t.bytes[0] >> 4 == 14 && t.bytes[1] < 2,
    },
    Row { statement: "§3.15: AUTH", wrong: &[Mqttbytes], case: |t| t.bytes[0] >> 4 == 15 },
];

/// What both take, and the peer writes as something else. That is its writer's fault or its
/// reader's: either way it is not what we read.
pub(crate) const OTHER: &[Row<OfTaken>] = &[
    Row { statement: "3.1: MQIsdp is another version", wrong: &[Rmqtt], case: |t| t.level() == 3 },
    Row {
        statement: "3.1 §3.1: a user name that is missing is not looked for behind the packet",
        wrong: &[MqttProto],
        case: |t| matches!(t.packet, Packet::Connect(p) if p.unusual_flags & 0xc0 != 0),
    },
    Row {
        statement: "3.1.1, MQTT-3.9.3-2: a failure is 0x80",
        wrong: &[MqttProto],
        case: |t| t.version < 5 && t.bytes[0] >> 4 == 9,
    },
    Row {
        statement: "§3.1.2.3: the flags tell what follows",
        wrong: &[Mqttbytes],
        // An empty user name or password is written as none.
        case: |t| match t.packet {
            Packet::Connect(p) => {
                let password = p.password.is_some_and(<[u8]>::is_empty);
                p.user_name.unwrap_or_default().is_empty() || password
            }
            _ => false,
        },
    },
    Row {
        statement: "§3.2.2.3: a CONNACK has a property length always",
        wrong: &[Mqttbytes],
        case: |t| t.version >= 5 && t.bytes[0] >> 4 == 2,
    },
    Row {
        statement: "§3.3.2.3.8: a message may be sent for several subscriptions",
        wrong: &[Mqttbytes],
        case: |t| match t.packet {
            Packet::Publish(p) => p.properties.subscription_identifiers().count() > 1,
            _ => false,
        },
    },
    Row {
        statement: "§3.15.2.1: success without properties is an empty AUTH",
        wrong: &[Rmqtt],
        case: |t| matches!(t.packet, Packet::Auth(p) if p.properties.is_none()),
    },
];

/// The statement that explains a disagreement with `peer`, of which `holds` knows the case.
pub(crate) fn explained<F>(
    table: &'static [Row<F>],
    peer: Peer,
    holds: impl Fn(&F) -> bool,
) -> Option<&'static str> {
    let mut rows = table.iter().filter(|row| row.wrong.contains(&peer));
    rows.find(|row| holds(&row.case)).map(|row| row.statement)
}
