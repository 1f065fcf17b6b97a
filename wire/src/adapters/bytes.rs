//! Messages over [`Bytes`]: kept, cloned and cut without a copy.
use super::{Message, range};
use crate::{Context, Result, Wire, Write};
use bytes::{Bytes, BytesMut};
use core::{fmt, marker::PhantomData};

/// A message that shares its bytes: it is read from them on demand, and a clone counts a reference.
///
/// [`Owned`](crate::Owned) is the same over a vector.
///
/// ```
/// use bytes::Bytes;
/// use wireloom_wire::{Context, adapters::bytes::Shared, mqtt::Packet};
///
/// let bytes = Bytes::from_static(b"\x30\x06\x00\x01ahi!");
/// let shared = Shared::<Packet<'static>>::new(bytes, Context::DEFAULT.at(4))?;
/// let Packet::Publish(publish) = shared.get()? else { return Ok(()) };
/// assert_eq!(publish.topic_name, "a");
/// // The payload alone: it outlives the packet, and is not copied.
/// let payload = shared.slice(publish.payload);
/// drop(shared);
/// assert_eq!(payload.as_deref(), Some(&b"hi!"[..]));
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
pub struct Shared<M> {
    bytes: Bytes,
    context: Context,
    message: PhantomData<fn() -> M>,
}

impl<M: Message> Shared<M> {
    /// Keeps `bytes` after checking that they are one `M`.
    ///
    /// # Errors
    /// As [`Message::read`].
    pub fn new(bytes: Bytes, context: Context) -> Result<Self> {
        M::read(&bytes, context)?;
        Ok(Self { bytes, context, message: PhantomData })
    }

    /// The message, borrowed from the bytes kept here.
    ///
    /// # Errors
    /// None: the bytes were checked. The result stays one so that no path here can panic.
    pub fn get(&self) -> Result<M::At<'_>> {
        M::read(&self.bytes, self.context)
    }

    /// The context in which it is read.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The bytes of the message.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The same bytes, without the message.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// A part of the message, such as a payload, that shares its bytes. None: `part` was not
    /// borrowed from this message.
    pub fn slice(&self, part: &[u8]) -> Option<Bytes> {
        range(&self.bytes, part).map(|range| self.bytes.slice(range))
    }
}

impl<M> Clone for Shared<M> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), context: self.context, message: PhantomData }
    }
}

impl<M> PartialEq for Shared<M> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.context == other.context
    }
}

impl<M> Eq for Shared<M> {}

impl<M: Message> fmt::Debug for Shared<M>
where
    for<'a> M::At<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// Appends to a [`BytesMut`]. What it held before is never touched.
#[derive(Debug)]
pub struct BytesWriter<'o> {
    out: &'o mut BytesMut,
    start: usize,
    context: Context,
}

impl<'o> BytesWriter<'o> {
    /// A writer behind what `out` holds, in `context`.
    pub fn with(out: &'o mut BytesMut, context: Context) -> Self {
        let start = out.len();
        Self { out, start, context }
    }
}

impl Write for BytesWriter<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn len(&self) -> usize {
        self.out.len().saturating_sub(self.start)
    }

    #[inline]
    fn patch(&mut self, at: usize, bytes: &[u8]) {
        let room = self.out.get_mut(self.start..).and_then(|message| message.get_mut(at..));
        if let Some((room, _)) = room.and_then(|room| room.split_at_mut_checked(bytes.len())) {
            room.copy_from_slice(bytes);
        }
    }

    fn widen(&mut self, at: usize, n: usize) {
        let at = at.saturating_add(self.start);
        if at <= self.out.len() {
            let moved = self.out.split_off(at);
            self.out.resize(at.saturating_add(n), 0);
            self.out.extend_from_slice(&moved);
        }
    }

    #[inline]
    fn context(&self) -> &Context {
        &self.context
    }

    #[inline]
    fn context_mut(&mut self) -> &mut Context {
        &mut self.context
    }
}

/// Appends `message` to `out`.
///
/// # Errors
/// As writing it; `out` is then as it was.
///
/// ```
/// use bytes::BytesMut;
/// use wireloom_wire::{Context, adapters::bytes::encode, rpc};
///
/// let request = rpc::Framed(rpc::Request { request_id: 7, ..Default::default() });
/// let mut out = BytesMut::from(&b"before"[..]);
/// encode(&request, Context::DEFAULT, &mut out)?;
/// assert_eq!(out[6..10], [0, 0, 0, 16]);
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
pub fn encode<'a, T: Wire<'a, T>>(message: &T, context: Context, out: &mut BytesMut) -> Result<()> {
    let start = out.len();
    let written = T::write(message, &mut BytesWriter::with(out, context));
    if written.is_err() {
        out.truncate(start);
    }
    written
}
