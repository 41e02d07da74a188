//! The publish group: what `bp lint` holds an integration against before it is published.
//!
//! The linter's rules are alike: wherever a path leads, a member has to be there and not empty (or
//! must not be there). So they are rows of a table, and all paths are followed at once while the
//! manifest is walked. Source: the ruleset of the official command line, version of August 2026.

use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;

use super::context::CheckContext;
use super::{Applicability, FixAction, Group, Rule, Severity};
use crate::manifest::field_names;
use crate::syntax::quoted;
use crate::syntax::{Key, Member, NameFilter, Node, Value};
use crate::text::swar::str_eq;

/// A step of the path to the values a rule looks at, as in JSONPath.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// `.name`
    Name(&'static str),
    /// `[*]`
    Any,
    /// `..name`
    Below(&'static str),
}

use Step::{Any, Below, Name};

/// What a rule wants of the values its path leads to.
struct Requirement {
    id: &'static str,
    severity: Option<Severity>,
    field: &'static [&'static str],
    present: bool,
}

/// A path and what is wanted where it leads.
struct Target {
    path: &'static [Step],
    /// What such a value is called in a message: "action", "input field".
    noun: &'static str,
    /// A JSON Schema: what is missing may be given by a member of its `anyOf` or `allOf` instead.
    schema: bool,
    wants: &'static [Requirement],
}

const TITLE: &[&str] = &[field_names::TITLE];
const DESCRIPTION: &[&str] = &[field_names::DESCRIPTION];
const ZUI_TITLE: &[&str] = &[field_names::X_ZUI, field_names::TITLE];

const fn want(id: &'static str, severity: Severity, field: &'static [&'static str]) -> Requirement {
    Requirement { id, severity: Some(severity), field, present: true }
}

const fn unwanted(
    id: &'static str,
    severity: Severity,
    field: &'static [&'static str],
) -> Requirement {
    Requirement { id, severity: Some(severity), field, present: false }
}

const fn off(mut want: Requirement) -> Requirement {
    want.severity = None;
    want
}

use Severity::{Error, Hint, Warning};

