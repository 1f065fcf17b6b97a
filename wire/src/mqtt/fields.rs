//! What is read aloud: names, the tree, the property table.
use super::{Connect, FROM_CLIENT, Framed, Place, Property, Publish, TABLES, vectors};
use crate::{
    Context, Describe, Limits, Observed, Reader, Wire,
    build::Document,
    observers::{Json, Tree},
};
use alloc::{format, string::String, string::ToString, vec::Vec};

fn json(bytes: &[u8], version: i16) -> String {
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let table = &TABLES[usize::from(bytes[0] >> 4) - 1];
    let _ = (table.observe)(bytes, Context::DEFAULT.at(version), &mut json);
    json.finish();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_has_the_names_of_the_specification() {
    let bytes = vectors::packet(
        r#"3b [ "a" 0007 [ 26 "k" "1" 26 "k" "2" 0b 01 0b 02 01 01 26 "l" "3" ] 'hi' ]"#,
    );
    assert_eq!(
        json(&bytes, 5),
        concat!(
            r#"{"dup":true,"qos":1,"retain":true,"topic_name":"a","packet_identifier":7,"#,
            r#""properties":{"user_property":[["k","1"],["k","2"]],"subscription_identifier":[1,2],"#,
            r#""payload_format_indicator":1,"user_property_2":[["l","3"]]},"payload":"hi"}"#
        )
    );
    let bytes = vectors::packet(r#"10 [ "MQTT" 04 c6 003c "c" "w" ff 01 "u" "p" ]"#);
    assert!(json(&bytes, 4).contains(r#""will_topic":"w""#));
    let bytes = vectors::packet(r#"82 [ 0001 [ 0b 05 ] "a" 2d ]"#);
    assert_eq!(
        json(&bytes, 5),
        concat!(
            r#"{"packet_identifier":1,"properties":{"subscription_identifier":5},"subscriptions":["#,
            r#"{"topic_filter":"a","qos":1,"no_local":true,"retain_as_published":true,"retain_handling":2}]}"#
        )
    );
    let bytes = vectors::packet("40 [ 0001 10 ]");
    assert_eq!(
        json(&bytes, 5),
        r#"{"packet_identifier":1,"reason_code":"No matching subscribers"}"#
    );
    let bytes = vectors::packet("90 [ 0001 00 80 ]");
    assert_eq!(
        json(&bytes, 4),
        r#"{"packet_identifier":1,"reason_codes":["Granted QoS 0","Unspecified error"]}"#
    );
}

#[test]
fn every_byte_has_its_name() {
    let bytes = vectors::packet(r#"32 [ "a/b" 000a [ 02 0000003c 26 "k" "v" ] 'hi!' ]"#);
    let mut tree = Tree::default();
    let reader = Reader::with(&bytes, Context::DEFAULT.at(5));
    Framed::<Publish<'_>>::read(&mut Observed::new(reader, &mut tree)).unwrap();
    assert_eq!(
        tree.to_string(),
        "\
packet_type PUBLISH (3)
dup false
qos 1
retain false
remaining_length 23
topic_name \"a/b\"
  length 3
packet_identifier 10
properties
  property_length 12
  identifier message_expiry_interval (2)
  message_expiry_interval 60
  identifier user_property (38)
  user_property
    k \"v\"
      key \"k\"
      length 1
payload 3 bytes"
    );
}

/// What stands in JSON is what the table says: the tables of PUBLISH and CONNECT are written by
/// hand.
#[test]
fn tables_name_the_fields_that_are_read() {
    fn names(bytes: &[u8], version: i16) -> Vec<String> {
        let json = json(bytes, version);
        let document = Document::parse(&json, &Limits::DEFAULT).unwrap();
        let root = document.root(Context::DEFAULT);
        root.fields().unwrap().map(|field| field.name().to_string()).collect()
    }
    fn rows(fields: &[crate::Field]) -> Vec<String> {
        fields.iter().map(|field| field.name.to_string()).collect()
    }
    let bytes = vectors::packet(r#"32 [ "a" 0001 [] 'x' ]"#);
    assert_eq!(names(&bytes, 5), rows(Publish::FIELDS));
    let bytes = vectors::packet(r#"10 [ "MQTT" 05 c6 003c [] "c" [] "w" "x" "u" "p" ]"#);
    assert_eq!(names(&bytes, 5), rows(Connect::FIELDS));
    for vector in vectors::parse(vectors::RULES).iter().filter(|vector| vector.valid) {
        let rows = rows(TABLES[usize::from(vector.bytes[0] >> 4) - 1].fields);
        for name in names(&vector.bytes, *vector.versions.last().unwrap()) {
            let header = matches!(name.as_str(), "reserved" | "length_padding");
            assert!(header || rows.contains(&name), "{name}");
        }
    }
}

/// specs/mqtt.md's table, typed a second time: identifier, a value, a value out of range if there
/// is one, and where it may stand.
const PROPERTIES: &str = r#"
01|00|02|PUBLISH WILL
02|00000000||PUBLISH WILL
03|"t"|0001ff|PUBLISH WILL
08|"t"|"a/#"|PUBLISH WILL
09|0001ff||PUBLISH WILL
0b|01|00|PUBLISH* SUBSCRIBE
11|00000000||CONNECT CONNACK DISCONNECT
12|"i"|000100|CONNACK
13|0000||CONNACK
15|"m"|000100|CONNECT CONNACK AUTH
16|"d"||CONNECT CONNACK AUTH
17|01|02|CONNECT
18|00000000||WILL
19|00|ff|CONNECT
1a|"i"|0001ff|CONNACK
1c|"s"|0001ff|CONNACK DISCONNECT
1f|"r"|0001ff|CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH
21|ffff|0000|CONNECT CONNACK
22|0000||CONNECT CONNACK
23|0001|0000|PUBLISH
24|01|02|CONNACK
25|00|02|CONNACK
26|"n" "v"|"n" 000100|CONNECT* WILL* CONNACK* PUBLISH* PUBACK* PUBREC* PUBREL* PUBCOMP* SUBSCRIBE* SUBACK* UNSUBSCRIBE* UNSUBACK* DISCONNECT* AUTH*
27|00000001|00000000|CONNECT CONNACK
28|01|02|CONNACK
29|01|02|CONNACK
2a|01|02|CONNACK
"#;

/// A packet of each kind around some properties.
const AROUND: [(&str, &str, &str); 14] = [
    ("WILL", r#"10 [ "MQTT" 05 06 003c [] "c" ["#, r#"] "w" "x" ]"#),
    ("CONNECT", r#"10 [ "MQTT" 05 02 003c ["#, r#"] "c" ]"#),
    ("CONNACK", "20 [ 00 00 [", "] ]"),
    ("PUBLISH", r#"30 [ "a" ["#, "] 'x' ]"),
    ("PUBACK", "40 [ 0001 00 [", "] ]"),
    ("PUBREC", "50 [ 0001 00 [", "] ]"),
    ("PUBREL", "62 [ 0001 00 [", "] ]"),
    ("PUBCOMP", "70 [ 0001 00 [", "] ]"),
    ("SUBSCRIBE", "82 [ 0001 [", r#"] "a" 00 ]"#),
    ("SUBACK", "90 [ 0001 [", "] 00 ]"),
    ("UNSUBSCRIBE", "a2 [ 0001 [", r#"] "a" ]"#),
    ("UNSUBACK", "b0 [ 0001 [", "] 00 ]"),
    ("DISCONNECT", "e0 [ 00 [", "] ]"),
    ("AUTH", "f0 [ 18 [", "] ]"),
];

#[test]
fn every_property_in_every_packet_is_judged() {
    let context = Context::DEFAULT.at(5);
    let mut cases = 0;
    let mut check = |text: String, valid: bool| {
        let bytes = vectors::packet(&text);
        let verdict = vectors::judge(&bytes, context);
        assert_eq!(verdict.is_ok(), valid, "{text}: {verdict:?}");
        (TABLES[usize::from(bytes[0] >> 4) - 1].laws)(&bytes, context);
        cases += 1;
    };
    for row in PROPERTIES.trim().lines() {
        let [id, value, wrong, places] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        for (place, before, after) in AROUND {
            let mut places = places.split(' ');
            let found = places.find(|found| found.trim_end_matches('*') == place);
            // What must stand beside it.
            let method = place == "AUTH" && id != "15" || id == "16";
            let beside = if method { r#"15 "m""# } else { "" };
            let one = format!("{before} {beside} {id} {value} {after}");
            check(one, found.is_some());
            let two = format!("{before} {beside} {id} {value} {id} {value} {after}");
            check(two, found.is_some_and(|found| found.ends_with('*')));
            if !wrong.is_empty() {
                check(format!("{before} {beside} {id} {wrong} {after}"), false);
            }
            // Cut anywhere inside, the rest is past the block.
            let bytes = vectors::packet(&format!("{id} {value}"));
            for cut in 1..bytes.len() {
                let hex: String = bytes[..cut].iter().map(|b| format!("{b:02x}")).collect();
                check(format!("{before} {beside} {hex} {after}"), false);
            }
        }
    }
    // Every identifier that is not in the table.
    for id in (0..=255u8).filter(|id| Property::TABLE.iter().all(|row| row.identifier != *id)) {
        for (_, before, after) in AROUND {
            check(format!("{before} {id:02x} 00 {after}"), false);
            check(format!("{before} 15 \"m\" {id:02x} 01 00 {after}"), false);
        }
    }
    assert!(cases > 7000, "{cases}");
    assert_eq!(Property::TABLE.len(), 27);
    assert!(
        Property::TABLE.iter().all(|row| row.places.contains(row.many) || row.many == Place::NONE)
    );
}

#[test]
fn a_list_that_was_read_elsewhere_is_judged_again() {
    use crate::{ErrorKind, Writer};
    let bytes = vectors::packet(r#"30 [ "a" [ 0b 01 0b 02 ] ]"#);
    let context = Context::DEFAULT.at(5);
    let read = crate::wire::read::<Framed<Publish<'static>>>(&bytes, context).unwrap();
    let connect =
        Connect { protocol_version: 5, properties: read.packet.properties, ..Connect::default() };
    let mut out = Vec::new();
    let written = Framed::write(&connect.into(), &mut Writer::with(&mut out, context));
    assert_eq!(written.unwrap_err().kind, ErrorKind::BadValue);
    let client = context.with(FROM_CLIENT);
    let read = crate::wire::read::<Framed<Publish<'static>>>(&bytes, client);
    assert_eq!(read.unwrap_err().kind, ErrorKind::BadValue); // MQTT-3.3.4-6
}

#[test]
fn what_breaks_a_rule_cannot_be_written() {
    use super::{Disconnect, Packet, PubAck, PublishReason, Qos, Subscribe};
    let publish = Publish { topic_name: "a", ..Publish::default() };
    for (packet, version) in [
        (Packet::Publish(Publish { topic_name: "a/#", ..publish }), 5),
        (Packet::Publish(Publish { topic_name: "", ..publish }), 5),
        (Packet::Publish(Publish { topic_name: "a\0", ..publish }), 4),
        (Packet::Publish(Publish { dup: true, ..publish }), 4),
        (Packet::Publish(Publish { qos: Qos::AtLeastOnce, ..publish }), 4),
        (Packet::Publish(Publish { packet_identifier: Some(1), ..publish }), 4),
        (
            Packet::Publish(Publish {
                properties: (&[Property::TopicAlias(1), Property::TopicAlias(2)]).into(),
                ..publish
            }),
            5,
        ),
        (
            Packet::Publish(Publish { properties: (&[Property::TopicAlias(1)]).into(), ..publish }),
            4,
        ),
        (
            Packet::PubAck(PubAck {
                packet_identifier: 1,
                reason_code: Some(PublishReason(7)),
                properties: None,
            }),
            5,
        ),
        (
            Packet::PubAck(PubAck {
                packet_identifier: 1,
                reason_code: None,
                properties: Some((&[Property::ReasonString("why")]).into()),
            }),
            5,
        ),
        (
            Packet::Disconnect(Disconnect {
                reason_code: Some(super::DisconnectReason(0x8e)),
                properties: None,
            }),
            4,
        ),
        (
            Packet::Subscribe(Subscribe {
                packet_identifier: 1,
                properties: Default::default(),
                subscriptions: (&[]).into(),
            }),
            5,
        ),
        (Packet::Connect(Connect { protocol_version: 6, ..Connect::default() }), 5),
    ] {
        let mut out = b"before".to_vec();
        assert!(packet.encode(Context::DEFAULT.at(version), &mut out).is_err(), "{packet:?}");
        assert_eq!(out, b"before");
    }
}
