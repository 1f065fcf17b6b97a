//! Bars side by side, as an SVG that stands alone: no script, no font, no link.
//!
//! Colours follow the reader's scheme, light or dark, where the viewer has one; the ground is left
//! transparent.
use super::columns;
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// A chart: for each row a name, and for each panel a bar.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// What is compared.
    pub title: String,
    /// How it was measured: a line each, below the title.
    pub notes: Vec<String>,
    /// What is measured, from left to right.
    pub panels: Vec<Panel>,
    /// What is compared, from top to bottom.
    pub rows: Vec<Bars>,
}

/// One thing that is measured.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// What it is.
    pub title: String,
    /// Its unit, and which way is better.
    pub unit: String,
}

/// The bars of one row.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    /// Its name.
    pub name: String,
    /// Whether it stands out.
    pub marked: bool,
    /// A bar for each panel. None: not measured.
    pub bars: Vec<Option<Bar>>,
}

/// A bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// How long it is.
    pub length: f64,
    /// What stands beside it.
    pub label: String,
    /// Whether it is of another order than those that are compared: the panel is not made wider
    /// for it, and it ends where the panel does.
    pub beyond: bool,
}

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
const ROW: f64 = 26.0;
const BAR: f64 = 14.0;
/// Between panels.
const GAP: f64 = 20.0;
/// What a letter takes, about.
const LETTER: f64 = 7.0;
/// A note with more letters goes on in a further line.
const NOTE: usize = 130;

const STYLE: &str = "\
text{font:13px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#24292f}
.title{font-size:17px;font-weight:600}.head{font-weight:600}.dim{fill:#656d76;font-size:12px}
.value{font-variant-numeric:tabular-nums;font-size:12px}.marked{font-weight:600}
.p0{fill:#8250df}.p1{fill:#1a7f8e}.p2{fill:#2f6fde}.axis{stroke:#8c959f;stroke-opacity:.45}
.row{fill:#8c959f;fill-opacity:.14}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.dim{fill:#9198a1}
.p0{fill:#a98bf0}.p1{fill:#4fb8c6}.p2{fill:#6ea2ff}}
";

impl Chart {
    /// Writes the picture.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.svg().as_bytes())
    }

    fn svg(&self) -> String {
        let notes: Vec<String> =
            self.notes.iter().flat_map(|note| super::wrap(note, NOTE)).collect();
        let head = 64.0 + 18.0 * real(notes.len());
        let top = head + 46.0;
        let bottom = top + ROW * real(self.rows.len());
        let height = bottom + MARGIN;
        let longest = self.rows.iter().map(|row| columns(&row.name)).max().unwrap_or(0);
        let left = MARGIN + real(longest) * LETTER + 16.0;
        let count = real(self.panels.len().max(1));
        let each = (WIDTH - left - MARGIN - GAP * (count - 1.0)) / count;

        let mut svg = String::new();
        // Writing to a string does not fail.
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>",
            escaped(&self.title)
        );
        text(&mut svg, (MARGIN, 36.0), "title", &self.title);
        for (note, n) in notes.iter().zip(0u8..) {
            text(&mut svg, (MARGIN, 60.0 + 18.0 * f64::from(n)), "dim", note);
        }
        for (n, row) in self.rows.iter().enumerate() {
            let y = top + ROW * real(n);
            if row.marked {
                let width = WIDTH - 2.0 * MARGIN + 16.0;
                rectangle(&mut svg, (MARGIN - 8.0, y - 2.0), (width, ROW - 2.0), "row");
            }
            let class = if row.marked { "marked" } else { "" };
            text(&mut svg, (MARGIN, y + 15.0), class, &row.name);
        }
        for (n, panel) in self.panels.iter().enumerate() {
            let x = left + (each + GAP) * real(n);
            text(&mut svg, (x, head + 16.0), "head", &panel.title);
            text(&mut svg, (x, head + 33.0), "dim", &panel.unit);
            let _ = writeln!(
                svg,
                "<line class=\"axis\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>",
                top - 4.0
            );
            self.bars(&mut svg, n, (x, top), each);
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// The bars of the n-th panel, which is `each` wide.
    fn bars(&self, svg: &mut String, n: usize, (x, top): (f64, f64), each: f64) {
        let bars = || self.rows.iter().map(|row| row.bars.get(n).and_then(Option::as_ref));
        let known = || bars().flatten();
        let longest = |all: bool| {
            let counted = known().filter(|bar| all || !bar.beyond);
            counted.map(|bar| bar.length).fold(0.0, f64::max)
        };
        let longest =
            Some(longest(false)).filter(|most| *most > 0.0).unwrap_or_else(|| longest(true));
        let widest = known().map(|bar| columns(&bar.label)).max().unwrap_or(0);
        // What stands beside the longest bar has room, too.
        let room = (each - real(widest) * LETTER - 8.0).max(each / 3.0);
        for (bar, row) in bars().zip(0u32..) {
            let y = top + ROW * f64::from(row) + 4.0;
            let Some(bar) = bar else {
                text(svg, (x + 6.0, y + 11.0), "dim", "–");
                continue;
            };
            let share = if longest > 0.0 { (bar.length / longest).clamp(0.0, 1.0) } else { 0.0 };
            let length = (share * room).max(1.0);
            rectangle(svg, (x, y), (length, BAR), &format!("p{}", n % 3));
            let more = if bar.beyond && bar.length > longest { "» " } else { "" };
            text(svg, (x + length + 6.0, y + 11.0), "value", &format!("{more}{}", bar.label));
        }
    }
}

fn text(svg: &mut String, (x, y): (f64, f64), class: &str, text: &str) {
    let text = escaped(text);
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(svg, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>");
}

fn rectangle(svg: &mut String, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
    let _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\"/>"
    );
}

/// Text as XML has it; what XML forbids is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A small number as a length.
fn real(n: usize) -> f64 {
    u32::try_from(n).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_and_its_label_fit_their_panel() {
        let bar = |length, label: &str| Some(Bar { length, label: label.into(), beyond: false });
        let chart = Chart {
            title: "<a> & b".into(),
            notes: vec!["n".into()],
            panels: vec![Panel { title: "size".into(), unit: "bytes".into() }; 3],
            rows: vec![
                Bars {
                    name: "x".into(),
                    marked: true,
                    bars: vec![bar(10.0, "10"), None, bar(0.0, "0")],
                },
                Bars {
                    name: "y".into(),
                    marked: false,
                    bars: vec![bar(5.0, "5"), bar(1.0, "1"), None],
                },
                Bars {
                    name: "z".into(),
                    marked: false,
                    bars: vec![
                        Some(Bar { length: 999.0, label: "999".into(), beyond: true }),
                        None,
                        None,
                    ],
                },
            ],
        };
        let svg = chart.svg();
        assert!(svg.contains("<title>&lt;a&gt; &amp; b</title>"), "{svg}");
        let bars: Vec<_> = svg.lines().filter(|line| line.contains("class=\"p0\"")).collect();
        let width = |line: &str| -> f64 {
            let (_, rest) = line.split_once("width=\"").unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        assert!((width(bars[0]) / width(bars[1]) - 2.0).abs() < 0.01, "{bars:?}");
        assert_eq!(svg.matches("class=\"row\"").count(), 1);
        // It is no longer than the longest of those that count.
        assert_eq!(width(bars[0]), width(bars[2]));
        assert!(svg.contains("» 999"), "{svg}");
        assert_eq!(svg.matches('–').count(), 4);
    }
}
