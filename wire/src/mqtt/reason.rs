//! Why: the codes of each packet, under the names of their specification. MQTT 5 §2.4
use crate::{ErrorKind, Node, Read, Result, Wire, Write, build};
use core::marker::PhantomData;

/// A code of a packet whose specification lists all that there are.
pub trait Closed: Copy {
    /// Whether the specification of that version lists it.
    fn is_listed(self, version: i16) -> bool;
    /// The number on the wire.
    fn number(self) -> u8;
}

/// A code that its specification lists: any other is told, and then refused.
#[derive(Debug)]
pub struct Listed<C>(PhantomData<C>);

impl<'a, C: Closed + Wire<'a, C>> Wire<'a, C> for Listed<C> {
    const NAME: &'static str = C::NAME;
    const MIN: usize = 1;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<C> {
        let code = C::read(r)?;
        if !code.is_listed(r.version()) {
            return Err(r.error(ErrorKind::BadValue, code.number().into()));
        }
        Ok(code)
    }

    #[inline]
    fn write<W: Write>(value: &C, w: &mut W) -> Result<()> {
        if !value.is_listed(w.version()) {
            return Err(w.error(ErrorKind::BadValue, value.number().into()));
        }
        C::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<C> {
        C::build(node)
    }
}

codes! {
    /// Whether a connection was accepted. MQTT 3.1.1 §3.2.2.3, MQTT 5 §3.2.2.2
    pub struct ConnectReason(u8) {
        SUCCESS = 0x00 "Success",
        UNACCEPTABLE_PROTOCOL_VERSION = 0x01 "Unacceptable protocol version",
        IDENTIFIER_REJECTED = 0x02 "Identifier rejected",
        SERVER_UNAVAILABLE_3 = 0x03 "Server unavailable (3.x)",
        BAD_USER_NAME_OR_PASSWORD_3 = 0x04 "Bad user name or password (3.x)",
        NOT_AUTHORIZED_3 = 0x05 "Not authorized (3.x)",
        UNSPECIFIED_ERROR = 0x80 "Unspecified error",
        MALFORMED_PACKET = 0x81 "Malformed Packet",
        PROTOCOL_ERROR = 0x82 "Protocol Error",
        IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "Implementation specific error",
        UNSUPPORTED_PROTOCOL_VERSION = 0x84 "Unsupported Protocol Version",
        CLIENT_IDENTIFIER_NOT_VALID = 0x85 "Client Identifier not valid",
        BAD_USER_NAME_OR_PASSWORD = 0x86 "Bad User Name or Password",
        NOT_AUTHORIZED = 0x87 "Not authorized",
        SERVER_UNAVAILABLE = 0x88 "Server unavailable",
        SERVER_BUSY = 0x89 "Server busy",
        BANNED = 0x8a "Banned",
        BAD_AUTHENTICATION_METHOD = 0x8c "Bad authentication method",
        TOPIC_NAME_INVALID = 0x90 "Topic Name invalid",
        PACKET_TOO_LARGE = 0x95 "Packet too large",
        QUOTA_EXCEEDED = 0x97 "Quota exceeded",
        PAYLOAD_FORMAT_INVALID = 0x99 "Payload format invalid",
        RETAIN_NOT_SUPPORTED = 0x9a "Retain not supported",
        QOS_NOT_SUPPORTED = 0x9b "QoS not supported",
        USE_ANOTHER_SERVER = 0x9c "Use another server",
        SERVER_MOVED = 0x9d "Server moved",
        CONNECTION_RATE_EXCEEDED = 0x9f "Connection rate exceeded",
    }
}

