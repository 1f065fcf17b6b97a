//! What other tools wrote, and what their authors say of it.
use super::*;

/// `abc` ten times: every format has a match in it.
const PLAIN: &[u8] = b"abcabcabcabcabcabcabcabcabcabc";

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|octet| u8::from_str_radix(octet, 16).unwrap()).collect()
}

fn read(compression: Compression, text: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    Inflater::new().inflate(compression, &hex(text), &Limits::DEFAULT, &mut out).map(|_| out)
}

fn fails(compression: Compression, text: &str) -> (ErrorKind, u64, u32) {
    let error = read(compression, text).unwrap_err();
    (error.kind, error.offset, error.detail)
}

/// gzip 1.12 `-n -9`, deflated.
const DEFLATED: &str = "4b 4c 4a 4e c4 8d 00 ";
/// CRC-32 and size.
const TRAILER: &str = "81 fc b1 48 1e 00 00 00 ";

#[test]
fn gzip_headers_are_skipped_whatever_they_hold() {
    // ID1 ID2 CM, FLG 0, MTIME 0, XFL 2 (best), OS 3 (Unix).
    let bare = "1f 8b 08 00 00 00 00 00 02 03 ";
    // FLG 8 (FNAME), MTIME, XFL 0, OS 3, "name.txt".
    let named = "1f 8b 08 08 00 f1 53 65 00 03 6e 61 6d 65 2e 74 78 74 00 ";
    // FLG 1f: FTEXT, FHCRC, FEXTRA of 2 bytes, FNAME "a", FCOMMENT "", CRC-16.
    let full = "1f 8b 08 1f 00 00 00 00 00 ff 02 00 01 02 61 00 00 ";
    let crc = {
        let mut crc = flate2::Crc::new();
        crc.update(&hex(full));
        let [low, high, ..] = crc.sum().to_le_bytes();
        format!("{low:02x} {high:02x} ")
    };
    let full = format!("{full}{crc}");
    for header in [bare, named, &full] {
        let member = format!("{header}{DEFLATED}{TRAILER}");
        assert_eq!(read(Compression::Gzip, &member).unwrap(), PLAIN);
        // As gzip(1): zeros may follow, anything else may not.
        assert_eq!(read(Compression::Gzip, &format!("{member}00 00 00")).unwrap(), PLAIN);
        let length = hex(&member).len() as u64;
        let trailing = fails(Compression::Gzip, &format!("{member}00 01"));
        assert_eq!(trailing, (ErrorKind::Trailing, length, 2));
    }
    let wrong = full.replace(&crc, "00 00 ");
    let (kind, offset, _) = fails(Compression::Gzip, &format!("{wrong}{DEFLATED}{TRAILER}"));
    assert_eq!((kind, offset), (ErrorKind::BadChecksum, 17));
}

#[test]
fn gzip_says_where_it_is_wrong() {
    let header = "1f 8b 08 00 00 00 00 00 02 03 ";
    let body = format!("{header}{DEFLATED}");
    let crc = fails(Compression::Gzip, &format!("{body}82 fc b1 48 1e 00 00 00"));
    assert_eq!(crc, (ErrorKind::BadChecksum, 17, 0x48b1_fc81));
    let size = fails(Compression::Gzip, &format!("{body}81 fc b1 48 1f 00 00 00"));
    assert_eq!(size, (ErrorKind::BadLength, 21, 31));
    assert_eq!(fails(Compression::Gzip, "1f 8b 07"), (ErrorKind::Corrupt, 2, 0));
    assert_eq!(fails(Compression::Gzip, "1f 8b 08 20"), (ErrorKind::Corrupt, 3, 0));
    // Deflate block type 3 is reserved (RFC 1951 §3.2.3).
    let (kind, ..) = fails(Compression::Gzip, &format!("{header}07 00 00 00"));
    assert_eq!(kind, ErrorKind::Corrupt);
}

