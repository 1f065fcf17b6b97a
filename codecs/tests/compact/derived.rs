//! Types that derive `Compact`, against the same types with the oracles' derives.
use crate::oracle::{native, serde};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use wireloom_codecs::compact::{Compact, Fixed, Leb128, Profile, Varint};
use wireloom_codecs::{Codec, ErrorKind, Registry};

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) age: u8,
    pub(crate) married: bool,
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Unit;

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Tuple(u16, pub(crate) String, [u8; 4]);

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Newtype(pub(crate) Vec<User>);

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Empty {}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) enum Shape {
    Nothing,
    Circle(f64),
    Box { width: u32, height: u32 },
    Named(String, Option<Box<Self>>),
    Users(Vec<User>),
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) enum Level {
    Low = 10,
    Middle = 20,
    High = 300,
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<T>,
    pub(crate) marker: PhantomData<T>,
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Grid<T, const N: usize>
where
    T: Default,
{
    pub(crate) rows: BTreeMap<u16, Vec<T>>,
    pub(crate) size: u64,
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Tree {
    pub(crate) value: i32,
    pub(crate) children: Vec<Self>,
}

#[derive(
    Debug, Clone, PartialEq, Compact, Serialize, Deserialize, bincode2::Encode, bincode2::Decode,
)]
#[bincode(crate = "bincode2")]
pub(crate) struct Raw {
    pub(crate) r#type: u8,
    pub(crate) r#fn: String,
}

pub(crate) fn user() -> impl Strategy<Value = User> + Clone {
    let name = vec(b' '..=b'~', 0..30).prop_map(|bytes| String::from_utf8(bytes).unwrap());
    (name, any::<u8>(), any::<bool>()).prop_map(|(name, age, married)| User { name, age, married })
}

fn shape(depth: usize) -> BoxedStrategy<Shape> {
    let flat = prop_oneof![
        Just(Shape::Nothing),
        any::<f64>().prop_map(Shape::Circle),
        (0..300u32, any::<u32>()).prop_map(|(width, height)| Shape::Box { width, height }),
        vec(user(), 0..4).prop_map(Shape::Users),
    ];
    if depth == 0 {
        return flat.boxed();
    }
    let inner = option::of(shape(depth - 1).prop_map(Box::new));
    let named = (user(), inner).prop_map(|(user, inner)| Shape::Named(user.name, inner));
    prop_oneof![flat, named].boxed()
}

fn tree(depth: usize) -> BoxedStrategy<Tree> {
    let children =
        if depth == 0 { Just(Vec::new()).boxed() } else { vec(tree(depth - 1), 0..3).boxed() };
    (-200..200i32, children).prop_map(|(value, children)| Tree { value, children }).boxed()
}

