//! `Timestamp` and `Duration` as text, both ways (RFC 3339; [ProtoJSON]).
//!
//! [ProtoJSON]: https://protobuf.dev/programming-guides/json/
use super::super::text::{padded, signed};
use alloc::vec::Vec;

/// A time: seconds and nanoseconds.
pub(super) type Time = (i64, i32);

/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
/// Ten thousand years.
const LONGEST: i64 = 315_576_000_000;
const DAY: i64 = 86_400;

/// Appends a timestamp in quotes, or says that it has no text.
pub(super) fn timestamp(out: &mut Vec<u8>, (seconds, nanos): Time) -> Option<()> {
    let nanos = u32::try_from(nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    if !(FIRST..=LAST).contains(&seconds) {
        return None;
    }
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let second = unsigned(seconds.rem_euclid(DAY))?;
    out.push(b'"');
    padded(out, unsigned(year)?, 4);
    for (mark, part) in [
        (b'-', unsigned(month)?),
        (b'-', unsigned(day)?),
        (b'T', second / 3_600),
        (b':', second / 60 % 60),
        (b':', second % 60),
    ] {
        out.push(mark);
        padded(out, part, 2);
    }
    fraction(out, nanos);
    out.extend_from_slice(b"Z\"");
    Some(())
}

/// Appends a duration in quotes, or says that it has no text.
pub(super) fn duration(out: &mut Vec<u8>, (seconds, nanos): Time) -> Option<()> {
    let fits = (-LONGEST..=LONGEST).contains(&seconds)
        && nanos.unsigned_abs() < 1_000_000_000
        && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));
    if !fits {
        return None;
    }
    out.push(b'"');
    if seconds < 0 || nanos < 0 {
        out.push(b'-');
    }
    signed(out, seconds.checked_abs()?);
    fraction(out, nanos.unsigned_abs());
    out.extend_from_slice(b"s\"");
    Some(())
}

/// None, three, six or nine digits.
fn fraction(out: &mut Vec<u8>, nanos: u32) {
    let (digits, width) = match nanos {
        0 => return,
        n if n % 1_000_000 == 0 => (n / 1_000_000, 3),
        n if n % 1_000 == 0 => (n / 1_000, 6),
        n => (n, 9),
    };
    out.push(b'.');
    padded(out, digits.into(), width);
}

fn unsigned(n: i64) -> Option<u64> {
    u64::try_from(n).ok()
}

/// The date of a day counted from 1970-01-01, in the calendar that is used everywhere today.
#[expect(clippy::arithmetic_side_effects, reason = "days of the years 1 to 9999")]
const fn civil(days: i64) -> (i64, i64, i64) {
    // Years begin in March, so that the odd day is their last; eras are 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

/// The day of a date, counted from 1970-01-01.
#[expect(clippy::arithmetic_side_effects, reason = "years 0 to 9999")]
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Text that is taken from the front.
struct Text<'t>(&'t [u8]);

impl Text<'_> {
    fn eat(&mut self, byte: u8) -> Option<()> {
        match self.0 {
            [first, rest @ ..] if *first == byte => {
                self.0 = rest;
                Some(())
            }
            _ => None,
        }
    }

    /// A number of so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        head.iter().try_fold(0i64, |n, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
            n.checked_mul(10)?.checked_add(digit.into())
        })
    }

    /// A fraction of up to nine digits, if there is one, in nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        if self.eat(b'.').is_none() {
            return Some(0);
        }
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let rest = 9u32.checked_sub(u32::try_from(digits).ok()?)?;
        if digits == 0 {
            return None;
        }
        let nanos = self.number(digits)?.checked_mul(10i64.checked_pow(rest)?)?;
        i32::try_from(nanos).ok()
    }
}

/// Reads a timestamp with any offset.
pub(super) fn read_timestamp(text: &str) -> Option<Time> {
    let mut text = Text(text.as_bytes());
    let year = text.number(4)?;
    text.eat(b'-')?;
    let month = text.number(2).filter(|month| (1..=12).contains(month))?;
    text.eat(b'-')?;
    let day = text.number(2)?;
    text.eat(b'T')?;
    let hour = text.number(2).filter(|hour| *hour < 24)?;
    text.eat(b':')?;
    let minute = text.number(2).filter(|minute| *minute < 60)?;
    text.eat(b':')?;
    let second = text.number(2).filter(|second| *second < 60)?;
    let nanos = text.fraction()?;
    let day = days(year, month, day);
    // A day that its month has not would be another date.
    let (_, same, _) = civil(day);
    if same != month || text.0.is_empty() {
        return None;
    }
    let sign = match text.0 {
        [b'Z'] => 0,
        [b'+', ..] => -1,
        [b'-', ..] => 1i64,
        _ => return None,
    };
    text.0 = text.0.get(1..)?;
    let mut offset = 0;
    if sign != 0 {
        let hours = text.number(2).filter(|hours| *hours < 24)?;
        text.eat(b':')?;
        let minutes = text.number(2).filter(|minutes| *minutes < 60)?;
        offset = hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?.checked_mul(sign)?;
    }
    let clock = hour.checked_mul(60)?.checked_add(minute)?.checked_mul(60)?.checked_add(second)?;
    let seconds = day.checked_mul(DAY)?.checked_add(clock)?.checked_add(offset)?;
    ((FIRST..=LAST).contains(&seconds) && text.0.is_empty()).then_some((seconds, nanos))
}

/// Reads a duration.
pub(super) fn read_duration(text: &str) -> Option<Time> {
    let mut text = Text(text.strip_suffix('s')?.as_bytes());
    let sign = if text.eat(b'-').is_some() { -1 } else { 1 };
    let digits = text.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let seconds = text.number(digits).filter(|seconds| *seconds <= LONGEST)?;
    let nanos = text.fraction()?;
    text.0.is_empty().then_some((seconds.checked_mul(sign.into())?, nanos.checked_mul(sign)?))
}
