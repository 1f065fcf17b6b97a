//! `wireloom encode`: from the JSON that `decode` prints back to the same bytes.
use super::{
    Failure, input,
    limits::LimitFlags,
    output::Output,
    raw::Speaker,
    spoken::{Names, Spoken, suggestion},
};
use std::{
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
};
use wireloom::{
    Limits,
    row::clean,
    wire::{
        Node,
        build::{Document, Error},
        frame::{Protocol, Role, Side, Table},
    },
};

/// Turn the JSON that `decode -f json` prints back into the same bytes
///
/// Reads one object after the other: each gives one frame, by its `kind`, `role`, `version` and
/// `fields`. Into a terminal the bytes are written as hex, a frame a line.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Encode {
    /// The protocol to speak
    #[arg(value_name = "PROTO[@VERSION]", value_parser = Names)]
    spoken: Spoken,
    /// A file of JSON objects; `-`, or nothing with a pipe, for the standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The objects are the fields alone, of frames of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Who sends the frames, where kind and role do not tell
    #[arg(long, value_enum, default_value_t, value_name = "SIDE")]
    side: Speaker,
    /// Write hex digits, a frame a line, also into a pipe or a file
    #[arg(long)]
    hex: bool,
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  wireloom decode rpc -f json capture.bin | wireloom encode rpc > same.bin
  echo '{\"type\":0,\"version\":1,\"request_id\":7,\"payload\":{\"tag\":\"string\",\"body\":\"ping\"}}' |
    wireloom encode rpc --kind request --hex

Exit codes: 0 ok, 2 usage, 3 input unreadable, 4 an object is no frame (those before it are written).";

impl Encode {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let protocol = self.spoken.protocol;
        if let Some(kind) = &self.kind {
            // A kind on the command line is wrong before anything is read.
            self.table(kind, None).map_err(|why| Failure::Usage(format!("--kind {why}")))?;
        }
        let name = input::name(self.file.as_ref());
        let mut objects = Objects::new(input::open(self.file.as_ref())?);
        let (limits, hex) = (self.limits.limits(), self.hex || output.terminal);
        let (mut frame, mut n) = (Vec::new(), 0u64);
        loop {
            let next = objects.next();
            let next =
                next.map_err(|error| Failure::Unreadable(format!("cannot read {name}: {error}")))?;
            let Some(Object { line, json }) = next else { break };
            frame.clear();
            self.frame(&json, line, &limits, &mut frame)
                .map_err(|why| Failure::Data(format!("{name}, {why}")))?;
            n = n.saturating_add(1);
            match hex {
                true => {
                    frame.iter().try_for_each(|byte| write!(output, "{byte:02x}"))?;
                    writeln!(output)?;
                }
                false => output.write_all(&frame)?,
            }
            // Whoever writes line by line also reads frame by frame.
            if objects.waiting() {
                output.flush()?;
            }
        }
        match n {
            0 => Err(Failure::Data(format!(
                "{name} holds no JSON at all: the lines of `wireloom decode {} -f json` were expected",
                protocol.name()
            ))),
            _ => Ok(()),
        }
    }

    /// Appends the frame that `json`, which begins at that line of the input, describes.
    fn frame(
        &self,
        json: &[u8],
        line: usize,
        limits: &Limits,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let json = str::from_utf8(json).map_err(|error| {
            let line = line.saturating_add(newlines(json.get(..error.valid_up_to())));
            format!("line {line}: not JSON: text is not UTF-8")
        })?;
        let place = |offset: u64| {
            let offset = usize::try_from(offset).unwrap_or(usize::MAX);
            line.saturating_add(newlines(json.as_bytes().get(..offset)))
        };
        let document = Document::parse(json, limits)
            .map_err(|error| format!("line {}: {error}", place(error.offset)))?;
        let tell = |error: Error| {
            let path = document.path(error.offset);
            let dot = if path.is_empty() { "" } else { ", " };
            format!("line {}{dot}{}: {error}", place(error.offset), clean(&path))
        };
        let context = self
            .spoken
            .protocol
            .start(self.spoken.version, limits)
            .ok_or_else(|| "no such version".to_string())?;
        let root = document.root(context);
        let (table, fields) = match &self.kind {
            Some(kind) => (self.table(kind, None)?, root),
            None => self.row(root, limits).map_err(|why| match why {
                Wrong::Json(error) => tell(error),
                Wrong::Row(why) => format!("line {line}: {why}"),
            })?,
        };
        (table.build)(fields, out).map_err(tell)
    }

    /// The table and the fields of one line of `decode`.
    fn row<'j>(&self, row: Node<'j>, limits: &Limits) -> Result<(&'static Table, Node<'j>), Wrong> {
        let protocol = self.spoken.protocol;
        let text = |name: &str| match row.get(name).filter(|node| !node.is_null()) {
            Some(node) => node.text().map(Some).map_err(Wrong::Json),
            None => Ok(None),
        };
        if let Some(other) = text("protocol")?.filter(|other| *other != protocol.name()) {
            let (other, name) = (clean(other), protocol.name());
            return Err(Wrong::Row(format!("this is a frame of {other}, not of {name}")));
        }
        if let Some(error) = row.get("error").filter(|error| !error.is_null()) {
            let message = error.get("message").and_then(|node| node.text().ok());
            return Err(Wrong::Row(format!(
                "this frame was not read to its end and cannot be written again: {}",
                clean(message.unwrap_or("it has an error"))
            )));
        }
        let (Some(kind), Some(mut fields)) = (text("kind")?, row.get("fields")) else {
            return Err(Wrong::Row(
                "neither `kind` nor `fields`: give what decode prints, or name the frame with \
                 --kind KIND and give its fields alone"
                    .into(),
            ));
        };
        if let Some(version) = text("version")? {
            let context = protocol.start(Some(version), limits).ok_or_else(|| {
                Wrong::Row(format!("{} has no version `{}`", protocol.name(), clean(version)))
            })?;
            fields = fields.in_context(context);
        }
        let role = text("role")?;
        let table = self.table(kind, role).map_err(Wrong::Row)?;
        Ok((table, fields))
    }

    /// The table of a kind of frame.
    fn table(&self, kind: &str, role: Option<&str>) -> Result<&'static Table, String> {
        let protocol: &'static dyn Protocol = self.spoken.protocol;
        let tables = || protocol.tables().iter().filter(|table| table.name == kind);
        let speaks = match self.side.into() {
            Side::Client => Role::Request,
            Side::Server => Role::Response,
        };
        let named = |table: &&&Table| table.role.map(Role::name) == role;
        let spoken = |table: &&&Table| table.role == Some(speaks);
        let found = match role {
            Some(_) => tables().find(|table| named(&table)),
            None => tables().find(|table| spoken(&table)).or_else(|| tables().next()),
        };
        found.ok_or_else(|| {
            let mut kinds: Vec<_> = protocol.tables().iter().map(|table| table.name).collect();
            kinds.dedup();
            match (role, tables().next()) {
                (Some(role), Some(_)) => format!("{}: no frame is a {}", clean(kind), clean(role)),
                _ => {
                    let hint = suggestion(kind, &kinds);
                    format!("{}: {} has no such kind of frame{hint}", clean(kind), protocol.name())
                }
            }
        })
    }
}

