//! MQTT 3.1, 3.1.1 and 5.0, the publish-subscribe protocol of small devices.
//!
//! One codec for the three versions: the version is a number in the reader's
//! [`Context`] (3, 4 or 5), and [`Strictness`] is in its flags. A packet is a
//! [`Framed`] of its [`Body`]: the fixed header, then what the packet's table says.
//!
//! - <https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html>
//! - <https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html>
//! - <https://public.dhe.ibm.com/software/dw/webservices/ws-mqtt/mqtt-v3r1.html>
//!
//! ```
//! use wireloom_wire::{Context, Wire, Writer, mqtt::{Framed, Publish, Qos}, wire};
//!
//! let publish = Publish {
//!     qos: Qos::AtLeastOnce,
//!     topic_name: "a/b",
//!     packet_identifier: Some(10),
//!     payload: b"hi!",
//!     ..Publish::default()
//! };
//! let mut bytes = Vec::new();
//! let context = Context::DEFAULT.at(4);
//! Framed::write(&publish.into(), &mut Writer::with(&mut bytes, context))?;
//! assert_eq!(bytes, b"\x32\x0a\x00\x03a/b\x00\x0ahi!");
//! let read = wire::read::<Framed<Publish<'static>>>(&bytes, context)?;
//! assert_eq!(read.packet, publish);
//! # Ok::<(), wireloom_wire::Error>(())
//! ```
mod ack;
mod alias;
mod connack;
mod connect;
mod control;
mod detect;
#[cfg(test)]
mod fields;
mod fixed;
mod flows;
mod head;
mod list;
mod packet;
mod place;
mod properties;
mod publish;
mod reason;
mod session;
mod several;
mod strictness;
mod subscribe;
mod text;
#[cfg(test)]
mod told;
mod topic;
#[cfg(test)]
mod vectors;
mod view;

pub use ack::{PubAck, PubComp, PubRec, PubRel};
pub use connack::{AcknowledgeFlags, ConnAck};
pub use connect::{Connect, Will};
pub use control::{Auth, Disconnect, PingReq, PingResp};
pub use fixed::{Body, Framed, Header, MAX_REMAINING_LENGTH};
pub use head::PublishHead;
pub use list::{Block, Properties};
pub use packet::{Packet, Packets};
pub use place::Place;
pub use properties::{Property, Row};
pub use publish::{Publish, Qos};
pub use reason::{
    AuthReason, Closed, ConnectReason, DisconnectReason, Listed, PublishReason, ReleaseReason,
    SubscribeReason, UnsubscribeReason,
};
pub use several::{OneOrMore, Several};
pub use strictness::{FROM_CLIENT, FROM_SERVER, SIDES, Strictness};
pub use subscribe::{SubAck, Subscribe, Subscription, SubscriptionOptions, UnsubAck, Unsubscribe};
pub use text::{
    Acknowledged, Checked, NotZero, PacketIdentifier, Rule, SubscriptionIdentifier, Utf8,
    VariableByteInteger, ZeroOrOne,
};
pub use topic::{TopicFilter, TopicName, TopicNameOrNone};

use crate::{
    Context, Limits,
    frame::{Confidence, Protocol, Session, Side, Table},
};
use alloc::boxed::Box;

/// MQTT.
#[derive(Debug)]
pub struct Mqtt;

/// One table a type of packet, in the order of their numbers, from CONNECT on.
pub(crate) static TABLES: [Table; 15] = [
    Table::of::<Framed<Connect<'static>>>(None),
    Table::of::<Framed<ConnAck<'static>>>(None),
    Table::of::<Framed<Publish<'static>>>(None),
    Table::of::<Framed<PubAck<'static>>>(None),
    Table::of::<Framed<PubRec<'static>>>(None),
    Table::of::<Framed<PubRel<'static>>>(None),
    Table::of::<Framed<PubComp<'static>>>(None),
    Table::of::<Framed<Subscribe<'static>>>(None),
    Table::of::<Framed<SubAck<'static>>>(None),
    Table::of::<Framed<Unsubscribe<'static>>>(None),
    Table::of::<Framed<UnsubAck<'static>>>(None),
    Table::of::<Framed<PingReq>>(None),
    Table::of::<Framed<PingResp>>(None),
    Table::of::<Framed<Disconnect<'static>>>(None),
    Table::of::<Framed<Auth<'static>>>(None),
];

/// The versions by the number in CONNECT.
const VERSIONS: [(&str, i16); 3] = [("3.1", 3), ("3.1.1", 4), ("5.0", 5)];

fn version_name(version: i16) -> Option<&'static str> {
    VERSIONS.iter().find(|(_, number)| *number == version).map(|(name, _)| *name)
}

impl Protocol for Mqtt {
    fn name(&self) -> &'static str {
        "mqtt"
    }

    fn spec(&self) -> &'static str {
        "https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html"
    }

    fn versions(&self) -> &'static [(&'static str, i16)] {
        &VERSIONS
    }

    fn tables(&self) -> &'static [Table] {
        &TABLES
    }

    fn detect(&self, head: &[u8], side: Side) -> Confidence {
        detect::detect(head, side)
    }

    fn sided(&self, context: Context) -> Context {
        context.with(context.flags | SIDES)
    }

    fn session(&self, limits: &Limits, context: Context) -> Box<dyn Session> {
        Box::new(session::Connection::new(limits, context))
    }
}
