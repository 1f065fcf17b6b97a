//! Kafka's identifiers of topics, directories and incarnations.
use core::fmt;

/// UUID, shown as all of Kafka's tools show it: 22 characters of URL-safe base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Uuid(pub [u8; 16]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where the bits of the first 21 characters stand; the last has two bits more.
fn places() -> impl Iterator<Item = u32> {
    (2..=122u32).rev().step_by(6)
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = u128::from_be_bytes(self.0);
        let mut text = [0u8; 22];
        let sixes = places().map(|place| bits >> place & 63).chain([(bits & 3) << 4]);
        for (character, six) in text.iter_mut().zip(sixes) {
            let six = usize::try_from(six).unwrap_or_default();
            *character = ALPHABET.get(six).copied().unwrap_or_default();
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Uuid {
    /// Reads 22 characters of URL-safe base64.
    pub fn parse(text: &str) -> Option<Self> {
        let (last, first) = text.as_bytes().split_last().filter(|(_, first)| first.len() == 21)?;
        let six = |character: &u8| {
            let place = ALPHABET.iter().position(|known| known == character)?;
            u128::try_from(place).ok()
        };
        let mut bits = 0;
        for (character, place) in first.iter().zip(places()) {
            bits |= six(character)? << place;
        }
        let two = six(last).filter(|six| six & 15 == 0)? >> 4;
        Some(Self((bits | two).to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn text_and_back() {
        let mut bytes = [0; 16];
        for n in 0..=255u8 {
            bytes.rotate_left(1);
            bytes[15] = n;
            let uuid = Uuid(bytes);
            assert_eq!(Uuid::parse(&uuid.to_string()), Some(uuid));
        }
        // Kafka's own, of the metadata topic.
        let one = Uuid(1u128.to_be_bytes());
        assert_eq!(one.to_string(), "AAAAAAAAAAAAAAAAAAAAAQ");
        for text in
            ["", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAR", "AAAAAAAAAAAAAAAAAAAA+Q"]
        {
            assert_eq!(Uuid::parse(text), None, "{text}");
        }
    }
}
