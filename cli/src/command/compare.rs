//! `wireloom compare`: sizes and speeds on the user's own data.
mod batches;
mod measure;
mod report;
mod thin;

use super::{
    Failure, input,
    limits::{self, LimitFlags},
    output::Output,
    progress::{self, Progress},
};
use batches::{CANDIDATES, Candidate};
use measure::Meter;
use report::{Form, Report};
use std::{
    io::{Cursor, Read},
    path::PathBuf,
    time::Duration,
};
use wireloom::wire::kafka::segment::Kind;

/// Compare sizes and speeds on your own data
///
/// Of a Kafka log: its batches by every compressor, and what is there.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Compare {
    /// The data; `-`, or nothing with a pipe, for the standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// A table for people, one JSON object a row for programs, or CSV
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    /// Draw the figures as bars, too, into this file
    #[arg(long, value_name = "FILE.svg")]
    chart: Option<PathBuf>,
    /// How long each figure is measured, about; what is slower than four times that is cut, and
    /// its size estimated
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "300ms")]
    time: Duration,
    /// How much of the data is kept and measured, in bytes: of a larger file an even sample
    #[arg(long, value_name = "N", value_parser = limits::size, default_value = "16M")]
    sample: usize,
    /// The compressors to try on batches, with their levels
    #[arg(long, value_name = "NAME[:LEVEL],…", value_delimiter = ',', default_value = CANDIDATES,
        hide_default_value = true, allow_hyphen_values = true)]
    only: Vec<Candidate>,
    // Last: its flags begin a section of their own.
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  wireloom compare 00000000000000000000.log
  wireloom compare --only zstd:1,zstd:3,lz4 --time 2s --chart compressors.svg orders-0/*.log

Exit codes: 0 ok, 2 usage, 3 input unreadable, 4 something is malformed (the rest is compared).";

/// `300ms`, `2s`, `0.5`: seconds where nothing else is said.
fn time(text: &str) -> Result<Duration, String> {
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 1e-3),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let wrong = || "a time such as 300ms or 2s, up to an hour".to_owned();
    let seconds: f64 = digits.parse().map_err(|_| wrong())?;
    let seconds = seconds * unit;
    if (0.0..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(wrong())
    }
}

impl Compare {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let name = input::name(self.file.as_ref());
        let mut file = input::open(self.file.as_ref())?;
        let unreadable = |error| Failure::Unreadable(format!("cannot read {name}: {error}"));
        let mut head = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
        let log = Kind::of_bytes(&head) == Some(Kind::Log);
        let size = self.file.as_deref().and_then(progress::size);
        let mut progress = Progress::before_output(size);
        let mut file = Cursor::new(head).chain(file);
        if !log {
            return Err(Failure::Unreadable(format!("{name} is no log of Kafka")));
        }
        let asked = batches::Asked {
            name: &name,
            candidates: &self.only,
            limits: self.limits.limits(),
            sample: self.sample,
            meter: Meter { budget: self.time },
        };
        let (report, failure) = asked.run(&mut file, &mut progress)?;
        drop(progress);
        self.print(&report, output)?;
        failure.map_or(Ok(()), Err)
    }

    fn print(&self, report: &Report, output: &mut Output) -> Result<(), Failure> {
        report.print(self.format, output)?;
        let Some(path) = &self.chart else { return Ok(()) };
        report.chart(path).map_err(|error| {
            Failure::Unreadable(format!("cannot write {}: {error}", path.display()))
        })
    }
}

/// What tells the kind of a file.
const HEAD: u64 = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(time("300ms"), Ok(Duration::from_millis(300)));
        assert_eq!(time("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(time("0.5"), Ok(Duration::from_millis(500)));
        for bad in ["", "s", "-1s", "NaN", "inf", "2h", "1e9"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }
}
