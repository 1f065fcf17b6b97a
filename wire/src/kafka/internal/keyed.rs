//! Records whose key says of what kind they are: a coordinator's.
use super::super::varint;
use crate::{
    ErrorKind, Node, Observed, Observer, Read, Reader, Result, Shape, Value, Wire, Write, build,
};

/// Declares the records of a topic: their kinds, keys, values, and the values' versions.
///
/// ```text
/// keyed! {
///     /// What the topic holds.
///     pub enum ConsumerOffsets<'a> {
///         OffsetCommit(OffsetCommitKey, OffsetCommitValue<'a> [0..=4]) = 1,
///     }
/// }
/// ```
/// gives `Key<'a>` by [`frames!`], and an enum of keys and values with [`Wire`] and what belongs to
/// it: as a record of a batch holds them, each behind its length.
macro_rules! keyed {
    ($(#[doc = $doc:literal])* pub enum $name:ident<$lt:lifetime> {$(
        $variant:ident($key:ty, $value:ty [$versions:expr]) = $kind:literal
    ),* $(,)?}) => {
        frames! {
            /// A key: what kind of record it is, and which one of that kind.
            pub enum Key<$lt>: kind i16 => fields { $($variant($key) = $kind,)* }
        }
        lawful! {
            $(#[doc = $doc])*
            #[derive(Debug, Clone, PartialEq)]
            pub enum $name<$lt> {
                $(#[doc = concat!("Kind ", stringify!($kind), ". Without a value it is gone.")]
                $variant($key, Option<super::Versioned<$lt, $value>>),)*
                /// A kind that is not known yet.
                Unknown {
                    /// The kind.
                    kind: i16,
                    /// What follows it in the key.
                    key: &$lt [u8],
                    /// The value.
                    value: Option<&$lt [u8]>,
                },
            }
        }
        $(impl<$lt> super::Versions for $value {
            const VERSIONS: core::ops::RangeInclusive<i16> = $versions;
        })*
        impl<$lt> super::keyed::Keyed<$lt> for $name<$lt> {
            type Key = Key<$lt>;
            fn with<S: super::keyed::Source<$lt>>(key: Key<$lt>, source: S) -> core::result::Result<Self, S::Error> {
                Ok(match key {
                    $(Key::$variant(key) => Self::$variant(key, source.value::<super::Versioned<'_, $value>, _>()?),)*
                    Key::Unknown { key: kind, body: key } => {
                        Self::Unknown { kind, key, value: source.value::<crate::types::Rest, _>()? }
                    }
                })
            }
            fn write_key<W: crate::Write>(&self, w: &mut W) -> crate::Result<()> {
                match self {
                    $(Self::$variant(key, _) => {
                        w.put(&i16::to_be_bytes($kind));
                        <$key as crate::Wire<'_, $key>>::write(key, w)
                    })*
                    Self::Unknown { kind, key, .. } => <Key<'_> as crate::Wire<'_, Key<'_>>>::write(&Key::Unknown { key: *kind, body: key }, w),
                }
            }
            fn write_value<W: crate::Write>(&self, w: &mut W) -> crate::Result<bool> {
                match self {
                    $(Self::$variant(_, value) => super::keyed::optional::<super::Versioned<'_, $value>, _, _>(value.as_ref(), w),)*
                    Self::Unknown { value, .. } => super::keyed::optional::<crate::types::Rest, _, _>(value.as_ref(), w),
                }
            }
        }
        impl<$lt> $name<$lt> {
            /// What a record of the topic says.
            ///
            /// # Errors
            /// As the tables; also without a key.
            pub fn of(record: &crate::kafka::RecordRef<$lt>) -> crate::Result<Self> {
                super::keyed::of(record)
            }
        }
        impl<$lt> crate::Wire<$lt, Self> for $name<$lt> {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = 4;
            const GROWTH: usize = crate::wire::most(&[
                <Key<$lt> as crate::Wire<$lt, Key<$lt>>>::GROWTH,
                $(<$value as crate::Wire<$lt, $value>>::GROWTH),*
            ]);
            const CANONICAL: bool = true;
            fn read<R: crate::Read<$lt>>(r: &mut R) -> crate::Result<Self> {
                super::keyed::read(r)
            }
            fn write<W: crate::Write>(this: &Self, w: &mut W) -> crate::Result<()> {
                super::keyed::write(this, w)
            }
            fn build(node: crate::Node<$lt>) -> crate::build::Result<Self> {
                super::keyed::build(node)
            }
        }
        impl crate::Describe for $name<'_> {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),*);
            const FIELDS: &'static [crate::Field] = super::keyed::FIELDS;
        }
        impl crate::Form for $name<'static> {
            type At<'f> = $name<'f>;
        }
    };
}

/// The rows of every such record.
pub(super) const FIELDS: &[crate::Field] = &[
    crate::Field::row("key", "Key", "The kind of the record, and which one of that kind."),
    crate::Field::row("value", "Versioned", "What is kept under the key; null: nothing any more."),
];

/// A record whose key says of what kind it is.
pub(super) trait Keyed<'a>: Sized {
    /// The key.
    type Key: Wire<'a, Self::Key>;
    /// The record of a key, whose value comes from `source`.
    fn with<S: Source<'a>>(key: Self::Key, source: S) -> core::result::Result<Self, S::Error>;
    /// Writes the key.
    fn write_key<W: Write>(&self, w: &mut W) -> Result<()>;
    /// Writes the value, or tells that there is none.
    fn write_value<W: Write>(&self, w: &mut W) -> Result<bool>;
}

