//! The four forms of a message that a schema knows.
use clap::ValueEnum;
use wireloom::{
    Limits,
    codecs::protobuf::dynamic::{Dynamic, Elements, Error, Json, Message, Positional, Transcoder},
};

/// A form of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// JSON: one object a line, one behind the other, or one array
    Json,
    /// XML: one element, or the children of one
    Xml,
    /// Protobuf: one message, or many behind their lengths
    Protobuf,
    /// Compact: fixed order, no names; one behind the other
    Compact,
}

impl Form {
    pub(crate) const ALL: [Self; 4] = [Self::Json, Self::Xml, Self::Protobuf, Self::Compact];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::Protobuf => "Protobuf",
            Self::Compact => "compact",
        }
    }

    /// Whether a terminal shows it.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Json | Self::Xml)
    }
}

/// Reads and writes messages of one type in every form.
pub(crate) struct Forms<'p> {
    pub(crate) message: Message<'p>,
    pub(crate) limits: Limits,
    json: Json,
    transcoder: Transcoder<'p>,
    positional: Positional<'p>,
    elements: Elements<'p>,
    /// Protobuf on its way to JSON.
    bytes: Vec<u8>,
}

impl<'p> Forms<'p> {
    pub(crate) fn of(message: Message<'p>, limits: Limits, proto_names: bool) -> Self {
        let json = Json { limits, proto_names, ..Json::DEFAULT };
        Self {
            message,
            limits,
            json,
            transcoder: Transcoder::new(message, &json),
            positional: Positional::of(message),
            elements: Elements::of(message),
            bytes: Vec::new(),
        }
    }

    /// Reads a message that takes all of `bytes`.
    pub(crate) fn decode(&self, form: Form, bytes: &[u8]) -> Result<Dynamic<'p>, Error> {
        match form {
            Form::Json => self.message.decode_json(bytes, &self.json),
            Form::Xml => self.elements.decode(bytes, &self.limits),
            Form::Protobuf => self.message.decode(bytes, &self.limits),
            Form::Compact => self.positional.decode(bytes, &self.limits),
        }
    }

    /// Reads a message in compact, and says how many bytes it took.
    pub(crate) fn compact(&self, bytes: &[u8]) -> Result<(Dynamic<'p>, usize), Error> {
        self.positional.decode_prefix(bytes, &self.limits)
    }

    /// Appends a message.
    pub(crate) fn encode(
        &mut self,
        form: Form,
        message: &Dynamic<'p>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        match form {
            Form::Json => {
                self.bytes.clear();
                message.encode(&mut self.bytes);
                self.transcoder.transcode(&self.bytes, out)
            }
            Form::Xml => self.elements.encode(message, out, &self.limits),
            Form::Protobuf => {
                message.encode(out);
                Ok(())
            }
            Form::Compact => self.positional.encode(message, out, &self.limits),
        }
    }

    /// From Protobuf's bytes to JSON's, without a message in between.
    pub(crate) fn transcode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.transcoder.transcode(bytes, out)
    }
}
