//! What a row of the table is asked about: a disagreement, and the packet that it is about.
use crate::peers::Verdict;
use wireloom_wire::{
    Context, Error, ErrorKind, Limits,
    frame::{Framer, Protocol, Step},
    mqtt::{Mqtt, Packet, Packets, Properties, Property},
    observers::Path,
};

/// A packet that we refuse.
pub(crate) struct Fault<'a> {
    pub(crate) version: i16,
    /// The whole packet.
    pub(crate) packet: &'a [u8],
    /// Its number in the first octet.
    pub(crate) kind: u8,
    pub(crate) error: ErrorKind,
    /// The field that is wrong, without indices; empty if it is the packet.
    pub(crate) field: String,
    /// What the peer says instead.
    pub(crate) theirs: &'a Verdict,
}

impl<'a> Fault<'a> {
    /// Where the packet at the front of `bytes` is wrong. None: it has no end.
    pub(crate) fn new(
        version: i16,
        bytes: &'a [u8],
        error: Error,
        theirs: &'a Verdict,
    ) -> Option<Self> {
        let Ok(Step::Done { value: packet, .. }) = Packets.next(bytes, &Limits::DEFAULT) else {
            return None;
        };
        let kind = packet[0] >> 4;
        let mut path = Path::new();
        let table = &Mqtt.tables()[usize::from(kind) - 1];
        let _ = (table.observe)(packet, Context::DEFAULT.at(version), &mut path);
        let path = path.to_string();
        // `properties["user_property_2"]["k"]`, `subscriptions[1].topic_filter`
        let field = match path.find("user_property") {
            Some(_) => "user_property",
            None if path.contains("subscription_identifier_") => "subscription_identifier",
            None => path.rsplit('.').next().unwrap_or(&path).split('[').next().unwrap_or(&path),
        };
        let field = field.to_string();
        Some(Self { version, packet, kind, error: error.kind, field, theirs })
    }

    pub(crate) fn is(&self, error: ErrorKind, fields: &[&str]) -> bool {
        self.error == error && fields.contains(&self.field.as_str())
    }

    /// What stands behind the fixed header.
    pub(crate) fn body(&self) -> &[u8] {
        let octets = self.packet[1..].iter().take_while(|octet| **octet >= 0x80).count();
        &self.packet[octets + 2..]
    }

    /// One octet of it; 0 where there is none.
    pub(crate) fn octet(&self, at: usize) -> u8 {
        self.body().get(at).copied().unwrap_or(0)
    }

    /// Whether the remaining length stands in more octets than it needs.
    pub(crate) fn padded(&self) -> bool {
        let octets = self.packet.len() - self.body().len() - 1;
        octets > 1 && self.packet[octets] == 0
    }

    pub(crate) fn flags(&self) -> u8 {
        self.packet[0] & 0x0f
    }

    /// A CONNECT behind its protocol name: level and flags.
    pub(crate) fn connect(&self) -> [u8; 2] {
        let name = usize::from(u16::from_be_bytes([self.octet(0), self.octet(1)]));
        [self.octet(name + 2), self.octet(name + 3)]
    }
}

/// What we take, and what the peer makes of it.
pub(crate) struct Taken<'a> {
    pub(crate) version: i16,
    pub(crate) bytes: &'a [u8],
    pub(crate) packet: &'a Packet<'a>,
    pub(crate) theirs: &'a Verdict,
}

impl Taken<'_> {
    pub(crate) fn says(&self, words: &str) -> bool {
        matches!(self.theirs, Verdict::Refused(error) if error.contains(words))
    }

    pub(crate) fn level(&self) -> u8 {
        match self.packet {
            Packet::Connect(connect) => connect.protocol_version,
            _ => 0,
        }
    }

    /// Its properties, and those of its will.
    fn properties(&self) -> [Properties<'_>; 2] {
        match self.packet {
            Packet::Connect(p) => [p.properties, p.will.map(|w| w.properties).unwrap_or_default()],
            Packet::Publish(p) => [p.properties, Properties::default()],
            _ => Default::default(),
        }
    }

    pub(crate) fn holds(&self, property: impl Fn(&Property<'_>) -> bool) -> bool {
        self.properties().iter().any(|list| list.iter().any(|p| property(&p)))
    }
}
