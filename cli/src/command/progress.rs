//! How far the work is, for whoever waits at a terminal.
use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
    time::{Duration, Instant},
};

/// A line on the standard error that is drawn over and over, and gone at the end.
pub(crate) struct Progress {
    looked_at: bool,
    /// How many bytes there are to read, where that is known.
    size: Option<u64>,
    next: Instant,
    drawn: bool,
}

const FIRST: Duration = Duration::from_millis(500);
const EVERY: Duration = Duration::from_millis(200);

impl Progress {
    /// Beside an output that is written all the while: where that scrolls by on the same terminal,
    /// it tells enough itself.
    pub(crate) fn beside_output(size: Option<u64>) -> Self {
        Self::new(!io::stdout().is_terminal(), size)
    }

    /// Before an output that comes at the end.
    pub(crate) fn before_output(size: Option<u64>) -> Self {
        Self::new(true, size)
    }

    fn new(wanted: bool, size: Option<u64>) -> Self {
        let looked_at = wanted && io::stderr().is_terminal();
        let next = Instant::now().checked_add(FIRST).unwrap_or_else(Instant::now);
        Self { looked_at, size: size.filter(|size| *size > 0), next, drawn: false }
    }

    /// So many bytes are read.
    pub(crate) fn at(&mut self, position: u64) {
        let size = self.size;
        self.say(|| match size {
            Some(size) => {
                let percent = position.saturating_mul(100).checked_div(size).unwrap_or(100);
                let percent = percent.min(100);
                format!("{percent:3} %  {} of {} MiB", position >> 20, size >> 20)
            }
            None => format!("{} MiB", position >> 20),
        });
    }

    /// What is being done, in a few words.
    pub(crate) fn say(&mut self, text: impl FnOnce() -> String) {
        if !self.looked_at {
            return;
        }
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now.checked_add(EVERY).unwrap_or(now);
        self.drawn = true;
        // Nobody is hurt when this fails.
        let _ = write!(io::stderr(), "\r\x1b[K{} ", text());
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

/// How large a file is; of a pipe nobody knows.
pub(crate) fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| about.len())
}
