//! All other messages: what clients and brokers say to one another, in all versions that any
//! definition knows.
use crate::{
    File, internal,
    json::{Definition, Field, Type},
    rust::snake,
    tree,
    versions::Versions,
};
use std::{collections::BTreeMap, path::PathBuf};

pub(crate) fn files(definitions: &[Definition]) -> Result<Vec<File>, String> {
    let mut all = BTreeMap::<String, Vec<Definition>>::new();
    for definition in definitions.iter().filter(|d| !is_internal(d)) {
        let file = all.entry(file(definition)).or_default();
        // Of an API that was renamed the definitions have different names.
        let same = |other: &&mut Definition| {
            (other.r#type, other.api_key) == (definition.r#type, definition.api_key)
                && (definition.api_key.is_some() || other.name == definition.name)
        };
        match file.iter_mut().find(same) {
            Some(other) => {
                // The newer one knows later versions, or has dropped earlier ones.
                let age = |d: &Definition| (d.valid_versions.high, d.valid_versions.low);
                let mut ages = [other.clone(), definition.clone()];
                ages.sort_by_key(age);
                let [old, new] = ages;
                *other = joined(&old, &new).map_err(|e| format!("{}: {e}", new.name))?;
            }
            None => file.push(definition.clone()),
        }
    }
    // Key by key, whichever of its names a file has.
    let mut files = Vec::new();
    for (name, mut messages) in all {
        messages.retain(|message| !message.valid_versions.is_empty());
        messages.sort_by_key(|message| message.r#type);
        let messages: Vec<&Definition> = messages.iter().collect();
        if messages.is_empty() {
            continue;
        }
        let trees = tree::trees(&messages)?;
        let title = messages.iter().map(|m| format!("`{}`", m.name)).collect::<Vec<_>>().join(", ");
        let mut out = format!("//! {title}.\n{}", internal::imports(&trees));
        for (message, tree) in messages.iter().zip(&trees) {
            let Versions { low, high } = message.valid_versions;
            let key = message.api_key.map(|key| format!("Key {key}, ")).unwrap_or_default();
            let doc = format!("{key}versions {low} to {high}.");
            out.push('\n');
            out.push_str(&tree.print(&doc));
        }
        files.push((PathBuf::from(format!("{name}.rs")), out));
    }
    let modules = files.iter().filter_map(|(path, _)| path.file_stem()?.to_str());
    let modules = modules.map(|name| format!("pub mod {name};\n")).collect();
    files.push((PathBuf::from("mod.rs"), modules));
    Ok(files)
}

fn is_internal(definition: &Definition) -> bool {
    let metadata = definition.r#type == Type::Metadata && !definition.name.starts_with("Remote");
    metadata || matches!(definition.r#type, Type::CoordinatorKey | Type::CoordinatorValue)
}

/// One file an API, by its key's lasting name.
fn file(definition: &Definition) -> String {
    let name = definition.name.as_str();
    let name =
        name.strip_suffix("Request").or_else(|| name.strip_suffix("Response")).unwrap_or(name);
    match (definition.r#type, definition.api_key) {
        // ListClientMetricsResources until 3.9.
        (Type::Request | Type::Response, Some(74)) => "list_config_resources".into(),
        _ => snake(name),
    }
}

/// The message in the versions of both definitions. Where both know a version, it is the newer's.
fn joined(old: &Definition, new: &Definition) -> Result<Definition, String> {
    if new.valid_versions.is_empty() {
        return Ok(old.clone());
    }
    let mut all = new.clone();
    all.valid_versions = old.valid_versions.or(new.valid_versions)?;
    // A version that both have is flexible in both or in neither.
    all.flexible_versions = if new.flexible_versions == Versions::NONE {
        old.flexible_versions
    } else if old.flexible_versions.is_empty() {
        new.flexible_versions
    } else {
        old.flexible_versions.or(new.flexible_versions)?
    };
    let before = Versions { low: i16::MIN, high: new.valid_versions.low.saturating_sub(1) };
    let span = (before, new.valid_versions);
    all.fields = fields(&old.fields, &new.fields, span)?;
    for common in &old.common_structs {
        match all.common_structs.iter_mut().find(|other| other.name == common.name) {
            Some(other) => other.fields = fields(&common.fields, &other.fields, span)?,
            None => all.common_structs.push(common.clone()),
        }
    }
    Ok(all)
}

/// Two lists of fields as one. `span`: the versions for which each is asked.
fn fields(old: &[Field], new: &[Field], span: (Versions, Versions)) -> Result<Vec<Field>, String> {
    let mut all: Vec<Field> = Vec::new();
    let mut rest = new.iter().peekable();
    for field in old {
        let Some(place) = rest.clone().position(|other| other.name == field.name) else {
            // Gone since.
            let mut gone = field.clone();
            gone.versions = gone.versions.map(|versions| versions.and(span.0));
            all.push(gone);
            continue;
        };
        all.extend(rest.by_ref().take(place).cloned());
        let Some(other) = rest.next() else { continue };
        if other.r#type != field.r#type {
            return Err(format!("{} is {} and {}", field.name, field.r#type, other.r#type));
        }
        let mut one = other.clone();
        let both = |old: Option<Versions>, new: Option<Versions>| match (old, new) {
            (Some(old), Some(new)) => old.and(span.0).or(new.and(span.1)).map(Some),
            (Some(old), None) => Ok(Some(old.and(span.0)).filter(|v| !v.is_empty())),
            (None, new) => Ok(new),
        };
        one.versions = both(field.versions, other.versions)?;
        one.nullable_versions = both(field.nullable_versions, other.nullable_versions)?;
        one.tagged_versions = both(field.tagged_versions, other.tagged_versions)?;
        one.fields = fields(&field.fields, &other.fields, span)?;
        all.push(one);
    }
    all.extend(rest.cloned());
    Ok(all)
}
