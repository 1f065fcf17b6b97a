//! PUBLISH: an application message. MQTT 5 §3.3
use super::{
    Body, Place, Properties, Strictness, TopicNameOrNone,
    list::Block,
    strictness::NIBBLE,
    text::{Checked, PacketIdentifier, judge_text, say_bit, say_bits, write_text},
    topic::is_special,
};
use crate::{
    Context, Describe, ErrorKind, Field, Form, Node, Read, Result, Shape, Wire, Write, build,
    types::{Length as _, Rest},
    wire,
};
use wireloom_codecs::text::{any, ascii};

/// How surely a message arrives. MQTT 5 §4.3
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub enum Qos {
    /// It may get lost. MQTT 5 §4.3.1
    #[default]
    AtMostOnce = 0,
    /// It may come twice. MQTT 5 §4.3.2
    AtLeastOnce = 1,
    /// It comes once. MQTT 5 §4.3.3
    ExactlyOnce = 2,
}

impl Qos {
    /// The QoS of that number; 3 is none. MQTT-3.3.1-4
    #[inline]
    pub const fn new(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }

    /// Its number on the wire.
    #[inline]
    pub const fn number(self) -> u8 {
        match self {
            Self::AtMostOnce => 0,
            Self::AtLeastOnce => 1,
            Self::ExactlyOnce => 2,
        }
    }
}

/// Carries an application message. MQTT 5 §3.3
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Publish<'a> {
    /// Sent before, perhaps. §3.3.1.1
    pub dup: bool,
    /// How surely it arrives. §3.3.1.2
    pub qos: Qos,
    /// The server keeps it, or has kept it. §3.3.1.3
    pub retain: bool,
    /// Where it belongs; empty where a topic alias says so. §3.3.2.1
    pub topic_name: &'a str,
    /// Ties the acknowledgement to it: exactly where QoS is above 0. §3.3.2.2
    pub packet_identifier: Option<u16>,
    /// From version 5. §3.3.2.3
    pub properties: Properties<'a>,
    /// The message. §3.3.3
    pub payload: &'a [u8],
}

type Identifier = Checked<PacketIdentifier>;

const DUP: u8 = 0b1000;
const QOS: u8 = 0b0110;
const RETAIN: u8 = 0b0001;

/// What stands before the payload.
#[inline(always)]
pub(super) fn read_head<'a, R: Read<'a>>(r: &mut R) -> Result<Publish<'a>> {
    let [_, flags] = (r.context().flags & NIBBLE).to_be_bytes();
    let Some(qos) = Qos::new(flags >> 1 & 3) else {
        return Err(r.error(ErrorKind::BadValue, 3));
    };
    // Fields taken apart, and the text no call: nothing is read as often.
    r.begin("topic_name");
    let n = r.layout("length", u16::read_length)?;
    let name = r.take(n)?;
    let topic_name = judge_text(r, name, ascii(name, is_special), is_special)?;
    r.done()?;
    let packet_identifier = match qos {
        Qos::AtMostOnce => None,
        _ => Some(Identifier::read_field(r, "packet_identifier")?),
    };
    let mut properties = Properties::default();
    if r.version() >= 5 {
        properties = Block::<{ Place::PUBLISH.0 }>::read_field(r, "properties")?;
    }
    Ok(Publish {
        dup: flags & DUP != 0,
        qos,
        retain: flags & RETAIN != 0,
        topic_name,
        packet_identifier,
        properties,
        payload: &[],
    })
}

impl<'a> Publish<'a> {
    /// The rules that span fields, all but those of the payload.
    #[inline(always)]
    pub(super) fn check_head(&self, context: &Context) -> Result<(), usize> {
        // MQTT-3.3.1-2
        let dup = self.dup
            && self.qos == Qos::AtMostOnce
            && !Strictness::from_flags(context.flags).dup_at_qos_0;
        // §3.3.2.1: a topic of no length is a protocol error, unless an alias stands for it.
        let topic =
            self.topic_name.is_empty() && (context.version < 5 || !has_alias(self.properties));
        let id = self.packet_identifier.is_some() == (self.qos == Qos::AtMostOnce);
        if dup || topic || id { Err(0) } else { Ok(()) }
    }
}

