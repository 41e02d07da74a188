//! Prints the problems of the settings files and of the baseline files.

use super::line_index::LineIndex;
use super::printer::{path_error, print_note};
use super::sanitize::path_name;
use crate::config::Resolver;

/// Prints the problems of all settings files and baseline files that `resolver` has read. Returns whether one of the
/// files could not be read.
pub(super) fn print_config_problems(resolver: &Resolver) -> bool {
    let current_folder = std::env::current_dir().unwrap_or_default();
    let mut has_unreadable = false;
    for file in resolver.files() {
        let name = path_name(file.path.strip_prefix(&current_folder).unwrap_or(&file.path));
        if let Some(message) = &file.unreadable {
            has_unreadable = true;
            path_error(&name, message);
        }
        let lines = LineIndex::new(&file.text);
        for problem in &file.problems {
            let at = lines.position(problem.place.start);
            print_note(&format!("{name}:{}:{}: {}", at.line, at.column, problem.message));
        }
    }
    for baseline in resolver.baselines() {
        if let Some(problem) = &baseline.problem {
            has_unreadable = true;
            let path = baseline.path.strip_prefix(&current_folder).unwrap_or(&baseline.path);
            path_error(&path_name(path), problem);
        }
    }
    has_unreadable
}
