//! What is JSON and what is not: the cases, and every short text over small alphabets.
use crate::cases::{NO, NOT_TEXT, YES};
use crate::grammar::is_json;
use serde_json::Value;
use wireloom_codecs::{Codec, json::Json};

fn reads(text: &[u8]) -> bool {
    Codec::<Value>::decode(&Json::DEFAULT, text).is_ok()
}

#[test]
fn what_is_json_is_read() {
    for text in YES {
        assert!(reads(text.as_bytes()), "{text:?}");
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for text in NO {
        assert!(!reads(text.as_bytes()), "{text:?}");
    }
    for bytes in NOT_TEXT {
        assert!(!reads(bytes), "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_bad_value_is_bad_wherever_it_stands() {
    for text in NO.iter().filter(|text| !text.contains(['[', ']', '{', '}', ',', ':', '\n', '"'])) {
        if text.trim().is_empty() {
            continue;
        }
        for (before, after) in [("[", "]"), ("[1,", "]"), ("{\"a\":", "}"), ("[[", ",1]]")] {
            let text = format!("{before}{text}{after}");
            assert!(!reads(text.as_bytes()), "{text:?}");
        }
    }
}

#[test]
fn a_good_value_stays_good_in_others() {
    for text in YES {
        for (before, after) in [("[", "]"), ("[1,", " ]"), ("{\"a\":", "}"), ("[{\"b\":[", "]}]\n")]
        {
            let text = format!("{before}{text}{after}");
            assert!(reads(text.as_bytes()), "{text:?}");
        }
    }
}

#[test]
fn every_prefix_of_an_array_or_object_is_no_value() {
    for text in YES.iter().filter(|text| text.starts_with(['[', '{', '"'])) {
        for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(!reads(&text.as_bytes()[..end]), "{:?}", &text.as_bytes()[..end]);
        }
    }
}

#[test]
fn every_ascii_character_in_a_string_and_behind_a_backslash() {
    for byte in 0..0x80u8 {
        for text in [
            vec![b'"', byte, b'"'],
            vec![b'"', b'\\', byte, b'"'],
            vec![b'"', b'\\', b'u', b'0', b'0', byte, b'0', b'"'],
            vec![byte, b'0'],
            vec![b'0', byte],
            vec![b'[', byte, b']'],
        ] {
            assert_eq!(reads(&text), is_json(&text), "{}", text.escape_ascii());
        }
    }
}

/// Every text of up to `longest` of these words.
fn every(words: &[&str], longest: u32) {
    let mut yes = 0;
    for length in 0..=longest {
        for mut n in 0..words.len().pow(length) {
            let mut text = String::new();
            for _ in 0..length {
                text.push_str(words[n % words.len()]);
                n /= words.len();
            }
            let wanted = is_json(text.as_bytes());
            yes += usize::from(wanted);
            assert_eq!(reads(text.as_bytes()), wanted, "{text:?}");
        }
    }
    assert!(yes > 20, "an alphabet that says something: {yes}");
}

#[test]
fn every_short_number() {
    every(&["0", "1", "-", "+", ".", "e", "E"], 5); // six would say 1e1000, which no float is
}

#[test]
fn every_short_structure() {
    every(&["[", "]", "{", "}", ",", ":", "\"a\"", "0"], 6);
}

#[test]
fn every_short_string() {
    every(&["\"", "\\", "u", "0041", "n", "\n"], 6);
}
