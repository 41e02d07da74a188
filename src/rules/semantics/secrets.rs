//! Secrets: their names, their values, and who reads them.

use std::ops::Range;

use super::naming::{NameViolation, rename};
use crate::embedded::javascript::PREFIX;
use crate::embedded::{is_word, javascript, to_document_range};
use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Map};
use crate::references::{ScriptRead, is_read_as, script_secrets, scripts_may_read_any};
use crate::rules::checker::CheckContext;
use crate::rules::{DiagnosticTag, FixIntent, document_context, rule};
use crate::syntax::{Member, Node};
use crate::util::casing::screaming_snake;
use crate::util::suggest::closest;

rule! {
    /// A secret's name is not in SCREAMING_SNAKE_CASE.
    ///
    /// ## What it finds
    /// Names in `secrets` that are not capitals and digits, with one `_` between words. Words are
    /// split as for `definition-name-case`, so `API__KEY` and `_KEY` are reported as well.
    ///
    /// ## Why it matters
    /// The code reads the secret as the environment variable `SECRET_` plus its name, and the
    /// official command line refuses other names.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "clientSecret": null } }
    /// ```
    ///
    /// ## Fix
    /// Rename it, here and in the scripts that read it. The name of the variable that the code
    /// reads follows from it.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null } }
    /// ```
    SECRET_NAME_FORMAT = "secret-name-format", Semantics, Some(Error);

    /// A secret's name begins with `SECRET_`.
    ///
    /// ## What it finds
    /// Names in `secrets` that begin with `SECRET_`.
    ///
    /// ## Why it matters
    /// `SECRET_` is put in front when the code reads the secret. So `SECRET_API_KEY` is the
    /// variable `SECRET_SECRET_API_KEY`, which is seldom what the code asks for.
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

    /// A secret's value stands in the file.
    ///
    /// ## What it finds
    /// Entries of `secrets` whose value is a string that is not empty. No message repeats the
    /// value.
    ///
    /// ## Why it matters
    /// A file that is committed, sent or pasted is no place for a secret.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": "a real one" } }
    /// ```
    ///
    /// ## Fix
    /// Write `null`, which keeps the value that was set, and set the value at deployment. A value
    /// that was committed is known to others: replace it where it was issued.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null } }
    /// ```
    SECRET_VALUE_IN_FILE = "secret-value-in-file", Semantics, Some(Info);

    /// Something reads a secret that is not declared.
    ///
    /// ## What it finds
    /// Scripts that read `.secrets.X` (also by way of a variable, `s = .secrets`), and `code` that
    /// reads `SECRET_X` from its environment, where `secrets` has no `X`. Nothing is reported in a
    /// manifest without `secrets`: it may be kept elsewhere.
    ///
    /// ## Why it matters
    /// A secret that is not declared has no value when the integration runs.
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
    /// Declare the secret, or read the one that was meant.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null, "VERIFY_TOKEN": null } }
    /// ```
    UNDECLARED_SECRET = "undeclared-secret", Semantics, Some(Warning);

    /// Nothing reads a secret.
    ///
    /// ## What it finds
    /// Names in `secrets` that no script reads as `.secrets.X`, and that `code` does not name as
    /// `SECRET_X`, in whatever way. Nothing is reported in a manifest without `code`, or if the
    /// names may be made up when the code runs (`process.env["SECRET_" + name]`).
    ///
    /// ## Why it matters
    /// Somebody has to come by the value of every secret and to look after it.
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
    /// Take it out, if the code is the one that will be deployed.
    /// ```json
    /// {
    ///   "secrets": { "CLIENT_ID": null },
    ///   "code": "export const id = process.env.SECRET_CLIENT_ID"
    /// }
    /// ```
    UNUSED_SECRET = "unused-secret", Semantics, Some(Hint);
}

/// What has to be done where two names stand for one secret.
const CLASH: &str = "one of the two has to go";

/// What there is to say against a secret being called `name`.
pub(super) fn objections(name: &str) -> impl Iterator<Item = NameViolation> {
    let right = screaming_snake(name);
    let format = (right.as_deref() != Some(name)).then(|| NameViolation {
        rule: &SECRET_NAME_FORMAT,
        what: format!("The secret name `{name}` has to be in SCREAMING_SNAKE_CASE"),
        better: right,
    });
    let prefix = name.strip_prefix(PREFIX).map(|rest| NameViolation {
        rule: &SECRET_NAME_PREFIX,
        what: format!(
            "The code will read this as `{PREFIX}{name}`; the name itself needs no `{PREFIX}`"
        ),
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
        let message = "A secret's value does not belong into a file; write `null` and set the \
                       value at deployment.";
        site.report(&SECRET_VALUE_IN_FILE, value.range(), message)
            .remedy(FixIntent::ReplaceValue("null".to_owned()));
    }
}

/// Who reads secrets.
pub(super) fn readers(site: &mut document_context::DocumentContext) {
    let (source, root) = (site.source, site.root);
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
            Some(near) => format!("`secrets` has no `{read}`; did you mean `{near}`?"),
            None => format!("`secrets` has no `{read}`; declare it there."),
        };
        let finding = site
            .report(&UNDECLARED_SECRET, path, range, message)
            .relate(secrets.key_range(), "the secrets are declared here");
        // A name of another kind would need quotes in the script.
        if let Some(near) = near.filter(|near| near.chars().all(is_word)) {
            finding.remedy(FixIntent::Replace(near.to_owned()));
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
                "The code reads `{PREFIX}{read}`, but `secrets` has no `{read}`; did you mean \
                 `{near}`?"
            ),
            None => {
                format!("The code reads `{PREFIX}{read}`, but `secrets` has no `{read}`.")
            }
        };
        site.report(&UNDECLARED_SECRET, &[field_names::CODE], member.key_range(), message)
            .relate(secrets.key_range(), "the secrets are declared here");
    }
}

/// Whom nobody reads.
pub(super) fn unused(site: &mut document_context::DocumentContext) {
    let (source, root) = (site.source, site.root);
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
        let message = format!("Neither the code nor a script reads the secret `{name}`.");
        site.report(&UNUSED_SECRET, &[field_names::SECRETS, name], member.key_range(), message)
            .tag(DiagnosticTag::Unnecessary);
    }
}
