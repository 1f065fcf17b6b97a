//! Frames made from noise, which are whole more often than not: the laws of every table hold.
#![no_main]
use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::{Choice, Noise, each_table, start};

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(4);
    let sizes = [8, 64, 512];
    let seeds =
        each_table().flat_map(|at| sizes.map(|size| [&at.front[..], &noise.bytes(size)].concat()));
    seeds.collect()
}

fuzz_target!(init: start(seeds), |input: &[u8]| {
    let Some((choice, noise)) = Choice::take(input) else { return };
    let made = (choice.table.arbitrary)(&mut Unstructured::new(noise), choice.context);
    let Some(bytes) = made else { return };
    (choice.table.laws)(&bytes, choice.context);
});
