//! What SUBSCRIBE and its kin carry: one item or more, up to the end of the packet.
use super::strictness::NIBBLE;
use crate::{Context, ErrorKind, Node, Read, Reader, Result, Shape, Wire, Write, Writer, build};
use alloc::vec::Vec;
use core::{fmt, marker::PhantomData};

/// One item or more, up to the end: read from a packet, or made for one.
///
/// What was read stays where it is: the list was checked once and is walked when somebody asks.
#[derive(Clone, Copy)]
pub struct Several<'a, T>(Held<'a, T>);

#[derive(Clone, Copy)]
enum Held<'a, T> {
    /// The items on the wire, and the version in which they were read.
    Read(&'a [u8], Context),
    Made(&'a [T]),
}

impl<T> Default for Several<'_, T> {
    fn default() -> Self {
        Self(Held::Read(&[], Context::DEFAULT))
    }
}

impl<'a, T> From<&'a [T]> for Several<'a, T> {
    fn from(items: &'a [T]) -> Self {
        Self(Held::Made(items))
    }
}

impl<'a, T, const N: usize> From<&'a [T; N]> for Several<'a, T> {
    fn from(items: &'a [T; N]) -> Self {
        Self(Held::Made(items))
    }
}

impl<'a, T: Wire<'a, T> + Copy> Several<'a, T> {
    /// Whether there is none: then it cannot be written.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Held::Read(bytes, _) => bytes.is_empty(),
            Held::Made(items) => items.is_empty(),
        }
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        let (bytes, context, made): (&'a [u8], _, &'a [T]) = match self.0 {
            Held::Read(bytes, context) => (bytes, context, &[]),
            Held::Made(items) => (&[], Context::DEFAULT, items),
        };
        let mut r = Reader::with(bytes, context);
        let mut made = made.iter();
        core::iter::from_fn(move || {
            if let Some(item) = made.next() {
                return Some(*item);
            }
            // The items were checked when they were read.
            if r.remaining() == 0 { None } else { T::read(&mut r).ok() }
        })
    }
}

impl<'a, T: Wire<'a, T> + Copy + PartialEq> PartialEq for Several<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Wire<'a, T> + Copy + fmt::Debug> fmt::Debug for Several<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Items of wire type `W` up to the end: at least one.
#[derive(Debug)]
pub struct OneOrMore<W>(PhantomData<W>);

impl<'a, T: Wire<'a, T> + Copy, W: Wire<'a, T>> Wire<'a, Several<'a, T>> for OneOrMore<W> {
    const NAME: &'static str = W::NAME;
    const MIN: usize = W::MIN;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Several<'a, T>> {
        let (bytes, context) = (r.rest(), *r.context());
        if bytes.is_empty() {
            return Err(r.error(ErrorKind::BadLength, 0));
        }
        r.group(Shape::List, |r| {
            while r.remaining() > 0 {
                W::read_field(r, "item")?;
            }
            Ok(Several(Held::Read(bytes, context)))
        })
    }

    #[inline]
    fn write<O: Write>(value: &Several<'a, T>, w: &mut O) -> Result<()> {
        if value.is_empty() {
            return Err(w.error(ErrorKind::BadLength, 0));
        }
        // What was read by these rules keeps them.
        if let Held::Read(bytes, context) = value.0
            && context.version == w.version()
            && (context.flags ^ w.context().flags) & !NIBBLE == 0
        {
            w.put(bytes);
            return Ok(());
        }
        w.apart(|w| write_each::<T, W, O>(value, w))
    }

    fn build(node: Node<'a>) -> build::Result<Several<'a, T>> {
        let items = node.items()?.map(W::build).collect::<build::Result<Vec<T>>>()?;
        let context = node.context();
        let mut bytes = Vec::new();
        let written = Writer::append(&mut bytes, context, |w| {
            items.iter().try_for_each(|item| W::write(item, w))
        });
        match written {
            Ok(()) => Ok(Several(Held::Read(node.keep(bytes), context))),
            Err(error) => Err(node.error(build::Wrong::Wire(error.kind))),
        }
    }
}

#[inline(never)]
fn write_each<'a, T: Wire<'a, T> + Copy, W: Wire<'a, T>, O: Write>(
    items: &Several<'a, T>,
    w: &mut O,
) -> Result<()> {
    items.iter().try_for_each(|item| W::write(&item, w))
}

/// A part of `samples`.
#[cfg(feature = "check")]
pub(super) fn some<T>(
    u: &mut arbitrary::Unstructured<'_>,
    samples: &'static [T],
) -> arbitrary::Result<Several<'static, T>> {
    let (from, many) = (u.int_in_range(0..=2)?, u.int_in_range(1..=4)?);
    let to = usize::saturating_add(from, many).min(samples.len());
    Ok(Several(Held::Made(samples.get(from..to).unwrap_or_default())))
}
