//! Reports of `diff`.

mod checkstyle;
mod compared;
mod concise;
mod github;
mod gitlab;
mod human;
mod junit;
mod sarif;

pub(in crate::cli) use compared::Compared;
use compared::is_version;

use super::json_escape::escape_json;
use crate::cli::diff::DiffFormat;
use crate::cli::printer::Color;
use crate::cli::sanitize::{lines, without_commands};
use crate::diff::{Level, markdown};
use crate::report::comparison;

/// Writes a report of all comparisons.
pub(in crate::cli) fn write(
    format: DiffFormat,
    color: Color,
    all: &[Compared],
    least: Level,
) -> String {
    let text = match format {
        DiffFormat::Human => human::write(all, least, color.is_enabled()),
        DiffFormat::Json => json(all, least),
        DiffFormat::Markdown => {
            let sections = all.iter().map(|it| markdown(&it.comparison, least));
            sections.collect::<Vec<_>>().join("\n")
        }
        DiffFormat::Sarif => sarif::write(all, least),
        DiffFormat::Github => github::write(all, least),
        DiffFormat::Junit => junit::write(all, least),
        DiffFormat::Gitlab => gitlab::write(all, least),
        DiffFormat::Concise => concise::write(all, least),
        DiffFormat::Checkstyle => checkstyle::write(all, least),
    };
    match format {
        DiffFormat::Json | DiffFormat::Sarif | DiffFormat::Gitlab => escape_json(&text),
        DiffFormat::Markdown => lines(&text),
        _ => without_commands(text),
    }
}

fn json(all: &[Compared], least: Level) -> String {
    let all: Vec<_> = all.iter().map(Compared::texts).collect();
    // Values made of strings and numbers always serialize.
    let mut text = serde_json::to_string(&comparison::report(&all, least)).unwrap_or_default();
    text.push('\n');
    text
}
