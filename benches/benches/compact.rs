//! Compact beside other row formats (bitcode, which sorts into columns, among them), Protobuf, JSON
//! and XML: three families, each written, read and viewed.
//!
//! `--features compact,mimalloc` runs it with mimalloc. With glibc's allocator, an owned decode is
//! mostly page faults when freeing the last value has returned its memory to the system; whether it
//! does depends on what ran before. `MALLOC_TRIM_THRESHOLD_=100000000
//! MALLOC_MMAP_THRESHOLD_=100000000` in the environment keeps it from doing so for anybody.
#![allow(missing_docs, reason = "criterion's macros write functions without any")]
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]
#[path = "compact/peers.rs"]
mod peers;

use bincode2::config::standard;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use wireloom_benches::{buffa::wireloom as theirs, malloc, memcpy};
use wireloom_codecs::Codec;
use wireloom_codecs::compact::{Compact, Fixed, Leb128, Profile, Seq};
use wireloom_schemas::{Log, Mesh, Random, Save, log::RecordView, mesh::Triangle};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The allocator that the figures are true for.
const NAME: &str = if cfg!(feature = "mimalloc") { "mimalloc" } else { "system" };

type Group<'c> = BenchmarkGroup<'c, WallTime>;

/// A benchmark of `$run`, whose result is dropped inside the time, as its user would.
macro_rules! time {
    ($group:ident, $name:expr, $run:expr) => {
        $group.bench_function($name, |b| b.iter(|| black_box($run)));
    };
}

fn group<'c>(c: &'c mut Criterion, family: &str, what: &str, bytes: usize) -> Group<'c> {
    let mut group = c.benchmark_group(format!("{family}/{what}/{NAME}"));
    group.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap()));
    group
}

/// One line per format: how many bytes the family takes.
fn sizes(family: &str, sizes: &[(&str, usize)]) {
    for (format, size) in sizes {
        println!("{family}/size/{format}: {size} bytes");
    }
}

