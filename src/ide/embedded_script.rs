//! Features for a script that is open as a separate document, with text that is not saved in the manifest.

use std::ops::Range;

use super::TextEdit;
use super::code_action::{self, Action};
use super::completion::{self, Item};
use super::embedded_documents::{Place, write};
use super::hover::{self, Hover};
use crate::embedded::{content_field, to_decoded_offset, to_document_range};
use crate::rules::Finding;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, unescape};
use crate::text::{Change, PositionEncoding};

/// Kind of the content fields that contain scripts.
const SCRIPT: &str = "vrl";

/// A script with its text in the editor, inside of the manifest. All offsets are those of the script.
pub struct EmbeddedScript {
    /// Version of the manifest that contains the text.
    pub snapshot: Snapshot,
    pointer: String,
}

impl EmbeddedScript {
    /// Inserts `text` as the content of the script at `pointer`. An error is a sentence.
    pub fn new(snapshot: &Snapshot, pointer: &str, text: &str) -> Result<EmbeddedScript, String> {
        let mut snapshot = snapshot.clone();
        let is_script = content_field::find(snapshot.tree.root(), pointer)
            .is_ok_and(|field| Place::new(&field).is_some_and(|place| place.kind == SCRIPT));
        if !is_script {
            return Err(format!("`{pointer}` is not a script."));
        }
        for TextEdit { range, text } in write(&snapshot, pointer, text, None)? {
            let position = |at| snapshot.buffer.position(at, PositionEncoding::Utf8);
            let range = Some((position(range.start), position(range.end)));
            snapshot.change(Change { range, text }, PositionEncoding::Utf8);
        }
        Ok(EmbeddedScript { snapshot, pointer: pointer.to_owned() })
    }

    /// Returns the completion items at `offset`.
    pub fn completion(&self, offset: usize) -> Vec<Item> {
        let Some(at) = self.document_offset(offset) else { return Vec::new() };
        let items = completion::completion(&self.snapshot, at).into_iter();
        items
            .filter_map(|mut item| {
                let range = self.script_range(&item.edit.range)?;
                item.edit = TextEdit { range, text: unescape(&item.edit.text).into_owned() };
                Some(item)
            })
            .collect()
    }

    /// Returns the hover at `offset`.
    pub fn hover(&self, offset: usize) -> Option<Hover> {
        let hover = hover::hover(&self.snapshot, self.document_offset(offset)?)?;
        // The hover of the field is for the manifest: a script would show it everywhere.
        if hover.range.start <= self.node()?.start() {
            return None;
        }
        Some(Hover { range: self.script_range(&hover.range)?, ..hover })
    }

    /// Returns the findings in the script.
    pub fn findings(&self) -> Vec<Finding> {
        let found = self.document_findings().into_iter();
        found
            .filter_map(|finding| {
                let range = self.script_range(&finding.range)?;
                Some(Finding { range, related: Vec::new(), ..finding })
            })
            .collect()
    }

    /// Returns the fixes of the findings in `range` that change only the script, ends included.
    pub fn fixes(&self, range: &Range<usize>) -> Vec<Action> {
        let Some(content) = self.node().and_then(Node::string_range) else { return Vec::new() };
        let mut found = self.document_findings();
        found.retain(|finding| {
            self.script_range(&finding.range)
                .is_some_and(|found| found.start <= range.end && range.start <= found.end)
        });
        let script_edit = |TextEdit { range, text }: TextEdit| {
            let is_inside = content.start <= range.start && range.end <= content.end;
            let range = is_inside.then(|| self.script_range(&range)).flatten()?;
            Some(TextEdit { range, text: unescape(&text).into_owned() })
        };
        let actions = code_action::of_findings(&self.snapshot, found).into_iter();
        actions
            .filter_map(|mut action| {
                action.edits = action.edits.into_iter().map(script_edit).collect::<Option<_>>()?;
                Some(action)
            })
            .collect()
    }

    /// The findings in the script, with ranges of the manifest.
    fn document_findings(&self) -> Vec<Finding> {
        let Some(range) = self.node().map(|node| node.range()) else { return Vec::new() };
        let mut found = self.snapshot.check_at(&range);
        found
            .retain(|finding| range.start <= finding.range.start && finding.range.end <= range.end);
        found
    }

    fn node(&self) -> Option<Node<'_>> {
        let field = content_field::find(self.snapshot.tree.root(), &self.pointer).ok()?;
        Some(field.member?.value())
    }

    fn document_offset(&self, offset: usize) -> Option<usize> {
        let source = self.snapshot.buffer.source();
        to_document_range(source, self.node()?, offset..offset).map(|range| range.start)
    }

    /// Converts a range of the manifest. That of the entire string is reduced to its content.
    fn script_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (node, source) = (self.node()?, self.snapshot.buffer.source());
        let content = node.string_range()?;
        let offset =
            |at: usize| to_decoded_offset(source, node, at.clamp(content.start, content.end));
        Some(offset(range.start)?..offset(range.end)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::syntax::Dialect;

    const MANIFEST: &str =
        r#"{"name": "a/b", "version": "1.0.0", "identifier": {"extractScript": "old"}}"#;
    const POINTER: &str = "/identifier/extractScript";

    fn script(text: &str) -> EmbeddedScript {
        let snapshot = Snapshot::new(MANIFEST, Dialect::Json, Arc::default(), 1);
        EmbeddedScript::new(&snapshot, POINTER, text).unwrap()
    }

    #[test]
    fn completion_uses_offsets_of_the_script() {
        let text = "x = \"é\\n\"\n.bo";
        let items = script(text).completion(text.len());
        let body = items.iter().find(|item| item.label == ".body").unwrap();
        assert_eq!((&text[body.edit.range.clone()], &*body.edit.text), (".bo", ".body"));
    }

    #[test]
    fn hover_uses_offsets_of_the_script() {
        let text = "# \"quoted\"\nto_string!(.body)";
        let hover = script(text).hover(text.find("to_").unwrap() + 2).unwrap();
        assert_eq!(&text[hover.range], "to_string");
        assert!(hover.markdown.contains("to_string"));
        assert!(script(text).hover(0).is_none());
    }

    #[cfg(feature = "vrl")]
    #[test]
    fn findings_use_offsets_of_the_script() {
        let text = "x = \"é\"\nnope(.body)";
        let findings = script(text).findings();
        let found = findings.iter().find(|finding| finding.rule.id == "script-syntax").unwrap();
        assert!(text[found.range.clone()].starts_with("nope"), "{found:?}");
        assert!(script("to_string!(.body)").findings().is_empty());
    }

    #[cfg(feature = "vrl")]
    #[test]
    fn fixes_change_the_script() {
        let text = "x = \"é\"\nto_strin!(.body) + \"\"";
        let at = text.find("strin").unwrap();
        let actions = script(text).fixes(&(at..at));
        let [action] = &actions[..] else { panic!("{actions:?}") };
        assert_eq!(action.title, "Replace with `to_string`");
        let fixed = crate::text::apply(text, &action.edits);
        assert_eq!(fixed, "x = \"é\"\nto_string!(.body) + \"\"");
        assert!(script(text).fixes(&(0..1)).is_empty());
    }

    #[test]
    fn other_content_is_not_a_script() {
        let snapshot = Snapshot::new(MANIFEST, Dialect::Json, Arc::default(), 1);
        for pointer in ["/readme", "/name", "/x", ""] {
            assert!(EmbeddedScript::new(&snapshot, pointer, "x").is_err(), "{pointer}");
        }
    }
}
