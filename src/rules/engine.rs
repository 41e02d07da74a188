//! Walking a manifest, definition by definition.
//!
//! A *unit* is a piece of the manifest that is checked on its own: every definition (an action, an
//! event, a tag …) and every object directly below the root. What was found in a unit is kept in its
//! container's memo, relative to the unit, without what was found in the units inside it; so it
//! moves with the unit and is found again by a later version of the document, in which the same
//! container stands.

mod schema;

use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::publish::States;
use super::registry::{CHECKS, Checks, NO_CHECKS};
use super::{Finding, Limits, Related, Remedy, Rule, Settings, Tag};
use super::{document, endpoint, publish, syntax};
use crate::embedded::script;
use crate::manifest::INTEGRATION;
use crate::manifest::shape::{Field, Kind, Map, Object, Shape};
use crate::syntax::{ContainerKind, Member, Names, Node, Tree, pointer};
use crate::text::Source;

pub(super) use schema::Schema;

/// What a check of one version of a document came to.
pub struct Report {
    /// Every finding, ordered by where it begins, then by rule.
    pub findings: Vec<Finding>,
    /// How many units had to be checked; the others' findings were known.
    pub units_checked: usize,
}

/// Checks the document `tree` of the text `source`.
pub fn run(source: &dyn Source, tree: &Tree, settings: &Settings) -> Report {
    let limits = &settings.limits;
    let steps = tree.root().map_or(0, script::steps);
    let mut engine = Engine { source, limits, steps, checks: CHECKS, units_checked: 0 };
    let mut found = Vec::new();
    syntax::check(source, tree, &mut found);
    if let Some(root) = tree.root() {
        let unit = engine.unit(WHOLE, root, None, publish::start());
        let left_out = document::implementing(source, root);
        let mut place =
            Place { base: root.start(), key: root.start()..root.start(), pointer: String::new() };
        if let Some(unit) = unit {
            flatten(&unit, &mut place, &left_out, None, false, &mut found);
        }
        let mut site = document::Site {
            source,
            root,
            limits: &settings.limits,
            origins: &settings.origins,
            found: &mut found,
        };
        for check in CHECKS.document {
            check(&mut site);
        }
    }
    let published = document::is_published(source, tree);
    let findings = finish(found, settings, published);
    Report { findings, units_checked: engine.units_checked }
}

/// What is wrong with a document by the endpoint's schema alone, and the members that stand in it
/// twice: what `run` finds in these groups, without the work for the others. It takes the tree, since
/// what is kept in it is only half of what `run` would want to find there.
pub fn run_endpoint(source: &dyn Source, tree: Tree) -> Vec<Finding> {
    let Settings { limits, .. } = &Settings::default();
    let mut engine = Engine { source, limits, steps: 0, checks: NO_CHECKS, units_checked: 0 };
    let mut found = Vec::new();
    if let Some(root) = tree.root() {
        let unit = engine.unit(WHOLE, root, None, publish::nowhere());
        let key = root.start()..root.start();
        let mut place = Place { base: root.start(), key, pointer: String::new() };
        let nothing = document::Implementing::default();
        if let Some(unit) = unit {
            flatten(&unit, &mut place, &nothing, None, false, &mut found);
        }
    }
    finish(found, &Settings::default(), false)
}

/// Findings with their severities, in order.
fn finish(found: Vec<Finding>, settings: &Settings, published: bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found
        .into_iter()
        .filter_map(|mut finding| {
            finding.severity = settings.severity(finding.rule, published)?;
            Some(finding)
        })
        .collect();
    findings.sort_by(|a, b| {
        (a.range.start, a.rule.id, a.range.end).cmp(&(b.range.start, b.rule.id, b.range.end))
    });
    findings
}

/// How a unit is entered: what it should be, and what it is called.
#[derive(Clone, Copy)]
struct Entrance<'a> {
    shape: Option<&'static Shape>,
    kind: Option<Kind>,
    name: &'a str,
}

/// How the manifest itself is entered.
static WHOLE: Entrance<'static> =
    Entrance { shape: Some(&Shape::Object(&INTEGRATION)), kind: None, name: "" };

/// What was found in a unit, and what that depends on besides the unit itself.
struct Unit {
    shape: Option<&'static Shape>,
    kind: Option<Kind>,
    states: States,
    steps: u64,
    limits: Limits,
    name: SmolStr,
    own: Vec<Local>,
    nested: Vec<Nested>,
}

