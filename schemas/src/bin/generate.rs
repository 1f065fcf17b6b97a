//! Writes `src/generated/` anew.
use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    for (name, contents) in wireloom_schemas::generate::files()? {
        fs::write(folder.join(name), contents)?;
    }
    Ok(())
}
