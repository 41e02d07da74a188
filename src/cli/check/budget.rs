//! Whether the findings of a run make the exit code 1.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::report::Summary;
use crate::cli::run_args::{FailSeverity, ResultArgs};
use crate::config::{CheckSettings, FailOn};

/// The findings so far, against the limits of the arguments and of the settings files.
pub(super) struct Budget<'a> {
    args: &'a ResultArgs,
    /// Whether a finding is severe enough.
    fails: bool,
    /// Number of warnings.
    warnings: usize,
    /// Number of warnings and their maximum in the manifests of each settings file.
    by_settings: BTreeMap<PathBuf, (usize, usize)>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(args: &'a ResultArgs) -> Budget<'a> {
        Budget { args, fails: false, warnings: 0, by_settings: BTreeMap::new() }
    }

    /// Adds the findings of a manifest with its settings file.
    pub(super) fn add(&mut self, summary: &Summary, settings: Option<(PathBuf, CheckSettings)>) {
        let (file, check) = settings.unwrap_or_default();
        let fail_on = match (self.args.fail_on, check.fail_on) {
            (Some(fail_on), _) => fail_on,
            (None, Some(FailOn::Severity(severity))) => FailSeverity::from(severity),
            (None, Some(FailOn::Never)) => FailSeverity::Never,
            (None, None) => FailSeverity::default(),
        };
        self.fails |= summary.has_finding(|severity| fail_on.includes(severity));
        if fail_on == FailSeverity::Never {
            return;
        }
        self.warnings += summary.warnings;
        if let Some(most) = check.max_warnings {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            self.by_settings.entry(file).or_insert((0, most)).0 += summary.warnings;
        }
    }

    /// Whether the exit code is 1.
    pub(super) fn fails(&self) -> bool {
        let too_many = match self.args.max_warnings {
            Some(most) => self.warnings > most,
            None => self.by_settings.values().any(|(count, most)| count > most),
        };
        self.fails || too_many
    }
}
