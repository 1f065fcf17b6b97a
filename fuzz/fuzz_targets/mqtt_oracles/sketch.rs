//! Packets made from noise by the layouts of the specification, where seldom one thing is odd: most
//! are valid, and most others break one rule.
use arbitrary::{Result, Unstructured};

/// What a property of each identifier holds. MQTT 5 §2.2.2.2
pub(crate) const PROPERTIES: [(u8, Holds); 27] = [
    (0x01, Holds::Byte),
    (0x02, Holds::Four),
    (0x03, Holds::Text),
    (0x08, Holds::Topic),
    (0x09, Holds::Binary),
    (0x0b, Holds::Variable),
    (0x11, Holds::Four),
    (0x12, Holds::Text),
    (0x13, Holds::Two),
    (0x15, Holds::Text),
    (0x16, Holds::Binary),
    (0x17, Holds::Byte),
    (0x18, Holds::Four),
    (0x19, Holds::Byte),
    (0x1a, Holds::Text),
    (0x1c, Holds::Text),
    (0x1f, Holds::Text),
    (0x21, Holds::Two),
    (0x22, Holds::Two),
    (0x23, Holds::Two),
    (0x24, Holds::Byte),
    (0x25, Holds::Byte),
    (0x26, Holds::Pair),
    (0x27, Holds::Four),
    (0x28, Holds::Byte),
    (0x29, Holds::Byte),
    (0x2a, Holds::Byte),
];

/// The types of properties.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    Byte,
    Two,
    Four,
    Variable,
    Text,
    Topic,
    Binary,
    Pair,
}

/// The properties that each packet may carry, by its number; 0 is the will.
pub(crate) const ALLOWED: [&[u8]; 16] = [
    &[0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26],
    &[0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27],
    &[
        0x11, 0x12, 0x13, 0x15, 0x16, 0x1a, 0x1c, 0x1f, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x28,
        0x29, 0x2a,
    ],
    &[0x01, 0x02, 0x03, 0x08, 0x09, 0x0b, 0x0b, 0x23, 0x26],
    &[0x1f, 0x26],
    &[0x1f, 0x26],
    &[0x1f, 0x26],
    &[0x1f, 0x26],
    &[0x0b, 0x26],
    &[0x1f, 0x26],
    &[0x26],
    &[0x1f, 0x26],
    &[],
    &[],
    &[0x11, 0x1c, 0x1f, 0x26],
    &[0x15, 0x16, 0x1f, 0x26],
];

const TEXTS: [&[u8]; 5] = [b"a", b"client", "ü€".as_bytes(), b"", b"\xef\xbb\xbfbom"];
const TOPICS: [&[u8]; 5] = [b"a/b", b"/", b"$SYS/x", "\u{10ffff}".as_bytes(), b" "];
const FILTERS: [&[u8]; 8] =
    [b"a/b", b"#", b"+/+", b"a/#", b"$share/g/a", b"$share/g/+/#", b"/", b"$SYS/#"];
const ODD: [&[u8]; 24] = [
    b"",
    b"\0",
    b"a\0b",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x82",
    b"\xef\xbf\xbe",
    b"\x01",
    b"a/#",
    b"+",
    b"a/#/b",
    b"a+",
    b"#a",
    b"##",
    b"$share",
    b"$share/",
    b"$share/g",
    b"$share/g/",
    b"$share//a",
    b"$share/+/a",
    b"a\xc2\x85b",
];
const CODES: [&[u8]; 16] = [
    &[0],
    &[0],
    &[0, 1, 5, 0x80, 0x8a, 0x9f],
    &[0],
    &[0, 0x10, 0x80, 0x91, 0x99],
    &[0, 0x10, 0x80, 0x91, 0x97],
    &[0, 0x92],
    &[0, 0x92],
    &[0],
    &[0, 1, 2, 0x80, 0x87, 0x9e, 0xa2],
    &[0],
    &[0, 0x11, 0x80, 0x8f],
    &[0],
    &[0],
    &[0, 4, 0x80, 0x8d, 0x8e, 0xa2],
    &[0, 0x18, 0x19],
];

/// One packet, and perhaps something behind it.
pub(crate) fn sketch(u: &mut Unstructured<'_>, version: i16) -> Result<Vec<u8>> {
    let kind = u.int_in_range(1..=if version < 5 { 14 } else { 15 })?;
    let mut s = Sketch { u, version, kind, out: Vec::new() };
    let flags = s.flags()?;
    s.body(flags)?;
    if s.odd()? {
        s.mutate()?;
    }
    let mut packet = vec![kind << 4 | flags];
    let mut length = s.out.len();
    if s.odd()? {
        length = length.wrapping_add(s.pick(&[1, usize::MAX, 2])?) & 0x0fff_ffff;
    }
    let padding = if s.odd()? { s.pick(&[1, 2, 3, 4])? } else { 0 };
    packet.extend(variable(length, padding));
    packet.extend(&s.out);
    if s.odd()? {
        let n = s.u.choose_index(packet.len() + 1)?;
        packet.truncate(n);
    }
    if s.odd()? {
        packet.extend([0xc0, 0]);
    }
    Ok(packet)
}

