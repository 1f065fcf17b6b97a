//! `segment`: what `kafka-dump-log` is asked for, and going on where it stops.
use super::*;
use std::fs;
use wireloom::wire::kafka::{Attributes, BatchOptions, Encoder, HeaderRef, Headers, RecordRef};

/// A folder whose files have the names that Kafka gives them.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let path = std::env::temp_dir().join(format!("wireloom-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        for (name, bytes) in files {
            fs::write(path.join(name), bytes).unwrap();
        }
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const LOG: &str = "00000000000000000000.log";

fn batch(options: BatchOptions, records: usize) -> Vec<u8> {
    let headers = [HeaderRef { key: b"a", value: Some(b"1") }];
    let record =
        RecordRef::new(Some(b"k0"), Some(b"v0")).at(1_700_000_000_000).with(Headers::new(&headers));
    let mut out = Vec::new();
    let options = BatchOptions { partition_leader_epoch: 0, ..options };
    Encoder::new().write(&options, vec![record; records], &mut out).unwrap();
    out
}

/// Three batches of two records each, the second compressed.
fn log() -> Vec<u8> {
    let compression = "zstd".parse().unwrap();
    [
        batch(BatchOptions::default(), 2),
        batch(BatchOptions { base_offset: 2, compression, ..BatchOptions::default() }, 2),
        batch(BatchOptions { base_offset: 4, ..BatchOptions::default() }, 2),
    ]
    .concat()
}

#[test]
fn a_batch_is_one_object_and_the_file_is_the_last() {
    let folder = Folder::new("one", &[(LOG, &batch(BatchOptions::default(), 1))]);
    let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(0).json();
    assert_eq!(
        ran.out,
        concat!(
            r#"{"position":0,"size":76,"base_offset":0,"last_offset":0,"next_offset":1,"magic":2,"#,
            r#""compression":"none","crc":"ok","timestamp_type":"create","transactional":false,"#,
            r#""control":null,"producer_id":-1,"producer_epoch":-1,"base_sequence":-1,"#,
            r#""delete_horizon":null,"leader_epoch":0,"records":[{"offset":0,"#,
            r#""timestamp":1700000000000,"sequence":null,"key":"k0","value":"v0","#,
            r#""headers":[["a","1"]]}]}"#,
            "\n",
            r#"{"batches":1,"records":1,"bytes_read":76,"trailing_bytes":0,"missing_offsets":0,"#,
            r#""errors":[]}"#,
            "\n"
        )
    );
    let ran = run(&["segment", "--records", &folder.file(LOG)]).exits(0);
    assert!(ran.out.contains("2023-11-14 22:13:20.000"), "{}", ran.out);
    assert!(ran.out.contains("0  k0 = v0  a: 1"), "{}", ran.out);
    assert!(ran.out.ends_with("1 batch · 1 record · 76 bytes\n"), "{}", ran.out);
}

