use super::{all, batch, records};
use crate::{
    ErrorKind,
    kafka::*,
    wireloom_codecs::compress::{Compression, Deflater, Options},
};

fn sent() -> [RecordRef<'static>; 3] {
    [
        RecordRef::new(Some(b"k"), Some(b"one")).at(100),
        RecordRef::new(None, Some(b"")).at(90),
        RecordRef::new(Some(b""), None).at(110),
    ]
}

#[test]
fn a_message_is_laid_out_as_the_specification_says() {
    let bytes =
        batch(&BatchOptions { magic: 1, base_offset: 5, ..Default::default() }, &sent()[..1]);
    // offset, size, crc, magic, attributes, timestamp, key, value
    let fixed = [
        &5i64.to_be_bytes()[..],
        &26i32.to_be_bytes(),
        &crc32(&bytes[16..]).to_be_bytes(),
        &[1, 0],
        &100i64.to_be_bytes(),
        &1i32.to_be_bytes(),
        b"k",
        &3i32.to_be_bytes(),
        b"one",
    ];
    assert_eq!(bytes, fixed.concat());
    let bytes =
        batch(&BatchOptions { magic: 0, ..Default::default() }, &[RecordRef::new(None, None)]);
    assert_eq!(bytes.len(), 12 + MessageRef::LEAST);
}

#[test]
fn every_compressor_wraps() {
    for magic in [0, 1] {
        let plain = batch(&BatchOptions { magic, base_offset: 40, ..Default::default() }, &sent());
        let expected = records(&plain);
        assert_eq!(expected.iter().map(|r| r.offset).collect::<Vec<_>>(), [40, 41, 42]);
        for compression in [Compression::Gzip, Compression::Snappy, Compression::Lz4] {
            let options =
                BatchOptions { magic, base_offset: 40, ..BatchOptions::compressed(compression) };
            let bytes = batch(&options, &sent());
            assert_eq!(records(&bytes), expected, "magic {magic} {compression}");
            let wrapper = MessageRef::new(&bytes).unwrap();
            assert_eq!((wrapper.offset, wrapper.next_offset()), (42, 43));
            assert_eq!(wrapper.timestamp, if magic == 0 { -1 } else { 110 });
        }
    }
}

#[test]
fn zstd_is_illegal_in_a_message_set() {
    let options = BatchOptions { magic: 1, ..BatchOptions::compressed(Compression::Zstd) };
    assert_eq!(
        Encoder::new().write(&options, sent(), &mut Vec::new()).unwrap_err().kind,
        ErrorKind::BadValue
    );
    let mut bytes = batch(&BatchOptions { magic: 1, ..Default::default() }, &sent()[..1]);
    bytes[17] = 4;
    reseal(&mut bytes);
    assert_eq!(all(&bytes).1[0].error.kind, ErrorKind::BadValue);
}

/// Gives a changed message its size and CRC again.
fn reseal(message: &mut [u8]) {
    let size = i32::try_from(message.len() - 12).unwrap();
    message[8..12].copy_from_slice(&size.to_be_bytes());
    let crc = crc32(&message[16..]);
    message[12..16].copy_from_slice(&crc.to_be_bytes());
}

/// A wrapper of magic 1 or 0 around anything.
fn wrap(magic: i8, attributes: u8, offset: i64, inner: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let compression = Compression::from_number(attributes & 7).unwrap();
    Deflater::new().deflate(compression, &Options::DEFAULT, inner, &mut packed).unwrap();
    let mut bytes = offset.to_be_bytes().to_vec();
    bytes.extend([0; 8]);
    bytes.extend([magic.cast_unsigned(), attributes]);
    if magic == 1 {
        bytes.extend(500i64.to_be_bytes());
    }
    bytes.extend((-1i32).to_be_bytes());
    bytes.extend(i32::try_from(packed.len()).unwrap().to_be_bytes());
    bytes.extend(packed);
    reseal(&mut bytes);
    bytes
}

