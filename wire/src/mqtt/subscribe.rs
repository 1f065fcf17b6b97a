//! Subscriptions: SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK. MQTT 5 §3.8 to §3.11
use super::{
    Place, Properties, SubscribeReason, TopicFilter, UnsubscribeReason,
    fixed::Tabled,
    list::Block,
    reason::Listed,
    several::{OneOrMore, Several},
    text::{Acknowledged, Checked, PacketIdentifier, say_bit, say_bits},
};
use crate::{ErrorKind, Node, Read, Result, Shape, Wire, Write, build, frame::Side};

message! {
    /// Asks for the messages of some topics. MQTT 5 §3.8
    pub struct Subscribe<'a> = "SUBSCRIBE" {
        /// Ties the SUBACK to it. MQTT-2.2.1-3
        packet_identifier: u16 as Checked<PacketIdentifier>,
        /// §3.8.2.1
        properties: Properties<'a> as Block<{ Place::SUBSCRIBE.0 }> [5..],
        /// What is asked for: at least one. MQTT-3.8.3-2
        subscriptions: Several<'a, Subscription<'a>> as OneOrMore<Subscription<'a>>,
    }
}

message! {
    /// Answers a SUBSCRIBE. MQTT 5 §3.9
    pub struct SubAck<'a> = "SUBACK" {
        /// The identifier of the SUBSCRIBE. MQTT-2.2.1-6
        packet_identifier: u16 as Checked<Acknowledged>,
        /// §3.9.2.1
        properties: Properties<'a> as Block<{ Place::SUBACK.0 }> [5..],
        /// One for each topic filter, in their order. MQTT-3.9.3-1
        reason_codes: Several<'a, SubscribeReason> as OneOrMore<Listed<SubscribeReason>>,
    }
}

message! {
    /// Ends some subscriptions. MQTT 5 §3.10
    pub struct Unsubscribe<'a> = "UNSUBSCRIBE" {
        /// Ties the UNSUBACK to it. MQTT-2.2.1-3
        packet_identifier: u16 as Checked<PacketIdentifier>,
        /// §3.10.2.1
        properties: Properties<'a> as Block<{ Place::UNSUBSCRIBE.0 }> [5..],
        /// What is no longer asked for: at least one. MQTT-3.10.3-2
        topic_filters: Several<'a, TopicFilter<'a>> as OneOrMore<TopicFilter<'a>>,
    }
}

message! {
    /// Answers an UNSUBSCRIBE. MQTT 5 §3.11
    pub struct UnsubAck<'a> = "UNSUBACK" {
        /// The identifier of the UNSUBSCRIBE. MQTT-2.2.1-6
        packet_identifier: u16 as Checked<Acknowledged>,
        /// §3.11.2.1
        properties: Properties<'a> as Block<{ Place::UNSUBACK.0 }> [5..],
        /// One for each topic filter, in their order. MQTT-3.11.3-1
        reason_codes: Several<'a, UnsubscribeReason> as OneOrMore<Listed<UnsubscribeReason>> [5..],
    }
}

impl<'a> Tabled<'a> for Subscribe<'a> {
    const PLACE: Place = Place::SUBSCRIBE;
    /// MQTT-3.8.1-1
    const FLAGS: u8 = 0b0010;
    const SENDER: Option<Side> = Some(Side::Client);
}

impl<'a> Tabled<'a> for SubAck<'a> {
    const PLACE: Place = Place::SUBACK;
    const SENDER: Option<Side> = Some(Side::Server);
}

impl<'a> Tabled<'a> for Unsubscribe<'a> {
    const PLACE: Place = Place::UNSUBSCRIBE;
    /// MQTT-3.10.1-1
    const FLAGS: u8 = 0b0010;
    const SENDER: Option<Side> = Some(Side::Client);
}

impl<'a> Tabled<'a> for UnsubAck<'a> {
    const PLACE: Place = Place::UNSUBACK;
    const SENDER: Option<Side> = Some(Side::Server);
}

/// A topic filter and how its messages shall come. MQTT 5 §3.8.3
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subscription<'a> {
    /// What is asked for.
    pub topic_filter: TopicFilter<'a>,
    /// How it shall come.
    pub options: SubscriptionOptions,
}

/// How the messages of a subscription shall come. Before version 5 there is only a QoS.
/// MQTT 5 §3.8.3.1
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubscriptionOptions(pub u8);

impl SubscriptionOptions {
    /// The best QoS that is wanted.
    pub const fn qos(self) -> u8 {
        self.0 & 0x03
    }

