//! The tool `explain`: the page of a rule, or the documentation of a field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool::{Context, Tool, arguments, check_pointer, input, output};
use crate::ide::hover;
use crate::manifest::lookup;
use crate::manifest::types::Shape;
use crate::mcp::answer::{Answer, MAX_CHARS, ToolError, cut_lines};
use crate::mcp::document::{Document, DocumentArguments};
use crate::rules;
use crate::snapshot::Snapshot;
use crate::syntax::{Dialect, pointer, quoted};
use crate::util::display::truncate;
use crate::util::suggest::closest;

pub(super) const TOOL: Tool = Tool {
    name: "explain",
    title: "Explain a rule or a field",
    description: "Explain a rule of `check` (pass `rule`), or a field: type, limits, default, example \
        (pass its JSON `pointer`; with `path`, as it is in that file).",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data<'static>>,
    call,
};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(default)]
    rule: Option<String>,
    #[serde(default)]
    pointer: Option<String>,
    #[serde(default)]
    path: Option<String>,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data<'a> {
    /// The page in Markdown.
    markdown: &'a str,
    /// Number of omitted characters.
    omitted: usize,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let mut secrets = Vec::new();
    let arguments: Arguments = arguments(value)?;
    check_pointer(arguments.pointer.as_deref().unwrap_or_default())?;
    let page = match arguments {
        Arguments { rule: Some(rule), pointer: None, path: None } => rule_page(&rule)?,
        Arguments { rule: None, pointer: Some(pointer), path: None } => described(&pointer)?,
        Arguments { rule: None, pointer: Some(pointer), path } => {
            let arguments = DocumentArguments { path, ..DocumentArguments::default() };
            let document = Document::read(&context.roots, arguments)?;
            secrets = document.secrets();
            match field_page(&document.snapshot(), &pointer) {
                Some(page) => page,
                None => described(&pointer)?,
            }
        }
        _ => {
            let message = "pass `rule`, or `pointer` with an optional `path`";
            return Err(ToolError::Arguments(message.to_owned()));
        }
    };
    let mut max = MAX_CHARS / 2;
    loop {
        let (markdown, omitted) = cut_lines(&page, max);
        let answer = Answer::new(markdown.to_owned(), &Data { markdown, omitted });
        if answer.fits() || max < 1_000 {
            let mut answer = answer;
            answer.mask(&secrets);
            return Ok(answer);
        }
        max -= 1_000;
    }
}

fn rule_page(id: &str) -> Result<String, ToolError> {
    rules::find(id).map(rules::Rule::markdown).ok_or_else(|| {
        let help = match closest(id, rules::all().iter().map(|rule| rule.id)) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "the resource integration-manifest://rules lists all rules".to_owned(),
        };
        ToolError::Failed(format!("unknown rule `{}`; {help}", truncate(id, 80)))
    })
}

/// The documentation of the member at `pointer`, which may be in a document or not.
fn described(pointer: &str) -> Result<String, ToolError> {
    let names: Vec<String> = pointer::tokens(pointer).collect();
    let text = example(&names);
    let snapshot = Snapshot::new(&text, Dialect::Json, Default::default(), 0);
    let page = names.first().and_then(|_| field_page(&snapshot, pointer));
    page.ok_or_else(|| {
        ToolError::Failed(format!(
            "a manifest has no field `{}`; `schema` without `pointer` lists the fields",
            truncate(pointer, 200)
        ))
    })
}

/// The smallest manifest with a member at the path `names`.
fn example(names: &[String]) -> String {
    let mut text = "null".to_owned();
    for (index, name) in names.iter().enumerate().rev() {
        let path: Vec<&str> = names[..index].iter().map(String::as_str).collect();
        text = match lookup(&path) {
            Some((Shape::List(_), _)) => format!("[{text}]"),
            _ => format!("{{{}: {text}}}", quoted(name)),
        };
    }
    text
}

/// The hover of the member at `pointer`.
fn field_page(snapshot: &Snapshot, pointer: &str) -> Option<String> {
    let mut node = snapshot.tree.root()?;
    let mut offset = None;
    for name in pointer::tokens(pointer) {
        let member = match node.is_array() {
            true => node.entries().nth(name.parse().ok()?).or_else(|| node.entries().next())?,
            false => node.member(&name)?,
        };
        offset = Some(match member.key() {
            Some(_) => member.key_range().start + 1,
            None => member.value().start(),
        });
        node = member.value();
    }
    Some(hover::hover(snapshot, offset?)?.markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_explained_without_a_document() {
        let page = described("/actions/open/input/schema").unwrap();
        assert!(page.contains("schema"), "{page}");
        assert!(described("/version").unwrap().contains("MAJOR.MINOR.PATCH"));
        assert!(described("/attributes/category").is_ok());
        for unknown in ["", "/nothing", "/version/x/y"] {
            assert!(matches!(described(unknown), Err(ToolError::Failed(_))), "{unknown}");
        }
    }
}
