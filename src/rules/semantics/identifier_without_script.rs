//! Required identifiers without a link script.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::CONFIGURATION_IDENTIFIER;
use crate::manifest::types::Object;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Node, Value};

rule! {
    /// Required identifier has no link script.
    ///
    /// ## What it finds
    /// A configuration whose `identifier` has `"required": true` and no `linkTemplateScript`, or
    /// an empty one.
    ///
    /// ## Why it matters
    /// An installation gets its identifier when the user follows the link. Without a link, users
    /// cannot complete the configuration.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "identifier": { "required": true } } }
    /// ```
    ///
    /// ## Fix
    /// Add the script, or make the identifier optional.
    /// ```json
    /// {
    ///   "configuration": {
    ///     "identifier": {
    ///       "required": true,
    ///       "linkTemplateScript": "to_string!(.webhookUrl) + \"/oauth?state=\" + to_string!(.webhookId)"
    ///     }
    ///   }
    /// }
    /// ```
    IDENTIFIER_WITHOUT_SCRIPT = "identifier-without-script", Semantics, Some(Warning);
}

/// Checks the identifier of a configuration.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const CONFIGURATION_IDENTIFIER) {
        return;
    }
    let Some(required) = node.member(field_names::REQUIRED) else { return };
    if !matches!(required.value().value(), Value::Bool(true)) {
        return;
    }
    let script = node.member(field_names::LINK_TEMPLATE_SCRIPT);
    let message = match script {
        None => "A required identifier needs a `linkTemplateScript`, which is missing.",
        Some(script) if script.value().string().is_some_and(|string| string.chars == 0) => {
            "A required identifier needs a `linkTemplateScript`, which is empty."
        }
        Some(_) => return,
    };
    let finding = context
        .report(&IDENTIFIER_WITHOUT_SCRIPT, required.range(), message)
        .at_member(field_names::REQUIRED);
    if let Some(script) = script {
        finding.related(script.range(), "empty script");
    }
}
