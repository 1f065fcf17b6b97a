//! The tag section: fields that a reader may not know, each under a number.
use crate::{
    ErrorKind, Node, Read, Record, Result, Shape, Value, Wire, Write, build,
    wireloom_codecs::varint::{read_leb128, write_leb128},
};
use alloc::vec::Vec;

/// The fields of a tag section that the message does not name, ascending by tag.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Tags<'a>(pub Vec<(u32, &'a [u8])>);

/// A count, then as often: tag, size, that many bytes; all numbers LEB128 of 32 bits. Tags ascend
/// (Kafka, KIP-482). The last row of a message whose other rows may be `tag N`.
///
/// Known fields are read under their own names. One that was written although it holds its default
/// is left out when the message is written again: that is the canonical form.
#[derive(Debug)]
pub struct TagBuffer;

impl<'a> Wire<'a, Tags<'a>> for TagBuffer {
    const NAME: &'static str = "tagged fields";
    const MIN: usize = 1;
    const GROWTH: usize = crate::types::growth::<(u32, &[u8])>(2);
    const CANONICAL: bool = true;

    fn read<R: Read<'a>>(r: &mut R) -> Result<Tags<'a>> {
        Self::read_row(r, "tags", &mut Nothing {})
    }

    fn write<W: Write>(value: &Tags<'a>, w: &mut W) -> Result<()> {
        Self::write_row(value, w, &Nothing {})
    }

    fn build(node: Node<'a>) -> build::Result<Tags<'a>> {
        let pair = |node: Node<'a>| {
            node.record(&["tag", "bytes"])?;
            Ok((node.need("tag")?.number("a tag")?, node.need("bytes")?.bytes()?))
        };
        node.items()?.map(pair).collect::<build::Result<_>>().map(Tags)
    }

    fn absent() -> Option<Tags<'a>> {
        Some(Tags::default())
    }

    fn read_row<R: Read<'a>, M: Record<'a>>(
        r: &mut R,
        name: &'static str,
        message: &mut M,
    ) -> Result<Tags<'a>> {
        let count = r.layout("count", number)?;
        r.claim(count)?;
        let mut tags = Vec::new();
        let mut least = 0;
        for _ in 0..count {
            let tag = r.layout("tag", number)?;
            if tag < least {
                return Err(r.error(ErrorKind::BadValue, tag));
            }
            least = tag.saturating_add(1);
            let tag = u32::try_from(tag).unwrap_or(u32::MAX);
            let size = r.layout("size", number)?;
            let outer = r.enter(size)?;
            if !message.read_tag(tag, r)? {
                tags.push((tag, r.layout("bytes", |r| r.take(r.remaining()))?));
            }
            r.leave(outer)?;
        }
        if r.aloud() && !tags.is_empty() {
            r.field(name, |r| say(r, &tags))?;
        }
        Ok(Tags(tags))
    }

    fn write_row<W: Write, M: Record<'a>>(value: &Tags<'a>, w: &mut W, message: &M) -> Result<()> {
        let version = w.version();
        let known = message.tags(version);
        put_number(w, known.len().saturating_add(value.0.len()));
        let mut known = known.into_iter().peekable();
        let mut others = value.0.iter().peekable();
        // A tag that is both known and among the others is written once, as the message holds it.
        loop {
            let other = others.peek().map(|(tag, _)| *tag);
            match (known.peek().copied(), other) {
                (Some(tag), other) if other.is_none_or(|other| tag <= other) => {
                    if other == Some(tag) {
                        return Err(w.error(ErrorKind::Duplicate, clamp(tag)));
                    }
                    known.next();
                    let mut size = crate::Count::with(*w.context());
                    message.write_tag(tag, &mut size)?;
                    put_number(w, clamp(tag));
                    put_number(w, size.len());
                    message.write_tag(tag, w)?;
                }
                (_, Some(tag)) => {
                    let Some((_, bytes)) = others.next() else { break };
                    if others.peek().is_some_and(|(next, _)| *next <= tag) {
                        return Err(w.error(ErrorKind::BadValue, clamp(tag)));
                    }
                    put_number(w, clamp(tag));
                    put_number(w, bytes.len());
                    w.put(bytes);
                }
                (_, None) => break,
            }
        }
        Ok(())
    }
}

