//! Every family goes through every format and comes back equal.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests may fail loudly")]
use std::fmt::Debug;
use wireloom_codecs::compact::{Compact, Fixed, Leb128};
use wireloom_codecs::json::Json;
use wireloom_codecs::protobuf::Protobuf;
use wireloom_codecs::xml::Xml;
use wireloom_codecs::{Codec, ErrorKind};
use wireloom_schemas::{Log, Mesh, Orders, Random, Save, Telemetry, User};

const SEEDS: u64 = 50;

fn there_and_back<T: PartialEq + Debug, C: for<'a> Codec<'a, T>>(codec: &C, value: &T) {
    let mut out = b"before".to_vec();
    codec.encode(value, &mut out).unwrap();
    let bytes = out.strip_prefix(b"before").unwrap();
    assert_eq!(codec.size(value).unwrap(), bytes.len());
    let mut slice = vec![0; bytes.len()];
    assert_eq!(codec.encode_to(value, &mut slice).unwrap(), bytes.len());
    assert_eq!(slice, bytes);
    let text = String::from_utf8_lossy(bytes);
    let back = codec.decode(bytes).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(&back, value, "{text}");
}

macro_rules! families {
    ($($name:ident: $type:ident = |$random:ident, $n:ident| $value:expr;)*) => { $(
        #[test]
        fn $name() {
            for seed in 0..SEEDS {
                let ($random, $n) = (&mut Random::new(seed), usize::try_from(seed % 4).unwrap());
                let value: $type = $value;
                there_and_back(&Compact, &value);
                there_and_back(&Fixed, &value);
                there_and_back(&Leb128, &value);
                there_and_back(&Protobuf::DEFAULT, &value);
                there_and_back(&Json::DEFAULT, &value);
                there_and_back(&Json::PRETTY, &value);
                there_and_back(&Xml::STRICT, &value);
                there_and_back(&Xml::PRETTY, &value);
                there_and_back(&Xml::LAX, &value);
            }
            // What was never set: every list is empty, every part absent.
            let value = $type::default();
            there_and_back(&Compact, &value);
            there_and_back(&Protobuf::DEFAULT, &value);
            there_and_back(&Json::DEFAULT, &value);
            there_and_back(&Xml::STRICT, &value);
        }
    )* };
}

families! {
    users: User = |random, _n| User::random(random);
    logs: Log = |random, n| Log::random(random, n);
    meshes: Mesh = |random, n| Mesh::random(random, n);
    saves: Save = |random, n| Save::random(random, n);
    telemetries: Telemetry = |random, n| Telemetry::random(random, n);
    orders: Orders = |random, n| Orders::random(random, n);
}

#[test]
fn a_key_that_is_no_name_has_no_xml() {
    let mut telemetry = Telemetry::random(&mut Random::new(1), 1);
    let device = telemetry.devices.first_mut().unwrap();
    device.labels.insert("two words".into(), "x".into());
    let mut out = vec![7];
    let error = Xml::STRICT.encode(&telemetry, &mut out).unwrap_err();
    assert_eq!((error.kind(), out.as_slice()), (ErrorKind::Unwritable, &[7][..]));
    there_and_back(&Json::DEFAULT, &telemetry);
    there_and_back(&Protobuf::DEFAULT, &telemetry);
    there_and_back(&Compact, &telemetry);
}

#[test]
fn unknown_enum_numbers_survive() {
    let mut orders = Orders::random(&mut Random::new(1), 1);
    orders.orders.first_mut().unwrap().status = 77;
    there_and_back(&Compact, &orders);
    there_and_back(&Protobuf::DEFAULT, &orders);
    there_and_back(&Json::DEFAULT, &orders);
    there_and_back(&Xml::STRICT, &orders);
}

#[test]
fn a_choice_is_a_member_in_json_and_an_element_in_xml() {
    let order = wireloom_schemas::order::Order {
        id: 5,
        payment: Some(wireloom_schemas::order::order::Payment::Voucher("SUMMER".into())),
        ..Default::default()
    };
    let (mut json, mut xml) = (Vec::new(), Vec::new());
    Json::DEFAULT.encode(&order, &mut json).unwrap();
    Xml::STRICT.encode(&order, &mut xml).unwrap();
    let (json, xml) = (String::from_utf8(json).unwrap(), String::from_utf8(xml).unwrap());
    assert!(json.contains(r#""payment":{"voucher":"SUMMER"}"#), "{json}");
    assert!(xml.contains("<payment><voucher>SUMMER</voucher></payment>"), "{xml}");
}
