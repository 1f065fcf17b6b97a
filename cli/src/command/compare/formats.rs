//! JSON, XML, Protobuf and compact on messages.
use super::{
    infer,
    measure::{Measured, Meter, real},
    report::{Field, Line, Report, Unit, percent, short, size},
    thin::Thin,
};
use crate::command::{
    Failure,
    convert::{
        self,
        incoming::{Failed, Incoming, Next},
    },
    forms::{Form, Forms},
    messages::{Source, Values},
    progress::Progress,
};
use std::io::Read;
use wireloom::{
    Limits,
    codecs::{
        compress::{Compression, Deflater, Options},
        protobuf::dynamic::{Dynamic, Error},
    },
    render::thousands,
};

/// Messages as they stand in the file.
pub(super) struct Sample {
    pub(super) messages: Vec<Vec<u8>>,
    whole: bool,
    count: u64,
}

/// What is read, and how.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) from: Form,
    pub(super) limits: Limits,
    pub(super) sample: usize,
    pub(super) meter: Meter,
}

/// A row of messages on its way to a sample.
struct Row {
    thin: Thin<Vec<u8>>,
    count: u64,
}

impl Row {
    const fn new(sample: usize) -> Self {
        Self { thin: Thin::new(sample), count: 0 }
    }

    fn next(&mut self, bytes: &[u8]) {
        self.count = self.count.saturating_add(1);
        let wanted = self.thin.wants();
        self.thin.next(wanted.then(|| (bytes.len(), bytes.to_vec())));
    }

    fn sample(self, name: &str) -> Result<Sample, Failure> {
        let whole = self.thin.whole();
        let messages = self.thin.into_items();
        match messages.is_empty() {
            true => Err(Failure::Data(format!("{name} holds no message"))),
            false => Ok(Sample { messages, whole, count: self.count }),
        }
    }
}

