//! What a web server writes down: short text, small numbers, many records.
use crate::Random;
use wireloom_codecs::compact::Compact;

/// Where a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Address {
    /// The first octet.
    pub a: u8,
    /// The second.
    pub b: u8,
    /// The third.
    pub c: u8,
    /// The fourth.
    pub d: u8,
}

/// One request, in the fields of the common log format.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Record {
    /// The client.
    pub address: Address,
    /// Its user by RFC 1413, mostly `-`.
    pub identity: String,
    /// Its user by HTTP authentication, mostly `-`.
    pub userid: String,
    /// When the request came.
    pub date: String,
    /// Its first line.
    pub request: String,
    /// The status of the answer.
    pub code: u16,
    /// How long the answer was.
    pub size: u64,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Compact)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Log {
    /// The requests, in the order in which they came.
    pub records: Vec<Record>,
}

impl Record {
    /// Any request.
    pub fn random(random: &mut Random) -> Self {
        let [a, b, c, d] = [(); 4].map(|()| random.byte());
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
