//! What brokers and clients of other languages say to each other, read to the last byte.
//!
//! mosquitto and aedes are the brokers; mosquitto's own clients, paho-mqtt, gmqtt and mqtt.js speak
//! with them through a proxy on loopback that records. Every byte recorded decodes, finds what it
//! answers, and is written again as it came. `.ci/mqtt-*` install and start what is needed; nothing
//! runs unless `WIRELOOM_INTEROP=1`. `MQTT_VECTORS=FILE` keeps the small packets as vectors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may fail loudly"
)]
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use wireloom_wire::{
    Context, Limits,
    frame::{Frame, Loss, Protocol, Side, Sink, Step, Summary, Ticket},
    mqtt::{Mqtt, Packet},
    stream::Stream,
};

/// What a proxy heard of each connection, in its order.
type Heard = Arc<Mutex<Vec<Vec<(Side, Vec<u8>)>>>>;

/// A proxy on loopback in front of `broker`: its port, and what it hears.
fn proxy(broker: u16) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Heard::default();
    let all = Arc::clone(&heard);
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect(("127.0.0.1", broker)).unwrap();
            let number = {
                let mut all = all.lock().unwrap();
                all.push(Vec::new());
                all.len() - 1
            };
            for (from, to, side) in [
                (client.try_clone().unwrap(), server.try_clone().unwrap(), Side::Client),
                (server, client, Side::Server),
            ] {
                let all = Arc::clone(&all);
                thread::spawn(move || copy(from, to, side, number, &all));
            }
        }
    });
    (port, heard)
}

fn copy(mut from: TcpStream, mut to: TcpStream, side: Side, number: usize, all: &Heard) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        // Noted before it is passed on: an answer is always noted behind what it answers.
        all.lock().unwrap()[number].push((side, buffer[..n].to_vec()));
        if to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// A process that is ended with its guard.
struct Guard(Child);
impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Tools {
    root: PathBuf,
    folder: PathBuf,
}

impl Tools {
    /// Installs what is missing under the target folder.
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mqtt-interop");
        run(Command::new("timeout").arg("600").arg(root.join(".ci/mqtt-tools.sh")).arg(&folder));
        Self { root, folder }
    }

    fn mosquitto(&self) -> (Guard, u16) {
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = self.folder.join("mosquitto.conf");
        let text = format!("listener {port} 127.0.0.1\nallow_anonymous true\nuser root\n");
        fs::write(&file, text).unwrap();
        let mut command = Command::new("mosquitto");
        command.arg("-c").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        let guard = Guard(command.spawn().unwrap());
        reachable(port);
        (guard, port)
    }

    fn aedes(&self) -> (Guard, u16) {
        let mut command = Command::new("node");
        command.arg(self.root.join(".ci/mqtt-aedes.js")).stdout(Stdio::piped());
        command.env("NODE_PATH", self.folder.join("node_modules"));
        let mut guard = Guard(command.spawn().unwrap());
        let mut line = String::new();
        BufReader::new(guard.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap();
        reachable(port);
        (guard, port)
    }

    fn python(&self, script: &str, port: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.arg("90").arg(self.folder.join("venv/bin/python"));
        command.arg(self.root.join(".ci").join(script)).arg(port.to_string()).args(arguments);
        command
    }

    fn node(&self, script: &str, port: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.arg("90").arg("node").env("NODE_PATH", self.folder.join("node_modules"));
        command.arg(self.root.join(".ci").join(script)).arg(port.to_string()).args(arguments);
        command
    }
}

