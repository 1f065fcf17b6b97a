//! `show`: trees, and marks under the bytes where reading failed.
use super::*;

#[test]
fn every_byte_stands_under_its_name() {
    golden("call.txt", &run(&["show", "rpc", "--hex", CALL]).exits(0).out);
    golden("metadata.txt", &run(&["show", "rpc", "--hex", METADATA]).exits(0).out);
    golden(
        "failure.txt",
        &run(&["show", "rpc", "--side", "server", "--hex", FAILURE]).exits(0).out,
    );
}

#[test]
fn a_mark_stands_under_the_byte_where_reading_failed() {
    golden("malformed.txt", &run(&["show", "rpc", "--hex", MALFORMED]).exits(4).out);
    let cut = &bytes(CALL)[..28];
    golden("cut.txt", &ran(pipe(&["show", "rpc"], cut)).exits(4).out);
    let tiny = [CALL, "00000003 0011"].concat();
    golden("tiny.txt", &run(&["show", "rpc", "--hex", &tiny]).exits(4).out);
    // A text of 50 letters, one byte that is none, and more letters.
    let text = ["61".repeat(50), "ff".into(), "62".repeat(9)].concat();
    let hex = format!("0000004d 00000000 00000001 00000007 00 {text}");
    golden("utf8.txt", &run(&["show", "rpc", "--hex", &hex]).exits(4).out);
}

#[test]
fn long_fields_are_left_out_in_the_middle() {
    let text = "54686520717569636b2062726f776e20666f782e20".repeat(40);
    let arguments: String = (0..=255).map(|byte| format!("{byte:02x}")).collect();
    let hex = format!(
        "00000468 00000000 00000001 00000007 65 00000000 00000348 {text} 00000100 {arguments}"
    );
    let hex = hex.replacen("00000468", &format!("{:08x}", 17 + 4 + 4 + 840 + 4 + 256), 1);
    golden("long.txt", &run(&["show", "rpc", "--hex", &hex]).exits(0).out);
}
