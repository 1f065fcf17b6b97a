//! Kafka's compact types: lengths are one more, in LEB128, so that 0 can be null (KIP-482).
use crate::{
    ErrorKind, Node, Read, Result, Value, Wire, Write, build,
    types::{growth, items, text},
    wireloom_codecs::varint::{read_leb128, write_leb128},
};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// COMPACT_STRING.
#[derive(Debug)]
pub struct CompactString;

impl<'a> Wire<'a, &'a str> for CompactString {
    const NAME: &'static str = "COMPACT_STRING";
    const MIN: usize = 1;
    const CANONICAL: bool = true;

    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let n = r.layout("length", length)?;
        text(r, n)
    }

    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        write_length(value.len(), w)?;
        w.put(value.as_bytes());
        Ok(())
    }

    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// COMPACT_ARRAY of `T`.
#[derive(Debug)]
pub struct CompactArray<T>(PhantomData<T>);

impl<'a, T, W: Wire<'a, T>> Wire<'a, Vec<T>> for CompactArray<W> {
    const NAME: &'static str = "COMPACT_ARRAY";
    const MIN: usize = 1;
    const GROWTH: usize = growth::<T>(W::MIN).saturating_add(W::GROWTH);
    const CANONICAL: bool = true;

    fn read<R: Read<'a>>(r: &mut R) -> Result<Vec<T>> {
        let n = r.layout("count", length)?;
        items::<W, T, R>(r, n)
    }

    fn write<O: Write>(value: &Vec<T>, w: &mut O) -> Result<()> {
        write_length(value.len(), w)?;
        value.iter().try_for_each(|item| W::write(item, w))
    }

    fn build(node: Node<'a>) -> build::Result<Vec<T>> {
        node.items()?.map(W::build).collect()
    }
}

/// A length that must not be null.
fn length<'a, R: Read<'a>>(r: &mut R) -> Result<usize> {
    let n = read_leb128(r, u32::BITS)?;
    r.value(Value::Unsigned(n));
    match usize::try_from(n).ok().and_then(|n| n.checked_sub(1)) {
        Some(n) => Ok(n),
        None => Err(r.error(ErrorKind::BadLength, 0)),
    }
}

fn write_length<W: Write>(n: usize, w: &mut W) -> Result<()> {
    match u32::try_from(n.saturating_add(1)) {
        Ok(length) => {
            write_leb128(w, length.into());
            Ok(())
        }
        Err(_) => Err(w.error(ErrorKind::Unwritable, n)),
    }
}
