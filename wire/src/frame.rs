//! What a tool needs to know about a protocol, and what a protocol tells a tool: the object-safe
//! face of every codec in this crate.
use crate::{Context, Error, Field, Limits, Observer, Result, build, observers::Path};
use alloc::{boxed::Box, string::String, string::ToString, vec::Vec};
use core::fmt;
pub use wireloom_codecs::Step;

/// Which side of a connection speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one that opened it.
    Client,
    /// The one that accepted it.
    Server,
}

impl Side {
    /// `client` or `server`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// One of something for each side of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides<T> {
    /// The client's.
    pub client: T,
    /// The server's.
    pub server: T,
}

impl<T> Sides<T> {
    /// That of `side`.
    pub const fn of(&self, side: Side) -> &T {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// That of `side`, to change.
    pub const fn of_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// What a frame is to another, where the protocol has requests and responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Asks.
    Request,
    /// Answers.
    Response,
}

impl Role {
    /// `request` or `response`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// Cuts a stream into frames. Not enough input and malformed input are different answers.
pub trait Framer {
    /// What is cut out.
    type Frame<'a>;

    /// The frame at the front of `buf`.
    ///
    /// # Errors
    /// When no bytes that may follow could make this a frame. The stream cannot be trusted from
    /// here on, unless [`resync`](Self::resync) finds a place to go on.
    fn next<'a>(&mut self, buf: &'a [u8], limits: &Limits) -> Result<Step<Self::Frame<'a>>>;

    /// Where the next frame may begin, after an error or a gap: bytes to drop, if there is such a
    /// place in `buf`.
    fn resync(&mut self, _buf: &[u8]) -> Option<usize> {
        None
    }
}

/// How sure a protocol is that a connection speaks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confidence {
    /// 0: certainly not; 100: certainly.
    pub score: u8,
    /// How many whole messages it rests on.
    pub messages: u32,
    /// How many more bytes would tell more; 0: none would.
    pub need: usize,
    /// The reason, for people.
    pub why: &'static str,
}

impl Confidence {
    /// It is something else.
    pub const fn no(why: &'static str) -> Self {
        Self { score: 0, messages: 0, need: 0, why }
    }

    /// Not enough bytes to tell.
    pub const fn more(need: usize) -> Self {
        Self { score: 0, messages: 0, need, why: "too few bytes to tell" }
    }
}

/// A protocol, as tools see it.
pub trait Protocol: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Where its specification stands.
    fn spec(&self) -> &'static str;

    /// Its versions, by their names, and the number that [`Context::version`] holds for each. The
    /// last is the default.
    fn versions(&self) -> &'static [(&'static str, i16)] {
        &[]
    }

    /// Its frames.
    fn tables(&self) -> &'static [Table];

    /// How sure we are that a connection on which `side` first says `head` speaks this.
    fn detect(&self, head: &[u8], side: Side) -> Confidence;

    /// A new connection. `context` holds the version that is known beforehand, if one is, and the
    /// protocol's flags; [`start`](Self::start) gives it for a version's name.
    fn session(&self, limits: &Limits, context: Context) -> Box<dyn Session>;

    /// The context in which a connection of the version of that name starts; without a name, of
    /// the default version. None: there is no such version.
    fn start(&self, version: Option<&str>, limits: &Limits) -> Option<Context> {
        let versions = self.versions();
        let number = match version {
            Some(name) => versions.iter().find(|(known, _)| *known == name)?.1,
            None => versions.last().map_or(0, |(_, number)| *number),
        };
        Some(Context::new(limits).at(number))
    }

    /// The same context where the sides are known for certain, as they are in a capture: a frame
    /// that only the other side may send is refused. Without this, a frame is judged by itself.
    fn sided(&self, context: Context) -> Context {
        context
    }

    /// The context in which a connection starts whose first frame answers a request of that kind
    /// and version, where a response does not tell what it answers. None: in this protocol it does.
    fn answering(&self, _kind: &str, _version: &str, _limits: &Limits) -> Option<Context> {
        None
    }
}

