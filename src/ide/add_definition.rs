//! Addition of a definition, such as an action, with its cursor positions.

use super::TextEdit;
use super::completion::{layout, new_entry};
use super::snippet::Snippet;
use crate::fix;
use crate::manifest::INTEGRATION;
use crate::manifest::types::Map;
use crate::snapshot::Snapshot;
use crate::syntax::Node;
use crate::text::Source;

/// A step of the addition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The manifest has no map for the definition. After these edits, the next step is the snippet.
    AddMap(Vec<TextEdit>),
    /// The text of the edit is a snippet. An editor indents its lines like the one it begins in.
    Insert(TextEdit),
}

/// Returns the next step to add a definition with this noun, such as `action`. An error is a sentence.
pub fn next_step(snapshot: &Snapshot, noun: &str) -> Result<Step, String> {
    let (name, map) = find_map(noun).ok_or_else(|| format!("`{noun}` is not a definition."))?;
    let source = snapshot.buffer.source();
    let root = snapshot.tree.root().filter(|root| root.is_object());
    let root = root.ok_or_else(|| "The file contains no manifest.".to_owned())?;
    match root.get(name) {
        None => fix::set_value(source, &snapshot.tree, &[name], "{}")
            .map(Step::AddMap)
            .map_err(|reason| format!("The {noun} cannot be added: {reason}.")),
        Some(node) if node.is_object() => Ok(Step::Insert(insertion(snapshot, node, map))),
        Some(_) => Err(format!("`{name}` is not an object.")),
    }
}

fn find_map(noun: &str) -> Option<(&'static str, &'static Map)> {
    INTEGRATION.fields.iter().find_map(|field| {
        let map = field.shape.map()?;
        let (_, own) = map.kind.noun().split_once(' ')?;
        (own == noun).then_some((field.name, map))
    })
}

/// Returns the snippet after the last entry of `node`, or inside of the empty map.
fn insertion(snapshot: &Snapshot, node: Node<'_>, map: &'static Map) -> TextEdit {
    let source = snapshot.buffer.source();
    let names: Vec<&str> = node.members().map(|(name, _)| name).collect();
    let entry = new_entry(map, &|name| names.contains(&name));
    let mut template = Snippet::default();
    let range = match node.members().last() {
        Some((_, last)) => {
            let end = last.range().end;
            template.push(",");
            let start = last.range().start;
            let line_start = source.line_to_byte(source.byte_to_line(start));
            let is_first_in_line = Source::slice(source, line_start..start).trim().is_empty();
            if is_first_in_line {
                template.line(0);
            } else {
                template.push(" ");
            }
            template.append(entry);
            end..end
        }
        None => {
            template.line(1);
            template.append(entry.indented());
            template.line(0);
            node.range().start + 1..node.range().end.saturating_sub(1).max(node.range().start + 1)
        }
    };
    let layout = layout(source, &snapshot.tree, range.start);
    let text = template.snippet(&layout).unwrap_or_else(|| template.plain(&layout));
    TextEdit { range, text }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::syntax::Dialect;
    use crate::text::apply;

    fn step(text: &str, noun: &str) -> Result<Step, String> {
        next_step(&Snapshot::new(text, Dialect::Json, Arc::default(), 1), noun)
    }

    fn inserted(text: &str, noun: &str) -> String {
        match step(text, noun).unwrap() {
            Step::Insert(edit) => apply(text, &[edit]),
            Step::AddMap(edits) => inserted(&apply(text, &edits), noun),
        }
    }

    #[test]
    fn definition_is_added_after_the_last_one() {
        let text = "{\n  \"name\": \"a/b\",\n  \"events\": {\n    \"eventName\": {}\n  }\n}";
        insta::assert_snapshot!(inserted(text, "event"));
        insta::assert_snapshot!(inserted(r#"{"states": {"a": {}}}"#, "state"));
    }

    #[test]
    fn missing_map_is_added_first() {
        let text = "{\n  \"name\": \"a/b\",\n  \"version\": \"1.0.0\"\n}";
        insta::assert_snapshot!(inserted(text, "action"));
        insta::assert_snapshot!(inserted(text, "channel"));
    }

    #[test]
    fn unknown_kinds_and_shapes_are_rejected() {
        let reasons = [("{}", "thing"), ("[]", "action"), (r#"{"actions": 1}"#, "action")]
            .map(|(text, noun)| step(text, noun).unwrap_err());
        assert_eq!(
            reasons,
            [
                "`thing` is not a definition.",
                "The file contains no manifest.",
                "`actions` is not an object."
            ]
        );
    }
}
