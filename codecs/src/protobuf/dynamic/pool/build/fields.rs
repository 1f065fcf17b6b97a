//! The second pass: fields, extensions, oneofs and maps.
use super::super::super::{
    error::{Bad, Step},
    text::{Name, camel},
    wire::{MAX_NUMBER, Tag},
};
use super::super::def::{FieldDef, NONE, OneofDef, Symbol, Type, id, index};
use super::super::features::{Features, Presence};
use super::super::proto::{
    FieldDescriptorProto, FieldOptions, OneofDescriptorProto, OneofOptions, Part,
};
use super::{Builder, Extension, Waiting, declare::twice, is_identifier};
use crate::ErrorKind;
use alloc::{string::String, sync::Arc, vec, vec::Vec};

/// `FieldDescriptorProto.Label`.
const REQUIRED: i32 = 2;
const REPEATED: i32 = 3;
/// `FieldDescriptorProto.Type`.
const GROUP: i32 = 10;
/// Numbers that Protobuf keeps for itself.
const RESERVED: core::ops::RangeInclusive<u32> = 19_000..=19_999;

impl<'a> Builder<'a> {
    /// Reads the fields of a message.
    pub(super) fn fields(&mut self, at: usize, message: &Waiting<'a>) -> Step<()> {
        let Some(def) = self.pool.messages.get(at) else { return Ok(()) };
        let (scope, this, set) = (Arc::clone(&def.full_name), def.id, def.message_set);
        self.path = Arc::clone(&scope);
        let proto = &message.proto;
        let (oneofs, inherited) = self.oneofs(this, message)?;
        let mut fields = Vec::with_capacity(proto.field.len());
        for part in &proto.field {
            let proto = FieldDescriptorProto::read(&[*part])?;
            let of = match proto.oneof_index.map(usize::try_from) {
                None => None,
                Some(Ok(oneof)) if oneof < inherited.len() => Some(oneof),
                Some(_) => return Err(self.at(&proto, "there is no such oneof")),
            };
            let features = of.and_then(|of| inherited.get(of)).copied().unwrap_or(message.features);
            let mut field = self.field(&proto, &scope, features, of.is_some())?;
            field.parent = this;
            field.declared = id(fields.len());
            if let Some(of) = of {
                if field.repeated {
                    return Err(self.at(&proto, "a repeated field in a oneof"));
                }
                field.oneof = oneofs.saturating_add(id(of));
                let oneof = self.pool.oneofs.get_mut(index(field.oneof));
                if let Some(oneof) = oneof {
                    oneof.synthetic = proto.proto3_optional.unwrap_or_default();
                    oneof.fields.push(field.number);
                }
            }
            fields.push(field);
        }
        if set && !fields.is_empty() {
            return Err(Bad::value(proto.part.at, "a message set has no fields of its own"));
        }
        fields.sort_by_key(|field| field.number);
        if let Some(field) = twice(&fields, |a, b| a.number == b.number) {
            self.detail = alloc::format!("{}", field.number);
            return Err(Bad::new(
                ErrorKind::Duplicate,
                proto.part.at,
                "two fields have the number",
            ));
        }
        let mut own: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
        own.sort_unstable();
        if let Some(name) = twice(&own, |a, b| a == b) {
            self.detail = (*name).into();
            return Err(Bad::new(ErrorKind::Duplicate, proto.part.at, "two fields have the name"));
        }
        let oneofs = oneofs..oneofs.saturating_add(id(inherited.len()));
        self.keep(at, proto.part, fields, oneofs)
    }

    /// Declares the oneofs of a message: where they begin, and what their fields inherit.
    fn oneofs(&mut self, message: u32, waiting: &Waiting<'a>) -> Step<(u32, Vec<Features>)> {
        let first = id(self.pool.oneofs.len());
        let mut inherited = Vec::new();
        for part in &waiting.proto.oneof_decl {
            let proto = OneofDescriptorProto::read(&[*part])?;
            let options = OneofOptions::read(&proto.options)?;
            inherited.push(waiting.features.with(&options.features)?);
            self.pool.oneofs.push(OneofDef {
                name: Arc::from(proto.name.unwrap_or_default()),
                message,
                synthetic: false,
                fields: Vec::new(),
            });
        }
        Ok((first, inherited))
    }

