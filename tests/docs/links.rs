//! Where links lead.

use crate::markdown::{anchors, is_remote, links, target};
use crate::{all_pages, is_markdown, read, repository};

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    for page in all_pages() {
        for (link, _) in links(&read(&page)) {
            if is_remote(&link) {
                continue;
            }
            let trouble = match target(&page, &link) {
                None => "leads out of the repository",
                Some(path) if !repository().join(&path).exists() => "leads nowhere",
                // What is in the book is all that readers of the book have.
                Some(path) if page.starts_with("docs") && !path.starts_with("docs") => {
                    "leads out of the book"
                }
                Some(path) => match link.split_once('#') {
                    Some((_, anchor))
                        if is_markdown(&path)
                            && !anchors(&read(&path)).iter().any(|other| other == anchor) =>
                    {
                        "names no heading"
                    }
                    _ => continue,
                },
            };
            dead.push(format!("{}: {link} {trouble}", page.display()));
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
