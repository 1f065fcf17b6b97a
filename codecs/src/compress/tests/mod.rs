//! What all formats promise alike, over every variant that can be written.
#![cfg(all(feature = "gzip", feature = "snappy", feature = "lz4", feature = "zstd"))]

mod bomb;
mod hostile;
mod vectors;

use super::*;
use crate::Limits;
use alloc::vec::Vec;

/// A format, with one way to write it.
pub(super) type Variant = (Compression, Options);

/// Every way to write every format, at the levels that take other paths.
pub(super) fn variants() -> Vec<Variant> {
    let mut variants = vec![(Compression::None, Options::DEFAULT)];
    for level in [Level::Fastest, Level::Default, Level::Best, Level::Number(2)] {
        variants.push((Compression::Gzip, Options::at(level)));
    }
    for snappy in [Snappy::DEFAULT, Snappy::Raw, Snappy::Xerial { block: 0 }] {
        variants.push((Compression::Snappy, Options { snappy, ..Options::DEFAULT }));
    }
    for number in 0..16_u8 {
        let lz4 = Lz4 {
            block_size: Lz4BlockSize::from_number(4 + number / 4).unwrap(),
            content_size: number & 1 != 0,
            block_checksum: number & 2 != 0,
            content_checksum: number % 3 != 0,
            ..Lz4::DEFAULT
        };
        variants.push((Compression::Lz4, Options { lz4, ..Options::DEFAULT }));
    }
    for level in [Level::Number(-5), Level::Fastest, Level::Default, Level::Number(9)] {
        let zstd = Zstd { checksum: level != Level::Default };
        variants.push((Compression::Zstd, Options { zstd, ..Options::at(level) }));
    }
    variants
}

/// xorshift64*: the same bytes on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(super) fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.next() as u8).collect()
    }
}

/// Text as services log it.
pub(super) fn logs(n: usize) -> Vec<u8> {
    let mut random = Random(7);
    let mut text = Vec::new();
    while text.len() < n {
        let line = format!(
            "{{\"ts\":{},\"level\":\"{}\",\"path\":\"/v1/orders/{:08x}\",\"status\":{}}}\n",
            1_700_000_000_000_u64 + text.len() as u64,
            ["info", "warn", "error"][random.below(3)],
            random.next() as u32,
            [200, 201, 404, 500][random.below(4)],
        );
        text.extend_from_slice(line.as_bytes());
    }
    text.truncate(n);
    text
}

pub(super) fn packed((compression, options): Variant, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Deflater::new().deflate(compression, &options, bytes, &mut out).unwrap();
    out
}

pub(super) fn limits(inflated: usize) -> Limits {
    Limits { inflated, ..Limits::DEFAULT }
}

#[test]
fn every_variant_and_size_returns() {
    let sizes = (0..70).chain([255, 256, 1_024, 4_095, 32_767, 32_768, 32_769]).chain([
        65_534,
        65_535,
        65_536,
        65_537,
        131_073,
        1 << 20,
    ]);
    let (mut deflater, mut inflater) = (Deflater::new(), Inflater::new());
    let (mut packed, mut back, mut slice) = (Vec::new(), Vec::new(), vec![0; (1 << 20) + 1]);
    for n in sizes {
        let mut plains = vec![logs(n)];
        if n < 1 << 20 {
            plains.extend([Random(n as u64 + 1).bytes(n), vec![0; n]]);
        }
        for plain in plains {
            for (compression, options) in variants() {
                packed.clear();
                packed.extend_from_slice(b"kept");
                let size = deflater.deflate(compression, &options, &plain, &mut packed).unwrap();
                assert_eq!(size, packed.len() - 4);
                assert_eq!(&packed[..4], b"kept");

                back.clear();
                back.extend_from_slice(b"kept");
                // The exact limit suffices.
                let read =
                    inflater.inflate(compression, &packed[4..], &limits(n), &mut back).unwrap();
                assert_eq!(read, n, "{compression} {options:?}");
                assert_eq!(&back[..4], b"kept");
                assert!(back[4..] == plain, "{compression} {options:?} {n}");

                // One less does not, and the vector is as it was.
                if let Some(less) = n.checked_sub(1) {
                    let error = inflater
                        .inflate(compression, &packed[4..], &limits(less), &mut back)
                        .unwrap_err();
                    assert_eq!(error.kind, ErrorKind::InflatedLimit, "{compression} {options:?}");
                    assert_eq!(error.detail as usize, less);
                    assert!(back[..4] == *b"kept" && back[4..] == plain);
                }

                // Slices: with room to spare, exact, and one short.
                for room in [n + 1, n] {
                    let read = inflater.inflate_to(
                        compression,
                        &packed[4..],
                        &Limits::DEFAULT,
                        &mut slice[..room],
                    );
                    assert_eq!(read, Ok(n), "{compression} {options:?}");
                    assert!(slice[..n] == plain, "{compression} {options:?} {n}");
                }
                if let Some(short) = slice[..n].split_last_mut().map(|(_, short)| short) {
                    let error = inflater
                        .inflate_to(compression, &packed[4..], &Limits::DEFAULT, short)
                        .unwrap_err();
                    assert_eq!(error.kind, ErrorKind::InflatedLimit, "{compression} {options:?}");
                }
            }
        }
    }
}

