//! Names: of the integration, of its version, of its definitions.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Field, Map, Shape, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, Rule, rule};
use crate::syntax::{Member, Node};
use crate::util::casing::{camel, is_camel, kebab};

rule! {
    /// Integration name has more than one slash.
    ///
    /// ## What it finds
    /// A `name` with two or more `/`.
    ///
    /// ## Why it matters
    /// A name is `name` or `workspaceHandle/name`. The official command line rejects a name with a
    /// second slash, because the workspace would be ambiguous.
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

    /// Integration name is not kebab-case.
    ///
    /// ## What it finds
    /// A `name` with uppercase letters or spaces, or with nothing before or after the slash.
    ///
    /// ## Why it matters
    /// Other users type the name to refer to the integration, and it is part of URLs. All
    /// published integrations use lowercase words with hyphens. The display name is `title`, which
    /// may contain uppercase letters and spaces. If one side of the slash is empty, the workspace
    /// handle or the name is missing.
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

    /// Version is not `MAJOR.MINOR.PATCH`.
    ///
    /// ## What it finds
    /// A `version` that is not three integers separated by dots: a word such as `latest`, a range
    /// such as `^1.2.0`, a leading `v`, too few or too many numbers, leading zeros.
    ///
    /// ## Why it matters
    /// Versions are compared as semantic versions: by the official command line at every
    /// deployment, and when a bot requests the newest compatible version.
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

    /// Definition name is not camelCase.
    ///
    /// ## What it finds
    /// Actions, channels, message types, events and states whose name is not camelCase as the
    /// official command line defines it: words are split at every character that is not a letter
    /// or digit, and between a lowercase and an uppercase letter. The first word is lowercase; the
    /// others start with an uppercase letter followed by lowercase letters. So `get_order`,
    /// `GetOrder` and also `getURL` (correct: `getUrl`) are reported.
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
    /// Rename the definition and all references to it in the manifest. Rename it in the code that
    /// implements it, too.
    /// ```json
    /// { "actions": { "getOrder": { "input": { "schema": {} }, "output": { "schema": {} } } } }
    /// ```
    DEFINITION_NAME_CASE = "definition-name-case", Semantics, Some(Error);

    /// Definition name is not a valid identifier.
    ///
    /// ## What it finds
    /// Names of actions, events, states, channels, message types, entities and configurations that
    /// do not start with a lowercase letter, contain characters other than letters and digits, or
    /// have fewer than 2 or more than 100 characters. Names that already violate
    /// `definition-name-case` are reported only by that rule.
    ///
    /// ## Why it matters
    /// The API has a separate error for this, InvalidIdentifier, whose text defines a valid
    /// identifier.
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

    /// Tag name is not a valid identifier.
    ///
    /// ## What it finds
    /// Tag names that do not start with a lowercase letter, contain characters other than letters,
    /// digits and `_`, or have fewer than 2 or more than 100 characters.
    ///
    /// ## Why it matters
    /// The API describes identifiers as letters and digits that start with a lowercase letter.
    /// Tags with `_` are known to be accepted as well; other characters are untested.
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
                        "Invalid version: expected `MAJOR.MINOR.PATCH`, not `{version}`; did you mean \
                         `{fixed}`?"
                    ),
                    None => "Invalid version: expected `MAJOR.MINOR.PATCH`, for example `1.0.0`."
                        .to_owned(),
                };
                let remedy = fixed.map(|fixed| FixAction::ReplaceValue(format!("\"{fixed}\"")));
                let finding = site.report(&VERSION_FORMAT, value.range(), message);
                finding.at_member(field.name).fix(remedy, Applicability::Unsafe);
            }
        }
        _ => {}
    }
}

fn integration_name(site: &mut CheckContext, field: &'static Field, name: &str, value: Node<'_>) {
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() > 2 {
        let message = "Invalid name: at most one `/` is allowed, between the workspace handle and \
                       the name: `workspace/name`.";
        site.report(&NAME_FORMAT, value.range(), message).at_member(field.name);
        return;
    }
    if parts.iter().any(|part| part.is_empty()) {
        let message = match parts[..] {
            ["", ..] if parts.len() == 2 => {
                "Missing workspace handle before `/`. Add it, or remove the `/`."
            }
            [_, _] => "Missing name after `/`.",
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
    let mut message = "Integration names are kebab-case".to_owned();
    match &fixed {
        Some(fixed) => message.push_str(&format!(": `{fixed}`. Use `title` for the display name.")),
        None => {
            message.push_str(": lowercase words with hyphens. Use `title` for the display name.")
        }
    }
    let remedy = fixed.map(|fixed| FixAction::ReplaceValue(format!("\"{fixed}\"")));
    site.report(&NAME_STYLE, value.range(), message)
        .at_member(field.name)
        .fix(remedy, Applicability::Unsafe);
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
        let what = format!("{} `{name}` must be camelCase", called(kind));
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
const CLASH: &str = "rename one of them";

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
        (Some(fixed), None) => message.push_str(&format!(". Use `{fixed}`.")),
        (Some(fixed), Some(_)) => {
            message.push_str(&format!(". `{fixed}` is already declared; {clash}."))
        }
        (None, _) => message.push('.'),
    }
    let remedy = fixed.filter(|_| other.is_none()).map(FixAction::RenameDefinition);
    let finding = site
        .report(rule, member.key_range(), message)
        .at_member(name)
        .fix(remedy, Applicability::Unsafe);
    if let Some(other) = other {
        finding.related(other.key_range(), "already declared here");
    }
}

/// What is wrong with `name` as an identifier.
fn not_identifier(name: &str, underscore: bool) -> Option<&'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || (underscore && byte == b'_');
    if name.is_empty() {
        Some("must have 2 to 100 letters and digits, but is empty")
    } else if !name.bytes().all(allowed) {
        Some(if underscore {
            "must contain only letters, digits and `_`"
        } else {
            "must contain only letters and digits"
        })
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("must start with a lowercase letter")
    } else if name.len() < 2 {
        Some("must have at least 2 characters")
    } else if name.len() > 100 {
        Some("must have at most 100 characters")
    } else {
        None
    }
}

/// How a message begins that is about the name of something of `kind`.
fn called(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Action => "Action name",
        EntryKind::Channel => "Channel name",
        EntryKind::Message => "Message type name",
        EntryKind::Event => "Event name",
        EntryKind::State => "State name",
        EntryKind::Entity => "Entity name",
        EntryKind::Configuration => "Configuration name",
        EntryKind::Tag => "Tag name",
        _ => "Name",
    }
}
