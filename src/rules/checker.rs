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

use self::unit_cache::{Anchor, Nested, Unit};
use super::publish::States;
use super::registry::Checks;
use super::{Limits, Rule};
use super::{endpoint, publish, syntax};
use crate::manifest::INTEGRATION;
use crate::manifest::types::{Field, Kind, Map, Object, Shape};
use crate::syntax::{ContainerKind, Member, Names, Node};
use crate::text::Source;

pub use results::{Context, Found, Piece, Report, found, run, run_endpoint};
pub(super) use schema::Schema;
pub(super) use unit_cache::Local;

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

/// As deep as most units go.
const DEEP: usize = 12;

struct Engine<'a> {
    source: &'a dyn Source,
    limits: &'a Limits,
    /// How many steps it may take to compile a script.
    steps: u64,
    checks: &'static Checks,
    units_asked: usize,
    units_checked: usize,
}

impl<'a> Engine<'a> {
    fn new(
        source: &'a dyn Source,
        limits: &'a Limits,
        steps: u64,
        checks: &'static Checks,
    ) -> Engine<'a> {
        Engine { source, limits, steps, checks, units_asked: 0, units_checked: 0 }
    }

    /// What is wrong in the unit that `node` is, from its memo or computed now; `None` if nothing is.
    fn unit(
        &mut self,
        entrance: Entrance<'_>,
        node: Node<'_>,
        member: Option<Member<'_>>,
        states: States,
    ) -> Option<Arc<Unit>> {
        self.units_asked += 1;
        let memo = node.container().map(|container| &container.memo);
        if let Some(memo) = memo {
            let look = |unit: &Unit| (unit.holds(entrance, states, self), unit.is_clean());
            match memo.peek(look) {
                Some((true, true)) => return None,
                Some((true, false)) => return memo.get(),
                _ => {}
            }
        }
        let unit = Arc::new(match self.changed(entrance, node, states) {
            Some(unit) => unit,
            None => self.checked(entrance, node, member, states),
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
    fn changed(&mut self, entrance: Entrance<'_>, node: Node<'_>, states: States) -> Option<Unit> {
        let (Some(Shape::Map(map)), None) = (entrance.shape, entrance.kind) else { return None };
        let container = node.container()?;
        // What is looked for in the map itself could lie in the definition.
        if container.duplicates || publish::judges(states) {
            return None;
        }
        let (unit, index) = container.memo.take_outdated::<Unit>()?;
        let member = node.entries().nth(index)?;
        let name = member.key()?;
        if !unit.holds(entrance, states, self) || !is_unit(map, member) {
            return None;
        }
        let entrance = Entrance { shape: Some(&map.value), kind: Some(map.kind), name };
        let found =
            self.unit(entrance, member.value(), Some(member), publish::step(states, member));
        let found = found.map(|unit| Nested::new(unit, &[member], node.start()));
        let mut unit = Arc::unwrap_or_clone(unit);
        unit.change(member.value().start() - node.start(), container.len as usize, found);
        Some(unit)
    }

    /// What is wrong in the unit that `node` is.
    fn checked(
        &mut self,
        entrance: Entrance<'_>,
        node: Node<'_>,
        member: Option<Member<'_>>,
        states: States,
    ) -> Unit {
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
            if is_unit(map, member) {
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
        self.path.push(member);
        self.nested.push(Nested::new(unit, &self.path, self.base));
        self.path.pop();
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
