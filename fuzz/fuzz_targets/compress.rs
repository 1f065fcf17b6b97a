//! Any bytes as any compressed format, beside each library's own stream reader; and any bytes
//! there and back.
#![no_main]
use flate2::{Compress, Crc, Decompress, FlushDecompress, read::MultiGzDecoder};
use libfuzzer_sys::fuzz_target;
use lz4_flex::frame::FrameDecoder;
use std::{cell::RefCell, io::Read};
use wireloom_codecs::{
    ErrorKind, Limits, Result,
    compress::{
        Compression, Deflater, HeaderChecksum, Inflater, Level, Lz4, Lz4BlockSize, Options, Snappy,
        Zstd,
    },
};
use wireloom_fuzz::{Noise, start};

/// Far below the defaults, so that an input of some hundred bytes reaches it.
const LIMITS: Limits = Limits { inflated: 1 << 20, window: 1 << 20, ..Limits::DEFAULT };

thread_local! {
    static KEPT: RefCell<(Inflater, Deflater)> = RefCell::default();
}

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(6);
    let mut seeds = Vec::new();
    for format in 0..4 {
        for options in 0..8 {
            let mut plain =
                b"on the wire, on the wire and on the wire again ".repeat(usize::from(options));
            plain.extend(noise.bytes(40));
            let (compression, chosen) = (formats(format), choose(options * 31));
            let mut packed = vec![format << 2, options];
            Deflater::new().deflate(compression, &chosen, &plain, &mut packed).expect("it fits");
            seeds.push(packed);
            seeds.push([&[format << 2 | 1, options * 31][..], &plain].concat());
        }
    }
    let mut raw = vec![0; 256];
    let mut deflate = Compress::new(flate2::Compression::new(6), false);
    let plain = b"deflate, deflate and deflate again";
    deflate.compress(plain, &mut raw, flate2::FlushCompress::Finish).expect("it fits");
    seeds.push([&[2, 0][..], &raw].concat());
    seeds
}

fuzz_target!(init: start(seeds), |input: &[u8]| {
    let Some(([format, options], bytes)) = input.split_first_chunk() else { return };
    let compression = formats(format >> 2);
    match format & 3 {
        0 => read(compression, bytes),
        1 => there_and_back(compression, &choose(*options), bytes),
        _ => read(Compression::Gzip, &member(bytes)),
    }
});

fn formats(n: u8) -> Compression {
    Compression::ALL[1 + usize::from(n % 4)]
}

/// Every option has its bits.
fn choose(bits: u8) -> Options {
    let flag = |n: u8| bits >> n & 1 == 1;
    Options {
        level: Level::Number((bits % 10).into()),
        snappy: if flag(0) { Snappy::Raw } else { Snappy::Xerial { block: u32::from(bits) << 6 } },
        lz4: Lz4 {
            block_size: if flag(1) { Lz4BlockSize::Max256KiB } else { Lz4BlockSize::Max64KiB },
            content_size: flag(2),
            block_checksum: flag(3),
            content_checksum: flag(4),
            header_checksum: if flag(5) {
                HeaderChecksum::Historic
            } else {
                HeaderChecksum::Descriptor
            },
        },
        zstd: Zstd { checksum: flag(0) },
    }
}

/// Any bytes inflate to what others make of them, or to a typed error, within the limits.
fn read(compression: Compression, packed: &[u8]) {
    let mut out = b"before".to_vec();
    let ours = Inflater::new().inflate(compression, packed, &LIMITS, &mut out);
    assert!(out.starts_with(b"before"), "inflating appends");
    assert_eq!(ours.unwrap_or(0), out.len() - 6, "an error leaves nothing");
    assert!(out.capacity() <= LIMITS.inflated + 64, "{} bytes of room", out.capacity());

    // A context that met other inputs before makes no difference.
    let mut again = b"before".to_vec();
    let kept = KEPT.with_borrow_mut(|(i, _)| i.inflate(compression, packed, &LIMITS, &mut again));
    assert_eq!((kept, &again), (ours, &out), "a kept context is as good as a new one");
    if let Err(error) = ours {
        let length = u64::try_from(packed.len()).expect("it is in memory");
        assert!(error.offset <= length, "{error:?} lies inside {length} bytes");
    }

    match (ours, theirs(compression, packed)) {
        (Ok(_), Some(theirs)) => assert!(out[6..] == theirs, "{compression}: other bytes"),
        // libdeflate takes tables of codes that zlib refuses.
        (Ok(_), None) if compression == Compression::Gzip => {}
        (Ok(_), None) => panic!("{compression}: only we read this"),
        (Err(error), Some(theirs)) => {
            let known = match error.kind {
                ErrorKind::InflatedLimit => theirs.len() > LIMITS.inflated,
                // What we refuse on purpose.
                ErrorKind::WindowLimit | ErrorKind::Trailing => true,
                // A compressed block of no bytes, which only zstd's streams take.
                ErrorKind::Corrupt if compression == Compression::Zstd => {
                    packed.windows(3).any(|block| matches!(block, [4 | 5, 0, 0]))
                }
                // Nothing at all is no frame.
                _ => packed.is_empty(),
            };
            assert!(known, "{compression}: only they read this: {error:?}");
        }
        (Err(_), None) => {}
    }
}

