//! The reader's face: each thing that protocols build on, shown once and held to.
#![allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests may fail loudly"
)]
use std::ops::{ControlFlow, Range};
use wireloom_wire::{
    Context, Count, Error, ErrorKind, Form, Limits, Node, Observed, Observer, Owned, Read, Reader,
    Result, Shape, Value, Wire, Write, Writer,
    build::{self, Document},
    check::laws,
    codes, flags, frames, message,
    observers::{Find, Json, Kept, Path, Segment, Tree},
    types::{List, Rest, Text, Uuid},
    wire,
};

fn tree(
    read: impl FnOnce(&mut Observed<'_, '_>) -> Result<()>,
    bytes: &[u8],
) -> (Tree, Result<()>) {
    let mut tree = Tree::default();
    let read = read(&mut Observed::new(Reader::new(bytes), &mut tree));
    (tree, read)
}

fn json(read: impl FnOnce(&mut Observed<'_, '_>) -> Result<()>, bytes: &[u8]) -> String {
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let _ = read(&mut Observed::new(Reader::new(bytes), &mut json));
    json.finish();
    let out = String::from_utf8(out).unwrap();
    Document::parse(&out, &Limits::DEFAULT).unwrap();
    out
}

// A second buffer: bytes made from the frame's.

fn unmasked<'a, R: Read<'a>>(r: &mut R) -> Result<()> {
    r.group(Shape::Record, |r| {
        r.field("masked", |r| {
            let packed = r.take(r.remaining())?;
            // Work that is done only for a listener asks first.
            if !r.aloud() {
                return Ok(());
            }
            let plain: Vec<u8> = packed.iter().map(|b| b ^ 0xff).collect();
            r.inside("unmasked", &plain, |r| {
                r.group(Shape::List, |r| {
                    while r.remaining() > 0 {
                        r.field("item", u16::read)?;
                    }
                    Ok(())
                })
            })
        })
    })
}

