//! Link scripts that do not return a string.

use super::compiled_script::CompiledScript;
use crate::manifest::types::Script;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

rule! {
    /// Link script does not return a string.
    ///
    /// ## What it finds
    /// A `linkTemplateScript` whose result is certainly not a string: a number, an object, or
    /// null. A result that may be a string is not reported.
    ///
    /// Only builds with the feature `vrl` include the compiler; others report nothing.
    ///
    /// ## Why it matters
    /// The result of the script is the link. The result is the last expression, so an assignment
    /// to `.link` or an object that contains the link has no effect.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "configuration": {
    ///     "identifier": {
    ///       "linkTemplateScript": "{ \"url\": to_string!(.webhookUrl) }"
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// End the script with the link.
    /// ```json
    /// {
    ///   "configuration": {
    ///     "identifier": {
    ///       "linkTemplateScript": "to_string!(.webhookUrl)"
    ///     }
    ///   }
    /// }
    /// ```
    SCRIPT_RESULT = "script-result", Semantics, Some(Warning);
}

/// Checks the type of a link script's result.
pub fn check(context: &mut CheckContext<'_>, script: &CompiledScript<'_>) {
    if script.kind != Script::Link {
        return;
    }
    if let Some(unfit) = &script.result.unfit
        && let Some(range) = script.place(&unfit.range)
    {
        let message = format!("The script must return a string (the link), not {}.", unfit.kind);
        context.report(&SCRIPT_RESULT, range, message).at_member(script.field.name);
    }
}
