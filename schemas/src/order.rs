//! What a shop writes down: money, choices, and parts of parts.
pub use crate::generated::order::*;

use crate::Random;

impl Orders {
    /// The orders of a day on which there were `n`.
    pub fn random(random: &mut Random, n: usize) -> Self {
        Self { orders: random.list(n, Order::random) }
    }
}

impl Order {
    /// Any order.
    pub fn random(random: &mut Random) -> Self {
        let status = [Status::Placed, Status::Paid, Status::Shipped, Status::Delivered];
        let status = if random.once_in(10) { Status::Cancelled } else { random.pick(&status) };
        let (items, notes) = (random.count(5).saturating_add(1), random.below(4));
        let placed_at = 1_700_000_000_000i64.saturating_add(random.below(u32::MAX).into());
        let scribbles = random.count(80);
        Self {
            id: random.next() >> 20,
            status: status.into(),
            customer: Some(Customer::random(random)),
            items: random.list(items, |random| LineItem::random(random, true)),
            payment: (!random.once_in(5)).then(|| payment(random)),
            total: Some(Money {
                currency: random.pick(&["EUR", "USD", "CNY", "JPY"]).into(),
                minor: i64::from(random.below(1_000_000)).saturating_sub(1_000),
            }),
            placed_at,
            shipped_at: random
                .maybe(|random| placed_at.saturating_add(random.below(1_000_000_000).into())),
            note: (0..notes).fold(None, |answers, _| Some(Note::random(random, answers))),
            gift: random.once_in(10),
            signature: random.list(scribbles, Random::byte),
        }
    }
}

impl Customer {
    fn random(random: &mut Random) -> Self {
        let name = random.pick(&["Ann", "Bob", "Mallory & Sons", "Łukasz", "李四"]);
        let lines = random.count(3);
        Self {
            id: random.next(),
            name: name.into(),
            email: random.maybe(|random| format!("c{}@example.org", random.below(10_000))),
            address: random.maybe(|random| Address {
                lines: random.list(lines, |random| format!("Street {}", random.below(300))),
                city: random.pick(&["Delft", "Kraków", "São Paulo", "Graz"]).into(),
                code: format!("{:05}", random.below(100_000)),
                country: random.pick(&["NL", "PL", "BR", "AT"]).into(),
            }),
        }
    }
}

impl LineItem {
    /// A bundle's parts are no bundles.
    fn random(random: &mut Random, bundle: bool) -> Self {
        let parts = if bundle && random.once_in(6) { random.count(4) } else { 0 };
        Self {
            sku: format!("{:08}", random.below(100_000_000)),
            name: random.pick(&["Lamp", "Chair, oak", "Desk \"Uno\"", "Cup <blue>"]).into(),
            quantity: random.below(12).saturating_add(1),
            price: format!("{}.{:02}", random.below(1_000), random.below(100)),
            parts: random.list(parts, |random| Self::random(random, false)),
        }
    }
}

impl Note {
    fn random(random: &mut Random, answers: Option<Self>) -> Self {
        let text = random.pick(&["Please ring twice.", "Is it blue?", "Yes, it is.", "Thanks!"]);
        Self { text: text.into(), answers: answers.map(Box::new) }
    }
}

fn payment(random: &mut Random) -> order::Payment {
    match random.below(4) {
        0 => order::Payment::Card(Card {
            last_four: format!("{:04}", random.below(10_000)),
            year: random.below(10).saturating_add(2025),
            month: random.below(12).saturating_add(1),
        }),
        1 => order::Payment::Transfer(Transfer {
            iban: format!("NL{:016}", random.next() >> 14),
            reference: format!("order {}", random.below(1_000_000)),
        }),
        2 => order::Payment::Voucher(format!("{:X}", random.next())),
        _ => order::Payment::Points(random.below(50_000).into()),
    }
}
