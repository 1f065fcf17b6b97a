//! Every type of the standard library that has a form.
use crate::oracle::{native, same, serde, values};
use proptest::collection::{btree_map, btree_set, hash_map, hash_set, vec, vec_deque};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, LinkedList};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};
use std::ops::Bound;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use wireloom_codecs::Codec;
use wireloom_codecs::compact::{Fixed, Leb128, Varint};

/// `native name: strategy;` also runs bincode 2's own traits, `serde name: strategy;` only serde's.
macro_rules! against_oracles {
    ($($how:ident $name:ident: $strategy:expr;)*) => { $(
        #[test]
        fn $name() {
            $how($strategy);
        }
    )* };
}

/// Integers of every length, not only long ones.
macro_rules! ints {
    ($($int:ident)*) => { $(
        fn $int() -> impl Strategy<Value = $int> + Clone {
            (any::<$int>(), 0..$int::BITS).prop_map(|(n, shift)| n >> shift)
        }
    )* };
}

ints!(u16 u32 u64 u128 usize i16 i32 i64 i128 isize);

fn text() -> impl Strategy<Value = String> + Clone {
    let any = vec(any::<char>(), 0..12).prop_map(String::from_iter);
    let ascii = vec(b' '..=b'~', 0..80).prop_map(|bytes| String::from_utf8(bytes).unwrap());
    prop_oneof![any, ascii]
}

fn non_zero<T: Clone + std::fmt::Debug, N: std::fmt::Debug + Clone>(
    ints: impl Strategy<Value = T> + Clone,
    new: fn(T) -> Option<N>,
) -> impl Strategy<Value = N> + Clone {
    ints.prop_filter_map("zero", new)
}

fn duration() -> impl Strategy<Value = Duration> + Clone {
    (u64(), 0..1_000_000_000u32).prop_map(|(secs, nanos)| Duration::new(secs, nanos))
}

fn v4() -> impl Strategy<Value = SocketAddrV4> + Clone {
    (any::<Ipv4Addr>(), u16()).prop_map(|(ip, port)| SocketAddrV4::new(ip, port))
}

fn v6() -> impl Strategy<Value = SocketAddrV6> + Clone {
    (any::<Ipv6Addr>(), u16()).prop_map(|(ip, port)| SocketAddrV6::new(ip, port, 0, 0))
}

