//! The definitions as they are written: JSON with comments. Attributes that nobody knows are errors,
//! so that a later Kafka's are not passed over.
use crate::versions::Versions;
use serde::{Deserialize, Deserializer, de::Error};
use std::{fs, path::Path};

/// One file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Definition {
    pub(crate) api_key: Option<i16>,
    pub(crate) r#type: Type,
    pub(crate) name: String,
    pub(crate) valid_versions: Versions,
    #[serde(default = "none")]
    pub(crate) flexible_versions: Versions,
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    #[serde(default)]
    pub(crate) common_structs: Vec<Common>,
    // What follows says nothing about the bytes.
    #[serde(rename = "listeners")]
    _listeners: Option<Vec<String>>,
    #[serde(rename = "latestVersionUnstable")]
    _latest_version_unstable: Option<bool>,
    #[serde(rename = "deprecatedVersions")]
    _deprecated_versions: Option<Versions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Type {
    Request,
    Response,
    Header,
    Data,
    Metadata,
    CoordinatorKey,
    CoordinatorValue,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) r#type: String,
    #[serde(default)]
    pub(crate) fields: Vec<Self>,
    pub(crate) versions: Option<Versions>,
    pub(crate) nullable_versions: Option<Versions>,
    pub(crate) tagged_versions: Option<Versions>,
    pub(crate) flexible_versions: Option<Versions>,
    #[serde(default, deserialize_with = "tag")]
    pub(crate) tag: Option<u32>,
    /// `null` without quotes is no default at all: so reads Kafka's own generator.
    pub(crate) default: Option<serde_json::Value>,
    #[serde(default)]
    pub(crate) ignorable: bool,
    // What follows says nothing about the bytes.
    #[serde(rename = "about")]
    _about: Option<String>,
    #[serde(rename = "entityType")]
    _entity_type: Option<String>,
    /// Java reads such a list into a set; on the wire it is a list.
    #[serde(rename = "mapKey")]
    _map_key: Option<bool>,
    #[serde(rename = "zeroCopy")]
    _zero_copy: Option<bool>,
}

/// A struct that several fields are of.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Common {
    pub(crate) name: String,
    #[serde(rename = "versions")]
    _versions: Option<Versions>,
    pub(crate) fields: Vec<Field>,
}

/// A tag: a number, or, in older definitions, a number in quotes.
fn tag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().map(Some).map_err(|_| D::Error::custom(format!("{text:?} is no tag")))
}

const fn none() -> Versions {
    Versions::NONE
}

/// Every definition below a folder, in the order of their paths.
pub(crate) fn read(folder: &Path) -> Result<Vec<Definition>, String> {
    let (mut paths, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(ending) if ending == "json" => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    let definition = |path: &Path| {
        let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
        // By way of a value: some fields say the same attribute twice, and the last counts.
        let value: serde_json::Result<serde_json::Value> =
            serde_json::from_str(&without_comments(&text));
        value.and_then(serde_json::from_value).map_err(|error| error.to_string())
    };
    paths.iter().map(|p| definition(p).map_err(|e| format!("{}: {e}", p.display()))).collect()
}

/// Blanks what stands behind `//`, apart from those in strings.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let (mut quoted, mut escaped, mut end) = (false, false, line.len());
        for (at, character) in line.char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '/' if !quoted && line.get(at..).is_some_and(|rest| rest.starts_with("//")) => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        out.push_str(line.get(..end).unwrap_or_default());
        out.push('\n');
    }
    out
}
