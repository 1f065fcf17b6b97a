//! Any bytes as the front of a connection: every protocol says how sure it is.
#![no_main]
use libfuzzer_sys::fuzz_target;
use wireloom_fuzz::{Choice, start, streams};
use wireloom_wire::{PROTOCOLS, frame::Side};

fn seeds() -> Vec<Vec<u8>> {
    streams().into_iter().map(|seed| seed[Choice::SIZE + 3..].to_vec()).collect()
}

fuzz_target!(init: start(seeds), |head: &[u8]| {
    for protocol in PROTOCOLS {
        for side in [Side::Client, Side::Server] {
            let told = protocol.detect(head, side);
            assert!(told.score <= 100, "{} {told:?}", protocol.name());
            assert_eq!(told, protocol.detect(head, side), "{}: no memory", protocol.name());
            // "Certainly not" does not change when more is known.
            let before = protocol.detect(&head[..head.len() / 2], side);
            if (before.score, before.need) == (0, 0) {
                assert_eq!((told.score, told.need), (0, 0), "{} {before:?}", protocol.name());
            }
        }
    }
});
