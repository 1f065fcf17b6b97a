//! Messages known by their descriptors alone are the same bytes as the generated types.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]
use prost::Message as _;
use std::fmt::Debug;
use wireloom_codecs::protobuf::dynamic::{Elements, Pool, Positional};
use wireloom_codecs::{Codec, Limits, compact::Compact, xml::Xml};
use wireloom_schemas::{DESCRIPTORS, Log, Mesh, Orders, Random, Save, Telemetry, User};

/// Both ways, by way of Protobuf's bytes.
fn compact<T>(pool: &Pool, name: &str, value: &T)
where
    T: prost::Message + Default + PartialEq + Debug,
    Compact: for<'a> Codec<'a, T, Error = wireloom_codecs::Error>,
{
    let message = pool.message(name).unwrap();
    let form = Positional::of(message);
    let bytes = value.encode_to_vec();
    let dynamic = message.decode(&bytes, &Limits::DEFAULT).unwrap();
    let mut typed = Vec::new();
    Compact.encode(value, &mut typed).unwrap();
    let mut by_schema = Vec::new();
    form.encode(&dynamic, &mut by_schema, &Limits::DEFAULT).unwrap();
    assert_eq!(by_schema, typed, "{name}");

    let back = form.decode(&typed, &Limits::DEFAULT).unwrap();
    assert!(back == dynamic, "{name}");
    let mut again = Vec::new();
    back.encode(&mut again);
    assert_eq!(&T::decode(&*again).unwrap(), value, "{name}");

    // With something behind it, and cut anywhere.
    typed.push(0);
    let (front, used) = form.decode_prefix(&typed, &Limits::DEFAULT).unwrap();
    assert!(front == dynamic && used == typed.len() - 1);
    assert!(form.decode(&typed, &Limits::DEFAULT).is_err());
    for cut in (0..used).step_by(1 + used / 300) {
        assert!(form.decode(&typed[..cut], &Limits::DEFAULT).is_err(), "{name} cut at {cut}");
    }
}

#[test]
fn compact_by_schema_is_the_derived_one() {
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    for seed in 0..40 {
        let random = &mut Random::new(seed);
        let n = usize::try_from(seed).unwrap() % 7;
        compact(&pool, "wireloom.order.Orders", &Orders::random(random, n));
        compact(&pool, "wireloom.telemetry.Telemetry", &Telemetry::random(random, n));
        compact(&pool, "wireloom.mesh.Mesh", &Mesh::random(random, n));
        compact(&pool, "wireloom.user.User", &User::random(random));
    }
}

/// Both ways, by way of Protobuf's bytes.
fn xml<T>(pool: &Pool, name: &str, value: &T)
where
    T: prost::Message + Default + PartialEq + Debug,
    Xml: for<'a> Codec<'a, T, Error = wireloom_codecs::xml::Error>,
{
    let message = pool.message(name).unwrap();
    let form = Elements::of(message);
    let dynamic = message.decode(&value.encode_to_vec(), &Limits::DEFAULT).unwrap();
    let mut typed = Vec::new();
    Xml::STRICT.encode(value, &mut typed).unwrap();
    let mut by_schema = Vec::new();
    form.encode(&dynamic, &mut by_schema, &Limits::DEFAULT).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(text(&by_schema), text(&typed), "{name}");

    let back = form.decode(&typed, &Limits::DEFAULT).unwrap();
    assert!(back == dynamic, "{name}");
    let typed_back: T = Xml::STRICT.decode(&by_schema).unwrap();
    assert_eq!(&typed_back, value, "{name}");
}

#[test]
fn xml_by_schema_is_serdes() {
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    for seed in 0..40 {
        let random = &mut Random::new(seed);
        let n = usize::try_from(seed).unwrap() % 5;
        xml(&pool, "wireloom.order.Orders", &Orders::random(random, n));
        xml(&pool, "wireloom.telemetry.Telemetry", &Telemetry::random(random, n));
        xml(&pool, "wireloom.mesh.Mesh", &Mesh::random(random, n));
        xml(&pool, "wireloom.user.User", &User::random(random));
        xml(&pool, "wireloom.log.Log", &Log::random(random, n));
        xml(&pool, "wireloom.save.Save", &Save::random(random, n));
    }
}

#[test]
fn hostile_compact_is_refused_before_it_costs() {
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    let of = |name: &str| Positional::of(pool.message(name).unwrap());
    let fault = |name: &str, bytes: &[u8]| {
        let error = of(name).decode(bytes, &Limits::DEFAULT).unwrap_err();
        (error.kind(), error.offset(), error.path().to_owned())
    };
    use wireloom_codecs::ErrorKind::{BadLength, BadUtf8, BadValue, DepthLimit, UnexpectedEnd};
    let told = |kind, at, path: &str| (kind, at, path.to_owned());
    // 2^60 orders.
    let many = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0x10];
    assert_eq!(fault("wireloom.order.Orders", &many), told(BadLength, 0, "orders[0]"));
    // Notes that answer one another.
    let notes: Vec<u8> = [0, 1].repeat(101);
    let (kind, _, path) = fault("wireloom.order.Note", &notes);
    assert!(kind == DepthLimit && path.starts_with("answers.answers."), "{path}");
    assert_eq!(fault("wireloom.order.Note", b"\x03hi"), told(UnexpectedEnd, 1, "text"));
    assert_eq!(fault("wireloom.order.Note", b"\x02h\xff\0"), told(BadUtf8, 2, "text"));
    assert_eq!(fault("wireloom.order.Note", b"\x02hi\x02"), told(BadValue, 3, "answers"));
    // A payment of a fifth kind; the oneof is the last slot.
    let order = Orders { orders: vec![Default::default()] };
    let mut bytes = Vec::new();
    Compact.encode(&order, &mut bytes).unwrap();
    *bytes.last_mut().unwrap() = 1;
    bytes.push(4);
    let (kind, at, path) = fault("wireloom.order.Orders", &bytes);
    assert_eq!((kind, path.as_str()), (BadValue, "orders[0].payment"), "{at}");
}

