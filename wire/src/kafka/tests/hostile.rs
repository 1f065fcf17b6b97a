//! Noise in every place: no panic, no loop without end, errors inside their bytes.
use super::{all, batch};
use crate::{kafka::*, wireloom_codecs::compress::Compression};

#[test]
fn any_change_of_any_byte_ends_in_records_and_errors() {
    let values: Vec<String> = (0..8).map(|n| format!("value {n} of eight")).collect();
    let sent: Vec<_> =
        values.iter().map(|v| RecordRef::new(None, Some(v.as_bytes())).at(9)).collect();
    for magic in 0..=2 {
        for compression in Compression::ALL {
            if magic < 2 && compression == Compression::Zstd {
                continue;
            }
            let options = BatchOptions { magic, ..BatchOptions::compressed(compression) };
            let good = batch(&options, &sent);
            let mut decoder = Decoder::new().verify(false);
            for at in 0..good.len() {
                for change in [1, 0x80, 0xff] {
                    let mut bytes = good.clone();
                    bytes[at] ^= change;
                    let bytes = [bytes, good.clone()].concat();
                    let (_, errors) = all(&bytes);
                    assert!(errors.iter().all(|e| e.size.is_none_or(|n| n > 0)));
                    for entry in Entries::new(&bytes).flatten() {
                        let Ok(walk) = decoder.records(&entry) else { continue };
                        for error in walk.filter_map(Result::err) {
                            let within = entry.bytes().len() as u64;
                            assert!(error.buffer != 0 || error.offset <= within, "{error}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_batch_that_cannot_be_read_does_not_hide_the_next() {
    let record = RecordRef::new(None, Some(b"v"));
    let good = batch(&BatchOptions { base_offset: 8, ..Default::default() }, &[record]);
    for (at, value) in [(16, 9), (22, 7), (17, 0xff)] {
        let mut bad = batch(&BatchOptions::default(), &[record]);
        bad[at] = value;
        let (read, errors) = all(&[bad.clone(), good.clone()].concat());
        assert_eq!((read.len(), read[0].offset, errors.len()), (1, 8, 1), "byte {at}");
        assert_eq!((errors[0].base_offset, errors[0].size), (0, Some(bad.len())));
    }
    // Without a length there is nothing to go by.
    for length in [-1i32, 0, 48] {
        let mut bad = good.clone();
        bad[8..12].copy_from_slice(&length.to_be_bytes());
        let (read, errors) = all(&[bad, good.clone()].concat());
        assert_eq!((read.len(), errors.len(), errors[0].size), (0, 1, None));
    }
}
