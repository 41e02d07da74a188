//! Walking a manifest, definition by definition.
//!
//! A *unit* is a piece of the manifest that is checked on its own: every definition (an action, an
//! event, a tag …) and every object directly below the root. What was found in a unit is kept in its
//! container's memo, relative to the unit, without what was found in the units inside it; so it
//! moves with the unit and is found again by a later version of the document, in which the same
//! container stands.

mod results;
mod schema;
mod unit_cache;

use std::ops::Range;
use std::sync::Arc;

use self::unit_cache::{Anchor, ChildUnit, Unit};
use super::publish::PathStates;
use super::registry::CheckTable;
use super::{Limits, Rule};
use super::{endpoint, publish, syntax};
use crate::manifest::INTEGRATION;
use crate::manifest::types::{EntryKind, Field, Map, Object, Shape};
use crate::syntax::{ContainerKind, Member, NameFilter, Node};
use crate::text::Source;

pub use results::{CheckResult, Context, Report, Section, found, run, run_endpoint};
pub(super) use schema::Schema;
pub(super) use unit_cache::UnitFinding;

/// How a unit is entered: what it should be, and what it is called.
#[derive(Clone, Copy)]
struct UnitKey<'a> {
    shape: Option<&'static Shape>,
    kind: Option<EntryKind>,
    name: &'a str,
}

/// How the manifest itself is entered.
static ROOT: UnitKey<'static> =
    UnitKey { shape: Some(&Shape::Object(&INTEGRATION)), kind: None, name: "" };

/// As deep as most units go.
const DEEP: usize = 12;

struct Checker<'a> {
    source: &'a dyn Source,
    limits: &'a Limits,
    /// How many steps it may take to compile a script.
    steps: u64,
    checks: &'static CheckTable,
    units_asked: usize,
    units_checked: usize,
}

impl<'a> Checker<'a> {
    fn new(
        source: &'a dyn Source,
        limits: &'a Limits,
        steps: u64,
        checks: &'static CheckTable,
    ) -> Checker<'a> {
        Checker { source, limits, steps, checks, units_asked: 0, units_checked: 0 }
    }

    /// What is wrong in the unit that `node` is, from its memo or computed now; `None` if nothing is.
    fn check_unit_cached(
        &mut self,
        entrance: UnitKey<'_>,
        node: Node<'_>,
        member: Option<Member<'_>>,
        states: PathStates,
    ) -> Option<Arc<Unit>> {
        self.units_asked += 1;
        let memo = node.container().map(|container| &container.memo);
        if let Some(memo) = memo {
            let look = |unit: &Unit| (unit.is_valid_for(entrance, states, self), unit.is_clean());
            match memo.peek(look) {
                Some((true, true)) => return None,
                Some((true, false)) => return memo.get(),
                _ => {}
            }
        }
        let unit = Arc::new(match self.recheck_changed_entry(entrance, node, states) {
            Some(unit) => unit,
            None => self.check_unit(entrance, node, member, states),
        });
        if let Some(memo) = memo {
            // Of a map it can be told what has to be checked once a definition in it is changed.
            match unit.shape {
                Some(Shape::Map(_)) => memo.set_lasting(unit.clone()),
                _ => memo.set(unit.clone()),
            }
        }
        (!unit.is_clean()).then_some(unit)
    }

    /// What is wrong in a map of definitions, if it is known of how it was before the value of one
    /// of them was changed: nothing but that one is checked.
    fn recheck_changed_entry(
        &mut self,
        entrance: UnitKey<'_>,
        node: Node<'_>,
        states: PathStates,
    ) -> Option<Unit> {
        let (Some(Shape::Map(map)), None) = (entrance.shape, entrance.kind) else { return None };
        let container = node.container()?;
        // What is looked for in the map itself could lie in the definition.
        if container.duplicates || publish::judges(states) {
            return None;
        }
        let (unit, index) = container.memo.take_stale::<Unit>()?;
        let member = node.entries().nth(index)?;
        let name = member.key()?;
        if !unit.is_valid_for(entrance, states, self) || !is_unit(map, member) {
            return None;
        }
        let entrance = UnitKey { shape: Some(&map.value), kind: Some(map.kind), name };
        let found = self.check_unit_cached(
            entrance,
            member.value(),
            Some(member),
            publish::advance(states, member),
        );
        let found = found.map(|unit| ChildUnit::new(unit, &[member], node.start()));
        let mut unit = Arc::unwrap_or_clone(unit);
        unit.apply_resize(member.value().start() - node.start(), container.len as usize, found);
        Some(unit)
    }

    /// What is wrong in the unit that `node` is.
    fn check_unit(
        &mut self,
        entrance: UnitKey<'_>,
        node: Node<'_>,
        member: Option<Member<'_>>,
        states: PathStates,
    ) -> Unit {
        self.units_checked += 1;
        let key_range = member.map_or(node.start()..node.start(), Member::key_range);
        let mut site = CheckContext {
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
        let CheckContext { own, nested, .. } = site;
        let UnitKey { shape, kind, name } = entrance;
        Unit {
            shape,
            kind,
            states,
            steps: self.steps,
            limits: self.limits.clone(),
            name: name.into(),
            len: node.value().len(),
            own,
            nested,
        }
    }
}

