//! Network addresses. IPv6 scopes and flow labels are not carried, as in bincode and serde.
use super::int::{own_view, written_as};
use crate::ErrorKind;
use crate::compact::layout::tag_min;
use crate::compact::{Decode, Decoder, Encode, Layout, Out, Outcome, Profile, Viewed};
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

written_as!(Ipv4Addr as [u8; 4], |a| a.octets(), |octets| Some(Self::from(octets)));
written_as!(Ipv6Addr as [u8; 16], |a| a.octets(), |octets| Some(Self::from(octets)));
written_as!(SocketAddrV4 as (Ipv4Addr, u16), |a| (*a.ip(), a.port()), |(ip, port)| {
    Some(Self::new(ip, port))
});
written_as!(SocketAddrV6 as (Ipv6Addr, u16), |a| (*a.ip(), a.port()), |(ip, port)| {
    Some(Self::new(ip, port, 0, 0))
});
own_view!(Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6, IpAddr, SocketAddr);

/// An address of either version.
macro_rules! either {
    ($($type:ident of $v4:ty, $v6:ty;)*) => { $(
        impl<P: Profile> Layout<P> for $type {
            const MIN: usize = tag_min(P::INTS).saturating_add(<$v4 as Layout<P>>::MIN);
            const SIZE: Option<usize> = None;
        }

        impl<P: Profile> Encode<P> for $type {
            fn encode<W: Out>(&self, w: &mut W) {
                match self {
                    Self::V4(v4) => {
                        w.tag::<P>(0);
                        Encode::<P>::encode(v4, w);
                    }
                    Self::V6(v6) => {
                        w.tag::<P>(1);
                        Encode::<P>::encode(v6, w);
                    }
                }
            }
        }

        impl<'a, P: Profile> Decode<'a, P> for $type {
            fn decode(d: &mut Decoder<'a>) -> Outcome<Self> {
                match d.tag::<P>()? {
                    0 => Decode::<'a, P>::decode(d).map(Self::V4),
                    1 => Decode::<'a, P>::decode(d).map(Self::V6),
                    tag => Err(d.bad_tag(tag)),
                }
            }
        }
    )* };
}

either! {
    IpAddr of Ipv4Addr, Ipv6Addr;
    SocketAddr of SocketAddrV4, SocketAddrV6;
}
