//! The macros: one description a message, and everything else follows from it.
//!
//! Six in all: [`message!`], [`frames!`], [`codes!`], [`flags!`], `protocols!` (called once, in
//! `lib.rs`) and MQTT's property table. They declare; they never hide control flow. What does not
//! fit a row is a plain [`Wire`](crate::Wire) implementation, not a wider macro.
//!
//! Lines are long here: a row's part that takes three lines of its own hides the shape of the rest.

/// Declares a message: its struct, its codec both ways, its table and its way back from JSON.
///
/// A row is `name: Type as Wire [versions] = default ignorable tag N,` under its doc line. All but
/// `name: Type` may be left out:
/// - `name = "literal"`: the field's name, where Rust cannot spell it (`r#type = "type"`),
/// - `as Wire`: the wire type, where it is not the Rust type itself,
/// - `[3..]`: the versions that carry the field; `[..]` for all, where more follows,
/// - `= 5` or `= (CONST)`: its value where it is absent (else `Default::default()`),
/// - `ignorable`: dropped in silence at a version that does not carry it (else a value that would
///   be lost is an error),
/// - `tag 0`: it stands in the message's tag section under that number, when it is not its default.
///
/// ```
/// use wireloom_wire::{Reader, Wire, message, types::Text};
///
/// message! {
///     /// Asks for messages. The example's specification, §1.
///     pub struct Consume<'a> = "consume" {
///         /// The queue to consume from.
///         queue: &'a str as Text<u8>,
///         prefetch: u16 [2..] = 10,
///     }
/// }
/// let consume = Consume::read(&mut Reader::new(b"\x06orders"))?;
/// assert_eq!(consume, Consume { queue: "orders", prefetch: 10 });
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
/// gives `pub struct Consume<'a>` with public fields, and implements [`Wire`](crate::Wire) (`read`,
/// `write`, `build`), [`Record`](crate::Record), [`Describe`](crate::Describe),
/// [`Form`](crate::Form) and `Default` for it. What runs is what one would write by hand:
/// ```text
/// fn read_fields(r) {
///     let mut this = Self::default();      // queue: Default::default(), prefetch: 10
///     this.queue = Text::<u8>::read_field(r, "queue")?;
///     if carries(&(2..), r.version()) { this.prefetch = u16::read_field(r, "prefetch")?; }
///     Ok(this)
/// }
/// ```
#[macro_export]
macro_rules! message {
    ($(#[doc = $doc:literal])* $vis:vis struct $name:ident<$lt:lifetime> $(= $kind:literal)? { $($rows:tt)* }) => {
        $crate::message!(@rows [$($doc)*] $vis, [$name<$lt>] [$name<'static>] [$name<'f>] $lt [$crate::message!(@name $name $($kind)?)] { $($rows)* });
    };
    ($(#[doc = $doc:literal])* $vis:vis struct $name:ident $(= $kind:literal)? { $($rows:tt)* }) => {
        $crate::message!(@rows [$($doc)*] $vis, [$name] [$name] [$name] 'r [$crate::message!(@name $name $($kind)?)] { $($rows)* });
    };
    // Every part of a row is made explicit: what was left out is given its meaning here.
    (@rows [$($doc:literal)*] $vis:vis, $this:tt $static:tt $at:tt $lt:lifetime $kind:tt {$(
        $(#[doc = $row_doc:literal])*
        $field:ident $(= $alias:literal)?: $ty:ty $(as $wire:ty)?
        // `$ignorable` matches nothing: it only tells that the word before it is there.
        $([$versions:expr] $(= $default:literal)? $(= ($value:expr))? $(ignorable $ignorable:vis)? $(tag $tag:literal)?)?
    ),* $(,)?}) => {
        $crate::message!(@impl [$($doc)*] $vis, $this $static $at $lt $kind {$({
            $field [$crate::message!(@name $field $($alias)?)] [$ty] [$crate::message!(@wire $ty $(as $wire)?)]
            [$crate::message!(@doc [$($row_doc)*] $field [$ty $(as $wire)?] $($versions)?)]
            [$($versions $(, tag $tag)? $(, ignorable $ignorable)?)?]
            [$crate::message!(@default $($($default)? $(($value))?)?)] [$($($default)? $(($value))?)?]
            [$(.versions(stringify!($versions)) $(.default(stringify!($default)))? $(.default(stringify!($value)))? $(.ignorable($crate::message!(@true $ignorable)))? $(.tag($tag))?)?]
        })*});
    };
    (@impl [$($doc:literal)*] $vis:vis, [$($this:tt)*] [$static:ty] [$at:ty] $lt:lifetime [$kind:expr] {$({
        $field:ident [$name:expr] [$ty:ty] [$wire:ty] [$row_doc:expr] [$($in:tt)*] [$default:expr] [$($given:tt)*] [$($more:tt)*]
    })*}) => {
        $crate::lawful! {
            $(#[doc = $doc])*
            #[derive(Debug, Clone, PartialEq)]
            $vis struct $($this)* { $(#[doc = $row_doc] pub $field: $ty,)* }
        }
        #[allow(unused_variables, unused_mut, reason = "a message may have no rows, and few have tagged ones")]
        const _: () = {
            impl<$lt> $crate::Wire<$lt, $($this)*> for $($this)* {
                const NAME: &'static str = $kind;
                const MIN: usize = $crate::wire::sum(&[$($crate::message!(@min [$($in)*] <$wire as $crate::Wire<$lt, $ty>>::MIN)),*]);
                const GROWTH: usize = $crate::wire::most(&[$(<$wire as $crate::Wire<$lt, $ty>>::GROWTH),*]);
                const CANONICAL: bool = $crate::wire::any(&[$(<$wire as $crate::Wire<$lt, $ty>>::CANONICAL),*]);
                #[inline] fn read<R: $crate::Read<$lt>>(r: &mut R) -> $crate::Result<Self> {
                    r.group($crate::Shape::Record, <Self as $crate::Record<$lt>>::read_fields)
                }
                #[inline] fn write<W: $crate::Write>(this: &Self, w: &mut W) -> $crate::Result<()> {
                    $($crate::message!(@row [$($in)*] w.version(),
                        { <$wire as $crate::Wire<$lt, $ty>>::write_row(&this.$field, w, this)? }
                        { if $crate::wire::differs(&this.$field, &$default) { $crate::wire::lost(w)? } }
                        {} {});)*
                    Ok(())
                }
                fn build(node: $crate::Node<$lt>) -> $crate::build::Result<Self> {
                    node.record(&[$($name),*])?;
                    Ok(Self {$($field: {
                        let free = $crate::message!(@row [$($in)*] node.context().version, { $crate::message!(@given $($given)*) } { true } { true } { true });
                        $crate::wire::field::<$ty, $wire>(node, $name, free.then(|| $default))?
                    }),*})
                }
            }
            impl<$lt> $crate::Record<$lt> for $($this)* {
                #[inline] fn read_fields<R: $crate::Read<$lt>>(r: &mut R) -> $crate::Result<Self> {
                    let mut this = Self::default();
                    $($crate::message!(@row [$($in)*] r.version(),
                        { this.$field = <$wire as $crate::Wire<$lt, $ty>>::read_row(r, $name, &mut this)? } {} {} {});)*
                    Ok(this)
                }
                fn read_tag<R: $crate::Read<$lt>>(&mut self, tag: u32, r: &mut R) -> $crate::Result<bool> {
                    let mut known = false;
                    $($crate::message!(@tag [$($in)*] n, r.version(), { if n == tag {
                        self.$field = r.field($name, <$wire as $crate::Wire<$lt, $ty>>::read)?;
                        known = true;
                    } });)*
                    Ok(known)
                }
                fn tags(&self, version: i16) -> $crate::wire::Set {
                    let mut set = $crate::wire::Set::new();
                    $($crate::message!(@tag [$($in)*] n, version, { if $crate::wire::differs(&self.$field, &$default) { set.insert(n); } });)*
                    set
                }
                fn write_tag<W: $crate::Write>(&self, tag: u32, w: &mut W) -> $crate::Result<()> {
                    $($crate::message!(@tag [$($in)*] n, w.version(), { if n == tag { <$wire as $crate::Wire<$lt, $ty>>::write(&self.$field, w)? } });)*
                    Ok(())
                }
            }
            impl<$lt> $crate::Describe for $($this)* {
                const NAME: &'static str = $kind;
                const DOC: &'static str = concat!($($doc, "\n"),*);
                const FIELDS: &'static [$crate::Field] = &[$($crate::Field::row($name, <$wire as $crate::Wire<'_, $ty>>::NAME, $row_doc)$($more)*),*];
            }
            impl $crate::Form for $static {
                type At<'f> = $at;
            }
            impl<$lt> Default for $($this)* {
                #[inline] fn default() -> Self { Self { $($field: $default),* } }
            }
        };
    };

    // The parts of a row.
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $alias:literal) => { $alias };
    (@wire $ty:ty) => { $ty };
    (@wire $ty:ty as $wire:ty) => { $wire };
    (@doc [] $name:ident [$($wire:tt)*]) => { concat!("`", stringify!($name), "`, `", stringify!($($wire)*), "`.") };
    (@doc [] $name:ident [$($wire:tt)*] $versions:expr) => {
        concat!("`", stringify!($name), "`, `", stringify!($($wire)*), "`, in versions `", stringify!($versions), "`.")
    };
    (@doc [$($doc:literal)+] $($rest:tt)*) => { concat!($($doc, "\n"),*) };
    (@min [] $min:expr) => { $min };
    (@min [$($in:tt)+] $min:expr) => { 0 };
    (@default) => { Default::default() };
    (@default $default:literal) => { $default };
    (@default ($value:expr)) => { $value };
    (@true $nothing:vis) => { true };
    (@given) => { false };
    (@given $($given:tt)+) => { true };

    // What is done where the version carries the row, where it does not, where that is ignored,
    // and where the row stands in the tag section.
    (@row [] $version:expr, $carried:block $absent:block $ignored:block $tagged:block) => { $carried };
    (@row [$versions:expr] $version:expr, $carried:block $absent:block $ignored:block $tagged:block) => {
        if $crate::wire::carries(&$versions, $version) $carried else $absent
    };
    (@row [$versions:expr, ignorable $($nothing:tt)*] $version:expr, $carried:block $absent:block $ignored:block $tagged:block) => {
        if $crate::wire::carries(&$versions, $version) $carried else $ignored
    };
    (@row [$versions:expr, tag $tag:literal] $version:expr, $carried:block $absent:block $ignored:block $tagged:block) => {
        if $crate::wire::carries(&$versions, $version) $tagged else $absent
    };
    (@row [$versions:expr, tag $($tag:tt)*] $version:expr, $carried:block $absent:block $ignored:block $tagged:block) => { $tagged };
    (@tag [$versions:expr, tag $tag:literal $($rest:tt)*] $n:ident, $version:expr, $then:block) => {
        let $n: u32 = $tag;
        if $crate::wire::carries(&$versions, $version) $then
    };
    (@tag [$($row:tt)*] $($rest:tt)*) => {};
}

