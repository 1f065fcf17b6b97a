//! CONNECT: who is there, what it wants, and what shall be said when it is gone. MQTT 5 §3.1
use super::{
    Body, Place, Properties, Qos, Strictness, TopicName,
    list::Block,
    text::{Utf8, say_bit, say_bits, write_text},
};
use crate::{
    Context, Describe, ErrorKind, Field, Form, Node, Read, Result, Shape, Wire, Write, build,
    frame::Side,
    types::{Blob, Length as _},
    wire,
};

/// Opens a connection. It alone tells the version of all that follows. MQTT 5 §3.1
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Connect<'a> {
    /// 3, 4 or 5. Bit 7 is mosquitto's own: a bridge speaks. §3.1.2.2
    pub protocol_version: u8,
    /// Nothing is left of an older session; "clean session" before version 5. §3.1.2.4
    pub clean_start: bool,
    /// How many seconds may pass in silence; 0: any number. §3.1.2.10
    pub keep_alive: u16,
    /// From version 5. §3.1.2.11
    pub properties: Properties<'a>,
    /// Who is there; empty: the server shall choose. §3.1.3.1
    pub client_identifier: &'a str,
    /// What shall be said when it is gone. §3.1.2.5
    pub will: Option<Will<'a>>,
    /// §3.1.3.5
    pub user_name: Option<&'a str>,
    /// §3.1.3.6
    pub password: Option<&'a [u8]>,
    /// Version 3.1 only: flags that differ from what the fields tell, which it does not forbid.
    pub unusual_flags: u8,
}

/// A message that the server publishes when the client is gone. MQTT 5 §3.1.2.5
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Will<'a> {
    /// §3.1.2.6
    pub qos: Qos,
    /// §3.1.2.7
    pub retain: bool,
    /// From version 5. §3.1.3.2
    pub properties: Properties<'a>,
    /// §3.1.3.3
    pub topic: &'a str,
    /// §3.1.3.4
    pub payload: &'a [u8],
}

const USER_NAME: u8 = 0x80;
const PASSWORD: u8 = 0x40;
const WILL_RETAIN: u8 = 0x20;
const WILL_QOS: u8 = 0x18;
const WILL: u8 = 0x04;
const CLEAN_START: u8 = 0x02;
const RESERVED: u8 = 0x01;
const BRIDGE: u8 = 0x80;

/// The names of the protocol, by its version. MQTT-3.1.2-1
const fn protocol_name(version: u8) -> &'static str {
    if version & !BRIDGE == 3 { "MQIsdp" } else { "MQTT" }
}

impl Connect<'_> {
    /// The flags that its fields tell.
    const fn usual_flags(&self) -> u8 {
        let will = match &self.will {
            Some(will) => WILL | will.qos.number() << 3 | if will.retain { WILL_RETAIN } else { 0 },
            None => 0,
        };
        let user_name = if self.user_name.is_some() { USER_NAME } else { 0 };
        let password = if self.password.is_some() { PASSWORD } else { 0 };
        let clean_start = if self.clean_start { CLEAN_START } else { 0 };
        will | user_name | password | clean_start
    }
}

/// Names the flags of the octet just read.
fn say_flags<'a, R: Read<'a>>(r: &mut R, flags: u8) {
    say_bit(r, "user_name_flag", USER_NAME, flags);
    say_bit(r, "password_flag", PASSWORD, flags);
    say_bit(r, "will_retain", WILL_RETAIN, flags);
    say_bits(r, "will_qos", WILL_QOS, flags >> 3 & 3);
    say_bit(r, "will_flag", WILL, flags);
    say_bit(r, "clean_start", CLEAN_START, flags);
    say_bit(r, "reserved", RESERVED, flags);
}

fn build_flags(node: Node<'_>) -> build::Result<u8> {
    const BITS: [(&str, u8); 6] = [
        ("user_name_flag", USER_NAME),
        ("password_flag", PASSWORD),
        ("will_retain", WILL_RETAIN),
        ("will_flag", WILL),
        ("clean_start", CLEAN_START),
        ("reserved", RESERVED),
    ];
    let mut flags = node.need("will_qos")?.number::<u8>("0, 1 or 2")?.min(3) << 3;
    for (name, bit) in BITS {
        if node.need(name)?.bool()? {
            flags |= bit;
        }
    }
    Ok(flags)
}

