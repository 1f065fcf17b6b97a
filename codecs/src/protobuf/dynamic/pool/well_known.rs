//! Messages whose JSON is not made of their fields ([ProtoJSON]: the table of well-known types).
//!
//! [ProtoJSON]: https://protobuf.dev/programming-guides/json/
use super::def::{Type, index};
use super::{MessageDef, Pool};
use alloc::vec::Vec;

/// A message with a JSON form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WellKnown {
    /// Any message, behind its name.
    Any,
    /// A point in time: RFC 3339.
    Timestamp,
    /// A span of time: `1.5s`.
    Duration,
    /// Paths of fields: `a,b.c`.
    FieldMask,
    /// A JSON object.
    Struct,
    /// Any JSON value.
    Value,
    /// A JSON array.
    ListValue,
    /// One value, to tell zero from absent.
    Wrapper,
}

/// Each name, and the fields that make it what its name says: number, type, repeated.
type Row = (&'static str, WellKnown, &'static [(u32, Type, bool)]);

const ROWS: &[Row] = &[
    ("Any", WellKnown::Any, &[(1, Type::String, false), (2, Type::Bytes, false)]),
    ("Timestamp", WellKnown::Timestamp, TIME),
    ("Duration", WellKnown::Duration, TIME),
    ("FieldMask", WellKnown::FieldMask, &[(1, Type::String, true)]),
    ("Struct", WellKnown::Struct, &[(1, Type::Message, true)]),
    (
        "Value",
        WellKnown::Value,
        &[
            (1, Type::Enum, false),
            (2, Type::Double, false),
            (3, Type::String, false),
            (4, Type::Bool, false),
            (5, Type::Message, false),
            (6, Type::Message, false),
        ],
    ),
    ("ListValue", WellKnown::ListValue, &[(1, Type::Message, true)]),
    ("DoubleValue", WellKnown::Wrapper, &[(1, Type::Double, false)]),
    ("FloatValue", WellKnown::Wrapper, &[(1, Type::Float, false)]),
    ("Int64Value", WellKnown::Wrapper, &[(1, Type::Int64, false)]),
    ("UInt64Value", WellKnown::Wrapper, &[(1, Type::Uint64, false)]),
    ("Int32Value", WellKnown::Wrapper, &[(1, Type::Int32, false)]),
    ("UInt32Value", WellKnown::Wrapper, &[(1, Type::Uint32, false)]),
    ("BoolValue", WellKnown::Wrapper, &[(1, Type::Bool, false)]),
    ("StringValue", WellKnown::Wrapper, &[(1, Type::String, false)]),
    ("BytesValue", WellKnown::Wrapper, &[(1, Type::Bytes, false)]),
];

const TIME: &[(u32, Type, bool)] = &[(1, Type::Int64, false), (2, Type::Int32, false)];

/// Marks the messages that are well known. One that has the name but not the fields is a message
/// like any other.
pub(super) fn mark(pool: &mut Pool) {
    let found: Vec<_> = pool.messages.iter().map(|message| recognise(pool, message)).collect();
    // The three that make up JSON are what they are together only.
    let json = [WellKnown::Struct, WellKnown::Value, WellKnown::ListValue];
    let whole = json.iter().all(|part| found.contains(&Some(*part)));
    for (message, found) in pool.messages.iter_mut().zip(found) {
        message.well_known = found.filter(|found| whole || !json.contains(found));
    }
}

fn recognise(pool: &Pool, message: &MessageDef) -> Option<WellKnown> {
    let name = message.full_name.strip_prefix("google.protobuf.")?;
    let (_, known, shape) = ROWS.iter().find(|(row, ..)| *row == name)?;
    let fields = pool.fields.get(index(message.fields.start)..index(message.fields.end))?;
    let same = fields.len() == shape.len()
        && fields.iter().zip(*shape).all(|(field, (number, of, repeated))| {
            field.number == *number
                && field.r#type == *of
                && field.repeated == *repeated
                && !field.delimited
        });
    let target = |at: usize| {
        let target = pool.messages.get(index(fields.get(at)?.target))?;
        target.full_name.strip_prefix("google.protobuf.")
    };
    let joined = match known {
        WellKnown::Struct => {
            let entry = pool.messages.get(index(fields.first()?.target))?;
            let entry = pool.fields.get(index(entry.fields.start)..index(entry.fields.end))?;
            fields.first()?.map
                && entry.first()?.r#type == Type::String
                && entry.last()?.r#type == Type::Message
                && &*pool.messages.get(index(entry.last()?.target))?.full_name
                    == "google.protobuf.Value"
        }
        WellKnown::Value => {
            let null = pool.enums.get(index(fields.first()?.target))?;
            let oneof = fields.first()?.oneof;
            null.null_value
                && target(4) == Some("Struct")
                && target(5) == Some("ListValue")
                && fields.iter().all(|field| field.oneof == oneof && field.presence)
        }
        WellKnown::ListValue => target(0) == Some("Value") && !fields.first()?.map,
        _ => true,
    };
    (same && joined).then_some(*known)
}
