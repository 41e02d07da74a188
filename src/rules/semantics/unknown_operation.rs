//! Extra operations that are not known.

use crate::manifest::known;
use crate::manifest::types::EntryKind;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Member;
use crate::util::suggest::closest;

rule! {
    /// Unknown operation.
    ///
    /// ## What it finds
    /// Keys of `extraOperations` that are not operations of the runtime. The field reference and
    /// the hover of `extraOperations` list the known operations.
    ///
    /// ## Why it matters
    /// An operation that does not exist is never sent, so the setting has no effect. The field is
    /// experimental, and more operations may exist, so the finding is only a hint.
    ///
    /// ## Example
    /// ```json
    /// { "extraOperations": { "messageUpdated": { "enabled": true } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "extraOperations": { "message_updated": { "enabled": true } } }
    /// ```
    UNKNOWN_OPERATION = "unknown-operation", Semantics, Some(Hint);
}

/// Checks the name of an extra operation.
pub fn check(context: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if kind != EntryKind::Operation || known::find(known::OPERATIONS, name).is_some() {
        return;
    }
    let operations: Vec<_> = known::OPERATIONS.iter().map(|known| known.name).collect();
    let near = closest(name, operations.iter().copied());
    let message = match near {
        Some(near) => format!("Unknown operation `{name}`; did you mean `{near}`?"),
        None => {
            format!("Unknown operation `{name}`. Known operations: `{}`.", operations.join("`, `"))
        }
    };
    let finding = context.report(&UNKNOWN_OPERATION, member.key_range(), message);
    finding.fix(near.map(|near| FixAction::RenameMember(near.to_owned())), Applicability::Unsafe);
}
