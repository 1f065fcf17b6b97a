//! The first pass: messages and enums get their names, and what they inherit.
use super::super::super::error::{Bad, Step};
use super::super::def::{EnumDef, MessageDef, NONE, Symbol, ValueDef, id};
use super::super::features::Features;
use super::super::proto::{
    DescriptorProto, EnumDescriptorProto, EnumOptions, EnumValueDescriptorProto, ExtensionRange,
    FileDescriptorProto, MessageOptions, Part,
};
use super::{Builder, Extension, Waiting, is_identifier};
use crate::{ErrorKind, Limits};
use alloc::{boxed::Box, collections::VecDeque, sync::Arc, vec::Vec};
use core::ops::Range;

/// A message that has not been declared yet.
struct Inner<'a> {
    part: Part<'a>,
    scope: Arc<str>,
    parent: u32,
    depth: u16,
    features: Features,
}

impl<'a> Builder<'a> {
    /// Declares everything in a file.
    pub(super) fn declare(
        &mut self,
        file: &FileDescriptorProto<'a>,
        number: u32,
        package: &Arc<str>,
        features: Features,
    ) -> Step<()> {
        for part in &file.enum_type {
            self.enumeration(*part, package, features)?;
        }
        for part in &file.extension {
            let scope = Arc::clone(package);
            self.extensions.push(Extension { part: *part, scope, features });
        }
        let inner = |part: &Part<'a>, scope: &Arc<str>, parent, depth, features| Inner {
            part: *part,
            scope: Arc::clone(scope),
            parent,
            depth,
            features,
        };
        let mut row: VecDeque<Inner<'a>> =
            file.message_type.iter().map(|part| inner(part, package, NONE, 0, features)).collect();
        while let Some(next) = row.pop_front() {
            let Inner { part, scope, parent, depth, features } = next;
            if depth > Limits::DEFAULT.depth {
                return Err(Bad::new(ErrorKind::DepthLimit, part.at, "messages nest too deep"));
            }
            let proto = DescriptorProto::read(&[part])?;
            let options = MessageOptions::read(&proto.options)?;
            let features = features.with(&options.features)?;
            let this = id(self.pool.messages.len());
            let full_name = self.name(&scope, proto.name, part, Symbol::Message(this))?;
            for part in &proto.enum_type {
                self.enumeration(*part, &full_name, features)?;
            }
            for part in &proto.extension {
                let scope = Arc::clone(&full_name);
                self.extensions.push(Extension { part: *part, scope, features });
            }
            let depth = depth.saturating_add(1);
            row.extend(
                proto.nested_type.iter().map(|part| inner(part, &full_name, this, depth, features)),
            );
            let message_set = options.message_set_wire_format.unwrap_or_default();
            self.path = Arc::clone(&full_name);
            let extension_ranges = ranges(&proto, message_set)?;
            self.pool.messages.push(MessageDef {
                id: this,
                full_name,
                file: number,
                parent,
                fields: 0..0,
                oneofs: 0..0,
                dense: Box::default(),
                names: Box::default(),
                extension_ranges,
                map_entry: options.map_entry.unwrap_or_default(),
                message_set,
                well_known: None,
            });
            self.messages.push(Waiting { proto, features });
        }
        Ok(())
    }

    fn enumeration(&mut self, part: Part<'a>, scope: &str, features: Features) -> Step<()> {
        let proto = EnumDescriptorProto::read(&[part])?;
        let options = EnumOptions::read(&proto.options)?;
        let features = features.with(&options.features)?;
        let this = id(self.pool.enums.len());
        let full_name = self.name(scope, proto.name, part, Symbol::Enum(this))?;
        self.path = Arc::clone(&full_name);
        let mut values = Vec::new();
        for part in &proto.value {
            let value = EnumValueDescriptorProto::read(&[*part])?;
            let name = value.name.unwrap_or_default();
            if !is_identifier(name) {
                return Err(self.bad_name(name, *part));
            }
            let number = value.number.unwrap_or_default();
            values.push(ValueDef { name: Arc::from(name), number });
        }
        let Some(first) = values.first() else {
            return Err(Bad::value(part.at, "an enum without values"));
        };
        if !features.closed && first.number != 0 {
            return Err(Bad::value(part.at, "an open enum has to begin with zero"));
        }
        let mut names: Vec<_> =
            values.iter().map(|value| (Arc::clone(&value.name), value.number)).collect();
        names.sort_unstable();
        if let Some(name) = twice(&names, |a, b| a.0 == b.0) {
            self.detail = (*name.0).into();
            return Err(Bad::new(ErrorKind::Duplicate, part.at, "two values have the name"));
        }
        let mut numbers: Vec<_> =
            values.iter().zip(0u32..).map(|(value, at)| (value.number, at)).collect();
        numbers.sort_unstable();
        if !options.allow_alias.unwrap_or_default()
            && let Some((number, _)) = twice(&numbers, |a, b| a.0 == b.0)
        {
            self.detail = alloc::format!("{number}");
            return Err(Bad::new(ErrorKind::Duplicate, part.at, "two values have the number"));
        }
        numbers.dedup_by_key(|(number, _)| *number);
        let null_value = &*full_name == "google.protobuf.NullValue" && values.len() == 1;
        self.pool.enums.push(EnumDef {
            full_name,
            closed: features.closed,
            null_value,
            values: values.into(),
            numbers: numbers.into(),
            names: names.into(),
        });
        Ok(())
    }
}

/// Where a message may be extended, in order.
fn ranges(proto: &DescriptorProto<'_>, message_set: bool) -> Step<Box<[Range<u32>]>> {
    // Message sets number types, not fields: up to 2^31 - 2.
    let most = if message_set { i32::MAX } else { 1 << 29 };
    let mut ranges = Vec::new();
    for part in &proto.extension_range {
        let range = ExtensionRange::read(&[*part])?;
        let (start, end) = (range.start.unwrap_or_default(), range.end.unwrap_or_default());
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(from @ 1..), Ok(to)) if from < to && end <= most => ranges.push(from..to),
            _ => return Err(Bad::value(part.at, "an extension range that cannot be")),
        }
    }
    ranges.sort_unstable_by_key(|range: &Range<u32>| range.start);
    let overlap = |pair: &[Range<u32>]| matches!(pair, [a, b] if a.end > b.start);
    if ranges.windows(2).any(overlap) {
        return Err(Bad::value(proto.part.at, "extension ranges overlap"));
    }
    Ok(ranges.into())
}

/// The first of a sorted row that is like the one before it.
pub(super) fn twice<T>(sorted: &[T], same: impl Fn(&T, &T) -> bool) -> Option<&T> {
    sorted.windows(2).find_map(|pair| match pair {
        [a, b] if same(a, b) => Some(b),
        _ => None,
    })
}
