//! How many bytes a type takes, as far as the type alone tells.
use super::{Ints, Profile};

/// How many bytes the values of a type take on the wire.
///
/// A promise that makes decoding cheap, not one that safety hangs on: a wrong number gives an
/// error or a slow loop.
pub trait Layout<P: Profile> {
    /// The fewest bytes that a value takes. It bounds what a count may claim, so zero costs:
    /// sequences of such types are held to the items limit.
    const MIN: usize;
    /// How many bytes every value takes, if all take the same.
    const SIZE: Option<usize>;
}

/// The size of an integer of `bytes` bytes.
pub(crate) const fn int_size(ints: Ints, bytes: usize) -> Option<usize> {
    match ints {
        Ints::Varint | Ints::Leb128 if bytes > 1 => None,
        _ => Some(bytes),
    }
}

/// The fewest bytes of an integer of `bytes` bytes.
pub(crate) const fn int_min(ints: Ints, bytes: usize) -> usize {
    match ints {
        Ints::Fixed => bytes,
        Ints::Varint | Ints::Leb128 => 1,
    }
}

/// The fewest bytes of a length.
pub(crate) const fn len_min(ints: Ints) -> usize {
    int_min(ints, 8)
}

/// The fewest bytes of an enum's tag.
pub const fn tag_min(ints: Ints) -> usize {
    int_min(ints, 4)
}

/// The sum of some minimums.
pub const fn sum(mut parts: &[usize]) -> usize {
    let mut total = 0usize;
    while let [first, rest @ ..] = parts {
        total = total.saturating_add(*first);
        parts = rest;
    }
    total
}

/// The sum of some sizes, if all are known.
pub const fn total(mut parts: &[Option<usize>]) -> Option<usize> {
    let mut total = 0usize;
    while let [first, rest @ ..] = parts {
        let Some(size) = first else { return None };
        total = total.saturating_add(*size);
        parts = rest;
    }
    Some(total)
}

/// `n` times a size, if it is known.
pub(crate) const fn times(n: usize, size: Option<usize>) -> Option<usize> {
    match size {
        Some(size) => size.checked_mul(n),
        None => None,
    }
}
