//! Every case of "Peers fail here" in the specification.
use super::{all, batch, records, reseal};
use crate::{
    ErrorKind, Limits,
    kafka::*,
    wireloom_codecs::compress::{Compression, Deflater, Options},
};

#[test]
fn duplicate_and_null_headers_stay_in_order() {
    let headers = [
        HeaderRef { key: b"a", value: Some(b"1") },
        HeaderRef { key: b"b", value: None },
        HeaderRef { key: b"a", value: Some(b"") },
        HeaderRef { key: b"", value: Some(b"2") },
    ];
    let record = RecordRef::new(Some(b""), None).with(Headers::new(&headers));
    let bytes = batch(&BatchOptions::default(), &[record]);
    let entry = BatchRef::new(&bytes).unwrap();
    let read = entry.records().unwrap().next().unwrap().unwrap();
    assert!(read.headers.iter().eq(headers));
    assert_eq!((read.key, read.value), (Some(&b""[..]), None));
}

#[test]
fn log_append_time_is_every_records_timestamp() {
    let options = BatchOptions { append_time: Some(77), ..Default::default() };
    let sent = [RecordRef::new(None, None).at(10), RecordRef::new(None, None).at(20)];
    let bytes = batch(&options, &sent);
    assert_eq!(BatchRef::new(&bytes).unwrap().timestamp_type(), TimestampType::LogAppend);
    assert!(records(&bytes).iter().all(|record| record.timestamp == 77));
}

#[test]
fn a_header_count_bomb_is_an_error() {
    // 74 bytes that claim 2^31 - 1 headers.
    let mut bytes = batch(&BatchOptions::default(), &[RecordRef::new(None, None)]);
    let at = bytes.len() - 1;
    bytes.splice(at.., [0xfe, 0xff, 0xff, 0xff, 0x0f]);
    bytes[61] += 8;
    reseal(&mut bytes);
    assert!(bytes.len() <= 74);
    assert_eq!(all(&bytes).1[0].error.kind, ErrorKind::BadLength);
}

#[test]
fn a_record_count_bomb_is_an_error() {
    let mut bytes =
        batch(&BatchOptions::default(), &[RecordRef::new(Some(b"key"), Some(&[0; 20]))]);
    for count in [i32::MAX, -1, 2, 0] {
        bytes[57..61].copy_from_slice(&count.to_be_bytes());
        reseal(&mut bytes);
        assert!(bytes.len() <= 94);
        let (read, errors) = all(&bytes);
        let kind = match count {
            0 => ErrorKind::Trailing,
            -1 => ErrorKind::BadLength,
            _ => ErrorKind::UnexpectedEnd,
        };
        assert_eq!((read.len(), errors[0].error.kind), ((count > 0).into(), kind));
        assert_eq!(errors[0].next_offset, Some(1));
    }
}

#[test]
fn a_zstd_bomb_stops_at_the_limit() {
    // Frames back to back: the last of them asks for more than is allowed.
    let mut packed = Vec::new();
    let zeros = vec![0; 8 << 20];
    let mut frame = Vec::new();
    Deflater::new().deflate(Compression::Zstd, &Options::DEFAULT, &zeros, &mut frame).unwrap();
    for _ in 0..96_000 / frame.len() + 1 {
        packed.extend_from_slice(&frame);
    }
    let mut bytes = batch(&BatchOptions::default(), &[]);
    bytes.extend_from_slice(&packed);
    bytes[22] |= 4;
    bytes[57..61].copy_from_slice(&1i32.to_be_bytes());
    reseal(&mut bytes);
    let entry = Entries::new(&bytes).next().unwrap().unwrap();
    let mut decoder = Decoder::new();
    let error = decoder.records(&entry).unwrap_err();
    assert_eq!(
        (error.error.kind, error.base_offset, error.next_offset),
        (ErrorKind::InflatedLimit, 0, Some(1))
    );
    assert!(decoder.inflated().len() <= Limits::DEFAULT.inflated);
}

#[test]
fn two_gzip_members_and_two_frames_are_one_batch() {
    let values: Vec<Vec<u8>> = (0..40u8).map(|n| vec![n; 200]).collect();
    let sent: Vec<_> = values.iter().map(|v| RecordRef::new(None, Some(v))).collect();
    let plain = batch(&BatchOptions::default(), &sent);
    for compression in [Compression::Gzip, Compression::Lz4, Compression::Zstd] {
        let mut bytes = plain[..61].to_vec();
        let mut deflater = Deflater::new();
        for half in [&plain[61..3_000], &plain[3_000..]] {
            deflater.deflate(compression, &Options::DEFAULT, half, &mut bytes).unwrap();
        }
        bytes[22] |= compression.number();
        reseal(&mut bytes);
        assert_eq!(records(&bytes), records(&plain));
    }
}

#[test]
fn sequences_wrap_around() {
    let options = BatchOptions {
        producer_id: 1,
        producer_epoch: 0,
        base_sequence: i32::MAX - 1,
        ..Default::default()
    };
    let bytes = batch(&options, &[RecordRef::new(None, None); 4]);
    let sequences: Vec<_> = records(&bytes).iter().map(|record| record.sequence).collect();
    assert_eq!(sequences, [Some(i32::MAX - 1), Some(i32::MAX), Some(0), Some(1)]);
    let none = batch(&BatchOptions::default(), &[RecordRef::new(None, None); 2]);
    assert!(records(&none).iter().all(|record| record.sequence.is_none()));
}

#[test]
fn control_records_are_told_apart() {
    let options = BatchOptions {
        attributes: Attributes(Attributes::CONTROL | Attributes::TRANSACTIONAL),
        ..Default::default()
    };
    let key = |r#type: i16| [0, 0, r#type.to_be_bytes()[0], r#type.to_be_bytes()[1]];
    let (commit, unknown, voters) = (key(1), key(99), key(6));
    let marker = [0, 0, 0, 0, 0, 7];
    // version 0, one voter: 3, a directory, one endpoint "C" at "h":9, versions 0 to 1.
    let mut value = vec![0, 0, 2, 0, 0, 0, 3];
    value.extend([5; 16]);
    value.extend(b"\x02\x02C\x02h\x00\x09\x00\x00\x00\x00\x01\x00\x00\x00");
    let bytes = batch(
        &options,
        &[
            RecordRef::new(Some(&commit), Some(&marker)),
            RecordRef::new(Some(&unknown), Some(b"?")),
            RecordRef::new(Some(&voters), Some(&value)),
            RecordRef::new(None, None),
        ],
    );
    let entry = BatchRef::new(&bytes).unwrap();
    assert!(entry.is_control() && entry.is_transactional());
    let read: Vec<RecordRef<'_>> = entry.records().unwrap().map(Result::unwrap).collect();
    assert_eq!(read[0].control_key().unwrap().r#type, ControlType::COMMIT);
    let marker = EndTxnMarker { version: 0, coordinator_epoch: 7 };
    assert_eq!(read[0].control(), Ok(Control::EndTxn(marker)));
    assert_eq!(read[1].control(), Ok(Control::Unknown(Some(b"?"))));
    let Ok(Control::KraftVoters(voters)) = read[2].control() else {
        panic!("{:?}", read[2].control())
    };
    assert_eq!((voters.voters[0].voter_id, voters.voters[0].endpoints[0].host), (3, "h"));
    assert!(read[3].control().is_err());
}
