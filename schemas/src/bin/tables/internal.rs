//! The records of Kafka's internal topics: a file each.
use crate::{
    File,
    definition::{Compact, Kind, Row, innermost},
    json::{Definition, Type},
    tree::{self, Tree},
    versions::Versions,
};
use std::path::PathBuf;

/// A topic: its name, the enum of its records, how to tell their definitions, and what it holds.
struct Topic {
    name: &'static str,
    records: &'static str,
    holds: fn(&Definition) -> bool,
    what: &'static str,
}

const TOPICS: [Topic; 4] = [
    Topic {
        name: "consumer_offsets",
        records: "ConsumerOffsets",
        holds: |d| coordinated(d) && !share(d) && !transaction(d),
        what: "groups and what they have committed",
    },
    Topic {
        name: "transaction_state",
        records: "TransactionState",
        holds: |d| coordinated(d) && transaction(d),
        what: "transactions and their producers",
    },
    Topic {
        name: "share_group_state",
        records: "ShareGroupState",
        holds: |d| coordinated(d) && share(d),
        what: "which records share groups have taken",
    },
    Topic {
        name: "cluster_metadata",
        records: "ClusterMetadata",
        holds: |d| {
            d.r#type == Type::Metadata
                && !d.name.starts_with("RemoteLog")
                && !d.name.starts_with("RemotePartition")
        },
        what: "brokers, topics, partitions, configuration",
    },
];

