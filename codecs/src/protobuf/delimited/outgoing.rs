//! Messages to whatever can be written.
use super::{encode, prefix};
use crate::Codec;
use alloc::vec::Vec;
use core::error::Error;
use std::io::{self, Write};

/// Writes messages to a stream, each behind its length and in one call of the writer.
#[derive(Debug)]
pub struct Outgoing<W> {
    inner: W,
    buffer: Vec<u8>,
}

impl<W: Write> Outgoing<W> {
    /// Messages to `inner`. Many small ones want a [`BufWriter`](io::BufWriter).
    pub const fn new(inner: W) -> Self {
        Self { inner, buffer: Vec::new() }
    }

    /// Writes a value.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput), which holds what the codec says, before
    /// anything is written; and what the writer says.
    pub fn encode<'a, T, C>(&mut self, codec: &C, value: &T) -> io::Result<()>
    where
        C: Codec<'a, T>,
        C::Error: Error + Send + Sync + 'static,
    {
        self.buffer.clear();
        encode(codec, value, &mut self.buffer)
            .map_err(|said| io::Error::new(io::ErrorKind::InvalidInput, said))?;
        self.inner.write_all(&self.buffer)
    }

    /// Writes bytes that are a message already.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&mut self, message: &[u8]) -> io::Result<()> {
        self.buffer.clear();
        prefix(message.len(), &mut self.buffer);
        self.buffer.extend_from_slice(message);
        self.inner.write_all(&self.buffer)
    }

    /// Sends on what the writer holds.
    ///
    /// # Errors
    /// What the writer says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }

    /// The writer.
    pub fn into_inner(self) -> W {
        self.inner
    }
}
