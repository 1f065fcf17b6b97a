//! The clock: how fast something goes over a sample, within a budget.
use std::time::{Duration, Instant};

/// Measures each figure for about as long as it was told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meter {
    pub(crate) budget: Duration,
}

/// What a measurement found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    /// How many items it went over: all of them, or those that the time was enough for.
    pub(crate) items: usize,
    /// What they weigh.
    pub(crate) weight: u64,
    /// What was made of them.
    pub(crate) made: u64,
    /// How long that took, at best.
    seconds: f64,
    /// Whether these were all.
    pub(crate) whole: bool,
}

/// The clock is looked at after work on so many bytes.
const PIECE: u64 = 64 << 10;
/// What takes longer than so many budgets is cut.
const PATIENCE: u32 = 4;

impl Meter {
    /// Runs `one` over the items 0 to `count`, once at least and again while there is time; the
    /// best time of a whole pass counts. `one` says how many bytes it made.
    pub(crate) fn run<E>(
        self,
        count: usize,
        weight: impl Fn(usize) -> usize,
        mut one: impl FnMut(usize) -> Result<usize, E>,
    ) -> Result<Measured, E> {
        let began = Instant::now();
        let patience = self.budget.saturating_mul(PATIENCE);
        let mut best: Option<Measured> = None;
        loop {
            let pass = Instant::now();
            let (mut now, mut unseen) = (Measured::default(), 0u64);
            for item in 0..count {
                now.made = now.made.saturating_add(length(one(item)?));
                let weight = length(weight(item));
                now.weight = now.weight.saturating_add(weight);
                now.items = item.saturating_add(1);
                unseen = unseen.saturating_add(weight.max(1));
                if unseen < PIECE || now.items == count {
                    continue;
                }
                unseen = 0;
                let late = if best.is_some() { self.budget } else { patience };
                if began.elapsed() > late {
                    now.seconds = pass.elapsed().as_secs_f64();
                    // A later pass that is cut says nothing new.
                    return Ok(best.unwrap_or(now));
                }
            }
            now.seconds = pass.elapsed().as_secs_f64();
            now.whole = true;
            if best.is_none_or(|best| now.seconds < best.seconds) {
                best = Some(now);
            }
            if began.elapsed() > self.budget || count == 0 {
                return Ok(best.unwrap_or(now));
            }
        }
    }
}

impl Measured {
    /// Bytes of the items a second.
    pub(crate) fn bytes_per_second(&self) -> f64 {
        rate(self.weight, self.seconds)
    }

    /// Items a second.
    pub(crate) fn items_per_second(&self) -> f64 {
        rate(length(self.items), self.seconds)
    }

    /// What would have been made of all, if they weigh `all`; exact where these were all.
    pub(crate) fn made_of(&self, all: u64) -> u64 {
        if self.whole || self.weight == 0 {
            return self.made;
        }
        let made = u128::from(self.made).saturating_mul(all.into());
        let made = made.checked_div(self.weight.into()).unwrap_or(0);
        u64::try_from(made).unwrap_or(u64::MAX)
    }
}

/// A clock that did not move in between says that it took no more than its step.
fn rate(n: u64, seconds: f64) -> f64 {
    real(n) / seconds.max(1e-9)
}

/// A count as a real number: above 2^53 to the nearest one.
#[expect(clippy::as_conversions, reason = "rounds, which a figure may")]
pub(crate) fn real(n: u64) -> f64 {
    n as f64
}

fn length(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_pass_is_cut_and_its_rest_estimated() {
        let meter = Meter { budget: Duration::ZERO };
        let sleep = |_| {
            std::thread::sleep(Duration::from_millis(1));
            Ok::<_, ()>(10)
        };
        let cut = meter.run(8, |_| 100 << 10, sleep).unwrap();
        assert!(!cut.whole && cut.items == 1, "{cut:?}");
        assert_eq!(cut.made_of(800 << 10), 80);
        let whole = Meter { budget: Duration::from_secs(1) };
        let whole = whole.run(3, |_| 1, |_| Ok::<_, ()>(2)).unwrap();
        assert!(whole.whole && whole.made == 6 && whole.bytes_per_second() > 0.0);
        assert_eq!(Meter { budget: Duration::ZERO }.run(0, |_| 1, sleep).unwrap().made_of(9), 0);
    }
}
