//! Fields with a plain value, and objects that are compared as one.

use std::collections::BTreeSet;

use super::{At, Pair, Walk};
use crate::diff::checks::{self, Check};
use crate::diff::finding::Part;
use crate::diff::sink::{Context, Difference, Located};
use crate::diff::value::{Place, Value};
use crate::manifest::field_names as names;
use crate::manifest::known::HIDDEN;
use crate::manifest::types::{EntryKind, Field, Map, Shape};

impl<'t> Walk<'_, 't> {
    /// Compares a field that is neither an object with fields nor a map nor a schema.
    pub(super) fn leaf(
        &mut self,
        field: &'static Field,
        (old, new): Pair<'_, 't>,
        around: Pair<'_, 't>,
        at: &At<'_>,
    ) {
        let flag = |side: Option<&Place<'t>>| side.and_then(|it| it.value.bool()).unwrap_or(false);
        let is_flag = matches!(field.shape, Shape::Flag(_));
        if is_flag && flag(old) == flag(new) {
            return;
        }
        let is_on = flag(new);
        let is_root = at.entry.is_none() && at.context.part == Part::Integration;
        let check: &'static Check = match (field.name, at.entry) {
            // The version has findings of its own; both forms of the visibility are one.
            (names::VERSION | names::VISIBILITY | names::PUBLIC, None) if is_root => return,
            (names::NAME, None) if is_root => &checks::NAME_CHANGED,
            (names::NAME, Some(EntryKind::Target(_))) => &checks::INTERFACE_MEMBER_MOVED,
            (names::ID, Some(EntryKind::Interface)) => &checks::INTERFACE_VERSION_CHANGED,
            (names::TYPE, Some(EntryKind::State)) => &checks::STATE_OWNER_CHANGED,
            (names::BILLABLE, _) if is_on => &checks::BILLING_STARTED,
            (names::BILLABLE, _) => &checks::BILLING_STOPPED,
            (names::CACHEABLE, _) => &checks::CACHING_CHANGED,
            (names::REQUIRED, _) if is_on => &checks::IDENTIFIER_REQUIRED,
            (names::REQUIRED, _) => &checks::IDENTIFIER_OPTIONAL,
            (names::LINK_TEMPLATE_SCRIPT, _) => &checks::LINK_SCRIPT_CHANGED,
            (names::EXTRACT_SCRIPT, _) => &checks::EXTRACT_SCRIPT_CHANGED,
            (names::FALLBACK_HANDLER_SCRIPT, _) => &checks::FALLBACK_SCRIPT_CHANGED,
            (names::ICON, _) => &checks::ICON_CHANGED,
            (names::README, _) => &checks::README_CHANGED,
            (names::CODE, _) => &checks::CODE_CHANGED,
            (names::URL, _) => &checks::URL_CHANGED,
            (names::TITLE, _) => &checks::TITLE_CHANGED,
            (names::DESCRIPTION, _) => &checks::DESCRIPTION_CHANGED,
            _ => &checks::METADATA_CHANGED,
        };
        let owner = at.context.definition.map(|name| format!(" of `{name}`")).unwrap_or_default();
        let text = |side: Option<&Place<'t>>| side.and_then(|it| it.value.string());
        let message = match (text(old), text(new)) {
            (Some(old), Some(new))
                if [names::NAME, names::TYPE, names::ID].contains(&field.name) =>
            {
                format!("`{}`{owner} changes from `{old}` to `{new}`.", field.name)
            }
            _ if is_flag => flag_message(field, at.context.definition, is_on),
            _ => match (old, new) {
                (None, Some(_)) => format!("`{}`{owner} is new.", field.name),
                (Some(_), None) => format!("`{}`{owner} is removed.", field.name),
                _ => format!("`{}`{owner} changes.", field.name),
            },
        };
        // The content of code has no place in a report.
        let value = |side: Option<&Place<'t>>| {
            side.map(|it| it.value).filter(|_| field.name != names::CODE)
        };
        let difference = Difference {
            old: Located { place: old.or(around.0), value: value(old) },
            new: Located { place: new.or(around.1), value: value(new) },
            subject: Some(field.name.to_owned()),
            ..Difference::new(check, message)
        };
        self.report(difference, at);
    }

    /// Compares an entry whose value is plain: an attribute, a secret.
    pub(super) fn plain_entry(
        &mut self,
        map: &'static Map,
        name: &str,
        (old, new): Pair<'_, 't>,
        at: &At<'_>,
    ) {
        if map.kind == EntryKind::Secret {
            // A value of a secret is not part of the contract, and must not be in a report.
            return;
        }
        let is_set = |side: Option<&Place<'t>>| {
            side.and_then(|it| it.value.string()).as_deref() == Some("true")
        };
        let is_hidden = name == HIDDEN.name && is_set(new) && !is_set(old);
        let check = match map.kind {
            EntryKind::Attribute if is_hidden => &checks::HIDDEN_IN_STUDIO,
            EntryKind::Attribute => &checks::ATTRIBUTE_CHANGED,
            _ => &checks::METADATA_CHANGED,
        };
        let owner = at.context.definition.map(|it| format!(" of `{it}`")).unwrap_or_default();
        let message = match (old, new) {
            _ if is_hidden => {
                let thing = at.context.definition.unwrap_or("the integration");
                format!("`{thing}` is now hidden in Botpress Studio.")
            }
            (None, _) => format!("The attribute `{name}`{owner} is new."),
            (_, None) => format!("The attribute `{name}`{owner} is removed."),
            _ => format!("The attribute `{name}`{owner} changes."),
        };
        self.report_entry(check, name, (old, new), message, at);
    }

    fn report_entry(
        &mut self,
        check: &'static Check,
        name: &str,
        (old, new): Pair<'_, 't>,
        message: String,
        at: &At<'_>,
    ) {
        let (old, new, subject) = (old.into(), new.into(), Some(name.to_owned()));
        self.report(Difference { old, new, subject, ..Difference::new(check, message) }, at);
    }

    /// Compares an extra operation by its switch.
    pub(super) fn operation(&mut self, name: &str, (old, new): Pair<'_, 't>, at: &At<'_>) {
        let (was_on, is_on) = (is_enabled(old), is_enabled(new));
        let (check, word) = match (was_on, is_on) {
            (true, false) => (&checks::OPERATION_DISABLED, "disabled"),
            (false, true) => (&checks::OPERATION_ENABLED, "enabled"),
            _ => return,
        };
        let message = format!("The operation `{name}` is now {word}.");
        self.report_entry(check, name, (old, new), message, at);
    }

    /// Compares `creation` of users or conversations.
    pub(super) fn creation(&mut self, (old, new): Pair<'_, 't>, at: &At<'_>) {
        let owner = match at.context.definition {
            Some(channel) => format!("conversations of `{channel}`"),
            None => "users".to_owned(),
        };
        let report = |walk: &mut Self, check, tag: Option<&str>, message| {
            let (old, new, subject) = (old.into(), new.into(), tag.map(str::to_owned));
            walk.report(Difference { old, new, subject, ..Difference::new(check, message) }, at);
        };
        match (is_enabled(old), is_enabled(new)) {
            (true, false) => {
                let message = format!("Creation of {owner} through the API is disabled.");
                report(self, &checks::CREATION_DISABLED, None, message);
            }
            (false, true) => {
                let message = format!("Creation of {owner} through the API is enabled.");
                report(self, &checks::CREATION_ENABLED, None, message);
            }
            (true, true) => {
                let (from, to) = (required_tags(old), required_tags(new));
                for tag in to.difference(&from) {
                    let message = format!("Creation of {owner} now requires the tag `{tag}`.");
                    report(self, &checks::CREATION_TAG_REQUIRED, Some(tag), message);
                }
                for tag in from.difference(&to) {
                    let message =
                        format!("Creation of {owner} no longer requires the tag `{tag}`.");
                    report(self, &checks::CREATION_TAG_NOT_REQUIRED, Some(tag), message);
                }
            }
            (false, false) => {}
        }
    }

    /// Reports `creation` that is enabled on both sides of a new major version.
    pub(super) fn creation_kept(&mut self, old: &Place<'t>, new: &Place<'t>, at: &At<'_>) {
        let users = new.get(names::USER).map(|user| (None, user, old.get(names::USER)));
        let channels = new.get(names::CHANNELS);
        let before = old.get(names::CHANNELS);
        let conversations =
            channels.iter().flat_map(Place::members).filter_map(|(name, channel)| {
                let conversation = channel.get(names::CONVERSATION)?;
                let before = before.as_ref().and_then(|it| it.get(name)?.get(names::CONVERSATION));
                Some((Some(name), conversation, before))
            });
        for (channel, owner, before) in users.into_iter().chain(conversations) {
            let before = before.and_then(|it| it.get(names::CREATION));
            let now = owner.get(names::CREATION);
            if !is_enabled(before.as_ref()) || !is_enabled(now.as_ref()) {
                continue;
            }
            let (part, owner) = match channel {
                Some(name) => (Part::Channel, format!("conversations of `{name}`")),
                None => (Part::User, "users".to_owned()),
            };
            let context = Context { part, definition: channel, title: None };
            let at = At { context, ..at.clone() };
            let message = format!("Creation of {owner} is still enabled in a new major version.");
            let difference = Difference {
                old: Located { place: before.as_ref(), value: None },
                new: Located { place: now.as_ref(), value: None },
                ..Difference::new(&checks::CREATION_KEPT_IN_MAJOR, message)
            };
            self.report(difference, &at);
        }
    }

    /// Compares the visibility, which `visibility` or the older `public` sets.
    pub(super) fn visibility(&mut self, old: &Place<'t>, new: &Place<'t>, at: &At<'_>) {
        let (from, to) = (visibility_of(old.value), visibility_of(new.value));
        let check = match from.cmp(&to) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Greater => &checks::VISIBILITY_NARROWED,
            std::cmp::Ordering::Less => &checks::VISIBILITY_WIDENED,
        };
        let place = |side: &Place<'t>| {
            let written = side.get(names::VISIBILITY).or_else(|| side.get(names::PUBLIC));
            written.unwrap_or_else(|| side.clone())
        };
        let (old, new) = (place(old), place(new));
        let scalar = |place: &Place<'t>| Some(place.value).filter(|it| !it.is_object());
        let message = format!("The visibility changes from `{}` to `{}`.", from.name(), to.name());
        let difference = Difference {
            old: Located { place: Some(&old), value: scalar(&old) },
            new: Located { place: Some(&new), value: scalar(&new) },
            ..Difference::new(check, message)
        };
        self.report(difference, at);
    }
}

