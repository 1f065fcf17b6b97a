//! What the specifications leave open, and the bits of [`Context::flags`](crate::Context::flags)
//! that tell it to every reader and writer.

/// The low half of a packet's first octet, while its body is read or written.
pub(super) const NIBBLE: u16 = 0x000f;
/// A client sent the packet: what only a server may send is refused.
pub const FROM_CLIENT: u16 = 0x0010;
/// A server sent the packet: what only a client may send is refused.
pub const FROM_SERVER: u16 = 0x0020;
/// Sessions only: judge every packet by the side that sent it, not by itself alone.
pub const SIDES: u16 = 0x0040;

/// What is accepted where the specifications leave it open, or where peers disagree with them.
///
/// Its bits in [`Context::flags`](crate::Context::flags) are the differences from the default, so
/// flags of 0 mean [`Strictness::DEFAULT`].
///
/// ```
/// use wireloom_wire::{Context, ErrorKind, mqtt::{Framed, Publish, Strictness}, wire};
///
/// let dup = b"\x38\x03\x00\x01a"; // DUP at QoS 0
/// let context = Context::DEFAULT.at(4);
/// let error = wire::read::<Framed<Publish<'static>>>(dup, context).unwrap_err();
/// assert_eq!(error.kind, ErrorKind::BadValue);
/// let lax = Strictness { dup_at_qos_0: true, ..Strictness::DEFAULT };
/// assert!(wire::read::<Framed<Publish<'static>>>(dup, context.with(lax.flags())).is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Control characters and non-characters in text: SHOULD NOT be sent, MAY be refused. Default:
    /// accepted. MQTT 5 §1.5.4
    pub control_characters: bool,
    /// DUP on a PUBLISH of QoS 0: the sender MUST NOT. Default: refused. MQTT-3.3.1-2
    pub dup_at_qos_0: bool,
    /// A remaining length in more octets than it needs, before version 5: 3.1.1 does not forbid
    /// it. Default: accepted. In version 5 it is malformed. MQTT-1.5.5-1
    pub padded_length: bool,
    /// The packet identifier 0 in an acknowledgement: it can answer nothing. Default: refused.
    /// MQTT-2.2.1-3
    pub acknowledged_0: bool,
    /// AUTH without a body: §3.15.2.1 allows it, §3.15.2.2.2 demands a method. Default: accepted.
    pub empty_auth: bool,
    /// AUTH of a reason code alone, without a property length. Default: refused. MQTT 5 §3.15.2.1
    pub auth_without_properties: bool,
    /// A payload that is not UTF-8 under a payload format indicator of 1: it MAY be refused.
    /// Default: accepted. MQTT 5 §3.3.2.3.2
    pub other_payload: bool,
    /// A client identifier of more than 23 characters in version 3.1, which has 1 to 23: the server
    /// answers "identifier rejected". Default: refused.
    pub long_client_identifier: bool,
}

const BITS: [u16; 8] = [0x0100, 0x0200, 0x0400, 0x0800, 0x1000, 0x2000, 0x4000, 0x8000];

impl Strictness {
    /// The defaults.
    pub const DEFAULT: Self = Self::from_flags(0);

    /// These switches as bits of [`Context::flags`](crate::Context::flags).
    pub const fn flags(self) -> u16 {
        let [a, b, c, d, e, f, g, h] = BITS;
        bit(!self.control_characters, a)
            | bit(self.dup_at_qos_0, b)
            | bit(!self.padded_length, c)
            | bit(self.acknowledged_0, d)
            | bit(!self.empty_auth, e)
            | bit(self.auth_without_properties, f)
            | bit(!self.other_payload, g)
            | bit(self.long_client_identifier, h)
    }

    /// The switches that some flags hold.
    #[inline]
    pub const fn from_flags(flags: u16) -> Self {
        let [a, b, c, d, e, f, g, h] = BITS;
        Self {
            control_characters: flags & a == 0,
            dup_at_qos_0: flags & b != 0,
            padded_length: flags & c == 0,
            acknowledged_0: flags & d != 0,
            empty_auth: flags & e == 0,
            auth_without_properties: flags & f != 0,
            other_payload: flags & g == 0,
            long_client_identifier: flags & h != 0,
        }
    }
}

impl Default for Strictness {
    fn default() -> Self {
        Self::DEFAULT
    }
}

const fn bit(set: bool, bit: u16) -> u16 {
    if set { bit } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_has_a_bit_of_its_own() {
        for flags in BITS.into_iter().chain([0, 0xff00]) {
            assert_eq!(Strictness::from_flags(flags).flags(), flags);
        }
        assert_eq!(Strictness::DEFAULT.flags(), 0);
    }
}
