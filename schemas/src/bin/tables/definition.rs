//! The definitions as they are understood: tables of rows.
use crate::{
    json::{Definition, Field},
    versions::Versions,
};

/// One message or one struct inside a message.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name that the definition gives it.
    pub(crate) name: String,
    pub(crate) rows: Vec<Row>,
    /// The versions in which it ends in a tag section, among those that it has.
    pub(crate) flexible: Option<Versions>,
    pub(crate) versions: Versions,
}

/// One field.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The first version in which its lengths are compact.
    pub(crate) compact: Compact,
    pub(crate) versions: Versions,
    pub(crate) nullable: Option<Versions>,
    pub(crate) tag: Option<u32>,
    pub(crate) default: Given,
    pub(crate) ignorable: bool,
}

/// The first flexible version, as a row says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compact {
    From(i16),
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    /// An integer, by its name in Rust.
    Int(&'static str),
    Float,
    Text,
    Bytes,
    /// Batches of records.
    Records,
    Uuid,
    /// By its name in the definition.
    Struct(String),
    Array(Box<Self>),
}

/// What a definition says of a field's value where it is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// Nothing: zero, false, empty.
    Nothing,
    Null,
    Bool(bool),
    Int(i64),
}

/// The tables of a message, each before those that it uses.
pub(crate) fn tables(definition: &Definition) -> Result<Vec<Table>, String> {
    let mut tables = Vec::new();
    let mut reader = Reader { definition, tables: &mut tables, open: Vec::new() };
    reader
        .table(&definition.name, &definition.fields, definition.valid_versions)
        .map_err(|error| format!("{}: {error}", definition.name))?;
    Ok(tables)
}

struct Reader<'d> {
    definition: &'d Definition,
    tables: &'d mut Vec<Table>,
    /// The structs that are being read: none is inside itself.
    open: Vec<String>,
}

impl Reader<'_> {
    fn table(&mut self, name: &str, fields: &[Field], versions: Versions) -> Result<(), String> {
        if self.open.iter().any(|open| open == name) {
            return Err(format!("{name} is inside itself"));
        }
        if self.tables.iter().any(|table| table.name == name) {
            return Ok(());
        }
        self.open.push(name.to_owned());
        let flexible = self.definition.flexible_versions.and(versions);
        let place = self.tables.len();
        self.tables.push(Table {
            name: name.to_owned(),
            rows: Vec::new(),
            flexible: (!flexible.is_empty()).then_some(flexible),
            versions,
        });
        let mut rows = Vec::new();
        for field in fields {
            let row = self.row(field, versions).map_err(|e| format!("{}: {e}", field.name))?;
            // What no version carries any more is not printed.
            let Some(row) = row else { continue };
            if let Kind::Struct(inner) = innermost(&row.kind) {
                let inner = inner.clone();
                match self.definition.common_structs.iter().find(|common| common.name == inner) {
                    // Its fields may belong to any of the message's versions.
                    Some(common) => {
                        let fields = common.fields.clone();
                        self.table(&inner, &fields, self.definition.valid_versions)?;
                    }
                    None => self.table(&inner, &field.fields, row.versions)?,
                }
            }
            rows.push(row);
        }
        if let Some(table) = self.tables.get_mut(place) {
            table.rows = rows;
        }
        self.open.pop();
        Ok(())
    }

    fn row(&self, field: &Field, around: Versions) -> Result<Option<Row>, String> {
        let versions = field.versions.or(field.tagged_versions).ok_or("no versions")?;
        let versions = versions.and(around);
        if versions.is_empty() {
            return Ok(None);
        }
        let tag = match (field.tag, field.tagged_versions) {
            (None, None) => None,
            (Some(tag), Some(tagged)) if tagged.contains(versions) => Some(tag),
            _ => return Err("tagged in some of its versions only".into()),
        };
        let kind = kind(&field.r#type)?;
        let flexible = field.flexible_versions.unwrap_or(self.definition.flexible_versions);
        let valid = self.definition.valid_versions;
        Ok(Some(Row {
            name: field.name.clone(),
            default: given(field, &kind)?,
            kind,
            compact: match flexible.and(valid) {
                none if none.is_empty() => Compact::Never,
                some if some.low == valid.low => Compact::From(0),
                some => Compact::From(some.low),
            },
            versions,
            nullable: field.nullable_versions.map(|n| n.and(versions)).filter(|n| !n.is_empty()),
            tag,
            ignorable: field.ignorable,
        }))
    }
}

/// What a list, or a field, holds in the end.
pub(crate) fn innermost(kind: &Kind) -> &Kind {
    match kind {
        Kind::Array(of) => innermost(of),
        other => other,
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    if let Some(of) = name.strip_prefix("[]") {
        return kind(of).map(|of| Kind::Array(Box::new(of)));
    }
    Ok(match name {
        "bool" => Kind::Bool,
        "int8" => Kind::Int("i8"),
        "int16" => Kind::Int("i16"),
        "uint16" => Kind::Int("u16"),
        "int32" => Kind::Int("i32"),
        "uint32" => Kind::Int("u32"),
        "int64" => Kind::Int("i64"),
        "float64" => Kind::Float,
        "string" => Kind::Text,
        "bytes" => Kind::Bytes,
        "records" => Kind::Records,
        "uuid" => Kind::Uuid,
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => {
            Kind::Struct(name.to_owned())
        }
        name => return Err(format!("{name:?} is no type")),
    })
}

fn given(field: &Field, kind: &Kind) -> Result<Given, String> {
    let Some(default) = &field.default else { return Ok(Given::Nothing) };
    let text = match default {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let given = match (kind, text.as_str()) {
        (Kind::Bool, "true" | "false") => Some(Given::Bool(text == "true")),
        (Kind::Int(_), text) => {
            let number = match text.strip_prefix("0x") {
                Some(hex) => i64::from_str_radix(hex, 16),
                None => text.parse(),
            };
            number.ok().map(Given::Int)
        }
        (Kind::Text, "") => Some(Given::Nothing),
        (Kind::Bool | Kind::Float | Kind::Uuid, _) => None,
        (_, "null") if field.nullable_versions.is_some() => Some(Given::Null),
        _ => None,
    };
    given.ok_or_else(|| format!("{text:?} is no default of {}", field.r#type))
}
