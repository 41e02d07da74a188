//! Names: of the integration, of its version, of its definitions.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Field, Map, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::{FixIntent, Rule, rule};
use crate::syntax::{Member, Node};
use crate::util::casing::{camel, is_camel, kebab};

rule! {
    /// The integration's name has more than one slash.
    ///
    /// ## What it finds
    /// A `name` with two or more `/` in it.
    ///
    /// ## Why it matters
    /// A name is `name` or `workspaceHandle/name`. The official command line refuses anything with
    /// a second slash, because it could not tell which part is the workspace.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/shop/order-tracker" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/shop-order-tracker" }
    /// ```
    NAME_FORMAT = "name-format", Semantics, Some(Error);

    /// The integration's name is written in an unusual way.
    ///
    /// ## What it finds
    /// A `name` with capitals or spaces, and one with nothing before or after its slash.
    ///
    /// ## Why it matters
    /// The name is what others type to refer to the integration and is part of addresses. All
    /// published integrations use small letters, with hyphens between words. The name for people
    /// is `title`, where capitals and spaces are welcome. With nothing on one side of the slash,
    /// the workspace or the name itself is missing.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/Order Tracker" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/order-tracker", "title": "Order Tracker" }
    /// ```
    NAME_STYLE = "name-style", Semantics, Some(Warning);

    /// The version is not of the form `MAJOR.MINOR.PATCH`.
    ///
    /// ## What it finds
    /// A `version` that is not three whole numbers with dots between them: a word such as `latest`,
    /// a range such as `^1.2.0`, a `v` in front, too few or too many numbers, leading zeros.
    ///
    /// ## Why it matters
    /// Versions are compared as semantic versions: by the official command line at every
    /// deployment, and when a bot asks for the newest compatible one.
    ///
    /// ## Example
    /// ```json
    /// { "version": "v1.0" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "version": "1.0.0" }
    /// ```
    VERSION_FORMAT = "version-format", Semantics, Some(Error);

    /// A definition's name is not in camelCase.
    ///
    /// ## What it finds
    /// Actions, channels, message types, events and states whose name is not camelCase as the
    /// official command line has it: words are split at every character that is no letter or digit,
    /// and between a small letter and a capital; the first word is in small letters, all others
    /// begin with a capital and go on in small letters. So `get_order`, `GetOrder` and also
    /// `getURL` (it would be `getUrl`) are reported.
    ///
    /// ## Why it matters
    /// The official command line refuses to build and to deploy the integration.
    ///
    /// ## Example
    /// ```json
    /// { "actions": { "get_order": { "input": { "schema": {} }, "output": { "schema": {} } } } }
    /// ```
    ///
    /// ## Fix
    /// Rename the definition, and everything in the manifest that names it. The code that
    /// implements it has to follow.
    /// ```json
    /// { "actions": { "getOrder": { "input": { "schema": {} }, "output": { "schema": {} } } } }
    /// ```
    DEFINITION_NAME_CASE = "definition-name-case", Semantics, Some(Error);

    /// A definition's name is no identifier.
    ///
    /// ## What it finds
    /// Names of actions, events, states, channels, message types, entities and configurations that
    /// do not begin with a small letter, have other characters than letters and digits, or are
    /// shorter than 2 or longer than 100 characters. Names that already break
    /// `definition-name-case` are left to that rule.
    ///
    /// ## Why it matters
    /// The API has an error of its own for this, InvalidIdentifier, and its text says what an
    /// identifier is.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order-item": { "schema": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "entities": { "orderItem": { "schema": {} } } }
    /// ```
    IDENTIFIER_FORMAT = "identifier-format", Semantics, Some(Warning);

    /// A tag's name is unusual.
    ///
    /// ## What it finds
    /// Tag names that do not begin with a small letter, have other characters than letters, digits
    /// and `_`, or are shorter than 2 or longer than 100 characters.
    ///
    /// ## Why it matters
    /// The API describes identifiers as letters and digits that begin with a small letter. Tags are
    /// known to be taken with `_` as well; anything else is untried.
    ///
    /// ## Example
    /// ```json
    /// { "user": { "tags": { "Customer ID": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "user": { "tags": { "customerId": {} } } }
    /// ```
    TAG_NAME_FORMAT = "tag-name-format", Semantics, Some(Hint);
}

