//! The compressors that are tried, by name and level.
use std::{fmt, str::FromStr};
use wireloom::codecs::compress::{Compression, Level};

/// A compressor at a level: `zstd:3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(super) compression: Compression,
    /// None: it has one only.
    pub(super) level: Option<i32>,
}

/// What is tried unless something else is asked for.
pub(crate) const CANDIDATES: &str =
    "none,gzip:1,gzip:6,gzip:9,snappy,lz4,zstd:-1,zstd:1,zstd:3,zstd:9,zstd:19";

impl FromStr for Candidate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, level) = match text.split_once(':') {
            Some((name, level)) => (name, Some(level)),
            None => (text, None),
        };
        let known = "none, gzip:1 to gzip:9, snappy, lz4, zstd:-131072 to zstd:22";
        let unknown = |_| format!("no such compressor; there are {known}");
        let compression: Compression = name.parse().map_err(unknown)?;
        let levels = matches!(compression, Compression::Gzip | Compression::Zstd);
        let level = match level {
            None if levels => Some(Level::Default.number(compression)),
            None => None,
            Some(_) if !levels => return Err(format!("{name} has one level only")),
            Some(level) => {
                let wanted: i32 = level.parse().map_err(|_| format!("there are {known}"))?;
                if Level::Number(wanted).number(compression) != wanted {
                    return Err(format!("there are {known}"));
                }
                Some(wanted)
            }
        };
        Ok(Self { compression, level })
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.compression.name())?;
        self.level.map_or(Ok(()), |level| write!(f, " {level}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_have_the_levels_that_exist() {
        let shown = |text: &str| text.parse::<Candidate>().map(|found| found.to_string());
        assert_eq!(shown("zstd:-5").as_deref(), Ok("zstd -5"));
        assert_eq!(shown("gzip").as_deref(), Ok("gzip 6"));
        assert_eq!(shown("lz4").as_deref(), Ok("lz4"));
        for bad in ["lz4:1", "gzip:0", "gzip:10", "zstd:23", "zstd:x", "brotli", ""] {
            assert!(shown(bad).is_err(), "{bad}");
        }
        assert!(CANDIDATES.split(',').all(|one| shown(one).is_ok()));
    }
}
