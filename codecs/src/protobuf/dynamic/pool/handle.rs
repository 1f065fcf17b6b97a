//! What callers hold: a definition and the pool that it refers to.
use super::def::OneofDef;
use super::def::{MethodDef, ServiceDef, Type, index};
use super::{EnumDef, FieldDef, MessageDef, NONE, Pool, WellKnown};
use core::{fmt, ptr};

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident($def:ident) shows $($shown:ident).+;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'p> {
            pub(crate) pool: &'p Pool,
            pub(crate) def: &'p $def,
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                ptr::eq(self.def, other.def)
            }
        }

        impl Eq for $name<'_> {}

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.def.$($shown).+).finish()
            }
        }
    )* };
}

handles! {
    /// A message type.
    Message(MessageDef) shows full_name;
    /// A field of a message, or an extension.
    Field(FieldDef) shows name;
    /// Fields of which a message holds one at most.
    Oneof(OneofDef) shows name;
    /// An enum type.
    Enum(EnumDef) shows full_name;
    /// A service.
    Service(ServiceDef) shows full_name;
    /// A method of a service.
    Method(MethodDef) shows name;
}

/// What a field holds, once or many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are Protobuf's scalar types, by name")]
pub enum Kind<'p> {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
    /// A number with names.
    Enum(Enum<'p>),
    /// Another message, groups too.
    Message(Message<'p>),
}

impl<'p> Message<'p> {
    /// `package.Outer.Name`.
    pub fn full_name(self) -> &'p str {
        &self.def.full_name
    }

    /// The last part of its name.
    pub fn name(self) -> &'p str {
        last(&self.def.full_name)
    }

    /// The file that it stands in.
    pub fn file(self) -> &'p str {
        self.pool.files.get(index(self.def.file)).map_or("", |file| &file.name)
    }

    /// The package of its file.
    pub fn package(self) -> &'p str {
        self.pool.files.get(index(self.def.file)).map_or("", |file| &file.package)
    }

    /// The message that it is declared in.
    pub fn parent(self) -> Option<Self> {
        self.pool.message_at(self.def.parent)
    }

    /// Its fields in the order of their numbers, without extensions.
    pub fn fields(self) -> impl ExactSizeIterator<Item = Field<'p>> + DoubleEndedIterator {
        let pool = self.pool;
        pool.own_fields(self.def).iter().map(move |def| Field { pool, def })
    }

    /// Its oneofs, without those that only say `optional`.
    pub fn oneofs(self) -> impl Iterator<Item = Oneof<'p>> {
        let range = index(self.def.oneofs.start)..index(self.def.oneofs.end);
        let (pool, all) = (self.pool, self.pool.oneofs.get(range).unwrap_or_default());
        all.iter().filter(|def| !def.synthetic).map(move |def| Oneof { pool, def })
    }

    /// The field of a number, extensions too.
    pub fn field(self, number: u32) -> Option<Field<'p>> {
        let pool = self.pool;
        pool.lookup(self.def, number).map(|def| Field { pool, def })
    }

    /// The field of a name: JSON's, the file's, or `[full.name]` of an extension.
    pub fn field_by_name(self, name: &str) -> Option<Field<'p>> {
        let pool = self.pool;
        pool.lookup_name(self.def, name).map(|def| Field { pool, def })
    }

    /// Whether its JSON is not made of its fields.
    pub const fn well_known(self) -> Option<WellKnown> {
        self.def.well_known
    }

    /// The pool that it is part of.
    pub const fn pool(self) -> &'p Pool {
        self.pool
    }
}

impl<'p> Field<'p> {
    /// Its number on the wire.
    pub const fn number(self) -> u32 {
        self.def.number
    }