impl<'a> Body<'a> for Connect<'a> {
    const PLACE: Place = Place::CONNECT;
    const SENDER: Option<Side> = Some(Side::Client);

    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let name = Utf8::read_field(r, "protocol_name")?;
        let protocol_version = u8::read_field(r, "protocol_version")?;
        let version = protocol_version & !BRIDGE;
        if !matches!(version, 3..=5) || name != protocol_name(version) {
            return Err(r.error(ErrorKind::BadValue, protocol_version.into()));
        }
        r.context_mut().version = version.into();
        let flags = r.field("connect_flags", |r| {
            r.group(Shape::Record, |r| {
                let [flags] = *r.array()?;
                if r.aloud() {
                    say_flags(r, flags);
                }
                Ok(flags)
            })
        })?;
        // MQTT-3.1.2-3
        if flags & RESERVED != 0 && version != 3 {
            return Err(r.error(ErrorKind::BadValue, flags.into()));
        }
        let keep_alive = u16::read_field(r, "keep_alive")?;
        let mut properties = Properties::default();
        if version == 5 {
            properties = Block::<{ Place::CONNECT.0 }>::read_field(r, "properties")?;
        }
        let client_identifier = Utf8::read_field(r, "client_identifier")?;
        let will = if flags & WILL != 0 { Some(read_will(r, flags)?) } else { None };
        // In 3.1 the flags announce what may then be missing: the remaining length wins.
        let announced = |r: &R, flag: u8| flags & flag != 0 && (version != 3 || r.remaining() > 0);
        let user_name = match announced(r, USER_NAME) {
            true => Some(Utf8::read_field(r, "user_name")?),
            false => None,
        };
        // MQTT 3.1.1, 3.1.2-22: no password without a user name. Version 5 allows it.
        if flags & (USER_NAME | PASSWORD) == PASSWORD && version < 5 {
            return Err(r.error(ErrorKind::BadValue, flags.into()));
        }
        let password = match announced(r, PASSWORD) {
            true => Some(Blob::<u16>::read_field(r, "password")?),
            false => None,
        };
        let connect = Self {
            protocol_version,
            clean_start: flags & CLEAN_START != 0,
            keep_alive,
            properties,
            client_identifier,
            will,
            user_name,
            password,
            unusual_flags: 0,
        };
        Ok(Self { unusual_flags: flags ^ connect.usual_flags(), ..connect })
    }

    #[inline(always)]
    fn at_least(&self, context: &Context) -> usize {
        let text = |n: usize| n.wrapping_add(2);
        let block = |properties: &Properties<'a>| {
            if context.version >= 5 { properties.at_least() } else { 0 }
        };
        let mut least = text(protocol_name(self.protocol_version).len())
            .wrapping_add(4)
            .wrapping_add(block(&self.properties))
            .wrapping_add(text(self.client_identifier.len()));
        if let Some(will) = &self.will {
            least = least
                .wrapping_add(block(&will.properties))
                .wrapping_add(text(will.topic.len()))
                .wrapping_add(text(will.payload.len()));
        }
        least = least.wrapping_add(self.user_name.map_or(0, |name| text(name.len())));
        least.wrapping_add(self.password.map_or(0, |password| text(password.len())))
    }

    #[inline]
    fn version(&self, _context: &Context) -> i16 {
        (self.protocol_version & !BRIDGE).into()
    }

    #[inline]
    fn check(&self, context: &Context) -> Result<(), usize> {
        let version = self.protocol_version & !BRIDGE;
        let wrong = match version {
            3 => self.wrong_in_3(context),
            // MQTT-3.1.2-11, MQTT-3.1.2-13: without a will, its flags are 0.
            4 => self.unusual_flags != 0 || self.password.is_some() && self.user_name.is_none(),
            5 => self.unusual_flags != 0,
            _ => true,
        };
        if wrong { Err(version.into()) } else { Ok(()) }
    }
}

impl Connect<'_> {
    #[cold]
    fn wrong_in_3(&self, context: &Context) -> bool {
        let flags = self.unusual_flags;
        let told = self.usual_flags();
        // Flags of what is not there may be anything; those of what is there are not unusual.
        let will = if self.will.is_some() { WILL | WILL_QOS | WILL_RETAIN } else { WILL };
        let name = if told & PASSWORD != 0 { USER_NAME } else { 0 };
        let fixed = will | CLEAN_START | told & (USER_NAME | PASSWORD) | name;
        let password = (flags ^ told) & (USER_NAME | PASSWORD) == PASSWORD;
        let characters = self.client_identifier.chars().count();
        let long = characters > 23 && !Strictness::from_flags(context.flags).long_client_identifier;
        flags & fixed != 0 || password || characters == 0 || long
    }
}

#[inline(always)]
fn read_will<'a, R: Read<'a>>(r: &mut R, flags: u8) -> Result<Will<'a>> {
    // MQTT-3.1.2-12
    let Some(qos) = Qos::new(flags >> 3 & 3) else {
        return Err(r.error(ErrorKind::BadValue, flags.into()));
    };
    let mut properties = Properties::default();
    if r.version() >= 5 {
        properties = Block::<{ Place::WILL.0 }>::read_field(r, "will_properties")?;
    }
    let topic = TopicName::read_field(r, "will_topic")?;
    let payload = Blob::<u16>::read_field(r, "will_payload")?;
    Ok(Will { qos, retain: flags & WILL_RETAIN != 0, properties, topic, payload })
}

