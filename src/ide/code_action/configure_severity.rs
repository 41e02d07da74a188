//! Actions that lower the severity of a rule or disable it.

use crate::config::FILE_NAME;
use crate::rules::{Finding, Group, Rule, Severity};

/// A change of a rule's severity in the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Title: an imperative.
    pub title: String,
    /// Rule to configure.
    pub rule: &'static Rule,
    /// New severity; `None` disables the rule.
    pub level: Option<Severity>,
    /// Whether the change applies to this manifest only.
    pub only_here: bool,
}

/// Returns the severity actions for the rules of `findings`, each rule once: turn it off for all
/// manifests or for this one, or lower its severity. Nothing is offered for what the Botpress API
/// rejects: the groups `syntax` and `endpoint`.
pub fn choices<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for Finding { rule, severity, .. } in findings {
        let is_rejected = matches!(rule.group, Group::Syntax | Group::Endpoint);
        if is_rejected || choices.iter().any(|choice| choice.rule == *rule) {
            continue;
        }
        let id = rule.id;
        let mut offer = |title, level, only_here| {
            choices.push(Choice { title, rule, level, only_here });
        };
        let lower = match severity {
            Severity::Error => Some((Severity::Warning, "warning")),
            Severity::Warning | Severity::Info => Some((Severity::Hint, "hint")),
            Severity::Hint => None,
        };
        if let Some((lower, name)) = lower {
            offer(format!("Set `{id}` to {name} (in {FILE_NAME})"), Some(lower), false);
        }
        offer(format!("Disable `{id}` for this file (in {FILE_NAME})"), None, true);
        offer(format!("Disable `{id}` (in {FILE_NAME})"), None, false);
    }
    choices
}
