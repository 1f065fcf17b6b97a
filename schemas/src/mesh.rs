//! A surface: nothing but floats.
use crate::Random;
use wireloom_codecs::compact::Compact;

/// A point or a direction.
#[derive(Debug, Clone, Copy, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Vector {
    /// To the right.
    pub x: f32,
    /// Up.
    pub y: f32,
    /// Towards the viewer.
    pub z: f32,
}

/// A flat piece of a surface.
#[derive(Debug, Clone, Copy, PartialEq, Compact)]
#[compact(view = Self)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Triangle {
    /// The first corner.
    pub a: Vector,
    /// The second.
    pub b: Vector,
    /// The third.
    pub c: Vector,
    /// Which way is outside.
    pub normal: Vector,
}

/// A surface.
#[derive(Debug, Clone, PartialEq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mesh {
    /// Its pieces.
    pub triangles: Vec<Triangle>,
}

impl Mesh {
    /// A cloud of `n` triangles.
    pub fn random(random: &mut Random, n: usize) -> Self {
        Self { triangles: random.list(n, triangle) }
    }
}

fn triangle(random: &mut Random) -> Triangle {
    let [a, b, c, normal] = [100.0, 100.0, 100.0, 1.0].map(|scale| Vector {
        x: random.float(scale),
        y: random.float(scale),
        z: random.float(scale),
    });
    Triangle { a, b, c, normal }
}
