//! The families go through the compact format, owned and borrowed.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
use std::fmt::Debug;
use wireloom_codecs::compact::{Compact, Fixed, Leb128, Profile};
use wireloom_codecs::{Codec, Error, Registry};
use wireloom_schemas::{Log, Mesh, Orders, Random, Save, Telemetry, User};

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
            let (compact, fixed) = (round(&value, Compact), round(&value, Fixed));
            let leb128 = round(&value, Leb128);
            let view = Compact.view::<$type>(&compact).unwrap();
            assert_eq!(Fixed.view::<$type>(&fixed).unwrap(), view);
            assert_eq!(Leb128.view::<$type>(&leb128).unwrap(), view);
            assert_eq!(format!("{view:?}"), in_numbers(format!("{value:?}")));
        }
    )* };
}

family! {
    users: User = User::random(&mut Random::new(1));
    logs: Log = Log::random(&mut Random::new(2), 300);
    meshes: Mesh = Mesh::random(&mut Random::new(3), 300);
    saves: Save = Save::random(&mut Random::new(4), 30);
    orders: Orders = Orders::random(&mut Random::new(5), 30);
}

/// prost shows the names of enums where the field is a number.
fn in_numbers(shown: String) -> String {
    let names = [
        ["Survival", "Creative", "Adventure", "Spectator"],
        ["Placed", "Paid", "Shipped", "Delivered"],
    ];
    let all = names.iter().flat_map(|names| names.iter().zip(0..));
    all.fold(shown, |shown, (name, n)| shown.replace(name, &n.to_string()))
        .replace("Cancelled", "-1")
}

/// A map's view is a list, so it shows otherwise.
#[test]
fn telemetry_is_viewed() {
    let value = Telemetry::random(&mut Random::new(6), 30);
    let (compact, fixed) = (round(&value, Compact), round(&value, Fixed));
    let view = Compact.view::<Telemetry>(&compact).unwrap();
    assert_eq!(Fixed.view::<Telemetry>(&fixed).unwrap(), view);
    assert_eq!(view.devices.len(), value.devices.len());
    for (view, device) in view.devices.iter().zip(&value.devices) {
        assert_eq!((view.id, view.health), (device.id.as_str(), device.health));
        assert_eq!((view.firmware, &view.position), (&device.firmware[..], &device.position));
        assert!(view.frames.iter().eq(&device.frames));
        let labels = device.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        assert!(view.labels.iter().copied().eq(labels));
        for ((name, view), (key, series)) in view.series.iter().zip(&device.series) {
            assert_eq!((*name, view.start), (key.as_str(), series.start));
            assert!(view.values.iter().eq(series.values.iter().copied()));
            assert_eq!((&view.steps, &view.qualities), (&series.steps, &series.qualities));
        }
    }
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
