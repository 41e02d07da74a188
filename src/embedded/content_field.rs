//! Fields of a manifest that contain file content, and their names for users.

use std::sync::LazyLock;

use super::codec;
use crate::manifest::types::{EntryKind, Field, Object, Shape, StringFormat};
use crate::manifest::{INTEGRATION, lookup};
use crate::syntax::{Member, Node, pointer};
use crate::util::display::list;
use crate::util::suggest::closest;

/// A field for file content, whether or not the manifest contains it.
#[derive(Debug, Clone)]
pub(crate) struct ContentField<'t> {
    /// Keys from the root to the field.
    pub path: Vec<&'t str>,
    /// Format of the content.
    pub holds: StringFormat,
    /// The member, if the manifest contains it.
    pub member: Option<Member<'t>>,
}

impl<'t> ContentField<'t> {
    /// Returns the JSON Pointer of the field.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for name in &self.path {
            pointer::push(&mut pointer, name);
        }
        pointer
    }

    /// Returns the name of the field.
    pub fn name(&self) -> &'t str {
        self.path.last().copied().unwrap_or_default()
    }

    /// Returns the name for users: the field name if it is unambiguous, otherwise the pointer.
    pub fn title(&self) -> String {
        let alone = ROUTES.iter().filter(|route| route.name() == self.name()).count() == 1;
        if alone { self.name().to_owned() } else { self.pointer() }
    }
}

/// One step of a [`FieldPath`].
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The member with this name.
    Name(&'static str),
    /// Any entry of a map.
    Entry,
}

/// A path from the root to a content field.
#[derive(Debug)]
struct FieldPath {
    steps: Vec<Step>,
    holds: StringFormat,
}

impl FieldPath {
    fn name(&self) -> &'static str {
        match self.steps.last() {
            Some(Step::Name(name)) => name,
            _ => "",
        }
    }
}

/// Paths of all content fields, from the description of the manifest.
static ROUTES: LazyLock<Vec<FieldPath>> = LazyLock::new(|| {
    let mut routes = Vec::new();
    explore(&Shape::Object(&INTEGRATION), &mut Vec::new(), &mut Vec::new(), &mut routes);
    routes
});

fn explore(
    shape: &Shape,
    steps: &mut Vec<Step>,
    entered: &mut Vec<*const Object>,
    routes: &mut Vec<FieldPath>,
) {
    match shape {
        Shape::Text(text) if codec::is_content(text.holds) => {
            routes.push(FieldPath { steps: steps.clone(), holds: text.holds });
        }
        // Descriptions may be recursive.
        Shape::Object(object) if !entered.contains(&std::ptr::from_ref(*object)) => {
            entered.push(std::ptr::from_ref(*object));
            for Field { name, shape, .. } in object.fields {
                steps.push(Step::Name(name));
                explore(shape, steps, entered, routes);
                steps.pop();
            }
            entered.pop();
        }
        Shape::Map(map) => {
            steps.push(Step::Entry);
            explore(&map.value, steps, entered, routes);
            steps.pop();
        }
        _ => {}
    }
}

/// Returns all content fields of the manifest `root`.
pub(crate) fn all(root: Option<Node<'_>>) -> Vec<ContentField<'_>> {
    let mut fields = Vec::new();
    for route in ROUTES.iter() {
        follow(route, &route.steps, root, None, &mut Vec::new(), &mut fields);
    }
    fields
}

fn follow<'t>(
    route: &FieldPath,
    steps: &[Step],
    node: Option<Node<'t>>,
    member: Option<Member<'t>>,
    path: &mut Vec<&'t str>,
    fields: &mut Vec<ContentField<'t>>,
) {
    let Some((step, rest)) = steps.split_first() else {
        fields.push(ContentField { path: path.clone(), holds: route.holds, member });
        return;
    };
    match step {
        Step::Name(name) => {
            let member = node.and_then(|node| node.member(name));
            path.push(name);
            follow(route, rest, member.map(Member::value), member, path, fields);
            path.pop();
        }
        Step::Entry => {
            let Some(node) = node else { return };
            for (name, member) in node.effective_members() {
                path.push(name);
                follow(route, rest, Some(member.value()), Some(member), path, fields);
                path.pop();
            }
        }
    }
}

