//! State of a comparison of two schemas, and its agreement with the platform's comparison.

use std::collections::HashSet;

use super::message;
use crate::diff::checks::{self, Check, Refused, Scope};
use crate::diff::finding::{Direction, Finding, Level, Platform};
use crate::diff::platform::{self, Verdict};
use crate::diff::sink::{Context, Difference, Located, Sink};
use crate::diff::value::{Place, Value};

/// Maximum number of pairs of schemas compared for one pair of root schemas. Beyond it, the schema
/// is reported as not judged.
const MAX_STEPS: usize = 100_000;

/// Maximum nesting, references included.
pub(super) const MAX_DEPTH: usize = 200;

/// Name of a property, or `None` for an element of an array or a value of a map.
pub(super) type Step<'t> = Option<&'t str>;

/// A comparison of two root schemas.
pub(super) struct Walk<'c, 't> {
    pub(super) old_root: &'c Place<'t>,
    pub(super) new_root: &'c Place<'t>,
    pub(super) context: &'c Context<'c>,
    pub(super) path: Vec<Step<'t>>,
    /// Pairs of schemas in progress: a circle of references ends at a pair met before.
    pub(super) open: HashSet<(usize, usize)>,
    pub(super) steps: usize,
    pub(super) depth: usize,
    /// Whether references occur, so that equal texts may differ in meaning.
    pub(super) has_references: bool,
    found: Vec<(Finding, Vec<Option<String>>)>,
    sink: &'c mut Sink,
    /// In a trial, only the worst level counts.
    trial: Option<Level>,
}

impl<'t> Walk<'_, 't> {
    /// The level of `check` in the direction of the schema.
    pub(super) fn level(&self, check: &Check) -> Level {
        match self.direction() {
            Direction::Consumed | Direction::FilledIn | Direction::Stored => check.consumed,
            Direction::Produced => check.produced,
            Direction::Both => check.consumed.max(check.produced).min(Level::Risky),
        }
    }

    pub(super) fn direction(&self) -> Direction {
        self.context.part.direction().unwrap_or(Direction::Both)
    }

    /// Counts a step; `false` if there were too many.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= MAX_STEPS
    }

    /// Reports a difference.
    pub(super) fn report<'d>(
        &mut self,
        check: &'static Check,
        old: impl Into<Located<'d, 't>>,
        new: impl Into<Located<'d, 't>>,
    ) where
        't: 'd,
    {
        self.report_level(check, self.level(check), old.into(), new.into(), None);
    }

    /// Reports a difference of a keyword, a type or a value called `subject`.
    pub(super) fn report_subject<'d>(
        &mut self,
        check: &'static Check,
        old: impl Into<Located<'d, 't>>,
        new: impl Into<Located<'d, 't>>,
        subject: &str,
    ) where
        't: 'd,
    {
        self.report_level(check, self.level(check), old.into(), new.into(), Some(subject));
    }

    /// Reports a difference whose level depends on more than the check and the direction.
    pub(super) fn report_level(
        &mut self,
        check: &'static Check,
        level: Level,
        old: Located<'_, 't>,
        new: Located<'_, 't>,
        subject: Option<&str>,
    ) {
        if let Some(worst) = &mut self.trial {
            *worst = (*worst).max(level);
            return;
        }
        if !self.sink.has_room() {
            self.sink.dropped(level);
            return;
        }
        let label = message::label(&self.path);
        let message = message::message(check, &label, subject, old.value, new.value, self.context);
        let difference = Difference {
            check,
            level,
            platform: Platform::Accepts,
            old,
            new,
            subject: subject.or(self.path.iter().rev().find_map(|step| *step)).map(str::to_owned),
            message,
            is_produced: self.direction() == Direction::Produced,
        };
        let path = self.path.iter().map(|step| step.map(str::to_owned)).collect();
        self.found.push((self.context.finding(difference, self.sink), path));
    }

    /// Whether differences are only counted.
    pub(super) fn is_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// Sets the hints of the property `old` that was removed, and of `new` that was added beside it.
    pub(super) fn rename(&mut self, old: &str, new: &str) {
        let depth = self.path.len();
        for (finding, path) in self.found.iter_mut().rev() {
            let is_beside = path.len() == depth + 1
                && path.iter().zip(&self.path).all(|(a, b)| a.as_deref() == *b);
            let name = path.last().and_then(|step| step.as_deref());
            if !is_beside || finding.renamed.is_some() {
                continue;
            }
            if *finding.check == checks::PROPERTY_REMOVED && name == Some(old) {
                finding.renamed = Some(new.to_owned());
                finding.hint = Some(format!("if it is renamed to `{new}`, keep `{old}` as well"));
            } else if finding.check.id.starts_with(checks::PROPERTY_ADDED.id) && name == Some(new) {
                finding.renamed = Some(old.to_owned());
            }
        }
    }

    /// Runs `compare` without reporting. Returns the worst level of what it would report.
    pub(super) fn try_compare(&mut self, compare: impl FnOnce(&mut Self)) -> Level {
        let outer = self.trial.replace(Level::Note);
        compare(self);
        let worst = self.trial.unwrap_or(Level::Breaking);
        self.trial = outer;
        worst
    }
}

