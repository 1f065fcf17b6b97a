//! The properties of version 5: one table, and the lists that are read from it. MQTT 5 §2.2.2
use super::{
    Place, Properties, TopicName,
    strictness::{FROM_CLIENT, FROM_SERVER},
    text::{Checked, NotZero, PacketIdentifier, SubscriptionIdentifier, Utf8, ZeroOrOne},
};
use crate::{
    Context, Count, ErrorKind, Node, Read, Result, Shape, Value, Wire, Write, build, types::Blob,
};
use alloc::format;

/// Declares the properties: identifier, name, type, where each may stand, and where more than once.
///
/// ```text
/// properties! { 'a;
///     /// How long the message is of use, in seconds.
///     0x02 MessageExpiryInterval message_expiry_interval: u32 as u32, [PUBLISH WILL];
/// }
/// ```
/// gives a variant of [`Property`], a row of [`Property::TABLE`], and
/// [`Properties::message_expiry_interval`].
macro_rules! properties {
    ($lt:lifetime; $(
        $(#[doc = $doc:literal])*
        $id:literal $variant:ident $name:ident: $ty:ty as $wire:ty, [$($place:ident)*] $(many [$($many:ident)*])?;
    )*) => {
        /// One property. MQTT 5 §2.2.2.2
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Property<$lt> {$(
            #[doc = concat!($($doc, "\n",)* "\n`", stringify!($id), "`, ", stringify!($($place),*), ".")]
            $variant($ty),
        )*}

        impl<$lt> Property<$lt> {
            /// Every property.
            pub const TABLE: &'static [Row] =
                &[$(properties!(@row $id $name [$ty as $wire] [$($place)*] [$($($many)*)?] [$($doc)*])),*];

            /// Its row in the table.
            pub const fn row(&self) -> &'static Row {
                match self {$(Self::$variant(_) => const {
                    &properties!(@row $id $name [$ty as $wire] [$($place)*] [$($($many)*)?] [$($doc)*])
                },)*}
            }

            /// Reads a value behind its identifier.
            #[inline]
            pub(super) fn read_value<R: Read<$lt>>(id: u8, r: &mut R) -> Result<Self> {
                match id {
                    $($id => <$wire as Wire<'_, $ty>>::read(r).map(Self::$variant),)*
                    _ => Err(r.error(ErrorKind::BadValue, id.into())),
                }
            }

            /// The fewest bytes that it takes.
            #[inline]
            pub(super) fn at_least(&self) -> usize {
                match self {$(Self::$variant(_) => const {
                    usize::saturating_add(1, <$wire as Wire<'_, $ty>>::MIN)
                },)*}
            }

            /// Writes it, if it may stand there beside those seen.
            #[inline(always)]
            pub(super) fn write_beside<W: Write>(&self, seen: &mut Seen, w: &mut W, place: Place) -> Result<()> {
                match self {$(Self::$variant(value) => {
                    const PLACES: Place = Place::NONE$(.or(Place::$place))*;
                    const MANY: Place = Place::NONE$($(.or(Place::$many))*)?;
                    let twice = seen.has($id) && !MANY.contains(place);
                    if !PLACES.contains(place) || twice {
                        return refuse(twice, $id, w);
                    }
                    seen.insert($id);
                    w.put(&[$id]);
                    <$wire as Wire<'_, $ty>>::write(value, w)
                })*}
            }

            /// Whether its value has no form on the wire.
            #[cold]
            pub(super) fn is_unwritable(&self, context: &Context) -> bool {
                let w = &mut Count::with(*context);
                match self {$(Self::$variant(value) => <$wire as Wire<'_, $ty>>::write(value, w).is_err(),)*}
            }

            /// The way back from JSON.
            pub(super) fn build_value(id: u8, node: Node<$lt>) -> build::Result<Self> {
                match id {
                    $($id => <$wire as Wire<'_, $ty>>::build(node).map(Self::$variant),)*
                    _ => Err(node.error(build::Wrong::Unknown)),
                }
            }
        }

        /// The value of each property, if the list holds it: of those that may stand several times,
        /// the first.
        impl<$lt> Properties<$lt> {$(
            $(#[doc = $doc])*
            pub fn $name(&self) -> Option<$ty> {
                self.iter().find_map(|property| match property {
                    Property::$variant(value) => Some(value),
                    _ => None,
                })
            }
        )*}

        /// Reads the properties up to the end, each where it may stand.
        pub(super) fn read_all<$lt, R: Read<$lt>>(r: &mut R, place: Place) -> Result<()> {
            let mut seen = Seen(0);
            let mut run = Run::default();
            while let [id, ..] = *r.rest() {
                if r.aloud() {
                    run.before(r, id)?;
                }
                let aloud = r.aloud();
                r.layout("identifier", |r| {
                    r.take(1)?;
                    if aloud {
                        r.value(Value::Code(id.into(), name(id)));
                    }
                    Ok(())
                })?;
                match id {
                    $($id => {
                        const PLACES: Place = Place::NONE$(.or(Place::$place))*;
                        const MANY: Place = Place::NONE$($(.or(Place::$many))*)?;
                        if !PLACES.contains(place) {
                            return Err(r.error(ErrorKind::BadValue, $id));
                        }
                        let many = MANY.contains(place);
                        if seen.insert(id) && !many {
                            return Err(r.error(ErrorKind::Duplicate, $id));
                        }
                        if !many {
                            <$wire as Wire<'_, $ty>>::read_field(r, stringify!($name))?;
                        } else {
                            if r.aloud() {
                                run.begin(r, id, stringify!($name))?;
                            }
                            if id == USER_PROPERTY {
                                <$wire as Wire<'_, $ty>>::read(r)?;
                            } else {
                                <$wire as Wire<'_, $ty>>::read_field(r, "item")?;
                            }
                        }
                    })*
                    // An identifier is a variable byte integer, but all that exist take one octet:
                    // one of several is unknown, or longer than it needs to be.
                    _ => return Err(r.error(ErrorKind::BadValue, id.into())),
                }
            }
            if r.aloud() {
                run.end(r)?;
            }
            match seen.wrong(place, r.context()) {
                None => Ok(()),
                Some(id) => Err(r.error(ErrorKind::BadValue, id.into())),
            }
        }
    };
    (@row $id:literal $name:ident [$ty:ty as $wire:ty] [$($place:ident)*] [$($many:ident)*] [$($doc:literal)*]) => {
        Row {
            identifier: $id,
            name: stringify!($name),
            wire: <$wire as Wire<'_, $ty>>::NAME,
            places: Place::NONE$(.or(Place::$place))*,
            many: Place::NONE$(.or(Place::$many))*,
            doc: concat!($($doc),*),
        }
    };
}

properties! { 'a;
    /// Whether the payload is UTF-8 (1) or unspecified bytes (0). §3.3.2.3.2
    0x01 PayloadFormatIndicator payload_format_indicator: u8 as Checked<ZeroOrOne>, [PUBLISH WILL];
    /// How long the message is of use, in seconds; 0 is legal. §3.3.2.3.3
    0x02 MessageExpiryInterval message_expiry_interval: u32 as u32, [PUBLISH WILL];
    /// What the payload is, in words of the application. §3.3.2.3.9
    0x03 ContentType content_type: &'a str as Utf8, [PUBLISH WILL];
    /// Where the answer shall be published. §3.3.2.3.5
    0x08 ResponseTopic response_topic: &'a str as TopicName, [PUBLISH WILL];
    /// What ties the answer to its request. §3.3.2.3.6
    0x09 CorrelationData correlation_data: &'a [u8] as Blob<u16>, [PUBLISH WILL];
    /// The subscriptions that the message is sent for. §3.3.2.3.8, §3.8.2.1.2
    0x0b SubscriptionIdentifier subscription_identifier: u32 as Checked<SubscriptionIdentifier>, [PUBLISH SUBSCRIBE] many [PUBLISH];
    /// How long the session outlives the connection, in seconds. §3.1.2.11.2
    0x11 SessionExpiryInterval session_expiry_interval: u32 as u32, [CONNECT CONNACK DISCONNECT];
    /// The client identifier that the server chose. §3.2.2.3.7
    0x12 AssignedClientIdentifier assigned_client_identifier: &'a str as Utf8, [CONNACK];
    /// The keep alive that the server wants instead, in seconds. §3.2.2.3.14
    0x13 ServerKeepAlive server_keep_alive: u16 as u16, [CONNACK];
    /// The name of the authentication method. §3.1.2.11.9
    0x15 AuthenticationMethod authentication_method: &'a str as Utf8, [CONNECT CONNACK AUTH];
    /// What the method says. §3.1.2.11.10
    0x16 AuthenticationData authentication_data: &'a [u8] as Blob<u16>, [CONNECT CONNACK AUTH];
    /// Whether reasons may be sent beside other packets than PUBLISH, CONNACK, DISCONNECT. §3.1.2.11.7
    0x17 RequestProblemInformation request_problem_information: u8 as Checked<ZeroOrOne>, [CONNECT];
    /// How long the will waits, in seconds. §3.1.3.2.2
    0x18 WillDelayInterval will_delay_interval: u32 as u32, [WILL];
    /// Whether the CONNACK shall hold response information. §3.1.2.11.6
    0x19 RequestResponseInformation request_response_information: u8 as Checked<ZeroOrOne>, [CONNECT];
    /// What response topics are made from. §3.2.2.3.15
    0x1a ResponseInformation response_information: &'a str as Utf8, [CONNACK];
    /// Another server to use. §3.2.2.3.16
    0x1c ServerReference server_reference: &'a str as Utf8, [CONNACK DISCONNECT];
    /// Why, for people. §3.2.2.3.9
    0x1f ReasonString reason_string: &'a str as Utf8, [CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH];
    /// How many PUBLISH of QoS 1 and 2 may be open at once. §3.1.2.11.3
    0x21 ReceiveMaximum receive_maximum: u16 as Checked<PacketIdentifier>, [CONNECT CONNACK];
    /// The largest topic alias that is understood. §3.1.2.11.5
    0x22 TopicAliasMaximum topic_alias_maximum: u16 as u16, [CONNECT CONNACK];
    /// What stands for the topic. §3.3.2.3.4
    0x23 TopicAlias topic_alias: u16 as Checked<PacketIdentifier>, [PUBLISH];
    /// The best QoS that the server offers; 2 if it says nothing. §3.2.2.3.4
    0x24 MaximumQos maximum_qos: u8 as Checked<ZeroOrOne>, [CONNACK];
    /// Whether the server keeps retained messages. §3.2.2.3.5
    0x25 RetainAvailable retain_available: u8 as Checked<ZeroOrOne>, [CONNACK];
    /// A name and a value of the application. §3.3.2.3.7
    0x26 UserProperty user_property: (&'a str, &'a str) as StringPair,
        [WILL CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH]
        many [WILL CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH];
    /// The largest packet that is accepted, in bytes. §3.1.2.11.4
    0x27 MaximumPacketSize maximum_packet_size: u32 as Checked<NotZero>, [CONNECT CONNACK];
    /// Whether the server knows wildcards. §3.2.2.3.11
    0x28 WildcardSubscriptionAvailable wildcard_subscription_available: u8 as Checked<ZeroOrOne>, [CONNACK];
    /// Whether the server knows subscription identifiers. §3.2.2.3.12
    0x29 SubscriptionIdentifiersAvailable subscription_identifiers_available: u8 as Checked<ZeroOrOne>, [CONNACK];
    /// Whether the server knows shared subscriptions. §3.2.2.3.13
    0x2a SharedSubscriptionAvailable shared_subscription_available: u8 as Checked<ZeroOrOne>, [CONNACK];
}

const SUBSCRIPTION_IDENTIFIER: u8 = 0x0b;
const SESSION_EXPIRY_INTERVAL: u8 = 0x11;
const AUTHENTICATION_METHOD: u8 = 0x15;
const AUTHENTICATION_DATA: u8 = 0x16;
const SERVER_REFERENCE: u8 = 0x1c;
const USER_PROPERTY: u8 = 0x26;

/// What the table tells about a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Its identifier.
    pub identifier: u8,
    /// Its name.
    pub name: &'static str,
    /// The specification's name of its type.
    pub wire: &'static str,
    /// Where it may stand.
    pub places: Place,
    /// Where it may stand more than once.
    pub many: Place,
    /// What it is for, and where it stands in the specification.
    pub doc: &'static str,
}

fn find(id: u8) -> Option<&'static Row> {
    Property::TABLE.iter().find(|row| row.identifier == id)
}

fn name(id: u8) -> Option<&'static str> {
    find(id).map(|row| row.name)
}

/// What comes of a property that must not stand there.
#[inline(always)]
fn refuse<W: Write>(twice: bool, id: u8, w: &W) -> Result<()> {
    if w.context().lenient {
        return Ok(());
    }
    let kind = if twice { ErrorKind::Duplicate } else { ErrorKind::BadValue };
    Err(w.error(kind, id.into()))
}

/// Two texts: a name that stands on the wire, and its value. MQTT-1.5.7-1
#[derive(Debug)]
struct StringPair;

impl<'a> Wire<'a, (&'a str, &'a str)> for StringPair {
    const NAME: &'static str = "UTF-8 String Pair";
    const MIN: usize = 4;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<(&'a str, &'a str)> {
        r.entry(Utf8::read, Utf8::read)
    }

    #[inline(always)]
    fn write<W: Write>((name, value): &(&'a str, &'a str), w: &mut W) -> Result<()> {
        Utf8::write(name, w)?;
        Utf8::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<(&'a str, &'a str)> {
        let (name, value) = node.pair()?;
        Ok((name, value.text()?))
    }
}

/// Which identifiers were there: all are below 64.
pub(super) struct Seen(pub(super) u64);

impl Seen {
    /// Notes `id`. Whether it was there before.
    #[inline]
    pub(super) const fn insert(&mut self, id: u8) -> bool {
        let before = self.has(id);
        self.0 |= 1 << (id & 63);
        before
    }

    #[inline]
    pub(super) const fn has(&self, id: u8) -> bool {
        self.0 >> (id & 63) & 1 != 0
    }

    /// The property that must not stand here beside the others, or from this side.
    #[inline]
    pub(super) fn wrong(&self, place: Place, context: &Context) -> Option<u8> {
        // §3.1.2.11.10: data is of no use without its method. §3.15.2.2.2: AUTH has one always.
        if !self.has(AUTHENTICATION_METHOD)
            && (self.has(AUTHENTICATION_DATA) || place == Place::AUTH)
        {
            return Some(AUTHENTICATION_DATA);
        }
        if context.flags & (FROM_CLIENT | FROM_SERVER) == 0 {
            return None;
        }
        let forbidden = match (place, context.has(FROM_CLIENT)) {
            (Place::PUBLISH, true) => SUBSCRIPTION_IDENTIFIER, // MQTT-3.3.4-6
            (Place::DISCONNECT, true) => SERVER_REFERENCE,     // §3.14.2.2.5
            (Place::DISCONNECT, false) => SESSION_EXPIRY_INTERVAL, // MQTT-3.14.2-2
            _ => return None,
        };
        self.has(forbidden).then_some(forbidden)
    }
}

/// Properties of one identifier, one behind the other: aloud they are one list, or one map.
#[derive(Default)]
struct Run {
    open: Option<u8>,
    /// How many runs of subscription identifiers and of user properties there were: the second is
    /// told under a name of its own, so that no name is told twice.
    count: [u32; 2],
}

impl Run {
    /// Ends the run of another property.
    fn before<'a, R: Read<'a>>(&mut self, r: &mut R, id: u8) -> Result<()> {
        if self.open.is_some_and(|open| open != id) { self.end(r) } else { Ok(()) }
    }

    fn begin<'a, R: Read<'a>>(&mut self, r: &mut R, id: u8, name: &'static str) -> Result<()> {
        if self.open.replace(id).is_some() {
            return Ok(());
        }
        let [lists, maps] = &mut self.count;
        let (count, shape) = match id {
            USER_PROPERTY => (maps, Shape::Map),
            _ => (lists, Shape::List),
        };
        *count = count.saturating_add(1);
        match *count {
            1 => r.begin(name),
            n => {
                r.begin_entry(|_| Ok(format!("{name}_{n}")))?;
            }
        }
        r.open(shape);
        Ok(())
    }

    fn end<'a, R: Read<'a>>(&mut self, r: &mut R) -> Result<()> {
        if self.open.take().is_some() {
            r.close();
            r.done()?;
        }
        Ok(())
    }
}

/// The row of a name, or of the name of a later run.
pub(super) fn row_of(name: &str) -> Option<&'static Row> {
    let later = || {
        let (name, number) = name.rsplit_once('_')?;
        number.parse::<u32>().ok()?;
        Property::TABLE.iter().find(|row| row.name == name)
    };
    Property::TABLE.iter().find(|row| row.name == name).or_else(later)
}
