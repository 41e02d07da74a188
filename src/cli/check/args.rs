//! The arguments of `check`.

use clap::ValueEnum;
use clap::error::ErrorKind;

use crate::cli::run_args::{Format, ReportArgs, UsageError, require_single_stdin};
use crate::rules::Applicability;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  No finding is an error (see --fail-on and --max-warnings)\n  \
    1  At least one finding is an error; with --diff: a file would change\n  \
    2  Usage or I/O error, or no manifests (see stderr); the other files are still checked\n\n\
    Examples:\n  \
    integration-manifest-ls check                       Check all manifests below the current folder\n  \
    integration-manifest-ls check --fix                 Apply safe fixes\n  \
    integration-manifest-ls check --diff                Show what safe fixes would change\n  \
    integration-manifest-ls check --format github       Annotate the lines in GitHub Actions\n  \
    integration-manifest-ls check --write-baseline      Accept all findings of today\n  \
    integration-manifest-ls check --against git:HEAD    Report only what is new since the last commit\n  \
    integration-manifest-ls check --format json --show-fixes  List findings and their fixes for a program")]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    pub(in crate::cli) report: ReportArgs,
    /// Apply safe fixes, and report the remaining findings
    ///
    /// A fix is applied only if its result was checked. Each applied fix is listed on stderr. With `-`,
    /// the fixed text is written to stdout and the report to stderr.
    #[arg(long)]
    pub(in crate::cli) fix: bool,
    /// Show what the fixes would change as a unified diff, and write nothing
    ///
    /// Values of secrets are redacted in the diff.
    #[arg(long, conflicts_with_all = ["fix", "watch", "format", "show_fixes"])]
    pub(in crate::cli) diff: bool,
    /// With --fix or --diff, apply fixes that are probable but need a review too
    #[arg(long)]
    pub(in crate::cli) unsafe_fixes: bool,
    /// Check as if the integration was deployed with this visibility
    #[arg(long, value_enum, value_name = "VISIBILITY")]
    pub(in crate::cli) visibility: Option<Visibility>,
    /// Check again after each change of a manifest or a settings file, until Ctrl-C
    #[arg(long)]
    pub(in crate::cli) watch: bool,
    /// Print a table of the rules with their numbers of findings, instead of the findings
    #[arg(long, conflicts_with_all = ["diff", "watch"])]
    pub(in crate::cli) statistics: bool,
    /// Report only findings that are new since SOURCE: `git:REV`, `git:REV...` (the merge base of REV and
    /// HEAD), or an older file
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["diff", "watch"])]
    pub(in crate::cli) against: Option<String>,
    /// With --against git:REV, check only manifests that differ from that revision
    #[arg(long, requires = "against")]
    pub(in crate::cli) changed: bool,
    #[command(flatten)]
    pub(in crate::cli) baseline: BaselineArgs,
}

/// The arguments about the baseline file.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct BaselineArgs {
    /// Accept all findings of today: add them to `integration-manifest.baseline.json`, and remove the
    /// entries of findings that are gone
    #[arg(long, conflicts_with_all = [
        "prune_baseline", "no_baseline", "strict_baseline", "fix", "diff", "watch", "against",
        "statistics", "format", "report",
    ])]
    pub(in crate::cli) write_baseline: bool,
    /// Remove the entries of findings that are gone from the baseline file
    #[arg(long, conflicts_with_all = [
        "no_baseline", "strict_baseline", "fix", "diff", "watch", "against", "statistics", "format",
        "report",
    ])]
    pub(in crate::cli) prune_baseline: bool,
    /// Exit with code 1 if an entry of the baseline file matches no finding
    #[arg(long, conflicts_with = "no_baseline")]
    pub(in crate::cli) strict_baseline: bool,
    /// List accepted findings too, in the format `json`
    #[arg(long)]
    pub(in crate::cli) show_accepted: bool,
}

/// The visibility of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Visibility {
    Public,
    Private,
    Unlisted,
}

impl CheckArgs {
    /// Checks the combinations that clap cannot express.
    pub(in crate::cli) fn validate(&self) -> Result<(), UsageError> {
        let conflict = |message| UsageError(ErrorKind::ArgumentConflict, message);
        if self.fix {
            require_single_stdin(&self.report.paths)?;
        }
        if self.unsafe_fixes && !self.fix && !self.diff {
            let message = "`--unsafe-fixes` requires `--fix` or `--diff`";
            return Err(UsageError(ErrorKind::MissingRequiredArgument, message));
        }
        if self.watch && self.report.reads_stdin() {
            return Err(conflict("`--watch` cannot be used with `-` (stdin)"));
        }
        if self.statistics && !matches!(self.report.format, Format::Human | Format::Json) {
            return Err(conflict("`--statistics` requires the format `human` or `json`"));
        }
        if self.edits_baseline() && self.report.reads_stdin() {
            return Err(conflict("a baseline file cannot contain findings of `-` (stdin)"));
        }
        if (self.edits_baseline() || self.baseline.strict_baseline)
            && self.report.rules.is_partial()
        {
            return Err(conflict(
                "the baseline can only be compared with the findings of all rules: remove \
                 `--select`, `--ignore`, `--rule` and `--no-publish-advice`",
            ));
        }
        self.report.validate()
    }

    /// Whether the run changes the baseline file.
    pub(in crate::cli) fn edits_baseline(&self) -> bool {
        self.baseline.write_baseline || self.baseline.prune_baseline
    }

    /// The last applicability of the fixes to apply or to show.
    pub(in crate::cli) fn most(&self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }

    /// The last applicability of the fixes to apply; `None` without `--fix`.
    pub(in crate::cli) fn applied_fixes(&self) -> Option<Applicability> {
        self.fix.then(|| self.most())
    }
}
