//! The standard output: buffered, and a terminal or not.
use clap::ValueEnum;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use wireloom::render::Screen;

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal
    #[default]
    Auto,
    /// Also into a pipe or a file
    Always,
    /// Not at all
    Never,
}

/// The standard output.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    pub(crate) screen: Screen,
    pub(crate) terminal: bool,
}

impl Output {
    pub(crate) fn new(colour: Colour) -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        let width = terminal.then(width).flatten();
        // https://no-color.org: set and not empty.
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match colour {
            Colour::Auto => terminal && !plain,
            Colour::Always => true,
            Colour::Never => false,
        };
        let out = BufWriter::with_capacity(64 << 10, stdout.lock());
        Self { out, screen: Screen { colour, width }, terminal }
    }
}

fn width() -> Option<usize> {
    let (terminal_size::Width(width), _) = terminal_size::terminal_size()?;
    // A terminal that does not know its width says 0.
    Some(usize::from(width)).filter(|width| *width >= 20)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
