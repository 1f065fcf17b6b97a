//! Columns that line up.
use super::{Screen, Style, columns, fit, wrap};
use std::io::{self, Write};

/// What a column is like.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    /// Whether it is aligned to the right, as numbers are.
    pub right: bool,
    /// How its cells look.
    pub style: Style,
}

/// What stands in a row's column.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// The text, without control characters.
    pub text: String,
    /// How it looks, if not as the column.
    pub style: Option<Style>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, style: None }
    }
}

/// A row, and the lines under it.
type Held<const N: usize> = ([Cell; N], Vec<(Style, String)>);

/// A table whose rows come in batches: the first batch tells how wide the columns are, and later
/// ones only widen them. Nothing is kept behind a batch, so a table may be endless.
#[derive(Debug)]
pub struct Table<const N: usize> {
    columns: [Column; N],
    widths: [usize; N],
    /// The column that gives way when the screen is too narrow.
    elastic: usize,
    /// It goes on below instead of being cut.
    wraps: bool,
    rows: Vec<Held<N>>,
    titled: bool,
}

impl<const N: usize> Table<N> {
    /// A table in which the column `elastic` gives way.
    pub fn new(columns: [Column; N], elastic: usize) -> Self {
        let widths = columns.map(|column| self::columns(column.title));
        Self { columns, widths, elastic, wraps: false, rows: Vec::new(), titled: false }
    }

    /// The same, where long text goes on below instead of being cut.
    #[must_use]
    pub fn wrapping(self) -> Self {
        Self { wraps: true, ..self }
    }

    /// A further row, and lines to stand under its elastic column.
    pub fn row(&mut self, cells: [Cell; N], under: Vec<(Style, String)>) {
        self.rows.push((cells, under));
    }

    /// Writes the rows since the last time.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn flush(&mut self, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        for (i, width) in self.widths.iter_mut().enumerate() {
            let cells = rows.iter().filter_map(|(cells, _)| cells.get(i));
            let widest = cells.map(|cell| columns(&cell.text)).max().unwrap_or(0);
            // Without a screen, one long cell does not push all others away.
            let most = if i == self.elastic { LONGEST } else { usize::MAX };
            *width = (*width).max(widest.min(most));
        }
        self.shrink(screen);
        if !self.titled {
            self.titled = true;
            let titles = self
                .columns
                .map(|column| Cell { text: column.title.into(), style: Some(Style::Bold) });
            self.line(&titles, screen, out)?;
        }
        let indent = self.indent();
        for (mut cells, mut under) in rows {
            self.wrap(&mut cells, &mut under);
            self.line(&cells, screen, out)?;
            for (style, text) in &under {
                screen.space(out, indent)?;
                screen.write(out, *style, text)?;
                writeln!(out)?;
            }
        }
        Ok(())
    }

    /// Takes from the elastic column what the screen has not.
    fn shrink(&mut self, screen: Screen) {
        let gaps = N.saturating_sub(1).saturating_mul(GAP.len());
        let all = self.widths.iter().fold(gaps, |sum, width| sum.saturating_add(*width));
        let over = all.saturating_sub(screen.width.unwrap_or(usize::MAX));
        if let Some(width) = self.widths.get_mut(self.elastic) {
            *width = width.saturating_sub(over).max(NARROWEST.min(*width));
        }
    }

    /// Moves what the elastic column has no room for below it.
    fn wrap(&self, cells: &mut [Cell; N], under: &mut Vec<(Style, String)>) {
        let width = self.widths.get(self.elastic).copied().unwrap_or(0);
        let Some(cell) = cells.get_mut(self.elastic).filter(|_| self.wraps) else { return };
        let mut lines = wrap(&cell.text, width).into_iter();
        cell.text = lines.next().unwrap_or_default();
        let style = cell.style.or_else(|| Some(self.columns.get(self.elastic)?.style));
        let lines = lines.map(|line| (style.unwrap_or_default(), line));
        under.splice(..0, lines);
    }

    /// How many columns stand before the elastic one.
    fn indent(&self) -> usize {
        let before = self.widths.iter().take(self.elastic);
        before.fold(0, |sum, width| sum.saturating_add(*width).saturating_add(GAP.len()))
    }

    fn line(&self, cells: &[Cell; N], screen: Screen, out: &mut dyn Write) -> io::Result<()> {
        let last = cells.iter().rposition(|cell| !cell.text.is_empty()).unwrap_or(0);
        let parts = cells.iter().zip(&self.columns).zip(&self.widths);
        for (i, ((cell, column), &width)) in parts.enumerate().take(last.saturating_add(1)) {
            let gap = if i == 0 { "" } else { GAP };
            out.write_all(gap.as_bytes())?;
            let text = match (i == self.elastic, screen.width) {
                _ if self.wraps => cell.text.clone(),
                (true, Some(_)) => fit(&cell.text, width),
                (true, None) => fit(&cell.text, MOST),
                _ => cell.text.clone(),
            };
            let pad = width.saturating_sub(columns(&text));
            if column.right {
                screen.space(out, pad)?;
            }
            screen.write(out, cell.style.unwrap_or(column.style), &text)?;
            if !column.right && i != last {
                screen.space(out, pad)?;
            }
        }
        writeln!(out)
    }
}

const GAP: &str = "  ";
/// Without a screen, a cell of the elastic column moves the columns behind it no further.
const LONGEST: usize = 72;
/// Without a screen, a cell of the elastic column is cut here: programs read JSON.
const MOST: usize = 400;
/// The elastic column never gives way further.
const NARROWEST: usize = 16;
