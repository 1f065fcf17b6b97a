//! The two checksums: CRC-32C of record batches, CRC-32 (IEEE) of message sets.

/// CRC-32C (Castagnoli), as record batches and producer snapshots carry it.
#[inline]
pub fn crc32c(bytes: &[u8]) -> u32 {
    #[cfg(feature = "compress")]
    return crc_fast::crc32_iscsi(bytes);
    #[cfg(not(feature = "compress"))]
    soft(bytes)
}

/// CRC-32C by tables, eight bytes at a time, where there is no `std` to ask what the machine can.
#[cfg(any(test, not(feature = "compress")))]
fn soft(bytes: &[u8]) -> u32 {
    let look = |table: &[u32; 256], byte: u8| table.get(usize::from(byte)).copied().unwrap_or(0);
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &TABLES;
    let (words, tail) = bytes.as_chunks();
    let crc = words.iter().fold(!0u32, |crc, word| {
        let [a, b, c, d, e, f, g, h] = *word;
        let [w, x, y, z] = crc.to_le_bytes();
        look(t7, a ^ w)
            ^ look(t6, b ^ x)
            ^ look(t5, c ^ y)
            ^ look(t4, d ^ z)
            ^ look(t3, e)
            ^ look(t2, f)
            ^ look(t1, g)
            ^ look(t0, h)
    });
    let crc = tail.iter().fold(crc, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        look(t0, low ^ byte) ^ crc >> 8
    });
    !crc
}

/// The n-th table: what a byte does to the checksum n bytes later.
#[cfg(any(test, not(feature = "compress")))]
static TABLES: [[u32; 256]; 8] = tables();

#[cfg(any(test, not(feature = "compress")))]
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs when compiled")]
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "runs when compiled")]
const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut n = 0;
    while n < 8 * 256 {
        let (table, byte) = (n / 256, n % 256);
        let (mut crc, mut bits) = match table {
            0 => (byte as u32, 8),
            _ => (tables[table - 1][byte], 8),
        };
        while bits > 0 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0x82f6_3b78 } else { crc >> 1 };
            bits -= 1;
        }
        tables[table][byte] = crc;
        n += 1;
    }
    tables
}

/// CRC-32 (IEEE 802.3), as messages of magic 0 and 1 carry it.
#[inline]
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit, as the definition reads: `polynomial` with its bits reversed.
    fn oracle(polynomial: u32, bytes: &[u8]) -> u32 {
        let mut crc = !0u32;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ polynomial } else { crc >> 1 };
            }
        }
        !crc
    }

    #[test]
    fn the_check_values_of_the_catalogue() {
        // "Catalogue of parametrised CRC algorithms": CRC-32/ISCSI and CRC-32/ISO-HDLC.
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn every_length_is_the_oracle() {
        let bytes: Vec<u8> = (0..1_500u32).map(|n| ((n * n) >> 3) as u8).collect();
        for length in (0..600).chain(1_000..1_010).chain([1_500]) {
            let part = &bytes[bytes.len() - length..];
            assert_eq!(crc32c(part), oracle(0x82f6_3b78, part));
            assert_eq!(soft(part), oracle(0x82f6_3b78, part));
            assert_eq!(crc32(part), oracle(0xedb8_8320, part));
        }
    }
}
