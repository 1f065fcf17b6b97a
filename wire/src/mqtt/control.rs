//! What keeps a connection alive, authenticates and ends it: PINGREQ, PINGRESP, DISCONNECT, AUTH.
//! MQTT 5 §3.12 to §3.15
use super::{
    AuthReason, DisconnectReason, Place, Properties, Strictness,
    fixed::Tabled,
    list::Block,
    reason::Listed,
    strictness::{FROM_CLIENT, FROM_SERVER},
};
use crate::{Context, Result, frame::Side, types::Optional};

message! {
    /// Asks whether the server is there. MQTT 5 §3.12
    pub struct PingReq = "PINGREQ" {}
}

message! {
    /// Says that the server is there. MQTT 5 §3.13
    pub struct PingResp = "PINGRESP" {}
}

message! {
    /// Ends the connection. Before version 5 it is a client's, and empty. MQTT 5 §3.14
    pub struct Disconnect<'a> = "DISCONNECT" {
        /// Why; normal disconnection if it is absent. §3.14.2.1
        reason_code: Option<DisconnectReason> as Optional<Listed<DisconnectReason>> [5..],
        /// Absent is not empty. §3.14.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::DISCONNECT.0 }>> [5..],
    }
}

message! {
    /// Goes on with an authentication. From version 5. MQTT 5 §3.15
    pub struct Auth<'a> = "AUTH" {
        /// Where it stands; success if it is absent. §3.15.2.1
        reason_code: Option<AuthReason> as Optional<Listed<AuthReason>> [5..],
        /// Absent is not empty. §3.15.2.2
        properties: Option<Properties<'a>> as Optional<Block<{ Place::AUTH.0 }>> [5..],
    }
}

impl Tabled<'_> for PingReq {
    const PLACE: Place = Place::PINGREQ;
    const SENDER: Option<Side> = Some(Side::Client);
}

impl Tabled<'_> for PingResp {
    const PLACE: Place = Place::PINGRESP;
    const SENDER: Option<Side> = Some(Side::Server);
}

impl<'a> Tabled<'a> for Disconnect<'a> {
    const PLACE: Place = Place::DISCONNECT;
    #[inline]
    fn check(&self, context: &Context) -> Result<(), usize> {
        let code = self.reason_code.unwrap_or_default();
        let sent = (!context.has(FROM_CLIENT) || code.is_client())
            && (!context.has(FROM_SERVER) || code.is_server());
        let code_first = self.reason_code.is_some() || self.properties.is_none();
        if sent && code_first { Ok(()) } else { Err(code.0.into()) }
    }
}

impl<'a> Tabled<'a> for Auth<'a> {
    const PLACE: Place = Place::AUTH;
    #[inline]
    fn check(&self, context: &Context) -> Result<(), usize> {
        let code = self.reason_code.unwrap_or_default();
        let strictness = Strictness::from_flags(context.flags);
        let whole = match (&self.reason_code, &self.properties) {
            (Some(_), Some(_)) => true,
            (Some(_), None) => strictness.auth_without_properties,
            (None, Some(_)) => false,
            (None, None) => strictness.empty_auth,
        };
        // §3.15.2.1, table 3-11: only a server is done, only a client begins again.
        let sent = (!context.has(FROM_CLIENT) || code != AuthReason::SUCCESS)
            && (!context.has(FROM_SERVER) || code != AuthReason::RE_AUTHENTICATE);
        if context.version >= 5 && whole && sent { Ok(()) } else { Err(code.0.into()) }
    }
}
