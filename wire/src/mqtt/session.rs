//! One connection: its version, its aliases, and who waits for what.
use super::{
    Connect, Framed, Mqtt, Packet, Packets, Place, Properties, TABLES,
    alias::Aliases,
    detect::{may_send, resync, versions},
    flows::{Answer, Flows, Seen, Stage},
    list::Block,
    strictness::{FROM_CLIENT, FROM_SERVER, SIDES, Strictness},
    version_name,
    view::View,
};
use crate::{
    Context, Error, Limits, Reader, Wire,
    frame::{Fed, Frame, Framer, Loss, Protocol, Session, Side, Sink, Step, Ticket},
    stream::frames,
    wire,
};

pub(super) struct Connection {
    limits: Limits,
    /// Its version is 0 until it is known.
    context: Context,
    /// Which versions all packets so far were valid in, while it is not known.
    candidates: u8,
    connected: bool,
    connect: Option<Ticket>,
    client: Half,
    server: Half,
}

/// What belongs to one side.
struct Half {
    position: u64,
    /// Bytes are missing: the next packet has to be looked for.
    lost: bool,
    /// The packets that it began.
    flows: Flows,
    /// The topics that its aliases stand for.
    aliases: Aliases,
    /// The largest packet that it accepts.
    maximum_packet_size: Option<u32>,
    /// How many messages of QoS 1 and 2 may be on their way to it, if it was heard to tell it.
    receive_maximum: Option<u16>,
    ping: Option<Ticket>,
}

impl Half {
    const fn new(limits: &Limits) -> Self {
        // What one packet identifier takes, with the tree around it; a quarter for each side.
        let most = limits.buffered / 4 / 128;
        Self {
            position: 0,
            lost: false,
            flows: Flows::new(if most < 1 << 16 { most } else { 1 << 16 }),
            aliases: Aliases::new(limits.buffered / 4),
            maximum_packet_size: None,
            receive_maximum: None,
            ping: None,
        }
    }
}

/// What is known of a packet before it is told.
#[derive(Default)]
struct Known {
    seen: Seen,
    correlation: Option<u16>,
    /// The sender of the packet that began the exchange, where this packet goes on with it.
    owner: Option<Side>,
    /// The alias that stands for the topic.
    alias: Option<u16>,
}

impl Connection {
    pub(super) const fn new(limits: &Limits, context: Context) -> Self {
        Self {
            limits: *limits,
            context,
            candidates: 3,
            connected: false,
            connect: None,
            client: Half::new(limits),
            server: Half::new(limits),
        }
    }

    const fn half(&mut self, side: Side) -> &mut Half {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }

    /// The context in which a packet is read.
    fn context_of(&mut self, side: Side, packet: &[u8]) -> Context {
        let mut context = self.context;
        if context.version == 0 {
            let left = self.candidates & versions(packet);
            if left != 0 {
                self.candidates = left;
            }
            context.version = if self.candidates & 2 != 0 { 5 } else { 4 };
        }
        if context.has(SIDES) {
            context.flags |= if side == Side::Client { FROM_CLIENT } else { FROM_SERVER };
        }
        context
    }

