//! The tool `diff`: the changes between two versions of a manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool::{Context, Tool, arguments, input, output};
use crate::diff::{self, Level};
use crate::mcp::answer::{Answer, ToolError, fit};
use crate::mcp::document::{Document, DocumentArguments, secrets_of};
use crate::report::comparison::{self, Compared};
use crate::util::budget::{MAX_BYTES, cut};
use crate::util::display::{sanitize, truncate};
use crate::util::git::Repository;

pub(super) const TOOL: Tool = Tool {
    name: "diff",
    title: "Compare with an older version",
    description: "Changes since a git revision (`against: \"git:origin/main...\"`) or since `old_text`: \
        which break users, and the version that they need.",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

/// Maximum length of an old or new value in an answer, in characters of its JSON.
const MAX_VALUE: usize = 200;

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    path: String,
    #[serde(default)]
    against: Option<String>,
    #[serde(default)]
    old_text: Option<String>,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data {
    /// The version step that the changes require: `major`, `minor`, `patch` or `none`.
    required: String,
    /// The lowest version that suffices.
    next_version: Option<String>,
    /// The comparison, as `diff --format json` reports it, without large values.
    comparison: Value,
    /// Number of changes that are not listed.
    omitted: usize,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { path, against, old_text } = arguments(value)?;
    let arguments = DocumentArguments { path: Some(path), ..DocumentArguments::default() };
    let document = Document::read(&context.roots, arguments)?;
    let (old_name, old_text) = match (against, old_text) {
        (Some(against), None) => old_version(&document, &against)?,
        (None, Some(text)) if text.len() <= MAX_BYTES => ("old_text".to_owned(), text),
        (None, Some(_)) => {
            return Err(ToolError::Arguments("`old_text` is larger than 64 MiB".to_owned()));
        }
        _ => {
            let message = "pass either `against` or `old_text`";
            return Err(ToolError::Arguments(message.to_owned()));
        }
    };
    let options = &document.diff.options;
    let result = diff::compare(Some(&old_text), Some(&document.text), options);
    let mut comparison = result.map_err(|[is_old_unusable, _]| {
        let name = if is_old_unusable { &old_name } else { &document.name };
        ToolError::about(name, "not a JSON object, so there is nothing to compare")
    })?;
    comparison.limit();
    let compared = Compared {
        old_name: Some(&old_name),
        new_name: Some(&document.name),
        old_text: &old_text,
        new_text: &document.text,
        comparison: &comparison,
    };
    let report = comparison::report(&[compared], Level::Note);
    let mut report = serde_json::to_value(&report.comparisons[0]).unwrap_or_default();
    let findings = match report["findings"].take() {
        Value::Array(findings) => findings.into_iter().map(short).collect(),
        _ => Vec::new(),
    };
    let required = comparison.required.name().to_owned();
    let beyond = comparison.omitted.at_least(Level::Note);
    let mut answer = fit(findings.len(), |count| {
        let mut report = report.clone();
        let listed = &findings[..count];
        report["findings"] = listed.into();
        let omitted = beyond + findings.len() - count;
        let next_version = comparison.next_version.clone();
        let text = text(&required, next_version.as_deref(), listed, omitted);
        let data = Data { required: required.clone(), next_version, comparison: report, omitted };
        Answer::new(text, &data)
    });
    answer.mask(&document.secrets());
    answer.mask(&secrets_of(&old_text));
    Ok(answer)
}

/// Reads the manifest as it was in `against`. Nothing is fetched.
fn old_version(document: &Document, against: &str) -> Result<(String, String), ToolError> {
    let Some(revision) = against.strip_prefix("git:") else {
        let against = truncate(against, 80);
        let message = format!("`against`: expected `git:REV`, not `{against}`");
        return Err(ToolError::Arguments(message));
    };
    let failed = |message: String| ToolError::Failed(sanitize(&message).into_owned());
    let path = &document.settings_path;
    let repository = Repository::find(path.parent().unwrap_or(path)).map_err(failed)?;
    let (commit, label) = repository.source(revision).map_err(failed)?;
    let relative = repository.relative(path);
    let relative = relative.ok_or_else(|| failed("the file is not in the work tree".to_owned()))?;
    let name = format!("{label}:{relative}");
    let content = repository.blob(&commit, &relative).map_err(failed)?;
    let content =
        content.ok_or_else(|| ToolError::about(&name, "no such file at this revision"))?;
    let text = String::from_utf8(content).map_err(|_| ToolError::about(&name, "not UTF-8"))?;
    Ok((name, text))
}

/// The finding without large values and offsets.
fn short(mut finding: Value) -> Value {
    for name in ["oldValue", "newValue"] {
        let value = &mut finding[name];
        if cut(&value.to_string(), MAX_VALUE).is_some() {
            *value = Value::Null;
        }
    }
    for name in ["message", "why", "hint"] {
        if let Value::String(text) = &mut finding[name] {
            *text = sanitize(text).into_owned();
        }
    }
    finding
}

fn text(required: &str, next: Option<&str>, findings: &[Value], omitted: usize) -> String {
    let mut lines = vec![match next {
        Some(next) => format!("required: {required}, next version: {next}"),
        None => format!("required: {required}"),
    }];
    for finding in findings {
        let word = |name: &str| finding[name].as_str().unwrap_or_default();
        lines.push(format!("{} {}: {}", word("level"), word("id"), word("message")));
    }
    if omitted > 0 {
        lines.push(format!("{omitted} more omitted"));
    }
    lines.join("\n")
}
