//! Any bytes as an enveloped value of whatever type its tag names.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use wireloom_codecs::{
    Envelope, Error, ErrorKind, Failure, Fingerprint, Registry,
    compact::{Compact, Fixed},
};
use wireloom_fuzz::start;
use wireloom_schemas::{Log, Mesh, Random, User};

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| registry().expect("no tag is there twice"));

fn registry() -> Result<Registry, Error> {
    let mut registry = Registry::new();
    registry.register::<User, _>(3, "user", "application/x-compact", Compact)?;
    registry.register::<User, _>(4, "user/fixed", "application/x-compact-fixed", Fixed)?;
    let envelope = Envelope { tag: 5, fingerprint: Fingerprint::Short(0x0102_0304) };
    registry.register_with::<Log, _>(envelope, "log", "application/x-compact", Compact)?;
    let envelope = Envelope { tag: 6, fingerprint: Fingerprint::Long(0x0102_0304_0506_0708) };
    registry.register_with::<Mesh, _>(envelope, "mesh", "application/x-compact", Compact)?;
    Ok(registry)
}

fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut seeds = vec![Vec::new(); 3];
    let [user, log, mesh] = &mut seeds[..] else { return seeds };
    REGISTRY.encode(&User::random(&mut random), user).expect("a user is registered");
    REGISTRY.encode(&Log::random(&mut random, 2), log).expect("a log is registered");
    REGISTRY.encode(&Mesh::random(&mut random, 2), mesh).expect("a mesh is registered");
    seeds.push(b"\x04\x08\0\0\0\0\0\0\0zhangsan\x17\x01".to_vec());
    seeds
}

fuzz_target!(init: start(seeds), |bytes: &[u8]| {
    let user = REGISTRY.decode_as::<User>(bytes);
    let any = match REGISTRY.decode(bytes) {
        Ok(any) => any,
        Err(failure) => {
            assert!(user.is_err(), "{failure}: only with its type can it be read");
            return;
        }
    };
    match any.downcast::<User>() {
        Ok(any) => {
            assert_eq!(user.ok().as_ref(), Some(&*any), "with its type and without");
            let mut out = Vec::new();
            REGISTRY.encode(&*any, &mut out).expect("a user is registered");
            assert_eq!(out[0], 3, "the first format of a type is its default");
            assert_eq!(REGISTRY.decode_as::<User>(&out).ok().as_ref(), Some(&*any));
        }
        Err(_) => {
            let kind = user.err().as_ref().and_then(Failure::kind);
            assert_eq!(kind, Some(ErrorKind::WrongType), "{bytes:02x?}");
        }
    }
});
