//! The `init` command: writes a first manifest with its files, or sets up the checks of a TypeScript project.

pub(super) mod args;
mod manifest;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use args::From;
use args::InitArgs;
use manifest::Description;

use super::printer::{NAME, error, path_error, print, print_note};
use super::sanitize::{line, path_name};
use crate::config::FILE_NAME;
use crate::fix;
use crate::rules;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::casing;
use crate::util::fs::{self, describe_io_error};

const ICON: &str = include_str!("init/icon.svg");
const SETTINGS: &str = include_str!("init/manifest.toml");
const PROJECT_SETTINGS: &str = include_str!("init/bp.toml");
const WORKFLOW: &str = include_str!("init/workflow.yml");

/// The file that makes a folder a TypeScript project.
const DEFINITION: &str = "integration.definition.ts";

/// The npm script that imports and checks the manifest.
const SCRIPT: (&str, &str) = (
    "check:manifest",
    "integration-manifest-ls import --output .botpress/integration.json && \
     integration-manifest-ls check .botpress/integration.json",
);

/// Writes the files.
pub(super) fn run(args: &InitArgs) -> ExitCode {
    let result = match args.from {
        Some(From::Bp) => set_up_project(&args.folder),
        None => describe(args).and_then(|description| start_manifest(&args.folder, &description)),
    };
    match result {
        Ok(written) => print(written),
        Err(message) => error(&message),
    }
}

/// Collects the description of the integration from the arguments, and on a terminal from the user.
fn describe(args: &InitArgs) -> Result<Description, String> {
    let folder = std::path::absolute(&args.folder).unwrap_or_else(|_| args.folder.clone());
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let words = casing::kebab(&folder.unwrap_or_default());
    let fallback = words.unwrap_or_else(|| "my-integration".to_owned());
    let name = answer(args.name.as_deref(), "Name, such as `acme/weather`", &fallback)?;
    let title = answer(args.title.as_deref(), "Title", &manifest::title_of(&name))?;
    let description = format!("Use {title} in your bots.");
    let description = answer(args.description.as_deref(), "Description", &description)?;
    Ok(Description { name, title, description })
}

/// Returns the argument. Without one, asks on a terminal, and otherwise returns the default.
fn answer(argument: Option<&str>, question: &str, default: &str) -> Result<String, String> {
    if let Some(argument) = argument {
        return Ok(argument.to_owned());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(default.to_owned());
    }
    // There is no other place to report an error of stderr.
    let _ = write!(io::stderr(), "{question} [{}]: ", line(default));
    let _ = io::stderr().flush();
    let mut answer = String::new();
    match io::stdin().lock().read_line(&mut answer) {
        Ok(0) => Err("no answer; nothing was written".to_owned()),
        Ok(_) if answer.trim().is_empty() => Ok(default.to_owned()),
        Ok(_) => Ok(answer.trim().to_owned()),
        Err(error) => Err(describe_io_error(&error)),
    }
}

/// Writes a manifest with its icon, its readme and its settings.
fn start_manifest(folder: &Path, description: &Description) -> Result<String, String> {
    let readme = description.readme();
    let manifest = description.manifest(ICON, &readme)?;
    let findings = rules::check(&manifest, Dialect::Json, &rules::Settings::default());
    if let Some(finding) = findings.first() {
        return Err(format!("nothing was written: {}", finding.message));
    }
    let files = [
        ("integration.json", manifest.as_str()),
        ("icon.svg", ICON),
        ("hub.md", &readme),
        (FILE_NAME, SETTINGS),
    ];
    let written = write_new(folder, &files)?;
    print_note(&format!("{NAME}: edit the files, and run `{NAME} check`"));
    Ok(written)
}

/// Writes the settings and the CI job of a TypeScript project, and adds its npm script.
fn set_up_project(folder: &Path) -> Result<String, String> {
    let name = path_name(folder);
    if !folder.join(DEFINITION).is_file() {
        return Err(format!("{name}: no {DEFINITION} in this folder"));
    }
    let package = folder.join("package.json");
    let in_package = |why: String| format!("{}: {why}", path_name(&package));
    let before = fs::read_text(&package, fs::MAX_SETTINGS)
        .map_err(|error| in_package(describe_io_error(&error)))?;
    let after = with_script(&before).map_err(in_package)?;
    let workflow = ".github/workflows/manifest.yml";
    let mut written = write_new(folder, &[(FILE_NAME, PROJECT_SETTINGS), (workflow, WORKFLOW)])?;
    match after {
        Some(after) => {
            fs::write(&package, Some(before.as_bytes()), after.as_bytes()).map_err(in_package)?;
            written += &format!("{}\n", line(&path_name(&package)));
        }
        None => {
            let (script, _) = SCRIPT;
            path_error(&path_name(&package), &format!("kept its script `{script}`"));
        }
    }
    print_note(&format!("{NAME}: run `npm install --save-dev {NAME}`, and `npm run {}`", SCRIPT.0));
    Ok(written)
}

/// Adds the npm script. Returns `None` if there is a script with its name.
fn with_script(package: &str) -> Result<Option<String>, String> {
    let tree = Tree::parse(package, Dialect::Json);
    let (name, command) = SCRIPT;
    let scripts = "scripts";
    let root = tree.root().filter(|root| root.is_object() && !tree.document().flawed);
    let root = root.ok_or_else(|| "it is not a JSON object".to_owned())?;
    if root.at(&[scripts, name]).is_some() {
        return Ok(None);
    }
    let command = serde_json::Value::from(command).to_string();
    let edits = fix::set_value(&package, &tree, &[scripts, name], &command)?;
    Ok(Some(text::apply(package, &edits)))
}

/// Writes files that do not exist, each with its path in `folder`. If one of them exists, writes none. Returns
/// the list of the files.
fn write_new(folder: &Path, files: &[(&str, &str)]) -> Result<String, String> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(path) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(format!("{}: the file exists already; nothing was written", path_name(path)));
    }
    let mut written = String::new();
    for (path, (_, content)) in paths.iter().zip(files) {
        let failed = |why: String| format!("{}: {why}", path_name(path));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| failed(describe_io_error(&error)))?;
        }
        fs::write_new(path, content.as_bytes()).map_err(failed)?;
        written += &format!("{}\n", line(&path_name(path)));
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_is_added_once() {
        let package =
            "{\n  \"name\": \"x\",\n  \"scripts\": {\n    \"build\": \"bp build\"\n  }\n}\n";
        let after = with_script(package).unwrap().unwrap();
        assert!(after.starts_with(
            "{\n  \"name\": \"x\",\n  \"scripts\": {\n    \"build\": \"bp build\",\n"
        ));
        assert_eq!(with_script(&after), Ok(None));
        assert!(with_script("{}").unwrap().unwrap().contains("check:manifest"));
        assert!(with_script("[]").is_err() && with_script("{").is_err());
    }
}
