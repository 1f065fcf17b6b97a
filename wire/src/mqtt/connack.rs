//! CONNACK: whether a connection was accepted. MQTT 5 §3.2
use super::{ConnectReason, Place, Properties, fixed::Tabled, list::Block, reason::Listed};
use crate::{Context, Result, frame::Side};

flags! {
    /// What the server knows of the client. MQTT 5 §3.2.2.1
    pub struct AcknowledgeFlags(u8) {
        /// It has a session of the client. MQTT-3.2.2-6
        SESSION_PRESENT = 0x01 "session_present",
    }
}

message! {
    /// Answers a CONNECT. MQTT 5 §3.2
    pub struct ConnAck<'a> = "CONNACK" {
        /// §3.2.2.1
        acknowledge_flags: AcknowledgeFlags,
        /// "Return code" before version 5. §3.2.2.2
        reason_code: ConnectReason as Listed<ConnectReason>,
        /// §3.2.2.3
        properties: Properties<'a> as Block<{ Place::CONNACK.0 }> [5..],
    }
}

impl<'a> Tabled<'a> for ConnAck<'a> {
    const PLACE: Place = Place::CONNACK;
    const SENDER: Option<Side> = Some(Side::Server);

    #[inline]
    fn check(&self, context: &Context) -> Result<(), usize> {
        let flags = self.acknowledge_flags.0;
        // MQTT-3.2.2-1, MQTT-3.2.2-6. Version 3.1 does not use this octet: no value is wrong.
        let wrong = context.version != 3
            && (flags > 1 || flags == 1 && self.reason_code != ConnectReason::SUCCESS);
        if wrong { Err(flags.into()) } else { Ok(()) }
    }
}
