//! What is found at the front of bytes that may not be all there yet.
use core::num::NonZeroUsize;

/// What a framer finds at the front of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<T> {
    /// A whole frame.
    Done {
        /// The frame.
        value: T,
        /// How many bytes it took.
        used: usize,
    },
    /// Nothing is wrong so far, but the frame is not complete: at least so many more bytes.
    Need(NonZeroUsize),
}

impl<T> Step<T> {
    /// [`Step::Need`], of at least one byte.
    pub const fn need(n: usize) -> Self {
        match NonZeroUsize::new(n) {
            Some(n) => Self::Need(n),
            None => Self::Need(NonZeroUsize::MIN),
        }
    }
}
