//! Secrets: their names, their values, and who reads them.

use std::ops::Range;

use super::naming::{NameViolation, rename};
use crate::embedded::javascript::PREFIX;
use crate::embedded::{is_word, javascript, to_document_range};
use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Map};
use crate::references::{ScriptRead, is_read_as, script_secrets, scripts_may_read_any};
use crate::rules::context::{CheckContext, Document};
use crate::rules::{Applicability, DiagnosticTag, FixAction, rule};
use crate::syntax::{Member, Node};
use crate::util::casing::screaming_snake;
use crate::util::suggest::closest;

rule! {
    /// Secret name is not SCREAMING_SNAKE_CASE.
    ///
    /// ## What it finds
    /// Names in `secrets` that are not uppercase letters and digits with one `_` between words.
    /// Words are split as for `definition-name-case`, so `API__KEY` and `_KEY` are reported as
    /// well.
    ///
    /// ## Why it matters
    /// The code reads the secret as the environment variable `SECRET_` plus its name, and the
    /// official command line rejects other names.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "clientSecret": null } }
    /// ```
    ///
    /// ## Fix
    /// Rename the secret, here and in the scripts that read it. The name of the environment
    /// variable changes accordingly.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null } }
    /// ```
    SECRET_NAME_FORMAT = "secret-name-format", Semantics, Some(Error);

    /// Secret name starts with `SECRET_`.
    ///
    /// ## What it finds
    /// Names in `secrets` that start with `SECRET_`.
    ///
    /// ## Why it matters
    /// The prefix `SECRET_` is added automatically. So the secret `SECRET_API_KEY` becomes the
    /// environment variable `SECRET_SECRET_API_KEY`, which is rarely the variable that the code
    /// reads.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "SECRET_API_KEY": null } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "secrets": { "API_KEY": null } }
    /// ```
    SECRET_NAME_PREFIX = "secret-name-prefix", Semantics, Some(Warning);

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

/// What has to be done where two names stand for one secret.
const CLASH: &str = "remove one of them";

/// What there is to say against a secret being called `name`.
pub(super) fn objections(name: &str) -> impl Iterator<Item = NameViolation> {
    let right = screaming_snake(name);
    let format = (right.as_deref() != Some(name)).then(|| NameViolation {
        rule: &SECRET_NAME_FORMAT,
        what: format!("Secret name `{name}` must be SCREAMING_SNAKE_CASE"),
        better: right,
    });
    let prefix = name.strip_prefix(PREFIX).map(|rest| NameViolation {
        rule: &SECRET_NAME_PREFIX,
        what: format!("Redundant prefix `{PREFIX}`: the code reads this as `{PREFIX}{name}`"),
        better: Some(rest.to_owned()).filter(|rest| !rest.is_empty()),
    });
    format.into_iter().chain(prefix)
}

/// The names in `secrets`.
pub(super) fn map(site: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    if map.kind != EntryKind::Secret {
        return;
    }
    for (name, member) in node.effective_members() {
        for objection in objections(name) {
            rename(site, node, member, objection, CLASH);
        }
    }
}

/// The value of a secret.
pub(super) fn entry(site: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    let value = member.value();
    if kind == EntryKind::Secret && value.string().is_some_and(|string| string.chars > 0) {
        let message = "Secret value in the manifest. Use `null` and set the value at deployment.";
        site.report(&SECRET_VALUE_IN_FILE, value.range(), message)
            .fix(FixAction::ReplaceValue("null".to_owned()), Applicability::Unsafe);
    }
}

/// Who reads secrets.
pub(super) fn readers(site: &mut CheckContext, document: &Document) {
    let (source, root) = (site.source(), document.root);
    let Some(secrets) =
        root.member(field_names::SECRETS).filter(|secrets| secrets.value().is_object())
    else {
        return;
    };
    let names = || secrets.value().members().map(|(name, _)| name);
    script_secrets(source, root, &mut |read| {
        let ScriptRead { path, script, place, name: read } = read;
        if secrets.value().get(read).is_some() {
            return;
        }
        let Some(range) = to_document_range(source, script, place) else { return };
        let near = closest(read, names());
        let message = match near {
            Some(near) => format!("Undeclared secret `{read}`; did you mean `{near}`?"),
            None => format!("Undeclared secret `{read}`. Declare it in `secrets`."),
        };
        let finding = site
            .report(&UNDECLARED_SECRET, range, message)
            .at_path(path)
            .related(secrets.key_range(), "secrets are declared here");
        // A name of another kind would need quotes in the script.
        if let Some(near) = near.filter(|near| near.chars().all(is_word)) {
            finding.fix(FixAction::Replace(near.to_owned()), Applicability::Unsafe);
        }
    });
    let Some(member) = root.member(field_names::CODE) else { return };
    let Some(facts) = javascript::facts(source, member.value()) else { return };
    for read in &facts.secrets {
        if names().any(|name| is_read_as(name, read)) {
            continue;
        }
        let message = match closest(read, names()) {
            Some(near) => format!(
                "Undeclared secret `{read}`, which the code reads as `{PREFIX}{read}`; did you mean \
                 `{near}`?"
            ),
            None => {
                format!("Undeclared secret `{read}`, which the code reads as `{PREFIX}{read}`.")
            }
        };
        site.report(&UNDECLARED_SECRET, member.key_range(), message)
            .at_member(field_names::CODE)
            .related(secrets.key_range(), "secrets are declared here");
    }
}

/// Whom nobody reads.
pub(super) fn unused(site: &mut CheckContext, document: &Document) {
    let (source, root) = (site.source(), document.root);
    let Some(secrets) = root.get(field_names::SECRETS).filter(|secrets| secrets.is_object()) else {
        return;
    };
    let Some(facts) = root.get(field_names::CODE).and_then(|code| javascript::facts(source, code))
    else {
        return;
    };
    let Some(named) = &facts.named else { return };
    let declared: Vec<_> = secrets.effective_members().collect();
    let by_code = |name: &str| named.iter().any(|read| is_read_as(name, read));
    let mut left: Vec<_> = declared.into_iter().filter(|(name, _)| !by_code(name)).collect();
    if left.is_empty() || scripts_may_read_any(source, root) {
        return;
    }
    script_secrets(source, root, &mut |read| left.retain(|(name, _)| *name != read.name));
    for (name, member) in left {
        let message = format!("Unused secret `{name}`: neither the code nor a script reads it.");
        site.report(&UNUSED_SECRET, member.key_range(), message)
            .at_path(&[field_names::SECRETS, name])
            .tag(DiagnosticTag::Unnecessary);
    }
}
