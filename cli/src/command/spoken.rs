//! `PROTO[@VERSION]`: a protocol by its name.
use clap::{
    builder::{PossibleValue, TypedValueParser},
    error::ErrorKind,
};
use std::ffi::OsStr;
use wireloom::wire::{PROTOCOLS, frame::Protocol};

/// A protocol, and one of its versions if one was named.
#[derive(Clone, Copy)]
pub(crate) struct Spoken {
    pub(crate) protocol: &'static dyn Protocol,
    pub(crate) version: Option<&'static str>,
}

impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{:?}", self.protocol.name(), self.version)
    }
}

impl Spoken {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let protocol = find(name)?;
        let Some(wanted) = version else { return Ok(Self { protocol, version: None }) };
        let versions = protocol.versions().iter().map(|(known, _)| *known);
        match versions.clone().find(|known| *known == wanted) {
            Some(version) => Ok(Self { protocol, version: Some(version) }),
            None if protocol.versions().is_empty() => {
                Err(format!("{name} has one version only: leave out `@{wanted}`"))
            }
            None => Err(format!(
                "{name} has no version `{wanted}`; it has {}",
                versions.collect::<Vec<_>>().join(", ")
            )),
        }
    }
}

/// The protocol of that name.
pub(crate) fn find(name: &str) -> Result<&'static dyn Protocol, String> {
    if let Some(protocol) = PROTOCOLS.iter().find(|protocol| protocol.name() == name) {
        return Ok(*protocol);
    }
    let known: Vec<_> = PROTOCOLS.iter().map(|protocol| protocol.name()).collect();
    Err(format!("no protocol `{name}`{}", suggestion(name, &known)))
}

/// `; did you mean a? known: a, b, c`
pub(crate) fn suggestion(name: &str, known: &[&str]) -> String {
    let lower = name.to_lowercase();
    let far = |known: &&str| distance(&lower, &known.to_lowercase());
    let near = known.iter().map(|known| (far(known), *known)).min();
    let hint = match near {
        Some((far, near)) if far <= near.len().max(3) / 3 => format!("; did you mean `{near}`?"),
        _ => ";".into(),
    };
    format!("{hint} known: {}", known.join(", "))
}

/// How many characters to insert, drop or replace to turn one text into the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (1..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let (mut left, mut diagonal) = (i.saturating_add(1), i);
        for (above, y) in row.iter_mut().zip(b.chars()) {
            let replaced = diagonal.saturating_add(usize::from(x != y));
            diagonal = *above;
            *above = replaced.min(left.min(*above).saturating_add(1));
            left = *above;
        }
    }
    row.last().copied().unwrap_or_else(|| a.chars().count())
}

/// Reads the argument; knows the protocols for help and completions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names;

impl TypedValueParser for Names {
    type Value = Spoken;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Spoken, clap::Error> {
        Spoken::parse(&value.to_string_lossy()).map_err(|why| {
            let why = format!("{why}\n\nFor more information, try '--help'.\n");
            clap::Error::raw(ErrorKind::InvalidValue, why).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(PROTOCOLS.iter().map(|protocol| PossibleValue::new(protocol.name()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        let known = ["rpc", "mqtt"];
        assert_eq!(suggestion("rcp", &known), "; known: rpc, mqtt");
        assert_eq!(suggestion("rpx", &known), "; did you mean `rpc`? known: rpc, mqtt");
        assert_eq!(suggestion("MQTT", &known), "; did you mean `mqtt`? known: rpc, mqtt");
    }
}
