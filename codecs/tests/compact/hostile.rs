//! Bytes that nobody should have written: typed errors, at once, in little memory and stack.
use crate::derived::{Shape, Tree, User};
use proptest::collection::vec;
use proptest::prelude::any;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::thread;
use std::time::Instant;
use wireloom_codecs::compact::{Compact, Decode, Encode, Fixed, Leb128, Profile, Seq, Varint};
use wireloom_codecs::{Codec, Error, ErrorKind, Limits};

/// Counts what each thread holds, and the most that it held.
struct Counting;

thread_local! {
    static HELD: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn count(bytes: isize) {
    let _ = HELD.try_with(|held| {
        let (now, most) = held.get();
        held.set((now + bytes, most.max(now + bytes)));
    });
}

#[expect(unsafe_code, reason = "a counting allocator")]
// SAFETY: every call is passed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize);
        count(-(layout.size() as isize));
        // SAFETY: as the caller promises.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What `f` gives, and the most bytes that it held.
fn peak<T>(f: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get().0;
    HELD.set((before, before));
    let value = f();
    (value, (HELD.get().1 - before) as usize)
}

fn refused<P: Profile, T: for<'a> Decode<'a, P>>(profile: P, bytes: &[u8]) -> Error {
    let start = Instant::now();
    let (result, most) = peak(|| profile.read::<T>(bytes).map(drop));
    assert!(start.elapsed().as_millis() < 500, "{}", std::any::type_name::<T>());
    assert!(most < 65_536, "{most} bytes for {}", std::any::type_name::<T>());
    result.expect_err(std::any::type_name::<T>())
}

#[test]
fn a_count_of_2_to_the_62_is_refused_at_once() {
    fn all<P: Profile>(profile: P, bytes: &[u8]) {
        let end = ErrorKind::UnexpectedEnd;
        assert_eq!(refused::<P, Vec<u8>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<u64>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, String>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<String>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<[f32; 3]>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<Vec<u8>>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<User>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, VecDeque<i32>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, LinkedList<i32>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, BTreeSet<i32>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, HashSet<i32>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, BTreeMap<u8, u8>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, HashMap<String, u8>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Box<[u16]>>(profile, bytes).kind, end);
        assert_eq!(refused::<P, Vec<()>>(profile, bytes).kind, ErrorKind::ItemLimit);
        assert_eq!(refused::<P, HashMap<(), ()>>(profile, bytes).kind, ErrorKind::ItemLimit);
    }
    all(Varint, b"\xfd\0\0\0\0\0\0\0\x40\x01");
    all(Fixed, b"\0\0\0\0\0\0\0\x40\x01\x01");
    all(Leb128, b"\x80\x80\x80\x80\x80\x80\x80\x80\x40\x01");
}

#[test]
fn two_to_the_64_units_are_refused_and_many_are_not() {
    let most = b"\xfd\xff\xff\xff\xff\xff\xff\xff\xff";
    assert_eq!(refused::<Varint, Vec<()>>(Varint, most).kind, ErrorKind::ItemLimit);
    assert_eq!(refused::<Varint, Vec<[u64; 0]>>(Varint, most).kind, ErrorKind::ItemLimit);
    let million = b"\xfc\x40\x42\x0f\x00";
    assert_eq!(Compact.read::<Vec<()>>(million).unwrap().len(), 1_000_000);
    let mut limits = Limits::DEFAULT;
    limits.items = 10;
    let error = Compact.within(&limits).read::<Vec<()>>(b"\x0b").unwrap_err();
    assert_eq!((error.kind, error.detail), (ErrorKind::ItemLimit, 11));
}

#[test]
fn the_items_limit_does_not_bind_what_has_bytes() {
    let mut out = Vec::new();
    Compact.encode(&vec![7u16; 2_000_000], &mut out).unwrap();
    assert_eq!(Compact.read::<Vec<u16>>(&out).unwrap().len(), 2_000_000);
}

/// On a quarter of a megabyte of stack, as the smallest threads in use have.
fn on_a_small_stack(f: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(256 << 10).spawn(f).unwrap().join().unwrap();
}

#[derive(Compact, Debug)]
struct Link(Option<Box<Self>>);

#[derive(Compact, Debug)]
struct Named {
    sixteen: [u64; 16],
    parts: HashMap<String, Self>,
}

#[derive(Compact, Debug)]
enum Expression {
    Not(Box<Self>),
    And(Vec<Self>),
    Named(BTreeMap<u8, Self>),
    True,
}

#[test]
fn nesting_200_000_deep_is_refused_on_a_small_stack() {
    on_a_small_stack(|| {
        for byte in [0u8, 1] {
            let bytes = vec![byte; 200_000];
            let kind = |error: Error| error.kind;
            if byte == 1 {
                let error = refused::<Varint, Link>(Varint, &bytes);
                assert_eq!(
                    (error.kind, error.offset, error.detail),
                    (ErrorKind::DepthLimit, 101, 100)
                );
                assert_eq!(kind(refused::<Varint, Tree>(Varint, &bytes)), ErrorKind::DepthLimit);
            }
            assert!(Compact.read::<Expression>(&bytes).is_err());
            assert!(Compact.read::<Shape>(&bytes).is_err());
        }
        let bytes: Vec<u8> = (0..200_000).map(|i| [1, 1][i % 2]).collect();
        assert_eq!(refused::<Varint, Expression>(Varint, &bytes).kind, ErrorKind::DepthLimit);
        let bytes: Vec<u8> = (0..200_000).map(|i| [2, 1, 0][i % 3]).collect();
        assert_eq!(refused::<Varint, Expression>(Varint, &bytes).kind, ErrorKind::DepthLimit);
        let bytes = [&[0; 16][..], b"\x01\x01a"].concat().repeat(20_000);
        assert_eq!(Compact.read::<Named>(&bytes).unwrap_err().kind, ErrorKind::DepthLimit);
        let error = Compact.view::<Tree>(&[1; 200_000]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::DepthLimit);
    });
}

#[test]
fn as_deep_as_the_limit_is_read_and_written() {
    let chain = |depth: usize| {
        let mut bytes = vec![1; depth];
        bytes.push(0);
        bytes
    };
    assert!(Compact.read::<Link>(&chain(100)).is_ok());
    assert!(Compact.read::<Link>(&chain(101)).is_err());
    let mut limits = Limits::DEFAULT;
    limits.depth = 300;
    let deep = Compact.within(&limits).read::<Link>(&chain(300)).unwrap();
    let mut out = vec![7];
    Compact.within(&limits).encode(&deep, &mut out).unwrap();
    assert_eq!(out[1..], chain(300));
    let error = Compact.encode(&deep, &mut out).unwrap_err();
    assert_eq!((error.kind, error.detail, out.len()), (ErrorKind::DepthLimit, 100, 302));
    assert_eq!(Compact.size(&deep).unwrap_err().kind, ErrorKind::DepthLimit);
}

/// Each level claims as many elements as there are bytes left, and all levels are honest alone.
#[test]
fn claims_on_every_level_are_paid_for_once() {
    let mut bytes = Vec::new();
    for level in 0..90u32 {
        bytes.push(0);
        let claim = 60_000 - level * 6;
        bytes.push(252);
        bytes.extend(claim.to_le_bytes());
    }
    bytes.resize(61_000, 0);
    let (result, most) = peak(|| Compact.read::<Tree>(&bytes).map(drop));
    assert!(result.is_err());
    assert!(most < 65_536 + bytes.len() * 2 * size_of::<Tree>(), "{most}");
}

#[test]
fn memory_stays_within_its_rule() {
    fn check<T: for<'a> Decode<'a, Varint> + Encode<Varint>>(bytes: &[u8]) {
        let min = <T as wireloom_codecs::compact::Layout<Varint>>::MIN.max(1);
        let (_, most) = peak(|| Compact.read::<Vec<T>>(bytes).map(drop));
        let rule = 65_536 + bytes.len() * 8.max(2 * size_of::<T>() / min);
        assert!(most <= rule, "{most} > {rule}: {}", std::any::type_name::<T>());
    }
    for bytes in crate::oracle::values(vec(any::<u8>(), 0..2_000)).take(2_000) {
        let mut bytes = bytes;
        bytes.splice(0..0, [251, (bytes.len() / 2) as u8, (bytes.len() / 512) as u8]);
        check::<u64>(&bytes);
        check::<String>(&bytes);
        check::<User>(&bytes);
        check::<Tree>(&bytes);
        check::<Shape>(&bytes);
        check::<Vec<u16>>(&bytes);
    }
}

#[test]
fn any_bytes_are_a_value_or_an_error() {
    fn all<P: Profile>(profile: P, bytes: &[u8]) {
        let _ = profile.read::<Shape>(bytes);
        let _ = profile.read::<Vec<Tree>>(bytes);
        let _ = profile.read::<Vec<(char, f32, Option<i128>)>>(bytes);
        let _ = profile.read::<HashMap<u16, Result<String, bool>>>(bytes);
        let _ = profile.read::<Seq<'_, User, P>>(bytes).map(|seq| seq.iter().count());
        let _ = profile.view::<Vec<Shape>>(bytes);
        let _ = profile.read::<Vec<(std::time::Duration, std::time::SystemTime)>>(bytes);
        let _ = profile.read::<Vec<(std::num::NonZeroU16, std::net::SocketAddr)>>(bytes);
    }
    for bytes in crate::oracle::values(vec(any::<u8>(), 0..80)) {
        all(Varint, &bytes);
        all(Fixed, &bytes);
        all(Leb128, &bytes);
    }
    for length in 0..40 {
        all(Varint, &vec![0xff; length]);
        all(Leb128, &vec![0x80; length]);
        all(Fixed, &vec![0xff; length]);
    }
}
