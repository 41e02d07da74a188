//! Secrets that are declared, but not read.

use std::collections::HashSet;

use crate::embedded::javascript;
use crate::manifest::field_names;
use crate::references::{read_names, script_secrets, scripts_may_read_any};
use crate::rules::context::{CheckContext, Document};
use crate::rules::finding::DiagnosticTag;
use crate::rules::rule::rule;

rule! {
    /// Unused secret.
    ///
    /// ## What it finds
    /// Names in `secrets` that no script reads as `.secrets.X` and that `code` does not mention as
    /// `SECRET_X`. Nothing is reported in a manifest without `code`, or if the code may compute
    /// the name at run time (`process.env["SECRET_" + name]`).
    ///
    /// ## Why it matters
    /// The value of every secret has to be obtained and maintained.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "secrets": { "CLIENT_ID": null, "OLD_TOKEN": null },
    ///   "code": "export const id = process.env.SECRET_CLIENT_ID"
    /// }
    /// ```
    ///
    /// ## Fix
    /// Remove the secret, if this code is the version that will be deployed.
    /// ```json
    /// {
    ///   "secrets": { "CLIENT_ID": null },
    ///   "code": "export const id = process.env.SECRET_CLIENT_ID"
    /// }
    /// ```
    UNUSED_SECRET = "unused-secret", Semantics, Some(Hint);
}

/// Reports secrets that neither the code nor a script reads.
pub fn check(context: &mut CheckContext, document: &Document) {
    let (source, root) = (context.source(), document.root);
    let Some(secrets) = root.get(field_names::SECRETS).filter(|secrets| secrets.is_object()) else {
        return;
    };
    let Some(facts) = root.get(field_names::CODE).and_then(|code| javascript::facts(source, code))
    else {
        return;
    };
    let Some(named) = &facts.named else { return };
    let declared: Vec<_> = secrets.effective_members().collect();
    let named: HashSet<&str> = named.iter().map(AsRef::as_ref).collect();
    let by_code = |name: &str| read_names(name).any(|read| named.contains(&*read));
    let mut left: Vec<_> = declared.into_iter().filter(|(name, _)| !by_code(name)).collect();
    if left.is_empty() || scripts_may_read_any(source, root) {
        return;
    }
    let mut read_by_scripts = HashSet::new();
    script_secrets(source, root, &mut |read| _ = read_by_scripts.insert(read.name.to_owned()));
    left.retain(|(name, _)| !read_by_scripts.contains(*name));
    for (name, member) in left {
        let message = format!("Unused secret `{name}`: neither the code nor a script reads it.");
        context
            .report(&UNUSED_SECRET, member.key_range(), message)
            .at_path(&[field_names::SECRETS, name])
            .tag(DiagnosticTag::Unnecessary);
    }
}