impl Closed for ConnectReason {
    #[inline]
    fn is_listed(self, version: i16) -> bool {
        match (version, self.0) {
            (_, 0) => true,
            (5.., code) => code >= 0x80 && self.name().is_some(),
            (_, code) => code <= 5,
        }
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// What became of a PUBLISH: the code of PUBACK and PUBREC. MQTT 5 §3.4.2.1, §3.5.2.1
    pub struct PublishReason(u8) {
        SUCCESS = 0x00 "Success",
        NO_MATCHING_SUBSCRIBERS = 0x10 "No matching subscribers",
        UNSPECIFIED_ERROR = 0x80 "Unspecified error",
        IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "Implementation specific error",
        NOT_AUTHORIZED = 0x87 "Not authorized",
        TOPIC_NAME_INVALID = 0x90 "Topic Name invalid",
        PACKET_IDENTIFIER_IN_USE = 0x91 "Packet identifier in use",
        QUOTA_EXCEEDED = 0x97 "Quota exceeded",
        PAYLOAD_FORMAT_INVALID = 0x99 "Payload format invalid",
    }
}

impl Closed for PublishReason {
    #[inline]
    fn is_listed(self, _version: i16) -> bool {
        self.name().is_some()
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// Whether the packet identifier was known: the code of PUBREL and PUBCOMP. MQTT 5 §3.6.2.1,
    /// §3.7.2.1
    pub struct ReleaseReason(u8) {
        SUCCESS = 0x00 "Success",
        PACKET_IDENTIFIER_NOT_FOUND = 0x92 "Packet Identifier not found",
    }
}

impl Closed for ReleaseReason {
    #[inline]
    fn is_listed(self, _version: i16) -> bool {
        self.name().is_some()
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// What became of a subscription: one code a topic filter. MQTT 3.1.1 §3.9.3, MQTT 5 §3.9.3
    pub struct SubscribeReason(u8) {
        GRANTED_QOS_0 = 0x00 "Granted QoS 0",
        GRANTED_QOS_1 = 0x01 "Granted QoS 1",
        GRANTED_QOS_2 = 0x02 "Granted QoS 2",
        UNSPECIFIED_ERROR = 0x80 "Unspecified error",
        IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "Implementation specific error",
        NOT_AUTHORIZED = 0x87 "Not authorized",
        TOPIC_FILTER_INVALID = 0x8f "Topic Filter invalid",
        PACKET_IDENTIFIER_IN_USE = 0x91 "Packet Identifier in use",
        QUOTA_EXCEEDED = 0x97 "Quota exceeded",
        SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e "Shared Subscriptions not supported",
        SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xa1 "Subscription Identifiers not supported",
        WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xa2 "Wildcard Subscriptions not supported",
    }
}

impl Closed for SubscribeReason {
    #[inline]
    fn is_listed(self, version: i16) -> bool {
        // MQTT 3.1.1, 3.9.3-2: 0x00, 0x01, 0x02 and 0x80.
        self.name().is_some() && (version >= 5 || self.0 <= 0x80)
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// What became of the end of a subscription: one code a topic filter. MQTT 5 §3.11.3
    pub struct UnsubscribeReason(u8) {
        SUCCESS = 0x00 "Success",
        NO_SUBSCRIPTION_EXISTED = 0x11 "No subscription existed",
        UNSPECIFIED_ERROR = 0x80 "Unspecified error",
        IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "Implementation specific error",
        NOT_AUTHORIZED = 0x87 "Not authorized",
        TOPIC_FILTER_INVALID = 0x8f "Topic Filter invalid",
        PACKET_IDENTIFIER_IN_USE = 0x91 "Packet Identifier in use",
    }
}

impl Closed for UnsubscribeReason {
    #[inline]
    fn is_listed(self, _version: i16) -> bool {
        self.name().is_some()
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// Why a connection ends. MQTT 5 §3.14.2.1
    pub struct DisconnectReason(u8) {
        NORMAL_DISCONNECTION = 0x00 "Normal disconnection",
        DISCONNECT_WITH_WILL_MESSAGE = 0x04 "Disconnect with Will Message",
        UNSPECIFIED_ERROR = 0x80 "Unspecified error",
        MALFORMED_PACKET = 0x81 "Malformed Packet",
        PROTOCOL_ERROR = 0x82 "Protocol Error",
        IMPLEMENTATION_SPECIFIC_ERROR = 0x83 "Implementation specific error",
        NOT_AUTHORIZED = 0x87 "Not authorized",
        SERVER_BUSY = 0x89 "Server busy",
        SERVER_SHUTTING_DOWN = 0x8b "Server shutting down",
        KEEP_ALIVE_TIMEOUT = 0x8d "Keep Alive timeout",
        SESSION_TAKEN_OVER = 0x8e "Session taken over",
        TOPIC_FILTER_INVALID = 0x8f "Topic Filter invalid",
        TOPIC_NAME_INVALID = 0x90 "Topic Name invalid",
        RECEIVE_MAXIMUM_EXCEEDED = 0x93 "Receive Maximum exceeded",
        TOPIC_ALIAS_INVALID = 0x94 "Topic Alias invalid",
        PACKET_TOO_LARGE = 0x95 "Packet too large",
        MESSAGE_RATE_TOO_HIGH = 0x96 "Message rate too high",
        QUOTA_EXCEEDED = 0x97 "Quota exceeded",
        ADMINISTRATIVE_ACTION = 0x98 "Administrative action",
        PAYLOAD_FORMAT_INVALID = 0x99 "Payload format invalid",
        RETAIN_NOT_SUPPORTED = 0x9a "Retain not supported",
        QOS_NOT_SUPPORTED = 0x9b "QoS not supported",
        USE_ANOTHER_SERVER = 0x9c "Use another server",
        SERVER_MOVED = 0x9d "Server moved",
        SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e "Shared Subscriptions not supported",
        CONNECTION_RATE_EXCEEDED = 0x9f "Connection rate exceeded",
        MAXIMUM_CONNECT_TIME = 0xa0 "Maximum connect time",
        SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xa1 "Subscription Identifiers not supported",
        WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xa2 "Wildcard Subscriptions not supported",
    }
}

impl DisconnectReason {
    /// Whether a client may send it. §3.14.2.1, table 3-10
    pub const fn is_client(self) -> bool {
        matches!(self.0, 0x00 | 0x04 | 0x80..=0x83 | 0x90 | 0x93..=0x99)
    }

    /// Whether a server may send it.
    pub const fn is_server(self) -> bool {
        self.0 != 0x04
    }
}

impl Closed for DisconnectReason {
    #[inline]
    fn is_listed(self, _version: i16) -> bool {
        self.name().is_some()
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}

codes! {
    /// Where an authentication stands. MQTT 5 §3.15.2.1
    pub struct AuthReason(u8) {
        SUCCESS = 0x00 "Success",
        CONTINUE_AUTHENTICATION = 0x18 "Continue authentication",
        RE_AUTHENTICATE = 0x19 "Re-authenticate",
    }
}

impl Closed for AuthReason {
    #[inline]
    fn is_listed(self, _version: i16) -> bool {
        self.name().is_some()
    }
    #[inline]
    fn number(self) -> u8 {
        self.0
    }
}
