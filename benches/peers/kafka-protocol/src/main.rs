//! kafka-protocol, timed on the batches in a folder: `peer FOLDER CASE...`.
#[path = "../../timing.rs"]
mod timing;

use bytes::{Bytes, BytesMut};
use kafka_protocol::records::{
    Compression, RecordBatchDecoder, RecordBatchEncoder, RecordEncodeOptions,
};
use std::{env, fs, hint::black_box, path::Path};

fn main() {
    let mut words = env::args().skip(1);
    let folder = words.next().expect("FOLDER");
    for case in words {
        for (name, compression) in [
            ("none", Compression::None),
            ("gzip", Compression::Gzip),
            ("snappy", Compression::Snappy),
            ("lz4", Compression::Lz4),
            ("zstd", Compression::Zstd),
        ] {
            let read = |name: &str| {
                Bytes::from(
                    fs::read(Path::new(&folder).join(format!("{case}-{name}"))).expect("batch"),
                )
            };
            let (batch, plain) = (read(name), read("none"));
            let decode = timing::nanoseconds(|| {
                let mut buf = black_box(&batch).clone();
                black_box(RecordBatchDecoder::decode(&mut buf).expect("decodes"));
            });
            let records = RecordBatchDecoder::decode(&mut plain.clone()).expect("decodes").records;
            let options = RecordEncodeOptions { version: 2, compression };
            let mut out = BytesMut::with_capacity(1 << 20);
            let encode = timing::nanoseconds(|| {
                out.clear();
                RecordBatchEncoder::encode(&mut out, black_box(&records), &options)
                    .expect("encodes");
                black_box(&out);
            });
            println!("{case} {name} {decode} {encode} {}", out.len());
        }
    }
}
