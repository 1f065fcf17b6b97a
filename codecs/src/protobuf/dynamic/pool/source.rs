//! Pools from `.proto` files, by protox: no protoc is needed.
use super::super::error::Bad;
use super::{Error, Pool};
use crate::ErrorKind;
use alloc::string::{String, ToString};
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

/// Asks the caller for the files.
struct Find<F>(F);

impl<F: Fn(&str) -> Option<String> + Send + Sync> FileResolver for Find<F> {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        match (self.0)(name) {
            Some(source) => File::from_source(name, &source),
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}

impl Pool {
    /// Compiles `.proto` files. `find` is asked for the text of each and of what they import; those
    /// of `google/protobuf/` are there already, unless it has others.
    ///
    /// protox knows proto2 and proto3; files with editions want a compiled descriptor set.
    ///
    /// # Errors
    /// When a file is missing or is not Protobuf, in the words of the compiler.
    pub fn from_proto(
        files: &[&str],
        find: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let mut resolver = ChainFileResolver::new();
        resolver.add(Find(find));
        resolver.add(GoogleFileResolver::new());
        let mut compiler = protox::Compiler::with_file_resolver(resolver);
        compiler.include_imports(true);
        compiler.open_files(files).map_err(|said| refused(&said))?;
        Self::from_descriptor_set(&compiler.encode_file_descriptor_set())
    }
}

#[cold]
fn refused(said: &protox::Error) -> Error {
    // Line and column, if it knows them, are part of its words.
    let words = alloc::format!("{said:?}");
    let words = if words.is_empty() { said.to_string() } else { words };
    Bad::new(ErrorKind::BadValue, 0, "").named(&words, String::new())
}
