//! Records whose value says of what kind it is: the cluster's metadata.

/// Declares the records of a topic without keys: kinds, values, and the values' versions.
///
/// gives an enum of the values, and a struct of what stands before them, with
/// [`Wire`](crate::Wire) and what belongs to it.
macro_rules! stated {
    ($(#[doc = $doc:literal])* pub struct $name:ident<$lt:lifetime> with $record:ident {$(
        $variant:ident($value:ty [$versions:expr]) = $kind:literal
    ),* $(,)?}) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name<$lt> {
            /// The version of the three numbers that stand before the fields: 1.
            pub frame_version: u32,
            /// The version of the fields.
            pub version: u32,
            /// The kind and the fields.
            pub record: $record<$lt>,
        }
        lawful! {
            /// What a record says.
            #[derive(Debug, Clone, PartialEq)]
            pub enum $record<$lt> {
                $(#[doc = concat!("Kind ", stringify!($kind), ".")] $variant($value),)*
                /// A kind, or a version of it, that is not known yet.
                Unknown {
                    /// The kind.
                    kind: u32,
                    /// The fields, as they came.
                    body: &$lt [u8],
                },
            }
        }
        $(impl<$lt> super::Versions for $value {
            const VERSIONS: core::ops::RangeInclusive<i16> = $versions;
        })*
        impl<$lt> $record<$lt> {
            /// Every kind, and its name.
            pub const KINDS: &'static [(u32, &'static str)] = &[$(($kind, stringify!($variant))),*];
            /// The kind on the wire.
            pub const fn kind(&self) -> u32 {
                match self { $(Self::$variant(_) => $kind,)* Self::Unknown { kind, .. } => *kind }
            }
            /// The versions of a kind; none for an unknown one.
            fn versions(kind: u32) -> Option<core::ops::RangeInclusive<i16>> {
                match kind { $($kind => Some($versions),)* _ => None }
            }
            /// The version as tables count it, if the kind has it.
            fn known(kind: u32, version: u32) -> Option<i16> {
                let version = i16::try_from(version).ok()?;
                Self::versions(kind)?.contains(&version).then_some(version)
            }
        }
        impl<$lt> $name<$lt> {
            /// What a record of the topic says.
            ///
            /// # Errors
            /// As the tables; also without a value.
            pub fn of(record: &crate::kafka::RecordRef<$lt>) -> crate::Result<Self> {
                let value = record.value.unwrap_or_default();
                super::keyed::exact(&mut crate::Reader::new(value), <Self as crate::Wire<'_, Self>>::read)
            }
        }
        impl<$lt> crate::Wire<$lt, Self> for $name<$lt> {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = 3;
            const GROWTH: usize = crate::wire::most(&[$(<$value as crate::Wire<$lt, $value>>::GROWTH),*]);
            const CANONICAL: bool = true;
            fn read<R: crate::Read<$lt>>(r: &mut R) -> crate::Result<Self> {
                r.group(crate::Shape::Record, |r| {
                    let frame_version = r.field("frame_version", super::stated::number)?;
                    let kind = r.field("kind", |r| super::stated::kind(r, $record::KINDS))?;
                    let version = r.field("version", super::stated::number)?;
                    let known = $record::known(kind, version);
                    let record = r.field("fields", |r| match (known, kind) {
                        $((Some(version), $kind) => {
                            super::versioned::at(r, version, <$value as crate::Wire<'_, $value>>::read).map($record::$variant)
                        })*
                        _ => <crate::types::Rest as crate::Wire<'_, &[u8]>>::read(r).map(|body| $record::Unknown { kind, body }),
                    })?;
                    Ok(Self { frame_version, version, record })
                })
            }
            fn write<W: crate::Write>(this: &Self, w: &mut W) -> crate::Result<()> {
                let kind = this.record.kind();
                for number in [this.frame_version, kind, this.version] {
                    crate::wireloom_codecs::varint::write_leb128(w, number.into());
                }
                match (&this.record, $record::known(kind, this.version)) {
                    $(($record::$variant(fields), Some(version)) => {
                        super::versioned::write_at(w, version, |w| <$value as crate::Wire<'_, $value>>::write(fields, w))
                    })*
                    ($record::Unknown { body, .. }, None) => { w.put(body); Ok(()) }
                    // It would be read as something else.
                    _ => Err(w.error(crate::ErrorKind::Unwritable, 0)),
                }
            }
            fn build(node: crate::Node<$lt>) -> crate::build::Result<Self> {
                node.record(&["frame_version", "kind", "version", "fields"])?;
                let frame_version = node.need("frame_version")?.number("a version")?;
                let kind = node.need("kind")?.code(|name| crate::wire::numbered($record::KINDS, name))?;
                let version = node.need("version")?.number("a version")?;
                let fields = node.need("fields")?;
                let record = match ($record::known(kind, version), kind) {
                    $((Some(version), $kind) => {
                        let fields = fields.in_context(node.context().at(version));
                        <$value as crate::Wire<'_, $value>>::build(fields).map($record::$variant)?
                    })*
                    _ => $record::Unknown { kind, body: fields.bytes()? },
                };
                Ok(Self { frame_version, version, record })
            }
        }
        impl crate::Describe for $name<'_> {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),*);
            const FIELDS: &'static [crate::Field] = super::stated::FIELDS;
        }
        impl crate::Form for $name<'static> {
            type At<'f> = $name<'f>;
        }
        /// Noise is hardly ever of a known version: most arbitrary records are.
        #[cfg(feature = "check")]
        impl<$lt> arbitrary::Arbitrary<$lt> for $name<$lt> {
            fn arbitrary(u: &mut arbitrary::Unstructured<$lt>) -> arbitrary::Result<Self> {
                let record: $record<$lt> = u.arbitrary()?;
                let version = match $record::versions(record.kind()) {
                    Some(known) => u.int_in_range(known)?.unsigned_abs().into(),
                    None => u.arbitrary()?,
                };
                Ok(Self { frame_version: 1, version, record })
            }
        }
    };
}

use crate::{Read, Result, Value, wireloom_codecs::varint::read_leb128};

/// The rows of every such record.
pub(super) const FIELDS: &[crate::Field] = &[
    crate::Field::row("frame_version", "VARINT", "The version of these three numbers: 1."),
    crate::Field::row("kind", "VARINT", "Selects the table of the fields."),
    crate::Field::row("version", "VARINT", "The version of the fields."),
    crate::Field::row("fields", "one of the tables", "What the record says."),
];

/// An unsigned varint.
pub(super) fn number<'a, R: Read<'a>>(r: &mut R) -> Result<u32> {
    let n = read_leb128(r, u32::BITS)?;
    r.value(Value::Unsigned(n));
    // 32 bits were read.
    Ok(u32::try_from(n).unwrap_or_default())
}

/// An unsigned varint that may have a name.
pub(super) fn kind<'a, R: Read<'a>>(r: &mut R, names: &[(u32, &'static str)]) -> Result<u32> {
    let n = read_leb128(r, u32::BITS)?;
    let kind = u32::try_from(n).unwrap_or_default();
    let name = names.iter().find(|row| row.0 == kind).map(|row| row.1);
    r.value(Value::Code(kind.into(), name));
    Ok(kind)
}
