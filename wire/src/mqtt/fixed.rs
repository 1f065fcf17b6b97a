//! The fixed header: what every packet begins with. MQTT 5 §2.1
use super::{
    Publish,
    place::Place,
    strictness::{FROM_CLIENT, FROM_SERVER, NIBBLE, Strictness},
};
use crate::{
    Context, Describe, Error, ErrorKind, Field, Form, Node, Read, Reader, Record, Result, Shape,
    Value, Wire, Write, Writer, build,
    frame::{Side, Step},
};
use alloc::vec::Vec;

/// The largest remaining length: four octets of seven bits. MQTT 5 §2.1.4
pub const MAX_REMAINING_LENGTH: usize = 268_435_455;

/// The kinds of packets, by the number in the high half of the first octet. MQTT 5 §2.1.2
pub(super) const KINDS: [&str; 16] = [
    "reserved",
    "CONNECT",
    "CONNACK",
    "PUBLISH",
    "PUBACK",
    "PUBREC",
    "PUBREL",
    "PUBCOMP",
    "SUBSCRIBE",
    "SUBACK",
    "UNSUBSCRIBE",
    "UNSUBACK",
    "PINGREQ",
    "PINGRESP",
    "DISCONNECT",
    "AUTH",
];

/// What a packet is behind its fixed header.
pub trait Body<'a>: Wire<'a, Self> + Describe + Sized {
    /// The packet's type, and so its place among the properties.
    const PLACE: Place;
    /// The low half of the first octet, where it is fixed. MQTT 5 §2.1.3
    const FLAGS: u8 = 0;
    /// The side that may send it, if it is one only; before version 5.
    const SENDER: Option<Side> = None;

    /// Reads what follows the fixed header, into the group that is open.
    ///
    /// # Errors
    /// Where it is malformed.
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self>;

    /// The low half of the first octet.
    #[inline(always)]
    fn flags(&self) -> u8 {
        Self::FLAGS
    }

    /// Names the low half of the octet just read.
    #[inline(always)]
    fn name_flags<R: Read<'a>>(r: &mut R, flags: u8) {
        if flags != Self::FLAGS {
            r.bits("reserved", 0x0f, Value::Unsigned(flags.into()));
        }
    }

    /// The fewest bytes that the body takes. So many octets are left for the remaining length: if it
    /// turns out to need more, what was written is moved. A sum that does not fit may wrap.
    #[inline(always)]
    fn at_least(&self, _context: &Context) -> usize {
        0
    }

    /// The version of the packet, which CONNECT alone tells.
    #[inline(always)]
    fn version(&self, context: &Context) -> i16 {
        context.version
    }

    /// The rules that span fields.
    ///
    /// # Errors
    /// The number that breaks one.
    #[inline(always)]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        Ok(())
    }
}

/// A packet of which its table tells all that is read and written.
pub(super) trait Tabled<'a>: Record<'a> + Wire<'a, Self> + Describe {
    /// As [`Body::PLACE`].
    const PLACE: Place;
    /// As [`Body::FLAGS`].
    const FLAGS: u8 = 0;
    /// As [`Body::SENDER`].
    const SENDER: Option<Side> = None;

    /// As [`Body::check`].
    #[inline(always)]
    fn check(&self, _context: &Context) -> Result<(), usize> {
        Ok(())
    }
}

impl<'a, T: Tabled<'a>> Body<'a> for T {
    const PLACE: Place = T::PLACE;
    const FLAGS: u8 = T::FLAGS;
    const SENDER: Option<Side> = T::SENDER;

    #[inline(always)]
    fn read_body<R: Read<'a>>(r: &mut R) -> Result<Self> {
        Self::read_fields(r)
    }

    #[inline(always)]
    fn check(&self, context: &Context) -> Result<(), usize> {
        Tabled::check(self, context)
    }
}

const SIDE: u16 = FROM_CLIENT | FROM_SERVER;

/// What a fixed header holds beside type and length: nothing, in what today's peers send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Header {
    /// Reserved flags that are not what later versions demand: version 3.1 has no rule for them.
    pub reserved: u8,
    /// How many octets more than needed the remaining length takes: before version 5 only.
    pub padding: u8,
}

/// A packet behind its fixed header: what stands on the wire.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Framed<P> {
    /// What is unusual about the fixed header.
    pub header: Header,
    /// The packet.
    pub packet: P,
}

impl<P> From<P> for Framed<P> {
    fn from(packet: P) -> Self {
        Self { header: Header::default(), packet }
    }
}

