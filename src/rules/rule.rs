//! The declaration of a rule.

use std::fmt;

/// A kind of finding: its identity, its default severity and its page.
#[derive(Debug)]
pub struct Rule {
    /// Its name in settings and reports, in kebab-case.
    pub id: &'static str,
    /// The authority behind the rule.
    pub group: Group,
    /// Its default severity; `None` is off.
    pub severity: Option<Severity>,
    /// Whether its findings about several entries of a map become one, if they have the same cause.
    pub shared: bool,
    /// Its page in Markdown. The first line is the summary.
    pub page: &'static str,
}

impl Rule {
    /// The page without the space that a doc comment has at the start of each line.
    pub fn body(&self) -> String {
        let mut text = String::with_capacity(self.page.len());
        for line in self.page.trim_end().lines() {
            text.push_str(line.strip_prefix(' ').unwrap_or(line));
            text.push('\n');
        }
        text
    }

    /// The page with a heading, the group and the default severity, for display.
    pub fn markdown(&self) -> String {
        let level = self.severity.map_or("off", Severity::name);
        let Rule { id, group, .. } = self;
        format!("# {id}\n\nGroup `{group}`, by default `{level}`.\n\n{}", self.body())
    }

    /// The first line of the page.
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
///     MISSING_FIELD = "missing-field", Endpoint, Some(Error), shared;
/// }
/// ```
macro_rules! rule {
    (@shared) => { false };
    (@shared shared) => { true };
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $group:ident, $severity:expr $(, $shared:ident)?;)+) => {
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
                shared: rule!(@shared $($shared)?),
                page: concat!($($doc, "\n"),+),
            };
        )+
    };
}
pub(crate) use rule;

/// The authority behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The text is not JSON.
    Syntax,
    /// The API's own schema.
    Endpoint,
    /// Requirements that the API's schema cannot express.
    Semantics,
    /// Differences from an older version.
    Compatibility,
    /// Requirements of `bp lint` for publishing an integration.
    Publish,
}

impl Group {
    /// All groups, in the order of reports.
    pub const ALL: [Group; 5] =
        [Group::Syntax, Group::Endpoint, Group::Semantics, Group::Compatibility, Group::Publish];

    /// Its name in settings and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Syntax => "syntax",
            Group::Endpoint => "endpoint",
            Group::Semantics => "semantics",
            Group::Publish => "publish",
            Group::Compatibility => "compatibility",
        }
    }

    /// The group with this name.
    pub fn by_name(name: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.name() == name)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The severity of a finding, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A suggestion, shown without underlining.
    Hint,
    /// Information.
    Info,
    /// A likely problem.
    Warning,
    /// A problem that makes the API or the official tools reject the manifest.
    Error,
}

impl Severity {
    /// All severities, in ascending order.
    pub const ALL: [Severity; 4] =
        [Severity::Hint, Severity::Info, Severity::Warning, Severity::Error];

    /// Its name in settings and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity with this name.
    pub fn by_name(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
