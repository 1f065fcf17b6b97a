//! What a session tells: exchanges, aliases, versions, gaps.
use super::{Mqtt, vectors::packet};
use crate::{
    Context, Limits, check,
    frame::{Frame, Loss, Protocol, Side, Sink, Summary, Ticket},
    stream::Stream,
};
use alloc::{format, string::String, string::ToString, vec::Vec};

#[derive(Default)]
struct Log(Vec<String>);

impl Sink for Log {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        let n = u64::try_from(self.0.len()).unwrap();
        let mut line = format!("{n} {}", frame.kind);
        if let Some(id) = frame.correlation {
            line += &format!(" #{id}");
        }
        if let Some(Ticket(answers, _)) = frame.answers {
            line += &format!(" answers {answers}");
        }
        if let Some(note) = frame.note {
            line += &format!(" ({note})");
        }
        self.0.push(line);
        Ticket(n, 0)
    }
    fn lost(&mut self, side: Side, position: u64, bytes: u64, why: Loss) {
        self.0.push(format!("{} lost {bytes} at {position}: {why:?}", side.name()));
    }
}

/// Lines of `> packet` from the client and `< packet` from the server, and what is told of them.
fn told(context: Context, lines: &str) -> Vec<String> {
    let mut log = Log::default();
    let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, context));
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (side, rest) = line.split_at(1);
        let side = if side == ">" { Side::Client } else { Side::Server };
        assert_eq!(stream.feed(side, &packet(rest), &mut log), None, "{line}");
    }
    stream.end(&mut log);
    log.0
}

fn five() -> Context {
    Context::DEFAULT.at(5)
}

#[test]
fn answers_find_what_they_answer() {
    let lines = told(
        five(),
        r#"
        > 10 [ "MQTT" 05 02 003c [] "c" ]
        < 20 [ 00 00 [] ]
        > 82 [ 0001 [] "a/#" 02 "b" 00 ]
        < 90 [ 0001 [] 02 00 ]
        > 32 [ "a/1" 0002 [] 'one' ]
        > 34 [ "a/2" 0003 [] 'two' ]
        < 34 [ "a/2" 0001 [] 'two' ]
        < 40 [ 0002 ]
        < 50 [ 0003 ]
        > 50 [ 0001 ]
        < 62 [ 0001 ]
        > 70 [ 0001 ]
        > 62 [ 0003 ]
        < 70 [ 0003 ]
        > c0 []
        < d0 []
        > a2 [ 0004 [] "b" ]
        < b0 [ 0004 [] 00 ]
        > e0 []
        "#,
    );
    assert_eq!(
        lines,
        [
            "0 CONNECT",
            "1 CONNACK answers 0",
            "2 SUBSCRIBE #1",
            "3 SUBACK #1 answers 2",
            "4 PUBLISH #2",
            "5 PUBLISH #3",
            "6 PUBLISH #1",
            "7 PUBACK #2 answers 4",
            "8 PUBREC #3 answers 5",
            "9 PUBREC #1 answers 6",
            "10 PUBREL #1 answers 9",
            "11 PUBCOMP #1 answers 10",
            "12 PUBREL #3 answers 8",
            "13 PUBCOMP #3 answers 12",
            "14 PINGREQ",
            "15 PINGRESP answers 14",
            "16 UNSUBSCRIBE #4",
            "17 UNSUBACK #4 answers 16",
            "18 DISCONNECT",
        ]
    );
}

