//! The panic gate: every frame decoder, linked with a panic handler that calls a symbol which does
//! not exist. After optimization either nothing refers to that symbol, so no input can make a
//! decoder panic, or `nm` shows it and `run` fails.
//!
//! It is `no_std`, so it proves as well that the decoders need no standard library.
//!
//! What is in it: framers, messages with their texts, bytes and lists, length fields, varints and
//! compact's borrowed reads, all by the plain reader. What is not: reading aloud (observers
//! allocate as they like), writing (vectors grow by `put`), sessions and what is kept between
//! frames. Fuzz targets and the laws look after those.
#![no_std]

use core::{
    alloc::{GlobalAlloc, Layout},
    hint::black_box,
    panic::PanicInfo,
    slice,
};
use wireloom_codecs::{
    Reader,
    compact::{Decode, Fixed, Leb128, Profile, Varint},
    varint::{read_bincode, read_bincode_u128, read_leb128},
};
use wireloom_wire::{
    Context, Form, Limits,
    frame::{Framer, Side},
    length_field::LengthField,
    wire,
};

unsafe extern "C" {
    /// Nobody defines it.
    fn wireloom_panic_reached() -> !;
    fn malloc(size: usize) -> *mut u8;
    fn free(at: *mut u8);
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: a library that holds this call does not pass the gate, and is never loaded.
    unsafe { wireloom_panic_reached() }
}

struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

// SAFETY: C's own pair. Nothing here wants more than its alignment.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: any size will do.
        unsafe { malloc(layout.size()) }
    }
    unsafe fn dealloc(&self, at: *mut u8, _: Layout) {
        // SAFETY: it came from `alloc`.
        unsafe { free(at) }
    }
}

/// Exports functions of some bytes and three numbers: what nobody exports is not linked.
macro_rules! gates {
    ($($(#[$when:meta])? $name:ident = $gate:expr;)*) => {$(
        $(#[$when])?
        /// # Safety
        /// `at` points to `len` bytes.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(at: *const u8, len: usize, a: i64, b: u16, c: usize) {
            let gate: fn(&[u8], i64, u16, usize) = $gate;
            // SAFETY: as above.
            gate(unsafe { slice::from_raw_parts(at, len) }, a, b, c);
        }
    )*};
}

gates! {
    gate_length_field = length_field;
    gate_varint = |bytes, _, bits, _| {
        let mut r = Reader::new(bytes);
        let _ = black_box(read_leb128(&mut r, bits.into()));
        let _ = black_box(read_bincode(&mut r, bits.into()));
        let _ = black_box(read_bincode_u128(&mut r));
    };
    gate_compact = |bytes, _, _, _| {
        compact(Varint, bytes);
        compact(Fixed, bytes);
        compact(Leb128, bytes);
    };
    #[cfg(feature = "rpc")]
    gate_rpc = |bytes, version, flags, _| {
        use wireloom_wire::rpc::{Framed, Request, Response, framer};
        for side in [Side::Client, Side::Server] {
            let _ = black_box(framer(side).next(bytes, &Limits::DEFAULT));
        }
        message::<Framed<Request<'static>>>(bytes, version, flags);
        message::<Framed<Response<'static>>>(bytes, version, flags);
    };
    #[cfg(feature = "rpc-text")]
    gate_rpc_text = |bytes, version, flags, _| {
        use wireloom_wire::rpc_text::{Request, Response};
        message::<Request<'static>>(bytes, version, flags);
        message::<Response<'static>>(bytes, version, flags);
    };
    #[cfg(feature = "mqtt")]
    gate_mqtt = |bytes, version, flags, _| {
        use wireloom_wire::mqtt::{
            Auth, ConnAck, Connect, Disconnect, Framed, Packets, PingReq, PingResp, PubAck,
            PubComp, PubRec, PubRel, Publish, SubAck, Subscribe, UnsubAck, Unsubscribe,
        };
        let _ = black_box(Packets.next(bytes, &Limits::DEFAULT));
        message::<Framed<Connect<'static>>>(bytes, version, flags);
        message::<Framed<ConnAck<'static>>>(bytes, version, flags);
        message::<Framed<Publish<'static>>>(bytes, version, flags);
        message::<Framed<PubAck<'static>>>(bytes, version, flags);
        message::<Framed<PubRec<'static>>>(bytes, version, flags);
        message::<Framed<PubRel<'static>>>(bytes, version, flags);
        message::<Framed<PubComp<'static>>>(bytes, version, flags);
        message::<Framed<Subscribe<'static>>>(bytes, version, flags);
        message::<Framed<SubAck<'static>>>(bytes, version, flags);
        message::<Framed<Unsubscribe<'static>>>(bytes, version, flags);
        message::<Framed<UnsubAck<'static>>>(bytes, version, flags);
        message::<Framed<PingReq>>(bytes, version, flags);
        message::<Framed<PingResp>>(bytes, version, flags);
        message::<Framed<Disconnect<'static>>>(bytes, version, flags);
        message::<Framed<Auth<'static>>>(bytes, version, flags);
    };
    // What the gate is for.
    #[cfg(feature = "prove")]
    gate_proof = |bytes, _, _, i| {
        black_box(bytes[i]);
    };
}

/// Reads one message at any version, with any flags.
fn message<F: Form>(bytes: &[u8], version: i64, flags: u16) {
    let [a, b, ..] = version.to_le_bytes();
    let context = Context::DEFAULT.at(i16::from_le_bytes([a, b])).with(flags);
    let _ = black_box(wire::read::<F>(bytes, context));
}

/// Borrowed reads of whatever compact knows without a derive.
fn compact<P: Profile>(profile: P, bytes: &[u8])
where
    for<'a> Parts<'a>: Decode<'a, P>,
{
    let _ = black_box(profile.read::<Parts<'_>>(bytes));
}

type Parts<'a> = (&'a str, u8, bool, Option<i64>, &'a [u8], u128, f64, char);

/// Any configuration, and a frame that is discarded.
fn length_field(bytes: &[u8], adjustment: i64, flags: u16, numbers: usize) {
    let (offset, width) = (numbers, numbers >> 8);
    let mut framer = match flags & 1 {
        0 => LengthField::new(offset, width),
        _ => LengthField::inclusive(offset, width),
    };
    framer = framer.adjusted(adjustment).stripping(numbers >> 16).at_least(numbers >> 24);
    if flags & 2 != 0 {
        framer = framer.little_endian();
    }
    if flags & 4 != 0 {
        framer = framer.signed();
    }
    if flags & 8 != 0 {
        framer = framer.fail_late();
    }
    for _ in 0..2 {
        let _ = black_box(framer.next(bytes, &Limits::DEFAULT));
    }
}
