//! Scripts that do not compile.

use super::compiled_script::CompiledScript;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;

rule! {
    /// Script does not compile.
    ///
    /// ## What it finds
    /// Errors of the VRL compiler in `extractScript`, `fallbackHandlerScript` and
    /// `linkTemplateScript`, at their position in the string. Compiler warnings are not reported.
    /// In a script that is not compiled (see `script-unchecked`), only mismatched brackets are
    /// reported.
    ///
    /// Only builds with the feature `vrl` include the compiler; others report nothing.
    ///
    /// ## Why it matters
    /// A script that does not compile never runs: requests are not assigned to an installation, or
    /// users get no link.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "to_string(parse_json!(.body).shop.id)" }
    /// }
    /// ```
    ///
    /// ## Fix
    /// The fix replaces a misspelled function or variable, adds missing closing brackets, and `!` after the
    /// name of a function that can fail: it aborts the script if the value is not a string, for example. An
    /// argument of unknown type becomes a call such as `string!(.body.id)`, which aborts the script in the
    /// same way, and one of another type is converted: `to_string(5)`.
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "to_string!(parse_json!(.body).shop.id)" }
    /// }
    /// ```
    SCRIPT_SYNTAX = "script-syntax", Semantics, Some(Error);
}

/// Reports the compiler's errors.
pub fn check(context: &mut CheckContext<'_>, script: &CompiledScript<'_>) {
    for problem in &script.result.problems {
        let Some(range) = script.place(&problem.range) else { continue };
        let fix = (!problem.changes.is_empty()).then(|| {
            let source = context.source();
            let mut at = range.start;
            let mut new = String::new();
            for (changed, text) in &problem.changes {
                let place = |offset: usize, at: usize| {
                    let before = script.place(&(problem.range.start..offset));
                    before.map_or(at, |before| before.end.max(at))
                };
                let start = place(changed.start, at);
                new.push_str(&source.slice(at..start));
                new.push_str(text);
                at = place(changed.end, start);
            }
            FixAction::Replace(new + &source.slice(at..range.end))
        });
        context
            .report(&SCRIPT_SYNTAX, range, &*problem.message)
            .at_member(script.field.name)
            .fix(fix, Applicability::Unsafe);
    }
}
