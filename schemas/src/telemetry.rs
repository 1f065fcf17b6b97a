//! What devices report: names, maps, bytes, and long rows of numbers.
pub use crate::generated::telemetry::*;

use crate::Random;
use std::collections::BTreeMap;

impl Telemetry {
    /// The report of `n` devices.
    pub fn random(random: &mut Random, n: usize) -> Self {
        Self { devices: random.list(n, Device::random) }
    }
}

impl Device {
    /// Any device.
    pub fn random(random: &mut Random) -> Self {
        let health =
            [Health::Unspecified, Health::Ok, Health::Ok, Health::Degraded, Health::Failed];
        let (labels, series) = (random.count(5), random.count(4).saturating_add(1));
        let (frames, corrections) = (random.count(4), random.count(4));
        Self {
            id: format!("{:016x}", random.next()),
            health: random.pick(&health).into(),
            labels: map(random, labels, &["site", "floor", "room", "owner"], |random| {
                format!("{}-{}", random.pick(&["a", "b", "north wing", "été"]), random.below(100))
            }),
            series: map(
                random,
                series,
                &["temperature", "humidity", "co2", "pm2.5"],
                Series::random,
            ),
            battery: random.maybe(|random| 3.0 + random.unit()),
            position: random.maybe(|random| Position {
                latitude: random.unit() * 90.0,
                longitude: random.unit() * 180.0,
                altitude: random.maybe(|random| random.float(4_000.0)),
            }),
            firmware: random.list(32, Random::byte),
            frames: random.list(frames, |random| {
                let length = random.count(12);
                random.list(length, Random::byte)
            }),
            corrections: random
                .list(corrections, |random| random.below(21).cast_signed().saturating_sub(10)),
        }
    }
}

impl Series {
    fn random(random: &mut Random) -> Self {
        let n = random.count(60);
        let quality = [Quality::Good, Quality::Good, Quality::Good, Quality::Suspect];
        let all_good = random.once_in(2);
        Self {
            unit: random.pick(&["°C", "%", "ppm", "µg/m³"]).into(),
            start: 1_700_000_000_000u64.saturating_add(random.below(1_000_000_000).into()),
            steps: random.list(n.saturating_sub(1), |random| random.below(50).saturating_add(975)),
            values: random.list(n, |random| 20.0 + random.unit() * 15.0),
            qualities: if all_good {
                Vec::new()
            } else {
                random.list(n, |random| random.pick(&quality).into())
            },
        }
    }
}

/// At most `n` entries.
fn map<V>(
    random: &mut Random,
    n: usize,
    keys: &[&str],
    make: impl Fn(&mut Random) -> V,
) -> BTreeMap<String, V> {
    (0..n).map(|_| (random.pick(keys).to_owned(), make(random))).collect()
}
