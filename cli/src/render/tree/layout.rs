//! Where it stands: offsets, digits, names and values in columns.
use super::{
    super::{Screen, Style, columns, fit, hex, split, thousands},
    lines::{Digits, Line},
};
use std::io::{self, Write};

/// Where things stand on a line.
pub(super) struct Layout {
    /// How many bytes stand on a line.
    pub(super) row: usize,
    label: usize,
    digits: usize,
    name: usize,
    value: usize,
}

impl Layout {
    pub(super) fn of(lines: &[Line], screen: Screen) -> Self {
        let width = screen.width.unwrap_or(100);
        let row = if width < 110 { 8 } else { 16 };
        let most = |of: &dyn Fn(&Line) -> usize| lines.iter().map(of).max().unwrap_or(0);
        let label = most(&|line| label(line.buffer, line.at.end).len()).max(4);
        let digits = most(&|line| match &line.digits {
            Digits::None => 0,
            Digits::Bytes => line.at.len().min(row).saturating_mul(3).saturating_sub(1),
            Digits::Bits(pattern) => pattern.len(),
        });
        let name = most(&|line| line.depth.saturating_mul(2).saturating_add(columns(&line.name)));
        let name = name.min((width / 2).max(24));
        let used = label.saturating_add(digits).saturating_add(name).saturating_add(6);
        Self { row, label, digits, name, value: width.saturating_sub(used).max(20) }
    }

    /// The offset and the digits of a line.
    pub(super) fn head(
        &self,
        buffer: u16,
        at: Option<usize>,
        digits: &str,
        style: Style,
        screen: Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let label = at.map(|at| label(buffer, at)).unwrap_or_default();
        let pad = self.label.saturating_sub(label.len());
        screen.write(out, Style::Number, &label)?;
        screen.space(out, pad.saturating_add(2))?;
        screen.write(out, style, digits)
    }

    /// From the end of the digits to the names.
    pub(super) fn pad(&self, digits: &str, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
        screen.space(out, self.digits.saturating_sub(columns(digits)).saturating_add(2))
    }

    /// One field: its bytes in rows, its name beside the first, its value beside all of them.
    pub(super) fn write(
        &self,
        line: &Line,
        bytes: &[u8],
        screen: Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let rows = self.rows(line, bytes);
        let mut value = line.value.as_str();
        for (i, (at, digits)) in rows.iter().enumerate() {
            let style = if at.is_none() { Style::Dim } else { line.style };
            let (text, rest) = match i.saturating_add(1) == rows.len() {
                true => (fit(value, self.value), ""),
                false => {
                    let (text, rest) = split(value, self.value);
                    (text.to_string(), rest)
                }
            };
            value = rest;
            let name = if i == 0 { self.name(line) } else { String::new() };
            let (name_style, value_style) = match line.style {
                Style::Plain if line.value.is_empty() => (Style::Bold, Style::Plain),
                Style::Plain => (Style::Name, Style::Plain),
                other => (other, other),
            };
            let text = text.trim_end();
            let blank = name.trim().is_empty() && text.is_empty();
            self.head(line.buffer, *at, digits, style, screen, out)?;
            if !blank {
                self.pad(digits, screen, out)?;
                screen.write(out, name_style, &name)?;
                if !text.is_empty() {
                    let pad = self.name.saturating_sub(columns(&name)).saturating_add(2);
                    screen.space(out, pad)?;
                    screen.write(out, value_style, text)?;
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn name(&self, line: &Line) -> String {
        // Deep trees keep room for the name.
        let most = self.name.saturating_sub(columns(&line.name));
        let indent = line.depth.saturating_mul(2).min(most);
        format!("{:indent$}{}", "", fit(&line.name, self.name))
    }

    /// The digits of a line in rows, each with its offset; many rows are left out in the middle.
    fn rows(&self, line: &Line, bytes: &[u8]) -> Vec<(Option<usize>, String)> {
        match &line.digits {
            Digits::None => return vec![(None, String::new())],
            Digits::Bits(pattern) => return vec![(Some(line.at.start), pattern.clone())],
            Digits::Bytes if bytes.is_empty() => return vec![(Some(line.at.start), String::new())],
            Digits::Bytes => {}
        }
        let row = self.row.max(1);
        let starts = (line.at.start..).step_by(row);
        let all = starts.zip(bytes.chunks(row)).map(|(at, chunk)| (Some(at), hex::spaced(chunk)));
        if bytes.len() <= row.saturating_mul(MOST) {
            return all.collect();
        }
        let front = MOST.saturating_sub(2);
        let last = bytes.len().checked_rem(row).filter(|n| *n > 0).unwrap_or(row);
        let behind = bytes.len().saturating_sub(last);
        let out = behind.saturating_sub(row.saturating_mul(front));
        let gap = (None, fit(&format!("… {} more …", thousands(out)), self.digits));
        let end = hex::spaced(bytes.get(behind..).unwrap_or_default());
        let end = (Some(line.at.start.saturating_add(behind)), end);
        all.take(front).chain([gap, end]).collect()
    }

    /// A line that stands under the names.
    pub(super) fn below(
        &self,
        style: Style,
        text: &str,
        screen: Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let indent = self.label.saturating_add(self.digits).saturating_add(4);
        screen.space(out, indent)?;
        screen.write(out, style, text)?;
        writeln!(out)
    }

    /// `^^` under the digits, and what is wrong with them behind it.
    pub(super) fn mark(
        &self,
        at: usize,
        message: &[String; 2],
        screen: Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        screen.space(out, at)?;
        screen.write(out, Style::Wrong, "^^")?;
        let indent = self.label.saturating_add(at).saturating_add(2 + 2 + 1);
        for (i, line) in message.iter().filter(|line| !line.is_empty()).enumerate() {
            screen.space(out, if i == 0 { 1 } else { indent })?;
            screen.write(out, Style::Wrong, line)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Of a long field, so many rows.
const MOST: usize = 6;

/// `001f`, or `1:001f` in the first buffer made from the frame.
fn label(buffer: u16, at: usize) -> String {
    match buffer {
        0 => format!("{at:04x}"),
        n => format!("{n}:{at:04x}"),
    }
}
