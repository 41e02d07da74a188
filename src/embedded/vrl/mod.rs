//! VRL scripts: compilation, inputs and secrets.

#[cfg(feature = "vrl")]
mod compiler;
#[cfg(feature = "vrl")]
mod cost;
#[cfg(feature = "vrl")]
mod functions;
mod input;
mod limits;
#[cfg(feature = "vrl")]
mod message;
#[cfg(feature = "vrl")]
mod regex_cost;
pub(crate) mod token;
mod types;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use input::inputs;
use limits::MAX_LENGTH;
use token::{Kind, tokens};
pub(crate) use types::{Callable, Compiled, Unchecked};

use crate::manifest::field_names;
use crate::syntax::{Member, Node};

/// Maximum length of an analyzed string in bytes as written: an escape has up to six bytes.
pub(crate) const MAX_WRITTEN: u32 = 6 * MAX_LENGTH as u32;

/// Maximum number of steps for one script: a few hundred milliseconds.
const MAX_STEPS: u64 = 1 << 21;

/// Maximum number of steps for all scripts of a manifest.
const STEPS_OF_ALL: u64 = 1 << 22;

/// Maximum number of cached results.
const CACHE_CAPACITY: usize = 64;

/// Returns the budget in steps for each script of the manifest `root`. The shares are a half, a
/// quarter and so on, so that they rarely change.
pub(crate) fn steps(root: Node<'_>) -> u64 {
    let mut steps = MAX_STEPS;
    let scripts = all(root).len() as u64;
    while steps > 0 && scripts.saturating_mul(steps) > STEPS_OF_ALL {
        steps /= 2;
    }
    steps
}

/// Compiles `script` with a budget of `steps`. Recent results are cached, so that an edit elsewhere
/// compiles nothing.
pub(crate) fn compile(script: &str, steps: u64) -> Arc<Compiled> {
    static RECENT: Mutex<VecDeque<(Box<str>, Arc<Compiled>)>> = Mutex::new(VecDeque::new());
    let kept = || RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    if !cfg!(feature = "vrl") || script.trim().is_empty() {
        return Arc::default();
    }
    if let Some(unchecked) = limits::beyond(script, steps) {
        return Arc::new(unread(script, unchecked));
    }
    let known = {
        let mut kept = kept();
        let at = kept.iter().position(|(text, _)| **text == *script);
        let known = at.and_then(|at| kept.remove(at)).filter(|known| known.1.is_for(steps));
        known.map(|known| {
            let compiled = known.1.clone();
            kept.push_front(known);
            compiled
        })
    };
    if let Some(known) = known {
        return known;
    }
    #[cfg(test)]
    COMPILED.set(COMPILED.get() + 1);
    // The lock is not held, so other scripts are not blocked.
    let compiled = Arc::new(run(script, steps));
    let mut kept = kept();
    kept.push_front((script.into(), compiled.clone()));
    kept.truncate(CACHE_CAPACITY);
    compiled
}

#[cfg(test)]
thread_local! {
    /// Number of scripts compiled for this thread.
    static COMPILED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(feature = "vrl")]
fn run(script: &str, steps: u64) -> Compiled {
    compiler::compile(script, steps).unwrap_or_else(|| unread(script, Unchecked::Failed))
}

#[cfg(not(feature = "vrl"))]
fn run(script: &str, _: u64) -> Compiled {
    unread(script, Unchecked::Failed)
}

/// Returns the result for a script that is not compiled.
fn unread(script: &str, unchecked: Unchecked) -> Compiled {
    let problems = limits::unbalanced(script).into_iter().collect();
    Compiled { problems, unchecked: Some(unchecked), ..Compiled::default() }
}

/// Returns the VRL functions in alphabetical order; empty without the feature `vrl`.
pub(crate) fn functions() -> &'static [Callable] {
    #[cfg(feature = "vrl")]
    return functions::all();
    #[cfg(not(feature = "vrl"))]
    return &[];
}

/// Returns the function with the name `name`.
pub(crate) fn function(name: &str) -> Option<&'static Callable> {
    functions().iter().find(|function| function.name == name)
}

/// Returns the secrets that a VRL script reads, with their ranges: `.secrets.X`, and `s.X` after `s
/// = .secrets`.
pub(crate) fn secrets(script: &str) -> Vec<(Range<usize>, &str)> {
    let named = tokens(script).into_iter().filter(|token| token.kind == Kind::Secret);
    let ranges = named.map(|token| token.range).filter(|range| !range.is_empty());
    ranges.map(|range| (range.clone(), &script[range])).collect()
}

/// Whether `script` may read secrets without naming them: it uses `.secrets` or its whole input
/// other than for a lookup by name.
pub(crate) fn may_read_any(script: &str) -> bool {
    let tokens = tokens(script);
    let mut aliases: Vec<&str> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let text = &script[token.range.clone()];
        let rest = script[token.range.end..].trim_start_matches([' ', '\t']);
        let one = tokens.get(index + 1).is_some_and(|next| {
            let between = &script[token.range.end..next.range.start];
            next.kind == Kind::Secret && matches!(between, "." | ".\"")
        });
        match token.kind {
            Kind::Input if text == "." => return true,
            Kind::Input if text[1..] == *field_names::SECRETS && !one => {
                let set = index.checked_sub(1).map(|before| &tokens[before]).filter(|before| {
                    let between = &script[before.range.end..token.range.start];
                    matches!(before.kind, Kind::Word { .. }) && between.trim() == "="
                });
                let Some(set) = set else { return true };
                if !rest.is_empty() && !rest.starts_with(['\n', '\r', ';', '#']) {
                    return true;
                }
                aliases.push(&script[set.range.clone()]);
            }
            Kind::Word { .. } if !one && aliases.contains(&text) && !rest.starts_with('=') => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Returns the script fields of a manifest, each with its path.
pub(crate) fn all<'t>(root: Node<'t>) -> Vec<(Vec<&'t str>, Member<'t>)> {
    let mut found = Vec::new();
    let mut add = |path: &[&'t str], holder: Option<Node<'t>>, names: &[&'static str]| {
        for name in names {
            if let Some(member) = holder.and_then(|holder| holder.member(name)) {
                found.push((path.iter().copied().chain([*name]).collect(), member));
            }
        }
    };
    let own = [field_names::EXTRACT_SCRIPT, field_names::FALLBACK_HANDLER_SCRIPT];
    add(&[field_names::IDENTIFIER], root.get(field_names::IDENTIFIER), &own);
    let link = [field_names::LINK_TEMPLATE_SCRIPT];
    let path = [field_names::CONFIGURATION, field_names::IDENTIFIER];
    add(&path, root.at(&path), &link);
    if let Some(configurations) = root.get(field_names::CONFIGURATIONS) {
        for (configuration, member) in configurations.effective_members() {
            let path = [field_names::CONFIGURATIONS, configuration, field_names::IDENTIFIER];
            add(&path, member.value().get(field_names::IDENTIFIER), &link);
        }
    }
    found
}

#[cfg(test)]
mod tests;
