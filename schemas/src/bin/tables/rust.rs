//! Tables as Rust: the grammar of `message!`.
use crate::{
    definition::{Compact, Given, Kind, Row, Table},
    internal::CARRIED,
    tree::Tree,
};

/// One `message!`.
pub(crate) fn message(tree: &Tree, table: &Table, doc: &str) -> String {
    let alias = tree.alias(table).map(|name| format!(" = \"{name}\"")).unwrap_or_default();
    let mut out =
        format!("message! {{\n    /// {doc}\n    pub struct {}{alias} {{", tree.typed(&table.name));
    let rows: Vec<String> = table.rows.iter().map(|r| row(tree, table, r)).collect();
    let tags = table.flexible.map(|flexible| {
        let versions = flexible.among(table.versions).map(|versions| format!(" [{versions}]"));
        format!("tags: Tags<'a> as TagBuffer{},", versions.unwrap_or_default())
    });
    for row in rows.iter().chain(&tags) {
        out.push_str("\n        ");
        out.push_str(row);
    }
    if !rows.is_empty() || tags.is_some() {
        out.push_str("\n    ");
    }
    out.push_str("}\n}\n");
    out
}

fn row(tree: &Tree, table: &Table, row: &Row) -> String {
    let (mut rust, mut wire) = types(tree, &row.kind, row.compact);
    let is_struct = matches!(row.kind, Kind::Struct(_));
    let carried = CARRIED.iter().find(|c| (c.0, c.1) == (table.name.as_str(), row.name.as_str()));
    if let Some((_, _, message)) = carried {
        wire = wire.replace("Bytes<", &format!("Carried<{message}<'a>, "));
    }
    if let Some(nullable) = row.nullable {
        rust = format!("Option<{rust}>");
        if is_struct {
            let by = if row.tag.is_some() { "NullableTag" } else { "Nullable" };
            wire = format!("{by}<{wire}>");
        }
        if nullable.low > row.versions.low {
            wire = format!("NullFrom<{wire}, {}>", nullable.low);
        }
    }
    let versions = row.versions.among(table.versions);
    let mut more = String::new();
    if let Some(default) = default(row, tree, row.tag.is_some() || versions.is_some()) {
        more.push_str(&format!(" = {default}"));
    }
    // What every version carries is never dropped.
    if row.ignorable && versions.is_some() {
        more.push_str(" ignorable");
    }
    if let Some(tag) = row.tag {
        more.push_str(&format!(" tag {tag}"));
    }
    let mut text = name(&row.name);
    text.push_str(&format!(": {rust}"));
    if wire != rust {
        text.push_str(&format!(" as {wire}"));
    }
    match versions {
        Some(versions) => text.push_str(&format!(" [{versions}]{more}")),
        None if more.is_empty() => {}
        None => text.push_str(&format!(" [..]{more}")),
    }
    text.push(',');
    text
}

/// The type in Rust, and the wire type.
fn types(tree: &Tree, kind: &Kind, compact: Compact) -> (String, String) {
    let from = match compact {
        Compact::From(version) => version.to_string(),
        Compact::Never => "NEVER".into(),
    };
    let same = |name: &str| (name.to_owned(), name.to_owned());
    match kind {
        Kind::Bool => ("bool".into(), "Boolean".into()),
        Kind::Int(name) => same(name),
        Kind::Float => same("f64"),
        Kind::Text => ("&'a str".into(), format!("Str<{from}>")),
        Kind::Bytes => ("&'a [u8]".into(), format!("Bytes<{from}>")),
        Kind::Records => ("&'a [u8]".into(), format!("Batches<{from}>")),
        Kind::Uuid => same("Uuid"),
        Kind::Struct(name) => same(&tree.typed(name)),
        Kind::Array(of) => {
            let (rust, wire) = types(tree, of, compact);
            (format!("Vec<{rust}>"), format!("Array<{wire}, {from}>"))
        }
    }
}

/// What a row says of its default, where it is not Rust's own. `partly`: some versions, or some
/// messages, do not hold it, so that a reader needs to know.
fn default(row: &Row, tree: &Tree, partly: bool) -> Option<String> {
    match (&row.default, &row.kind) {
        (Given::Bool(true), _) => Some("true".into()),
        (Given::Int(n), _) if *n != 0 => Some(n.to_string()),
        // Not null by itself.
        (Given::Nothing, kind) if row.nullable.is_some() && partly => Some(match kind {
            Kind::Text => "(Some(\"\"))".into(),
            Kind::Array(_) => "(Some(Vec::new()))".into(),
            Kind::Struct(name) => format!("(Some({}::default()))", tree.name(name)),
            _ => "(Some(b\"\".as_slice()))".into(),
        }),
        _ => None,
    }
}

/// A field's name: the definition's in snake_case.
fn name(camel: &str) -> String {
    let snake = snake(camel);
    match snake.as_str() {
        "type" | "match" | "ref" | "where" | "use" | "impl" | "loop" | "move" => {
            format!("r#{snake} = \"{snake}\"")
        }
        _ => snake,
    }
}

/// `KRaftVersion` is `k_raft_version`, `topicId` is `topic_id`.
pub(crate) fn snake(camel: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    let mut rest = camel.chars().peekable();
    while let Some(this) = rest.next() {
        let ends = this.is_uppercase() && !before.is_uppercase();
        let begins = this.is_uppercase() && rest.peek().is_some_and(|next| next.is_lowercase());
        if before != '_' && (ends || begins) {
            out.push('_');
        }
        out.extend(this.to_lowercase());
        before = this;
    }
    out
}
