//! References in schemas.

use crate::manifest::mistakes::{Repair, Step};
use crate::manifest::{field_names, known};
use crate::references::{Resolved, Resources};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::{Severity, rule};
use crate::rules::schema_parts::Schema;
use crate::syntax::{Member, Node, pointer, quoted};

rule! {
    /// Internal `$ref`.
    ///
    /// ## What it finds
    /// `$ref` with a reference to another part of the schema: by a JSON Pointer, an `$id` or an
    /// `$anchor`. A reference to a part that does not exist is an error.
    ///
    /// ## Why it matters
    /// Current versions of the official command line write the target instead of a reference, so a
    /// form that does not resolve references ignores the target. Versions up to 0.8.59 send
    /// references, and read them back, so a valid reference is only a hint. If the target does not
    /// exist, the official command line fails.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "entities": {
    ///     "order": {
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": { "to": { "$ref": "#/definitions/address" } },
    ///         "definitions": { "address": { "type": "string" } }
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Replace the reference with its target. The quick fix does so, if the target does not contain the
    /// reference. If the target does not exist, and a definition has that name, the quick fix corrects
    /// the reference.
    SCHEMA_REF = "schema-ref", Semantics, Some(Error);

    /// External `$ref` is not supported.
    ///
    /// ## What it finds
    /// `$ref` with a reference to another document, or to an entity of an interface that the
    /// implementation does not map.
    ///
    /// ## Why it matters
    /// A manifest is sent unchanged, and Botpress does not fetch other documents. The reference
    /// has no effect.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order": { "schema": { "$ref": "https://example.com/order.json" } } } }
    /// ```
    ///
    /// ## Fix
    /// Replace the reference with the other schema. For an entity of an interface, map the entity
    /// in the `entities` of the implementation: the official command line then replaces the
    /// reference.
    SCHEMA_EXTERNAL_REF = "schema-external-ref", Semantics, Some(Error);
}

/// Checks the reference of `schema`.
pub fn check(context: &mut CheckContext, schema: &Schema<'_, '_>) {
    let Some(value) = schema.reference.map(|member| member.value()) else { return };
    let source = context.source();
    let Some(target) = value.text(source) else { return };
    let shown: String = target.chars().take(100).collect();
    let root = schema.scope.root;
    let resources = schema.scope.resources.get_or_init(|| Resources::of(source, root));
    let path = context.path();
    let below = path.iter().position(|member| member.value().start() == root.start());
    let way = below.map_or(&[][..], |at| &path[at + 1..]);
    let resolved = resources.resolve(source, way, &target);
    let (rule, severity, message) = match resolved {
        Resolved::External => match known::of_entity(&target) {
            Some(interface) => {
                let message = format!(
                    "`{shown}` is an entity of the interface `{}` that is not mapped. Map it in \
                     the `{}` of the implementation, or inline its schema.",
                    interface.name,
                    field_names::ENTITIES
                );
                (&SCHEMA_EXTERNAL_REF, None, message)
            }
            None => {
                let message =
                    format!("External reference `{shown}` is not resolved. Inline the schema.");
                (&SCHEMA_EXTERNAL_REF, None, message)
            }
        },
        Resolved::Dangling => (
            &SCHEMA_REF,
            None,
            format!("Unresolved reference `{shown}`: no such part of the schema."),
        ),
        Resolved::Target(..) | Resolved::Unknown => {
            let message = match shown.is_empty() {
                true => "This `$ref` refers to the root of its own schema.".to_owned(),
                false => format!("Internal reference `{shown}`: consider inlining its target."),
            };
            (&SCHEMA_REF, Some(Severity::Hint), message)
        }
    };
    let fix = match resolved {
        Resolved::Target(node, _) => inlined(schema, way, &target, node),
        _ => None,
    };
    if let (Resolved::External | Resolved::Dangling, Some(near)) =
        (&resolved, similar(root, &target))
    {
        let problem = if rule == &SCHEMA_REF { "Unresolved" } else { "External" };
        let meant: String = near.chars().take(100).collect();
        let message = format!("{problem} reference `{shown}`; did you mean `{meant}`?");
        let fix = FixAction::ReplaceValue(quoted(&near));
        let finding = context.report(rule, value.range(), message).at_member(field_names::REF);
        finding.fix(fix, Applicability::Unsafe);
        return;
    }
    let finding = context.report(rule, value.range(), message).at_member(field_names::REF);
    // The reference is valid, and copies of copies can become long.
    let finding = finding.fix(fix, Applicability::Manual);
    if let Some(severity) = severity {
        finding.severity(severity);
    }
}

/// The fix that inlines `target`, if `reference` is its JSON Pointer from the root of the schema. `way` is
/// the path from the root to `schema`.
fn inlined(
    schema: &Schema<'_, '_>,
    way: &[Member<'_>],
    reference: &str,
    target: Node<'_>,
) -> Option<FixAction> {
    let from: Vec<String> = pointer::tokens(reference.strip_prefix('#')?).collect();
    let members = way.iter().map(|member| match member.key() {
        Some(key) => key.to_owned(),
        None => member.index.to_string(),
    });
    let at: Vec<String> = members.collect();
    let mut named = schema.scope.root;
    for name in &from {
        named = named.get(name)?;
    }
    // An `$id` on the way changes what the pointer is relative to.
    if from.is_empty() || at.starts_with(&from) || named.start() != target.start() {
        return None;
    }
    let is_alone = schema.node.entries().count() == 1;
    let up = at.len() + 1;
    let title = format!("Inline `{}`", from.last()?);
    let repair = Repair::new(title, up, vec![Step::Inline(at, from)]);
    (is_alone || way.is_empty()).then(|| FixAction::Reshape(Box::new(repair)))
}

/// The most definitions that are compared with each reference.
const MAX_COMPARED: usize = 200;

/// A reference to the only definition of `root` whose name is the last part of `reference`.
fn similar(root: Node<'_>, reference: &str) -> Option<String> {
    if reference.contains("://") {
        return None;
    }
    let name = reference.rsplit(['/', '#']).next()?;
    // Other characters would have to be escaped.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(is_plain) {
        return None;
    }
    let groups = [field_names::DEFINITIONS, field_names::DEFS].into_iter();
    let nodes = groups.filter_map(|group| Some((group, root.get(group)?)));
    let members =
        nodes.flat_map(|(group, node)| node.members().map(move |(name, _)| (group, name)));
    if members.clone().nth(MAX_COMPARED).is_some() {
        return None;
    }
    let mut near = members.filter(|(_, other)| other.eq_ignore_ascii_case(name));
    let (group, name) = near.next().filter(|_| near.next().is_none())?;
    Some(format!("#/{group}/{name}"))
}
