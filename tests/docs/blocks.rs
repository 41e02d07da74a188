//! Code blocks of the pages work.
//!
//! - Settings files have no problems, manifests have no errors, and other JSON and TOML is
//!   well-formed.
//! - A command of this program in a `sh` block is run in a copy of the repository's examples. If it
//!   contains `[`, `…` or words in capitals, it is a synopsis: its name and options are compared with
//!   the help.
//! - In a `console` block, lines after `$ ` are run, and the lines below must be part of the output;
//!   a line `…` stands for any lines.
//! - A block that cannot be run has a comment above: `<!-- not run: WHY -->`.

use std::fs;
use std::path::Path;

use integration_manifest_ls::config::Config;
use integration_manifest_ls::rules::{self, Settings, Severity};
use integration_manifest_ls::syntax::Dialect;
use serde_json::Value;
use tempfile::TempDir;

use crate::markdown::{self, Block};
use crate::program::{output, program};
use crate::{files, read, repository, written_pages};

const PROGRAM: &str = "integration-manifest-ls";

/// Tables of a settings file. TOML with other tables is the configuration of another program.
const TABLES: [&str; 5] = ["rules", "limits", "embed", "overrides", "baseline"];

/// Checks a block, and returns its problem.
fn problem(block: &Block) -> Option<String> {
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

/// Creates a folder with a copy of the examples, and files to embed.
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

/// Runs a command of this program, and returns its output or an error.
fn run(line: &str, folder: &Path) -> Result<String, String> {
    let words = line.split_whitespace().skip(1);
    let words = words.take_while(|word| *word != "#").map(|word| word.trim_matches('\''));
    let output = output(program().args(words).current_dir(folder).env_clear(), "");
    let error = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!("`{line}` fails: {error}")),
    }
}

/// Checks that the help contains the command and the options of a synopsis.
fn missing_in_help(line: &str, folder: &Path) -> Option<String> {
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
            return Some(format!(
                "`{line}` is not run: give a reason in `<!-- not run: WHY -->` above"
            ));
        }
        let is_synopsis = line.split(' ').any(|word| {
            word.starts_with('[')
                || word.contains('…')
                || word.chars().all(|c| c.is_ascii_uppercase())
        });
        let problem = match is_synopsis {
            true => missing_in_help(line, folder.path()),
            // These run until a signal; `tests/serve` and `tests/server` test them.
            false if line.contains(" serve") || line.contains("--watch") => None,
            false => run(line, folder.path()).err(),
        };
        if problem.is_some() {
            return problem;
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
                _ => return Some(format!("this is not in the output: {line}\n{printed}")),
            }
            gap = false;
        }
    }
    None
}

#[test]
fn documentation_code_blocks_are_valid() {
    let mut problems = Vec::new();
    for page in written_pages() {
        // The commands of CONTRIBUTING are run by .ci/run.
        if page.ends_with("CONTRIBUTING.md") {
            continue;
        }
        for block in markdown::blocks(&read(&page)) {
            if let Some(problem) = problem(&block) {
                problems.push(format!("{}:{}: {problem}", page.display(), block.line));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn invalid_code_blocks_are_reported() {
    let has_problem = |language: &str, text: &str| {
        let block = markdown::blocks(&format!("```{language}\n{text}\n```\n")).remove(0);
        problem(&block).is_some()
    };
    assert!(has_problem("toml", "[rules]\npublish = \"of\""));
    assert!(!has_problem("toml", "[language-server.x]\ncommand = \"y\""));
    assert!(has_problem("json", "{ \"a\" 1 }"));
    assert!(has_problem("json", "{ \"name\": \"acme/x\" }"));
    assert!(has_problem("sh", "integration-manifest-ls chek"));
    assert!(has_problem("sh", "integration-manifest-ls check --color blue examples/good"));
    assert!(has_problem("sh", "integration-manifest-ls check [--rapid] [PATH…]"));
    assert!(has_problem("sh", "cargo install x"));
    assert!(has_problem("console", "$ integration-manifest-ls rules\nno-such-rule"));
    assert!(!has_problem("console", "$ integration-manifest-ls fmt --check examples/good"));
    let marked = "<!-- not run: it needs a registry -->\n```sh\ncargo install x\n```\n";
    assert!(problem(&markdown::blocks(marked)[0]).is_none());
}