/// Changes a byte or two of `bytes`, or how many there are.
pub(crate) fn mutate(u: &mut Unstructured<'_>, bytes: &mut Vec<u8>) -> Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let at = u.choose_index(bytes.len())?;
    match u.int_in_range(0..=4)? {
        0 => bytes[at] = u.arbitrary()?,
        1 => bytes[at] ^= 1 << u.int_in_range(0..=7)?,
        2 => bytes.insert(at, u.arbitrary()?),
        3 => drop(bytes.remove(at)),
        _ => {
            let n = u.int_in_range(1..=8)?.min(bytes.len() - at);
            let part = bytes[at..at + n].to_vec();
            bytes.splice(at..at, part);
        }
    }
    Ok(())
}

/// A variable byte integer, in so many octets more than it needs.
fn variable(mut n: usize, padding: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        out.push(u8::try_from(n & 0x7f).unwrap_or(0));
        n >>= 7;
        if n == 0 {
            break;
        }
    }
    out.extend(vec![0; padding]);
    let last = out.len() - 1;
    out[..last].iter_mut().for_each(|octet| *octet |= 0x80);
    out
}

struct Sketch<'a, 'u> {
    u: &'a mut Unstructured<'u>,
    version: i16,
    kind: u8,
    out: Vec<u8>,
}

