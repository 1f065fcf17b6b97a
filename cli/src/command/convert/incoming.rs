//! Messages one after the other, in any form.
use crate::command::{
    forms::{Form, Forms},
    messages::{self, Broken, Elements, Source, Values},
};
use std::io::Read;
use wireloom::{
    ErrorKind,
    codecs::protobuf::dynamic::{Dynamic, Error, WellKnown},
};

/// What is read.
pub(crate) struct Incoming {
    source: Source,
    cut: Cut,
    /// Messages are given as they came.
    raw: bool,
}

/// How messages stand in it.
enum Cut {
    Json(Values),
    Xml(Elements),
    Delimited,
    /// All of it is one; whether that was given.
    Whole(bool),
    Compact,
}

/// The next message, and where it begins.
pub(crate) enum Next<'s, 'p> {
    /// As it came.
    Bytes(u64, &'s [u8]),
    Message(u64, Dynamic<'p>),
}

/// Why there is none.
pub(crate) enum Failed {
    /// The input is not such a row of messages.
    Broken(Broken),
    /// A message that begins there is malformed.
    Message(u64, Error),
}

impl From<Broken> for Failed {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl Incoming {
    pub(crate) fn new(
        input: Box<dyn Read>,
        form: Form,
        delimited: bool,
        forms: &Forms<'_>,
    ) -> Self {
        let cut = match form {
            Form::Json => Cut::Json(match forms.message.well_known() {
                // Their JSON may be an array.
                Some(WellKnown::Value | WellKnown::ListValue) => Values::plain(),
                _ => Values::default(),
            }),
            Form::Xml => Cut::Xml(Elements::of(forms.message.name())),
            Form::Protobuf if delimited => Cut::Delimited,
            Form::Protobuf => Cut::Whole(false),
            Form::Compact => Cut::Compact,
        };
        let source = Source::new(input, forms.limits.frame);
        Self { source, cut, raw: false }
    }

    /// The same, where messages are given as they came.
    pub(crate) const fn raw(mut self, raw: bool) -> Self {
        self.raw = raw;
        self
    }

    /// Where reading is.
    pub(crate) fn offset(&self) -> u64 {
        self.source.offset()
    }

    /// Whether the next message is not here yet.
    pub(crate) fn waiting(&self) -> bool {
        self.source.rest().is_empty()
    }

    pub(crate) fn next<'p>(&mut self, forms: &Forms<'p>) -> Result<Option<Next<'_, 'p>>, Failed> {
        let (form, cut) = match &mut self.cut {
            Cut::Compact => return compact(&mut self.source, forms, self.raw),
            Cut::Json(values) => (Form::Json, values.next(&mut self.source)?),
            Cut::Xml(elements) => (Form::Xml, elements.next(&mut self.source)?),
            Cut::Delimited => (Form::Protobuf, messages::delimited(&mut self.source)?),
            Cut::Whole(given) if *given => return Ok(None),
            Cut::Whole(given) => {
                *given = true;
                (Form::Protobuf, Some(messages::whole(&mut self.source)?))
            }
        };
        match cut {
            None => Ok(None),
            Some((at, bytes)) if self.raw => Ok(Some(Next::Bytes(at, bytes))),
            Some((at, bytes)) => match forms.decode(form, bytes) {
                Ok(message) => Ok(Some(Next::Message(at, message))),
                Err(error) => Err(Failed::Message(at, error)),
            },
        }
    }
}

/// Messages in compact do not say how long they are: one is read, and if it is cut, again with
/// more behind it.
fn compact<'s, 'p>(
    source: &'s mut Source,
    forms: &Forms<'p>,
    raw: bool,
) -> Result<Option<Next<'s, 'p>>, Failed> {
    if !source.fill(1)? {
        return Ok(None);
    }
    let at = source.offset();
    loop {
        let error = match forms.compact(source.rest()) {
            Ok((_, 0)) => {
                let why = "the message takes no bytes: how many there are is not known";
                return Err(source.broken(0, why).into());
            }
            Ok((_, used)) if raw => {
                let (at, bytes) = source.take(used);
                return Ok(Some(Next::Bytes(at, bytes)));
            }
            Ok((message, used)) => {
                source.skip(used);
                return Ok(Some(Next::Message(at, message)));
            }
            Err(error) => error,
        };
        let cut = matches!(error.kind(), ErrorKind::UnexpectedEnd | ErrorKind::BadLength);
        if !cut || !source.more()? {
            return Err(Failed::Message(at, error));
        }
    }
}