/// The table of one kind of frame: plain functions, so that tools, tests and fuzz targets loop over
/// them.
#[non_exhaustive]
pub struct Table {
    /// The frame's kind, as the specification names it.
    pub name: &'static str,
    /// What it is to another frame.
    pub role: Option<Role>,
    /// What it is for, and where it stands in the specification.
    pub doc: &'static str,
    /// Its rows.
    pub fields: &'static [Field],
    /// Reads the whole of some bytes aloud.
    pub observe: fn(&[u8], Context, &mut dyn Observer) -> Result<()>,
    /// Appends the frame that some JSON describes.
    pub build: fn(build::Node<'_>, &mut Vec<u8>) -> build::Result<()>,
    /// Checks every law for some bytes. Panics when one is broken.
    #[cfg(feature = "check")]
    pub laws: fn(&[u8], Context),
    /// Makes the bytes of an arbitrary frame.
    #[cfg(feature = "check")]
    pub arbitrary: fn(&mut arbitrary::Unstructured<'_>, Context) -> Option<Vec<u8>>,
}

impl Table {
    /// The table of `F`.
    pub const fn of<F: crate::Form>(role: Option<Role>) -> Self {
        Self {
            name: <F::At<'static> as crate::Describe>::NAME,
            role,
            doc: <F::At<'static> as crate::Describe>::DOC,
            fields: <F::At<'static> as crate::Describe>::FIELDS,
            observe: crate::wire::observe::<F>,
            build: crate::wire::build_bytes::<F>,
            #[cfg(feature = "check")]
            laws: crate::check::laws::<F>,
            #[cfg(feature = "check")]
            arbitrary: crate::check::arbitrary::<F>,
        }
    }
}

/// What no connection speaks by itself: the content of files, and of what messages carry.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// The versions that its tables know, as [`Context::version`] holds them.
    pub versions: &'static [i16],
    /// Its tables.
    pub tables: &'static [Table],
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What [`Session::feed`] made of some bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fed {
    /// How many bytes are done with. The caller keeps the rest and offers it again with more behind
    /// it. True also when `error` is set, so that no frame is told twice.
    pub used: usize,
    /// At least so many more bytes are needed before something new can be told.
    pub need: usize,
    /// So many of the bytes to come need not be kept: they are told as they pass.
    pub skip: u64,
    /// The stream of this side cannot be read on from here. The frame before it was told.
    pub error: Option<Error>,
}

/// One connection: all that spans frames lives here, bounded by [`Limits::buffered`].
pub trait Session: Send {
    /// Takes the bytes of one side, in order, and hands every complete frame to `sink`. Any split
    /// of a stream gives the same frames.
    fn feed(&mut self, side: Side, bytes: &[u8], sink: &mut dyn Sink) -> Fed;

    /// `lost` bytes of that side are missing: what is in flight cannot be trusted.
    fn gap(&mut self, side: Side, lost: u64, sink: &mut dyn Sink);

    /// That side is over; `rest` was fed and not used. What is cut is said.
    fn end(&mut self, side: Side, rest: &[u8], sink: &mut dyn Sink);
}

/// What a sink calls a frame: two numbers of its own choice, such as a row and a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ticket(pub u64, pub u64);

/// Why bytes of a stream were not told as frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// They are missing from the capture.
    Gap,
    /// They could not be read.
    Malformed(Error),
    /// The stream ended inside a frame.
    Cut(Error),
}

/// Someone who receives what a session finds.
pub trait Sink {
    /// A frame. The session keeps the ticket and shows it in [`Frame::answers`] of the answer.
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket;

    /// What the application sees, where that is more or less than one frame.
    fn message(&mut self, _message: &Message<'_>) {}

    /// `bytes` from `position` of that side's stream were not told.
    fn lost(&mut self, _side: Side, _position: u64, _bytes: u64, _why: Loss) {}
}

/// One frame: a view. What stands here costs nothing; its fields are read when somebody asks.
#[derive(Clone, Copy)]
pub struct Frame<'f> {
    /// The protocol's name.
    pub protocol: &'static str,
    /// The protocol's version, if it is known.
    pub version: Option<&'f str>,
    /// What kind of frame, as the specification names it.
    pub kind: &'f str,
    /// What it is to another frame.
    pub role: Option<Role>,
    /// Who sent it.
    pub side: Side,
    /// Where it begins in the stream of that side.
    pub position: u64,
    /// The whole frame, framing included.
    pub bytes: &'f [u8],
    /// What ties a request to its response: packet id, correlation id, stream.
    pub correlation: Option<i64>,
    /// The request that this answers.
    pub answers: Option<Ticket>,
    /// What is remarkable about it for a person who follows the connection, such as a duplicate.
    pub note: Option<&'static str>,
    /// Its fields.
    pub content: &'f dyn Inspect,
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {} bytes", self.protocol, self.kind, self.side.name(), self.bytes.len())
    }
}

/// What the application sees: one or more frames.
#[derive(Debug, Clone, Copy)]
pub struct Message<'m> {
    /// The kind of its first frame.
    pub kind: &'m str,
    /// Who sent it.
    pub side: Side,
    /// Its frames, in order.
    pub frames: &'m [Ticket],
    /// Its content, joined.
    pub body: &'m [u8],
}

/// The fields of a frame, on demand. Inspecting never fails: it tells what was understood, and then
/// maybe an error.
pub trait Inspect {
    /// Reads the frame aloud.
    ///
    /// # Errors
    /// Where the frame is malformed. What stands before was told.
    fn observe(&self, observer: &mut dyn Observer) -> Result<()>;

    /// One line for a person.
    ///
    /// # Errors
    /// What the formatter returns.
    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// A copy that outlives the stream's buffer.
    fn keep(&self) -> Box<dyn Inspect + Send>;

    /// The path of the field in which reading fails, if it fails.
    fn path(&self) -> Option<String> {
        let mut path = Path::new();
        self.observe(&mut path).err().map(|_| path.to_string())
    }
}

/// The summary of a frame, as [`Inspect::summary`] writes it.
pub struct Summary<'f>(pub &'f dyn Inspect);
impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.summary(f)
    }
}
impl fmt::Debug for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.summary(f)
    }
}

/// The content of a frame that its table describes: bytes, context and table are all it takes.
#[derive(Debug, Clone, Copy)]
pub struct Content<B> {
    bytes: B,
    context: Context,
    table: &'static Table,
    summary: fn(&[u8], Context, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<B> Content<B> {
    /// The content that `table` describes, under the summary of `summary`.
    pub const fn new(
        bytes: B,
        context: Context,
        table: &'static Table,
        summary: fn(&[u8], Context, &mut fmt::Formatter<'_>) -> fmt::Result,
    ) -> Self {
        Self { bytes, context, table, summary }
    }
}

impl<B: AsRef<[u8]>> Inspect for Content<B> {
    fn observe(&self, observer: &mut dyn Observer) -> Result<()> {
        (self.table.observe)(self.bytes.as_ref(), self.context, observer)
    }

    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.summary)(self.bytes.as_ref(), self.context, f)
    }

    fn keep(&self) -> Box<dyn Inspect + Send> {
        Box::new(Content {
            bytes: self.bytes.as_ref().to_vec(),
            context: self.context,
            table: self.table,
            summary: self.summary,
        })
    }
}
