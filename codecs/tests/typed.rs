//! prost's messages through the codec, one by one and in streams.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests may fail loudly")]
use prost::Message;
use std::io::{self, Read};
use wireloom_codecs::protobuf::delimited::{self, Incoming, Outgoing};
use wireloom_codecs::protobuf::{Error, Protobuf};
use wireloom_codecs::{Codec, ErrorKind, Limits, Step};

#[derive(Clone, PartialEq, Message)]
struct Tree {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(sint32, repeated, tag = "2")]
    numbers: Vec<i32>,
    #[prost(message, optional, boxed, tag = "3")]
    child: Option<Box<Self>>,
}

fn tree(depth: usize) -> Tree {
    let mut tree = Tree { name: "leaf".into(), numbers: vec![-1, 300], child: None };
    for n in 0..depth {
        tree = Tree { name: format!("n{n}"), numbers: vec![], child: Some(Box::new(tree)) };
    }
    tree
}

fn bytes(tree: &Tree) -> Vec<u8> {
    let mut out = Vec::new();
    Protobuf::DEFAULT.encode(tree, &mut out).unwrap();
    out
}

fn decode(bytes: &[u8]) -> Result<Tree, Error> {
    Protobuf::DEFAULT.decode(bytes)
}

#[test]
fn the_bytes_are_prosts() {
    for depth in 0..20 {
        let tree = tree(depth);
        let wanted = tree.encode_to_vec();
        let mut out = b"before".to_vec();
        Protobuf::DEFAULT.encode(&tree, &mut out).unwrap();
        assert_eq!(out.strip_prefix(b"before"), Some(&wanted[..]));
        assert_eq!(Protobuf::DEFAULT.size(&tree).unwrap(), wanted.len());
        let mut room = vec![0; wanted.len() + 1];
        assert_eq!(Protobuf::DEFAULT.encode_to(&tree, &mut room).unwrap(), wanted.len());
        assert_eq!(room.split_last(), Some((&0, &wanted[..])));
        assert_eq!(decode(&wanted).unwrap(), tree);
    }
}

#[test]
fn a_slice_too_short_says_by_how_much() {
    let tree = tree(1);
    let size = bytes(&tree).len();
    for room in 0..size {
        let error = Protobuf::DEFAULT.encode_to(&tree, &mut vec![0; room]).unwrap_err();
        let fault = error.fault;
        let missing = u32::try_from(size - room).unwrap();
        assert_eq!((fault.kind, fault.detail), (ErrorKind::UnexpectedEnd, missing));
    }
}