impl Sketch<'_, '_> {
    fn odd(&mut self) -> Result<bool> {
        self.u.ratio(1, 40)
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> Result<T> {
        self.u.choose(all).copied()
    }

    fn mutate(&mut self) -> Result<()> {
        mutate(self.u, &mut self.out)
    }

    fn flags(&mut self) -> Result<u8> {
        if self.odd()? {
            return self.u.int_in_range(0..=15);
        }
        match self.kind {
            3 => self.pick(&[0, 1, 2, 3, 4, 5, 10, 11, 12, 13]),
            6 | 8 | 10 => Ok(2),
            _ => Ok(0),
        }
    }

    fn body(&mut self, flags: u8) -> Result<()> {
        match self.kind {
            1 => self.connect()?,
            2 => {
                let present = self.pick(&[0, 0, 1])?;
                let present = if self.odd()? { self.u.arbitrary()? } else { present };
                self.out.push(present);
                self.code()?;
                self.properties(2)?;
            }
            3 => {
                self.text(&TOPICS)?;
                if flags & 6 != 0 {
                    self.id()?;
                }
                self.properties(3)?;
                let n = self.u.int_in_range(0..=5)?;
                self.out.extend(vec![b'p'; n]);
            }
            4..=7 => {
                self.id()?;
                self.short_form()?;
            }
            8 | 10 => {
                self.id()?;
                self.properties(self.kind)?;
                for _ in 0..self.many()? {
                    self.text(&FILTERS)?;
                    if self.kind == 8 {
                        self.options()?;
                    }
                }
            }
            9 | 11 => {
                self.id()?;
                self.properties(self.kind)?;
                let codes = if self.kind == 11 && self.version < 5 { 0 } else { self.many()? };
                for _ in 0..codes {
                    self.code()?;
                }
            }
            14 | 15 => self.short_form()?,
            _ => {}
        }
        Ok(())
    }

    fn many(&mut self) -> Result<usize> {
        if self.odd()? { Ok(0) } else { self.u.int_in_range(1..=3) }
    }

    /// A reason code and properties, or less. MQTT 5 §3.4.2.1
    fn short_form(&mut self) -> Result<()> {
        let much = if self.version < 5 && !self.odd()? { 0 } else { self.pick(&[2, 2, 1, 0])? };
        if much > 0 {
            self.code()?;
        }
        if much > 1 {
            self.properties(self.kind)?;
        }
        Ok(())
    }

    fn id(&mut self) -> Result<()> {
        let id: u16 = if self.odd()? { 0 } else { self.pick(&[1, 10, 0x8000, 0xffff])? };
        self.out.extend(id.to_be_bytes());
        Ok(())
    }

    fn code(&mut self) -> Result<()> {
        let listed = CODES[usize::from(self.kind)];
        let code = if self.odd()? { self.u.arbitrary()? } else { self.pick(listed)? };
        self.out.push(code);
        Ok(())
    }

    fn options(&mut self) -> Result<()> {
        let usual: &[u8] =
            if self.version < 5 { &[0, 1, 2] } else { &[0, 1, 2, 5, 8, 0x10, 0x20, 0x2e] };
        let options = if self.odd()? { self.u.arbitrary()? } else { self.pick(usual)? };
        self.out.push(options);
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let mut length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        if self.odd()? {
            length = length.wrapping_add(self.pick(&[1, u16::MAX, 0xff00])?);
        }
        self.out.extend(length.to_be_bytes());
        self.out.extend(bytes);
        Ok(())
    }

    fn text(&mut self, usual: &[&[u8]]) -> Result<()> {
        let text = if self.odd()? { self.pick(&ODD)? } else { self.pick(usual)? };
        self.bytes(text)
    }

    fn binary(&mut self) -> Result<()> {
        let bytes: &[u8] = self.pick(&[b"".as_slice(), b"\0\xff", b"data"])?;
        self.bytes(bytes)
    }

    fn connect(&mut self) -> Result<()> {
        let level: u8 = if self.version >= 5 { 5 } else { self.pick(&[4, 4, 3])? };
        let name: &[u8] = if level == 3 { b"MQIsdp" } else { b"MQTT" };
        let name: &[u8] =
            if self.odd()? { self.pick(&[b"MQTT".as_slice(), b"MQIsdp"])? } else { name };
        self.bytes(name)?;
        let level = if self.odd()? { self.pick(&[0, 2, 3, 4, 5, 6, 0x84])? } else { level };
        self.out.push(level);
        let will: u8 = self.pick(&[0, 0, 0x04, 0x0c, 0x14, 0x24])?;
        let login: u8 = self.pick(&[0, 0x80, 0xc0])?;
        let login = if self.version >= 5 && self.odd()? { 0x40 } else { login };
        let mut flags = will | login | self.pick(&[0, 2])?;
        if self.odd()? {
            flags ^= 1 << self.u.int_in_range(0..=7)?;
        }
        self.out.push(flags);
        self.out.extend([0, 60]);
        let five = self.version >= 5;
        if five {
            self.properties(1)?;
        }
        self.text(&TEXTS)?;
        if will != 0 {
            if five {
                self.properties(0)?;
            }
            self.text(&TOPICS)?;
            self.binary()?;
        }
        if login & 0x80 != 0 {
            self.text(&TEXTS)?;
        }
        if login & 0x40 != 0 {
            self.binary()?;
        }
        Ok(())
    }

    fn properties(&mut self, place: u8) -> Result<()> {
        if self.version < 5 {
            return Ok(());
        }
        let outer = std::mem::take(&mut self.out);
        let allowed = ALLOWED[usize::from(place)];
        let (mut left, mut n) = (allowed.to_vec(), self.pick(&[0, 0, 1, 1, 2, 3, 5])?);
        // An authentication has a method always. MQTT 5 §3.15.2.2.2
        if place == 15 && !self.odd()? {
            self.property(0x15)?;
            left.retain(|id| *id != 0x15);
        }
        while n > 0 && !left.is_empty() {
            let at = self.u.choose_index(left.len())?;
            let id = left[at];
            if id != 0x26 && !self.odd()? {
                left.remove(at);
            }
            let id = if self.odd()? { self.u.int_in_range(0..=0x2b)? } else { id };
            self.property(id)?;
            n -= 1;
        }
        let inner = std::mem::replace(&mut self.out, outer);
        let length = match self.odd()? {
            true => inner.len().wrapping_add(self.pick(&[1, usize::MAX, 200])?) & 0x0fff_ffff,
            false => inner.len(),
        };
        let padding = if self.odd()? { self.pick(&[1, 2, 3, 4])? } else { 0 };
        self.out.extend(variable(length, padding));
        self.out.extend(inner);
        Ok(())
    }

    fn property(&mut self, id: u8) -> Result<()> {
        let padding = if self.odd()? { 1 } else { 0 };
        self.out.extend(variable(id.into(), padding));
        let holds = PROPERTIES.iter().find(|row| row.0 == id).map_or(Holds::Byte, |row| row.1);
        match holds {
            Holds::Byte => {
                let byte = if self.odd()? { self.u.arbitrary()? } else { self.pick(&[0, 1])? };
                self.out.push(byte);
            }
            Holds::Two => {
                let two: u16 = if self.odd()? { 0 } else { self.pick(&[1, 0x7f00, u16::MAX])? };
                self.out.extend(two.to_be_bytes());
            }
            Holds::Four => {
                let four: u32 = if self.odd()? { 0 } else { self.pick(&[1, 3600, u32::MAX])? };
                self.out.extend(four.to_be_bytes());
            }
            Holds::Variable => {
                let n = if self.odd()? { 0 } else { self.pick(&[1, 127, 128, 0x0fff_ffff])? };
                let padding = if self.odd()? { self.pick(&[1, 2, 4])? } else { 0 };
                self.out.extend(variable(n, padding));
            }
            Holds::Text => self.text(&TEXTS)?,
            Holds::Topic => self.text(&TOPICS)?,
            Holds::Binary => self.binary()?,
            Holds::Pair => {
                self.text(&TEXTS)?;
                self.text(&TEXTS)?;
            }
        }
        Ok(())
    }
}
