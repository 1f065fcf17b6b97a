//! `wireloom segment`: the files of a Kafka log.
mod beside;
mod entries;
mod internal;
mod json;
mod log;
pub(crate) mod pieces;
mod table;

use super::{Failure, decode::Format, input, limits::LimitFlags, output::Output};
use std::{
    fmt,
    io::{self, Read},
    path::{Path, PathBuf},
};
use wireloom::wire::{
    Error,
    kafka::{
        BatchError, Decoder, Entry,
        internal::Topic,
        segment::{Finding, Kind},
    },
};

/// List the files of a Kafka log: batches, records, indexes, snapshots
///
/// A file's kind is told by its name, else by its bytes: `.log` and `.checkpoint` hold batches,
/// `.index`, `.timeindex` and `.txnindex` entries, `.snapshot` producers, `leader-epoch-checkpoint`
/// epochs. What cannot be read is told with its place, and reading goes on after it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Segment {
    /// The files; `-` for a log on the standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A table for people or one JSON object a line for programs
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Show each record, too (JSON does, unless --no-records is given)
    #[arg(long)]
    records: bool,
    /// Leave the records out of JSON: compressed batches are not inflated
    #[arg(long, conflicts_with = "records")]
    no_records: bool,
    /// Decode the records of one of Kafka's internal topics
    #[arg(long, value_enum, default_value_t, value_name = "TOPIC")]
    decoder: internal::Tables,
    /// Do not check CRCs
    #[arg(long)]
    no_crc: bool,
    /// Compare each log with the indexes and the checkpoint that lie beside it
    #[arg(long)]
    verify: bool,
    /// Write the .index and the .timeindex that a broker would have made of each log
    #[arg(long, value_name = "FOLDER")]
    write_index: Option<PathBuf>,
    /// Stop each log after so many bytes
    #[arg(long, value_name = "N")]
    max_bytes: Option<u64>,
    // Last: its flags begin a section of their own.
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  wireloom segment 00000000000000000000.log
  wireloom segment --verify orders-0/*.log
  wireloom segment -f json 00000000000000000000.log | jq '.records[]?.value'
  wireloom segment --records __consumer_offsets-12/*.log

Exit codes: 0 all is whole (a batch cut at the end is not counted), 2 usage, 3 input unreadable, \
4 something is malformed, has another CRC or does not fit (the rest is printed).";

/// A batch of a log, and where it stands.
pub(crate) struct Shown<'a> {
    position: u64,
    entry: Entry<'a>,
    /// `ok`, `bad` or `skipped`.
    crc: &'static str,
    /// The first control record's type.
    control: Option<String>,
    /// The internal topic whose records it holds.
    topic: Option<Topic>,
}

/// Something wrong in a file.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    position: u64,
    base_offset: Option<i64>,
    next_offset: Option<i64>,
    kind: &'static str,
    message: String,
}

impl Wrong {
    fn batch(position: u64, error: &BatchError) -> Self {
        Self {
            position,
            base_offset: Some(error.base_offset),
            next_offset: error.next_offset,
            kind: error.error.kind.name(),
            message: error.error.to_string(),
        }
    }

    /// A record of an internal topic that its tables do not fit.
    fn record(shown: &Shown<'_>, offset: i64, (error, path): &(Error, String)) -> Self {
        Self {
            position: shown.position,
            base_offset: Some(shown.entry.base_offset()),
            next_offset: Some(shown.entry.next_offset()),
            kind: error.kind.name(),
            message: format!("record {offset}, {path}: {error}"),
        }
    }

    fn finding(finding: &Finding) -> Self {
        Self {
            position: finding.position,
            base_offset: None,
            next_offset: None,
            kind: finding.fault.name(),
            message: finding.to_string(),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}: {}", self.position, self.message)?;
        match self.next_offset {
            Some(next) => write!(f, "; goes on at offset {next}"),
            None => Ok(()),
        }
    }
}

/// What a file held.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// Of a file without batches: how many entries there were.
    entries: Option<u64>,
    batches: u64,
    records: u64,
    bytes_read: u64,
    trailing_bytes: u64,
    /// Offsets that are missing between batches.
    gaps: u64,
    /// The first of them; all are counted.
    errors: Vec<Wrong>,
    wrong: u64,
}

impl Summary {
    /// So many errors are kept for the summary; all are told where they stand.
    const KEPT: usize = 1_000;

    fn error(&mut self, wrong: Wrong) {
        self.wrong = self.wrong.saturating_add(1);
        if self.errors.len() < Self::KEPT {
            self.errors.push(wrong);
        }
    }
}

/// Someone who prints what is found.
pub(crate) trait Printer {
    /// The next file begins.
    fn file(&mut self, _name: &str) -> io::Result<()> {
        Ok(())
    }
    /// A batch. Returns what was wrong with its records, where they are printed.
    fn batch(&mut self, shown: &Shown<'_>, decoder: &mut Decoder) -> io::Result<Option<Wrong>>;
    /// Something wrong that stands in no batch.
    fn wrong(&mut self, wrong: &Wrong) -> io::Result<()>;
    /// An entry of a file that holds no batches: its names and numbers.
    fn entry(&mut self, fields: &[(&'static str, i64)]) -> io::Result<()>;
    /// The file is over.
    fn summary(&mut self, file: Option<&str>, summary: &Summary) -> io::Result<()>;
}

impl Segment {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        match self.format {
            Format::Json => self.print(&mut json::Lines::new(output, !self.no_records)),
            Format::Table => self.print(&mut table::Rows::new(output, self.records)),
        }
    }

    fn print(&self, printer: &mut dyn Printer) -> Result<(), Failure> {
        let (mut wrong, mut unreadable) = (0u64, None);
        for file in &self.files {
            match self.file(file, printer) {
                Ok(summary) => {
                    wrong = wrong.saturating_add(summary.wrong);
                    let name = input::name(Some(file));
                    let several = self.files.len() > 1;
                    printer.summary(several.then_some(name.as_str()), &summary)?;
                }
                Err(Failure::Unreadable(message)) => unreadable = Some(message),
                Err(failure) => return Err(failure),
            }
        }
        match (unreadable, wrong) {
            (Some(message), _) => Err(Failure::Unreadable(message)),
            (None, 0) => Ok(()),
            (None, 1) => Err(Failure::Data("1 fault was found".into())),
            (None, n) => Err(Failure::Data(format!("{n} faults were found"))),
        }
    }

    fn file(&self, path: &Path, printer: &mut dyn Printer) -> Result<Summary, Failure> {
        let name = input::name(Some(&path.to_path_buf()));
        let mut bytes = input::open(Some(&path.to_path_buf()))?;
        let unreadable = |error| Failure::Unreadable(format!("cannot read {name}: {error}"));
        let base = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let mut head = Vec::new();
        let kind = match Kind::of_name(base) {
            Some(kind) => kind,
            None => {
                (&mut bytes).take(64).read_to_end(&mut head).map_err(unreadable)?;
                match Kind::of_bytes(&head) {
                    Some(kind) => kind,
                    None if head.is_empty() => Kind::Log,
                    None => {
                        return Err(Failure::Unreadable(format!(
                            "{name} is no file of a Kafka log: neither its name nor its first bytes are"
                        )));
                    }
                }
            }
        };
        if self.files.len() > 1 {
            printer.file(&name)?;
        }
        let mut bytes = io::Cursor::new(head).chain(bytes);
        match kind {
            Kind::Log => log::Walk::new(self, path)?.run(&mut bytes, printer, &unreadable),
            kind => entries::run(kind, base, &mut bytes, printer, &unreadable),
        }
    }
}
