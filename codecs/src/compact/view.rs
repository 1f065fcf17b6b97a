//! The borrowed form of a type: its texts and bytes stay where they came in.

/// A type with a borrowed form that is read from the same bytes. `#[derive(Compact)]` makes one:
/// `User` gets a `UserView<'a>`.
///
/// Numbers are their own view. Text is `&'a str`, bytes are `&'a [u8]`, floats are
/// [`Packed<'a, f32>`](super::Packed), other sequences a vector of views, maps a vector of pairs, boxes a
/// box of the view. What must not allocate at all uses [`Seq`](super::Seq).
pub trait Viewed {
    /// The borrowed form.
    type View<'a>
    where
        Self: 'a;
    /// The borrowed form of many.
    type Items<'a>
    where
        Self: 'a;
}
