//! Paths that a script cannot read.

use super::compiled_script::CompiledScript;
use crate::embedded::vrl;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::util::suggest::closest;

rule! {
    /// Script reads an unknown input path.
    ///
    /// ## What it finds
    /// Paths whose first name is not a known input:
    ///
    /// - `linkTemplateScript`: `.webhookId`, `.webhookUrl`, `.env`, `.source`, and `.shareableId`
    ///   for sandboxes
    /// - `extractScript` and `fallbackHandlerScript`: `.body`, `.headers`, `.method`, `.path`,
    ///   `.query` and `.secrets`
    ///
    /// Paths that the script assigns itself, or checks with `exists`, are not reported. The lists
    /// are collected from existing scripts, not from a specification, so the finding is only a
    /// hint.
    ///
    /// Only builds with the feature `vrl` include the compiler; others report nothing.
    ///
    /// ## Why it matters
    /// A path that does not exist is `null`, without an error.
    ///
    /// ## Example
    /// ```json
    /// { "identifier": { "extractScript": "parse_json!(.bodi).shop" } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "identifier": { "extractScript": "parse_json!(.body).shop" } }
    /// ```
    SCRIPT_UNKNOWN_PATH = "script-unknown-path", Semantics, Some(Hint);
}

/// Checks the paths that a script reads.
pub fn check(context: &mut CheckContext<'_>, script: &CompiledScript<'_>) {
    let known = vrl::inputs(script.kind);
    for read in &script.result.reads {
        if known.iter().any(|input| input.name == read.name) {
            continue;
        }
        let Some(range) = script.place(&read.range) else { continue };
        let near = closest(&read.name, known.iter().map(|input| input.name));
        let what = format!("Unknown path `.{}`", read.name);
        let message = match near {
            Some(near) => format!("{what}; did you mean `.{near}`?"),
            None => {
                let names: Vec<_> =
                    known.iter().map(|input| format!("`.{}`", input.name)).collect();
                format!("{what}. Available in this script: {}.", names.join(", "))
            }
        };
        let fix = near.map(|near| FixAction::Replace(format!(".{near}")));
        context
            .report(&SCRIPT_UNKNOWN_PATH, range, message)
            .at_member(script.field.name)
            .fix(fix, Applicability::Unsafe);
    }
}
