//! The grammar of RFC 8259, written down once more, as slowly as it reads. It says yes or no.

/// Whether these characters are a JSON text (§2).
pub(crate) fn is_json(text: &[u8]) -> bool {
    let mut rest = ws(text);
    value(&mut rest) && ws(rest).is_empty()
}

fn ws(text: &[u8]) -> &[u8] {
    let blank = text.iter().take_while(|byte| b" \t\n\r".contains(byte)).count();
    &text[blank..]
}

fn eat(text: &mut &[u8], what: &[u8]) -> bool {
    let rest = text.strip_prefix(what);
    *text = rest.unwrap_or(text);
    rest.is_some()
}

fn value(text: &mut &[u8]) -> bool {
    match text.first() {
        Some(b'{') => list(text, b"}", |text| {
            let named = string(text);
            *text = ws(text);
            named && eat(text, b":") && {
                *text = ws(text);
                value(text)
            }
        }),
        Some(b'[') => list(text, b"]", value),
        Some(b'"') => string(text),
        _ => eat(text, b"null") || eat(text, b"true") || eat(text, b"false") || number(text),
    }
}

fn list(text: &mut &[u8], close: &[u8], item: fn(&mut &[u8]) -> bool) -> bool {
    *text = ws(&text[1..]);
    if eat(text, close) {
        return true;
    }
    loop {
        if !item(text) {
            return false;
        }
        *text = ws(text);
        if eat(text, close) {
            return true;
        }
        if !eat(text, b",") {
            return false;
        }
        *text = ws(text);
    }
}

fn digits(text: &mut &[u8]) -> usize {
    let n = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    *text = &text[n..];
    n
}

fn number(text: &mut &[u8]) -> bool {
    eat(text, b"-");
    if !eat(text, b"0") && digits(text) == 0 {
        return false;
    }
    if eat(text, b".") && digits(text) == 0 {
        return false;
    }
    if eat(text, b"e") || eat(text, b"E") {
        let _ = eat(text, b"+") || eat(text, b"-");
        return digits(text) > 0;
    }
    true
}

/// ASCII only, and no surrogates.
fn string(text: &mut &[u8]) -> bool {
    if !eat(text, b"\"") {
        return false;
    }
    loop {
        let Some((byte, rest)) = text.split_first() else { return false };
        *text = rest;
        match byte {
            b'"' => return true,
            b'\\' => {
                let Some((escape, rest)) = text.split_first() else { return false };
                *text = rest;
                match escape {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => match text.split_at_checked(4) {
                        Some((hex, rest)) if hex.iter().all(u8::is_ascii_hexdigit) => *text = rest,
                        _ => return false,
                    },
                    _ => return false,
                }
            }
            0..=0x1f => return false,
            _ => {}
        }
    }
}
