//! How far reading is, for whoever waits at a terminal.
use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// A line on the standard error that is drawn over and over, and gone at the end.
pub(crate) struct Progress {
    /// None: nobody looks.
    size: Option<u64>,
    next: Instant,
    drawn: bool,
}

const FIRST: Duration = Duration::from_millis(500);
const EVERY: Duration = Duration::from_millis(200);

impl Progress {
    /// For a file of `size` bytes, where that is known.
    pub(crate) fn new(size: Option<u64>) -> Self {
        // Where the output scrolls by on the same terminal, it tells enough itself.
        let looked_at = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let next = Instant::now().checked_add(FIRST).unwrap_or_else(Instant::now);
        Self { size: size.filter(|_| looked_at), next, drawn: false }
    }

    /// So many bytes are read.
    pub(crate) fn at(&mut self, position: u64) {
        let Some(size) = self.size.filter(|size| *size > 0) else { return };
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now.checked_add(EVERY).unwrap_or(now);
        self.drawn = true;
        let percent = position.saturating_mul(100).checked_div(size).unwrap_or(100).min(100);
        let megabytes = position >> 20;
        // Nobody is hurt when this fails.
        let _ = write!(io::stderr(), "\r{percent:3} %  {megabytes} of {} MiB ", size >> 20);
        let _ = io::stderr().flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
