//! What a game writes when it stops: deep, and of every kind.
pub use crate::generated::save::*;

use crate::Random;

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
            mode: random.pick(&modes).into(),
            mode_before: random.maybe(|random| random.pick(&modes).into()),
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
            left_shoulder: random.maybe(|_| "parrot".into()),
            right_shoulder: random.maybe(|_| "parrot".into()),
            finished: random.once_in(8),
            recipes: RecipeBook::random(random),
            motion: Motion::random(random),
        }
    }
}

impl Item {
    fn random(random: &mut Random) -> Self {
        let count = signed(random.below(64).saturating_add(1));
        Self { count, slot: random.byte().into(), kind: kind(random) }
    }
}

impl Spawn {
    fn random(random: &mut Random) -> Self {
        let block = |n: u32| i64::from(n).saturating_sub(30_000);
        let place = Block {
            x: block(random.below(60_000)),
            y: i64::from(random.below(320)).saturating_sub(64),
            z: block(random.below(60_000)),
        };
        Self { world: world(random), place, forced: random.once_in(2) }
    }
}

impl RecipeBook {
    fn random(random: &mut Random) -> Self {
        let (known, fresh) = (random.count(30), random.count(10));
        Self {
            known: random.list(known, kind),
            fresh: random.list(fresh, kind),
            filtered: Benches::random(random),
            open: Benches::random(random),
        }
    }
}

impl Benches {
    fn random(random: &mut Random) -> Self {
        let [crafting, furnace, blast_furnace, smoker] = [(); 4].map(|()| random.once_in(2));
        Self { crafting, furnace, blast_furnace, smoker }
    }
}

impl Mount {
    fn random(random: &mut Random) -> Self {
        Self {
            kind: random.pick(&["horse", "donkey", "minecart", "boat", "strider"]).into(),
            name: random.maybe(|random| random.pick(&["Rosinante", "Bucephalus", "Fury"]).into()),
            uuid: Uuid::random(random),
            motion: Motion::random(random),
            health: random.float(30.0).abs(),
        }
    }
}

impl Uuid {
    fn random(random: &mut Random) -> Self {
        let [a, b, c, d] = [(); 4].map(|()| random.below(u32::MAX));
        Self { a, b, c, d }
    }
}

impl Motion {
    fn random(random: &mut Random) -> Self {
        Self {
            place: place(random),
            speed: point(random, [1.0; 3]),
            facing: Facing { yaw: random.float(180.0), pitch: random.float(90.0) },
        }
    }
}

fn place(random: &mut Random) -> Point {
    point(random, [30_000.0, 320.0, 30_000.0])
}

fn point(random: &mut Random, scales: [f64; 3]) -> Point {
    let [x, y, z] = scales.map(|scale| random.unit() * scale);
    Point { x, y, z }
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
