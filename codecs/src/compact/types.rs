//! The types of the standard library.
mod address;
mod choice;
mod int;
pub(crate) mod lazy;
mod map;
pub(crate) mod narrow;
pub(crate) mod packed;
mod pointer;
mod seq;
#[cfg(feature = "std")]
mod system;
mod text;
mod time;
mod tuple;
mod wrap;
