//! The user of the lecture notes.
use crate::Random;
use wireloom_codecs::compact::Compact;

/// A user. `zhangsan`, 23 and married is `08 7a 68 61 6e 67 73 61 6e 17 01`.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct User {
    /// What the user is called.
    pub name: String,
    /// In years.
    pub age: u8,
    /// Whether the user is married.
    pub married: bool,
}

impl User {
    /// The user that the notes speak of.
    pub fn zhangsan() -> Self {
        Self { name: "zhangsan".into(), age: 23, married: true }
    }

    /// Any user.
    pub fn random(random: &mut Random) -> Self {
        let name = random.pick(&["zhangsan", "lisi", "wangwu", "zhaoliu", "sunqi", "zhouba"]);
        let age = u8::try_from(random.below(100)).unwrap_or_default();
        Self { name: format!("{name}{}", random.below(1_000)), age, married: random.once_in(2) }
    }
}
