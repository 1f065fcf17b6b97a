//! The unsafe code of text: what is known to be ASCII is not looked at again. `str::from_utf8` is
//! the safe twin that tests compare with.
#![expect(
    unsafe_code,
    reason = "measured: a call with two short names takes half the instructions"
)]
use super::{any, is_ascii};

/// The bytes as text.
///
/// # Errors
/// How many bytes before the first that is not UTF-8 are.
#[inline]
pub fn utf8(bytes: &[u8]) -> Result<&str, usize> {
    if is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    checked(bytes)
}

/// The bytes as text, if all are ASCII and `stop` is true of none: both are asked at once. It must
/// not depend on a branch, as in [`any`].
#[inline(always)]
pub fn ascii(bytes: &[u8], stop: impl Fn(u8) -> bool + Copy) -> Option<&str> {
    if any(bytes, |byte| !byte.is_ascii() | stop(byte)) {
        return None;
    }
    // SAFETY: ASCII is UTF-8.
    Some(unsafe { str::from_utf8_unchecked(bytes) })
}

#[inline(never)]
fn checked(bytes: &[u8]) -> Result<&str, usize> {
    str::from_utf8(bytes).map_err(|fault| fault.valid_up_to())
}
