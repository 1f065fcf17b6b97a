//! The tables that are checked in are what `tables` prints from Kafka's definitions.
//!
//! Those are not checked in. `WIRELOOM_KAFKA_MESSAGES` names a folder of them; where
//! `WIRELOOM_INTEROP=1`, `.ci/kafka/definitions.sh` obtains them. Without either nothing is compared.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

fn definitions() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("WIRELOOM_KAFKA_MESSAGES") {
        return Some(folder.into());
    }
    if env::var_os("WIRELOOM_INTEROP").is_none_or(|value| value != "1") {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kafka/definitions");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/kafka/definitions.sh");
    assert!(Command::new(script).arg(&folder).status().unwrap().success());
    Some(folder)
}

#[test]
fn tables_are_fresh() {
    let Some(folder) = definitions() else {
        eprintln!("Kafka's definitions are not here: nothing was compared");
        return;
    };
    let ran = Command::new(env!("CARGO_BIN_EXE_tables")).arg("--check").arg(&folder).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// Also those that are not checked in: requests, responses, headers, the files of a log.
#[test]
fn every_definition_is_understood() {
    let Some(folder) = definitions() else { return };
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kafka-messages");
    std::fs::create_dir_all(&into).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tables"));
    let ran = command.arg("--messages").arg(&into).arg(&folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let fetch = std::fs::read_to_string(into.join("fetch.rs")).unwrap();
    // From the definitions of two releases: versions that the later one has dropped, too.
    assert!(
        fetch.contains("/// Key 1, versions 0 to 18.\n    pub struct FetchRequest<'a>"),
        "{fetch}"
    );
    assert!(fetch.contains("max_bytes: i32 [3..] = 2147483647 ignorable,"), "{fetch}");
    assert!(
        fetch.contains("cluster_id: Option<&'a str> as Str<12> [12..] ignorable tag 0,"),
        "{fetch}"
    );
}
