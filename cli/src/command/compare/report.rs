//! What was found: a table, lines of JSON, CSV, a chart.
use super::measure::real;
use crate::command::{
    json::{field, object},
    output::Output,
};
use clap::ValueEnum;
use std::{
    io::{self, Write},
    path::Path,
};
use wireloom::{
    render::{
        Style,
        chart::{Bar, Bars, Chart, Panel},
        table::{Cell, Column, Table},
    },
    row::clean,
    wire::Value,
};

/// What is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Aligned columns, and what follows from them
    #[default]
    Table,
    /// One object a row, then one for the whole
    Json,
    /// A line of names, then one a row
    Csv,
}

/// What was compared, on what, and what came of it.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) title: String,
    /// What was measured, and how.
    pub(crate) notes: Vec<String>,
    /// The titles of the table's columns: name, two shares, and the two speeds.
    pub(crate) titles: [&'static str; 5],
    /// What the speeds count.
    pub(crate) unit: Unit,
    pub(crate) lines: Vec<Line>,
    /// What follows, for whoever has to choose.
    pub(crate) advice: String,
    /// For programs: the last object.
    pub(crate) summary: Vec<(&'static str, Field)>,
}

/// One of those compared.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// The time was not enough for all of the sample.
    pub(crate) estimated: bool,
    pub(crate) shares: [String; 2],
    /// A second.
    pub(crate) write: Option<f64>,
    pub(crate) read: Option<f64>,
    /// What is remarkable.
    pub(crate) mark: String,
    /// What is there.
    pub(crate) now: bool,
    /// Nothing is done here that its speed could be the speed of.
    pub(crate) idle: bool,
    /// For programs: the same under stable names.
    pub(crate) fields: Vec<(&'static str, Field)>,
}

/// What the speeds count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A million bytes of records, as they are before compression.
    #[default]
    Megabytes,
    /// Messages.
    Messages,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Megabytes => "MB/s",
            Self::Messages => "messages/s",
        }
    }

    fn show(self, speed: f64) -> String {
        match self {
            Self::Megabytes => short(speed / 1e6),
            Self::Messages => short(speed),
        }
    }
}

/// A value for programs.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Null,
    Flag(bool),
    Count(u64),
    Signed(i64),
    Real(f64),
    Text(String),
}

impl Field {
    /// A figure, with as many digits as it is worth.
    pub(crate) fn figure(value: f64) -> Self {
        let digits = if value < 10.0 { 1e3 } else { 10.0 };
        Self::Real((value * digits).round() / digits)
    }

    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => Value::Bool(*flag),
            Self::Count(n) => Value::Unsigned(*n),
            Self::Signed(n) => Value::Signed(*n),
            Self::Real(x) => Value::Float(*x),
            Self::Text(text) => Value::Text(text),
        }
    }

    fn csv(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Count(n) => n.to_string(),
            Self::Signed(n) => n.to_string(),
            Self::Real(x) => x.to_string(),
            Self::Text(text) if text.contains(['"', ',', '\n', '\r']) => {
                format!("\"{}\"", text.replace('"', "\"\""))
            }
            Self::Text(text) => text.clone(),
        }
    }
}

impl Report {
    pub(crate) fn print(&self, form: Form, output: &mut Output) -> io::Result<()> {
        match form {
            Form::Table => self.table(output),
            Form::Json => self.json(output),
            Form::Csv => self.csv(output),
        }
    }

    fn table(&self, output: &mut Output) -> io::Result<()> {
        let screen = output.screen;
        screen.write(output, Style::Bold, &clean(&self.title))?;
        writeln!(output)?;
        for note in &self.notes {
            screen.write(output, Style::Dim, &clean(note))?;
            writeln!(output)?;
        }
        writeln!(output)?;
        let [name, share, further, write, read] = self.titles;
        let right = |title| Column { title, right: true, style: Style::Plain };
        let left = |title, style| Column { title, right: false, style };
        let columns = [
            left(name, Style::Name),
            right("size"),
            right(share),
            right(further),
            right(write),
            right(read),
            left("", Style::Note),
        ];
        let mut table = Table::new(columns, 6);
        let speed =
            |speed: Option<f64>| speed.map_or_else(|| "–".into(), |speed| self.unit.show(speed));
        for line in &self.lines {
            let [share, further] = line.shares.clone();
            let cells = [
                clean(&line.name),
                line.size(),
                share,
                further,
                speed(line.write),
                speed(line.read),
                line.mark.clone(),
            ];
            table.row(cells.map(Cell::from), Vec::new());
        }
        table.flush(screen, output)?;
        writeln!(output)?;
        writeln!(output, "{}", clean(&self.advice))
    }

