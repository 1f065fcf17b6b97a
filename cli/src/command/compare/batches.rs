//! Compressors on the batches of a Kafka log.
use super::{
    candidate::Candidate,
    measure::{Measured, Meter, real},
    report::{Field, Line, Report, Unit, percent, short, size},
    thin::Thin,
};
use crate::command::{Failure, progress::Progress, segment::pieces::walk};
use std::io::{self, Read};
use wireloom::{
    Limits,
    codecs::compress::{Compression, Level, Options},
    render::thousands,
    wire::kafka::{BatchError, Decoder, Encoder, Entry, Target, segment::Found},
};

/// A batch of the sample.
struct Batch {
    /// As it stands in the file.
    now: Vec<u8>,
    /// The same of magic 2 and without compression.
    plain: Vec<u8>,
}

/// The sample, and what was seen on the way.
struct Sample {
    batches: Vec<Batch>,
    whole: bool,
    seen: u64,
    records: u64,
    /// How many batches each compressor made.
    codecs: [u64; Compression::ALL.len()],
    legacy: bool,
    malformed: u64,
    first: Option<String>,
    trailing: u64,
}

/// What of a report is asked for.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) candidates: &'a [Candidate],
    pub(super) limits: Limits,
    /// The most bytes of the sample.
    pub(super) sample: usize,
    pub(super) meter: Meter,
}

impl Asked<'_> {
    /// Reads, measures, and says what came of it and what was malformed.
    pub(super) fn run(
        &self,
        file: &mut dyn Read,
        progress: &mut Progress,
    ) -> Result<(Report, Option<Failure>), Failure> {
        let sample = self.sample(file, progress)?;
        if sample.batches.is_empty() {
            let why = match sample.first {
                Some(first) => format!("{} holds no batch that can be read: {first}", self.name),
                None => format!("{} holds no batch", self.name),
            };
            return Err(Failure::Data(why));
        }
        let mut lines = vec![sample.now(self).map_err(|error| self.failed(&error))?];
        let all = self.candidates.len();
        for (n, candidate) in self.candidates.iter().enumerate() {
            progress.say(|| format!("{candidate}, {n} of {all} compressors done"));
            lines.push(sample.line(self, *candidate).map_err(|error| self.failed(&error))?);
        }
        let malformed = sample.malformed;
        let failure = (malformed > 0).then(|| {
            let first = sample.first.clone().unwrap_or_default();
            let s = if malformed == 1 { " was" } else { "es were" };
            Failure::Data(format!(
                "{malformed} batch{s} malformed and left out; the first: {first}"
            ))
        });
        Ok((sample.report(self, lines), failure))
    }

    fn sample(&self, file: &mut dyn Read, progress: &mut Progress) -> Result<Sample, Failure> {
        let mut thin = Thin::new(self.sample);
        let mut sample = Sample {
            batches: Vec::new(),
            whole: true,
            seen: 0,
            records: 0,
            codecs: [0; Compression::ALL.len()],
            legacy: false,
            malformed: 0,
            first: None,
            trailing: 0,
        };
        let (mut encoder, mut decoder) = (Encoder::new(), Decoder::with(self.limits));
        let unreadable =
            |error: io::Error| Failure::Unreadable(format!("cannot read {}: {error}", self.name));
        let walked = walk(file, self.limits, progress, &unreadable, &mut |found| {
            let (position, entry) = match found {
                Found::Entry { position, entry } => (position, entry),
                Found::Bad { position, error } => {
                    sample.bad(position, &error);
                    return Ok(());
                }
                Found::Need(_) | Found::Lost => return Ok(()),
            };
            sample.saw(&entry);
            if !thin.wants() {
                thin.next(None);
                return Ok(());
            }
            let mut plain = Vec::new();
            let target = Target::new(2, Compression::None);
            match encoder.convert(&entry, &mut decoder, &target, &mut plain) {
                Ok(size) => {
                    let now = entry.bytes().to_vec();
                    thin.next(Some((size, Batch { now, plain })));
                }
                Err(error) => sample.bad(position, &error),
            }
            Ok(())
        })?;
        sample.whole = thin.whole();
        sample.batches = thin.into_items();
        sample.trailing = walked.trailing_bytes;
        Ok(sample)
    }

    fn failed(&self, error: &BatchError) -> Failure {
        Failure::Data(format!("{}: {}", self.name, error.error))
    }
}