/// Finds the content field `name`, a name or a JSON Pointer, in the manifest `root`. An error is a
/// clause that explains why it is not a content field.
pub(crate) fn find<'t>(root: Option<Node<'t>>, name: &str) -> Result<ContentField<'t>, String> {
    holds(name).map_err(|why| match root {
        Some(root) if is_secret(root, name) => SECRET.to_owned(),
        _ => why,
    })?;
    let by_pointer = name.starts_with('/');
    let mut fields: Vec<ContentField> = all(root)
        .into_iter()
        .filter(|field| if by_pointer { field.pointer() == name } else { field.name() == name })
        .collect();
    if fields.len() > 1 && fields.iter().filter(|field| field.member.is_some()).count() == 1 {
        fields.retain(|field| field.member.is_some());
    }
    match fields.len() {
        0 => Err(format!("the manifest has no object that can contain `{}`", shown(name))),
        1 => Ok(fields.remove(0)),
        _ => {
            let pointers: Vec<String> =
                fields.iter().map(|field| format!("`{}`", shown(&field.pointer()))).collect();
            let list = pointers.join(", ");
            Err(format!("`{name}` is ambiguous; use one of {list}"))
        }
    }
}

const SECRET: &str = "secret values must not be stored in a file";

/// Returns the format of `field`, a name or a JSON Pointer, in any manifest. An error is a clause
/// that explains why it is not a content field.
pub(crate) fn holds(field: &str) -> Result<StringFormat, String> {
    if !field.starts_with('/') {
        let route = ROUTES.iter().find(|route| route.name() == field);
        return route.map(|route| route.holds).ok_or_else(|| unknown(field));
    }
    let tokens: Vec<String> = pointer::tokens(field).collect();
    let path: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match lookup(&path) {
        Some((_, Some(EntryKind::Secret))) => Err(SECRET.to_owned()),
        Some((Shape::Text(text), _)) if codec::is_content(text.holds) => Ok(text.holds),
        Some(_) => Err(format!("`{}` cannot be embedded or extracted", shown(field))),
        None => Err(unknown(field)),
    }
}

fn is_secret(root: Node<'_>, field: &str) -> bool {
    let maps = INTEGRATION.fields.iter().filter_map(|candidate| match candidate.shape {
        Shape::Map(map) if map.kind == EntryKind::Secret => root.get(candidate.name),
        _ => None,
    });
    maps.into_iter().any(|secrets| secrets.get(field).is_some())
}

/// Returns the names of the content fields, each once.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for route in ROUTES.iter() {
        if !names.contains(&route.name()) {
            names.push(route.name());
        }
    }
    names
}

fn unknown(field: &str) -> String {
    let names = names();
    if INTEGRATION.field(field).is_some() {
        return format!(
            "`{field}` cannot be embedded or extracted; embeddable fields: {}",
            list(&names, "and")
        );
    }
    let last = pointer::tokens(field).last();
    match closest(last.as_deref().unwrap_or(field), names.iter().copied()) {
        Some(near) => format!("unknown field `{}`; did you mean `{near}`?", shown(field)),
        None => {
            let names = list(&names, "and");
            format!("unknown field `{}`; embeddable fields: {names}", shown(field))
        }
    }
}

