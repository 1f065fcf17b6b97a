//! `wireloom protocols`: what the command speaks, and the tables of its frames.
use super::{Failure, decode::Format, output::Output, spoken::find};
use std::io::Write;
use wireloom::{
    render::{
        Style,
        table::{Cell, Column, Table as Rows},
    },
    wire::{
        Observer, PROTOCOLS, Shape, Value,
        frame::{Protocol, Table},
        observers::Json,
    },
};

/// List the protocols; with a name, the tables of its frames
#[derive(Debug, clap::Args)]
pub(crate) struct Protocols {
    /// Only this protocol, with the fields of every frame
    name: Option<String>,
    /// The fields of every frame of every protocol
    #[arg(short, long)]
    verbose: bool,
    /// A table for people or one JSON object a line for programs
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

impl Protocols {
    pub(crate) fn run(&self, output: &mut Output) -> Result<(), Failure> {
        let chosen = match &self.name {
            Some(name) => vec![find(name).map_err(Failure::Usage)?],
            None => PROTOCOLS.to_vec(),
        };
        match self.format {
            Format::Json => {
                for protocol in chosen {
                    let mut line = Vec::new();
                    json(protocol, &mut line);
                    output.write_all(&line)?;
                }
            }
            Format::Table if self.name.is_none() && !self.verbose => list(&chosen, output)?,
            Format::Table => {
                for (i, protocol) in chosen.into_iter().enumerate() {
                    if i > 0 {
                        writeln!(output)?;
                    }
                    describe(protocol, output)?;
                }
            }
        }
        Ok(())
    }
}

fn list(protocols: &[&'static dyn Protocol], output: &mut Output) -> Result<(), Failure> {
    let plain = |title| Column { title, right: false, style: Style::Plain };
    let columns = [
        Column { title: "name", right: false, style: Style::Name },
        plain("versions"),
        plain("frames"),
        plain("specification"),
    ];
    let mut table = Rows::new(columns, 3).wrapping();
    for protocol in protocols {
        let spec = protocol.spec().into();
        let cells = [protocol.name().into(), versions(*protocol), frames(*protocol), spec];
        table.row(cells.map(Cell::from), Vec::new());
    }
    table.flush(output.screen, output)?;
    writeln!(output, "\n`wireloom protocols NAME` prints the fields of every frame.")?;
    Ok(())
}

fn frames(protocol: &dyn Protocol) -> String {
    let mut kinds: Vec<_> = protocol.tables().iter().map(|table| table.name).collect();
    kinds.dedup();
    match kinds.as_slice() {
        few if few.len() <= 4 => few.join(", "),
        many => format!("{} kinds", many.len()),
    }
}

fn versions(protocol: &dyn Protocol) -> String {
    let names: Vec<_> = protocol.versions().iter().map(|(name, _)| *name).collect();
    if names.is_empty() { "-".into() } else { names.join(", ") }
}

fn describe(protocol: &'static dyn Protocol, output: &mut Output) -> Result<(), Failure> {
    let screen = output.screen;
    screen.write(output, Style::Bold, protocol.name())?;
    writeln!(output, "  {}", protocol.spec())?;
    if !protocol.versions().is_empty() {
        writeln!(output, "versions {}", versions(protocol))?;
    }
    for table in protocol.tables() {
        writeln!(output)?;
        screen.write(output, Style::Bold, table.name)?;
        let role = table.role.map(|role| role.name()).filter(|role| *role != table.name);
        let role = role.map(|role| format!(" {role}")).unwrap_or_default();
        writeln!(output, "{role}  {}", one_line(table.doc))?;
        fields(table, output)?;
    }
    Ok(())
}

fn fields(frame: &Table, output: &mut Output) -> Result<(), Failure> {
    let plain = |title| Column { title, right: false, style: Style::Plain };
    let columns = [
        plain(" "),
        Column { title: "field", right: false, style: Style::Name },
        plain("type"),
        Column { title: "versions", right: false, style: Style::Dim },
        plain("meaning"),
    ];
    let mut table = Rows::new(columns, 4).wrapping();
    for field in frame.fields {
        let versions = if field.versions.is_empty() { "all" } else { field.versions };
        let mut meaning = one_line(field.doc);
        if let Some(tag) = field.tag {
            meaning.push_str(&format!(" Tag {tag}."));
        }
        if !field.default.is_empty() {
            meaning.push_str(&format!(" Default {}.", field.default));
        }
        let cells = ["", field.name, field.wire, versions, &meaning].map(String::from);
        table.row(cells.map(Cell::from), Vec::new());
    }
    table.flush(output.screen, output)?;
    Ok(())
}

/// A doc comment on one line.
fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `{"name","versions","specification","frames":[{"kind","role","doc","fields":[…]}]}`
fn json(protocol: &'static dyn Protocol, out: &mut Vec<u8>) {
    let mut json = Json::new(out);
    let text = |json: &mut Json<'_>, name: &'static str, text: Option<&str>| {
        member(json, name, text.map_or(Value::Null, Value::Text));
    };
    json.open(Shape::Record);
    text(&mut json, "name", Some(protocol.name()));
    group(&mut json, "versions");
    for (version, _) in protocol.versions() {
        text(&mut json, "", Some(version));
    }
    done(&mut json);
    text(&mut json, "specification", Some(protocol.spec()));
    group(&mut json, "frames");
    for table in protocol.tables() {
        json.field("", 0);
        json.open(Shape::Record);
        text(&mut json, "kind", Some(table.name));
        text(&mut json, "role", table.role.map(|role| role.name()));
        text(&mut json, "doc", Some(&one_line(table.doc)));
        group(&mut json, "fields");
        for field in table.fields {
            json.field("", 0);
            json.open(Shape::Record);
            text(&mut json, "name", Some(field.name));
            text(&mut json, "type", Some(field.wire));
            text(&mut json, "versions", Some(field.versions).filter(|text| !text.is_empty()));
            text(&mut json, "default", Some(field.default).filter(|text| !text.is_empty()));
            member(&mut json, "ignorable", Value::Bool(field.ignorable));
            let tag = field.tag.map_or(Value::Null, |tag| Value::Unsigned(tag.into()));
            member(&mut json, "tag", tag);
            text(&mut json, "doc", Some(&one_line(field.doc)));
            done(&mut json);
        }
        done(&mut json);
        done(&mut json);
    }
    done(&mut json);
    json.close();
    json.finish();
    out.push(b'\n');
}

fn member(json: &mut Json<'_>, name: &'static str, value: Value<'_>) {
    json.field(name, 0);
    json.value(value);
    let _ = json.end(0);
}

fn group(json: &mut Json<'_>, name: &'static str) {
    json.field(name, 0);
    json.open(Shape::List);
}

fn done(json: &mut Json<'_>) {
    json.close();
    let _ = json.end(0);
}