fn reachable(port: u16) {
    let end = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "nothing listens at {port}");
        thread::yield_now();
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// mosquitto's own clients, at every version and QoS.
fn mosquitto_clients(port: u16) {
    let port = port.to_string();
    for version in ["mqttv31", "mqttv311", "mqttv5"] {
        for qos in ["0", "1", "2"] {
            let topic = format!("cli/{version}/{qos}");
            let common =
                ["-h", "127.0.0.1", "-p", port.as_str(), "-V", version, "-q", qos, "-t", &topic];
            let mut publish = Command::new("timeout");
            publish.args(["30", "mosquitto_pub"]).args(common).args(["-m", "kept", "-r"]);
            publish.args(["--will-topic", "w", "--will-payload", "gone", "--will-qos", qos]);
            if version == "mqttv5" {
                publish.args(["-D", "publish", "user-property", "k", "v"]);
                publish.args(["-D", "publish", "content-type", "text"]);
                publish.args(["-D", "publish", "message-expiry-interval", "100"]);
                publish.args(["-D", "connect", "session-expiry-interval", "3"]);
                publish.args(["-D", "connect", "user-property", "a", "b"]);
                publish.args(["-D", "will", "will-delay-interval", "1"]);
            }
            run(&mut publish);
            let mut subscribe = Command::new("timeout");
            subscribe.args(["30", "mosquitto_sub"]).args(common).args(["-C", "1", "-i"]);
            subscribe.arg(format!("cli-{version}-{qos}"));
            subscribe.args(["-u", "user", "-P", "password", "-U", "never/subscribed"]);
            if version == "mqttv5" {
                subscribe.args(["-D", "subscribe", "subscription-identifier", "9"]);
            }
            run(&mut subscribe);
        }
    }
}

/// Everything of one proxy, read and written again.
#[derive(Default)]
struct Audit {
    frames: u64,
    bytes: u64,
    answered: u64,
    kinds: BTreeMap<(String, String), u64>,
    notes: BTreeMap<String, u64>,
    faults: Vec<String>,
    vectors: BTreeSet<String>,
}

impl Audit {
    fn connection(&mut self, source: &str, events: &[(Side, Vec<u8>)]) {
        let context = Mqtt.sided(Context::DEFAULT);
        let mut stream = Stream::new(Mqtt.session(&Limits::DEFAULT, context));
        let mut sink = Reading { audit: self, source };
        for (side, bytes) in events {
            if let Some(error) = stream.feed(*side, bytes, &mut sink) {
                sink.audit.faults.push(format!("{source}: {error}"));
            }
        }
        stream.end(&mut sink);
    }
}

struct Reading<'a> {
    audit: &'a mut Audit,
    source: &'a str,
}

impl Sink for Reading<'_> {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        let audit = &mut *self.audit;
        let version = frame.version.unwrap_or("unknown");
        audit.frames += 1;
        audit.bytes += u64::try_from(frame.bytes.len()).unwrap();
        *audit.kinds.entry((version.into(), frame.kind.into())).or_default() += 1;
        let mut fault = |what: &str| {
            let hex: String = frame.bytes.iter().take(200).fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            audit.faults.push(format!("{} {version} {frame:?}: {what}: {hex}", self.source));
        };
        if let Some(path) = frame.content.path() {
            fault(&format!("{} in {path}", Summary(frame.content)));
        }
        let due = matches!(
            frame.kind,
            "CONNACK"
                | "PUBACK"
                | "PUBREC"
                | "PUBREL"
                | "PUBCOMP"
                | "SUBACK"
                | "UNSUBACK"
                | "PINGRESP"
        );
        match (frame.answers, due) {
            (None, true) => fault("answers nothing"),
            (Some(_), true) => audit.answered += 1,
            (_, false) => {}
        }
        if let Some(note) = frame.note {
            *audit.notes.entry(note.into()).or_default() += 1;
        }
        let number = match version {
            "3.1" => 3,
            "3.1.1" => 4,
            _ => 5,
        };
        let context = Context::DEFAULT.at(number);
        match Packet::decode(frame.bytes, context) {
            Ok(Step::Done { value, used }) if used == frame.bytes.len() => {
                let mut out = Vec::new();
                let written = value.encode(context, &mut out);
                if written.is_err() || out != frame.bytes {
                    audit.faults.push(format!("{value:?} is written as {written:?} {out:02x?}"));
                }
            }
            other => audit.faults.push(format!("{other:?}")),
        }
        let kind = usize::from(frame.bytes[0] >> 4) - 1;
        (Mqtt.tables()[kind].laws)(frame.bytes, context);
        if frame.bytes.len() <= 120 {
            let hex = frame.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            audit.vectors.insert(format!("{}-{} {number} ok {hex}", self.source, frame.kind));
        }
        Ticket(audit.frames, 0)
    }

    fn lost(&mut self, side: Side, position: u64, bytes: u64, why: Loss) {
        self.audit.faults.push(format!("{} {side:?} {position} {bytes} {why:?}", self.source));
    }
}

