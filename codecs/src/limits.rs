//! What input from outside may cost, and the few numbers that every reader and writer carries.

/// What input may cost. Whoever trusts his input raises a limit; the defaults suit the open network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest frame, framing included, in bytes.
    pub frame: usize,
    /// How deep values may nest. At most [`Limits::MAX_DEPTH`].
    pub depth: u16,
    /// How many items one message may hold in all.
    pub items: u32,
    /// What one compressed block may inflate to, in bytes.
    pub inflated: usize,
    /// What a session may keep between frames, in bytes.
    pub buffered: usize,
    /// The largest window that a compressed stream may ask for, in bytes.
    pub window: usize,
}

impl Limits {
    /// The hard maximum of [`Limits::depth`]: owned trees are walked, and dropped, up to here.
    pub const MAX_DEPTH: u16 = 1_000;

    /// The defaults.
    pub const DEFAULT: Self = Self {
        frame: 64 << 20,
        depth: 100,
        items: 1_000_000,
        inflated: 64 << 20,
        buffered: 64 << 20,
        window: 8 << 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What every reader and writer carries beside its bytes, so that no decoder needs a further
/// parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The protocol's version, as the protocol numbers it.
    pub version: i16,
    /// Bits of the protocol's own: flexible lengths, the side that speaks, strictness.
    pub flags: u16,
    /// How deep values may nest.
    pub depth: u16,
    /// Writers only: drop what the version cannot carry where the default is to refuse it.
    pub lenient: bool,
    /// How many more items the message may hold.
    pub items: u32,
    /// What compressed parts of the message may inflate to, in bytes.
    pub inflated: u32,
}

impl Context {
    /// Version 0, no flags, the default limits.
    pub const DEFAULT: Self = Self::new(&Limits::DEFAULT);

    /// Version 0, no flags, these limits.
    pub const fn new(limits: &Limits) -> Self {
        let depth = if limits.depth < Limits::MAX_DEPTH { limits.depth } else { Limits::MAX_DEPTH };
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped")]
        let inflated =
            if limits.inflated < u32::MAX as usize { limits.inflated as u32 } else { u32::MAX };
        Self { version: 0, flags: 0, depth, lenient: false, items: limits.items, inflated }
    }

    /// The same at another version.
    #[must_use]
    pub const fn at(mut self, version: i16) -> Self {
        self.version = version;
        self
    }

    /// The same with other flags.
    #[must_use]
    pub const fn with(mut self, flags: u16) -> Self {
        self.flags = flags;
        self
    }

    /// Whether every bit of `flag` is set.
    #[inline]
    pub const fn has(&self, flag: u16) -> bool {
        self.flags & flag == flag
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::DEFAULT
    }
}
