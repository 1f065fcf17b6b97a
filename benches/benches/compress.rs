//! Batch compression: contexts that are kept against a new one for each call, and the libraries'
//! own stream readers.
#![allow(missing_docs, reason = "criterion's macros write functions without any")]
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::time::Duration;
use wireloom_benches::{crc32, json_logs, malloc, memcpy};
use wireloom_codecs::Limits;
use wireloom_codecs::compress::{Compression, Deflater, Inflater, Level, Lz4, Options, Snappy};

type Group<'c> = BenchmarkGroup<'c, WallTime>;

const SIZES: [(usize, &str); 2] = [(1 << 10, "1KiB"), (1 << 20, "1MiB")];

const SNAPPY_RAW: Options = Options { snappy: Snappy::Raw, ..Options::DEFAULT };
const LZ4_SIZED: Options =
    Options { lz4: Lz4 { content_size: true, ..Lz4::DEFAULT }, ..Options::DEFAULT };
const ZSTD_1: Options = Options::at(Level::Number(1));
/// No entropy coding of literals: what is left is mostly the cost of a call.
const ZSTD_FAST: Options = Options::at(Level::Number(-1));

/// Ours, by the name that the reports show.
const OURS: [(&str, Compression, Options); 7] = [
    ("gzip", Compression::Gzip, Options::DEFAULT),
    ("snappy-raw", Compression::Snappy, SNAPPY_RAW),
    ("snappy-xerial", Compression::Snappy, Options::DEFAULT),
    ("lz4", Compression::Lz4, Options::DEFAULT),
    ("lz4-sized", Compression::Lz4, LZ4_SIZED),
    ("zstd1", Compression::Zstd, ZSTD_1),
    ("zstd-fast", Compression::Zstd, ZSTD_FAST),
];

fn deflated(compression: Compression, options: &Options, plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Deflater::new().deflate(compression, options, plain, &mut out).unwrap();
    out
}

fn floors(group: &mut Group<'_>, plain: &[u8]) {
    let mut out = Vec::with_capacity(plain.len());
    group.bench_function("floor/memcpy", |b| b.iter(|| memcpy(black_box(plain), &mut out)));
    group.bench_function("floor/crc32", |b| b.iter(|| crc32(black_box(plain))));
    group.bench_function("floor/malloc", |b| b.iter(|| malloc(black_box(plain.len()))));
}

fn inflate(c: &mut Criterion) {
    for (size, name) in SIZES {
        let plain = json_logs(size);
        let mut group = c.benchmark_group(format!("inflate/{name}"));
        group.throughput(Throughput::Bytes(u64::try_from(size).unwrap()));
        floors(&mut group, &plain);

        let mut out = Vec::with_capacity(size);
        for (name, compression, options) in OURS {
            let packed = deflated(compression, &options, &plain);
            let mut inflater = Inflater::new();
            group.bench_function(format!("{name}/ours"), |b| {
                b.iter(|| {
                    out.clear();
                    inflater
                        .inflate(compression, black_box(&packed), &Limits::DEFAULT, &mut out)
                        .unwrap()
                });
            });
            assert!(out.is_empty() || out == plain);
        }
        // A streamed frame, without its content size, as Java and librdkafka write.
        let streamed = zstd::stream::encode_all(&plain[..], 1).unwrap();
        let mut inflater = Inflater::new();
        group.bench_function("zstd1-streamed/ours", |b| {
            b.iter(|| {
                out.clear();
                inflater
                    .inflate(Compression::Zstd, black_box(&streamed), &Limits::DEFAULT, &mut out)
                    .unwrap()
            });
        });
        inflate_peers(&mut group, &plain, &mut out);
        group.finish();
    }
}

