use super::{batch, records};
use crate::{kafka::*, wireloom_codecs::compress::Compression};

fn convert(bytes: &[u8], target: &Target) -> Vec<u8> {
    let (mut encoder, mut decoder, mut out) = (Encoder::new(), Decoder::new(), Vec::new());
    for entry in Entries::new(bytes) {
        encoder.convert(&entry.unwrap(), &mut decoder, target, &mut out).unwrap();
    }
    out
}

#[test]
fn from_every_magic_and_compressor_to_every_other() {
    let values: Vec<String> = (0..30).map(|n| format!("value {n} of thirty")).collect();
    let sent: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(n, v)| RecordRef::new(Some(b"key"), Some(v.as_bytes())).at(1_000 - n as i64))
        .collect();
    let legal = |magic: i8, compression| magic == 2 || compression != Compression::Zstd;
    for from in 0..=2 {
        for packed in Compression::ALL.into_iter().filter(|c| legal(from, *c)) {
            let options =
                BatchOptions { magic: from, base_offset: 500, ..BatchOptions::compressed(packed) };
            let bytes = batch(&options, &sent);
            for to in 0..=2 {
                for compression in Compression::ALL.into_iter().filter(|c| legal(to, *c)) {
                    let out = convert(&bytes, &Target::new(to, compression));
                    let mut expected = records(&bytes);
                    if to == 0 {
                        expected.iter_mut().for_each(|record| record.timestamp = -1);
                    }
                    assert_eq!(records(&out), expected, "{from} {packed} to {to} {compression}");
                }
            }
        }
    }
}

#[test]
fn a_batch_unpacked_and_packed_again_is_the_same_bytes() {
    // What was captured re-encodes byte for byte: also control records, unknown bits, a bad CRC.
    let headers = [HeaderRef { key: b"h", value: None }];
    let record = RecordRef::new(None, Some(&[b'z'; 300])).at(5).with(Headers::new(&headers));
    let options = BatchOptions {
        attributes: Attributes(0x0230),
        producer_id: 5,
        producer_epoch: 2,
        base_sequence: 9,
        ..Default::default()
    };
    let plain = batch(&options, &[record; 3]);
    assert_eq!(convert(&plain, &Target::new(2, Compression::None)), plain);
    for compression in Compression::ALL {
        let packed = convert(&plain, &Target::new(2, compression));
        assert_eq!(packed, batch(&BatchOptions { compression, ..options }, &[record; 3]));
        assert_eq!(convert(&packed, &Target::new(2, Compression::None)), plain);
    }

    let mut bad = plain;
    bad[17] ^= 1;
    let entry = Entries::new(&bad).next().unwrap().unwrap();
    let mut out = Vec::new();
    let mut decoder = Decoder::new().verify(false);
    let target = Target::new(2, Compression::None);
    Encoder::new().convert(&entry, &mut decoder, &target, &mut out).unwrap();
    assert_eq!(out, bad);
}

#[test]
fn what_an_old_magic_cannot_hold_is_left_out() {
    let headers = [HeaderRef { key: b"h", value: None }];
    let record = RecordRef::new(None, Some(b"v")).at(5).with(Headers::new(&headers));
    let options = BatchOptions { append_time: Some(60), ..Default::default() };
    let out = convert(&batch(&options, &[record]), &Target::new(1, Compression::None));
    let message = MessageRef::new(&out).unwrap();
    assert_eq!((message.timestamp, message.timestamp_type()), (60, TimestampType::LogAppend));
    let control = BatchOptions { attributes: Attributes(Attributes::CONTROL), ..options };
    assert_eq!(convert(&batch(&control, &[record]), &Target::new(1, Compression::None)), [0_u8; 0]);
}
