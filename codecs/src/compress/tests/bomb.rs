//! What bombs cost, measured in a process of their own.
use super::*;

/// Zeros, or the period that forces compressed blocks, as one zstd stream of `blocks` MiB.
fn bomb(unit: &[u8], mebibytes: usize) -> Vec<u8> {
    use zstd_safe::{CCtx, CParameter, InBuffer, OutBuffer, zstd_sys::ZSTD_EndDirective as End};
    let mut context = CCtx::create();
    context.set_parameter(CParameter::CompressionLevel(1)).unwrap();
    let mebibyte: Vec<u8> = unit.iter().copied().cycle().take(1 << 20).collect();
    let mut packed = Vec::with_capacity(1 << 20);
    for n in 0..=mebibytes {
        let (bytes, end) = match n == mebibytes {
            true => (&[][..], End::ZSTD_e_end),
            false => (&mebibyte[..], End::ZSTD_e_continue),
        };
        let mut input = InBuffer::around(bytes);
        loop {
            packed.reserve(1 << 18);
            let at = packed.len();
            let mut output = OutBuffer::around_pos(&mut packed, at);
            let left = context.compress_stream2(&mut output, &mut input, end).unwrap();
            if input.pos() == bytes.len() && (n < mebibytes || left == 0) {
                break;
            }
        }
    }
    packed
}

/// `VmHWM`: the most that this process ever held, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_of_3_gb_costs_the_limit_and_16_mib() {
    const NAME: &str = "compress::tests::bomb::a_bomb_of_3_gb_costs_the_limit_and_16_mib";
    const CHILD: &str = "WIRELOOM_BOMB_CHILD";
    if std::env::var_os(CHILD).is_none() {
        // The peak is the process's: other tests run in this one.
        let test = std::env::current_exe().unwrap();
        let child = std::process::Command::new(test)
            .args(["--exact", NAME, "--nocapture", "--test-threads=1"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
        assert!(said.contains("1 passed"), "{said}");
        return;
    }
    let zeros = bomb(&[0], 3_000);
    let period = bomb(b"bombs away, ", 3_000);
    assert!(zeros.len() < 200_000 && period.len() < 1_000_000);
    for packed in [&zeros, &period] {
        let before = peak();
        let mut out = Vec::new();
        let error = Inflater::new()
            .inflate(Compression::Zstd, packed, &Limits::DEFAULT, &mut out)
            .unwrap_err();
        assert_eq!((error.kind, error.detail), (ErrorKind::InflatedLimit, 64 << 20));
        assert!(out.is_empty());
        let cost = peak() - before;
        println!("{} bytes of 3 GB cost {} KiB", packed.len(), cost >> 10);
        assert!(cost <= (64 << 20) + (16 << 20), "{cost}");
    }
}

#[test]
fn bombs_of_every_format_stop_at_the_limit() {
    let plain = vec![0; 2 << 20];
    for variant in variants() {
        let packed = packed(variant, &plain);
        let mut out = Vec::new();
        let error =
            Inflater::new().inflate(variant.0, &packed, &limits(1 << 18), &mut out).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InflatedLimit, "{variant:?}");
        assert!(out.capacity() <= 1 << 18, "{variant:?} {}", out.capacity());
    }
}
