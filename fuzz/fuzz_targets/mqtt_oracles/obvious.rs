//! The specification once more, written to be read: whether the packet at the front of some bytes is
//! valid, and nothing else. No exceptions: we say the same of every input.
use crate::sketch::{ALLOWED, Holds, PROPERTIES};

/// What is said of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Valid,
    /// And the statement that it breaks.
    Invalid(&'static str),
    Incomplete,
}

/// Judges at version 4 or 5; a CONNECT at its own.
pub(crate) fn judge(version: u8, bytes: &[u8]) -> Said {
    let Some((first, rest)) = bytes.split_first() else { return Said::Incomplete };
    let (mut length, mut octets) = (0, 0);
    loop {
        let Some(octet) = rest.get(octets) else { return Said::Incomplete };
        length |= usize::from(octet & 0x7f) << (7 * octets);
        octets += 1;
        match (octet & 0x80, octets) {
            (0, _) => break,
            (_, 4) => return Said::Invalid("§1.5.5: five octets"),
            _ => {}
        }
    }
    let Some(body) = rest.get(octets..octets + length) else { return Said::Incomplete };
    let padded = octets > 1 && rest[octets - 1] == 0;
    let packet = Packet { version, flags: first & 0x0f, rest: body };
    match packet.whole(first >> 4, padded) {
        Ok(()) => Said::Valid,
        Err(statement) => Said::Invalid(statement),
    }
}

type Result<T = ()> = std::result::Result<T, &'static str>;

struct Packet<'a> {
    version: u8,
    flags: u8,
    rest: &'a [u8],
}

fn must(holds: bool, statement: &'static str) -> Result {
    if holds { Ok(()) } else { Err(statement) }
}

impl<'a> Packet<'a> {
    fn whole(mut self, kind: u8, padded: bool) -> Result {
        must(kind != 0, "§2.1.2: reserved")?;
        match kind {
            1 => self.connect()?,
            2 => self.connack()?,
            3 => self.publish()?,
            4 | 5 => self.answer(&[0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99], kind)?,
            6 | 7 => self.answer(&[0, 0x92], kind)?,
            8 => self.subscribe()?,
            9 => self.suback()?,
            10 => self.unsubscribe()?,
            11 => self.unsuback()?,
            12 | 13 => {}
            14 => self.disconnect()?,
            _ => self.auth()?,
        }
        let due = if matches!(kind, 6 | 8 | 10) { 2 } else { 0 };
        must(kind == 3 || self.flags == due || self.version == 3, "MQTT-2.1.3-1")?;
        must(self.version < 5 || !padded, "MQTT-1.5.5-1")?;
        must(self.rest.is_empty(), "§2.1.4: bytes are left over")
    }

