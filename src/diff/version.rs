//! The version number that a comparison requires.

use semver::Version;

use super::finding::Level;

/// Step from one version number to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The same version.
    None,
    /// `1.2.3` → `1.2.4`
    Patch,
    /// `1.2.3` → `1.3.0`
    Minor,
    /// `1.2.3` → `2.0.0`
    Major,
}

impl Bump {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}

/// Meaning of versions below `1.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Zero {
    /// Like any other major version, as Botpress counts.
    #[default]
    Platform,
    /// As semver has it: a breaking change needs a minor version.
    Semver,
}

/// Returns the step that changes up to `worst` require from the version `old`.
pub fn required(worst: Option<Level>, old: Option<&Version>, zero: Zero) -> Bump {
    let is_zero = zero == Zero::Semver && old.is_some_and(|old| old.major == 0);
    match worst {
        None => Bump::None,
        Some(Level::Note) => Bump::Patch,
        Some(Level::Breaking) if is_zero => Bump::Minor,
        Some(Level::Breaking) => Bump::Major,
        Some(Level::Addition | Level::Risky) if is_zero => Bump::Patch,
        Some(Level::Addition | Level::Risky) => Bump::Minor,
    }
}

/// Returns the step from `old` to `new`; none if `new` is not higher. Pre-release and build are
/// ignored.
pub fn declared(old: &Version, new: &Version) -> Bump {
    let (a, b) = (numbers(old), numbers(new));
    if b <= a {
        Bump::None
    } else if b[0] > a[0] {
        Bump::Major
    } else if b[1] > a[1] {
        Bump::Minor
    } else {
        Bump::Patch
    }
}

/// Whether `new` is lower than `old`.
pub fn is_lower(old: &Version, new: &Version) -> bool {
    numbers(new) < numbers(old)
}

/// Returns the lowest version that is `bump` above `old`.
pub fn next(old: &Version, bump: Bump) -> Version {
    let [major, minor, patch] = numbers(old);
    match bump {
        Bump::None => Version::new(major, minor, patch),
        Bump::Patch => Version::new(major, minor, patch.saturating_add(1)),
        Bump::Minor => Version::new(major, minor.saturating_add(1), 0),
        Bump::Major => Version::new(major.saturating_add(1), 0, 0),
    }
}

fn numbers(version: &Version) -> [u64; 3] {
    [version.major, version.minor, version.patch]
}
