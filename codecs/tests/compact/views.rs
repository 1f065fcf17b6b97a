//! The borrowed forms.
use crate::derived::{Newtype, Page, Shape, Tree, User, user};
use crate::oracle::values;
use proptest::collection::vec;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use wireloom_codecs::compact::{Compact, Encode, Fixed, Leb128, Plain, Profile, Seq, Varint};
use wireloom_codecs::{Codec, ErrorKind};

fn bytes<P: Profile>(value: &impl Encode<P>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut w = Plain::new(&mut out);
    value.encode(&mut w);
    w.finish().unwrap();
    out
}

#[test]
fn a_view_says_what_the_owned_form_says() {
    for users in values(vec(user(), 0..5)).take(2_000) {
        let value = Newtype(users.clone());
        let (varint, fixed, leb128) =
            (bytes::<Varint>(&value), bytes::<Fixed>(&value), bytes::<Leb128>(&value));
        let view = Varint.view::<Newtype>(&varint).unwrap();
        assert_eq!(view, Fixed.view::<Newtype>(&fixed).unwrap());
        assert_eq!(view, Leb128.view::<Newtype>(&leb128).unwrap());
        assert_eq!(format!("{view:?}"), format!("{value:?}"));
        assert!(varint.len() < 3 || varint.as_ptr_range().contains(&view.0[0].name.as_ptr()));
    }
}

#[test]
fn text_and_bytes_borrow_and_numbers_do_not() {
    #[derive(Compact)]
    struct Everything {
        bytes: Vec<u8>,
        floats: Vec<f32>,
        texts: Vec<String>,
        maybe: Option<Box<str>>,
        map: HashMap<String, Vec<u8>>,
        cow: Cow<'static, str>,
        pair: (u16, Arc<str>),
        array: [[u8; 2]; 2],
    }
    let value = Everything {
        bytes: vec![1, 2],
        floats: vec![0.5, -1.0],
        texts: vec!["a".into(), "b".into()],
        maybe: Some("c".into()),
        map: HashMap::from([("k".into(), vec![9])]),
        cow: "d".into(),
        pair: (300, "e".into()),
        array: [[1, 2], [3, 4]],
    };
    let out = bytes::<Varint>(&value);
    // A type with a lifetime of its own would be its own view; `'static` in a field is none.
    let view: EverythingView<'_> = Compact.view::<Everything>(&out).unwrap();
    assert_eq!(view.bytes, [1, 2]);
    assert_eq!(view.floats.iter().collect::<Vec<_>>(), [0.5, -1.0]);
    assert_eq!((view.floats.get(1), view.floats.get(2)), (Some(-1.0), None));
    assert_eq!(view.texts, ["a", "b"]);
    assert_eq!(view.maybe, Some("c"));
    assert_eq!(view.map, [("k", &[9u8][..])]);
    assert_eq!((view.cow, view.pair, view.array), ("d", (300, "e"), [[1, 2], [3, 4]]));
}

#[test]
fn recursive_and_generic_types_have_views() {
    let tree = Tree { value: 1, children: vec![Tree { value: -1, children: vec![] }] };
    let out = bytes::<Varint>(&tree);
    assert_eq!(Compact.view::<Tree>(&out).unwrap().children[0].value, -1);

    let shape = Shape::Named("x".into(), Some(Box::new(Shape::Circle(2.0))));
    let out = bytes::<Varint>(&shape);
    let view = Compact.view::<Shape>(&out).unwrap();
    assert_eq!(format!("{view:?}"), format!("{shape:?}"));
    assert_eq!(view, view.clone());

    let page = Page { items: vec!["a".to_string()], next: None, marker: std::marker::PhantomData };
    let out = bytes::<Varint>(&page);
    assert_eq!(Compact.view::<Page<String>>(&out).unwrap().items, ["a"]);
}

#[test]
fn names_of_views_can_be_chosen() {
    #[derive(Compact)]
    #[compact(view = Glance)]
    struct Long {
        text: String,
    }
    #[derive(Compact, Clone, Copy, Debug, PartialEq)]
    #[compact(view = Self)]
    struct Same {
        of: std::num::NonZeroU8,
    }
    let out = bytes::<Varint>(&(Long { text: "x".into() }, Same { of: 3.try_into().unwrap() }));
    let (long, same): (Glance<'_>, Same) = Compact.read(&out).unwrap();
    assert_eq!((long.text, same.of.get()), ("x", 3));
}

#[test]
fn a_lazy_sequence_reads_what_a_vector_wrote() {
    for items in values(vec(user(), 0..6)).take(1_000) {
        let out = bytes::<Varint>(&(items.clone(), 7u8));
        let (seq, seven): (Seq<'_, User>, u8) = Compact.decode(&out).unwrap();
        assert_eq!((seq.len(), seven), (items.len(), 7));
        assert_eq!(seq.iter().collect::<Vec<_>>(), items);
        assert_eq!(seq.get(items.len()), None);
        assert_eq!(seq.get(1), items.get(1).cloned());
        assert_eq!(bytes::<Varint>(&seq), bytes::<Varint>(&items));
        for cut in 0..out.len() {
            assert!(Codec::<(Seq<'_, User>, u8)>::decode(&Compact, &out[..cut]).is_err());
        }
    }
}

#[test]
fn a_view_refuses_what_the_owned_form_refuses() {
    let good = bytes::<Varint>(&Newtype(vec![User { name: "ü".into(), age: 1, married: true }]));
    for at in 0..good.len() {
        for byte in 0..=255 {
            let mut bad = good.clone();
            bad[at] = byte;
            let owned = Codec::<Newtype>::decode(&Compact, &bad).map(|value| format!("{value:?}"));
            let view = Compact.view::<Newtype>(&bad).map(|value| format!("{value:?}"));
            assert_eq!(owned, view);
        }
    }
    let error = Compact.view::<User>(b"\x01\xff\x00\x00").unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadUtf8);
    let map: BTreeMap<u8, u8> = Compact.decode(b"\x02\x01\x01\x01\x02").unwrap();
    assert_eq!(map, BTreeMap::from([(1, 2)]));
}
