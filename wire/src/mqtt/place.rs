//! Where a property may stand.

/// One or more packets, or the will inside a CONNECT: where a property may stand. MQTT 5 §2.2.2.2
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place(pub(super) u16);

impl Place {
    /// Nowhere.
    pub const NONE: Self = Self(0);
    /// The will of a CONNECT.
    pub const WILL: Self = Self(1 << 0);
    /// CONNECT
    pub const CONNECT: Self = Self(1 << 1);
    /// CONNACK
    pub const CONNACK: Self = Self(1 << 2);
    /// PUBLISH
    pub const PUBLISH: Self = Self(1 << 3);
    /// PUBACK
    pub const PUBACK: Self = Self(1 << 4);
    /// PUBREC
    pub const PUBREC: Self = Self(1 << 5);
    /// PUBREL
    pub const PUBREL: Self = Self(1 << 6);
    /// PUBCOMP
    pub const PUBCOMP: Self = Self(1 << 7);
    /// SUBSCRIBE
    pub const SUBSCRIBE: Self = Self(1 << 8);
    /// SUBACK
    pub const SUBACK: Self = Self(1 << 9);
    /// UNSUBSCRIBE
    pub const UNSUBSCRIBE: Self = Self(1 << 10);
    /// UNSUBACK
    pub const UNSUBACK: Self = Self(1 << 11);
    /// PINGREQ
    pub const PINGREQ: Self = Self(1 << 12);
    /// PINGRESP
    pub const PINGRESP: Self = Self(1 << 13);
    /// DISCONNECT
    pub const DISCONNECT: Self = Self(1 << 14);
    /// AUTH
    pub const AUTH: Self = Self(1 << 15);

    /// These places and those of `other`.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether these places contain one of `other`.
    #[inline]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The packet's number in the high half of the first octet.
    #[inline]
    pub(super) const fn packet_type(self) -> u8 {
        // 0 to 15: the position of the only bit.
        match self.0.trailing_zeros() {
            1 => 1,
            2 => 2,
            3 => 3,
            4 => 4,
            5 => 5,
            6 => 6,
            7 => 7,
            8 => 8,
            9 => 9,
            10 => 10,
            11 => 11,
            12 => 12,
            13 => 13,
            14 => 14,
            15 => 15,
            _ => 0,
        }
    }
}
