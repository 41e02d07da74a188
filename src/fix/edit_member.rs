//! Removing and renaming one member on request.

use super::members;
use crate::syntax::{Member, MemberIndex, Node, Tree, quoted};
use crate::text::{Source, TextEdit};

/// The edits that remove `member` from `holder`, a container of `tree`, with the comma that is not needed
/// any more; `None` in a text that is broken there.
pub fn remove_member(
    source: &dyn Source,
    tree: &Tree,
    holder: Node<'_>,
    member: Member<'_>,
) -> Option<Vec<TextEdit>> {
    let index = MemberIndex::new(tree);
    let entries = index.members(holder);
    let at = entries.all().iter().position(|entry| entry.start() == member.start())?;
    members::remove(source, holder, entries.all(), at)
}

/// The edits that rename `member` of `holder`; `None` if the name is already taken.
pub fn rename_key(holder: Node<'_>, member: Member<'_>, name: &str) -> Option<Vec<TextEdit>> {
    if holder.members().any(|(key, _)| key == name) {
        return None;
    }
    Some(vec![TextEdit::new(member.key_range(), quoted(name))])
}