/// `name` and `version` of the manifest.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    let value = member.value();
    let source = site.source();
    match text.holds {
        StringFormat::IntegrationName => {
            if let Some(name) = value.text(source) {
                integration_name(site, field, &name, value);
            }
        }
        // The SDK's version is recorded by a tool and compared leniently.
        StringFormat::Version if field.name == field_names::VERSION => {
            if let Some(version) = value.text(source)
                && !is_plain_version(&version)
            {
                let fixed = plain_version(&version);
                let message = match &fixed {
                    Some(fixed) => format!(
                        "A version is three numbers, `MAJOR.MINOR.PATCH`: `{fixed}` instead of \
                         `{version}`?"
                    ),
                    None => "A version is three numbers, `MAJOR.MINOR.PATCH`, such as `1.0.0`."
                        .to_owned(),
                };
                let remedy = fixed.map(|fixed| FixIntent::ReplaceValue(format!("\"{fixed}\"")));
                let finding = site.report(&VERSION_FORMAT, value.range(), message);
                finding.at_member(field.name).remedy = remedy;
            }
        }
        _ => {}
    }
}

fn integration_name(site: &mut CheckContext, field: &'static Field, name: &str, value: Node<'_>) {
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() > 2 {
        let message = "A name has at most one `/`, between the workspace's handle and the name \
                       itself: `workspace/name`.";
        site.report(&NAME_FORMAT, value.range(), message).at_member(field.name);
        return;
    }
    if parts.iter().any(|part| part.is_empty()) {
        let message = match parts[..] {
            ["", ..] if parts.len() == 2 => {
                "Before the `/` belongs the handle of the workspace; without one, leave out the `/`."
            }
            [_, _] => "The name itself is missing after the `/`.",
            _ => "The name is empty.",
        };
        site.report(&NAME_STYLE, value.range(), message).at_member(field.name);
        return;
    }
    let odd = |c: char| c.is_uppercase() || c.is_whitespace();
    if !name.contains(odd) {
        return;
    }
    let fixed: Option<Vec<String>> = parts
        .iter()
        .map(|part| if part.contains(odd) { kebab(part) } else { Some((*part).to_owned()) })
        .collect();
    let fixed = fixed.map(|parts| parts.join("/"));
    let mut message = "Names have small letters, and hyphens between words".to_owned();
    match &fixed {
        Some(fixed) => message.push_str(&format!(": `{fixed}`. Capitals belong into `title`.")),
        None => message.push_str("; capitals and spaces belong into `title`."),
    }
    let remedy = fixed.map(|fixed| FixIntent::ReplaceValue(format!("\"{fixed}\"")));
    site.report(&NAME_STYLE, value.range(), message).at_member(field.name).remedy = remedy;
}

fn is_plain_version(version: &str) -> bool {
    let numbers = version.split('.');
    numbers.clone().count() == 3
        && numbers.into_iter().all(|number| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && (number == "0" || !number.starts_with('0'))
        })
}

/// The three numbers that `version` most likely stands for.
fn plain_version(version: &str) -> Option<String> {
    let bare = version.trim().trim_start_matches(['v', 'V', '=', '^', '~', '>', '<', ' ']);
    let bare = bare.split(['-', '+']).next().unwrap_or_default();
    let mut numbers: Vec<u64> =
        bare.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    if numbers.len() > 3 {
        return None;
    }
    numbers.resize(3, 0);
    Some(format!("{}.{}.{}", numbers[0], numbers[1], numbers[2]))
}

