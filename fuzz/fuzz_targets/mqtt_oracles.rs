//! The same bytes as an MQTT packet, by us and by three other libraries: where we disagree, a table
//! says which statement of the specification decides, and who is wrong. Anything else crashes.
//!
//! `mqtt_oracles/explained.rs` is that table. `obvious.rs` reads the specification once more, for the
//! verdict alone: from it we never differ.
#![no_main]
#[path = "mqtt_oracles/case.rs"]
mod case;
#[path = "mqtt_oracles/compare.rs"]
mod compare;
#[path = "mqtt_oracles/explained.rs"]
mod explained;
#[path = "mqtt_oracles/normal.rs"]
mod normal;
#[path = "mqtt_oracles/obvious.rs"]
mod obvious;
#[path = "mqtt_oracles/peers.rs"]
mod peers;
#[path = "mqtt_oracles/sketch.rs"]
mod sketch;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::{Noise, start};
use wireloom_wire::{Context, frame::Protocol, mqtt::Mqtt};

/// What the first byte of an input chooses: bytes as they are, a sketch, or an arbitrary packet
/// that is changed a little; each at version 3.1.1 or 5.
const MODES: u8 = 6;

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(9);
    let mut seeds = Vec::new();
    for mode in 0..=u8::MAX {
        seeds.push([&[2 + mode % 4][..], &noise.bytes(160)].concat());
    }
    for version in [4, 5] {
        for table in Mqtt.tables() {
            let context = Context::DEFAULT.at(version);
            let made = (table.arbitrary)(&mut Unstructured::new(&noise.bytes(160)), context);
            let mode = u8::from(version >= 5);
            seeds.extend(made.map(|packet| [&[mode][..], &packet].concat()));
        }
    }
    seeds
}

fn prepare() {
    start(seeds);
    peers::hush();
}

fuzz_target!(init: prepare(), |input: &[u8]| {
    let Some((choice, rest)) = input.split_first() else { return };
    if let Some((version, bytes)) = input_of(choice % MODES, rest) {
        compare::agree(version, &bytes);
        for disagreement in compare::compare(version, &bytes) {
            assert!(disagreement.explained.is_some(), "{disagreement}");
        }
    }
});

fn input_of(mode: u8, rest: &[u8]) -> Option<(i16, Vec<u8>)> {
    let version = if mode & 1 == 0 { 4 } else { 5 };
    let bytes = match mode {
        0 | 1 => rest.to_vec(),
        2 | 3 => sketch::sketch(&mut Unstructured::new(rest), version).ok()?,
        _ => changed(version, rest)?,
    };
    Some((version, bytes))
}

/// An arbitrary packet of ours, with up to three changes.
fn changed(version: i16, noise: &[u8]) -> Option<Vec<u8>> {
    let ([table, changes, seeds @ ..], noise) = noise.split_first_chunk::<18>()?;
    let table = &Mqtt.tables()[usize::from(*table) % Mqtt.tables().len()];
    let made = (table.arbitrary)(&mut Unstructured::new(noise), Context::DEFAULT.at(version));
    let mut bytes = made?;
    let mut u = Unstructured::new(seeds);
    for _ in 0..changes % 4 {
        sketch::mutate(&mut u, &mut bytes).ok()?;
    }
    Some(bytes)
}
