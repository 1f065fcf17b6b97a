//! Which codec reads what: by type byte, by name, by content type.
mod entry;
mod failure;

pub use entry::{Anything, Entry};
pub use failure::Failure;

use crate::{Codec, Envelope, Error, ErrorKind};
use alloc::{collections::BTreeMap, vec::Vec};
use core::any::TypeId;

/// Maps a type byte, a name or a content type to the codec of one type in one format.
///
/// A value on the wire is its [`Envelope`] (the type byte and, if the registration says so, a
/// fingerprint of the schema), then what the codec writes. Where both sides know the type, a
/// [`Tagged`](crate::Tagged) codec writes the same bytes without `dyn`.
///
/// ```
/// use wireloom_codecs::{Registry, compact::Compact};
///
/// #[derive(Compact, Debug, PartialEq)]
/// struct User { name: String, age: u8, married: bool }
///
/// let mut registry = Registry::new();
/// registry.register::<User, _>(3, "user", "application/x-compact", Compact)?;
///
/// let mut wire = Vec::new();
/// registry.encode(&User { name: "zhangsan".into(), age: 23, married: true }, &mut wire)?;
/// assert_eq!(wire, b"\x03\x08zhangsan\x17\x01");
/// assert_eq!(registry.decode_as::<User>(&wire)?.age, 23);
/// assert!(registry.decode(&wire)?.is::<User>());
/// assert_eq!(registry.by_name("user")?.decode_as::<User>(&wire[1..])?.name, "zhangsan");
/// # Ok::<(), wireloom_codecs::Failure>(())
/// ```
#[derive(Debug, Default)]
pub struct Registry {
    tags: BTreeMap<u8, Entry>,
    names: BTreeMap<&'static str, u8>,
    /// Type and content type. The first format of a type is its default.
    types: BTreeMap<TypeId, Vec<(&'static str, u8)>>,
}

impl Registry {
    /// An empty registry.
    pub const fn new() -> Self {
        Self { tags: BTreeMap::new(), names: BTreeMap::new(), types: BTreeMap::new() }
    }

    /// Registers the codec of `T` for a content type, under a tag and a name, without a fingerprint.
    /// A type may have several, one for each content type; [`encode`](Self::encode) takes the first.
    ///
    /// # Errors
    /// [`ErrorKind::Duplicate`] when the tag, the name, or the type with this content type is taken.
    pub fn register<T, C>(
        &mut self,
        tag: u8,
        name: &'static str,
        content_type: &'static str,
        codec: C,
    ) -> Result<(), Error>
    where
        T: Send + 'static,
        C: for<'a> Codec<'a, T> + Send + Sync + 'static,
        for<'a> <C as Codec<'a, T>>::Error: Send + Sync + 'static,
    {
        self.register_with(Envelope::new(tag), name, content_type, codec)
    }

    /// As [`register`](Self::register), with the whole envelope.
    ///
    /// # Errors
    /// As [`register`](Self::register).
    pub fn register_with<T, C>(
        &mut self,
        envelope: Envelope,
        name: &'static str,
        content_type: &'static str,
        codec: C,
    ) -> Result<(), Error>
    where
        T: Send + 'static,
        C: for<'a> Codec<'a, T> + Send + Sync + 'static,
        for<'a> <C as Codec<'a, T>>::Error: Send + Sync + 'static,
    {
        let tag = envelope.tag;
        let formats = self.types.entry(TypeId::of::<T>()).or_default();
        if self.tags.contains_key(&tag)
            || self.names.contains_key(name)
            || formats.iter().any(|(other, _)| *other == content_type)
        {
            return Err(Error::new(ErrorKind::Duplicate, 0, tag.into()));
        }
        formats.push((content_type, tag));
        self.names.insert(name, tag);
        self.tags.insert(tag, Entry::new(envelope, name, content_type, codec));
        Ok(())
    }

    /// Everything registered, by tag.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.tags.values()
    }

    /// What is registered under a tag.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`].
    pub fn by_tag(&self, tag: u8) -> Result<&Entry, Failure> {
        self.tags.get(&tag).ok_or_else(|| unknown(tag.into()))
    }

    /// What is registered under a name.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`].
    pub fn by_name(&self, name: &str) -> Result<&Entry, Failure> {
        let tag = self.names.get(name).ok_or_else(|| unknown(0))?;
        self.by_tag(*tag)
    }

    /// The codec of `T` for a content type. Parameters (`; charset=utf-8`) do not count.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`].
    pub fn by_content_type<T: 'static>(&self, content_type: &str) -> Result<&Entry, Failure> {
        let wanted = content_type.split(';').next().unwrap_or_default().trim();
        let formats = self.types.get(&TypeId::of::<T>()).ok_or_else(|| unknown(0))?;
        let format = formats.iter().find(|(format, _)| format.eq_ignore_ascii_case(wanted));
        self.by_tag(format.ok_or_else(|| unknown(0))?.1)
    }

    /// What is registered first for a type.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`].
    pub fn by_type<T: 'static>(&self) -> Result<&Entry, Failure> {
        let first = self.types.get(&TypeId::of::<T>()).and_then(|formats| formats.first());
        self.by_tag(first.ok_or_else(|| unknown(0))?.1)
    }

    /// Appends the envelope and the value, in the first format registered for its type.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`] and what the codec refuses. `out` is then as it was.
    pub fn encode<T: 'static>(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Failure> {
        let entry = self.by_type::<T>()?;
        let start = out.len();
        entry.envelope().write(out);
        entry.encode(value, out).inspect_err(|_| out.truncate(start))
    }

    /// Reads a value of whatever type its tag names.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownType`] when nobody registered the tag, [`ErrorKind::WrongType`] when the
    /// fingerprint is another, and what the codec refuses.
    pub fn decode(&self, bytes: &[u8]) -> Result<Anything, Failure> {
        let (entry, body) = self.open(bytes)?;
        entry.decode(body).map_err(|failure| failure.after(entry.envelope().size()))
    }

    /// Reads a value whose type is known to the caller.
    ///
    /// # Errors
    /// [`ErrorKind::WrongType`] when the tag names another type, and as [`decode`](Self::decode).
    pub fn decode_as<T: 'static>(&self, bytes: &[u8]) -> Result<T, Failure> {
        let (entry, body) = self.open(bytes)?;
        entry.decode_as(body).map_err(|failure| failure.after(entry.envelope().size()))
    }

    /// The entry that the tag names, and what its envelope holds.
    fn open<'a>(&self, bytes: &'a [u8]) -> Result<(&Entry, &'a [u8]), Failure> {
        let tag = bytes.first().ok_or_else(|| Error::end(0, 1, 0))?;
        let entry = self.by_tag(*tag)?;
        Ok((entry, entry.envelope().open(bytes)?))
    }
}

#[cold]
fn unknown(tag: usize) -> Failure {
    Error::new(ErrorKind::UnknownType, 0, tag).into()
}
