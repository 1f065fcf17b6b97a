//! Reading serde's data model.
use super::Refused;
use crate::ErrorKind;
use crate::compact::{Decode, Decoder, Profile};
use core::marker::PhantomData;
use serde_core::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

/// Reads one value.
pub(super) struct Deserializer<'d, 'a, P> {
    d: &'d mut Decoder<'a>,
    of: PhantomData<P>,
}

impl<'d, 'a, P: Profile> Deserializer<'d, 'a, P> {
    pub(super) const fn new(d: &'d mut Decoder<'a>) -> Self {
        Self { d, of: PhantomData }
    }

    fn get<T: Decode<'a, P>>(self) -> Result<T, Refused> {
        Ok(T::decode(self.d)?)
    }

    /// A fixed number of parts.
    const fn parts(self, left: usize) -> Parts<'d, 'a, P> {
        Parts { d: self.d, left, of: PhantomData }
    }
}

/// Primitives are read as they are everywhere in the format.
macro_rules! primitives {
    ($($method:ident: $type:ty, $visit:ident;)*) => { $(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refused> {
            visitor.$visit(self.get::<$type>()?)
        }
    )* };
}

/// What only bytes that describe themselves could say.
macro_rules! unsaid {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'a>>(self, _visitor: V) -> Result<V::Value, Refused> {
            Err(ErrorKind::BadValue.into())
        }
    )* };
}

impl<'a, P: Profile> de::Deserializer<'a> for Deserializer<'_, 'a, P> {
    type Error = Refused;

    primitives! {
        deserialize_bool: bool, visit_bool;
        deserialize_i8: i8, visit_i8;
        deserialize_i16: i16, visit_i16;
        deserialize_i32: i32, visit_i32;
        deserialize_i64: i64, visit_i64;
        deserialize_i128: i128, visit_i128;
        deserialize_u8: u8, visit_u8;
        deserialize_u16: u16, visit_u16;
        deserialize_u32: u32, visit_u32;
        deserialize_u64: u64, visit_u64;
        deserialize_u128: u128, visit_u128;
        deserialize_f32: f32, visit_f32;
        deserialize_f64: f64, visit_f64;
        deserialize_char: char, visit_char;
        deserialize_str: &'a str, visit_borrowed_str;
        deserialize_string: &'a str, visit_borrowed_str;
        deserialize_bytes: &'a [u8], visit_borrowed_bytes;
        deserialize_byte_buf: &'a [u8], visit_borrowed_bytes;
    }

    unsaid!(deserialize_any deserialize_identifier deserialize_ignored_any);

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refused> {
        match *self.d.array()? {
            [0] => visitor.visit_none(),
            [1] => {
                self.d.enter()?;
                let value = visitor.visit_some(Deserializer::<P>::new(self.d))?;
                self.d.leave();
                Ok(value)
            }
            [tag] => Err(self.d.fail(ErrorKind::BadValue, tag.into()).into()),
        }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refused> {
        let n = self.d.count::<P>(0)?;
        self.d.enter()?;
        let value = visitor.visit_seq(Deserializer::<P>::new(self.d).parts(n))?;
        self.d.leave();
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'a>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_seq(self.parts(len))
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_seq(self.parts(len))
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refused> {
        let n = self.d.count::<P>(0)?;
        self.d.enter()?;
        let value = visitor.visit_map(Deserializer::<P>::new(self.d).parts(n))?;
        self.d.leave();
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_seq(self.parts(fields.len()))
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_enum(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// Parts that follow each other.
struct Parts<'d, 'a, P> {
    d: &'d mut Decoder<'a>,
    left: usize,
    of: PhantomData<P>,
}

impl<'a, P: Profile> Parts<'_, 'a, P> {
    fn part<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        seed.deserialize(Deserializer::<P>::new(self.d))
    }

    /// Never more than there are bytes: what reserves by it reserves no more than the input.
    fn hint(&self) -> Option<usize> {
        Some(self.left.min(self.d.remaining()))
    }
}

impl<'a, P: Profile> SeqAccess<'a> for Parts<'_, 'a, P> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                self.part(seed).map(Some)
            }
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.hint()
    }
}

impl<'a, P: Profile> MapAccess<'a> for Parts<'_, 'a, P> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        self.part(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.hint()
    }
}

impl<'d, 'a, P: Profile> EnumAccess<'a> for Deserializer<'d, 'a, P> {
    type Error = Refused;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<(S::Value, Self), Refused> {
        let tag = self.d.tag::<P>()?;
        let tag = IntoDeserializer::<Refused>::into_deserializer(tag);
        Ok((seed.deserialize(tag)?, self))
    }
}

impl<'a, P: Profile> VariantAccess<'a> for Deserializer<'_, 'a, P> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<S::Value, Refused> {
        self.d.enter()?;
        let value = seed.deserialize(Deserializer::<P>::new(self.d))?;
        self.d.leave();
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Refused> {
        self.d.enter()?;
        let value = visitor.visit_seq(Deserializer::<P>::new(self.d).parts(len))?;
        self.d.leave();
        Ok(value)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.tuple_variant(fields.len(), visitor)
    }
}
