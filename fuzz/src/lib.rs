//! What the fuzz targets share. Each target loops over a registry: a new protocol, table or format
//! is fuzzed without a line here.
//!
//! With cargo-fuzz (nightly, address sanitizer), and a corpus that is kept between runs:
//! ```text
//! cargo fuzz list
//! cargo fuzz run messages
//! cargo fuzz run messages fuzz/artifacts/messages/crash-…      # one input again
//! ```
//! Without it, on stable, as `.ci/run` does:
//! ```text
//! export RUSTFLAGS="$(.ci/run fuzz-flags)"
//! cargo build --release -p wireloom-fuzz --target-dir target/fuzz --target x86_64-unknown-linux-gnu
//! mkdir -p fuzz/corpus/messages
//! target/fuzz/x86_64-unknown-linux-gnu/release/messages fuzz/corpus/messages
//! ```
//! An empty corpus folder is filled first: with arbitrary frames of every table and with the files
//! of `wire/src/*/vectors`. A crash becomes a file there, beside the code that it was found in.
mod choice;
mod peer;
mod seeds;

pub use choice::{Choice, limits};
pub use peer::{Answer, Peer};
pub use seeds::{Noise, choices, each_table, streams, texts};

use std::{env, fs, path::Path};
use wireloom_codecs::heap;
use wireloom_wire::check;

#[global_allocator]
static HEAP: heap::Counting = heap::Counting;

/// Prepares a target: law 7 is measured, and a corpus folder that is empty gets `seeds`.
pub fn start(seeds: impl FnOnce() -> Vec<Vec<u8>>) {
    // libFuzzer may start a target more than once in a process.
    let _ = check::METER.set(heap::peak);
    let folder = env::args().skip(1).find(|arg| !arg.starts_with('-') && Path::new(arg).is_dir());
    let Some(folder) = folder else { return };
    if fs::read_dir(&folder).is_ok_and(|mut files| files.next().is_none()) {
        for (n, seed) in seeds().iter().enumerate() {
            fs::write(Path::new(&folder).join(format!("seed-{n}")), seed)
                .expect("a corpus folder can be written");
        }
    }
}
