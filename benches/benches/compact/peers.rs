//! The families of wireloom-schemas once more, with the derives of every peer.
//!
//! The values come over by way of the bytes: bincode 2 reads what compact wrote.
#![allow(unreachable_pub, missing_docs, reason = "derives want public types")]
use bincode2::{Decode, Encode};
use serde::{Deserialize, Serialize};
use speedy::{Readable, Writable};
use wincode::{SchemaRead, SchemaWrite};

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub enum Mode {
    Survival,
    Creative,
    Adventure,
    Spectator,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Address {
    pub a: u8,
    pub b: u8,
    pub c: u8,
    pub d: u8,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Record {
    pub address: Address,
    pub identity: String,
    pub userid: String,
    pub date: String,
    pub request: String,
    pub code: u16,
    pub size: u64,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Log {
    pub records: Vec<Record>,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Vector {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Triangle {
    pub a: Vector,
    pub b: Vector,
    pub c: Vector,
    pub normal: Vector,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Mesh {
    pub triangles: Vec<Triangle>,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Item {
    pub count: i8,
    pub slot: u8,
    pub kind: String,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Abilities {
    pub walk_speed: f32,
    pub fly_speed: f32,
    pub may_fly: bool,
    pub flying: bool,
    pub invulnerable: bool,
    pub may_build: bool,
    pub instabuild: bool,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct RecipeBook {
    pub known: Vec<String>,
    pub fresh: Vec<String>,
    pub filtered: [bool; 4],
    pub open: [bool; 4],
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Motion {
    pub place: [f64; 3],
    pub speed: [f64; 3],
    pub facing: [f32; 2],
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Mount {
    pub kind: String,
    pub name: Option<String>,
    pub uuid: [u32; 4],
    pub motion: Motion,
    pub health: f32,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Spawn {
    pub world: String,
    pub place: (i64, i64, i64),
    pub forced: bool,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Player {
    pub mode: Mode,
    pub mode_before: Option<Mode>,
    pub score: i64,
    pub world: String,
    pub held: u32,
    pub inventory: Vec<Item>,
    pub chest: Vec<Item>,
    pub spawn: Option<Spawn>,
    pub food: i32,
    pub saturation: f32,
    pub level: i32,
    pub progress: f32,
    pub enchantments: i32,
    pub abilities: Abilities,
    pub portal: Option<[f64; 3]>,
    pub mount: Option<Mount>,
    pub shoulders: [Option<String>; 2],
    pub finished: bool,
    pub recipes: RecipeBook,
    pub motion: Motion,
}

#[derive(
    Clone,
    Debug,
    PartialEq,
    Serialize,
    Deserialize,
    Encode,
    Decode,
    SchemaRead,
    SchemaWrite,
    bitcode::Encode,
    bitcode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
    Readable,
    Writable,
)]
#[bincode(crate = "bincode2")]
pub struct Save {
    pub players: Vec<Player>,
}

/// The same, with text that stays where it came in.
pub mod borrowed {
    use super::{Abilities, Address, Mode, Motion};
    use bincode2::Encode;
    use speedy::Readable;
    use wincode::{SchemaRead, SchemaWrite};

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
        serde::Deserialize,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Record<'a> {
        pub address: Address,
        pub identity: &'a str,
        pub userid: &'a str,
        pub date: &'a str,
        pub request: &'a str,
        pub code: u16,
        pub size: u64,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
        serde::Deserialize,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Log<'a> {
        #[serde(borrow)]
        pub records: Vec<Record<'a>>,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Item<'a> {
        pub count: i8,
        pub slot: u8,
        pub kind: &'a str,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct RecipeBook<'a> {
        pub known: Vec<&'a str>,
        pub fresh: Vec<&'a str>,
        pub filtered: [bool; 4],
        pub open: [bool; 4],
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Mount<'a> {
        pub kind: &'a str,
        pub name: Option<&'a str>,
        pub uuid: [u32; 4],
        pub motion: Motion,
        pub health: f32,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Spawn<'a> {
        pub world: &'a str,
        pub place: (i64, i64, i64),
        pub forced: bool,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Player<'a> {
        pub mode: Mode,
        pub mode_before: Option<Mode>,
        pub score: i64,
        pub world: &'a str,
        pub held: u32,
        pub inventory: Vec<Item<'a>>,
        pub chest: Vec<Item<'a>>,
        pub spawn: Option<Spawn<'a>>,
        pub food: i32,
        pub saturation: f32,
        pub level: i32,
        pub progress: f32,
        pub enchantments: i32,
        pub abilities: Abilities,
        pub portal: Option<[f64; 3]>,
        pub mount: Option<Mount<'a>>,
        pub shoulders: [Option<&'a str>; 2],
        pub finished: bool,
        pub recipes: RecipeBook<'a>,
        pub motion: Motion,
    }

    #[derive(
        Debug,
        Encode,
        bincode2::BorrowDecode,
        SchemaRead,
        SchemaWrite,
        bitcode::Encode,
        bitcode::Decode,
        Readable,
    )]
    #[bincode(crate = "bincode2")]
    pub struct Save<'a> {
        pub players: Vec<Player<'a>>,
    }
}