    /// The version's name, if it is known.
    fn version(&self) -> Option<&'static str> {
        match (self.context.version, self.candidates) {
            (0, 1) => version_name(4),
            (0, 2) => version_name(5),
            (0, _) => None,
            (version, _) => version_name(version),
        }
    }

    fn tell(&mut self, side: Side, position: u64, bytes: &[u8], sink: &mut dyn Sink) {
        let kind = bytes.first().map_or(0, |first| first >> 4);
        let Some(table) = usize::from(kind).checked_sub(1).and_then(|kind| TABLES.get(kind)) else {
            return;
        };
        let mut context = self.context_of(side, bytes);
        let mut known = match kind {
            1 => self.connect(bytes, &mut context),
            _ => self.follow(side, kind, bytes, context),
        };
        let receiver = self.half(side.other()).maximum_packet_size;
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if receiver.is_some_and(|maximum| size > maximum) {
            known.seen.note = Some("larger than the receiver's maximum packet size"); // 3.1.2-24
        } else if !may_send(bytes, side) {
            known.seen.note = Some("this side does not send such a packet");
        }
        let version = self.version();
        let half = self.half(side);
        let topic = known.alias.and_then(|alias| half.aliases.topic(alias));
        if known.alias.is_some() && topic.is_none() {
            known.seen.note = Some("the topic alias was not seen defined");
        }
        let content = View::new(bytes, context, table, topic);
        let ticket = sink.frame(&Frame {
            protocol: Mqtt.name(),
            version,
            kind: table.name,
            role: None,
            side,
            position,
            bytes,
            correlation: known.correlation.map(i64::from),
            answers: known.seen.answers,
            note: known.seen.note,
            content: &content,
        });
        match (kind, known.owner, known.correlation) {
            (1, _, _) => self.connect = Some(ticket),
            (12, _, _) => self.half(side).ping = Some(ticket),
            (_, Some(owner), Some(id)) => self.half(owner).flows.ticket(id, ticket),
            _ => {}
        }
    }

    /// A CONNECT tells the version and begins anew.
    fn connect(&mut self, bytes: &[u8], context: &mut Context) -> Known {
        let mut note = self.connected.then_some("another CONNECT on the same connection"); // 3.1.0-2
        // A server may accept a name that is too long for 3.1.
        let lax = Strictness { long_client_identifier: true, ..Strictness::DEFAULT }.flags();
        let lax = context.with(context.flags | lax);
        if let Ok(Framed { packet, .. }) = wire::read::<Framed<Connect<'static>>>(bytes, lax) {
            self.context.version = (packet.protocol_version & 0x7f).into();
            context.version = self.context.version;
            self.connected = true;
            for half in [&mut self.client, &mut self.server] {
                half.aliases.clear();
                half.flows.clear();
                half.receive_maximum = None;
            }
            // MQTT 3.1.1, 3.1.3-8
            let nobody = packet.client_identifier.is_empty() && !packet.clean_start;
            if nobody && self.context.version == 4 {
                note = Some("no client identifier without a clean session: refused with 0x02");
            }
            accepts(&mut self.client, &mut self.server, &packet.properties);
        }
        Known { seen: Seen { answers: None, note }, ..Known::default() }
    }

    /// Any other packet: what it answers, and who waits for it.
    fn follow(&mut self, side: Side, kind: u8, bytes: &[u8], context: Context) -> Known {
        let other = side.other();
        let body = body(bytes);
        let id = body.first_chunk().map(|id| u16::from_be_bytes(*id));
        let answer = match (kind, body) {
            (2, _) => return self.connack(bytes, context),
            (3, _) => return self.publish(side, bytes, context),
            (4, _) => Answer::PubAck,
            (5, _) => Answer::PubRec(matches!(body, [_, _, code, ..] if *code >= 0x80)),
            (6, _) => Answer::PubRel,
            (7, _) => Answer::PubComp,
            (8 | 10, _) => {
                let Some(id) = id else { return Known::default() };
                let stage = match Packet::read(&mut Reader::with(bytes, context)) {
                    Ok(Packet::Subscribe(packet)) => {
                        Stage::Subscribe(packet.subscriptions.iter().count())
                    }
                    Ok(Packet::Unsubscribe(packet)) => {
                        Stage::Unsubscribe(packet.topic_filters.iter().count())
                    }
                    _ => return Known { correlation: Some(id), ..Known::default() },
                };
                let dup = matches!(bytes, [first, ..] if first & 0x08 != 0);
                let (seen, first) = self.half(side).flows.begin(id, stage, dup);
                let owner = first.then_some(side);
                return Known { seen, correlation: Some(id), owner, alias: None };
            }
            (9 | 11, _) => match Packet::read(&mut Reader::with(bytes, context)) {
                Ok(Packet::SubAck(packet)) => Answer::SubAck(packet.reason_codes.iter().count()),
                Ok(Packet::UnsubAck(packet)) => {
                    let codes = packet.reason_codes.iter().count();
                    Answer::UnsubAck((context.version >= 5).then_some(codes))
                }
                _ => return Known { correlation: id, ..Known::default() },
            },
            (13, _) => {
                let answers = self.half(other).ping.take();
                return Known { seen: Seen { answers, note: None }, ..Known::default() };
            }
            (14, _) => {
                let open = self.client.flows.is_open() || self.server.flows.is_open();
                let note = open.then_some("acknowledgements are still due");
                return Known { seen: Seen { answers: None, note }, ..Known::default() };
            }
            _ => return Known::default(),
        };
        let Some(id) = id else { return Known::default() };
        // PUBREL comes from the sender of the PUBLISH, the others from its receiver.
        let owner = if answer == Answer::PubRel { side } else { other };
        let flows = &mut self.half(owner).flows;
        let seen = flows.answer(id, answer);
        // A packet that is answered in turn keeps its ticket.
        let goes_on = seen.answers.is_some() && seen.note.is_none() && flows.goes_on(id);
        Known { seen, correlation: Some(id), owner: goes_on.then_some(owner), alias: None }
    }

    fn connack(&mut self, bytes: &[u8], context: Context) -> Known {
        if let Ok(Packet::ConnAck(packet)) = Packet::read(&mut Reader::with(bytes, context)) {
            accepts(&mut self.server, &mut self.client, &packet.properties);
        }
        let seen = Seen { answers: self.connect.take(), note: None };
        Known { seen, ..Known::default() }
    }

    fn publish(&mut self, side: Side, bytes: &[u8], context: Context) -> Known {
        let flags = bytes.first().copied().unwrap_or(0);
        let qos = flags >> 1 & 3;
        let Some(head) = head(bytes, qos > 0) else { return Known::default() };
        let maximum = self.half(side.other()).receive_maximum.map_or(usize::MAX, usize::from);
        let half = self.half(side);
        let mut known = Known { correlation: head.id, ..Known::default() };
        if let Some(id) = head.id {
            let stage = if qos == 1 { Stage::Publish1 } else { Stage::Publish2 };
            let (seen, first) = half.flows.begin(id, stage, flags & 0x08 != 0);
            known.seen = seen;
            known.owner = first.then_some(side);
            // MQTT-3.3.4-7, MQTT-3.3.4-9: the answer is 0x93.
            if first && seen.note.is_none() && half.flows.in_flight() > maximum {
                known.seen.note = Some("more messages in flight than the receive maximum");
            }
        }
        // Without properties there is no alias.
        if context.version >= 5 && !matches!(head.rest, [0, ..]) {
            let mut r = Reader::with(head.rest, context);
            let properties = Block::<{ Place::PUBLISH.0 }>::read(&mut r).unwrap_or_default();
            if let Some(alias) = properties.topic_alias() {
                if half.aliases.is_above(alias) {
                    known.seen.note = Some("topic alias above the receiver's maximum");
                }
                match str::from_utf8(head.topic) {
                    Ok("") => known.alias = Some(alias),
                    Ok(topic) => half.aliases.define(alias, topic),
                    Err(_) => {}
                }
            }
        }
        known
    }

    /// Looks for the next packet after a gap. How many bytes come before it.
    fn found(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> usize {
        let at = resync(bytes);
        // What is searched again when more comes is bounded.
        let skip = at.unwrap_or_else(|| bytes.len().saturating_sub(SEARCHED));
        if skip > 0 {
            let half = self.half(side);
            let skipped = u64::try_from(skip).unwrap_or(u64::MAX);
            sink.lost(side, half.position, skipped, Loss::Gap);
            half.position = half.position.saturating_add(skipped);
        }
        if at.is_some() {
            self.half(side).lost = false;
        }
        skip
    }
}

