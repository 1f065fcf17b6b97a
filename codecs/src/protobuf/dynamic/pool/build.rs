//! From a descriptor set to tables: first every name is declared, then every reference resolved.
//!
//! Nothing here calls itself. Messages inside messages wait in a row, each with what it inherits.
mod declare;
mod fields;

use super::super::error::{Bad, Error, Step};
use super::def::{FileDef, MethodDef, ServiceDef, Symbol, id};
use super::features::Features;
use super::proto::{
    DescriptorProto, FileDescriptorProto, FileDescriptorSet, FileOptions, MethodDescriptorProto,
    Part, ServiceDescriptorProto,
};
use super::{Pool, well_known};
use crate::ErrorKind;
use alloc::{string::String, sync::Arc, vec, vec::Vec};
use std::collections::HashMap;

/// The pool so far, and what has to wait until all names are known.
pub(super) struct Builder<'a> {
    pool: Pool,
    messages: Vec<Waiting<'a>>,
    extensions: Vec<Extension<'a>>,
    services: Vec<(Part<'a>, Arc<str>)>,
    /// How many bytes of names may still be made or looked up.
    budget: usize,
    /// What is being looked at, for the error's path.
    path: Arc<str>,
    detail: String,
}

/// A message whose fields are still to be read.
struct Waiting<'a> {
    proto: DescriptorProto<'a>,
    features: Features,
}

/// An extension, with where it was declared.
struct Extension<'a> {
    part: Part<'a>,
    scope: Arc<str>,
    features: Features,
}

impl<'a> Builder<'a> {
    pub(super) fn build(bytes: &'a [u8]) -> Result<Pool, Error> {
        let mut builder = Self {
            pool: Pool {
                files: Vec::new(),
                messages: Vec::new(),
                fields: Vec::new(),
                oneofs: Vec::new(),
                enums: Vec::new(),
                services: Vec::new(),
                names: HashMap::new(),
                extensions: HashMap::new(),
            },
            messages: Vec::new(),
            extensions: Vec::new(),
            services: Vec::new(),
            budget: bytes.len().saturating_mul(32).saturating_add(64 << 10),
            path: Arc::from(""),
            detail: String::new(),
        };
        match builder.run(bytes) {
            Ok(()) => Ok(builder.pool),
            Err(bad) => Err(bad.named(&builder.detail, (*builder.path).into())),
        }
    }

    fn run(&mut self, bytes: &'a [u8]) -> Step<()> {
        let set = FileDescriptorSet::read(&[Part { bytes, at: 0 }])?;
        self.files(&set)?;
        self.path = Arc::from("");
        let waiting = core::mem::take(&mut self.messages);
        for (message, at) in waiting.iter().zip(0usize..) {
            self.fields(at, message)?;
        }
        for extension in core::mem::take(&mut self.extensions) {
            self.extension(&extension)?;
        }
        self.maps(&waiting)?;
        for (part, scope) in core::mem::take(&mut self.services) {
            self.service(part, &scope)?;
        }
        well_known::mark(&mut self.pool);
        Ok(())
    }