/// Compares the schemas at `old` and `new` and adds the findings to `sink`.
pub(in crate::diff) fn compare_schemas<'t>(
    old: &Place<'t>,
    new: &Place<'t>,
    context: &Context<'_>,
    sink: &mut Sink,
) {
    let is_equal = old.value.equals(new.value);
    if is_equal && !may_refuse_itself(old.value) {
        return;
    }
    if old.value.is_broken() || new.value.is_broken() {
        sink.not_compared(Some(old), Some(new), context);
        return;
    }
    let mut walk = Walk {
        old_root: old,
        new_root: new,
        context,
        path: Vec::new(),
        open: HashSet::new(),
        steps: 0,
        depth: 0,
        has_references: has_references(old) || has_references(new),
        found: Vec::new(),
        sink,
        trial: None,
    };
    if !is_equal {
        walk.compare(std::slice::from_ref(old), std::slice::from_ref(new));
    }
    if walk.steps > MAX_STEPS {
        walk.path.clear();
        walk.report(&checks::UNJUDGED, old, new);
    }
    walk.sink.compared += walk.steps;
    let found = std::mem::take(&mut walk.found);
    let found = agree(found, old, new, context, walk.sink);
    for finding in found {
        sink.push(finding);
    }
}

/// Whether a reference is anywhere inside. A property called `$ref` counts too, which only costs time.
fn has_references(place: &Place<'_>) -> bool {
    place.value.contains(crate::manifest::field_names::REF)
}

/// Whether the platform may reject a schema that did not change. It compares an intersection part by
/// part, so an intersection of different types is not included in itself.
fn may_refuse_itself(schema: Value<'_>) -> bool {
    use crate::manifest::field_names as names;
    let is_schema = |value: Option<Value<'_>>| value.is_some_and(|it| it.bool().is_none());
    if schema.is_object()
        && (schema.has(names::ALL_OF)
            || is_schema(schema.get(names::ADDITIONAL_PROPERTIES)) && schema.has(names::PROPERTIES)
            || schema.has(names::ADDITIONAL_ITEMS) && schema.has(names::ITEMS))
    {
        return true;
    }
    let is_possible = [names::ALL_OF, names::ADDITIONAL_PROPERTIES, names::ADDITIONAL_ITEMS]
        .iter()
        .any(|name| schema.may_contain(name));
    is_possible
        && (schema.named().any(|(_, value)| may_refuse_itself(value))
            || schema.items().any(may_refuse_itself))
}

/// Adds the platform's verdict to the findings of a schema.
fn agree<'t>(
    mut found: Vec<(Finding, Vec<Option<String>>)>,
    old: &Place<'t>,
    new: &Place<'t>,
    context: &Context<'_>,
    sink: &mut Sink,
) -> Vec<Finding> {
    let all_with = |found: Vec<(Finding, _)>, platform| {
        found.into_iter().map(|(finding, _)| Finding { platform, ..finding }).collect()
    };
    let (from, to) = match context.part.direction() {
        Some(Direction::Both) | None => return all_with(found, Platform::Unknown),
        Some(Direction::Produced) => (new, old),
        Some(_) => (old, new),
    };
    let verdict = platform::of_schema(from)
        .and_then(|from| Ok(platform::is_included(&from, &platform::of_schema(to)?)));
    let reasons = match verdict {
        Ok(Verdict::Included) => Vec::new(),
        Ok(Verdict::Refused(reasons)) => reasons,
        Ok(Verdict::Unknown) => return all_with(found, Platform::Unknown),
        Err(_) => return all_with(found, Platform::NotCompared),
    };
    let mut prefixes: HashSet<&[Option<String>]> = HashSet::new();
    for reason in &reasons {
        for end in (0..=reason.path.len()).rev() {
            if !prefixes.insert(&reason.path[..end]) {
                break;
            }
        }
    }
    let is_produced = context.part.direction() == Some(Direction::Produced);
    let mut is_explained = false;
    for (finding, path) in &mut found {
        let refused = match finding.check.scope {
            Scope::Schema(Refused::Both) => true,
            Scope::Schema(Refused::Consumed) => !is_produced,
            Scope::Schema(Refused::Produced) => is_produced,
            _ => false,
        };
        if refused && finding.level == Level::Breaking && prefixes.contains(&path[..]) {
            finding.platform = Platform::Refuses;
            is_explained = true;
        }
    }
    let mut findings: Vec<Finding> = found.into_iter().map(|(finding, _)| finding).collect();
    if let Some(reason) = reasons.first()
        && !is_explained
    {
        let (old_place, new_place) = (deepest(old, &reason.path), deepest(new, &reason.path));
        let message = message::incompatible(context, old.value.equals(new.value));
        let difference = Difference {
            level: Level::Breaking,
            platform: Platform::Refuses,
            old: Located::from(&old_place),
            new: Located::from(&new_place),
            is_produced,
            ..Difference::new(&checks::SCHEMA_INCOMPATIBLE, message)
        };
        let mut finding = context.finding(difference, sink);
        finding.hint = Some(format!(
            "{} (Botpress reports `{}`)",
            checks::SCHEMA_INCOMPATIBLE.advice,
            reason.text
        ));
        findings.push(finding);
    }
    findings
}

/// Place of the property that `path` names, as far as it exists in a schema without alternatives.
fn deepest<'t>(schema: &Place<'t>, path: &[Option<String>]) -> Place<'t> {
    use crate::manifest::field_names as names;
    let mut place = schema.clone();
    for step in path {
        let next = match step {
            Some(name) => place.get(names::PROPERTIES).and_then(|listed| listed.get(name)),
            None => place.get(names::ITEMS).or_else(|| place.get(names::ADDITIONAL_PROPERTIES)),
        };
        let Some(next) = next else { break };
        place = next;
    }
    place
}
