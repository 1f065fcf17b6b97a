//! What stands before a value that says its own type: a tag and, maybe, a fingerprint.
use crate::{Codec, Error, ErrorKind, Read, Reader, Result};
use alloc::vec::Vec;

/// A number that stands for a schema: whoever reads with another schema gets an error, not noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Fingerprint {
    /// Nothing on the wire, nothing checked.
    #[default]
    None,
    /// Four bytes, little-endian.
    Short(u32),
    /// Eight bytes, little-endian.
    Long(u64),
}

/// The front of an enveloped value: one byte that names its type, then the fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Envelope {
    /// The type.
    pub tag: u8,
    /// The schema.
    pub fingerprint: Fingerprint,
}

impl Envelope {
    /// Only a tag.
    pub const fn new(tag: u8) -> Self {
        Self { tag, fingerprint: Fingerprint::None }
    }

    /// How many bytes it takes.
    pub const fn size(&self) -> usize {
        match self.fingerprint {
            Fingerprint::None => 1,
            Fingerprint::Short(_) => 5,
            Fingerprint::Long(_) => 9,
        }
    }

    /// Its bytes; the first [`size`](Self::size) of the nine count.
    const fn bytes(&self) -> [u8; 9] {
        let [a, b, c, d, e, f, g, h] = match self.fingerprint {
            Fingerprint::None => [0; 8],
            Fingerprint::Short(n) => {
                let [a, b, c, d] = n.to_le_bytes();
                [a, b, c, d, 0, 0, 0, 0]
            }
            Fingerprint::Long(n) => n.to_le_bytes(),
        };
        [self.tag, a, b, c, d, e, f, g, h]
    }

    /// Appends it.
    pub fn write(&self, out: &mut Vec<u8>) {
        let bytes = self.bytes();
        out.extend_from_slice(bytes.get(..self.size()).unwrap_or(&bytes));
    }

    /// Takes this envelope off `bytes` and gives what it holds.
    ///
    /// # Errors
    /// [`ErrorKind::WrongType`] when it is another tag or another fingerprint,
    /// [`ErrorKind::UnexpectedEnd`] when the bytes end first.
    pub fn open<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let mut r = Reader::new(bytes);
        let [tag] = *r.array()?;
        if tag != self.tag {
            return Err(Error::new(ErrorKind::WrongType, 0, tag.into()));
        }
        let at = r.offset();
        let same = match self.fingerprint {
            Fingerprint::None => true,
            Fingerprint::Short(n) => *r.array()? == n.to_le_bytes(),
            Fingerprint::Long(n) => *r.array()? == n.to_le_bytes(),
        };
        if same { Ok(r.rest()) } else { Err(Error::new(ErrorKind::WrongType, at, tag.into())) }
    }
}

/// A codec that puts an envelope before each value: the registry's bytes without the registry.
///
/// ```
/// use wireloom_codecs::{Codec, Envelope, Tagged, compact::Compact};
///
/// let codec = Tagged { envelope: Envelope::new(7), codec: Compact };
/// let mut out = Vec::new();
/// codec.encode(&23u8, &mut out)?;
/// assert_eq!(out, [7, 23]);
/// let back: u8 = codec.decode(&out)?;
/// assert_eq!(back, 23);
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Tagged<C> {
    /// What stands before each value.
    pub envelope: Envelope,
    /// What writes the value.
    pub codec: C,
}

impl<'a, T, C: Codec<'a, T>> Codec<'a, T> for Tagged<C> {
    type Error = C::Error;

    fn size(&self, value: &T) -> Result<usize, C::Error> {
        Ok(self.codec.size(value)?.saturating_add(self.envelope.size()))
    }

    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<(), C::Error> {
        let start = out.len();
        self.envelope.write(out);
        self.codec.encode(value, out).inspect_err(|_| out.truncate(start))
    }

    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize, C::Error> {
        let (bytes, size, room) = (self.envelope.bytes(), self.envelope.size(), out.len());
        let (Some((front, rest)), Some(bytes)) =
            (out.split_at_mut_checked(size), bytes.get(..size))
        else {
            return Err(Error::end(0, size, room).into());
        };
        front.copy_from_slice(bytes);
        Ok(self.codec.encode_to(value, rest)?.saturating_add(size))
    }

    fn decode(&self, bytes: &'a [u8]) -> Result<T, C::Error> {
        self.codec.decode(self.envelope.open(bytes)?)
    }
}
