//! `wireloom show`: a frame as a tree beside its bytes.
use super::{
    Failure,
    output::Output,
    raw::{Printer, Raw},
};
use std::io::{self, Write};
use wireloom::{
    Limits,
    render::tree,
    row::{Fault, Row},
};

/// Show raw bytes of one protocol as a tree of fields beside annotated hex
///
/// Every byte stands under its name. Where a frame cannot be read on, a mark points at the byte
/// and says why.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    #[command(flatten)]
    raw: Raw,
}

const EXAMPLES: &str = "\
Examples:
  wireloom show rpc --hex '00000015 00000000 00000001 00000007 00 70696e67'
  wireloom show rpc --side server answer.bin
  xxd capture.bin | head -4 | wireloom show rpc --hex \"$(cat)\"

Exit codes: as for decode.";

impl Show {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let limits = self.raw.limits();
        self.raw.run(&mut Trees { limits, output, first: true }).map(|_| ())
    }
}

struct Trees<'s> {
    limits: Limits,
    output: &'s mut Output,
    first: bool,
}

impl Printer for Trees<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<Option<Fault>> {
        if !std::mem::take(&mut self.first) {
            writeln!(self.output)?;
        }
        tree::write(row, &self.limits, self.output.screen, self.output)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
