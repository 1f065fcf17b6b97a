//! A log read in pieces, so that a file of any size takes the same memory.
use crate::command::{Failure, progress::Progress};
use std::io::{self, Read};
use wireloom::wire::{
    Limits,
    kafka::segment::{Found, Log},
};

/// So much is read at once, unless a batch is larger.
const PIECE: usize = 1 << 20;

/// How a walk ended.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) bytes_read: u64,
    /// What at the end is no batch.
    pub(crate) trailing_bytes: u64,
    /// Where the last batch ended.
    pub(crate) position: u64,
}

/// Walks over a log and tells every batch, whole or bad.
pub(crate) fn walk(
    file: &mut dyn Read,
    limits: Limits,
    progress: &mut Progress,
    unreadable: &dyn Fn(io::Error) -> Failure,
    tell: &mut dyn FnMut(Found<'_>) -> Result<(), Failure>,
) -> Result<Walked, Failure> {
    let mut log = Log::new(limits);
    let mut walked = Walked::default();
    let mut buffer = Vec::with_capacity(PIECE);
    loop {
        let wanted = match log.next(&buffer) {
            // What is passed over is not held.
            Found::Need(n) if log.skipping() == 0 => n.get(),
            Found::Need(_) | Found::Lost => 0,
            found => {
                tell(found)?;
                continue;
            }
        };
        progress.at(log.position());
        let lost = matches!(log.next(&buffer), Found::Lost);
        buffer.drain(..log.take_used());
        if lost {
            walked.trailing_bytes = walked.trailing_bytes.saturating_add(length(buffer.len()));
            buffer.clear();
        }
        let most = length(wanted.max(PIECE));
        let read = (&mut *file).take(most).read_to_end(&mut buffer).map_err(unreadable)?;
        walked.bytes_read = walked.bytes_read.saturating_add(length(read));
        if read == 0 {
            break;
        }
    }
    walked.trailing_bytes = walked.trailing_bytes.saturating_add(length(buffer.len()));
    walked.position = log.position();
    Ok(walked)
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
