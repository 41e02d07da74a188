//! The walk over a manifest, unit by unit.
//!
//! A *unit* is a part of the manifest that is checked on its own: each definition (an action, an
//! event, a tag …) and each object directly below the root. The findings of a unit are cached in
//! its container, relative to the unit and without those of the units inside. So they move with the
//! unit, and a later version of the document that contains the same container reuses them.

use std::ops::Range;
use std::sync::Arc;

use super::check_table::{CheckTable, Embedded};
use super::context::{CheckContext, Store};
use super::endpoint::{mistaken_shape, wrong_type};
use super::finding_builder::UnitFinding;
use super::json_type::{is_json, is_of_type};
use super::path::Path;
use super::publish;
use super::publish::matcher::{self, PathStates};
use super::rule::Group;
use super::same_mistake;
use super::schema_walk;
use super::semantics::compiled_script::CompiledScript;
use super::settings::Limits;
use super::syntax::{consequence, duplicate_key};
use super::unit_cache::{ChildUnit, Unit, UnitInputs, UnitKey};
use super::untyped_walk::{children, untyped};
use crate::embedded;
use crate::manifest::types::{EntryKind, Field, Map, Object, Shape, StringFormat};
use crate::manifest::{INTEGRATION, mistakes};
use crate::syntax::{Member, Node};
use crate::text::Source;

/// The key of the manifest itself.
pub(super) static ROOT: UnitKey<'static> =
    UnitKey { shape: Some(&Shape::Object(&INTEGRATION)), kind: None, name: "" };

/// The check of the units of one document.
pub(super) struct Checker<'a> {
    source: &'a dyn Source,
    limits: &'a Limits,
    /// The maximum cost of compiling a script.
    script_budget: u64,
    checks: &'static CheckTable,
    pub(super) units_asked: usize,
    pub(super) units_checked: usize,
    pub(super) store: Store,
    /// Number of findings that are stored so far.
    stored: usize,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        source: &'a dyn Source,
        limits: &'a Limits,
        script_budget: u64,
        checks: &'static CheckTable,
    ) -> Checker<'a> {
        Checker {
            source,
            limits,
            script_budget,
            checks,
            units_asked: 0,
            units_checked: 0,
            store: Store::ALL,
            stored: 0,
        }
    }

    /// The findings of the unit `node`, from the cache if they are still valid; `None` if there are
    /// none.
    pub(super) fn check_unit_cached(
        &mut self,
        key: UnitKey<'a>,
        node: Node<'a>,
        member: Option<Member<'a>>,
        states: PathStates,
    ) -> Option<Arc<Unit>> {
        self.units_asked += 1;
        let inputs =
            UnitInputs { key, states, script_budget: self.script_budget, limits: self.limits };
        let cache = node.container().map(|container| &container.memo);
        if let Some(cache) = cache {
            let look = |unit: &Unit| (unit.is_valid_for(&inputs), unit.is_clean());
            match cache.peek(look) {
                Some((true, true)) => return None,
                Some((true, false)) => {
                    let unit = cache.get::<Unit>();
                    self.stored += unit.as_ref().map_or(0, |unit| unit.size.count);
                    return unit;
                }
                _ => {}
            }
        }
        let unit = Arc::new(match self.recheck_changed_entry(&inputs, node) {
            Some(unit) => unit,
            None => self.check_unit(&inputs, node, member),
        });
        // A complete result does not depend on the rest of the document.
        if let Some(cache) = cache
            && unit.is_complete
        {
            // A map's findings survive an edit of one entry: only that entry is checked again.
            match unit.shape {
                Some(Shape::Map(_)) => cache.set_lasting(unit.clone()),
                _ => cache.set(unit.clone()),
            }
        }
        (!unit.is_clean()).then_some(unit)
    }

    /// The findings of a map of definitions after an edit of one definition, which alone is checked
    /// again; `None` if the stale findings cannot be reused.
    fn recheck_changed_entry(&mut self, inputs: &UnitInputs<'a>, node: Node<'a>) -> Option<Unit> {
        let UnitKey { shape: Some(Shape::Map(map)), kind: None, .. } = inputs.key else {
            return None;
        };
        let container = node.container()?;
        // Findings about the map itself may be at the definition.
        if container.duplicates || matcher::is_match(inputs.states) {
            return None;
        }
        let (unit, index) = container.memo.take_stale::<Unit>()?;
        let member = node.entries().nth(index)?;
        let name = member.key()?;
        let is_reused = unit.is_valid_for(inputs) && is_unit(map, member);
        // A mistake in the map explains everything inside.
        let has_mistake = |it: &UnitFinding| it.rule.shared;
        if !is_reused
            || unit.own.iter().any(has_mistake)
            || mistakes::may_be_single(map, node)
            || mistakes::may_be_shared(map, node, member)
        {
            return None;
        }
        let key = UnitKey { shape: Some(&map.value), kind: Some(map.kind), name };
        let states = matcher::advance(inputs.states, member);
        let before = self.stored;
        let child = self.check_unit_cached(key, member.value(), Some(member), states);
        let path = Path::default().enter(member);
        let child = child.map(|unit| ChildUnit::new(unit, path, member, node.start()));
        let mut unit = Arc::unwrap_or_clone(unit);
        unit.apply_resize(member.value().start() - node.start(), container.len as usize, child);
        self.stored = before + unit.size.count;
        Some(unit)
    }

    /// Checks the unit `node`.
    fn check_unit(
        &mut self,
        inputs: &UnitInputs<'a>,
        node: Node<'a>,
        member: Option<Member<'a>>,
    ) -> Unit {
        self.units_checked += 1;
        let (base, states) = (node.start(), inputs.states);
        let key_range = member.map_or(base..base, Member::key_range);
        let context = CheckContext::new(self.source, self.limits, self.script_budget);
        let context = context.storing(self.store);
        let mut context = context.for_unit(inputs.key.name, key_range.clone(), base);
        context.stored = self.stored;
        let mut walk = UnitWalk { checker: self, context, base, children: Vec::new() };
        if let (Some(kind), Some(member)) = (inputs.key.kind, member) {
            walk.entry(kind, member);
        }
        match inputs.key.shape {
            Some(shape) => walk.value(shape, node, &key_range, states),
            None => untyped(&mut walk.context, node, &key_range, states),
        }
        let UnitWalk { context, children, .. } = walk;
        self.stored = context.stored;
        let (mut findings, mut omitted) = context.into_findings();
        consequence::remove(&mut findings, node, base);
        if node.container().is_some_and(|container| container.has_errors) {
            // Without details, these may be consequences too.
            omitted.retain(|(rule, _)| rule.group == Group::Syntax);
        }
        self.stored -= self.store.reduce(&mut findings, &mut omitted);
        Unit::new(*inputs, node.value().len(), (findings, omitted), children)
    }
}

