//! A packet as a sink sees it.
use super::{Connect, Packet, Publish, Qos, version_name};
use crate::{
    Context, Observer, Reader, Result, Wire,
    frame::{Content, Inspect, Table},
};
use alloc::{boxed::Box, string::String};
use core::fmt;

/// A packet, and the topic that its alias stands for.
pub(super) struct View<B, T> {
    pub(super) content: Content<B>,
    pub(super) topic: Option<T>,
}

impl<'f> View<&'f [u8], &'f str> {
    pub(super) fn new(
        bytes: &'f [u8],
        context: Context,
        table: &'static Table,
        topic: Option<&'f str>,
    ) -> Self {
        Self { content: Content::new(bytes, context, table, summary), topic }
    }
}

impl<B: AsRef<[u8]>, T: AsRef<str>> Inspect for View<B, T> {
    fn observe(&self, observer: &mut dyn Observer) -> Result<()> {
        self.content.observe(observer)
    }

    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(topic) = &self.topic {
            f.write_str(topic.as_ref())?;
        }
        self.content.summary(f)
    }

    fn keep(&self) -> Box<dyn Inspect + Send> {
        let topic = self.topic.as_ref().map(|topic| String::from(topic.as_ref()));
        Box::new(Kept { content: self.content.keep(), topic })
    }
}

/// The same, kept.
struct Kept {
    content: Box<dyn Inspect + Send>,
    topic: Option<String>,
}

impl Inspect for Kept {
    fn observe(&self, observer: &mut dyn Observer) -> Result<()> {
        self.content.observe(observer)
    }

    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(topic) = &self.topic {
            f.write_str(topic)?;
        }
        self.content.summary(f)
    }

    fn keep(&self) -> Box<dyn Inspect + Send> {
        Box::new(Self { content: self.content.keep(), topic: self.topic.clone() })
    }
}

fn summary(bytes: &[u8], context: Context, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match Packet::read(&mut Reader::with(bytes, context)) {
        Ok(packet) => line(&packet, f),
        Err(error) => write!(f, "{error}"),
    }
}

fn line(packet: &Packet<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match packet {
        Packet::Connect(packet) => connect(packet, f),
        Packet::ConnAck(packet) => {
            let present = packet.acknowledge_flags.has(super::AcknowledgeFlags::SESSION_PRESENT);
            write!(f, "{:?}{}", packet.reason_code, if present { ", session present" } else { "" })
        }
        Packet::Publish(packet) => publish(packet, f),
        Packet::PubAck(packet) => reason(packet.reason_code, f),
        Packet::PubRec(packet) => reason(packet.reason_code, f),
        Packet::PubRel(packet) => reason(packet.reason_code, f),
        Packet::PubComp(packet) => reason(packet.reason_code, f),
        Packet::Subscribe(packet) => list(packet.subscriptions.iter(), f, |subscription, f| {
            write!(f, "{} q{}", subscription.topic_filter, subscription.options.qos())
        }),
        Packet::SubAck(packet) => {
            list(packet.reason_codes.iter(), f, |code, f| write!(f, "{code:?}"))
        }
        Packet::Unsubscribe(packet) => {
            list(packet.topic_filters.iter(), f, |filter, f| write!(f, "{filter}"))
        }
        Packet::UnsubAck(packet) => {
            list(packet.reason_codes.iter(), f, |code, f| write!(f, "{code:?}"))
        }
        Packet::PingReq(_) | Packet::PingResp(_) => Ok(()),
        Packet::Disconnect(packet) => reason(packet.reason_code, f),
        Packet::Auth(packet) => reason(packet.reason_code, f),
    }
}

fn reason(code: Option<impl fmt::Debug>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    code.map_or(Ok(()), |code| write!(f, "{code:?}"))
}

fn connect(packet: &Connect<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let version = version_name((packet.protocol_version & 0x7f).into()).unwrap_or("?");
    write!(f, "{:?} {version}, keep alive {} s", packet.client_identifier, packet.keep_alive)?;
    if packet.clean_start {
        f.write_str(", clean start")?;
    }
    if let Some(user_name) = packet.user_name {
        write!(f, ", user {user_name:?}")?;
    }
    if let Some(will) = &packet.will {
        write!(f, ", will {}", will.topic)?;
    }
    Ok(())
}

fn publish(packet: &Publish<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ", packet.topic_name)?;
    payload(packet.payload, f)?;
    if packet.qos != Qos::AtMostOnce {
        write!(f, " q{}", packet.qos.number())?;
    }
    if packet.retain {
        f.write_str(" retain")?;
    }
    if packet.dup {
        f.write_str(" dup")?;
    }
    Ok(())
}

/// The front of a payload, if it is text; else how long it is.
fn payload(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const MOST: usize = 40;
    let front = bytes.get(..bytes.len().min(MOST.saturating_mul(4))).unwrap_or_default();
    let text = match str::from_utf8(front) {
        Ok(text) => text,
        // Cut inside a character.
        Err(fault) if fault.error_len().is_none() && front.len() < bytes.len() => {
            let whole = front.get(..fault.valid_up_to()).unwrap_or_default();
            str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return write!(f, "{} B", bytes.len()),
    };
    if text.chars().any(char::is_control) {
        return write!(f, "{} B", bytes.len());
    }
    for c in text.chars().take(MOST) {
        write!(f, "{c}")?;
    }
    if text.chars().count() > MOST || text.len() < bytes.len() {
        f.write_str("…")
    } else {
        Ok(())
    }
}

fn list<T>(
    items: impl Iterator<Item = T>,
    f: &mut fmt::Formatter<'_>,
    show: impl Fn(T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (i, item) in items.enumerate() {
        match i {
            0 => {}
            8 => return f.write_str(", …"),
            _ => f.write_str(", ")?,
        }
        show(item, f)?;
    }
    Ok(())
}
