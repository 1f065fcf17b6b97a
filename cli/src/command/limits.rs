//! `--limit-…`: what input may cost.
use wireloom::Limits;

/// What input may cost. The defaults suit the open network; raise them for input that you trust.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Limits (N may end in k, M or G)")]
pub(crate) struct LimitFlags {
    /// The longest frame in bytes [default: 64M]
    #[arg(long, value_name = "N", value_parser = size, hide_short_help = true)]
    limit_frame: Option<usize>,
    /// How deep values may nest, at most 1000 [default: 100]
    #[arg(long, value_name = "N", value_parser = depth, hide_short_help = true)]
    limit_depth: Option<u16>,
    /// How many items a frame may hold [default: 1000000]
    #[arg(long, value_name = "N", value_parser = items, hide_short_help = true)]
    limit_items: Option<u32>,
    /// What a compressed block may inflate to, in bytes [default: 64M]
    #[arg(long, value_name = "N", value_parser = size, hide_short_help = true)]
    limit_inflated: Option<usize>,
    /// What is kept between frames, in bytes [default: 64M]
    #[arg(long, value_name = "N", value_parser = size, hide_short_help = true)]
    limit_buffered: Option<usize>,
    /// The largest window of a compressed stream, in bytes [default: 8M]
    #[arg(long, value_name = "N", value_parser = size, hide_short_help = true)]
    limit_window: Option<usize>,
}

impl LimitFlags {
    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::DEFAULT;
        Limits {
            frame: self.limit_frame.unwrap_or(default.frame),
            depth: self.limit_depth.unwrap_or(default.depth),
            items: self.limit_items.unwrap_or(default.items),
            inflated: self.limit_inflated.unwrap_or(default.inflated),
            buffered: self.limit_buffered.unwrap_or(default.buffered),
            window: self.limit_window.unwrap_or(default.window),
        }
    }
}

/// The flag that raises a limit, where an error is one of a limit.
pub(crate) const fn flag(kind: wireloom::ErrorKind) -> Option<&'static str> {
    use wireloom::ErrorKind as Kind;
    Some(match kind {
        Kind::FrameLimit => "--limit-frame",
        Kind::DepthLimit => "--limit-depth",
        Kind::ItemLimit => "--limit-items",
        Kind::InflatedLimit => "--limit-inflated",
        Kind::BufferedLimit => "--limit-buffered",
        Kind::WindowLimit => "--limit-window",
        _ => return None,
    })
}

pub(crate) fn size(text: &str) -> Result<usize, String> {
    let (digits, shift) = match text.trim_end_matches(['b', 'B']) {
        t if t.ends_with(['k', 'K']) => (t.trim_end_matches(['k', 'K']), 10),
        t if t.ends_with(['m', 'M']) => (t.trim_end_matches(['m', 'M']), 20),
        t if t.ends_with(['g', 'G']) => (t.trim_end_matches(['g', 'G']), 30),
        t => (t, 0u32),
    };
    let n: usize =
        digits.replace('_', "").parse().map_err(|_| "a number such as 4096, 64k or 8M")?;
    let factor = 1usize.checked_shl(shift).unwrap_or(usize::MAX);
    n.checked_mul(factor).ok_or_else(|| "larger than this machine can count".into())
}

fn depth(text: &str) -> Result<u16, String> {
    let n = size(text)?;
    u16::try_from(n)
        .ok()
        .filter(|n| *n <= Limits::MAX_DEPTH)
        .ok_or_else(|| format!("at most {} levels", Limits::MAX_DEPTH))
}

fn items(text: &str) -> Result<u32, String> {
    u32::try_from(size(text)?).map_err(|_| format!("at most {} items", u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_suffixes() {
        assert_eq!(size("4096"), Ok(4096));
        assert_eq!(size("64k"), Ok(64 << 10));
        assert_eq!(size("8M"), Ok(8 << 20));
        assert_eq!(size("1GB"), Ok(1 << 30));
        assert!(size("").is_err() && size("k").is_err() && size("-1").is_err());
        assert!(size("99999999999G").is_err());
        assert!(depth("1001").is_err());
        assert!(items("5G").is_err());
    }
}
