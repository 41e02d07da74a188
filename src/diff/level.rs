//! Level of a finding, and the verdict of the platform.

/// Effect of a change on users of the old manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No user is affected.
    Note,
    /// The new manifest offers more than the old one.
    Addition,
    /// Some users may be affected, or the effect cannot be determined.
    Risky,
    /// Users of the old manifest stop working.
    Breaking,
}

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Level; 4] = [Level::Breaking, Level::Risky, Level::Addition, Level::Note];

    /// The name in reports and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Addition => "addition",
            Level::Risky => "risky",
            Level::Breaking => "breaking",
        }
    }
}

/// Result of the platform's own comparison for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Botpress rejects the deployment of a public integration without a new major version.
    Refuses,
    /// Botpress accepts the change with any higher version.
    Accepts,
    /// It is not known whether Botpress compares this.
    Unknown,
    /// Botpress cannot compare the two schemas.
    NotCompared,
}

impl Platform {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Platform::Refuses => "refuses",
            Platform::Accepts => "accepts",
            Platform::Unknown => "unknown",
            Platform::NotCompared => "not-compared",
        }
    }
}
