//! One form for all that says the same: two packets are alike if these are equal.
use std::fmt::Write;
use wireloom_wire::mqtt::{Packet, Properties, Property};

/// A packet in words: properties by their identifier, what may be left out always there.
pub(crate) fn normal(packet: &Packet<'_>) -> String {
    let mut out = packet.kind().to_string();
    let o = &mut out;
    let _ = match packet {
        Packet::Connect(p) => {
            let _ = write!(o, " {:?}", (p.protocol_version, p.clean_start, p.keep_alive));
            list(o, &p.properties);
            let _ = write!(o, " {:?}", (p.client_identifier, p.user_name, p.password));
            match &p.will {
                Some(will) => {
                    list(o, &will.properties);
                    write!(o, " {:?}", (will.qos, will.retain, will.topic, will.payload))
                }
                None => Ok(()),
            }
        }
        Packet::ConnAck(p) => {
            list(o, &p.properties);
            write!(o, " {:?}", (p.acknowledge_flags, p.reason_code))
        }
        Packet::Publish(p) => {
            list(o, &p.properties);
            let head = (p.dup, p.qos, p.retain, p.topic_name, p.packet_identifier);
            write!(o, " {:?}", (head, p.payload))
        }
        Packet::PubAck(p) => {
            answer(o, p.packet_identifier, p.reason_code.map(|c| c.0), &p.properties)
        }
        Packet::PubRec(p) => {
            answer(o, p.packet_identifier, p.reason_code.map(|c| c.0), &p.properties)
        }
        Packet::PubRel(p) => {
            answer(o, p.packet_identifier, p.reason_code.map(|c| c.0), &p.properties)
        }
        Packet::PubComp(p) => {
            answer(o, p.packet_identifier, p.reason_code.map(|c| c.0), &p.properties)
        }
        Packet::Subscribe(p) => {
            list(o, &p.properties);
            write!(o, " {:?}", (p.packet_identifier, p.subscriptions))
        }
        Packet::SubAck(p) => {
            list(o, &p.properties);
            write!(o, " {:?}", (p.packet_identifier, p.reason_codes))
        }
        Packet::Unsubscribe(p) => {
            list(o, &p.properties);
            write!(o, " {:?}", (p.packet_identifier, p.topic_filters))
        }
        Packet::UnsubAck(p) => {
            list(o, &p.properties);
            write!(o, " {:?}", (p.packet_identifier, p.reason_codes))
        }
        Packet::PingReq(_) | Packet::PingResp(_) => Ok(()),
        Packet::Disconnect(p) => answer(o, 0, p.reason_code.map(|c| c.0), &p.properties),
        Packet::Auth(p) => answer(o, 0, p.reason_code.map(|c| c.0), &p.properties),
    };
    out
}

fn answer(
    o: &mut String,
    id: u16,
    code: Option<u8>,
    properties: &Option<Properties<'_>>,
) -> std::fmt::Result {
    list(o, &properties.unwrap_or_default());
    write!(o, " {:?}", (id, code.unwrap_or(0)))
}

fn list(o: &mut String, properties: &Properties<'_>) {
    let mut all: Vec<_> = properties.iter().filter(|property| !is_default(property)).collect();
    // A stable order: those of one identifier keep theirs. MQTT-3.3.2-18
    all.sort_by_key(|property| property.row().identifier);
    let _ = write!(o, " {all:?}");
}

/// What the specification says an absent property means: a peer may leave it out, or put it in.
fn is_default(property: &Property<'_>) -> bool {
    matches!(
        property,
        Property::PayloadFormatIndicator(0)
            | Property::WillDelayInterval(0)
            | Property::SessionExpiryInterval(0)
            | Property::RequestProblemInformation(1)
            | Property::RequestResponseInformation(0)
            | Property::ReceiveMaximum(u16::MAX)
            | Property::TopicAliasMaximum(0)
            | Property::RetainAvailable(1)
            | Property::WildcardSubscriptionAvailable(1)
            | Property::SubscriptionIdentifiersAvailable(1)
            | Property::SharedSubscriptionAvailable(1)
    )
}
