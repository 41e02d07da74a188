//! Quick fixes of problems.

use crate::config::Problem;
use crate::text::TextEdit;

/// A quick fix of a problem in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Title: an imperative.
    pub title: String,
    /// The edit that fixes the problem.
    pub edit: TextEdit,
    /// The index of the problem.
    pub problem: usize,
}

/// Returns the fixes of `problems` that touch `range`.
pub fn fixes(problems: &[Problem], range: &std::ops::Range<usize>) -> Vec<Fix> {
    let touches =
        |problem: &Problem| problem.place.start <= range.end && range.start <= problem.place.end;
    let fix = |(index, problem): (usize, &Problem)| {
        let replacement = problem.replacement.as_ref().filter(|_| touches(problem))?;
        let title = format!("Replace with `{replacement}`");
        let edit = TextEdit::new(problem.place.clone(), replacement);
        Some(Fix { title, edit, problem: index })
    };
    problems.iter().enumerate().filter_map(fix).collect()
}
