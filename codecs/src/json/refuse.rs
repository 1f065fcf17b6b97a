//! What stands between a value and serde_json's serializer: it refuses numbers that JSON cannot
//! say.
//!
//! A [`Formatter`](serde_json::ser::Formatter) cannot do it: serde_json asks it for a `null` where
//! a number is not finite, as it does for `None`. What it can do is in [`nest`](super::nest).
use super::raw::Part;
use core::fmt::Display;
use serde_core::ser::{self, Error, Serialize, Serializer};

const NOT_FINITE: &str = "NaN and infinity have no JSON (RFC 8259 section 6)";

/// A serializer that passes everything on, or a part of a value with its own.
pub(super) struct Refuse<S>(pub(super) S);

#[cold]
fn not_finite<E: Error>() -> E {
    E::custom(NOT_FINITE)
}

impl<T: Serialize + ?Sized> Serialize for Part<T> {
    #[inline(always)]
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Refuse(inner))
    }
}

/// Passed on as they are.
macro_rules! same {
    ($($name:ident($($arg:ident: $of:ty),*);)*) => { $(
        #[inline(always)]
        fn $name(self, $($arg: $of),*) -> Result<S::Ok, S::Error> {
            self.0.$name($($arg),*)
        }
    )* };
}

/// Arrays and objects.
macro_rules! compound {
    ($($name:ident($($arg:ident: $of:ty),*) -> $part:ident;)*) => { $(
        #[inline(always)]
        fn $name(self, $($arg: $of),*) -> Result<Self::$part, S::Error> {
            self.0.$name($($arg),*).map(Refuse)
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
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeStructVariant;
    }

    #[inline(always)]
    fn serialize_f32(self, v: f32) -> Result<S::Ok, S::Error> {
        if v.is_finite() { self.0.serialize_f32(v) } else { Err(not_finite()) }
    }

    #[inline(always)]
    fn serialize_f64(self, v: f64) -> Result<S::Ok, S::Error> {
        if v.is_finite() { self.0.serialize_f64(v) } else { Err(not_finite()) }
    }

    #[inline(always)]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(Part::of(value))
    }

    #[inline(always)]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, Part::of(value))
    }

    #[inline(always)]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, Part::of(value))
    }

    #[inline(always)]
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    #[inline(always)]
    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Sequences: one method that takes a part.
macro_rules! sequence {
    ($($name:ident, $method:ident;)*) => { $(
        impl<S: ser::$name> ser::$name for Refuse<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            #[inline(always)]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$method(Part::of(value))
            }

            #[inline(always)]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
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

            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.0.serialize_field(key, Part::of(value))
            }

            #[inline(always)]
            fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
                self.0.skip_field(key)
            }

            #[inline(always)]
            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
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
    #[inline(always)]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    #[inline(always)]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(Part::of(value))
    }

    #[inline(always)]
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