#[test]
fn spans_and_errors_inside_a_second_buffer_carry_its_number() {
    let bytes = [0, 1, 0, 2].map(|b: u8| b ^ 0xff);
    let (tree, read) = tree(|r| unmasked(r), &bytes);
    read.unwrap();
    let spans: Vec<_> = tree.spans().iter().map(|s| (s.buffer, s.bytes.clone())).collect();
    assert_eq!(spans, [(0, 0..4), (1, 0..2), (1, 2..4)]);
    assert_eq!(tree.buffer(1), Some(("unmasked", &[0, 1, 0, 2][..])));
    assert_eq!(json(|r| unmasked(r), &bytes), r#"{"masked":[1,2]}"#);

    let (_, read) = self::tree(|r| unmasked(r), &bytes[..3]);
    let error = read.unwrap_err();
    assert_eq!((error.buffer, error.offset, error.detail), (1, 2, 1));
}

#[test]
fn without_a_listener_nothing_is_unmasked() {
    assert_eq!(unmasked(&mut Reader::new(b"odd")), Ok(()));
}

// Names that stand on the wire.

fn headers<'a, R: Read<'a>>(r: &mut R) -> Result<()> {
    r.group(Shape::Map, |r| {
        while r.remaining() > 0 {
            r.entry(Text::<u8>::read, Text::<u8>::read)?;
        }
        Ok(())
    })
}

#[test]
fn entries_keep_their_order_and_their_duplicates() {
    let bytes = b"\x01k\x01v\x03a\"b\x00\x01k\x01w";
    assert_eq!(json(|r| headers(r), bytes), r#"[["k","v"],["a\"b",""],["k","w"]]"#);
    let (tree, _) = tree(|r| headers(r), bytes);
    let names: Vec<_> =
        tree.spans().iter().filter(|s| !s.layout).map(|s| (s.name.as_ref(), s.depth)).collect();
    assert_eq!(names, [("k", 0), ("a\"b", 0), ("k", 0)]);
    let mut path = Path::new();
    headers(&mut Observed::new(Reader::new(b"\x01k\x05v"), &mut path)).unwrap_err();
    assert_eq!(path.to_string(), r#"["k"]"#);
}

// Parts of octets.

flags! {
    /// Two bits of three that have a name.
    pub struct Bits(u16) {
        FIRST = 0x8000 "first",
        LAST = 0x0001 "last",
    }
}
message! {
    /// Packed flags between two numbers.
    pub struct Packed { before: u8, bits: Bits, after: u8 }
}

#[test]
fn bits_are_fields_and_unknown_ones_survive() {
    let bytes = [1, 0x80, 0x04, 2];
    let packed = wire::read::<Packed>(&bytes, Context::DEFAULT).unwrap();
    assert!(packed.bits.has(Bits::FIRST) && !packed.bits.has(Bits::LAST));
    laws::<Packed>(&bytes, Context::DEFAULT);
    let aloud = json(|r| Packed::read(r).map(|_| ()), &bytes);
    let expected = r#"{"before":1,"bits":{"first":true,"last":false,"unknown":4},"after":2}"#;
    assert_eq!(aloud, expected);
}

#[test]
#[should_panic(expected = "law 3: two names for a bit")]
fn law_3_counts_the_bits_of_an_octet_apart() {
    overlapping_law();
}

fn overlapping_law() {
    #[derive(Debug, Clone, PartialEq, arbitrary::Arbitrary)]
    struct Overlapping;
    impl<'a> Wire<'a, Self> for Overlapping {
        const NAME: &'static str = "overlapping";
        fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
            r.group(Shape::Record, |r| {
                r.array::<1>()?;
                r.bits("low", 0x0f, Value::Unsigned(1));
                r.bits("too", 0x18, Value::Unsigned(1));
                Ok(Self)
            })
        }
        fn write<W: Write>(_: &Self, w: &mut W) -> Result<()> {
            w.put(&[0]);
            Ok(())
        }
        fn build(_: Node<'a>) -> build::Result<Self> {
            Ok(Self)
        }
    }
    impl wireloom_wire::Describe for Overlapping {
        const NAME: &'static str = "overlapping";
        const DOC: &'static str = "";
        const FIELDS: &'static [wireloom_wire::Field] = &[];
    }
    impl Form for Overlapping {
        type At<'a> = Self;
    }
    laws::<Overlapping>(&[0], Context::DEFAULT);
}

// Depth without stack.

/// A table of u32 length, whose entries are a name, `S` and a text, or `F` and a table.
fn table<'a, R: Read<'a>>(r: &mut R) -> Result<()> {
    let length = |r: &mut R| r.layout("length", u32::read).map(|n| n as usize);
    let n = length(r)?;
    let mut outer = vec![r.enter(n)?];
    r.open(Shape::Map);
    while let Some(&innermost) = outer.last() {
        if r.remaining() == 0 {
            r.close();
            r.leave(innermost)?;
            outer.pop();
            if !outer.is_empty() {
                r.done()?;
            }
            continue;
        }
        r.begin_entry(Text::<u8>::read)?;
        match r.layout("tag", u8::read)? {
            b'F' if outer.len() >= r.context().depth.into() => {
                return Err(r.error(ErrorKind::DepthLimit, r.context().depth.into()));
            }
            b'F' => {
                let n = length(r)?;
                outer.push(r.enter(n)?);
                r.open(Shape::Map);
                continue;
            }
            _ => {
                Text::<u8>::read(r)?;
            }
        }
        r.done()?;
    }
    Ok(())
}

fn nested(levels: usize) -> Vec<u8> {
    // Inside out: each level is a name, a tag and the length of what is inside.
    let mut head = Vec::new();
    for level in 0..=levels {
        let inside = (levels - level) * 6;
        head.extend((inside as u32).to_be_bytes());
        if level < levels {
            head.extend(b"\x00F");
        }
    }
    head
}

#[test]
fn self_describing_values_nest_in_a_loop() {
    let run = || {
        let bytes = nested(10_000);
        let mut deep = Context::DEFAULT;
        deep.depth = 20_000;
        let mut out = Vec::new();
        let mut json = Json::new(&mut out);
        table(&mut Observed::new(Reader::with(&bytes, deep), &mut json)).unwrap();
        json.finish();
        assert_eq!(out.iter().filter(|b| **b == b'[').count(), 20_001);
        let error = table(&mut Reader::new(&bytes)).unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::DepthLimit, 100));
        // What was told before the limit is a sound tree, and dropping it needs no stack either.
        let (tree, read) = tree(|r| table(r), &bytes);
        assert_eq!(read, Err(error));
        drop(tree);
        // The way back does not recurse either.
        let json = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        drop(Document::parse(&json, &Limits::DEFAULT).unwrap());
        let json = "[".repeat(1_000_000);
        let error = Document::parse(&json, &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.kind, build::Wrong::Limit);
    };
    std::thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap().join().unwrap();
}

// Stopping.

