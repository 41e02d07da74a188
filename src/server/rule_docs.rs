//! Rule pages as files, for the link behind a diagnostic's code.
//!
//! Editors open such a link as a URL. There is no network here, so the pages are written to the
//! user's cache folder, each when it is first linked to.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use tower_lsp::lsp_types::{CodeDescription, Url};

use crate::rules::Rule;

/// Where pages are written; `None` where no folder for caches is known.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("LOCALAPPDATA").map(PathBuf::from))
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .filter(|path| path.is_absolute())?;
    Some(cache.join("integration-manifest-ls").join(env!("CARGO_PKG_VERSION")).join("rules"))
});

static LINKS: LazyLock<Mutex<HashMap<&'static str, Option<Url>>>> = LazyLock::new(Mutex::default);

/// The link to a rule's page, if it could be written.
pub(super) fn code_description(rule: &'static Rule) -> Option<CodeDescription> {
    let mut links = LINKS.lock().unwrap_or_else(PoisonError::into_inner);
    let url = links.entry(rule.id).or_insert_with(|| write(rule));
    Some(CodeDescription { href: url.clone()? })
}

fn write(rule: &Rule) -> Option<Url> {
    let folder = FOLDER.as_ref()?;
    let path = folder.join(format!("{}.md", rule.id));
    let page = rule.markdown();
    let current = std::fs::read_to_string(&path).is_ok_and(|text| text == page);
    if !current {
        std::fs::create_dir_all(folder).ok()?;
        // Written beside and renamed: another server may be reading or writing the same page.
        let beside = folder.join(format!(".{}.{}", rule.id, std::process::id()));
        std::fs::write(&beside, page).ok()?;
        std::fs::rename(&beside, &path).ok()?;
    }
    Url::from_file_path(path).ok()
}
