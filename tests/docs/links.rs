//! Links: each target exists, and pages of the book link only to the book.

use crate::markdown::{anchors, is_remote, links, target};
use crate::{all_pages, is_markdown, read, repository};

#[test]
fn links_are_valid() {
    let mut dead = Vec::new();
    for page in all_pages() {
        for (link, _) in links(&read(&page)) {
            if is_remote(&link) {
                continue;
            }
            let problem = match target(&page, &link) {
                None => "is outside the repository",
                Some(path) if !repository().join(&path).exists() => "does not exist",
                // Readers of the book have only the pages of the book.
                Some(path) if page.starts_with("docs") && !path.starts_with("docs") => {
                    "is outside the book"
                }
                Some(path) => match link.split_once('#') {
                    Some((_, anchor))
                        if is_markdown(&path)
                            && !anchors(&read(&path)).iter().any(|other| other == anchor) =>
                    {
                        "has no such heading"
                    }
                    _ => continue,
                },
            };
            dead.push(format!("{}: {link} {problem}", page.display()));
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
