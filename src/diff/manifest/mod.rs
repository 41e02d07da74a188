//! Comparison of two manifests along the description of their fields.
//!
//! The walk follows [`INTEGRATION`], so a new field takes part by its description. Fields with
//! checks of their own are named by their constants; any other field is `metadata-changed`.

mod interfaces;
mod leaves;
mod renames;

pub(super) use leaves::{Visibility, visibility_of};

use std::collections::HashMap;

use super::checks::{self, Check};
use super::finding::{Level, Part};
use super::schema::compare_schemas;
use super::sink::{Context, Difference, Located, Sink};
use super::value::{Document, Place, Value};
use crate::manifest::types::{EntryKind, Field, Map, Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names};

/// Schema of a configuration that is absent.
pub(super) const NO_CONFIGURATION: &str = r#"{"type":"object","properties":{}}"#;

/// Where the walk is.
#[derive(Debug, Clone)]
struct At<'c> {
    context: Context<'c>,
    /// Kind of the innermost entry of a map.
    entry: Option<EntryKind>,
    /// Name of the field that contains the object.
    field: &'static str,
    /// Name of the field around that one.
    outer: &'static str,
    /// Whether a member may be missing because of a syntax error.
    is_lossy: bool,
}

/// A comparison of two manifests.
struct Walk<'c, 't> {
    sink: &'c mut Sink,
    default_schema: Option<Place<'t>>,
    old_root: &'c Place<'t>,
}

type Pair<'p, 't> = (Option<&'p Place<'t>>, Option<&'p Place<'t>>);

/// Compares the manifests at `old` and `new`. `default` is the schema of an absent configuration.
pub(super) fn compare_manifests<'t>(
    old: &Place<'t>,
    new: &Place<'t>,
    default: &'t Document<'_>,
    is_major: bool,
    sink: &mut Sink,
) {
    let at = At {
        context: Context { part: Part::Integration, definition: None, title: None },
        entry: None,
        field: "",
        outer: "",
        is_lossy: false,
    };
    if old.value.equals(new.value) {
        return;
    }
    let mut walk = Walk { sink, default_schema: default.root(), old_root: old };
    walk.object(&INTEGRATION, (Some(old), Some(new)), &at);
    walk.visibility(old, new, &at);
    if is_major {
        walk.creation_kept(old, new, &at);
    }
}