impl<'a> Body<'a> for Publish<'a> {
    const PLACE: Place = Place::PUBLISH;

    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let head = read_head(r)?;
        let payload = Rest::read_field(r, "payload")?;
        Ok(Self { payload, ..head })
    }

    #[inline(always)]
    fn flags(&self) -> u8 {
        let dup = if self.dup { DUP } else { 0 };
        let retain = if self.retain { RETAIN } else { 0 };
        dup | self.qos.number() << 1 | retain
    }

    #[inline(always)]
    fn at_least(&self, context: &Context) -> usize {
        let id = if self.packet_identifier.is_some() { 2 } else { 0 };
        let properties = if context.version >= 5 { self.properties.at_least() } else { 0 };
        let head = usize::wrapping_add(2, self.topic_name.len()).wrapping_add(id);
        head.wrapping_add(properties).wrapping_add(self.payload.len())
    }

    fn name_flags<R: Read<'a>>(r: &mut R, flags: u8) {
        say_bit(r, "dup", DUP, flags);
        say_bits(r, "qos", QOS, flags >> 1 & 3);
        say_bit(r, "retain", RETAIN, flags);
    }

    #[inline(always)]
    fn check(&self, context: &Context) -> Result<(), usize> {
        self.check_head(context)?;
        let judged = !Strictness::from_flags(context.flags).other_payload;
        if judged && is_other(self.properties, self.payload) { Err(1) } else { Ok(()) }
    }
}

/// Whether a topic alias stands for the topic.
#[cold]
fn has_alias(properties: Properties<'_>) -> bool {
    properties.topic_alias().is_some()
}

/// Whether the payload is not the text that the payload format indicator announces.
#[cold]
fn is_other(properties: Properties<'_>, payload: &[u8]) -> bool {
    properties.payload_format_indicator() == Some(1) && str::from_utf8(payload).is_err()
}

impl<'a> Wire<'a, Self> for Publish<'a> {
    const NAME: &'static str = "PUBLISH";
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, Self::read_body)
    }

    #[inline(always)]
    fn write<W: Write>(this: &Self, w: &mut W) -> Result<()> {
        write_text(this.topic_name, w, any(this.topic_name.as_bytes(), is_special))?;
        if let Some(id) = &this.packet_identifier {
            Identifier::write(id, w)?;
        }
        if w.version() >= 5 {
            Block::<{ Place::PUBLISH.0 }>::write(&this.properties, w)?;
        } else if !this.properties.is_empty() {
            wire::lost(w)?;
        }
        w.put(this.payload);
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        node.record(&FIELDS.map(|field| field.name))?;
        let id = node.get("packet_identifier").map(Identifier::build).transpose()?;
        let properties = node.get("properties").map(Block::<{ Place::PUBLISH.0 }>::build);
        let qos = node.need("qos")?;
        let Some(qos) = Qos::new(qos.number("0, 1 or 2")?) else {
            return qos.expected("0, 1 or 2");
        };
        Ok(Self {
            dup: node.need("dup")?.bool()?,
            qos,
            retain: node.need("retain")?.bool()?,
            topic_name: TopicNameOrNone::build(node.need("topic_name")?)?,
            packet_identifier: id,
            properties: properties.transpose()?.unwrap_or_default(),
            payload: Rest::build(node.need("payload")?)?,
        })
    }
}

const FIELDS: [Field; 7] = [
    Field::row("dup", "bit", "Sent before, perhaps. §3.3.1.1"),
    Field::row("qos", "two bits", "How surely it arrives: 0, 1 or 2. §3.3.1.2"),
    Field::row("retain", "bit", "The server keeps it, or has kept it. §3.3.1.3"),
    Field::row("topic_name", TopicNameOrNone::NAME, "Where it belongs. §3.3.2.1"),
    Field::row("packet_identifier", Identifier::NAME, "Where QoS is above 0. §3.3.2.2"),
    Field::row("properties", "Properties", "What else is told of it. §3.3.2.3").versions("5.."),
    Field::row("payload", Rest::NAME, "The message. §3.3.3"),
];

impl Describe for Publish<'_> {
    const NAME: &'static str = "PUBLISH";
    const DOC: &'static str = "Carries an application message. MQTT 5 §3.3\n";
    const FIELDS: &'static [Field] = &FIELDS;
}

impl Form for Publish<'static> {
    type At<'a> = Publish<'a>;
}