/// Whether an entry of `map` is checked on its own.
fn is_unit(map: &Map, member: Member<'_>) -> bool {
    map.kind.is_definition() && member.value().container().is_some()
}

/// A unit while it is being checked: what a check is given.
pub(super) struct CheckContext<'e, 'a, 't> {
    engine: &'e mut Checker<'a>,
    /// Where the unit's value begins.
    base: usize,
    /// What the unit is called; "" for the manifest.
    name: &'e str,
    key_range: Range<usize>,
    /// The way from the unit to the node being walked.
    path: Vec<Member<'t>>,
    own: Vec<UnitFinding>,
    nested: Vec<ChildUnit>,
}

impl<'a, 't> CheckContext<'_, 'a, 't> {
    /// The document's text.
    pub fn source(&self) -> &'a dyn Source {
        self.engine.source
    }

    /// The platform's limits.
    pub fn limits(&self) -> &'a Limits {
        self.engine.limits
    }

    /// How many steps it may take to compile a script.
    pub fn script_budget(&self) -> u64 {
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
    ) -> &mut UnitFinding {
        let anchor = if range == self.key_range {
            Anchor::Key
        } else {
            Anchor::Value(range.start - self.base..range.end - self.base)
        };
        let mut pointer = String::new();
        self.path.iter().for_each(|member| member.push_to(&mut pointer));
        self.own.push(UnitFinding {
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
    pub fn add_related(&mut self, range: Range<usize>, message: impl Into<String>) {
        let base = self.base;
        if let Some(last) = self.own.last_mut() {
            last.related.push((range.start - base..range.end - base, message.into()));
        }
    }

    /// An entry of a map, by its name.
    fn entry(&mut self, kind: EntryKind, member: Member<'t>) {
        for check in self.engine.checks.entry {
            check(self, kind, member);
        }
    }

    /// A value that should have `shape`.
    fn value(&mut self, shape: &Shape, node: Node<'t>, key: &Range<usize>, states: PathStates) {
        publish::check(self, node, key, states);
        let fits = endpoint::check(self, shape, node, key);
        match shape {
            Shape::Object(object) if fits => self.object(object, node, key, states),
            Shape::Map(map) if fits => self.map(map, node, key, states),
            Shape::List(list) if fits => {
                for member in node.entries() {
                    self.path.push(member);
                    let states = publish::advance(states, member);
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
        states: PathStates,
    ) {
        syntax::duplicates(self, node);
        for check in self.engine.checks.object {
            check(self, object, node, key);
        }
        let root = std::ptr::eq(object, &raw const INTEGRATION);
        for (name, member) in node.effective_members() {
            let states = publish::advance(states, member);
            let field = object.field(name);
            if root && member.value().container().is_some() {
                let shape = field.map(|field| &field.shape);
                if field.is_none() {
                    endpoint::unknown(self, object, name, member);
                }
                if let Some(field) = field {
                    self.field(field, member);
                }
                self.nested(UnitKey { shape, kind: None, name }, member, states);
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

    fn map(&mut self, map: &'static Map, node: Node<'t>, key: &Range<usize>, states: PathStates) {
        syntax::duplicates(self, node);
        for check in self.engine.checks.map {
            check(self, map, node, key);
        }
        for (name, member) in node.effective_members() {
            let states = publish::advance(states, member);
            if is_unit(map, member) {
                let entrance = UnitKey { shape: Some(&map.value), kind: Some(map.kind), name };
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
    fn nested(&mut self, entrance: UnitKey<'t>, member: Member<'t>, states: PathStates) {
        let unit = self.engine.check_unit_cached(entrance, member.value(), Some(member), states);
        let Some(unit) = unit else { return };
        self.path.push(member);
        self.nested.push(ChildUnit::new(unit, &self.path, self.base));
        self.path.pop();
    }

    /// A value that nothing is known about.
    fn untyped(&mut self, node: Node<'t>, key: &Range<usize>, states: PathStates) {
        publish::check(self, node, key, states);
        self.children(node, states);
    }

    fn children(&mut self, node: Node<'t>, states: PathStates) {
        let Some(container) = node.container() else { return };
        let names = container.names;
        if !names.may_intersect(NameFilter::DUPLICATES) && publish::cannot_match(states, names) {
            return;
        }
        if container.kind == ContainerKind::Array {
            for member in node.entries() {
                self.path.push(member);
                let states = publish::advance(states, member);
                self.untyped(member.value(), &member.key_range(), states);
                self.path.pop();
            }
            return;
        }
        syntax::duplicates(self, node);
        for (_, member) in node.effective_members() {
            self.path.push(member);
            self.untyped(member.value(), &member.key_range(), publish::advance(states, member));
            self.path.pop();
        }
    }
}
