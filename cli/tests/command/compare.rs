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
