//! All tables of one file, and their names in Rust.
use crate::{
    definition::{Kind, Table, innermost},
    json::{Definition, Type},
    rust,
};
use std::collections::{BTreeMap, BTreeSet};

/// The tables of one message, among those of the other messages of its file.
pub(crate) struct Tree {
    pub(crate) tables: Vec<Table>,
    /// Names in Rust where they are not the definition's, by those.
    renamed: BTreeMap<String, String>,
    borrowing: BTreeSet<String>,
    /// Whether the message is a request or a response.
    api: bool,
}

/// What the files name already.
const TAKEN: [&str; 12] = [
    "Array",
    "Batches",
    "Boolean",
    "Bytes",
    "Key",
    "NullFrom",
    "Nullable",
    "Record",
    "Str",
    "Tags",
    "Uuid",
    "Versioned",
];

/// The trees of the messages of one file.
pub(crate) fn trees(definitions: &[&Definition]) -> Result<Vec<Tree>, String> {
    let mut trees = Vec::new();
    for definition in definitions {
        let tables = crate::definition::tables(definition)?;
        let api = matches!(definition.r#type, Type::Request | Type::Response);
        trees.push(Tree { tables, renamed: BTreeMap::new(), borrowing: BTreeSet::new(), api });
    }
    // A struct keeps its name, unless another message of the file has one of that name.
    let mut times = BTreeMap::<String, usize>::new();
    for name in trees.iter().flat_map(|tree| &tree.tables).map(|table| &table.name) {
        let times = times.entry(name.clone()).or_default();
        *times = times.saturating_add(1);
    }
    for (tree, definition) in trees.iter_mut().zip(definitions) {
        for table in &tree.tables {
            let name = &table.name;
            let shared = times.get(name).is_some_and(|times| *times > 1);
            if shared || TAKEN.contains(&name.as_str()) {
                let message = definition.name.as_str();
                let short =
                    ["Key", "Value", "Record"].iter().find_map(|end| message.strip_suffix(end));
                tree.renamed.insert(name.clone(), format!("{}{name}", short.unwrap_or(message)));
            }
        }
        tree.find_borrowing();
    }
    Ok(trees)
}

impl Tree {
    /// A struct's name in Rust.
    pub(crate) fn name<'t>(&'t self, name: &'t str) -> &'t str {
        self.renamed.get(name).map_or(name, String::as_str)
    }

    /// The same with its lifetime, if it borrows.
    pub(crate) fn typed(&self, name: &str) -> String {
        let lifetime = if self.borrowing.contains(name) { "<'a>" } else { "" };
        format!("{}{lifetime}", self.name(name))
    }

    /// What the specification calls a table that has another name in Rust: of a request or a
    /// response that is the API's.
    pub(crate) fn alias<'t>(&self, table: &'t Table) -> Option<&'t str> {
        let name = table.name.as_str();
        if self.api && self.tables.first().is_some_and(|first| first.name == name) {
            return name.strip_suffix("Request").or_else(|| name.strip_suffix("Response"));
        }
        self.renamed.contains_key(name).then_some(name)
    }

    /// The message, as a `message!` each, under `doc`.
    pub(crate) fn print(&self, doc: &str) -> String {
        let Some((message, structs)) = self.tables.split_first() else { return String::new() };
        let inside = format!("Inside [`{}`].", self.name(&message.name));
        let mut all = vec![rust::message(self, message, doc)];
        all.extend(structs.iter().map(|table| rust::message(self, table, &inside)));
        all.join("\n")
    }

    /// Whether some field is of a kind.
    pub(crate) fn any(&self, is: impl Fn(&crate::definition::Row) -> bool) -> bool {
        self.tables.iter().flat_map(|table| &table.rows).any(is)
    }

    /// Structs stand behind those that use them, so that from the end each is known when it is
    /// asked for; shared ones may take a second round.
    fn find_borrowing(&mut self) {
        loop {
            let before = self.borrowing.len();
            for table in self.tables.iter().rev() {
                let borrows = |kind: &Kind| match innermost(kind) {
                    Kind::Text | Kind::Bytes | Kind::Records => true,
                    Kind::Struct(name) => self.borrowing.contains(name),
                    _ => false,
                };
                if table.flexible.is_some() || table.rows.iter().any(|row| borrows(&row.kind)) {
                    self.borrowing.insert(table.name.clone());
                }
            }
            if self.borrowing.len() == before {
                return;
            }
        }
    }
}
