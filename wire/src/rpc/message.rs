//! The messages, in the order of the wire.
use crate::{
    Describe, ErrorKind, Field, Form, Node, Read, Record, Result, Shape, Wire, Write, build,
    types::{Blob, List, Optional, RestText, Text},
};
use alloc::vec::Vec;

message! {
    /// A call. The header of the reference's `Header`.
    pub struct Request<'a> = "request" {
        /// What the request asks for; the reference has one type, 0.
        r#type = "type": i32,
        /// The version of the protocol; the reference speaks 1.
        version: i32,
        /// Ties the response to this request.
        request_id: i32,
        /// What is asked, if anything stands behind the header.
        payload: Option<Payload<'a>> as Optional<Payload<'a>>,
    }
}

message! {
    /// The answer to a call. The header of the reference's `ResponseHeader`.
    pub struct Response<'a> = "response" {
        /// The type of the request.
        r#type = "type": i32,
        /// The version of the protocol.
        version: i32,
        /// The id of the request.
        request_id: i32,
        /// Whether it went well.
        code: Code,
        /// What went wrong, for people; empty if nothing did.
        error: &'a str as Text<u32>,
        /// The result; the reference sends none with an error.
        payload: Option<Payload<'a>> as Optional<Payload<'a>>,
    }
}

codes! {
    /// How a call ended. The reference's `Code`.
    pub struct Code(i32) {
        /// It went well.
        SUCCESS = 0,
        /// The service failed.
        UNKNOWN_ERROR = -1,
        /// Nobody provides the service.
        NO_PROVIDER = -2,
    }
}

frames! {
    /// What a call carries: a type tag and a body, as the reference's `SerializeSupport` writes it.
    pub enum Payload<'a>: tag u8 => body {
        /// Text.
        Text(&'a str as RestText) = 0 "string",
        /// What a name service knows.
        Metadata(Metadata<'a>) = 100 "metadata",
        /// A call of a method.
        RpcRequest(RpcRequest<'a>) = 101 "rpc_request",
    }
}

message! {
    /// Calls a method of a service. The reference's `RpcRequestSerializer`.
    pub struct RpcRequest<'a> = "rpc_request" {
        /// The interface of the service.
        interface: &'a str as Text<u32>,
        /// The method.
        method: &'a str as Text<u32>,
        /// Its arguments, serialized: a tag and a body again.
        serialized_arguments: &'a [u8] as Blob<u32>,
    }
}

message! {
    /// Who provides which service. The reference's `MetadataSerializer`; its lengths have 16 bits.
    pub struct Metadata<'a> = "metadata" {
        /// The services.
        services: Vec<Service<'a>> as List<u16, Service<'a>>,
    }
}

message! {
    /// Who provides one service.
    pub struct Service<'a> = "service" {
        /// Its name.
        name: &'a str as Text<u16>,
        /// Where it is to be had.
        uris: Vec<&'a str> as List<u16, Text<u16>>,
    }
}

/// A message behind its `u32 total`, which counts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "check", derive(arbitrary::Arbitrary))]
pub struct Framed<M>(pub M);

impl<'a, M: Record<'a> + Wire<'a, M>> Wire<'a, Self> for Framed<M> {
    const NAME: &'static str = M::NAME;
    const MIN: usize = M::MIN.saturating_add(4);
    const GROWTH: usize = M::GROWTH;
    const CANONICAL: bool = M::CANONICAL;

    #[inline]
    fn read<R: Read<'a>>(r: &mut R) -> Result<Self> {
        r.group(Shape::Record, |r| {
            let total = r.layout("total", u32::read)?;
            let behind = total.checked_sub(4).and_then(|n| usize::try_from(n).ok());
            match behind {
                Some(n) => r.within(n, M::read_fields).map(Self),
                None => Err(r.error(ErrorKind::BadLength, usize::try_from(total).unwrap_or(0))),
            }
        })
    }

    #[inline]
    fn write<W: Write>(value: &Self, w: &mut W) -> Result<()> {
        let total = |n: usize| {
            let total = i32::try_from(n).ok().and_then(|n| n.checked_add(4));
            total.map(i32::to_be_bytes)
        };
        w.prefixed(total, |w| M::write(&value.0, w))
    }

    fn build(node: Node<'a>) -> build::Result<Self> {
        M::build(node).map(Self)
    }
}

impl<M: Describe> Describe for Framed<M> {
    const NAME: &'static str = M::NAME;
    const DOC: &'static str = M::DOC;
    const FIELDS: &'static [Field] = M::FIELDS;
}

impl Form for Framed<Request<'static>> {
    type At<'a> = Framed<Request<'a>>;
}

