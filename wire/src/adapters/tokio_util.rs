//! Messages of a stream, as `tokio_util::codec` wants them: for `Framed` over any stream of its.
use super::{
    Message, Slice,
    bytes::{Shared, encode},
    range,
};
use crate::{Context, Error, Limits, Wire, frame::Framer, frame::Step};
use bytes::BytesMut;
use core::{fmt, marker::PhantomData};
use std::io;
use tokio_util::codec::{Decoder, Encoder};

/// Cuts a stream by `F`, and reads an `M` from each frame.
///
/// A frame longer than [`Limits::frame`] is an error as soon as its length is there, before room is
/// made for it.
///
/// ```
/// use bytes::BytesMut;
/// use tokio_util::codec::{Decoder, Encoder};
/// use wireloom_wire::{
///     Context, Limits,
///     adapters::tokio_util::Codec,
///     mqtt::{ConnAck, FROM_CLIENT, FROM_SERVER, Packet, Packets},
/// };
///
/// // A broker: what it reads is from clients, and the first packet tells the version.
/// let context = Context::DEFAULT.at(4);
/// let mut codec = Codec::<_, Packet<'static>>::new(Packets, Limits::DEFAULT, context.with(FROM_CLIENT))
///     .writing(context.with(FROM_SERVER));
/// let mut received = BytesMut::from(&b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x01c\xc0"[..]);
/// let connect = codec.decode(&mut received)?.map(|packet| packet.into_bytes());
/// assert_eq!(connect.map(|bytes| bytes.len()), Some(16));
/// assert_eq!(codec.decode(&mut received)?, None); // half a PINGREQ
///
/// let mut sent = BytesMut::new();
/// codec.encode(Packet::ConnAck(ConnAck::default()), &mut sent)?;
/// assert_eq!(sent[..], *b"\x20\x03\x00\x00\x00"); // properties: it answers version 5
/// # Ok::<(), wireloom_wire::adapters::tokio_util::StreamError>(())
/// ```
pub struct Codec<F, M> {
    framer: F,
    limits: Limits,
    reading: Context,
    writing: Context,
    message: PhantomData<fn() -> M>,
}

impl<F: Framer, M: Message> Codec<F, M> {
    /// Reads and writes in `context`.
    pub fn new(framer: F, limits: Limits, context: Context) -> Self {
        let (reading, writing) = (context, context);
        Self { framer, limits, reading, writing, message: PhantomData }
    }

    /// The same, which writes in another context: the other side's, where a protocol has rules for
    /// who may send what.
    #[must_use]
    pub fn writing(self, context: Context) -> Self {
        Self { writing: context, ..self }
    }

    /// The context in which the next message is read.
    pub fn context(&self) -> &Context {
        &self.reading
    }

    fn follow(&mut self, message: &M::At<'_>) {
        M::follow(message, &mut self.reading);
        M::follow(message, &mut self.writing);
    }

    /// Appends a message.
    #[cfg_attr(
        not(any(feature = "mqtt", feature = "rpc", feature = "all")),
        expect(dead_code, reason = "each protocol's encoder calls it")
    )]
    fn put<'a, T: Wire<'a, T>>(&self, message: &T, out: &mut BytesMut) -> crate::Result<()> {
        encode(message, self.writing, out)
    }
}

/// How much room is made at a time for a frame that is on its way: its length is a claim.
const ROOM: usize = 1 << 16;

impl<F: Framer, M: Message> Decoder for Codec<F, M>
where
    for<'a> F::Frame<'a>: Slice,
{
    type Item = Shared<M>;
    type Error = StreamError;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Shared<M>>, StreamError> {
        loop {
            let step = match self.framer.next(src, &self.limits)? {
                Step::Done { value, used } => {
                    Step::Done { value: value.slice().and_then(|part| range(src, part)), used }
                }
                Step::Need(more) => Step::Need(more),
            };
            let (part, used) = match step {
                Step::Done { value, used } => (value, used),
                Step::Need(more) => {
                    src.reserve(more.get().min(ROOM));
                    return Ok(None);
                }
            };
            let frame = src.split_to(used.max(1).min(src.len())).freeze();
            // What was passed over holds no message.
            let Some(part) = part.filter(|part| part.end <= frame.len()) else { continue };
            let shared = Shared::new(frame.slice(part), self.reading)?;
            self.follow(&shared.get()?);
            return Ok(Some(shared));
        }
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Shared<M>>, StreamError> {
        match self.decode(src)? {
            None if !src.is_empty() => {
                // The stream ends inside a frame.
                Err(Error::end(src.len(), src.len().saturating_add(1), src.len()).into())
            }
            message => Ok(message),
        }
    }
}

/// As it came: what a proxy passes on.
impl<F: Framer, M: Message> Encoder<Shared<M>> for Codec<F, M> {
    type Error = StreamError;

    fn encode(&mut self, message: Shared<M>, out: &mut BytesMut) -> Result<(), StreamError> {
        self.follow(&message.get()?);
        out.extend_from_slice(message.bytes());
        Ok(())
    }
}

#[cfg(any(feature = "mqtt", feature = "all"))]
impl<'a> Encoder<crate::mqtt::Packet<'a>>
    for Codec<crate::mqtt::Packets, crate::mqtt::Packet<'static>>
{
    type Error = StreamError;

    fn encode(
        &mut self,
        packet: crate::mqtt::Packet<'a>,
        out: &mut BytesMut,
    ) -> Result<(), StreamError> {
        self.put(&packet, out)?;
        self.follow(&packet);
        Ok(())
    }
}

#[cfg(any(feature = "rpc", feature = "all"))]
impl<'a, F: Framer, M: Message> Encoder<crate::rpc::Framed<crate::rpc::Request<'a>>>
    for Codec<F, M>
{
    type Error = StreamError;

    fn encode(
        &mut self,
        request: crate::rpc::Framed<crate::rpc::Request<'a>>,
        out: &mut BytesMut,
    ) -> Result<(), StreamError> {
        Ok(self.put(&request, out)?)
    }
}

#[cfg(any(feature = "rpc", feature = "all"))]
impl<'a, F: Framer, M: Message> Encoder<crate::rpc::Framed<crate::rpc::Response<'a>>>
    for Codec<F, M>
{
    type Error = StreamError;

    fn encode(
        &mut self,
        response: crate::rpc::Framed<crate::rpc::Response<'a>>,
        out: &mut BytesMut,
    ) -> Result<(), StreamError> {
        Ok(self.put(&response, out)?)
    }
}

impl<F: fmt::Debug, M> fmt::Debug for Codec<F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codec").field("framer", &self.framer).finish_non_exhaustive()
    }
}

/// Why a stream of messages ends.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// Its transport failed.
    Io(io::Error),
    /// Its bytes are no messages. The offset is that in the frame.
    Wire(Error),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Wire(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for StreamError {
    fn from(error: Error) -> Self {
        Self::Wire(error)
    }
}
