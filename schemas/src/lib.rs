//! Sample messages: a user, a web server's log, a mesh, a game's save.
//!
//! Each family is there for what it makes hard: the log is short text and small numbers, the mesh
//! is nothing but floats, the save is deep and of every kind. The generators are deterministic:
//! the same seed gives the same values on every machine, today and later.
//!
//! ```
//! use wireloom_codecs::Codec;
//! use wireloom_codecs::compact::{Compact, Profile};
//! use wireloom_schemas::{Log, Random};
//!
//! let log = Log::random(&mut Random::new(7), 3);
//! let mut out = Vec::new();
//! Compact.encode(&log, &mut out)?;
//! let view = Compact.view::<Log>(&out)?;
//! assert_eq!(view.records[2].request, log.records[2].request);
//! # Ok::<(), wireloom_codecs::Error>(())
//! ```
#![forbid(unsafe_code)]
mod log;
mod mesh;
mod random;
mod save;
mod user;

pub use log::{Address, Log, LogView, Record, RecordView};
pub use mesh::{Mesh, MeshView, Triangle, Vector};
pub use random::Random;
pub use save::{
    Abilities, Item, ItemView, Mode, Motion, Mount, MountView, Player, PlayerView, RecipeBook,
    RecipeBookView, Save, SaveView, Spawn, SpawnView,
};
pub use user::{User, UserView};