/// The meaning of a flag whose value is now `is_on`.
fn flag_message(field: &Field, definition: Option<&str>, is_on: bool) -> String {
    let now = if is_on { "now" } else { "no longer" };
    match (field.name, definition) {
        (names::REQUIRED, Some(name)) => {
            format!("Installations with the configuration `{name}` {now} require an identifier.")
        }
        (names::REQUIRED, None) => format!("Installations {now} require an identifier."),
        (names::BILLABLE, Some(name)) => format!("The action `{name}` is {now} billable."),
        (names::CACHEABLE, Some(name)) => format!("The action `{name}` is {now} cacheable."),
        _ => {
            let owner = definition.map(|name| format!(" of `{name}`")).unwrap_or_default();
            format!("`{}`{owner} changes from `{}` to `{is_on}`.", field.name, !is_on)
        }
    }
}

fn is_enabled(side: Option<&Place<'_>>) -> bool {
    side.and_then(|it| it.value.get(names::ENABLED)?.bool()).unwrap_or(false)
}

fn required_tags(side: Option<&Place<'_>>) -> BTreeSet<String> {
    let list = side.and_then(|it| it.value.get(names::REQUIRED_TAGS));
    let tags = list.into_iter().flat_map(Value::items).filter_map(Value::string);
    tags.map(|tag| tag.into_owned()).collect()
}

/// Audience of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) enum Visibility {
    Private,
    Unlisted,
    Public,
}

impl Visibility {
    /// The value in the manifest.
    pub(in crate::diff) fn name(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Unlisted => "unlisted",
            Visibility::Public => "public",
        }
    }
}

/// Visibility of the manifest `root`.
pub(in crate::diff) fn visibility_of(root: Value<'_>) -> Visibility {
    match root.get(names::VISIBILITY).and_then(Value::string).as_deref() {
        Some("public") => Visibility::Public,
        Some("unlisted") => Visibility::Unlisted,
        Some(_) => Visibility::Private,
        None if root.get(names::PUBLIC).and_then(Value::bool) == Some(true) => Visibility::Public,
        None => Visibility::Private,
    }
}
