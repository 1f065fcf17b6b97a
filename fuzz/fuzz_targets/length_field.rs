//! Any configuration of the length-field framer, in any pieces, against the obvious one.
#![no_main]
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::start;
use wireloom_wire::{
    ErrorKind, Limits,
    frame::{Framer, Step},
    length_field::{Cut, LengthField},
};

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    offset: Small,
    width: u8,
    inclusive: bool,
    adjustment: Adjustment,
    strip: Small,
    least: Small,
    little_endian: bool,
    signed: bool,
    fail_late: bool,
    limit: Small,
    /// Pieces of so many bytes.
    piece: u8,
    stream: &'a [u8],
}

/// Mostly small, sometimes as large as can be.
#[derive(Debug, Clone, Copy, Arbitrary)]
enum Small {
    Byte(u8),
    Nibble(u8),
    Any(usize),
}

impl Small {
    fn get(self) -> usize {
        match self {
            Self::Byte(n) => n.into(),
            Self::Nibble(n) => (n % 16).into(),
            Self::Any(n) => n,
        }
    }
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Adjustment {
    Byte(i8),
    Any(i64),
}

/// What a framer told, discarded pieces joined.
#[derive(Debug, PartialEq)]
enum Told {
    Frame(Vec<u8>),
    Discarded(usize),
    Error(ErrorKind),
}

fuzz_target!(init: start(Vec::new), |input: Input<'_>| {
    assert_eq!(told(&input), expected(&input), "{input:?}");
});

/// The framer, fed in pieces.
fn told(input: &Input<'_>) -> Vec<Told> {
    let (offset, width) = (input.offset.get(), input.width.into());
    let mut framer = LengthField::new(offset, width);
    if input.inclusive {
        framer = LengthField::inclusive(offset, width);
    }
    framer = framer.adjusted(input.adjustment()).stripping(input.strip.get());
    framer = framer.at_least(input.least.get());
    for (wanted, change) in [
        (input.little_endian, LengthField::little_endian as fn(LengthField) -> LengthField),
        (input.signed, LengthField::signed),
        (input.fail_late, LengthField::fail_late),
    ] {
        if wanted {
            framer = change(framer);
        }
    }
    let limits = Limits { frame: input.limit.get(), ..Limits::DEFAULT };
    let piece = usize::from(input.piece).max(1);

    let mut all = Vec::new();
    let (mut from, mut to) = (0, 0);
    loop {
        match framer.next(&input.stream[from..to], &limits) {
            Ok(Step::Done { value: Cut::Frame(frame), used }) => {
                all.push(Told::Frame(frame.to_vec()));
                assert!(used > 0, "a frame takes bytes");
                from += used;
            }
            Ok(Step::Done { value: Cut::Discarded(n), used }) => {
                assert!(used == n && n > 0, "what is discarded was there");
                match all.last_mut() {
                    Some(Told::Discarded(before)) => *before += n,
                    _ => all.push(Told::Discarded(n)),
                }
                from += used;
            }
            Ok(Step::Need(more)) => {
                if to == input.stream.len() {
                    return all;
                }
                // As many as it asks for change nothing but the last: it asks for no more than it
                // needs.
                if let Some(short) = to.checked_add(more.get() - 1)
                    && short <= input.stream.len()
                {
                    let step = framer.next(&input.stream[from..short], &limits);
                    assert!(matches!(step, Ok(Step::Need(_))), "{more} is a lower bound");
                }
                to = to.saturating_add(piece).min(input.stream.len());
            }
            Err(error) => {
                all.push(Told::Error(error.kind));
                if error.kind != ErrorKind::FrameLimit {
                    return all;
                }
            }
        }
        assert!(from <= to, "no more is used than was there");
    }
}

/// The definition, on the whole stream, in numbers that cannot overflow.
fn expected(input: &Input<'_>) -> Vec<Told> {
    let wide = |n: usize| i128::try_from(n).expect("64 bits fit");
    let width = usize::from(input.width).clamp(1, 8);
    let mut all = Vec::new();
    let mut rest = input.stream;
    loop {
        let head = input.offset.get().saturating_add(width);
        let Some(field) = rest.get(input.offset.get()..head) else { return all };
        let mut octets = [0; 8];
        if input.little_endian {
            octets[..width].copy_from_slice(field);
        } else {
            octets[..width].iter_mut().zip(field.iter().rev()).for_each(|(to, from)| *to = *from);
        }
        let length = u64::from_le_bytes(octets);
        let negative = input.signed && octets[width - 1] >= 0x80;
        let head = if input.inclusive { 0 } else { wide(head) };
        let whole = i128::from(length) + i128::from(input.adjustment()) + head;
        let least = input.offset.get().saturating_add(width);
        let least = least.max(input.least.get()).max(input.strip.get());
        if negative || whole < wide(least) || whole > wide(usize::MAX) {
            all.push(Told::Error(ErrorKind::BadLength));
            return all;
        }
        let whole = usize::try_from(whole).expect("checked above");
        if whole > input.limit.get() {
            let there = whole.min(rest.len());
            if !input.fail_late {
                all.push(Told::Error(ErrorKind::FrameLimit));
            }
            all.push(Told::Discarded(there));
            if there < whole {
                return all;
            }
            if input.fail_late {
                all.push(Told::Error(ErrorKind::FrameLimit));
            }
        } else {
            match rest.get(..whole) {
                Some(frame) => all.push(Told::Frame(frame[input.strip.get()..].to_vec())),
                None => return all,
            }
        }
        rest = &rest[whole..];
    }
}

impl Input<'_> {
    fn adjustment(&self) -> i64 {
        match self.adjustment {
            Adjustment::Byte(n) => n.into(),
            Adjustment::Any(n) => n,
        }
    }
}
