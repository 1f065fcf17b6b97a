//! Messages over the buffers of other crates: [`bytes`], and `tokio_util`'s codecs.
//!
//! Behind features, for every protocol: what a frame is and what it holds are still told by its
//! [`Framer`](crate::frame::Framer) and its tables.
pub mod bytes;
#[cfg(feature = "tokio-util")]
pub mod tokio_util;

use crate::{Context, Form, Result, length_field::Cut, wire};
use core::ops::Range;

/// A message without its lifetime, for whoever keeps its bytes: every [`Form`], and any packet of
/// MQTT.
pub trait Message: 'static {
    /// The message that borrows from bytes of lifetime `'a`.
    type At<'a>;

    /// Reads exactly one from `bytes`.
    ///
    /// # Errors
    /// As [`wire::read`].
    fn read(bytes: &[u8], context: Context) -> Result<Self::At<'_>>;

    /// What this message changes for those that follow it: an MQTT CONNECT tells their version.
    fn follow(_message: &Self::At<'_>, _context: &mut Context) {}
}

impl<F: Form> Message for F {
    type At<'a> = F::At<'a>;

    fn read(bytes: &[u8], context: Context) -> Result<Self::At<'_>> {
        wire::read::<F>(bytes, context)
    }
}

#[cfg(any(feature = "mqtt", feature = "all"))]
impl Message for crate::mqtt::Packet<'static> {
    type At<'a> = crate::mqtt::Packet<'a>;

    fn read(bytes: &[u8], context: Context) -> Result<Self::At<'_>> {
        let mut r = crate::Reader::with(bytes, context);
        let packet = <Self::At<'_> as crate::Wire<'_, _>>::read(&mut r)?;
        r.finish()?;
        Ok(packet)
    }

    fn follow(message: &Self::At<'_>, context: &mut Context) {
        if let crate::mqtt::Packet::Connect(connect) = message {
            // Bit 7 is a bridge's.
            context.version = (connect.protocol_version & 0x7f).into();
        }
    }
}

/// What a [`Framer`](crate::frame::Framer) cuts out, as the bytes that hold a message.
pub trait Slice {
    /// The bytes; None where they hold none.
    fn slice(&self) -> Option<&[u8]>;
}

impl Slice for &[u8] {
    fn slice(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl Slice for Cut<'_> {
    fn slice(&self) -> Option<&[u8]> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Discarded(_) => None,
        }
    }
}

/// Where `part` lies in `whole`, if it is a part of it.
fn range(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= whole.len()).then_some(start..end)
}
