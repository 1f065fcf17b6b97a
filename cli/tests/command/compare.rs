//! `compare`: sizes that are exact, figures that are there, and a picture that is XML.
use super::*;
use wireloom::wire::kafka::{BatchOptions, Encoder, Entries, RecordRef};

/// So many batches of text that compresses, by that compressor.
fn log(codec: &str, batches: i64) -> Vec<u8> {
    let mut out = Vec::new();
    for n in 0..batches {
        let value =
            |i: i64| format!(r#"{{"id":{},"path":"/cart/{}","ms":{i}}}"#, n * 50 + i, i % 7);
        let values: Vec<String> = (0..50).map(value).collect();
        let records = values.iter().map(|value| RecordRef::new(Some(b"k"), Some(value.as_bytes())));
        let compression = codec.parse().unwrap();
        let options = BatchOptions { base_offset: n * 50, compression, ..Default::default() };
        Encoder::new().write(&options, records.collect::<Vec<_>>(), &mut out).unwrap();
    }
    out
}

#[test]
fn message_sets_are_compared_as_batches() {
    let mut bytes = Vec::new();
    let records = [RecordRef::new(Some(b"k"), Some(b"a value of some length, once and again"))];
    let compression = "gzip".parse().unwrap();
    let options = BatchOptions { magic: 1, compression, ..Default::default() };
    Encoder::new().write(&options, records.repeat(40), &mut bytes).unwrap();
    let ran = ran(pipe(&["compare", "--time", "1ms", "--only", "gzip,zstd", "-"], &bytes)).exits(0);
    assert!(
        ran.out.contains("message sets of magic 0 and 1 are compared as batches"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("now: gzip") && ran.out.contains("zstd 3"), "{}", ran.out);
}

/// The value of a field of a line of JSON.
fn value<'l>(line: &'l str, name: &str) -> &'l str {
    let (_, rest) =
        line.split_once(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{name}: {line}"));
    rest.split([',', '}']).next().unwrap()
}

#[test]
fn every_compressor_has_a_row_and_its_exact_size() {
    let bytes = log("gzip", 8);
    let file = Scratch::new("compare.log", &bytes);
    let ran = run(&["compare", "--time", "1ms", "-f", "json", file.path()]).exits(0).json();
    let lines: Vec<_> = ran.out.lines().collect();
    let names: Vec<_> = lines.iter().filter(|line| line.starts_with("{\"name\"")).collect();
    assert_eq!(names.len(), 12, "{}", ran.out);
    assert_eq!(value(lines[0], "bytes"), bytes.len().to_string());
    assert_eq!(value(lines[0], "now"), "true");
    let plain = log("none", 8);
    let row = |name: &str| {
        *lines.iter().find(|line| value(line, "name").trim_matches('"') == name).unwrap()
    };
    assert_eq!(value(row("none"), "bytes"), plain.len().to_string());
    // The compressor and the level of the file, so the size of the file.
    assert_eq!(value(row("gzip 6"), "bytes"), bytes.len().to_string());
    assert_eq!(value(row("zstd 3"), "bytes"), log("zstd", 8).len().to_string());
    let last = lines.last().unwrap();
    assert_eq!(
        (value(last, "batches"), value(last, "records"), value(last, "malformed")),
        ("8", "400", "0")
    );
    assert_eq!(value(last, "sampled_bytes_plain"), plain.len().to_string());
}

#[test]
fn a_table_says_what_is_there_and_what_to_do() {
    let file = Scratch::new("compare-table.log", &log("none", 8));
    let ran =
        run(&["compare", "--time", "1ms", "--only", "lz4,zstd:3,gzip:1", file.path()]).exits(0);
    assert!(ran.out.contains("now: none"), "{}", ran.out);
    assert!(ran.out.contains("measured on all 8 batches"), "{}", ran.out);
    assert!(ran.out.lines().last().unwrap().contains("is read fastest"), "{}", ran.out);
    let csv =
        run(&["compare", "--time", "1ms", "--only", "lz4", "-f", "csv", file.path()]).exits(0);
    assert!(csv.out.starts_with("name,codec,level,bytes,estimated,ratio,"), "{}", csv.out);
    assert_eq!(csv.out.lines().count(), 3);
    assert!(csv.out.lines().all(|line| line.split(',').count() == 9), "{}", csv.out);
}

#[test]
fn a_large_file_is_sampled_and_the_sample_is_told() {
    let bytes = log("none", 40);
    let sample = (bytes.len() / 4).to_string();
    let args = ["compare", "--time", "1ms", "--only", "lz4", "--sample", &sample, "-"];
    let ran = ran(pipe(&args, &bytes)).exits(0);
    assert!(ran.out.contains("measured on a sample, 10 of 40 batches"), "{}", ran.out);
}

#[test]
fn what_is_malformed_is_left_out_and_told() {
    let mut bytes = log("none", 4);
    let second = Entries::new(&bytes).next().unwrap().unwrap().bytes().len();
    bytes[second + 80] ^= 1;
    let file = Scratch::new("compare-bad.log", &bytes);
    let ran = run(&["compare", "--time", "1ms", "--only", "lz4", "-f", "json", file.path()])
        .exits(4)
        .json()
        .says("1 batch was malformed and left out");
    assert_eq!(value(ran.out.lines().last().unwrap(), "sampled_batches"), "3");
}

#[test]
fn the_chart_is_a_document_with_a_bar_for_each_figure() {
    let file = Scratch::new("compare-chart.log", &log("zstd", 4));
    let chart = Scratch::new("compare.svg", b"");
    let args =
        ["compare", "--time", "1ms", "--only", "lz4,zstd:1", "--chart", chart.path(), file.path()];
    run(&args).exits(0);
    let svg = std::fs::read_to_string(chart.path()).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{svg}");
    // Three rows by three panels, but what is there was not written.
    assert_eq!(svg.matches("<rect class=\"p").count(), 8, "{svg}");
    assert!(svg.contains("prefers-color-scheme:dark"), "{svg}");
    for tag in ["text", "svg", "title", "style"] {
        let open =
            svg.matches(&format!("<{tag} ")).count() + svg.matches(&format!("<{tag}>")).count();
        assert_eq!(open, svg.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    run(&[
        "compare",
        "--chart",
        "/no/such/folder/x.svg",
        "--time",
        "1ms",
        "--only",
        "lz4",
        file.path(),
    ])
    .exits(3)
    .says("cannot write");
}

#[test]
fn a_line_that_makes_no_sense_is_refused() {
    for (args, words) in [
        (&["compare", "--only", "lz4:3", "x"][..], "one level only"),
        (&["compare", "--only", "brotli", "x"], "gzip:1 to gzip:9"),
        (&["compare", "--time", "soon", "x"], "300ms"),
    ] {
        run(args).exits(2).says(words);
    }
    run(&["compare", "/no/such/file"]).exits(3).says("cannot read");
}

/// Messages of which some fields are missing, and one is null.
fn events(n: usize) -> String {
    let line = |n: usize| {
        let user = if n.is_multiple_of(3) {
            "null".into()
        } else {
            format!("{{\"id\":{n},\"name\":\"u{n}\"}}")
        };
        let tags = vec!["\"t\""; n % 4].join(",");
        format!(
            "{{\"seq\":{n},\"user\":{user},\"ms\":{}.5,\"tags\":[{tags}],\"ok\":{}}}\n",
            n % 90,
            n.is_multiple_of(2)
        )
    };
    (0..n).map(line).collect()
}

#[test]
fn json_needs_no_schema() {
    let file = Scratch::new("compare.jsonl", events(40).as_bytes());
    let proto = run(&["compare", "--print-schema", file.path()]).exits(0).out;
    for line in [
        "message Record {",
        "  int64 seq = 1;",
        "    int64 id = 1;",
        "  User user = 2;",
        "  double ms = 3;",
        "  repeated string tags = 4;",
        "  bool ok = 5;",
    ] {
        assert!(proto.lines().any(|found| found == line), "{line}: {proto}");
    }
    // What was printed is what was meant.
    let schema = Scratch::new("compare-inferred.proto", proto.as_bytes());
    let args = ["--time", "1ms", "-f", "json", file.path()];
    let inferred = run(&[&["compare"][..], &args].concat()).exits(0).json().out;
    let given =
        run(&[&["compare", "--schema", schema.path()][..], &args].concat()).exits(0).json().out;
    let sizes = |out: &str| -> Vec<String> {
        let rows = out.lines().filter(|line| line.starts_with("{\"name\""));
        rows.map(|line| format!("{} {}", value(line, "name"), value(line, "bytes"))).collect()
    };
    assert_eq!(sizes(&inferred), sizes(&given));
    assert_eq!(sizes(&given).len(), 5);
    // And what convert writes by it is of the size that is told.
    for form in ["json", "compact"] {
        let written = pipe(
            &["convert", "--from", "json", "--to", form, "--schema", schema.path()],
            events(40).as_bytes(),
        );
        let lines = if form == "json" { 40 } else { 0 };
        let row = inferred.lines().find(|line| {
            line.contains(&format!("\"format\":\"{form}\"")) && value(line, "now") == "false"
        });
        assert_eq!(
            value(row.unwrap(), "bytes"),
            (written.stdout.len() - lines).to_string(),
            "{form}"
        );
    }
    let table = run(&["compare", "--time", "1ms", file.path()]).exits(0).out;
    assert!(table.contains("the schema was inferred from the data"), "{table}");
    assert!(table.contains("measured on all 40 messages"), "{table}");
}

#[test]
fn every_form_can_be_what_is_there() {
    let json = "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"\"}]";
    let proto = "syntax = 'proto3'; message M { int32 a = 1; string b = 2; }";
    let schema = Scratch::new("compare-forms.proto", proto.as_bytes());
    for form in ["json", "xml", "protobuf", "compact"] {
        let convert =
            ["convert", "--schema", schema.path(), "--delimited", "--from", "json", "--to", form];
        let bytes = pipe(&convert, json.as_bytes()).stdout;
        let args = [
            "compare",
            "--time",
            "1ms",
            "-f",
            "json",
            "--schema",
            schema.path(),
            "--delimited",
            "--from",
            form,
            "-",
        ];
        let ran = ran(pipe(&args, &bytes)).exits(0).json();
        let now = ran.out.lines().next().unwrap();
        let same =
            ran.out.lines().skip(1).find(|line| value(line, "format").trim_matches('"') == form);
        assert_eq!(value(now, "bytes"), value(same.unwrap(), "bytes"), "{form}");
        assert_eq!(value(ran.out.lines().last().unwrap(), "messages"), "2");
    }
    // What XML cannot say is told in its row.
    let odd = "{\"a\":1,\"b\":\"\\u0001\"}";
    let ran =
        ran(pipe(&["compare", "--time", "1ms", "--schema", schema.path(), "-"], odd.as_bytes()));
    let ran = ran.exits(0);
    assert!(
        ran.out.contains("cannot carry this: b: a text with a character that XML forbids"),
        "{}",
        ran.out
    );
}

#[test]
fn data_that_has_no_one_type_is_refused_with_its_path() {
    let mixed = "{\"a\":{\"b\":1}}\n{\"a\":{\"b\":\"x\"}}\n";
    ran(pipe(&["compare", "-"], mixed.as_bytes()))
        .exits(4)
        .says("standard input, message 1 at byte 14: a.b: text here and a number elsewhere");
    ran(pipe(&["compare", "-"], b"<a/>")).exits(2).says("--schema");
    ran(pipe(&["compare", "-"], b"\x01\x02\x03")).exits(2).says("--from");
    ran(pipe(&["compare", "-"], b"")).exits(4).says("is empty");
    ran(pipe(&["compare", "-"], b"[]")).exits(4).says("holds no message");
}
