//! Any bytes as both sides of any connection: every split tells the same (law 9).
#![no_main]
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::{Choice, start, streams};
use wireloom_wire::check;

fuzz_target!(init: start(streams), |input: &[u8]| {
    let Some((choice, rest)) = Choice::take(input) else { return };
    let Some(([s0, s1, seed], bytes)) = rest.split_first_chunk() else { return };
    let share = usize::from(u16::from_le_bytes([*s0, *s1]));
    let sides: [&[u8]; 2] = bytes.split_at(bytes.len() * share / 0xffff).into();
    let Some(protocol) = choice.protocol else { return };
    check::stream(protocol, &choice.limits, choice.context, sides, u64::from(*seed) << 8);
});