#[test]
fn a_find_stops_the_reading_at_its_hit() {
    struct Counting<'p>(Find<'p>, usize);
    impl Observer for Counting<'_> {
        fn field(&mut self, name: &'static str, at: usize) {
            self.1 += 1;
            self.0.field(name, at);
        }
        fn entry(&mut self, name: &str, at: usize) {
            self.0.entry(name, at);
        }
        fn end(&mut self, at: usize) -> ControlFlow<()> {
            self.0.end(at)
        }
        fn open(&mut self, shape: Shape) {
            self.0.open(shape);
        }
        fn close(&mut self) {
            self.0.close();
        }
        fn value(&mut self, value: Value<'_>) {
            self.0.value(value);
        }
        fn bits(&mut self, name: &'static str, o: Range<usize>, mask: u64, value: Value<'_>) {
            self.0.bits(name, o, mask, value);
        }
    }
    let mut bytes = 1_000_000u32.to_be_bytes().to_vec();
    bytes.extend((0..1_000_000u32).flat_map(u32::to_be_bytes));
    let path = [Segment::Item(3)];
    let mut find = Counting(Find::new(&path), 0);
    let mut r = Observed::new(Reader::new(&bytes), &mut find);
    let read: Result<Vec<u32>> = List::<u32, u32>::read(&mut r);
    assert_eq!(read.unwrap_err().kind, ErrorKind::Stopped);
    assert_eq!((find.0.found(), find.1), (Some(&Kept::Unsigned(3)), 4));
}

