//! A surface: nothing but floats.
pub use crate::generated::mesh::*;

use crate::Random;

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
