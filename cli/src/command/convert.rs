//! `wireloom convert`: from one form of data to another.
pub(crate) mod incoming;
mod outgoing;

use super::{
    Failure,
    forms::{Form, Forms},
    input,
    limits::{self, LimitFlags},
    output::Output,
    progress::{self, Progress},
    schema::SchemaFlags,
};
use incoming::{Incoming, Next};
use outgoing::Outgoing;
use std::{
    io::{self, Write},
    path::PathBuf,
};
use wireloom::codecs::protobuf::dynamic::{Error, LeftOut};

/// Convert messages between JSON, XML, Protobuf and compact
///
/// A schema says what the messages are. There may be many of them, and a file of any size takes
/// the memory of its largest message: JSON is read as lines, as values one behind the other, or as
/// one array, and written as lines; compact stands back to back; XML is one element of the
/// message's name, or the children of one (`messages` when written). Protobuf does not say where a
/// message ends: a file is one message, or with --delimited many, each behind its length.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Convert {
    /// What the data is
    #[arg(long, value_enum, value_name = "FORM")]
    from: Form,
    /// What to make of it
    #[arg(long, value_enum, value_name = "FORM")]
    to: Form,
    #[command(flatten)]
    schema: SchemaFlags,
    /// Protobuf, read and written, is many messages, each behind its length (a varint)
    #[arg(long)]
    delimited: bool,
    /// Write JSON with the names of the schema instead of those in camel case
    #[arg(long)]
    proto_names: bool,
    /// Write Protobuf and compact as hex, a message a line, also into a pipe or a file
    #[arg(long)]
    hex: bool,
    /// Refuse a message that holds what the other form has no place for, instead of telling
    #[arg(long)]
    strict: bool,
    /// The data; `-`, or nothing with a pipe, for the standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    // Last: its flags begin a section of their own.
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  wireloom convert --from json --to protobuf --delimited --schema shop.proto --type Order \
orders.jsonl > orders.pb
  wireloom convert --from protobuf --to json --schema shop.desc --type shop.Order order.bin | jq .

Exit codes: 0 ok, 2 usage, 3 input unreadable, 4 a message is malformed, or cannot be written in the \
other form (those before it are written).";

