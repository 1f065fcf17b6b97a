//! Writing serde's data model.
use super::Refused;
use crate::ErrorKind;
use crate::compact::{Encode, Out, Profile};
use core::marker::PhantomData;
use serde_core::{Serialize, ser};

/// Writes one value.
pub(super) struct Serializer<'w, P, W> {
    w: &'w mut W,
    /// One level deeper than before: given back at the end.
    nested: bool,
    of: PhantomData<P>,
}

impl<'w, P: Profile, W: Out> Serializer<'w, P, W> {
    pub(super) const fn new(w: &'w mut W) -> Self {
        Self { w, nested: false, of: PhantomData }
    }

    /// Begins what nests: sequences, maps, the content of options and variants.
    fn enter(mut self) -> Result<Self, Refused> {
        let depth = self.w.depth();
        *depth = depth.checked_sub(1).ok_or(ErrorKind::DepthLimit)?;
        self.nested = true;
        Ok(self)
    }

    fn leave(self) -> Result<(), Refused> {
        if self.nested {
            let depth = self.w.depth();
            *depth = depth.saturating_add(1);
        }
        Ok(())
    }

    fn put<T: Encode<P> + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.encode(self.w);
        Ok(())
    }

    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(Serializer::<P, W>::new(self.w))
    }
}

/// Primitives are written as they are everywhere in the format.
macro_rules! primitives {
    ($($method:ident($type:ty);)*) => { $(
        fn $method(self, value: $type) -> Result<(), Refused> {
            self.put(&value)
        }
    )* };
}

impl<P: Profile, W: Out> ser::Serializer for Serializer<'_, P, W> {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    primitives! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
    }

    fn serialize_none(self) -> Result<(), Refused> {
        self.put(&0u8)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        self.w.array([1]);
        let mut inner = self.enter()?;
        inner.part(value)?;
        inner.leave()
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
    ) -> Result<(), Refused> {
        self.w.tag::<P>(index);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        mut self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.part(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.w.tag::<P>(index);
        let mut inner = self.enter()?;
        inner.part(value)?;
        inner.leave()
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self, Refused> {
        self.w.len::<P>(len.ok_or(ErrorKind::Unwritable)?);
        self.enter()
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self, Refused> {
        self.w.tag::<P>(index);
        self.enter()
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self, Refused> {
        self.serialize_seq(len)
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self, Refused> {
        self.serialize_tuple_variant(name, index, variant, len)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// Parts follow each other, whatever they are parts of.
macro_rules! compound {
    ($($of:ident: $part:ident;)*) => { $(
        impl<P: Profile, W: Out> ser::$of for Serializer<'_, P, W> {
            type Ok = ();
            type Error = Refused;

            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.part(value)
            }

            fn end(self) -> Result<(), Refused> {
                self.leave()
            }
        }
    )* };
}

compound! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}

impl<P: Profile, W: Out> ser::SerializeMap for Serializer<'_, P, W> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.part(value)
    }

    fn end(self) -> Result<(), Refused> {
        self.leave()
    }
}

/// Names are not written, and a field that is left out would be read as the next one.
macro_rules! named {
    ($($of:ident)*) => { $(
        impl<P: Profile, W: Out> ser::$of for Serializer<'_, P, W> {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _key: &'static str,
                value: &T,
            ) -> Result<(), Refused> {
                self.part(value)
            }

            fn skip_field(&mut self, _key: &'static str) -> Result<(), Refused> {
                Err(ErrorKind::Unwritable.into())
            }

            fn end(self) -> Result<(), Refused> {
                self.leave()
            }
        }
    )* };
}

named!(SerializeStruct SerializeStructVariant);
