//! Documentation pages of rules, as files.
//!
//! The `codeDescription` of a diagnostic links to its rule's page. Editors open the link as a URL, and
//! the server does not use the network, so each page is written to the user's cache folder when it is
//! first linked.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use parking_lot::Mutex;
use tower_lsp::lsp_types::{CodeDescription, Url};

use crate::rules::Rule;

/// Folder of the pages; `None` if the system has no cache folder.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("LOCALAPPDATA").map(PathBuf::from))
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .filter(|path| path.is_absolute())?;
    Some(cache.join("integration-manifest-ls").join(env!("CARGO_PKG_VERSION")).join("rules"))
});

static LINKS: LazyLock<Mutex<HashMap<&'static str, Option<Url>>>> = LazyLock::new(Mutex::default);

/// Returns the link to a rule's page, or `None` if the page cannot be written.
pub fn code_description(rule: &'static Rule) -> Option<CodeDescription> {
    let mut links = LINKS.lock();
    let url = links.entry(rule.id).or_insert_with(|| write(rule));
    Some(CodeDescription { href: url.clone()? })
}

fn write(rule: &Rule) -> Option<Url> {
    let folder = FOLDER.as_ref()?;
    let path = folder.join(format!("{}.md", rule.id));
    let page = rule.markdown();
    let is_current = std::fs::read_to_string(&path).is_ok_and(|text| text == page);
    if !is_current {
        std::fs::create_dir_all(folder).ok()?;
        // Another server may read or write the page at the same time, so it is replaced atomically.
        let temporary = folder.join(format!(".{}.{}", rule.id, std::process::id()));
        std::fs::write(&temporary, page).ok()?;
        std::fs::rename(&temporary, &path).ok()?;
    }
    Url::from_file_path(path).ok()
}
