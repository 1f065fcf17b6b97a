//! One frame: its fields beside its bytes.
//!
//! Every byte stands there once, in order: the length of a text comes before the text, as it does
//! on the wire. Structure is dim, bits are patterns, and what was made from the frame (inflated,
//! unmasked) stands under the field that it was made from, with offsets of its own.
mod layout;
mod lines;

use self::{
    layout::Layout,
    lines::{Digits, Line, View},
};
use super::{Screen, Style, columns, fit, hex, thousands};
use crate::row::{Fault, Row, clean};
use std::io::{self, Write};
use wireloom_wire::{Limits, observers::Tree};

/// Writes a frame as a tree, and tells why it could not be read to its end.
///
/// # Errors
/// What `out` returns.
pub fn write(
    row: &Row<'_>,
    limits: &Limits,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<Option<Fault>> {
    let mut tree = Tree::new(limits);
    let fault = row.observe(&mut tree);
    title(row, fault.is_some(), screen, out)?;
    let view = View { tree: &tree, frame: row.frame.bytes };
    let lines = view.lines();
    let layout = Layout::of(&lines, screen);
    for line in &lines {
        layout.write(line, view.digits(line), screen, out)?;
    }
    if tree.dropped() > 0 {
        let more = format!("… {} more fields (--limit-items)", tree.dropped());
        layout.below(Style::Note, &more, screen, out)?;
    }
    if let Some(fault) = &fault {
        view.fault(fault, &lines, &layout, screen, out)?;
    }
    Ok(fault)
}

/// `#1  rpc request  client  43 bytes  Hello#hello`
fn title(row: &Row<'_>, wrong: bool, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let frame = row.frame;
    screen.write(out, Style::Number, &format!("#{}  ", row.n))?;
    screen.write(out, Style::Bold, &format!("{} {}", frame.protocol, row.title()))?;
    let n = frame.bytes.len();
    let s = if n == 1 { "" } else { "s" };
    let at = match frame.position {
        0 => String::new(),
        position => format!(" at {position:#x}"),
    };
    let place = format!("  {}  {} byte{s}{at}", frame.side.name(), thousands(n));
    screen.write(out, Style::Plain, &place)?;
    // A frame that cannot be read has no summary but its error, which is told at its place.
    if !wrong {
        screen.write(out, Style::Dim, "  ")?;
        let used =
            [place.as_str(), frame.protocol, &row.title()].map(columns).iter().sum::<usize>();
        let left = screen.width.unwrap_or(160).saturating_sub(used).saturating_sub(10);
        screen.write(out, Style::Plain, &fit(&row.summary(), left))?;
    }
    writeln!(out)?;
    if let Some(reply_to) = row.reply_to {
        screen.write(out, Style::Dim, &format!("    answers #{reply_to}\n"))?;
    }
    if let Some(note) = frame.note {
        screen.write(out, Style::Note, &format!("    note: {note}\n"))?;
    }
    Ok(())
}

impl View<'_> {
    /// The bytes at which reading failed, a mark under the first of them, and why.
    fn fault(
        &self,
        fault: &Fault,
        lines: &[Line],
        layout: &Layout,
        screen: Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let buffer = fault.error.buffer;
        let bytes = self.buffer(buffer);
        let at = usize::try_from(fault.error.offset).unwrap_or(usize::MAX).min(bytes.len());
        let named = |line: &&Line| line.buffer == buffer && !matches!(line.digits, Digits::None);
        let read = lines.iter().filter(named).map(|line| line.at.end).max().unwrap_or(0);
        let left = bytes.len().saturating_sub(read);
        // Where the mark points into a field, the rest of that field is shown once more.
        let again = at < read;
        // The row that holds the byte, counted from where the fields end.
        let from = read.min(at);
        // Behind the last byte there is none: the mark stands behind the last row.
        let behind = usize::from(at == bytes.len());
        let row = at.saturating_sub(from).saturating_sub(behind);
        let row = row.checked_div(layout.row).unwrap_or(0);
        let from = from.saturating_add(row.saturating_mul(layout.row));
        let to = from.saturating_add(layout.row).min(bytes.len());
        let digits = hex::spaced(bytes.get(from..to).unwrap_or_default());
        let s = if left == 1 { "" } else { "s" };
        let told = match left {
            0 => String::new(),
            _ if again => String::new(),
            n => format!("{} byte{s} not read", thousands(n)),
        };
        if !digits.is_empty() {
            layout.head(buffer, Some(from), &digits, Style::Wrong, screen, out)?;
            if !told.is_empty() {
                layout.pad(&digits, screen, out)?;
                screen.write(out, Style::Dim, &told)?;
            }
            writeln!(out)?;
        }
        let mark = at.saturating_sub(from).saturating_mul(3);
        layout.head(buffer, None, "", Style::Plain, screen, out)?;
        // Back to the digits: the mark stands under them.
        let message = [
            fault.error.to_string(),
            match fault.path.as_str() {
                "" => String::new(),
                path => format!("in {}", clean(path)),
            },
        ];
        layout.mark(mark, &message, screen, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;
    use wireloom_wire::{
        ErrorKind, Observed, Observer, Read, Reader, Result, Shape, Value, Wire,
        frame::{Inspect, Side},
        types::Text,
    };

    /// What no protocol has yet: packed flags, names on the wire, padding, and a buffer made from
    /// the frame, in which reading may fail.
    #[derive(Clone)]
    struct Rich(&'static [u8], &'static [u8]);

    impl Inspect for Rich {
        fn observe(&self, observer: &mut dyn Observer) -> Result<()> {
            let mut r = Observed::new(Reader::new(self.0), observer);
            r.group(Shape::Record, |r| {
                r.field("flags", |r| {
                    u8::read(r)?;
                    r.bits("retain", 0x01, Value::Bool(true));
                    r.bits("qos", 0x06, Value::Unsigned(1));
                    Ok(())
                })?;
                r.field("headers", |r| {
                    r.group(Shape::Map, |r| r.entry(Text::<u8>::read, Text::<u8>::read))
                })?;
                r.field("name", |r| {
                    r.take(2)?;
                    r.value(Value::Text("hi"));
                    r.layout("padding", |r| r.take(2).map(|_| ()))
                })?;
                r.field("records", |r| {
                    let n = r.layout("length", u8::read)?;
                    r.take(n.into())?;
                    r.inside("inflated", self.1, |r| {
                        r.group(Shape::List, |r| {
                            r.field("item", u16::read)?;
                            r.field("item", |r| {
                                let letters = r.take(3)?;
                                r.value(Value::Bytes(letters));
                                match r.remaining() {
                                    0 => Ok(()),
                                    _ => Err(r.error(ErrorKind::BadValue, 7)),
                                }
                            })
                        })
                    })
                })
            })
        }
        fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("rich")
        }
        fn keep(&self) -> Box<dyn Inspect + Send> {
            Box::new(self.clone())
        }
    }

    fn tree(inflated: &'static [u8]) -> (Option<Fault>, String) {
        let bytes = b"\x33\x01k\x01vhi\0\0\x03zzz";
        let frame = wireloom_wire::frame::Frame {
            protocol: "rich",
            version: Some("5"),
            kind: "PUBLISH",
            role: None,
            side: Side::Client,
            position: 0,
            bytes,
            correlation: None,
            answers: None,
            note: None,
            content: &Rich(bytes, inflated),
        };
        let row = Row { n: 1, reply_to: Some(3), frame: &frame };
        let screen = Screen { colour: false, width: Some(80) };
        let mut out = Vec::new();
        let fault = write(&row, &Limits::DEFAULT, screen, &mut out).unwrap();
        (fault, String::from_utf8(out).unwrap())
    }

    #[test]
    fn flags_names_on_the_wire_padding_and_buffers_have_their_place() {
        let (fault, tree) = tree(b"\0\x07abc");
        assert_eq!(fault, None);
        assert_eq!(
            tree,
            "\
#1  rich PUBLISH 5  client  13 bytes  rich
    answers #3
0000    33         flags           51
0000    .... ...1    retain        true
0000    .... .01.    qos           1
                   headers
0001    01 6b        k key         \"k\"
0003    01           k length      1
0004    76           k             \"v\"
0005    68 69      name            \"hi\"
0007    00 00        padding
0009    03         records length  3
000a    7a 7a 7a   records         3 bytes
                     ‹inflated›    5 bytes made from it
1:0000  00 07        [0]           7
1:0002  61 62 63     [1]           \"abc\"
"
        );
    }

    #[test]
    fn an_error_in_a_buffer_points_into_that_buffer() {
        let (fault, tree) = tree(b"\0\x07abcdef");
        assert_eq!(fault.unwrap().error.buffer, 1);
        let (_, end) = tree.split_once("‹inflated›").unwrap();
        assert_eq!(
            end,
            "  8 bytes made from it
1:0000  00 07        [0]         7
1:0002               [1]         \"abc\"
1:0002  61 62 63 64 65 66  6 bytes not read
                 ^^ value is not allowed at 0x5 of buffer 1, 7
                    in records[1]
"
        );
    }
}
