//! Law 9: any split of a stream is the whole stream.
use crate::{
    Context, Limits,
    frame::{Frame, Loss, Protocol, Side, Sink, Summary, Ticket},
    observers::Json,
    stream::Stream,
};
use alloc::{format, string::String, vec::Vec};

/// Feeds both sides of a connection whole, byte by byte and in pieces that `seed` chooses, and
/// panics when a sink is told something else.
pub fn stream(
    protocol: &dyn Protocol,
    limits: &Limits,
    context: Context,
    [client, server]: [&[u8]; 2],
    seed: u64,
) {
    let told = |next: &mut dyn FnMut(usize) -> usize| {
        told(protocol, limits, context, [client, server], next)
    };
    let whole = told(&mut |_| usize::MAX);
    let bytes = told(&mut |_| 1);
    assert_eq!(whole, bytes, "law 9: byte by byte, {}", protocol.name());
    let mut state = seed | 1;
    let pieces = told(&mut |left| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 61).unwrap_or(0).min(left) + 1
    });
    assert_eq!(whole, pieces, "law 9: in pieces, {}", protocol.name());
}

/// All that a sink is told when the client speaks first and then the server.
fn told(
    protocol: &dyn Protocol,
    limits: &Limits,
    context: Context,
    sides: [&[u8]; 2],
    next: &mut dyn FnMut(usize) -> usize,
) -> Vec<String> {
    let mut log = Log::default();
    let mut stream = Stream::new(protocol.session(limits, context));
    for (side, bytes) in [Side::Client, Side::Server].into_iter().zip(sides) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(next(rest.len()).min(rest.len()));
            if let Some(error) = stream.feed(side, piece, &mut log) {
                log.0.push(format!("{error:?}"));
            }
            rest = tail;
        }
    }
    stream.end(&mut log);
    log.0
}

#[derive(Default)]
struct Log(Vec<String>);

impl Sink for Log {
    fn frame(&mut self, frame: &Frame<'_>) -> Ticket {
        let mut out = Vec::new();
        let mut json = Json::new(&mut out);
        let error = frame.content.observe(&mut json).err();
        json.finish();
        let kept = frame.content.keep();
        assert_eq!(
            format!("{}", Summary(&*kept)),
            format!("{}", Summary(frame.content)),
            "a kept frame says the same"
        );
        assert_eq!(error.is_some(), frame.content.path().is_some(), "an error has a path");
        self.0.push(format!(
            "{frame:?} at {} {:?} {:?} {:?} {} {} {error:?}",
            frame.position,
            frame.correlation,
            frame.answers,
            frame.note,
            Summary(frame.content),
            String::from_utf8_lossy(&out),
        ));
        Ticket(u64::try_from(self.0.len()).unwrap_or(0), 0)
    }

    fn lost(&mut self, side: Side, position: u64, bytes: u64, why: Loss) {
        self.0.push(format!("lost {side:?} {position} {bytes} {why:?}"));
    }
}
