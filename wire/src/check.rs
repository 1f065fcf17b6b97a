//! The laws every message and every stream obeys. Tests and fuzz targets call nothing else.
#![expect(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a broken law panics"
)]
mod named;
mod streams;

use crate::{
    Context, Count, ErrorKind, Form, Limits, Observed, Reader, Result, Wire, Write, Writer,
    build::Document,
    observers::{Find, Json, Path, Segment, Tree},
};
use alloc::{format, string::String, vec::Vec};
use core::fmt::Debug;
use std::sync::OnceLock;

pub use streams::stream;

/// Tells the most heap that a call holds at once, in bytes.
pub type Meter = fn(&mut dyn FnMut()) -> usize;

/// Set by whoever runs with a counting allocator, so that law 7 is checked too.
pub static METER: OnceLock<Meter> = OnceLock::new();

/// Checks every law of one message for some bytes, and panics with the law that is broken.
///
/// 1. Any bytes: no panic.
/// 2. Reading aloud gives the same value, or the same error, whoever listens; and what the
///    listeners made is sound.
/// 3. The named bytes are disjoint and cover the message.
/// 4. Read, then written: the same bytes, or a canonical form that stays ([`Wire::CANONICAL`]).
///    Built from its JSON: the same message.
/// 5. Counting a message gives the number of bytes that writing it gives.
/// 6. Every strict prefix is an error inside its bytes, or a shorter message of its own.
/// 7. Reading takes no more heap than 64 KiB and eight, or [`Wire::GROWTH`], times the input.
///
/// Law 8 (a fast path is its obvious oracle) is checked where there is one; law 9 is [`stream`].
pub fn laws<F: Form>(bytes: &[u8], context: Context) {
    let mut reader = Reader::with(bytes, context);
    let read = <F::At<'_>>::read(&mut reader);
    let used = bytes.len() - crate::Read::remaining(&reader);
    memory::<F>(bytes, context);
    let (tree, json) = aloud::<F>(bytes, context, &read);
    match read {
        Ok(message) => {
            named::covered(&tree, used);
            round_trip::<F>(&bytes[..used], context, &message, &json);
            prefixes::<F>(&bytes[..used], context);
        }
        Err(error) => {
            let inside = error.buffer != 0 || error.offset <= length(bytes);
            assert!(inside, "law 6: an error lies inside its bytes: {error:?}");
        }
    }
}

/// The bytes of an arbitrary `F`, if it has a form on the wire.
pub fn arbitrary<F: Form>(
    u: &mut arbitrary::Unstructured<'_>,
    context: Context,
) -> Option<Vec<u8>> {
    // The message borrows from its noise, whose lifetime is the caller's: a copy has one of its own.
    let noise = u.bytes(u.len()).ok()?.to_vec();
    let mut u = arbitrary::Unstructured::new(&noise);
    let message: F::At<'_> = arbitrary::Arbitrary::arbitrary(&mut u).ok()?;
    let mut out = Vec::new();
    let context = Context { lenient: true, ..context };
    <F::At<'_>>::write(&message, &mut Writer::with(&mut out, context)).ok()?;
    Some(out)
}

/// Law 2, and what the tree and the JSON observers made.
fn aloud<'a, F: Form>(
    bytes: &'a [u8],
    context: Context,
    read: &Result<F::At<'a>>,
) -> (Tree, String) {
    let reader = || Reader::with(bytes, context);
    let mut tree = Tree::default();
    let heard = <F::At<'_>>::read(&mut Observed::new(reader(), &mut tree));
    assert!(same(read, &heard), "law 2: reading aloud changes nothing: {read:?}, {heard:?}");

    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let heard = <F::At<'_>>::read(&mut Observed::new(reader(), &mut json));
    json.finish();
    assert!(same(read, &heard), "law 2: JSON changes nothing: {read:?}, {heard:?}");
    let json = String::from_utf8(out).expect("law 2: JSON is UTF-8");
    if let Err(error) = Document::parse(&json, &Limits::DEFAULT) {
        panic!("law 2: JSON is JSON: {error}: {json}");
    }

    let mut path = Path::new();
    let heard = <F::At<'_>>::read(&mut Observed::new(reader(), &mut path));
    assert!(same(read, &heard), "law 2: a path changes nothing: {read:?}, {heard:?}");
    let open = tree.unfinished().count();
    assert!(read.is_err() || open == 0, "law 2: what was begun was ended: {path}");

    for (path, value) in named::some_paths(&tree) {
        let segments: Vec<Segment<'_>> = path.iter().map(named::Step::segment).collect();
        let mut find = Find::new(&segments);
        match <F::At<'_>>::read(&mut Observed::new(reader(), &mut find)) {
            Err(error) if error.kind == ErrorKind::Stopped => {}
            heard => assert!(same(read, &heard), "law 2: a find only stops: {read:?}, {heard:?}"),
        }
        let found = find.found().expect("law 2: what the tree holds can be found");
        assert!(same(found, &value), "law 2: a find agrees with the tree at {path:?}");
    }
    (tree, json)
}

