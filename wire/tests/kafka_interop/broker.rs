//! The broker and its clients, as `.ci/kafka` starts them.
use std::{
    env,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

/// The folder that keeps other software and all that is made here.
pub(crate) fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("kafka").join(name)
}

fn script(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/kafka").join(name))
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Obtains the software, once.
pub(crate) fn get() {
    static GOT: OnceLock<()> = OnceLock::new();
    GOT.get_or_init(|| {
        run(script("peers.sh").arg(root("software")).arg("get"));
    });
}

/// Runs a client, and gives what it prints.
pub(crate) fn peer(client: &str, words: &[&str]) -> String {
    run(script("peers.sh").arg(root("software")).arg(client).args(words))
}

/// A client that answers batches, to be started.
pub(crate) fn answers(client: &str) -> Command {
    let mut command = script("peers.sh");
    command.arg(root("software")).args([client, "answer"]);
    command
}

/// Runs one of Kafka's own tools.
pub(crate) fn tool(words: &[&str]) -> String {
    run(script("tool.sh").arg(root("software")).args(words))
}

/// A broker with empty storage, which ends with this value.
pub(crate) struct Broker {
    port: u16,
    running: bool,
}

impl Broker {
    pub(crate) fn start(port: u16) -> Self {
        get();
        let broker = Self { port, running: true };
        let _ = std::fs::remove_dir_all(broker.data());
        let life = ["log.retention.ms=-1", "log.segment.bytes=1048576"];
        let mut command = script("start.sh");
        run(command
            .env("KAFKA_LIFE", "600")
            .arg(root("software"))
            .arg(port.to_string())
            .args(life));
        broker
    }

    pub(crate) fn server(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        root("software").join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.file(&format!("data-{}", self.port))
    }

    pub(crate) fn partition(&self, topic: &str) -> PathBuf {
        self.data().join(format!("{topic}-0"))
    }

    pub(crate) fn stop(&mut self) {
        if std::mem::take(&mut self.running) {
            let port = self.port.to_string();
            let _ = script("stop.sh").arg(root("software")).arg(port).output();
        }
    }

    /// Sends one batch as a Produce request (key 0, version 7) and checks that it was taken.
    pub(crate) fn produce(&self, topic: &str, batch: &[u8]) {
        let text = |out: &mut Vec<u8>, text: &str| {
            out.extend(i16::try_from(text.len()).unwrap().to_be_bytes());
            out.extend(text.as_bytes());
        };
        let mut body = vec![0, 0, 0, 7, 0, 0, 0, 1];
        text(&mut body, "wireloom");
        // No transaction, all replicas, 10 s, one topic.
        body.extend([0xff, 0xff, 0xff, 0xff, 0, 0, 0x27, 0x10, 0, 0, 0, 1]);
        text(&mut body, topic);
        // One partition, number 0.
        body.extend([0, 0, 0, 1, 0, 0, 0, 0]);
        body.extend(i32::try_from(batch.len()).unwrap().to_be_bytes());
        body.extend(batch);
        let mut stream = TcpStream::connect(self.server()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&i32::try_from(body.len()).unwrap().to_be_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        let mut size = [0; 4];
        stream.read_exact(&mut size).unwrap();
        let mut answer = vec![0; usize::try_from(i32::from_be_bytes(size)).unwrap()];
        stream.read_exact(&mut answer).unwrap();
        // Correlation, one topic, its name, one partition, its number; then the error.
        let at = 4 + 4 + 2 + topic.len() + 4 + 4;
        assert_eq!(answer[at..at + 2], [0, 0], "{topic}: the broker refuses: {answer:02x?}");
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.stop();
    }
}