/// How many bytes are kept while a packet is looked for.
const SEARCHED: usize = 1 << 16;

/// What `half` said of itself: the largest packet and alias that it accepts from `peer`, and how
/// many messages at a time.
fn accepts(half: &mut Half, peer: &mut Half, properties: &Properties<'_>) {
    half.maximum_packet_size = properties.maximum_packet_size();
    half.receive_maximum = properties.receive_maximum();
    peer.aliases.maximum = Some(properties.topic_alias_maximum().unwrap_or(0));
}

/// What stands behind the fixed header.
fn body(packet: &[u8]) -> &[u8] {
    let Some((_, rest)) = packet.split_first() else { return &[] };
    let octets = rest.iter().take_while(|octet| **octet >= 0x80).count();
    rest.get(octets.saturating_add(1)..).unwrap_or_default()
}

/// The front of a PUBLISH, unchecked.
struct Head<'a> {
    topic: &'a [u8],
    id: Option<u16>,
    rest: &'a [u8],
}

fn head(packet: &[u8], id: bool) -> Option<Head<'_>> {
    let (length, rest) = body(packet).split_first_chunk()?;
    let (topic, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
    match id {
        true => {
            let (id, rest) = rest.split_first_chunk()?;
            Some(Head { topic, id: Some(u16::from_be_bytes(*id)), rest })
        }
        false => Some(Head { topic, id: None, rest }),
    }
}

