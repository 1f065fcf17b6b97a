//! The vectors of `vectors/`: a small notation, and what is held to them.
#![expect(clippy::string_slice, reason = "tests may fail loudly")]
use super::{FROM_CLIENT, FROM_SERVER, Strictness, TABLES};
use crate::{Context, ErrorKind, observers::Path, wire};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// One line: what it shows, at which versions and under which flags, whether it is valid, and the
/// packet.
pub(super) struct Vector {
    pub(super) line: usize,
    pub(super) id: &'static str,
    pub(super) versions: Vec<i16>,
    pub(super) flags: u16,
    pub(super) valid: bool,
    pub(super) bytes: Vec<u8>,
}

/// Lines of `ID VERSIONS[,FLAG…] ok|bad PACKET`, where a packet is hex, `'text'`, `"text"` behind
/// its length of two octets, and `[…]` behind a length as a variable byte integer.
pub(super) fn parse(text: &'static str) -> Vec<Vector> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("//"));
    lines
        .map(|(number, line)| {
            let mut words = line.split_whitespace();
            let id = words.next().unwrap();
            let context = words.next().unwrap();
            let verdict = words.next().unwrap();
            let at = line.find(&format!(" {verdict} ")).unwrap() + verdict.len() + 2;
            let (versions, flags) = context.split_once(',').unwrap_or((context, ""));
            Vector {
                line: number + 1,
                id,
                versions: versions.bytes().map(|b| i16::from(b - b'0')).collect(),
                flags: flags.split(',').map(flag).fold(0, |a, b| a | b),
                valid: match verdict {
                    "ok" => true,
                    "bad" => false,
                    other => panic!("line {}: {other}", number + 1),
                },
                bytes: packet(&line[at..]),
            }
        })
        .collect()
}

fn flag(name: &str) -> u16 {
    let strictness = Strictness::DEFAULT;
    match name {
        "" => 0,
        "client" => FROM_CLIENT,
        "server" => FROM_SERVER,
        "no-control" => Strictness { control_characters: false, ..strictness }.flags(),
        "dup" => Strictness { dup_at_qos_0: true, ..strictness }.flags(),
        "minimal" => Strictness { padded_length: false, ..strictness }.flags(),
        "ack-0" => Strictness { acknowledged_0: true, ..strictness }.flags(),
        "no-empty-auth" => Strictness { empty_auth: false, ..strictness }.flags(),
        "short-auth" => Strictness { auth_without_properties: true, ..strictness }.flags(),
        "payload" => Strictness { other_payload: false, ..strictness }.flags(),
        "long-id" => Strictness { long_client_identifier: true, ..strictness }.flags(),
        other => panic!("no flag {other}"),
    }
}

/// The bytes of the notation.
pub(super) fn packet(text: &str) -> Vec<u8> {
    let mut stack: Vec<Vec<u8>> = alloc::vec![Vec::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let out = stack.last_mut().unwrap();
        rest = &rest[c.len_utf8()..];
        match c {
            ' ' | '\n' => {}
            '#' => break,
            '\'' | '"' => {
                let end = rest.find(c).unwrap();
                let quoted = &rest.as_bytes()[..end];
                if c == '"' {
                    out.extend(u16::try_from(quoted.len()).unwrap().to_be_bytes());
                }
                out.extend(quoted);
                rest = &rest[end + 1..];
            }
            '[' => stack.push(Vec::new()),
            ']' => {
                let inner = stack.pop().unwrap();
                let mut length = inner.len();
                let out = stack.last_mut().unwrap();
                while length > 127 {
                    out.push(length as u8 | 0x80);
                    length >>= 7;
                }
                out.push(length as u8);
                out.extend(inner);
            }
            // So many octets of one value: `x300:61`.
            'x' => {
                let (count, tail) = rest.split_once(':').unwrap();
                let byte = u8::from_str_radix(&tail[..2], 16).unwrap();
                out.extend(core::iter::repeat_n(byte, count.parse().unwrap()));
                rest = &tail[2..];
            }
            _ => {
                let low = rest.chars().next().unwrap().to_digit(16).unwrap();
                out.push((c.to_digit(16).unwrap() << 4 | low) as u8);
                rest = &rest[1..];
            }
        }
    }
    assert_eq!(stack.len(), 1, "brackets: {text}");
    stack.pop().unwrap()
}

pub(super) const RULES: &str = include_str!("vectors/rules.txt");
pub(super) const CAPTURED: &str = include_str!("vectors/captured.txt");