    /// Puts the fields of a message, which are sorted, into the tables.
    fn keep(
        &mut self,
        at: usize,
        part: Part<'a>,
        mut fields: Vec<FieldDef>,
        oneofs: core::ops::Range<u32>,
    ) -> Step<()> {
        let first = id(self.pool.fields.len());
        // Numbers are dense as long as at least a quarter of the places is used.
        let room = fields.len().saturating_mul(4).saturating_add(8);
        let largest = fields.last().map_or(0, |field| index(field.number));
        let mut dense = vec![NONE; room.min(largest.saturating_add(1))];
        let mut names = Vec::with_capacity(fields.len().saturating_mul(2));
        for (field, this) in fields.iter_mut().zip(first..) {
            field.id = this;
            if let Some(place) = dense.get_mut(index(field.number)) {
                *place = this;
            }
            names.push((Arc::clone(&field.json_name), false, this));
            if field.name != field.json_name {
                names.push((Arc::clone(&field.name), true, this));
            }
        }
        // Where a name is one field's in JSON and another's in the file, JSON's counts.
        names.sort_unstable();
        names.dedup_by(|b, a| a.0 == b.0);
        for oneof in index(oneofs.start)..index(oneofs.end) {
            let Some(oneof) = self.pool.oneofs.get_mut(oneof) else { continue };
            if oneof.fields.is_empty() {
                self.detail = (*oneof.name).into();
                return Err(Bad::value(part.at, "a oneof without fields"));
            }
            oneof.synthetic &= oneof.fields.len() == 1;
            oneof.fields.sort_unstable();
            for number in &mut oneof.fields {
                let found = fields.binary_search_by_key(number, |field| field.number);
                if let Some(field) = found.ok().and_then(|at| fields.get_mut(at)) {
                    *number = field.id;
                    // It is alone there, and says no more than that it has presence.
                    if oneof.synthetic {
                        field.oneof = NONE;
                    }
                }
            }
        }
        for field in &mut fields {
            if field.oneof == NONE && !field.delimited && field.key.short().is_some() {
                let tag = Tag::new(field.number, field.r#type.wire());
                field.plain = u8::try_from(tag.0).ok().filter(u8::is_ascii).unwrap_or(0);
            }
        }
        if let Some(def) = self.pool.messages.get_mut(at) {
            def.fields = first..first.saturating_add(id(fields.len()));
            def.oneofs = oneofs;
            def.dense = dense.into();
            def.names = names.into_iter().map(|(name, _, id)| (name, id)).collect();
        }
        self.pool.fields.append(&mut fields);
        Ok(())
    }

    /// Reads an extension and joins it with what it extends.
    pub(super) fn extension(&mut self, extension: &Extension<'a>) -> Step<()> {
        let Extension { part, scope, features } = extension;
        self.path = Arc::clone(scope);
        let proto = FieldDescriptorProto::read(&[*part])?;
        let mut field = self.field(&proto, scope, *features, false)?;
        field.id = id(self.pool.fields.len());
        let Symbol::Message(extendee) = self.resolve(scope, proto.extendee, *part)? else {
            return Err(self.wrong(proto.extendee, *part));
        };
        let full_name = self.name(scope, proto.name, *part, Symbol::Extension(field.id))?;
        let Some(message) = self.pool.messages.get(index(extendee)) else { return Ok(()) };
        let behind = message.extension_ranges.partition_point(|range| range.end <= field.number);
        let range = message.extension_ranges.get(behind);
        if !range.is_some_and(|range| range.contains(&field.number)) {
            return Err(self.at(&proto, "not in an extension range"));
        }
        if message.message_set && (field.r#type != Type::Message || field.repeated) {
            return Err(self.at(&proto, "a message set holds single messages"));
        }
        if self.pool.extensions.insert((extendee, field.number), field.id).is_some() {
            self.detail = alloc::format!("{}", field.number);
            return Err(Bad::new(ErrorKind::Duplicate, part.at, "two extensions have the number"));
        }
        field.parent = extendee;
        field.extension = true;
        field.presence = !field.repeated;
        let bracketed = alloc::format!("[{full_name}]");
        field.key = Name::new(&bracketed);
        field.json_name = Arc::from(bracketed);
        self.pool.fields.push(field);
        Ok(())
    }

    /// What fields and extensions have in common.
    fn field(
        &mut self,
        proto: &FieldDescriptorProto<'a>,
        scope: &str,
        features: Features,
        in_oneof: bool,
    ) -> Step<FieldDef> {
        let name = proto.name.unwrap_or_default();
        if !is_identifier(name) {
            return Err(self.bad_name(name, proto.part));
        }
        let options = FieldOptions::read(&proto.options)?;
        let features = features.with(&options.features)?;
        let number = u32::try_from(proto.number.unwrap_or_default()).unwrap_or(0);
        // A message set's numbers go further; its range has the last word.
        let most = if proto.extendee.is_some() { u32::MAX } else { MAX_NUMBER };
        if number == 0 || number > most || RESERVED.contains(&number) {
            return Err(self.at(proto, "a number that no field can have"));
        }
        let (r#type, target) = self.type_of(proto, scope)?;
        let label = proto.label.unwrap_or_default();
        if !(0..=REPEATED).contains(&label) {
            return Err(self.at(proto, "a label that is not known"));
        }
        let repeated = label == REPEATED;
        let message = r#type == Type::Message;
        let required = !repeated && (label == REQUIRED || features.presence == Presence::Required);
        let optional = features.presence != Presence::Implicit || in_oneof || message || required;
        let json_name = match proto.json_name {
            Some(name) if !name.is_empty() => String::from(name),
            _ => camel(name),
        };
        Ok(FieldDef {
            id: NONE,
            number,
            r#type,
            repeated,
            packed: repeated && r#type.packable() && options.packed.unwrap_or(features.packed),
            map: false,
            required,
            presence: !repeated && optional,
            delimited: message && (proto.r#type == Some(GROUP) || features.delimited),
            verify: features.verify,
            extension: false,
            plain: 0,
            target,
            oneof: NONE,
            parent: NONE,
            declared: NONE,
            name: Arc::from(name),
            key: Name::new(&json_name),
            json_name: Arc::from(json_name),
            default_value: proto.default_value.map(Into::into),
        })
    }

    fn type_of(&mut self, proto: &FieldDescriptorProto<'a>, scope: &str) -> Step<(Type, u32)> {
        let given = match proto.r#type {
            None | Some(0) => None,
            Some(number) => match Type::of(number) {
                Some(given) => Some(given),
                None => return Err(self.at(proto, "a type that is not known")),
            },
        };
        if !matches!(given, None | Some(Type::Enum | Type::Message)) {
            return Ok((given.unwrap_or(Type::Bytes), NONE));
        }
        match (self.resolve(scope, proto.type_name, proto.part)?, given) {
            (Symbol::Message(id), None | Some(Type::Message)) => Ok((Type::Message, id)),
            (Symbol::Enum(id), None | Some(Type::Enum)) => Ok((Type::Enum, id)),
            _ => Err(self.wrong(proto.type_name, proto.part)),
        }
    }

    /// Finds the fields that are maps, once all fields are known.
    pub(super) fn maps(&mut self, waiting: &[Waiting<'a>]) -> Step<()> {
        let mut maps = Vec::new();
        for (field, at) in self.pool.fields.iter().zip(0usize..) {
            let target = self.pool.messages.get(index(field.target));
            let Some(entry) = target.filter(|_| field.r#type == Type::Message) else { continue };
            let parent = self.pool.messages.get(index(field.parent));
            let in_entry = parent.is_some_and(|parent| parent.map_entry);
            if !entry.map_entry {
                if in_entry {
                    maps.push((at, false));
                }
                continue;
            }
            let fits = match self.pool.own_fields(entry) {
                [key, value] => {
                    (key.number, value.number) == (1, 2)
                        && !key.repeated
                        && !value.repeated
                        && key.r#type.key()
                        && (key.oneof, value.oneof) == (NONE, NONE)
                }
                _ => false,
            };
            if !fits
                || !field.repeated
                || field.extension
                || in_entry
                || entry.parent != field.parent
            {
                self.path =
                    parent.map_or_else(|| Arc::from(""), |parent| Arc::clone(&parent.full_name));
                self.detail = (*field.name).into();
                let part = waiting.get(index(entry.id)).map_or(0, |entry| entry.proto.part.at);
                return Err(Bad::value(part, "a map that cannot be:"));
            }
            maps.push((at, true));
        }
        for (at, map) in maps {
            if let Some(field) = self.pool.fields.get_mut(at) {
                field.map = map;
                // Neither maps nor their values are ever groups.
                field.delimited = false;
            }
        }
        Ok(())
    }

    #[cold]
    fn at(&mut self, proto: &FieldDescriptorProto<'_>, why: &'static str) -> Bad {
        self.detail = proto.name.unwrap_or_default().into();
        Bad::value(Part::default().at.max(proto.part.at), why)
    }
}