impl Unit {
    /// Whether nothing was found, neither in it nor in the units inside.
    fn is_clean(&self) -> bool {
        self.own.is_empty() && self.nested.is_empty()
    }

    /// Whether it is what would be found in the same container now. A container that stays may be
    /// something else than before: the name that it stands under may have been changed, or that
    /// of what it lies in.
    fn holds(&self, entrance: Entrance<'_>, states: States, engine: &Engine<'_>) -> bool {
        let address = |shape: Option<&'static Shape>| shape.map(std::ptr::from_ref);
        address(self.shape) == address(entrance.shape)
            && self.kind == entrance.kind
            && self.states == states
            && self.steps == engine.steps
            && self.limits == *engine.limits
            && self.name == entrance.name
    }
}

/// A unit inside another, in which something was found.
struct Nested {
    /// Where its value begins, from the outer unit's value on.
    value: usize,
    /// Where its name is, from the outer unit's value on.
    key: Range<usize>,
    /// The JSON Pointer from the outer unit to it.
    pointer: Box<str>,
    kind: Option<Kind>,
    unit: Arc<Unit>,
}

/// A finding relative to its unit.
#[derive(Debug)]
pub(super) struct Local {
    rule: &'static Rule,
    anchor: Anchor,
    pointer: Box<str>,
    message: Box<str>,
    related: Vec<(Range<usize>, String)>,
    tag: Option<Tag>,
    /// What would repair it.
    pub remedy: Option<Remedy>,
    /// What else would.
    pub others: Vec<Remedy>,
}

impl Local {
    /// Says how the range is drawn.
    pub fn tag(&mut self, tag: Tag) -> &mut Local {
        self.tag = Some(tag);
        self
    }

    /// Says what would repair it.
    pub fn remedy(&mut self, remedy: Remedy) -> &mut Local {
        self.remedy = Some(remedy);
        self
    }

    /// Says what would repair it: the likeliest first.
    pub fn one_of(&mut self, remedies: impl IntoIterator<Item = Remedy>) -> &mut Local {
        let mut remedies = remedies.into_iter();
        self.remedy = remedies.next();
        self.others = remedies.collect();
        self
    }

    /// Makes it about the member called `name` of the node being walked.
    pub fn of_member(&mut self, name: &str) -> &mut Local {
        let mut pointer = std::mem::take(&mut self.pointer).into_string();
        pointer::push(&mut pointer, name);
        self.pointer = pointer.into();
        self
    }
}

/// Where a finding is, relative to its unit.
#[derive(Debug)]
enum Anchor {
    /// At the unit's name.
    Key,
    /// This far from the beginning of the unit's value.
    Value(Range<usize>),
}

/// Where a unit stands in the document.
struct Place {
    base: usize,
    key: Range<usize>,
    pointer: String,
}

/// Adds everything found in `unit` and below to `found`, in terms of the document.
fn flatten(
    unit: &Unit,
    place: &mut Place,
    left_out: &document::Implementing,
    kind: Option<Kind>,
    mut unpublished: bool,
    found: &mut Vec<Finding>,
) {
    unpublished |= kind.is_some_and(|kind| left_out.contains(kind, &unit.name));
    for local in &unit.own {
        if unpublished && local.rule.group == super::Group::Publish {
            continue;
        }
        let range = match &local.anchor {
            Anchor::Key => place.key.clone(),
            Anchor::Value(range) => place.base + range.start..place.base + range.end,
        };
        let related = local.related.iter().map(|(range, message)| Related {
            range: place.base + range.start..place.base + range.end,
            message: message.clone(),
        });
        found.push(Finding {
            rule: local.rule,
            severity: super::Severity::Hint,
            range,
            pointer: [&*place.pointer, &*local.pointer].concat(),
            message: local.message.to_string(),
            related: related.collect(),
            tag: local.tag,
            remedy: local.remedy.clone(),
            others: local.others.clone(),
        });
    }
    let length = place.pointer.len();
    for nested in &unit.nested {
        let outer = place.key.clone();
        let base = place.base;
        place.pointer.push_str(&nested.pointer);
        place.key = base + nested.key.start..base + nested.key.end;
        place.base = base + nested.value;
        flatten(&nested.unit, place, left_out, nested.kind, unpublished, found);
        place.base = base;
        place.key = outer;
        place.pointer.truncate(length);
    }
}