impl Convert {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let path = self.schema.schema.as_deref().ok_or_else(|| self.no_schema())?;
        let schema = self.schema.load(path)?;
        let message = self.schema.message(&schema)?;
        let name = input::name(self.file.as_ref());
        let file = input::open(self.file.as_ref())?;
        let mut forms = Forms::of(message, self.limits.limits(), self.proto_names);
        let mut incoming = Incoming::new(file, self.from, self.delimited, &forms)
            .raw(self.from == Form::Protobuf && self.to == Form::Json);
        let hex = self.hex || (output.terminal && !self.to.is_text());
        let mut outgoing = Outgoing::new(self.to, self.delimited, hex);
        let size = self.file.as_deref().and_then(progress::size);
        let mut told = Told::default();
        let done =
            self.all(&mut forms, &mut incoming, &mut outgoing, output, &mut told, (&name, size));
        // What was converted is a whole document, also before an error.
        outgoing.finish(output)?;
        output.flush()?;
        if let Some(note) = told.note(self.to) {
            // Nobody is left to tell when this fails.
            let _ = writeln!(io::stderr(), "note: {note}");
        }
        done
    }

    fn all(
        &self,
        forms: &mut Forms<'_>,
        incoming: &mut Incoming,
        outgoing: &mut Outgoing,
        output: &mut Output,
        told: &mut Told,
        (name, size): (&str, Option<u64>),
    ) -> Result<(), Failure> {
        let mut progress = Progress::beside_output(size);
        let (mut n, mut out) = (0u64, Vec::new());
        loop {
            out.clear();
            let failed = |at: u64, error: Error| failure(name, n, error.after(at));
            let next = incoming.next(forms).map_err(|error| match error {
                incoming::Failed::Broken(broken) => broken.tell(name),
                incoming::Failed::Message(at, error) => failed(at, error),
            })?;
            let (at, left_out) = match next {
                None => break,
                Some(Next::Bytes(at, bytes)) => {
                    let transcoded = forms.transcode(bytes, &mut out);
                    transcoded.map_err(|error| failed(at, error))?;
                    (at, forms.message.left_out(bytes, &forms.limits))
                }
                Some(Next::Message(at, message)) => {
                    let encoded = forms.encode(self.to, &message, &mut out);
                    // Offsets of what is written say nothing about what was read.
                    encoded.map_err(|error| unwritten(name, n, self.to, &error))?;
                    (at, message.left_out())
                }
            };
            if told.hear(self.to, left_out) && self.strict {
                let what = lost(self.to, left_out);
                return Err(Failure::Data(format!(
                    "{name}, message {n} at byte {at}: {} has no place for {what}",
                    self.to.name()
                )));
            }
            outgoing.put(&out, output).map_err(|error| match error {
                outgoing::Failed::Output(error) => error.into(),
                outgoing::Failed::Second => Failure::Usage(format!(
                    "{name} holds more than one message, and Protobuf does not say where one \
                     ends: --delimited writes the length of each before it"
                )),
            })?;
            n = n.saturating_add(1);
            progress.at(incoming.offset());
            // Whoever writes line by line also reads line by line.
            if incoming.waiting() {
                output.flush()?;
            }
        }
        match n {
            0 if incoming.offset() == 0 && !self.delimited => {
                Err(Failure::Data(format!("{name} is empty: no message at all")))
            }
            _ => Ok(()),
        }
    }

    fn no_schema(&self) -> Failure {
        let hint = match self.from {
            Form::Json => "; of JSON, `wireloom compare --print-schema FILE > x.proto` makes one",
            _ => "",
        };
        Failure::Usage(format!(
            "{} to {} needs to know the fields: give --schema x.proto and --type NAME{hint}",
            self.from.name(),
            self.to.name()
        ))
    }
}

/// A message that cannot be read.
pub(crate) fn failure(name: &str, n: u64, error: Error) -> Failure {
    let hint = match limits::flag(error.kind()) {
        Some(flag) => format!(" ({flag} raises that)"),
        None => String::new(),
    };
    Failure::Data(format!("{name}, message {n}: {error}{hint}"))
}

/// A message that cannot be written.
fn unwritten(name: &str, n: u64, to: Form, error: &Error) -> Failure {
    Failure::Data(format!("{name}, message {n}: no {}: {error}", to.name()))
}

/// What was left out so far.
#[derive(Default)]
struct Told {
    messages: u64,
    all: LeftOut,
}

impl Told {
    /// Whether something of a message was left out.
    fn hear(&mut self, to: Form, left_out: LeftOut) -> bool {
        let lost = match to {
            // Its own form has room for all.
            Form::Protobuf => LeftOut::default(),
            Form::Json => LeftOut { extensions: 0, ..left_out },
            Form::Xml | Form::Compact => left_out,
        };
        if lost.is_empty() {
            return false;
        }
        self.messages = self.messages.saturating_add(1);
        self.all.unknown = self.all.unknown.saturating_add(lost.unknown);
        self.all.extensions = self.all.extensions.saturating_add(lost.extensions);
        true
    }

    fn note(&self, to: Form) -> Option<String> {
        let s = if self.messages == 1 { "" } else { "s" };
        (self.messages > 0).then(|| {
            format!(
                "left out of {} message{s}, for which {} has no place: {} (--strict refuses that)",
                self.messages,
                to.name(),
                lost(to, self.all)
            )
        })
    }
}

fn lost(to: Form, what: LeftOut) -> String {
    let mut parts = Vec::new();
    if what.unknown > 0 {
        parts.push(format!("{} bytes of fields that the schema has not", what.unknown));
    }
    if what.extensions > 0 && to != Form::Json {
        let s = if what.extensions == 1 { "" } else { "s" };
        parts.push(format!("{} extension{s}", what.extensions));
    }
    parts.join(", ")
}
