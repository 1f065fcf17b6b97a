//! What a web server writes down: short text, small numbers, many records.
pub use crate::generated::log::*;

use crate::Random;

impl Record {
    /// Any request.
    pub fn random(random: &mut Random) -> Self {
        let [a, b, c, d] = [(); 4].map(|()| u32::from(random.byte()));
        let request = format!(
            "{} {} {}",
            random.pick(&["GET", "GET", "GET", "GET", "POST", "HEAD", "PUT", "DELETE"]),
            path(random),
            random.pick(&["HTTP/1.0", "HTTP/1.1", "HTTP/1.1", "HTTP/2.0"]),
        );
        let date = format!(
            "{:02}/{}/{}:{:02}:{:02}:{:02} +0000",
            random.below(28).saturating_add(1),
            random.pick(&[
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
            ]),
            random.below(15).saturating_add(2010),
            random.below(24),
            random.below(60),
            random.below(60),
        );
        Self {
            address: Address { a, b, c, d },
            identity: "-".into(),
            userid: random.pick(&["-", "-", "alice", "bob", "carol", "mallory"]).into(),
            date,
            request,
            code: random.pick(&[200, 200, 200, 200, 301, 304, 400, 403, 404, 500, 503]),
            size: random.below(100_000).into(),
        }
    }
}

impl Log {
    /// A log of `n` requests.
    pub fn random(random: &mut Random, n: usize) -> Self {
        Self { records: random.list(n, Record::random) }
    }
}

fn path(random: &mut Random) -> &'static str {
    random.pick(&[
        "/",
        "/favicon.ico",
        "/robots.txt",
        "/css/site.css",
        "/js/app.min.js?v=20240501",
        "/images/banner-large.jpg",
        "/users/42/profile",
        "/users/1138/orders?page=2&sort=date",
        "/search?q=zero+copy+serialization",
        "/api/v1/devices/7f3a/telemetry?since=1700000000&limit=500",
        "/blog/2023/11/how-to-read-a-capture-without-loading-it",
    ])
}