#[test]
fn what_comes_twice_or_out_of_order_is_noted() {
    let lines = told(
        Context::DEFAULT.at(4),
        r#"
        > 32 [ "a" 0001 'x' ]
        > 3a [ "a" 0001 'x' ]
        < 40 [ 0001 ]
        < 40 [ 0001 ]
        > 3a [ "a" 0001 'x' ]
        > 34 [ "a" 0002 'x' ]
        > 32 [ "a" 0002 'x' ]
        < 50 [ 0002 ]
        > 34 [ "a" 0003 'x' ]
        < 40 [ 0003 ]
        > 62 [ 0003 ]
        < 50 [ 0003 ]
        < 50 [ 0003 ]
        > 3c [ "a" 0003 'x' ]
        < 70 [ 0003 ]
        > 62 [ 0003 ]
        > 62 [ 0003 ]
        < 70 [ 0003 ]
        > 62 [ 0003 ]
        < 40 [ 0009 ]
        > 3a [ "a" 0007 'x' ]
        > 82 [ 0005 "a" 00 ]
        > 82 [ 0005 "a" 00 ]
        < 90 [ 0005 00 00 ]
        < 82 [ 0001 "a" 00 ]
        > e0 []
        "#,
    );
    assert_eq!(
        lines,
        [
            "0 PUBLISH #1",
            "1 PUBLISH #1 (sent again without an acknowledgement)",
            "2 PUBACK #1 answers 0",
            "3 PUBACK #1 answers 0 (acknowledged again)",
            "4 PUBLISH #1 (sent again after it was acknowledged)",
            "5 PUBLISH #2",
            "6 PUBLISH #2 (packet identifier is still in use)",
            "7 PUBREC #2 (PUBREC to a PUBLISH of QoS 1)",
            "8 PUBLISH #3",
            "9 PUBACK #3 (PUBACK to a PUBLISH of QoS 2)",
            "10 PUBREL #3 (PUBREL before PUBREC)",
            "11 PUBREC #3 answers 8",
            "12 PUBREC #3 answers 8 (PUBREC again)",
            "13 PUBLISH #3 (sent again after PUBREC)",
            "14 PUBCOMP #3 (PUBCOMP before PUBREL)",
            "15 PUBREL #3 answers 11",
            "16 PUBREL #3 (PUBREL again)",
            "17 PUBCOMP #3 answers 15",
            "18 PUBREL #3 (PUBREL after PUBCOMP)",
            "19 PUBACK #9 (no packet with this identifier waits for it)",
            "20 PUBLISH #7 (sent again; the first time was not seen)",
            "21 SUBSCRIBE #5",
            "22 SUBSCRIBE #5 (sent again without an acknowledgement)",
            "23 SUBACK #5 answers 22 (another number of reason codes than of topic filters)",
            "24 SUBSCRIBE #1 (this side does not send such a packet)",
            "25 DISCONNECT (acknowledgements are still due)",
        ]
    );
}

#[test]
fn a_refused_publish_of_qos_2_is_over() {
    // MQTT-4.3.3-6: a PUBREC of 0x80 or more ends it.
    let lines = told(
        five(),
        r#"
        > 34 [ "a" 0001 [] 'x' ]
        < 50 [ 0001 97 ]
        > 34 [ "a" 0001 [] 'x' ]
        "#,
    );
    assert_eq!(lines, ["0 PUBLISH #1", "1 PUBREC #1 answers 0", "2 PUBLISH #1"]);
}

#[test]
fn the_connection_tells_its_version() {
    for (connect, connack, name) in [
        (r#"10 [ "MQIsdp" 03 02 003c "c" ]"#, "20 [ 0000 ]", "3.1"),
        (r#"10 [ "MQTT" 04 02 003c "c" ]"#, "20 [ 0000 ]", "3.1.1"),
        (r#"10 [ "MQTT" 05 02 003c [] "c" ]"#, "20 [ 0000 [] ]", "5.0"),
    ] {
        for start in [0, 3, 4, 5] {
            let mut log = Versions::default();
            let context = Context::DEFAULT.at(start);
            let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, context));
            stream.feed(Side::Client, &packet(connect), &mut log);
            stream.feed(Side::Server, &packet(connack), &mut log);
            assert_eq!(log.0, [(Some(name.to_string()), true), (Some(name.to_string()), true)]);
        }
    }
}

#[derive(Default)]
struct Versions(Vec<(Option<String>, bool)>);

impl Sink for Versions {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        self.0.push((frame.version.map(String::from), frame.content.path().is_none()));
        Ticket(0, 0)
    }
}

#[test]
fn a_packet_is_judged_by_itself_unless_the_sides_are_certain() {
    // MQTT-3.3.4-6: a client sends no subscription identifier.
    let bytes = packet(r#"30 [ "a" [ 0b 01 ] ]"#);
    for (context, side, valid) in [
        (five(), Side::Client, true),
        (Mqtt.sided(five()), Side::Client, false),
        (Mqtt.sided(five()), Side::Server, true),
    ] {
        let mut log = Versions::default();
        let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, context));
        stream.feed(side, &bytes, &mut log);
        assert_eq!(log.0, [(Some("5.0".to_string()), valid)]);
    }
}