/// Something to say against a name.
pub(crate) struct NameViolation {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What would be right.
    pub better: Option<String>,
}

/// What there is to say against something of `kind` being called `name`.
pub(super) fn objection(kind: EntryKind, name: &str) -> Option<NameViolation> {
    let cased = matches!(
        kind,
        EntryKind::Action
            | EntryKind::Channel
            | EntryKind::Message
            | EntryKind::Event
            | EntryKind::State
    );
    if !cased && !matches!(kind, EntryKind::Entity | EntryKind::Configuration | EntryKind::Tag) {
        return None;
    }
    if cased && !name.is_empty() && !is_camel(name) {
        let what = format!("{} `{name}` has to be in camelCase", called(kind));
        return Some(NameViolation { rule: &DEFINITION_NAME_CASE, what, better: camel(name) });
    }
    let tag = kind == EntryKind::Tag;
    let wrong = not_identifier(name, tag)?;
    let better = camel(name).filter(|fixed| not_identifier(fixed, tag).is_none());
    let rule = if tag { &TAG_NAME_FORMAT } else { &IDENTIFIER_FORMAT };
    let called = called(kind);
    let what = match name {
        "" => format!("{called} {wrong}"),
        _ => format!("{called} `{name}` {wrong}"),
    };
    Some(NameViolation { rule, what, better })
}

/// The names in a map of definitions. This looks at the map, not at the single definition, because
/// a better name may be taken.
pub(super) fn map(site: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    for (name, member) in node.effective_members() {
        if let Some(objection) = objection(map.kind, name) {
            rename(site, node, member, objection, CLASH);
        }
    }
}

/// What has to be done where two definitions would have one name.
const CLASH: &str = "one of the two needs another name";

/// Reports the name of `member`, one of `node`, and offers a better one unless that is taken;
/// `clash` says what has to be done then.
pub(super) fn rename(
    site: &mut CheckContext,
    node: Node<'_>,
    member: Member<'_>,
    objection: NameViolation,
    clash: &str,
) {
    let NameViolation { rule, what: mut message, better: fixed } = objection;
    let name = member.key().unwrap_or_default();
    let fixed = fixed.filter(|fixed| fixed != name);
    let other = fixed.as_deref().and_then(|fixed| node.member(fixed));
    match (&fixed, other) {
        (Some(fixed), None) => message.push_str(&format!(": `{fixed}`.")),
        (Some(fixed), Some(_)) => {
            message.push_str(&format!("; `{fixed}` would be right, but is taken, so {clash}."))
        }
        (None, _) => message.push('.'),
    }
    let remedy = fixed.filter(|_| other.is_none()).map(FixIntent::RenameDefinition);
    site.report(rule, member.key_range(), message).at_member(name).remedy = remedy;
    if let Some(other) = other {
        site.add_related(other.key_range(), "this has the name already");
    }
}

/// What is wrong with `name` as an identifier.
fn not_identifier(name: &str, underscore: bool) -> Option<&'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || (underscore && byte == b'_');
    if name.is_empty() {
        Some("is empty; a name has 2 to 100 letters and digits")
    } else if !name.bytes().all(allowed) {
        Some(if underscore {
            "should have only letters, digits and `_`"
        } else {
            "should have only letters and digits"
        })
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("should begin with a small letter")
    } else if name.len() < 2 {
        Some("should have at least two characters")
    } else if name.len() > 100 {
        Some("should have at most 100 characters")
    } else {
        None
    }
}

/// How a message begins that is about the name of something of `kind`.
fn called(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Action => "The action name",
        EntryKind::Channel => "The channel name",
        EntryKind::Message => "The message type name",
        EntryKind::Event => "The event name",
        EntryKind::State => "The state name",
        EntryKind::Entity => "The entity name",
        EntryKind::Configuration => "The configuration name",
        EntryKind::Tag => "The tag name",
        _ => "The name",
    }
}
