//! `wireloom decode`: a line a frame.
use super::{
    Failure,
    output::Output,
    raw::{Printer, Raw},
};
use clap::ValueEnum;
use std::io::{self, Write};
use wireloom::{
    render::{
        Style,
        table::{Cell, Column, Table},
    },
    row::{Fault, Fields, Flat, Only, Row, clean},
    wire::frame::Side,
};

/// Decode raw bytes of one protocol: one line a frame
///
/// The bytes are what one side sent, from its first byte on; they may hold many frames. With
/// `-f json` each frame is one object on one line, which `wireloom encode` turns back into the
/// same bytes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Decode {
    /// A table for people or one JSON object a line for programs
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Only these fields, by their paths: `request_id,payload.body.method`
    #[arg(long, value_name = "A,B,C", value_parser = fields)]
    fields: Option<Fields>,
    // Last: its flags for limits begin a section of their own.
    #[command(flatten)]
    raw: Raw,
}

/// What is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns
    #[default]
    Table,
    /// One object a line
    Json,
}

const EXAMPLES: &str = "\
Examples:
  wireloom decode rpc --hex '00000015 00000000 00000001 00000007 00 70696e67'
  wireloom decode rpc -f json capture.bin | jq .fields
  tail -c +1 -f answers.bin | wireloom decode rpc --side server -

Exit codes: 0 all frames are whole, 1 no frame or none with --fields, 2 usage, 3 input unreadable, \
4 a frame is malformed or cut short (the others are printed).";

fn fields(text: &str) -> Result<Fields, String> {
    Fields::parse(text).ok_or_else(|| format!("give 1 to {} paths of fields", Fields::MOST))
}

impl Decode {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let only = self.fields.as_ref();
        let frames = match self.format {
            Format::Json => self.raw.run(&mut Json { only, line: Vec::new(), output }),
            Format::Table => {
                let columns = [
                    Column { title: "#", right: true, style: Style::Number },
                    Column { title: "message", right: false, style: Style::Name },
                    Column { title: "from", right: false, style: Style::Plain },
                    Column { title: "detail", right: false, style: Style::Plain },
                    Column { title: "bytes", right: true, style: Style::Plain },
                ];
                self.raw.run(&mut Rows { only, table: Table::new(columns, 3), output })
            }
        }?;
        match only.is_some_and(|only| !only.seen()) {
            false => Ok(()),
            true => {
                let tables = self.raw.protocol().tables();
                let mut names: Vec<_> =
                    tables.iter().flat_map(|table| table.fields).map(|field| field.name).collect();
                names.sort_unstable();
                names.dedup();
                let s = if frames == 1 { "" } else { "s" };
                Err(Failure::Nothing(format!(
                    "{frames} frame{s}, none with these fields; at the outermost level there are: {}",
                    names.join(", ")
                )))
            }
        }
    }
}

struct Json<'d> {
    only: Option<&'d Fields>,
    line: Vec<u8>,
    output: &'d mut Output,
}

impl Printer for Json<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<Option<Fault>> {
        self.line.clear();
        let fault = row.json(self.only, &mut self.line);
        self.output.write_all(&self.line)?;
        Ok(fault)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

struct Rows<'d> {
    only: Option<&'d Fields>,
    table: Table<5>,
    output: &'d mut Output,
}

impl Printer for Rows<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<Option<Fault>> {
        let (detail, fault) = match self.only {
            None => {
                let fault = row.fault();
                // The error stands below; as a summary it would say the same.
                (if fault.is_some() { String::new() } else { row.summary() }, fault)
            }
            Some(only) => {
                let mut flat = Flat::default();
                let fault = row.observe(&mut Only::new(only, &mut flat));
                (flat.finish(), fault)
            }
        };
        let mut under = Vec::new();
        under.extend(row.reply_to.map(|n| (Style::Dim, format!("answers #{n}"))));
        under.extend(row.frame.note.map(|note| (Style::Note, format!("note: {note}"))));
        let mut detail = Cell::from(detail);
        if let Some(fault) = &fault {
            let text = format!("error: {}", fault.error);
            match detail.text.is_empty() {
                true => detail = Cell { text, style: Some(Style::Wrong) },
                false => under.push((Style::Wrong, text)),
            }
            if !fault.path.is_empty() {
                under.push((Style::Wrong, format!("in {}", clean(&fault.path))));
            }
        }
        let from = match row.frame.side {
            Side::Client => "client →",
            Side::Server => "server ←",
        };
        let cells = [
            row.n.to_string().into(),
            row.title().into(),
            from.to_string().into(),
            detail,
            row.frame.bytes.len().to_string().into(),
        ];
        self.table.row(cells, under);
        Ok(fault)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.table.flush(self.output.screen, self.output)?;
        self.output.flush()
    }
}
