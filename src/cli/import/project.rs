//! The TypeScript project, and the CLI that it installed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::sanitize::path_name;
use crate::util::fs::{MAX_SETTINGS, describe_io_error, read_text};

/// The file that makes a folder the project of an integration.
const DEFINITION: &str = "integration.definition.ts";

/// The file with the names of the secrets, which `bp deploy` generates.
const SECRETS: &str = ".botpress/secrets/index.ts";

/// The prefix of the variables in that file.
const SECRET_PREFIX: &str = "process.env.SECRET_";

/// A project.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) folder: PathBuf,
    /// The version of the CLI.
    pub(super) cli_version: String,
    /// The script that Node runs as the CLI.
    pub(super) cli_script: PathBuf,
}

/// The part of `package.json` that is read.
#[derive(Deserialize)]
struct Package {
    version: String,
    bin: Bin,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Bin {
    One(String),
    Named { bp: String },
}

impl Project {
    /// Finds the project in a folder, or that of its definition file.
    pub(super) fn find(path: &Path) -> Result<Project, String> {
        let is_definition = path.file_name().is_some_and(|name| name == DEFINITION);
        let folder = if is_definition && path.is_file() {
            path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
        } else {
            path
        };
        let name = path_name(folder);
        let folder = std::fs::canonicalize(folder)
            .map_err(|error| format!("{name}: {}", describe_io_error(&error)))?;
        if !folder.join(DEFINITION).is_file() {
            return Err(format!(
                "{name}: no {DEFINITION} in this folder; give the folder of an integration project"
            ));
        }
        // A workspace installs the packages of its projects in a parent folder.
        let packages = folder.ancestors().map(|it| it.join("node_modules/@botpress/cli"));
        let Some(package) = packages.into_iter().find(|it| it.join("package.json").is_file())
        else {
            return Err(format!(
                "{name}: the Botpress CLI is not installed; run `npm install --save-dev \
                 @botpress/cli` in this folder"
            ));
        };
        let manifest = package.join("package.json");
        let in_package = |why: String| format!("{}: {why}", path_name(&manifest));
        let text = read_text(&manifest, MAX_SETTINGS)
            .map_err(|error| in_package(describe_io_error(&error)))?;
        let Package { version, bin } = serde_json::from_str(&text)
            .map_err(|_| in_package("it has no `version` or no `bin`".to_owned()))?;
        let (Bin::One(script) | Bin::Named { bp: script }) = bin;
        Ok(Project { folder, cli_version: version, cli_script: package.join(script) })
    }

    /// Returns the names of the secrets that the definition declares. They are known after a build.
    pub(super) fn secrets(&self) -> BTreeSet<String> {
        let text = read_text(&self.folder.join(SECRETS), MAX_SETTINGS).unwrap_or_default();
        secret_names(&text)
    }

    /// Whether the CLI can ask the API to validate an integration instead of creating it.
    pub(super) fn has_dry_run(&self) -> bool {
        let first = semver::Version::new(3, 1, 0);
        semver::Version::parse(&self.cli_version).is_ok_and(|version| version >= first)
    }
}

fn secret_names(text: &str) -> BTreeSet<String> {
    let names = text.split(SECRET_PREFIX).skip(1).map(|rest| {
        let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric());
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// Returns the name in the CLI's message about a secret without a value.
pub(super) fn required_secret(output: &str) -> Option<&str> {
    let (before, _) = output.split_once("\" is required")?;
    let (_, name) = before.rsplit_once("Secret \"")?;
    let is_name = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_from_generated_code() {
        let text = "get A_1() { return process.env.SECRET_A_1\n }\n process.env.SECRET_B; process.env.SECRET_";
        assert_eq!(secret_names(text).into_iter().collect::<Vec<_>>(), ["A_1", "B"]);
    }

    #[test]
    fn required_secret_is_found_in_the_message() {
        assert_eq!(required_secret("\u{d7} Secret \"API_KEY\" is required\n"), Some("API_KEY"));
        assert_eq!(required_secret("Secret \"a b\" is required"), None);
        assert_eq!(required_secret("Workspace Id is required."), None);
    }
}
