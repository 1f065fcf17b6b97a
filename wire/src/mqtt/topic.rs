//! Topic names and topic filters. MQTT 5 §4.7, §4.8.2
use super::text::{any_of, is_nul, read_text, write_text};
use crate::{ErrorKind, Node, Read, Result, Wire, Write, build};
use core::fmt;

/// The name of a topic: at least one character, no wildcards. MQTT-3.3.2-2, MQTT-4.7.3-1,
/// MQTT-4.7.3-2
#[derive(Debug)]
pub struct TopicName;

impl TopicName {
    /// Whether `name` may stand as the topic of a message.
    #[inline]
    pub fn is_valid(name: &str) -> bool {
        !name.is_empty() && !any_of(name.as_bytes(), is_special)
    }
}

/// U+0000, `+` and `#`, which differ in one bit: they stand in no name of a topic.
#[inline(always)]
pub(super) const fn is_special(byte: u8) -> bool {
    (byte == 0) | (byte | 0x08 == b'+')
}

impl<'a> Wire<'a, &'a str> for TopicName {
    const NAME: &'static str = "UTF-8 Encoded String, a topic name";
    const MIN: usize = 2;

    #[inline(always)]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        let name = TopicNameOrNone::read(r)?;
        if name.is_empty() {
            return Err(r.error(ErrorKind::BadLength, 0));
        }
        Ok(name)
    }

    #[inline(always)]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        if value.is_empty() {
            return Err(w.error(ErrorKind::BadLength, 0));
        }
        TopicNameOrNone::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// The topic of a PUBLISH: empty where a topic alias stands for it. MQTT 5 §3.3.2.1
#[derive(Debug)]
pub struct TopicNameOrNone;

impl<'a> Wire<'a, &'a str> for TopicNameOrNone {
    const NAME: &'static str = TopicName::NAME;
    const MIN: usize = 2;

    #[inline(always)]
    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a str> {
        read_text(r, is_special)
    }

    #[inline(always)]
    fn write<W: Write>(value: &&'a str, w: &mut W) -> Result<()> {
        write_text(value, w, any_of(value.as_bytes(), is_special))
    }

    fn build(node: Node<'a>) -> build::Result<&'a str> {
        node.text()
    }
}

/// What a subscription asks for: a topic name in which `+` stands for any level and a last `#` for
/// any number of them. MQTT 5 §4.7.1
///
/// ```
/// use wireloom_wire::mqtt::TopicFilter;
///
/// let filter = TopicFilter("plant/+/line/#");
/// assert!(filter.is_valid(5) && filter.matches("plant/1/line/9/temperature"));
/// assert!(filter.matches("plant/1/line") && !filter.matches("plant/line"));
/// let shared = TopicFilter("$share/workers/jobs/#");
/// assert_eq!(shared.share(), Some(("workers", TopicFilter("jobs/#"))));
/// assert!(!TopicFilter("#").matches("$SYS/uptime"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TopicFilter<'a>(pub &'a str);

impl<'a> TopicFilter<'a> {
    /// Whether it is a topic filter of that version of MQTT: version 5 knows shared subscriptions.
    /// MQTT-4.7.1-1, MQTT-4.7.1-2, MQTT-4.7.3-1, MQTT-4.7.3-2, MQTT-4.8.2-1, MQTT-4.8.2-2
    pub fn is_valid(self, version: i16) -> bool {
        match self.0.strip_prefix("$share/") {
            Some(shared) if version >= 5 => at_slash(shared).is_some_and(|(name, filter)| {
                TopicName::is_valid(name) && Self(filter).wildcards_stand_alone()
            }),
            _ => self.wildcards_stand_alone(),
        }
    }

    /// Whether there is a character, none is U+0000, each wildcard is a level of its own, and `#`
    /// the last.
    fn wildcards_stand_alone(self) -> bool {
        let mut before = b'/';
        let mut rest = self.0.as_bytes().iter();
        while let Some(byte) = rest.next() {
            let ends = || match rest.as_slice().first() {
                Some(next) => *byte == b'+' && *next == b'/',
                None => true,
            };
            if is_special(*byte) && (*byte == 0 || before != b'/' || !ends()) {
                return false;
            }
            before = *byte;
        }
        !self.0.is_empty()
    }

    /// The share name and the filter of a shared subscription. MQTT 5 §4.8.2
    pub fn share(self) -> Option<(&'a str, Self)> {
        let (name, filter) = at_slash(self.0.strip_prefix("$share/")?)?;
        Some((name, Self(filter)))
    }

    /// Whether a message of this topic is asked for. Wildcards at the front do not match topics
    /// that begin with `$`. MQTT-4.7.2-1
    pub fn matches(self, topic: &str) -> bool {
        if topic.starts_with('$') && self.0.starts_with(['+', '#']) {
            return false;
        }
        let mut levels = topic.split('/');
        for wanted in self.0.split('/') {
            match (wanted, levels.next()) {
                ("#", _) => return true,
                ("+", Some(_)) => {}
                (wanted, Some(level)) if wanted == level => {}
                _ => return false,
            }
        }
        levels.next().is_none()
    }
}

