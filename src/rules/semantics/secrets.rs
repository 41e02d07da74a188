//! Secrets: their names, their values, and who reads them.

use std::ops::Range;

use super::names::{Objection, rename};
use crate::casing::screaming_snake;
use crate::embedded::code::PREFIX;
use crate::embedded::{code, in_document};
use crate::manifest::name;
use crate::manifest::shape::{Kind, Map};
use crate::relations::{ScriptRead, is_read_as, script_secrets};
use crate::rules::engine::Site;
use crate::rules::{Remedy, document, rule};
use crate::suggest::closest;
use crate::syntax::{Member, Node};

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
}

/// What has to be done where two names stand for one secret.
const CLASH: &str = "one of the two has to go";

/// What there is to say against a secret being called `name`.
pub(super) fn objections(name: &str) -> impl Iterator<Item = Objection> {
    let right = screaming_snake(name);
    let format = (right.as_deref() != Some(name)).then(|| Objection {
        rule: &SECRET_NAME_FORMAT,
        what: format!("The secret name `{name}` has to be in SCREAMING_SNAKE_CASE"),
        better: right,
    });
    let prefix = name.strip_prefix(PREFIX).map(|rest| Objection {
        rule: &SECRET_NAME_PREFIX,
        what: format!(
            "The code will read this as `{PREFIX}{name}`; the name itself needs no `{PREFIX}`"
        ),
        better: Some(rest.to_owned()).filter(|rest| !rest.is_empty()),
    });
    format.into_iter().chain(prefix)
}

/// The names in `secrets`.
pub(super) fn map(site: &mut Site, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    if map.kind != Kind::Secret {
        return;
    }
    for (name, member) in node.effective_members() {
        for objection in objections(name) {
            rename(site, node, member, objection, CLASH);
        }
    }
}

/// The value of a secret.
pub(super) fn entry(site: &mut Site, kind: Kind, member: Member<'_>) {
    let value = member.value();
    if kind == Kind::Secret && value.string().is_some_and(|string| string.chars > 0) {
        let message = "A secret's value does not belong into a file; write `null` and set the \
                       value at deployment.";
        site.report(&SECRET_VALUE_IN_FILE, value.range(), message)
            .remedy(Remedy::ReplaceValue("null".to_owned()));
    }
}

/// Who reads secrets.
pub(super) fn readers(site: &mut document::Site) {
    let (source, root) = (site.source, site.root);
    let Some(secrets) = root.member(name::SECRETS).filter(|secrets| secrets.value().is_object())
    else {
        return;
    };
    let names = || secrets.value().members().map(|(name, _)| name);
    script_secrets(source, root, &mut |read| {
        let ScriptRead { path, script, place, name: read } = read;
        if secrets.value().get(read).is_some() {
            return;
        }
        let Some(range) = in_document(source, script, place) else { return };
        let message = match closest(read, names()) {
            Some(near) => format!("`secrets` has no `{read}`; did you mean `{near}`?"),
            None => format!("`secrets` has no `{read}`; declare it there."),
        };
        site.report(&UNDECLARED_SECRET, path, range, message)
            .relate(secrets.key_range(), "the secrets are declared here");
    });
    let Some(member) = root.member(name::CODE) else { return };
    let Some(facts) = code::facts(source, member.value()) else { return };
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
        site.report(&UNDECLARED_SECRET, &[name::CODE], member.key_range(), message)
            .relate(secrets.key_range(), "the secrets are declared here");
    }
}
