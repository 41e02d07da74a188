//! The arguments that `check` and `validate` share: files, rules, reports and results.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap::error::ErrorKind;

use super::printer::Color;
use super::sanitize::argument;
use crate::config::{FailOn, Overlay, absolute};
use crate::rules::{self, Group, Rule, Severity};
use crate::util::suggest::closest;

/// A combination of arguments that clap cannot express.
#[derive(Debug)]
pub(super) struct UsageError(pub(super) ErrorKind, pub(super) &'static str);

/// The arguments that `check` and `validate` share: which files, and which report.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ReportArgs {
    /// Files and folders; `-` reads one manifest from stdin [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: Format,
    /// With `--format json`, list the fixes of each finding, for `fix --id`
    #[arg(long)]
    pub(super) show_fixes: bool,
    /// Name of the manifest on stdin: selects JSON or JSONC, and the settings
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// When to color the output
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) results: ResultArgs,
}

impl ReportArgs {
    /// Checks the combinations that clap cannot express.
    pub(super) fn validate(&self) -> Result<(), UsageError> {
        if self.show_fixes && self.format != Format::Json {
            let message = "`--show-fixes` requires `--format json`";
            return Err(UsageError(ErrorKind::MissingRequiredArgument, message));
        }
        require_distinct_files(self.results.report.iter().map(|report| &*report.path))?;
        require_stdin_for_name(&self.paths, self.stdin_filename.as_deref())
    }

    /// Whether one of the paths is stdin.
    pub(super) fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| is_stdin(path))
    }
}

/// Arguments that select settings and rules for one run.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct RuleArgs {
    /// Settings file for all manifests, instead of the nearest `integration-manifest.toml`
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Severity of a rule or a group for this run: off, hint, info, warning or error. Can be repeated
    #[arg(long, value_name = "ID=SEVERITY", value_parser = parse_severity)]
    rule: Vec<(String, Option<Severity>)>,
    /// Report only findings of these rules and groups, and syntax errors. Separate IDs with commas
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = parse_name)]
    pub(super) select: Vec<String>,
    /// Report no findings of these rules and groups. Separate IDs with commas
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = parse_name)]
    pub(super) ignore: Vec<String>,
    /// Report no findings of the group `publish` for private integrations
    #[arg(long)]
    no_publish_advice: bool,
    /// Ignore the baseline file
    #[arg(long)]
    no_baseline: bool,
}

impl RuleArgs {
    /// Whether rules are off in this run only.
    pub(super) fn is_partial(&self) -> bool {
        !self.select.is_empty()
            || !self.ignore.is_empty()
            || self.no_publish_advice
            || self.rule.iter().any(|(_, severity)| severity.is_none())
    }

    /// Returns the settings that take precedence over those of files.
    pub(super) fn overlay(&self) -> Overlay {
        let mut overlay = Overlay {
            file: self.config.clone(),
            skip_private_publish: self.no_publish_advice,
            no_baseline: self.no_baseline,
            ..Overlay::default()
        };
        overlay.severities.extend(self.rule.iter().cloned());
        let names = |list: &[String], rule: &Rule| {
            list.iter().any(|name| name == rule.id || name == rule.group.name())
        };
        for rule in rules::all() {
            let is_left_out = !self.select.is_empty()
                && rule.group != Group::Syntax
                && !names(&self.select, rule);
            if is_left_out || names(&self.ignore, rule) {
                overlay.severities.insert(rule.id.to_owned(), None);
            }
        }
        overlay
    }
}

/// Arguments that decide what is reported, and what makes the exit code 1.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ResultArgs {
    /// Also write a report to a file. Can be repeated, for several formats in one run
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_report)]
    pub(super) report: Vec<ReportFile>,
    /// List only errors. The other findings are still counted
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Lowest severity that makes the exit code 1
    /// [default: `[check] fail-on` in the settings file, or error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with code 1 if there are more warnings than this [default: `[check] max-warnings` in the
    /// settings file]
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub(super) max_warnings: Option<usize>,
    /// Exit with code 0 if there are no manifests
    #[arg(long)]
    pub(super) allow_empty: bool,
}

