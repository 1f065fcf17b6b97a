//! Rows: what a person or a program is told about one frame.
mod flat;
mod only;
mod partial;

pub use flat::Flat;
pub use only::{Fields, Only};
pub use partial::Partial;

use wireloom_wire::{
    Error, Observer, Value,
    frame::{Frame, Summary},
    observers::{Json, Path},
};

/// One frame, numbered.
#[derive(Debug, Clone, Copy)]
pub struct Row<'f> {
    /// Its number, counted from 1.
    pub n: u64,
    /// The number of the request that it answers.
    pub reply_to: Option<u64>,
    /// The frame.
    pub frame: &'f Frame<'f>,
}

/// Why a frame could not be read to its end, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The error; its offset counts from the frame's first byte.
    pub error: Error,
    /// The path of the field; empty at the outermost level.
    pub path: String,
}

impl Row<'_> {
    /// Its summary, without control characters.
    pub fn summary(&self) -> String {
        clean(&Summary(self.frame.content).to_string())
    }

    /// The kind, with version and role where they say more: `Produce 10 request`.
    pub fn title(&self) -> String {
        let mut title =
            if self.frame.kind.is_empty() { "?".into() } else { clean(self.frame.kind) };
        let role = self.frame.role.map(|role| role.name()).filter(|role| *role != self.frame.kind);
        for part in [self.frame.version, role].into_iter().flatten() {
            title.push(' ');
            title.push_str(&clean(part));
        }
        title
    }

    /// Reads the frame aloud, to `observer`.
    pub fn observe(&self, observer: &mut dyn Observer) -> Option<Fault> {
        let error = self.frame.content.observe(observer).err()?;
        // The cold path: once more, for the names of the fields that are open.
        Some(Fault { error, path: self.frame.content.path().unwrap_or_default() })
    }

    /// Reads the frame for its fault alone.
    pub fn fault(&self) -> Option<Fault> {
        self.observe(&mut Path::new())
    }

    /// Appends the object of `-f json`, with all fields or only some.
    pub fn json(&self, only: Option<&Fields>, out: &mut Vec<u8>) -> Option<Fault> {
        let frame = self.frame;
        out.extend_from_slice(b"{\"n\":");
        value(out, Value::Unsigned(self.n));
        let correlation = frame.correlation.map(|id| id.to_string());
        let bytes = Value::Unsigned(u64::try_from(frame.bytes.len()).unwrap_or(u64::MAX));
        let summary = Summary(frame.content).to_string();
        for (name, told) in [
            ("side", Value::Text(frame.side.name())),
            ("protocol", Value::Text(frame.protocol)),
            ("version", text(frame.version)),
            ("kind", text(Some(frame.kind).filter(|kind| !kind.is_empty()))),
            ("role", text(frame.role.map(|role| role.name()))),
            ("bytes", bytes),
            ("summary", Value::Text(&summary)),
            ("correlation", text(correlation.as_deref())),
            ("reply_to", self.reply_to.map_or(Value::Null, Value::Unsigned)),
        ] {
            member(out, name);
            value(out, told);
        }
        if frame.note.is_some() {
            member(out, "note");
            value(out, text(frame.note));
        }
        member(out, "fields");
        let fault = fields(self, only, out);
        member(out, "error");
        match &fault {
            Some(fault) => fault.json(out),
            None => value(out, Value::Null),
        }
        out.extend_from_slice(b"}\n");
        fault
    }
}

impl Fault {
    /// Appends `{"kind","offset","path","message"}`.
    pub fn json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"kind\":");
        value(out, Value::Text(self.error.kind.name()));
        member(out, "offset");
        value(out, Value::Unsigned(self.error.offset));
        member(out, "path");
        value(out, Value::Text(&self.path));
        member(out, "message");
        value(out, Value::Text(&self.error.to_string()));
        out.push(b'}');
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.error)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, ", in {}", clean(&self.path)) }
    }
}

fn fields(row: &Row<'_>, only: Option<&Fields>, out: &mut Vec<u8>) -> Option<Fault> {
    let mut json = Json::new(out);
    let fault = match only {
        Some(only) => row.observe(&mut Only::new(only, &mut json)),
        None => row.observe(&mut json),
    };
    json.finish();
    fault
}

fn member(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn value(out: &mut Vec<u8>, value: Value<'_>) {
    let mut json = Json::new(out);
    json.value(value);
    json.finish();
}

fn text(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, Value::Text)
}

/// The same text with every control character escaped: what came over a wire must not steer a
/// terminal.
pub fn clean(text: &str) -> String {
    // U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows.
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match steers(c) {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_came_over_a_wire_does_not_steer_a_terminal() {
        assert_eq!(clean("\x1b[31mé\n\u{202e}"), "\\u{1b}[31mé\\n\\u{202e}");
    }
}