#[test]
fn every_byte_of_brokers_and_clients_is_read_answered_and_written_again() {
    if std::env::var_os("WIRELOOM_INTEROP").is_none() {
        return;
    }
    let tools = Tools::new();
    let mut audit = Audit::default();
    let (_mosquitto, broker) = tools.mosquitto();
    let (_aedes, other) = tools.aedes();
    let mut hear = |source: &str, broker: u16, speak: &mut dyn FnMut(u16)| {
        let (port, heard) = proxy(broker);
        speak(port);
        let heard = heard.lock().unwrap();
        assert!(!heard.is_empty(), "{source}");
        for events in &*heard {
            audit.connection(source, events);
        }
    };
    hear("mosquitto", broker, &mut mosquitto_clients);
    for version in ["3.1", "3.1.1", "5.0"] {
        let shared: &[&str] = if version == "3.1" { &[version] } else { &[version, "shared"] };
        hear("mosquitto+paho", broker, &mut |port| {
            run(&mut tools.python("mqtt-paho.py", port, shared))
        });
    }
    for version in ["3.1.1", "5.0"] {
        hear("mosquitto+gmqtt", broker, &mut |port| {
            run(&mut tools.python("mqtt-gmqtt.py", port, &[version]));
        });
    }
    for version in ["3", "4", "5"] {
        let shared: &[&str] = if version == "3" { &[version] } else { &[version, "shared"] };
        hear("mosquitto+mqtt.js", broker, &mut |port| {
            run(&mut tools.node("mqtt-js.js", port, shared))
        });
    }
    for version in ["3.1", "3.1.1"] {
        hear("aedes+paho", other, &mut |port| {
            run(&mut tools.python("mqtt-paho.py", port, &[version]))
        });
    }
    hear("aedes+gmqtt", other, &mut |port| {
        run(&mut tools.python("mqtt-gmqtt.py", port, &["3.1.1"]))
    });
    for version in ["3", "4"] {
        hear("aedes+mqtt.js", other, &mut |port| {
            run(&mut tools.node("mqtt-js.js", port, &[version]))
        });
    }

    if let Some(file) = std::env::var_os("MQTT_VECTORS") {
        let lines: Vec<_> = audit.vectors.iter().map(String::as_str).collect();
        fs::write(file, lines.join("\n")).unwrap();
    }
    println!("{} packets, {} bytes, {} answered", audit.frames, audit.bytes, audit.answered);
    println!("{:#?}\n{:#?}", audit.kinds, audit.notes);
    assert!(audit.faults.is_empty(), "{:#?}", audit.faults);
    // Nobody here repeats himself or answers what was not asked.
    let still_due = "acknowledgements are still due";
    assert!(audit.notes.keys().all(|note| note == still_due), "{:?}", audit.notes);
    let kinds = ["CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"];
    let others =
        ["SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT"];
    for version in ["3.1", "3.1.1", "5.0"] {
        for kind in kinds.iter().chain(&others) {
            assert!(
                audit.kinds.contains_key(&(version.into(), (*kind).into())),
                "{version} {kind}"
            );
        }
    }
    assert!(audit.bytes > 20 << 18, "payloads of 256 KiB");
}
