//! A PUBLISH whose payload passes in pieces: what is large need not be kept.
use super::{
    Body as _, Publish,
    fixed::{self, judge_head},
    strictness::NIBBLE,
};
use crate::{Context, Error, ErrorKind, Read, Reader, Result, Wire, Write, Writer, frame::Step};
use alloc::vec::Vec;

/// A PUBLISH up to its payload.
///
/// ```
/// use wireloom_wire::{Context, frame::Step, mqtt::Publish};
///
/// let context = Context::DEFAULT.at(4);
/// // The first bytes of a message of a mebibyte.
/// let bytes = b"\x30\x83\x80\x40\x00\x01abegin";
/// let Step::Done { value: head, used } = Publish::head(bytes, context)? else { return Ok(()) };
/// assert_eq!((head.publish.topic_name, head.payload_length), ("a", 1 << 20));
/// assert_eq!(&bytes[used..], b"begin");
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PublishHead<'a> {
    /// The packet, without its payload.
    pub publish: Publish<'a>,
    /// How many bytes of payload follow.
    pub payload_length: usize,
}

impl Publish<'_> {
    /// The front of the PUBLISH that begins with `bytes`: the payload follows in the stream.
    ///
    /// Only the payload itself is not judged:
    /// [`Strictness::other_payload`](super::Strictness::other_payload) is the caller's.
    ///
    /// # Errors
    /// As soon as the bytes show that the packet is malformed, or is another.
    pub fn head(bytes: &[u8], context: Context) -> Result<Step<PublishHead<'_>>> {
        let Some(first) = bytes.first() else { return Ok(Step::need(2)) };
        if first >> 4 != 3 {
            return Err(Error::new(ErrorKind::BadValue, 0, usize::from(*first)));
        }
        let Step::Done { used: whole, .. } = fixed::whole(bytes)? else {
            return Ok(Step::need(1));
        };
        let here = bytes.get(..whole).unwrap_or(bytes);
        let mut r = Reader::with(here, context);
        match read(&mut r, *first) {
            Ok(publish) => {
                let used = r.offset();
                let payload_length = whole.saturating_sub(used);
                Ok(Step::Done { value: PublishHead { publish, payload_length }, used })
            }
            // The bytes that are missing come, unless they would lie behind the packet.
            Err(error) if error.kind == ErrorKind::UnexpectedEnd => {
                let more = usize::try_from(error.detail).unwrap_or(usize::MAX);
                if here.len().saturating_add(more) > whole {
                    return Err(error);
                }
                Ok(Step::need(more))
            }
            Err(error) => Err(error),
        }
    }
}

fn read<'a>(r: &mut Reader<'a>, first: u8) -> Result<Publish<'a>> {
    r.take(1)?;
    let (_, padding) = fixed::remaining_length(r)?;
    let context = r.context_mut();
    context.flags = context.flags & !NIBBLE | u16::from(first & 0x0f);
    let publish = super::publish::read_head(r)?;
    match judge_head(padding, &publish, r.context()) {
        Ok(()) => Ok(publish),
        Err(detail) => Err(Error::new(ErrorKind::BadValue, 0, detail)),
    }
}

