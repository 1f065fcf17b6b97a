//! A row a batch, for people.
use super::{Output, Printer, Shown, Summary, Wrong, internal::Internal};
use std::{
    fmt::Write as _,
    io::{self, Write},
};
use wireloom::{
    render::{
        Style,
        table::{Cell, Column, Table},
    },
    row::clean,
    wire::kafka::{Decoder, Entry, RecordRef, TimestampType},
};

pub(crate) struct Rows<'d> {
    output: &'d mut Output,
    records: bool,
    batches: Table<6>,
    held: usize,
}

/// So many rows line up with one another before they are written.
const HELD: usize = 200;

impl<'d> Rows<'d> {
    pub(crate) fn new(output: &'d mut Output, records: bool) -> Self {
        Self { output, records, batches: columns(), held: 0 }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.held = 0;
        self.batches.flush(self.output.screen, self.output)
    }
}

fn columns() -> Table<6> {
    let right = |title, style| Column { title, right: true, style };
    Table::new(
        [
            right("position", Style::Number),
            right("offsets", Style::Name),
            right("records", Style::Plain),
            right("bytes", Style::Plain),
            Column { title: "codec", right: false, style: Style::Plain },
            Column { title: "what", right: false, style: Style::Plain },
        ],
        5,
    )
}

impl Printer for Rows<'_> {
    fn file(&mut self, name: &str) -> io::Result<()> {
        self.flush()?;
        self.batches = columns();
        let screen = self.output.screen;
        screen.write(self.output, Style::Bold, &clean(name))?;
        writeln!(self.output)
    }

    fn batch(&mut self, shown: &Shown<'_>, decoder: &mut Decoder) -> io::Result<Option<Wrong>> {
        let entry = &shown.entry;
        let (mut under, mut fault, mut count) = (Vec::new(), None, None);
        let inside = self.records || matches!(entry, Entry::Message(_));
        if inside {
            match decoder.records(entry) {
                Ok(records) => {
                    let mut n = 0u64;
                    for record in records {
                        match record {
                            Ok(record) if self.records => {
                                let internal = Internal::of(shown.topic, entry, &record);
                                under.push((Style::Plain, told(&record, internal.as_ref())));
                                if let Some(error) = internal.and_then(|internal| internal.fault) {
                                    fault = Some(Wrong::record(shown, record.offset, &error));
                                }
                            }
                            Ok(_) => {}
                            Err(error) => {
                                let error = entry.failed(error);
                                fault = Some(Wrong::batch(shown.position, &error));
                                break;
                            }
                        }
                        n = n.saturating_add(1);
                    }
                    count = Some(n);
                }
                Err(error) => fault = Some(Wrong::batch(shown.position, &error)),
            }
        }
        if shown.crc == "bad" {
            under.insert(0, (Style::Wrong, "the CRC does not match".into()));
        }
        if let Some(wrong) = &fault {
            under.push((Style::Wrong, format!("error: {wrong}")));
        }
        let records = match (entry, count) {
            (Entry::Batch(batch), _) => batch.record_count.to_string(),
            (_, Some(count)) => count.to_string(),
            _ => "?".into(),
        };
        let (base, last) = (entry.base_offset(), entry.last_offset());
        let offsets = if base == last { base.to_string() } else { format!("{base}…{last}") };
        let codec = match entry.compression() {
            Ok(compression) => compression.name().to_owned(),
            Err(error) => format!("codec {}", error.detail),
        };
        let cells = [
            Cell::from(format!("{:#x}", shown.position)),
            offsets.into(),
            records.into(),
            entry.bytes().len().to_string().into(),
            codec.into(),
            what(shown).into(),
        ];
        self.held = self.held.saturating_add(1).saturating_add(under.len());
        self.batches.row(cells, under);
        if self.held >= HELD {
            self.flush()?;
        }
        Ok(fault)
    }

    fn wrong(&mut self, wrong: &Wrong) -> io::Result<()> {
        self.flush()?;
        let screen = self.output.screen;
        screen.write(self.output, Style::Wrong, &format!("error: {wrong}"))?;
        writeln!(self.output)
    }

    fn entry(&mut self, fields: &[(&'static str, i64)]) -> io::Result<()> {
        let screen = self.output.screen;
        for (n, (name, value)) in fields.iter().enumerate() {
            let gap = if n == 0 { "" } else { "  " };
            write!(self.output, "{gap}")?;
            screen.write(self.output, Style::Dim, name)?;
            write!(self.output, " {value}")?;
        }
        writeln!(self.output)
    }

    fn summary(&mut self, _file: Option<&str>, summary: &Summary) -> io::Result<()> {
        self.flush()?;
        let s = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let mut text = match summary.entries {
            Some(1) => "1 entry".into(),
            Some(n) => format!("{n} entries"),
            None => {
                let batches = match summary.batches {
                    1 => "1 batch".into(),
                    n => format!("{n} batches"),
                };
                format!("{batches} · {}", s(summary.records, "record"))
            }
        };
        let _ = write!(text, " · {}", s(summary.bytes_read, "byte"));
        if summary.gaps > 0 {
            let _ = write!(text, " · {} missing", s(summary.gaps, "offset"));
        }
        if summary.trailing_bytes > 0 {
            let _ =
                write!(text, " · {} at the end are no batch", s(summary.trailing_bytes, "byte"));
        }
        if summary.wrong > 0 {
            let _ = write!(text, " · {}", s(summary.wrong, "fault"));
        }
        let screen = self.output.screen;
        screen.write(self.output, Style::Dim, &text)?;
        writeln!(self.output)
    }
}

/// What is remarkable about a batch.
fn what(shown: &Shown<'_>) -> String {
    let mut text = time(shown.entry.max_timestamp());
    if shown.entry.timestamp_type() == TimestampType::LogAppend {
        text.push_str("  log-append");
    }
    let Entry::Batch(batch) = &shown.entry else {
        let _ = write!(text, "  magic {}", shown.entry.magic());
        return text;
    };
    if let Some(control) = &shown.control {
        let _ = write!(text, "  {control}");
    } else if batch.is_control() {
        text.push_str("  control");
    }
    if batch.is_transactional() {
        text.push_str("  transactional");
    }
    if batch.producer_id >= 0 {
        let _ = write!(text, "  producer {}:{}", batch.producer_id, batch.producer_epoch);
    }
    if batch.base_sequence >= 0 {
        let _ = write!(text, "  sequence {}", batch.base_sequence);
    }
    if batch.partition_leader_epoch > 0 {
        let _ = write!(text, "  epoch {}", batch.partition_leader_epoch);
    }
    if let Some(horizon) = batch.delete_horizon() {
        let _ = write!(text, "  deletes at {}", time(horizon));
    }
    text
}

/// A record in a line.
fn told(record: &RecordRef<'_>, internal: Option<&Internal<'_, '_>>) -> String {
    let part = |bytes: Option<&[u8]>| match bytes {
        None => "null".into(),
        Some(bytes) => match str::from_utf8(bytes) {
            Ok(text) => clean(text),
            Err(_) => format!("{} bytes", bytes.len()),
        },
    };
    let mut text = match internal {
        Some(internal) => format!("{}  {}", record.offset, internal.line()),
        None => format!("{}  {} = {}", record.offset, part(record.key), part(record.value)),
    };
    for header in record.headers.iter() {
        let name = clean(&String::from_utf8_lossy(header.key));
        let _ = write!(text, "  {name}: {}", part(header.value));
    }
    text
}

/// Milliseconds since 1970 as a date and a time of day, UTC.
#[expect(clippy::arithmetic_side_effects, reason = "a day below 365,001")]
fn time(milliseconds: i64) -> String {
    let day = milliseconds.div_euclid(86_400_000);
    // Nobody's records are of another millennium; what is, stays a number.
    if !(0..=365_000).contains(&day) {
        return milliseconds.to_string();
    }
    let within = milliseconds.rem_euclid(86_400_000);
    // Days from civil, backwards (Howard Hinnant): years begin in March, eras have 400 years.
    let shifted = day.saturating_add(719_468);
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (seconds, rest) = (within / 1_000, within % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}.{rest:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates() {
        assert_eq!(time(0), "1970-01-01 00:00:00.000");
        assert_eq!(time(951_782_400_123), "2000-02-29 00:00:00.123");
        assert_eq!(time(1_700_000_000_000), "2023-11-14 22:13:20.000");
        assert_eq!(time(-1), "-1");
        assert_eq!(time(i64::MAX), i64::MAX.to_string());
    }
}
