//! What people see: colour, width, tables, trees.
pub mod chart;
mod hex;
pub mod table;
pub mod tree;

use std::io::{self, Write};

/// The screen that is written to.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Whether it shows colour.
    pub colour: bool,
    /// How many columns it has, if it is a terminal.
    pub width: Option<usize>,
}

/// How some text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// As it is.
    #[default]
    Plain,
    /// Structure: less than content.
    Dim,
    /// Titles.
    Bold,
    /// Names.
    Name,
    /// Offsets and numbers of frames.
    Number,
    /// What is remarkable.
    Note,
    /// What is wrong.
    Wrong,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "2",
            Self::Bold => "1",
            Self::Name => "36",
            Self::Number => "2",
            Self::Note => "33",
            Self::Wrong => "1;31",
        }
    }
}

impl Screen {
    /// Writes `text` in a style.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write(self, out: &mut dyn Write, style: Style, text: &str) -> io::Result<()> {
        match style.code() {
            "" => out.write_all(text.as_bytes()),
            code if self.colour && !text.is_empty() => write!(out, "\x1b[{code}m{text}\x1b[0m"),
            _ => out.write_all(text.as_bytes()),
        }
    }

    /// Writes `n` spaces.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn space(self, out: &mut dyn Write, n: usize) -> io::Result<()> {
        write!(out, "{:n$}", "")
    }
}

/// How many columns `text` takes, about: wide characters take two, marks none.
pub fn columns(text: &str) -> usize {
    text.chars().map(column).fold(0, usize::saturating_add)
}

fn column(c: char) -> usize {
    match u32::from(c) {
        // Combining marks, zero-width characters and variation selectors.
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f | 0x20d0..=0x20ff => 0,
        // Hangul, CJK, full-width forms, emoji.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 2,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff => 2,
        0x2_0000..=0x3_fffd => 2,
        _ => 1,
    }
}

/// The front of `text` that fits into `width` columns, and the rest.
pub fn split(text: &str, width: usize) -> (&str, &str) {
    let mut used = 0usize;
    let fits = |(_, c): &(usize, char)| {
        used = used.saturating_add(column(*c));
        used > width
    };
    match text.char_indices().find(fits) {
        Some((at, _)) => text.split_at_checked(at).unwrap_or((text, "")),
        None => (text, ""),
    }
}

/// `text` in at most `width` columns, with an ellipsis where it is longer.
pub fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.into();
    }
    let (front, _) = split(text, width.saturating_sub(1));
    format!("{front}…")
}

/// `text` in lines of at most `width` columns, broken at spaces.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let long = columns(&line).saturating_add(columns(word)).saturating_add(1) > width;
        if long && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// `12,345`: a number with its thousands apart.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && digits.len().saturating_sub(i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_fits_its_columns() {
        assert_eq!(fit("wireloom", 8), "wireloom");
        assert_eq!(fit("wireloom", 5), "wire…");
        assert_eq!(fit("消息队列", 6), "消息…");
        assert_eq!(split("ab消息", 3), ("ab", "消息"));
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(123), "123");
    }
}
