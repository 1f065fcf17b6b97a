//! Where a target starts from: arbitrary frames of every table, and the vectors beside the code.
use crate::Choice;
use arbitrary::Unstructured;
use std::{fs, path::Path};
use wireloom_wire::{
    Context, FORMATS, Limits, PROTOCOLS,
    frame::{Role, Table},
    observers::Json,
};

/// The same noise on every run.
#[derive(Debug, Clone)]
pub struct Noise(pub u64);

impl Noise {
    /// 64 more bits (xorshift).
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// `n` more bytes.
    pub fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.bits().to_be_bytes()[0]).collect()
    }
}

/// One table at one version, by number and as itself.
pub struct At {
    /// The front of an input that chooses it.
    pub front: [u8; Choice::SIZE],
    /// The name of its protocol or format.
    pub name: &'static str,
    /// The table.
    pub table: &'static Table,
    /// The version's context.
    pub context: Context,
}

/// Every table at every version.
pub fn each_table() -> impl Iterator<Item = At> {
    each_frame().chain(FORMATS.iter().enumerate().flat_map(|(f, format)| {
        let versions = format.versions.iter().enumerate();
        let tables = format.tables.iter().enumerate();
        tables.flat_map(move |(t, table)| {
            versions.clone().map(move |(v, version)| {
                let front = Choice::front(PROTOCOLS.len() + f, t, v);
                At { front, name: format.name, table, context: Context::DEFAULT.at(*version) }
            })
        })
    }))
}

/// Every table of every protocol at every version.
fn each_frame() -> impl Iterator<Item = At> {
    PROTOCOLS.iter().enumerate().flat_map(|(p, protocol)| {
        let versions = 0..protocol.versions().len().max(1);
        let tables = protocol.tables().iter().enumerate();
        tables.flat_map(move |(t, table)| {
            versions.clone().filter_map(move |v| {
                let name = protocol.versions().get(v).map(|(name, _)| *name);
                let context = protocol.start(name, &Limits::DEFAULT)?;
                let front = Choice::front(p, t, v);
                Some(At { front, name: protocol.name(), table, context })
            })
        })
    })
}

/// Frames of every table at every version, and every vector for every table of its protocol; each
/// behind the bytes that choose the table.
pub fn choices() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut noise = Noise(1);
    for at in each_table() {
        all.extend(frames(&at, &mut noise, 2).map(|frame| [&at.front[..], &frame].concat()));
    }
    for (protocol, bytes) in vectors() {
        let tables = each_table().filter(|at| at.name == protocol);
        all.extend(tables.map(|at| [&at.front[..], &bytes].concat()));
    }
    all
}

/// Connections: a few frames of each side, behind what [`choices`] begins with, how much of the
/// rest is the client's, and how to cut it.
pub fn streams() -> Vec<Vec<u8>> {
    let mut noise = Noise(2);
    let mut all = Vec::new();
    for at in each_frame().filter(|at| at.front[1..3] == [0, 0]) {
        let [mut client, mut server] = [Vec::new(), Vec::new()];
        let same = |other: &At| other.front[0] == at.front[0] && other.front[3] == at.front[3];
        for other in each_frame().filter(same) {
            for frame in frames(&other, &mut noise, 2) {
                if other.table.role != Some(Role::Response) {
                    client.extend(&frame);
                }
                if other.table.role != Some(Role::Request) {
                    server.extend(&frame);
                }
            }
        }
        let whole = client.len() + server.len();
        let share = u16::try_from(client.len() * 0xffff / whole.max(1)).unwrap_or(u16::MAX);
        all.push([&at.front[..], &share.to_le_bytes(), &[7], &client, &server].concat());
    }
    for (protocol, bytes) in vectors() {
        let mut fronts = each_frame().filter(|at| at.name == protocol);
        if let Some(at) = fronts.next() {
            all.push([&at.front[..], &[0xff, 0xff, 7], &bytes].concat());
            all.push([&at.front[..], &[0, 0, 7], &bytes].concat());
        }
    }
    all
}

/// The JSON of frames of every table, behind what [`choices`] begins with.
pub fn texts() -> Vec<Vec<u8>> {
    let text = |at: &At, frame: &[u8]| {
        let mut out = at.front.to_vec();
        let mut json = Json::new(&mut out);
        let _ = (at.table.observe)(frame, at.context, &mut json);
        json.finish();
        out
    };
    let mut noise = Noise(3);
    each_table()
        .flat_map(|at| {
            let frames: Vec<_> = frames(&at, &mut noise, 2).collect();
            frames.into_iter().map(move |frame| text(&at, &frame))
        })
        .collect()
}

/// Some arbitrary frames of a table.
fn frames<'n>(
    at: &At,
    noise: &'n mut Noise,
    most: usize,
) -> impl Iterator<Item = Vec<u8>> + use<'n> {
    let (table, context) = (at.table, at.context);
    let tries = (0..most * 8).filter_map(move |n| {
        let noise = noise.bytes(16 << (n % 5));
        (table.arbitrary)(&mut Unstructured::new(&noise), context)
    });
    tries.take(most)
}

/// The frames in `wire/src/<protocol>/vectors`, under the protocol's name: hex or the bytes
/// themselves. A `.txt` is notes, or a notation of the protocol's own.
fn vectors() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let wire = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/src");
    for protocol in fs::read_dir(wire).into_iter().flatten().flatten() {
        let name = protocol.file_name().to_string_lossy().into_owned();
        let files = fs::read_dir(protocol.path().join("vectors")).into_iter().flatten().flatten();
        for path in files.map(|file| file.path()) {
            let Ok(bytes) = fs::read(&path) else { continue };
            let bytes = match path.extension().and_then(|ending| ending.to_str()) {
                Some("hex") => unhex(&String::from_utf8_lossy(&bytes)),
                Some("txt" | "md") => continue,
                _ => bytes,
            };
            all.push((name.clone(), bytes));
        }
    }
    all
}

/// Digits in pairs, `'text'`, and comments behind `#` or `//`. What is none of these is passed over:
/// a seed need not be right.
fn unhex(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let line = line.split('#').next().unwrap_or_default();
        for (n, part) in line.split('\'').enumerate() {
            if n % 2 == 1 {
                out.extend(part.as_bytes());
                continue;
            }
            let digits: Vec<_> = part.chars().filter_map(|c| c.to_digit(16)).collect();
            out.extend(
                digits
                    .chunks_exact(2)
                    .map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap_or(0)),
            );
        }
    }
    out
}
