//! The conditions for exit code 1: options of the command, or `[check]` in the settings file of each manifest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::printer::print_note;
use crate::cli::report::Summary;
use crate::cli::run_args::ResultArgs;
use crate::config::{FailOn, Resolver};
use crate::util::display::plural;

/// The threshold of one manifest.
pub(in crate::cli) struct Threshold {
    /// Lowest severity that makes the exit code 1.
    pub(in crate::cli) fail_on: FailOn,
    /// The source of the maximum number of warnings, and that number.
    max_warnings: Option<(MaxWarningsSource, usize)>,
}

/// Source of the maximum number of warnings. Those of all manifests with one source are added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum MaxWarningsSource {
    Option,
    File(PathBuf),
}

impl Threshold {
    /// Returns the threshold of the manifest at `path`. An option takes precedence over the settings file.
    pub(super) fn new(args: &ResultArgs, resolver: &Resolver, path: &Path) -> Threshold {
        let file = resolver.file_for(path);
        let settings = file.as_ref().map(|file| file.config.check).unwrap_or_default();
        let fail_on = args.fail_on.or(settings.fail_on).unwrap_or_default();
        let max_warnings = match (args.max_warnings, settings.max_warnings, file) {
            (Some(max), ..) => Some((MaxWarningsSource::Option, max)),
            (None, Some(max), Some(file)) => {
                Some((MaxWarningsSource::File(file.path.clone()), max as usize))
            }
            _ => None,
        };
        // Nothing makes a run fail that has to succeed.
        let max_warnings = max_warnings.filter(|_| fail_on != FailOn::Never);
        Threshold { fail_on, max_warnings }
    }
}

/// Compares the findings of all manifests with their thresholds.
#[derive(Default)]
pub(super) struct Verdict {
    has_failure: bool,
    /// The warnings, and their maximum, by source.
    warnings: BTreeMap<MaxWarningsSource, (usize, usize)>,
}

impl Verdict {
    /// Adds the findings of a manifest.
    pub(super) fn add(&mut self, summary: &Summary, threshold: Threshold) {
        self.has_failure |= summary.fails(threshold.fail_on);
        if let Some((source, max)) = threshold.max_warnings {
            self.warnings.entry(source).or_insert((0, max)).0 += summary.warnings;
        }
    }

    /// Returns whether the exit code is 1. Prints each exceeded number of warnings.
    pub(super) fn fails(&self) -> bool {
        let mut fails = self.has_failure;
        for (found, max) in self.warnings.values().filter(|(found, max)| found > max) {
            fails = true;
            print_note(&format!("{} found, at most {max} allowed.", plural(*found, "warning")));
        }
        fails
    }
}
