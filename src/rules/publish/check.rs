//! The check of the publish rules.

use std::ops::Range;
use std::sync::LazyLock;

use super::docs::page;
use super::matcher::{PathStates, matches};
use super::table::{MIGRATE, Requirement, TARGETS, Target};
use crate::manifest::field_names;
use crate::manifest::mistakes::{Repair, Step, path};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::json_type::is_json;
use crate::rules::rule::{Group, Rule};
use crate::syntax::{Key, Member, NameFilter, Node, Value, quoted};

/// A rule, with the hashes of the names in its fields.
type RuleWithNames = (&'static Rule, Vec<u32>);

/// The rules of each target, with the hashes of the names in their fields.
static RULES: LazyLock<Vec<Vec<RuleWithNames>>> = LazyLock::new(|| {
    let of_target = |target: &Target| {
        let mut rules: Vec<RuleWithNames> = Vec::new();
        for want in target.wants {
            let rule = match rules.iter().find(|(rule, _)| rule.id == want.id) {
                Some((rule, _)) => rule,
                None => make_rule(target, want),
            };
            rules.push((rule, want.field.iter().map(|name| Key::hash_of(name)).collect()));
        }
        rules
    };
    TARGETS.iter().map(of_target).collect()
});

fn make_rule(row: &Target, want: &Requirement) -> &'static Rule {
    Box::leak(Box::new(Rule {
        id: want.id,
        group: Group::Publish,
        severity: want.severity,
        shared: false,
        page: Box::leak(page(row, want).into_boxed_str()),
    }))
}

/// All publish rules, in the order of the table.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let mut rules: Vec<&'static Rule> = RULES.iter().flatten().map(|(rule, _)| *rule).collect();
    rules.dedup();
    rules.into_iter()
}

/// Reports the violations of `node`, named at `key`, if paths end there.
pub fn check(context: &mut CheckContext, node: Node<'_>, key: &Range<usize>, states: PathStates) {
    for index in matches(states) {
        let target = &TARGETS[index];
        for (want, (rule, hashes)) in target.wants.iter().zip(&RULES[index]) {
            check_requirement(context, target, (want, hashes), rule, node, key);
        }
    }
}

/// A value on the path to a field.
struct Reached<'t> {
    node: Node<'t>,
    /// The number of names that were found.
    depth: usize,
    key: Range<usize>,
}

/// Resolves `field` from `node`, as far as its members exist. `hashes` are those of its names.
fn resolve<'t>(node: Node<'t>, key: &Range<usize>, field: &[&str], hashes: &[u32]) -> Reached<'t> {
    let mut reached = Reached { node, depth: 0, key: key.clone() };
    for (name, hash) in field.iter().zip(hashes) {
        let Some(member) = reached.node.member_of(name, *hash) else { break };
        reached =
            Reached { node: member.value(), depth: reached.depth + 1, key: member.key_range() };
    }
    reached
}

fn check_requirement(
    context: &mut CheckContext,
    row: &Target,
    (want, hashes): (&Requirement, &[u32]),
    rule: &'static Rule,
    node: Node<'_>,
    key: &Range<usize>,
) {
    let source = context.source();
    if !is_json(node) {
        return;
    }
    // The linter checks a value that is not a container itself.
    let field = if node.container().is_some() { want.field } else { &[] };
    let reached = resolve(node, key, field, hashes);
    let whole = reached.depth == field.len();
    let truthy = whole && reached.node.is_truthy(source);
    if truthy == want.present {
        return;
    }
    let other = match want.present && row.schema {
        true => alternative(context.node_name(), node, want.field, hashes),
        false => None,
    };
    let (at, at_key, path) = match other {
        Some((other, ..)) if other.is_truthy(source) => return,
        Some(other) => other,
        None => {
            let path = field[..reached.depth].iter().map(|s| s.to_string()).collect();
            (reached.node, reached.key, path)
        }
    };
    let empty = !matches!(at.value(), Value::Container(_)) && !path.is_empty();
    let range = match (empty, at_key.is_empty()) {
        (true, _) => at.range(),
        (false, true) => at.start()..at.start() + 1,
        (false, false) => at_key,
    };
    let message = message(row, want, context.node_name(), empty);
    let rest = &want.field[path.len().min(want.field.len())..];
    let moved = want.present.then(|| moved_title(at, rest)).flatten();
    let is_moved = moved.is_some();
    let fix = match want.present {
        // A configuration is moved, not removed.
        false => (want.id != MIGRATE).then_some(FixAction::Remove),
        true => moved.or_else(|| placeholder(at, rest)),
    };
    let applicability = match want.present {
        false => Applicability::Unsafe,
        true if is_moved => Applicability::Unsafe,
        true => Applicability::Manual,
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    context.report(rule, range, message).at_path(&path).fix(fix, applicability);
}

/// The fix that moves the `title` of the schema `node` to the path `rest`, where Studio reads it.
fn moved_title(node: Node<'_>, rest: &[&str]) -> Option<FixAction> {
    let has_title = matches!(node.get(field_names::TITLE)?.value(), Value::String(_));
    if !has_title || *rest != [field_names::X_ZUI, field_names::TITLE] {
        return None;
    }
    let steps = vec![Step::Move(path(&[field_names::TITLE]), path(rest))];
    let title = format!("Move `{}` to `{}`", field_names::TITLE, rest.join("."));
    Some(FixAction::Reshape(Box::new(Repair::new(title, 0, steps))))
}

/// The fix that adds an empty text at the path `rest` of `node`. An empty text is still a finding, so
/// it is not mistaken for a real one. Only texts have such a fix, not an icon or a readme.
fn placeholder(node: Node<'_>, rest: &[&str]) -> Option<FixAction> {
    let (last, way) = rest.split_last()?;
    if !node.is_object() || ![field_names::TITLE, field_names::DESCRIPTION].contains(last) {
        return None;
    }
    let mut value = "\"\"".to_owned();
    let mut name = *last;
    for outer in way.iter().rev() {
        value = format!("{{ {}: {value} }}", quoted(name));
        name = outer;
    }
    Some(FixAction::AddMembers(vec![(name.to_owned(), value)]))
}

/// Maximum number of members that [`alternative`] looks at.
const MAX_SEARCHED: usize = 100_000;

/// A string that the linter accepts instead of a schema's own, with its key and its path.
type Alternative<'t> = (Node<'t>, Range<usize>, Vec<String>);

