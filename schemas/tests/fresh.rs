//! What is checked in is what `generate` makes of `proto/`.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn generated_files_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    let mut there: BTreeSet<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.remove("mod.rs");
    for (name, contents) in wireloom_schemas::generate::files().unwrap() {
        assert!(fs::read(folder.join(&name)).unwrap() == contents, "{name} is not fresh");
        assert!(there.remove(&name));
    }
    assert!(there.is_empty(), "nothing makes {there:?}");
}