impl<'t> Walk<'_, 't> {
    /// Compares the fields of an object.
    fn object(&mut self, object: &'static Object, (old, new): Pair<'_, 't>, at: &At<'_>) {
        let is_wrong = |side: Option<&Place<'t>>| side.is_some_and(|it| !it.value.is_object());
        if is_wrong(old) || is_wrong(new) {
            return self.sink.not_compared(old, new, &at.context);
        }
        let is_lossy =
            |side: Option<&Place<'t>>| side.is_some_and(|it| it.value.may_lack_members());
        let at = At { is_lossy: at.is_lossy || is_lossy(old) || is_lossy(new), ..at.clone() };
        for field in object.fields {
            let get = |side: Option<&Place<'t>>| side.and_then(|side| side.get(field.name));
            let (from, to) = (get(old), get(new));
            self.field(field, (from.as_ref(), to.as_ref()), (old, new), &at);
        }
    }

    /// Compares a field. `around` is the object that contains it.
    fn field(
        &mut self,
        field: &'static Field,
        (old, new): Pair<'_, 't>,
        around: Pair<'_, 't>,
        at: &At<'_>,
    ) {
        match (old, new) {
            (None, None) => return,
            (Some(old), Some(new)) if old.value.equals(new.value) && !has_schemas(&field.shape) => {
                return;
            }
            _ => {}
        }
        if at.is_lossy && (old.is_none() || new.is_none()) {
            return self.sink.not_compared(old, new, &at.context);
        }
        let inner = At { field: field.name, outer: at.field, ..at.clone() };
        match field.shape {
            Shape::Object(object) => self.nested(object, (old, new), &inner),
            Shape::Map(map) => self.map(map, (old, new), around, &inner),
            Shape::Schema => self.schema((old, new), around, &inner),
            _ => self.leaf(field, (old, new), around, &inner),
        }
    }

    fn nested(&mut self, object: &'static Object, pair: Pair<'_, 't>, at: &At<'_>) {
        let mut at = at.clone();
        at.context.part = match at.field {
            names::INPUT => Part::ActionInput,
            names::OUTPUT => Part::ActionOutput,
            names::CONFIGURATION => Part::Configuration,
            names::IDENTIFIER if at.entry.is_none() && at.context.part == Part::Integration => {
                Part::Identifier
            }
            names::USER => Part::User,
            names::CREATION => return self.creation(pair, &at),
            _ => at.context.part,
        };
        self.object(object, pair, &at);
    }

    fn schema(&mut self, (old, new): Pair<'_, 't>, around: Pair<'_, 't>, at: &At<'_>) {
        let default =
            (at.context.part == Part::Configuration).then(|| self.default_schema.clone()).flatten();
        let (from, to) = (old.or(default.as_ref()), new.or(default.as_ref()));
        let (Some(from), Some(to)) = (from, to) else {
            return self.sink.not_compared(old.or(around.0), new.or(around.1), &at.context);
        };
        compare_schemas(from, to, &at.context, self.sink);
    }

    /// Compares the entries of a map by name.
    fn map(
        &mut self,
        map: &'static Map,
        (old, new): Pair<'_, 't>,
        around: Pair<'_, 't>,
        at: &At<'_>,
    ) {
        let is_wrong = |side: Option<&Place<'t>>| side.is_some_and(|it| !it.value.is_object());
        if is_wrong(old) || is_wrong(new) {
            return self.sink.not_compared(old, new, &at.context);
        }
        let is_lossy =
            |side: Option<&Place<'t>>| side.is_some_and(|it| it.value.may_lack_members());
        let (old_lossy, new_lossy) = (is_lossy(old), is_lossy(new));
        let entries = |side: Option<&Place<'t>>| -> Vec<(&'t str, Place<'t>)> {
            side.map(|side| side.members().collect()).unwrap_or_default()
        };
        let (from, to) = (entries(old), entries(new));
        let by_name: HashMap<&str, usize> =
            to.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
        let mut is_paired = vec![false; to.len()];
        let mut removed = Vec::new();
        let mut pairs = Vec::new();
        for (name, place) in &from {
            match by_name.get(name) {
                Some(index) => {
                    is_paired[*index] = true;
                    pairs.push((*name, place, &to[*index].1));
                }
                None => removed.push((*name, place)),
            }
        }
        let mut added: Vec<(&'t str, &Place<'t>)> = to
            .iter()
            .zip(&is_paired)
            .filter(|(_, is_paired)| !**is_paired)
            .map(|((name, place), _)| (*name, place))
            .collect();
        if map.kind == EntryKind::Interface {
            pairs.extend(interfaces::pair_renamed(&mut removed, &mut added));
        }
        for (name, old, new) in pairs {
            self.entry(map, name, (Some(old), Some(new)), at);
        }
        let first = self.sink.findings.len();
        let removed_pairs = removed
            .iter()
            .map(|&(name, old)| (name, (Some(old), None), new.or(around.1), new_lossy));
        let added_pairs =
            added.iter().map(|&(name, new)| (name, (None, Some(new)), old.or(around.0), old_lossy));
        for (name, pair, parent, is_parent_lossy) in removed_pairs.chain(added_pairs) {
            if at.is_lossy || is_parent_lossy {
                self.sink.not_compared(pair.0, pair.1, &at.context);
            } else {
                self.unpaired(map, name, pair, parent, at);
            }
        }
        renames::link(&mut self.sink.findings[first..], &removed, &added);
    }

    fn context<'n>(&self, map: &Map, name: &'n str, place: &Place<'t>, at: &At<'n>) -> Context<'n> {
        let part = match map.kind {
            EntryKind::Action => Part::Action,
            EntryKind::Event => Part::Event,
            EntryKind::State => Part::State,
            EntryKind::Entity => Part::Entity,
            EntryKind::Channel => Part::Channel,
            EntryKind::Message => Part::Message,
            EntryKind::Configuration => Part::Configuration,
            EntryKind::Interface => Part::Interface,
            EntryKind::Secret => Part::Secret,
            EntryKind::Operation => Part::Operation,
            _ => at.context.part,
        };
        if !map.kind.is_definition() || map.kind == EntryKind::Tag {
            return Context { part, ..at.context.clone() };
        }
        let title = place.value.get(names::TITLE).and_then(Value::string);
        Context { part, definition: Some(name), title: title.map(|title| title.into_owned()) }
    }

    /// Compares two entries of a map that have one name.
    fn entry(&mut self, map: &'static Map, name: &'t str, (old, new): Pair<'_, 't>, at: &At<'_>) {
        let (Some(from), Some(to)) = (old, new) else { return };
        if from.value.equals(to.value) && !has_schemas(&map.value) {
            return;
        }
        let context = self.context(map, name, to, at);
        let inner = At { context, entry: Some(map.kind), field: "", ..at.clone() };
        match map.value {
            Shape::Object(_) if map.kind == EntryKind::Operation => {
                self.operation(name, (old, new), &inner);
            }
            Shape::Object(object) => self.object(object, (old, new), &inner),
            _ => self.plain_entry(map, name, (old, new), &inner),
        }
    }

    /// Compares an entry that only one of the manifests has. `parent` is the place in the other one
    /// that would contain it.
    fn unpaired(
        &mut self,
        map: &'static Map,
        name: &'t str,
        (old, new): Pair<'_, 't>,
        parent: Option<&Place<'t>>,
        at: &At<'_>,
    ) {
        let Some(place) = old.or(new) else { return };
        let context = self.context(map, name, place, at);
        let inner = At { context, entry: Some(map.kind), ..at.clone() };
        let Some((removed, added)) = entry_checks(map.kind, at) else {
            return match map.kind {
                EntryKind::Operation => self.operation(name, (old, new), &inner),
                _ => self.plain_entry(map, name, (old, new), &inner),
            };
        };
        let (check, change) = if old.is_some() { (removed, "removed") } else { (added, "new") };
        let is_used_entity = old.is_some()
            && map.kind == EntryKind::Entity
            && interfaces::names_entity(self.old_root, name);
        let message = format!("{} is {change}.", described(map.kind, name, &inner));
        let value = |side: Option<&Place<'t>>| {
            side.filter(|_| map.kind != EntryKind::Secret).map(|side| side.value)
        };
        let mut difference = Difference {
            old: Located { place: old.or(parent), value: value(old) },
            new: Located { place: new.or(parent), value: value(new) },
            subject: Some(name.to_owned()),
            ..Difference::new(check, message)
        };
        if is_used_entity {
            difference.level = Level::Breaking;
        }
        self.report(difference, &inner);
    }

    fn report(&mut self, difference: Difference<'_, 't>, at: &At<'_>) {
        if !self.sink.has_room() {
            return self.sink.dropped(difference.level);
        }
        let finding = at.context.finding(difference, self.sink);
        self.sink.push(finding);
    }
}