#[test]
fn zstd_frames_of_unknown_size_return() {
    let mut inflater = Inflater::new();
    for n in [0, 1, 1_000, 131_072, 200_000, 1_200_000, 3 << 20] {
        for (plain, checksum) in [(logs(n), true), (vec![0; n], false)] {
            let mut context = zstd_safe::CCtx::create();
            context.set_parameter(zstd_safe::CParameter::ContentSizeFlag(false)).unwrap();
            context.set_parameter(zstd_safe::CParameter::ChecksumFlag(checksum)).unwrap();
            let mut packed = Vec::with_capacity(zstd_safe::compress_bound(n));
            context.compress2(&mut packed, &plain).unwrap();
            let mut out = Vec::new();
            inflater.inflate(Compression::Zstd, &packed, &limits(n), &mut out).unwrap();
            assert!(out == plain && out.capacity() <= n, "{n} {}", out.capacity());
            let mut slice = vec![0; n];
            inflater.inflate_to(Compression::Zstd, &packed, &Limits::DEFAULT, &mut slice).unwrap();
            assert!(slice == plain);
            if n > 0 {
                out.clear();
                let error = inflater
                    .inflate(Compression::Zstd, &packed, &limits(n - 1), &mut out)
                    .unwrap_err();
                assert_eq!(error.kind, ErrorKind::InflatedLimit);
            }
        }
    }
}

#[test]
fn the_best_level_writes_what_default_limits_read() {
    // Above 8 MiB a frame is no longer a single segment; the window is the level's.
    for n in [8 << 20, 9 << 20] {
        let plain = vec![7; n];
        let packed = packed((Compression::Zstd, Options::at(Level::Best)), &plain);
        let mut out = Vec::new();
        Inflater::new().inflate(Compression::Zstd, &packed, &Limits::DEFAULT, &mut out).unwrap();
        assert!(out == plain);
    }
}

#[test]
fn a_slice_takes_what_fits_and_says_what_is_missing() {
    let plain = logs(5_000);
    let mut deflater = Deflater::new();
    for (compression, options) in variants() {
        let expected = packed((compression, options), &plain);
        let mut exact = vec![0; expected.len()];
        let n = deflater.deflate_to(compression, &options, &plain, &mut exact).unwrap();
        assert_eq!(n, expected.len());
        assert_eq!(exact, expected);
        let short = &mut exact[3..];
        let error = deflater.deflate_to(compression, &options, &plain, short).unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::UnexpectedEnd, 3));
    }
}

#[test]
fn a_larger_vector_than_the_limit_changes_nothing() {
    let plain = logs(50_000);
    for variant in variants() {
        let mut out = Vec::with_capacity(1 << 20);
        let error = Inflater::new()
            .inflate(variant.0, &packed(variant, &plain), &limits(49_999), &mut out)
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::InflatedLimit, "{variant:?}");
        assert!(out.is_empty());
    }
}

#[test]
fn members_and_frames_follow_one_another() {
    let plain = logs(3_000);
    for variant in variants() {
        let (compression, options) = variant;
        // Snappy blocks do not say where they end; only xerial streams can follow one another.
        if compression == Compression::Snappy && options.snappy == Snappy::Raw {
            continue;
        }
        let mut bytes = Vec::new();
        for part in plain.chunks(999) {
            bytes.extend(packed(variant, part));
        }
        let mut out = Vec::new();
        Inflater::new().inflate(compression, &bytes, &Limits::DEFAULT, &mut out).unwrap();
        assert!(out == plain, "{variant:?}");
    }
}

#[test]
fn contexts_are_as_good_after_an_error_as_before() {
    let plain = logs(200_000);
    let mut inflater = Inflater::new();
    for variant in variants() {
        let bytes = packed(variant, &plain);
        for cut in [0, 1, 7, 20, bytes.len() / 2, bytes.len() - 1] {
            let mut out = Vec::new();
            let failed =
                inflater.inflate(variant.0, &bytes[..cut], &Limits::DEFAULT, &mut out).is_err();
            assert!(failed || variant.0 == Compression::None || cut == 16 || cut == 20);
            out.clear();
            inflater.inflate(variant.0, &bytes, &Limits::DEFAULT, &mut out).unwrap();
            assert!(out == plain, "{variant:?}");
        }
    }
}

#[test]
fn names_and_numbers_return() {
    for compression in Compression::ALL {
        assert_eq!(compression.to_string().parse(), Ok(compression));
        assert_eq!(compression.number().to_string().parse(), Ok(compression));
        assert_eq!(Compression::try_from(compression.number()), Ok(compression));
    }
    assert_eq!("GZIP".parse(), Ok(Compression::Gzip));
    assert_eq!("brotli".parse::<Compression>().unwrap_err().kind, ErrorKind::UnknownType);
    assert_eq!(Compression::try_from(5).unwrap_err().detail, 5);
    for level in [Level::Fastest, Level::Default, Level::Best, Level::Number(-7)] {
        assert_eq!(level.to_string().parse(), Ok(level));
    }
    assert_eq!("slow".parse::<Level>().unwrap_err().kind, ErrorKind::BadValue);
}

#[test]
fn levels_are_clamped_to_their_format() {
    assert_eq!(Level::Number(0).number(Compression::Gzip), 1);
    assert_eq!(Level::Number(99).number(Compression::Gzip), 9);
    assert_eq!(Level::Number(99).number(Compression::Zstd), 22);
    assert_eq!(Level::Number(i32::MIN).number(Compression::Zstd), -131_072);
    assert_eq!(Level::Number(9).number(Compression::Lz4), 0);
    let (zstd_least, zstd_most) = (zstd_safe::min_c_level(), zstd_safe::max_c_level());
    assert_eq!((zstd_least, zstd_most), (-131_072, 22));
}