/// Declares an open set of numeric codes: a value that the specification does not name survives a
/// round trip.
///
/// ```
/// use wireloom_wire::{Reader, Wire, codes};
///
/// codes! {
///     /// Why a channel was closed. The example's specification, §2.
///     pub struct ReplyCode(u16) {
///         /// The peer asked for it.
///         SUCCESS = 200,
///         NO_ROUTE = 312 "no-route",
///     }
/// }
/// assert_eq!(ReplyCode::read(&mut Reader::new(&[1, 0x38]))?.name(), Some("no-route"));
/// assert_eq!(format!("{:?}", ReplyCode(7)), "7");
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
/// gives `pub struct ReplyCode(pub u16)` with a constant a row, `name` both ways, and
/// [`Wire`](crate::Wire).
#[macro_export]
macro_rules! codes {
    ($(#[doc = $doc:literal])* $vis:vis struct $name:ident($int:ty) {$(
        $(#[doc = $code_doc:literal])* $code:ident = $value:literal $($alias:literal)?
    ),* $(,)?}) => {
        $crate::lawful! {
            $(#[doc = $doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
            $vis struct $name(#[doc = "The number on the wire."] pub $int);
        }
        impl $name {
            $(#[doc = concat!("`", stringify!($value), "`.", $(" ", $code_doc),*)] pub const $code: Self = Self($value);)*
            /// Every code that has a name, and its name.
            pub const NAMES: &'static [($int, &'static str)] = &[$(($value, $crate::message!(@name $code $($alias)?))),*];
            /// The name the specification gives this code, if it gives one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 { $($value => Some($crate::message!(@name $code $($alias)?)),)* _ => None }
            }
        }
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { $crate::wire::code(self.name(), &self.0, f) }
        }
        impl<'r> $crate::Wire<'r, $name> for $name {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = size_of::<$int>();
            #[inline] fn read<R: $crate::Read<'r>>(r: &mut R) -> $crate::Result<$name> {
                let code = Self(<$int>::from_be_bytes(*r.array()?));
                if r.aloud() { r.value($crate::Value::Code(code.0.into(), code.name())) }
                Ok(code)
            }
            #[inline] fn write<W: $crate::Write>(this: &$name, w: &mut W) -> $crate::Result<()> { $crate::wire::put(w, &this.0.to_be_bytes()) }
            fn build(node: $crate::Node<'r>) -> $crate::build::Result<$name> {
                node.code(|name| $crate::wire::numbered(Self::NAMES, name)).map(Self)
            }
        }
    };
}