/// Checks for a removed and an added entry of a map. `None` if entries are compared like fields.
fn entry_checks(kind: EntryKind, at: &At<'_>) -> Option<(&'static Check, &'static Check)> {
    Some(match kind {
        EntryKind::Action => (&checks::ACTION_REMOVED, &checks::ACTION_ADDED),
        EntryKind::Event => (&checks::EVENT_REMOVED, &checks::EVENT_ADDED),
        EntryKind::Channel => (&checks::CHANNEL_REMOVED, &checks::CHANNEL_ADDED),
        EntryKind::Message => (&checks::MESSAGE_REMOVED, &checks::MESSAGE_ADDED),
        EntryKind::Configuration => (&checks::CONFIGURATION_REMOVED, &checks::CONFIGURATION_ADDED),
        EntryKind::State => (&checks::STATE_REMOVED, &checks::STATE_ADDED),
        EntryKind::Entity => (&checks::ENTITY_REMOVED, &checks::ENTITY_ADDED),
        EntryKind::Interface => (&checks::INTERFACE_REMOVED, &checks::INTERFACE_ADDED),
        EntryKind::Target(_) => {
            (&checks::INTERFACE_MEMBER_REMOVED, &checks::INTERFACE_MEMBER_ADDED)
        }
        EntryKind::Secret => (&checks::SECRET_REMOVED, &checks::SECRET_ADDED),
        EntryKind::Tag if at.context.part == Part::User => {
            (&checks::USER_TAG_REMOVED, &checks::USER_TAG_ADDED)
        }
        EntryKind::Tag if at.outer == names::MESSAGE => {
            (&checks::MESSAGE_TAG_REMOVED, &checks::MESSAGE_TAG_ADDED)
        }
        EntryKind::Tag => (&checks::CONVERSATION_TAG_REMOVED, &checks::CONVERSATION_TAG_ADDED),
        _ => return None,
    })
}

/// An entry as the subject of a sentence: "The action `createIssue`".
fn described(kind: EntryKind, name: &str, at: &At<'_>) -> String {
    let noun = match kind {
        EntryKind::Tag if at.context.part == Part::User => "user tag",
        EntryKind::Tag if at.outer == names::MESSAGE => "message tag",
        EntryKind::Tag => "conversation tag",
        EntryKind::Interface => "interface",
        EntryKind::Configuration => "configuration",
        kind => kind.noun().split_once(' ').map_or("", |(_, noun)| noun),
    };
    let owner = match (kind, at.context.definition) {
        (EntryKind::Tag | EntryKind::Target(_), Some(owner)) => format!(" of `{owner}`"),
        _ => String::new(),
    };
    format!("The {noun} `{name}`{owner}")
}

/// Whether a value may contain schemas. They are compared even if they did not change.
fn has_schemas(shape: &Shape) -> bool {
    match shape {
        Shape::Schema => true,
        Shape::Object(object) => object.fields.iter().any(|field| has_schemas(&field.shape)),
        Shape::Map(map) => has_schemas(&map.value),
        _ => false,
    }
}
