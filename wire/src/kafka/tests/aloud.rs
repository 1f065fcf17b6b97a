//! Reading aloud: laws 1, 2, 3 and 6 over whole batches.
use super::batch;
use crate::{
    Context, Limits, Observed, Reader,
    build::Document,
    kafka::*,
    observers::{Json, Tree},
    wireloom_codecs::compress::Compression,
};

fn json(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let _ = observe(bytes, Context::DEFAULT, &mut json);
    json.finish();
    let text = String::from_utf8(out).unwrap();
    Document::parse(&text, &Limits::DEFAULT).unwrap();
    text
}

fn samples() -> Vec<Vec<u8>> {
    let headers =
        [HeaderRef { key: b"a", value: Some(b"1") }, HeaderRef { key: b"a", value: None }];
    let sent = [
        RecordRef::new(Some(b"k"), Some(b"v")).at(10).with(Headers::new(&headers)),
        RecordRef::new(None, None).at(12),
    ];
    let mut samples = Vec::new();
    for magic in 0..=2 {
        for compression in Compression::ALL {
            if magic < 2 && compression == Compression::Zstd {
                continue;
            }
            let options = BatchOptions { magic, ..BatchOptions::compressed(compression) };
            let plain: Vec<_> =
                sent.iter().map(|r| RecordRef { headers: Headers::EMPTY, ..*r }).collect();
            samples.push(batch(&options, if magic == 2 { &sent } else { &plain[..1] }));
        }
    }
    let control =
        BatchOptions { attributes: Attributes(Attributes::CONTROL), ..Default::default() };
    samples.push(batch(
        &control,
        &[
            RecordRef::new(Some(&[0, 0, 0, 1]), Some(&[0, 0, 0, 0, 0, 7])),
            RecordRef::new(Some(&[0, 0, 0, 3]), Some(b"\0\0\0\0\0\0\0\0\0\x09\0")),
            RecordRef::new(Some(&[0]), Some(b"?")),
        ],
    ));
    samples
}

#[test]
fn reading_aloud_changes_nothing_and_names_every_byte() {
    for bytes in samples() {
        for cut in 0..=bytes.len() {
            for change in [None, Some(cut / 2)] {
                let mut bytes = bytes[..cut].to_vec();
                if let Some(byte) = change.and_then(|at| bytes.get_mut(at)) {
                    *byte ^= 0x41;
                }
                let quiet = Entry::read(&mut Reader::new(&bytes));
                let mut tree = Tree::default();
                let aloud = Entry::read(&mut Observed::new(Reader::new(&bytes), &mut tree));
                assert_eq!(quiet, aloud, "law 2");
                json(&bytes);
                match quiet {
                    Ok(entry) => named(&tree, entry.bytes().len()),
                    Err(error) => assert!(error.offset <= cut as u64, "law 6"),
                }
            }
        }
    }
}

/// Law 3 as `check::laws` has it, for buffer 0: bits count as their octets here.
fn named(tree: &Tree, used: usize) {
    let mut named = vec![false; used];
    for span in tree.spans().iter().filter(|span| span.buffer == 0 && span.shape.is_none()) {
        named[span.bytes.clone()].fill(true);
    }
    assert!(named.iter().all(|named| *named), "law 3: {named:?}");
}

#[test]
fn a_compressed_batch_is_told_with_its_records() {
    for bytes in samples() {
        let entry = Entries::new(&bytes).next().unwrap().unwrap();
        let text = json(&bytes);
        assert!(!text.contains("\"error\""), "{text}");
        if entry.magic() == 2 && !entry.attributes().has(Attributes::CONTROL) {
            let record = r#""offset":0,"timestamp":10,"key":"k","value":"v","headers":[["a","1"],["a",null]]}"#;
            assert!(text.contains(record), "{text}");
        }
        if entry.attributes().has(Attributes::CONTROL) {
            assert!(text.contains(r#""key":{"version":0,"type":"COMMIT"},"value":{"version":0,"coordinator_epoch":7}"#), "{text}");
        }
    }
}

#[test]
fn a_batch_whose_records_cannot_be_read_is_told_as_bytes() {
    let mut bytes =
        batch(&BatchOptions::compressed(Compression::Gzip), &[RecordRef::new(None, None)]);
    let last = bytes.len() - 9;
    bytes[last] ^= 0xff;
    let text = json(&bytes);
    assert!(text.contains("\"base64\"") && text.contains("\"error\":"), "{text}");
}
