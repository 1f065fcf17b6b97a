//! Any packet, and where one ends.
use super::{
    Auth, ConnAck, Connect, Disconnect, PingReq, PingResp, PubAck, PubComp, PubRec, PubRel,
    Publish, SubAck, Subscribe, UnsubAck, Unsubscribe,
    ack::{short, short_octets},
    fixed,
};
use crate::{
    Context, Describe, Error, ErrorKind, Limits, Node, Read, Result, Wire, Write, build,
    frame::{Framer, Step},
};
use alloc::vec::Vec;

/// Any packet, in the usual form of its fixed header: [`Framed`](super::Framed) keeps an unusual one.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is the packet of its name")]
pub enum Packet<'a> {
    Connect(Connect<'a>),
    ConnAck(ConnAck<'a>),
    Publish(Publish<'a>),
    PubAck(PubAck<'a>),
    PubRec(PubRec<'a>),
    PubRel(PubRel<'a>),
    PubComp(PubComp<'a>),
    Subscribe(Subscribe<'a>),
    SubAck(SubAck<'a>),
    Unsubscribe(Unsubscribe<'a>),
    UnsubAck(UnsubAck<'a>),
    PingReq(PingReq),
    PingResp(PingResp),
    Disconnect(Disconnect<'a>),
    Auth(Auth<'a>),
}

impl<'a> Packet<'a> {
    /// The packet at the front of `bytes`, and how many bytes it takes; or how many more bytes are
    /// needed at least.
    ///
    /// # Errors
    /// When the packet is malformed, or breaks a rule of its version that it can break alone.
    ///
    /// ```
    /// use wireloom_wire::{Context, frame::Step, mqtt::Packet};
    ///
    /// let context = Context::DEFAULT.at(5);
    /// let Step::Done { value, used } = Packet::decode(b"\xe0\x01\x8e\xc0", context)? else {
    ///     return Ok(());
    /// };
    /// assert!(matches!(value, Packet::Disconnect(_)));
    /// assert_eq!(used, 3);
    /// assert_eq!(Packet::decode(b"\xc0", context), Ok(Step::need(1)));
    /// # Ok::<(), wireloom_wire::Error>(())
    /// ```
    #[inline]
    pub fn decode(bytes: &'a [u8], context: Context) -> Result<Step<Self>> {
        Self::decode_in(bytes, &context)
    }

    /// By reference: a context that was just copied in parts and is read whole makes the processor
    /// wait.
    fn decode_in(bytes: &'a [u8], context: &Context) -> Result<Step<Self>> {
        // Either side may send them.
        if let Some(value) = short(bytes) {
            return Ok(Step::Done { value, used: 4 });
        }
        let (start, used) = match fixed::whole(bytes)? {
            Step::Need(more) => return Ok(Step::Need(more)),
            Step::Done { value, used } => (value, used),
        };
        let (Some(packet), Some(first)) = (bytes.get(..used), bytes.first()) else {
            return Ok(Step::need(used.saturating_sub(bytes.len())));
        };
        match first >> 4 {
            1 => fixed::decode(packet, start, context, Self::Connect),
            2 => fixed::decode(packet, start, context, Self::ConnAck),
            3 => fixed::decode(packet, start, context, Self::Publish),
            4 => fixed::decode(packet, start, context, Self::PubAck),
            5 => fixed::decode(packet, start, context, Self::PubRec),
            6 => fixed::decode(packet, start, context, Self::PubRel),
            7 => fixed::decode(packet, start, context, Self::PubComp),
            8 => fixed::decode(packet, start, context, Self::Subscribe),
            9 => fixed::decode(packet, start, context, Self::SubAck),
            10 => fixed::decode(packet, start, context, Self::Unsubscribe),
            11 => fixed::decode(packet, start, context, Self::UnsubAck),
            12 => fixed::decode(packet, start, context, Self::PingReq),
            13 => fixed::decode(packet, start, context, Self::PingResp),
            14 => fixed::decode(packet, start, context, Self::Disconnect),
            15 => fixed::decode(packet, start, context, Self::Auth),
            // Reserved. MQTT 5 §2.1.2
            _ => Err(Error::new(ErrorKind::BadValue, 0, usize::from(*first))),
        }
    }

    /// Appends the packet to `out`.
    ///
    /// # Errors
    /// When it breaks a rule of the context's version; `out` is then as it was.
    #[inline]
    pub fn encode(&self, context: Context, out: &mut Vec<u8>) -> Result<()> {
        if let Some(octets) = short_octets(self) {
            out.extend_from_slice(&octets);
            return Ok(());
        }
        match self {
            Self::Connect(packet) => fixed::append(packet, &context, out),
            Self::ConnAck(packet) => fixed::append(packet, &context, out),
            Self::Publish(packet) => fixed::append(packet, &context, out),
            Self::PubAck(packet) => fixed::append(packet, &context, out),
            Self::PubRec(packet) => fixed::append(packet, &context, out),
            Self::PubRel(packet) => fixed::append(packet, &context, out),
            Self::PubComp(packet) => fixed::append(packet, &context, out),
            Self::Subscribe(packet) => fixed::append(packet, &context, out),
            Self::SubAck(packet) => fixed::append(packet, &context, out),
            Self::Unsubscribe(packet) => fixed::append(packet, &context, out),
            Self::UnsubAck(packet) => fixed::append(packet, &context, out),
            Self::PingReq(packet) => fixed::append(packet, &context, out),
            Self::PingResp(packet) => fixed::append(packet, &context, out),
            Self::Disconnect(packet) => fixed::append(packet, &context, out),
            Self::Auth(packet) => fixed::append(packet, &context, out),
        }
    }
}

impl<'a> Wire<'a, Self> for Packet<'a> {
    const NAME: &'static str = "packet";
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let first = r.rest().first().copied().unwrap_or(0);
        match first >> 4 {
            1 => fixed::read(r, |_, packet| Self::Connect(packet)),
            2 => fixed::read(r, |_, packet| Self::ConnAck(packet)),
            3 => fixed::read(r, |_, packet| Self::Publish(packet)),
            4 => fixed::read(r, |_, packet| Self::PubAck(packet)),
            5 => fixed::read(r, |_, packet| Self::PubRec(packet)),
            6 => fixed::read(r, |_, packet| Self::PubRel(packet)),
            7 => fixed::read(r, |_, packet| Self::PubComp(packet)),
            8 => fixed::read(r, |_, packet| Self::Subscribe(packet)),
            9 => fixed::read(r, |_, packet| Self::SubAck(packet)),
            10 => fixed::read(r, |_, packet| Self::Unsubscribe(packet)),
            11 => fixed::read(r, |_, packet| Self::UnsubAck(packet)),
            12 => fixed::read(r, |_, packet| Self::PingReq(packet)),
            13 => fixed::read(r, |_, packet| Self::PingResp(packet)),
            14 => fixed::read(r, |_, packet| Self::Disconnect(packet)),
            15 => fixed::read(r, |_, packet| Self::Auth(packet)),
            // Reserved. MQTT 5 §2.1.2
            _ => match r.remaining() {
                0 => r.take(1).and_then(|_| Err(r.error(ErrorKind::UnexpectedEnd, 1))),
                _ => Err(r.error(ErrorKind::BadValue, first.into())),
            },
        }
    }

    #[inline]
    fn write<W: Write>(this: &Self, w: &mut W) -> Result<()> {
        match this {
            Self::Connect(packet) => fixed::write(packet, w),
            Self::ConnAck(packet) => fixed::write(packet, w),
            Self::Publish(packet) => fixed::write(packet, w),
            Self::PubAck(packet) => fixed::write(packet, w),
            Self::PubRec(packet) => fixed::write(packet, w),
            Self::PubRel(packet) => fixed::write(packet, w),
            Self::PubComp(packet) => fixed::write(packet, w),
            Self::Subscribe(packet) => fixed::write(packet, w),
            Self::SubAck(packet) => fixed::write(packet, w),
            Self::Unsubscribe(packet) => fixed::write(packet, w),
            Self::UnsubAck(packet) => fixed::write(packet, w),
            Self::PingReq(packet) => fixed::write(packet, w),
            Self::PingResp(packet) => fixed::write(packet, w),
            Self::Disconnect(packet) => fixed::write(packet, w),
            Self::Auth(packet) => fixed::write(packet, w),
        }
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        // The fields do not tell the kind: a table does.
        node.expected("the fields of one kind of packet")
    }
}

impl Packet<'_> {
    /// The kind of the packet, as the specification names it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Connect(_) => <Connect<'_> as Describe>::NAME,
            Self::ConnAck(_) => <ConnAck<'_> as Describe>::NAME,
            Self::Publish(_) => <Publish<'_> as Describe>::NAME,
            Self::PubAck(_) => <PubAck<'_> as Describe>::NAME,
            Self::PubRec(_) => <PubRec<'_> as Describe>::NAME,
            Self::PubRel(_) => <PubRel<'_> as Describe>::NAME,
            Self::PubComp(_) => <PubComp<'_> as Describe>::NAME,
            Self::Subscribe(_) => <Subscribe<'_> as Describe>::NAME,
            Self::SubAck(_) => <SubAck<'_> as Describe>::NAME,
            Self::Unsubscribe(_) => <Unsubscribe<'_> as Describe>::NAME,
            Self::UnsubAck(_) => <UnsubAck<'_> as Describe>::NAME,
            Self::PingReq(_) => <PingReq as Describe>::NAME,
            Self::PingResp(_) => <PingResp as Describe>::NAME,
            Self::Disconnect(_) => <Disconnect<'_> as Describe>::NAME,
            Self::Auth(_) => <Auth<'_> as Describe>::NAME,
        }
    }
}

/// Cuts a stream into packets: by their remaining length, which is checked against
/// [`Limits::frame`] (the whole packet counts, as in Maximum Packet Size) before anything is kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Packets;

impl Framer for Packets {
    type Frame<'a> = &'a [u8];

    #[inline]
    fn next<'a>(&mut self, buf: &'a [u8], limits: &Limits) -> Result<Step<&'a [u8]>> {
        if let [0..=0x0f, ..] = buf {
            return Err(Error::new(ErrorKind::BadValue, 0, 0));
        }
        match fixed::whole(buf)? {
            Step::Need(more) => Ok(Step::Need(more)),
            Step::Done { used, .. } if used > limits.frame => {
                Err(Error::new(ErrorKind::FrameLimit, 1, limits.frame))
            }
            Step::Done { used, .. } => match buf.get(..used) {
                Some(value) => Ok(Step::Done { value, used }),
                None => Ok(Step::need(used.saturating_sub(buf.len()))),
            },
        }
    }
}
