//! A schema from JSON records: what each value was seen to be.
mod proto;

pub(crate) use proto::ROOT;

use std::{collections::HashMap, fmt::Write as _};
use wireloom::{
    Limits,
    wire::{
        Context, Node,
        build::{Document, Wrong},
    },
};

/// What a value was seen to be.
#[derive(Debug, Default)]
enum Seen {
    /// Null at most.
    #[default]
    Nothing,
    Bool,
    /// An integer: whether one was negative, and whether one was above 2^63.
    Integer(bool, bool),
    Real,
    Text,
    List(Box<Self>),
    Record(Box<Record>),
}

/// The fields of an object, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(crate) struct Record {
    fields: Vec<Field>,
    places: HashMap<String, usize>,
    /// How many such objects there were.
    count: u64,
}

#[derive(Debug)]
struct Field {
    name: String,
    seen: Seen,
    /// How often it was there, and no null.
    count: u64,
}

/// An object with more keys is data, not a type.
const FIELDS: usize = 4_096;
impl Record {
    /// Learns from one more message. On an error, where and why no schema can say it.
    pub(crate) fn learn(&mut self, json: &[u8], limits: &Limits) -> Result<(), String> {
        let text = str::from_utf8(json)
            .map_err(|fault| format!("text is not UTF-8 at byte {}", fault.valid_up_to()))?;
        let document = Document::parse(text, limits).map_err(|error| error.to_string())?;
        let root = document.root(Context::DEFAULT);
        if root.what() != "a record" {
            return Err(format!("a message is an object, and this is {}", root.what()));
        }
        let mut path = String::new();
        self.object(root, &mut path)
    }

    fn object(&mut self, node: Node<'_>, path: &mut String) -> Result<(), String> {
        self.count = self.count.saturating_add(1);
        for child in node.fields().into_iter().flatten() {
            let end = path.len();
            if end > 0 {
                path.push('.');
            }
            path.push_str(child.name());
            let field = self.field(child.name(), path)?;
            if !child.is_null() {
                field.count = field.count.saturating_add(1);
                field.seen.learn(child, path)?;
            }
            path.truncate(end);
        }
        Ok(())
    }

    fn field(&mut self, name: &str, path: &str) -> Result<&mut Field, String> {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None if self.fields.len() >= FIELDS => {
                return Err(format!("{path}: an object of more than {FIELDS} keys"));
            }
            None => {
                let at = self.fields.len();
                self.places.insert(name.to_owned(), at);
                self.fields.push(Field { name: name.to_owned(), seen: Seen::Nothing, count: 0 });
                at
            }
        };
        self.fields.get_mut(at).ok_or_else(String::new)
    }
}

impl Seen {
    fn learn(&mut self, node: Node<'_>, path: &mut String) -> Result<(), String> {
        let found = match node.what() {
            "null" => return Err(format!("{path}: null in a list, which Protobuf has not")),
            "a truth value" => Self::Bool,
            "text" => Self::Text,
            "a number" => number(node, path)?,
            "a list" => {
                let Self::List(item) = self.become_like(Self::List(Box::default()), path)? else {
                    return Ok(());
                };
                let end = path.len();
                for (n, child) in node.items().into_iter().flatten().enumerate() {
                    let _ = write!(path, "[{n}]");
                    if child.what() == "a list" {
                        return Err(format!("{path}: a list in a list, which Protobuf has not"));
                    }
                    item.learn(child, path)?;
                    path.truncate(end);
                }
                return Ok(());
            }
            // `{"base64": …}`, which has a meaning of its own in what decode prints.
            "bytes" => {
                let Self::Record(record) = self.become_like(Self::Record(Box::default()), path)?
                else {
                    return Ok(());
                };
                record.count = record.count.saturating_add(1);
                let field = record.field("base64", path)?;
                field.count = field.count.saturating_add(1);
                field.seen.become_like(Self::Text, path)?;
                return Ok(());
            }
            _ => {
                let Self::Record(record) = self.become_like(Self::Record(Box::default()), path)?
                else {
                    return Ok(());
                };
                return record.object(node, path);
            }
        };
        self.become_like(found, path).map(|_| ())
    }