/// From where a value is read once its key is known.
pub(super) trait Source<'a> {
    /// Why it cannot be read.
    type Error;
    /// The value, unless it is null.
    fn value<W: Wire<'a, T>, T>(self) -> core::result::Result<Option<T>, Self::Error>;
}

/// A record that is being read: the value stands behind its length.
struct InRecord<'r, R>(&'r mut R);

impl<'a, R: Read<'a>> Source<'a> for InRecord<'_, R> {
    type Error = crate::Error;
    fn value<W: Wire<'a, T>, T>(self) -> Result<Option<T>> {
        self.0.field("value", |r| part(r, W::read))
    }
}

/// A value by itself.
struct Alone<'a>(Option<&'a [u8]>);

impl<'a> Source<'a> for Alone<'a> {
    type Error = crate::Error;
    fn value<W: Wire<'a, T>, T>(self) -> Result<Option<T>> {
        self.0.map(|value| exact(&mut Reader::new(value), W::read)).transpose()
    }
}

/// A value by itself, read aloud.
struct Aloud<'a, 'o>(Option<&'a [u8]>, &'o mut dyn Observer);

impl<'a> Source<'a> for Aloud<'a, '_> {
    type Error = crate::Error;
    fn value<W: Wire<'a, T>, T>(self) -> Result<Option<T>> {
        let Some(value) = self.0 else {
            self.1.value(Value::Null);
            return Ok(None);
        };
        exact(&mut Observed::new(Reader::new(value), self.1), W::read).map(Some)
    }
}

impl<'a> Source<'a> for Node<'a> {
    type Error = build::Error;
    fn value<W: Wire<'a, T>, T>(self) -> build::Result<Option<T>> {
        if self.is_null() { Ok(None) } else { W::build(self).map(Some) }
    }
}

pub(super) fn read<'a, K: Keyed<'a>, R: Read<'a>>(r: &mut R) -> Result<K> {
    r.group(Shape::Record, |r| {
        let key = r.field("key", |r| match part(r, K::Key::read)? {
            Some(key) => Ok(key),
            None => Err(r.error(ErrorKind::BadLength, 0)),
        })?;
        K::with(key, InRecord(r))
    })
}

pub(super) fn write<'a, K: Keyed<'a>, W: Write>(record: &K, w: &mut W) -> Result<()> {
    let mut key = crate::Count::with(*w.context());
    record.write_key(&mut key)?;
    put_length(Some(key.len()), w)?;
    record.write_key(w)?;
    let mut value = crate::Count::with(*w.context());
    let there = record.write_value(&mut value)?;
    put_length(there.then(|| value.len()), w)?;
    record.write_value(w).map(|_| ())
}

pub(super) fn build<'a, K: Keyed<'a>>(node: Node<'a>) -> build::Result<K> {
    node.record(&["key", "value"])?;
    K::with(K::Key::build(node.need("key")?)?, node.need("value")?)
}

pub(super) fn of<'a, K: Keyed<'a>>(record: &super::super::RecordRef<'a>) -> Result<K> {
    K::with(the_key::<K>(record)?, Alone(record.value))
}

/// Reads the key of a record aloud.
pub(super) fn observe_key<'a, K: Keyed<'a>>(
    key: &'a [u8],
    observer: &mut dyn Observer,
) -> Result<()> {
    exact(&mut Observed::new(Reader::new(key), observer), K::Key::read).map(|_| ())
}

/// Reads the value of a record aloud.
pub(super) fn observe_value<'a, K: Keyed<'a>>(
    record: &super::super::RecordRef<'a>,
    observer: &mut dyn Observer,
) -> Result<()> {
    K::with(the_key::<K>(record)?, Aloud(record.value, observer)).map(|_| ())
}

fn the_key<'a, K: Keyed<'a>>(record: &super::super::RecordRef<'a>) -> Result<K::Key> {
    exact(&mut Reader::new(record.key.unwrap_or_default()), K::Key::read)
}

/// Writes what may be null; tells whether it is there.
pub(super) fn optional<'a, W: Wire<'a, T>, T, O: Write>(
    value: Option<&T>,
    w: &mut O,
) -> Result<bool> {
    match value {
        Some(value) => W::write(value, w).map(|()| true),
        None => Ok(false),
    }
}

/// Reads what must take all that is left.
pub(super) fn exact<'a, T, R: Read<'a>>(
    r: &mut R,
    f: impl FnOnce(&mut R) -> Result<T>,
) -> Result<T> {
    let n = r.remaining();
    r.within(n, f)
}

/// A key or a value as it stands in a record: behind its length, or null.
fn part<'a, T, R: Read<'a>>(r: &mut R, f: impl FnOnce(&mut R) -> Result<T>) -> Result<Option<T>> {
    match r.layout("length", varint::length)? {
        Some(length) => r.within(length, f).map(Some),
        None => {
            r.value(Value::Null);
            Ok(None)
        }
    }
}

fn put_length<W: Write>(length: Option<usize>, w: &mut W) -> Result<()> {
    let n = length.map_or(Ok(-1), i32::try_from);
    let n = n.map_err(|_| w.error(ErrorKind::Unwritable, length.unwrap_or_default()))?;
    varint::write(w, n.into());
    Ok(())
}