/// Shortens a name to one line, for a message.
fn shown(name: &str) -> String {
    const MAX_SHOWN: usize = 120;
    let mut out: String =
        name.chars().take(MAX_SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if name.chars().nth(MAX_SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    const MANIFEST: &str = r#"{
        "icon": "", "secrets": { "TOKEN": null },
        "configurations": {
            "a/b": { "identifier": { "linkTemplateScript": "." } }, "c": null
        }
    }"#;

    fn ask(text: &str, field: &str) -> String {
        let tree = Tree::parse(text, Dialect::Json);
        match find(tree.root(), field) {
            Ok(field) => format!("{} {:?}", field.pointer(), field.member.is_some()),
            Err(why) => why,
        }
    }

    #[test]
    fn content_fields_are_found_by_name_and_pointer() {
        insta::assert_snapshot!(
            [
                "icon", "/icon", "readme", "extractScript", "linkTemplateScript",
                "/configuration/identifier/linkTemplateScript",
                "/configurations/a~1b/identifier/linkTemplateScript",
                "/configurations/c/identifier/linkTemplateScript",
                "/configurations/d/identifier/linkTemplateScript",
                "icn", "/identifier/extractscript", "title", "/title", "/actions/x/title",
                "TOKEN", "/secrets/TOKEN", "/secrets/OTHER", "", "/", "/icon/x", "homepage\n",
            ]
            .map(|field| format!("{field:?}: {}", ask(MANIFEST, field)))
            .join("\n"),
            @r#"
        "icon": /icon true
        "/icon": /icon true
        "readme": /readme false
        "extractScript": /identifier/extractScript false
        "linkTemplateScript": /configurations/a~1b/identifier/linkTemplateScript true
        "/configuration/identifier/linkTemplateScript": /configuration/identifier/linkTemplateScript false
        "/configurations/a~1b/identifier/linkTemplateScript": /configurations/a~1b/identifier/linkTemplateScript true
        "/configurations/c/identifier/linkTemplateScript": /configurations/c/identifier/linkTemplateScript false
        "/configurations/d/identifier/linkTemplateScript": the manifest has no object that can contain `/configurations/d/identifier/linkTemplateScript`
        "icn": unknown field `icn`; did you mean `icon`?
        "/identifier/extractscript": unknown field `/identifier/extractscript`; did you mean `extractScript`?
        "title": `title` cannot be embedded or extracted; embeddable fields: `icon`, `readme`, `linkTemplateScript`, `extractScript`, `fallbackHandlerScript` and `code`
        "/title": `/title` cannot be embedded or extracted
        "/actions/x/title": `/actions/x/title` cannot be embedded or extracted
        "TOKEN": secret values must not be stored in a file
        "/secrets/TOKEN": secret values must not be stored in a file
        "/secrets/OTHER": secret values must not be stored in a file
        "": unknown field ``; embeddable fields: `icon`, `readme`, `linkTemplateScript`, `extractScript`, `fallbackHandlerScript` and `code`
        "/": unknown field `/`; embeddable fields: `icon`, `readme`, `linkTemplateScript`, `extractScript`, `fallbackHandlerScript` and `code`
        "/icon/x": unknown field `/icon/x`; embeddable fields: `icon`, `readme`, `linkTemplateScript`, `extractScript`, `fallbackHandlerScript` and `code`
        "homepage\n": unknown field `homepage�`; embeddable fields: `icon`, `readme`, `linkTemplateScript`, `extractScript`, `fallbackHandlerScript` and `code`
        "#);
    }

    #[test]
    fn ambiguous_names_are_reported() {
        let two =
            MANIFEST.replace("null\n", "{ \"identifier\": { \"linkTemplateScript\": \"\" } }\n");
        insta::assert_snapshot!(ask(&two, "linkTemplateScript"), @"`linkTemplateScript` is ambiguous; use one of `/configuration/identifier/linkTemplateScript`, `/configurations/a~1b/identifier/linkTemplateScript`, `/configurations/c/identifier/linkTemplateScript`");
        insta::assert_snapshot!(ask("{ \"configurations\": { \"a\": {} } }", "linkTemplateScript"), @"`linkTemplateScript` is ambiguous; use one of `/configuration/identifier/linkTemplateScript`, `/configurations/a/identifier/linkTemplateScript`");
        insta::assert_snapshot!(ask("", "linkTemplateScript"), @"/configuration/identifier/linkTemplateScript false");
        insta::assert_snapshot!(ask("[", "icon"), @"/icon false");
    }

    #[test]
    fn content_format_is_found_by_name_without_manifest() {
        assert_eq!(holds("icon"), Ok(StringFormat::Icon));
        assert_eq!(holds("/readme"), Ok(StringFormat::Readme));
        assert!(holds("/configurations/any/identifier/linkTemplateScript").is_ok());
        assert!(holds("/secrets/ANY").unwrap_err().contains("secret"));
    }
}
