//! The `embed` command: embeds the content of files in manifests.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::EmbedArgs;
use super::config_problems::print_config_problems;
use super::extract::extract_field;
use super::input;
use super::inputs::{self, Source};
use super::printer::{EXIT_ERROR, error, path_error, print};
use super::run_args::is_stdin;
use super::sanitize::{line, path_name};
use crate::config::Resolver;
use crate::embedded::content_field::ContentField;
use crate::embedded::{codec, content_field};
use crate::fix;
use crate::rules::EmbedSource;
use crate::syntax::{Dialect, Tree};
use crate::text::apply;
use crate::util::fs;

const STDIN_MANIFEST: &str = "cannot embed in a manifest on stdin; use a file";

/// Embeds one file, or with `--all` every file that the settings name.
pub(super) fn run(args: &EmbedArgs) -> ExitCode {
    if let Some(paths) = &args.all {
        return embed_all(paths);
    }
    let (Some(field), Some(file), Some(manifest)) = (&args.field, &args.file, &args.manifest)
    else {
        // clap requires all three without `--all`.
        return error("missing arguments");
    };
    if is_stdin(manifest) {
        return path_error("-", STDIN_MANIFEST);
    }
    let content = match read_content(file) {
        Ok(content) => content,
        Err(message) => return path_error(&path_name(file), &message),
    };
    let result = edit_file(manifest, |text| {
        let tree = input::parse(text, Dialect::of_path(&path_name(manifest)))?;
        let field = content_field::find(tree.root(), field)?;
        embed_content(text, &tree, &field, &content)
            .map_err(|message| format!("cannot embed {}: {message}", path_name(file)))
    });
    match result {
        Ok(_) => ExitCode::SUCCESS,
        Err(message) => path_error(&path_name(manifest), &message),
    }
}

/// Updates every field that the settings name a file for.
pub(super) fn embed_all(paths: &[PathBuf]) -> ExitCode {
    let resolver = Resolver::new();
    let (inputs, errors) = inputs::resolve_and_print(paths, None, &resolver);
    let mut has_errors = errors > 0 || inputs.is_empty();
    let mut report = String::new();
    let mut has_sources = false;
    for input in &inputs {
        let Source::File(path) = &input.source else {
            has_errors = true;
            path_error("-", STDIN_MANIFEST);
            continue;
        };
        let settings = resolver.settings_for(path);
        if settings.embed_sources.is_empty() {
            continue;
        }
        has_sources = true;
        let mut embedded = Vec::new();
        let result = edit_file(path, |text| {
            let mut text = text.to_owned();
            for source in &settings.embed_sources {
                match embed_source(&text, Dialect::of_path(&input.name), source) {
                    Ok(None) => {}
                    Ok(Some(changed)) => {
                        embedded.push(format!("`{}`", source.field));
                        text = changed;
                    }
                    Err(message) => {
                        has_errors = true;
                        let message = format!("cannot embed {}: {message}", source.file);
                        path_error(&input.name, &message);
                    }
                }
            }
            Ok(text)
        });
        match result {
            Ok(true) => {
                let embedded = format!("{}: embedded {}", input.name, embedded.join(", "));
                report.push_str(&line(&embedded));
                report.push('\n');
            }
            Ok(false) => {}
            Err(message) => {
                has_errors = true;
                path_error(&input.name, &message);
            }
        }
    }
    has_errors |= print_config_problems(&resolver);
    if !inputs.is_empty() && !has_sources {
        has_errors = true;
        error(
            "nothing to embed: `[embed]` in integration-manifest.toml lists no files for these \
             manifests",
        );
    }
    let code = print(&report);
    if has_errors { EXIT_ERROR.into() } else { code }
}

/// Embeds the file of a settings entry. Returns the changed text, or `None` if the field contains the
/// file already.
fn embed_source(
    text: &str,
    dialect: Dialect,
    source: &EmbedSource,
) -> Result<Option<String>, String> {
    let tree = input::parse(text, dialect)?;
    let field = content_field::find(tree.root(), &source.field)?;
    let content = source.content.as_ref().map_err(Clone::clone)?;
    if extract_field(text, &field).is_ok_and(|current| codec::same(&current, content)) {
        return Ok(None);
    }
    embed_content(text, &tree, &field, content).map(Some)
}

/// Reads a file or stdin.
fn read_content(file: &Path) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let max = fs::MAX_EMBEDDED_BYTES;
    let result = if is_stdin(file) {
        io::stdin().lock().take(max + 1).read_to_end(&mut content)
    } else {
        input::open(file).and_then(|file| file.take(max + 1).read_to_end(&mut content))
    };
    result.map_err(|error| fs::describe_io_error(&error))?;
    if content.len() as u64 > max {
        return Err(format!("larger than {max} bytes"));
    }
    Ok(content)
}

/// Changes the manifest at `path`, and writes it if its text changed. Returns whether it did.
fn edit_file(
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<bool, String> {
    let mut buffer = Vec::new();
    let before = input::read(&Source::File(path.to_owned()), &mut buffer)?;
    let after = change(before)?;
    if after == before {
        return Ok(false);
    }
    fs::write(path, Some(before.as_bytes()), after.as_bytes())?;
    Ok(true)
}

/// Returns `text` with `content` in the field `field`.
fn embed_content(
    text: &str,
    tree: &Tree,
    field: &ContentField<'_>,
    content: &[u8],
) -> Result<String, String> {
    let string = codec::encode(field.holds, content)?;
    let json = serde_json::Value::from(string.as_str()).to_string();
    let after = apply(text, &fix::set_value(&text, tree, &field.path, &json)?);
    // A syntax error, such as an unterminated string before the field, can swallow the new value.
    let tree = Tree::parse(after.as_str(), tree.dialect());
    let found = tree.root().and_then(|root| root.at(&field.path));
    if found.and_then(|node| node.text(after.as_str())).as_deref() != Some(&string) {
        return Err(format!(
            "the position of `{}` is ambiguous; fix the syntax errors in the manifest first",
            field.pointer()
        ));
    }
    Ok(after)
}
