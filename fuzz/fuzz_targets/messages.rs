//! Any bytes as any frame: the laws of every table hold.
#![no_main]
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::{Choice, choices, start};

fuzz_target!(init: start(choices), |input: &[u8]| {
    if let Some((choice, bytes)) = Choice::take(input) {
        (choice.table.laws)(bytes, choice.context);
    }
});