impl<'a> Wire<'a, Self> for Connect<'a> {
    const NAME: &'static str = "CONNECT";
    const MIN: usize = 12;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, Self::read_body)
    }

    #[inline]
    fn write<W: Write>(this: &Self, w: &mut W) -> Result<()> {
        write_text(protocol_name(this.protocol_version), w, false)?;
        w.put(&[this.protocol_version, this.usual_flags() ^ this.unusual_flags]);
        w.put(&this.keep_alive.to_be_bytes());
        let version = this.protocol_version & !BRIDGE;
        if version == 5 {
            Block::<{ Place::CONNECT.0 }>::write(&this.properties, w)?;
        } else if !this.properties.is_empty() {
            wire::lost(w)?;
        }
        Utf8::write(&this.client_identifier, w)?;
        if let Some(will) = &this.will {
            if version == 5 {
                Block::<{ Place::WILL.0 }>::write(&will.properties, w)?;
            } else if !will.properties.is_empty() {
                wire::lost(w)?;
            }
            TopicName::write(&will.topic, w)?;
            u16::write_behind(will.payload, w)?;
        }
        if let Some(user_name) = &this.user_name {
            Utf8::write(user_name, w)?;
        }
        if let Some(password) = &this.password {
            u16::write_behind(password, w)?;
        }
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        node.record(&FIELDS.map(|field| field.name))?;
        let protocol_version = u8::build(node.need("protocol_version")?)?;
        let name = node.need("protocol_name")?;
        if name.text()? != protocol_name(protocol_version) {
            return name.expected("MQTT, or MQIsdp in version 3");
        }
        let flags = build_flags(node.need("connect_flags")?)?;
        let will = if flags & WILL == 0 {
            None
        } else {
            let properties = node.get("will_properties").map(Block::<{ Place::WILL.0 }>::build);
            Some(Will {
                qos: Qos::new(flags >> 3 & 3).unwrap_or_default(),
                retain: flags & WILL_RETAIN != 0,
                properties: properties.transpose()?.unwrap_or_default(),
                topic: TopicName::build(node.need("will_topic")?)?,
                payload: Blob::<u16>::build(node.need("will_payload")?)?,
            })
        };
        let properties = node.get("properties").map(Block::<{ Place::CONNECT.0 }>::build);
        let connect = Self {
            protocol_version,
            clean_start: flags & CLEAN_START != 0,
            keep_alive: u16::build(node.need("keep_alive")?)?,
            properties: properties.transpose()?.unwrap_or_default(),
            client_identifier: Utf8::build(node.need("client_identifier")?)?,
            will,
            user_name: node.get("user_name").map(Utf8::build).transpose()?,
            password: node.get("password").map(Blob::<u16>::build).transpose()?,
            unusual_flags: 0,
        };
        Ok(Self { unusual_flags: flags ^ connect.usual_flags(), ..connect })
    }
}

const FIELDS: [Field; 11] = [
    Field::row("protocol_name", Utf8::NAME, "MQTT; MQIsdp in version 3.1. §3.1.2.1"),
    Field::row("protocol_version", "Byte", "3, 4 or 5; bit 7: a bridge. §3.1.2.2"),
    Field::row("connect_flags", "Byte", "What follows, and clean start. §3.1.2.3"),
    Field::row("keep_alive", "Two Byte Integer", "Seconds of silence; 0: any. §3.1.2.10"),
    Field::row("properties", "Properties", "§3.1.2.11").versions("5.."),
    Field::row("client_identifier", Utf8::NAME, "Who is there. §3.1.3.1"),
    Field::row("will_properties", "Properties", "§3.1.3.2").versions("5.."),
    Field::row("will_topic", TopicName::NAME, "§3.1.3.3"),
    Field::row("will_payload", "Binary Data", "§3.1.3.4"),
    Field::row("user_name", Utf8::NAME, "§3.1.3.5"),
    Field::row("password", "Binary Data", "§3.1.3.6"),
];

impl Describe for Connect<'_> {
    const NAME: &'static str = "CONNECT";
    const DOC: &'static str = "Opens a connection. MQTT 5 §3.1\n";
    const FIELDS: &'static [Field] = &FIELDS;
}

impl Form for Connect<'static> {
    type At<'a> = Connect<'a>;
}

/// By hand: most noise is of no version.
#[cfg(feature = "check")]
impl<'a> arbitrary::Arbitrary<'a> for Connect<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let protocol_version = *u.choose(&[5, 4, 3, 0x84])?;
        Ok(Self {
            protocol_version,
            clean_start: u.arbitrary()?,
            keep_alive: u.arbitrary()?,
            will: u.arbitrary()?,
            user_name: u.arbitrary()?,
            password: if protocol_version == 5 { u.arbitrary()? } else { None },
            client_identifier: u.arbitrary()?,
            properties: u.arbitrary()?,
            unusual_flags: 0,
        })
    }
}
