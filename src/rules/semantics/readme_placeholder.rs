//! Readmes that are empty or contain template text.

use crate::embedded::readme::Readme;
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

rule! {
    /// Readme is empty or contains template text.
    ///
    /// ## What it finds
    /// A `readme` without text, or with a sentence from the templates of the official command line
    /// that the author was meant to replace.
    ///
    /// ## Why it matters
    /// The readme is the only documentation that users of the integration see.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "IyBBY21lCgo+IERlc2NyaWJlIHRoZSBpbnRlZ3JhdGlvbidzIHB1cnBvc2UuCg==" }
    /// ```
    ///
    /// ## Fix
    /// Describe what the integration does, how to set it up, and how to use it.
    /// ```json
    /// { "readme": "IyBBY21lCgpMb29rcyB1cCBvcmRlcnMgYXQgQWNtZS4K" }
    /// ```
    README_PLACEHOLDER = "readme-placeholder", Semantics, Some(Hint);
}

/// Checks that a readme has a text of its own.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Readme>) {
    let Some(Readme::Text(text)) = &embedded.contents.inside else { return };
    if text.is_blank {
        let message = "The readme is empty.";
        context
            .report(&README_PLACEHOLDER, embedded.value.range(), message)
            .at_member(embedded.field.name);
    }
    if let Some((range, left)) = &text.placeholder {
        let message = format!("Template text left in the readme: `{left}`.");
        let range = embedded.range(range);
        context.report(&README_PLACEHOLDER, range, message).at_member(embedded.field.name);
    }
}
