//! How long something takes, the same way for everybody: the best of many short runs, since what
//! disturbs a run only ever makes it longer.
use std::time::{Duration, Instant};

/// Nanoseconds of one call of `f`.
pub(crate) fn nanoseconds(mut f: impl FnMut()) -> f64 {
    let once = Instant::now();
    f();
    let calls = (2e6 / once.elapsed().as_nanos().max(1) as f64).clamp(1.0, 1e5) as u32;
    let (start, mut best) = (Instant::now(), f64::MAX);
    let mut runs = 0;
    while runs < 5 || start.elapsed() < Duration::from_millis(120) {
        let run = Instant::now();
        for _ in 0..calls {
            f();
        }
        best = best.min(run.elapsed().as_nanos() as f64 / f64::from(calls));
        runs += 1;
    }
    best
}