#[test]
fn in_mid_stream_the_version_is_learnt() {
    for (lines, names) in [
        (&["c0 []", r#"30 [ "a/b" 'text' ]"#, "d0 []"][..], [None, Some("3.1.1"), Some("3.1.1")]),
        (&["40 [ 0001 ]", "50 [ 0001 97 ]", "d0 []"], [None, Some("5.0"), Some("5.0")]),
    ] {
        let mut log = Versions::default();
        let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, Context::DEFAULT));
        for line in lines {
            stream.feed(Side::Client, &packet(line), &mut log);
        }
        let versions: Vec<_> = log.0.iter().map(|(version, _)| version.as_deref()).collect();
        assert_eq!(versions, names);
        assert!(log.0.iter().all(|(_, valid)| *valid));
    }
}

#[derive(Default)]
struct Summaries(Vec<String>);

impl Sink for Summaries {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        let kept = frame.content.keep();
        let summary = format!("{}", Summary(frame.content));
        assert_eq!(summary, format!("{}", Summary(&*kept.keep())));
        self.0.push(match frame.note {
            Some(note) => format!("{summary} ({note})"),
            None => summary,
        });
        Ticket(0, 0)
    }
}

#[test]
fn an_alias_stands_for_its_topic_in_one_direction() {
    // MQTT-3.3.2-7, MQTT-3.3.2-12
    let mut log = Summaries::default();
    let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, five()));
    for (side, line) in [
        (Side::Client, r#"10 [ "MQTT" 05 02 003c [ 22 0005 ] "c" ]"#),
        (Side::Server, "20 [ 00 00 [ 22 0001 27 00000020 ] ]"),
        (Side::Client, r#"30 [ "plant/1" [ 23 0001 ] '{"t":21}' ]"#),
        (Side::Client, r#"30 [ "" [ 23 0001 ] '{"t":22}' ]"#),
        (Side::Client, r#"32 [ "plant/2" 0001 [ 23 0001 ] 0000 ]"#),
        (Side::Client, r#"31 [ "" [ 23 0001 ] ]"#),
        (Side::Server, r#"30 [ "" [ 23 0001 ] 'x' ]"#),
        (Side::Client, r#"30 [ "plant/3" [ 23 0002 ] 'x' ]"#),
        (Side::Client, r#"30 [ "plant/3" [] x40:61 ]"#),
        (Side::Server, "e0 [ 94 ]"),
    ] {
        stream.feed(side, &packet(line), &mut log);
    }
    assert_eq!(
        log.0,
        [
            "\"c\" 5.0, keep alive 60 s, clean start",
            "Success",
            "plant/1 {\"t\":21}",
            "plant/1 {\"t\":22}",
            "plant/2 2 B q1",
            "plant/2  retain",
            " x (the topic alias was not seen defined)",
            "plant/3 x (topic alias above the receiver's maximum)",
            "plant/3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (larger than the receiver's maximum packet size)",
            "Topic Alias invalid (acknowledgements are still due)",
        ]
    );
}

fn conversation() -> [Vec<u8>; 2] {
    let client = packet(
        r#"10 [ "MQTT" 05 02 003c [] "c" ] 82 [ 0001 [] "a/#" 02 ] 32 [ "a/1" 0002 [ 23 0001 26 "a" "b" ] 'one' ]
        34 [ "" 0003 [ 23 0001 ] 'two' ] 62 [ 0003 ] c0 [] 30 [ "x" [] x300:62 ] e0 []"#,
    );
    let server = packet(
        r#"20 [ 00 00 [ 22 0005 ] ] 90 [ 0001 [] 02 ] 40 [ 0002 ] 50 [ 0003 10 ] 70 [ 0003 00 [] ] d0 [] e0 [ 8b ]"#,
    );
    [client, server]
}

#[test]
fn any_split_gives_the_same_frames() {
    let [client, server] = conversation();
    for seed in 0..30 {
        for (version, cut) in [(5, 0), (0, 0), (0, 20), (5, 3), (4, 0)] {
            let sides = [&client[cut..], &server[..server.len() - cut]];
            check::stream(&Mqtt, &Limits::DEFAULT, Context::DEFAULT.at(version), sides, seed);
        }
    }
}

#[test]
fn behind_a_gap_the_next_packet_is_found() {
    let mut log = Log::default();
    let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, five()));
    let first = packet(r#"30 [ "first/topic" [] 'x' ]"#);
    let cut = packet(r#"30 [ "cut" [] x200:41 ]"#);
    let next = packet(r#"32 [ "next/topic" 0001 [] 'x' ] 32 [ "next/topic" 0002 [] 'y' ] c0 []"#);
    stream.feed(Side::Client, &first, &mut log);
    stream.feed(Side::Client, &cut[..50], &mut log);
    stream.gap(Side::Client, 100, &mut log);
    stream.feed(Side::Client, &cut[150..], &mut log);
    stream.feed(Side::Client, &next, &mut log);
    stream.end(&mut log);
    let position = first.len();
    let behind = position + 150;
    assert_eq!(
        log.0,
        [
            "0 PUBLISH".to_string(),
            format!("client lost 150 at {position}: Gap"),
            format!("client lost {} at {behind}: Gap", cut.len() - 150),
            "3 PUBLISH #1".to_string(),
            "4 PUBLISH #2".to_string(),
            "5 PINGREQ".to_string(),
        ]
    );
}

#[test]
fn what_is_no_packet_ends_the_stream() {
    for (bytes, kind) in
        [("30 ffffffff", "bad-varint"), ("00 00", "bad-value"), ("30 ffffff7f", "frame-limit")]
    {
        let mut log = Log::default();
        let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, five()));
        let bytes = [packet("c0 []"), packet(bytes)].concat();
        let error = stream.feed(Side::Client, &bytes, &mut log).unwrap();
        assert_eq!(error.kind.name(), kind);
        assert_eq!(log.0, ["0 PINGREQ"]);
    }
}

#[test]
fn connections_are_told_by_their_first_packets() {
    let score = |side, text: &str| Mqtt.detect(&packet(text), side).score;
    assert_eq!(score(Side::Client, r#"10 [ "MQTT" 04 02 003c "c" ]"#), 99);
    assert_eq!(score(Side::Client, r#"10 [ "MQIsdp" 03 02 003c "c" ]"#), 99);
    assert_eq!(score(Side::Client, r#"10 ff01 "MQTT""#), 99);
    assert_eq!(score(Side::Client, r#"10 [ "AMQP" 04 02 003c "c" ]"#), 0);
    assert!(score(Side::Server, "20 [ 0000 ]") >= 50);
    let many = r#"30 [ "a/topic" 'x' ] 32 [ "b/topic" 0001 'y' ] c0 [] 30 [ "a/topic" 'z' ]"#;
    assert!(score(Side::Client, many) >= 85);
    for other in
        ["'GET / HTTP/1.1' 0d0a0d0a", "'PRI * HTTP/2.0'", "'AMQP' 00000901", "00000023 0012 0003"]
    {
        assert_eq!(score(Side::Client, other), 0, "{other}");
    }
    let more = Mqtt.detect(b"\x10\x0c\0\x04MQ", Side::Client);
    assert_eq!((more.score, more.need), (0, 2));
}

#[test]
fn more_messages_in_flight_than_the_receiver_takes_are_noted() {
    // §4.9: PUBACK, PUBCOMP and a PUBREC that refuses make room again; PUBREC and PUBREL do not.
    let lines = told(
        five(),
        r#"
        > 10 [ "MQTT" 05 02 003c [ 21 0001 ] "c" ]
        < 20 [ 00 00 [ 21 0002 ] ]
        > 32 [ "a" 0001 [] ]
        > 34 [ "a" 0002 [] ]
        > 30 [ "a" [] ]
        > 34 [ "a" 0003 [] ]
        < 40 [ 0001 ]
        < 50 [ 0002 ]
        > 62 [ 0002 ]
        > 32 [ "a" 0004 [] ]
        < 70 [ 0002 ]
        < 50 [ 0003 80 ]
        > 34 [ "a" 0005 [] ]
        > 3c [ "a" 0005 [] ]
        < 32 [ "a" 0001 [] ]
        < 32 [ "a" 0002 [] ]
        > 40 [ 0001 ]
        > 40 [ 0002 ]
        < 32 [ "a" 0001 [] ]
        "#,
    );
    let noted: Vec<_> = lines.iter().filter(|line| line.contains('(')).collect();
    assert_eq!(
        noted,
        [
            "5 PUBLISH #3 (more messages in flight than the receive maximum)",
            "9 PUBLISH #4 (more messages in flight than the receive maximum)",
            "13 PUBLISH #5 (sent again without an acknowledgement)",
            "15 PUBLISH #2 (more messages in flight than the receive maximum)",
        ]
    );
}
