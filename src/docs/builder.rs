//! The reference of an integration, read from its manifest.

use std::ops::Range;

use super::fields;
use super::model::{Content, Entry, Model, Part, Section, Tag};
use super::sample::{Fields, sample};
use super::section::{Options, SectionKind};
use crate::embedded::svg::{self, Preview};
use crate::embedded::{self, base64};
use crate::manifest::field_names as names;
use crate::syntax::{Member, Node, Tree, pointer};
use crate::text::Source;

/// Maximum size of a readme in the reference, in bytes.
const MAX_README: usize = 512 << 10;

impl Model {
    /// Creates the reference of the manifest `tree` with all sections.
    pub(crate) fn complete(source: &dyn Source, tree: &Tree, options: &Options) -> Model {
        Model::new(source, tree, &options.with_all_sections())
    }

    /// Creates the reference of the manifest `tree`.
    pub(crate) fn new(source: &dyn Source, tree: &Tree, options: &Options) -> Model {
        let mut errors = Vec::new();
        tree.error_ranges(&mut |range, _| errors.push(range));
        match tree.root().filter(|root| root.is_object()) {
            Some(root) => Model::build(source, root, errors, options),
            None => Model::default(),
        }
    }

    /// Creates the reference of the manifest `root`, which contains no syntax error, with all sections.
    pub(crate) fn of_root(source: &dyn Source, root: Node<'_>, options: &Options) -> Model {
        Model::build(source, root, Vec::new(), &options.with_all_sections())
    }

    fn build(
        source: &dyn Source,
        root: Node<'_>,
        errors: Vec<Range<usize>>,
        options: &Options,
    ) -> Model {
        let builder = Builder { source, root, errors, options };
        let text = |name: &str| builder.text(root, name);
        let name = text(names::NAME).unwrap_or_default();
        let sections = SectionKind::ALL.into_iter().filter(|kind| options.includes(*kind));
        Model {
            title: text(names::TITLE).unwrap_or_else(|| name.clone()),
            name,
            version: text(names::VERSION),
            description: text(names::DESCRIPTION),
            category: builder.category(),
            icon: builder.icon(),
            readme: builder.readme(),
            sections: sections.filter_map(|kind| builder.section(kind)).collect(),
        }
    }
}

struct Builder<'t> {
    source: &'t dyn Source,
    root: Node<'t>,
    errors: Vec<Range<usize>>,
    options: &'t Options,
}

impl<'t> Builder<'t> {
    fn text(&self, node: Node<'t>, name: &str) -> Option<String> {
        let text = node.get(name)?.text(self.source)?;
        (!text.trim().is_empty()).then(|| text.into_owned())
    }

    fn flag(&self, node: Node<'t>, name: &str) -> bool {
        node.get(name).is_some_and(|node| *node.value() == crate::syntax::Value::Bool(true))
    }

    fn category(&self) -> Option<String> {
        let category = crate::manifest::known::CATEGORY;
        self.text(self.root.get(names::ATTRIBUTES)?, category)
    }

    fn icon(&self) -> Option<String> {
        let node = self.root.get(names::ICON)?;
        if node.range().len() > svg::MAX_SHOWN * 2 {
            return None;
        }
        let bytes = embedded::bytes(self.source, node)?;
        let Preview::Svg(shown) = svg::preview(&bytes) else { return None };
        Some(format!("data:image/svg+xml;base64,{}", base64::encode(shown.as_bytes())))
    }

    fn readme(&self) -> Option<String> {
        let node = self.root.get(names::README)?;
        if node.range().len() > MAX_README * 2 {
            return None;
        }
        let text = String::from_utf8(embedded::bytes(self.source, node)?).ok()?;
        (!text.trim().is_empty()).then_some(text)
    }

    fn section(&self, kind: SectionKind) -> Option<Section> {
        let Some(name) = kind.field() else {
            let (pointer, entries) = (String::new(), Vec::new());
            return Some(Section { kind, pointer, place: 0..0, entries });
        };
        let mut members: Vec<Member<'t>> = self.root.member(name).into_iter().collect();
        let entries = match kind {
            SectionKind::Configuration => {
                let default = members.iter().map(|member| self.configuration(*member, "", true));
                let mut entries: Vec<Entry> = default.collect();
                if let Some(others) = self.root.member(names::CONFIGURATIONS) {
                    let named = others.value().effective_members();
                    entries.extend(named.map(|(_, member)| {
                        self.configuration(member, &join("", names::CONFIGURATIONS), false)
                    }));
                    members.push(others);
                }
                entries
            }
            SectionKind::Tags => {
                let user = members.first()?.value();
                let part = self.tags("", user, &join("", name))?;
                let (pointer, place) = (part.pointer.clone(), part.place.clone());
                let entry = Entry { pointer, place, parts: vec![part], ..Entry::default() };
                vec![entry]
            }
            _ => {
                let map = members.first()?.value();
                let parent = join("", name);
                let visible = map
                    .effective_members()
                    .filter(|(_, member)| self.options.hidden || !self.is_hidden(member.value()));
                visible.map(|(_, member)| self.definition(kind, member, &parent)).collect()
            }
        };
        let place = members.first()?.key_range();
        let pointer = join("", name);
        (!entries.is_empty()).then_some(Section { kind, pointer, place, entries })
    }

    fn is_hidden(&self, node: Node<'t>) -> bool {
        let attributes = node.get(names::ATTRIBUTES);
        let hidden = crate::manifest::known::HIDDEN.name;
        attributes.and_then(|attributes| self.text(attributes, hidden)).as_deref() == Some("true")
    }

