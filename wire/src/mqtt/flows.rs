//! Which packets of one sender wait for an answer: QoS 1, QoS 2, subscriptions. MQTT 5 §4.3
use crate::frame::Ticket;
use alloc::collections::BTreeMap;

/// The packet identifiers of one sender. They are his own: the other side's are others.
#[derive(Debug)]
pub(super) struct Flows {
    open: BTreeMap<u16, Flow>,
    most: usize,
    /// How many of them are messages whose exchange is not over.
    in_flight: usize,
}

#[derive(Debug, Clone, Copy)]
struct Flow {
    stage: Stage,
    /// The packet that began it.
    first: Option<Ticket>,
    /// The packet that is to be answered next.
    last: Option<Ticket>,
}

/// How far an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// PUBLISH of QoS 1: PUBACK is due.
    Publish1,
    /// PUBLISH of QoS 2: PUBREC is due.
    Publish2,
    /// PUBREC: PUBREL is due.
    Received,
    /// PUBREL: PUBCOMP is due.
    Released,
    /// SUBSCRIBE of so many filters: SUBACK is due.
    Subscribe(usize),
    /// UNSUBSCRIBE of so many filters: UNSUBACK is due.
    Unsubscribe(usize),
    /// Nothing is due.
    Done,
}

impl Stage {
    /// Whether a message counts against the receive maximum: until PUBACK, PUBCOMP, or a PUBREC
    /// that refuses it. MQTT 5 §4.9
    const fn is_in_flight(self) -> bool {
        matches!(self, Self::Publish1 | Self::Publish2 | Self::Received | Self::Released)
    }
}

/// What a packet is to its exchange.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// The packet that it answers.
    pub(super) answers: Option<Ticket>,
    /// What is remarkable about it.
    pub(super) note: Option<&'static str>,
}

impl Seen {
    const fn note(note: &'static str) -> Self {
        Self { answers: None, note: Some(note) }
    }
}

/// An answer, by the stage that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    PubAck,
    /// Whether it refuses the message.
    PubRec(bool),
    PubRel,
    PubComp,
    /// How many reason codes it holds.
    SubAck(usize),
    /// How many reason codes it holds; None before version 5.
    UnsubAck(Option<usize>),
}

const UNKNOWN: &str = "no packet with this identifier waits for it";
const COUNT: &str = "another number of reason codes than of topic filters";

impl Flows {
    /// Remembers up to `most` packet identifiers.
    pub(super) const fn new(most: usize) -> Self {
        Self { open: BTreeMap::new(), most, in_flight: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.in_flight = 0;
    }

    /// How many messages count against the receive maximum.
    pub(super) const fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Whether an answer is due.
    pub(super) fn is_open(&self) -> bool {
        self.open.values().any(|flow| flow.stage != Stage::Done)
    }

    /// A packet begins an exchange, or begins it again. Whether it is the first one.
    pub(super) fn begin(&mut self, id: u16, stage: Stage, dup: bool) -> (Seen, bool) {
        let publish = matches!(stage, Stage::Publish1 | Stage::Publish2);
        let before = self.open.get(&id).map(|flow| flow.stage);
        let note = match before {
            Some(Stage::Done) if dup => Some("sent again after it was acknowledged"),
            None if dup => Some("sent again; the first time was not seen"),
            None | Some(Stage::Done) => None,
            Some(Stage::Received | Stage::Released) if dup => Some("sent again after PUBREC"),
            // Version 3.1 has DUP on SUBSCRIBE and UNSUBSCRIBE too.
            Some(_) if dup || !publish && before == Some(stage) => {
                Some("sent again without an acknowledgement")
            }
            Some(_) => Some("packet identifier is still in use"),
        };
        let same = dup && before.is_some_and(|before| before != Stage::Done);
        if !same {
            let forgotten = if self.open.len() >= self.most { self.open.pop_first() } else { None };
            self.left(forgotten.map(|(_, flow)| flow));
            if self.most > 0 {
                let before = self.open.insert(id, Flow { stage, first: None, last: None });
                self.left(before);
                self.in_flight = self.in_flight.saturating_add(usize::from(publish));
            }
        }
        (Seen { answers: None, note }, !same)
    }

    /// An exchange is no longer kept.
    fn left(&mut self, flow: Option<Flow>) {
        if flow.is_some_and(|flow| flow.stage.is_in_flight()) {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
    }

    /// The ticket of the packet that began or went on with the exchange of `id`.
    pub(super) fn ticket(&mut self, id: u16, ticket: Ticket) {
        if let Some(flow) = self.open.get_mut(&id) {
            flow.first = flow.first.or(Some(ticket));
            flow.last = Some(ticket);
        }
    }

    /// A packet answers one of the exchange of `id`.
    pub(super) fn answer(&mut self, id: u16, answer: Answer) -> Seen {
        let Some(flow) = self.open.get_mut(&id) else { return Seen::note(UNKNOWN) };
        let mut note = None;
        let (due, next) = match (flow.stage, answer) {
            (Stage::Publish1, Answer::PubAck) => (true, Stage::Done),
            (Stage::Publish2, Answer::PubRec(false)) => (true, Stage::Received),
            (Stage::Publish2, Answer::PubRec(true)) => (true, Stage::Done),
            (Stage::Received, Answer::PubRel) => (true, Stage::Released),
            (Stage::Released, Answer::PubComp) => (true, Stage::Done),
            (Stage::Subscribe(filters), Answer::SubAck(codes)) => {
                note = (filters != codes).then_some(COUNT);
                (true, Stage::Done)
            }
            (Stage::Unsubscribe(filters), Answer::UnsubAck(codes)) => {
                note = codes.is_some_and(|codes| codes != filters).then_some(COUNT);
                (true, Stage::Done)
            }
            (stage, _) => (false, stage),
        };
        if due {
            if flow.stage.is_in_flight() && !next.is_in_flight() {
                self.in_flight = self.in_flight.saturating_sub(1);
            }
            flow.stage = next;
            return Seen { answers: flow.last, note };
        }
        match (flow.stage, answer) {
            (Stage::Publish2, Answer::PubAck) => Seen::note("PUBACK to a PUBLISH of QoS 2"),
            (Stage::Publish1, Answer::PubRec(_)) => Seen::note("PUBREC to a PUBLISH of QoS 1"),
            (Stage::Released, Answer::PubRel) => Seen::note("PUBREL again"),
            (Stage::Received | Stage::Released, Answer::PubRec(_)) => {
                Seen { answers: flow.first, note: Some("PUBREC again") }
            }
            (Stage::Publish2, Answer::PubRel) => Seen::note("PUBREL before PUBREC"),
            (Stage::Received, Answer::PubComp) => Seen::note("PUBCOMP before PUBREL"),
            (Stage::Done, Answer::PubRel) => Seen::note("PUBREL after PUBCOMP"),
            (Stage::Done, _) => Seen { answers: flow.first, note: Some("acknowledged again") },
            _ => Seen::note(UNKNOWN),
        }
    }

    /// Whether the packet that comes next in the exchange keeps its ticket there.
    pub(super) fn goes_on(&self, id: u16) -> bool {
        self.open
            .get(&id)
            .is_some_and(|flow| matches!(flow.stage, Stage::Received | Stage::Released))
    }
}
