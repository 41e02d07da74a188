//! What VRL scripts say.

use std::ops::Range;

use crate::embedded::external_reference::pointer;
use crate::embedded::vrl::Unchecked;
use crate::embedded::{to_document_range, vrl};
use crate::manifest::types::{Field, Script, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::{FixIntent, rule};
use crate::syntax::Member;
use crate::util::suggest::closest;

rule! {
    /// A script does not compile.
    ///
    /// ## What it finds
    /// Whatever VRL's own compiler refuses in `extractScript`, `fallbackHandlerScript` and
    /// `linkTemplateScript`, at its place in the string. Warnings of the compiler are not reported.
    /// Of a script that it is not given (see `script-unchecked`), brackets that do not go together.
    ///
    /// Only builds with the feature `vrl` have the compiler; others find nothing.
    ///
    /// ## Why it matters
    /// A script that does not compile never runs: no request is assigned to its installation, or
    /// nobody gets a link to follow.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "to_string(parse_json!(.body).shop.id)" }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Here, say what happens when the value is no text: `!` gives up.
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "to_string!(parse_json!(.body).shop.id)" }
    /// }
    /// ```
    SCRIPT_SYNTAX = "script-syntax", Semantics, Some(Error);

    /// A script was not compiled.
    ///
    /// ## What it finds
    /// Scripts of more than 8,000 bytes, with more than 2,000 operators, brackets and keywords or
    /// with brackets nested more than 64 deep, and those that would keep the compiler busy for
    /// long: it works out the type of an expression again for everything around it, so that a few
    /// lines can take it hours. How long it would take is worked out beforehand, by what the script
    /// consists of, and all scripts of a manifest share in a bound.
    ///
    /// Only builds with the feature `vrl` have the compiler; others find nothing.
    ///
    /// ## Why it matters
    /// Whether the script compiles is not known. Where it runs, it has to be compiled as well.
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
    /// Say it in fewer or simpler expressions.
    /// ```json
    /// {
    ///   "identifier": { "extractScript": "\"x\"" }
    /// }
    /// ```
    SCRIPT_UNCHECKED = "script-unchecked", Semantics, Some(Hint);

    /// The script that makes a link does not result in a string.
    ///
    /// ## What it finds
    /// A `linkTemplateScript` of which it is certain that its result is something else: a number,
    /// an object, nothing at all. A result that may be a string is taken for one.
    ///
    /// Only builds with the feature `vrl` have the compiler that tells; others find nothing.
    ///
    /// ## Why it matters
    /// The result of the script is the link. Its last expression is its result, so an assignment
    /// to `.link` or an object with the link inside are of no use.
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

    /// A script reads something that its input is not known to have.
    ///
    /// ## What it finds
    /// Paths whose first name is not among those known:
    ///
    /// - `linkTemplateScript`: `.webhookId`, `.webhookUrl`, `.env`, `.source`, and `.shareableId`
    ///   for sandboxes
    /// - `extractScript` and `fallbackHandlerScript`: `.body`, `.headers`, `.method`, `.path`,
    ///   `.query` and `.secrets`
    ///
    /// What the script itself has set before, or asked for with `exists`, is not reported. The
    /// lists are from use, not from a specification: hence no more than a hint.
    ///
    /// Only builds with the feature `vrl` have the compiler that tells; others find nothing.
    ///
    /// ## Why it matters
    /// A path that is not there is `null`, and nothing complains about it.
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
        let message =
            format!("The script has to result in a string, the link; this is {}.", unfit.kind);
        site.report(&SCRIPT_RESULT, range, message).at_member(field.name);
    }
    let known = vrl::inputs(kind);
    for read in &compiled.reads {
        if known.iter().any(|input| input.name == read.name) {
            continue;
        }
        let Some(range) = place(&read.range) else { continue };
        let near = closest(&read.name, known.iter().map(|input| input.name));
        let what = format!("Nothing is known of `.{}` in this script", read.name);
        let message = match near {
            Some(near) => format!("{what}; did you mean `.{near}`?"),
            None => {
                let names: Vec<_> =
                    known.iter().map(|input| format!("`.{}`", input.name)).collect();
                format!("{what}; it can read {}.", names.join(", "))
            }
        };
        let finding = site.report(&SCRIPT_UNKNOWN_PATH, range, message).at_member(field.name);
        finding.remedy = near.map(|near| FixIntent::Replace(format!(".{near}")));
    }
}

/// Says that a script was not compiled, and why.
fn unchecked(site: &mut CheckContext, field: &'static Field, range: Range<usize>, why: &Unchecked) {
    let message = match why {
        Unchecked::Long => {
            "The script is too long to be compiled here, so its mistakes are not known."
        }
        Unchecked::Deep(_) => {
            "From this bracket on the script nests too deep to be compiled here, so its mistakes are \
             not known."
        }
        Unchecked::Costly => {
            "The script, or all scripts of this manifest together, would take too long to compile, \
             so its mistakes are not known."
        }
        Unchecked::Failed => {
            "VRL's compiler gave up on this script, so its mistakes are not known."
        }
    };
    site.report(&SCRIPT_UNCHECKED, range, message).at_member(field.name);
}
