//! A list of properties: read from a packet, or made for one.
use super::{
    Place, Property,
    fixed::{amend, write_length},
    properties::{Seen, read_all, row_of},
    text::VariableByteInteger,
};
use crate::{Context, ErrorKind, Node, Read, Reader, Result, Shape, Wire, Write, Writer, build};
use alloc::vec::Vec;
use core::fmt;

/// A list of properties, in their order: read from a packet, or made for one.
///
/// What was read stays where it is: the list was checked once and is walked when somebody asks.
///
/// ```
/// use wireloom_wire::mqtt::{Properties, Property};
///
/// let properties = Properties::from(&[
///     Property::MessageExpiryInterval(60),
///     Property::UserProperty(("unit", "°C")),
/// ]);
/// assert_eq!(properties.message_expiry_interval(), Some(60));
/// assert_eq!(properties.user_properties().next(), Some(("unit", "°C")));
/// assert_eq!(properties.topic_alias(), None);
/// ```
#[derive(Clone, Copy)]
pub struct Properties<'a>(Held<'a>);

#[derive(Clone, Copy)]
enum Held<'a> {
    /// The list on the wire, and the place whose rules it was found to keep.
    Read {
        bytes: &'a [u8],
        place: Place,
    },
    Made(&'a [Property<'a>]),
}

impl Default for Properties<'_> {
    fn default() -> Self {
        Self(Held::Read { bytes: &[], place: Place::NONE })
    }
}

impl<'a> From<&'a [Property<'a>]> for Properties<'a> {
    fn from(properties: &'a [Property<'a>]) -> Self {
        Self(Held::Made(properties))
    }
}

impl<'a, const N: usize> From<&'a [Property<'a>; N]> for Properties<'a> {
    fn from(properties: &'a [Property<'a>; N]) -> Self {
        Self(Held::Made(properties))
    }
}

impl<'a> Properties<'a> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Held::Read { bytes, .. } => bytes.is_empty(),
            Held::Made(properties) => properties.is_empty(),
        }
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Property<'a>> {
        let (bytes, made): (&'a [u8], &'a [Property<'a>]) = match self.0 {
            Held::Read { bytes, .. } => (bytes, &[]),
            Held::Made(properties) => (&[], properties),
        };
        let mut r = Reader::with(bytes, Context::DEFAULT.at(5));
        let mut made = made.iter();
        core::iter::from_fn(move || {
            if let Some(property) = made.next() {
                return Some(*property);
            }
            // The list was checked when it was read.
            let [id] = *r.array().ok()?;
            Property::read_value(id, &mut r).ok()
        })
    }

    /// The names and values of the application, in their order. MQTT-3.3.2-18
    pub fn user_properties(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter_map(|property| match property {
            Property::UserProperty(pair) => Some(pair),
            _ => None,
        })
    }

    /// The subscriptions that a message is sent for.
    pub fn subscription_identifiers(&self) -> impl Iterator<Item = u32> {
        self.iter().filter_map(|property| match property {
            Property::SubscriptionIdentifier(id) => Some(id),
            _ => None,
        })
    }

    /// The fewest bytes they take, their length included.
    #[inline(always)]
    pub(super) fn at_least(&self) -> usize {
        match self.0 {
            Held::Read { bytes, .. } => {
                bytes.len().wrapping_add(super::fixed::octets_of(bytes.len()).into())
            }
            Held::Made(properties) => {
                properties.iter().fold(1, |sum, property| sum.wrapping_add(property.at_least()))
            }
        }
    }

    /// Writes them without their length.
    #[inline(always)]
    fn write_entries<W: Write>(&self, w: &mut W, place: Place) -> Result<()> {
        let (mut seen, lenient) = (Seen(0), w.context().lenient);
        match self.0 {
            Held::Made(properties) => {
                for property in properties {
                    if !(lenient && property.is_unwritable(w.context())) {
                        property.write_beside(&mut seen, w, place)?;
                    }
                }
            }
            Held::Read { .. } => {
                for property in self.iter() {
                    property.write_beside(&mut seen, w, place)?;
                }
            }
        }
        match seen.wrong(place, w.context()) {
            None => Ok(()),
            Some(id) => Err(w.error(ErrorKind::BadValue, id.into())),
        }
    }
}

impl PartialEq for Properties<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Properties behind their length, all of a kind that may stand in `PLACE`. MQTT 5 §2.2.2
#[derive(Debug)]
pub struct Block<const PLACE: u16>;