/// The verdict on a whole packet: the error, and the path of the field.
pub(super) fn judge(bytes: &[u8], context: Context) -> Result<(), (ErrorKind, String)> {
    use crate::frame::{Framer, Step};
    match super::Packets.next(bytes, &crate::Limits::DEFAULT) {
        Ok(Step::Done { value, used }) => {
            assert_eq!((value, used), (bytes, bytes.len()), "one packet a vector");
        }
        Ok(Step::Need(_)) => return Err((ErrorKind::UnexpectedEnd, "incomplete".to_string())),
        Err(error) => return Err((error.kind, "framing".to_string())),
    }
    let table = &TABLES[usize::from(bytes[0] >> 4) - 1];
    let mut path = Path::new();
    (table.observe)(bytes, context, &mut path).map_err(|error| (error.kind, path.to_string()))
}

#[test]
fn every_rule_of_the_specifications_has_its_verdict() {
    let mut wrong = Vec::new();
    for vector in parse(RULES).iter().chain(&parse(CAPTURED)) {
        for &version in &vector.versions {
            let context = Context::DEFAULT.at(version).with(vector.flags);
            let verdict = judge(&vector.bytes, context);
            if verdict.is_ok() != vector.valid {
                wrong.push(format!("{} line {} at {version}: {verdict:?}", vector.id, vector.line));
            }
            // Never "need more" for a complete packet, and the other way round.
            if let Err((_, path)) = verdict {
                let cut = vector.id == "cut";
                assert_eq!(path == "incomplete", cut, "{} line {}", vector.id, vector.line);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_laws_hold_for_every_vector_and_its_mutations() {
    // What was captured is alike: fewer changes do.
    let captured = parse(CAPTURED).into_iter().map(|vector| (vector, &[0x40, 0xff][..]));
    let rules =
        parse(RULES).into_iter().map(|vector| (vector, &[0x01, 0x02, 0x40, 0x80, 0xff][..]));
    for (vector, changes) in rules.chain(captured) {
        let kind = usize::from(vector.bytes[0] >> 4);
        let Some(table) = kind.checked_sub(1).and_then(|kind| TABLES.get(kind)) else { continue };
        let all = if changes.len() > 2 { 3..=5 } else { vector.versions[0]..=vector.versions[0] };
        for version in all {
            let context = Context::DEFAULT.at(version).with(vector.flags);
            (table.laws)(&vector.bytes, context);
            if vector.bytes.len() > 300 {
                continue;
            }
            for at in 0..vector.bytes.len() {
                for change in changes {
                    let mut mutated = vector.bytes.clone();
                    mutated[at] ^= change;
                    (table.laws)(&mutated, context);
                }
            }
        }
    }
}

#[test]
fn arbitrary_packets_obey_the_laws() {
    let mut seed = 0x5eed_u64;
    let mut made = [0; 15];
    for _ in 0..3000 {
        let noise: Vec<u8> = (0..200)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                // Small numbers and letters more often than not.
                match seed >> 40 & 7 {
                    0 => seed as u8,
                    1 => seed as u8 & 3,
                    _ => b'a' + (seed >> 32) as u8 % 26,
                }
            })
            .collect();
        for (table, made) in TABLES.iter().zip(&mut made) {
            for version in 3..=5 {
                let context = Context::DEFAULT.at(version);
                let mut noise = arbitrary::Unstructured::new(&noise);
                if let Some(bytes) = (table.arbitrary)(&mut noise, context) {
                    let (kind, verdict) = (table.name, judge(&bytes, context));
                    assert_eq!(verdict, Ok(()), "{kind} {version} {bytes:02x?}");
                    (table.laws)(&bytes, context);
                    *made += 1;
                }
            }
        }
    }
    assert!(made.iter().all(|&n| n > 20), "{made:?}");
}

#[test]
fn what_is_read_as_any_packet_is_written_again() {
    for vector in parse(RULES).iter().chain(&parse(CAPTURED)).filter(|vector| vector.valid) {
        for &version in &vector.versions {
            let context = Context::DEFAULT.at(version).with(vector.flags);
            let mut r = crate::Reader::with(&vector.bytes, context);
            let packet = <super::Packet<'_> as crate::Wire<'_, _>>::read(&mut r).unwrap();
            r.finish().unwrap();
            let mut out = b"before".to_vec();
            match packet.encode(context, &mut out) {
                // The usual form of the fixed header is no longer than an unusual one.
                Ok(()) => assert!(
                    out[6..] == vector.bytes[..]
                        || out.len() - 6 < vector.bytes.len()
                        || version == 3,
                    "{} line {}",
                    vector.id,
                    vector.line
                ),
                Err(error) => panic!("{} line {}: {error}", vector.id, vector.line),
            }
            assert_eq!(&out[..6], b"before");
            let _ = wire::read::<super::Framed<super::Publish<'static>>>(&vector.bytes, context);
        }
    }
}
