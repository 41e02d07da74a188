//! What is shown as code works.
//!
//! - Settings files are read, and nothing is said against them; manifests are checked; other JSON
//!   and TOML is at least that.
//! - A command of this program in a block of `sh` is run in a copy of the repository's examples. One
//!   with `[`, `…` or words in capitals says how a command is written: its name and its options are
//!   in the help.
//! - In a block of `console`, lines after `$ ` are run, and what is shown below is a part of what
//!   they print; a line `…` stands for any lines.
//! - What cannot be run has a comment right above: `<!-- not run: WHY -->`.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use integration_manifest_ls::config::Config;
use integration_manifest_ls::rules::{self, Settings, Severity};
use integration_manifest_ls::syntax::Dialect;
use serde_json::Value;
use tempfile::TempDir;

use crate::markdown::{self, Block};
use crate::{files, read, repository, written_pages};

const PROGRAM: &str = "integration-manifest-ls";

/// The table names of a settings file: what has another is the configuration of something else.
const TABLES: [&str; 4] = ["rules", "limits", "embed", "overrides"];

/// What is wrong with a block; nothing may be.
fn complaint(block: &Block) -> Option<String> {
    match block.language.as_str() {
        "toml" => toml(&block.text),
        "json" => json(&block.text, Dialect::Json),
        "jsonc" => json(&block.text, Dialect::Jsonc),
        _ if block.not_run.is_some() => None,
        "console" => console(&block.text),
        "sh" | "bash" => shell(&block.text),
        "" if block.text.starts_with(PROGRAM) => shell(&block.text),
        _ => None,
    }
}

fn toml(text: &str) -> Option<String> {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return Some(error.to_string()),
    };
    if !table.keys().all(|name| TABLES.contains(&name.as_str())) {
        return None;
    }
    let (_, problems) = Config::parse(text);
    problems.first().map(|problem| problem.message.clone())
}

fn json(text: &str, dialect: Dialect) -> Option<String> {
    let findings = rules::check(text, dialect, &Settings::default());
    let syntax = findings.iter().find(|finding| finding.rule.id == "syntax-error");
    if let Some(finding) = syntax {
        return Some(finding.message.clone());
    }
    let value: Option<Value> = serde_json::from_str(text).ok();
    let is_manifest = value.is_some_and(|value| value.get("name").is_some());
    let error = findings.iter().find(|finding| finding.severity == Severity::Error);
    error.filter(|_| is_manifest).map(|finding| finding.message.clone())
}

/// A copy of the examples, and of a file for each of the usual fields.
fn scratch() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    };
    for path in files("examples") {
        let content = fs::read(repository().join(&path)).expect("an example");
        put(&path.display().to_string().replace('\\', "/"), &content);
    }
    put("integration.json", read("examples/good/integration.json").as_bytes());
    put("link.vrl", b"\"https://acme.example\"");
    put("icon.svg", br#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#);
    folder
}

/// Runs a command of this program: what it prints, or what is wrong.
fn run(line: &str, folder: &Path) -> Result<String, String> {
    let words = line.split_whitespace().skip(1);
    let words = words.take_while(|word| *word != "#").map(|word| word.trim_matches('\''));
    let output = Command::cargo_bin(PROGRAM)
        .map_err(|error| error.to_string())?
        .args(words)
        .current_dir(folder)
        .env_clear()
        .output()
        .map_err(|error| error.to_string())?;
    let error = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!("`{line}` fails: {error}")),
    }
}

/// Whether the help knows the command and the options of a line that says how it is written.
fn is_in_the_help(line: &str, folder: &Path) -> Option<String> {
    let mut words = line.split([' ', '[', ']']).skip(1).filter(|word| !word.is_empty());
    let command = words.next()?;
    let help = match run(&format!("{PROGRAM} {command} --help"), folder) {
        Ok(help) => help,
        Err(error) => return Some(error),
    };
    let unknown = words.find(|word| word.starts_with("--") && !help.contains(word));
    unknown.map(|option| format!("`{command}` has no `{option}`"))
}

fn shell(text: &str) -> Option<String> {
    let folder = scratch();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with(PROGRAM) {
            return Some(format!("`{line}` is not run: say why, by `<!-- not run: WHY -->` above"));
        }
        let is_synopsis = line.split(' ').any(|word| {
            word.starts_with('[')
                || word.contains('…')
                || word.chars().all(|c| c.is_ascii_uppercase())
        });
        let trouble = match is_synopsis {
            true => is_in_the_help(line, folder.path()),
            // These go on until somebody ends them; `tests/serve` and `tests/server` run them.
            false if line.contains(" serve") || line.contains("--watch") => None,
            false => run(line, folder.path()).err(),
        };
        if trouble.is_some() {
            return trouble;
        }
    }
    None
}

fn console(text: &str) -> Option<String> {
    let folder = scratch();
    let mut printed = String::new();
    let mut at = 0;
    let mut gap = true;
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            match run(command, folder.path()) {
                Ok(output) => (printed, at, gap) = (output, 0, false),
                Err(error) => return Some(error),
            }
        } else if line == "…" {
            gap = true;
        } else {
            let lines: Vec<&str> = printed.lines().collect();
            let found = lines[at..].iter().position(|other| other.trim_end() == line.trim_end());
            match found {
                Some(skipped) if gap || skipped == 0 => at += skipped + 1,
                _ => return Some(format!("this is not printed there: {line}\n{printed}")),
            }
            gap = false;
        }
    }
    None
}

#[test]
fn documentation_code_blocks_are_valid() {
    let mut complaints = Vec::new();
    for page in written_pages() {
        // CONTRIBUTING is for those who have the sources, and .ci/run does what it says.
        if page.ends_with("CONTRIBUTING.md") {
            continue;
        }
        for block in markdown::blocks(&read(&page)) {
            if let Some(complaint) = complaint(&block) {
                complaints.push(format!("{}:{}: {complaint}", page.display(), block.line));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn invalid_code_blocks_are_reported() {
    let complains = |language: &str, text: &str| {
        let block = markdown::blocks(&format!("```{language}\n{text}\n```\n")).remove(0);
        complaint(&block).is_some()
    };
    assert!(complains("toml", "[rules]\npublish = \"of\""));
    assert!(!complains("toml", "[language-server.x]\ncommand = \"y\""));
    assert!(complains("json", "{ \"a\" 1 }"));
    assert!(complains("json", "{ \"name\": \"acme/x\" }"));
    assert!(complains("sh", "integration-manifest-ls chek"));
    assert!(complains("sh", "integration-manifest-ls check --color blue examples/good"));
    assert!(complains("sh", "integration-manifest-ls check [--rapid] [PATH…]"));
    assert!(complains("sh", "cargo install x"));
    assert!(complains("console", "$ integration-manifest-ls rules\nno-such-rule"));
    assert!(!complains("console", "$ integration-manifest-ls fmt --check examples/good"));
    let marked = "<!-- not run: it needs a registry -->\n```sh\ncargo install x\n```\n";
    assert!(complaint(&markdown::blocks(marked)[0]).is_none());
}