/// The first string at `field` in a member of an `anyOf` or `allOf` at any depth of `node`, the
/// schema of `property`: the linter accepts it instead of the schema's own.
fn alternative<'t>(
    property: &str,
    node: Node<'t>,
    field: &[&str],
    hashes: &[u32],
) -> Option<Alternative<'t>> {
    // The linter's search fails on these names.
    if property.contains(['.', '[', '^', '~']) {
        return None;
    }
    let (at, key, mut path) = search(node, field, hashes, &mut MAX_SEARCHED.clone())?;
    path.reverse();
    Some((at, key, path))
}

/// The names of the keywords with alternatives.
static ALTERNATIVES: LazyLock<NameFilter> = LazyLock::new(|| {
    let mut names = NameFilter::of(field_names::ANY_OF);
    names.add(NameFilter::of(field_names::ALL_OF));
    names
});

/// Searches for [`alternative`]. The path of the result is in reverse order.
fn search<'t>(
    node: Node<'t>,
    field: &[&str],
    hashes: &[u32],
    budget: &mut usize,
) -> Option<Alternative<'t>> {
    if !node.container()?.names.may_intersect(*ALTERNATIVES) {
        return None;
    }
    for (name, member) in node.effective_members() {
        if name != field_names::ANY_OF && name != field_names::ALL_OF {
            continue;
        }
        for element in member.value().entries() {
            let reached = resolve(element.value(), &element.key_range(), field, hashes);
            if reached.depth == field.len() && reached.node.string().is_some() {
                let steps = field.iter().rev().map(|name| name.to_string());
                let path = steps.chain([step(element), name.to_owned()]).collect();
                return Some((reached.node, reached.key, path));
            }
        }
    }
    for member in node.entries() {
        *budget = budget.checked_sub(1)?;
        if let Some(mut found) = search(member.value(), field, hashes, budget) {
            found.2.push(step(member));
            return Some(found);
        }
    }
    None
}

/// The name or the index of `member`.
fn step(member: Member<'_>) -> String {
    match member.key() {
        Some(key) => key.to_owned(),
        None => member.index.to_string(),
    }
}

fn message(row: &Target, want: &Requirement, name: &str, empty: bool) -> String {
    // Most findings are of this group: their messages are joined rather than formatted.
    let mut message = String::with_capacity(100);
    message.extend(["The ", row.noun]);
    if !row.path.is_empty() && !name.is_empty() {
        message.extend([" `", name, "`"]);
    }
    if want.id == MIGRATE {
        message.push_str(
            " has a single `configuration`. Move it to `configurations`, so that users can select it.",
        );
        return message;
    }
    message.push_str(match (want.present, empty) {
        (true, true) => " has an empty `",
        (true, false) => " has no `",
        (false, _) => " has `",
    });
    for (index, field) in want.field.iter().enumerate() {
        message.extend([if index > 0 { "." } else { "" }, field]);
    }
    message.push_str(match want.present {
        true => "` (required for publishing).",
        false => "`, which is no longer used. Remove it.",
    });
    message
}
