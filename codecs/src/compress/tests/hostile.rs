//! Cut, forged and mutated input.
use super::*;

#[test]
fn every_strict_prefix_is_cut_or_complete() {
    let plain = logs(400);
    for variant in variants().into_iter().filter(|(c, _)| *c != Compression::None) {
        let (compression, options) = variant;
        let raw = compression == Compression::Snappy && options.snappy == Snappy::Raw;
        let parts: &[&[u8]] = if raw { &[&plain] } else { &[&plain[..90], b"", &plain[90..]] };
        let mut bytes = Vec::new();
        let mut complete = Vec::new();
        for part in parts {
            bytes.extend(packed(variant, part));
            complete.push(bytes.len());
            if compression == Compression::Snappy {
                // A xerial stream may end behind its header: the chunk that follows is one block.
                complete.extend(
                    bytes
                        .windows(8)
                        .enumerate()
                        .filter_map(|(at, eight)| (eight == b"\x82SNAPPY\0").then_some(at + 16)),
                );
            }
        }
        let mut inflater = Inflater::new();
        for cut in 0..bytes.len() {
            let mut out = b"kept".to_vec();
            let result = inflater.inflate(compression, &bytes[..cut], &Limits::DEFAULT, &mut out);
            match result {
                Ok(_) => assert!(complete.contains(&cut), "{variant:?} {cut}"),
                Err(error) => {
                    assert_eq!(error.kind, ErrorKind::UnexpectedEnd, "{variant:?} {cut}");
                    assert!(error.offset <= cut as u64 && error.detail > 0, "{variant:?} {cut}");
                    assert_eq!(out, b"kept");
                    assert!(!complete.contains(&cut));
                }
            }
        }
    }
}

#[test]
fn forged_sizes_reserve_little() {
    // Each claims 64 MiB: zstd in its header, lz4 too, gzip in its trailer, snappy in its preamble.
    let cap = 64_usize << 20;
    let size = (cap as u64).to_le_bytes();
    let zstd = [&[0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x58], &size[..], &[1, 0, 0]].concat();
    let mut lz4 = [&[0x04, 0x22, 0x4d, 0x18, 0x68, 0x40], &size[..]].concat();
    let [_, checksum, ..] = twox_hash::XxHash32::oneshot(0, &lz4[4..]).to_le_bytes();
    lz4.extend([checksum, 0, 0, 0, 0]);
    let mut gzip = packed((Compression::Gzip, Options::DEFAULT), b"");
    let end = gzip.len() - 4;
    gzip[end..].copy_from_slice(&size[..4]);
    let snappy = vec![0x80, 0x80, 0x80, 0x20, 0xfe, 0x01, 0x00];
    for (compression, bytes) in [
        (Compression::Zstd, zstd),
        (Compression::Lz4, lz4),
        (Compression::Gzip, gzip),
        (Compression::Snappy, snappy),
    ] {
        let mut out = Vec::new();
        let result = Inflater::new().inflate(compression, &bytes, &Limits::DEFAULT, &mut out);
        assert!(result.is_err(), "{compression}");
        assert!(out.capacity() <= bytes.len() * 1_032 + 320, "{compression} {}", out.capacity());
    }
}

/// Changes some bytes, cuts, repeats or joins: what a mutating fuzzer does, by a fixed seed.
fn mutate(random: &mut Random, seeds: &[(Compression, Vec<u8>)], bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => {
                let length = random.below(16).min(bytes.len() - at);
                let piece = bytes[at..at + length].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => bytes.extend_from_slice(&seeds[random.below(seeds.len())].1),
            3 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            4 if at + 4 <= bytes.len() => {
                bytes[at..at + 4].copy_from_slice(&(random.next() as u32).to_le_bytes());
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
}

#[test]
fn a_hundred_thousand_mutants_stay_within_the_limit() {
    const CAP: usize = 20_000;
    let plain = [logs(300), vec![b'x'; 2_000], Random(3).bytes(100)].concat();
    let seeds: Vec<_> = variants()
        .into_iter()
        .filter(|(compression, _)| *compression != Compression::None)
        .flat_map(|variant| {
            [&plain[..], &plain[..40]].map(|plain| (variant.0, packed(variant, plain)))
        })
        .collect();
    let mut random = Random(42);
    let mut inflater = Inflater::new();
    let mut slice = vec![0; CAP + 1];
    let mut good = 0;
    for round in 0..100_000 {
        let (compression, mut bytes) = seeds[round % seeds.len()].clone();
        mutate(&mut random, &seeds, &mut bytes);
        let mut out = b"kept".to_vec();
        let result = inflater.inflate(compression, &bytes, &limits(CAP), &mut out);
        assert!(out.starts_with(b"kept") && out.len() <= 4 + CAP);
        assert!(out.capacity() <= 4 + CAP, "{compression} {}", out.capacity());
        match result {
            Ok(n) => assert_eq!(n, out.len() - 4),
            Err(error) => {
                assert_eq!(out, b"kept");
                assert!(error.offset <= bytes.len() as u64, "{compression} {error}");
            }
        }
        let to_slice = inflater.inflate_to(compression, &bytes, &limits(CAP), &mut slice);
        assert_eq!(to_slice.is_ok(), result.is_ok(), "{compression} {result:?} {to_slice:?}");
        if let Ok(n) = to_slice {
            assert!(slice[..n] == out[4..]);
            good += 1;
        }
    }
    assert!(good > 1_000, "{good} mutants inflate: the others never reach the end");
}