#[test]
fn snappy_of_cramjam_2_14() {
    assert_eq!(read(Compression::Snappy, "1e 08 61 62 63 6a 03 00").unwrap(), PLAIN);
    // A copy from before the first byte.
    let error = fails(Compression::Snappy, "1e 08 61 62 63 6a 04 00");
    assert_eq!(error, (ErrorKind::Corrupt, 0, 0));
}

/// lz4 1.9.4 `-B4`: one block of 13 bytes.
const LZ4_BLOCK: &str = "0d 00 00 00 3f 61 62 63 03 00 03 50 62 63 61 62 63 ";

#[test]
fn lz4_frames_of_lz4_1_9_4() {
    // `--no-frame-crc`, which is what Kafka writes: FLG 60, BD 40, HC 82.
    let kafka = format!("04 22 4d 18 60 40 82 {LZ4_BLOCK}00 00 00 00");
    assert_eq!(read(Compression::Lz4, &kafka).unwrap(), PLAIN);
    // `-BX --content-size`: FLG 7c, BD 40, size 30, HC 7b; both checksums.
    let full = format!(
        "04 22 4d 18 7c 40 1e 00 00 00 00 00 00 00 7b {LZ4_BLOCK}c1 af 29 cc 00 00 00 00 c1 ab 87 3d"
    );
    assert_eq!(read(Compression::Lz4, &full).unwrap(), PLAIN);

    let wrong = |from: &str, to: &str| fails(Compression::Lz4, &full.replace(from, to));
    assert_eq!(wrong("7b 0d", "7c 0d"), (ErrorKind::BadChecksum, 14, 0x7b));
    assert_eq!(wrong("af 29 cc", "af 29 cd"), (ErrorKind::BadChecksum, 32, 0xcc29_afc1));
    assert_eq!(wrong("ab 87 3d", "ab 87 3e"), (ErrorKind::BadChecksum, 40, 0x3d87_abc1));
}

#[test]
fn lz4_headers_with_the_historic_checksum_are_an_option() {
    // KAFKA-3160: the hash covers the magic too.
    let old = hex(&format!("04 22 4d 18 60 40 1a {LZ4_BLOCK}00 00 00 00"));
    let mut out = Vec::new();
    let mut inflater = Inflater::new();
    let error = inflater.inflate(Compression::Lz4, &old, &Limits::DEFAULT, &mut out).unwrap_err();
    assert_eq!((error.kind, error.offset, error.detail), (ErrorKind::BadChecksum, 6, 0x82));
    inflater.accept_lz4_header(HeaderChecksum::Historic);
    inflater.inflate(Compression::Lz4, &old, &Limits::DEFAULT, &mut out).unwrap();
    assert_eq!(out, PLAIN);

    let lz4 = Lz4 { header_checksum: HeaderChecksum::Historic, ..Lz4::DEFAULT };
    let written = packed((Compression::Lz4, Options { lz4, ..Options::DEFAULT }), PLAIN);
    assert_eq!(written[..7], old[..7]);
    // The right one stays welcome.
    let right = packed((Compression::Lz4, Options::DEFAULT), PLAIN);
    assert_eq!(right[..7], hex("04 22 4d 18 60 40 82")[..]);
    inflater.inflate(Compression::Lz4, &right, &Limits::DEFAULT, &mut out).unwrap();
}

#[test]
fn lz4_descriptors_that_cannot_be_are_refused() {
    // Version 00; reserved bits of FLG and BD; block sizes 3 and 8.
    for descriptor in ["20 40", "62 40", "60 41", "60 30", "60 c0"] {
        let text = format!("04 22 4d 18 {descriptor} 00 00 00 00 00");
        assert_eq!(fails(Compression::Lz4, &text), (ErrorKind::Corrupt, 4, 0), "{descriptor}");
    }
    // A block of 64 KiB and one byte, and one that inflates to it.
    let text = "04 22 4d 18 60 40 82 01 00 01 80";
    assert_eq!(fails(Compression::Lz4, text), (ErrorKind::BadLength, 7, 65_537));
    let long = format!("04 22 4d 18 60 40 82 07 01 00 00 1f 00 01 00 {}00", "ff ".repeat(0x102));
    assert_eq!(fails(Compression::Lz4, &long), (ErrorKind::Corrupt, 7, 0));
}