/// A report that is written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportFile {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [FailOn] {
        &[
            FailOn::Severity(Severity::Error),
            FailOn::Severity(Severity::Warning),
            FailOn::Severity(Severity::Info),
            FailOn::Severity(Severity::Hint),
            FailOn::Never,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            FailOn::Severity(severity) => severity.name().into(),
            FailOn::Never => "never".into(),
        })
    }
}

fn parse_count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "expected a whole number, such as 0".to_owned())
}

/// Parses the ID of a rule or the name of a group.
fn parse_name(name: &str) -> Result<String, String> {
    if rules::is_rule_or_group(name) {
        return Ok(name.to_owned());
    }
    let groups = Group::ALL.iter().map(|group| group.name());
    let ids = rules::all().iter().map(|rule| rule.id).chain(groups);
    Err(match closest(name, ids) {
        Some(near) => format!("unknown rule or group; did you mean `{near}`?"),
        None => "unknown rule or group; `integration-manifest-ls rules` lists them".to_owned(),
    })
}

fn parse_severity(text: &str) -> Result<(String, Option<Severity>), String> {
    let (name, severity) =
        text.split_once('=').ok_or("expected ID=SEVERITY, such as `name-style=off`")?;
    let severity = match Severity::by_name(severity) {
        Some(severity) => Some(severity),
        None if severity == "off" => None,
        None => {
            let names = Severity::ALL.iter().map(|severity| severity.name()).chain(["off"]);
            let near = closest(severity, names).map(|near| format!("; did you mean `{near}`?"));
            return Err(format!(
                "the severity must be off, hint, info, warning or error, not `{}`{}",
                argument(severity),
                near.unwrap_or_default()
            ));
        }
    };
    Ok((parse_name(name)?, severity))
}

/// Parses `FORMAT=FILE`, for any type of format.
pub(super) fn parse_format_and_file<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, path) =
        text.split_once('=').ok_or("expected FORMAT=FILE, such as `sarif=report.sarif`")?;
    match path {
        "" => return Err("the name of the file is missing after `=`".to_owned()),
        "-" => return Err("expected a file; `--format` selects the report on stdout".to_owned()),
        _ => {}
    }
    let format = F::from_str(format, false).map_err(|_| {
        let names = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
        let expected = match closest(format, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of: {}", names.join(", ")),
        };
        format!("unknown format `{}`; {expected}", argument(format))
    })?;
    Ok((format, path.into()))
}

fn parse_report(text: &str) -> Result<ReportFile, String> {
    let (format, path) = parse_format_and_file(text)?;
    Ok(ReportFile { format, path })
}

/// Rejects two reports with the same file.
pub(super) fn require_distinct_files<'p>(
    files: impl Iterator<Item = &'p Path>,
) -> Result<(), UsageError> {
    let mut seen = HashSet::new();
    for file in files {
        if !seen.insert(absolute(file)) {
            let message = "two reports cannot be written to the same file";
            return Err(UsageError(ErrorKind::ArgumentConflict, message));
        }
    }
    Ok(())
}

/// Rejects stdin together with other paths, for commands that write its text to stdout.
pub(super) fn require_single_stdin(paths: &[PathBuf]) -> Result<(), UsageError> {
    if paths.len() > 1 && paths.iter().any(|path| is_stdin(path)) {
        let message = "`-` cannot be used with other paths: its text is written to stdout";
        return Err(UsageError(ErrorKind::ArgumentConflict, message));
    }
    Ok(())
}

/// Rejects a name for stdin if stdin is not read.
pub(super) fn require_stdin_for_name(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
) -> Result<(), UsageError> {
    if stdin_filename.is_some() && !paths.iter().any(|path| is_stdin(path)) {
        let message = "`--stdin-filename` requires `-` as a PATH";
        return Err(UsageError(ErrorKind::MissingRequiredArgument, message));
    }
    Ok(())
}

/// Whether a path means stdin.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// Findings with excerpts of the files
    #[default]
    Human,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations for GitHub Actions
    Github,
    /// JUnit XML
    Junit,
    /// GitLab Code Quality
    Gitlab,
    /// One line for each finding, for editors and grep
    Concise,
    /// Checkstyle XML
    Checkstyle,
    /// Tables, for a job summary
    Markdown,
}
