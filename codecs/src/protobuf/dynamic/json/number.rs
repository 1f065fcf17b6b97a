//! Numbers as JSON writes them (RFC 8259 §6), exactly.

/// The parts of a number.
struct Number<'t> {
    negative: bool,
    whole: &'t [u8],
    fraction: &'t [u8],
    exponent: i64,
}

/// Takes a number apart. All of the text has to be one.
fn parts(text: &str) -> Option<Number<'_>> {
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    let (whole, rest) = digits(bytes);
    if whole.is_empty() || matches!(whole, [b'0', _, ..]) {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => match digits(rest) {
            ([], _) => return None,
            found => found,
        },
        rest => (&b""[..], rest),
    };
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', b'-', rest @ ..] => exponent(rest)?.checked_neg()?,
        [b'e' | b'E', b'+', rest @ ..] | [b'e' | b'E', rest @ ..] => exponent(rest)?,
        _ => return None,
    };
    Some(Number { negative, whole, fraction, exponent })
}

fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let many = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.split_at_checked(many).unwrap_or((bytes, &[]))
}

/// Beyond a million, one is like the other.
fn exponent(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0i64, |n, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        Some(n.saturating_mul(10).saturating_add(digit.into()).min(1 << 40))
    })
}

/// A whole number, however it is written: `1e3` and `5.0` are.
pub(super) fn integer(text: &str) -> Option<i128> {
    let Number { negative, whole, fraction, exponent } = parts(text)?;
    let zeros = |digits: &[u8]| digits.iter().rev().take_while(|digit| **digit == b'0').count();
    // Zeros at the end of the fraction, and then of the whole, are part of the exponent.
    let fraction = fraction.get(..fraction.len().checked_sub(zeros(fraction))?)?;
    let cut = if fraction.is_empty() { zeros(whole) } else { 0 };
    let whole = whole.get(..whole.len().checked_sub(cut)?)?;
    let mut value = 0i128;
    for digit in whole.iter().chain(fraction) {
        let digit = digit.checked_sub(b'0')?;
        value = value.checked_mul(10)?.checked_add(digit.into())?;
    }
    if value == 0 {
        return Some(0);
    }
    let shift = exponent
        .checked_add(i64::try_from(cut).ok()?)?
        .checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let value = value.checked_mul(10i128.checked_pow(u32::try_from(shift).ok()?)?)?;
    Some(if negative { value.checked_neg()? } else { value })
}

/// A number of double precision; what is beyond it is none.
pub(super) fn double(text: &str) -> Option<f64> {
    parts(text)?;
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number of single precision; what is beyond it is none.
pub(super) fn float(text: &str) -> Option<f32> {
    parts(text)?;
    text.parse().ok().filter(|x: &f32| x.is_finite())
}

/// Whether all of the text is a number.
pub(super) fn is_number(text: &str) -> bool {
    parts(text).is_some()
}
