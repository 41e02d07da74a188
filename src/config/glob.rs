//! File globs as people know them from `.gitignore`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of globs, relative to one folder.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    set: GlobSet,
}

impl Globs {
    /// Whether the manifest at `path`, relative to the folder, is meant.
    pub(super) fn matches(&self, path: &Path) -> bool {
        self.set.is_match(path)
    }
}

/// Collects globs one by one, so that a bad one leaves the others in force.
pub(super) struct Builder {
    set: GlobSetBuilder,
}

impl Builder {
    pub(super) fn new() -> Builder {
        Builder { set: GlobSetBuilder::new() }
    }

    /// Adds one glob. Without a slash it matches at any depth, with one from the folder on; a glob
    /// that ends in a plain name may name a folder, and then means everything in it.
    pub(super) fn add(&mut self, glob: &str) -> Result<(), String> {
        let body = glob.trim_end_matches('/');
        let anchored = body.strip_prefix("./").or_else(|| body.strip_prefix('/'));
        let pattern = match anchored {
            Some(rest) => rest.to_owned(),
            None if body.contains('/') => body.to_owned(),
            None => format!("**/{body}"),
        };
        if pattern.is_empty() || body.is_empty() {
            return Err("a glob must not be empty".to_owned());
        }
        let last = pattern.rsplit('/').next().unwrap_or_default();
        let plain = !last.contains(['*', '?', '[', '{']);
        let inside = plain.then(|| format!("{pattern}/**"));
        for pattern in inside.iter().chain([&pattern]) {
            let built = GlobBuilder::new(pattern)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map_err(|error| format!("`{glob}` is not a glob: {}", error.kind()))?;
            self.set.add(built);
        }
        Ok(())
    }

    pub(super) fn build(self) -> Result<Globs, String> {
        let set = self.set.build().map_err(|error| error.to_string())?;
        Ok(Globs { set })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, path: &str, expected: bool) {
        let mut builder = Builder::new();
        builder.add(glob).unwrap();
        assert_eq!(builder.build().unwrap().matches(Path::new(path)), expected, "{glob} {path}");
    }

    #[test]
    fn globs_read_like_those_of_gitignore() {
        check("*.integration.json", "a.integration.json", true);
        check("*.integration.json", "deep/er/a.integration.json", true);
        check("/*.integration.json", "a.integration.json", true);
        check("/*.integration.json", "deep/a.integration.json", false);
        check("legacy/*", "legacy/a.json", true);
        check("legacy/*", "legacy/er/a.json", false);
        check("legacy/*.json", "legacy/er/a.json", false);
        check("legacy/**", "legacy/er/a.json", true);
        check("legacy/", "legacy/er/a.json", true);
        check("./legacy", "legacy/er/a.json", true);
        check("legacy", "some/legacy/er/a.json", true);
        check("{a,b}/integration.json", "b/integration.json", true);
        check("legacy", "legacy-not/a.json", false);
    }
}
