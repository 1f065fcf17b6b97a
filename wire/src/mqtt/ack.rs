//! What answers a PUBLISH: PUBACK, PUBREC, PUBREL, PUBCOMP. MQTT 5 §3.4 to §3.7
use super::{
    Body, Place, Properties, PublishReason, ReleaseReason, list::Block, reason::Listed,
    text::Acknowledged,
};
use crate::{Context, Read, Record, Result, types::Optional};

message! {
    /// Ends a PUBLISH of QoS 1. MQTT 5 §3.4
    pub struct PubAck<'a> = "PUBACK" {
        /// The identifier of the PUBLISH. MQTT-2.2.1-5
        packet_identifier: u16 as Acknowledged,
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
        packet_identifier: u16 as Acknowledged,
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
        packet_identifier: u16 as Acknowledged,
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
        packet_identifier: u16 as Acknowledged,
        /// Success if it is absent. §3.7.2.1
        reason_code: Option<ReleaseReason> as Optional<Listed<ReleaseReason>> [5..],
        /// Absent is not empty. §3.7.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::PUBCOMP.0 }>> [5..],
    }
}

/// The identifier, where it is all that there is: almost every acknowledgement.
#[inline(always)]
fn identifier_alone(body: &[u8]) -> Option<u16> {
    let [high, low] = *body else { return None };
    let id = u16::from_be_bytes([high, low]);
    if id == 0 { None } else { Some(id) }
}

/// Properties stand behind a reason code. Both are the fewest that tell the same: an
/// acknowledgement made without them is the shortest.
#[inline]
fn code_first(code: bool, properties: bool) -> Result<(), usize> {
    if properties && !code { Err(0) } else { Ok(()) }
}

impl<'a> Body<'a> for PubAck<'a> {
    const PLACE: Place = Place::PUBACK;
    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        Self::read_fields(r)
    }
    #[inline(always)]
    fn short(body: &[u8]) -> Option<Self> {
        let packet_identifier = identifier_alone(body)?;
        Some(Self { packet_identifier, reason_code: None, properties: None })
    }
    #[inline]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(self.reason_code.is_some(), self.properties.is_some())
    }
}

impl<'a> Body<'a> for PubRec<'a> {
    const PLACE: Place = Place::PUBREC;
    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        Self::read_fields(r)
    }
    #[inline(always)]
    fn short(body: &[u8]) -> Option<Self> {
        let packet_identifier = identifier_alone(body)?;
        Some(Self { packet_identifier, reason_code: None, properties: None })
    }
    #[inline]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(self.reason_code.is_some(), self.properties.is_some())
    }
}

impl<'a> Body<'a> for PubRel<'a> {
    const PLACE: Place = Place::PUBREL;
    /// MQTT-3.6.1-1
    const FLAGS: u8 = 0b0010;
    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        Self::read_fields(r)
    }
    #[inline(always)]
    fn short(body: &[u8]) -> Option<Self> {
        let packet_identifier = identifier_alone(body)?;
        Some(Self { packet_identifier, reason_code: None, properties: None })
    }
    #[inline]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(self.reason_code.is_some(), self.properties.is_some())
    }
}

impl<'a> Body<'a> for PubComp<'a> {
    const PLACE: Place = Place::PUBCOMP;
    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        Self::read_fields(r)
    }
    #[inline(always)]
    fn short(body: &[u8]) -> Option<Self> {
        let packet_identifier = identifier_alone(body)?;
        Some(Self { packet_identifier, reason_code: None, properties: None })
    }
    #[inline]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        code_first(self.reason_code.is_some(), self.properties.is_some())
    }
}
