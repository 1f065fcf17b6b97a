//! The families of wireloom-schemas once more, with the derives of every peer.
//!
//! The values come over by way of the bytes: bincode 2 reads what compact wrote, which fails if a
//! family has changed and this has not. Enums are numbers, as prost has them.
#![allow(unreachable_pub, missing_docs, reason = "derives want public types")]
use bincode2::{Decode, Encode};
use serde::{Deserialize, Serialize};
use speedy::{Readable, Writable};
use wincode::{SchemaRead, SchemaWrite};

macro_rules! peers {
    ($($name:ident { $($field:ident: $type:ty,)* })*) => { $(
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
        pub struct $name {
            $(pub $field: $type,)*
        }
    )* };
}

peers! {
    Address { a: u8, b: u8, c: u8, d: u8, }
    Record {
        address: Address,
        identity: String,
        userid: String,
        date: String,
        request: String,
        code: u16,
        size: u64,
    }
    Log { records: Vec<Record>, }

    Vector { x: f32, y: f32, z: f32, }
    Triangle { a: Vector, b: Vector, c: Vector, normal: Vector, }
    Mesh { triangles: Vec<Triangle>, }

    Item { count: i8, slot: u8, kind: String, }
    Abilities {
        walk_speed: f32,
        fly_speed: f32,
        may_fly: bool,
        flying: bool,
        invulnerable: bool,
        may_build: bool,
        instabuild: bool,
    }
    Benches { crafting: bool, furnace: bool, blast_furnace: bool, smoker: bool, }
    RecipeBook { known: Vec<String>, fresh: Vec<String>, filtered: Benches, open: Benches, }
    Point { x: f64, y: f64, z: f64, }
    Facing { yaw: f32, pitch: f32, }
    Motion { place: Point, speed: Point, facing: Facing, }
    Uuid { a: u32, b: u32, c: u32, d: u32, }
    Mount { kind: String, name: Option<String>, uuid: Uuid, motion: Motion, health: f32, }
    Block { x: i64, y: i64, z: i64, }
    Spawn { world: String, place: Block, forced: bool, }
    Player {
        mode: i32,
        mode_before: Option<i32>,
        score: i64,
        world: String,
        held: u32,
        inventory: Vec<Item>,
        chest: Vec<Item>,
        spawn: Option<Spawn>,
        food: i32,
        saturation: f32,
        level: i32,
        progress: f32,
        enchantments: i32,
        abilities: Abilities,
        portal: Option<Point>,
        mount: Option<Mount>,
        left_shoulder: Option<String>,
        right_shoulder: Option<String>,
        finished: bool,
        recipes: RecipeBook,
        motion: Motion,
    }
    Save { players: Vec<Player>, }
}

/// The same, with text that stays where it came in.
pub mod borrowed {
    use super::{Abilities, Address, Benches, Block, Motion, Point, Uuid};
    use bincode2::Encode;
    use speedy::Readable;
    use wincode::{SchemaRead, SchemaWrite};

    macro_rules! borrowed {
        ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => { $(
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
            pub struct $name<'a> {
                $($(#[$attribute])* pub $field: $type,)*
            }
        )* };
    }

    borrowed! {
        Record {
            address: Address,
            identity: &'a str,
            userid: &'a str,
            date: &'a str,
            request: &'a str,
            code: u16,
            size: u64,
        }
        Log { #[serde(borrow)] records: Vec<Record<'a>>, }

        Item { count: i8, slot: u8, kind: &'a str, }
        RecipeBook {
            #[serde(borrow)] known: Vec<&'a str>,
            #[serde(borrow)] fresh: Vec<&'a str>,
            filtered: Benches,
            open: Benches,
        }
        Mount { kind: &'a str, name: Option<&'a str>, uuid: Uuid, motion: Motion, health: f32, }
        Spawn { world: &'a str, place: Block, forced: bool, }
        Player {
            mode: i32,
            mode_before: Option<i32>,
            score: i64,
            world: &'a str,
            held: u32,
            #[serde(borrow)] inventory: Vec<Item<'a>>,
            #[serde(borrow)] chest: Vec<Item<'a>>,
            #[serde(borrow)] spawn: Option<Spawn<'a>>,
            food: i32,
            saturation: f32,
            level: i32,
            progress: f32,
            enchantments: i32,
            abilities: Abilities,
            portal: Option<Point>,
            #[serde(borrow)] mount: Option<Mount<'a>>,
            left_shoulder: Option<&'a str>,
            right_shoulder: Option<&'a str>,
            finished: bool,
            #[serde(borrow)] recipes: RecipeBook<'a>,
            motion: Motion,
        }
        Save { #[serde(borrow)] players: Vec<Player<'a>>, }
    }
}
