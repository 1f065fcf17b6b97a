//! Records of Kafka's internal topics, by their tables.
use std::{
    fmt::Write as _,
    fs,
    ops::{ControlFlow, Range},
    path::Path,
};
use wireloom::{
    row::clean,
    wire::{
        Error, Observer, Shape, Value,
        kafka::{Entry, RecordRef, internal::Topic},
        observers,
    },
};

/// Whose tables decode the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Tables {
    /// those of the topic that the folder's name tells, as in `__consumer_offsets-12`
    #[default]
    Auto,
    /// of `__consumer_offsets`
    Offsets,
    /// of `__transaction_state`
    Transactions,
    /// of `__share_group_state`
    Shares,
    /// of `__cluster_metadata`, and of its snapshots
    Metadata,
    /// none: keys and values stay bytes
    None,
}

impl Tables {
    /// The topic whose records a file holds.
    pub(crate) fn topic(self, file: &Path) -> Option<Topic> {
        match self {
            Self::Auto => told(file),
            Self::Offsets => Some(Topic::ConsumerOffsets),
            Self::Transactions => Some(Topic::TransactionState),
            Self::Shares => Some(Topic::ShareGroupState),
            Self::Metadata => Some(Topic::ClusterMetadata),
            Self::None => None,
        }
    }
}

/// The topic by the file's own name, or by its folder's.
fn told(file: &Path) -> Option<Topic> {
    // It lies in no topic's folder.
    if file.file_name().is_some_and(|name| name == "bootstrap.checkpoint") {
        return Some(Topic::ClusterMetadata);
    }
    let file = fs::canonicalize(file).ok()?;
    Topic::of_folder(file.parent()?.file_name()?.to_str()?)
}

/// A record of an internal topic, of which it is known what its tables make of it.
pub(crate) struct Internal<'r, 'a> {
    topic: Topic,
    record: &'r RecordRef<'a>,
    /// Why they do not fit, and where.
    pub(crate) fault: Option<(Error, String)>,
    key: bool,
    value: bool,
}

impl<'r, 'a> Internal<'r, 'a> {
    /// None for what is not decoded: another topic's records, and the log's own.
    pub(crate) fn of(
        topic: Option<Topic>,
        entry: &Entry<'_>,
        record: &'r RecordRef<'a>,
    ) -> Option<Self> {
        let topic = topic?;
        if matches!(entry, Entry::Batch(batch) if batch.is_control()) {
            return None;
        }
        Some(Self::new(topic, record))
    }

    fn new(topic: Topic, record: &'r RecordRef<'a>) -> Self {
        let keyed = topic != Topic::ClusterMetadata;
        let mut this = Self { topic, record, fault: None, key: keyed, value: true };
        if keyed {
            this.key = this.fits("key", |o| topic.observe_key(record.key.unwrap_or_default(), o));
        }
        this.value = this.fits("value", |o| topic.observe_value(record, o));
        this
    }

    /// Whether a part can be read to its end: what is begun must not break off.
    fn fits(
        &mut self,
        part: &str,
        observe: impl FnOnce(&mut dyn Observer) -> Result<(), Error>,
    ) -> bool {
        let mut path = observers::Path::new();
        let Err(error) = observe(&mut path) else { return true };
        let path = path.to_string();
        let path = if path.is_empty() { part.into() } else { format!("{part}.{path}") };
        self.fault.get_or_insert((error, path));
        false
    }

    /// Tells the key: by its table if that fits, else as bytes.
    pub(crate) fn key(&self, observer: &mut dyn Observer) {
        match self.record.key {
            // It was read once before.
            Some(key) if self.key => drop(self.topic.observe_key(key, observer)),
            key => observer.value(key.map_or(Value::Null, Value::Bytes)),
        }
    }

    /// Tells the value: by its table if that fits, else as bytes.
    pub(crate) fn value(&self, observer: &mut dyn Observer) {
        match self.record.value {
            Some(_) if self.value => drop(self.topic.observe_value(self.record, observer)),
            value => observer.value(value.map_or(Value::Null, Value::Bytes)),
        }
    }

    /// What it says, in a line.
    pub(crate) fn line(&self) -> String {
        let mut line = Line::default();
        if self.topic != Topic::ClusterMetadata {
            self.key(&mut line);
            line.text.push_str(" = ");
            line.empty = true;
        }
        self.value(&mut line);
        line.text
    }
}

/// Writes what it hears as words: `OffsetCommit group=g topic=t partition=0`. What says of what kind
/// and version the fields are stands before them without a name.
#[derive(Default)]
struct Line {
    text: String,
    open: Vec<Shape>,
    /// The group holds nothing yet.
    empty: bool,
    /// The name that the value to come is told under.
    name: &'static str,
}

impl Line {
    /// Whether the outermost record is open and nothing inside it: kind, version, fields.
    fn is_outermost(&self) -> bool {
        self.open.len() == 1
    }

