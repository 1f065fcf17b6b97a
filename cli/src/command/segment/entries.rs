//! Files that hold entries instead of batches.
use super::{Failure, Printer, Summary, Wrong};
use std::io::{self, Read};
use wireloom::wire::{
    Wire,
    kafka::segment::{
        Epochs, Fixed, Kind, OffsetEntry, SnapshotFront, TimeEntry, TxnEntry, base_offset,
    },
};

type Fields = Vec<(&'static str, i64)>;

pub(crate) fn run(
    kind: Kind,
    name: &str,
    file: &mut dyn Read,
    printer: &mut dyn Printer,
    unreadable: &dyn Fn(io::Error) -> Failure,
) -> Result<Summary, Failure> {
    let base = base_offset(name).unwrap_or(0);
    let offset = |relative: i32| base.saturating_add(relative.into());
    match kind {
        Kind::OffsetIndex => fixed(file, printer, unreadable, |e: OffsetEntry| {
            let fields = vec![
                ("offset", offset(e.relative_offset)),
                ("relative_offset", e.relative_offset.into()),
                ("position", e.position.into()),
            ];
            (fields, e.relative_offset.into())
        }),
        Kind::TimeIndex => fixed(file, printer, unreadable, |e: TimeEntry| {
            let fields = vec![
                ("timestamp", e.timestamp),
                ("offset", offset(e.relative_offset)),
                ("relative_offset", e.relative_offset.into()),
            ];
            (fields, e.timestamp)
        }),
        Kind::TxnIndex => fixed(file, printer, unreadable, |e: TxnEntry| {
            let fields = vec![
                ("version", e.version.into()),
                ("producer_id", e.producer_id),
                ("first_offset", e.first_offset),
                ("last_offset", e.last_offset),
                ("last_stable_offset", e.last_stable_offset),
            ];
            (fields, e.last_offset)
        }),
        kind => whole(kind, file, printer, unreadable),
    }
}

/// A file of entries of one size, of which `show` gives the fields and what ascends.
fn fixed<T: for<'a> Wire<'a, T>>(
    file: &mut dyn Read,
    printer: &mut dyn Printer,
    unreadable: &dyn Fn(io::Error) -> Failure,
    show: impl Fn(T) -> (Fields, i64),
) -> Result<Summary, Failure> {
    let mut summary = Summary::default();
    let (mut entries, mut before) = (Fixed::<T>::new(), None);
    let mut file = io::BufReader::with_capacity(64 << 10, file);
    let mut bytes = Vec::with_capacity(Fixed::<T>::SIZE);
    loop {
        bytes.clear();
        let size = length(Fixed::<T>::SIZE);
        let read = (&mut file).take(size).read_to_end(&mut bytes).map_err(unreadable)?;
        let position = summary.bytes_read;
        summary.bytes_read = position.saturating_add(length(read));
        if read < Fixed::<T>::SIZE {
            summary.trailing_bytes = length(read);
            break;
        }
        let Ok(Some(entry)) = entries.next(&bytes) else { continue };
        let (fields, key) = show(entry);
        printer.entry(&fields)?;
        if before.is_some_and(|before| before > key) {
            let message = format!("{key} behind {}", before.unwrap_or(0));
            let wrong = plain(position, "unordered", message);
            printer.wrong(&wrong)?;
            summary.error(wrong);
        }
        before = Some(key);
    }
    summary.entries = Some(entries.count());
    Ok(summary)
}

/// A file that is checked whole; none of them is large.
fn whole(
    kind: Kind,
    file: &mut dyn Read,
    printer: &mut dyn Printer,
    unreadable: &dyn Fn(io::Error) -> Failure,
) -> Result<Summary, Failure> {
    let mut bytes = Vec::new();
    let most = length(wireloom::Limits::DEFAULT.buffered);
    file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    let (mut summary, mut count) = (Summary::default(), 0u64);
    summary.bytes_read = length(bytes.len());
    let mut fault = None;
    if kind == Kind::ProducerSnapshot {
        match SnapshotFront::open(&bytes) {
            Ok((_, producers)) => {
                for p in producers {
                    printer.entry(&[
                        ("producer_id", p.producer_id),
                        ("epoch", p.epoch.into()),
                        ("last_sequence", p.last_sequence.into()),
                        ("last_offset", p.last_offset),
                        ("offset_delta", p.offset_delta.into()),
                        ("timestamp", p.timestamp),
                        ("coordinator_epoch", p.coordinator_epoch.into()),
                        ("current_txn_first_offset", p.current_txn_first_offset),
                    ])?;
                    count = count.saturating_add(1);
                }
            }
            Err(error) => fault = Some(error),
        }
    } else {
        match Epochs::new(&bytes) {
            Ok(epochs) => {
                for epoch in epochs {
                    match epoch {
                        Ok(e) => {
                            let fields =
                                [("epoch", e.epoch.into()), ("start_offset", e.start_offset)];
                            printer.entry(&fields)?;
                            count = count.saturating_add(1);
                        }
                        Err(error) => fault = Some(error),
                    }
                }
            }
            Err(error) => fault = Some(error),
        }
    }
    if let Some(error) = fault {
        let wrong = plain(error.offset, error.kind.name(), error.to_string());
        printer.wrong(&wrong)?;
        summary.error(wrong);
    }
    summary.entries = Some(count);
    Ok(summary)
}

const fn plain(position: u64, kind: &'static str, message: String) -> Wrong {
    Wrong { position, base_offset: None, next_offset: None, kind, message }
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
