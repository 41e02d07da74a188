//! Secrets that are read, but not declared.

use std::collections::HashSet;

use crate::embedded::javascript::PREFIX;
use crate::embedded::{is_word, javascript, to_document_range};
use crate::manifest::field_names;
use crate::references::{ScriptRead, read_names, script_secrets};
use crate::rules::context::{CheckContext, Document};
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::util::suggest::closest;

rule! {
    /// Use of an undeclared secret.
    ///
    /// ## What it finds
    /// Scripts that read `.secrets.X` (also through a variable, `s = .secrets`), and `code` that
    /// reads `SECRET_X` from its environment, if `secrets` does not declare `X`. Nothing is
    /// reported in a manifest without `secrets`, because the secrets may be declared elsewhere.
    ///
    /// ## Why it matters
    /// An undeclared secret has no value at run time.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "secrets": { "CLIENT_SECRET": null },
    ///   "identifier": { "fallbackHandlerScript": "to_string!(.secrets.VERIFY_TOKEN)" }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Declare the secret, or correct the name.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null, "VERIFY_TOKEN": null } }
    /// ```
    UNDECLARED_SECRET = "undeclared-secret", Semantics, Some(Warning);
}

/// Maximum number of names for which similar names are searched.
const MAX_GUESSES: usize = 100;

/// Checks the reads of secrets in scripts and in the code.
pub fn check(context: &mut CheckContext, document: &Document) {
    let (source, root) = (context.source(), document.root);
    let Some(secrets) =
        root.member(field_names::SECRETS).filter(|secrets| secrets.value().is_object())
    else {
        return;
    };
    // A syntax error may hide a secret.
    if secrets.value().container().is_some_and(|secrets| secrets.doubtful) {
        return;
    }
    let names = || secrets.value().members().map(|(name, _)| name);
    let declared: HashSet<&str> = names().collect();
    // Each search compares the name with all secrets.
    let mut guesses = MAX_GUESSES;
    let mut guess = |read: &str| {
        guesses = guesses.checked_sub(1)?;
        closest(read, names())
    };
    script_secrets(source, root, &mut |read| {
        let ScriptRead { path, script, place, name: read } = read;
        if declared.contains(read) {
            return;
        }
        let Some(range) = to_document_range(source, script, place) else { return };
        let near = guess(read);
        let message = match near {
            Some(near) => format!("Undeclared secret `{read}`; did you mean `{near}`?"),
            None => format!("Undeclared secret `{read}`. Declare it in `secrets`."),
        };
        let finding = context
            .report(&UNDECLARED_SECRET, range, message)
            .at_path(path)
            .related(secrets.key_range(), "secrets are declared here");
        // Other names would need quotes in the script.
        if let Some(near) = near.filter(|near| near.chars().all(is_word)) {
            finding.fix(FixAction::Replace(near.to_owned()), Applicability::Unsafe);
        }
    });
    let Some(member) = root.member(field_names::CODE) else { return };
    let Some(facts) = javascript::facts(source, member.value()) else { return };
    let declared: HashSet<_> = names().flat_map(read_names).collect();
    for read in &facts.secrets {
        if declared.contains(&**read) {
            continue;
        }
        let message = match guess(read) {
            Some(near) => format!(
                "Undeclared secret `{read}`, which the code reads as `{PREFIX}{read}`; did you mean \
                 `{near}`?"
            ),
            None => {
                format!("Undeclared secret `{read}`, which the code reads as `{PREFIX}{read}`.")
            }
        };
        context
            .report(&UNDECLARED_SECRET, member.key_range(), message)
            .at_member(field_names::CODE)
            .related(secrets.key_range(), "secrets are declared here");
    }
}
