//! The integration's version.

use crate::manifest::types::{Field, StringFormat};
use crate::manifest::{field_names, mistakes};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::{Severity, rule};
use crate::syntax::Member;

rule! {
    /// Version is not `MAJOR.MINOR.PATCH`.
    ///
    /// ## What it finds
    /// A `version` that is not three integers separated by dots: a word such as `latest`, a range
    /// such as `^1.2.0`, too few or too many numbers, leading zeros, a number above
    /// 9007199254740991.
    ///
    /// A pre-release such as `1.0.0-beta.1`, build metadata and a leading `v` are warnings.
    ///
    /// ## Why it matters
    /// Versions are compared as semantic versions: by the official command line at every
    /// deployment, and when a bot requests the newest compatible version. The official command line
    /// accepts pre-releases and a leading `v`, but published integrations do not use them.
    ///
    /// ## Example
    /// ```json
    /// { "version": "v1.0" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "version": "1.0.0" }
    /// ```
    VERSION_FORMAT = "version-format", Semantics, Some(Error);
}

/// Checks the version of the manifest.
pub fn check(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    // `sdkVersion` is written by a tool and compared leniently.
    if format != StringFormat::Version || field.name != field_names::VERSION {
        return;
    }
    let value = member.value();
    let Some(version) = value.text(context.source()) else { return };
    if is_plain_version(&version) {
        return;
    }
    let fixed = mistakes::nearest_version(&version).filter(|fixed| is_plain_version(fixed));
    let accepted = is_accepted_by_tools(&version);
    let message = match &fixed {
        Some(fixed) if accepted => format!(
            "`{version}` is not `MAJOR.MINOR.PATCH`, although the official CLI accepts it; did you \
             mean `{fixed}`?"
        ),
        Some(fixed) => format!(
            "Invalid version: expected `MAJOR.MINOR.PATCH`, not `{version}`; did you mean \
             `{fixed}`?"
        ),
        None => "Invalid version: expected `MAJOR.MINOR.PATCH`, for example `1.0.0`.".to_owned(),
    };
    let fix = fixed.map(|fixed| FixAction::ReplaceValue(format!("\"{fixed}\"")));
    let finding = context
        .report(&VERSION_FORMAT, value.range(), message)
        .at_member(field.name)
        .fix(fix, Applicability::Unsafe);
    if accepted {
        finding.severity(Severity::Warning);
    }
}

/// The largest integer that the official command line, a JavaScript program, compares exactly.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Whether the official command line accepts `version`, which is not `MAJOR.MINOR.PATCH`.
fn is_accepted_by_tools(version: &str) -> bool {
    /// Maximum length of a version in npm's `semver`.
    const MAX_LEN: usize = 256;
    let bare = version.trim();
    let bare = bare.strip_prefix('v').unwrap_or(bare);
    let parsed = semver::Version::parse(bare);
    version.len() <= MAX_LEN
        && parsed.is_ok_and(|it| [it.major, it.minor, it.patch].iter().all(|n| *n <= MAX_NUMBER))
}

/// Whether `version` is `MAJOR.MINOR.PATCH`.
fn is_plain_version(version: &str) -> bool {
    let numbers = version.split('.');
    numbers.clone().count() == 3
        && numbers.into_iter().all(|number| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && (number == "0" || !number.starts_with('0'))
                && number.parse::<u64>().is_ok_and(|number| number <= MAX_NUMBER)
        })
}
