//! The vectors of `SPEC.md`, read from it.
use std::collections::BTreeMap;
use std::fmt::Debug;
use wireloom_codecs::compact::{Compact, Decode, Encode, Fixed, Leb128, Plain, Profile, Varint};

const SPEC: &str = include_str!("../../src/compact/SPEC.md");

/// The bytes of a cell: `00*7 01` is seven zeros and a one.
fn bytes(cell: &str) -> Vec<u8> {
    let words = cell.trim().trim_matches('`').split(' ');
    let runs = words.map(|word| word.split_once('*').unwrap_or((word, "1")));
    let byte = |hex| u8::from_str_radix(hex, 16).unwrap();
    runs.flat_map(|(hex, n)| vec![byte(hex); n.parse().unwrap()]).collect()
}

fn row(value: &str, of: &str) -> [Vec<u8>; 3] {
    let start = format!("| {value} | {of} |");
    let row = SPEC.lines().find_map(|line| line.strip_prefix(&start)).expect(&start);
    let mut cells = row.split('|');
    [(); 3].map(|()| bytes(cells.next().unwrap()))
}

fn one<P: Profile, T>(value: &T, expected: &[u8])
where
    T: Encode<P> + for<'a> Decode<'a, P> + PartialEq + Debug,
{
    let mut out = Vec::new();
    let mut w = Plain::new(&mut out);
    Encode::<P>::encode(value, &mut w);
    w.finish().unwrap();
    assert_eq!(out, expected, "{value:?}");
    assert_eq!(&P::default().read::<T>(expected).unwrap(), value);
}

#[derive(Compact, Debug, PartialEq)]
enum Third {
    First,
    Second(u16),
    Last(u8),
}

#[test]
fn the_table_is_true() {
    macro_rules! rows {
        ($($value:literal, $of:literal => $rust:expr;)*) => { $(
            let [varint, fixed, leb128] = row($value, $of);
            one::<Varint, _>(&$rust, &varint);
            one::<Fixed, _>(&$rust, &fixed);
            one::<Leb128, _>(&$rust, &leb128);
        )* };
    }
    rows! {
        "250", "u16" => 250u16;
        "251", "u16" => 251u16;
        "300", "u32" => 300u32;
        "65,536", "u64" => 65_536u64;
        "-1", "i32" => -1i32;
        "23", "i32" => 23i32;
        "-200", "i16" => -200i16;
        "2^64", "u128" => 1u128 << 64;
        "\"hi\"", "text" => String::from("hi");
        "'ü'", "character" => 'ü';
        "1.5", "float 32" => 1.5f32;
        "some(7)", "option of u8" => Some(7u8);
        "[1, 2]", "sequence of u16" => vec![1u16, 2];
        "[1, 2]", "array of 2 u16" => [1u16, 2];
        "{1: true}", "map of u8 to bool" => BTreeMap::from([(1u8, true)]);
        "third variant, field 9", "enum, u8" => Third::Last(9);
    }
    let section = SPEC.split("## ").find(|section| section.starts_with("7.")).unwrap();
    let table = section.lines().filter(|line| line.starts_with('|'));
    assert_eq!(table.count(), 2 + 16, "a row that nobody checks");
}

#[test]
fn longer_forms_than_needed_are_read_and_wider_ones_are_not() {
    assert_eq!(Varint.read::<u16>(b"\xfb\x05\x00"), Ok(5));
    assert_eq!(Varint.read::<u64>(b"\xfc\x05\x00\x00\x00"), Ok(5));
    assert!(Varint.read::<u16>(b"\xfc\x05\x00\x00\x00").is_err());
    assert!(Varint.read::<u64>(&[0xff; 17]).is_err());
    assert_eq!(Leb128.read::<u16>(b"\x85\x80\x00"), Ok(5));
    assert!(Leb128.read::<u16>(b"\x85\x80\x80\x00").is_err());
}
