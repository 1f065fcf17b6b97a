//! The unsafe code of text: what is known to be ASCII is not looked at again. `str::from_utf8` is
//! the safe twin that tests compare with.
#![expect(
    unsafe_code,
    reason = "measured: a call with two short names takes half the instructions"
)]

/// The bytes as text.
///
/// # Errors
/// How many bytes before the first that is not UTF-8 are.
#[inline]
pub fn utf8(bytes: &[u8]) -> Result<&str, usize> {
    if super::is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    checked(bytes)
}

#[inline(never)]
fn checked(bytes: &[u8]) -> Result<&str, usize> {
    str::from_utf8(bytes).map_err(|fault| fault.valid_up_to())
}