impl Sample {
    fn bad(&mut self, position: u64, error: &BatchError) {
        self.malformed = self.malformed.saturating_add(1);
        self.first.get_or_insert_with(|| format!("at {position:#x}, {}", error.error));
    }

    fn saw(&mut self, entry: &Entry<'_>) {
        self.seen = self.seen.saturating_add(1);
        match entry {
            Entry::Batch(batch) => {
                let records = u64::try_from(batch.record_count).unwrap_or(0);
                self.records = self.records.saturating_add(records);
            }
            Entry::Message(_) => self.legacy = true,
        }
        let codec = entry.compression().unwrap_or_default();
        if let Some(count) = self.codecs.get_mut(usize::from(codec.number())) {
            *count = count.saturating_add(1);
        }
    }

    fn plain(&self) -> u64 {
        total(self.batches.iter().map(|batch| batch.plain.len()))
    }

    fn weight(&self, n: usize) -> usize {
        self.batches.get(n).map_or(0, |batch| batch.plain.len())
    }

    /// The compressors that are there, the most used first.
    fn there(&self) -> Vec<(Compression, u64)> {
        let mut there: Vec<_> = Compression::ALL.into_iter().zip(self.codecs).collect();
        there.retain(|(_, count)| *count > 0);
        there.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        there
    }

    /// What is written now, and how fast it is read.
    fn now(&self, asked: &Asked<'_>) -> Result<Line, BatchError> {
        let mut decoder = Decoder::with(asked.limits);
        let read = asked.meter.run(
            self.batches.len(),
            |n| self.weight(n),
            |n| read(&mut decoder, self.batches.get(n).map(|batch| &*batch.now)),
        )?;
        let there: Vec<_> = self.there().into_iter().map(|(codec, _)| codec.name()).collect();
        let bytes = total(self.batches.iter().map(|batch| batch.now.len()));
        let name = format!("now: {}", there.join(", "));
        let mark = "what is there".to_owned();
        Ok(self.row(name, (Field::Null, Field::Null), (bytes, false), None, read, mark))
    }

    fn line(&self, asked: &Asked<'_>, candidate: Candidate) -> Result<Line, BatchError> {
        let Candidate { compression, level } = candidate;
        let compress = match level {
            Some(level) => Options::at(Level::Number(level)),
            None => Options::DEFAULT,
        };
        let target = Target { compress, ..Target::new(2, compression) };
        let mut encoder = Encoder::new();
        // What was checked when the sample was taken is not checked again.
        let mut decoder = Decoder::with(asked.limits).verify(false);
        let mut packed = vec![Vec::new(); self.batches.len()];
        let mut spare = Vec::new();
        let write = asked.meter.run(
            self.batches.len(),
            |n| self.weight(n),
            |n| {
                let Some(entry) = self.batches.get(n).and_then(|batch| cut(&batch.plain)) else {
                    return Ok(0);
                };
                let out = packed.get_mut(n).unwrap_or(&mut spare);
                out.clear();
                encoder.convert(&entry, &mut decoder, &target, out)
            },
        )?;
        let mut decoder = Decoder::with(asked.limits);
        let read = asked.meter.run(
            write.items,
            |n| self.weight(n),
            |n| read(&mut decoder, packed.get(n).map(|bytes| &**bytes)),
        )?;
        let codec = Field::Text(compression.name().into());
        let level = level.map_or(Field::Null, |level| Field::Signed(level.into()));
        let made = (write.made_of(self.plain()), !write.whole);
        let name = candidate.to_string();
        Ok(self.row(name, (codec, level), made, Some(write), read, String::new()))
    }