#[test]
fn faults_have_a_kind_and_a_place() {
    for (bytes, kind, offset) in [
        (&b"\x0a\x05abc"[..], ErrorKind::UnexpectedEnd, 2),
        (b"\x0a\x01\xff", ErrorKind::BadUtf8, 3),
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", ErrorKind::BadVarint, 1),
        (b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ErrorKind::BadVarint, 11),
        (b"\x12\x81", ErrorKind::UnexpectedEnd, 2),
        (b"\x1a\x02\x0a\x05abcdefgh", ErrorKind::BadLength, 9),
        (b"\x0f", ErrorKind::BadValue, 1),
        (b"\x0d\0\0\0\0", ErrorKind::BadValue, 1),
        (b"\0\0", ErrorKind::BadValue, 1),
        (b"\x7c", ErrorKind::BadValue, 1),
    ] {
        let error = decode(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{bytes:02x?}: {error}");
    }
    let error = decode(b"\x1a\x03\x0a\x01\xff").unwrap_err();
    let words = "failed to decode Protobuf message: Tree.name: Tree.child: invalid string value: \
                 data is not UTF-8 encoded (at 0x5)";
    assert_eq!(error.to_string(), words);
}

#[test]
fn depth_and_size_have_an_end() {
    assert_eq!(decode(&bytes(&tree(100))).unwrap(), tree(100));
    assert_eq!(decode(&bytes(&tree(101))).unwrap_err().kind(), ErrorKind::DepthLimit);
    let groups = [0x7b; 10_000];
    assert_eq!(decode(&groups).unwrap_err().kind(), ErrorKind::DepthLimit);
    let limits = Limits { frame: 4, ..Limits::DEFAULT };
    let codec = Protobuf::DEFAULT.within(&limits);
    let error = Codec::<Tree>::decode(&codec, &[0; 5]).unwrap_err();
    assert_eq!((error.kind(), error.fault.detail), (ErrorKind::FrameLimit, 4));
}

#[test]
fn packed_and_not_unknown_and_twice() {
    let tree = decode(b"\x10\x01\x12\x02\x03\x04\x0a\x01a\x0a\x01b").unwrap();
    assert_eq!((tree.numbers, tree.name.as_str()), (vec![-1, -2, 2], "b"));
    let merged = decode(b"\x1a\x03\x0a\x01a\x1a\x02\x10\x01").unwrap().child.unwrap();
    assert_eq!((merged.name.as_str(), merged.numbers), ("a", vec![-1]));
    assert_eq!(decode(b"\x7b\x08\x01\x83\x01\x0a\0\x84\x01\x7c").unwrap(), Tree::default());
}

/// A stream of many sizes, from empty to larger than any buffer.
fn stream() -> (Vec<u8>, Vec<Vec<u8>>) {
    let bodies: Vec<Vec<u8>> = [0, 1, 127, 128, 300, 20_000].map(|n| vec![7; n]).into();
    let mut stream = Vec::new();
    bodies.iter().for_each(|body| delimited::write(body, &mut stream));
    (stream, bodies)
}

#[test]
fn a_prefix_is_incomplete_and_says_how_much() {
    let mut message = Vec::new();
    delimited::write(&[7; 300], &mut message);
    for cut in 0..message.len() {
        let step = delimited::next(&message[..cut], &Limits::DEFAULT).unwrap();
        let wanted = if cut < 2 { 1 } else { message.len() - cut };
        assert_eq!(step, Step::need(wanted));
    }
    let step = delimited::next(&message, &Limits::DEFAULT).unwrap();
    assert_eq!(step, Step::Done { value: &[7; 300][..], used: 302 });
}

#[test]
fn a_stream_gives_what_was_written() {
    let (stream, bodies) = stream();
    let mut messages = delimited::messages(&stream, &Limits::DEFAULT);
    let read: Vec<_> = messages.by_ref().map(Result::unwrap).collect();
    assert_eq!(read, bodies);
    assert_eq!(messages.offset(), stream.len());
    for cut in [1, 3, 132, stream.len() - 1] {
        let mut messages = delimited::messages(&stream[..cut], &Limits::DEFAULT);
        let error = messages.find_map(Result::err);
        let Some(error) = error else {
            assert!([1, 3].contains(&cut), "{cut} bytes end between two messages");
            continue;
        };
        assert_eq!(error.kind, ErrorKind::UnexpectedEnd);
        assert_eq!(error.offset, u64::try_from(cut).unwrap());
        assert!(messages.next().is_none());
    }
}

#[test]
fn lengths_from_outside_are_bounded() {
    let limits = Limits { frame: 1 << 10, ..Limits::DEFAULT };
    for (length, kind) in [
        (&b"\xff\x07"[..], ErrorKind::FrameLimit),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", ErrorKind::FrameLimit),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", ErrorKind::BadVarint),
        (b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", ErrorKind::BadVarint),
    ] {
        assert_eq!(delimited::next(length, &limits).unwrap_err().kind, kind);
        let mut stream = b"\x01a".to_vec();
        stream.extend_from_slice(length);
        let error = delimited::messages(&stream, &limits).find_map(Result::err).unwrap();
        assert_eq!((error.kind, error.offset >= 2), (kind, true));
        let mut incoming = Incoming::new(&stream[..], &limits);
        assert_eq!(incoming.next().unwrap(), Some(&b"a"[..]));
        let error = incoming.next().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let inner = error.get_ref().unwrap().downcast_ref::<wireloom_codecs::Error>().unwrap();
        assert_eq!((inner.kind, inner.offset >= 2), (kind, true));
    }
    // One byte less is allowed.
    assert_eq!(delimited::next(b"\xfe\x07", &limits).unwrap(), Step::need(1_022));
}

/// Gives few bytes at a time, and sometimes none yet.
struct Slow<'a> {
    rest: &'a [u8],
    turn: usize,
}

impl Read for Slow<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        match self.turn % 5 {
            1 => return Err(io::ErrorKind::WouldBlock.into()),
            3 => return Err(io::ErrorKind::Interrupted.into()),
            _ => {}
        }
        let n = (self.turn % 7 * 37).clamp(1, to.len());
        self.rest.read(to.get_mut(..n).unwrap())
    }
}

#[test]
fn a_reader_gives_the_messages_of_any_split() {
    let (stream, bodies) = stream();
    for cut in [stream.len(), stream.len() - 1] {
        let mut incoming = Incoming::new(Slow { rest: &stream[..cut], turn: 0 }, &Limits::DEFAULT);
        let mut read = Vec::new();
        let end = loop {
            match incoming.next() {
                Ok(Some(message)) => read.push(message.to_vec()),
                Ok(None) => break None,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => break Some(error.kind()),
            }
        };
        if cut == stream.len() {
            assert_eq!((end, &read), (None, &bodies));
            assert_eq!(incoming.offset(), u64::try_from(cut).unwrap());
        } else {
            let whole = bodies.len() - 1;
            assert_eq!(end, Some(io::ErrorKind::UnexpectedEof));
            assert_eq!(read, bodies[..whole]);
        }
    }
}

#[test]
fn values_go_to_a_writer_and_come_back() {
    let mut outgoing = Outgoing::new(Vec::new());
    for depth in 0..10 {
        outgoing.encode(&Protobuf::DEFAULT, &tree(depth)).unwrap();
    }
    outgoing.write(b"").unwrap();
    outgoing.flush().unwrap();
    let stream = outgoing.into_inner();
    let mut theirs = &stream[..];
    let mut incoming = Incoming::new(&stream[..], &Limits::DEFAULT);
    for depth in 0..10 {
        // prost reads the same stream.
        assert_eq!(Tree::decode_length_delimited(&mut theirs).unwrap(), tree(depth));
        let message = incoming.next().unwrap().unwrap();
        assert_eq!(decode(message).unwrap(), tree(depth));
    }
    assert_eq!(incoming.next().unwrap(), Some(&b""[..]));
    assert_eq!(incoming.next().unwrap(), None);
}