    /// The type that holds both.
    fn become_like(&mut self, other: Self, path: &str) -> Result<&mut Self, String> {
        match (&mut *self, other) {
            (Self::Nothing, other) => *self = other,
            (Self::Integer(negative, large), Self::Integer(n, l)) => {
                *negative |= n;
                *large |= l;
                if *negative && *large {
                    return Err(format!(
                        "{path}: integers below zero and above 2^63 have no type in common"
                    ));
                }
            }
            (Self::Real, Self::Integer(..)) => {}
            (Self::Integer(..), Self::Real) => *self = Self::Real,
            (mine, other) if core::mem::discriminant(mine) == core::mem::discriminant(&other) => {}
            (mine, other) => {
                return Err(format!(
                    "{path}: {} here and {} elsewhere have no type in common; --schema may say \
                     one that does",
                    other.words(),
                    mine.words()
                ));
            }
        }
        Ok(self)
    }

    const fn words(&self) -> &'static str {
        match self {
            Self::Nothing => "null",
            Self::Bool => "a truth value",
            Self::Integer(..) | Self::Real => "a number",
            Self::Text => "text",
            Self::List(_) => "a list",
            Self::Record(_) => "an object",
        }
    }
}

fn number(node: Node<'_>, path: &str) -> Result<Seen, String> {
    if let Ok(n) = node.number::<i64>("") {
        return Ok(Seen::Integer(n < 0, false));
    }
    if node.number::<u64>("").is_ok() {
        return Ok(Seen::Integer(false, true));
    }
    let real: f64 = node.number("").map_err(|error| match error.kind {
        Wrong::Expected(_) => {
            format!("{path}: an object of the one key `f32` or `f64` is not read")
        }
        _ => format!("{path}: {error}"),
    })?;
    match real.is_finite() {
        true if node.number::<i128>("").is_ok() => {
            Err(format!("{path}: an integer of more than 64 bits"))
        }
        true => Ok(Seen::Real),
        false => Err(format!("{path}: a number beyond what 64 bits hold")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(lines: &[&str]) -> Result<String, String> {
        let mut record = Record::default();
        for line in lines {
            record.learn(line.as_bytes(), &Limits::DEFAULT)?;
        }
        let proto = record.proto("x");
        Ok(proto.split_once("\n\n").unwrap().1.to_owned())
    }

    #[test]
    fn fields_are_what_was_seen_in_the_order_of_the_first_time() {
        let lines = [
            r#"{"id":1,"at":-5,"x":1,"name":"a","ok":true,"user_id":7,"tags":[],"n":null}"#,
            r#"{"id":18446744073709551615,"at":3,"x":1.5,"name":"b","ok":false,"user_id":8,
                "tags":["t"],"who":{"first-name":"c","2":[{"k":1}]}}"#,
            r#"{"id":2,"at":0,"x":2,"name":"","ok":false,"user_id":9,"who":{"first-name":"d"}}"#,
        ];
        assert_eq!(
            learn(&lines).unwrap(),
            "\
message Record {
  uint64 id = 1;
  int64 at = 2;
  double x = 3;
  string name = 4;
  bool ok = 5;
  int64 user_id = 6 [json_name = \"user_id\"];
  repeated string tags = 7;
  optional string n = 8; // always null
  message Who {
    string first_name = 1 [json_name = \"first-name\"];
    message F2 {
      int64 k = 1;
    }
    repeated F2 f_2 = 2 [json_name = \"2\"];
  }
  Who who = 9;
}
"
        );
    }

    #[test]
    fn what_no_type_holds_is_told_with_its_path() {
        for (lines, why) in [
            (&[r#"{"a":{"b":[1]}}"#, r#"{"a":{"b":["x"]}}"#][..], "a.b[0]: text here and a number"),
            (&[r#"{"a":1}"#, r#"{"a":{}}"#], "a: an object here and a number elsewhere"),
            (&[r#"{"a":[[1]]}"#], "a[0]: a list in a list"),
            (&[r#"{"a":[null]}"#], "a[0]: null in a list"),
            (&[r#"{"a":-1}"#, r#"{"a":9999999999999999999}"#], "a: integers below zero"),
            (&["7"], "a message is an object, and this is a number"),
            (&[r#"{"a":}"#], "not JSON"),
        ] {
            let found = learn(lines).unwrap_err();
            assert!(found.starts_with(why), "{found}");
        }
    }

    #[test]
    fn many_rare_keys_of_one_type_are_a_map() {
        let lines: Vec<String> = (0..200).map(|n| format!(r#"{{"by":{{"k{n}":{n}}}}}"#)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(learn(&lines).unwrap(), "message Record {\n  map<string, int64> by = 1;\n}\n");
    }
}