#[test]
fn offsets_inside_magic_1_are_relative_and_a_wrapper_at_zero_has_base_zero() {
    let inner = batch(&BatchOptions { magic: 1, ..Default::default() }, &sent());
    let offsets = |bytes: &[u8]| records(bytes).iter().map(|r| r.offset).collect::<Vec<_>>();
    assert_eq!(offsets(&wrap(1, 1, 1002, &inner)), [1000, 1001, 1002]);
    assert_eq!(offsets(&wrap(1, 1, 0, &inner)), [0, 1, 2]);
    // The last message inside stands for the wrapper, also after compaction.
    let mut gaps = inner.clone();
    gaps[..8].copy_from_slice(&4i64.to_be_bytes());
    let gaps = &gaps[..batch(&BatchOptions { magic: 1, ..Default::default() }, &sent()[..1]).len()];
    assert_eq!(offsets(&wrap(1, 1, 1002, gaps)), [1002]);
    // A wrapper that lies before its own messages.
    assert_eq!(all(&wrap(1, 1, 1, &inner)).1[0].error.kind, ErrorKind::BadValue);
    // Magic 0 counts from nowhere.
    let inner = batch(&BatchOptions { magic: 0, base_offset: 7, ..Default::default() }, &sent());
    assert_eq!(offsets(&wrap(0, 2, 9, &inner)), [7, 8, 9]);
}

#[test]
fn a_wrappers_append_time_overrides() {
    let inner = batch(&BatchOptions { magic: 1, ..Default::default() }, &sent());
    let read = records(&wrap(1, 1 | 8, 2, &inner));
    assert!(read.iter().all(|record| record.timestamp == 500));
}

#[test]
fn nested_compression_is_an_error_and_never_recursion() {
    let mut bytes = batch(&BatchOptions { magic: 1, ..Default::default() }, &sent()[..1]);
    for _ in 0..2_000 {
        bytes = wrap(1, 2, 0, &bytes);
    }
    let (read, errors) = all(&bytes);
    assert_eq!((read.len(), errors[0].error.kind), (0, ErrorKind::DepthLimit));
    let other = batch(&BatchOptions { magic: 0, ..Default::default() }, &sent());
    assert_eq!(all(&wrap(1, 1, 0, &other)).1[0].error.kind, ErrorKind::BadValue);
    assert_eq!(all(&wrap(1, 1, 0, &[])).1[0].error.kind, ErrorKind::BadLength);
}

#[test]
fn the_historic_lz4_header_is_magic_0s_alone() {
    let old =
        batch(&BatchOptions { magic: 0, ..BatchOptions::compressed(Compression::Lz4) }, &sent());
    let new =
        batch(&BatchOptions { magic: 1, ..BatchOptions::compressed(Compression::Lz4) }, &sent());
    // FLG 60, BD 40, then the checksum.
    let checksum =
        |bytes: &[u8]| bytes[bytes.windows(2).position(|two| two == [0x60, 0x40]).unwrap() + 2];
    assert_eq!((checksum(&old), checksum(&new)), (0x1a, 0x82));
    assert_eq!(records(&old).len(), 3);
    // Magic 0 may have the right one too.
    let inner = batch(&BatchOptions { magic: 0, ..Default::default() }, &sent());
    assert_eq!(records(&wrap(0, 3, 2, &inner)).len(), 3);
    // Magic 1 must.
    let mut wrong = new.clone();
    let at = new.windows(2).position(|two| two == [0x60, 0x40]).unwrap() + 2;
    wrong[at] = 0x1a;
    reseal(&mut wrong);
    assert_eq!(all(&wrong).1.len(), 1);
}

#[test]
fn headers_have_no_place_below_magic_2() {
    let headers = [HeaderRef { key: b"a", value: None }];
    let record = RecordRef::new(None, None).with(Headers::new(&headers));
    let options = BatchOptions { magic: 1, ..Default::default() };
    let error = Encoder::new().write(&options, [record], &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotInVersion);
}
