//! The face that every format shares.
use crate::Error;
use alloc::vec::Vec;

/// One way to turn a `T` into bytes and back. Every format implements it for the types it can
/// carry.
///
/// Called on a concrete codec it costs nothing over the format beneath; the
/// [`Registry`](crate::Registry) calls it where the type is known only at run time.
pub trait Codec<'a, T> {
    /// What goes wrong. This crate's formats use [`Error`]; serde's say more and allocate for it.
    type Error: core::error::Error + From<Error>;

    /// How many bytes [`encode`](Self::encode) appends, exactly.
    ///
    /// # Errors
    /// When the format cannot carry the value.
    fn size(&self, value: &T) -> Result<usize, Self::Error>;

    /// Appends the value. What `out` held before is kept, also on an error.
    ///
    /// # Errors
    /// When the format cannot carry the value.
    fn encode(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Self::Error>;

    /// Writes the value to the front of `out` and says how many bytes it took.
    ///
    /// # Errors
    /// [`UnexpectedEnd`](crate::ErrorKind::UnexpectedEnd) when `out` is too short, and as
    /// [`encode`](Self::encode).
    fn encode_to(&self, value: &T, out: &mut [u8]) -> Result<usize, Self::Error>;

    /// Reads a value that takes all of `bytes`. It may borrow from them.
    ///
    /// # Errors
    /// When the bytes are not a value, or more than one.
    fn decode(&self, bytes: &'a [u8]) -> Result<T, Self::Error>;
}