impl fmt::Debug for TopicFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl fmt::Display for TopicFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'a> Wire<'a, Self> for TopicFilter<'a> {
    const NAME: &'static str = "UTF-8 Encoded String, a topic filter";
    const MIN: usize = 3;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        let filter = Self(read_text(r, is_nul)?);
        if !filter.is_valid(r.version()) {
            return Err(r.error(ErrorKind::BadValue, 0));
        }
        Ok(filter)
    }

    #[inline]
    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        if !value.is_valid(w.version()) {
            return Err(w.error(ErrorKind::BadValue, 0));
        }
        write_text(value.0, w, false)
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        node.text().map(Self)
    }
}

/// What stands before and behind the first slash. By bytes: `str`'s own search for a character can
/// reach a panic, as far as a linker sees.
fn at_slash(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == b'/')?;
    let (name, filter) = text.split_at_checked(at)?;
    Some((name, filter.strip_prefix("/")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::String, vec::Vec};

    #[test]
    fn wildcards_stand_alone_in_a_level() {
        // MQTT-4.7.1-1, MQTT-4.7.1-2: the examples of §4.7.1.2 and §4.7.1.3.
        for valid in [
            "#",
            "sport/#",
            "sport/tennis/#",
            "+",
            "+/tennis/#",
            "sport/+/player1",
            "/",
            "//",
            "/finance",
            "+/+",
            "/+",
            "a b",
            "$share",
            "$SYS/#",
            "\u{feff}",
            "sport/",
        ] {
            assert!(TopicFilter(valid).is_valid(5), "{valid}");
            assert!(TopicFilter(valid).is_valid(4), "{valid}");
        }
        for invalid in
            ["", "sport/tennis#", "sport/tennis/#/ranking", "sport+", "+a", "##", "#/", "a\0"]
        {
            assert!(!TopicFilter(invalid).is_valid(5), "{invalid}");
            assert!(!TopicFilter(invalid).is_valid(4), "{invalid}");
        }
    }

    /// Law 8: level by level.
    fn obvious(filter: &str) -> bool {
        let levels: Vec<_> = filter.split('/').collect();
        !filter.is_empty()
            && levels.iter().enumerate().all(|(i, level)| match *level {
                "#" => i + 1 == levels.len(),
                "+" => true,
                level => !level.contains(['\0', '+', '#']),
            })
    }

    #[test]
    fn a_byte_at_a_time_is_a_level_at_a_time() {
        let characters = ['a', '/', '+', '#', '\0', 'ü', '/', 'b'];
        for mut n in 0..300_000usize {
            let mut filter = String::new();
            while n > 0 {
                filter.push(characters[n % 8]);
                n /= 8;
            }
            assert_eq!(TopicFilter(&filter).is_valid(4), obvious(&filter), "{filter:?}");
        }
    }

    #[test]
    fn a_shared_subscription_has_a_name_and_a_filter() {
        // MQTT-4.8.2-1, MQTT-4.8.2-2
        for valid in ["$share/g/#", "$share/g//", "$share/g/a/+", "$share/ü/x"] {
            assert!(TopicFilter(valid).is_valid(5), "{valid}");
        }
        for invalid in [
            "$share/",
            "$share//a",
            "$share/g",
            "$share/g/",
            "$share/g+/a",
            "$share/#/a",
            "$share/+/a",
            "$share/g/a#",
        ] {
            assert!(!TopicFilter(invalid).is_valid(5), "{invalid}");
        }
        // In 3.1.1 it is a topic like any other.
        assert!(TopicFilter("$share//a").is_valid(4) && TopicFilter("$share/g/").is_valid(4));
    }

    #[test]
    fn filters_match_as_the_specification_says() {
        // §4.7.1.2, §4.7.1.3, §4.7.2 (MQTT-4.7.2-1), §4.7.3
        for (filter, topic, expected) in [
            ("sport/tennis/player1/#", "sport/tennis/player1", true),
            ("sport/tennis/player1/#", "sport/tennis/player1/ranking", true),
            ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true),
            ("sport/#", "sport", true),
            ("sport/tennis/+", "sport/tennis/player1", true),
            ("sport/tennis/+", "sport/tennis/player1/ranking", false),
            ("sport/+", "sport", false),
            ("sport/+", "sport/", true),
            ("+/+", "/finance", true),
            ("/+", "/finance", true),
            ("+", "/finance", false),
            ("#", "$SYS/a", false),
            ("+/monitor/Clients", "$SYS/monitor/Clients", false),
            ("$SYS/#", "$SYS/monitor", true),
            ("$SYS/monitor/+", "$SYS/monitor/Clients", true),
            ("ACCOUNTS", "Accounts", false),
            ("a/b", "a/b", true),
            ("a/b", "a/b/c", false),
            ("a/b/c", "a/b", false),
        ] {
            assert_eq!(TopicFilter(filter).matches(topic), expected, "{filter} {topic}");
        }
    }

    #[test]
    fn topic_names_have_no_wildcards() {
        // MQTT-3.3.2-2, MQTT-4.7.3-1, MQTT-4.7.3-2
        for (name, expected) in
            [("a", true), ("/", true), ("", false), ("a/#", false), ("+", false), ("a\0", false)]
        {
            assert_eq!(TopicName::is_valid(name), expected, "{name}");
        }
    }
}
