//! The families go through the compact format, owned and borrowed.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
use std::fmt::Debug;
use wireloom_codecs::compact::{Compact, Fixed, Leb128, Profile};
use wireloom_codecs::{Codec, Error, Registry};
use wireloom_schemas::{Log, Mesh, Random, Save, User};

fn round<T, P>(value: &T, profile: P) -> Vec<u8>
where
    T: PartialEq + Debug,
    P: for<'a> Codec<'a, T, Error = Error>,
{
    let mut out = Vec::new();
    profile.encode(value, &mut out).unwrap();
    assert_eq!(profile.size(value), Ok(out.len()));
    assert_eq!(&profile.decode(&out).unwrap(), value);
    out
}

/// The owned and the borrowed form show the same, in every profile.
macro_rules! family {
    ($($name:ident: $type:ident = $value:expr;)*) => { $(
        #[test]
        fn $name() {
            let value: $type = $value;
            let shown = format!("{value:?}");
            let (compact, fixed) = (round(&value, Compact), round(&value, Fixed));
            let leb128 = round(&value, Leb128);
            assert_eq!(format!("{:?}", Compact.view::<$type>(&compact).unwrap()), shown);
            assert_eq!(format!("{:?}", Fixed.view::<$type>(&fixed).unwrap()), shown);
            assert_eq!(format!("{:?}", Leb128.view::<$type>(&leb128).unwrap()), shown);
        }
    )* };
}

family! {
    users: User = User::random(&mut Random::new(1));
    logs: Log = Log::random(&mut Random::new(2), 300);
    meshes: Mesh = Mesh::random(&mut Random::new(3), 300);
    saves: Save = Save::random(&mut Random::new(4), 30);
}

#[test]
fn zhangsan_has_golden_bytes() {
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/x-compact", Compact).unwrap();
    let mut out = Vec::new();
    registry.encode(&User::zhangsan(), &mut out).unwrap();
    assert_eq!(out, b"\x03\x08zhangsan\x17\x01");
    assert_eq!(registry.decode_as::<User>(&out).unwrap(), User::zhangsan());
}
