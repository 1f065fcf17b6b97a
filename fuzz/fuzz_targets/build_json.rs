//! Any text as JSON, any JSON as any frame; and the JSON of any frame builds that frame.
#![no_main]
use libfuzzer_sys::fuzz_target;
use wireloom_codecs::heap;
use wireloom_fuzz::{Choice, start, texts};
use wireloom_wire::{Context, Limits, build::Document, frame::Table, observers::Json};

fuzz_target!(init: start(texts), |input: &[u8]| {
    let Some((choice, text)) = Choice::take(input) else { return };
    let Choice { table, context, limits, .. } = choice;
    let text = String::from_utf8_lossy(text);

    let most = (64 << 10) + text.len() * 192;
    let peak = heap::peak(&mut || drop(Document::parse(&text, &limits)));
    assert!(peak <= most, "{} bytes of JSON took {peak} bytes of heap", text.len());

    let Ok(document) = Document::parse(&text, &limits) else { return };
    for at in 0..=text.len() {
        document.path(u64::try_from(at).unwrap_or(0));
        if at > 64 {
            break;
        }
    }
    for other in choice.tables {
        let mut out = b"before".to_vec();
        let built = (other.build)(document.root(context), &mut out);
        assert!(out.starts_with(b"before"), "{}: building appends", other.name);
        assert!(built.is_ok() || out.len() == 6, "{}: an error leaves nothing", other.name);
        (other.laws)(&out[6..], context);
    }

    let mut bytes = Vec::new();
    if (table.build)(document.root(context), &mut bytes).is_err() {
        return;
    }
    // What was built may break a rule that only the reader knows; if it is read, it stays.
    let Some(json) = told(table, &bytes, context) else { return };
    let mut again = Vec::new();
    let document = Document::parse(&json, &Limits::DEFAULT).expect("what is told is JSON");
    (table.build)(document.root(context), &mut again).expect("what is told can be built");
    assert_eq!(told(table, &again, context).as_ref(), Some(&json), "{}: it stays", table.name);
});

/// The JSON of a frame that can be read.
fn told(table: &Table, bytes: &[u8], context: Context) -> Option<String> {
    let mut out = Vec::new();
    let mut json = Json::new(&mut out);
    let read = (table.observe)(bytes, context, &mut json);
    json.finish();
    read.ok().map(|()| String::from_utf8(out).expect("JSON is UTF-8"))
}
