//! Messages read by hand, as one would without the tables: what the tables are measured against.
#![allow(clippy::missing_errors_doc, reason = "as the tables")]
use wireloom_wire::{Error, ErrorKind, rpc::Code, wireloom_codecs::text::utf8};

/// [`RpcRequest`](wireloom_wire::rpc::RpcRequest), by hand.
#[derive(Debug, PartialEq)]
pub struct Call<'a> {
    /// The interface.
    pub interface: &'a str,
    /// The method.
    pub method: &'a str,
    /// The arguments.
    pub arguments: &'a [u8],
}

/// The header of [`Response`](wireloom_wire::rpc::Response), by hand.
#[derive(Debug, PartialEq)]
pub struct Header<'a> {
    /// The type.
    pub r#type: i32,
    /// The version.
    pub version: i32,
    /// The request's id.
    pub request_id: i32,
    /// How it went.
    pub code: Code,
    /// What went wrong.
    pub error: &'a str,
}

/// `rest` is what is left of `bytes`: offsets are worked out only for an error.
fn array<'a, const N: usize>(bytes: &[u8], rest: &mut &'a [u8]) -> Result<&'a [u8; N], Error> {
    match rest.split_first_chunk() {
        Some((head, tail)) => {
            *rest = tail;
            Ok(head)
        }
        None => Err(end(bytes, rest, N)),
    }
}

fn blob<'a>(bytes: &[u8], rest: &mut &'a [u8]) -> Result<&'a [u8], Error> {
    let n = usize::try_from(u32::from_be_bytes(*array(bytes, rest)?)).unwrap_or(usize::MAX);
    match rest.split_at_checked(n) {
        Some((head, tail)) => {
            *rest = tail;
            Ok(head)
        }
        None => Err(end(bytes, rest, n)),
    }
}

fn text<'a>(bytes: &[u8], rest: &mut &'a [u8]) -> Result<&'a str, Error> {
    let text = blob(bytes, rest)?;
    utf8(text).map_err(|valid| bad_utf8(bytes, rest, text, valid))
}

#[cold]
fn end(bytes: &[u8], rest: &[u8], wanted: usize) -> Error {
    Error::end(bytes.len().wrapping_sub(rest.len()), wanted, rest.len())
}

#[cold]
fn bad_utf8(bytes: &[u8], rest: &[u8], text: &[u8], valid: usize) -> Error {
    let from = bytes.len().wrapping_sub(rest.len()).wrapping_sub(text.len());
    Error::new(ErrorKind::BadUtf8, from.wrapping_add(valid), 0)
}

/// Reads a call.
pub fn call(bytes: &[u8]) -> Result<Call<'_>, Error> {
    let rest = &mut &*bytes;
    let interface = text(bytes, rest)?;
    let method = text(bytes, rest)?;
    let arguments = blob(bytes, rest)?;
    Ok(Call { interface, method, arguments })
}

/// Reads the header of a response.
pub fn header(bytes: &[u8]) -> Result<Header<'_>, Error> {
    let rest = &mut &*bytes;
    let r#type = i32::from_be_bytes(*array(bytes, rest)?);
    let version = i32::from_be_bytes(*array(bytes, rest)?);
    let request_id = i32::from_be_bytes(*array(bytes, rest)?);
    let code = Code(i32::from_be_bytes(*array(bytes, rest)?));
    let error = text(bytes, rest)?;
    Ok(Header { r#type, version, request_id, code, error })
}
