//! What answers a PUBLISH: PUBACK, PUBREC, PUBREL, PUBCOMP. MQTT 5 §3.4 to §3.7
use super::{
    Packet, Place, Properties, PublishReason, ReleaseReason,
    fixed::Tabled,
    list::Block,
    reason::Listed,
    strictness::FROM_CLIENT,
    text::{Acknowledged, Checked},
};
use crate::{Context, Result, types::Optional};

message! {
    /// Ends a PUBLISH of QoS 1. MQTT 5 §3.4
    pub struct PubAck<'a> = "PUBACK" {
        /// The identifier of the PUBLISH. MQTT-2.2.1-5
        packet_identifier: u16 as Checked<Acknowledged>,
        /// What became of it; success if it is absent. §3.4.2.1
        reason_code: Option<PublishReason> as Optional<Listed<PublishReason>> [5..],
        /// Absent is not empty. §3.4.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::PUBACK.0 }>> [5..],
    }
}

message! {
    /// Takes over a PUBLISH of QoS 2. MQTT 5 §3.5
    pub struct PubRec<'a> = "PUBREC" {
        /// The identifier of the PUBLISH. MQTT-2.2.1-5
        packet_identifier: u16 as Checked<Acknowledged>,
        /// What became of it; success if it is absent. §3.5.2.1
        reason_code: Option<PublishReason> as Optional<Listed<PublishReason>> [5..],
        /// Absent is not empty. §3.5.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::PUBREC.0 }>> [5..],
    }
}

message! {
    /// Answers a PUBREC: the message need not be kept longer. MQTT 5 §3.6
    pub struct PubRel<'a> = "PUBREL" {
        /// The identifier of the PUBLISH. MQTT-2.2.1-5
        packet_identifier: u16 as Checked<Acknowledged>,
        /// Success if it is absent. §3.6.2.1
        reason_code: Option<ReleaseReason> as Optional<Listed<ReleaseReason>> [5..],
        /// Absent is not empty. §3.6.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::PUBREL.0 }>> [5..],
    }
}

message! {
    /// Ends a PUBLISH of QoS 2. MQTT 5 §3.7
    pub struct PubComp<'a> = "PUBCOMP" {
        /// The identifier of the PUBLISH. MQTT-2.2.1-5
        packet_identifier: u16 as Checked<Acknowledged>,
        /// Success if it is absent. §3.7.2.1
        reason_code: Option<ReleaseReason> as Optional<Listed<ReleaseReason>> [5..],
        /// Absent is not empty. §3.7.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::PUBCOMP.0 }>> [5..],
    }
}

/// An acknowledgement of four octets, as almost every one is: the same in every version. None for
/// any other packet. Law 8: the tables read the same.
#[inline(always)]
pub(super) fn short<'a>(bytes: &[u8]) -> Option<Packet<'a>> {
    let [first, 2, high, low, ..] = *bytes else { return None };
    let packet_identifier = match u16::from_be_bytes([high, low]) {
        0 => return None,
        id => id,
    };
    Some(match first {
        0x40 => Packet::PubAck(PubAck { packet_identifier, reason_code: None, properties: None }),
        0x50 => Packet::PubRec(PubRec { packet_identifier, reason_code: None, properties: None }),
        0x62 => Packet::PubRel(PubRel { packet_identifier, reason_code: None, properties: None }),
        0x70 => Packet::PubComp(PubComp { packet_identifier, reason_code: None, properties: None }),
        _ => return None,
    })
}

/// The same way back: the four octets of an acknowledgement that says no more.
#[inline(always)]
pub(super) fn short_octets(packet: &Packet<'_>) -> Option<[u8; 4]> {
    let (first, id) = match packet {
        Packet::PubAck(PubAck { packet_identifier, reason_code: None, properties: None }) => {
            (0x40, *packet_identifier)
        }
        Packet::PubRec(PubRec { packet_identifier, reason_code: None, properties: None }) => {
            (0x50, *packet_identifier)
        }
        Packet::PubRel(PubRel { packet_identifier, reason_code: None, properties: None }) => {
            (0x62, *packet_identifier)
        }
        Packet::PubComp(PubComp { packet_identifier, reason_code: None, properties: None }) => {
            (0x70, *packet_identifier)
        }
        _ => return None,
    };
    let [high, low] = id.to_be_bytes();
    if id == 0 { None } else { Some([first, 2, high, low]) }
}

/// Properties stand behind a reason code. Both are the fewest that tell the same: an
/// acknowledgement made without them is the shortest.
#[inline(always)]
const fn code_first<C>(code: &Option<C>, properties: &Option<Properties<'_>>) -> Result<(), usize> {
    if properties.is_some() && code.is_none() { Err(0) } else { Ok(()) }
}

/// §3.4.2.1, §3.5.2.1: only a server knows that nobody subscribes.
#[inline(always)]
fn sent(code: Option<PublishReason>, context: &Context) -> Result<(), usize> {
    match code {
        Some(code @ PublishReason::NO_MATCHING_SUBSCRIBERS) if context.has(FROM_CLIENT) => {
            Err(code.0.into())
        }
        _ => Ok(()),
    }
}

impl<'a> Tabled<'a> for PubAck<'a> {
    const PLACE: Place = Place::PUBACK;
    #[inline(always)]
    fn check(&self, context: &Context) -> Result<(), usize> {
        sent(self.reason_code, context)?;
        code_first(&self.reason_code, &self.properties)
    }
}

impl<'a> Tabled<'a> for PubRec<'a> {
    const PLACE: Place = Place::PUBREC;
    #[inline(always)]
    fn check(&self, context: &Context) -> Result<(), usize> {
        sent(self.reason_code, context)?;
        code_first(&self.reason_code, &self.properties)
    }
}

impl<'a> Tabled<'a> for PubRel<'a> {
    const PLACE: Place = Place::PUBREL;
    /// MQTT-3.6.1-1
    const FLAGS: u8 = 0b0010;
    #[inline(always)]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(&self.reason_code, &self.properties)
    }
}

impl<'a> Tabled<'a> for PubComp<'a> {
    const PLACE: Place = Place::PUBCOMP;
    #[inline(always)]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(&self.reason_code, &self.properties)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reader, Wire};
    use alloc::vec::Vec;

    #[test]
    fn the_short_way_is_the_tables() {
        for first in 0..=255 {
            for [high, low] in [[0, 0], [0, 1], [1, 0], [0xff, 0xff]] {
                let bytes = [first, 2, high, low];
                let Some(packet) = short(&bytes) else { continue };
                for version in 3..=5 {
                    let mut r = Reader::with(&bytes, Context::DEFAULT.at(version));
                    assert_eq!(Packet::read(&mut r), Ok(packet.clone()));
                    assert_eq!(r.finish(), Ok(()));
                    let mut out = Vec::new();
                    let context = Context::DEFAULT.at(version);
                    Packet::write(&packet, &mut crate::Writer::with(&mut out, context)).unwrap();
                    assert_eq!((&out[..], short_octets(&packet)), (&bytes[..], Some(bytes)));
                }
            }
        }
        for first in [0x40, 0x50, 0x62, 0x70] {
            assert!(short(&[first, 2, 0, 1]).is_some() && short(&[first, 2, 0]).is_none());
        }
    }
}
