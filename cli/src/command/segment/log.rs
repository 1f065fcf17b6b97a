//! What a log holds: each batch is checked, counted and printed.
use super::{Failure, Printer, Segment, Shown, Summary, Wrong, beside, pieces};
use crate::command::progress::{self, Progress};
use std::{
    io::{self, Read},
    path::Path,
};
use wireloom::wire::{
    Limits,
    kafka::{
        Decoder, Entry,
        internal::Topic,
        segment::{Check, Fault, Finding, Found, base_offset},
    },
};

pub(crate) struct Walk<'s> {
    segment: &'s Segment,
    topic: Option<Topic>,
    decoder: Decoder,
    check: Check<'static>,
    written: Option<beside::Written>,
    size: Option<u64>,
    limits: Limits,
    summary: Summary,
}

impl<'s> Walk<'s> {
    pub(crate) fn new(segment: &'s Segment, path: &Path) -> Result<Self, Failure> {
        let limits = segment.limits.limits();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let base = base_offset(name).unwrap_or(0);
        Ok(Self {
            segment,
            topic: segment.decoder.topic(path),
            // CRCs are told apart from what stands in the batch.
            decoder: Decoder::with(limits).verify(false),
            check: if segment.verify { beside::check(path, base)? } else { Check::new(base) },
            written: beside::Written::new(segment, path)?,
            size: progress::size(path),
            limits,
            summary: Summary::default(),
        })
    }

    pub(crate) fn run(
        mut self,
        file: &mut dyn Read,
        printer: &mut dyn Printer,
        unreadable: &dyn Fn(io::Error) -> Failure,
    ) -> Result<Summary, Failure> {
        let mut file = file.take(self.segment.max_bytes.unwrap_or(u64::MAX));
        let limits = self.limits;
        let mut progress = Progress::beside_output(self.size);
        let walked = pieces::walk(&mut file, limits, &mut progress, unreadable, &mut |found| {
            match found {
                Found::Entry { position, entry } => self.batch(position, entry, printer)?,
                Found::Bad { position, error } => {
                    let wrong = Wrong::batch(position, &error);
                    printer.wrong(&wrong)?;
                    self.summary.error(wrong);
                }
                Found::Need(_) | Found::Lost => {}
            }
            Ok(())
        })?;
        drop(progress);
        self.summary.bytes_read = walked.bytes_read;
        self.summary.trailing_bytes = walked.trailing_bytes;
        let mut findings = Vec::new();
        // Of a part of a log, what the indexes name behind it is not there.
        if self.segment.max_bytes.is_none() {
            self.check.finish(walked.position, &mut |finding| {
                if findings.len() < Summary::KEPT {
                    findings.push(finding);
                }
            });
        }
        self.tell(&findings, printer)?;
        if let Some(written) = self.written.take() {
            written.finish()?;
        }
        Ok(self.summary)
    }

    fn batch(
        &mut self,
        position: u64,
        entry: Entry<'_>,
        printer: &mut dyn Printer,
    ) -> Result<(), Failure> {
        let checked = if self.segment.no_crc { None } else { Some(entry.verify()) };
        let crc = match checked {
            None => "skipped",
            Some(Ok(())) => "ok",
            Some(Err(error)) => {
                self.summary.error(Wrong::batch(position, &entry.failed(error)));
                "bad"
            }
        };
        self.summary.batches = self.summary.batches.saturating_add(1);
        let control = matches!(&entry, Entry::Batch(batch) if batch.is_control());
        let mut first = None;
        let mut findings = Vec::new();
        let report = &mut |finding| findings.push(finding);
        if control {
            let records = self.decoder.records(&entry).ok();
            let record = records.and_then(|mut records| records.next()?.ok());
            self.check.entry(position, &entry, record.as_ref(), report);
            let key = record.and_then(|record| record.control_key().ok());
            first = key.map(|key| match key.r#type.name() {
                Some(name) => name.to_owned(),
                None => key.r#type.0.to_string(),
            });
        } else {
            self.check.entry(position, &entry, None, report);
        }
        self.count(&entry);
        if let Some(written) = &mut self.written {
            written.batch(position, &entry)?;
        }
        let shown = Shown { position, entry, crc, control: first, topic: self.topic };
        if let Some(wrong) = printer.batch(&shown, &mut self.decoder)? {
            self.summary.error(wrong);
        }
        self.tell(&findings, printer)
    }

    /// A batch of magic 2 says how many records it holds; a message set has to be looked into.
    fn count(&mut self, entry: &Entry<'_>) {
        let records = match entry {
            Entry::Batch(batch) => u64::try_from(batch.record_count).unwrap_or(0),
            Entry::Message(_) => {
                let records = self.decoder.records(entry).ok();
                length(records.map_or(0, |records| records.take_while(Result::is_ok).count()))
            }
        };
        self.summary.records = self.summary.records.saturating_add(records);
    }

    fn tell(&mut self, findings: &[Finding], printer: &mut dyn Printer) -> Result<(), Failure> {
        for finding in findings {
            let wrong = Wrong::finding(finding);
            match finding.fault {
                // Compaction leaves gaps: they are counted.
                Fault::Gap => {
                    let missing = finding.found.saturating_sub(finding.expected);
                    let missing = u64::try_from(missing).unwrap_or(0);
                    self.summary.gaps = self.summary.gaps.saturating_add(missing);
                }
                _ => {
                    printer.wrong(&wrong)?;
                    self.summary.error(wrong);
                }
            }
        }
        Ok(())
    }
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
