//! Values of secrets in the manifest.

use crate::manifest::types::EntryKind;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Member;

rule! {
    /// Secret value in the manifest.
    ///
    /// ## What it finds
    /// Secrets whose value is a non-empty string. No message contains the value.
    ///
    /// ## Why it matters
    /// A file that is committed, sent or pasted exposes the secret.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": "a real one" } }
    /// ```
    ///
    /// ## Fix
    /// Use `null`, which keeps the current value, and set the value at deployment. Replace a
    /// secret that was committed: it is exposed.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null } }
    /// ```
    SECRET_VALUE_IN_FILE = "secret-value-in-file", Semantics, Some(Info);
}

/// Checks the value of a secret.
pub fn check(context: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    let value = member.value();
    if kind == EntryKind::Secret && value.string().is_some_and(|string| string.chars > 0) {
        let message = "Secret value in the manifest. Use `null` and set the value at deployment.";
        context
            .report(&SECRET_VALUE_IN_FILE, value.range(), message)
            .fix(FixAction::ReplaceValue("null".to_owned()), Applicability::Unsafe);
    }
}
