//! Completion items.

use crate::ide::TextEdit;
use crate::ide::snippet::Snippet;

/// Something that could be written at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Label in the list.
    pub label: String,
    /// Kind of the item.
    pub kind: ItemKind,
    /// A few words beside the label.
    pub detail: Option<String>,
    /// Documentation in Markdown.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether it is a field that the object requires.
    pub required: bool,
    /// Items are listed in the order of this text.
    pub sort: String,
    /// Filter text: compared with the text that the edit replaces, including its opening quote.
    pub filter: String,
    /// Edit of the item. All lines of its text are indented.
    pub edit: TextEdit,
    /// The same text as a snippet. Lines after the first are indented relative to the line that
    /// the edit begins in, because editors indent the lines of a snippet themselves.
    pub snippet: Option<String>,
    /// Additional edit: a comma after the previous member.
    pub additional: Vec<TextEdit>,
    /// Whether it is the one most likely wanted.
    pub preselect: bool,
}

/// Kind of an [`Item`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A member with a name from the description.
    Field,
    /// A new entry of a map.
    Entry,
    /// One of an enumerated string's values.
    Choice,
    /// `true`, `false` or `null`.
    Literal,
    /// The name of something that the manifest defines.
    Reference,
    /// A value to be filled in.
    Skeleton,
    /// A file to embed.
    File,
    /// A function of a script's language.
    Function,
    /// Something that a script can read.
    Path,
    /// A variable of a script.
    Variable,
    /// A word of a script's language.
    Keyword,
}

/// An item before it is fitted into the text around it.
pub(super) struct Proposal {
    pub(super) label: String,
    pub(super) kind: ItemKind,
    pub(super) detail: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) deprecated: bool,
    pub(super) required: bool,
    /// Whether the text is a string or starts with one.
    pub(super) is_string: bool,
    pub(super) template: Snippet,
    pub(super) preselect: bool,
}

impl Proposal {
    /// Creates an item for a string, or a text that starts with one, with `label` in it.
    pub(super) fn quoted(label: &str, kind: ItemKind, template: Snippet) -> Proposal {
        Proposal { is_string: true, ..Proposal::bare(label, kind, template) }
    }

    /// Creates an item for any other text.
    pub(super) fn bare(label: &str, kind: ItemKind, template: Snippet) -> Proposal {
        Proposal {
            label: label.to_owned(),
            kind,
            detail: None,
            documentation: None,
            deprecated: false,
            required: false,
            is_string: false,
            template,
            preselect: false,
        }
    }
}
