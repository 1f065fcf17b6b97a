//! Errors say what and where.
use crate::derived::User;
use std::cell::RefCell;
use std::num::NonZeroU8;
use std::time::{Duration, SystemTime};
use wireloom_codecs::compact::{Compact, Leb128, Profile};
use wireloom_codecs::{Codec, ErrorKind};

#[test]
fn every_strict_prefix_is_an_unexpected_end() {
    let user = User { name: "zhangsan".into(), age: 23, married: true };
    let mut out = Vec::new();
    Compact.encode(&vec![user.clone(), user], &mut out).unwrap();
    for cut in 0..out.len() {
        let error = Compact.read::<Vec<User>>(&out[..cut]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnexpectedEnd, "{cut}");
        assert!(error.offset <= cut as u64);
    }
    out.push(0);
    let error = Compact.read::<Vec<User>>(&out).unwrap_err();
    assert_eq!((error.kind, error.detail), (ErrorKind::Trailing, 1));
}

#[test]
fn a_fault_among_fixed_sizes_is_told_where_it_is() {
    let error = Compact.read::<Vec<(u8, bool)>>(&[3, 1, 0, 1, 2, 1, 0]).unwrap_err();
    assert_eq!((error.kind, error.offset), (ErrorKind::BadValue, 5));
}

#[test]
fn values_that_no_type_has_are_refused() {
    let kind = |bytes: &[u8]| Compact.read::<bool>(bytes).unwrap_err().kind;
    assert_eq!(kind(&[2]), ErrorKind::BadValue);
    assert_eq!(Compact.read::<NonZeroU8>(&[0]).unwrap_err().kind, ErrorKind::BadValue);
    assert_eq!(Compact.read::<Option<u8>>(&[2, 0]).unwrap_err().kind, ErrorKind::BadValue);
    for utf8 in
        [&b"\xed\xa0\x80"[..], b"\x80", b"\xc3\x28", b"\xff\xff\xff\xff", b"\xf8\x88\x80\x80"]
    {
        assert_eq!(Compact.read::<char>(utf8).unwrap_err().kind, ErrorKind::BadUtf8);
    }
    assert_eq!(Leb128.read::<char>(b"\x02ab").unwrap_err().kind, ErrorKind::BadUtf8);
    for cut in [&b""[..], b"\xe2", b"\xe2\x82"] {
        assert_eq!(Compact.read::<char>(cut).unwrap_err().kind, ErrorKind::UnexpectedEnd);
    }
    let long = [&b"\xfd"[..], &[0xff; 8], b"\xfc\x00\xca\x9a\x3b"].concat();
    assert_eq!(Compact.read::<Duration>(&long).unwrap_err().kind, ErrorKind::BadValue);
    assert_eq!(Compact.read::<u16>(&[252, 1, 0, 0, 0]).unwrap_err().kind, ErrorKind::BadVarint);
    assert_eq!(Leb128.read::<u16>(&[0x80, 0x80, 0x04]).unwrap_err().kind, ErrorKind::BadVarint);
    assert_eq!(Leb128.read::<u128>(&[0xff; 19]).unwrap_err().kind, ErrorKind::BadVarint);
}

#[test]
fn what_cannot_be_written_leaves_the_output_as_it_was() {
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let mut out = vec![1, 2, 3];
    let error = Compact.encode(&("text".to_string(), before), &mut out).unwrap_err();
    assert_eq!((error.kind, error.offset, out.len()), (ErrorKind::Unwritable, 5, 3));
    let cell = RefCell::new(5u8);
    let borrowed = cell.borrow_mut();
    assert_eq!(Compact.encode(&cell, &mut out).unwrap_err().kind, ErrorKind::Unwritable);
    assert_eq!(Compact.size(&cell).unwrap_err().kind, ErrorKind::Unwritable);
    drop(borrowed);
    assert_eq!(Compact.encode_to(&cell, &mut []).unwrap_err().detail, 1);
}
