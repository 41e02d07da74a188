//! `embed` and `extract`: files' content into manifests, and out of them again.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use super::args::{EmbedArgs, ExtractArgs, is_stdin};
use super::check::tell_config;
use super::input;
use super::inputs::{self, Note, Source};
use super::terminal::{describe_io_error, path_name, sanitize};
use super::{EXIT_ERROR, print, tell};
use crate::config::Resolver;
use crate::embedded::content_field::ContentField;
use crate::embedded::{codec, content_field};
use crate::fix;
use crate::syntax::{Dialect, Tree};
use crate::text::apply;
use crate::util::fs;

/// Puts content into manifests.
pub(super) fn embed(args: &EmbedArgs) -> ExitCode {
    if let Some(paths) = &args.all {
        return embed_all(paths);
    }
    let (Some(field), Some(file), Some(manifest)) = (&args.field, &args.file, &args.manifest)
    else {
        // The arguments have been checked.
        return EXIT_ERROR.into();
    };
    if is_stdin(manifest) {
        return trouble("-", "a manifest on stdin cannot be changed; name a file");
    }
    let content = match read(file) {
        Ok(content) => content,
        Err(what) => return trouble(&path_name(file), &what),
    };
    let done = edit(manifest, |text| {
        let tree = Tree::parse(text, Dialect::of_path(&path_name(manifest)));
        let slot = content_field::find(tree.root(), field)?;
        replaced(text, &tree, &slot, &content)
            .map_err(|why| format!("{} was not embedded: {why}", path_name(file)))
    });
    match done {
        Ok(_) => ExitCode::SUCCESS,
        Err(what) => trouble(&path_name(manifest), &what),
    }
}

/// Brings every field up to date for which the settings name a file.
fn embed_all(paths: &[std::path::PathBuf]) -> ExitCode {
    let mut failed = false;
    let inputs = inputs::inputs(paths, None, |note| match note {
        Note::Trouble(path, what) => {
            failed = true;
            tell(&path, &what);
        }
        Note::Remark(path, what) => tell(&path, &what),
    });
    let resolver = Resolver::new();
    let mut report = String::new();
    for input in &inputs {
        let Source::File(path) = &input.source else {
            failed = true;
            tell("-", "a manifest on stdin cannot be changed; name a file");
            continue;
        };
        let settings = resolver.settings_for(path);
        if settings.origins.is_empty() {
            continue;
        }
        let mut changed = Vec::new();
        let done = edit(path, |text| {
            let mut text = text.to_owned();
            for origin in &settings.origins {
                let tree = Tree::parse(text.as_str(), Dialect::of_path(&input.name));
                let next = content_field::find(tree.root(), &origin.field).and_then(|slot| {
                    let wanted = origin.content.as_ref().map_err(Clone::clone)?;
                    if held(&text, &slot).is_ok_and(|held| codec::same(&held, wanted)) {
                        return Ok(None);
                    }
                    replaced(&text, &tree, &slot, wanted).map(Some)
                });
                match next {
                    Ok(None) => {}
                    Ok(Some(next)) => {
                        changed.push(format!("`{}`", origin.field));
                        text = next;
                    }
                    Err(why) => {
                        failed = true;
                        tell(&input.name, &format!("{} was not embedded: {why}", origin.file));
                    }
                }
            }
            Ok(text)
        });
        match done {
            Ok(true) => {
                let line = format!("{}: embedded {}", input.name, changed.join(", "));
                report.push_str(&sanitize(&line));
                report.push('\n');
            }
            Ok(false) => {}
            Err(what) => {
                failed = true;
                tell(&input.name, &what);
            }
        }
    }
    failed |= tell_config(&resolver);
    let printed = print(&report);
    if failed { EXIT_ERROR.into() } else { printed }
}

/// Takes content out of a manifest.
pub(super) fn extract(args: &ExtractArgs) -> ExitCode {
    let manifest = &args.manifest;
    let source = if is_stdin(manifest) { Source::Stdin } else { Source::File(manifest.to_owned()) };
    let mut bytes = Vec::new();
    let content = input::read(&source, &mut bytes).and_then(|text| {
        let tree = Tree::parse(text, Dialect::Jsonc);
        let slot = content_field::find(tree.root(), &args.field)?;
        held(text, &slot)
    });
    let content = match content {
        Ok(content) => content,
        Err(what) => return trouble(&path_name(manifest), &what),
    };
    let (name, written) = match &args.output {
        Some(path) if !is_stdin(path) => (path_name(path), fs::write(path, None, &content)),
        _ => {
            let mut out = io::stdout().lock();
            let written = match out.write_all(&content).and_then(|()| out.flush()) {
                // A reader that has seen enough is no trouble.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(describe_io_error(&error))
                }
                _ => Ok(()),
            };
            ("stdout".to_owned(), written)
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => trouble(&name, &what),
    }
}

fn trouble(path: &str, what: &str) -> ExitCode {
    tell(path, what);
    EXIT_ERROR.into()
}

/// The content of a file, or of stdin, whatever it is.
fn read(file: &Path) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let most = fs::MOST;
    let result = if is_stdin(file) {
        io::stdin().lock().take(most + 1).read_to_end(&mut content)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut content))
    };
    result.map_err(|error| describe_io_error(&error))?;
    if content.len() as u64 > most {
        return Err(format!("it has more than {most} bytes"));
    }
    Ok(content)
}

/// Changes the manifest at `path`. Returns whether that made a difference; without one, nothing is
/// written.
fn edit(path: &Path, change: impl FnOnce(&str) -> Result<String, String>) -> Result<bool, String> {
    let mut bytes = Vec::new();
    let before = input::read(&Source::File(path.to_owned()), &mut bytes)?;
    let after = change(before)?;
    if after == before {
        return Ok(false);
    }
    fs::write(path, Some(before.as_bytes()), after.as_bytes())?;
    Ok(true)
}

/// `text` with `content` in `slot`.
fn replaced(
    text: &str,
    tree: &Tree,
    slot: &ContentField<'_>,
    content: &[u8],
) -> Result<String, String> {
    let string = codec::encode(slot.holds, content)?;
    let json = serde_json::Value::from(string.as_str()).to_string();
    let after = apply(text, &fix::set_value(&text, tree, &slot.path, &json)?);
    // What is broken around the place must not swallow it.
    let tree = Tree::parse(after.as_str(), tree.dialect());
    let found = tree.root().and_then(|root| root.at(&slot.path));
    if found.and_then(|node| node.text(after.as_str())).as_deref() != Some(&string) {
        let pointer = slot.pointer();
        return Err(format!("what is wrong with the manifest hides where `{pointer}` belongs"));
    }
    Ok(after)
}

/// The content that `slot` holds in the manifest `text`.
fn held(text: &str, slot: &ContentField<'_>) -> Result<Vec<u8>, String> {
    let pointer = slot.pointer();
    let Some(member) = slot.member else {
        return Err(format!("the manifest has no `{pointer}`"));
    };
    let node = member.value();
    let Some(string) = node.text(text) else {
        return Err(format!("`{pointer}` is no string"));
    };
    if !node.string().is_some_and(|string| string.closed) {
        return Err(format!("the string `{pointer}` has no end"));
    }
    codec::decode(slot.holds, &string).map_err(|why| format!("`{pointer}`: {why}"))
}
