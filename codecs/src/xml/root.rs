//! The root element as text, for readers that are not serde's.
use super::error::broken;
use super::{Error, Rule, Xml};
use alloc::{borrow::Cow, string::String};

impl Xml {
    /// The root element of a well-formed document, its entities expanded, and where it begins.
    ///
    /// # Errors
    /// As [`check_bytes`](Self::check_bytes), and that the document is not whole without what
    /// stands outside it.
    pub(crate) fn root_text<'a>(&self, bytes: &'a [u8]) -> Result<(Cow<'a, str>, usize), Error> {
        let decoded = self.decoded(bytes)?;
        let document = self.well_formed(&decoded.text, &decoded)?;
        if let Some(at) = document.unread.filter(|_| !self.skip_external) {
            return Err(broken(Rule::External, decoded.offset(at), 0));
        }
        let (at, length) = (document.offset, document.root.len());
        if let Some(expanded) = document.expanded {
            return Ok((Cow::Owned(expanded), decoded.offset(at)));
        }
        let end = at.saturating_add(length);
        Ok(match decoded.text {
            Cow::Borrowed(text) => (Cow::Borrowed(text.get(at..end).unwrap_or_default()), at),
            Cow::Owned(text) => {
                (Cow::Owned(String::from(text.get(at..end).unwrap_or_default())), at)
            }
        })
    }
}