/// As deep as most units go.
const DEEP: usize = 12;

struct Engine<'a> {
    source: &'a dyn Source,
    limits: &'a Limits,
    /// How many steps it may take to compile a script.
    steps: u64,
    checks: &'static Checks,
    units_checked: usize,
}

impl<'a> Engine<'a> {
    /// What is wrong in the unit that `node` is, from its memo or computed now; `None` if nothing is.
    fn unit(
        &mut self,
        entrance: Entrance<'_>,
        node: Node<'_>,
        member: Option<Member<'_>>,
        states: States,
    ) -> Option<Arc<Unit>> {
        let memo = node.container().map(|container| &container.memo);
        if let Some(memo) = memo {
            let look = |unit: &Unit| (unit.holds(entrance, states, self), unit.is_clean());
            match memo.peek(look) {
                Some((true, true)) => return None,
                Some((true, false)) => return memo.get(),
                _ => {}
            }
        }
        self.units_checked += 1;
        let key_range = member.map_or(node.start()..node.start(), Member::key_range);
        let mut site = Site {
            engine: self,
            base: node.start(),
            name: entrance.name,
            key_range: key_range.clone(),
            path: Vec::with_capacity(DEEP),
            own: Vec::new(),
            nested: Vec::new(),
        };
        if let (Some(kind), Some(member)) = (entrance.kind, member) {
            site.entry(kind, member);
        }
        match entrance.shape {
            Some(shape) => site.value(shape, node, &key_range, states),
            None => site.untyped(node, &key_range, states),
        }
        let Site { own, nested, .. } = site;
        let Entrance { shape, kind, name } = entrance;
        let unit = Arc::new(Unit {
            shape,
            kind,
            states,
            steps: self.steps,
            limits: self.limits.clone(),
            name: name.into(),
            own,
            nested,
        });
        if let Some(memo) = memo {
            memo.set(unit.clone());
        }
        (!unit.is_clean()).then_some(unit)
    }
}

/// A unit while it is being checked: what a check is given.
pub(super) struct Site<'e, 'a, 't> {
    engine: &'e mut Engine<'a>,
    /// Where the unit's value begins.
    base: usize,
    /// What the unit is called; "" for the manifest.
    name: &'e str,
    key_range: Range<usize>,
    /// The way from the unit to the node being walked.
    path: Vec<Member<'t>>,
    own: Vec<Local>,
    nested: Vec<Nested>,
}