#[test]
fn structs() {
    native(user());
    native(Just(Unit));
    native(Just(Empty {}));
    native((0..600u16, user(), any::<[u8; 4]>()).prop_map(|(n, u, b)| Tuple(n, u.name, b)));
    native(vec(user(), 0..4).prop_map(Newtype));
    native((any::<u8>(), user()).prop_map(|(r#type, u)| Raw { r#type, r#fn: u.name }));
}

#[test]
fn enums() {
    native(shape(3));
    native(prop_oneof![Just(Level::Low), Just(Level::Middle), Just(Level::High)]);
}

#[test]
fn generics() {
    let page = |next| (vec(user(), 0..3), next);
    native(page(option::of(user()).boxed()).prop_map(|(items, next)| Page {
        items,
        next,
        marker: PhantomData,
    }));
    serde(
        (btree_map(any::<u16>(), vec(0..999u32, 0..3), 0..4), any::<u64>())
            .prop_map(|(rows, size)| Grid::<u32, 7> { rows, size }),
    );
}

#[test]
fn recursive_types() {
    native(tree(3));
}

#[derive(Compact, Debug, PartialEq)]
struct Borrowed<'a, 'b> {
    name: &'a str,
    bytes: &'b [u8],
    four: &'a [u8; 4],
}

#[test]
fn a_type_with_lifetimes_borrows() {
    let value = Borrowed { name: "zhangsan", bytes: b"\x01\x02", four: b"four" };
    let mut out = Vec::new();
    Compact.encode(&value, &mut out).unwrap();
    assert_eq!(out, b"\x08zhangsan\x02\x01\x02four");
    let back: Borrowed<'_, '_> = Compact.decode(&out).unwrap();
    assert_eq!(back, value);
    assert!(out.as_ptr_range().contains(&back.name.as_ptr()));
}

#[derive(Compact, Debug, PartialEq)]
enum Never {}

#[test]
fn an_enum_without_variants_is_never_read() {
    let error = Codec::<'_, Never>::decode(&Compact, &[0]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadValue);
}

#[test]
fn a_tag_that_no_variant_has_is_refused() {
    let error = Codec::<'_, Level>::decode(&Compact, &[3]).unwrap_err();
    assert_eq!((error.kind, error.offset, error.detail), (ErrorKind::BadValue, 1, 3));
}

#[test]
fn the_golden_bytes_of_the_notes() {
    let user = User { name: "zhangsan".into(), age: 23, married: true };
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/x-compact", Varint).unwrap();
    registry.register::<User, _>(4, "user-fixed", "application/x-fixed", Fixed).unwrap();
    registry.register::<User, _>(5, "user-leb128", "application/x-leb128", Leb128).unwrap();
    let mut out = Vec::new();
    registry.encode(&user, &mut out).unwrap();
    assert_eq!(out, b"\x03\x08zhangsan\x17\x01");
    assert_eq!(registry.decode_as::<User>(&out).unwrap(), user);
    assert!(registry.decode(&out).unwrap().is::<User>());
    assert_eq!(registry.decode_as::<String>(&out).unwrap_err().kind(), Some(ErrorKind::WrongType));
}

mod under_another_name {
    /// As a facade would re-export it.
    pub(crate) mod facade {
        pub(crate) use wireloom_codecs::compact;
    }

    #[derive(facade::compact::Compact, Debug, PartialEq)]
    #[compact(crate = facade, no_view)]
    pub(crate) struct Moved {
        pub(crate) x: u64,
    }
}

#[test]
fn the_crate_may_have_another_name() {
    let value = under_another_name::Moved { x: 250 };
    let mut out = Vec::new();
    Compact.encode(&value, &mut out).unwrap();
    assert_eq!(out, [250]);
}

/// As generated types are: wider numbers than the wire has.
#[derive(Debug, Clone, Copy, PartialEq, Compact)]
struct Wide {
    #[compact(as = u8)]
    a: u32,
    #[compact(as = i16)]
    b: i64,
}

/// The same bytes.
#[derive(Debug, PartialEq, Compact)]
struct Narrow {
    a: u8,
    b: i16,
}

#[derive(Debug, PartialEq, Compact)]
struct Wides {
    name: ::prost::alloc::string::String,
    all: Vec<Wide>,
}

#[test]
fn a_field_is_written_as_another_type() {
    let all = vec![Wide { a: 255, b: -300 }, Wide { a: 0, b: 7 }];
    let value = Wides { name: "w".into(), all };
    let narrow = (String::from("w"), vec![Narrow { a: 255, b: -300 }, Narrow { a: 0, b: 7 }]);
    let (mut wide, mut wanted) = (Vec::new(), Vec::new());
    Compact.encode(&value, &mut wide).unwrap();
    Compact.encode(&narrow, &mut wanted).unwrap();
    assert_eq!(wide, wanted);
    assert_eq!(Codec::<'_, Wides>::decode(&Compact, &wide).unwrap(), value);
    let view: WidesView<'_> = Compact.view::<Wides>(&wide).unwrap();
    assert_eq!((view.name, &view.all), ("w", &value.all));
    let (mut wide, mut wanted) = (Vec::new(), Vec::new());
    Fixed.encode(&value, &mut wide).unwrap();
    Fixed.encode(&narrow, &mut wanted).unwrap();
    assert_eq!(wide, wanted);
}

#[test]
fn what_the_other_type_cannot_hold_is_not_written() {
    for wide in [Wide { a: 256, b: 0 }, Wide { a: 0, b: 32_768 }] {
        let value = Wides { name: String::new(), all: vec![wide; 3] };
        let mut out = vec![7];
        let error = Compact.encode(&value, &mut out).unwrap_err();
        assert_eq!((error.kind, out.as_slice()), (ErrorKind::Unwritable, &[7][..]));
        let error = Fixed.encode(&value, &mut out).unwrap_err();
        assert_eq!((error.kind, out.as_slice()), (ErrorKind::Unwritable, &[7][..]));
        assert_eq!(Compact.size(&wide).unwrap_err().kind, ErrorKind::Unwritable);
        assert_eq!(Compact.encode_to(&wide, &mut [0; 9]).unwrap_err().kind, ErrorKind::Unwritable);
    }
}
