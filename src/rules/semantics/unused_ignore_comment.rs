//! Comments that suppress no finding.

use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::ignore_comment::IgnoreComment;
use crate::rules::rule::rule;
use crate::syntax::quoted;

rule! {
    /// Comment suppresses no finding.
    ///
    /// ## What it finds
    /// In a `.jsonc` file, a comment `// integration-manifest-ignore RULE: reason` that suppresses no
    /// finding: the rule does not exist, it cannot be suppressed, or it finds nothing in the line of the
    /// comment (for a comment in its own line, in the line after it).
    ///
    /// ## Why it matters
    /// A comment that is left behind suppresses the next finding in this line, which may be a real
    /// problem.
    ///
    /// ## Example
    /// ```jsonc
    /// {
    ///   // integration-manifest-ignore name-style: the name is published already
    ///   "name": "acme/shop"
    /// }
    /// ```
    /// `acme/shop` is a good name, so there is nothing to suppress.
    ///
    /// ## Fix
    /// Remove the comment, or correct the ID of the rule.
    UNUSED_IGNORE_COMMENT = "unused-ignore-comment", Semantics, Some(Warning);
}

/// Why a comment suppresses no finding.
pub enum Cause {
    /// There is no such rule. The name of a similar one, if there is one.
    UnknownRule(Option<&'static str>),
    /// No comment can suppress the findings of this rule.
    NotSuppressible,
    /// The rule has no finding in the line.
    NoFinding,
}

/// Reports a comment that suppresses no finding.
pub fn report(context: &mut CheckContext<'_>, comment: &IgnoreComment, cause: Cause) {
    let IgnoreComment { range, rule, .. } = comment;
    let name = quoted(rule);
    let message = match cause {
        _ if rule.is_empty() => {
            "The comment names no rule; write `integration-manifest-ignore RULE: reason`."
                .to_owned()
        }
        Cause::UnknownRule(Some(near)) => {
            format!("Unknown rule {name} in the comment; did you mean `{near}`?")
        }
        Cause::UnknownRule(None) => format!("Unknown rule {name} in the comment; correct its ID."),
        Cause::NotSuppressible => {
            format!("Findings of `{rule}` cannot be suppressed; remove the comment.")
        }
        Cause::NoFinding => {
            format!("The comment suppresses no finding of `{rule}`; remove the comment.")
        }
    };
    context.report(&UNUSED_IGNORE_COMMENT, range.clone(), message).tag(DiagnosticTag::Unnecessary);
}
