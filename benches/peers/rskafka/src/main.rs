//! rskafka, timed on the batches in a folder: `peer FOLDER CASE...`.
#[path = "../../timing.rs"]
mod timing;

use rskafka::protocol::{
    record::{RecordBatch, RecordBatchCompression},
    traits::{ReadType, WriteType},
};
use std::{env, fs, hint::black_box, io::Cursor, path::Path};

fn main() {
    let mut words = env::args().skip(1);
    let folder = words.next().expect("FOLDER");
    for case in words {
        for (name, compression) in [
            ("none", RecordBatchCompression::NoCompression),
            ("gzip", RecordBatchCompression::Gzip),
            ("snappy", RecordBatchCompression::Snappy),
            ("lz4", RecordBatchCompression::Lz4),
            ("zstd", RecordBatchCompression::Zstd),
        ] {
            let read = |name: &str| {
                fs::read(Path::new(&folder).join(format!("{case}-{name}"))).expect("batch")
            };
            let (batch, plain) = (read(name), read("none"));
            let decode = timing::nanoseconds(|| {
                let mut buf = Cursor::new(black_box(&batch));
                black_box(RecordBatch::read(&mut buf).expect("decodes"));
            });
            let mut records = RecordBatch::read(&mut Cursor::new(&plain)).expect("decodes");
            records.compression = compression;
            let mut out = Vec::with_capacity(1 << 20);
            let encode = timing::nanoseconds(|| {
                out.clear();
                black_box(&records).write(&mut out).expect("encodes");
                black_box(&out);
            });
            println!("{case} {name} {decode} {encode} {}", out.len());
        }
    }
}
