//! The `.proto` that says what was seen.
use super::{Field, Record, Seen};
use std::{collections::HashSet, fmt::Write as _};

/// What the outermost message is called.
pub(crate) const ROOT: &str = "Record";
/// With so many keys, most of them rare and all values of one type, an object is a map.
const MAP: usize = 64;

impl Record {
    /// The `.proto` file.
    pub(crate) fn proto(&self, from: &str) -> String {
        let mut out = format!(
            "// Inferred from {} messages of {from}: a start, not a promise.\nsyntax = \"proto3\";\n\n",
            self.count
        );
        self.message(ROOT, 0, &mut out);
        out
    }

    fn message(&self, name: &str, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        // Writing to a string does not fail.
        let _ = writeln!(out, "{indent}message {name} {{");
        let names = self.names();
        // Messages and fields share a scope.
        let mut inner: HashSet<String> = names.iter().cloned().collect();
        for (number, (field, own)) in (1u32..).zip(self.fields.iter().zip(&names)) {
            // The compiler keeps these numbers for itself.
            let number = if number >= 19_000 { number.saturating_add(1_000) } else { number };
            field.declare(own, number, self.count, depth, &mut inner, out);
        }
        let _ = writeln!(out, "{indent}}}");
    }

    /// Names for the fields that Protobuf allows, all different, also in JSON.
    fn names(&self) -> Vec<String> {
        let (mut names, mut taken) = (Vec::new(), HashSet::new());
        for field in &self.fields {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            let mut name: String = field.name.chars().map(plain).collect();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                name.insert_str(0, "f_");
            }
            unique(&mut name, |name| taken.contains(&bare(name)));
            taken.insert(bare(&name));
            names.push(name);
        }
        names
    }
}

impl Field {
    fn declare(
        &self,
        name: &str,
        number: u32,
        of: u64,
        depth: usize,
        inner: &mut HashSet<String>,
        out: &mut String,
    ) {
        let indent = "  ".repeat(depth.saturating_add(1));
        let (seen, list) = match &self.seen {
            Seen::List(item) => (&**item, true),
            seen => (seen, false),
        };
        let label = match (list, seen) {
            (true, _) => "repeated ",
            // A message may be missing anyway.
            (false, Seen::Record(_)) => "",
            (false, _) if self.count < of => "optional ",
            _ => "",
        };
        let mut label = label.to_owned();
        let kind = match seen {
            Seen::Record(record) => match record.map().filter(|_| !list) {
                Some(value) => {
                    label.clear();
                    format!("map<string, {}>", value.scalar())
                }
                None => {
                    let mut kind = upper_camel(name);
                    unique(&mut kind, |kind| inner.contains(kind));
                    inner.insert(kind.clone());
                    record.message(&kind, depth.saturating_add(1), out);
                    kind
                }
            },
            other => other.scalar().to_owned(),
        };
        let note = match seen {
            Seen::Nothing if list => " // always empty",
            Seen::Nothing => " // always null",
            _ => "",
        };
        let json_name = match lower_camel(name) == self.name {
            true => String::new(),
            false => format!(" [json_name = {}]", quoted(&self.name)),
        };
        let _ = writeln!(out, "{indent}{label}{kind} {name} = {number}{json_name};{note}");
    }
}

impl Record {
    /// What the values of a map are, if this is one: many keys, most of them rare, one type.
    fn map(&self) -> Option<&Seen> {
        let seen = |field: &Field| field.count;
        let all = self.fields.iter().map(seen).fold(0, u64::saturating_add);
        let fields = u64::try_from(self.fields.len()).unwrap_or(u64::MAX);
        let rare = all.saturating_mul(4) < self.count.saturating_mul(fields);
        let first = &self.fields.first()?.seen;
        let same = |field: &Field| {
            core::mem::discriminant(&field.seen) == core::mem::discriminant(first)
                && field.seen.scalar() == first.scalar()
        };
        let plain = !matches!(first, Seen::Nothing | Seen::List(_) | Seen::Record(_));
        (self.fields.len() > MAP && rare && plain && self.fields.iter().all(same)).then_some(first)
    }
}

impl Seen {
    const fn scalar(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Integer(_, true) => "uint64",
            Self::Integer(_, false) => "int64",
            Self::Real => "double",
            _ => "string",
        }
    }
}

/// Puts a number behind a name that is taken.
fn unique(name: &mut String, taken: impl Fn(&str) -> bool) {
    let stem = name.clone();
    let mut n = 2u32;
    while taken(name) {
        *name = format!("{stem}_{n}");
        n = n.saturating_add(1);
    }
}

/// The compiler takes names for the same that differ in case and underscores alone.
fn bare(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

/// `user_id` is `UserId`.
fn upper_camel(name: &str) -> String {
    let camel = lower_camel(name);
    let mut letters = camel.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => camel,
    }
}

/// The name in JSON that a compiler gives a field.
fn lower_camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut up = false;
    for c in name.chars() {
        match (c, std::mem::take(&mut up)) {
            ('_', _) => up = true,
            (c, true) => out.push(c.to_ascii_uppercase()),
            (c, false) => out.push(c),
        }
    }
    out
}

/// A string of a `.proto` file.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(out, "\\{byte:03o}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
