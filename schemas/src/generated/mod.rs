//! What `generate` makes of `proto/`, which is where it is described. Not for editing.
#![expect(clippy::use_self, clippy::module_inception, reason = "prost writes it so")]
macro_rules! families {
    ($($family:ident)*) => { $(
        #[rustfmt::skip]
        pub(crate) mod $family;
    )* };
}
families!(log mesh order save telemetry user);