impl<'a, P: Body<'a>> Wire<'a, Self> for Framed<P> {
    const NAME: &'static str = <P as Wire<'a, P>>::NAME;
    const MIN: usize = 2;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        read(r, |header, packet| Self { header, packet })
    }

    #[inline]
    fn write<W: Write>(this: &Self, w: &mut W) -> Result<()> {
        write_with(this.header, &this.packet, w)
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        let padding = match node.get("length_padding") {
            Some(node) => node.number("0 to 3")?,
            None => 0,
        };
        let reserved = match node.get("reserved") {
            Some(node) => node.number::<u8>("0 to 15")? ^ P::FLAGS,
            None => 0,
        };
        let packet = P::build(node.beside(&["reserved", "length_padding"]))?;
        Ok(Self { header: Header { reserved, padding }, packet })
    }
}

/// Reads a packet behind its fixed header, and makes of both what `whole` says: the result is
/// written once, where it is wanted. A function of its own for each packet, in which all is
/// inlined: what is handed from function to function in memory, written in parts and read whole,
/// makes the processor wait.
#[inline(never)]
pub(super) fn read<'a, P: Body<'a>, R: Read<'a>, T>(
    r: &mut R,
    whole: impl FnOnce(Header, P) -> T,
) -> Result<T> {
    r.open(Shape::Record);
    let start = r.offset();
    // Inside `layout` nobody seems to listen.
    let aloud = r.aloud();
    let first = r.layout("packet_type", |r| {
        let [first] = *r.array()?;
        if aloud {
            let kind = KINDS.get(usize::from(first >> 4)).copied();
            r.value(Value::Code((first >> 4).into(), kind));
        }
        Ok(first)
    })?;
    if first >> 4 != P::PLACE.packet_type() {
        return Err(wrong(r.error(ErrorKind::BadValue, first.into()), start));
    }
    if aloud {
        P::name_flags(r, first & 0x0f);
    }
    let (length, padding) = r.layout("remaining_length", remaining_length)?;
    if padding != 0 && aloud {
        // Said so that the way back from JSON keeps it.
        r.field("length_padding", |r| {
            r.value(Value::Unsigned(padding.into()));
            Ok(())
        })?;
    }
    let outer = r.enter(length)?;
    let packet = body::<P, R>(r, first)?;
    r.leave(outer)?;
    let value = judged(r, packet, first, padding, start, whole)?;
    r.close();
    Ok(value)
}

/// Reads the packet that `bytes` are, which has `front` bytes of fixed header. A function of its own
/// for each packet, in which all is inlined and the reader never leaves the registers.
#[inline(never)]
pub(super) fn decode<'a, P: Body<'a>, T>(
    bytes: &'a [u8],
    front: usize,
    context: &Context,
    whole: impl FnOnce(P) -> T,
) -> Result<Step<T>> {
    let mut r = Reader::with(bytes, *context);
    let [first] = *r.array()?;
    r.take(front.saturating_sub(1))?;
    let needed = octets_of(r.remaining()).into();
    let padding = front.saturating_sub(1).saturating_sub(needed);
    let packet = body::<P, _>(&mut r, first)?;
    r.finish()?;
    let padding = u8::try_from(padding).unwrap_or(u8::MAX);
    let value = judged(&r, packet, first, padding, 0, |_, packet| whole(packet))?;
    Ok(Step::Done { value, used: bytes.len() })
}

/// Reads what follows the fixed header that begins with `first`.
#[inline(always)]
fn body<'a, P: Body<'a>, R: Read<'a>>(r: &mut R, first: u8) -> Result<P> {
    let context = r.context_mut();
    context.flags = context.flags & !NIBBLE | u16::from(first & 0x0f);
    P::read_body(r)
}

/// Makes of a packet that was read what `whole` says, if it keeps the rules.
#[inline(always)]
fn judged<'a, P: Body<'a>, R: Read<'a>, T>(
    r: &R,
    packet: P,
    first: u8,
    padding: u8,
    start: usize,
    whole: impl FnOnce(Header, P) -> T,
) -> Result<T> {
    let header = Header { reserved: first & 0x0f ^ packet.flags(), padding };
    match judge(header, &packet, r.context()) {
        Ok(()) => Ok(whole(header, packet)),
        Err(detail) => Err(wrong(r.error(ErrorKind::BadValue, detail), start)),
    }
}

/// The rules of a PUBLISH up to its payload.
pub(super) fn judge_head(padding: u8, head: &Publish<'_>, context: &Context) -> Result<(), usize> {
    if padding != 0 {
        padded(padding, context)?;
    }
    head.check_head(context)
}

/// Writes a packet behind the usual fixed header.
#[inline(always)]
pub(super) fn write<'a, P: Body<'a>, W: Write>(packet: &P, w: &mut W) -> Result<()> {
    write_with(Header::default(), packet, w)
}

/// Appends a packet. A function of its own for each, in which all is inlined and the writer never
/// leaves the registers.
#[inline(never)]
pub(super) fn append<'a, P: Body<'a>>(
    packet: &P,
    context: &Context,
    out: &mut Vec<u8>,
) -> Result<()> {
    Writer::append(out, *context, |w| write(packet, w))
}

