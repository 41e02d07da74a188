//! Possible typos in the keys of `x-zui`.

use super::keyword_typo::typo;
use crate::manifest::types::Object;
use crate::manifest::types::Shape;
use crate::manifest::{field_names, mistakes};
use crate::rules::context::CheckContext;
use crate::rules::endpoint::mistaken_shape;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::json_type::{is_json, is_of_type};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};

rule! {
    /// Possible typo in an `x-zui` key.
    ///
    /// ## What it finds
    /// Keys of `x-zui` that are similar to `title`, `placeholder`, `secret`, `hidden`, `disabled`,
    /// `tooltip`, `displayAs`, `coerce` or `def`. Other keys are ignored. Also a value of `x-zui` that
    /// is not an object, such as only the title, and a title that is not a string.
    ///
    /// ## Why it matters
    /// Botpress Studio ignores unknown keys: the label is the bare property name, and the secret
    /// is displayed.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "properties": { "key": { "x-zui": { "titel": "Key" } } } } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "properties": { "key": { "x-zui": { "title": "Key" } } } } } }
    /// ```
    UNKNOWN_ZUI_KEY = "unknown-zui-key", Semantics, Some(Hint), shared;
}

/// Checks the keys of `x-zui`.
pub fn check<'a>(context: &mut CheckContext<'a>, object: &'static Object, node: Node<'a>) {
    for (name, member) in node.effective_members() {
        if let Some(field) = object.field(name) {
            let has_type = matches!(field.shape, Shape::Text(_) | Shape::Flag(_));
            if has_type && is_json(member.value()) && !is_of_type(&field.shape, member.value()) {
                context.enter(member);
                check_value(context, &field.shape, member);
                context.leave();
            }
            continue;
        }
        let other = || OTHER_TITLES.contains(&name).then_some(field_names::TITLE);
        let Some(near) = typo(name, object).or_else(other) else { continue };
        if node.get(near).is_some() {
            continue;
        }
        let message = format!("Unknown `x-zui` key `{name}`; did you mean `{near}`?");
        context
            .report(&UNKNOWN_ZUI_KEY, member.key_range(), message)
            .at_member(name)
            .fix(FixAction::RenameMember(near.to_owned()), Applicability::Unsafe);
    }
}

/// Names of the title in other formats.
const OTHER_TITLES: &[&str] = &["name", "label", "displayName"];

/// Reports the value of an option that should be a string or a boolean.
fn check_value(context: &mut CheckContext, shape: &Shape, member: Member<'_>) {
    let node = member.value();
    let Some(found) = mistaken_shape::of_value(context, shape, node) else { return };
    let range = mistaken_shape::value_range(node, &member.key_range());
    mistaken_shape::report(context, &UNKNOWN_ZUI_KEY, range, found, 0);
}

/// Reports the value of `member`, named `x-zui`, which is not an object.
pub fn check_type(context: &mut CheckContext, shape: &Shape, member: Member<'_>) {
    let node = member.value();
    let Some(found) = mistakes::in_zui(&mistaken_shape::site(context, shape, node)) else { return };
    let range = mistaken_shape::value_range(node, &member.key_range());
    mistaken_shape::report(context, &UNKNOWN_ZUI_KEY, range, found, 0);
}
