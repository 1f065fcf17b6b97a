//! One registration: a codec whose types are forgotten.
use super::Failure;
use crate::{Codec, Envelope, Error, ErrorKind, Fingerprint};
use alloc::{boxed::Box, vec::Vec};
use core::any::Any;
use core::fmt;
use core::marker::PhantomData;

/// A value of a type that only the registry knew.
pub type Anything = Box<dyn Any + Send>;

/// The codec of one type in one format. Its methods read and write bare values, no envelope.
pub struct Entry {
    envelope: Envelope,
    name: &'static str,
    content_type: &'static str,
    codec: Box<dyn Erased>,
}

impl Entry {
    pub(super) fn new<T, C>(
        envelope: Envelope,
        name: &'static str,
        content_type: &'static str,
        codec: C,
    ) -> Self
    where
        T: Send + 'static,
        C: for<'a> Codec<'a, T> + Send + Sync + 'static,
        for<'a> <C as Codec<'a, T>>::Error: Send + Sync + 'static,
    {
        let codec = Box::new(Bound { codec, of: PhantomData::<fn() -> T> });
        Self { envelope, name, content_type, codec }
    }

    pub(super) const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The type byte.
    pub const fn tag(&self) -> u8 {
        self.envelope.tag
    }

    /// The schema's fingerprint, if the envelope carries one.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.envelope.fingerprint
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The content type.
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// How many bytes the value takes.
    ///
    /// # Errors
    /// [`ErrorKind::WrongType`] when it is of another type, and what the codec refuses.
    pub fn size(&self, value: &dyn Any) -> Result<usize, Failure> {
        self.codec.size(value, self.tag())
    }

    /// Appends the value.
    ///
    /// # Errors
    /// As [`size`](Self::size).
    pub fn encode(&self, value: &dyn Any, out: &mut Vec<u8>) -> Result<(), Failure> {
        self.codec.encode(value, self.tag(), out)
    }

    /// Reads a value.
    ///
    /// # Errors
    /// What the codec refuses.
    pub fn decode(&self, bytes: &[u8]) -> Result<Anything, Failure> {
        self.codec.decode(bytes)
    }

    /// Reads a value whose type is known to the caller: nothing is boxed.
    ///
    /// # Errors
    /// [`ErrorKind::WrongType`] when it is another type, and what the codec refuses.
    pub fn decode_as<T: 'static>(&self, bytes: &[u8]) -> Result<T, Failure> {
        let mut slot: Option<T> = None;
        self.codec.decode_into(bytes, self.tag(), &mut slot)?;
        slot.ok_or_else(|| wrong(self.tag()))
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("envelope", &self.envelope)
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// A codec whose type is forgotten.
trait Erased: Send + Sync {
    fn size(&self, value: &dyn Any, tag: u8) -> Result<usize, Failure>;
    fn encode(&self, value: &dyn Any, tag: u8, out: &mut Vec<u8>) -> Result<(), Failure>;
    fn decode(&self, bytes: &[u8]) -> Result<Anything, Failure>;
    /// Decodes into an `Option<T>`.
    fn decode_into(&self, bytes: &[u8], tag: u8, slot: &mut dyn Any) -> Result<(), Failure>;
}

/// A codec together with the type it is registered for.
struct Bound<T, C> {
    codec: C,
    of: PhantomData<fn() -> T>,
}

impl<T, C> Erased for Bound<T, C>
where
    T: Send + 'static,
    C: for<'a> Codec<'a, T> + Send + Sync,
    for<'a> <C as Codec<'a, T>>::Error: Send + Sync + 'static,
{
    fn size(&self, value: &dyn Any, tag: u8) -> Result<usize, Failure> {
        let value = value.downcast_ref().ok_or_else(|| wrong(tag))?;
        self.codec.size(value).map_err(Failure::of)
    }

    fn encode(&self, value: &dyn Any, tag: u8, out: &mut Vec<u8>) -> Result<(), Failure> {
        let value = value.downcast_ref().ok_or_else(|| wrong(tag))?;
        self.codec.encode(value, out).map_err(Failure::of)
    }

    fn decode(&self, bytes: &[u8]) -> Result<Anything, Failure> {
        let value: T = self.codec.decode(bytes).map_err(Failure::of)?;
        Ok(Box::new(value))
    }

    fn decode_into(&self, bytes: &[u8], tag: u8, slot: &mut dyn Any) -> Result<(), Failure> {
        let slot: &mut Option<T> = slot.downcast_mut().ok_or_else(|| wrong(tag))?;
        *slot = Some(self.codec.decode(bytes).map_err(Failure::of)?);
        Ok(())
    }
}

#[cold]
fn wrong(tag: u8) -> Failure {
    Error::new(ErrorKind::WrongType, 0, tag.into()).into()
}