    // The types of §1.5.

    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or("§2.1.4: past the end")?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self, octets: usize) -> Result<u32> {
        Ok(self.take(octets)?.iter().fold(0, |n, octet| n << 8 | u32::from(*octet)))
    }

    fn octet(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn variable(&mut self) -> Result<usize> {
        let mut n = 0;
        for shift in [0, 7, 14, 21] {
            let octet = self.octet()?;
            n |= usize::from(octet & 0x7f) << shift;
            if octet < 0x80 {
                must(octet != 0 || shift == 0, "MQTT-1.5.5-1")?;
                return Ok(n);
            }
        }
        Err("§1.5.5: five octets")
    }

    fn binary(&mut self) -> Result<&'a [u8]> {
        let n = self.number(2)?;
        self.take(usize::try_from(n).unwrap_or(usize::MAX))
    }

    fn text(&mut self) -> Result<&'a str> {
        let text = std::str::from_utf8(self.binary()?).map_err(|_| "MQTT-1.5.4-1")?;
        must(!text.contains('\0'), "MQTT-1.5.4-2")?;
        Ok(text)
    }

    fn topic(&mut self) -> Result<&'a str> {
        let topic = self.text()?;
        must(!topic.contains(['+', '#']), "MQTT-3.3.2-2")?;
        Ok(topic)
    }

    fn filter(&mut self) -> Result<&'a str> {
        let whole = self.text()?;
        let mut filter = whole;
        if let Some(shared) = whole.strip_prefix("$share/").filter(|_| self.version >= 5) {
            let (name, behind) = shared.split_once('/').ok_or("MQTT-4.8.2-2")?;
            must(!name.is_empty(), "MQTT-4.8.2-1")?;
            must(!name.contains(['+', '#']), "MQTT-4.8.2-2")?;
            filter = behind;
        }
        must(!filter.is_empty(), "MQTT-4.7.3-1")?;
        let levels: Vec<&str> = filter.split('/').collect();
        for (n, level) in levels.iter().enumerate() {
            must(!level.contains('#') || *level == "#" && n + 1 == levels.len(), "MQTT-4.7.1-1")?;
            must(!level.contains('+') || *level == "+", "MQTT-4.7.1-2")?;
        }
        Ok(whole)
    }

    fn id(&mut self) -> Result {
        must(self.number(2)? != 0, "MQTT-2.2.1-3")
    }

    /// The properties of a packet, or of a will: 0. The identifiers that are there.
    fn properties(&mut self, place: u8) -> Result<Vec<u8>> {
        let mut seen = Vec::new();
        if self.version < 5 {
            return Ok(seen);
        }
        let n = self.variable()?;
        let mut list = Packet { rest: self.take(n)?, ..*self };
        while !list.rest.is_empty() {
            let id = u8::try_from(list.variable()?).map_err(|_| "§2.2.2.2: unknown")?;
            must(ALLOWED[usize::from(place)].contains(&id), "§2.2.2.2: not in this packet")?;
            let often = id == 0x26 || id == 0x0b && place == 3;
            must(often || !seen.contains(&id), "§2.2.2.2: twice")?;
            seen.push(id);
            let row = PROPERTIES.iter().find(|row| row.0 == id).ok_or("§2.2.2.2: unknown")?;
            match row.1 {
                Holds::Byte => must(list.octet()? <= 1, "§2.2.2.2: 0 or 1")?,
                Holds::Two => must(list.number(2)? != 0 || !matches!(id, 0x21 | 0x23), "not 0")?,
                Holds::Four => must(list.number(4)? != 0 || id != 0x27, "§3.1.2.11.4: not 0")?,
                Holds::Variable => must(list.variable()? != 0, "§3.8.2.1.2: not 0")?,
                Holds::Text => drop(list.text()?),
                Holds::Topic => must(!list.topic()?.is_empty(), "MQTT-4.7.3-1")?,
                Holds::Binary => drop(list.binary()?),
                Holds::Pair => drop((list.text()?, list.text()?)),
            }
        }
        let method = seen.contains(&0x15);
        must(method || !seen.contains(&0x16) && place != 15, "§3.1.2.11.10, §3.15.2.2.2")?;
        Ok(seen)
    }

    // The packets of §3.

    fn connect(&mut self) -> Result {
        let name = self.binary()?;
        let level = self.octet()?;
        // Bit 7 is a bridge's.
        self.version = level & 0x7f;
        let due: &[u8] = if self.version == 3 { b"MQIsdp" } else { b"MQTT" };
        must(name == due, "MQTT-3.1.2-1")?;
        must(matches!(self.version, 3..=5), "MQTT-3.1.2-2")?;
        let flags = self.octet()?;
        let [user, password, will] = [0x80, 0x40, 0x04].map(|flag| flags & flag != 0);
        must(flags & 1 == 0 || self.version == 3, "MQTT-3.1.2-3")?;
        must(will || flags & 0x38 == 0 || self.version == 3, "MQTT-3.1.2-11, MQTT-3.1.2-13")?;
        must(!will || flags & 0x18 != 0x18, "MQTT-3.1.2-12")?;
        must(user || !password || self.version == 5, "3.1.1, MQTT-3.1.2-22")?;
        self.number(2)?;
        self.properties(1)?;
        let name = self.text()?.chars().count();
        must(self.version != 3 || (1..=23).contains(&name), "3.1: 1 to 23 characters")?;
        if will {
            self.properties(0)?;
            must(!self.topic()?.is_empty(), "MQTT-4.7.3-1")?;
            self.binary()?;
        }
        // In 3.1 what is announced may be missing.
        if user && (self.version != 3 || !self.rest.is_empty()) {
            self.text()?;
        }
        if password && (self.version != 3 || !self.rest.is_empty()) {
            self.binary()?;
        }
        Ok(())
    }

    fn connack(&mut self) -> Result {
        let (flags, code) = (self.octet()?, self.octet()?);
        must(flags <= 1, "MQTT-3.2.2-1")?;
        must(flags == 0 || code == 0, "MQTT-3.2.2-6")?;
        let listed = match self.version {
            5 => matches!(code, 0 | 0x80..=0x8a | 0x8c | 0x90 | 0x95 | 0x97 | 0x99..=0x9d | 0x9f),
            _ => code <= 5,
        };
        must(listed, "MQTT-3.2.2-8")?;
        self.properties(2).map(drop)
    }

    fn publish(&mut self) -> Result {
        let qos = self.flags >> 1 & 3;
        must(qos != 3, "MQTT-3.3.1-4")?;
        must(qos != 0 || self.flags & 8 == 0, "MQTT-3.3.1-2")?;
        let topic = self.topic()?;
        if qos > 0 {
            self.id()?;
        }
        let properties = self.properties(3)?;
        must(!topic.is_empty() || properties.contains(&0x23), "MQTT-4.7.3-1, §3.3.2.1")?;
        self.rest = &[];
        Ok(())
    }

    fn answer(&mut self, codes: &[u8], kind: u8) -> Result {
        self.id()?;
        self.reason(codes, kind)
    }

    /// A reason code and properties, or less. §3.4.2.1
    fn reason(&mut self, codes: &[u8], kind: u8) -> Result {
        if self.version < 5 || self.rest.is_empty() {
            return Ok(());
        }
        must(codes.contains(&self.octet()?), "MQTT-3.4.2-1 and its kin")?;
        if !self.rest.is_empty() {
            self.properties(kind)?;
        }
        Ok(())
    }

    fn subscribe(&mut self) -> Result {
        self.id()?;
        self.properties(8)?;
        must(!self.rest.is_empty(), "MQTT-3.8.3-2")?;
        while !self.rest.is_empty() {
            let filter = self.filter()?;
            let options = self.octet()?;
            must(options & 3 != 3, "§3.8.3.1: no QoS 3")?;
            if self.version < 5 {
                must(options < 3, "3.1.1, MQTT-3-8.3-4")?;
                continue;
            }
            must(options & 0x30 != 0x30, "§3.8.3.1: no retain handling 3")?;
            must(options & 0xc0 == 0, "MQTT-3.8.3-5")?;
            must(options & 4 == 0 || !filter.starts_with("$share/"), "MQTT-3.8.3-4")?;
        }
        Ok(())
    }

    fn codes(&mut self, codes: &[u8]) -> Result {
        must(!self.rest.is_empty(), "MQTT-3.9.3-1, MQTT-3.11.3-1")?;
        let rest = std::mem::take(&mut self.rest);
        must(rest.iter().all(|code| codes.contains(code)), "MQTT-3.9.3-2, MQTT-3.11.3-2")
    }

    fn suback(&mut self) -> Result {
        self.id()?;
        self.properties(9)?;
        match self.version {
            5 => self.codes(&[0, 1, 2, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2]),
            _ => self.codes(&[0, 1, 2, 0x80]),
        }
    }

    fn unsubscribe(&mut self) -> Result {
        self.id()?;
        self.properties(10)?;
        must(!self.rest.is_empty(), "MQTT-3.10.3-2")?;
        while !self.rest.is_empty() {
            self.filter()?;
        }
        Ok(())
    }

    fn unsuback(&mut self) -> Result {
        self.id()?;
        if self.version < 5 {
            return Ok(());
        }
        self.properties(11)?;
        self.codes(&[0, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91])
    }

    fn disconnect(&mut self) -> Result {
        let mut codes = vec![0, 4, 0x87, 0x89, 0x8b];
        codes.extend((0x80..=0x83).chain(0x8d..=0x90).chain(0x93..=0xa2));
        self.reason(&codes, 14)
    }

    fn auth(&mut self) -> Result {
        must(self.version >= 5, "§2.1.2: reserved before version 5")?;
        if self.rest.is_empty() {
            return Ok(());
        }
        must(matches!(self.octet()?, 0 | 0x18 | 0x19), "MQTT-3.15.2-1")?;
        self.properties(15).map(drop)
    }
}