/// What is wrong with a line.
enum Wrong {
    /// With a value in it.
    Json(Error),
    /// With the whole.
    Row(String),
}

fn newlines(text: Option<&[u8]>) -> usize {
    text.unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count()
}

/// One JSON value, and the line on which it begins, counted from 1.
struct Object {
    line: usize,
    json: Vec<u8>,
}

/// Cuts the input into JSON values: lines, or what braces hold together over many lines.
struct Objects {
    input: BufReader<Box<dyn Read>>,
    line: usize,
}

impl Objects {
    fn new(input: Box<dyn Read>) -> Self {
        Self { input: BufReader::with_capacity(64 << 10, input), line: 0 }
    }

    /// Whether the next value is not here yet.
    fn waiting(&self) -> bool {
        self.input.buffer().is_empty()
    }

    fn next(&mut self) -> std::io::Result<Option<Object>> {
        let (mut json, mut begin) = (Vec::new(), 0);
        let mut braces = Braces::default();
        loop {
            let from = json.len();
            if self.input.read_until(b'\n', &mut json)? == 0 {
                let cut = begin != 0;
                return Ok(cut.then_some(Object { line: begin, json }));
            }
            self.line = self.line.saturating_add(1);
            let line = json.get(from..).unwrap_or_default();
            if begin == 0 && line.iter().all(u8::is_ascii_whitespace) {
                json.clear();
                continue;
            }
            begin = if begin == 0 { self.line } else { begin };
            if braces.closed(line) {
                return Ok(Some(Object { line: begin, json }));
            }
        }
    }
}

/// How many groups are open.
#[derive(Default)]
struct Braces {
    depth: usize,
}

impl Braces {
    /// Whether nothing is open at the end of `line`. A string cannot go on over lines: what is
    /// wrong with it is the parser's to tell.
    fn closed(&mut self, line: &[u8]) -> bool {
        let (mut string, mut escaped) = (false, false);
        for byte in line {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if string => escaped = true,
                b'"' => string = !string,
                b'{' | b'[' if !string => self.depth = self.depth.saturating_add(1),
                b'}' | b']' if !string => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.depth == 0 || string
    }
}
