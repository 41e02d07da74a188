//! The fixes of findings, as reports list them.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::line_index::{LineIndex, Span};
use crate::fix::{ChoiceError, Fix, Identifier};
use crate::manifest::secret_values;
use crate::rules::{Applicability, Finding, Rule};
use crate::syntax::Tree;
use crate::util::budget::max_report;

/// The prefix of the URI of a rule's page.
const RULE_PAGES: &str = "integration-manifest://rules/";

/// Returns the URI of a rule's page.
pub(crate) fn page(rule: &Rule) -> String {
    format!("{RULE_PAGES}{}", rule.id)
}

/// Returns the rule whose page has the URI `uri`.
pub(crate) fn rule_of_page(uri: &str) -> Option<&'static Rule> {
    crate::rules::find(uri.strip_prefix(RULE_PAGES)?)
}

/// Help for one finding, and its fixes.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Help {
    /// The title of the most likely fix, as an imperative.
    pub(crate) help: Option<String>,
    /// The URI of the rule's page, a resource of the MCP server. `explain` prints the page.
    pub(crate) page: String,
    /// The fixes, the most likely first.
    pub(crate) fixes: Vec<ListedFix>,
}

/// A fix of a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedFix {
    /// The ID for `fix --id`. It changes when the text that the fix replaces changes.
    pub(crate) id: String,
    /// The change, as an imperative.
    pub(crate) title: String,
    /// When the fix may be applied.
    #[schemars(extend("enum" = ["safe", "unsafe", "manual"]))]
    pub(crate) applicability: &'static str,
    /// The edits in document order, without overlaps. Absent if they contain the value of a secret, or
    /// if the report is too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edits: Option<Vec<ListedEdit>>,
}

/// A replacement of a range of the document.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedEdit {
    /// Start in bytes of the document.
    pub(crate) start: usize,
    /// End in bytes of the document.
    pub(crate) end: usize,
    /// Line of the start, from 1.
    pub(crate) line: usize,
    /// Column of the start, from 1, in Unicode code points.
    pub(crate) column: usize,
    /// Line of the end.
    pub(crate) end_line: usize,
    /// Column of the end.
    pub(crate) end_column: usize,
    /// The new text.
    pub(crate) text: String,
}

/// Lists the fixes of the findings of a document.
pub(crate) struct FixLister<'a> {
    text: &'a str,
    identifier: Identifier<'a>,
    secrets: Vec<Range<usize>>,
    /// The number of bytes that the edits may still have.
    left: usize,
}

impl<'a> FixLister<'a> {
    /// A lister for the document `tree` of the text `source`.
    pub(crate) fn new(source: &'a &'a str, tree: &'a Tree) -> FixLister<'a> {
        FixLister {
            text: source,
            identifier: Identifier::new(source, tree),
            secrets: secret_values(source, tree),
            left: max_report(source.len()),
        }
    }

    /// Lists the fixes of `finding`. Call it for all findings of the document in their order.
    pub(crate) fn help(&mut self, finding: &Finding, lines: &LineIndex<'_>) -> Help {
        let fixes = self.identifier.fixes(finding);
        Help {
            help: fixes.first().map(|(_, fix)| fix.title.clone()),
            page: page(finding.rule),
            fixes: fixes.into_iter().map(|(id, fix)| self.listed(id, fix, lines)).collect(),
        }
    }

    fn listed(&mut self, id: String, fix: Fix, lines: &LineIndex<'_>) -> ListedFix {
        let len: usize = fix.edits.iter().map(|edit| edit.text.len()).sum();
        let is_listed = len <= self.left && !self.contains_secret(&fix);
        let edits = is_listed.then(|| {
            self.left -= len;
            fix.edits.into_iter().map(|edit| listed_edit(edit.range, edit.text, lines)).collect()
        });
        let applicability = applicability_name(fix.applicability);
        ListedFix { id, title: fix.title, applicability, edits }
    }

    fn contains_secret(&self, fix: &Fix) -> bool {
        self.secrets.iter().any(|secret| {
            let value = &self.text[secret.clone()];
            fix.edits.iter().any(|edit| edit.text.contains(value))
        })
    }
}

fn listed_edit(range: Range<usize>, text: String, lines: &LineIndex<'_>) -> ListedEdit {
    let Span { start, end } = lines.span(&range);
    ListedEdit {
        start: range.start,
        end: range.end,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text,
    }
}

/// Returns the name of an applicability in reports.
pub(crate) fn applicability_name(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::Manual => "manual",
    }
}

/// Describes why chosen fixes cannot be applied, as a clause.
pub(crate) fn describe_choice_error(error: &ChoiceError) -> String {
    match error {
        ChoiceError::Unknown(id) => format!(
            "no fix has the ID `{}`; the manifest may have changed: check it again",
            crate::util::display::truncate(id, 40)
        ),
        ChoiceError::ChangesRest => {
            "the result would change the meaning of other text; edit the manifest instead"
                .to_owned()
        }
        ChoiceError::Overlap(first, second) => format!(
            "the fixes `{first}` and `{second}` change the same text; apply one of them, then check \
             again"
        ),
    }
}
