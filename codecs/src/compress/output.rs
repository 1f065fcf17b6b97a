//! Where inflated bytes go: a vector that grows or a slice that does not, and never too far.
use crate::{Error, ErrorKind, Result};
use alloc::vec::Vec;

/// What one call inflates into. Knows which bytes are its own: nothing written before the call is
/// ever read, so no format can copy from it.
pub(super) struct Output<'o> {
    pub(super) to: To<'o>,
    /// The most bytes this call may write.
    limit: usize,
}

/// The two kinds of destination.
pub(super) enum To<'o> {
    /// Appends behind the first `start` bytes.
    Vec { out: &'o mut Vec<u8>, start: usize },
    /// Fills from the front.
    Slice { out: &'o mut [u8], len: usize },
}

impl<'o> Output<'o> {
    pub(super) const fn vec(out: &'o mut Vec<u8>, limit: usize) -> Self {
        let start = out.len();
        Self { to: To::Vec { out, start }, limit }
    }

    pub(super) fn slice(out: &'o mut [u8], limit: usize) -> Self {
        let limit = limit.min(out.len());
        Self { to: To::Slice { out, len: 0 }, limit }
    }

    /// How many bytes this call has written.
    pub(super) fn len(&self) -> usize {
        match &self.to {
            To::Vec { out, start } => out.len().saturating_sub(*start),
            To::Slice { len, .. } => *len,
        }
    }

    /// How many more it may write.
    pub(super) fn room(&self) -> usize {
        self.limit.saturating_sub(self.len())
    }

    /// Whether a library filled a vector's spare room past the limit.
    #[cfg(any(feature = "gzip", feature = "zstd"))]
    pub(super) fn over(&self) -> bool {
        self.len() > self.limit
    }

    /// How many bytes fit without an allocation.
    pub(super) fn spare(&self) -> usize {
        match &self.to {
            To::Vec { out, .. } => out.capacity().saturating_sub(out.len()),
            To::Slice { out, len } => out.len().saturating_sub(*len),
        }
    }

    /// What this call has written from its `from`-th byte on.
    #[cfg(any(feature = "gzip", feature = "lz4"))]
    pub(super) fn since(&self, from: usize) -> &[u8] {
        let written = match &self.to {
            To::Vec { out, start } => out.get(*start..),
            To::Slice { out, len } => out.get(..*len),
        };
        written.and_then(|written| written.get(from..)).unwrap_or_default()
    }

    /// Makes room for `n` more bytes.
    pub(super) fn reserve(&mut self, n: usize) {
        self.reserve_up_to(n, usize::MAX);
    }

    /// Makes room for `n` more bytes, or for as many as there are: many small frames must not copy
    /// what came before them each time. Neither passes the limit, nor `most`.
    pub(super) fn reserve_up_to(&mut self, n: usize, most: usize) {
        if self.spare() < n {
            let n = n.max(self.len()).min(most).min(self.room());
            if let To::Vec { out, .. } = &mut self.to {
                out.reserve_exact(n);
            }
        }
    }

    /// Appends `bytes`, which came out of the input's byte `at`.
    pub(super) fn extend(&mut self, bytes: &[u8], at: usize) -> Result<()> {
        self.ensure(bytes.len(), at)?;
        match &mut self.to {
            To::Vec { out, .. } => out.extend_from_slice(bytes),
            To::Slice { out, len } => {
                let end = len.saturating_add(bytes.len());
                if let Some(room) = out.get_mut(*len..end) {
                    room.copy_from_slice(bytes);
                    *len = end;
                }
            }
        }
        Ok(())
    }

    /// The next `n` bytes, counted as written: the caller fills them or fails.
    #[cfg(feature = "snappy")]
    pub(super) fn window(&mut self, n: usize, at: usize) -> Result<&mut [u8]> {
        self.ensure(n, at)?;
        let window = match &mut self.to {
            To::Vec { out, .. } => {
                let end = out.len();
                out.resize(end.saturating_add(n), 0);
                out.get_mut(end..)
            }
            To::Slice { out, len } => {
                let end = *len;
                *len = end.saturating_add(n);
                out.get_mut(end..*len)
            }
        };
        Ok(window.unwrap_or_default())
    }

    /// Room for `n` bytes, or the error.
    fn ensure(&mut self, n: usize, at: usize) -> Result<()> {
        if n > self.room() {
            return Err(self.full(at));
        }
        self.reserve(n);
        Ok(())
    }

    /// The error of output that would go past the limit.
    #[cold]
    pub(super) fn full(&self, at: usize) -> Error {
        Error::new(ErrorKind::InflatedLimit, at, self.limit)
    }
}