#[test]
fn what_is_cut_at_the_end_is_no_error() {
    let (whole, size) = (log(), batch(BatchOptions::default(), 2).len());
    for cut in [1, 16, 40, size - 1] {
        let folder = Folder::new("cut", &[(LOG, &whole[..whole.len() - cut])]);
        let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(0).json();
        let trailing = format!(
            r#""batches":2,"records":4,"bytes_read":{},"trailing_bytes":{},"#,
            whole.len() - cut,
            size - cut
        );
        assert!(ran.out.contains(&trailing), "{}", ran.out);
    }
    // Room that was allocated and never written to.
    let folder = Folder::new("room", &[(LOG, &[whole, vec![0; 500]].concat())]);
    let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(0).json();
    assert!(ran.out.contains(r#""batches":3,"records":6,"#), "{}", ran.out);
    assert!(ran.out.contains(r#""trailing_bytes":500,"#), "{}", ran.out);
}

#[test]
fn reading_goes_on_after_what_cannot_be_read() {
    let size = batch(BatchOptions::default(), 2).len();
    // Another magic, a CRC, a record's length.
    for (at, kind) in [(16, "bad-value"), (17, "bad-checksum"), (61, "unexpected-end")] {
        let mut bytes = log();
        bytes[at] ^= 0x40;
        let folder = Folder::new("bad", &[(LOG, &bytes)]);
        let mut args = vec!["segment", "-f", "json"];
        if kind == "unexpected-end" {
            args.push("--no-crc");
        }
        let file = folder.file(LOG);
        args.push(&file);
        let ran = run(&args).exits(4).json().says("1 fault was found");
        assert_eq!(ran.out.lines().count(), 4, "{}", ran.out);
        let position = format!(r#""position":{size},"#);
        assert!(ran.out.lines().nth(1).unwrap().contains(&position), "{}", ran.out);
        let last = ran.out.lines().last().unwrap();
        assert!(last.contains(&format!(r#""kind":"{kind}""#)), "{last}");
        assert!(last.contains(r#""errors":[{"position":0,"#), "{last}");
        if at != 16 {
            assert!(last.contains(r#""next_offset":2,"#), "{last}");
        }
    }
}

#[test]
fn a_bad_crc_does_not_hide_the_records() {
    let mut bytes = log();
    bytes[17] ^= 1;
    let folder = Folder::new("crc", &[(LOG, &bytes)]);
    let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(4).json();
    let first = ran.out.lines().next().unwrap();
    assert!(first.contains(r#""crc":"bad""#) && first.contains(r#""key":"k0""#), "{first}");
    let ran = run(&["segment", "-f", "json", "--no-crc", &folder.file(LOG)]).exits(0).json();
    assert!(ran.out.contains(r#""crc":"skipped""#));
    let ran = run(&["segment", &folder.file(LOG)]).exits(4);
    assert!(ran.out.contains("the CRC does not match"), "{}", ran.out);
}

#[test]
fn a_control_record_says_what_it_is() {
    let attributes = Attributes(Attributes::CONTROL | Attributes::TRANSACTIONAL);
    let mut bytes = Vec::new();
    let options =
        BatchOptions { attributes, producer_id: 9, producer_epoch: 1, ..Default::default() };
    let record = RecordRef::new(Some(&[0, 0, 0, 1]), Some(&[0, 0, 0, 0, 0, 7]));
    Encoder::new().write(&options, [record], &mut bytes).unwrap();
    let folder = Folder::new("control", &[(LOG, &bytes)]);
    let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(0).json();
    assert!(ran.out.contains(r#""transactional":true,"control":"COMMIT","producer_id":9,"#));
    let fields = r#""control":{"type":"COMMIT","fields":{"version":0,"coordinator_epoch":7}}}"#;
    assert!(ran.out.contains(fields), "{}", ran.out);
}

#[test]
fn offsets_that_are_missing_are_counted_and_those_that_go_back_are_wrong() {
    let one = batch(BatchOptions::default(), 2);
    let later = batch(BatchOptions { base_offset: 9, ..BatchOptions::default() }, 2);
    let folder = Folder::new("gap", &[(LOG, &[one.clone(), later.clone()].concat())]);
    let ran = run(&["segment", &folder.file(LOG)]).exits(0);
    assert!(ran.out.contains("7 offsets missing"), "{}", ran.out);
    let folder = Folder::new("back", &[(LOG, &[later, one].concat())]);
    let ran = run(&["segment", "-f", "json", &folder.file(LOG)]).exits(4).json();
    assert!(ran.out.contains(r#""kind":"backwards""#), "{}", ran.out);
}

/// Enough batches that an index has entries.
fn long() -> Vec<u8> {
    let batch = |n: i64| batch(BatchOptions { base_offset: 50 * n, ..BatchOptions::default() }, 50);
    (0..40).flat_map(batch).collect()
}

#[test]
fn the_indexes_that_it_writes_agree_with_the_log() {
    let folder = Folder::new("index", &[(LOG, &long())]);
    let dir = folder.0.to_str().unwrap();
    let log = folder.file(LOG);
    run(&["segment", "--write-index", dir, &log]).exits(0);
    run(&["segment", "--verify", &log]).exits(0);
    // What is there is not overwritten.
    run(&["segment", "--write-index", dir, &log]).exits(3).says("cannot write");

    let index = folder.file("00000000000000000000.index");
    let ran = run(&["segment", "-f", "json", &index]).exits(0).json();
    assert!(ran.out.starts_with(r#"{"offset":"#), "{}", ran.out);
    assert!(ran.out.lines().last().unwrap().starts_with(r#"{"entries":"#), "{}", ran.out);

    let mut bytes = fs::read(&index).unwrap();
    bytes[7] ^= 1;
    fs::write(&index, bytes).unwrap();
    let ran = run(&["segment", "-f", "json", "--verify", &log]).exits(4).json();
    assert!(ran.out.contains(r#""kind":"no-batch-at-position""#), "{}", ran.out);
    run(&["segment", "-f", "json", &log]).exits(0);
}

#[test]
fn a_files_kind_is_told_by_its_name_or_its_bytes() {
    let one = batch(BatchOptions::default(), 1);
    let files: [(&str, &[u8]); 7] = [
        ("00000000000000000007-0000000003.checkpoint", &one),
        ("copied", &one),
        ("leader-epoch-checkpoint", b"0\n2\n0 0\n4 120\n"),
        ("00000000000000000100.index", &[0, 0, 0, 14, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("00000000000000000100.txnindex", &[0; 34]),
        ("00000000000000000100.snapshot", &[0, 1, 0, 0, 0, 0]),
        ("notes", b"these are notes, and nothing else at all"),
    ];
    let folder = Folder::new("kinds", &files);
    let told =
        |name: &str, code| run(&["segment", "-f", "json", &folder.file(name)]).exits(code).json();
    for name in ["00000000000000000007-0000000003.checkpoint", "copied"] {
        assert!(told(name, 0).out.contains(r#""batches":1,"#));
    }
    assert!(told("leader-epoch-checkpoint", 0).out.contains(r#"{"epoch":4,"start_offset":120}"#));
    let index = told("00000000000000000100.index", 0);
    assert!(index.out.contains(r#"{"offset":114,"relative_offset":14,"position":2048}"#));
    assert!(index.out.contains(r#"{"entries":1,"bytes_read":16,"#), "{}", index.out);
    assert!(told("00000000000000000100.txnindex", 0).out.starts_with(r#"{"entries":0,"#));
    told("00000000000000000100.snapshot", 4);
    told("notes", 3).says("no file of a Kafka log");

    let several = run(&["segment", "-f", "json", &folder.file("copied"), &folder.file("notes")]);
    assert!(several.exits(3).json().out.contains(r#"{"file":""#));
}

#[test]
fn a_log_may_come_through_a_pipe_and_be_cut_short() {
    let ran = ran(pipe(&["segment", "-f", "json", "--no-records", "-"], &log())).exits(0).json();
    assert!(ran.out.contains(r#""batches":3,"records":6,"#), "{}", ran.out);
    assert!(!ran.out.contains(r#""key""#), "{}", ran.out);
    let folder = Folder::new("most", &[(LOG, &log())]);
    let ran = run(&["segment", "-f", "json", "--max-bytes", "100", &folder.file(LOG)]).exits(0);
    assert!(ran.out.contains(r#""batches":1,"records":2,"bytes_read":100,"#), "{}", ran.out);
}

#[test]
fn a_batch_above_a_limit_is_told_and_passed_over() {
    let folder = Folder::new("limit", &[(LOG, &[long(), log()].concat())]);
    let args = ["segment", "-f", "json", "--limit-frame", "200", &folder.file(LOG)];
    let ran = run(&args).exits(4).json();
    assert!(ran.out.contains(r#""kind":"frame-limit""#), "{}", ran.out);
    assert!(ran.out.contains(r#""batches":3,"records":6,"#), "{}", ran.out);
}

/// What a broker writes when a consumer commits offset 7, and when that is forgotten.
fn commits() -> Vec<u8> {
    let key: &[u8] = b"\0\x01\0\x03new\0\x06orders\0\0\0\0";
    let value: &[u8] =
        b"\0\x04\0\0\0\0\0\0\0\x07\0\0\0\0\x06seven\0\0\x01\xa2\x10\x94\xbe\x8f\x01\0\x10aaaaaaaaaaaaaaaa";
    let records = [
        RecordRef::new(Some(key), Some(value)).at(1_700_000_000_000),
        RecordRef::new(Some(key), None),
    ];
    let mut out = Vec::new();
    Encoder::new().write(&BatchOptions::default(), records, &mut out).unwrap();
    out
}

#[test]
fn the_records_of_an_internal_topic_are_decoded() {
    let folder = Folder::new("__consumer_offsets-3", &[(LOG, &commits())]);
    // The temporary folder has more in its name than a broker's: the topic is not told by it.
    let file = folder.file(LOG);
    let plain = run(&["segment", "-f", "json", &file]).exits(0).json();
    assert!(plain.out.contains(r#""key":"\u0000\u0001"#), "{}", plain.out);
    let ran = run(&["segment", "-f", "json", "--decoder", "offsets", &file]).exits(0).json();
    let key =
        r#""key":{"kind":"OffsetCommit","fields":{"group":"new","topic":"orders","partition":0}}"#;
    let value = concat!(
        r#""value":{"version":4,"fields":{"offset":7,"leader_epoch":0,"metadata":"seven","#,
        r#""commit_timestamp":1795574513295,"topic_id":"YWFhYWFhYWFhYWFhYWFhYQ"}}"#
    );
    assert!(ran.out.contains(&format!("{key},{value}")), "{}", ran.out);
    assert!(ran.out.contains(&format!(r#"{key},"value":null"#)), "{}", ran.out);
    let ran = run(&["segment", "--records", "--decoder", "offsets", &file]).exits(0);
    let line = "0  OffsetCommit group=new topic=orders partition=0 = v4 offset=7 leader_epoch=0 \
                metadata=seven commit_timestamp=1795574513295 topic_id=YWFhYWFhYWFhYWFhYWFhYQ\n";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert!(ran.out.contains("1  OffsetCommit group=new topic=orders partition=0 = null\n"));

    // As in a broker's folder.
    let inside = folder.0.join("__consumer_offsets-3");
    fs::create_dir(&inside).unwrap();
    fs::copy(&file, inside.join(LOG)).unwrap();
    let inside = inside.join(LOG);
    let ran = run(&["segment", "-f", "json", inside.to_str().unwrap()]).exits(0).json();
    assert!(ran.out.contains(key), "{}", ran.out);
    let args = ["segment", "-f", "json", "--decoder", "none", inside.to_str().unwrap()];
    assert_eq!(run(&args).exits(0).out, plain.out);
}

#[test]
fn a_record_that_its_table_does_not_fit_is_told_and_stays_bytes() {
    let folder = Folder::new("misfit", &[(LOG, &commits())]);
    let args = ["segment", "-f", "json", "--decoder", "transactions", &folder.file(LOG)];
    // To this topic the kind is unknown, which is no error; as metadata the value makes no sense.
    let ran = run(&args).exits(0).json();
    assert!(ran.out.contains(r#""key":{"kind":1,"fields":"#), "{}", ran.out);
    let args = ["segment", "-f", "json", "--decoder", "metadata", &folder.file(LOG)];
    let ran = run(&args).exits(4).json();
    assert!(ran.out.contains("record 1, value.frame_version: unexpected end"), "{}", ran.out);
    assert!(ran.out.contains(r#""key":"\u0000\u0001\u0000\u0003new"#), "{}", ran.out);
}
