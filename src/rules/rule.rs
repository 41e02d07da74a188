//! What a rule is, apart from how it is checked.

use std::fmt;

/// One kind of finding: its identity, its default severity and its page.
#[derive(Debug)]
pub struct Rule {
    /// The name people configure and search for, in kebab case.
    pub id: &'static str,
    /// Which authority the rule speaks for.
    pub group: Group,
    /// The severity it has unless configured; `None` is off.
    pub severity: Option<Severity>,
    /// The rule's page in Markdown: what it finds, why that is bad, an example, the fix. Its first
    /// line is the summary.
    pub page: &'static str,
}

impl Rule {
    /// The page as Markdown, without the blank that a doc comment leaves before each line.
    pub fn body(&self) -> String {
        let mut text = String::with_capacity(self.page.len());
        for line in self.page.trim_end().lines() {
            text.push_str(line.strip_prefix(' ').unwrap_or(line));
            text.push('\n');
        }
        text
    }

    /// The page with a heading, the rule's group and its severity: what people are shown.
    pub fn markdown(&self) -> String {
        let level = self.severity.map_or("off", Severity::name);
        let Rule { id, group, .. } = self;
        format!("# {id}\n\nGroup `{group}`, by default `{level}`.\n\n{}", self.body())
    }

    /// The page's first line, without a full stop's worth of detail: what the rule finds.
    pub fn summary(&self) -> &'static str {
        self.page.trim_start().lines().next().unwrap_or_default().trim()
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// Declares rules whose doc comment is their page.
///
/// ```ignore
/// rule! {
///     /// A required member is missing.
///     ///
///     /// ## Why …
///     MISSING_FIELD = "missing-field", Endpoint, Some(Error)
/// }
/// ```
macro_rules! rule {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $group:ident, $severity:expr;)+) => {
        $(
            $(#[doc = $doc])+
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                id: $id,
                group: $crate::rules::Group::$group,
                severity: {
                    #[allow(unused_imports)]
                    use $crate::rules::Severity::*;
                    $severity
                },
                page: concat!($($doc, "\n"),+),
            };
        )+
    };
}
pub(crate) use rule;

/// The authority a rule speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The text is not JSON.
    Syntax,
    /// The endpoint's own schema.
    Endpoint,
    /// What that schema cannot say.
    Semantics,
    /// What `bp lint` asks for before an integration is published.
    Publish,
}

impl Group {
    /// Every group, in the order in which reports list them.
    pub const ALL: [Group; 4] = [Group::Syntax, Group::Endpoint, Group::Semantics, Group::Publish];

    /// The group's name in configuration and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Syntax => "syntax",
            Group::Endpoint => "endpoint",
            Group::Semantics => "semantics",
            Group::Publish => "publish",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How much a finding matters; ordered, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something to consider, shown without underlining.
    Hint,
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warning,
    /// Will be refused.
    Error,
}

impl Severity {
    /// The severity's name in configuration and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