    /// Declares what the files hold, and checks what they import.
    fn files(&mut self, set: &FileDescriptorSet<'a>) -> Step<()> {
        let mut seen: HashMap<&str, (usize, Part<'a>)> = HashMap::new();
        let mut imports = Vec::new();
        for part in &set.file {
            let file = FileDescriptorProto::read(&[*part])?;
            let name = file.name.unwrap_or_default();
            self.path = Arc::from(name);
            if let Some((_, before)) = seen.get(name) {
                if before.bytes == part.bytes {
                    continue;
                }
                return Err(Bad::new(ErrorKind::Duplicate, part.at, "another file has this name"));
            }
            seen.insert(name, (imports.len(), *part));
            let options = FileOptions::read(&file.options)?;
            let features = Features::of(&file)?.with(&options.features)?;
            self.file(&file, features)?;
            imports.push((file.dependency, part.at));
        }
        let edges: Vec<Vec<usize>> = imports
            .iter()
            .map(|(names, _)| {
                names.iter().filter_map(|name| seen.get(name).map(|(at, _)| *at)).collect()
            })
            .collect();
        match circle(&edges) {
            None => Ok(()),
            Some(file) => {
                self.path = self.pool.files.get(file).map_or("", |file| &*file.name).into();
                let at = imports.get(file).map_or(0, |(_, at)| *at);
                Err(Bad::value(at, "the file imports itself"))
            }
        }
    }

    fn file(&mut self, file: &FileDescriptorProto<'a>, features: Features) -> Step<()> {
        let package: Arc<str> = Arc::from(file.package.unwrap_or_default());
        self.charge(package.len(), file.part)?;
        if !package.is_empty() && !package.split('.').all(is_identifier) {
            return Err(self.bad_name(&package, file.part));
        }
        let number = id(self.pool.files.len());
        self.pool.files.push(FileDef {
            name: file.name.unwrap_or_default().into(),
            package: Arc::clone(&package),
        });
        self.declare(file, number, &package, features)?;
        for part in &file.service {
            self.services.push((*part, Arc::clone(&package)));
        }
        Ok(())
    }

    fn service(&mut self, part: Part<'a>, scope: &Arc<str>) -> Step<()> {
        let proto = ServiceDescriptorProto::read(&[part])?;
        let number = id(self.pool.services.len());
        let full_name = self.name(scope, proto.name, part, Symbol::Service(number))?;
        self.path = Arc::clone(&full_name);
        let mut methods = Vec::new();
        for part in &proto.method {
            let method = MethodDescriptorProto::read(&[*part])?;
            let mut message = |name: Option<&str>| match self.resolve(&full_name, name, *part)? {
                Symbol::Message(id) => Ok(id),
                _ => Err(self.wrong(name, *part)),
            };
            let (input, output) = (message(method.input_type)?, message(method.output_type)?);
            methods.push(MethodDef {
                name: method.name.unwrap_or_default().into(),
                input,
                output,
                client_streaming: method.client_streaming.unwrap_or_default(),
                server_streaming: method.server_streaming.unwrap_or_default(),
            });
        }
        self.pool.services.push(ServiceDef { full_name, methods });
        Ok(())
    }

    /// Declares a name inside a scope.
    fn name(
        &mut self,
        scope: &str,
        name: Option<&str>,
        part: Part<'_>,
        symbol: Symbol,
    ) -> Step<Arc<str>> {
        let name = name.unwrap_or_default();
        if !is_identifier(name) {
            return Err(self.bad_name(name, part));
        }
        self.charge(scope.len().saturating_add(name.len()), part)?;
        let full: Arc<str> = match scope {
            "" => Arc::from(name),
            _ => Arc::from(alloc::format!("{scope}.{name}")),
        };
        if self.pool.names.insert(Arc::clone(&full), symbol).is_some() {
            self.path = full;
            return Err(Bad::new(ErrorKind::Duplicate, part.at, "the name is taken"));
        }
        Ok(full)
    }

    /// Finds a name: absolute behind a dot, else in the scopes from the innermost out.
    fn resolve(&mut self, scope: &str, name: Option<&str>, part: Part<'_>) -> Step<Symbol> {
        let name = name.unwrap_or_default();
        if let Some(absolute) = name.strip_prefix('.') {
            self.charge(absolute.len(), part)?;
            return self.pool.names.get(absolute).copied().ok_or_else(|| self.missing(name, part));
        }
        let mut scope = scope;
        loop {
            self.charge(scope.len().saturating_add(name.len()), part)?;
            let found = match scope {
                "" => self.pool.names.get(name),
                _ => self.pool.names.get(&*alloc::format!("{scope}.{name}")),
            };
            match (found, scope) {
                (Some(symbol), _) => return Ok(*symbol),
                (None, "") => return Err(self.missing(name, part)),
                (None, _) => scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer),
            }
        }
    }

    /// Accounts for bytes of names, which a set can ask for many times over.
    fn charge(&mut self, bytes: usize, part: Part<'_>) -> Step<()> {
        match self.budget.checked_sub(bytes) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => Err(Bad::new(ErrorKind::ItemLimit, part.at, "names are too long")),
        }
    }

    #[cold]
    fn bad_name(&mut self, name: &str, part: Part<'_>) -> Bad {
        self.detail = name.into();
        Bad::value(part.at, "not an identifier")
    }

    #[cold]
    fn missing(&mut self, name: &str, part: Part<'_>) -> Bad {
        self.detail = name.into();
        Bad::new(ErrorKind::UnknownType, part.at, "there is no type")
    }

    #[cold]
    fn wrong(&mut self, name: Option<&str>, part: Part<'_>) -> Bad {
        self.detail = name.unwrap_or_default().into();
        Bad::new(ErrorKind::WrongType, part.at, "not the sort of type that belongs here")
    }
}

/// A letter or an underscore, then digits too.
fn is_identifier(name: &str) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && name.as_bytes().iter().all(word)
}

/// A node of a graph that leads back to itself.
fn circle(edges: &[Vec<usize>]) -> Option<usize> {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let mut state = vec![NEW; edges.len()];
    for start in 0..edges.len() {
        if state.get(start) != Some(&NEW) {
            continue;
        }
        let mut stack = vec![(start, 0usize)];
        while let Some((node, next)) = stack.last_mut() {
            let (here, step) = (*node, *next);
            *next = next.saturating_add(1);
            if let Some(mark) = state.get_mut(here) {
                *mark = OPEN;
            }
            match edges.get(here).and_then(|all| all.get(step)) {
                Some(to) => match state.get(*to) {
                    Some(&OPEN) => return Some(*to),
                    Some(&NEW) => stack.push((*to, 0)),
                    _ => {}
                },
                None => {
                    if let Some(mark) = state.get_mut(here) {
                        *mark = DONE;
                    }
                    stack.pop();
                }
            }
        }
    }
    None
}
