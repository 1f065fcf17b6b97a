//! What `wireloom` alone prints, and that it works.
use super::*;

#[test]
fn the_first_page_stays() {
    let ran = run(&[]).exits(0);
    golden("first.txt", &ran.out);
    assert!(ran.out.lines().all(|line| line.len() <= 80));
}

#[test]
#[cfg(unix)]
fn every_command_of_the_first_page_works() {
    let page = run(&[]).out;
    let bin = PathBuf::from(env!("CARGO_BIN_EXE_wireloom"));
    let path = format!("{}:/usr/bin:/bin", bin.parent().unwrap().display());
    let tries = page.split("Try\n").nth(1).unwrap().split("Next\n").next().unwrap();
    let mut commands = Vec::new();
    for block in tries.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let lines = block.lines().take_while(|line| !line.starts_with("      "));
        commands.push(lines.collect::<Vec<_>>().join("\n"));
    }
    assert_eq!(commands.len(), 3);
    let run = |command: &String| {
        let output = Command::new("sh").args(["-c", command]).env("PATH", &path).output().unwrap();
        ran(output).exits(0).out
    };
    let outputs: Vec<_> = commands.iter().map(run).collect();
    assert!(outputs[0].contains("interface"));
    assert!(outputs[1].contains("SUCCESS \"Hello, Ann!\""));
    assert_eq!(outputs[2], "000000150000000000000001000000070070696e67\n");
}