impl Asked<'_> {
    /// Reads JSON, and what it was seen to be.
    pub(super) fn learn(
        &self,
        file: Box<dyn Read>,
        progress: &mut Progress,
    ) -> Result<(infer::Record, Sample), Failure> {
        let mut source = Source::new(file, self.limits.frame);
        let mut values = Values::default();
        let (mut row, mut record) = (Row::new(self.sample), infer::Record::default());
        loop {
            let next = values.next(&mut source).map_err(|broken| broken.tell(self.name))?;
            let Some((at, bytes)) = next else { break };
            let n = row.count;
            record.learn(bytes, &self.limits).map_err(|why| {
                Failure::Data(format!("{}, message {n} at byte {at}: {why}", self.name))
            })?;
            row.next(bytes);
            progress.at(source.offset());
        }
        row.sample(self.name).map(|sample| (record, sample))
    }

    /// Reads messages of a type that is known.
    pub(super) fn read(
        &self,
        file: Box<dyn Read>,
        delimited: bool,
        forms: &Forms<'_>,
        progress: &mut Progress,
    ) -> Result<Sample, Failure> {
        let mut incoming = Incoming::new(file, self.from, delimited, forms).raw(true);
        let mut row = Row::new(self.sample);
        loop {
            let n = row.count;
            let next = incoming.next(forms).map_err(|error| match error {
                Failed::Broken(broken) => broken.tell(self.name),
                Failed::Message(at, error) => convert::failure(self.name, n, error.after(at)),
            })?;
            match next {
                Some(Next::Bytes(_, bytes)) => row.next(bytes),
                Some(Next::Message(..)) => {}
                None => break,
            }
            progress.at(incoming.offset());
        }
        row.sample(self.name)
    }

    /// Measures every form.
    pub(super) fn report(
        &self,
        sample: &Sample,
        forms: &mut Forms<'_>,
        inferred: bool,
        progress: &mut Progress,
    ) -> Result<Report, Failure> {
        let bytes = total(sample.messages.iter().map(Vec::len));
        let mut messages = Vec::with_capacity(sample.messages.len());
        let mut unknown = 0usize;
        for (n, message) in (0u64..).zip(&sample.messages) {
            let decoded = forms.decode(self.from, message).map_err(|error| {
                let of = if sample.whole { "message" } else { "sampled message" };
                Failure::Data(format!("{}, {of} {n}: {error}", self.name))
            })?;
            unknown = unknown.saturating_add(decoded.left_out().unknown);
            messages.push(decoded);
        }
        let work = Work { asked: self, sample, messages, bytes };
        let mut lines = vec![work.now(forms).map_err(|error| self.failed(&error))?];
        for (n, form) in Form::ALL.into_iter().enumerate() {
            progress.say(|| format!("{}, {n} of 4 forms done", form.name()));
            lines.push(work.line(forms, form));
        }
        let advice = advice(&lines);
        let count = sample.messages.len();
        let seen = usize::try_from(sample.count).unwrap_or(usize::MAX);
        let s = if seen == 1 { "" } else { "s" };
        let sampled = match sample.whole {
            true => format!("measured on all {} message{s}", thousands(count)),
            false => {
                format!(
                    "measured on a sample, {} of {} messages",
                    thousands(count),
                    thousands(seen)
                )
            }
        };
        let mut notes = vec![
            format!("{sampled}: {} as they are in {}", size(bytes), self.from.name()),
            match inferred {
                true => {
                    "the schema was inferred from the data (--print-schema shows it); speeds are \
                         those of types known at run time: generated ones are faster"
                        .into()
                }
                false => format!(
                    "messages of type {}; speeds are those of types known at run time: generated \
                     ones are faster",
                    forms.message.full_name()
                ),
            },
            "sizes are of the messages alone, without what separates them".into(),
        ];
        if self.from == Form::Json {
            notes.push(
                "the second row is Protobuf's own JSON: integers of 64 bits are text, zeros without \
                 presence are left out"
                    .into(),
            );
        }
        if unknown > 0 {
            notes.push(format!(
                "{unknown} bytes are of fields that the schema has not: Protobuf alone keeps them"
            ));
        }
        if lines.iter().any(|line| line.estimated) {
            notes.push("~: not all of the sample in the time; the size is estimated".into());
        }
        let summary = vec![
            ("compared", Field::Text("messages".into())),
            ("file", Field::Text(self.name.into())),
            ("type", Field::Text(forms.message.full_name().into())),
            ("inferred", Field::Flag(inferred)),
            ("messages", Field::Count(sample.count)),
            ("sampled_messages", Field::Count(u64::try_from(count).unwrap_or(u64::MAX))),
            ("sampled_bytes", Field::Count(bytes)),
            ("advice", Field::Text(advice.clone())),
        ];
        Ok(Report {
            title: format!("Formats on the messages of {}", self.name),
            notes,
            titles: ["format", "of now", "zstd 3", "write /s", "read /s"],
            unit: Unit::Messages,
            lines,
            advice,
            summary,
        })
    }

    fn failed(&self, error: &Error) -> Failure {
        Failure::Data(format!("{}: {error}", self.name))
    }
}

/// The messages to measure on.
struct Work<'w, 'a, 'p> {
    asked: &'w Asked<'a>,
    sample: &'w Sample,
    messages: Vec<Dynamic<'p>>,
    /// As they are.
    bytes: u64,
}

impl<'p> Work<'_, '_, 'p> {
    fn weight(&self, n: usize) -> usize {
        self.sample.messages.get(n).map_or(0, Vec::len)
    }

    fn read(
        &self,
        forms: &Forms<'p>,
        form: Form,
        of: &[Vec<u8>],
        count: usize,
    ) -> Result<Measured, Error> {
        self.asked.meter.run(
            count,
            |n| self.weight(n),
            |n| match of.get(n) {
                Some(bytes) => forms.decode(form, bytes).map(|_| 0),
                None => Ok(0),
            },
        )
    }

    /// The messages as they are.
    fn now(&self, forms: &Forms<'p>) -> Result<Line, Error> {
        let from = self.asked.from;
        let all = &self.sample.messages;
        let read = self.read(forms, from, all, all.len())?;
        let name = format!("now: {}", from.name());
        let packed = packed(all);
        Ok(self.row(name, from, (self.bytes, false), packed, (None, Some(read)), "what is there"))
    }

