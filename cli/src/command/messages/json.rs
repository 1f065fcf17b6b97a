//! JSON values: a line each, one behind the other, or the items of one array.
use super::{Broken, Source};

/// Cuts the input into JSON values. What they hold is not looked at beyond strings and brackets.
#[derive(Debug, Default)]
pub(crate) struct Values {
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum State {
    /// Nothing was read yet.
    #[default]
    Start,
    /// One behind the other.
    Plain,
    /// Behind the `[` of the array that holds them all.
    First,
    /// Behind one of its items.
    Behind,
    /// Behind its `]`.
    Over,
}

impl Values {
    /// One behind the other, also where the first is an array.
    pub(crate) const fn plain() -> Self {
        Self { state: State::Plain }
    }

    /// The next value, and where it begins in the input.
    pub(crate) fn next<'s>(
        &mut self,
        from: &'s mut Source,
    ) -> Result<Option<(u64, &'s [u8])>, Broken> {
        loop {
            let next = space(from)?;
            let Some(next) = next else {
                return match self.state {
                    State::First | State::Behind => {
                        Err(from.broken(0, "the input ends inside an array"))
                    }
                    _ => Ok(None),
                };
            };
            match (self.state, next) {
                (State::Start, b'[') => {
                    from.skip(1);
                    self.state = State::First;
                }
                (State::Start, _) => {
                    if from.fill(3)? && from.rest().starts_with(b"\xef\xbb\xbf") {
                        from.skip(3);
                        continue;
                    }
                    self.state = State::Plain;
                }
                (State::First | State::Behind, b']') => {
                    from.skip(1);
                    self.state = State::Over;
                }
                (State::First, _) => {
                    self.state = State::Behind;
                    return value(from).map(Some);
                }
                (State::Behind, b',') => {
                    from.skip(1);
                    space(from)?;
                    return value(from).map(Some);
                }
                (State::Behind, _) => {
                    return Err(from.broken(0, "`,` or `]` expected in the array"));
                }
                (State::Over, _) => {
                    return Err(from.broken(0, "something stands behind the array of messages"));
                }
                (State::Plain, _) => return value(from).map(Some),
            }
        }
    }
}

/// Passes over white space, and gives what stands behind it.
fn space(from: &mut Source) -> Result<Option<u8>, Broken> {
    loop {
        let n = from.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        from.skip(n);
        match from.byte(0)? {
            Some(byte) if byte.is_ascii_whitespace() => {}
            other => return Ok(other),
        }
    }
}

/// The value at the front. Of one that is cut, all that is left: its parser tells what is missing.
fn value(from: &mut Source) -> Result<(u64, &[u8]), Broken> {
    let (mut at, mut depth) = (0usize, 0usize);
    let (mut string, mut escaped) = (false, false);
    if let Some(b',' | b':' | b']' | b'}') = from.byte(0)? {
        return Err(from.broken(0, "a value expected"));
    }
    'more: loop {
        for &byte in from.rest().get(at..).unwrap_or_default() {
            let plain = !string && depth == 0;
            if at > 0 && plain && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']')) {
                break 'more;
            }
            at = at.saturating_add(1);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if string => escaped = true,
                b'"' => {
                    string = !string;
                    if !string && depth == 0 {
                        break 'more;
                    }
                }
                b'{' | b'[' if !string => depth = depth.saturating_add(1),
                b'}' | b']' if !string => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break 'more;
                    }
                }
                _ => {}
            }
        }
        if !from.more()? {
            break;
        }
    }
    if at == 0 {
        return Err(from.broken(0, "a value expected"));
    }
    Ok(from.take(at))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn all(text: &str) -> Result<Vec<(u64, String)>, u64> {
        let (mut from, mut values, mut found) =
            (source(text.as_bytes(), 1_000), Values::default(), vec![]);
        loop {
            match values.next(&mut from) {
                Ok(Some((at, value))) => {
                    found.push((at, String::from_utf8(value.to_vec()).unwrap()))
                }
                Ok(None) => return Ok(found),
                Err(Broken::Data(at, _)) => return Err(at),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn values_are_cut_wherever_they_stand() {
        let one = |at, text: &str| (at, text.to_owned());
        assert_eq!(
            all(" {\"a\":\"}\\\"\"}{}\n[1]"),
            Ok(vec![one(1, "{\"a\":\"}\\\"\"}"), one(12, "{}"), one(15, "[1]")])
        );
        assert_eq!(
            all("[{} , [1,2],\n3,\"a,]\"]\n"),
            Ok(vec![one(1, "{}"), one(6, "[1,2]"), one(13, "3"), one(15, "\"a,]\"")])
        );
        assert_eq!(
            all("\u{feff}1 true\n\"x\"null"),
            Ok(vec![one(3, "1"), one(5, "true"), one(10, "\"x\""), one(13, "null")])
        );
        assert_eq!(all(" \n"), Ok(vec![]));
        assert_eq!(all("[]"), Ok(vec![]));
        // What is cut is given as it is.
        assert_eq!(all("{\"a\":"), Ok(vec![one(0, "{\"a\":")]));
        assert_eq!(all("[{} {}]"), Err(4));
        assert_eq!(all("[{}"), Err(3));
        assert_eq!(all("[{}] 1"), Err(5));
        assert_eq!(all("[1,]"), Err(3));
    }
}
