//! Every width of every variable-length integer: the fast path is its obvious oracle.
#![no_main]
use libfuzzer_sys::fuzz_target;
use wireloom_codecs::{
    Count, ErrorKind, Read, Reader, Result, Writer,
    varint::{
        len_bincode, len_leb128, oracle, read_bincode, read_bincode_u128, read_leb128, unzigzag,
        write_bincode, write_bincode_u128, write_leb128, zigzag,
    },
};
use wireloom_fuzz::{Noise, start};

fn seeds() -> Vec<Vec<u8>> {
    let mut noise = Noise(5);
    let lengths = (0..64).map(|n| {
        let mut bytes = vec![0x80 | (n & 0x7f); usize::from(n) % 12];
        bytes.extend(noise.bytes(4));
        bytes
    });
    let widths = [250, 251, 252, 253, 254, 255].map(|tag| [&[tag][..], &[0x7f; 16]].concat());
    lengths.chain(widths).collect()
}

fuzz_target!(init: start(seeds), |bytes: &[u8]| {
    for bits in 0..=64 {
        let mut r = Reader::new(bytes);
        let found = match read_leb128(&mut r, bits) {
            Ok(value) => oracle::Found::Done(value, r.offset()),
            Err(error) if error.kind == ErrorKind::UnexpectedEnd => oracle::Found::End,
            Err(_) => oracle::Found::Bad,
        };
        assert_eq!(found, oracle::leb128(bytes, bits), "leb128 of {bits} bits");
        let read = |r: &mut Reader<'_>| read_bincode(r, bits).map(u128::from);
        assert_eq!(told(bytes, read), bincode(bytes, bits), "bincode of {bits} bits");
    }
    assert_eq!(told(bytes, |r| read_bincode_u128(r)), bincode(bytes, 128), "bincode of 128 bits");

    let Some(value) = bytes.first_chunk() else { return };
    let value = u64::from_le_bytes(*value) >> (bytes.len() % 64);
    assert_eq!(zigzag(unzigzag(value)), value);
    let mut out = Vec::new();
    write_leb128(&mut Writer::new(&mut out), value);
    assert_eq!(out.len(), len_leb128(value));
    assert_eq!(oracle::leb128(&out, 64), oracle::Found::Done(value, out.len()));
    out.clear();
    write_bincode(&mut Writer::new(&mut out), value);
    assert_eq!(out.len(), len_bincode(value));
    assert_eq!(bincode(&out, 64), Some((value.into(), out.len())));

    let Some(value) = bytes.first_chunk() else { return };
    let value = u128::from_le_bytes(*value) >> (bytes.len() % 128);
    out.clear();
    write_bincode_u128(&mut Writer::new(&mut out), value);
    let mut count = Count::default();
    write_bincode_u128(&mut count, value);
    assert_eq!(wireloom_codecs::Write::len(&count), out.len());
    assert_eq!(bincode(&out, 128), Some((value, out.len())));
});

/// What was read, and how many octets it took.
fn told(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Result<u128>) -> Option<(u128, usize)> {
    let mut r = Reader::new(bytes);
    let value = read(&mut r).ok()?;
    Some((value, r.offset()))
}

/// bincode 2's varint as its specification reads.
fn bincode(bytes: &[u8], bits: u32) -> Option<(u128, usize)> {
    let (tag, rest) = bytes.split_first()?;
    let width = match tag {
        0..=250 => return Some(((*tag).into(), 1)),
        251 => 2,
        252 => 4,
        253 => 8,
        254 => 16,
        255 => return None,
    };
    if width * 8 > usize::try_from(bits).ok()? {
        return None;
    }
    let octets = rest.get(..width)?.iter().rev();
    Some((octets.fold(0, |n, octet| n << 8 | u128::from(*octet)), 1 + width))
}
