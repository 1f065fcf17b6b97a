//! Law 3, and paths into a tree.
use crate::{
    Shape,
    observers::{Kept, Segment, Span, Tree},
};
use alloc::{string::String, vec, vec::Vec};

/// Law 3: in the frame's own buffer, every byte up to `used` has one name, or names for all of its
/// bits where it is taken apart.
pub(super) fn covered(tree: &Tree, used: usize) {
    if tree.dropped() > 0 {
        return;
    }
    let spans = tree.spans();
    let mut named = vec![false; used];
    let mut bits = vec![0u8; used];
    for (i, span) in spans.iter().enumerate().filter(|(_, span)| span.buffer == 0) {
        if let Some(mask) = span.mask {
            let octets = mask.to_be_bytes();
            for (at, mask) in span.bytes.clone().rev().zip(octets.into_iter().rev()) {
                assert_eq!(bits[at] & mask, 0, "law 3: two names for a bit: {}", span.name);
                bits[at] |= mask;
            }
        } else if is_leaf(spans, i) {
            for at in span.bytes.clone() {
                assert!(!named[at], "law 3: two names for byte {at}: {}", span.name);
                named[at] = true;
            }
        }
    }
    // A value behind its length: it names what its parts do not.
    for span in spans.iter().filter(|span| span.buffer == 0 && span.value.is_some()) {
        named[span.bytes.clone()].fill(true);
    }
    let all = named.iter().zip(&bits).position(|(named, bits)| !named && *bits == 0);
    assert_eq!(all, None, "law 3: every byte has a name");
}

/// A span none of whose bytes are named again by a part of it.
fn is_leaf(spans: &[Span], i: usize) -> bool {
    let span = &spans[i];
    let parts = spans[i + 1..].iter().take_while(|part| part.depth > span.depth);
    !parts.filter(|part| part.buffer == span.buffer).any(|part| !part.bytes.is_empty())
}

/// One step of an owned path.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Name(String),
    Item(usize),
}

impl Step {
    pub(super) fn segment(&self) -> Segment<'_> {
        match self {
            Self::Name(name) => Segment::Name(name),
            Self::Item(n) => Segment::Item(*n),
        }
    }
}

/// The paths of the first, the middle and the last value of a tree, where they are unique.
pub(super) fn some_paths(tree: &Tree) -> Vec<(Vec<Step>, Kept)> {
    let mut open: Vec<(Step, Option<Shape>, usize)> = Vec::new();
    let mut all: Vec<(Vec<Step>, Kept)> = Vec::new();
    for span in tree.spans().iter().filter(|span| !span.layout).take(10_000) {
        open.truncate(span.depth);
        let step = match open.last_mut() {
            Some((_, Some(Shape::List), next)) => {
                *next += 1;
                Step::Item(*next - 1)
            }
            _ => Step::Name(span.name.clone().into_owned()),
        };
        open.push((step, span.shape, 0));
        if let Some(value) = &span.value {
            all.push((open.iter().map(|(step, ..)| step.clone()).collect(), value.clone()));
        }
    }
    let picks = [0, all.len() / 2, all.len().saturating_sub(1)];
    let unique = |path: &[Step]| {
        // Entries may repeat: a find gives the first.
        let key = alloc::format!("{path:?}");
        all.iter().filter(|(other, _)| alloc::format!("{other:?}") == key).count() == 1
    };
    picks.iter().filter_map(|&i| all.get(i)).filter(|(path, _)| unique(path)).cloned().collect()
}