/// Bytes that both decoders refuse, or both take for the same value. Says whether they took them.
fn alike<T>(form: &Positional<'_>, bytes: &[u8]) -> bool
where
    T: prost::Message + Default,
    Compact: for<'a> Codec<'a, T, Error = wireloom_codecs::Error>,
{
    let typed: Result<T, _> = Compact.decode(bytes);
    match form.decode(bytes, &Limits::DEFAULT) {
        Err(error) => assert!(typed.is_err(), "{error} in {bytes:02x?}"),
        Ok(message) => {
            let typed = typed.unwrap_or_else(|error| panic!("{error} in {bytes:02x?}"));
            let mut canonical = [Vec::new(), Vec::new(), Vec::new()];
            Compact.encode(&typed, &mut canonical[0]).unwrap();
            form.encode(&message, &mut canonical[1], &Limits::DEFAULT).unwrap();
            // The same by way of Protobuf.
            let mut protobuf = Vec::new();
            message.encode(&mut protobuf);
            Compact.encode(&T::decode(&*protobuf).unwrap(), &mut canonical[2]).unwrap();
            assert_eq!(canonical[0], canonical[1]);
            assert_eq!(canonical[0], canonical[2]);
            return true;
        }
    }
    false
}

#[test]
fn noise_is_refused_or_read_as_the_derived_decoder_reads_it() {
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    let of = |name: &str| Positional::of(pool.message(name).unwrap());
    let (orders, telemetry) = (of("wireloom.order.Orders"), of("wireloom.telemetry.Telemetry"));
    let mut typed = [Vec::new(), Vec::new()];
    Compact.encode(&Orders::random(&mut Random::new(3), 3), &mut typed[0]).unwrap();
    Compact.encode(&Telemetry::random(&mut Random::new(3), 2), &mut typed[1]).unwrap();
    let mut seed = 9u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap()
    };
    let mut taken = 0;
    for round in 0..6_000 {
        let mut bytes = typed[round % 2].clone();
        for _ in 0..=next() % 3 {
            let at = next() % bytes.len();
            bytes[at] = u8::try_from(next() % 256).unwrap();
        }
        taken += usize::from(match round % 2 {
            0 => alike::<Orders>(&orders, &bytes),
            _ => alike::<Telemetry>(&telemetry, &bytes),
        });
    }
    assert!((200..5_800).contains(&taken), "{taken}");
}

#[test]
fn what_has_no_place_is_counted_alike_in_bytes_and_in_messages() {
    let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
    let random = &mut Random::new(5);
    let given = [
        Orders::random(random, 4).encode_to_vec(),
        Telemetry::random(random, 4).encode_to_vec(),
        Mesh::random(random, 4).encode_to_vec(),
        Log::random(random, 4).encode_to_vec(),
        // Two modes of a player, which is closed: one with a name, and one without.
        vec![0x0a, 4, 0x08, 1, 0x10, 9],
    ];
    let (mut known, mut unknown) = (0, 0);
    for message in pool.messages() {
        for bytes in &given {
            let Ok(dynamic) = message.decode(bytes, &Limits::DEFAULT) else { continue };
            let left_out = dynamic.left_out();
            assert_eq!(message.left_out(bytes, &Limits::DEFAULT), left_out, "{message:?}");
            let counter = if left_out.is_empty() { &mut known } else { &mut unknown };
            *counter += 1;
        }
    }
    assert!(known >= 4 && unknown > 20, "{known} {unknown}");
}

#[test]
fn depth_takes_no_stack() {
    let deep = || {
        let pool = Pool::from_descriptor_set(DESCRIPTORS).unwrap();
        let note = pool.message("wireloom.order.Note").unwrap();
        let limits = Limits { depth: 1_000, ..Limits::DEFAULT };
        let (compact, xml) = (Positional::of(note), Elements::of(note));
        // Each with a text of no letters and an answer; the last without.
        let bytes = [[0, 1].repeat(900), vec![0, 0]].concat();
        let message = compact.decode(&bytes, &limits).unwrap();
        let mut again = Vec::new();
        compact.encode(&message, &mut again, &limits).unwrap();
        assert_eq!(again, bytes);
        let mut document = Vec::new();
        xml.encode(&message, &mut document, &limits).unwrap();
        assert!(xml.decode(&document, &limits).unwrap() == message);
        assert!(message.left_out().is_empty());
        assert!(compact.encode(&message, &mut again, &Limits::DEFAULT).is_err());
        assert!(xml.encode(&message, &mut again, &Limits::DEFAULT).is_err());
        assert!(xml.decode(&document, &Limits::DEFAULT).is_err());
        assert_eq!(again, bytes, "an error leaves what was there");
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(deep).unwrap().join().unwrap();
}
