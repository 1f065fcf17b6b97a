//! The wire types of lines.
use crate::{ErrorKind, Node, Read, Record, Result, Value, Wire, Write, build, types::text};

/// Text up to a mark, and the mark.
#[derive(Debug)]
pub struct Until<const MARK: u8>;
impl<'a, const MARK: u8> Wire<'a, &'a str> for Until<MARK> {
    const NAME: &'static str = "text up to a mark";
    const MIN: usize = 1;
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let Some(n) = r.rest().iter().position(|b| *b == MARK) else {
            return Err(r.error(ErrorKind::BadValue, MARK.into()));
        };
        let text = text(r, n)?;
        r.layout("mark", |r| r.take(1))?;
        Ok(text)
    }
    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        put(value, MARK, w)?;
        w.put(&[MARK]);
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// Text up to the end of the line, or of the bytes.
#[derive(Debug)]
pub struct Line;
impl<'a> Wire<'a, &'a str> for Line {
    const NAME: &'static str = "text up to the end of the line";
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let rest = r.rest();
        let line = rest.iter().position(|b| *b == b'\n');
        let n = match line.and_then(|n| rest.get(..n)) {
            Some([before @ .., b'\r']) => before.len(),
            Some(line) => line.len(),
            None => rest.len(),
        };
        text(r, n)
    }
    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        put(value, b'\n', w)
    }
    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// How a line ends: LF, CR LF, or not at all. LF is structure; the others are told as content, so
/// that they come back.
#[derive(Debug)]
pub struct LineEnd;
impl<'a> Wire<'a, &'a str> for LineEnd {
    const NAME: &'static str = "end of the line";
    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let n = r.remaining().min(2);
        let n = if r.rest().first() == Some(&b'\n') { 1 } else { n };
        text(r, n)
    }
    fn read_row<R: Read<'a>, M: Record<'a>>(
        r: &mut R,
        name: &'static str,
        _message: &mut M,
    ) -> Result<&'a str> {
        match r.rest().first() {
            Some(b'\n') => r.layout("end", Self::read),
            Some(_) => r.field(name, Self::read),
            // Nothing stands there, and that is said too.
            None => r.field(name, |r| {
                r.value(Value::Text(""));
                Ok("")
            }),
        }
    }
    #[inline]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        if !matches!(*value, "" | "\n" | "\r\n") {
            return Err(w.error(ErrorKind::Unwritable, value.len()));
        }
        w.put(value.as_bytes());
        Ok(())
    }
    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
    fn absent() -> Option<&'a str> {
        Some("\n")
    }
}

/// Appends text that must not hold `mark`.
fn put<W: Write>(text: &str, mark: u8, w: &mut W) -> Result<()> {
    if text.as_bytes().contains(&mark) {
        return Err(w.error(ErrorKind::Unwritable, text.len()));
    }
    w.put(text.as_bytes());
    Ok(())
}