impl Form for Framed<Response<'static>> {
    type At<'a> = Framed<Response<'a>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Observed, Reader, Writer, check::laws, frame::Inspect, observers::Tree,
        wire::read,
    };
    use alloc::string::ToString;

    /// A call of `Hello.hello("Ann")`, laid out by hand from the reference's serializers.
    const CALL: &[u8] = b"\
        \x00\x00\x00\x2b\
        \x00\x00\x00\x00\
        \x00\x00\x00\x01\
        \x00\x00\x00\x07\
        \x65\
        \x00\x00\x00\x05Hello\
        \x00\x00\x00\x05hello\
        \x00\x00\x00\x04\x00Ann";

    /// Its answer.
    const ANSWER: &[u8] = b"\
        \x00\x00\x00\x24\
        \x00\x00\x00\x00\
        \x00\x00\x00\x01\
        \x00\x00\x00\x07\
        \x00\x00\x00\x00\
        \x00\x00\x00\x00\
        \x00Hello, Ann!";

    /// An answer that nobody provides the service: no payload at all.
    const FAILURE: &[u8] = b"\
        \x00\x00\x00\x1c\
        \x00\x00\x00\x00\
        \x00\x00\x00\x01\
        \xff\xff\xff\xff\
        \xff\xff\xff\xfe\
        \x00\x00\x00\x04none";

    /// What a name service answers: one service at two places.
    const METADATA: &[u8] = b"\
        \x00\x00\x00\x23\
        \x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x09\
        \x64\
        \x00\x01\
        \x00\x02Hi\
        \x00\x02\
        \x00\x05rpc:a\
        \x00\x01b";

    fn write<'a, M: Record<'a> + Wire<'a, M>>(message: M) -> Vec<u8> {
        let mut out = Vec::new();
        Framed::write(&Framed(message), &mut Writer::new(&mut out)).unwrap();
        out
    }

    #[test]
    fn a_call_byte_for_byte() {
        let Framed(request) = read::<Framed<Request<'static>>>(CALL, Context::DEFAULT).unwrap();
        assert_eq!(request.request_id, 7);
        let call = RpcRequest {
            interface: "Hello",
            method: "hello",
            serialized_arguments: b"\0Ann",
        };
        assert_eq!(request.payload, Some(Payload::RpcRequest(call)));
        assert_eq!(write(request), CALL);
    }

    #[test]
    fn an_answer_byte_for_byte() {
        let Framed(response) = read::<Framed<Response<'static>>>(ANSWER, Context::DEFAULT).unwrap();
        assert_eq!(response.payload, Some(Payload::Text("Hello, Ann!")));
        assert_eq!(write(response), ANSWER);
    }

    #[test]
    fn a_failure_has_no_payload_and_keeps_none() {
        let read = read::<Framed<Response<'static>>>(FAILURE, Context::DEFAULT);
        let Framed(response) = read.unwrap();
        assert_eq!((response.code, response.error), (Code::NO_PROVIDER, "none"));
        assert_eq!((response.request_id, &response.payload), (-1, &None));
        assert_eq!(write(response), FAILURE);
    }

    #[test]
    fn the_laws_hold_for_every_vector_and_its_mutations() {
        for (bytes, laws) in [
            (CALL, laws::<Framed<Request<'static>>> as fn(&[u8], Context)),
            (METADATA, laws::<Framed<Request<'static>>>),
            (ANSWER, laws::<Framed<Response<'static>>>),
            (FAILURE, laws::<Framed<Response<'static>>>),
        ] {
            laws(bytes, Context::DEFAULT);
            for at in 0..bytes.len() {
                for change in [0x01, 0x80, 0xff, 0x64, 0x65] {
                    let mut mutated = bytes.to_vec();
                    mutated[at] ^= change;
                    laws(&mutated, Context::DEFAULT);
                }
            }
        }
    }

    #[test]
    fn every_byte_has_its_name() {
        let mut tree = Tree::default();
        let reader = Reader::new(METADATA);
        Framed::<Request<'_>>::read(&mut Observed::new(reader, &mut tree)).unwrap();
        assert_eq!(
            tree.to_string(),
            "\
total 35
type 0
version 1
request_id 9
payload
  tag metadata (100)
  body
    services
      count 1
      item
        name \"Hi\"
          length 2
        uris
          count 2
          item \"rpc:a\"
            length 5
          item \"b\"
            length 1"
        );
    }

    #[test]
    fn an_error_has_its_place_and_its_path() {
        let mut bytes = METADATA.to_vec();
        bytes[26] = 0x50; // the length of the first uri
        let error = read::<Framed<Request<'static>>>(&bytes, Context::DEFAULT).unwrap_err();
        assert_eq!((error.kind, error.offset), (ErrorKind::UnexpectedEnd, 27));
        let content = crate::frame::Content::new(
            &bytes[..],
            Context::DEFAULT,
            &super::super::TABLES[0],
            |_, _, _| Ok(()),
        );
        assert_eq!(content.path().unwrap(), "payload.body.services[0].uris[0]");
    }

    #[test]
    fn totals_that_cannot_be_are_errors() {
        for total in [0u32, 3, 4, 0x7fff_ffff, 0xffff_ffff] {
            let mut bytes = CALL.to_vec();
            bytes[..4].copy_from_slice(&total.to_be_bytes());
            assert!(read::<Framed<Request<'static>>>(&bytes, Context::DEFAULT).is_err());
        }
    }
}