fn inflate_peers(group: &mut Group<'_>, plain: &[u8], out: &mut Vec<u8>) {
    let mut kept = zstd::bulk::Decompressor::new().unwrap();
    let mut buffer = vec![0; plain.len()];
    for (name, options) in [("zstd1", ZSTD_1), ("zstd-fast", ZSTD_FAST)] {
        let packed = deflated(Compression::Zstd, &options, plain);
        group.bench_function(format!("{name}/bulk-new-context"), |b| {
            b.iter(|| zstd::bulk::decompress(black_box(&packed), plain.len()).unwrap());
        });
        group.bench_function(format!("{name}/bulk-kept-context"), |b| {
            b.iter(|| kept.decompress_to_buffer(black_box(&packed), &mut buffer[..]).unwrap());
        });
        group.bench_function(format!("{name}/stream-new"), |b| {
            b.iter(|| {
                out.clear();
                zstd::stream::read::Decoder::new(black_box(&packed[..]))
                    .unwrap()
                    .read_to_end(out)
                    .unwrap()
            });
        });
    }
    // What most programs do: the content size is absent, so the stream makes its window, too.
    let packed = zstd::stream::encode_all(plain, 1).unwrap();
    group.bench_function("zstd1-streamed/stream-new", |b| {
        b.iter(|| zstd::stream::decode_all(black_box(&packed[..])).unwrap());
    });

    let packed = deflated(Compression::Lz4, &Options::DEFAULT, plain);
    group.bench_function("lz4/lz4_flex-frame", |b| {
        b.iter(|| {
            out.clear();
            lz4_flex::frame::FrameDecoder::new(black_box(&packed[..])).read_to_end(out).unwrap()
        });
    });
    // No frame, and the size known: what the block decoder alone does.
    let block = lz4_flex::block::compress(plain);
    group.bench_function("lz4/lz4_flex-block", |b| {
        b.iter(|| lz4_flex::block::decompress_into(black_box(&block), &mut buffer).unwrap());
    });

    let packed = deflated(Compression::Gzip, &Options::DEFAULT, plain);
    group.bench_function("gzip/flate2-multi", |b| {
        b.iter(|| {
            out.clear();
            flate2::bufread::MultiGzDecoder::new(black_box(&packed[..])).read_to_end(out).unwrap()
        });
    });

    let packed = deflated(Compression::Snappy, &SNAPPY_RAW, plain);
    group.bench_function("snappy-raw/snap", |b| {
        b.iter(|| snap::raw::Decoder::new().decompress(black_box(&packed), &mut buffer).unwrap());
    });
    let mut writer = snap::write::FrameEncoder::new(Vec::new());
    writer.write_all(plain).unwrap();
    let packed = writer.into_inner().unwrap();
    group.bench_function("snappy-frame/snap", |b| {
        b.iter(|| {
            out.clear();
            snap::read::FrameDecoder::new(black_box(&packed[..])).read_to_end(out).unwrap()
        });
    });
}

fn deflate(c: &mut Criterion) {
    for (size, name) in SIZES {
        let plain = json_logs(size);
        let mut group = c.benchmark_group(format!("deflate/{name}"));
        group.throughput(Throughput::Bytes(u64::try_from(size).unwrap()));
        floors(&mut group, &plain);

        let mut out = Vec::with_capacity(size);
        for (name, compression, options) in OURS {
            let mut deflater = Deflater::new();
            group.bench_function(format!("{name}/ours"), |b| {
                b.iter(|| {
                    out.clear();
                    deflater.deflate(compression, &options, black_box(&plain), &mut out).unwrap()
                });
            });
        }
        deflate_peers(&mut group, &plain, &mut out);
        group.finish();
    }
}

fn deflate_peers(group: &mut Group<'_>, plain: &[u8], out: &mut Vec<u8>) {
    group.bench_function("zstd1/bulk-new-context", |b| {
        b.iter(|| zstd::bulk::compress(black_box(plain), 1).unwrap());
    });
    group.bench_function("zstd1/stream-new", |b| {
        b.iter(|| {
            out.clear();
            let mut writer = zstd::stream::write::Encoder::new(&mut *out, 1).unwrap();
            writer.write_all(black_box(plain)).unwrap();
            writer.finish().unwrap();
        });
    });
    group.bench_function("lz4/lz4_flex-frame", |b| {
        b.iter(|| {
            out.clear();
            let mut writer = lz4_flex::frame::FrameEncoder::new(&mut *out);
            writer.write_all(black_box(plain)).unwrap();
            writer.finish().unwrap();
        });
    });
    group.bench_function("gzip/flate2-writer", |b| {
        b.iter(|| {
            out.clear();
            let level = flate2::Compression::new(6);
            let mut writer = flate2::write::GzEncoder::new(&mut *out, level);
            writer.write_all(black_box(plain)).unwrap();
            writer.finish().unwrap();
        });
    });
    let mut buffer = vec![0; snap::raw::max_compress_len(plain.len())];
    let mut kept = snap::raw::Encoder::new();
    group.bench_function("snappy-raw/snap", |b| {
        b.iter(|| kept.compress(black_box(plain), &mut buffer).unwrap());
    });
    group.bench_function("snappy-frame/snap", |b| {
        b.iter(|| {
            out.clear();
            let mut writer = snap::write::FrameEncoder::new(&mut *out);
            writer.write_all(black_box(plain)).unwrap();
            writer.flush().unwrap();
        });
    });
}

criterion_group! {
    name = compress;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20);
    targets = inflate, deflate
}
criterion_main!(compress);