/// Everything that all families have; the views are the family's own.
macro_rules! family {
    ($c:ident, $family:literal, $ours:ty, $peer:ident, $buffa:ty, $value:expr, |$bytes:ident, $group:ident| $views:block) => {{
        let ours: $ours = $value;
        let mut out = Vec::new();
        Compact.encode(&ours, &mut out).unwrap();
        let compact = out.clone();
        let (peer, _): (peers::$peer, _) = bincode2::decode_from_slice(&compact, standard()).unwrap();
        let varint = wincode::config::Configuration::default().with_varint_encoding();
        let fixed = bincode1::serialize(&peer).unwrap();
        let leb128 = postcard::to_stdvec(&peer).unwrap();
        let columns = bitcode::encode(&peer);
        let archive = rkyv::to_bytes::<rkyv::rancor::Error>(&peer).unwrap();
        let borsh = borsh::to_vec(&peer).unwrap();
        use speedy::{Readable, Writable};
        let speedy = peer.write_to_vec().unwrap();
        let winc = wincode::serialize(&peer).unwrap();
        let winv = wincode::config::serialize(&peer, varint).unwrap();
        // These take the families as they are: serde's and prost's derives are theirs already.
        use buffa::Message as _;
        use prost::Message as _;
        let protobuf = ours.encode_to_vec();
        let buffa = <$buffa>::decode_from_slice(&protobuf).unwrap();
        let json = serde_json::to_vec(&ours).unwrap();
        let xml = quick_xml::se::to_string(&ours).unwrap();
        assert_eq!(bincode2::encode_to_vec(&peer, standard()).unwrap(), compact);
        let mut ours_fixed = Vec::new();
        Fixed.encode(&ours, &mut ours_fixed).unwrap();
        assert_eq!(ours_fixed, fixed);
        let mut ours_leb128 = Vec::new();
        Leb128.encode(&ours, &mut ours_leb128).unwrap();
        assert_eq!(ours_leb128, leb128);
        sizes($family, &[
            ("compact", compact.len()), ("bincode2", compact.len()), ("bincode1", fixed.len()),
            ("postcard", leb128.len()), ("wincode", winc.len()), ("wincode-varint", winv.len()),
            ("bitcode", columns.len()), ("rkyv", archive.len()), ("borsh", borsh.len()),
            ("speedy", speedy.len()), ("protobuf", protobuf.len()), ("json", json.len()),
            ("xml", xml.len()),
        ]);

        let mut room = vec![0u8; fixed.len().max(1 << 10).wrapping_mul(2)];
        let mut g = group($c, $family, "serialize", compact.len());
        time!(g, "floor/memcpy", memcpy(&compact, &mut out));
        time!(g, "compact", { out.clear(); Compact.encode(black_box(&ours), &mut out).unwrap() });
        time!(g, "compact-slice", Compact.encode_to(black_box(&ours), &mut room).unwrap());
        time!(g, "compact-fixed", { out.clear(); Fixed.encode(black_box(&ours), &mut out).unwrap() });
        time!(g, "compact-leb128", { out.clear(); Leb128.encode(black_box(&ours), &mut out).unwrap() });
        time!(g, "bincode2", bincode2::encode_into_slice(black_box(&peer), &mut room, standard()).unwrap());
        time!(g, "bincode1", bincode1::serialize_into(&mut room[..], black_box(&peer)).unwrap());
        time!(g, "postcard", postcard::to_slice(black_box(&peer), &mut room).unwrap().len());
        time!(g, "wincode", wincode::serialize_into(&mut room[..], black_box(&peer)).unwrap());
        time!(g, "wincode-varint", wincode::config::serialize_into(&mut room[..], black_box(&peer), varint).unwrap());
        let mut buffer = bitcode::Buffer::default();
        time!(g, "bitcode", buffer.encode(black_box(&peer)).len());
        let mut aligned = rkyv::util::AlignedVec::<16>::with_capacity(archive.len().wrapping_mul(2));
        g.bench_function("rkyv", |b| b.iter(|| {
            let mut held = std::mem::take(&mut aligned);
            held.clear();
            aligned = rkyv::api::high::to_bytes_in::<_, rkyv::rancor::Error>(black_box(&peer), held).unwrap();
        }));
        time!(g, "borsh", { out.clear(); borsh::to_writer(&mut out, black_box(&peer)).unwrap() });
        time!(g, "speedy", black_box(&peer).write_to_buffer(&mut room).unwrap());
        time!(g, "prost", { out.clear(); black_box(&ours).encode(&mut out).unwrap() });
        time!(g, "buffa", { out.clear(); black_box(&buffa).encode(&mut out) });
        time!(g, "serde_json", { out.clear(); serde_json::to_writer(&mut out, black_box(&ours)).unwrap() });
        time!(g, "sonic-rs", { out.clear(); sonic_rs::to_writer(&mut out, black_box(&ours)).unwrap() });
        time!(g, "simd-json", { out.clear(); simd_json::to_writer(&mut out, black_box(&ours)).unwrap() });
        let mut text = String::with_capacity(xml.len());
        time!(g, "quick-xml", { text.clear(); quick_xml::se::to_writer(&mut text, black_box(&ours)).unwrap(); });
        g.finish();

        let mut g = group($c, $family, "owned", compact.len());
        time!(g, "floor/malloc", malloc(compact.len()));
        time!(g, "compact", <Compact as Codec<'_, $ours>>::decode(&Compact, black_box(&compact)).unwrap());
        time!(g, "compact-fixed", <Fixed as Codec<'_, $ours>>::decode(&Fixed, black_box(&fixed)).unwrap());
        time!(g, "compact-leb128", <Leb128 as Codec<'_, $ours>>::decode(&Leb128, black_box(&leb128)).unwrap());
        time!(g, "bincode2", bincode2::decode_from_slice::<peers::$peer, _>(black_box(&compact), standard()).unwrap());
        time!(g, "bincode1", bincode1::deserialize::<peers::$peer>(black_box(&fixed)).unwrap());
        time!(g, "postcard", postcard::from_bytes::<peers::$peer>(black_box(&leb128)).unwrap());
        time!(g, "wincode", wincode::deserialize::<peers::$peer>(black_box(&winc)).unwrap());
        time!(g, "wincode-varint", wincode::config::deserialize::<peers::$peer, _>(black_box(&winv), varint).unwrap());
        time!(g, "bitcode", buffer.decode::<peers::$peer>(black_box(&columns)).unwrap());
        time!(g, "rkyv", rkyv::from_bytes::<peers::$peer, rkyv::rancor::Error>(black_box(&archive)).unwrap());
        time!(g, "borsh", borsh::from_slice::<peers::$peer>(black_box(&borsh)).unwrap());
        time!(g, "speedy", peers::$peer::read_from_buffer(black_box(&speedy)).unwrap());
        time!(g, "prost", <$ours as prost::Message>::decode(black_box(&protobuf[..])).unwrap());
        time!(g, "buffa", <$buffa>::decode_from_slice(black_box(&protobuf)).unwrap());
        time!(g, "serde_json", serde_json::from_slice::<$ours>(black_box(&json)).unwrap());
        time!(g, "sonic-rs", sonic_rs::from_slice::<$ours>(black_box(&json)).unwrap());
        // It writes into its input, so it gets a copy each time.
        let mut copy = json.clone();
        time!(g, "simd-json", { copy.copy_from_slice(&json); simd_json::from_slice::<$ours>(black_box(&mut copy)).unwrap() });
        time!(g, "quick-xml", quick_xml::de::from_str::<$ours>(black_box(&xml)).unwrap());
        g.finish();

        let mut $group = group($c, $family, "view", compact.len());
        time!($group, "compact", Compact.view::<$ours>(black_box(&compact)).unwrap());
        time!($group, "rkyv", { rkyv::access::<rkyv::Archived<peers::$peer>, rkyv::rancor::Error>(black_box(&archive)).unwrap(); });
        let $bytes = Wires { compact, fixed, leb128, winc, winv, columns, speedy };
        $views
        $group.finish();
    }};
}

/// What each format wrote.
struct Wires {
    compact: Vec<u8>,
    fixed: Vec<u8>,
    leb128: Vec<u8>,
    winc: Vec<u8>,
    winv: Vec<u8>,
    columns: Vec<u8>,
    speedy: Vec<u8>,
}

/// The peers that can leave text where it came in.
macro_rules! borrowed {
    ($group:ident, $bytes:ident, $peer:ident) => {{
        use peers::borrowed::$peer;
        let varint = wincode::config::Configuration::default().with_varint_encoding();
        time!(
            $group,
            "bincode2",
            bincode2::borrow_decode_from_slice::<$peer<'_>, _>(
                black_box(&$bytes.compact),
                standard()
            )
            .unwrap()
        );
        time!(
            $group,
            "wincode",
            wincode::deserialize::<$peer<'_>>(black_box(&$bytes.winc)).unwrap()
        );
        time!(
            $group,
            "wincode-varint",
            wincode::config::deserialize::<$peer<'_>, _>(black_box(&$bytes.winv), varint).unwrap()
        );
        time!($group, "bitcode", bitcode::decode::<$peer<'_>>(black_box(&$bytes.columns)).unwrap());
        time!($group, "speedy", $peer::read_from_buffer(black_box(&$bytes.speedy)).unwrap());
    }};
}

fn log(c: &mut Criterion) {
    family!(
        c,
        "log",
        Log,
        Log,
        theirs::log::Log,
        Log::random(&mut Random::new(1), 10_000),
        |bytes, g| {
            type Lazy<'a> = Seq<'a, RecordView<'a>>;
            time!(
                g,
                "compact-seq",
                Compact.read::<Lazy<'_>>(black_box(&bytes.compact)).unwrap().len()
            );
            borrowed!(g, bytes, Log);
            time!(
                g,
                "postcard",
                postcard::from_bytes::<peers::borrowed::Log<'_>>(black_box(&bytes.leb128)).unwrap()
            );
            time!(
                g,
                "bincode1",
                bincode1::deserialize::<peers::borrowed::Log<'_>>(black_box(&bytes.fixed)).unwrap()
            );
        }
    );
}

/// Not more triangles: wincode reserves at most 4 MiB unless told otherwise.
fn mesh(c: &mut Criterion) {
    family!(
        c,
        "mesh",
        Mesh,
        Mesh,
        theirs::mesh::Mesh,
        Mesh::random(&mut Random::new(2), 80_000),
        |bytes, g| {
            // Nothing in there can be borrowed but all of it: a sequence that stays where it is.
            type Lazy<'a> = Seq<'a, Triangle>;
            time!(
                g,
                "compact-seq",
                Compact.read::<Lazy<'_>>(black_box(&bytes.compact)).unwrap().len()
            );
        }
    );
}

fn save(c: &mut Criterion) {
    family!(
        c,
        "save",
        Save,
        Save,
        theirs::save::Save,
        Save::random(&mut Random::new(3), 500),
        |bytes, g| {
            borrowed!(g, bytes, Save);
        }
    );
}

fn quick() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(30)
}

criterion_group! {
    name = benches;
    config = quick();
    targets = log, mesh, save
}
criterion_main!(benches);
