//! The verbs, and how they end.
mod compare;
mod convert;
mod decode;
mod encode;
mod first;
mod forms;
mod input;
mod json;
mod limits;
mod manual;
mod messages;
mod output;
mod progress;
mod protocols;
mod raw;
mod schema;
mod segment;
mod show;
mod spoken;

use clap::{CommandFactory, Parser, Subcommand};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Read and write data on the wire
///
/// Decodes the bytes of a protocol, shows them as a tree beside annotated hex, and turns JSON back
/// into the same bytes. Converts messages between JSON, XML, Protobuf and compact, and compares
/// formats and compressors on your own data.
#[derive(Debug, Parser)]
#[command(name = "wireloom", version, max_term_width = 100, after_help = AFTER)]
pub(crate) struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// When to use colour; NO_COLOR in the environment turns it off, too
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: output::Colour,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Decode(decode::Decode),
    Encode(encode::Encode),
    Show(show::Show),
    Segment(segment::Segment),
    Compare(compare::Compare),
    Convert(convert::Convert),
    Protocols(protocols::Protocols),
    Completions(manual::Completions),
    Man(manual::Man),
}

const AFTER: &str = "\
Exit codes: 0 ok, 1 nothing matched, 2 usage, 3 input unreadable, 4 malformed or truncated data.
Without a verb, `wireloom` prints three commands to try; `wireloom man VERB` prints a verb's page.";

/// Why the command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is nothing of what was asked for.
    Nothing(String),
    /// The command line makes no sense.
    Usage(String),
    /// The input cannot be read, or the output not be written.
    Unreadable(String),
    /// The data is malformed or cut short.
    Data(String),
    /// The reader of our output went away: it has what it wanted.
    Quiet,
}

impl From<io::Error> for Failure {
    /// Of the output: the input's errors are told with their file's name.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Quiet,
            _ => Self::Unreadable(format!("cannot write the output: {error}")),
        }
    }
}

impl Failure {
    fn end(self) -> ExitCode {
        let (code, message) = match self {
            Self::Quiet => return ExitCode::SUCCESS,
            Self::Nothing(message) => (1, message),
            Self::Usage(message) => (2, message),
            Self::Unreadable(message) => (3, message),
            Self::Data(message) => (4, message),
        };
        // Nobody is left to tell when this fails.
        let _ = writeln!(io::stderr().lock(), "error: {message}");
        ExitCode::from(code)
    }
}

/// Runs the command line of this process.
pub(crate) fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => {
            // Help and version go to the output, and a closed one is quiet.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut output = output::Output::new(command.color);
    let done = match &command.verb {
        None => first::run(&mut output),
        Some(Verb::Decode(decode)) => decode.run(&mut output),
        Some(Verb::Encode(encode)) => encode.run(&mut output),
        Some(Verb::Show(show)) => show.run(&mut output),
        Some(Verb::Segment(segment)) => segment.run(&mut output),
        Some(Verb::Compare(compare)) => compare.run(&mut output),
        Some(Verb::Convert(convert)) => convert.run(&mut output),
        Some(Verb::Protocols(protocols)) => protocols.run(&mut output),
        Some(Verb::Completions(completions)) => completions.run(&mut output, Command::command()),
        Some(Verb::Man(man)) => man.run(&mut output, Command::command()),
    };
    // What was understood is told before what went wrong.
    let flushed = output.flush().map_err(Failure::from);
    match done.and(flushed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.end(),
    }
}
