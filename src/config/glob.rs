//! File globs with the semantics of `.gitignore`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of globs, relative to one folder.
#[derive(Debug, Clone)]
pub(super) struct Globs {
    set: GlobSet,
}

impl Globs {
    /// Whether a glob matches `path`, relative to the folder.
    pub(super) fn matches(&self, path: &Path) -> bool {
        self.set.is_match(path)
    }
}

/// Collects globs one by one, so that an invalid one does not disable the others.
pub(super) struct Builder {
    set: GlobSetBuilder,
}

impl Builder {
    pub(super) fn new() -> Builder {
        Builder { set: GlobSetBuilder::new() }
    }

    /// Adds a glob. Without a slash, it matches at any depth; with a slash, from the folder. A glob that
    /// ends with a name without wildcards also matches everything in the folder of that name.
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
                .map_err(|error| format!("invalid glob `{glob}`: {}", error.kind()))?;
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
    fn globs_match_like_gitignore() {
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