impl<'a, const PLACE: u16> Wire<'a, Properties<'a>> for Block<PLACE> {
    const NAME: &'static str = "Properties";
    const MIN: usize = 1;

    #[inline(always)]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Properties<'a>> {
        let length = r.layout("property_length", VariableByteInteger::read)?;
        r.group(Shape::Record, |r| {
            let outer = r.enter(usize::try_from(length).unwrap_or(usize::MAX))?;
            let (bytes, place) = (r.rest(), Place(PLACE));
            // AUTH has a method always: an empty list is one that lacks it.
            if !bytes.is_empty() || place == Place::AUTH {
                r.apart(|r| read_all(r, place))?;
            }
            r.leave(outer)?;
            Ok(Properties(Held::Read { bytes, place }))
        })
    }

    #[inline(always)]
    fn write<W: Write>(value: &Properties<'a>, w: &mut W) -> Result<()> {
        match value.0 {
            // What was read by the rules of this place keeps them.
            Held::Read { bytes, place } if place == Place(PLACE) || bytes.is_empty() => {
                write_length(w, bytes.len(), 0)?;
                w.put(bytes);
                Ok(())
            }
            _ => w.apart(|w| write_made(value, w, Place(PLACE))),
        }
    }

    fn build(node: Node<'a>) -> build::Result<Properties<'a>> {
        let mut properties = Vec::new();
        for field in node.fields()? {
            let row = row_of(field.name());
            let row = row.ok_or_else(|| field.error(build::Wrong::Unknown))?;
            if row.many.contains(Place(PLACE)) {
                for item in field.items()? {
                    properties.push(Property::build_value(row.identifier, item)?);
                }
            } else {
                properties.push(Property::build_value(row.identifier, field)?);
            }
        }
        let context = Context { flags: 0, ..node.context() }.at(5);
        let mut bytes = Vec::new();
        let list = Properties(Held::Made(&properties));
        let written = Writer::append(&mut bytes, context, |w| list.write_entries(w, Place(PLACE)));
        match written {
            Ok(()) => Ok(Properties(Held::Read { bytes: node.keep(bytes), place: Place(PLACE) })),
            Err(error) => Err(node.error(build::Wrong::Wire(error.kind))),
        }
    }
}

/// Writes properties behind their length.
#[inline(never)]
fn write_made<W: Write>(properties: &Properties<'_>, w: &mut W, place: Place) -> Result<()> {
    let start = w.len();
    // Most lists are short.
    w.put(&[0]);
    let body = w.len();
    properties.write_entries(w, place)?;
    let length = w.len().saturating_sub(body);
    amend(w, start, body, length, 0)
}

/// Lists to choose from: every property, in a row of which any part may be taken.
#[cfg(feature = "check")]
impl<'a> arbitrary::Arbitrary<'a> for Properties<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let (from, many) = (u.int_in_range(0..=40)?, u.int_in_range(0..=20)?);
        let to = usize::saturating_add(from, many).min(SAMPLES.len());
        Ok(Self(Held::Made(SAMPLES.get(from..to).unwrap_or_default())))
    }
}

#[cfg(feature = "check")]
const SAMPLES: &[Property<'static>] = &[
    Property::UserProperty(("k", "1")),
    Property::UserProperty(("k", "2")),
    Property::AuthenticationMethod("method"),
    Property::AuthenticationData(&[0, 0xff]),
    Property::ReasonString("because"),
    Property::SubscriptionIdentifier(1),
    Property::SubscriptionIdentifier(268_435_455),
    Property::TopicAlias(7),
    Property::UserProperty(("", "")),
    Property::PayloadFormatIndicator(1),
    Property::SubscriptionIdentifier(128),
    Property::MessageExpiryInterval(0),
    Property::ContentType("text/plain"),
    Property::ResponseTopic("answers/here"),
    Property::CorrelationData(&[]),
    Property::WillDelayInterval(5),
    Property::UserProperty(("ü", "€")),
    Property::SessionExpiryInterval(u32::MAX),
    Property::AuthenticationMethod(""),
    Property::RequestProblemInformation(0),
    Property::RequestResponseInformation(1),
    Property::ReceiveMaximum(1),
    Property::TopicAliasMaximum(0),
    Property::MaximumPacketSize(1),
    Property::AssignedClientIdentifier("id"),
    Property::ServerKeepAlive(0),
    Property::ResponseInformation("info"),
    Property::ServerReference("other"),
    Property::MaximumQos(0),
    Property::RetainAvailable(1),
    Property::WildcardSubscriptionAvailable(0),
    Property::SubscriptionIdentifiersAvailable(1),
    Property::SharedSubscriptionAvailable(0),
    Property::AuthenticationData(&[1]),
    Property::AuthenticationMethod("again"),
    Property::PayloadFormatIndicator(0),
    Property::ReasonString(""),
    Property::UserProperty(("last", "one")),
];