static ROWS: &[Target] = &[
    Target {
        path: &[],
        noun: "integration",
        schema: false,
        wants: &[
            want("integration-title-must-be-present", Error, TITLE),
            want("integration-description-must-be-present", Error, DESCRIPTION),
            want("integration-must-have-an-icon", Error, &[field_names::ICON]),
            want("integration-must-have-a-readme-file", Error, &[field_names::README]),
            off(unwanted(MIGRATE, Hint, &[field_names::CONFIGURATION])),
            off(want(MIGRATE, Hint, &[field_names::CONFIGURATIONS])),
        ],
    },
    Target {
        path: &[Name(field_names::ACTIONS), Any],
        noun: "action",
        schema: false,
        wants: &[
            want("actions-should-have-a-title", Warning, TITLE),
            want("actions-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::ACTIONS), Any, Name(field_names::INPUT), SCHEMA, PROPERTIES, Any],
        noun: "input field",
        schema: true,
        wants: &[
            want("action-inputparams-should-have-a-title", Warning, ZUI_TITLE),
            want("action-inputparams-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::ACTIONS),
            Any,
            Name(field_names::OUTPUT),
            SCHEMA,
            PROPERTIES,
            Any,
        ],
        noun: "output field",
        schema: true,
        wants: &[
            want("action-outputparams-should-have-a-title", Warning, ZUI_TITLE),
            want("action-outputparams-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::EVENTS), Any, SCHEMA, PROPERTIES, Any],
        noun: "event field",
        schema: true,
        wants: &[
            want("event-outputparams-should-have-title", Warning, ZUI_TITLE),
            want("event-outputparams-must-have-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::EVENTS), Any],
        noun: "event",
        schema: false,
        wants: &[
            want("events-must-have-a-title", Error, TITLE),
            want("events-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATION), SCHEMA, PROPERTIES, Any],
        noun: "configuration field",
        schema: true,
        wants: &[
            want("configuration-fields-must-have-a-title", Error, ZUI_TITLE),
            want("configuration-fields-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATIONS), Any],
        noun: "configuration",
        schema: false,
        wants: &[
            want("multiple-configurations-must-have-a-title", Error, TITLE),
            want("multiple-configurations-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CONFIGURATIONS), Any, SCHEMA, PROPERTIES, Any],
        noun: "configuration field",
        schema: true,
        wants: &[
            // The linter itself spells them so.
            want("multipes-configurations-fields-must-have-a-title", Error, ZUI_TITLE),
            want("multipes-configurations-fields-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::USER), Name(field_names::TAGS), Any],
        noun: "user tag",
        schema: false,
        wants: &[
            want("user-tags-should-have-a-title", Warning, TITLE),
            want("user-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Name(field_names::CHANNELS), Any],
        noun: "channel",
        schema: false,
        wants: &[
            want("channels-should-have-a-title", Warning, TITLE),
            want("channels-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::CHANNELS),
            Any,
            Name(field_names::CONVERSATION),
            Name(field_names::TAGS),
            Any,
        ],
        noun: "conversation tag",
        schema: false,
        wants: &[
            want("channels-conversation-tags-should-have-a-title", Warning, TITLE),
            want("channels-conversation-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[
            Name(field_names::CHANNELS),
            Any,
            Name(field_names::MESSAGE),
            Name(field_names::TAGS),
            Any,
        ],
        noun: "message tag",
        schema: false,
        wants: &[
            want("channels-message-tags-should-have-a-title", Warning, TITLE),
            want("channels-message-tags-must-have-a-description", Error, DESCRIPTION),
        ],
    },
    Target {
        path: &[Below(field_names::UI), Any],
        noun: "legacy `ui` entry",
        schema: false,
        wants: &[
            unwanted("legacy-zui-title-should-be-removed", Error, TITLE),
            unwanted("legacy-zui-examples-should-be-removed", Hint, &[field_names::EXAMPLES]),
        ],
    },
    Target {
        path: &[Name(field_names::STATES), Any, SCHEMA, PROPERTIES, Any],
        noun: "state field",
        schema: true,
        wants: &[
            want("state-fields-should-have-title", Warning, ZUI_TITLE),
            want("state-fields-must-have-description", Error, DESCRIPTION),
        ],
    },
];

const MIGRATE: &str = "consider-migrating-to-configurations";
const SCHEMA: Step = Below(field_names::SCHEMA);
const PROPERTIES: Step = Name(field_names::PROPERTIES);

/// Which ways to which steps of the rows the walk has come: a bit each.
pub(super) type PathStates = u64;

/// What one bit of [`States`] stands for: that the walk has come to where a path's beginning leads.
/// Paths that begin alike share the bits of that.
struct State {
    /// The steps taken.
    taken: &'static [Step],
    /// The step it waits for; `None` where the path is complete.
    awaits: Option<Step>,
    /// The name it waits for, if it waits for one.
    name: Option<NameFilter>,
    /// The row whose path is complete.
    row: usize,
    /// Where that step leads.
    next: PathStates,
}

/// The rows' steps and rules.
struct Table {
    /// What each bit stands for.
    states: Vec<State>,
    /// The bits that stand for a complete path.
    complete: PathStates,
    /// The bits that stay as the walk goes deeper.
    lasting: PathStates,
    /// The bits whose step any member takes.
    any: PathStates,
    /// The bits whose step a member takes by its name, by some bits of the name's hash.
    named: [PathStates; HASHES],
    start: PathStates,
    /// The rules, row by row, each with the hashes of the names in its field.
    rules: Vec<Vec<(&'static Rule, Vec<u32>)>>,
}

const HASHES: usize = 64;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        states: Vec::new(),
        complete: 0,
        lasting: 0,
        any: 0,
        named: [0; HASHES],
        start: 0,
        rules: Vec::new(),
    };
    for (row, Target { path, wants, .. }) in ROWS.iter().enumerate() {
        for depth in 0..=path.len() {
            table.add(&path[..depth], path.get(depth).copied(), row);
        }
        let mut rules: Vec<(&'static Rule, Vec<u32>)> = Vec::new();
        for want in *wants {
            let rule = match rules.iter().find(|(rule, _)| rule.id == want.id) {
                Some((rule, _)) => rule,
                None => make_rule(&ROWS[row], want),
            };
            rules.push((rule, want.field.iter().map(|name| Key::hash_of(name)).collect()));
        }
        table.rules.push(rules);
    }
    assert!(table.states.len() <= PathStates::BITS as usize, "a bit for every step");
    table.start = table.all_after(&[]);
    for index in 0..table.states.len() {
        let State { taken, awaits, .. } = table.states[index];
        let further: Vec<Step> = taken.iter().copied().chain(awaits).collect();
        table.states[index].next = if awaits.is_some() { table.all_after(&further) } else { 0 };
    }
    table
});

impl Table {
    /// Adds the bit for where a row's path has `taken` these steps and `awaits` that one.
    fn add(&mut self, taken: &'static [Step], awaits: Option<Step>, row: usize) {
        let shared = |state: &State| state.taken == taken && state.awaits == awaits;
        if awaits.is_some() && self.states.iter().any(shared) {
            return;
        }
        let bit = 1 << self.states.len();
        let mut wanted = None;
        match awaits {
            None => self.complete |= bit,
            Some(Any) => self.any |= bit,
            Some(Name(name) | Below(name)) => {
                self.named[Key::hash_of(name) as usize % HASHES] |= bit;
                wanted = Some(NameFilter::of(name));
            }
        }
        if let Some(Below(_)) = awaits {
            self.lasting |= bit;
        }
        self.states.push(State { taken, awaits, name: wanted, row, next: 0 });
    }

    /// The bits for where these steps were taken.
    fn all_after(&self, taken: &[Step]) -> PathStates {
        let bits = self.states.iter().enumerate().filter(|(_, state)| state.taken == taken);
        bits.fold(0, |all, (index, _)| all | 1 << index)
    }
}

fn make_rule(row: &Target, want: &Requirement) -> &'static Rule {
    Box::leak(Box::new(Rule {
        id: want.id,
        group: Group::Publish,
        severity: want.severity,
        page: Box::leak(page(row, want).into_boxed_str()),
    }))
}

/// The rules, in the order of the table.
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    let mut rules: Vec<&'static Rule> =
        TABLE.rules.iter().flatten().map(|(rule, _)| *rule).collect();
    rules.dedup();
    rules.into_iter()
}

/// Where the walk begins: at the manifest.
pub(super) fn start() -> PathStates {
    TABLE.start
}

/// Where no path leads on, so that nothing is reported.
pub(super) fn nowhere() -> PathStates {
    0
}

/// Where the walk is one step below `states`, at `member`.
pub(super) fn advance(states: PathStates, member: Member<'_>) -> PathStates {
    let table = &*TABLE;
    let key = member.entry().key.as_ref();
    let named = key.map_or(0, |key| table.named[key.hash as usize % HASHES]);
    let mut after = states & table.lasting;
    let mut rest = states & (table.any | named);
    while rest != 0 {
        let state = &table.states[rest.trailing_zeros() as usize];
        rest &= rest - 1;
        let takes = match (state.awaits, key) {
            (Some(Any), _) => true,
            (Some(Name(wanted) | Below(wanted)), Some(key)) => str_eq(&key.text, wanted),
            _ => false,
        };
        if takes {
            after |= state.next;
        }
    }
    after
}

/// Whether no path leads into an object or array with these names in it, from `states`.
pub(super) fn cannot_match(states: PathStates, names: NameFilter) -> bool {
    let table = &*TABLE;
    let mut rest = states & !table.complete;
    while rest != 0 {
        let state = &table.states[rest.trailing_zeros() as usize];
        rest &= rest - 1;
        // A step that takes any name has none to look for.
        if state.name.is_none_or(|name| names.may_intersect(name)) {
            return false;
        }
    }
    true
}

/// Whether a path leads to where the walk is.
#[inline]
pub(super) fn is_match(states: PathStates) -> bool {
    states & TABLE.complete != 0
}

/// Reports what is missing in `node`, if paths lead here.
pub(super) fn check(
    site: &mut CheckContext,
    node: Node<'_>,
    key: &Range<usize>,
    states: PathStates,
) {
    let mut rest = states & TABLE.complete;
    while rest != 0 {
        let index = TABLE.states[rest.trailing_zeros() as usize].row;
        rest &= rest - 1;
        let row = &ROWS[index];
        for (want, (rule, hashes)) in row.wants.iter().zip(&TABLE.rules[index]) {
            check_requirement(site, row, (want, hashes), rule, node, key);
        }
    }
}

/// A place on the way to a field.
struct Reached<'t> {
    node: Node<'t>,
    /// How many names were found.
    depth: usize,
    key: Range<usize>,
}

/// Goes from `node` to `field`, whose names have these hashes, as far as it leads.
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
    site: &mut CheckContext,
    row: &Target,
    (want, hashes): (&Requirement, &[u32]),
    rule: &'static Rule,
    node: Node<'_>,
    key: &Range<usize>,
) {
    let source = site.source();
    if matches!(node.value(), Value::Missing | Value::Invalid(_) | Value::Deep(_)) {
        return;
    }
    // Of a value that has no members, the linter judges the value itself.
    let field = if node.container().is_some() { want.field } else { &[] };
    let reached = resolve(node, key, field, hashes);
    let whole = reached.depth == field.len();
    let truthy = whole && reached.node.is_truthy(source);
    if truthy == want.present {
        return;
    }
    let mut path: Vec<String> = field[..reached.depth].iter().map(|s| s.to_string()).collect();
    let (mut at, mut at_key) = (reached.node, reached.key);
    if want.present && row.schema {
        match alternative(node, want.field, hashes) {
            Some((other, ..)) if other.is_truthy(source) => return,
            Some((other, other_key, other_path)) => {
                (at, at_key, path) = (other, other_key, other_path);
            }
            None => {}
        }
    }
    let empty = !matches!(at.value(), Value::Container(_)) && !path.is_empty();
    let range = match (empty, at_key.is_empty()) {
        (true, _) => at.range(),
        (false, true) => at.start()..at.start() + 1,
        (false, false) => at_key,
    };
    let name = site.node_name().to_owned();
    let message = message(row, want, &name, empty);
    let fix = match want.present {
        // A configuration is moved, not removed.
        false => (want.id != MIGRATE).then_some(FixAction::Remove),
        true => placeholder(at, &want.field[path.len().min(want.field.len())..]),
    };
    let applicability = match want.present {
        false => Applicability::Unsafe,
        true => Applicability::Manual,
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    site.report(rule, range, message).at_path(&path).fix(fix, applicability);
}

/// What makes room in `node` for the text that `rest` leads to. An empty one is still asked for, so
/// nobody takes the place for the text. Only words can be asked for in this way, no icon and no
/// readme.
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

/// The first string that a member of `anyOf` or `allOf` has for `field`: the linter takes it in
/// place of the schema's own.
fn alternative<'t>(
    node: Node<'t>,
    field: &[&str],
    hashes: &[u32],
) -> Option<(Node<'t>, Range<usize>, Vec<String>)> {
    for (name, member) in node.effective_members() {
        if name != field_names::ANY_OF && name != field_names::ALL_OF {
            continue;
        }
        for element in member.value().entries() {
            let reached = resolve(element.value(), &element.key_range(), field, hashes);
            if reached.depth == field.len() && reached.node.string().is_some() {
                let step = match element.key() {
                    Some(key) => key.to_owned(),
                    None => element.index.to_string(),
                };
                let path = [name.to_owned(), step].into_iter();
                let path = path.chain(field.iter().map(|s| s.to_string())).collect();
                return Some((reached.node, reached.key, path));
            }
        }
    }
    None
}

fn message(row: &Target, want: &Requirement, name: &str, empty: bool) -> String {
    let field = want.field.join(".");
    let mut what = match (row.path, name) {
        ([], _) | (_, "") => format!("The {}", row.noun),
        _ => format!("The {} `{name}`", row.noun),
    };
    let _ = match (want.id, want.present, empty) {
        (MIGRATE, ..) => {
            write!(what, " could offer its `configuration` as one of several `configurations`.")
        }
        (_, true, true) => {
            write!(what, " has an empty `{field}` (required for publishing).")
        }
        (_, true, false) => write!(what, " has no `{field}` (required for publishing)."),
        (_, false, _) => {
            write!(what, " has `{field}`, which is no longer used. Remove it.")
        }
    };
    what
}

/// The page of a row's rule.
fn page(row: &Target, want: &Requirement) -> String {
    let field = want.field.join(".");
    let noun = row.noun;
    let path = path(row.path);
    if want.id == MIGRATE {
        return "A single `configuration` where several `configurations` are possible.\n\n\
             ## What it finds\nManifests that have `configuration`, or have no `configurations`. The \
             rule is off by default.\n\n\
             ## Why it matters\n`bp lint` suggests the newer form, in which a user selects one of \
             several named configurations.\n\n\
             ## Example\n```json\n{ \"configuration\": { \"schema\": {} } }\n```\n\n\
             ## Fix\nMove the object from `configuration` to an entry of `configurations`, and add a \
             title and a description.\n"
            .to_owned();
    }
    let (finds, why, fix) = if want.present {
        (
            format!("Every {noun} (`{path}`) in which `{field}` is missing or empty."),
            if row.schema {
                "Botpress Studio displays it next to the field; without it, users see only the name of \
                 the property. A member of `anyOf` or `allOf` may contain it instead."
            } else {
                "Botpress displays it to users."
            },
            format!("Add a short `{field}`."),
        )
    } else {
        (
            format!("Every {noun} (`{path}`) that has `{field}`."),
            "Older versions of the SDK described fields in `ui`. It is no longer used.",
            format!("Remove `{field}`. The title of a field is the `x-zui.title` of its schema."),
        )
    };
    let summary = if want.present {
        format!("The {noun} has no `{field}`.")
    } else {
        format!("The {noun} has a deprecated `{field}`.")
    };
    format!(
        "{summary}\n\n## What it finds\n{finds}\n\n## Why it matters\n{why} `bp lint` reports it \
         under the same name before an integration is published. If `visibility` is neither \
         `public` nor `unlisted`, the severity is lower.\n\n## Example\n```json\n{}\n```\n\n## Fix\n{fix}\n",
        example(row, want)
    )
}

fn path(steps: &[Step]) -> String {
    let mut out = String::from("$");
    for step in steps {
        let _ = match step {
            Name(name) => write!(out, ".{name}"),
            Any => write!(out, "[*]"),
            Below(name) => write!(out, "..{name}"),
        };
    }
    out
}

/// A value on the row's path that breaks the rule.
fn example(row: &Target, want: &Requirement) -> String {
    let field = want.field.last().copied().unwrap_or_default();
    let mut value =
        if want.present { "{ … }".to_owned() } else { format!("{{ \"{field}\": \"…\" }}") };
    if row.schema {
        value = "{ \"type\": \"string\" }".to_owned();
    }
    for step in row.path.iter().rev() {
        let name = match step {
            Name(name) | Below(name) => name,
            Any => "example",
        };
        value = format!("{{ \"{name}\": {value} }}");
    }
    value
}
