//! Edits of one member, named by its JSON Pointer: for callers without a cursor.

use super::TextEdit;
use super::rename;
use super::symbol_at::SymbolAtCursor;
use crate::fix::{remove_member, rename_key, set_value};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node, Value, pointer};

/// A change of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberEdit {
    /// Set the value to this JSON text. Missing members on the path are added.
    Set(String),
    /// Remove the member or the element.
    Remove,
    /// Rename the member and, if it is a definition, all references to it.
    Rename(String),
}

/// Returns the edits of the member at `pointer`, and a notice for the user. The error is a clause.
pub fn edit_member(
    snapshot: &Snapshot,
    pointer: &str,
    edit: &MemberEdit,
) -> Result<(Vec<TextEdit>, Option<String>), String> {
    let source = snapshot.buffer.source();
    let path: Vec<String> = pointer::tokens(pointer).collect();
    let found = find(snapshot, &path);
    match edit {
        MemberEdit::Set(json) => {
            // An element of an array, which `set_value` cannot add.
            if let Some((holder, member)) = found.filter(|(holder, _)| holder.is_array()) {
                let is_whole = holder.container().is_some_and(|it| it.closed)
                    && !matches!(member.value().value(), Value::Missing);
                if !is_whole {
                    return Err("the array is broken there; repair the syntax first".to_owned());
                }
                return Ok((vec![TextEdit::new(member.value().range(), json.as_str())], None));
            }
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            Ok((set_value(source, &snapshot.tree, &path, json)?, None))
        }
        MemberEdit::Remove => {
            let (holder, member) = found.ok_or("there is no such member")?;
            let edits = remove_member(source, &snapshot.tree, holder, member);
            Ok((edits.ok_or("it cannot be removed; repair the syntax first")?, None))
        }
        MemberEdit::Rename(name) => {
            let (holder, member) = found.ok_or("there is no such member")?;
            if member.key().is_none() {
                return Err("an element of an array has no name".to_owned());
            }
            let offset = member.key_range().start + 1;
            if SymbolAtCursor::find(snapshot, offset).is_some() {
                let renamed = rename::rename(snapshot, offset, name)?;
                return Ok((renamed.edits, renamed.notice));
            }
            let edits = rename_key(holder, member, name);
            Ok((edits.ok_or_else(|| format!("`{name}` already exists"))?, None))
        }
    }
}

/// The container and the member or element at `path`.
fn find<'t>(snapshot: &'t Snapshot, path: &[String]) -> Option<(Node<'t>, Member<'t>)> {
    let mut node = snapshot.tree.root()?;
    let mut last = None;
    for name in path {
        let member = match node.is_array() {
            true => node.entries().nth(name.parse().ok()?)?,
            false => node.member(name)?,
        };
        last = Some((node, member));
        node = member.value();
    }
    last
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::snapshot;
    use crate::syntax::Dialect;
    use crate::text::apply;

    const TEXT: &str = r#"{
  "name": "acme/a", // the name
  "actions": { "open": {} },
  "interfaces": { "hitl": { "actions": { "startHitl": { "name": "open" } } } },
  "list": [1, 2]
}
"#;

    fn edited(pointer: &str, edit: &MemberEdit) -> String {
        match edit_member(&snapshot(TEXT, Dialect::Jsonc), pointer, edit) {
            Ok((edits, _)) => apply(TEXT, &edits),
            Err(reason) => reason,
        }
    }

    #[test]
    fn set_changes_and_adds_values() {
        let set = |pointer, json: &str| edited(pointer, &MemberEdit::Set(json.to_owned()));
        assert_eq!(set("/name", "\"b\""), TEXT.replace("acme/a", "b"));
        assert_eq!(set("/list/1", "3"), TEXT.replace("1, 2", "1, 3"));
        assert_snapshot!(set("/title", "\"A\""), @r#"
        {
          "name": "acme/a", // the name
          "title": "A",
          "actions": { "open": {} },
          "interfaces": { "hitl": { "actions": { "startHitl": { "name": "open" } } } },
          "list": [1, 2]
        }
        "#);
        assert_snapshot!(set("/name/x", "1"), @"`/name` is not an object");
    }

    #[test]
    fn rename_updates_references() {
        let rename = |pointer, name: &str| edited(pointer, &MemberEdit::Rename(name.to_owned()));
        assert_eq!(rename("/actions/open", "begin"), TEXT.replace("open", "begin"));
        assert_eq!(rename("/list", "items"), TEXT.replace("list", "items"));
        assert_snapshot!(rename("/list", "name"), @"`name` already exists");
        assert_snapshot!(rename("/list/0", "name"), @"an element of an array has no name");
    }

    #[test]
    fn remove_keeps_the_rest() {
        assert_eq!(edited("/list/0", &MemberEdit::Remove), TEXT.replace("1, ", ""));
        assert_snapshot!(edited("/lists", &MemberEdit::Remove), @"there is no such member");
        assert_snapshot!(edited("", &MemberEdit::Remove), @"there is no such member");
    }
}
