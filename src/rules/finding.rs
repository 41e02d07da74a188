//! What checking a manifest yields.

use std::ops::Range;
use std::sync::Arc;

use super::{EmbedSource, Rule, Severity};

/// One mistake, at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// Its severity here, after configuration.
    pub severity: Severity,
    /// Where it is, in bytes of the document.
    pub range: Range<usize>,
    /// The member it is about, as a JSON Pointer; "" is the whole document.
    pub pointer: String,
    /// What is wrong, and what would be right.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// How the range should be drawn besides underlining.
    pub tag: Option<DiagnosticTag>,
    /// What would repair it; turned into text edits by [`super::fix::edits`] when somebody asks.
    pub remedy: Option<FixIntent>,
    /// What else could have been meant, the likeliest first; each is only ever done on request.
    pub alternatives: Vec<FixIntent>,
}

/// A place that explains a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// Where, in bytes of the document.
    pub range: Range<usize>,
    /// Why it matters here.
    pub message: String,
}

/// How a finding's range is drawn besides underlining.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosticTag {
    /// Superseded: struck through.
    Deprecated,
    /// Without effect: faded.
    Unnecessary,
}

/// What would repair a finding, as an intention: the text edits are computed from the document of
/// the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixIntent {
    /// Give the member at the pointer another name.
    RenameMember(String),
    /// Put this JSON text in place of the value at the pointer.
    ReplaceValue(String),
    /// Take the member or element at the pointer out, with the comma it needs no more.
    Remove,
    /// Add these members (name, JSON text) to the object at the pointer.
    AddMembers(Vec<(String, String)>),
    /// Put this member (name, JSON text) in place of the member at the pointer.
    ReplaceMember(String, String),
    /// Give the definition at the pointer another name, and say it wherever it is named.
    RenameDefinition(String),
    /// Put the file's content where the names lead from the manifest on.
    Embed(Vec<String>, Arc<EmbedSource>),
    /// Write what the string at the pointer holds in another way.
    Recode(Reencoding),
    /// Insert this text at the start of the finding's range.
    Insert(String),
    /// Take out the text of the finding's range.
    Delete,
    /// Put this text in place of the text of the finding's range.
    Replace(String),
}

/// Another way of writing what a string holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reencoding {
    /// Standard base64 of the same bytes, without anything around or between.
    Tidy,
    /// Base64 of the text that the string is.
    Encode,
    /// Base64 once instead of twice.
    Once,
    /// Base64 of the same text in UTF-8.
    Utf8,
}
