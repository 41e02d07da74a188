//! Scripts that are not compiled.

use super::compiled_script::CompiledScript;
use crate::embedded::vrl::{self, Unchecked};
use crate::manifest::types::{Field, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::Member;

rule! {
    /// Script was not compiled.
    ///
    /// ## What it finds
    /// Scripts of more than 8,000 bytes, with more than 2,000 operators, brackets and keywords, or
    /// with brackets nested more than 64 levels deep, and scripts that would take too long to
    /// compile: the compiler computes the type of an expression again for every enclosing
    /// expression, so a few lines can take hours. The compile time is estimated before compiling,
    /// and all scripts of a manifest share one budget.
    ///
    /// Only builds with the feature `vrl` include the compiler; others report nothing.
    ///
    /// ## Why it matters
    /// Errors in the script are not detected. The runtime has to compile the script as well.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "identifier": {
    ///     "extractScript": "a = { \"x\": 1 }\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\na = [a, a, a, a, a, a]\n\"x\""
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Use fewer or simpler expressions.
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "\"x\"" }
    /// }
    /// ```
    SCRIPT_UNCHECKED = "script-unchecked", Semantics, Some(Hint);
}

/// Reports a script that is too long to be compiled.
pub fn check_length(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    let value = member.value();
    let is_script = cfg!(feature = "vrl") && matches!(format, StringFormat::Script(_));
    let is_long = value.string().is_some_and(|it| it.closed && it.len > vrl::MAX_WRITTEN);
    if is_script && is_long {
        context
            .report(&SCRIPT_UNCHECKED, value.range(), message(&Unchecked::Long))
            .at_member(field.name);
    }
}

/// Reports a script that is not compiled.
pub fn check(context: &mut CheckContext, script: &CompiledScript) {
    let Some(why) = &script.result.unchecked else { return };
    if !script.result.problems.is_empty() {
        return;
    }
    let range = match why {
        Unchecked::Deep(bracket) => script.place(bracket).unwrap_or_else(|| script.value.range()),
        _ => script.value.range(),
    };
    context.report(&SCRIPT_UNCHECKED, range, message(why)).at_member(script.field.name);
}

fn message(why: &Unchecked) -> &'static str {
    match why {
        Unchecked::Long => "Script not checked: it is too long.",
        Unchecked::Deep(_) => "Script not checked: brackets are nested too deeply here.",
        Unchecked::Costly => {
            "Script not checked: compiling the scripts of this manifest would take too long."
        }
        Unchecked::Failed => "Script not checked: the VRL compiler failed.",
    }
}
