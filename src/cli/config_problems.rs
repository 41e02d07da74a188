//! Prints the problems of the settings files and of the baseline files.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use super::line_index::LineIndex;
use super::printer::{path_error, print_note};
use super::sanitize::path_name;
use crate::config::{Problem, Resolver};

/// Maximum number of characters of a line that are shown.
const MAX_EXCERPT: usize = 120;

/// Prints the problems of all settings files that `resolver` has read, of the files that they extend, and
/// of the baseline files. Returns whether there is one: then the exit code is 2, because the settings that were
/// meant did not apply.
pub(super) fn print_config_problems(resolver: &Resolver) -> bool {
    let mut has_problems = false;
    let mut printed = HashSet::new();
    for file in resolver.files() {
        has_problems |= file.has_problems();
        if let Some(message) = &file.unreadable {
            path_error(&shown(&file.path), message);
        }
        print_problems(&file.path, &file.text, &file.problems, true);
        for base in &file.bases {
            if printed.insert(base.path.clone()) {
                // The text of a file elsewhere is not printed: its path can come from a pull request.
                let is_inside = file.path.parent().is_some_and(|it| base.path.starts_with(it));
                print_problems(&base.path, &base.text, &base.problems, is_inside);
            }
        }
    }
    for baseline in resolver.baselines() {
        if let Some(problem) = &baseline.problem {
            has_problems = true;
            path_error(&shown(&baseline.path), problem);
        }
    }
    has_problems
}

/// Returns the name of `path` in messages: relative to the current folder if it is inside.
pub(super) fn shown(path: &Path) -> String {
    let current_folder = std::env::current_dir().unwrap_or_default();
    path_name(path.strip_prefix(&current_folder).unwrap_or(path))
}

fn print_problems(path: &Path, text: &str, problems: &[Problem], has_excerpt: bool) {
    let name = shown(path);
    let lines = LineIndex::new(text);
    for problem in problems {
        let at = lines.position(problem.place.start);
        print_note(&format!("{name}:{}:{}: {}", at.line, at.column, problem.message));
        if has_excerpt {
            print_excerpt(text, problem, at.line);
        }
    }
}

/// Prints the line of a problem, and carets below the place.
fn print_excerpt(text: &str, problem: &Problem, line: usize) {
    let place = problem.place.start.min(text.len())..problem.place.end.min(text.len());
    let start = text[..place.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let column = text[start..place.start].chars().count();
    // Of a long line, the part around the place is shown.
    let from = column.saturating_sub(MAX_EXCERPT / 2);
    let excerpt: String = text[start..end].chars().skip(from).take(MAX_EXCERPT).collect();
    if excerpt.trim().is_empty() {
        return;
    }
    let marked =
        text[place.start..place.end.clamp(place.start, end.max(place.start))].chars().count();
    let shown = excerpt.chars().count().saturating_sub(column - from);
    let mut carets = String::new();
    // A tab is printed as a space.
    let _ = write!(carets, "{}{}", " ".repeat(column - from), "^".repeat(marked.min(shown).max(1)));
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    print_note(&format!("{number} | {excerpt}"));
    print_note(&format!("{margin} | {carets}"));
}
