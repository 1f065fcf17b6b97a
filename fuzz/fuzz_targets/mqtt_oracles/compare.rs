//! Asks everybody, and says where we disagree.
use crate::{
    case::{Fault, Taken},
    explained::{LAX, OTHER, STRICT, explained},
    normal::normal,
    obvious::{Said, judge},
    peers::{PEERS, Peer, Verdict, ask},
};
use std::fmt;
use wireloom_wire::{Context, frame::Step, mqtt::Packet};

/// We say one thing about a packet, a peer another.
pub(crate) struct Disagreement {
    pub(crate) peer: Peer,
    pub(crate) version: i16,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ours: String,
    pub(crate) theirs: String,
    /// The statement that decides.
    pub(crate) explained: Option<&'static str>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, version, ours, theirs, .. } = self;
        let hex: String = self.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        write!(f, "{peer:?} at {version}, {hex}\n  ours: {ours}\n  theirs: {theirs}")
    }
}

/// Panics if we say something else than the obvious reading of the specification.
pub(crate) fn agree(version: i16, bytes: &[u8]) {
    let ours = Packet::decode(bytes, Context::DEFAULT.at(version));
    let obvious = judge(if version < 5 { 4 } else { 5 }, bytes);
    let alike = match &ours {
        Ok(Step::Done { .. }) => obvious == Said::Valid,
        Ok(Step::Need(_)) => obvious == Said::Incomplete,
        Err(_) => matches!(obvious, Said::Invalid(_)),
    };
    assert!(alike, "at {version}, {bytes:02x?}\n  ours: {ours:?}\n  obvious: {obvious:?}");
}

/// Every disagreement about the packet at the front of `bytes`.
pub(crate) fn compare(version: i16, bytes: &[u8]) -> Vec<Disagreement> {
    let context = Context::DEFAULT.at(version);
    let ours = Packet::decode(bytes, context);
    let asked = PEERS.into_iter().filter(|peer| may_ask(*peer, version, bytes, &ours));
    let disagreements = asked.filter_map(|peer| {
        let theirs = ask(peer, version, bytes);
        let (alike, explained) = differ(peer, version, bytes, &ours, &theirs);
        (!alike).then(|| Disagreement {
            peer,
            version,
            bytes: bytes.to_vec(),
            ours: format!("{ours:?}"),
            theirs: format!("{theirs:02x?}"),
            explained,
        })
    });
    disagreements.collect()
}

type Ours<'a> = wireloom_wire::Result<Step<Packet<'a>>>;

/// Whether the peer can be asked at all.
fn may_ask(peer: Peer, version: i16, bytes: &[u8], ours: &Ours<'_>) -> bool {
    let kind = bytes.first().map_or(0, |first| first >> 4);
    match peer {
        // It makes room for what a remaining length says, before a byte of it is there.
        Peer::Rmqtt if matches!(ours, Ok(Step::Need(more)) if more.get() > 1 << 20) => false,
        // It prints what it reads.
        Peer::Mqttbytes if version >= 5 && kind == 10 => false,
        // It reads from a stream, and answers before the packet is whole.
        Peer::MqttProto if matches!(ours, Ok(Step::Need(_))) => false,
        // A CONNECT is read by its own version.
        _ => match ours {
            Ok(Step::Done { value: Packet::Connect(connect), .. }) => {
                (connect.protocol_version & 0x7f >= 5) == (version >= 5)
            }
            _ => true,
        },
    }
}

fn differ(
    peer: Peer,
    version: i16,
    bytes: &[u8],
    ours: &Ours<'_>,
    theirs: &Verdict,
) -> (bool, Option<&'static str>) {
    match (ours, theirs) {
        (Ok(Step::Need(_)), Verdict::Need) | (Err(_), Verdict::Refused(_)) => (true, None),
        (Ok(Step::Done { value: packet, .. }), theirs) => {
            let taken = Taken { version, bytes, packet, theirs };
            match theirs {
                Verdict::Taken(written) if is_same(packet, version, written.as_deref()) => {
                    (true, None)
                }
                Verdict::Taken(_) => (false, explained(OTHER, peer, |case| case(&taken))),
                _ => (false, explained(STRICT, peer, |case| case(&taken))),
            }
        }
        (Ok(Step::Need(_)), _) => (false, None),
        (Err(error), _) => {
            let fault = Fault::new(version, bytes, *error, theirs);
            (false, fault.and_then(|fault| explained(LAX, peer, |case| case(&fault))))
        }
    }
}

/// Whether what the peer wrote says what we read.
fn is_same(packet: &Packet<'_>, version: i16, written: Option<&[u8]>) -> bool {
    let Some(written) = written else { return false };
    match Packet::decode(written, Context::DEFAULT.at(version)) {
        Ok(Step::Done { value, used }) => used == written.len() && normal(&value) == normal(packet),
        _ => false,
    }
}
