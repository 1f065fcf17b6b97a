//! The user of the lecture notes.
pub use crate::generated::user::*;

use crate::Random;

impl User {
    /// The user that the notes speak of.
    pub fn zhangsan() -> Self {
        Self { name: "zhangsan".into(), age: 23, married: true }
    }

    /// Any user.
    pub fn random(random: &mut Random) -> Self {
        let name = random.pick(&["zhangsan", "lisi", "wangwu", "zhaoliu", "sunqi", "zhouba"]);
        let age = random.below(100);
        Self { name: format!("{name}{}", random.below(1_000)), age, married: random.once_in(2) }
    }
}