/// Reads the unknown tags aloud, from the copies of their bytes: their places were told as layout.
fn say<'a, R: Read<'a>>(r: &mut R, tags: &[(u32, &[u8])]) -> Result<()> {
    r.open(Shape::List);
    for (tag, bytes) in tags {
        r.begin("item");
        r.open(Shape::Record);
        r.begin("tag");
        r.value(Value::Unsigned((*tag).into()));
        r.done()?;
        r.begin("bytes");
        r.value(Value::Bytes(bytes));
        r.done()?;
        r.close();
        r.done()?;
    }
    r.close();
    Ok(())
}

fn number<'a, R: Read<'a>>(r: &mut R) -> Result<usize> {
    let n = read_leb128(r, u32::BITS)?;
    r.value(Value::Unsigned(n));
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

fn put_number<W: Write>(w: &mut W, n: usize) {
    write_leb128(w, u64::try_from(n).unwrap_or(u64::MAX));
}

fn clamp(tag: u32) -> usize {
    usize::try_from(tag).unwrap_or(usize::MAX)
}

crate::message! {
    /// A message without tagged fields.
    struct Nothing {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Writer, check, observers::Json, types::Text};

    crate::message! {
        /// A message with every kind of row that the tag section knows.
        struct Tagged<'a> = "tagged" {
            name: &'a str as Text<u8>,
            epoch: i32 [2..] = -1 tag 0,
            cluster: &'a str as Text<u8> [..] tag 5,
            tags: Tags<'a> as TagBuffer [1..],
        }
    }

    fn tagged(bytes: &[u8]) -> Result<Tagged<'_>> {
        crate::wire::read::<Tagged<'static>>(bytes, Context::DEFAULT.at(2))
    }

    /// Two known tags around an unknown one.
    const ALL: &[u8] = b"\x01n\x03\x00\x04\x00\x00\x00\x07\x03\x02hi\x05\x02\x01c";

    #[test]
    fn known_tags_are_fields_and_unknown_ones_survive() {
        let message = tagged(ALL).unwrap();
        assert_eq!((message.epoch, message.cluster), (7, "c"));
        assert_eq!(message.tags.0, [(3, &b"hi"[..])]);
        let mut out = Vec::new();
        Tagged::write(&message, &mut Writer::with(&mut out, Context::DEFAULT.at(2))).unwrap();
        assert_eq!(out, ALL);
        check::laws::<Tagged<'static>>(ALL, Context::DEFAULT.at(2));
    }

    #[test]
    fn aloud_a_tagged_field_stands_beside_the_others() {
        let mut out = Vec::new();
        let mut json = Json::new(&mut out);
        let reader = crate::Reader::with(ALL, Context::DEFAULT.at(2));
        Tagged::read(&mut crate::Observed::new(reader, &mut json)).unwrap();
        json.finish();
        let expected = r#"{"name":"n","epoch":7,"cluster":"c","tags":[{"tag":3,"bytes":"hi"}]}"#;
        assert_eq!(str::from_utf8(&out), Ok(expected));
    }

    #[test]
    fn a_version_without_the_section_has_only_defaults() {
        let message = crate::wire::read::<Tagged<'static>>(b"\x01n", Context::DEFAULT).unwrap();
        assert_eq!((message.epoch, message.cluster, message.tags), (-1, "", Tags::default()));
    }

    #[test]
    fn a_tagged_field_that_the_version_does_not_carry_is_not_lost_in_silence() {
        let mut out = Vec::new();
        let message = Tagged { epoch: 7, ..Tagged::default() };
        let written = Tagged::write(&message, &mut Writer::with(&mut out, Context::DEFAULT.at(1)));
        assert_eq!(written.unwrap_err().kind, ErrorKind::NotInVersion);
        let lenient = Context { lenient: true, ..Context::DEFAULT.at(1) };
        out.clear();
        Tagged::write(&message, &mut Writer::with(&mut out, lenient)).unwrap();
        assert_eq!(out, [0, 0]);
    }

    #[test]
    fn tags_ascend() {
        for bytes in [&b"\x00\x02\x06\x00\x04\x00"[..], b"\x00\x02\x04\x00\x04\x00"] {
            assert_eq!(tagged(bytes).unwrap_err().kind, ErrorKind::BadValue);
        }
    }
}