    /// Its name in the file.
    pub fn name(self) -> &'p str {
        &self.def.name
    }

    /// Its name in JSON; an extension's full name in brackets.
    pub fn json_name(self) -> &'p str {
        &self.def.json_name
    }

    /// What it holds. For a map, the message of its entries: `key` is field 1, `value` field 2.
    pub fn kind(self) -> Kind<'p> {
        match self.def.r#type {
            Type::Double => Kind::Double,
            Type::Float => Kind::Float,
            Type::Int32 => Kind::Int32,
            Type::Int64 => Kind::Int64,
            Type::Uint32 => Kind::Uint32,
            Type::Uint64 => Kind::Uint64,
            Type::Sint32 => Kind::Sint32,
            Type::Sint64 => Kind::Sint64,
            Type::Fixed32 => Kind::Fixed32,
            Type::Fixed64 => Kind::Fixed64,
            Type::Sfixed32 => Kind::Sfixed32,
            Type::Sfixed64 => Kind::Sfixed64,
            Type::Bool => Kind::Bool,
            Type::String => Kind::String,
            Type::Bytes => Kind::Bytes,
            // Targets are checked when the pool is built.
            Type::Enum => self.pool.enum_at(self.def.target).map_or(Kind::Int32, Kind::Enum),
            Type::Message => {
                self.pool.message_at(self.def.target).map_or(Kind::Bytes, Kind::Message)
            }
        }
    }

    /// The fields of a map's entries: its keys and its values.
    pub fn map(self) -> Option<(Self, Self)> {
        let entry = self.pool.message_at(self.def.target).filter(|_| self.is_map())?;
        Some((entry.field(1)?, entry.field(2)?))
    }

    /// Its place among the fields as its file declares them, from 0. An extension has none.
    pub const fn declared(self) -> Option<u32> {
        if self.def.declared == NONE { None } else { Some(self.def.declared) }
    }

    /// Whether it holds entries of a map.
    pub const fn is_map(self) -> bool {
        self.def.map
    }

    /// Whether it holds any number of values, and is no map.
    pub const fn is_list(self) -> bool {
        self.def.repeated && !self.def.map
    }

    /// Whether absent is not the same as zero.
    pub const fn has_presence(self) -> bool {
        self.def.presence
    }

    /// Whether a message is not whole without it. Neither reading nor writing asks for it.
    pub const fn is_required(self) -> bool {
        self.def.required
    }

    /// Whether it is an extension.
    pub const fn is_extension(self) -> bool {
        self.def.extension
    }

    /// Whether repeated values are written behind one length.
    pub const fn is_packed(self) -> bool {
        self.def.packed
    }

    /// The oneof that it is part of.
    pub fn oneof(self) -> Option<Oneof<'p>> {
        let pool = self.pool;
        let oneof = pool.oneofs.get(index(self.def.oneof));
        oneof.map(|def| Oneof { pool, def })
    }

    /// The message that it is part of, or extends.
    pub fn parent(self) -> Option<Message<'p>> {
        self.pool.message_at(self.def.parent)
    }

    /// What the file says that it is when it is absent, in the words of the descriptor: bytes with
    /// C's escapes, enums by name.
    pub fn default_value(self) -> Option<&'p str> {
        self.def.default_value.as_deref()
    }
}

impl<'p> Oneof<'p> {
    /// Its name.
    pub fn name(self) -> &'p str {
        &self.def.name
    }

    /// Its fields in the order of their numbers.
    pub fn fields(self) -> impl Iterator<Item = Field<'p>> {
        let pool = self.pool;
        self.def.fields.iter().filter_map(move |id| pool.field_at(*id))
    }

    /// The message that it is part of.
    pub fn parent(self) -> Option<Message<'p>> {
        self.pool.message_at(self.def.message)
    }
}

impl<'p> Enum<'p> {
    /// `package.Outer.Name`.
    pub fn full_name(self) -> &'p str {
        &self.def.full_name
    }

    /// Names and numbers in the order of the file.
    pub fn values(self) -> impl ExactSizeIterator<Item = (&'p str, i32)> {
        self.def.values.iter().map(|value| (&*value.name, value.number))
    }

    /// The name of a number; the first, if it has several.
    pub fn name_of(self, number: i32) -> Option<&'p str> {
        self.def.name(number)
    }

    /// The number of a name.
    pub fn number_of(self, name: &str) -> Option<i32> {
        self.def.number(name)
    }

    /// Whether numbers without a name are kept as unknown fields.
    pub const fn is_closed(self) -> bool {
        self.def.closed
    }

    /// The number that stands for absent: the first of the file.
    pub fn first(self) -> i32 {
        self.def.values.first().map_or(0, |value| value.number)
    }

    /// The pool that it is part of.
    pub const fn pool(self) -> &'p Pool {
        self.pool
    }
}

impl<'p> Service<'p> {
    /// `package.Name`.
    pub fn full_name(self) -> &'p str {
        &self.def.full_name
    }

    /// Its methods in the order of the file.
    pub fn methods(self) -> impl ExactSizeIterator<Item = Method<'p>> {
        let pool = self.pool;
        self.def.methods.iter().map(move |def| Method { pool, def })
    }

    /// The method of a name.
    pub fn method(self, name: &str) -> Option<Method<'p>> {
        self.methods().find(|method| method.name() == name)
    }
}

impl<'p> Method<'p> {
    /// Its name.
    pub fn name(self) -> &'p str {
        &self.def.name
    }

    /// What is sent.
    pub fn input(self) -> Option<Message<'p>> {
        self.pool.message_at(self.def.input)
    }

    /// What is answered.
    pub fn output(self) -> Option<Message<'p>> {
        self.pool.message_at(self.def.output)
    }

    /// Whether many messages are sent.
    pub const fn client_streaming(self) -> bool {
        self.def.client_streaming
    }

    /// Whether many messages are answered.
    pub const fn server_streaming(self) -> bool {
        self.def.server_streaming
    }
}

/// What stands behind the last dot.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
