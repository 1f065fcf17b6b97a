//! Raw bytes of one side of a connection: what `decode` and `show` have in common.
use super::{
    Failure,
    input::Input,
    limits::{self, LimitFlags},
    spoken::{Names, Spoken, suggestion},
};
use clap::ValueEnum;
use std::io::{self, Read};
use wireloom::{
    Limits,
    row::{Fault, Partial, Row},
    wire::{
        Context,
        frame::{Frame, Loss, Protocol, Side, Sink, Ticket},
        stream::Stream,
    },
};

#[derive(Debug, clap::Args)]
pub(crate) struct Raw {
    /// The protocol that the bytes speak
    #[arg(value_name = "PROTO[@VERSION]", value_parser = Names)]
    spoken: Spoken,
    #[command(flatten)]
    input: Input,
    /// Who sent the bytes: a client sends requests, a server responses [default: client, and
    /// either where the protocol's frames tell]
    #[arg(long, value_enum, value_name = "SIDE")]
    side: Option<Speaker>,
    /// The request that a response answers, where the protocol's responses do not tell: its kind
    /// and version
    #[arg(long, value_name = "KIND@VERSION")]
    answers: Option<String>,
    /// Stop at the first frame that is malformed
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    limits: LimitFlags,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Speaker {
    /// The one that opened the connection
    #[default]
    Client,
    /// The one that accepted it
    Server,
}

impl From<Speaker> for Side {
    fn from(speaker: Speaker) -> Self {
        match speaker {
            Speaker::Client => Self::Client,
            Speaker::Server => Self::Server,
        }
    }
}

/// Someone who prints frames.
pub(crate) trait Printer {
    /// One frame. Returns why it could not be read to its end.
    fn row(&mut self, row: &Row<'_>) -> io::Result<Option<Fault>>;

    /// No more frames for now: what was held back is printed.
    fn pause(&mut self) -> io::Result<()>;
}

impl Raw {
    pub(crate) fn protocol(&self) -> &'static dyn Protocol {
        self.spoken.protocol
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits.limits()
    }

    /// Hands every frame of the input to `printer`. Returns how many there were.
    pub(crate) fn run(&self, printer: &mut dyn Printer) -> Result<u64, Failure> {
        let context = self.context()?;
        let context = match self.side {
            Some(_) => self.protocol().sided(context),
            None => context,
        };
        let mut input = self.input.open()?;
        let (protocol, limits, side) =
            (self.protocol(), self.limits(), self.side.unwrap_or_default().into());
        let mut stream = Stream::new(protocol.session(&limits, context));
        let mut teller = Teller {
            protocol,
            context,
            limits,
            printer,
            strict: self.strict,
            n: 0,
            rest: Vec::new(),
            broken: None,
            faults: 0,
            first: None,
        };
        let (mut buffer, mut bytes) = (vec![0u8; 64 << 10], 0u64);
        while !teller.stopped() {
            let n = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let name = self.input.name();
                    return Err(Failure::Unreadable(format!("cannot read {name}: {error}")));
                }
            };
            bytes = bytes.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
            let failed = stream.feed(side, buffer.get(..n).unwrap_or_default(), &mut teller);
            teller.pause();
            if failed.is_some() {
                break;
            }
        }
        if !teller.stopped() {
            teller.rest = stream.rest(side).to_vec();
            stream.end(&mut teller);
            teller.pause();
        }
        teller.end(bytes, &self.input.name())
    }

    /// The context in which the connection starts.
    fn context(&self) -> Result<Context, Failure> {
        let (protocol, limits) = (self.protocol(), self.limits());
        let name = protocol.name();
        let Some(answers) = &self.answers else {
            let start = protocol.start(self.spoken.version, &limits);
            return start.ok_or_else(|| Failure::Usage(format!("{name} has no such version")));
        };
        let Some((kind, version)) = answers.split_once('@') else {
            let why =
                format!("--answers {answers}: give the request's kind and version: KIND@VERSION");
            return Err(Failure::Usage(why));
        };
        protocol.answering(kind, version, &limits).ok_or_else(|| {
            let mut kinds: Vec<_> = protocol.tables().iter().map(|table| table.name).collect();
            kinds.dedup();
            Failure::Usage(match kinds.contains(&kind) {
                false => format!("--answers {kind}: no such kind{}", suggestion(kind, &kinds)),
                true => format!(
                    "--answers is of no use here: responses of {name} can be read without their \
                     request; leave it out"
                ),
            })
        })
    }
}

