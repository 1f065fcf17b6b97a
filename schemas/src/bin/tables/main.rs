//! Prints the tables of Kafka's messages from the definitions that its jars carry.
//!
//! ```text
//! .ci/kafka/definitions.sh FOLDER
//! cargo run -p wireloom-schemas --features tables --bin tables -- FOLDER
//! ```
//! `FOLDER` holds the definitions, in folders of any names: the official JSON, comments included.
//! The tables go where they are committed, in `wire/src/kafka`. With `--check` nothing is written,
//! and what is stale is told; with `--messages FOLDER` the requests, the responses and all else are
//! printed there.
mod api;
mod definition;
mod internal;
mod json;
mod rust;
mod tree;
mod versions;

use std::{env, fs, path::PathBuf, process::ExitCode};

/// A file: its path below the folder that is printed to, and its text.
type File = (PathBuf, String);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tables: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (mut check, mut messages, mut folder) = (false, None, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => check = true,
            "--messages" => messages = Some(arguments.next().ok_or("--messages: which folder?")?),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("which folder holds the definitions?")?;
    let definitions = json::read(&folder)?;
    let (files, into) = match messages {
        Some(into) => (api::files(&definitions)?, PathBuf::from(into)),
        None => {
            let kafka = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../wire/src/kafka"));
            (internal::files(&definitions)?, kafka)
        }
    };
    let mut stale = Vec::new();
    for (path, text) in files {
        let path = into.join(path);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        if !check {
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        stale.push(path.display().to_string());
    }
    match stale.as_slice() {
        [] => eprintln!("{} definitions; every table is as they say", definitions.len()),
        stale if check => return Err(format!("stale: {}; print again", stale.join(", "))),
        stale => eprintln!("{} definitions; printed: {}", definitions.len(), stale.join(", ")),
    }
    Ok(())
}