/// Laws 4 and 5.
fn round_trip<F: Form>(bytes: &[u8], context: Context, message: &F::At<'_>, json: &str) {
    let out = written::<F>(message, context);
    let mut count = Count::with(context);
    <F::At<'_>>::write(message, &mut count).expect("law 5: what can be written can be counted");
    assert_eq!(count.len(), out.len(), "law 5: counting is writing");

    if out != bytes {
        assert!(<F::At<'_>>::CANONICAL, "law 4: written as read: {bytes:02x?} {out:02x?}");
        let again = <F::At<'_>>::read(&mut Reader::with(&out, context));
        let again = again.expect("law 4: the canonical form can be read");
        assert!(alike(message, &again), "law 4: the canonical form means the same");
        assert_eq!(written::<F>(&again, context), out, "law 4: the canonical form stays");
    }

    let document = Document::parse(json, &Limits::DEFAULT).expect("law 2 holds");
    match <F::At<'_>>::build(document.root(context)) {
        Ok(built) => assert!(alike(message, &built), "law 4: {json} is {message:?}, not {built:?}"),
        Err(error) => panic!("law 4: {json} can be built: {error}"),
    }
}

/// Law 6.
fn prefixes<F: Form>(bytes: &[u8], context: Context) {
    // Long messages are cut at some places only: the work stays in proportion.
    let stride = (bytes.len() / 256).max(1);
    for cut in (0..bytes.len()).step_by(stride) {
        let short = &bytes[..cut];
        let mut reader = Reader::with(short, context);
        match <F::At<'_>>::read(&mut reader) {
            Err(error) => assert!(
                error.buffer != 0 || error.offset <= length(short),
                "law 6: an error lies inside its bytes: {error:?}"
            ),
            Ok(message) => {
                let used = cut - crate::Read::remaining(&reader);
                let own =
                    <F::At<'_>>::CANONICAL || written::<F>(&message, context) == short[..used];
                assert!(own, "law 6: a prefix of {cut} bytes is no message: {message:?}");
            }
        }
    }
}

/// Law 7.
fn memory<F: Form>(bytes: &[u8], context: Context) {
    let Some(meter) = METER.get() else { return };
    let peak = meter(&mut || drop(<F::At<'_>>::read(&mut Reader::with(bytes, context))));
    let most = (64 << 10) + bytes.len() * <F::At<'_>>::GROWTH.max(8);
    assert!(peak <= most, "law 7: {} bytes took {peak} bytes of heap, not {most}", bytes.len());
}

fn written<F: Form>(message: &F::At<'_>, context: Context) -> Vec<u8> {
    // Behind other bytes: an encoder appends.
    let mut out = Vec::from(*b"before");
    <F::At<'_>>::write(message, &mut Writer::with(&mut out, context))
        .expect("law 4: what was read can be written");
    assert_eq!(&out[..6], b"before", "law 4: writing appends");
    out.split_off(6)
}

/// Equal, or at least told alike: not-a-number is not equal to itself.
fn same<T: PartialEq + Debug>(a: &T, b: &T) -> bool {
    a == b || alike(a, b)
}

/// Told alike: the two may borrow from different bytes.
fn alike(a: &impl Debug, b: &impl Debug) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