impl PublishHead<'_> {
    /// Appends the packet up to its payload: [`payload_length`](Self::payload_length) bytes have to
    /// follow.
    ///
    /// # Errors
    /// When it breaks a rule of the context's version; `out` is then as it was.
    pub fn encode(&self, context: Context, out: &mut Vec<u8>) -> Result<()> {
        let head = Publish { payload: &[], ..self.publish };
        Writer::append(out, context, |w| {
            if let Err(detail) = judge_head(0, &head, &context) {
                return Err(w.error(ErrorKind::BadValue, detail));
            }
            let first = 0x30 | head.flags();
            let (least, more) = (head.at_least(&context), self.payload_length);
            fixed::write_behind(w, first, 0, least, more, |w| Publish::write(&head, w))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::vectors, *};
    use crate::mqtt::{Packet, Strictness};
    use alloc::string::String;

    #[test]
    fn a_head_is_read_as_soon_as_it_is_there() {
        let bytes = vectors::packet(r#"3d [ "topic" 0007 [ 02 0000003c 26 "k" "v" ] x300:61 ]"#);
        let context = Context::DEFAULT.at(5);
        let head = bytes.len() - 300;
        let mut n = 0;
        while n < head {
            let Ok(Step::Need(more)) = Publish::head(&bytes[..n], context) else { panic!("{n}") };
            n += more.get();
        }
        assert_eq!(n, head, "need is a true lower bound");
        for n in head..bytes.len() {
            let step = Publish::head(&bytes[..n], context).unwrap();
            let Step::Done { value, used } = step else { panic!("{n}") };
            assert_eq!((used, value.payload_length), (head, 300));
            let mut out = b"before".to_vec();
            value.encode(context, &mut out).unwrap();
            assert_eq!(out[6..], bytes[..head]);
        }
    }

    /// A large payload passes in pieces: what is kept is never more than a head and a piece.
    #[test]
    fn a_payload_passes_in_pieces() {
        let context = Context::DEFAULT.at(5);
        let large: Vec<u8> = (0..1u32 << 20).map(|n| (n ^ n >> 8) as u8).collect();
        let mut stream = Vec::new();
        let messages = [&b"small"[..], &large, b"", b"last"];
        for (topic_name, payload) in ["a", "b", "c", "d"].iter().zip(messages) {
            let publish = Publish { topic_name, payload, ..Publish::default() };
            Packet::Publish(publish).encode(context, &mut stream).unwrap();
        }
        for size in [1, 7, 4096, 70_000, stream.len()] {
            let (mut kept, mut due, mut most) = (Vec::new(), 0usize, 0);
            let mut got: Vec<(String, Vec<u8>)> = Vec::new();
            for piece in stream.chunks(size) {
                kept.extend_from_slice(piece);
                most = most.max(kept.len());
                loop {
                    let passing = due.min(kept.len());
                    if let Some((_, payload)) = got.last_mut() {
                        payload.extend(kept.drain(..passing));
                        due -= passing;
                    }
                    if due > 0 || kept.is_empty() {
                        break;
                    }
                    let Step::Done { value, used } = Publish::head(&kept, context).unwrap() else {
                        break;
                    };
                    got.push((value.publish.topic_name.into(), Vec::new()));
                    due = value.payload_length;
                    kept.drain(..used);
                }
            }
            assert!(due == 0 && kept.is_empty() && most <= size + 16, "{size}: {most}");
            let topics: Vec<_> = got.iter().map(|(topic, _)| topic.as_str()).collect();
            assert_eq!(topics, ["a", "b", "c", "d"]);
            assert!(got.iter().zip(messages).all(|((_, got), payload)| got == payload));
        }
    }

    #[test]
    fn a_head_and_a_whole_packet_get_the_same_verdict() {
        for vector in
            vectors::parse(vectors::RULES).iter().chain(&vectors::parse(vectors::CAPTURED))
        {
            if vector.bytes[0] >> 4 != 3 || vector.id == "cut" {
                continue;
            }
            for &version in &vector.versions {
                let context = Context::DEFAULT.at(version).with(vector.flags);
                let head = Publish::head(&vector.bytes, context);
                let payload = Strictness::from_flags(vector.flags).other_payload;
                let valid = vector.valid || !payload;
                assert_eq!(head.is_ok(), valid, "line {}: {head:?}", vector.line);
                if let Ok(Step::Done { value, used }) = head {
                    let payload = &vector.bytes[used..];
                    assert_eq!(payload.len(), value.payload_length);
                    let whole = Packet::Publish(Publish { payload, ..value.publish });
                    if let Ok(Step::Done { value, .. }) = Packet::decode(&vector.bytes, context) {
                        assert_eq!(value, whole);
                    }
                }
            }
        }
    }

    #[test]
    fn what_cannot_end_inside_the_packet_is_malformed_at_once() {
        for text in [
            r#"30 ff7f 0001 'a' ffff01"#, // a property block longer than the packet
            "30 05 0009 'a'",
            "30 ff7f 0001 '#'",
            "36 ff7f 0001 'a'",
            "10 ff7f",
            "30 ffffffff",
        ] {
            let bytes = vectors::packet(text);
            assert!(Publish::head(&bytes, Context::DEFAULT.at(5)).is_err(), "{text}");
        }
    }
}
