//! Messages one after the other, in any form.
use crate::command::{forms::Form, messages};
use std::io::{self, Write};
use wireloom::codecs::protobuf::delimited;

/// What is written.
pub(crate) struct Outgoing {
    to: Form,
    delimited: bool,
    hex: bool,
    count: u64,
    /// The first message, until it is known whether there is a second.
    first: Option<Vec<u8>>,
}

/// Why a message is not written.
pub(crate) enum Failed {
    Output(io::Error),
    /// It is the second, and nothing would tell where the first ends.
    Second,
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Outgoing {
    pub(crate) const fn new(to: Form, delimited: bool, hex: bool) -> Self {
        Self { to, delimited, hex, count: 0, first: None }
    }

    /// The next message.
    pub(crate) fn put(&mut self, bytes: &[u8], out: &mut dyn Write) -> Result<(), Failed> {
        let waits = match self.to {
            Form::Json | Form::Compact => false,
            Form::Xml => true,
            Form::Protobuf => !self.delimited && !self.hex,
        };
        self.count = self.count.saturating_add(1);
        if waits && self.count == 1 {
            self.first = Some(bytes.to_vec());
            return Ok(());
        }
        if waits && self.to == Form::Protobuf {
            // Half of the data would pass for all of it.
            self.first = None;
            return Err(Failed::Second);
        }
        if let Some(first) = self.first.take() {
            writeln!(out, "<{}>", messages::ROOT)?;
            out.write_all(&first)?;
            writeln!(out)?;
        }
        Ok(self.write(bytes, out)?)
    }

    fn write(&self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let binary = !self.to.is_text();
        if binary && self.hex {
            bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))?;
            return writeln!(out);
        }
        if self.to == Form::Protobuf && self.delimited {
            let mut framed = Vec::with_capacity(bytes.len().saturating_add(5));
            delimited::write(bytes, &mut framed);
            return out.write_all(&framed);
        }
        out.write_all(bytes)?;
        if binary { Ok(()) } else { writeln!(out) }
    }

    /// There are no more.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match (self.first.take(), self.to) {
            (Some(first), _) => self.write(&first, out),
            (None, Form::Xml) if self.count > 0 => writeln!(out, "</{}>", messages::ROOT),
            _ => Ok(()),
        }
    }
}