impl Session for Connection {
    fn feed(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> Fed {
        let mut skipped = 0;
        if self.half(side).lost {
            skipped = self.found(side, bytes, sink);
            if self.half(side).lost {
                // Half as many bytes again before the next search: its work stays linear.
                let need = (bytes.len().saturating_sub(skipped) / 2).max(2);
                return Fed { used: skipped, need, skip: 0, error: None };
            }
        }
        let rest = bytes.get(skipped..).unwrap_or_default();
        let base = self.half(side).position;
        let limits = self.limits;
        let mut fed = frames(&mut Packets, rest, &limits, |at, packet| {
            let at = u64::try_from(at).unwrap_or(u64::MAX);
            self.tell(side, base.saturating_add(at), packet, sink);
        });
        let used = u64::try_from(fed.used).unwrap_or(u64::MAX);
        self.half(side).position = base.saturating_add(used);
        fed.used = fed.used.saturating_add(skipped);
        fed
    }

    fn gap(&mut self, side: Side, lost: u64, _sink: &mut dyn Sink) {
        // What was missed may have ended an exchange, or defined an alias.
        self.client.flows.clear();
        self.server.flows.clear();
        let half = self.half(side);
        half.aliases.clear();
        half.position = half.position.saturating_add(lost);
        half.lost = true;
    }

    fn end(&mut self, side: Side, rest: &[u8], sink: &mut dyn Sink) {
        // After a gap the last packets may be there without having been looked for.
        let used = if self.half(side).lost { self.feed(side, rest, sink).used } else { 0 };
        let rest = rest.get(used..).unwrap_or_default();
        if rest.is_empty() {
            return;
        }
        let position = self.half(side).position;
        let bytes = u64::try_from(rest.len()).unwrap_or(u64::MAX);
        let why = match Packets.next(rest, &self.limits) {
            _ if self.half(side).lost => Loss::Gap,
            Ok(Step::Need(more)) => {
                let wanted = rest.len().saturating_add(more.get());
                Loss::Cut(Error::end(rest.len(), wanted, rest.len()).after(position))
            }
            Ok(Step::Done { .. }) => Loss::Cut(Error::end(rest.len(), 1, 0).after(position)),
            Err(error) => Loss::Malformed(error.after(position)),
        };
        sink.lost(side, position, bytes, why);
    }
}
