//! The program that Protobuf's conformance suite asks: `.ci/protobuf-conformance.sh` runs it.
//!
//! Requests and responses are messages themselves and come behind their lengths, as four bytes.
//! `DESCRIPTOR_SET` names the file that has their types and those of the tests; without it, that is
//! the file which the script leaves in the target folder. With `TRANSCODE=1` bytes become JSON
//! without a message in between.
use std::{
    env,
    error::Error,
    fs,
    io::{self, Read, Write},
    path::PathBuf,
};
use wireloom_codecs::{
    Limits,
    protobuf::dynamic::{Content, Dynamic, Json, Pool, Value},
};

/// `conformance.WireFormat` and `conformance.TestCategory`.
const PROTOBUF: i32 = 1;
const JSON: i32 = 2;
const IGNORE_UNKNOWN: i32 = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let types = descriptor_set()?;
    let types = fs::read(&types).map_err(|error| {
        format!("{}: {error}; .ci/protobuf-conformance.sh makes it", types.display())
    })?;
    let pool = Pool::from_descriptor_set(&types)?;
    let transcode = env::var("TRANSCODE").is_ok_and(|it| it == "1");
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut length = [0; 4];
    while input.read_exact(&mut length).is_ok() {
        let mut bytes = vec![0; usize::try_from(u32::from_le_bytes(length))?];
        input.read_exact(&mut bytes)?;
        let mut out = Vec::new();
        answer(&pool, &bytes, transcode)?.encode(&mut out);
        output.write_all(&u32::try_from(out.len())?.to_le_bytes())?;
        output.write_all(&out)?;
        output.flush()?;
    }
    Ok(())
}

/// The file with the types: two folders above this program, in `target/`, if nobody names it.
fn descriptor_set() -> io::Result<PathBuf> {
    if let Some(path) = env::var_os("DESCRIPTOR_SET") {
        return Ok(path.into());
    }
    let program = env::current_exe()?;
    let target = program.ancestors().nth(3).unwrap_or(&program);
    Ok(target.join("protobuf-conformance").join("conformance.desc"))
}

fn answer<'p>(
    pool: &'p Pool,
    bytes: &[u8],
    transcode: bool,
) -> Result<Dynamic<'p>, Box<dyn Error>> {
    let of = |name| pool.message(name).ok_or("a type is missing from the descriptor set");
    let request = of("conformance.ConformanceRequest")?.decode(bytes, &Limits::DEFAULT)?;
    let (field, value) = match run(pool, &request, transcode) {
        Ok(done) => done,
        Err(Fault { field, said }) => (field, Value::from(said)),
    };
    let response = of("conformance.ConformanceResponse")?;
    let mut out = Dynamic::new(response);
    out.set(response.field_by_name(field).ok_or("a field is missing")?, value)?;
    Ok(out)
}

/// What the response says in place of a result.
struct Fault {
    field: &'static str,
    said: String,
}

fn fault(field: &'static str) -> impl Fn(wireloom_codecs::protobuf::dynamic::Error) -> Fault {
    move |said| Fault { field, said: said.to_string() }
}

fn run<'p>(
    pool: &'p Pool,
    request: &Dynamic<'p>,
    transcode: bool,
) -> Result<(&'static str, Value<'p>), Fault> {
    let one = |name| match request.get_by_name(name) {
        Some(Content::One(value)) => Some(value),
        _ => None,
    };
    let number = |name| match one(name) {
        Some(Value::Enum(number)) => *number,
        _ => 0,
    };
    let skipped = |why: &str| Ok(("skipped", Value::from(why)));
    let name = one("message_type").and_then(|name| name.as_str()).unwrap_or_default();
    // The runner asks this first; there are no failures to expect.
    if name == "conformance.FailureSet" {
        return Ok(("protobuf_payload", Value::from(&b""[..])));
    }
    let Some(message) = pool.message(name) else {
        return skipped("a message that is not in the descriptor set");
    };
    let json = Json { ignore_unknown: number("test_category") == IGNORE_UNKNOWN, ..Json::DEFAULT };
    let output = number("requested_output_format");
    if !matches!(output, PROTOBUF | JSON) {
        return skipped("neither Protobuf nor JSON is asked for");
    }
    let mut out = Vec::new();
    let payload = match (one("protobuf_payload"), one("json_payload")) {
        (Some(Value::Bytes(bytes)), _) if output == JSON && transcode => {
            // Faults of the bytes and of their JSON are one to the transcoder.
            message.decode(bytes, &Limits::DEFAULT).map_err(fault("parse_error"))?;
            message.transcode(bytes, &json, &mut out).map_err(fault("serialize_error"))?;
            let text = String::from_utf8(out).unwrap_or_default();
            return Ok(("json_payload", Value::from(text)));
        }
        (Some(Value::Bytes(bytes)), _) => message.decode(bytes, &Limits::DEFAULT),
        (_, Some(Value::String(text))) => message.decode_json(text.as_bytes(), &json),
        // Of several payloads that may be empty, this one was chosen by being there.
        _ => return skipped("neither Protobuf nor JSON is given"),
    };
    let payload = payload.map_err(fault("parse_error"))?;
    if output == JSON {
        payload.encode_json(&json, &mut out).map_err(fault("serialize_error"))?;
        let text = String::from_utf8(out).unwrap_or_default();
        return Ok(("json_payload", Value::from(text)));
    }
    payload.encode(&mut out);
    Ok(("protobuf_payload", Value::from(out)))
}
