//! The tables against the same messages read by hand, and reading aloud to JSON, beside the floors.
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use wireloom_benches::hand;
use wireloom_wire::{
    Context, Observed, Reader, Wire, Writer,
    observers::{Find, Json, Path, Segment, Tree},
    rpc::{Framed, Payload, Request, RpcRequest},
    wire,
};

fn frame(arguments: usize) -> Vec<u8> {
    let serialized_arguments: Vec<u8> = b"{\"id\":1234,\"name\":\"zhangsan\",\"tags\":[1,2,3]} "
        .iter()
        .copied()
        .cycle()
        .take(arguments)
        .collect();
    let call = RpcRequest {
        interface: "com.github.liyue2008.rpc.hello.HelloService",
        method: "hello",
        serialized_arguments: &serialized_arguments,
    };
    let payload = Some(Payload::RpcRequest(call));
    let request = Request { r#type: 0, version: 1, request_id: 7, payload };
    let mut bytes = Vec::new();
    // A message that was just made fits.
    let written = Framed::write(&Framed(request), &mut Writer::new(&mut bytes));
    assert!(written.is_ok(), "the frame has a form on the wire");
    bytes
}

fn benches(c: &mut Criterion) {
    let bytes = frame(420);
    let mut group = c.benchmark_group("rpc request of 500 bytes");
    group.throughput(Throughput::Bytes(u64::try_from(bytes.len()).unwrap_or(0)));
    group.bench_function("floor: memcpy", |b| {
        let mut to = bytes.clone();
        b.iter(|| to.copy_from_slice(black_box(&bytes)));
    });
    group.bench_function("floor: malloc", |b| b.iter(|| black_box(Vec::<u8>::with_capacity(500))));
    group.bench_function("read", |b| {
        b.iter(|| {
            wire::read::<Framed<Request<'static>>>(black_box(&bytes), Context::DEFAULT).is_ok()
        });
    });
    let (_, call) = bytes.split_at(17);
    group.bench_function("by hand", |b| b.iter(|| hand::call(black_box(call)).is_ok()));
    group.bench_function("aloud to JSON", |b| {
        let mut out = Vec::new();
        b.iter(|| {
            out.clear();
            let mut json = Json::new(&mut out);
            let mut r = Observed::new(Reader::new(black_box(&bytes)), &mut json);
            let read = Framed::<Request<'_>>::read(&mut r).is_ok();
            json.finish();
            read
        });
    });
    group.bench_function("aloud to a find", |b| {
        let path = [Segment::Name("payload"), Segment::Name("body"), Segment::Name("method")];
        let mut find = Find::new(&path);
        b.iter(|| {
            find.reset();
            let mut r = Observed::new(Reader::new(black_box(&bytes)), &mut find);
            Framed::<Request<'_>>::read(&mut r).is_ok()
        });
    });
    group.bench_function("aloud to a path", |b| {
        b.iter(|| {
            let mut path = Path::new();
            let mut r = Observed::new(Reader::new(black_box(&bytes)), &mut path);
            Framed::<Request<'_>>::read(&mut r).is_ok()
        });
    });
    group.bench_function("aloud to a tree", |b| {
        b.iter_batched_ref(
            Tree::default,
            |tree| {
                let mut r = Observed::new(Reader::new(black_box(&bytes)), tree);
                Framed::<Request<'_>>::read(&mut r).is_ok()
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(wire_benches, benches);
criterion_main!(wire_benches);
