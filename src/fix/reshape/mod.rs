//! Structural changes as text edits: the repairs of mistaken shapes.
//!
//! A repair works on a draft, a copy of the part of the document that it changes. Each step parses
//! the draft and edits it, so that the steps compose, and the edits of all steps are composed at the
//! end.

mod find;
mod indent;
mod steps;
mod transfer;
mod wrap;

use self::find::{entries, find, member};
use self::indent::Indent;
use super::line_starts::LineStarts;
use crate::manifest::field_names;
use crate::manifest::mistakes::{Repair, Step};
use crate::syntax::{Dialect, Node, Tree, quoted};
use crate::text::{self, Source, TextEdit};

/// The part of a document that a repair changes.
struct Draft {
    text: String,
    dialect: Dialect,
    indent: Indent,
    rounds: Vec<Vec<TextEdit>>,
}

/// The edits of the document that apply `repair` to the value `base`; `None` if a step does not
/// apply, or if the result is not valid JSON.
pub fn reshape(
    source: &dyn Source,
    tree: &Tree,
    lines: &LineStarts<'_>,
    base: Node<'_>,
    repair: &Repair,
) -> Option<Vec<TextEdit>> {
    if base.container().is_some_and(|container| container.has_errors || !container.closed) {
        return None;
    }
    let text = source.slice(base.range()).into_owned();
    let len = text.len();
    let indent = Indent::new(source, tree, lines.line_start(base.start()), &text);
    let mut draft = Draft { text, dialect: tree.dialect(), indent, rounds: Vec::new() };
    // A damaged value can be parsed differently without the text around it.
    if Tree::parse(draft.text.as_str(), draft.dialect).document().has_errors {
        return None;
    }
    for step in &repair.steps {
        draft.apply(step)?;
    }
    if Tree::parse(draft.text.as_str(), draft.dialect).document().has_errors {
        return None;
    }
    let edits = text::compose(len, draft.rounds);
    let shift = |edit: TextEdit| {
        let range = edit.range.start + base.start()..edit.range.end + base.start();
        TextEdit { range, ..edit }
    };
    Some(edits.into_iter().map(shift).collect())
}

