//! What a game writes when it stops: deep, and of every kind.
use crate::Random;
use wireloom_codecs::compact::Compact;

/// How a player plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Mode {
    /// Collecting, and dying.
    #[default]
    Survival,
    /// Everything is there.
    Creative,
    /// Nothing can be changed.
    Adventure,
    /// Only looking.
    Spectator,
}

/// Things of one kind in one place.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Item {
    /// How many.
    pub count: i8,
    /// In which place.
    pub slot: u8,
    /// The kind.
    pub kind: String,
}

/// What a player may do.
#[derive(Debug, Clone, Copy, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Abilities {
    /// Speed on foot.
    pub walk_speed: f32,
    /// Speed in the air.
    pub fly_speed: f32,
    /// Whether flying is allowed.
    pub may_fly: bool,
    /// Whether the player flies.
    pub flying: bool,
    /// Whether nothing hurts.
    pub invulnerable: bool,
    /// Whether blocks may be placed.
    pub may_build: bool,
    /// Whether blocks break at once.
    pub instabuild: bool,
}

/// The recipes that a player knows.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RecipeBook {
    /// All of them.
    pub known: Vec<String>,
    /// Those that were not looked at yet.
    pub fresh: Vec<String>,
    /// Whether only what can be made is shown, at each kind of bench.
    pub filtered: [bool; 4],
    /// Whether the book is open, at each kind of bench.
    pub open: [bool; 4],
}

/// Where something is, and how it moves.
#[derive(Debug, Clone, Copy, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Motion {
    /// The place.
    pub place: [f64; 3],
    /// The way in one tick.
    pub speed: [f64; 3],
    /// To the side and up, in degrees.
    pub facing: [f32; 2],
}

/// What a player rides.
#[derive(Debug, Clone, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mount {
    /// The creature or the vehicle.
    pub kind: String,
    /// Its name, if it was given one.
    pub name: Option<String>,
    /// Its own number.
    pub uuid: [u32; 4],
    /// Where it is.
    pub motion: Motion,
    /// How well it is.
    pub health: f32,
}

/// Where a player comes back.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spawn {
    /// In which world.
    pub world: String,
    /// The block.
    pub place: (i64, i64, i64),
    /// Even if it is blocked.
    pub forced: bool,
}

/// A player.
#[derive(Debug, Clone, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Player {
    /// The mode of play.
    pub mode: Mode,
    /// The mode before that.
    pub mode_before: Option<Mode>,
    /// Points.
    pub score: i64,
    /// The world that the player is in.
    pub world: String,
    /// Which place of the belt is in hand.
    pub held: u32,
    /// What is carried.
    pub inventory: Vec<Item>,
    /// What is in the player's chest.
    pub chest: Vec<Item>,
    /// Where the player comes back.
    pub spawn: Option<Spawn>,
    /// Hunger, from 0 to 20.
    pub food: i32,
    /// What keeps hunger away.
    pub saturation: f32,
    /// Levels of experience.
    pub level: i32,
    /// The way to the next.
    pub progress: f32,
    /// What the enchanting table shows.
    pub enchantments: i32,
    /// What is allowed.
    pub abilities: Abilities,
    /// Where the way out of the nether was.
    pub portal: Option<[f64; 3]>,
    /// What is ridden.
    pub mount: Option<Mount>,
    /// What sits on the shoulders.
    pub shoulders: [Option<String>; 2],
    /// Whether the end was seen.
    pub finished: bool,
    /// What can be made.
    pub recipes: RecipeBook,
    /// Where the player is.
    pub motion: Motion,
}

/// A saved game.
#[derive(Debug, Clone, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Save {
    /// Everybody who played.
    pub players: Vec<Player>,
}

impl Save {
    /// A game of `n` players.
    pub fn random(random: &mut Random, n: usize) -> Self {
        Self { players: random.list(n, Player::random) }
    }
}

impl Player {
    /// Any player.
    pub fn random(random: &mut Random) -> Self {
        let modes = [Mode::Survival, Mode::Creative, Mode::Adventure, Mode::Spectator];
        let (carried, stored) = (random.count(37), random.count(28));
        Self {
            mode: random.pick(&modes),
            mode_before: random.maybe(|random| random.pick(&modes)),
            score: random.below(1_000_000).into(),
            world: world(random),
            held: random.below(9),
            inventory: random.list(carried, Item::random),
            chest: random.list(stored, Item::random),
            spawn: random.maybe(Spawn::random),
            food: signed(random.below(21)),
            saturation: random.float(20.0).abs(),
            level: signed(random.below(90)),
            progress: random.float(1.0).abs(),
            enchantments: signed(random.below(u32::MAX)),
            abilities: Abilities {
                walk_speed: 0.1,
                fly_speed: 0.05,
                may_fly: random.once_in(2),
                flying: random.once_in(4),
                invulnerable: random.once_in(4),
                may_build: !random.once_in(8),
                instabuild: random.once_in(4),
            },
            portal: random.maybe(place),
            mount: random.maybe(Mount::random),
            shoulders: [(); 2].map(|()| random.maybe(|_| "parrot".into())),
            finished: random.once_in(8),
            recipes: RecipeBook::random(random),
            motion: Motion::random(random),
        }
    }
}

impl Item {
    fn random(random: &mut Random) -> Self {
        let count = i8::try_from(random.below(64).saturating_add(1)).unwrap_or_default();
        Self { count, slot: random.byte(), kind: kind(random) }
    }
}

impl Spawn {
    fn random(random: &mut Random) -> Self {
        let block = |n: u32| i64::from(n).saturating_sub(30_000);
        let place = (
            block(random.below(60_000)),
            i64::from(random.below(320)).saturating_sub(64),
            block(random.below(60_000)),
        );
        Self { world: world(random), place, forced: random.once_in(2) }
    }
}

impl RecipeBook {
    fn random(random: &mut Random) -> Self {
        let (known, fresh) = (random.count(30), random.count(10));
        Self {
            known: random.list(known, kind),
            fresh: random.list(fresh, kind),
            filtered: [(); 4].map(|()| random.once_in(2)),
            open: [(); 4].map(|()| random.once_in(2)),
        }
    }
}

impl Mount {
    fn random(random: &mut Random) -> Self {
        Self {
            kind: random.pick(&["horse", "donkey", "minecart", "boat", "strider"]).into(),
            name: random.maybe(|random| random.pick(&["Rosinante", "Bucephalus", "Fury"]).into()),
            uuid: [(); 4].map(|()| random.below(u32::MAX)),
            motion: Motion::random(random),
            health: random.float(30.0).abs(),
        }
    }
}

impl Motion {
    fn random(random: &mut Random) -> Self {
        Self {
            place: place(random),
            speed: [(); 3].map(|()| random.unit()),
            facing: [random.float(180.0), random.float(90.0)],
        }
    }
}

fn place(random: &mut Random) -> [f64; 3] {
    [30_000.0, 320.0, 30_000.0].map(|scale| random.unit() * scale)
}

fn signed(n: u32) -> i32 {
    n.cast_signed()
}

fn world(random: &mut Random) -> String {
    random.pick(&["overworld", "nether", "end"]).into()
}

fn kind(random: &mut Random) -> String {
    random
        .pick(&[
            "dirt",
            "stone",
            "pickaxe",
            "torch",
            "rail",
            "bread",
            "saddle",
            "bone",
            "obsidian",
            "oak_planks",
            "iron_ingot",
            "redstone_lamp",
            "glass_bottle",
            "sticky_piston",
            "enchanted_golden_apple",
            "waxed_weathered_cut_copper_stairs",
        ])
        .into()
}
