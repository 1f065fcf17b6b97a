//! The unsafe code of JSON: a value is seen as a part, where it is. A part that pointed to its value
//! would be a word in memory for each field of each struct. The safe twin is serde_json alone, which
//! sees no parts: what both write is compared.
#![expect(unsafe_code, reason = "measured: five instructions for each field")]

/// A part of a value, to be written by whichever serializer it is given.
#[repr(transparent)]
pub(super) struct Part<T: ?Sized>(pub(super) T);

impl<T: ?Sized> Part<T> {
    /// The value as a part.
    #[inline(always)]
    #[expect(clippy::as_conversions, reason = "between pointers with the same metadata")]
    pub(super) const fn of(value: &T) -> &Self {
        let value: *const T = value;
        // SAFETY: `Part` is transparent, so what a pointer to `T` says is true of one to `Part<T>`;
        // the result borrows what `value` borrows.
        unsafe { &*(value as *const Self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Codec, json::Json};
    use alloc::{boxed::Box, collections::BTreeMap, string::String, vec, vec::Vec};
    use serde::Serialize;

    #[derive(Serialize, serde::Deserialize)]
    enum All {
        Unit,
        New(Box<Self>),
        Tuple(u8, (), Option<char>),
        Struct { map: BTreeMap<i8, Vec<f32>>, text: String, nothing: Option<Vec<Self>> },
    }

    #[test]
    fn a_part_is_its_value_where_it_is() {
        for value in ["", "x", "text"] {
            let part = Part::of(value);
            assert_eq!((&part.0, part.0.as_ptr()), (value, value.as_ptr()));
        }
        let numbers: &[u16] = &[1, 2, 3];
        assert_eq!(Part::of(numbers).0, *numbers);
        assert_eq!(Part::of(&7u64).0, 7);
    }

    #[test]
    fn parts_are_written_as_serde_json_writes_wholes() {
        let map = BTreeMap::from([(-1, vec![0.5, 1e30]), (2, vec![])]);
        let inner = All::Struct { map, text: "a\"b\u{1}é".into(), nothing: Some(vec![All::Unit]) };
        let value = vec![
            All::New(Box::new(inner)),
            All::Tuple(1, (), Some('x')),
            All::Struct { map: BTreeMap::new(), text: String::new(), nothing: None },
        ];
        let mut out = Vec::new();
        Json::DEFAULT.encode(&value, &mut out).unwrap();
        assert_eq!(out, serde_json::to_vec(&value).unwrap());
        out.clear();
        Json::PRETTY.encode(&value, &mut out).unwrap();
        assert_eq!(out, serde_json::to_vec_pretty(&value).unwrap());
    }
}
