//! Buffers that are made while others are being read, and kept as long as those.
use alloc::{boxed::Box, vec::Vec};
use std::sync::OnceLock;

/// A row of buffers, each behind the one before.
#[derive(Default)]
pub(super) struct Arena {
    next: OnceLock<Box<(Vec<u8>, Self)>>,
}

impl Arena {
    /// Keeps a buffer: the buffer, and where the next one goes.
    pub(super) fn keep(&self, bytes: Vec<u8>) -> (&[u8], &Self) {
        let kept = self.next.get_or_init(|| Box::new((bytes, Self::default())));
        (&kept.0, &kept.1)
    }
}

impl Drop for Arena {
    /// In a loop.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut kept) = next {
            next = kept.1.next.take();
        }
    }
}