#[inline(always)]
fn write_with<'a, P: Body<'a>, W: Write>(header: Header, packet: &P, w: &mut W) -> Result<()> {
    let version = packet.version(w.context());
    let flags = packet.flags() ^ header.reserved;
    w.context_mut().version = version;
    if let Err(detail) = judge(header, packet, w.context()) {
        return Err(w.error(ErrorKind::BadValue, detail));
    }
    let first = P::PLACE.packet_type() << 4 | flags & 0x0f;
    let least = packet.at_least(w.context());
    write_behind(w, first, header.padding, least, 0, |w| P::write(packet, w))
}

/// Writes what `f` writes behind its fixed header, of which at least `least` bytes are expected.
/// `more` bytes follow it in the stream.
#[inline(always)]
pub(super) fn write_behind<W: Write>(
    w: &mut W,
    first: u8,
    padding: u8,
    least: usize,
    more: usize,
    f: impl FnOnce(&mut W) -> Result<()>,
) -> Result<()> {
    let guess = least.wrapping_add(more);
    let start = w.len();
    write_head(w, first, guess, padding)?;
    let body = w.len();
    f(w)?;
    let length = w.len().wrapping_sub(body).saturating_add(more);
    if length == guess { Ok(()) } else { amend(w, start.wrapping_add(1), body, length, padding) }
}

/// Writes the length of what was written from `body` on into the octets left for it from `at` on.
#[inline(always)]
pub(super) fn amend<W: Write>(
    w: &mut W,
    at: usize,
    body: usize,
    length: usize,
    padding: u8,
) -> Result<()> {
    match (length, body.wrapping_sub(at)) {
        (0..0x80, 1) => w.patch(at, &[septet(length, 0)]),
        (0x80..0x4000, 2) if padding == 0 => w.patch(at, &two(length)),
        _ => return w.apart(|w| amend_long(w, at, body, length, padding)),
    }
    Ok(())
}

#[inline(never)]
fn amend_long<W: Write>(
    w: &mut W,
    at: usize,
    body: usize,
    length: usize,
    padding: u8,
) -> Result<()> {
    let (octets, n) = octets(length, padding);
    // Never fewer than were left: the length is at least what was guessed.
    let more = n.checked_sub(body.saturating_sub(at));
    let (Some(octets), Some(more)) = (octets.get(..n), more) else {
        return Err(w.error(ErrorKind::Unwritable, length));
    };
    if more > 0 {
        w.widen(body, more);
    }
    w.patch(at, octets);
    Ok(())
}

/// The rules of the fixed header, and those that span the packet's fields.
#[inline(always)]
fn judge<'a, P: Body<'a>>(header: Header, packet: &P, context: &Context) -> Result<(), usize> {
    // Version 3.1 calls reserved flags "not used": no value is wrong.
    if header.reserved != 0 && context.version != 3 {
        return Err(header.reserved.into());
    }
    if header.padding != 0 {
        padded(header.padding, context)?;
    }
    if context.flags & SIDE != 0 {
        sender::<P>(context)?;
    }
    packet.check(context)
}

#[cold]
fn padded(padding: u8, context: &Context) -> Result<(), usize> {
    let accepted = context.version < 5 && Strictness::from_flags(context.flags).padded_length;
    if accepted { Ok(()) } else { Err(padding.into()) }
}

#[cold]
fn sender<'a, P: Body<'a>>(context: &Context) -> Result<(), usize> {
    let side = if context.has(FROM_CLIENT) { Side::Client } else { Side::Server };
    let alone = match P::PLACE {
        // Version 5 lets the server say it as well.
        Place::DISCONNECT if context.version < 5 => Some(Side::Client),
        _ => P::SENDER,
    };
    match alone {
        Some(alone) if alone != side => Err(P::PLACE.packet_type().into()),
        _ => Ok(()),
    }
}

/// The same error where the packet begins.
#[cold]
fn wrong(error: Error, start: usize) -> Error {
    Error { offset: u64::try_from(start).unwrap_or(u64::MAX), ..error }
}

impl<P: Describe> Describe for Framed<P> {
    const NAME: &'static str = P::NAME;
    const DOC: &'static str = P::DOC;
    const FIELDS: &'static [Field] = P::FIELDS;
}

impl<F: Form> Form for Framed<F>
where
    for<'a> F::At<'a>: Body<'a>,
{
    type At<'a> = Framed<F::At<'a>>;
}

/// A remaining length, and in how many octets more than it needs it stands. MQTT 5 §1.5.5
///
/// # Errors
/// [`ErrorKind::BadVarint`] as soon as a fourth octet announces a fifth.
#[inline(always)]
pub(super) fn remaining_length<'a, R: Read<'a>>(r: &mut R) -> Result<(usize, u8)> {
    let (length, padding) = match *r.rest() {
        [octet @ 0..=0x7f, ..] => {
            r.take(1)?;
            (octet.into(), 0)
        }
        _ => r.apart(long)?,
    };
    r.value(Value::Unsigned(u64::try_from(length).unwrap_or(u64::MAX)));
    Ok((length, padding))
}