#[test]
fn a_find_takes_names_items_and_any() {
    let path = |text: &'static str| {
        let mut path = Vec::new();
        Segment::parse(text, &mut path).then_some(path)
    };
    use Segment::{Any, Item, Name};
    assert_eq!(path("a.b[2].c"), Some(vec![Name("a"), Name("b"), Item(2), Name("c")]));
    assert_eq!(path("a[][*]"), Some(vec![Name("a"), Any, Any]));
    assert_eq!(path(r#"h["k"]"#), Some(vec![Name("h"), Name("k")]));
    assert_eq!(path("a[x]"), None);
    assert_eq!(path("a[1"), None);

    let find = |text: &str| {
        let mut path = Vec::new();
        assert!(Segment::parse(text, &mut path));
        let mut find = Find::new(&path);
        let _ = headers(&mut Observed::new(Reader::new(b"\x01k\x01v\x01l\x01w"), &mut find));
        find.found().cloned()
    };
    assert_eq!(find("l"), Some(Kept::Text("w".into())));
    assert_eq!(find("m"), None);
}

// The context.

#[test]
fn a_header_tells_the_version_of_what_follows() {
    fn read<'a, R: Read<'a>>(r: &mut R) -> Result<(i16, u8)> {
        let version = i16::read(r)?;
        r.context_mut().version = version;
        Ok((r.version(), if r.version() >= 2 { u8::read(r)? } else { 0 }))
    }
    assert_eq!(read(&mut Reader::new(&[0, 2, 9])), Ok((2, 9)));
    assert_eq!(read(&mut Reader::new(&[0, 1])), Ok((1, 0)));
    let mut count = Count::with(Context::DEFAULT.at(7).with(0b11));
    count.context_mut().version = 8;
    assert_eq!((count.version(), count.context().has(0b10)), (8, true));
}

// Reservations.

#[test]
fn a_count_reserves_no_more_than_the_bytes_could_hold() {
    let read = |bytes: &[u8], items: u32| {
        let mut context = Context::DEFAULT;
        context.items = items;
        let mut r = Reader::with(bytes, context);
        <List<u32, u64> as Wire<'_, Vec<u64>>>::read(&mut r).unwrap_err().kind
    };
    let bytes = [0xff, 0xff, 0xff, 0xff, 1, 2, 3];
    assert_eq!(read(&bytes, 1000), ErrorKind::ItemLimit);
    // With the limit out of the way, four billion u64 would be 32 GB: room is made for none.
    assert_eq!(read(&bytes, u32::MAX), ErrorKind::UnexpectedEnd);
    assert_eq!(<Packed as Wire<'_, Packed>>::MIN, 4);
}

#[test]
fn items_without_bytes_are_counted() {
    message! {
        /// Nothing at all.
        struct Empty {}
    }
    let bytes = u32::MAX.to_be_bytes();
    let read = <List<u32, Empty> as Wire<'_, Vec<Empty>>>::read(&mut Reader::new(&bytes));
    assert_eq!(read.unwrap_err().kind, ErrorKind::ItemLimit);
}

// Values.

codes! {
    /// Signed codes.
    pub struct Outcome(i16) {
        FINE = 0 "fine",
        BAD = -2,
    }
}
message! {
    /// One of every kind of value.
    pub struct Values<'a> = "values" {
        single: f32,
        double: f64,
        outcome: Outcome,
        id: Uuid,
        r#type = "type": &'a str as Text<u8>,
        signed: i64,
        rest: &'a [u8] as Rest,
    }
}

#[test]
fn every_value_has_a_json_form_and_comes_back() {
    let uuid = Uuid::parse("01234567-89ab-cdef-0123-456789abcdef").unwrap();
    for (single, double, outcome, rest) in [
        (0.1, -0.0, Outcome::BAD, &b"text"[..]),
        (f32::NAN, f64::NEG_INFINITY, Outcome::FINE, b"\xff\xfe"),
        (f32::MIN_POSITIVE, f64::from_bits(0x7ff0_0000_0000_0001), Outcome(77), b"\"\\\x01"),
    ] {
        let values =
            Values { single, double, outcome, id: uuid, r#type: "t", signed: i64::MIN, rest };
        let mut bytes = Vec::new();
        Values::write(&values, &mut Writer::new(&mut bytes)).unwrap();
        laws::<Values<'static>>(&bytes, Context::DEFAULT);
        let aloud = json(|r| Values::read(r).map(|_| ()), &bytes);
        assert!(!aloud.contains("NaN") && !aloud.contains("inf"), "{aloud}");
        let document = Document::parse(&aloud, &Limits::DEFAULT).unwrap();
        let built = Values::build(document.root(Context::DEFAULT)).unwrap();
        let mut again = Vec::new();
        Values::write(&built, &mut Writer::new(&mut again)).unwrap();
        assert_eq!(again, bytes, "{aloud}");
    }
}

#[test]
fn json_is_valid_after_an_error_at_any_byte() {
    let bytes = [&[0; 30][..], b"\x02hi", &[0; 8], b"rest"].concat();
    for cut in 0..bytes.len() {
        let aloud = json(|r| Values::read(r).map(|_| ()), &bytes[..cut]);
        assert!(aloud.starts_with('{') && aloud.ends_with('}'), "{aloud}");
    }
    let aloud = json(|r| Values::read(r).map(|_| ()), &bytes[..32]);
    assert!(aloud.ends_with(r#","type":null}"#), "{aloud}");
}

// Frames and names.

frames! {
    /// Two kinds and all others.
    pub enum Method<'a>: method u32 => arguments {
        Qos(Packed) = 0x3c_000a "basic.qos",
        Close(&'a str as Text<u8>) = 0x14_0028,
    }
}

#[test]
fn an_unknown_key_is_a_value() {
    for (bytes, kind, aloud) in [
        (&b"\x00\x14\x00\x28\x03bye"[..], "Close", r#"{"method":"Close","arguments":"bye"}"#),
        (b"\x00\x00\x00\x09\xff\x00", "unknown", r#"{"method":9,"arguments":{"base64":"/wA="}}"#),
        (
            b"\x00\x3c\x00\x0a\x01\x80\x01\x02",
            "basic.qos",
            r#"{"method":"basic.qos","arguments":{"before":1,"bits":{"first":true,"last":true},"after":2}}"#,
        ),
    ] {
        let method = wire::read::<Method<'static>>(bytes, Context::DEFAULT).unwrap();
        assert_eq!(method.kind(), kind);
        assert_eq!(json(|r| Method::read(r).map(|_| ()), bytes), aloud);
        laws::<Method<'static>>(bytes, Context::DEFAULT);
    }
}

#[test]
fn an_unknown_key_that_is_known_is_not_written() {
    let mut out = Vec::new();
    let method = Method::Unknown { key: 0x3c_000a, body: b"" };
    let error = Method::write(&method, &mut Writer::new(&mut out)).unwrap_err();
    assert_eq!((error.kind, out.len()), (ErrorKind::Unwritable, 0));
}

// The grammar of a row.

message! {
    /// Every kind of row but the tagged ones, which `tags.rs` tests.
    pub struct Rows<'a> = "rows" {
        /// Always there.
        always: u8,
        since: i32 [2..] = -1,
        until: &'a str as Text<u8> [..=2],
        between: u16 [1..=2] = (Self::BETWEEN) ignorable,
        name: Option<&'a str> as wireloom_wire::types::Optional<Text<u8>>,
    }
}
impl Rows<'_> {
    const BETWEEN: u16 = 500;
}

#[test]
fn rows_come_and_go_with_the_version() {
    let read = |bytes: &'static [u8], version| {
        wire::read::<Rows<'static>>(bytes, Context::DEFAULT.at(version)).unwrap()
    };
    let (always, until) = (1, "");
    let zero = Rows { always, since: -1, until, between: 500, name: None };
    assert_eq!(read(b"\x01\x00", 0), zero);
    assert_eq!(read(b"\x01\x00\x00\x07", 1), Rows { between: 7, ..zero.clone() });
    let two = Rows { since: 9, until: "u", between: 7, name: Some("n"), ..zero.clone() };
    assert_eq!(read(b"\x01\x00\x00\x00\x09\x01u\x00\x07\x01n", 2), two);
    assert_eq!(read(b"\x01\x00\x00\x00\x09", 3), Rows { since: 9, ..zero.clone() });
    assert_eq!(<Rows<'_> as Wire<'_, Rows<'_>>>::MIN, 1);

    let write = |rows: &Rows<'_>, context: Context| {
        let mut out = Vec::new();
        let written = Rows::write(rows, &mut Writer::with(&mut out, context));
        written.map(|()| out)
    };
    // `between` is ignorable, `since` is not.
    let lost = |e: Error| (e.kind, e.detail);
    let seven = Rows { between: 7, ..zero.clone() };
    assert_eq!(write(&seven, Context::DEFAULT), Ok(b"\x01\x00".to_vec()));
    let nine = Rows { since: 9, ..zero.clone() };
    assert_eq!(
        write(&nine, Context::DEFAULT.at(1)).map_err(lost),
        Err((ErrorKind::NotInVersion, 1))
    );
    let lenient = Context { lenient: true, ..Context::DEFAULT };
    assert_eq!(write(&nine, lenient), Ok(b"\x01\x00".to_vec()));
    for version in 0..4 {
        laws::<Rows<'static>>(
            b"\x01\x00\x00\x00\x02\x01u\x00\x07\x01n",
            Context::DEFAULT.at(version),
        );
    }
}

#[test]
fn a_row_without_a_doc_line_gets_one() {
    use wireloom_wire::Describe;
    let rows = <Rows<'_> as Describe>::FIELDS;
    let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
    assert_eq!(row("always").doc.trim(), "Always there.");
    assert_eq!(row("since").doc, "`since`, `i32`, in versions `2..`.");
    assert_eq!((row("since").versions, row("since").default), ("2..", "-1"));
    assert!(row("between").ignorable && !row("since").ignorable);
    assert_eq!(<Rows<'_> as Describe>::NAME, "rows");
    assert_eq!(<Values<'_> as Describe>::FIELDS[4].name, "type");
}

#[test]
fn json_that_is_not_the_message_says_where_and_what() {
    let context = Context::DEFAULT.at(2);
    let fault = |json: &str| {
        let document = Document::parse(json, &Limits::DEFAULT).unwrap();
        let error = Rows::build(document.root(context)).unwrap_err();
        (error.to_string(), document.path(error.offset))
    };
    let (message, _) = fault(r#"{"always":1,"between":7}"#);
    assert_eq!(message, "field `until` is missing, at byte 0 of the JSON");
    let (message, path) = fault(r#"{"always":300,"until":"","between":7}"#);
    assert_eq!(message, "a number of 0 to 255 expected, at byte 10 of the JSON");
    assert_eq!(path, "always");
    let (message, path) = fault(r#"{"always":1,"until":"","other":[1,{"deep":2}]}"#);
    assert_eq!(
        (message.as_str(), path.as_str()),
        ("no such field, at byte 31 of the JSON", "other")
    );
    let document =
        Document::parse(r#"{"a":[1,{"b":{"base64":"/w=="}}]}"#, &Limits::DEFAULT).unwrap();
    assert_eq!(document.path(14), "a[1].b");
}

// Owned forms.

#[test]
fn an_owned_message_is_read_from_its_own_bytes() {
    let owned = {
        let bytes = b"\x01\x00".to_vec();
        Owned::<Rows<'static>>::new(&bytes, Context::DEFAULT).unwrap()
    };
    assert_eq!(owned.get().unwrap().always, 1);
    let error = Owned::<Rows<'static>>::new(b"\x01\x00\x05", Context::DEFAULT).unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnexpectedEnd);
}
