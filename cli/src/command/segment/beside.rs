//! The files beside a log: read to compare, written on demand.
use super::{Failure, Segment};
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};
use wireloom::wire::{
    Wire,
    kafka::{
        Entry,
        segment::{Check, EpochEntry, Epochs, Fixed, IndexWriter, base_offset},
    },
};

/// A log's comparison with what lies beside it.
pub(crate) fn check(path: &Path, base: i64) -> Result<Check<'static>, Failure> {
    let mut check = Check::new(base);
    if let Some(entries) = entries(path, "index")? {
        check = check.index(entries);
    }
    if let Some(entries) = entries(path, "timeindex")? {
        check = check.times(entries);
    }
    if let Some(entries) = entries(path, "txnindex")? {
        check = check.transactions(entries);
    }
    // A metadata snapshot is written in epochs of its own.
    let snapshot = path.extension().is_some_and(|suffix| suffix == "checkpoint");
    let epochs = path.with_file_name("leader-epoch-checkpoint");
    if let Some(text) = existing(fs::read(&epochs), &epochs)?.filter(|_| !snapshot) {
        let read = Epochs::new(&text).and_then(Iterator::collect::<Result<Vec<EpochEntry>, _>>);
        let fault = |error| Failure::Data(format!("{}: {error}", epochs.display()));
        check = check.epochs(read.map_err(fault)?.into_iter());
    }
    Ok(check)
}

/// What is not there is not compared.
fn existing<T>(opened: io::Result<T>, path: &Path) -> Result<Option<T>, Failure> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Unreadable(format!("cannot read {}: {error}", path.display()))),
    }
}

/// The entries of an index, read as they are asked for.
fn entries<T>(log: &Path, suffix: &str) -> Result<Option<impl Iterator<Item = T> + use<T>>, Failure>
where
    T: for<'a> Wire<'a, T> + 'static,
{
    let path = log.with_extension(suffix);
    let Some(file) = existing(File::open(&path), &path)? else { return Ok(None) };
    let mut file = BufReader::new(file);
    let mut fixed = Fixed::<T>::new();
    let mut entry = vec![0; Fixed::<T>::SIZE];
    Ok(Some(std::iter::from_fn(move || {
        // Room lies behind the last entry.
        file.read_exact(&mut entry).ok()?;
        fixed.next(&entry).ok()?
    })))
}

/// The indexes that a broker would have made, while they are written.
pub(crate) struct Written {
    writer: IndexWriter,
    offsets: BufWriter<File>,
    times: BufWriter<File>,
    entry: Vec<u8>,
}

impl Written {
    pub(crate) fn new(segment: &Segment, path: &Path) -> Result<Option<Self>, Failure> {
        let Some(folder) = &segment.write_index else { return Ok(None) };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(base) = base_offset(name) else {
            return Err(Failure::Usage(format!(
                "--write-index: {name:?} does not tell the offset at which it begins"
            )));
        };
        let create = |suffix| {
            let to = folder.join(name).with_extension(suffix);
            // What a broker relies on is not overwritten.
            File::create_new(&to).map(BufWriter::new).map_err(|error| {
                Failure::Unreadable(format!("cannot write {}: {error}", to.display()))
            })
        };
        Ok(Some(Self {
            writer: IndexWriter::new(base, IndexWriter::INTERVAL),
            offsets: create("index")?,
            times: create("timeindex")?,
            entry: Vec::new(),
        }))
    }

    pub(crate) fn batch(&mut self, position: u64, entry: &Entry<'_>) -> Result<(), Failure> {
        let made = self.writer.entry(position, entry);
        self.entry.clear();
        if let Some(offset) = made.offset {
            offset.append(&mut self.entry).map_err(impossible)?;
            self.offsets.write_all(&self.entry)?;
        }
        self.entry.clear();
        if let Some(time) = made.time {
            time.append(&mut self.entry).map_err(impossible)?;
            self.times.write_all(&self.entry)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.entry.clear();
        if let Some(time) = self.writer.finish() {
            time.append(&mut self.entry).map_err(impossible)?;
            self.times.write_all(&self.entry)?;
        }
        self.offsets.flush()?;
        Ok(self.times.flush()?)
    }
}

fn impossible(error: wireloom::Error) -> Failure {
    Failure::Data(format!("an index entry has no form: {error}"))
}
