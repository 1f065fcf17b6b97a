//! How a value is laid out on the wire, and what its description tells.
use crate::{Context, Node, Read, Result, Write, build};
use alloc::vec::Vec;

/// How a `T` is laid out on the wire.
///
/// The implementing type is the *wire type*, named as the specification names it; `T` is what Rust
/// code holds. Messages are their own wire type.
pub trait Wire<'a, T> {
    /// The name the specification uses.
    const NAME: &'static str;

    /// The fewest bytes a value takes. It bounds every reservation: a count read from the wire
    /// never makes room for more items than the remaining bytes could hold.
    const MIN: usize = 0;

    /// The most heap that reading takes, in bytes per byte read. It follows from the lists inside.
    const GROWTH: usize = 0;

    /// Whether other bytes than those written may mean the same value.
    const CANONICAL: bool = false;

    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes end early or break a rule of the specification.
    fn read<R: Read<'a>>(r: &mut R) -> Result<T>;

    /// Writes a value.
    ///
    /// # Errors
    /// When the value has no form on the wire.
    fn write<W: Write>(value: &T, w: &mut W) -> Result<()>;

    /// The way back from what the JSON observer printed.
    ///
    /// # Errors
    /// When the node is of another kind than the field.
    fn build(node: Node<'a>) -> build::Result<T>;

    /// The value of a field that the JSON does not hold: only what may be absent has one.
    fn absent() -> Option<T> {
        None
    }

    /// Reads this as the field `name`. No closure: what is to be inlined is inlined.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[inline(always)]
    fn read_field<R: Read<'a>>(r: &mut R, name: &'static str) -> Result<T> {
        r.begin(name);
        let value = Self::read(r)?;
        r.done()?;
        Ok(value)
    }

    /// Reads this as one row of a message. Only a tag section looks at `message`.
    #[doc(hidden)]
    #[inline(always)]
    fn read_row<R: Read<'a>, M: Record<'a>>(
        r: &mut R,
        name: &'static str,
        _message: &mut M,
    ) -> Result<T> {
        Self::read_field(r, name)
    }

    /// Writes this as one row of a message. Only a tag section looks at `message`.
    #[doc(hidden)]
    #[inline(always)]
    fn write_row<W: Write, M: Record<'a>>(value: &T, w: &mut W, _message: &M) -> Result<()> {
        Self::write(value, w)
    }
}

/// A message as its table describes it.
pub trait Describe {
    /// The name the specification uses: a frame's kind where it is a frame.
    const NAME: &'static str;
    /// What it is for, and where it stands in the specification.
    const DOC: &'static str;
    /// One row a field, in the order of the wire.
    const FIELDS: &'static [Field];
}

/// One row of a message's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The field's name.
    pub name: &'static str,
    /// The specification's name of its wire type.
    pub wire: &'static str,
    /// The versions that carry it, as a Rust range; empty where all do.
    pub versions: &'static str,
    /// Its default where it is absent; empty where it has none of its own.
    pub default: &'static str,
    /// Whether it may be dropped when written at a version that does not carry it.
    pub ignorable: bool,
    /// Its number in the tag section, if it stands there.
    pub tag: Option<u32>,
    /// What it is for.
    pub doc: &'static str,
}

/// A row from the macro's parts.
#[doc(hidden)]
impl Field {
    pub const fn row(name: &'static str, wire: &'static str, doc: &'static str) -> Self {
        Self { name, wire, versions: "", default: "", ignorable: false, tag: None, doc }
    }
    pub const fn versions(self, versions: &'static str) -> Self {
        Self { versions, ..self }
    }
    pub const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }
    pub const fn ignorable(self, ignorable: bool) -> Self {
        Self { ignorable, ..self }
    }
    pub const fn tag(self, tag: u32) -> Self {
        Self { tag: Some(tag), ..self }
    }
}

/// The fields of a message apart from the group around them, and those of its tag section.
pub trait Record<'a>: Sized {
    /// Reads the fields into the group that is open: for a frame whose own fields and its
    /// message's stand side by side.
    ///
    /// # Errors
    /// As the message.
    fn read_fields<R: Read<'a>>(r: &mut R) -> Result<Self>;

    /// Reads the field of `tag`, or tells that the message has none.
    ///
    /// # Errors
    /// As the field's wire type.
    fn read_tag<R: Read<'a>>(&mut self, tag: u32, r: &mut R) -> Result<bool>;

    /// The tags of the fields that hold something else than their default, ascending.
    fn tags(&self, version: i16) -> Set;

    /// Writes the field of `tag`, without tag and size.
    ///
    /// # Errors
    /// As the field's wire type.
    fn write_tag<W: Write>(&self, tag: u32, w: &mut W) -> Result<()>;
}

/// A message without its lifetime, so that tools can name it.
///
/// Implemented by `Message<'static>`; [`Form::At`] is the message over some bytes.
pub trait Form: 'static {
    /// The message that borrows from bytes of lifetime `'a`.
    type At<'a>: Wire<'a, Self::At<'a>> + Describe + Lawful<'a>;
}

/// What the laws need of a message beside its codec: nothing, unless they are compiled in.
#[cfg(not(feature = "check"))]
pub trait Lawful<'a> {}
#[cfg(not(feature = "check"))]
impl<T> Lawful<'_> for T {}

/// What the laws need of a message beside its codec.
#[cfg(feature = "check")]
pub trait Lawful<'a>: PartialEq + core::fmt::Debug + arbitrary::Arbitrary<'a> {}
#[cfg(feature = "check")]
impl<'a, T: PartialEq + core::fmt::Debug + arbitrary::Arbitrary<'a>> Lawful<'a> for T {}

