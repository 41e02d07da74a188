//! Comparison of two versions of a manifest: what changed, which users it affects, and which version
//! number it needs.
//!
//! Two comparisons make one report. The contract comparison finds each difference with its places
//! in both files. The platform's comparison determines whether Botpress rejects the change without a
//! new major version; see [`platform`]. A change that the platform rejects always has a breaking
//! finding.

mod accept;
mod changes;
pub mod checks;
mod comparison;
mod finding;
mod level;
mod manifest;
mod markdown;
mod platform;
mod schema;
mod sink;
mod value;
mod version;

pub use accept::{Accepted, LevelRule, Options};
pub use changes::{Change, Changes};
pub use checks::{Check, Scope};
pub use finding::{Direction, Finding, Level, Location, Part, Platform};
pub use markdown::{check_page, markdown};
pub use version::{Bump, Zero};

pub use comparison::{Comparison, Side};
use semver::Version;

use crate::manifest::field_names as names;
use manifest::{NO_CONFIGURATION, Visibility, compare_manifests, visibility_of};
use sink::{Context, Difference, Located, Sink};
use value::{Digests, Document, Place, Value};

/// Compares the texts of two manifests. `None` is a manifest that does not exist.
///
/// The error marks the texts that are not JSON objects: they cannot be compared.
pub fn compare(
    old: Option<&str>,
    new: Option<&str>,
    options: &Options,
) -> Result<Comparison, [bool; 2]> {
    let keys = Digests::default();
    let documents = [old, new].map(|text| text.map(|text| Document::parse(text, &keys)));
    let roots = documents.each_ref().map(|it| it.as_ref().map(Document::root));
    let is_unusable = |root: &Option<Option<Place<'_>>>| {
        root.as_ref().is_some_and(|root| root.as_ref().is_none_or(|it| !it.value.is_object()))
    };
    let unusable = roots.each_ref().map(is_unusable);
    if unusable.contains(&true) {
        return Err(unusable);
    }
    let [old, new] = roots.map(Option::flatten);
    let default = Document::default_value(NO_CONFIGURATION, &keys);
    Ok(compare_roots(old.as_ref(), new.as_ref(), &default, options))
}

fn compare_roots<'t>(
    old: Option<&Place<'t>>,
    new: Option<&Place<'t>>,
    default: &'t Document<'_>,
    options: &Options,
) -> Comparison {
    let versions = [old, new].map(|root| version_of(root?.value));
    let declared = match &versions {
        [Some(old), Some(new)] => Some(version::declared(old, new)),
        _ => None,
    };
    let mut sink = Sink::default();
    match (old, new) {
        (Some(old), Some(new)) => {
            let is_major = declared == Some(Bump::Major);
            compare_manifests(old, new, default, is_major, &mut sink);
        }
        (Some(old), None) => gone(old, &mut sink),
        (None, _) => {}
    }
    let mut findings = std::mem::take(&mut sink.findings);
    options.apply(&mut findings, versions[1].as_ref());
    let counted = findings.iter().filter(|finding| !finding.accepted);
    let worst = counted.map(|finding| finding.level).max().max(sink.omitted.worst());
    let required = version::required(worst, versions[0].as_ref(), options.zero);
    let next = versions[0].as_ref().map(|old| version::next(old, required));
    let mut comparison = Comparison {
        old: old.map(|root| side(root.value)),
        new: new.map(|root| side(root.value)),
        platform: overall(&findings),
        findings,
        required,
        declared,
        next_version: next.as_ref().map(Version::to_string),
        is_sufficient: true,
        omitted: sink.omitted,
        compared: sink.compared,
    };
    if let ([Some(from), Some(to)], Some(old), Some(new)) = (&versions, old, new) {
        let finding = version_finding(&comparison, worst, (from, old), (to, new), &mut sink);
        if let Some((finding, is_error)) = finding {
            comparison.is_sufficient = !is_error;
            comparison.findings.push(finding);
        }
    }
    add_version_advice(&mut comparison);
    comparison.findings.sort_by(|a, b| {
        let start =
            |finding: &Finding| finding.new.as_ref().map_or(usize::MAX, |it| it.range.start);
        (b.level, start(a), a.check.id, &a.message).cmp(&(
            a.level,
            start(b),
            b.check.id,
            &b.message,
        ))
    });
    comparison
}

