//! A value behind its version.
use crate::{ErrorKind, Node, Read, Result, Shape, Wire, Write, build, types::Rest};
use core::ops::RangeInclusive;

/// Which versions there are of the value of a record.
pub trait Versions {
    /// The versions that are defined.
    const VERSIONS: RangeInclusive<i16>;
}

/// A value behind its version. A version that is not known yet is a value, too.
#[derive(Debug, Clone, PartialEq)]
pub enum Versioned<'a, M> {
    /// What a table describes.
    Known {
        /// The version.
        version: i16,
        /// The fields that it has.
        fields: M,
    },
    /// Another version, and what follows it.
    Unknown {
        /// The version.
        version: i16,
        /// What follows, as it came.
        body: &'a [u8],
    },
}

impl<M> Versioned<'_, M> {
    /// The fields, if the version is known.
    pub const fn fields(&self) -> Option<&M> {
        match self {
            Self::Known { fields, .. } => Some(fields),
            Self::Unknown { .. } => None,
        }
    }
}

impl<'a, M: Wire<'a, M> + Versions> Wire<'a, Self> for Versioned<'a, M> {
    const NAME: &'static str = M::NAME;
    const MIN: usize = 2;
    const GROWTH: usize = M::GROWTH;
    const CANONICAL: bool = M::CANONICAL;

    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, |r| {
            let version = r.field("version", i16::read)?;
            r.field("fields", |r| {
                if !M::VERSIONS.contains(&version) {
                    return Rest::read(r).map(|body| Self::Unknown { version, body });
                }
                at(r, version, M::read).map(|fields| Self::Known { version, fields })
            })
        })
    }

    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        let (Self::Known { version, .. } | Self::Unknown { version, .. }) = value;
        let known = M::VERSIONS.contains(version);
        i16::write(version, w)?;
        match value {
            Self::Known { fields, .. } if known => write_at(w, *version, |w| M::write(fields, w)),
            Self::Unknown { body, .. } if !known => Rest::write(body, w),
            _ => Err(w.error(ErrorKind::Unwritable, 0)),
        }
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        node.record(&["version", "fields"])?;
        let version = i16::build(node.need("version")?)?;
        let fields = node.need("fields")?;
        if !M::VERSIONS.contains(&version) {
            return fields.bytes().map(|body| Self::Unknown { version, body });
        }
        let fields = M::build(fields.in_context(node.context().at(version)))?;
        Ok(Self::Known { version, fields })
    }
}

/// Noise is hardly ever of a known version: most arbitrary values are.
#[cfg(feature = "check")]
impl<'a, M: arbitrary::Arbitrary<'a> + Versions> arbitrary::Arbitrary<'a> for Versioned<'a, M> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        if u.ratio(1, 16)? {
            return Ok(Self::Unknown { version: u.arbitrary()?, body: u.arbitrary()? });
        }
        Ok(Self::Known { version: u.int_in_range(M::VERSIONS)?, fields: u.arbitrary()? })
    }
}

/// Runs `f` at another version.
pub(super) fn at<'a, T, R: Read<'a>>(
    r: &mut R,
    version: i16,
    f: impl FnOnce(&mut R) -> Result<T>,
) -> Result<T> {
    let before = core::mem::replace(&mut r.context_mut().version, version);
    let value = f(r);
    r.context_mut().version = before;
    value
}

/// Runs `f` at another version.
pub(super) fn write_at<W: Write>(
    w: &mut W,
    version: i16,
    f: impl FnOnce(&mut W) -> Result<()>,
) -> Result<()> {
    let before = core::mem::replace(&mut w.context_mut().version, version);
    let written = f(w);
    w.context_mut().version = before;
    written
}