/// Reads exactly one `F` from `bytes`: nothing may be left over.
///
/// # Errors
/// What `F` returns, and [`Trailing`](crate::ErrorKind::Trailing).
pub fn read<'a, F: Form>(bytes: &'a [u8], context: Context) -> Result<F::At<'a>> {
    let mut r = crate::Reader::with(bytes, context);
    let message = <F::At<'a> as Wire<'a, F::At<'a>>>::read(&mut r)?;
    r.finish()?;
    Ok(message)
}

/// A message that owns its bytes and is read from them on demand.
///
/// One generic owned form instead of a second struct per message: what borrows stays borrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned<F> {
    bytes: Vec<u8>,
    context: Context,
    form: core::marker::PhantomData<fn() -> F>,
}

impl<F: Form> Owned<F> {
    /// Keeps a copy of `bytes` after checking that they are one `F`.
    ///
    /// # Errors
    /// As [`read`].
    pub fn new(bytes: &[u8], context: Context) -> Result<Self> {
        read::<F>(bytes, context)?;
        Ok(Self { bytes: bytes.to_vec(), context, form: core::marker::PhantomData })
    }

    /// The message, borrowed from the bytes kept here.
    ///
    /// # Errors
    /// None: the bytes were checked. The result stays one so that no path here can panic.
    pub fn get(&self) -> Result<F::At<'_>> {
        read::<F>(&self.bytes, self.context)
    }

    /// The bytes of the message.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What the macros' expansions call.
#[allow(missing_docs, reason = "not for people")]
mod expansion {
    use super::Wire;
    use crate::{ErrorKind, Node, Result, Write, build};
    use core::{fmt, ops::RangeBounds};

    /// Whether the versions of a row contain `version`.
    #[inline(always)]
    pub fn carries(versions: &impl RangeBounds<i16>, version: i16) -> bool {
        versions.contains(&version)
    }

    /// Whether a field holds something else than its default.
    #[inline(always)]
    pub fn differs<T: PartialEq>(field: &T, default: &T) -> bool {
        field != default
    }

    /// The fewest bytes of a message: of its rows together.
    pub const fn sum(rows: &[usize]) -> usize {
        match rows {
            [] => 0,
            [first, rest @ ..] => first.saturating_add(sum(rest)),
        }
    }

    /// The largest of the rows.
    pub const fn most(rows: &[usize]) -> usize {
        match rows {
            [] => 0,
            [first, rest @ ..] => {
                let most = most(rest);
                if *first > most { *first } else { most }
            }
        }
    }

    /// Whether one of the rows is.
    pub const fn any(rows: &[bool]) -> bool {
        match rows {
            [] => false,
            [first, rest @ ..] => *first || any(rest),
        }
    }

    /// A value that the version does not carry would be lost.
    #[inline]
    pub fn lost<W: Write>(w: &W) -> Result<()> {
        if w.context().lenient {
            return Ok(());
        }
        let version = usize::try_from(w.version()).unwrap_or(usize::MAX);
        Err(w.error(ErrorKind::NotInVersion, version))
    }

    /// The tags of the fields to write, smallest first.
    pub type Set = alloc::collections::BTreeSet<u32>;

    /// Writes the bytes of a number.
    #[inline(always)]
    pub fn put<W: Write>(w: &mut W, bytes: &[u8]) -> Result<()> {
        w.put(bytes);
        Ok(())
    }

    /// Writes a key, unless it is one that is not what it says.
    #[inline(always)]
    pub fn put_key<W: Write>(w: &mut W, wrong: bool, bytes: &[u8]) -> Result<()> {
        if wrong { Err(w.error(ErrorKind::Unwritable, bytes.len())) } else { put(w, bytes) }
    }

    /// A code by its name, or by its number if it has none.
    pub fn code(
        name: Option<&str>,
        number: &impl fmt::Display,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        match name {
            Some(name) => f.write_str(name),
            None => number.fmt(f),
        }
    }

    /// The number of that name.
    pub fn numbered<N: Copy>(names: &[(N, &str)], name: &str) -> Option<N> {
        names.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Builds the field `name` of a record. `free`: what it is when the JSON does not hold it.
    pub fn field<'a, T, W: Wire<'a, T>>(
        record: Node<'a>,
        name: &'static str,
        free: Option<T>,
    ) -> build::Result<T> {
        match record.get(name) {
            Some(node) => W::build(node),
            None => {
                free.or_else(W::absent).ok_or_else(|| record.error(build::Wrong::Missing(name)))
            }
        }
    }
}
#[doc(hidden)]
pub use expansion::{
    Set, any, carries, code, differs, field, lost, most, numbered, put, put_key, sum,
};

/// Reads exactly one `F` aloud.
pub(crate) fn observe<F: Form>(
    bytes: &[u8],
    context: Context,
    observer: &mut dyn crate::Observer,
) -> Result<()> {
    let mut r = crate::Observed::new(crate::Reader::with(bytes, context), observer);
    <F::At<'_>>::read(&mut r)?;
    r.finish()
}

/// Appends the `F` that some JSON describes.
pub(crate) fn build_bytes<F: Form>(node: Node<'_>, out: &mut Vec<u8>) -> build::Result<()> {
    let message = <F::At<'_>>::build(node)?;
    let written = crate::Writer::append(out, node.context(), |w| <F::At<'_>>::write(&message, w));
    written.map_err(|error| node.error(build::Wrong::Wire(error.kind)))
}
