//! What stands between a value and serde_json's serializer: it refuses what JSON cannot say, and
//! values that nest too deep for anybody to read.
//!
//! A [`Formatter`](serde_json::ser::Formatter) cannot do it: serde_json asks it for a `null` where
//! a number is not finite, as it does for `None`.
use super::Json;
use core::fmt::Display;
use serde_core::ser::{self, Error, Serialize, Serializer};

/// The words of the fault, by which the codec knows it again.
pub(super) const TOO_DEEP: &str = "nested deeper than JSON is read";
const NOT_FINITE: &str = "NaN and infinity have no JSON (RFC 8259 section 6)";

/// A serializer that passes everything on, or a part of a value with its own.
pub(super) struct Refuse<S> {
    inner: S,
    /// How many levels of arrays and objects may follow.
    depth: u8,
}

impl<S> Refuse<S> {
    #[inline]
    pub(super) const fn new(inner: S) -> Self {
        Self { inner, depth: Json::DEPTH }
    }
}

impl<S: Serializer> Refuse<S> {
    /// What is left below `levels` more.
    #[inline]
    fn below(&self, levels: u8) -> Result<u8, S::Error> {
        self.depth.checked_sub(levels).ok_or_else(too_deep)
    }
}

#[cold]
fn too_deep<E: Error>() -> E {
    E::custom(TOO_DEEP)
}

#[cold]
fn not_finite<E: Error>() -> E {
    E::custom(NOT_FINITE)
}

/// A part of a value, to be written by whichever serializer it is given.
struct Part<'v, T: ?Sized> {
    value: &'v T,
    depth: u8,
}

impl<T: Serialize + ?Sized> Serialize for Part<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Refuse { inner, depth: self.depth })
    }
}

/// Passed on as they are.
macro_rules! same {
    ($($name:ident($($arg:ident: $of:ty),*);)*) => { $(
        #[inline]
        fn $name(self, $($arg: $of),*) -> Result<S::Ok, S::Error> {
            self.inner.$name($($arg),*)
        }
    )* };
}

/// Arrays and objects: `levels` deeper.
macro_rules! compound {
    ($($name:ident($($arg:ident: $of:ty),*) -> $part:ident, $levels:literal;)*) => { $(
        #[inline]
        fn $name(self, $($arg: $of),*) -> Result<Self::$part, S::Error> {
            let depth = self.below($levels)?;
            Ok(Refuse { inner: self.inner.$name($($arg),*)?, depth })
        }
    )* };
}

impl<S: Serializer> Serializer for Refuse<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Refuse<S::SerializeSeq>;
    type SerializeTuple = Refuse<S::SerializeTuple>;
    type SerializeTupleStruct = Refuse<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Refuse<S::SerializeTupleVariant>;
    type SerializeMap = Refuse<S::SerializeMap>;
    type SerializeStruct = Refuse<S::SerializeStruct>;
    type SerializeStructVariant = Refuse<S::SerializeStructVariant>;

    same! {
        serialize_bool(v: bool);
        serialize_i8(v: i8);
        serialize_i16(v: i16);
        serialize_i32(v: i32);
        serialize_i64(v: i64);
        serialize_i128(v: i128);
        serialize_u8(v: u8);
        serialize_u16(v: u16);
        serialize_u32(v: u32);
        serialize_u64(v: u64);
        serialize_u128(v: u128);
        serialize_char(v: char);
        serialize_str(v: &str);
        serialize_bytes(v: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    compound! {
        serialize_seq(len: Option<usize>) -> SerializeSeq, 1;
        serialize_tuple(len: usize) -> SerializeTuple, 1;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct, 1;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeTupleVariant, 2;
        serialize_map(len: Option<usize>) -> SerializeMap, 1;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct, 1;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeStructVariant, 2;
    }

    #[inline]
    fn serialize_f32(self, v: f32) -> Result<S::Ok, S::Error> {
        if v.is_finite() { self.inner.serialize_f32(v) } else { Err(not_finite()) }
    }

    #[inline]
    fn serialize_f64(self, v: f64) -> Result<S::Ok, S::Error> {
        if v.is_finite() { self.inner.serialize_f64(v) } else { Err(not_finite()) }
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Part { value, depth: self.depth })
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_struct(name, &Part { value, depth: self.depth })
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let depth = self.below(1)?;
        self.inner.serialize_newtype_variant(name, index, variant, &Part { value, depth })
    }

    #[inline]
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    #[inline]
    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Sequences: one method that takes a part.
macro_rules! sequence {
    ($($name:ident, $method:ident;)*) => { $(
        impl<S: ser::$name> ser::$name for Refuse<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.inner.$method(&Part { value, depth: self.depth })
            }

            #[inline]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        }
    )* };
}

sequence! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
    SerializeTupleVariant, serialize_field;
}

/// Structs: names are fixed and go through as they are.
macro_rules! structure {
    ($($name:ident;)*) => { $(
        impl<S: ser::$name> ser::$name for Refuse<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.inner.serialize_field(key, &Part { value, depth: self.depth })
            }

            #[inline]
            fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
                self.inner.skip_field(key)
            }

            #[inline]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        }
    )* };
}

structure! {
    SerializeStruct;
    SerializeStructVariant;
}

impl<S: ser::SerializeMap> ser::SerializeMap for Refuse<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    /// serde_json itself refuses keys that are not finite.
    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.inner.serialize_key(key)
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.inner.serialize_value(&Part { value, depth: self.depth })
    }

    #[inline]
    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}
