//! Arguments of `diff`.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::cli::printer::Color;
use crate::cli::run_args::parse_format_and_file;
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
    /// Also write a report to a file. Can be repeated, for several formats in one run
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_format_and_file::<DiffFormat>)]
    pub(in crate::cli) report: Vec<(DiffFormat, PathBuf)>,
    /// Findings that make the exit code 1 [default: version]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(in crate::cli) fail_on: Option<FailOn>,
    /// Lowest level to list [default: addition; note for json]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(in crate::cli) min_level: Option<Level>,
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
    pub(in crate::cli) zero: Option<Zero>,
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
    /// One line for each change, for editors and grep
    Concise,
    /// Checkstyle XML
    Checkstyle,
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

impl ValueEnum for Level {
    fn value_variants<'a>() -> &'a [Level] {
        &Level::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(self.name().into())
    }
}

impl ValueEnum for Zero {
    fn value_variants<'a>() -> &'a [Zero] {
        &[Zero::Platform, Zero::Semver]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Zero::Platform => {
                ("platform", "As Botpress counts: a breaking change needs a new major version")
            }
            Zero::Semver => ("semver", "As in semver: a breaking change needs a new minor version"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}
