//! Bytes that carry a message of somebody else's.
use super::{Versioned, Versions, keyed::exact};
use crate::{
    Node, Read, Reader, Result, Value, Wire, Write, Writer, build,
    kafka::{Bytes, fields::present},
};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// BYTES that carry an `M` behind its version, if whoever wrote them meant one: the broker passes
/// them on without a look. They stay bytes; aloud they are told as what they carry where that fits.
#[derive(Debug)]
pub struct Carried<M, const FLEXIBLE: i16>(PhantomData<M>);

impl<'a, M: Wire<'a, M> + Versions, const FLEXIBLE: i16> Wire<'a, &'a [u8]>
    for Carried<M, FLEXIBLE>
{
    const NAME: &'static str = <Bytes<FLEXIBLE> as Wire<'a, &'a [u8]>>::NAME;
    const MIN: usize = <Bytes<FLEXIBLE> as Wire<'a, &'a [u8]>>::MIN;
    const CANONICAL: bool = <Bytes<FLEXIBLE> as Wire<'a, &'a [u8]>>::CANONICAL;

    fn read<R: Read<'a>>(r: &mut R) -> Result<&'a [u8]> {
        if !r.aloud() {
            return Bytes::<FLEXIBLE>::read(r);
        }
        let n = present::<i32, R>(r, FLEXIBLE)?;
        if let Some(bytes) = r.rest().get(..n) {
            let context = *r.context();
            let read = exact(&mut Reader::with(bytes, context), Versioned::<M>::read);
            if matches!(read, Ok(Versioned::Known { .. })) {
                r.within(n, Versioned::<M>::read)?;
                // Silence would not have counted the items inside.
                *r.context_mut() = context;
                return Ok(bytes);
            }
        }
        let bytes = r.take(n)?;
        r.value(Value::Bytes(bytes));
        Ok(bytes)
    }

    fn write<W: Write>(value: &&'a [u8], w: &mut W) -> Result<()> {
        Bytes::<FLEXIBLE>::write(value, w)
    }

    fn build(node: Node<'a>) -> build::Result<&'a [u8]> {
        if let Ok(bytes) = node.bytes() {
            return Ok(bytes);
        }
        let carried = Versioned::<M>::build(node)?;
        let mut bytes = Vec::new();
        Versioned::write(&carried, &mut Writer::with(&mut bytes, node.context()))
            .map_err(|error| node.error(build::Wrong::Wire(error.kind)))?;
        Ok(node.keep(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Context, Limits, Observed, build::Document, check,
        kafka::internal::consumer_protocol::ConsumerProtocolSubscription, observers::Json, wire,
    };
    use alloc::string::String;

    message! {
        /// A field that carries something.
        struct Member<'a> = "member" {
            subscription: &'a [u8] as Carried<ConsumerProtocolSubscription<'a>, 0>,
            after: i8,
        }
    }

    fn told(bytes: &[u8]) -> String {
        check::laws::<Member<'static>>(bytes, Context::DEFAULT);
        // Of as many items as silence needs, too.
        check::laws::<Member<'static>>(bytes, Context { items: 1, ..Context::DEFAULT });
        let mut out = Vec::new();
        let mut json = Json::new(&mut out);
        let mut r = Observed::new(Reader::new(bytes), &mut json);
        Member::read(&mut r).unwrap();
        json.finish();
        String::from_utf8(out).unwrap()
    }

    /// As the Java client writes it: version 3.
    const ORDERS: &[u8] =
        b"\x1d\0\x03\0\0\0\x01\0\x06orders\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\x05";

    #[test]
    fn what_fits_is_told_and_built_again() {
        let told = told(ORDERS);
        let fields = r#"{"topics":["orders"],"user_data":null,"owned_partitions":[],"generation_id":-1,"rack_id":null}"#;
        let expected =
            alloc::format!(r#"{{"subscription":{{"version":3,"fields":{fields}}},"after":5}}"#);
        assert_eq!(told, expected);
        let member = wire::read::<Member<'static>>(ORDERS, Context::DEFAULT).unwrap();
        assert_eq!(member.subscription, &ORDERS[1..29]);
        let document = Document::parse(&told, &Limits::DEFAULT).unwrap();
        assert_eq!(Member::build(document.root(Context::DEFAULT)).unwrap(), member);
    }

    #[test]
    fn what_does_not_fit_stays_bytes() {
        assert_eq!(told(b"\x04any\x05"), r#"{"subscription":"any","after":5}"#);
        // A later version, and one that is cut.
        assert_eq!(told(b"\x04\0\x09n\x05"), r#"{"subscription":"\u0000\tn","after":5}"#);
        assert_eq!(
            told(b"\x05\0\x03\0\0\x05"),
            r#"{"subscription":"\u0000\u0003\u0000\u0000","after":5}"#
        );
    }
}