fn coordinated(definition: &Definition) -> bool {
    matches!(definition.r#type, Type::CoordinatorKey | Type::CoordinatorValue)
}

fn share(definition: &Definition) -> bool {
    matches!(base(definition), "ShareSnapshot" | "ShareUpdate")
}

fn transaction(definition: &Definition) -> bool {
    base(definition) == "TransactionLog"
}

/// What key and value have in common.
fn base(definition: &Definition) -> &str {
    let name = definition.name.as_str();
    name.strip_suffix("Key").or_else(|| name.strip_suffix("Value")).unwrap_or(name)
}

/// What the bytes of some fields carry, behind a version of its own: table, field, message.
pub(crate) const CARRIED: [(&str, &str, &str); 9] = [
    ("ClassicProtocol", "Metadata", "ConsumerProtocolSubscription"),
    ("DescribedGroupMember", "MemberAssignment", "ConsumerProtocolAssignment"),
    ("DescribedGroupMember", "MemberMetadata", "ConsumerProtocolSubscription"),
    ("JoinGroupRequestProtocol", "Metadata", "ConsumerProtocolSubscription"),
    ("JoinGroupResponseMember", "Metadata", "ConsumerProtocolSubscription"),
    ("MemberMetadata", "assignment", "ConsumerProtocolAssignment"),
    ("MemberMetadata", "subscription", "ConsumerProtocolSubscription"),
    ("SyncGroupRequestAssignment", "Assignment", "ConsumerProtocolAssignment"),
    ("SyncGroupResponse", "Assignment", "ConsumerProtocolAssignment"),
];

pub(crate) fn files(definitions: &[Definition]) -> Result<Vec<File>, String> {
    let file = |topic: &Topic| {
        let mut records: Vec<&Definition> =
            definitions.iter().filter(|d| (topic.holds)(d)).collect();
        // By kind, each key before its value.
        records.sort_by_key(|definition| (definition.api_key, definition.r#type));
        let trees = tree::trees(&records)?;
        let text = text(topic, &records, &trees)?;
        Ok((PathBuf::from(format!("internal/{}.rs", topic.name)), text))
    };
    TOPICS.iter().map(file).chain([consumer_protocol(definitions)]).collect()
}

/// What members of a group of the classic protocol tell one another.
fn consumer_protocol(definitions: &[Definition]) -> Result<File, String> {
    let age = |d: &&Definition| (d.valid_versions.high, d.valid_versions.low);
    let newest = |name| {
        let named = definitions.iter().filter(|definition| definition.name == name);
        named.max_by_key(age).ok_or_else(|| format!("{name} is not there"))
    };
    let messages = [newest("ConsumerProtocolSubscription")?, newest("ConsumerProtocolAssignment")?];
    let trees = tree::trees(&messages)?;
    let mut out = String::from(
        "//! What members of a group tell one another, in bytes that the broker passes on (KIP-429).\n//!\n//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test\n//! compares it with them.\n",
    );
    out.push_str("use super::Versions;\n");
    out.push_str(&imports(&trees));
    out.push_str("use core::ops::RangeInclusive;\n");
    for (definition, tree) in messages.iter().zip(&trees) {
        let Versions { low, high } = definition.valid_versions;
        let typed = tree.typed(&definition.name).replace("'a", "'_");
        out.push('\n');
        out.push_str(&tree.print(&format!("Versions {low} to {high}.")));
        out.push_str(&format!(
            "\nimpl Versions for {typed} {{\n    const VERSIONS: RangeInclusive<i16> = {low}..={high};\n}}\n"
        ));
    }
    Ok((PathBuf::from("internal/consumer_protocol.rs"), out))
}

fn text(topic: &Topic, records: &[&Definition], trees: &[Tree]) -> Result<String, String> {
    let Topic { name, records: all, what, .. } = topic;
    let mut out = format!(
        "//! `__{name}`: {what}.\n//!\n//! Printed by `schemas/src/bin/tables` from Kafka's own definitions. Not to be edited: a test\n//! compares it with them.\n"
    );
    out.push_str(&imports(trees));
    let list = match topic.name {
        "cluster_metadata" => stated(records, trees)?,
        _ => keyed(records, trees)?,
    };
    match topic.name {
        "cluster_metadata" => out.push_str(&format!(
            "\nstated! {{\n    /// A record of `__{name}`: {what}.\n    pub struct {all}<'a> with Metadata {{\n{list}    }}\n}}\n"
        )),
        _ => out.push_str(&format!(
            "\nkeyed! {{\n    /// A record of `__{name}`: {what}.\n    pub enum {all}<'a> {{\n{list}    }}\n}}\n"
        )),
    }
    for (definition, tree) in records.iter().zip(trees) {
        let kind = definition.api_key.unwrap_or_default();
        let doc = match definition.r#type {
            Type::CoordinatorKey => format!("The key of kind {kind}."),
            Type::CoordinatorValue => format!("The value of kind {kind}."),
            _ => format!("Kind {kind}."),
        };
        out.push('\n');
        out.push_str(&tree.print(&doc));
    }
    Ok(out)
}

/// The rows of `keyed!`.
fn keyed(records: &[&Definition], trees: &[Tree]) -> Result<String, String> {
    let mut out = String::new();
    for (pair, trees) in records.chunks(2).zip(trees.chunks(2)) {
        let ([key, value], [key_tree, value_tree]) = (pair, trees) else {
            return Err(format!("{:?} has no value", pair.first().map(|d| &d.name)));
        };
        let kind = key.api_key.ok_or_else(|| format!("{}: no kind", key.name))?;
        if (base(key), key.api_key) != (base(value), value.api_key) {
            return Err(format!("{} and {} are no pair", key.name, value.name));
        }
        out.push_str(&format!(
            "        {}({}, {} [{}]) = {kind},\n",
            base(key),
            key_tree.typed(&key.name),
            value_tree.typed(&value.name),
            range(value.valid_versions),
        ));
    }
    Ok(out)
}

/// The rows of `stated!`.
fn stated(records: &[&Definition], trees: &[Tree]) -> Result<String, String> {
    let row = |(definition, tree): (&&Definition, &Tree)| {
        let kind = definition.api_key.ok_or_else(|| format!("{}: no kind", definition.name))?;
        let (name, range) = (&definition.name, range(definition.valid_versions));
        Ok(format!("        {name}({} [{range}]) = {kind},\n", tree.typed(name)))
    };
    records.iter().zip(trees).map(row).collect()
}

fn range(Versions { low, high }: Versions) -> String {
    format!("{low}..={high}")
}

/// The imports of what the tables name.
pub(crate) fn imports(trees: &[Tree]) -> String {
    let any = |is: &dyn Fn(&Row) -> bool| trees.iter().any(|tree| tree.any(is));
    let holds = |kind: Kind| any(&|row| *innermost(&row.kind) == kind);
    let nullable = |tagged: bool| {
        any(&|row| {
            matches!(row.kind, Kind::Struct(_))
                && row.nullable.is_some()
                && row.tag.is_some() == tagged
        })
    };
    let carried =
        |name: &str, row: &Row| CARRIED.iter().find(|c| (c.0, c.1) == (name, row.name.as_str()));
    let mut carries: Vec<&str> = Vec::new();
    let mut plain = false;
    for table in trees.iter().flat_map(|tree| &tree.tables) {
        for row in &table.rows {
            match carried(&table.name, row) {
                Some((_, _, message)) => carries.push(*message),
                None => plain |= *innermost(&row.kind) == Kind::Bytes,
            }
        }
    }
    carries.sort_unstable();
    carries.dedup();
    let of_kafka = [
        ("Array", any(&|row| matches!(row.kind, Kind::Array(_)))),
        ("Batches", holds(Kind::Records)),
        ("Boolean", holds(Kind::Bool)),
        ("Bytes", plain),
        ("NEVER", any(&|row| row.compact == Compact::Never && has_length(&row.kind))),
        ("NullFrom", any(&|row| row.nullable.is_some_and(|n| n.low > row.versions.low))),
        ("Nullable", nullable(false)),
        ("NullableTag", nullable(true)),
        ("Str", holds(Kind::Text)),
        ("Uuid", holds(Kind::Uuid)),
    ];
    let of_kafka: Vec<&str> =
        of_kafka.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut out = String::new();
    if !carries.is_empty() {
        out.push_str(&import("crate::kafka::internal", &names(&["Carried"])));
        out.push_str(&import("crate::kafka::internal::consumer_protocol", &names(&carries)));
    }
    out.push_str(&import("crate::kafka", &names(&of_kafka)));
    if trees.iter().flat_map(|tree| &tree.tables).any(|table| table.flexible.is_some()) {
        out.push_str("use crate::tags::{TagBuffer, Tags};\n");
    }
    if any(&|row| matches!(row.kind, Kind::Array(_))) {
        out.push_str("use alloc::vec::Vec;\n");
    }
    out
}

/// One import, as rustfmt leaves it.
fn import(path: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("use {path}::{one};\n"),
        names => {
            let line = format!("use {path}::{{{}}};\n", names.join(", "));
            if line.len() <= 101 {
                return line;
            }
            format!("use {path}::{{\n    {},\n}};\n", names.join(", "))
        }
    }
}

fn has_length(kind: &Kind) -> bool {
    matches!(kind, Kind::Array(_) | Kind::Text | Kind::Bytes | Kind::Records)
}
