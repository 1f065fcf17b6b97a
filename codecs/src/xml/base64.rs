//! Bytes as base64 text (RFC 4648 §4), for `#[serde(with = "wireloom_codecs::xml::base64")]`.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use wireloom_codecs::{Codec, xml::Xml};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Blob {
//!     #[serde(with = "wireloom_codecs::xml::base64")]
//!     body: Vec<u8>,
//! }
//!
//! let mut out = Vec::new();
//! Xml::STRICT.encode(&Blob { body: b"\0\x01\xff!".to_vec() }, &mut out)?;
//! assert_eq!(out, b"<Blob><body>AAH/IQ==</body></Blob>");
//! assert_eq!(Codec::<Blob>::decode(&Xml::STRICT, &out)?.body, b"\0\x01\xff!");
//! # Ok::<(), wireloom_codecs::xml::Error>(())
//! ```
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde_core::de::{Error, Visitor};
use serde_core::{Deserializer, Serializer};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes as text, padded.
///
/// # Errors
/// What the serializer says.
pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&letters(bytes))
}

pub(crate) fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for three in bytes.chunks(3) {
        let all = [0, 1, 2].map(|n| u32::from(three.get(n).copied().unwrap_or(0)));
        let [a, b, c] = all;
        let bits = a << 16 | b << 8 | c;
        for (n, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let six = usize::try_from(bits >> shift & 0x3f).unwrap_or_default();
            let letter = LETTERS.get(six).copied().unwrap_or(b'=');
            text.push(char::from(if n <= three.len() { letter } else { b'=' }));
        }
    }
    text
}

/// Reads them back. White space does not count; padding may be left out.
///
/// # Errors
/// When the text is not base64.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    deserializer.deserialize_str(Base64)
}

struct Base64;

impl Visitor<'_> for Base64 {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        bytes(text).ok_or_else(|| E::custom("not base64 (RFC 4648 section 4)"))
    }
}

pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len().div_ceil(4).saturating_mul(3));
    let (mut bits, mut held, mut letters, mut padding) = (0u32, 0u32, 0u32, 0u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        if byte == b'=' {
            padding = padding.checked_add(1)?;
            continue;
        }
        let six = match byte {
            b'A'..=b'Z' => byte.checked_sub(b'A')?,
            b'a'..=b'z' => byte.checked_sub(b'a')?.checked_add(26)?,
            b'0'..=b'9' => byte.checked_sub(b'0')?.checked_add(52)?,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        letters = letters.wrapping_add(1) % 4;
        bits = bits << 6 | u32::from(six);
        held = held.checked_add(6)?;
        if let Some(left) = held.checked_sub(8) {
            held = left;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
            bits &= (1u32 << held).wrapping_sub(1);
        }
    }
    // One letter alone is no byte; bits left over are zero; padding fills to four or is not there.
    let padded = padding == 0 || letters > 0 && letters.checked_add(padding) == Some(4);
    (letters != 1 && bits == 0 && padded).then_some(out)
}

/// Lists of bytes, each item as above: `#[serde(with = "wireloom_codecs::xml::base64::list")]`. (A
/// list of lists of numbers would be one list in XML.)
pub mod list {
    use super::{Base64, letters};
    use alloc::vec::Vec;
    use serde_core::{Deserialize, Deserializer, Serializer};

    /// Writes each item as text, padded.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|bytes| letters(bytes)))
    }

    /// Reads them back.
    ///
    /// # Errors
    /// When an item is not base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(of: D) -> Result<Vec<Vec<u8>>, D::Error> {
        let items = Vec::<Item>::deserialize(of)?;
        Ok(items.into_iter().map(|item| item.0).collect())
    }

    struct Item(Vec<u8>);

    impl<'de> Deserialize<'de> for Item {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(Base64).map(Self)
        }
    }
}
