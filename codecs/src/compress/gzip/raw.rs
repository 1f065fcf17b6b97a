//! The unsafe code of gzip: libdeflate's contexts, called from C. What flate2 does with the same
//! bytes is the safe twin: it takes over wherever libdeflate declines, and tests compare the two.
#![expect(
    unsafe_code,
    reason = "measured on JSON logs: 1.4x zlib-rs' speed to inflate; to deflate as fast and 4 % smaller"
)]
use alloc::vec::Vec;
use core::ffi::c_int;
use core::ptr::NonNull;
use libdeflate_sys as c;

/// What inflates raw deflate (RFC 1951) in one call.
pub(super) struct Inflate(NonNull<c::libdeflate_decompressor>);

// SAFETY: a context is memory of its own that nothing else knows of, and `&self` does nothing.
unsafe impl Send for Inflate {}
// SAFETY: as above.
unsafe impl Sync for Inflate {}

impl Inflate {
    /// None: there is no memory.
    pub(super) fn new() -> Option<Self> {
        // SAFETY: it takes nothing, and says null when it fails.
        NonNull::new(unsafe { c::libdeflate_alloc_decompressor() }).map(Self)
    }

    /// Inflates the stream at the front of `input` behind what `out` holds, into at most `room` bytes
    /// of its spare room: how many bytes of the input that took, and how many it made.
    ///
    /// None: it is no deflate stream, it is cut, or there is too little room. `out` is then as it was.
    pub(super) fn append(
        &mut self,
        input: &[u8],
        out: &mut Vec<u8>,
        room: usize,
    ) -> Option<(usize, usize)> {
        let spare = out.spare_capacity_mut();
        let (to, room) = (spare.as_mut_ptr(), room.min(spare.len()));
        // SAFETY: `room` bytes can be written at `to`.
        let (used, made) = unsafe { self.run(input, to.cast(), room) }?;
        let len = out.len().wrapping_add(made);
        // SAFETY: `made` bytes of the spare room, which were at most `room`, are written.
        unsafe { out.set_len(len) };
        Some((used, made))
    }

    /// The same into the front of a slice.
    pub(super) fn fill(&mut self, input: &[u8], out: &mut [u8]) -> Option<(usize, usize)> {
        // SAFETY: the slice can be written.
        unsafe { self.run(input, out.as_mut_ptr(), out.len()) }
    }

    /// # Safety
    /// `room` bytes can be written at `to`.
    unsafe fn run(&mut self, input: &[u8], to: *mut u8, room: usize) -> Option<(usize, usize)> {
        let (mut used, mut made) = (0, 0);
        let (from, length) = (input.as_ptr().cast(), input.len());
        // SAFETY: the context is alive; it reads `length` bytes and writes at most `room`, as the
        // caller allows, and then both numbers.
        let result = unsafe {
            c::libdeflate_deflate_decompress_ex(
                self.0.as_ptr(),
                from,
                length,
                to.cast(),
                room,
                &raw mut used,
                &raw mut made,
            )
        };
        (result == c::libdeflate_result_LIBDEFLATE_SUCCESS).then_some((used, made))
    }
}

impl Drop for Inflate {
    fn drop(&mut self) {
        // SAFETY: it was allocated by `new`, and nobody uses it any more.
        unsafe { c::libdeflate_free_decompressor(self.0.as_ptr()) };
    }
}

/// What writes raw deflate in one call.
pub(super) struct Deflate(NonNull<c::libdeflate_compressor>);

// SAFETY: as `Inflate`.
unsafe impl Send for Deflate {}
// SAFETY: as `Inflate`.
unsafe impl Sync for Deflate {}

impl Deflate {
    /// For gzip's levels, 1 to 9. None: there is no memory.
    pub(super) fn new(level: i32) -> Option<Self> {
        // One more than zlib's number from 3 on: the least level that is never larger.
        let number = if level < 3 { level } else { level.saturating_add(1).min(9) };
        let number: c_int = number.max(1);
        // SAFETY: any number is taken, and null is said for those that are none.
        NonNull::new(unsafe { c::libdeflate_alloc_compressor(number) }).map(Self)
    }

    /// Appends `input` as one stream.
    pub(super) fn append(&mut self, input: &[u8], out: &mut Vec<u8>) {
        // SAFETY: the context is alive.
        let most = unsafe { c::libdeflate_deflate_compress_bound(self.0.as_ptr(), input.len()) };
        out.reserve(most);
        let spare = out.spare_capacity_mut();
        let (to, room) = (spare.as_mut_ptr(), spare.len());
        // SAFETY: the context is alive; it reads `input` and writes at most `room` bytes, which are
        // there, and says how many. Zero, for too little room, is not had at its bound and above.
        let made = unsafe {
            c::libdeflate_deflate_compress(
                self.0.as_ptr(),
                input.as_ptr().cast(),
                input.len(),
                to.cast(),
                room,
            )
        };
        let len = out.len().wrapping_add(made);
        // SAFETY: `made` bytes of the spare room, which were at most `room`, are written.
        unsafe { out.set_len(len) };
    }
}

impl Drop for Deflate {
    fn drop(&mut self) {
        // SAFETY: it was allocated by `new`, and nobody uses it any more.
        unsafe { c::libdeflate_free_compressor(self.0.as_ptr()) };
    }
}

/// CRC-32 (RFC 1952 §8).
pub(super) fn crc(bytes: &[u8]) -> u32 {
    // SAFETY: it reads `bytes`.
    unsafe { c::libdeflate_crc32(0, bytes.as_ptr().cast(), bytes.len()) }
}
