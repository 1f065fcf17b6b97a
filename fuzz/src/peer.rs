//! Other software as an oracle, in a process of its own: it may abort, hang or take all memory.
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// A process that reads inputs, each behind its length in four octets, and answers each with lines
/// and then `.`, or with `!` and why it takes it not.
pub struct Peer {
    start: Box<dyn Fn() -> Command>,
    running: Option<Running>,
}

/// What it says of one input.
#[derive(Debug)]
pub enum Answer {
    /// It takes it: one line for each part.
    Lines(Vec<String>),
    /// It does not, and says why.
    Refused(String),
    /// It died of it, or was ended because it took too long.
    Died,
}

impl Peer {
    /// A peer that `start` starts, when it is first asked and whenever it died.
    pub fn new(start: impl Fn() -> Command + 'static) -> Self {
        Self { start: Box::new(start), running: None }
    }

    /// Asks about one input, and waits five seconds for each line.
    pub fn ask(&mut self, input: &[u8]) -> Answer {
        let running = self.running.get_or_insert_with(|| Running::start(&mut (self.start)()));
        let answer = running.ask(input);
        if matches!(answer, Answer::Died) {
            self.running = None;
        }
        answer
    }
}

struct Running {
    child: Child,
    stdin: ChildStdin,
    /// A thread sends them, so that one can wait for them for so long.
    lines: Receiver<String>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the peer starts");
        let stdin = child.stdin.take().expect("it is piped");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            stdout.lines().map_while(|line| line.ok()).try_for_each(|line| sender.send(line))
        });
        Self { child, stdin, lines }
    }

    fn ask(&mut self, input: &[u8]) -> Answer {
        let size = u32::try_from(input.len()).expect("inputs are small").to_be_bytes();
        let sent = self.stdin.write_all(&[&size, input].concat()).and_then(|()| self.stdin.flush());
        let mut lines = Vec::new();
        while sent.is_ok()
            && let Ok(line) = self.lines.recv_timeout(Duration::from_secs(5))
        {
            match line.strip_prefix('!') {
                Some(why) => return Answer::Refused(why.trim().to_owned()),
                None if line == "." => return Answer::Lines(lines),
                None => lines.push(line),
            }
        }
        Answer::Died
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