/// Two to four octets, or too few, or more than are needed.
#[inline(never)]
fn long<'a, R: Read<'a>>(r: &mut R) -> Result<(usize, u8)> {
    let (mut length, mut octets) = (0, 0u8);
    for shift in [0, 7, 14, 21] {
        let [octet] = *r.array()?;
        octets = octets.saturating_add(1);
        length |= usize::from(octet & 0x7f) << shift;
        if octet < 0x80 {
            return Ok((length, octets.saturating_sub(octets_of(length))));
        }
    }
    Err(r.error(ErrorKind::BadVarint, 0))
}

/// The fewest octets that `length` takes.
pub(super) const fn octets_of(length: usize) -> u8 {
    match length {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        _ => 4,
    }
}

/// Writes the first octet and the remaining length.
#[inline(always)]
fn write_head<W: Write>(w: &mut W, first: u8, length: usize, padding: u8) -> Result<()> {
    match length {
        0..0x80 if padding == 0 => w.put(&[first, septet(length, 0)]),
        _ => {
            w.put(&[first]);
            return write_length(w, length, padding);
        }
    }
    Ok(())
}

/// Writes a length in as many octets more than it needs.
#[inline(always)]
pub(super) fn write_length<W: Write>(w: &mut W, length: usize, padding: u8) -> Result<()> {
    match length {
        0..0x80 if padding == 0 => w.put(&[septet(length, 0)]),
        0x80..0x4000 if padding == 0 => w.put(&two(length)),
        _ => return w.apart(|w| write_long(w, length, padding)),
    }
    Ok(())
}

#[inline(never)]
fn write_long<W: Write>(w: &mut W, length: usize, padding: u8) -> Result<()> {
    let (octets, n) = octets(length, padding);
    match octets.get(..n) {
        Some(octets) => {
            w.put(octets);
            Ok(())
        }
        None => Err(w.error(ErrorKind::Unwritable, length)),
    }
}

/// The octets of a length, and how many of them count: more than there are, where it has no form.
fn octets(length: usize, padding: u8) -> ([u8; 4], usize) {
    if length > MAX_REMAINING_LENGTH {
        return ([0; 4], 5);
    }
    let n = octets_of(length).saturating_add(padding);
    let octet = |i: u8| {
        let more = if i.saturating_add(1) < n { 0x80 } else { 0 };
        septet(length, u32::from(i).saturating_mul(7)) | more
    };
    ([octet(0), octet(1), octet(2), octet(3)], n.into())
}

/// A length that takes two octets.
#[inline(always)]
fn two(length: usize) -> [u8; 2] {
    [septet(length, 0) | 0x80, septet(length, 7)]
}

/// Seven bits of a length, from that bit on.
#[inline(always)]
fn septet(length: usize, shift: u32) -> u8 {
    let [octet, ..] = (length >> shift).to_le_bytes();
    octet & 0x7f
}

/// How long the fixed header of the packet at the front of `bytes` is, and what follows it; once it
/// is there.
///
/// # Errors
/// As [`remaining_length`].
#[inline(always)]
pub(super) fn whole(bytes: &[u8]) -> Result<Step<usize>> {
    let (head, length) = match *bytes {
        [_, a @ 0..=0x7f, ..] => (2, usize::from(a)),
        [_, a, b @ 0..=0x7f, ..] => (3, usize::from(a & 0x7f) | usize::from(b) << 7),
        [_, a, b, c @ 0..=0x7f, ..] => {
            (4, usize::from(a & 0x7f) | usize::from(b & 0x7f) << 7 | usize::from(c) << 14)
        }
        [_, a, b, c, d @ 0..=0x7f, ..] => (
            5,
            usize::from(a & 0x7f)
                | usize::from(b & 0x7f) << 7
                | usize::from(c & 0x7f) << 14
                | usize::from(d) << 21,
        ),
        [_, _, _, _, _, ..] => return Err(Error::new(ErrorKind::BadVarint, 1, 0)),
        // The length takes one more octet at least.
        _ => return Ok(Step::need(if bytes.is_empty() { 2 } else { 1 })),
    };
    Ok(Step::Done { value: head, used: usize::saturating_add(length, head) })
}

#[cfg(feature = "check")]
impl<'a> arbitrary::Arbitrary<'a> for Header {
    fn arbitrary(_: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self::default())
    }
}

#[cfg(feature = "check")]
impl<'a, P: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Framed<P> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self { header: u.arbitrary()?, packet: u.arbitrary()? })
    }
}
