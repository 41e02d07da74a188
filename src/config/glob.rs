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
pub(super) struct Builder<'a> {
    set: GlobSetBuilder,
    /// The folder that the globs are relative to, if it is known.
    folder: Option<&'a Path>,
}

impl Builder<'_> {
    pub(super) fn new(folder: Option<&Path>) -> Builder<'_> {
        Builder { set: GlobSetBuilder::new(), folder }
    }

    /// Adds a glob. Without a slash, it matches at any depth; with a slash, from the folder. A glob that
    /// ends with a name without wildcards also matches everything in the folder of that name.
    pub(super) fn add(&mut self, glob: &str) -> Result<(), String> {
        if let Some(why) = without_effect(glob, self.folder) {
            return Err(why);
        }
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

/// Why `glob` matches no file in the folder of the settings; `None` if it may match one.
fn without_effect(glob: &str, folder: Option<&Path>) -> Option<String> {
    let reject = |why: &str| Some(format!("the glob `{glob}` has no effect: {why}"));
    if glob.starts_with('!') {
        return reject("exclusions with `!` are not supported; list only the files to match");
    }
    if glob.trim() != glob {
        return reject("remove the spaces around it");
    }
    let drive = glob.as_bytes();
    let has_drive = drive.len() > 2 && drive[0].is_ascii_alphabetic() && drive[1] == b':';
    // With a leading slash, a glob is relative to the folder of the settings file as well.
    let repeats = folder.is_some_and(|it| it.parent().is_some() && Path::new(glob).starts_with(it));
    if repeats || has_drive || glob.starts_with("\\\\") {
        return reject("it must be relative to the folder of the settings file");
    }
    // A backslash escapes a special character.
    let mut chars = glob.chars();
    // Before two stars, it is meant as a slash.
    let mut is_separator = glob.contains("\\**");
    while let Some(c) = chars.next() {
        is_separator |= c == '\\' && chars.next().is_none_or(|next| !"*?[]{}!\\,- ".contains(next));
        if is_separator {
            return reject("folders are separated by `/`, not `\\`");
        }
    }
    let path = glob.trim_end_matches('/');
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut parts = path.trim_start_matches('/').split('/');
    if path == "." {
        return reject("use `**` for all files");
    }
    if parts.clone().any(|part| part == "..") {
        return reject("files outside the folder of the settings file are not matched");
    }
    if parts.any(|part| part == ".") {
        return reject("remove `.` between the slashes");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, path: &str, expected: bool) {
        let mut builder = Builder::new(None);
        builder.add(glob).unwrap();
        assert_eq!(builder.build().unwrap().matches(Path::new(path)), expected, "{glob} {path}");
    }

    #[test]
    fn globs_without_effect_are_rejected() {
        let folder = Path::new("/srv/shop");
        let why = |glob: &str| Builder::new(Some(folder)).add(glob).unwrap_err();
        let globs = [
            "!drafts/**",
            "drafts\\**\\x",
            "/srv/shop/drafts/**",
            "C:/shop/drafts/**",
            "../x/drafts/**",
            " drafts/**",
            ".",
            "a/./b",
        ];
        insta::assert_snapshot!(globs.map(why).join("\n"), @r"
        the glob `!drafts/**` has no effect: exclusions with `!` are not supported; list only the files to match
        the glob `drafts\**\x` has no effect: folders are separated by `/`, not `\`
        the glob `/srv/shop/drafts/**` has no effect: it must be relative to the folder of the settings file
        the glob `C:/shop/drafts/**` has no effect: it must be relative to the folder of the settings file
        the glob `../x/drafts/**` has no effect: files outside the folder of the settings file are not matched
        the glob ` drafts/**` has no effect: remove the spaces around it
        the glob `.` has no effect: use `**` for all files
        the glob `a/./b` has no effect: remove `.` between the slashes
        ");
        for glob in ["/srv/drafts/**", "a\\*b", "./drafts", "..drafts"] {
            assert_eq!(Builder::new(Some(folder)).add(glob), Ok(()), "{glob}");
        }
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