    /// Whether one's own messages shall not come back. MQTT-3.8.3-3
    pub const fn no_local(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// Whether messages keep the retain flag with which they were published.
    pub const fn retain_as_published(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// Which retained messages shall come: 0 all, 1 those of a new subscription, 2 none.
    pub const fn retain_handling(self) -> u8 {
        self.0 >> 4 & 0x03
    }

    /// Whether they may stand behind `filter` in that version.
    const fn is_valid(self, version: i16) -> bool {
        if version < 5 {
            // MQTT 3.1.1, 3.8.3-4
            return self.0 <= 2;
        }
        // MQTT-3.8.3-5: the two highest bits are reserved.
        self.qos() != 3 && self.retain_handling() != 3 && self.0 & 0xc0 == 0
    }
}

impl Subscription<'_> {
    fn is_valid(&self, version: i16) -> bool {
        // MQTT-3.8.3-4: no local is a protocol error on a shared subscription.
        let own = version >= 5 && self.options.no_local() && self.topic_filter.share().is_some();
        self.options.is_valid(version) && !own
    }
}

impl<'a> Wire<'a, Self> for Subscription<'a> {
    const NAME: &'static str = "topic filter and options";
    const MIN: usize = 4;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, |r| {
            let topic_filter = TopicFilter::read_field(r, "topic_filter")?;
            let [options] = *r.array()?;
            if r.aloud() {
                say_bits(r, "qos", if r.version() < 5 { 0xff } else { 0x03 }, {
                    if r.version() < 5 { options } else { options & 0x03 }
                });
                if r.version() >= 5 {
                    say_bit(r, "no_local", 0x04, options);
                    say_bit(r, "retain_as_published", 0x08, options);
                    say_bits(r, "retain_handling", 0x30, options >> 4 & 0x03);
                    if options & 0xc0 != 0 {
                        say_bits(r, "reserved", 0xc0, options >> 6);
                    }
                }
            }
            let subscription = Self { topic_filter, options: SubscriptionOptions(options) };
            if !subscription.is_valid(r.version()) {
                return Err(r.error(ErrorKind::BadValue, options.into()));
            }
            Ok(subscription)
        })
    }

    #[inline]
    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        if !value.is_valid(w.version()) {
            return Err(w.error(ErrorKind::BadValue, value.options.0.into()));
        }
        TopicFilter::write(&value.topic_filter, w)?;
        w.put(&[value.options.0]);
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        const NAMES: [&str; 5] =
            ["topic_filter", "qos", "no_local", "retain_as_published", "retain_handling"];
        node.record(&NAMES)?;
        let bit = |name: &str, mask: u8| match node.get(name) {
            Some(node) => node.bool().map(|set| if set { mask } else { 0 }),
            None => Ok(0),
        };
        let handling = match node.get("retain_handling") {
            Some(node) => node.number::<u8>("0, 1 or 2")?,
            None => 0,
        };
        let options = node.need("qos")?.number::<u8>("0, 1 or 2")?
            | bit("no_local", 0x04)?
            | bit("retain_as_published", 0x08)?
            | handling.min(0x0f) << 4;
        let topic_filter = TopicFilter::build(node.need("topic_filter")?)?;
        Ok(Self { topic_filter, options: SubscriptionOptions(options) })
    }
}

/// Lists to choose from: noise is seldom a filter, or a code.
#[cfg(feature = "check")]
mod samples {
    use super::{
        Several, SubscribeReason, Subscription, SubscriptionOptions, TopicFilter, UnsubscribeReason,
    };
    use crate::mqtt::several::some;
    use arbitrary::{Arbitrary, Result, Unstructured};

    const fn of(topic_filter: &'static str, options: u8) -> Subscription<'static> {
        Subscription {
            topic_filter: TopicFilter(topic_filter),
            options: SubscriptionOptions(options),
        }
    }

    impl<'a> Arbitrary<'a> for Several<'_, Subscription<'_>> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            const SUBSCRIPTIONS: [Subscription<'_>; 5] =
                [of("a/b", 0), of("+/#", 1), of("ü", 2), of("#", 0x2d), of("$share/g/a", 0x19)];
            some(u, &SUBSCRIPTIONS)
        }
    }

    impl<'a> Arbitrary<'a> for Several<'_, TopicFilter<'_>> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            const FILTERS: [TopicFilter<'_>; 4] = [
                TopicFilter("a/b"),
                TopicFilter("#"),
                TopicFilter("+/+"),
                TopicFilter("$share/g/#"),
            ];
            some(u, &FILTERS)
        }
    }

    impl<'a> Arbitrary<'a> for Several<'_, SubscribeReason> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            some(
                u,
                &[
                    SubscribeReason(0),
                    SubscribeReason(2),
                    SubscribeReason(0x80),
                    SubscribeReason(0x97),
                ],
            )
        }
    }

    impl<'a> Arbitrary<'a> for Several<'_, UnsubscribeReason> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            some(u, &[UnsubscribeReason(0), UnsubscribeReason(0x11), UnsubscribeReason(0x87)])
        }
    }
}
