//! The command, as people and programs run it.