impl<'a, 't> Site<'_, 'a, 't> {
    /// The document's text.
    pub fn source(&self) -> &'a dyn Source {
        self.engine.source
    }

    /// The platform's limits.
    pub fn limits(&self) -> &'a Limits {
        self.engine.limits
    }

    /// How many steps it may take to compile a script.
    pub fn steps(&self) -> u64 {
        self.engine.steps
    }

    /// The name under which the node being walked stands: a member's name, or "" for the manifest
    /// and for elements.
    pub fn node_name(&self) -> &str {
        match self.path.last() {
            Some(member) => member.key().unwrap_or_default(),
            None => self.name,
        }
    }

    /// Reports a finding about the node being walked; `range` is in bytes of the document and lies
    /// in the unit or is its name.
    pub fn report(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Local {
        let anchor = if range == self.key_range {
            Anchor::Key
        } else {
            Anchor::Value(range.start - self.base..range.end - self.base)
        };
        let mut pointer = String::new();
        self.path.iter().for_each(|member| member.push_to(&mut pointer));
        self.own.push(Local {
            rule,
            anchor,
            pointer: pointer.into(),
            message: message.into().into(),
            related: Vec::new(),
            tag: None,
            remedy: None,
            others: Vec::new(),
        });
        // Just pushed.
        let last = self.own.len() - 1;
        &mut self.own[last]
    }

    /// Explains the last finding by another place of the same unit.
    pub fn relate(&mut self, range: Range<usize>, message: impl Into<String>) {
        let base = self.base;
        if let Some(last) = self.own.last_mut() {
            last.related.push((range.start - base..range.end - base, message.into()));
        }
    }

    /// An entry of a map, by its name.
    fn entry(&mut self, kind: Kind, member: Member<'t>) {
        for check in self.engine.checks.entry {
            check(self, kind, member);
        }
    }

    /// A value that should have `shape`.
    fn value(&mut self, shape: &Shape, node: Node<'t>, key: &Range<usize>, states: States) {
        publish::accept(self, node, key, states);
        let fits = endpoint::check(self, shape, node, key);
        match shape {
            Shape::Object(object) if fits => self.object(object, node, key, states),
            Shape::Map(map) if fits => self.map(map, node, key, states),
            Shape::List(list) if fits => {
                for member in node.entries() {
                    self.path.push(member);
                    let states = publish::step(states, member);
                    self.value(&list.item, member.value(), &member.key_range(), states);
                    self.path.pop();
                }
            }
            Shape::Schema if fits => {
                for check in self.engine.checks.schema {
                    check(self, node, key);
                }
                self.schema(node, states);
            }
            _ => self.children(node, states),
        }
    }

    fn object(
        &mut self,
        object: &'static Object,
        node: Node<'t>,
        key: &Range<usize>,
        states: States,
    ) {
        syntax::duplicates(self, node);
        for check in self.engine.checks.object {
            check(self, object, node, key);
        }
        let root = std::ptr::eq(object, &raw const INTEGRATION);
        for (name, member) in node.effective_members() {
            let states = publish::step(states, member);
            let field = object.field(name);
            if root && member.value().container().is_some() {
                let shape = field.map(|field| &field.shape);
                if field.is_none() {
                    endpoint::unknown(self, object, name, member);
                }
                if let Some(field) = field {
                    self.field(field, member);
                }
                self.nested(Entrance { shape, kind: None, name }, member, states);
                continue;
            }
            match field {
                Some(field) => {
                    self.field(field, member);
                    self.path.push(member);
                    self.value(&field.shape, member.value(), &member.key_range(), states);
                }
                None => {
                    endpoint::unknown(self, object, name, member);
                    self.path.push(member);
                    self.untyped(member.value(), &member.key_range(), states);
                }
            }
            self.path.pop();
        }
    }

    fn field(&mut self, field: &'static Field, member: Member<'t>) {
        for check in self.engine.checks.field {
            check(self, field, member);
        }
    }

    fn map(&mut self, map: &'static Map, node: Node<'t>, key: &Range<usize>, states: States) {
        syntax::duplicates(self, node);
        for check in self.engine.checks.map {
            check(self, map, node, key);
        }
        for (name, member) in node.effective_members() {
            let states = publish::step(states, member);
            if map.kind.is_definition() && member.value().container().is_some() {
                let entrance = Entrance { shape: Some(&map.value), kind: Some(map.kind), name };
                self.nested(entrance, member, states);
                continue;
            }
            self.path.push(member);
            self.entry(map.kind, member);
            self.value(&map.value, member.value(), &member.key_range(), states);
            self.path.pop();
        }
    }

    /// A unit inside this one.
    fn nested(&mut self, entrance: Entrance<'t>, member: Member<'t>, states: States) {
        let unit = self.engine.unit(entrance, member.value(), Some(member), states);
        let Some(unit) = unit else { return };
        let mut pointer = String::new();
        self.path.iter().chain([&member]).for_each(|member| member.push_to(&mut pointer));
        let key = member.key_range();
        self.nested.push(Nested {
            value: member.value().start() - self.base,
            key: key.start - self.base..key.end - self.base,
            pointer: pointer.into(),
            kind: entrance.kind,
            unit,
        });
    }

    /// A value that nothing is known about.
    fn untyped(&mut self, node: Node<'t>, key: &Range<usize>, states: States) {
        publish::accept(self, node, key, states);
        self.children(node, states);
    }

    fn children(&mut self, node: Node<'t>, states: States) {
        let Some(container) = node.container() else { return };
        let names = container.names;
        if !names.meets(Names::DUPLICATES) && publish::is_idle(states, names) {
            return;
        }
        if container.kind == ContainerKind::Array {
            for member in node.entries() {
                self.path.push(member);
                let states = publish::step(states, member);
                self.untyped(member.value(), &member.key_range(), states);
                self.path.pop();
            }
            return;
        }
        syntax::duplicates(self, node);
        for (_, member) in node.effective_members() {
            self.path.push(member);
            self.untyped(member.value(), &member.key_range(), publish::step(states, member));
            self.path.pop();
        }
    }
}