    /// Returns an entry with the facts that all definitions have.
    fn entry(&self, member: Member<'t>, parent: &str) -> Entry {
        let node = member.value();
        let mut pointer = parent.to_owned();
        member.push_to(&mut pointer);
        let range = member.range();
        let is_broken = self
            .errors
            .iter()
            .any(|error| error.start < range.end && range.start < error.end.max(error.start + 1));
        Entry {
            name: member.key().unwrap_or_default().to_owned(),
            title: self.text(node, names::TITLE),
            description: self.text(node, names::DESCRIPTION),
            pointer,
            place: member.key_range(),
            is_broken,
            ..Entry::default()
        }
    }

    fn configuration(&self, member: Member<'t>, parent: &str, is_default: bool) -> Entry {
        let mut entry = self.entry(member, parent);
        let node = member.value();
        if is_default {
            entry.title = entry.title.or_else(|| Some("Default configuration".to_owned()));
            entry.name.clear();
        }
        let identifier = node.get(names::IDENTIFIER);
        if identifier.is_some_and(|it| self.text(it, names::LINK_TEMPLATE_SCRIPT).is_some()) {
            entry.facts.push("The user signs in with a link.".to_owned());
        }
        entry.parts.extend(self.payload("", node, &entry.pointer, false));
        entry
    }

    fn definition(&self, kind: SectionKind, member: Member<'t>, parent: &str) -> Entry {
        let mut entry = self.entry(member, parent);
        let node = member.value();
        match kind {
            SectionKind::Channels => self.channel(node, &mut entry),
            SectionKind::Actions => {
                for (heading, name) in [("Input", names::INPUT), ("Output", names::OUTPUT)] {
                    let Some(part) = node.get(name) else { continue };
                    let pointer = join(&entry.pointer, name);
                    entry.parts.extend(self.payload(heading, part, &pointer, true));
                }
                if self.flag(node, names::BILLABLE) {
                    entry.facts.push("Calls are billable.".to_owned());
                }
                if self.flag(node, names::CACHEABLE) {
                    entry.facts.push("The output may be cached.".to_owned());
                }
            }
            SectionKind::Interfaces => entry.parts.extend(self.interface(node, &entry)),
            SectionKind::States => {
                if let Some(scope) = self.text(node, names::TYPE) {
                    entry.facts.push(format!("One value per {scope}."));
                }
                entry.parts.extend(self.payload("", node, &entry.pointer, false));
            }
            SectionKind::Secrets => {}
            _ => {
                let has_sample = kind == SectionKind::Events;
                entry.parts.extend(self.payload("", node, &entry.pointer, has_sample));
            }
        }
        entry
    }

    fn channel(&self, node: Node<'t>, entry: &mut Entry) {
        if let Some(messages) = node.get(names::MESSAGES) {
            let parent = join(&entry.pointer, names::MESSAGES);
            for (_, member) in messages.effective_members() {
                let mut message = self.entry(member, &parent);
                message.parts.extend(self.payload("", member.value(), &message.pointer, true));
                entry.children.push(message);
            }
        }
        for (heading, name) in
            [("Conversation tags", names::CONVERSATION), ("Message tags", names::MESSAGE)]
        {
            let Some(owner) = node.get(name) else { continue };
            let pointer = join(&entry.pointer, name);
            entry.parts.extend(self.tags(heading, owner, &pointer));
        }
    }

    /// Returns the payload that the `schema` of `owner` describes.
    fn payload(
        &self,
        heading: &'static str,
        owner: Node<'t>,
        parent: &str,
        has_sample: bool,
    ) -> Option<Part> {
        let member = owner.member(names::SCHEMA)?;
        let pointer = join(parent, names::SCHEMA);
        let schema = member.value();
        let table = fields::table(self.source, schema, &pointer);
        let is_readable =
            schema.container().is_some_and(|container| !container.has_errors) && !table.is_empty();
        let sample = if has_sample && is_readable {
            sample(self.source, schema, Fields::Usual)
        } else {
            None
        };
        let is_sample_missing = has_sample && is_readable && sample.is_none();
        let content = Content::Fields { table, sample, is_sample_missing };
        Some(Part { heading, pointer, place: member.key_range(), content })
    }

    fn tags(&self, heading: &'static str, owner: Node<'t>, parent: &str) -> Option<Part> {
        let member = owner.member(names::TAGS)?;
        let tags: Vec<Tag> = member
            .value()
            .effective_members()
            .map(|(name, tag)| Tag {
                name: name.to_owned(),
                title: self.text(tag.value(), names::TITLE),
                description: self.text(tag.value(), names::DESCRIPTION),
            })
            .collect();
        let pointer = join(parent, names::TAGS);
        let (place, is_empty) = (member.key_range(), tags.is_empty());
        (!is_empty).then_some(Part { heading, pointer, place, content: Content::Tags(tags) })
    }

    fn interface(&self, node: Node<'t>, entry: &Entry) -> Option<Part> {
        let mut found = Vec::new();
        for (kind, name) in [
            ("entity", names::ENTITIES),
            ("action", names::ACTIONS),
            ("event", names::EVENTS),
            ("channel", names::CHANNELS),
        ] {
            for (own, member) in node.get(name).into_iter().flat_map(|map| map.effective_members())
            {
                let target = self.text(member.value(), names::NAME).unwrap_or_default();
                found.push((kind, own.to_owned(), target));
            }
        }
        let (pointer, place) = (entry.pointer.clone(), entry.place.clone());
        let is_empty = found.is_empty();
        let content = Content::Members(found);
        (!is_empty).then_some(Part { heading: "", pointer, place, content })
    }
}

/// Returns the pointer of the member `name` of the value at `parent`.
fn join(parent: &str, name: &str) -> String {
    let mut pointer = parent.to_owned();
    pointer::push(&mut pointer, name);
    pointer
}