    fn row(
        &self,
        name: String,
        (codec, level): (Field, Field),
        (bytes, estimated): (u64, bool),
        write: Option<Measured>,
        read: Measured,
        mark: String,
    ) -> Line {
        let now = total(self.batches.iter().map(|batch| batch.now.len()));
        let plain = self.plain();
        let ratio = real(plain) / real(bytes.max(1));
        let saved = if mark.is_empty() { saved(bytes, now) } else { String::new() };
        let speed = |measured: Option<&Measured>| measured.map(Measured::bytes_per_second);
        let (write, read) = (speed(write.as_ref()), speed(Some(&read)));
        let figure =
            |speed: Option<f64>| speed.map_or(Field::Null, |speed| Field::figure(speed / 1e6));
        let fields = vec![
            ("name", Field::Text(name.clone())),
            ("codec", codec),
            ("level", level),
            ("bytes", Field::Count(bytes)),
            ("estimated", Field::Flag(estimated)),
            ("ratio", Field::figure(ratio)),
            ("write_mb_per_s", figure(write)),
            ("read_mb_per_s", figure(read)),
            ("now", Field::Flag(!mark.is_empty())),
        ];
        let shares = [format!("{ratio:.2}"), saved];
        let now = !mark.is_empty();
        // Bytes that are only looked at: no speed of a compressor.
        let idle = ratio < 1.01;
        Line { name, bytes, estimated, shares, write, read, mark, now, idle, fields }
    }

    fn report(&self, asked: &Asked<'_>, mut lines: Vec<Line>) -> Report {
        let plain = self.plain();
        let now = lines.first().map_or(0, |line| line.bytes);
        self.mark(&mut lines, asked.candidates, now);
        let advice = advice(&lines, asked.candidates);
        let count = self.batches.len();
        let batches =
            |n: usize| format!("{} batch{}", thousands(n), if n == 1 { "" } else { "es" });
        let seen = usize::try_from(self.seen).unwrap_or(usize::MAX);
        let sampled = match self.whole {
            true => format!("measured on all {}", batches(count)),
            false => format!("measured on a sample, {} of {}", thousands(count), batches(seen)),
        };
        let mut notes = vec![
            format!("{sampled}: {} as they are, {} without compression", size(now), size(plain)),
            "speeds count batches without compression; writing makes header and CRC, reading \
             checks it"
                .into(),
        ];
        if self.legacy {
            notes.push("message sets of magic 0 and 1 are compared as batches of magic 2".into());
        }
        if let there @ [_, _, ..] = &*self.there() {
            let there = there.iter().map(|(codec, count)| {
                format!("{} in {}", codec.name(), percent(*count, self.seen))
            });
            notes.push(format!("there are {}", there.collect::<Vec<_>>().join(", ")));
        }
        if lines.iter().any(|line| line.estimated) {
            notes.push("~: not all of the sample in the time; the size is estimated".into());
        }
        let summary = vec![
            ("compared", Field::Text("batches".into())),
            ("file", Field::Text(asked.name.into())),
            ("batches", Field::Count(self.seen)),
            ("records", Field::Count(self.records)),
            ("sampled_batches", Field::Count(u64::try_from(count).unwrap_or(u64::MAX))),
            ("sampled_bytes_now", Field::Count(now)),
            ("sampled_bytes_plain", Field::Count(plain)),
            ("malformed", Field::Count(self.malformed)),
            ("trailing_bytes", Field::Count(self.trailing)),
            ("advice", Field::Text(advice.clone())),
        ];
        Report {
            title: format!("Compressors on the batches of {}", asked.name),
            notes,
            titles: ["compressor", "ratio", "saves", "write MB/s", "read MB/s"],
            unit: Unit::Megabytes,
            lines,
            advice,
            summary,
        }
    }