fn version_of(root: Value<'_>) -> Option<Version> {
    Version::parse(root.get(names::VERSION)?.string()?.trim()).ok()
}

fn side(root: Value<'_>) -> Side {
    let text = |name| root.get(name).and_then(Value::string).map(|text| text.into_owned());
    Side {
        name: text(names::NAME),
        version: text(names::VERSION),
        title: text(names::TITLE),
        visibility: visibility_of(root).name(),
    }
}

/// The platform's result for all findings together.
fn overall(findings: &[Finding]) -> Platform {
    let has = |platform| findings.iter().any(|finding| finding.platform == platform);
    if has(Platform::Refuses) {
        Platform::Refuses
    } else if has(Platform::NotCompared) {
        Platform::NotCompared
    } else if has(Platform::Unknown) {
        Platform::Unknown
    } else {
        Platform::Accepts
    }
}

fn gone(old: &Place<'_>, sink: &mut Sink) {
    let context = Context { part: Part::Integration, definition: None, title: None };
    let name = old.value.get(names::NAME).and_then(Value::string);
    let name =
        name.map_or_else(|| "The manifest".to_owned(), |name| format!("The manifest of `{name}`"));
    let message = format!("{name} no longer exists.");
    let difference = Difference {
        old: Located::around(old),
        ..Difference::new(&checks::INTEGRATION_GONE, message)
    };
    let finding = context.finding(difference, sink);
    sink.push(finding);
}

/// The finding on the version number, and whether it is an error.
fn version_finding(
    comparison: &Comparison,
    worst: Option<Level>,
    (from, old): (&Version, &Place<'_>),
    (to, new): (&Version, &Place<'_>),
    sink: &mut Sink,
) -> Option<(Finding, bool)> {
    let Comparison { required, declared, next_version, .. } = comparison;
    let (required, declared) = (*required, (*declared)?);
    let needed = next_version.as_deref().unwrap_or_default();
    let is_published = visibility_of(old.value) != Visibility::Private;
    let is_changed = worst.is_some_and(|worst| worst > Level::Note);
    let (check, is_error, message) = if version::is_lower(from, to) {
        let message = format!("The version is lower than before: `{from}` → `{to}`.");
        (&checks::VERSION_LOWER, true, message)
    } else if declared == Bump::None && is_changed {
        let message = format!("The version is still `{to}`, and the changes need `{needed}`.");
        (&checks::VERSION_UNCHANGED, is_published, message)
    } else if worst == Some(Level::Breaking) && declared < required {
        let message = format!("`{from}` → `{to}` is too low: the changes need `{needed}`.");
        (&checks::VERSION_TOO_LOW, true, message)
    } else if declared > required && declared > Bump::Patch {
        let message = format!("`{from}` → `{to}` is higher than needed: `{needed}` suffices.");
        (&checks::VERSION_HIGHER_THAN_NEEDED, false, message)
    } else {
        return None;
    };
    let (old, new) = (old.get(names::VERSION)?, new.get(names::VERSION)?);
    let context = Context { part: Part::Version, definition: None, title: None };
    let difference = Difference {
        platform: Platform::Unknown,
        old: Located::from(&old),
        new: Located::from(&new),
        ..Difference::new(check, message)
    };
    let mut finding = context.finding(difference, sink);
    if is_error {
        let higher = match version::is_lower(from, to) || needed.is_empty() {
            true => format!("make the version higher than `{from}`"),
            false => format!("make the version `{needed}`"),
        };
        finding.hint = Some(higher);
    }
    Some((finding, is_error))
}

/// Completes the advice of breaking findings with the version that allows them.
fn add_version_advice(comparison: &mut Comparison) {
    let Some(next) = comparison.next_version.clone() else { return };
    let is_high_enough =
        comparison.declared.is_some_and(|declared| declared >= comparison.required);
    for finding in &mut comparison.findings {
        if finding.level != Level::Breaking || finding.part == Part::Version || is_high_enough {
            continue;
        }
        finding.hint = Some(match finding.hint.take() {
            Some(hint) => format!("{hint}, or make the version {next}"),
            None => format!("make the version {next}"),
        });
    }
}
