//! Contexts for threads that cannot hold their own.
use super::{Deflater, Inflater};
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A few [`Inflater`]s and [`Deflater`]s that threads borrow and give back.
///
/// It never blocks for a context: when all are lent it makes another, and keeps at most as many of
/// each kind as it was told. Contexts that come back holding more than 16 MiB are made to let go
/// of it.
///
/// ```
/// use wireloom_codecs::Limits;
/// use wireloom_codecs::compress::{Compression, Pool};
///
/// static POOL: Pool = Pool::new(4);
///
/// let mut out = Vec::new();
/// POOL.inflater().inflate(Compression::None, b"as it is", &Limits::DEFAULT, &mut out)?;
/// # Ok::<(), wireloom_codecs::Error>(())
/// ```
#[derive(Debug)]
pub struct Pool {
    inflaters: Mutex<Vec<Inflater>>,
    deflaters: Mutex<Vec<Deflater>>,
    keep: usize,
}

impl Pool {
    /// An empty pool that keeps at most `keep` contexts of each kind.
    pub const fn new(keep: usize) -> Self {
        Self { inflaters: Mutex::new(Vec::new()), deflaters: Mutex::new(Vec::new()), keep }
    }

    /// An inflater, until the guard is dropped.
    pub fn inflater(&self) -> Pooled<'_, Inflater> {
        Pooled::take(&self.inflaters, self.keep, Inflater::trim)
    }

    /// A deflater, until the guard is dropped.
    pub fn deflater(&self) -> Pooled<'_, Deflater> {
        Pooled::take(&self.deflaters, self.keep, Deflater::trim)
    }
}

/// A context on loan from a [`Pool`].
#[derive(Debug)]
pub struct Pooled<'p, T: Default> {
    home: &'p Mutex<Vec<T>>,
    keep: usize,
    /// Lets go of what is too large to keep.
    trim: fn(&mut T),
    context: T,
}

impl<'p, T: Default> Pooled<'p, T> {
    fn take(home: &'p Mutex<Vec<T>>, keep: usize, trim: fn(&mut T)) -> Self {
        let context = lock(home).pop().unwrap_or_default();
        Self { home, keep, trim, context }
    }
}

impl<T: Default> Deref for Pooled<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.context
    }
}

impl<T: Default> DerefMut for Pooled<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.context
    }
}

impl<T: Default> Drop for Pooled<'_, T> {
    fn drop(&mut self) {
        let mut context = core::mem::take(&mut self.context);
        (self.trim)(&mut context);
        let mut home = lock(self.home);
        if home.len() < self.keep {
            home.push(context);
        }
    }
}

/// A thread that panicked while it held the lock left whole contexts behind: they are only moved.
fn lock<T>(home: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    home.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most that a context keeps, per part, while it waits in a pool.
pub(super) const KEPT: usize = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_keeps_no_more_than_it_was_told() {
        let pool = Pool::new(2);
        let lent: Vec<_> = (0..5).map(|_| pool.inflater()).collect();
        drop(lent);
        assert_eq!(lock(&pool.inflaters).len(), 2);
        assert_eq!(lock(&pool.deflaters).len(), 0);
        drop(pool.deflater());
        assert_eq!(lock(&pool.deflaters).len(), 1);
    }
}