/// Numbers the frames, hands them on and counts what is wrong with them.
struct Teller<'p> {
    protocol: &'static dyn Protocol,
    context: Context,
    limits: Limits,
    printer: &'p mut dyn Printer,
    strict: bool,
    n: u64,
    /// What was not told when the stream was over.
    rest: Vec<u8>,
    /// Why the output cannot be written.
    broken: Option<io::Error>,
    faults: u64,
    first: Option<Failed>,
}

/// The first thing that was wrong.
struct Failed {
    n: u64,
    position: u64,
    fault: Fault,
    cut: bool,
}

impl Teller<'_> {
    fn stopped(&self) -> bool {
        self.broken.is_some() || self.strict && self.first.is_some()
    }

    fn pause(&mut self) {
        if self.broken.is_none() {
            self.broken = self.printer.pause().err();
        }
    }

    fn tell(&mut self, frame: &Frame<'_>, cut: bool) -> Ticket {
        if self.stopped() {
            return Ticket::default();
        }
        self.n = self.n.saturating_add(1);
        let reply_to = frame.answers.map(|ticket| ticket.0);
        match self.printer.row(&Row { n: self.n, reply_to, frame }) {
            Ok(None) => {}
            Ok(Some(fault)) => {
                self.faults = self.faults.saturating_add(1);
                let (n, position) = (self.n, frame.position);
                self.first.get_or_insert(Failed { n, position, fault, cut });
            }
            Err(error) => self.broken = Some(error),
        }
        Ticket(self.n, 0)
    }

    fn end(self, bytes: u64, input: &str) -> Result<u64, Failure> {
        if let Some(error) = self.broken {
            return Err(error.into());
        }
        let name = self.protocol.name();
        if bytes == 0 {
            return Err(Failure::Data(format!(
                "{input} holds no bytes at all: a frame of {name} was expected"
            )));
        }
        let Some(failed) = self.first else {
            return match self.n {
                0 => Err(Failure::Nothing(format!("{bytes} bytes, but no frame of {name}"))),
                n => Ok(n),
            };
        };
        let Failed { n, position, fault, cut } = failed;
        let at = if position == 0 { String::new() } else { format!(", at byte {position:#x}") };
        let mut message = format!("frame {n}{at}: {fault}");
        match limits::flag(fault.error.kind) {
            Some(flag) => message.push_str(&format!("\n  trusted input? raise it: {flag} N")),
            None if cut => message.push_str("\n  the input ends inside this frame"),
            None => {}
        }
        match self.faults.saturating_sub(1) {
            0 => {}
            1 => message.push_str("\n  1 more frame is malformed, too"),
            more => message.push_str(&format!("\n  {more} more frames are malformed, too")),
        }
        Err(Failure::Data(message))
    }
}

impl Sink for Teller<'_> {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        self.tell(frame, false)
    }

    fn lost(&mut self, side: Side, position: u64, bytes: u64, why: Loss) {
        // Bytes are here only of what the stream ended with.
        let rest = std::mem::take(&mut self.rest);
        let known =
            if u64::try_from(rest.len()).is_ok_and(|n| n <= bytes) { &rest[..] } else { &[] };
        let at = (known, position);
        let partial = Partial::new(self.protocol, self.context, &self.limits, side, at, why);
        let Some(partial) = partial else { return };
        self.tell(
            &Frame {
                protocol: self.protocol.name(),
                version: None,
                kind: partial.kind(),
                role: partial.role(),
                side,
                position,
                bytes: known,
                correlation: None,
                answers: None,
                note: None,
                content: &partial,
            },
            matches!(why, Loss::Cut(_)),
        );
    }
}
