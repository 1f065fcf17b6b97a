//! Kafka's record batches: ours, kafka-protocol and rskafka, one run, over the floors.
//!
//! The peers are packages of their own in `benches/peers/`, each with its own lock file: with shared
//! features, flate2 would give them our back end. This bench builds them, writes the batches that
//! all of them read, and lets each take its turn three times; the best of each stands in the table.
//!
//! Each line ends with the bar it is held to against kafka-protocol, and how far the compressor
//! alone would come: nothing read or written, no CRC.
//!
//! librdkafka is not here. What it reads and writes batches with (`rd_kafka_msgset_reader`,
//! `rd_kafka_msgset_writer`) is not exported: from outside only a whole client can be timed, with its
//! threads, queues and a socket between, and that number would not be about batches.
#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "a bench may fail loudly"
)]

#[path = "../peers/timing.rs"]
mod timing;

use std::{
    collections::BTreeMap,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::Command,
};
use wireloom_benches::{json_logs, memcpy};
use wireloom_codecs::{
    Limits,
    compress::{Compression, Deflater, Inflater, Options},
};
use wireloom_wire::kafka::{BatchOptions, BatchRef, Decoder, Encoder, RecordRef, crc32c};

/// Name, records, and the bytes of each value.
const CASES: [(&str, usize, usize); 2] = [("1000x160", 1_000, 140), ("10x100", 10, 80)];
const PEERS: [&str; 2] = ["kafka-protocol", "rskafka"];
/// How many times as fast as kafka-protocol we want to be, by compressor: decoding, encoding.
const BARS: [[f64; 5]; 2] = [[5.0, 2.5, 3.0, 6.0, 2.5], [1.5, 1.0, 1.2, 3.0, 1.0]];
const ROUNDS: usize = 3;

/// The best times of each, by name, case and compressor: decode, encode, and the bytes made.
type Best = BTreeMap<(String, String, String), (f64, f64, usize)>;

fn main() {
    // `cargo test --benches` only wants to see it start.
    if std::env::args().any(|word| word == "--test") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kafka-bench");
    fs::create_dir_all(&folder).unwrap();
    let peers = PEERS.map(|name| (name, built(name)));
    let records = CASES.map(|(_, count, size)| data(count, size));
    let mut best = Best::new();
    for _ in 0..ROUNDS {
        for ((case, ..), records) in CASES.iter().zip(&records) {
            ours(case, records, &folder, &mut best);
        }
        for (name, program) in &peers {
            theirs(name, program, &folder, &mut best);
        }
    }
    for ((case, count, _), records) in CASES.iter().zip(&records) {
        floors(records);
        table(case, *count, &best);
    }
}

/// Keys and values: JSON logs, which compress about as real ones do.
fn data(count: usize, size: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
    let logs = json_logs(count * size);
    let values = logs.chunks(size).map(<[u8]>::to_vec);
    values.enumerate().map(|(n, value)| (format!("key-{n:06}").into_bytes(), value)).collect()
}

fn borrowed(records: &[(Vec<u8>, Vec<u8>)]) -> Vec<RecordRef<'_>> {
    records
        .iter()
        .enumerate()
        .map(|(n, (key, value))| {
            RecordRef::new(Some(key), Some(value)).at(1_700_000_000_000 + n as i64)
        })
        .collect()
}

fn ours(case: &str, records: &[(Vec<u8>, Vec<u8>)], folder: &Path, best: &mut Best) {
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    // As the peers have them: out of one batch, one behind the other in memory.
    let mut plain = Vec::new();
    encoder.write(&BatchOptions::default(), borrowed(records), &mut plain).unwrap();
    let records = BatchRef::new(&plain).unwrap().records().unwrap();
    let records: Vec<RecordRef<'_>> = records.map(Result::unwrap).collect();
    for compression in Compression::ALL {
        let options = BatchOptions::compressed(compression);
        let mut batch = Vec::new();
        encoder.write(&options, &records, &mut batch).unwrap();
        fs::write(folder.join(format!("{case}-{compression}")), &batch).unwrap();
        let decode = timing::nanoseconds(|| {
            // CRC, header, and every part of every record, which is used where it is: nothing is
            // made of it.
            let batch = BatchRef::new(black_box(&batch)).unwrap();
            for record in decoder.batch(&batch).unwrap() {
                let r = record.unwrap();
                black_box((r.offset, r.timestamp, r.sequence));
                black_box((r.key, r.value, r.headers.len()));
            }
        });
        let mut out = Vec::with_capacity(1 << 20);
        let encode = timing::nanoseconds(|| {
            out.clear();
            encoder.write(&options, black_box(&records), &mut out).unwrap();
            black_box(&out);
        });
        keep(best, ["wireloom", case, compression.name()], decode, encode, out.len());
        let (inflate, deflate) = alone(compression, &records, &mut out);
        keep(best, ["alone", case, compression.name()], inflate, deflate, 0);
    }
}