against_oracles! {
    native unsigned_8: any::<u8>();
    native unsigned_16: u16();
    native unsigned_32: u32();
    native unsigned_64: u64();
    native unsigned_128: u128();
    native unsigned_size: usize();
    native signed_8: any::<i8>();
    native signed_16: i16();
    native signed_32: i32();
    native signed_64: i64();
    native signed_128: i128();
    native signed_size: isize();
    native truth: any::<bool>();
    native character: any::<char>();
    native float_32: any::<f32>();
    native float_64: any::<f64>();
    native string: text();
    native boxed_str: text().prop_map(String::into_boxed_str);
    native rc_str: text().prop_map(Rc::<str>::from);
    native arc_str: text().prop_map(Arc::<str>::from);
    native cow_str: text().prop_map(Cow::<'static, str>::Owned);
    native bytes: vec(any::<u8>(), 0..300);
    native boxed_bytes: vec(any::<u8>(), 0..300).prop_map(Vec::into_boxed_slice);
    native byte_array: any::<[u8; 32]>();
    native empty_array: any::<[u32; 0]>();
    native int_array: [i32(), i32(), i32()];
    native text_array: [text(), text()];
    native vec_of_i64: vec(i64(), 0..40);
    native vec_of_f32: vec(any::<f32>(), 0..40);
    native vec_of_text: vec(text(), 0..5);
    native vec_of_vec: vec(vec(u16(), 0..5), 0..8);
    native vec_of_unit: vec(Just(()), 0..100);
    native vec_of_bool: vec(any::<bool>(), 0..40);
    native vec_of_arrays: vec(any::<[f32; 3]>(), 0..20);
    native boxed_slice: vec(u32(), 0..20).prop_map(Vec::into_boxed_slice);
    native rc_slice: vec(u32(), 0..20).prop_map(Rc::<[u32]>::from);
    native arc_slice: vec(u32(), 0..20).prop_map(Arc::<[u32]>::from);
    native deque: vec_deque(u32(), 0..20).prop_map(|mut deque| {
        deque.rotate_left(deque.len() / 2);
        deque
    });
    serde linked_list: vec(u32(), 0..20).prop_map(LinkedList::from_iter);
    native btree_set_of_int: btree_set(i32(), 0..20);
    native hash_set_of_text: hash_set(text(), 0..6);
    native btree_map_of_text: btree_map(text(), u64(), 0..6);
    native hash_map_of_int: hash_map(u32(), text(), 0..6);
    native map_of_maps: btree_map(u16(), btree_map(u16(), any::<bool>(), 0..4), 0..4);
    native option: proptest::option::of(u32());
    native option_of_option: proptest::option::of(proptest::option::of(text()));
    native result: proptest::result::maybe_ok(text(), u16());
    native bound: prop_oneof![
        Just(Bound::Unbounded),
        i32().prop_map(Bound::Included),
        i32().prop_map(Bound::Excluded),
    ];
    native boxed: u32().prop_map(Box::new);
    native rc: text().prop_map(Rc::new);
    native arc: text().prop_map(Arc::new);
    native unit: Just(());
    native phantom: Just(PhantomData::<String>);
    native tuple_1: (u32(),);
    native tuple_2: (text(), any::<bool>());
    native tuple_12: (
        any::<u8>(), u16(), u32(), u64(), i16(), i32(), i64(), any::<bool>(), any::<char>(),
        any::<f32>(), any::<f64>(), text()
    );
    native tuple_nested: ((u16(), u32()), (text(), (any::<u8>(), i64())));
    native duration_: duration();
    native system_time: (0..1u64 << 40, 0..1_000_000_000u32)
        .prop_map(|(s, n)| SystemTime::UNIX_EPOCH + Duration::new(s, n));
    native range: (i32(), i32()).prop_map(|(a, b)| a..b);
    native range_inclusive: (u64(), u64()).prop_map(|(a, b)| a..=b);
    serde range_from: u32().prop_map(|a| a..);
    serde range_to: u32().prop_map(|a| ..a);
    native wrapping: i32().prop_map(Wrapping);
    serde saturating: u32().prop_map(Saturating);
    native reverse: text().prop_map(Reverse);
    native cell: u32().prop_map(Cell::new);
    native ref_cell: text().prop_map(RefCell::new);
    native path: text().prop_map(PathBuf::from);
    native ip_v4: any::<Ipv4Addr>();
    native ip_v6: any::<Ipv6Addr>();
    native ip: any::<IpAddr>();
    native socket_v4: v4();
    native socket_v6: v6();
    native socket: prop_oneof![v4().prop_map(SocketAddr::V4), v6().prop_map(SocketAddr::V6)];
    native non_zero_u8: any::<NonZeroU8>();
    native non_zero_u16: non_zero(u16(), NonZeroU16::new);
    native non_zero_u32: non_zero(u32(), NonZeroU32::new);
    native non_zero_u64: non_zero(u64(), NonZeroU64::new);
    native non_zero_u128: non_zero(u128(), NonZeroU128::new);
    native non_zero_usize: non_zero(usize(), NonZeroUsize::new);
    native non_zero_i8: any::<NonZeroI8>();
    native non_zero_i16: non_zero(i16(), NonZeroI16::new);
    native non_zero_i32: non_zero(i32(), NonZeroI32::new);
    native non_zero_i64: non_zero(i64(), NonZeroI64::new);
    native non_zero_i128: non_zero(i128(), NonZeroI128::new);
    native non_zero_isize: non_zero(isize(), NonZeroIsize::new);
}

#[test]
fn every_bit_of_a_float_survives() {
    for bits in values(any::<u64>()) {
        let float = f64::from_bits(bits);
        let mut out = Vec::new();
        Varint.encode(&float, &mut out).unwrap();
        assert_eq!(out, bits.to_le_bytes());
        let back: f64 = Varint.decode(&out).unwrap();
        assert_eq!(back.to_bits(), bits);
        let half = f32::from_bits(bits as u32);
        let back: f32 = Varint.decode(&out[..4]).unwrap();
        assert_eq!(back.to_bits(), half.to_bits());
    }
}

#[test]
fn a_heap_keeps_its_elements() {
    for items in values(vec(u32(), 0..20)) {
        let heap = BinaryHeap::from(items);
        let written = bincode2::encode_to_vec(&heap, bincode2::config::standard()).unwrap();
        let mut out = Vec::new();
        Varint.encode(&heap, &mut out).unwrap();
        assert_eq!(out, written);
        let back: BinaryHeap<u32> = Varint.decode(&out).unwrap();
        assert_eq!(back.into_sorted_vec(), heap.into_sorted_vec());
    }
}

#[test]
fn borrowed_forms_are_written_as_the_owned_ones() {
    let (text, bytes) = ("grüße".to_string(), vec![1u8, 2, 3]);
    let borrowed: (&str, &[u8], &[u16], Cow<'_, str>) =
        (&text, &bytes, &[1, 999], Cow::Borrowed("x"));
    let mut out = Vec::new();
    wireloom_codecs::compact::Encode::<Fixed>::encode(
        &borrowed,
        &mut wireloom_codecs::compact::Plain::new(&mut out),
    );
    assert_eq!(out, bincode1::serialize(&borrowed).unwrap());
    type Back<'a> = (&'a str, &'a [u8], Vec<u16>, String);
    let back: Back<'_> = Fixed.decode(&out).unwrap();
    assert_eq!(back, (text.as_str(), bytes.as_slice(), vec![1, 999], "x".into()));
}

#[test]
fn numbers_at_the_edges_of_every_form() {
    let standard = bincode2::config::standard();
    for bit in 0..128 {
        for d in [0, 1, 2] {
            let n = (1u128 << bit).wrapping_add(d).wrapping_sub(1);
            same(Varint, &n, &bincode2::encode_to_vec(n, standard).unwrap());
            same(Leb128, &n, &postcard::to_stdvec(&n).unwrap());
            let n = n as i128;
            same(Varint, &n, &bincode2::encode_to_vec(n, standard).unwrap());
            same(Leb128, &n, &postcard::to_stdvec(&n).unwrap());
            let n = n as i64;
            same(Varint, &n, &bincode2::encode_to_vec(n, standard).unwrap());
            same(Leb128, &n, &postcard::to_stdvec(&n).unwrap());
        }
    }
}