#[test]
fn lz4_dictionaries_are_named() {
    // FLG 61: the id 0x04030201 follows BD.
    let descriptor = [0x61, 0x40, 1, 2, 3, 4];
    let [_, checksum, ..] = twox_hash::XxHash32::oneshot(0, &descriptor).to_le_bytes();
    let text = format!("04 22 4d 18 61 40 01 02 03 04 {checksum:02x} 00 00 00 00");
    assert_eq!(fails(Compression::Lz4, &text), (ErrorKind::BadValue, 6, 0x0403_0201));
}

#[test]
fn lz4_blocks_may_depend_on_those_of_their_frame() {
    // FLG 40: dependent blocks. "abc" stored, then a match of 27 at offset 3 that begins in it.
    // Token 08: no literals, match 8 + 4; then token 50: five literals, as a block has to end.
    let [_, checksum, ..] = twox_hash::XxHash32::oneshot(0, &[0x40, 0x40]).to_le_bytes();
    let header = format!("04 22 4d 18 40 40 {checksum:02x} ");
    let first = "03 00 00 80 61 62 63 ";
    let second = "09 00 00 00 08 03 00 50 61 62 63 61 62 ";
    let frame = format!("{header}{first}{second}00 00 00 00 ");
    assert_eq!(read(Compression::Lz4, &frame).unwrap(), b"abcabcabcabcabcabcab");

    // The same block first: it would copy from before the frame. Neither what the vector held nor
    // what an earlier frame wrote is there to be had (RUSTSEC-2026-0041).
    let thief = format!("{header}{second}00 00 00 00");
    for text in [thief.clone(), format!("{frame}{thief}")] {
        let mut out = b"secret".to_vec();
        let mut inflater = Inflater::new();
        // Leaves something to steal in the scratch block, too.
        let filler = packed((Compression::Lz4, Options::DEFAULT), &logs(1_000));
        inflater.inflate(Compression::Lz4, &filler, &Limits::DEFAULT, &mut out).unwrap();
        out.truncate(6);
        let error = inflater
            .inflate(Compression::Lz4, &hex(&text), &Limits::DEFAULT, &mut out)
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Corrupt);
        assert_eq!(out, b"secret");
    }
    // Independent blocks reach nothing before them either.
    let independent = format!("04 22 4d 18 60 40 82 {first}{second}00 00 00 00");
    assert_eq!(fails(Compression::Lz4, &independent), (ErrorKind::Corrupt, 14, 0));
}

#[test]
fn xxh32_is_the_one_of_its_specification() {
    // xxHash's own sanity tests, and the checksum of RFC-less fame.
    for (text, sum) in [("", 0x02cc_5d05), ("a", 0x550d_7456), ("abc", 0x32d1_53ff)] {
        assert_eq!(twox_hash::XxHash32::oneshot(0, text.as_bytes()), sum);
    }
}

/// zstd 1.5.4: last block, compressed, 9 bytes.
const ZSTD_BLOCK: &str = "4d 00 00 18 61 62 63 01 00 86 6e 08 ";

#[test]
fn zstd_frames_of_zstd_1_5_4() {
    // From a pipe: no content size, a window of 2 MiB, a checksum.
    let streamed = format!("28 b5 2f fd 04 58 {ZSTD_BLOCK}57 43 dd c7");
    // From a file: a single segment of 30 bytes.
    let sized = format!("28 b5 2f fd 24 1e {ZSTD_BLOCK}57 43 dd c7");
    let unchecked = format!("28 b5 2f fd 20 1e {ZSTD_BLOCK}");
    for text in [&streamed, &sized, &unchecked] {
        assert_eq!(read(Compression::Zstd, text).unwrap(), PLAIN);
    }
    let wrong = streamed.replace("dd c7", "dd c8");
    assert_eq!(fails(Compression::Zstd, &wrong), (ErrorKind::BadChecksum, 18, 0));
    // 29 bytes declared: a lie that only inflating finds.
    let lie = unchecked.replace("20 1e", "20 1d");
    assert_eq!(fails(Compression::Zstd, &lie), (ErrorKind::Corrupt, 0, 0));
}

