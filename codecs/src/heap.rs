//! A counting allocator: tells what a piece of code holds on the heap at most.
//!
//! For tests, fuzz targets and benches only; no decoder knows of it. A program installs it, and
//! then measures:
//!
//! ```
//! use wireloom_codecs::heap::{Counting, peak};
//!
//! #[global_allocator]
//! static HEAP: Counting = Counting;
//!
//! assert_eq!(peak(&mut || drop(vec![0u8; 1000])), 1000);
//! assert_eq!(peak(&mut || ()), 0);
//! ```
//!
//! Each thread counts for itself, so that tests which run side by side do not disturb one another.
//! What a C library takes is not seen. A buffer that grows counts as what it has grown to, although
//! the system may hold both copies while it moves.
#![expect(
    unsafe_code,
    reason = "a global allocator is an unsafe trait; the system's does the work"
)]
use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

std::thread_local! {
    // Neither needs making nor dropping: an allocator may touch them at any time.
    static HELD: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

/// The most that `f` holds at once on this thread, in bytes, beside what was held before.
///
/// Zero unless [`Counting`] is this program's allocator.
pub fn peak(f: &mut dyn FnMut()) -> usize {
    let before = HELD.get();
    MOST.set(before);
    f();
    MOST.get().wrapping_sub(before)
}

/// The system's allocator, which counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counting;

// SAFETY: every method hands its arguments to `System` and returns what it returns.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(0, layout.size());
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(0, layout.size());
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(layout.size(), 0);
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), size);
        // SAFETY: the caller's promises are `System`'s.
        unsafe { System.realloc(at, layout, size) }
    }
}

/// What another thread allocated may be freed here: the count wraps, and differences stay right.
fn count(freed: usize, taken: usize) {
    let held = HELD.get().wrapping_sub(freed).wrapping_add(taken);
    HELD.set(held);
    if held.wrapping_sub(MOST.get()).cast_signed() > 0 {
        MOST.set(held);
    }
}
