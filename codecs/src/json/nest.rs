//! A formatter that counts how deep arrays and objects nest, and stops where nobody would read on.
use super::Json;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// The words of the fault, by which the codec knows it again.
pub(super) const TOO_DEEP: &str = "nested deeper than JSON is read";

/// Formats as another.
pub(super) struct Nest<F> {
    inner: F,
    /// How many levels may follow.
    depth: u8,
}

impl<F> Nest<F> {
    #[inline(always)]
    pub(super) const fn new(inner: F) -> Self {
        Self { inner, depth: Json::DEPTH }
    }

    #[inline(always)]
    fn enter(&mut self) -> io::Result<()> {
        self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
        Ok(())
    }

    /// One level up, of as many as were entered.
    #[inline(always)]
    const fn leave(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }
}

#[cold]
fn too_deep() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, TOO_DEEP)
}

/// Passed on as they are. What is not here no formatter changes.
macro_rules! same {
    ($($name:ident($($arg:ident: $of:ty),*);)*) => { $(
        #[inline(always)]
        fn $name<W: Write + ?Sized>(&mut self, w: &mut W, $($arg: $of),*) -> io::Result<()> {
            self.inner.$name(w, $($arg),*)
        }
    )* };
}

impl<F: Formatter> Formatter for Nest<F> {
    #[inline(always)]
    fn begin_array<W: Write + ?Sized>(&mut self, w: &mut W) -> io::Result<()> {
        self.enter()?;
        self.inner.begin_array(w)
    }

    #[inline(always)]
    fn end_array<W: Write + ?Sized>(&mut self, w: &mut W) -> io::Result<()> {
        self.leave();
        self.inner.end_array(w)
    }

    #[inline(always)]
    fn begin_object<W: Write + ?Sized>(&mut self, w: &mut W) -> io::Result<()> {
        self.enter()?;
        self.inner.begin_object(w)
    }

    #[inline(always)]
    fn end_object<W: Write + ?Sized>(&mut self, w: &mut W) -> io::Result<()> {
        self.leave();
        self.inner.end_object(w)
    }

    same! {
        begin_array_value(first: bool);
        end_array_value();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}
