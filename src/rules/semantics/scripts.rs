//! What VRL scripts say.

use std::ops::Range;

use crate::embedded::external_reference::pointer;
use crate::embedded::vrl::Unchecked;
use crate::embedded::{to_document_range, vrl};
use crate::manifest::types::{Field, Script, Shape, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, rule};
use crate::syntax::Member;
use crate::util::suggest::closest;

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
    /// Here, handle a value that is not a string: `!` aborts the script.
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "to_string!(parse_json!(.body).shop.id)" }
    /// }
    /// ```
    SCRIPT_SYNTAX = "script-syntax", Semantics, Some(Error);

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

/// What a script says.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(shape) = field.shape else { return };
    let StringFormat::Script(kind) = shape.holds else { return };
    let value = member.value();
    let source = site.source();
    // Of a string that is broken itself nobody knows what it will be.
    let Some(string) = value.string().filter(|string| string.closed) else { return };
    if string.len > vrl::WRITTEN_MAX {
        if cfg!(feature = "vrl") {
            unchecked(site, field, value.range(), &Unchecked::Long);
        }
        return;
    }
    let Some(text) = value.text(source) else { return };
    // That has been said.
    if pointer(&text, shape.holds).is_some() {
        return;
    }
    let compiled = vrl::compile(&text, site.script_budget());
    let place = |range: &Range<usize>| to_document_range(source, value, range.clone());
    for problem in &compiled.problems {
        let Some(range) = place(&problem.range) else { continue };
        site.report(&SCRIPT_SYNTAX, range, &*problem.message).at_member(field.name);
    }
    if let Some(why) = &compiled.unchecked
        && compiled.problems.is_empty()
    {
        let range = match why {
            Unchecked::Deep(bracket) => place(bracket).unwrap_or_else(|| value.range()),
            _ => value.range(),
        };
        unchecked(site, field, range, why);
    }
    if kind == Script::Link
        && let Some(unfit) = &compiled.unfit
        && let Some(range) = place(&unfit.range)
    {
        let message = format!("The script must return a string (the link), not {}.", unfit.kind);
        site.report(&SCRIPT_RESULT, range, message).at_member(field.name);
    }
    let known = vrl::inputs(kind);
    for read in &compiled.reads {
        if known.iter().any(|input| input.name == read.name) {
            continue;
        }
        let Some(range) = place(&read.range) else { continue };
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
        let finding = site.report(&SCRIPT_UNKNOWN_PATH, range, message).at_member(field.name);
        finding.fix(near.map(|near| FixAction::Replace(format!(".{near}"))), Applicability::Unsafe);
    }
}

/// Says that a script was not compiled, and why.
fn unchecked(site: &mut CheckContext, field: &'static Field, range: Range<usize>, why: &Unchecked) {
    let message = match why {
        Unchecked::Long => "Script not checked: it is too long.",
        Unchecked::Deep(_) => "Script not checked: nesting too deep from this bracket on.",
        Unchecked::Costly => {
            "Script not checked: compiling the scripts of this manifest would take too long."
        }
        Unchecked::Failed => "Script not checked: the VRL compiler failed.",
    };
    site.report(&SCRIPT_UNCHECKED, range, message).at_member(field.name);
}
