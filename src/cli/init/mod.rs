//! The `init` command: writes a first manifest with its files, or sets up the checks of a TypeScript project.

pub(super) mod args;
mod manifest;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use args::From;
use args::InitArgs;
use manifest::{Description, Word};

use super::printer::{NAME, error, path_error, print, print_note};
use super::sanitize::{line, path_name};
use crate::config::FILE_NAME;
use crate::fix;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::casing;
use crate::util::fs::{self, describe_io_error};

const ICON: &str = include_str!("icon.svg");
const SETTINGS: &str = include_str!("manifest.toml");
const PROJECT_SETTINGS: &str = include_str!("bp.toml");
const WORKFLOW: &str = include_str!("workflow.yml");

/// The file that makes a folder a TypeScript project.
const DEFINITION: &str = "integration.definition.ts";

/// The npm script that imports and checks the manifest.
const SCRIPT: (&str, &str) = (
    "check:manifest",
    "integration-manifest-ls import --output .botpress/integration.json && \
     integration-manifest-ls check .botpress/integration.json",
);

/// The files that were written, and the next step.
type Written = (String, String);

/// Writes the files.
pub(super) fn run(args: &InitArgs) -> ExitCode {
    let result = match args.from {
        Some(From::Bp) => set_up_project(&args.folder),
        None => start_manifest(args),
    };
    match result {
        Ok((files, next)) => {
            let code = print(files);
            print_note(&format!("{NAME}: {next}"));
            code
        }
        Err(message) => error(&message),
    }
}

/// Collects the description of the integration from the arguments, and on a terminal from the user.
fn describe(args: &InitArgs) -> Result<Description, String> {
    let folder = std::path::absolute(&args.folder).unwrap_or_else(|_| args.folder.clone());
    let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let words = casing::kebab(&folder.unwrap_or_default());
    let mut description = Description::new(words.as_deref().unwrap_or("my-integration"));
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    for (word, argument) in
        [(Word::Name, &args.name), (Word::Title, &args.title), (Word::Text, &args.description)]
    {
        match argument {
            Some(argument) => {
                description.set(word, argument);
                if let Some(problem) = description.problem(ICON, Some(word))? {
                    return Err(format!("nothing was written: {problem}"));
                }
            }
            None if is_terminal => ask(&mut description, word)?,
            None => {}
        }
    }
    Ok(description)
}

/// Asks for a word until the answer is valid. An empty answer keeps the default.
fn ask(description: &mut Description, word: Word) -> Result<(), String> {
    loop {
        // There is no other place to report an error of stderr.
        let _ = write!(io::stderr(), "{} [{}]: ", word.question(), line(description.get(word)));
        let _ = io::stderr().flush();
        let mut answer = String::new();
        match io::stdin().lock().read_line(&mut answer) {
            Ok(0) => return Err("no answer; nothing was written".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(describe_io_error(&error)),
        }
        let mut changed = description.clone();
        if !answer.trim().is_empty() {
            changed.set(word, answer.trim());
        }
        match changed.problem(ICON, Some(word))? {
            Some(problem) => print_note(&problem),
            None => {
                *description = changed;
                return Ok(());
            }
        }
    }
}

/// Writes a manifest with its icon, its readme and its settings.
fn start_manifest(args: &InitArgs) -> Result<Written, String> {
    let folder = &args.folder;
    // No question is asked in vain.
    reject_existing(&paths(folder, ["integration.json", "icon.svg", "hub.md", FILE_NAME]))?;
    let description = describe(args)?;
    if let Some(problem) = description.problem(ICON, None)? {
        return Err(format!("nothing was written: {problem}"));
    }
    let readme = description.readme();
    let manifest = description.manifest(ICON, &readme)?;
    let written = write_new(
        folder,
        [
            ("integration.json", &manifest),
            ("icon.svg", ICON),
            ("hub.md", &readme),
            (FILE_NAME, SETTINGS),
        ],
    )?;
    let argument = match folder.as_os_str() == "." {
        true => String::new(),
        false => format!(" {}", path_name(folder)),
    };
    Ok((written, format!("edit the files, and run `{NAME} check{argument}`")))
}

/// Writes the settings and the CI job of a TypeScript project, and adds its npm script.
fn set_up_project(folder: &Path) -> Result<Written, String> {
    let name = path_name(folder);
    if !folder.join(DEFINITION).is_file() {
        return Err(format!("{name}: no {DEFINITION} in this folder"));
    }
    let [package] = paths(folder, ["package.json"]);
    let in_package = |why: String| format!("{}: {why}", path_name(&package));
    let before = fs::read_text(&package, fs::MAX_SETTINGS)
        .map_err(|error| in_package(describe_io_error(&error)))?;
    let after = with_script(&before).map_err(in_package)?;
    let workflow = ".github/workflows/manifest.yml";
    let mut written = write_new(folder, [(FILE_NAME, PROJECT_SETTINGS), (workflow, WORKFLOW)])?;
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
    Ok((written, format!("run `npm install --save-dev {NAME}`, and `npm run {}`", SCRIPT.0)))
}

/// Adds the npm script. Returns `None` if there is a script with its name.
fn with_script(package: &str) -> Result<Option<String>, String> {
    let tree = Tree::parse(package, Dialect::Json);
    let (name, command) = SCRIPT;
    let scripts = "scripts";
    let root = tree.root().filter(|root| root.is_object() && !tree.document().has_errors);
    let root = root.ok_or_else(|| "it is not a JSON object".to_owned())?;
    if root.at(&[scripts, name]).is_some() {
        return Ok(None);
    }
    let command = serde_json::Value::from(command).to_string();
    let edits = fix::set_value(&package, &tree, &[scripts, name], &command)?;
    Ok(Some(text::apply(package, &edits)))
}

/// The paths of files in `folder`.
fn paths<const N: usize>(folder: &Path, names: [&str; N]) -> [PathBuf; N] {
    names.map(|name| match folder.as_os_str() == "." {
        true => PathBuf::from(name),
        false => folder.join(name),
    })
}

/// Fails if one of the files exists, or if their folder is a file.
fn reject_existing(paths: &[PathBuf]) -> Result<(), String> {
    for path in paths {
        if path.symlink_metadata().is_ok() {
            let name = path_name(path);
            return Err(format!("{name}: the file exists already; nothing was written"));
        }
        if let Some(folder) = path.parent().filter(|folder| folder.is_file()) {
            return Err(format!("{}: it is a file, not a folder", path_name(folder)));
        }
    }
    Ok(())
}

/// Writes files that do not exist, each with its path in `folder`. If one of them exists, writes none. Returns
/// the list of the files.
fn write_new<const N: usize>(folder: &Path, files: [(&str, &str); N]) -> Result<String, String> {
    let paths = paths(folder, files.map(|(name, _)| name));
    reject_existing(&paths)?;
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
