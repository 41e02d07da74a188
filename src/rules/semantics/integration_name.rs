//! The integration's name.

use crate::manifest::field_names;
use crate::manifest::types::{Field, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, quoted};
use crate::util::casing::kebab;

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
    /// A `name` with uppercase letters or spaces, with a version such as `@1.0.0`, or with nothing
    /// before or after the slash.
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
}

/// Checks the name of the manifest.
pub fn check(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    if format != StringFormat::IntegrationName {
        return;
    }
    let value = member.value();
    let Some(name) = value.text(context.source()) else { return };
    let parts: Vec<&str> = name.split('/').collect();
    if parts.len() > 2 {
        let mut message = "Invalid name: at most one `/` is allowed, between the workspace handle \
                           and the name"
            .to_owned();
        let mut words = parts.iter().copied().filter(|part| !part.is_empty());
        let joined = words.next().map(|workspace| {
            let name: Vec<&str> = words.collect();
            format!("{workspace}/{}", name.join("-"))
        });
        let joined = joined.filter(|joined| !joined.ends_with('/'));
        match &joined {
            Some(joined) => message.push_str(&format!("; did you mean `{joined}`?")),
            None => message.push_str(": `workspace/name`."),
        }
        let fix = joined.map(|joined| FixAction::ReplaceValue(quoted(&joined)));
        context
            .report(&NAME_FORMAT, value.range(), message)
            .at_member(field.name)
            .fix(fix, Applicability::Unsafe);
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
        context.report(&NAME_STYLE, value.range(), message).at_member(field.name);
        return;
    }
    if let Some((bare, version)) = name.split_once('@')
        && !bare.is_empty()
        && !bare.ends_with('/')
        && (version.is_empty()
            || version == "latest"
            || version.starts_with(|c: char| c.is_ascii_digit() || c == 'v'))
    {
        let message = format!(
            "The name must not contain a version: use `{bare}`, and put the version into `{}`.",
            field_names::VERSION
        );
        context
            .report(&NAME_STYLE, value.range(), message)
            .at_member(field.name)
            .fix(FixAction::ReplaceValue(quoted(bare)), Applicability::Unsafe);
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
    let fix = fixed.map(|fixed| FixAction::ReplaceValue(format!("\"{fixed}\"")));
    context
        .report(&NAME_STYLE, value.range(), message)
        .at_member(field.name)
        .fix(fix, Applicability::Unsafe);
}
