//! `--schema` and `--type`: which messages the data is.
use super::{Failure, spoken::suggestion};
use std::{
    fs,
    path::{Path, PathBuf},
};
use wireloom::codecs::protobuf::dynamic::{Message, Pool};

/// Which messages the data is.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SchemaFlags {
    /// The schema: a `.proto` file, or the descriptor set that a compiler made of one
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    /// The message: `package.Name`, or its last part; left out where the file has one only
    #[arg(long = "type", value_name = "NAME")]
    pub(crate) r#type: Option<String>,
    /// Where imported files are looked for, beside the schema's folder and those around it
    #[arg(short = 'I', long, value_name = "FOLDER")]
    include: Vec<PathBuf>,
}

/// A schema that was read, and the name of its file in it.
pub(crate) struct Schema {
    pool: Pool,
    /// None: a descriptor set, in which the last file counts.
    file: Option<String>,
    shown: String,
}

impl SchemaFlags {
    /// Reads the schema.
    pub(crate) fn load(&self, path: &Path) -> Result<Schema, Failure> {
        let shown = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| Failure::Unreadable(format!("cannot read {shown}: {error}")))?;
        let refused = |error| Failure::Data(format!("{shown}: {error}"));
        if path.extension().is_none_or(|extension| extension != "proto") {
            let pool = Pool::from_descriptor_set(&bytes).map_err(|error| {
                Failure::Data(format!(
                    "{shown} is no descriptor set, and its name does not end in .proto: {error}"
                ))
            })?;
            return Ok(Schema { pool, file: None, shown });
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::Data(format!("{shown}: text is not UTF-8")))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("schema.proto");
        let mut folders = self.include.clone();
        // Absolute, so that there are folders around it.
        let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        folders.extend(whole.ancestors().skip(1).map(Path::to_path_buf));
        let own = name.to_owned();
        let find = move |wanted: &str| {
            if wanted == own {
                return Some(text.clone());
            }
            let mut places = folders.iter().map(|folder| folder.join(wanted));
            places.find_map(|place| fs::read_to_string(place).ok())
        };
        let pool = Pool::from_proto(&[name], find).map_err(refused)?;
        Ok(Schema { pool, file: Some(name.to_owned()), shown })
    }

    /// The message that is meant.
    pub(crate) fn message<'s>(&self, schema: &'s Schema) -> Result<Message<'s>, Failure> {
        schema.message(self.r#type.as_deref())
    }
}

impl Schema {
    /// From the text of a `.proto` file that nobody wrote.
    pub(crate) fn inferred(text: String) -> Result<Self, Failure> {
        let find = move |name: &str| (name == "inferred.proto").then(|| text.clone());
        let pool = Pool::from_proto(&["inferred.proto"], find)
            .map_err(|error| Failure::Data(format!("the inferred schema: {error}")))?;
        let shown = "the inferred schema".to_owned();
        Ok(Self { pool, file: Some("inferred.proto".into()), shown })
    }

    /// The message of a name, or the only one.
    pub(crate) fn message(&self, name: Option<&str>) -> Result<Message<'_>, Failure> {
        let own =
            |message: &Message<'_>| self.file.as_ref().is_none_or(|file| message.file() == *file);
        let all = || self.pool.messages().filter(own);
        let usage = |why: String| Failure::Usage(format!("--type: {why}"));
        let Some(name) = name else {
            let mut outermost = all().filter(|message| message.parent().is_none());
            return match (outermost.next(), outermost.next()) {
                (Some(only), None) => Ok(only),
                (None, _) => Err(Failure::Data(format!("{} has no messages", self.shown))),
                _ => Err(usage(format!(
                    "say which message of {} it is: {}",
                    self.shown,
                    self.names()
                ))),
            };
        };
        if let Some(found) = self.pool.message(name.trim_start_matches('.')) {
            return Ok(found);
        }
        let ends = |message: &Message<'_>| {
            message.full_name().strip_suffix(name).is_some_and(|front| front.ends_with('.'))
        };
        let mut found = self.pool.messages().filter(ends);
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (Some(one), Some(other)) => Err(usage(format!(
                "`{name}` may be {} or {}: say all of its name",
                one.full_name(),
                other.full_name()
            ))),
            _ => {
                // Whoever leaves out the package means a last part.
                let part = |message| match name.contains('.') {
                    true => Message::full_name(message),
                    false => Message::name(message),
                };
                let known: Vec<_> = all().map(part).collect();
                let hint = suggestion(name, &known);
                let hint = match (known.len() > MOST, hint.split_once(" known: ")) {
                    (true, Some((near, _))) => format!("{near} known: {}", self.names()),
                    _ => hint,
                };
                Err(usage(format!("no message `{name}` in {}{hint}", self.shown)))
            }
        }
    }

    fn names(&self) -> String {
        let own =
            |message: &Message<'_>| self.file.as_ref().is_none_or(|file| message.file() == *file);
        let mut names: Vec<_> =
            self.pool.messages().filter(own).map(Message::full_name).take(MOST + 1).collect();
        if names.len() > MOST {
            names.pop();
            names.push("…");
        }
        names.join(", ")
    }
}

/// So many names are told.
const MOST: usize = 20;