    fn space(&mut self) {
        if !std::mem::take(&mut self.empty) && !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

impl Observer for Line {
    fn field(&mut self, name: &'static str, _at: usize) {
        self.name = name;
        if self.is_outermost() {
            return;
        }
        self.space();
        if self.open.last() == Some(&Shape::Record) {
            self.text.push_str(name);
            self.text.push('=');
        }
    }

    fn entry(&mut self, name: &str, at: usize) {
        self.field("", at);
        self.text.push_str(&clean(name));
        self.text.push('=');
    }

    fn end(&mut self, _at: usize) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn open(&mut self, shape: Shape) {
        match (self.open.len(), shape) {
            (0 | 1, _) => {}
            (_, Shape::Record) => self.text.push('{'),
            _ => self.text.push('['),
        }
        // The fields follow kind and version, and begin a group of their own.
        self.empty = self.open.len() != 1;
        self.open.push(shape);
    }

    fn close(&mut self) {
        let shape = self.open.pop();
        match (self.open.len(), shape) {
            (0 | 1, _) => {}
            (_, Some(Shape::Record)) => self.text.push('}'),
            _ => self.text.push(']'),
        }
        self.empty = false;
    }

    fn value(&mut self, value: Value<'_>) {
        if self.is_outermost() {
            if self.name == "frame_version" {
                return;
            }
            self.space();
            if self.name == "version" {
                self.text.push('v');
            }
        }
        // Writing to a string does not fail.
        let _ = match value {
            Value::Text(text) => write!(self.text, "{}", word(text)),
            Value::Code(_, Some(name)) => write!(self.text, "{name}"),
            Value::Bytes(bytes) => match str::from_utf8(bytes) {
                Ok(text) => write!(self.text, "{}", word(text)),
                Err(_) => write!(self.text, "{} bytes", bytes.len()),
            },
            other => write!(self.text, "{other:?}"),
        };
    }

    fn bits(&mut self, name: &'static str, octets: Range<usize>, _mask: u64, value: Value<'_>) {
        self.field(name, octets.start);
        self.value(value);
    }
}

/// A text that is seen to be one: quoted where it is not a single word.
fn word(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() || text.contains([' ', '"', '=', '{', '}', '[', ']']) {
        return format!("{text:?}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(topic: Topic, key: Option<&[u8]>, value: Option<&[u8]>) -> (String, Option<String>) {
        let record = RecordRef::new(key, value);
        let this = Internal::new(topic, &record);
        (this.line(), this.fault.map(|(_, path)| path))
    }

    const KEY: &[u8] = b"\0\x01\0\x01g\0\x03a b\0\0\0\x02";

    #[test]
    fn a_record_is_a_line() {
        let value = b"\0\x03\0\0\0\0\0\0\0\x2a\0\0\0\x01\0\0\0\0\0\0\0\0\0\x07";
        assert_eq!(
            line(Topic::ConsumerOffsets, Some(KEY), Some(value)),
            (
                "OffsetCommit group=g topic=\"a b\" partition=2 = v3 offset=42 leader_epoch=1 \
                 metadata=\"\" commit_timestamp=7"
                    .into(),
                None
            )
        );
        let gone = "OffsetCommit group=g topic=\"a b\" partition=2 = null";
        assert_eq!(line(Topic::ConsumerOffsets, Some(KEY), None), (gone.into(), None));
        // What follows the version is a list of features, each in braces.
        let value =
            b"\x01\x1b\0\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x02m\0\0\0\x0e\0\0";
        assert_eq!(
            line(Topic::ClusterMetadata, None, Some(value)).0,
            "RegisterControllerRecord v0 controller_id=9 incarnation_id=AAAAAAAAAAAAAAAAAAAAAA \
             zk_migration_ready=false end_points=[] features=[{name=m min_supported_version=0 \
             max_supported_version=14}]"
        );
    }

    #[test]
    fn what_does_not_fit_is_bytes_and_has_a_place() {
        let (told, path) = line(Topic::ConsumerOffsets, Some(KEY), Some(b"\0\x03\0\xff"));
        assert_eq!(told, "OffsetCommit group=g topic=\"a b\" partition=2 = 4 bytes");
        assert_eq!(path.as_deref(), Some("value.fields.offset"));
        let (told, path) = line(Topic::ConsumerOffsets, Some(b"k"), Some(b"v"));
        assert_eq!((told.as_str(), path.as_deref()), ("k = v", Some("key.kind")));
    }

    #[test]
    fn unknown_versions_are_told() {
        let (told, path) = line(Topic::ConsumerOffsets, Some(KEY), Some(b"\0\x63new"));
        assert_eq!(told, "OffsetCommit group=g topic=\"a b\" partition=2 = v99 new");
        assert_eq!(path, None);
    }
}
