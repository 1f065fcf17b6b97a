//! Other software reads what we compress, and we read what it compressed.
//!
//! `.ci/compress-peers.sh` says which software, and obtains it. All that is made here lies in the
//! target folder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wireloom_codecs::Limits;
use wireloom_codecs::compress::{
    Compression, Deflater, HeaderChecksum, Inflater, Level, Lz4, Lz4BlockSize, Options, Snappy,
    Zstd,
};

/// Names and contents that reach every kind of block: none, literals, matches, runs, several blocks.
fn plains() -> Vec<(&'static str, Vec<u8>)> {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let noise = (0..150_000).map(|_| next().to_le_bytes()[3]).collect();
    let logs = (0..5_000)
        .map(|n| format!("{{\"n\":{n},\"trace\":\"{:08x}\"}}\n", next() >> 32))
        .collect::<String>()
        .into_bytes();
    vec![
        ("empty", Vec::new()),
        ("one", b"x".to_vec()),
        ("small", b"the quick brown fox jumps over the lazy dog, the quick brown fox".to_vec()),
        ("noise", noise),
        ("logs", logs),
        ("zeros", vec![0; 3 << 20]),
    ]
}

/// What a Java client and others may be given. The names are the files'.
fn variants() -> Vec<(String, &'static str, Compression, Options)> {
    let mut variants = Vec::new();
    for (name, level) in [
        ("fastest", Level::Fastest),
        ("default", Level::Default),
        ("best", Level::Best),
        ("four", Level::Number(4)),
    ] {
        let zstd = Zstd { checksum: level == Level::Best };
        let options = Options { zstd, ..Options::at(level) };
        variants.push((name.to_owned(), "gzip", Compression::Gzip, options));
        variants.push((name.to_owned(), "zstd", Compression::Zstd, options));
    }
    for (name, snappy) in [
        ("raw", Snappy::Raw),
        ("xerial", Snappy::DEFAULT),
        ("1k", Snappy::Xerial { block: 1 << 10 }),
    ] {
        let options = Options { snappy, ..Options::DEFAULT };
        variants.push((name.to_owned(), "snappy", Compression::Snappy, options));
    }
    for number in 0..8 {
        for block_size in [Lz4BlockSize::Max64KiB, Lz4BlockSize::Max4MiB] {
            let lz4 = Lz4 {
                block_size,
                content_size: number & 1 != 0,
                block_checksum: number & 2 != 0,
                content_checksum: number & 4 != 0,
                header_checksum: HeaderChecksum::Descriptor,
            };
            let name = format!("{number}-{}", block_size.number());
            let options = Options { lz4, ..Options::DEFAULT };
            variants.push((name, "lz4", Compression::Lz4, options));
        }
    }
    let lz4 = Lz4 { header_checksum: HeaderChecksum::Historic, ..Lz4::DEFAULT };
    let options = Options { lz4, ..Options::DEFAULT };
    variants.push(("magic0".to_owned(), "lz4-historic", Compression::Lz4, options));
    variants
}

fn peers(what: &str, folder: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/compress-peers.sh");
    let run = Command::new(script).arg(what).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

/// A clean `name` in `folder`.
fn fresh(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn others_read_ours_and_we_read_theirs() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compress-interop");
    let plain = fresh(&folder, "plain");
    let ours = fresh(&folder, "ours");
    let theirs = fresh(&folder, "theirs");
    for (name, bytes) in plains() {
        fs::write(plain.join(name), bytes).unwrap();
    }

    // Theirs.
    peers("write", &folder);
    let mut read = 0;
    for entry in fs::read_dir(&theirs).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        let (name, format) = (file.split('.').next().unwrap(), file.rsplit('.').next().unwrap());
        let mut inflater = Inflater::new();
        let compression: Compression = match format {
            "lz4-historic" => {
                inflater.accept_lz4_header(HeaderChecksum::Historic);
                Compression::Lz4
            }
            format => format.parse().unwrap(),
        };
        let packed = fs::read(&path).unwrap();
        let expected = fs::read(plain.join(name)).unwrap();
        let mut out = Vec::new();
        let result = inflater.inflate(compression, &packed, &Limits::DEFAULT, &mut out);
        assert_eq!(result, Ok(expected.len()), "{file}");
        assert!(out == expected, "{file}");
        if format == "lz4-historic" {
            // It is historic indeed.
            let strict = Inflater::new().inflate(compression, &packed, &Limits::DEFAULT, &mut out);
            assert!(strict.is_err(), "{file}");
        }
        read += 1;
    }
    // 8 + 3 + 10 + 8 writers in Python and 10 in Java, six files each.
    assert_eq!(read, 39 * 6);

    // Ours.
    let mut deflater = Deflater::new();
    let mut written = 0;
    for (name, bytes) in plains() {
        for (variant, format, compression, options) in variants() {
            let mut out = Vec::new();
            deflater.deflate(compression, &options, &bytes, &mut out).unwrap();
            fs::write(ours.join(format!("{name}.{variant}.{format}")), out).unwrap();
            written += 1;
        }
    }
    let said = peers("read", &folder);
    print!("{said}");
    assert!(said.contains(&format!("{written} readings agree in Java")), "{said}");
}