/// The compressor alone, on the same records.
fn alone(compression: Compression, records: &[RecordRef<'_>], out: &mut Vec<u8>) -> (f64, f64) {
    let (mut inflater, mut deflater) = (Inflater::new(), Deflater::new());
    let (mut plain, mut packed) = (Vec::new(), Vec::new());
    Encoder::new().write(&BatchOptions::default(), records, &mut plain).unwrap();
    let body = plain.get(61..).unwrap();
    deflater.deflate(compression, &Options::DEFAULT, body, &mut packed).unwrap();
    let inflate = timing::nanoseconds(|| {
        out.clear();
        inflater.inflate(compression, black_box(&packed), &Limits::DEFAULT, out).unwrap();
    });
    let deflate = timing::nanoseconds(|| {
        out.clear();
        deflater.deflate(compression, &Options::DEFAULT, black_box(body), out).unwrap();
    });
    (inflate, deflate)
}

fn keep(best: &mut Best, [who, case, codec]: [&str; 3], decode: f64, encode: f64, size: usize) {
    let key = (who.to_owned(), case.to_owned(), codec.to_owned());
    let so_far = best.entry(key).or_insert((f64::MAX, f64::MAX, size));
    *so_far = (so_far.0.min(decode), so_far.1.min(encode), size);
}

/// Builds a peer, and says where its program is.
fn built(name: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .status();
    assert!(built.unwrap().success(), "{name} does not build");
    target.join("release").join(format!("peer-{name}"))
}

fn theirs(name: &str, program: &Path, folder: &Path, best: &mut Best) {
    let cases = CASES.map(|(case, ..)| case);
    let output = Command::new(program).arg(folder).args(cases).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [case, codec, decode, encode, size] = words[..] else { continue };
        let (decode, encode) = (decode.parse().unwrap(), encode.parse().unwrap());
        keep(best, [name, case, codec], decode, encode, size.parse().unwrap());
    }
}

/// What nobody can avoid: the check, and one copy.
fn floors(records: &[(Vec<u8>, Vec<u8>)]) {
    let mut plain = Vec::new();
    let none = BatchOptions::default();
    Encoder::new().write(&none, borrowed(records), &mut plain).unwrap();
    let megabytes = |nanoseconds: f64| plain.len() as f64 * 1e3 / nanoseconds;
    let mut out = Vec::with_capacity(1 << 20);
    println!("\nfloors, MB/s");
    println!(
        "  crc32c      {:6.0}",
        megabytes(timing::nanoseconds(|| {
            black_box(crc32c(black_box(&plain)));
        }))
    );
    println!(
        "  memcpy      {:6.0}",
        megabytes(timing::nanoseconds(|| {
            memcpy(black_box(&plain), &mut out);
        }))
    );
}

/// MB/s of uncompressed batch, and how many times faster we are.
fn table(case: &str, count: usize, best: &Best) {
    let of = |who: &str, codec: &str| {
        best.get(&(who.to_owned(), case.to_owned(), codec.to_owned())).copied()
    };
    let plain = of("wireloom", "none").unwrap().2 as f64;
    println!("\n{case}: {plain} bytes, MB/s (times slower than ours), bytes made");
    for (what, pick) in [("decode", 0), ("encode", 1)] {
        for compression in Compression::ALL {
            let codec = compression.name();
            let Some(us) = of("wireloom", codec) else { continue };
            let time = |all: (f64, f64, usize)| if pick == 0 { all.0 } else { all.1 };
            print!(
                "  {what} {codec:7} wireloom {:6.0} ({:.1} ns a record)",
                plain * 1e3 / time(us),
                time(us) / count as f64
            );
            if pick == 1 {
                print!(" {:6} B", us.2);
            }
            for peer in PEERS {
                let Some(them) = of(peer, codec) else { continue };
                print!("  {peer} {:6.0} ({:.1}x)", plain * 1e3 / time(them), time(them) / time(us));
                if pick == 1 {
                    print!(" {:6} B", them.2);
                }
            }
            let bar = BARS[pick][usize::from(compression.number())];
            let (Some(them), Some(alone)) = (of("kafka-protocol", codec), of("alone", codec))
            else {
                println!();
                continue;
            };
            let ratio = time(them) / time(us);
            print!("  {bar}x {}", if ratio >= bar { "held" } else { "missed" });
            match compression {
                Compression::None => println!(),
                _ => println!(", alone {:.1}x", time(them) / time(alone)),
            }
        }
    }
}
