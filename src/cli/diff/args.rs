//! Arguments of `diff`.

use clap::ValueEnum;

use crate::cli::printer::Color;
use crate::diff::{Level, Zero};

/// The arguments of `diff`.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "integration-manifest-ls diff [OPTIONS] OLD NEW\n       \
                      integration-manifest-ls diff [OPTIONS] --against SOURCE [PATH]…",
    after_help = "Exit status:\n  \
        0  nothing that `--fail-on` names\n  \
        1  at least one such finding\n  \
        2  usage or I/O error (see stderr)"
)]
pub(in crate::cli) struct DiffArgs {
    /// OLD and NEW: a file, a folder, `-` for stdin, or `REV:PATH` for a file at a git revision;
    /// `file:PATH` is always a file. OLD can be `hub:` or `hub:NAME@VERSION`, a published version. With
    /// --against: files and folders [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<String>,
    /// Compare each manifest with itself at a git revision, `git:REV` (`git:REV...` is the merge base of
    /// REV and HEAD), or with its published version, `hub:`
    #[arg(long, value_name = "SOURCE", conflicts_with = "git_diff_driver")]
    pub(in crate::cli) against: Option<String>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(in crate::cli) format: DiffFormat,
    /// Findings that make the exit code 1 [default: version]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(in crate::cli) fail_on: Option<FailOn>,
    /// Lowest level to list [default: addition; note for json]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(in crate::cli) min_level: Option<MinLevel>,
    /// Print only the required step: major, minor, patch or none
    #[arg(long, conflicts_with_all = ["next_version", "set_version"])]
    pub(in crate::cli) bump: bool,
    /// Print only the lowest version that suffices
    #[arg(long, conflicts_with = "set_version")]
    pub(in crate::cli) next_version: bool,
    /// Write that version into NEW, unless its version is high enough
    #[arg(long)]
    pub(in crate::cli) set_version: bool,
    /// Add the breaking and risky changes to `[[diff.accept]]` in the settings file, with this reason
    #[arg(long, value_name = "REASON", conflicts_with_all = ["bump", "next_version", "set_version"])]
    pub(in crate::cli) write_accepted: Option<String>,
    /// Meaning of versions below 1.0.0 [default: platform]
    #[arg(long, value_enum, value_name = "POLICY")]
    pub(in crate::cli) zero: Option<ZeroPolicy>,
    /// Take the seven arguments of git's external diff program; the exit code is always 0
    #[arg(long)]
    pub(in crate::cli) git_diff_driver: bool,
    /// When to use color
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(in crate::cli) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// Excerpts for people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// A changelog section
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// JUnit XML
    Junit,
    /// GitLab Code Quality
    Gitlab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// A version number that is too low
    #[default]
    Version,
    /// A breaking change
    Breaking,
    /// A breaking or risky change
    Risky,
    /// Any change above a note
    Any,
    /// Nothing
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MinLevel {
    Breaking,
    Risky,
    Addition,
    Note,
}

impl MinLevel {
    pub(super) fn level(self) -> Level {
        match self {
            MinLevel::Breaking => Level::Breaking,
            MinLevel::Risky => Level::Risky,
            MinLevel::Addition => Level::Addition,
            MinLevel::Note => Level::Note,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ZeroPolicy {
    /// As Botpress counts: a breaking change needs a new major version
    Platform,
    /// As in semver: a breaking change needs a new minor version
    Semver,
}

impl ZeroPolicy {
    pub(super) fn zero(self) -> Zero {
        match self {
            ZeroPolicy::Platform => Zero::Platform,
            ZeroPolicy::Semver => Zero::Semver,
        }
    }
}