    /// Says which of the candidates the file was probably written by: a batch does not tell its
    /// level.
    fn mark(&self, lines: &mut [Line], candidates: &[Candidate], now: u64) {
        let [(there, _)] = *self.there() else { return };
        let same = lines.iter_mut().skip(1).zip(candidates);
        let same = same.filter(|(_, candidate)| candidate.compression == there);
        let near = same.map(|(line, _)| line).min_by_key(|line| line.bytes.abs_diff(now));
        if let Some(line) = near
            && line.bytes.abs_diff(now) <= now / 50
        {
            line.mark = "≈ what is there".into();
        }
    }
}

/// What to choose, in a line.
fn advice(lines: &[Line], candidates: &[Candidate]) -> String {
    let Some((now, tried)) = lines.split_first() else { return String::new() };
    let packed = || {
        let tried = tried.iter().zip(candidates);
        tried.filter(|(_, of)| of.compression != Compression::None).map(|(line, _)| line)
    };
    let write = |line: &Line| line.write.unwrap_or(0.0);
    let fastest = packed().map(write).fold(0.0, f64::max);
    // Fast enough that nobody notices which it is.
    let usual = packed().filter(|line| write(line) * 4.0 >= fastest).min_by_key(|line| line.bytes);
    let Some(usual) = usual else {
        return "nothing to choose from: no compressor was tried".into();
    };
    let rate = |speed: f64| format!("{} MB/s", short(speed / 1e6));
    let saves = |line: &Line| match now.bytes.checked_sub(line.bytes) {
        Some(less) => format!("saves {}", percent(less, now.bytes)),
        None => format!("takes {} more", percent(line.bytes.abs_diff(now.bytes), now.bytes)),
    };
    // Two of a hundred bytes are not worth a change.
    let mut parts = vec![match percent_of(usual.bytes, now.bytes) {
        ..98.0 => {
            let speed = rate(write(usual));
            format!("{} {} over what is there, written at {speed}", usual.name, saves(usual))
        }
        98.0..=102.0 => {
            format!("what is there is as small as {}, and that is written fast", usual.name)
        }
        _ => format!(
            "nothing that is written fast is as small as what is there ({} {})",
            usual.name,
            saves(usual)
        ),
    }];
    if let Some(least) = packed().min_by_key(|line| line.bytes)
        && least.name != usual.name
        && percent_of(least.bytes, now.bytes) < 98.0
    {
        parts.push(format!("{} {}, at {}", least.name, saves(least), rate(write(least))));
    }
    let read = |line: &&Line| line.read.unwrap_or(0.0);
    if let Some(line) = packed().max_by(|a, b| read(a).total_cmp(&read(b))) {
        parts.push(format!("{} is read fastest, at {}", line.name, rate(read(&line))));
    }
    parts.join("; ")
}

fn percent_of(bytes: u64, whole: u64) -> f64 {
    real(bytes) * 100.0 / real(whole.max(1))
}

/// `38 %`, or `-4.0 %` where it gets larger.
fn saved(bytes: u64, now: u64) -> String {
    let (saved, sign) = match now.checked_sub(bytes) {
        Some(less) => (percent(less, now), ""),
        None => (percent(bytes.saturating_sub(now), now), "-"),
    };
    if saved == "0 %" { saved } else { format!("{sign}{saved}") }
}

fn cut(bytes: &[u8]) -> Option<Entry<'_>> {
    wireloom::wire::kafka::Entries::with(bytes, Limits { frame: usize::MAX, ..Limits::DEFAULT })
        .next()?
        .ok()
}

/// Checks and inflates; the records are not looked at.
fn read(decoder: &mut Decoder, bytes: Option<&[u8]>) -> Result<usize, BatchError> {
    let Some(entry) = bytes.and_then(cut) else { return Ok(0) };
    decoder.records(&entry).map(|_| 0)
}

fn total(lengths: impl Iterator<Item = usize>) -> u64 {
    u64::try_from(lengths.fold(0, usize::saturating_add)).unwrap_or(u64::MAX)
}