impl Draft {
    /// Edits the draft. `edits` gets the draft's value.
    fn edit(
        &mut self,
        edits: impl FnOnce(&str, Node<'_>, &Indent) -> Option<Vec<TextEdit>>,
    ) -> Option<()> {
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        let mut edits = edits(&self.text, tree.root()?, &self.indent)?;
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let overlaps = |pair: &[TextEdit]| pair[0].range.end > pair[1].range.start;
        if edits.windows(2).any(overlaps) {
            return None;
        }
        self.text = text::apply(&self.text, &edits);
        self.rounds.push(edits);
        Some(())
    }

    fn apply(&mut self, step: &Step) -> Option<()> {
        match step {
            Step::Wrap(at, name) => {
                self.edit(|text, root, indent| wrap::wrap(text, find(root, at)?, name, indent))
            }
            Step::Gather(at, members, into) => self.gather(at, members, into),
            Step::Unwrap(at) => {
                self.edit(|text, root, indent| wrap::unwrap(text, root, at, indent))
            }
            Step::Move(from, to) => self.relocate(from, to),
            Step::ToMap(at, items) => {
                self.edit(|text, root, _| steps::to_map(text, find(root, at)?, items))
            }
            Step::Add(at, members) => self.edit(|text, root, _| {
                let node = find(root, at)?;
                let missing = members.iter().filter(|(name, _)| node.get(name).is_none());
                let missing: Vec<_> = missing.cloned().collect();
                node.is_object().then(|| match missing.is_empty() {
                    true => Vec::new(),
                    false => super::members::add(&text, node, &missing),
                })
            }),
            Step::Replace(at, json) => {
                self.edit(|text, root, _| steps::replace(text, find(root, at)?, json))
            }
            Step::Remove(at) => self.edit(|text, root, _| {
                let (holder, member) = member(root, at)?;
                steps::remove_only(text, holder, member.index)
            }),
            Step::Inline(at, from) => self.inline(at, from),
            Step::Require(at, name) => {
                self.edit(|text, root, _| steps::require(text, find(root, at)?, name))
            }
        }
    }

    fn gather(&mut self, at: &[String], members: &[String], into: &str) -> Option<()> {
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        if find(tree.root()?, at)?.get(into).is_some() && !members.iter().any(|it| it == into) {
            for name in members {
                let from = [at, std::slice::from_ref(name)].concat();
                let to = [at, &[into.to_owned(), name.clone()]].concat();
                self.relocate(&from, &to)?;
            }
            return Some(());
        }
        self.edit(|text, root, _| steps::join(text, find(root, at)?, members))?;
        self.edit(|text, root, indent| {
            let holder = find(root, at)?;
            let first = holder.member(members.first()?)?.index;
            wrap::wrap_entries(text, holder, first..first + members.len(), into, indent)
        })
    }

    /// Replaces the reference at `at` with the schema at `from`.
    fn inline(&mut self, at: &[String], from: &[String]) -> Option<()> {
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        let root = tree.root()?;
        let (schema, target) = (find(root, at)?, find(root, from)?);
        if schema.entries().count() == 1 {
            return self.edit(|text, root, indent| transfer::inline(text, root, at, from, indent));
        }
        let (_, definitions) = from.split_last()?;
        let text = self.text.as_str();
        let reference = quoted(&schema.get(field_names::REF)?.text(text)?);
        // The target moves, so nothing else may refer to it.
        if !at.is_empty() || definitions.is_empty() || text.matches(&reference).count() != 1 {
            return None;
        }
        let names: Vec<String> = target.members().map(|(name, _)| name.to_owned()).collect();
        let is_last = find(root, definitions)?.entries().count() == 1;
        self.apply(&Step::Remove(vec![field_names::REF.to_owned()]))?;
        for name in names {
            self.relocate(
                &[from, std::slice::from_ref(&name)].concat(),
                std::slice::from_ref(&name),
            )?;
        }
        let rest = if is_last { definitions } else { from };
        self.apply(&Step::Remove(rest.to_vec()))
    }

    /// Moves the member at `from` to `to`, and creates the objects on the path to it.
    fn relocate(&mut self, from: &[String], to: &[String]) -> Option<()> {
        let (name, holder) = from.split_last()?;
        let (new, target) = to.split_last()?;
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        let root = tree.root()?;
        if let Some(there) = find(root, to)
            && from != to
        {
            return self.merge(root, from, to, there);
        }
        let in_place = target.starts_with(holder)
            && (target.len() == holder.len()
                || find(root, holder)?.get(&target[holder.len()]).is_none());
        if !in_place {
            return self.carry(from, to);
        }
        if new != name {
            self.edit(|_, root, _| steps::rename(root, from, new))?;
        }
        let mut current = new.clone();
        for outer in target[holder.len()..].iter().rev() {
            self.edit(|text, root, indent| {
                let holder = find(root, holder)?;
                let index = holder.member(&current)?.index;
                wrap::wrap_entries(text, holder, index..index + 1, outer, indent)
            })?;
            current.clone_from(outer);
        }
        Some(())
    }

    /// Moves the members of the object at `from` into the object `there`, at `to`.
    fn merge(
        &mut self,
        root: Node<'_>,
        from: &[String],
        to: &[String],
        there: Node<'_>,
    ) -> Option<()> {
        let here = find(root, from)?;
        if !here.is_object() || !there.is_object() {
            return None;
        }
        let names: Vec<String> = here.members().map(|(name, _)| name.to_owned()).collect();
        if names.iter().any(|name| there.get(name).is_some()) {
            return None;
        }
        for name in names {
            let of = |path: &[String]| [path, std::slice::from_ref(&name)].concat();
            self.carry(&of(from), &of(to))?;
        }
        self.apply(&Step::Remove(from.to_vec()))
    }

    /// Removes the member at `from`, and adds it at `to`.
    fn carry(&mut self, from: &[String], to: &[String]) -> Option<()> {
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        let text = self.text.as_str();
        let piece = transfer::piece(text, tree.root()?, from, to.last()?, &self.indent)?;
        self.edit(|text, root, _| {
            let (holder, member) = member(root, from)?;
            super::members::remove(&text, holder, &entries(holder), member.index)
        })?;
        self.edit(|text, root, indent| transfer::insert(text, root, to, piece, indent))
    }
}

#[cfg(test)]
mod tests;
