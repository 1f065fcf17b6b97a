//! MQTT beside its peers: each reads the same bytes, and writes what it has read.
//!
//! Peers that read from `BytesMut` are handed one that holds the whole load, so that no copy is on
//! their bill. All write into room that is there, one piece in the end: ntex-mqtt's pages are joined.
//! Where a peer refuses a load, that is said and the cell is empty.
#![allow(missing_docs, reason = "criterion's macros write functions without any")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    reason = "a bench may fail loudly"
)]
#[path = "mqtt/load.rs"]
mod load;
#[path = "mqtt/peers.rs"]
mod peers;

use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use load::{Load, loads};
use std::{hint::black_box, time::Duration};
use wireloom_benches::memcpy;
use wireloom_wire::{
    Limits,
    frame::{Framer as _, Step},
    mqtt::{Packet, Packets},
};

/// One load and one direction.
struct Cell<'c, 'm> {
    group: BenchmarkGroup<'c, WallTime>,
    load: &'m Load,
}

impl Cell<'_, '_> {
    /// `run` goes through one `input` and says how many packets it saw.
    fn peer<I>(&mut self, name: &str, input: impl Fn() -> I, run: impl Fn(I) -> usize) {
        let seen = run(input());
        if seen != self.load.packets {
            let load = self.load;
            println!("{name} refuses {} {} at packet {seen}", load.name, load.version);
            return;
        }
        self.group.bench_function(name, |b| {
            b.iter_batched(&input, |input| black_box(run(input)), BatchSize::LargeInput);
        });
    }
}

fn decode(load: &Load, cell: &mut Cell<'_, '_>) {
    let context = load.context();
    let mut out = Vec::with_capacity(load.stream.len());
    cell.group.bench_function("floor/memcpy", |b| {
        b.iter(|| memcpy(black_box(&load.stream), &mut out));
    });
    cell.peer(
        "wireloom",
        || &load.stream[..],
        |mut rest| {
            let mut n = 0;
            // Looked at where it is: what is moved out is copied.
            loop {
                let step = Packet::decode(rest, context);
                let Ok(Step::Done { value, used }) = &step else { break n };
                black_box(value);
                rest = &rest[*used..];
                n += 1;
            }
        },
    );
    // As the peers that want each packet apart.
    let slices = load.slices();
    cell.peer(
        "wireloom/slices",
        || &slices[..],
        |slices| {
            let mut n = 0;
            for packet in slices {
                let step = Packet::decode(packet, context);
                n += usize::from(step.is_ok());
                black_box(&step);
            }
            n
        },
    );
    // What a tool pays that only counts.
    cell.peer(
        "wireloom/framing",
        || &load.stream[..],
        |mut rest| {
            let mut n = 0;
            while let Ok(Step::Done { value, used }) = Packets.next(rest, &Limits::DEFAULT) {
                black_box(value);
                rest = &rest[used..];
                n += 1;
            }
            n
        },
    );
    peers::decode(load, cell);
}

fn encode(load: &Load, cell: &mut Cell<'_, '_>) {
    let context = load.context();
    let mut out = Vec::with_capacity(load.stream.len());
    cell.group.bench_function("floor/memcpy", |b| {
        b.iter(|| memcpy(black_box(&load.stream), &mut out));
    });
    let packets: Vec<_> = load
        .slices()
        .into_iter()
        .map(|packet| match Packet::decode(packet, context) {
            Ok(Step::Done { value, .. }) => value,
            other => panic!("{other:?}"),
        })
        .collect();
    let out = std::cell::RefCell::new(Vec::with_capacity(load.stream.len()));
    cell.peer(
        "wireloom",
        || (),
        |()| {
            let mut out = out.borrow_mut();
            out.clear();
            for packet in &packets {
                packet.encode(context, &mut out).unwrap();
            }
            black_box(&out);
            packets.len()
        },
    );
    assert_eq!(*out.borrow(), load.stream);
    // Not what was read, but what an application makes: its lists are written item by item.
    cell.peer(
        "wireloom/made",
        || (),
        |()| {
            let mut out = out.borrow_mut();
            out.clear();
            for packet in &load.made {
                packet.encode(context, &mut out).unwrap();
            }
            black_box(&out);
            load.made.len()
        },
    );
    peers::encode(load, cell);
}

fn all(c: &mut Criterion) {
    for (version, name) in [(4, "3.1.1"), (5, "5.0")] {
        for load in &loads(version) {
            type Run = fn(&Load, &mut Cell<'_, '_>);
            let runs: [(_, Run); 2] = [("decode", decode), ("encode", encode)];
            for (direction, run) in runs {
                let mut group = c.benchmark_group(format!("mqtt/{}/{name}/{direction}", load.name));
                group.throughput(Throughput::ElementsAndBytes {
                    elements: u64::try_from(load.packets).unwrap(),
                    bytes: u64::try_from(load.stream.len()).unwrap(),
                });
                let mut cell = Cell { group, load };
                run(load, &mut cell);
                cell.group.finish();
            }
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1000))
        .sample_size(20)
        .without_plots();
    targets = all
}
criterion_main!(benches);