/// What the library's own stream reader makes of some bytes, up to just past the limit.
fn theirs(compression: Compression, packed: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let most = u64::try_from(LIMITS.inflated + 1).expect("it is small");
    match compression {
        Compression::None => return Some(packed.to_vec()),
        Compression::Gzip => return gzip(packed),
        Compression::Snappy => return snappy(packed),
        Compression::Lz4 => return lz4(packed),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::new(packed).ok()?;
            decoder.window_log_max(LIMITS.window.ilog2()).ok()?;
            decoder.take(most).read_to_end(&mut out).ok()?
        }
    };
    Some(out)
}

/// Members and then, maybe, zeros: flate2 does not pass over padding, as gzip itself does.
fn gzip(packed: &[u8]) -> Option<Vec<u8>> {
    let most = u64::try_from(LIMITS.inflated + 1).expect("it is small");
    let read = |packed: &[u8]| {
        let mut out = Vec::new();
        MultiGzDecoder::new(packed).take(most).read_to_end(&mut out).ok().map(|_| out)
    };
    let content = packed.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    // The last bytes of a member may be zeros, too.
    let ends = (content..packed.len()).take(16);
    read(packed).or_else(|| ends.filter(|end| *end > 0).find_map(|end| read(&packed[..end])))
}

/// One frame behind the other, between skippable ones. lz4_flex reads one, and takes the end of the
/// bytes and an empty block for the frame's end.
fn lz4(packed: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut out) = (packed, Vec::new());
    let most = u64::try_from(LIMITS.inflated + 1).expect("it is small");
    while !rest.is_empty() && out.len() <= LIMITS.inflated {
        let (magic, behind) = rest.split_first_chunk()?;
        match u32::from_le_bytes(*magic) {
            0x184d_2a50..=0x184d_2a5f => {
                let (length, behind) = behind.split_first_chunk()?;
                rest = behind.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..)?;
            }
            0x184d_2204 => {
                let checksum = behind.first()? & 0x04;
                let mut decoder = FrameDecoder::new(Frame { bytes: rest, at: 0, cut: false });
                loop {
                    decoder.by_ref().take(most).read_to_end(&mut out).ok()?;
                    let frame = decoder.get_ref();
                    if frame.cut {
                        return None;
                    }
                    let mark = frame.at - usize::from(checksum);
                    if out.len() > LIMITS.inflated || rest[..mark].ends_with(&[0; 4]) {
                        rest = &rest[frame.at..];
                        break;
                    }
                }
            }
            _ => return None,
        }
    }
    Some(out)
}

/// Bytes that notice when more are wanted than there are.
struct Frame<'a> {
    bytes: &'a [u8],
    at: usize,
    cut: bool,
}

impl Read for Frame<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut rest = &self.bytes[self.at..];
        self.cut |= rest.len() < out.len();
        let n = rest.read(out)?;
        self.at += n;
        Ok(n)
    }
}

/// Raw, or snappy-java's stream as its reader reads it.
fn snappy(packed: &[u8]) -> Option<Vec<u8>> {
    const MAGIC: &[u8] = b"\x82SNAPPY\0";
    let block = |block: &[u8]| {
        let size = snap::raw::decompress_len(block).ok()?;
        // Above the limit only its length counts.
        if size > LIMITS.inflated {
            return Some(vec![0; LIMITS.inflated + 1]);
        }
        snap::raw::Decoder::new().decompress_vec(block).ok()
    };
    if !packed.starts_with(MAGIC) {
        return block(packed);
    }
    let (mut rest, mut out) = (packed, Vec::new());
    while !rest.is_empty() {
        if rest.starts_with(MAGIC) {
            rest = rest.get(16..)?;
            continue;
        }
        let (length, behind) = rest.split_first_chunk()?;
        let length = usize::try_from(i32::from_be_bytes(*length)).ok().filter(|n| *n > 0)?;
        let (packed, behind) = behind.split_at_checked(length)?;
        out.extend(block(packed)?);
        rest = behind;
    }
    Some(out)
}

/// What we write, we and others read.
fn there_and_back(compression: Compression, options: &Options, plain: &[u8]) {
    let mut packed = b"before".to_vec();
    let ours = KEPT.with_borrow_mut(|(_, d)| d.deflate(compression, options, plain, &mut packed));
    assert_eq!(ours.expect("it fits"), packed.len() - 6, "deflating appends");
    let packed = &packed[6..];
    let back: Result<Vec<u8>> = KEPT.with_borrow_mut(|(inflater, _)| {
        inflater.accept_lz4_header(options.lz4.header_checksum);
        let mut out = Vec::new();
        let back = inflater.inflate(compression, packed, &LIMITS, &mut out);
        inflater.accept_lz4_header(HeaderChecksum::Descriptor);
        back.map(|_| out)
    });
    assert!(back.expect("we read what we write") == plain, "{compression}: there and back");
    if options.lz4.header_checksum == HeaderChecksum::Descriptor || compression != Compression::Lz4
    {
        assert!(theirs(compression, packed).expect("they read what we write") == plain);
    }
}

/// A gzip member around some deflated bytes, with the checksum and the length they call for.
fn member(deflated: &[u8]) -> Vec<u8> {
    let mut plain = vec![0; 1 << 16];
    let mut inflate = Decompress::new(false);
    let _ = inflate.decompress(deflated, &mut plain, FlushDecompress::Finish);
    let [used, made] = [inflate.total_in(), inflate.total_out()]
        .map(|n| usize::try_from(n).expect("it is in memory"));
    let mut crc = Crc::new();
    crc.update(&plain[..made]);
    let mut out = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    out.extend(&deflated[..used]);
    out.extend(crc.sum().to_le_bytes());
    out.extend(u32::try_from(made).expect("at most 64 KiB").to_le_bytes());
    out
}