#[test]
fn zstd_headers_are_judged_before_anything_is_inflated() {
    let frame = |header: &str| format!("28 b5 2f fd {header} {ZSTD_BLOCK}");
    // Reserved bit.
    assert_eq!(fails(Compression::Zstd, &frame("08 58")), (ErrorKind::Corrupt, 4, 0));
    // A window of 16 MiB (exponent 14), and the largest there is.
    for window in ["70", "ff"] {
        let text = frame(&format!("00 {window}"));
        assert_eq!(fails(Compression::Zstd, &text), (ErrorKind::WindowLimit, 4, 8 << 20));
    }
    let mut wide = Limits::DEFAULT;
    wide.window = 16 << 20;
    let mut out = Vec::new();
    Inflater::new().inflate(Compression::Zstd, &hex(&frame("00 70")), &wide, &mut out).unwrap();
    assert_eq!(out, PLAIN);
    // A dictionary of two octets; of none.
    assert_eq!(fails(Compression::Zstd, &frame("02 58 34 12")), (ErrorKind::BadValue, 6, 0x1234));
    assert_eq!(read(Compression::Zstd, &frame("02 58 00 00")).unwrap(), PLAIN);
    // 2^62 bytes declared by a frame of one block.
    let huge = fails(Compression::Zstd, &frame("c0 58 00 00 00 00 00 00 00 40"));
    assert_eq!(huge, (ErrorKind::Corrupt, 4, 0));
    // Block type 3; a block beyond its window of 1 KiB.
    let reserved = fails(Compression::Zstd, "28 b5 2f fd 00 00 07 00 00");
    assert_eq!(reserved, (ErrorKind::Corrupt, 6, 0));
    let long = fails(Compression::Zstd, "28 b5 2f fd 00 00 0b 20 00 61");
    assert_eq!(long, (ErrorKind::Corrupt, 6, 0));
    // A compressed block of no bytes: last block, type 2.
    assert_eq!(fails(Compression::Zstd, "28 b5 2f fd 00 58 05 00 00"), (ErrorKind::Corrupt, 6, 0));
}

#[test]
fn skippable_frames_are_skipped() {
    let skippable = "5a 2a 4d 18 03 00 00 00 ff ff ff ";
    let lz4 = format!("04 22 4d 18 60 40 82 {LZ4_BLOCK}00 00 00 00 ");
    let zstd = format!("28 b5 2f fd 04 58 {ZSTD_BLOCK}57 43 dd c7 ");
    for (compression, frame) in [(Compression::Lz4, lz4), (Compression::Zstd, zstd)] {
        let text = format!("{skippable}{frame}{skippable}{skippable}{frame}{skippable}");
        assert_eq!(read(compression, &text).unwrap(), PLAIN.repeat(2));
        assert_eq!(read(compression, skippable).unwrap(), b"");
        let cut = fails(compression, &format!("{frame}5a 2a 4d 18 04 00 00 00 ff ff ff"));
        assert_eq!((cut.0, cut.2), (ErrorKind::UnexpectedEnd, 1));
        let length = hex(&frame).len() as u64;
        // What may become a magic is cut; what cannot is left over.
        assert_eq!(
            fails(compression, &format!("{frame}5a 2a")),
            (ErrorKind::UnexpectedEnd, length, 2)
        );
        assert_eq!(fails(compression, &format!("{frame}5a 2b")), (ErrorKind::Trailing, length, 2));
        assert_eq!(
            fails(compression, &format!("{frame}00 00 00 00 00")),
            (ErrorKind::Trailing, length, 5)
        );
        assert_eq!(fails(compression, "00"), (ErrorKind::Corrupt, 0, 0));
    }
}