    fn line(&self, forms: &mut Forms<'p>, form: Form) -> Line {
        let mut written = vec![Vec::new(); self.messages.len()];
        let mut spare = Vec::new();
        let write: Result<Measured, Error> = self.asked.meter.run(
            self.messages.len(),
            |n| self.weight(n),
            |n| {
                let Some(message) = self.messages.get(n) else { return Ok(0) };
                let out = written.get_mut(n).unwrap_or(&mut spare);
                out.clear();
                forms.encode(form, message, out)?;
                Ok(out.len())
            },
        );
        let both = write.and_then(|write| {
            let read = self.read(forms, form, &written, write.items)?;
            Ok((write, read))
        });
        let name = form.name().to_owned();
        match both {
            Ok((write, read)) => {
                written.truncate(write.items);
                let made = (write.made_of(self.bytes), !write.whole);
                let packed = packed(&written).filter(|_| write.whole);
                self.row(name, form, made, packed, (Some(write), Some(read)), "")
            }
            Err(error) => {
                let mut row = self.row(name, form, (0, false), None, (None, None), "");
                row.mark = format!("cannot carry this: {error}");
                row.shares = Default::default();
                row
            }
        }
    }

    fn row(
        &self,
        name: String,
        form: Form,
        (bytes, estimated): (u64, bool),
        packed: Option<u64>,
        (write, read): (Option<Measured>, Option<Measured>),
        mark: &str,
    ) -> Line {
        let rate = |measured: Option<Measured>| measured.map(|m| m.items_per_second());
        let (write, read) = (rate(write), rate(read));
        let figure = |speed: Option<f64>| speed.map_or(Field::Null, Field::figure);
        let failed = bytes == 0 && read.is_none();
        let count = |n: Option<u64>| n.map_or(Field::Null, Field::Count);
        let share = real(bytes) / real(self.bytes.max(1));
        let fields = vec![
            ("name", Field::Text(name.clone())),
            ("format", Field::Text(form.name().to_ascii_lowercase())),
            ("bytes", count(Some(bytes).filter(|_| !failed))),
            ("estimated", Field::Flag(estimated)),
            ("share", if failed { Field::Null } else { Field::figure(share) }),
            ("zstd_bytes", count(packed)),
            ("write_per_s", figure(write)),
            ("read_per_s", figure(read)),
            ("now", Field::Flag(!mark.is_empty())),
        ];
        let shares = [percent(bytes, self.bytes), packed.map_or_else(|| "–".into(), size)];
        let now = !mark.is_empty();
        let mark = mark.into();
        Line { name, bytes, estimated, shares, write, read, mark, now, idle: false, fields }
    }
}

/// What all of them take by zstd at level 3, one behind the other.
fn packed(messages: &[Vec<u8>]) -> Option<u64> {
    let mut out = Vec::new();
    let size =
        Deflater::new().deflate(Compression::Zstd, &Options::DEFAULT, &messages.concat(), &mut out);
    size.ok().and_then(|size| u64::try_from(size).ok())
}

/// One of the speeds of a row.
type Speed = fn(&Line) -> Option<f64>;

/// What to choose, in a line.
fn advice(lines: &[Line]) -> String {
    let Some((now, tried)) = lines.split_first() else { return String::new() };
    let carried = || tried.iter().filter(|line| line.read.is_some());
    let Some(least) = carried().min_by_key(|line| line.bytes) else {
        return "no other form carries these messages".into();
    };
    let change = match now.bytes.checked_sub(least.bytes) {
        Some(saved) => format!("{} saves {}", least.name, percent(saved, now.bytes)),
        None => {
            let more = least.bytes.saturating_sub(now.bytes);
            format!(
                "the smallest of these is {}, and takes {} more",
                least.name,
                percent(more, now.bytes)
            )
        }
    };
    let mut parts = vec![format!("{change} over what is there")];
    let speeds: [(&str, Speed); 2] = [("written", |line| line.write), ("read", |line| line.read)];
    for (what, speed) in speeds {
        let of = |line: &&Line| speed(line).unwrap_or(0.0);
        if let Some(line) = carried().max_by(|a, b| of(a).total_cmp(&of(b))) {
            parts.push(format!("{} is {what} fastest, {} messages/s", line.name, short(of(&line))));
        }
    }
    parts.join("; ")
}

fn total(lengths: impl Iterator<Item = usize>) -> u64 {
    u64::try_from(lengths.fold(0, usize::saturating_add)).unwrap_or(u64::MAX)
}
