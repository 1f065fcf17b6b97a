//! The rules that a document can break.
use crate::ErrorKind;
use core::fmt;

/// A rule of XML 1.0, or of its namespaces, that a document breaks, or a limit that it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The document ends too soon.
    End,
    /// A character that no document may hold (§2.2).
    Char,
    /// A name or a name token was expected (§2.3).
    Name,
    /// White space was expected (§2.3).
    Space,
    /// A value in quotes was expected (§2.3).
    Quote,
    /// A character that no public identifier may hold (§2.3).
    PublicId,
    /// `]]>` in text (§2.4).
    CDataEnd,
    /// A comment with `--` in it (§2.5).
    Comment,
    /// A processing instruction named `xml`, or without a space behind its name (§2.6).
    Target,
    /// An XML declaration that is none (§2.8, §2.9, §4.3.3).
    Declaration,
    /// Not one root element, or text beside it (§2.1).
    Root,
    /// A tag that is none (§3.1).
    Tag,
    /// An end tag that is not the one of the element (§3).
    EndTag,
    /// An attribute that comes twice (§3.1), maybe by two prefixes (Namespaces in XML 1.0 §6.3).
    Duplicate,
    /// `<` in an attribute's value, maybe through an entity (§3.1).
    LessThan,
    /// A document type declaration that is none (§2.8).
    DocType,
    /// An element type declaration that is none (§3.2).
    Element,
    /// An attribute-list declaration that is none (§3.3).
    AttList,
    /// A conditional section where none may be, or one that is none (§3.4).
    Conditional,
    /// A reference that is none (§4.1).
    Reference,
    /// A reference to a character that no document may hold (§4.1).
    CharRef,
    /// A reference to an entity that nobody declared (§4.1).
    Undeclared,
    /// A reference to an unparsed entity (§4.1).
    Unparsed,
    /// An entity that contains itself (§4.1).
    Recursion,
    /// A reference to a parameter entity inside a declaration of the internal subset (§2.8).
    Parameter,
    /// An external entity in an attribute's value (§3.1).
    ExternalValue,
    /// An entity declaration that is none (§4.2).
    Entity,
    /// A notation declaration that is none (§4.7).
    Notation,
    /// An entity whose text is not whole elements (§4.3.2).
    Unbalanced,
    /// `lt`, `gt`, `amp`, `apos` or `quot` declared as something else (§4.6).
    Predefined,
    /// A colon where none may be (Namespaces in XML 1.0 §4, §7).
    Colon,
    /// A prefix that stands for nothing (Namespaces in XML 1.0 §5).
    Prefix,
    /// A declaration of a namespace that may not be (Namespaces in XML 1.0 §2.2, §3).
    Namespace,
    /// Bytes that are not of the encoding that they are said to be in (§4.3.3).
    Encoding,
    /// An encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII (§4.3.3).
    UnknownEncoding,
    /// A reference to an entity that stands outside the document: it is not fetched (§4.4.3).
    External,
    /// Elements, entities or groups nest deeper than [`Limits::depth`](crate::Limits).
    Depth,
    /// Entities say more than their bound.
    Expansion,
}

impl Rule {
    /// The kind of error that it is.
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::End => ErrorKind::UnexpectedEnd,
            Self::Root => ErrorKind::Trailing,
            Self::Encoding => ErrorKind::BadUtf8,
            Self::UnknownEncoding | Self::External => ErrorKind::UnknownType,
            Self::Depth => ErrorKind::DepthLimit,
            Self::Expansion => ErrorKind::InflatedLimit,
            _ => ErrorKind::BadValue,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::End => "the document ends too soon",
            Self::Char => "a character that XML forbids (XML 1.0 section 2.2)",
            Self::Name => "a name was expected (XML 1.0 section 2.3)",
            Self::Space => "white space was expected (XML 1.0 section 2.3)",
            Self::Quote => "a value in quotes was expected (XML 1.0 section 2.3)",
            Self::PublicId => "a character that public identifiers forbid (XML 1.0 section 2.3)",
            Self::CDataEnd => "`]]>` in text (XML 1.0 section 2.4)",
            Self::Comment => "`--` in a comment (XML 1.0 section 2.5)",
            Self::Target => "a bad processing instruction (XML 1.0 section 2.6)",
            Self::Declaration => "a bad XML declaration (XML 1.0 section 2.8)",
            Self::Root => "a document has one root element (XML 1.0 section 2.1)",
            Self::Tag => "a bad tag (XML 1.0 section 3.1)",
            Self::EndTag => "an end tag without its start tag (XML 1.0 section 3)",
            Self::Duplicate => "an attribute that comes twice (XML 1.0 section 3.1)",
            Self::LessThan => "`<` in the value of an attribute (XML 1.0 section 3.1)",
            Self::DocType => "a bad document type declaration (XML 1.0 section 2.8)",
            Self::Element => "a bad element type declaration (XML 1.0 section 3.2)",
            Self::AttList => "a bad attribute-list declaration (XML 1.0 section 3.3)",
            Self::Conditional => "a conditional section (XML 1.0 section 3.4)",
            Self::Reference => "a bad reference (XML 1.0 section 4.1)",
            Self::CharRef => "a reference to a character that XML forbids (XML 1.0 section 4.1)",
            Self::Undeclared => "an entity that is not declared (XML 1.0 section 4.1)",
            Self::Unparsed => "a reference to an unparsed entity (XML 1.0 section 4.1)",
            Self::Recursion => "an entity that contains itself (XML 1.0 section 4.1)",
            Self::Parameter => "a parameter entity inside a declaration (XML 1.0 section 2.8)",
            Self::ExternalValue => "an external entity in an attribute (XML 1.0 section 3.1)",
            Self::Entity => "a bad entity declaration (XML 1.0 section 4.2)",
            Self::Notation => "a bad notation declaration (XML 1.0 section 4.7)",
            Self::Unbalanced => "an entity that is not whole elements (XML 1.0 section 4.3.2)",
            Self::Predefined => "a predefined entity declared anew (XML 1.0 section 4.6)",
            Self::Colon => "a colon where none may be (Namespaces in XML 1.0 section 4)",
            Self::Prefix => "a prefix that is not declared (Namespaces in XML 1.0 section 5)",
            Self::Namespace => "a bad namespace declaration (Namespaces in XML 1.0 section 3)",
            Self::Encoding => "bytes that are not in the document's encoding",
            Self::UnknownEncoding => "an encoding that is not read",
            Self::External => "the document refers to an entity outside it, which is not fetched",
            Self::Depth => "nested deeper than the depth limit",
            Self::Expansion => "entities say more than the document may",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for Rule {}