/// Whether an entry of `map` is checked on its own.
fn is_unit(map: &Map, member: Member<'_>) -> bool {
    map.kind.is_definition() && member.value().container().is_some()
}

/// The walk over one unit.
struct UnitWalk<'w, 'a> {
    checker: &'w mut Checker<'a>,
    context: CheckContext<'a>,
    /// The start of the unit's value.
    base: usize,
    children: Vec<ChildUnit>,
}

impl<'a> UnitWalk<'_, 'a> {
    /// Checks an entry of a map, but not its value.
    fn entry(&mut self, kind: EntryKind, member: Member<'a>) {
        for check in &self.checker.checks.entry {
            check(&mut self.context, kind, member);
        }
    }

    /// Checks a known member of an object, but not its value.
    fn field(&mut self, field: &'static Field, member: Member<'a>) {
        let Shape::Text(text) = &field.shape else { return };
        if text.holds == StringFormat::Prose {
            return;
        }
        for check in &self.checker.checks.field {
            check(&mut self.context, text.holds, field, member);
        }
        let (checks, value) = (self.checker.checks, member.value());
        match text.holds {
            StringFormat::Icon if !checks.icon.is_empty() => {
                let Some(contents) = &embedded::icon(self.context.source(), value) else { return };
                for check in &checks.icon {
                    check(&mut self.context, &Embedded { field, value, contents });
                }
            }
            StringFormat::Readme if !checks.readme.is_empty() => {
                let Some(contents) = &embedded::readme(self.context.source(), value) else {
                    return;
                };
                for check in &checks.readme {
                    check(&mut self.context, &Embedded { field, value, contents });
                }
            }
            StringFormat::Script(kind) if !checks.script.is_empty() => {
                let script = CompiledScript::new(&self.context, kind, field, member);
                let Some(script) = &script else { return };
                for check in &checks.script {
                    check(&mut self.context, script);
                }
            }
            _ => {}
        }
    }

    /// Checks a value that should have `shape`, named at `key`.
    fn value(
        &mut self,
        shape: &'static Shape,
        node: Node<'a>,
        key: &Range<usize>,
        states: PathStates,
    ) {
        publish::check::check(&mut self.context, node, key, states);
        let fits = self.shape(shape, node, key);
        match shape {
            Shape::Object(object) if fits => self.object(object, node, key, states),
            Shape::Map(map) if fits => self.map(map, node, key, states),
            Shape::List(list) if fits => {
                for member in node.entries() {
                    self.context.enter(member);
                    let states = matcher::advance(states, member);
                    self.value(&list.item, member.value(), &member.key_range(), states);
                    self.context.leave();
                }
            }
            Shape::Schema if fits => {
                for check in &self.checker.checks.schema {
                    check(&mut self.context, node, key);
                }
                schema_walk::schema(&mut self.context, node, states);
            }
            // Inside, findings of `bp lint` would be consequences of the mistake that is reported.
            _ if self.context.has_repair() => children(&mut self.context, node, matcher::nowhere()),
            _ => children(&mut self.context, node, states),
        }
    }

    /// Checks the type of a value, and its text; returns whether the type matches.
    fn shape(&mut self, shape: &'static Shape, node: Node<'a>, key: &Range<usize>) -> bool {
        if !is_json(node) {
            return false;
        }
        let fits = is_of_type(shape, node);
        if !fits {
            for check in &self.checker.checks.wrong_type {
                check(&mut self.context, shape, node, key);
            }
        }
        if let Shape::Text(text) = shape {
            for check in &self.checker.checks.text {
                check(&mut self.context, text, node);
            }
        }
        fits
    }

    fn object(
        &mut self,
        object: &'static Object,
        node: Node<'a>,
        key: &Range<usize>,
        states: PathStates,
    ) {
        duplicate_key::check(&mut self.context, node);
        let first = self.context.findings().len();
        for check in &self.checker.checks.object {
            check(&mut self.context, object, node, key);
        }
        let is_root = std::ptr::eq(object, &raw const INTEGRATION);
        for (name, member) in node.effective_members() {
            let states = matcher::advance(states, member);
            let field = object.field(name);
            match field {
                Some(field) => self.field(field, member),
                None => {
                    for check in &self.checker.checks.unknown_member {
                        check(&mut self.context, object, name, member);
                    }
                }
            }
            if is_root && member.value().container().is_some() {
                let shape = field.map(|field| &field.shape);
                self.child_unit(UnitKey { shape, kind: None, name }, member, states);
                continue;
            }
            self.context.enter(member);
            match field {
                Some(field) => {
                    self.value(&field.shape, member.value(), &member.key_range(), states);
                }
                None => untyped(&mut self.context, member.value(), &member.key_range(), states),
            }
            self.context.leave();
        }
        mistaken_shape::merge(&mut self.context, object, node, first);
        same_mistake::merge_fields(&mut self.context, node, first);
    }

    fn map(&mut self, map: &'static Map, node: Node<'a>, key: &Range<usize>, states: PathStates) {
        duplicate_key::check(&mut self.context, node);
        if wrong_type::check_map(&mut self.context, map, node) {
            return children(&mut self.context, node, matcher::nowhere());
        }
        let explained = wrong_type::check_entries(&mut self.context, map, node);
        for check in &self.checker.checks.map {
            check(&mut self.context, map, node, key);
        }
        for (name, member) in node.effective_members() {
            if explained.iter().any(|entry| entry == name) {
                self.context.enter(member);
                children(&mut self.context, member.value(), matcher::nowhere());
                self.context.leave();
                continue;
            }
            let states = matcher::advance(states, member);
            if is_unit(map, member) {
                let key = UnitKey { shape: Some(&map.value), kind: Some(map.kind), name };
                self.child_unit(key, member, states);
                continue;
            }
            self.context.enter(member);
            self.entry(map.kind, member);
            self.value(&map.value, member.value(), &member.key_range(), states);
            self.context.leave();
        }
    }

    /// Checks a unit inside this one.
    fn child_unit(&mut self, key: UnitKey<'a>, member: Member<'a>, states: PathStates) {
        self.checker.stored = self.context.stored;
        let unit = self.checker.check_unit_cached(key, member.value(), Some(member), states);
        self.context.stored = self.checker.stored;
        let Some(unit) = unit else { return };
        let path = self.context.shared_path().enter(member);
        self.children.push(ChildUnit::new(unit, path, member, self.base));
    }
}
