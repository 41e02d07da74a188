//! Members that are not fields of their object.

use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names, mistakes};
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::json_type::is_of_type;
use crate::rules::rule::{Severity, rule};
use crate::syntax::Member;
use crate::util::suggest::nearest;

rule! {
    /// Unknown field.
    ///
    /// ## What it finds
    /// Members that are not fields of their object: misspelled fields, fields in the wrong place,
    /// and fields of API responses or of update requests.
    ///
    /// If the content belongs elsewhere, the fix renames or moves it:
    ///
    /// - a field under another name or in another spelling, such as `Actions`, `event` or `users`
    /// - tags outside of `user`, `conversation` or `message`
    /// - `messages`, `conversation` or `message` of a channel at the top level of the manifest
    /// - keywords of a JSON Schema beside `schema`, or at the top level of the manifest
    ///
    /// Fields of `package.json`, and several unknown fields of one object, are one finding. A definition in
    /// the format of another tool is one, too, with the fields that it lacks.
    ///
    /// If the place is unknown, a field with content is removed only on request in an editor, because the
    /// content may be needed.
    ///
    /// The official command line sends some unknown fields with every deployment: `name` and
    /// `version` of an interface implementation, `name` of an action or an event, `ui` of an event.
    /// Their findings are hints. `$schema`, with which an editor finds a JSON Schema, is allowed in the
    /// manifest itself.
    ///
    /// ## Why it matters
    /// The Botpress API ignores unknown fields. A manifest with a misspelled `descripton` is
    /// accepted, but has no description.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "titel": "Tracker" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "title": "Tracker" }
    /// ```
    UNKNOWN_FIELD = "unknown-field", Endpoint, Some(Warning), shared;
}

/// Reports that `object` has no field called `name`.
pub fn check(context: &mut CheckContext, object: &'static Object, name: &str, member: Member<'_>) {
    if is_for_editors(object, name, member) {
        return;
    }
    if mistakes::is_sent_by_tools(object, name) {
        let message = format!(
            "`{name}` has no effect: official tools send it, and the Botpress API ignores it."
        );
        context
            .report(&UNKNOWN_FIELD, member.key_range(), message)
            .at_member(name)
            .severity(Severity::Hint)
            .tag(DiagnosticTag::Unnecessary)
            // Tools recognize their own output by these fields.
            .fix(FixAction::Remove, Applicability::Manual);
        return;
    }
    let free = object.fields.iter().map(|field| field.name);
    let near = nearest(name, free);
    let (message, fixes) = if let Some(first) = near.first() {
        let message = format!("Unknown field `{name}` in {}; did you mean `{first}`?", object.noun);
        let renamed = near.iter().map(|near| FixAction::RenameMember((*near).to_owned()));
        (message, renamed.collect())
    } else {
        let message =
            format!("Unknown field `{name}` in {}; the Botpress API ignores it.", object.noun);
        (message, vec![FixAction::Remove])
    };
    // The text of the author may belong elsewhere.
    let is_work = near.is_empty() && mistakes::has_content(member.value());
    // A value of another type belongs to another field.
    let fits = near.first().and_then(|near| object.field(near));
    let fits = fits.is_none_or(|field| is_of_type(&field.shape, member.value()));
    let applicability = match is_work || !fits {
        true => Applicability::Manual,
        false => Applicability::Unsafe,
    };
    context
        .report(&UNKNOWN_FIELD, member.key_range(), message)
        .at_member(name)
        .tag(DiagnosticTag::Unnecessary)
        .fixes(fixes, applicability);
}

/// Whether a member names the JSON Schema of the manifest, for editors without this server.
fn is_for_editors(object: &'static Object, name: &str, member: Member<'_>) -> bool {
    std::ptr::eq(object, &raw const INTEGRATION)
        && name == field_names::DIALECT
        && member.value().string().is_some()
}