/// Declares the flags packed into a number: each is a field of one bit.
///
/// ```
/// use wireloom_wire::{Reader, Wire, flags};
///
/// flags! {
///     /// How to consume. The example's specification, §3.
///     pub struct How(u8) {
///         /// The server does not wait for acknowledgements.
///         NO_ACK = 0x02 "no_ack",
///         EXCLUSIVE = 0x04 "exclusive",
///     }
/// }
/// let how = How::read(&mut Reader::new(&[0x06]))?;
/// assert!(how.has(How::NO_ACK) && how.has(How::EXCLUSIVE));
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
/// gives `pub struct How(pub u8)`, a constant a row, `has`, `with`, and [`Wire`](crate::Wire); bits
/// without a name are kept, and read aloud as `unknown` when they are set.
#[macro_export]
macro_rules! flags {
    ($(#[doc = $doc:literal])* $vis:vis struct $name:ident($int:ty) {$(
        $(#[doc = $flag_doc:literal])* $flag:ident = $mask:literal $($alias:literal)?
    ),* $(,)?}) => {
        $crate::lawful! {
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            $vis struct $name(#[doc = "The bits on the wire."] pub $int);
        }
        impl $name {
            $(#[doc = concat!("`", stringify!($mask), "`.", $(" ", $flag_doc),*)] pub const $flag: Self = Self($mask);)*
            const UNKNOWN: Self = Self(!(0 $(| $mask)*));
            /// Whether every bit of `flag` is set.
            pub const fn has(self, flag: Self) -> bool { self.0 & flag.0 == flag.0 }
            /// These flags and the bits of `flag`.
            #[must_use]
            pub const fn with(self, flag: Self) -> Self { Self(self.0 | flag.0) }
        }
        impl<'r> $crate::Wire<'r, $name> for $name {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = size_of::<$int>();
            #[inline] fn read<R: $crate::Read<'r>>(r: &mut R) -> $crate::Result<$name> {
                r.group($crate::Shape::Record, |r| {
                    let flags = Self(<$int>::from_be_bytes(*r.array()?));
                    if r.aloud() {
                        $(r.bits($crate::message!(@name $flag $($alias)?), $mask, $crate::Value::Bool(flags.has(Self::$flag)));)*
                        let unknown = flags.0 & Self::UNKNOWN.0;
                        if unknown != 0 { r.bits("unknown", Self::UNKNOWN.0.into(), $crate::Value::Unsigned(unknown.into())) }
                    }
                    Ok(flags)
                })
            }
            #[inline] fn write<W: $crate::Write>(this: &$name, w: &mut W) -> $crate::Result<()> { $crate::wire::put(w, &this.0.to_be_bytes()) }
            fn build(node: $crate::Node<'r>) -> $crate::build::Result<$name> {
                node.record(&[$($crate::message!(@name $flag $($alias)?),)* "unknown"])?;
                let mut flags = node.get("unknown").map_or(Ok(Self(0)), |node| node.number("bits").map(Self))?;
                $(if node.need($crate::message!(@name $flag $($alias)?))?.bool()? { flags = flags.with(Self::$flag); })*
                Ok(flags)
            }
        }
    };
}

/// Declares the messages that a key selects between. A key that is not in the table keeps its body
/// as `Unknown`.
///
/// ```
/// use wireloom_wire::{Reader, Wire, frames, types::Rest};
///
/// frames! {
///     /// What may come. The example's specification, §4.
///     pub enum Method<'a>: method u16 => arguments {
///         /// Asks for nothing.
///         Ping(u32) = 10 "basic.ping",
///         Text(&'a [u8] as Rest) = 11 "basic.text",
///     }
/// }
/// assert_eq!(Method::read(&mut Reader::new(&[0, 10, 0, 0, 0, 7]))?, Method::Ping(7));
/// let unknown = Method::read(&mut Reader::new(b"\x00\x63what"))?;
/// assert_eq!((unknown.kind(), unknown.key()), ("unknown", 99));
/// # Ok::<(), wireloom_wire::Error>(())
/// ```
/// gives `pub enum Method<'a>` with a variant a row and `Unknown { key, body }`, `kind`, `key`,
/// and [`Wire`](crate::Wire), [`Describe`](crate::Describe), [`Form`](crate::Form). Aloud it is a
/// record of the key, under the name before its type, and the body, under the name after the arrow.
#[macro_export]
macro_rules! frames {
    ($(#[doc = $doc:literal])* $vis:vis enum $name:ident<$lt:lifetime>: $key_name:ident $key:ty => $body_name:ident {$(
        $(#[doc = $variant_doc:literal])* $variant:ident($ty:ty $(as $wire:ty)?) = $value:literal $($alias:literal)?
    ),* $(,)?}) => {
        $crate::lawful! {
            $(#[doc = $doc])*
            #[derive(Debug, Clone, PartialEq)]
            $vis enum $name<$lt> {
                $(#[doc = concat!("`", stringify!($value), "`.", $(" ", $variant_doc),*)] $variant($ty),)*
                /// A key that the specification does not name, and what follows it.
                Unknown {
                    /// The key.
                    key: $key,
                    /// What follows, as it came.
                    body: &$lt [u8],
                },
            }
        }
        impl<$lt> $name<$lt> {
            /// Every key that has a name, and its name.
            pub const KINDS: &'static [($key, &'static str)] = &[$(($value, $crate::message!(@name $variant $($alias)?))),*];
            /// The name of what this is.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $crate::message!(@name $variant $($alias)?),)* Self::Unknown { .. } => "unknown" }
            }
            /// The key on the wire.
            pub const fn key(&self) -> $key {
                match self { $(Self::$variant(_) => $value,)* Self::Unknown { key, .. } => *key }
            }
        }
        impl Default for $name<'_> {
            fn default() -> Self {
                Self::Unknown { key: 0, body: &[] }
            }
        }
        impl<$lt> $crate::Wire<$lt, $name<$lt>> for $name<$lt> {
            const NAME: &'static str = stringify!($name);
            const MIN: usize = size_of::<$key>();
            const GROWTH: usize = $crate::wire::most(&[$(<$crate::message!(@wire $ty $(as $wire)?) as $crate::Wire<$lt, $ty>>::GROWTH),*]);
            const CANONICAL: bool = $crate::wire::any(&[$(<$crate::message!(@wire $ty $(as $wire)?) as $crate::Wire<$lt, $ty>>::CANONICAL),*]);
            fn read<R: $crate::Read<$lt>>(r: &mut R) -> $crate::Result<$name<$lt>> {
                r.group($crate::Shape::Record, |r| {
                    let key = r.field(stringify!($key_name), |r| {
                        let key = <$key>::from_be_bytes(*r.array()?);
                        if r.aloud() {
                            let name = match key { $($value => Some($crate::message!(@name $variant $($alias)?)),)* _ => None };
                            r.value($crate::Value::Code(key.into(), name));
                        }
                        Ok(key)
                    })?;
                    r.field(stringify!($body_name), |r| match key {
                        $($value => <$crate::message!(@wire $ty $(as $wire)?) as $crate::Wire<$lt, $ty>>::read(r).map(Self::$variant),)*
                        _ => <$crate::types::Rest as $crate::Wire<$lt, &$lt [u8]>>::read(r).map(|body| Self::Unknown { key, body }),
                    })
                })
            }
            fn write<W: $crate::Write>(this: &$name<$lt>, w: &mut W) -> $crate::Result<()> {
                // An unknown key that is known would be read as something else.
                let known = matches!(this, Self::Unknown { key, .. } if Self::KINDS.iter().any(|row| row.0 == *key));
                $crate::wire::put_key(w, known, &this.key().to_be_bytes())?;
                match this {
                    $(Self::$variant(m) => <$crate::message!(@wire $ty $(as $wire)?) as $crate::Wire<$lt, $ty>>::write(m, w),)*
                    Self::Unknown { body, .. } => <$crate::types::Rest as $crate::Wire<$lt, &$lt [u8]>>::write(body, w),
                }
            }
            fn build(node: $crate::Node<$lt>) -> $crate::build::Result<$name<$lt>> {
                node.record(&[stringify!($key_name), stringify!($body_name)])?;
                let key = node.need(stringify!($key_name))?;
                let body = node.need(stringify!($body_name))?;
                match key.code(|name| $crate::wire::numbered(Self::KINDS, name))? {
                    $($value => <$crate::message!(@wire $ty $(as $wire)?) as $crate::Wire<$lt, $ty>>::build(body).map(Self::$variant),)*
                    key => body.bytes().map(|body| Self::Unknown { key, body }),
                }
            }
        }
        impl $crate::Describe for $name<'_> {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),*);
            const FIELDS: &'static [$crate::Field] = &[
                $crate::Field::row(stringify!($key_name), <$key as $crate::Wire<'_, $key>>::NAME, "Selects what follows."),
                $crate::Field::row(stringify!($body_name), concat!($($crate::message!(@name $variant $($alias)?), " | ",)* "unknown"), "What follows."),
            ];
        }
        impl $crate::Form for $name<'static> {
            type At<'f> = $name<'f>;
        }
    };
}

/// An item of the macros above, of which the laws want arbitrary values. A macro, because a `cfg` in
/// an expansion asks for the features of the crate that it is expanded in. That crate then needs
/// `arbitrary` as a dependency, for the derive names it.
#[cfg(feature = "check")]
#[doc(hidden)]
#[macro_export]
macro_rules! lawful {
    ($($item:tt)*) => { #[derive($crate::arbitrary::Arbitrary)] $($item)* };
}
#[cfg(not(feature = "check"))]
#[doc(hidden)]
#[macro_export]
macro_rules! lawful {
    ($($item:tt)*) => { $($item)* };
}
