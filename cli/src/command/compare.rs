//! `wireloom compare`: sizes and speeds on the user's own data.
mod batches;
mod candidate;
mod formats;
mod infer;
mod measure;
mod report;
mod thin;

use super::{
    Failure,
    forms::{Form as DataForm, Forms},
    input,
    limits::{self, LimitFlags},
    output::Output,
    progress::{self, Progress},
    schema::{Schema, SchemaFlags},
};
use candidate::{CANDIDATES, Candidate};
use measure::Meter;
use report::{Form, Report};
use std::{
    io::{Cursor, Read, Write},
    path::PathBuf,
    time::Duration,
};
use wireloom::{row::clean, wire::kafka::segment::Kind};

/// Compare sizes and speeds on your own data
///
/// Of a Kafka log: its batches by every compressor, and what is there. Of messages (JSON, XML,
/// Protobuf or compact): each of these forms, also with zstd. JSON needs no schema: one is
/// inferred. What the file is, is told by its first bytes; Protobuf and compact have to be named.
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
    /// [default: 16M of batches, 4M of messages]
    #[arg(long, value_name = "N", value_parser = limits::size)]
    sample: Option<usize>,
    /// The compressors to try on batches, with their levels [default: none, gzip 1 6 9, snappy, lz4,
    /// zstd -1 1 3 9 19]
    #[arg(long, value_name = "NAME[:LEVEL],…", value_delimiter = ',', default_value = CANDIDATES,
        hide_default_value = true, allow_hyphen_values = true)]
    only: Vec<Candidate>,
    /// What the messages are, where their first bytes do not tell
    #[arg(long, value_enum, value_name = "FORM")]
    from: Option<DataForm>,
    #[command(flatten)]
    schema: SchemaFlags,
    /// Protobuf is many messages, each behind its length (a varint)
    #[arg(long)]
    delimited: bool,
    /// Print the schema that is inferred from JSON, and compare nothing
    #[arg(long, conflicts_with = "schema")]
    print_schema: bool,
    // Last: its flags begin a section of their own.
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  wireloom compare --chart compressors.svg 00000000000000000000.log
  wireloom compare --only zstd:1,zstd:3,lz4 --time 2s -f json 00000000000000000000.log
  wireloom compare events.jsonl
  wireloom compare --from protobuf --delimited --schema shop.proto --type Order orders.pb

Exit codes: 0 ok, 2 usage, 3 input unreadable, 4 something is malformed (of a log, the rest is \
compared).";

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
        let data = self.data(&head, &name)?;
        let size = self.file.as_deref().and_then(progress::size);
        let mut progress = Progress::before_output(size);
        let file = Cursor::new(head).chain(file);
        match data {
            Data::Log => self.batches(file, &name, &mut progress, output),
            Data::Messages(from) => {
                self.messages(Box::new(file), from, &name, &mut progress, output)
            }
        }
    }

    /// What the data is.
    fn data(&self, head: &[u8], name: &str) -> Result<Data, Failure> {
        if let Some(form) = self.from {
            return Ok(Data::Messages(form));
        }
        if Kind::of_bytes(head) == Some(Kind::Log) {
            return Ok(Data::Log);
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => Ok(Data::Messages(DataForm::Json)),
            Some(b'<') => Ok(Data::Messages(DataForm::Xml)),
            Some(_) => Err(Failure::Usage(format!(
                "{name} is no log of Kafka, no JSON and no XML: of Protobuf and compact say \
                 --from, --schema and --type"
            ))),
            None => Err(Failure::Data(format!("{name} is empty"))),
        }
    }

    fn batches(
        &self,
        mut file: impl Read,
        name: &str,
        progress: &mut Progress,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let asked = batches::Asked {
            name,
            candidates: &self.only,
            limits: self.limits.limits(),
            sample: self.sample.unwrap_or(16 << 20),
            meter: Meter { budget: self.time },
        };
        let (report, failure) = asked.run(&mut file, progress)?;
        self.print(&report, output)?;
        failure.map_or(Ok(()), Err)
    }

    fn messages(
        &self,
        file: Box<dyn Read>,
        from: DataForm,
        name: &str,
        progress: &mut Progress,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let limits = self.limits.limits();
        let asked = formats::Asked {
            name,
            from,
            limits,
            sample: self.sample.unwrap_or(4 << 20),
            meter: Meter { budget: self.time },
        };
        let Some(path) = &self.schema.schema else {
            if from != DataForm::Json {
                return Err(Failure::Usage(format!(
                    "of {} nobody knows the fields: give --schema x.proto and --type NAME",
                    from.name()
                )));
            }
            let (record, sample) = asked.learn(file, progress)?;
            let proto = record.proto(&clean(name));
            if self.print_schema {
                return Ok(output.write_all(proto.as_bytes())?);
            }
            let schema = Schema::inferred(proto)?;
            let message = schema.message(Some(infer::ROOT))?;
            let mut forms = Forms::of(message, limits, false);
            let report = asked.report(&sample, &mut forms, true, progress)?;
            return self.print(&report, output);
        };
        let schema = self.schema.load(path)?;
        let mut forms = Forms::of(self.schema.message(&schema)?, limits, false);
        let sample = asked.read(file, self.delimited, &forms, progress)?;
        let report = asked.report(&sample, &mut forms, false, progress)?;
        self.print(&report, output)
    }

    fn print(&self, report: &Report, output: &mut Output) -> Result<(), Failure> {
        report.print(self.format, output)?;
        let Some(path) = &self.chart else { return Ok(()) };
        report.chart(path).map_err(|error| {
            Failure::Unreadable(format!("cannot write {}: {error}", path.display()))
        })
    }
}

/// What there is to compare.
enum Data {
    Log,
    Messages(DataForm),
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
