//! Descriptors: what messages, enums and services there are.
mod build;
pub(crate) mod def;
mod features;
mod handle;
mod proto;
#[cfg(feature = "protox")]
mod source;
mod well_known;

pub use handle::{Enum, Field, Kind, Message, Method, Oneof, Service};
pub use well_known::WellKnown;

pub(crate) use def::{EnumDef, FieldDef, MessageDef, NONE, Type};

use super::Error;
use alloc::{sync::Arc, vec::Vec};
use def::{FileDef, OneofDef, ServiceDef, Symbol, index};
use std::collections::HashMap;

/// All types of a descriptor set, resolved and checked.
///
/// What `protoc --descriptor_set_out --include_imports` writes is one; proto2, proto3 and editions
/// may stand in it side by side. Features are inherited as edition 2023 defines them; later
/// editions have the same so far.
///
/// ```
/// use wireloom_codecs::{Limits, protobuf::dynamic::Pool};
///
/// // message Point { int32 x = 1; } in the package geo, as a descriptor set.
/// let set = b"\x0a\x2a\x0a\x09geo.proto\x12\x03geo\x22\x10\x0a\x05Point\x12\x07\x0a\x01x\x18\x01\x28\x05\x62\x06proto3";
/// let pool = Pool::from_descriptor_set(set)?;
/// let point = pool.message("geo.Point").expect("it is in the set");
/// let value = point.decode(b"\x08\x96\x01", &Limits::DEFAULT)?;
/// assert_eq!(value.to_json()?, r#"{"x":150}"#);
/// # Ok::<(), wireloom_codecs::protobuf::dynamic::Error>(())
/// ```
#[derive(Debug)]
pub struct Pool {
    files: Vec<FileDef>,
    messages: Vec<MessageDef>,
    fields: Vec<FieldDef>,
    oneofs: Vec<OneofDef>,
    enums: Vec<EnumDef>,
    services: Vec<ServiceDef>,
    names: HashMap<Arc<str>, Symbol>,
    /// By the message extended and the number.
    extensions: HashMap<(u32, u32), u32>,
}

impl Pool {
    /// Reads a `google.protobuf.FileDescriptorSet`.
    ///
    /// Its files may come in any order. The same file twice is one; imports that are missing are
    /// not missed unless a type is.
    ///
    /// # Errors
    /// When it is not a descriptor set, or not one that a compiler would have made: names that are
    /// not there or there twice, numbers out of range or used twice, imports in a circle, types
    /// where they cannot be. Path and byte say where. Full names may take 32 bytes of memory for
    /// each byte of the set, not more.
    pub fn from_descriptor_set(bytes: &[u8]) -> Result<Self, Error> {
        build::Builder::build(bytes)
    }

    /// The message of a full name: `google.protobuf.Any`.
    pub fn message(&self, name: &str) -> Option<Message<'_>> {
        match self.names.get(name)? {
            Symbol::Message(id) => self.message_at(*id),
            _ => None,
        }
    }

    /// The enum of a full name.
    pub fn enumeration(&self, name: &str) -> Option<Enum<'_>> {
        match self.names.get(name)? {
            Symbol::Enum(id) => self.enum_at(*id),
            _ => None,
        }
    }

    /// The extension of a full name, as it stands in JSON's brackets.
    pub fn extension(&self, name: &str) -> Option<Field<'_>> {
        match self.names.get(name)? {
            Symbol::Extension(id) => self.field_at(*id),
            _ => None,
        }
    }

    /// The service of a full name.
    pub fn service(&self, name: &str) -> Option<Service<'_>> {
        match self.names.get(name)? {
            Symbol::Service(id) => {
                self.services.get(index(*id)).map(|def| Service { pool: self, def })
            }
            _ => None,
        }
    }

    /// All messages, nested ones too, without the entries of maps.
    pub fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        let all = self.messages.iter().filter(|def| !def.map_entry);
        all.map(|def| Message { pool: self, def })
    }

    /// All enums.
    pub fn enums(&self) -> impl Iterator<Item = Enum<'_>> {
        self.enums.iter().map(|def| Enum { pool: self, def })
    }

    /// All services.
    pub fn services(&self) -> impl Iterator<Item = Service<'_>> {
        self.services.iter().map(|def| Service { pool: self, def })
    }

    /// The names of all files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.name)
    }

    pub(crate) fn message_at(&self, id: u32) -> Option<Message<'_>> {
        self.messages.get(index(id)).map(|def| Message { pool: self, def })
    }

    pub(crate) fn enum_at(&self, id: u32) -> Option<Enum<'_>> {
        self.enums.get(index(id)).map(|def| Enum { pool: self, def })
    }

    pub(crate) fn field_at(&self, id: u32) -> Option<Field<'_>> {
        self.field_def(id).map(|def| Field { pool: self, def })
    }

    #[inline]
    pub(crate) fn field_def(&self, id: u32) -> Option<&FieldDef> {
        self.fields.get(index(id))
    }

    #[inline]
    pub(crate) fn message_def(&self, id: u32) -> Option<&MessageDef> {
        self.messages.get(index(id))
    }

    #[inline]
    pub(crate) fn enum_def(&self, id: u32) -> Option<&EnumDef> {
        self.enums.get(index(id))
    }

    /// The field of a number, extensions too.
    #[inline]
    pub(crate) fn lookup(&self, message: &MessageDef, number: u32) -> Option<&FieldDef> {
        if let Some(id) = message.dense.get(index(number)) {
            if *id != NONE {
                return self.field_def(*id);
            }
        } else if let Some(field) = self.sparse(message, number) {
            return Some(field);
        }
        if message.extension_ranges.is_empty() {
            return None;
        }
        self.extensions.get(&(message.id, number)).and_then(|id| self.field_def(*id))
    }

    fn sparse(&self, message: &MessageDef, number: u32) -> Option<&FieldDef> {
        let fields = self.own_fields(message);
        let at = fields.binary_search_by_key(&number, |field| field.number).ok()?;
        fields.get(at)
    }

    pub(crate) fn own_fields(&self, message: &MessageDef) -> &[FieldDef] {
        let range = index(message.fields.start)..index(message.fields.end);
        self.fields.get(range).unwrap_or_default()
    }

    /// The same, guessing that it is the one behind `last`.
    #[inline]
    pub(crate) fn lookup_next<'p>(
        &'p self,
        message: &MessageDef,
        last: Option<&FieldDef>,
        name: &str,
    ) -> Option<&'p FieldDef> {
        let next = last.map_or(message.fields.start, |last| last.id.saturating_add(1));
        let guess = self.field_def(next).filter(|_| message.fields.contains(&next));
        match guess {
            Some(field) if *field.json_name == *name => Some(field),
            _ => self.lookup_name(message, name),
        }
    }

    /// The field of a JSON name, a name, or an extension in brackets.
    pub(crate) fn lookup_name(&self, message: &MessageDef, name: &str) -> Option<&FieldDef> {
        if let Ok(at) = message.names.binary_search_by(|(found, _)| (**found).cmp(name)) {
            return message.names.get(at).and_then(|(_, id)| self.field_def(*id));
        }
        let name = name.strip_prefix('[')?.strip_suffix(']')?;
        match self.names.get(name)? {
            Symbol::Extension(id) => self.field_def(*id).filter(|field| field.parent == message.id),
            _ => None,
        }
    }
}