    fn json(&self, output: &mut Output) -> io::Result<()> {
        let mut text = Vec::new();
        for fields in self.lines.iter().map(|line| &line.fields).chain([&self.summary]) {
            object(&mut text, |json| {
                for (name, value) in fields {
                    field(json, name, value.value());
                }
            });
            text.push(b'\n');
        }
        output.write_all(&text)
    }

    fn csv(&self, output: &mut Output) -> io::Result<()> {
        let Some(first) = self.lines.first() else { return Ok(()) };
        let names: Vec<_> = first.fields.iter().map(|(name, _)| *name).collect();
        writeln!(output, "{}", names.join(","))?;
        for line in &self.lines {
            let values: Vec<_> = line.fields.iter().map(|(_, value)| value.csv()).collect();
            writeln!(output, "{}", values.join(","))?;
        }
        Ok(())
    }

    /// Writes the picture.
    pub(crate) fn chart(&self, path: &Path) -> io::Result<()> {
        let [_, _, _, write, read] = self.titles;
        let panel = |title: &str, unit: String| Panel { title: title.into(), unit };
        let speed = || format!("{}, longer is faster", self.unit.name());
        let chart = Chart {
            title: self.title.clone(),
            notes: self.notes.iter().chain([&self.advice]).cloned().collect(),
            panels: vec![
                panel("size", "shorter is smaller".into()),
                panel(write, speed()),
                panel(read, speed()),
            ],
            rows: self.lines.iter().map(|line| line.bars(self.unit)).collect(),
        };
        let mut file = io::BufWriter::new(std::fs::File::create(path)?);
        chart.write(&mut file)?;
        file.flush()
    }
}

impl Line {
    fn size(&self) -> String {
        if self.read.is_none() {
            return "–".into();
        }
        let about = if self.estimated { "~" } else { "" };
        format!("{about}{}", size(self.bytes))
    }

    fn bars(&self, unit: Unit) -> Bars {
        let speed = |speed: Option<f64>| {
            speed.map(|speed| Bar { length: speed, label: unit.show(speed), beyond: self.idle })
        };
        let size = Bar { length: real(self.bytes), label: self.size(), beyond: false };
        Bars {
            name: self.name.clone(),
            marked: self.now,
            bars: vec![self.read.map(|_| size), speed(self.write), speed(self.read)],
        }
    }
}

/// `940 B`, `12.3 KiB`.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = real(bytes);
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1000.0 {
            return match unit {
                "B" => format!("{bytes} B"),
                _ => format!("{} {unit}", digits(value)),
            };
        }
        value /= 1024.0;
    }
    format!("{} TiB", digits(value))
}

/// `38 %`.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    let share = real(part) * 100.0 / real(whole.max(1));
    if (0.05..9.95).contains(&share) { format!("{share:.1} %") } else { format!("{share:.0} %") }
}

/// Three digits, and `k` or `M` behind larger numbers.
pub(crate) fn short(value: f64) -> String {
    match value {
        v if v < 9_999.5 => digits(v),
        v if v < 999_500.0 => format!("{} k", digits(v / 1e3)),
        v if v < 1e9 => format!("{} M", digits(v / 1e6)),
        v => format!("{} G", digits(v / 1e9)),
    }
}

fn digits(value: f64) -> String {
    match value {
        v if v < 9.995 => format!("{v:.2}"),
        v if v < 99.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_that_they_are_worth() {
        assert_eq!([size(0), size(940), size(1_000)], ["0 B", "940 B", "0.98 KiB"]);
        assert_eq!([size(12 << 10), size(5 << 30)], ["12.0 KiB", "5.00 GiB"]);
        assert_eq!([short(2.34159), short(48.0), short(1234.5)], ["2.34", "48.0", "1234"]);
        assert_eq!([short(123_456.0), short(2.5e6)], ["123 k", "2.50 M"]);
        assert_eq!([percent(38, 100), percent(1, 200), percent(0, 0)], ["38 %", "0.5 %", "0 %"]);
        assert_eq!(Field::Text("a,\"b\"".into()).csv(), "\"a,\"\"b\"\"\"");
    }
}
