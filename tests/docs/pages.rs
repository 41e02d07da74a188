//! Generated pages: one for each rule and the list of rules, from the rules and their fixtures; one
//! for each editor, from its README; and their entries in the table of contents.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use integration_manifest_ls::config;
use integration_manifest_ls::rules::{self, Group, Rule, Severity};

use crate::markdown::{anchor, is_remote, links, target, title};
use crate::{files, is_markdown, is_update, read, repository};

/// Start of the comment in each generated page.
pub const GENERATED: &str = "<!-- Generated from ";

/// Folders in which every page is generated.
const FOLDERS: [&str; 2] = ["docs/rules", "docs/editors"];

/// Maximum number of lines of a file that is included in an editor's page.
const SHORT: usize = 80;

/// Adds a comment with the source of the page below the title of `text`.
fn generated(text: &str, from: &str) -> String {
    let (title, rest) = text.split_once('\n').expect("a title");
    format!("{title}\n\n{GENERATED}{from}: change it there. -->\n{rest}")
}

/// Example from the fixtures of a rule: the first manifest with a finding, its findings, and the
/// numbers of all findings in the fixtures, of those with a fix, and of those with a safe fix.
struct Shown {
    title: String,
    manifest: String,
    found: String,
    findings: usize,
    fixes: usize,
    safe: usize,
}

fn shown(rule: &Rule) -> Option<Shown> {
    let path = format!("tests/rules/{}/{}", rule.group.name(), rule.id);
    // A rule for responses of the Botpress API has no fixtures.
    let snapshot = fs::read_to_string(repository().join(format!("{path}.snap"))).ok()?;
    let (_, found) = snapshot.split_once("\n## ").expect("a manifest in which something is found");
    let (heading, first) = found.split_once('\n').expect("a heading");
    let fixture = read(format!("{path}.md"));
    let (_, section) = fixture.split_once(&format!("## {heading}\n")).expect("the manifest");
    let (_, manifest) = section.split_once("```").expect("a fence");
    let (manifest, _) = manifest.split_once("```").expect("the end of the fence");
    let (language, manifest) = manifest.split_once('\n').expect("a manifest");
    let language = language.split(' ').next().unwrap_or_default();
    let count = |what: &str| found.lines().filter(|line| line.starts_with(what)).count();
    let heads = format!(" {}", rule.id);
    let findings = found.lines().filter(|line| {
        let rest = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint]
            .iter()
            .find_map(|severity| line.strip_prefix(severity.name()));
        rest.is_some_and(|rest| rest.starts_with(&heads))
    });
    Some(Shown {
        title: heading.split_once(": ").map_or(heading, |(_, title)| title).to_owned(),
        manifest: format!("```{language}\n{manifest}```"),
        found: first.split("\n## ").next().unwrap_or_default().trim_matches('\n').to_owned(),
        findings: findings.count(),
        fixes: count("  fix: ") + count("  fix (safe): "),
        safe: count("  fix (safe): "),
    })
}

/// Availability of a fix, as a sentence and as a cell of a table.
fn availability(shown: Option<&Shown>) -> (&'static str, &'static str) {
    match shown {
        Some(Shown { findings, safe, .. }) if safe == findings => {
            ("A safe fix is available: `check --fix` applies it, and editors offer it.", "safe")
        }
        Some(Shown { safe: 1.., .. }) => (
            "A safe fix is sometimes available: `check --fix` applies it, and editors offer it.",
            "safe, sometimes",
        ),
        Some(Shown { findings, fixes, .. }) if fixes == findings => {
            ("A fix is available in editors.", "in editors")
        }
        Some(Shown { fixes: 1.., .. }) => {
            ("A fix is sometimes available in editors.", "in editors, sometimes")
        }
        _ => ("No fix is available.", ""),
    }
}

/// Page of a rule: the output of `explain`, with links to other rules and an example.
fn rule_page(rule: &Rule) -> String {
    let shown = shown(rule);
    let (fix, _) = availability(shown.as_ref());
    let text = rule.markdown();
    let (head, rest) = text.split_once(".\n").expect("a line about group and severity");
    let mut page = format!("{head}. {fix}\n");
    let mut fenced = false;
    for line in rest.lines() {
        let fence = line.starts_with("```");
        fenced ^= fence;
        let heading = line.starts_with("## ");
        if heading && !page.ends_with("\n\n") {
            page.push('\n');
        }
        if fence || fenced {
            page.push_str(line);
        } else {
            page.push_str(&with_links(line, rule));
        }
        page.push_str(if heading { "\n\n" } else { "\n" });
    }
    if let Some(Shown { title, manifest, found, .. }) = shown {
        _ = write!(
            page,
            "\n## Example diagnostic\n\nFrom the rule's tests: {title}.\n\n{manifest}\n\n"
        );
        _ = writeln!(page, "```text\n{found}\n```");
    }
    generated(&page, "the rule's doc comment in src/rules, and its fixtures in tests/rules")
}

/// Replaces the ids of other rules in a line by links to their pages.
fn with_links(line: &str, rule: &Rule) -> String {
    let mut linked = String::new();
    for (index, part) in line.split('`').enumerate() {
        match rules::find(part) {
            Some(other) if index % 2 == 1 && other != rule => {
                _ = write!(linked, "[`{part}`]({part}.md)");
            }
            _ if index % 2 == 1 => _ = write!(linked, "`{part}`"),
            _ => linked.push_str(part),
        }
    }
    // The code span continues in the next line.
    if line.matches('`').count() % 2 == 1 {
        linked.pop();
    }
    linked
}

/// The list of all rules.
fn rules_page() -> String {
    let mut page = "# Rules\n\n\
        Each finding belongs to a rule, which has an id, a group and a default severity. \
        [Configuration](configuration.md#rules) describes how to change severities. \
        `integration-manifest-ls explain RULE` prints the page of a rule; in an editor, the rule's \
        id in a diagnostic links to it.\n\n\
        The column *fix* lists rules with a fix: `check --fix` applies safe fixes, and editors offer \
        all of them.\n"
        .to_owned();
    for group in Group::ALL {
        let what = match group {
            Group::Syntax => "Invalid JSON.",
            Group::Endpoint => "What the Botpress API rejects or ignores.",
            Group::Semantics => {
                "What the Botpress API accepts, but fails later or is probably a mistake."
            }
            Group::Publish => "What is missing for publishing: the rules of `bp lint`.",
            Group::Compatibility => {
                "What breaks users of an older version. Only editors report this group, and only with \
                 [`[diff] against`](configuration.md)."
            }
        };
        _ = write!(page, "\n## `{group}`\n\n{what}\n\n");
        page.push_str("| rule | severity | fix | summary |\n|---|---|---|---|\n");
        for rule in rules::all().iter().filter(|rule| rule.group == group) {
            let level = rule.severity.map_or("off", Severity::name);
            let (_, fix) = availability(shown(rule).as_ref());
            let (id, summary) = (rule.id, rule.summary());
            _ = writeln!(page, "| [`{id}`](rules/{id}.md) | {level} | {fix} | {summary} |");
        }
    }
    generated(&page, "src/rules")
}

/// The reference of the settings file.
fn settings_page() -> String {
    let page = "# Settings\n\n\
        All keys of `integration-manifest.toml`. [Configuration](configuration.md) describes which file \
        applies to a manifest, and how the settings are combined.\n"
        .to_owned();
    generated(&(page + &config::reference()), "src/config/description/keys.rs")
}

/// Page of an editor, from its README. A link to a page of the book is adjusted, a link to a short
/// file is replaced by a link to its content at the end of the page, and other links are removed.
fn editor_page(readme: &Path) -> String {
    let text = read(readme);
    let (mut out, mut at, mut appendix) = (String::new(), 0, String::new());
    for (link, range) in links(&text) {
        if is_remote(&link) || link.starts_with('#') {
            continue;
        }
        let path = target(readme, &link).expect("a link into the repository");
        let source = &text[range.clone()];
        let label = &source[..source.rfind("](").expect("an inline link") + 1];
        let beside = path.parent() == readme.parent() && repository().join(&path).is_file();
        let new = if let Ok(inner) = path.strip_prefix("docs") {
            let anchor = link.find('#').map_or("", |at| &link[at..]);
            format!("{label}(../{}{anchor})", inner.display())
        } else if beside && read(&path).lines().count() <= SHORT {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let language = match path.extension().unwrap_or_default().to_string_lossy() {
                extension if extension == "el" => "elisp".into(),
                extension if extension.starts_with("sublime") => "json".into(),
                extension => extension,
            };
            let heading = format!("## `{name}`\n");
            if !appendix.contains(&heading) {
                let content = read(&path);
                _ = write!(appendix, "\n{heading}\n```{language}\n{}\n```\n", content.trim_end());
            }
            format!("{label}(#{})", anchor(&name))
        } else {
            label.trim_matches(['[', ']']).to_owned()
        };
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    generated(&(out + &appendix), &readme.display().to_string().replace('\\', "/"))
}

/// The table of contents, with the generated pages as children of their index pages.
fn summary(pages: &BTreeMap<PathBuf, String>) -> String {
    let mut text = String::new();
    for line in read("docs/SUMMARY.md").lines() {
        if line.contains("](rules/") || line.contains("](editors/") {
            continue;
        }
        _ = writeln!(text, "{line}");
        if line.ends_with("](rules.md)") {
            for rule in rules::all() {
                _ = writeln!(text, "  - [{id}](rules/{id}.md)", id = rule.id);
            }
        } else if line.ends_with("](editors.md)") {
            for (path, page) in pages.iter().filter(|(path, _)| path.starts_with(FOLDERS[1])) {
                let name = title(page);
                let name = name.rsplit(" in ").next().unwrap_or_default();
                let path = path.strip_prefix("docs").expect("a page of the book").display();
                _ = writeln!(text, "  - [{name}]({path})");
            }
        }
    }
    text
}

/// The list of pages for language models, in the format of llmstxt.org: the chapters with their first
/// sentences, and the pages below them as optional ones.
fn llms(pages: &BTreeMap<PathBuf, String>) -> String {
    let mut text = String::from(
        "# integration-manifest-ls\n\n\
         > Language server, command-line checker and MCP server for Botpress integration manifests.\n\n\
         The links are relative to this file. In the built book, the pages end with `.html`.\n",
    );
    let mut optional = String::new();
    for line in pages[Path::new("docs/SUMMARY.md")].lines() {
        if let Some(part) = line.strip_prefix("# ").filter(|part| *part != "Summary") {
            _ = write!(text, "\n## {part}\n\n");
        }
        let Some((link, _)) = links(line).into_iter().next() else { continue };
        let path = Path::new("docs").join(&link);
        let page = pages.get(&path).cloned().unwrap_or_else(|| read(&path));
        let name = line.split(['[', ']']).nth(1).unwrap_or_default();
        let entry = format!("- [{name}]({link}): {}\n", first_sentence(&page));
        match line.starts_with("  ") {
            true => optional.push_str(&entry),
            false if line.starts_with("- ") => text.push_str(&entry),
            false => {}
        }
    }
    _ = write!(text, "\n## Optional\n\n{optional}");
    text
}

/// The first sentence of the text of a page.
fn first_sentence(page: &str) -> String {
    let is_text = |line: &&str| {
        line.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '`' | '[' | '*'))
            && !line.starts_with("Group `")
    };
    let lines: Vec<&str> = page
        .lines()
        .skip_while(|line| !is_text(line))
        .take_while(|line| !line.trim().is_empty())
        .collect();
    let paragraph = lines.join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
    let mut plain = String::new();
    let sentence = &paragraph[..end];
    let mut at = 0;
    for (_, range) in links(sentence) {
        let label = sentence[range.clone()].trim_start_matches('[');
        plain.push_str(&sentence[at..range.start]);
        plain.push_str(label.split(']').next().unwrap_or_default());
        at = range.end;
    }
    plain.push_str(&sentence[at..]);
    plain
}

fn all() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    for rule in rules::all() {
        pages.insert(format!("docs/rules/{}.md", rule.id).into(), rule_page(rule));
    }
    pages.insert("docs/rules.md".into(), rules_page());
    pages.insert("docs/settings.md".into(), settings_page());
    for readme in files("editors").iter().filter(|path| path.ends_with("README.md")) {
        let folder = readme.parent().expect("a folder");
        if folder.parent() == Some(Path::new("editors")) {
            let name = folder.file_name().expect("an editor").to_string_lossy();
            let page = PathBuf::from(format!("docs/editors/{name}.md"));
            pages.insert(page, editor_page(readme));
        }
    }
    pages.insert("docs/SUMMARY.md".into(), summary(&pages));
    pages.insert("docs/llms.txt".into(), llms(&pages));
    pages
}

/// Writes the generated pages, once per run, and removes those without a source.
pub fn update() {
    static UPDATE: Once = Once::new();
    UPDATE.call_once(|| {
        let pages = all();
        for (path, text) in &pages {
            let path = repository().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, text).expect("the page can be written");
        }
        for path in without_source(&pages) {
            fs::remove_file(repository().join(path)).expect("the page can be removed");
        }
    });
}

/// Files in the generated folders that are not generated any more.
fn without_source(pages: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let files = FOLDERS.iter().flat_map(|folder| files(folder));
    files.filter(|path| !pages.contains_key(path)).collect()
}

#[test]
fn generated_pages_are_up_to_date() {
    if is_update() {
        return update();
    }
    let pages = all();
    let stray = without_source(&pages);
    assert!(stray.is_empty(), "these pages have no source: {stray:?}");
    for (path, text) in pages {
        let there = fs::read_to_string(repository().join(&path)).unwrap_or_default();
        assert!(
            there.replace("\r\n", "\n") == text,
            "{path:?} is out of date: `UPDATE_DOCS=1 cargo test --test docs` updates it"
        );
    }
}

#[test]
fn table_of_contents_lists_every_page() {
    let summary = read("docs/SUMMARY.md");
    let listed: Vec<_> = links(&summary)
        .into_iter()
        .filter_map(|(link, _)| target(Path::new("docs/SUMMARY.md"), &link))
        .collect();
    for page in files("docs").iter().filter(|path| is_markdown(path)) {
        let count = listed.iter().filter(|path| *path == page).count();
        assert!(
            count == 1 || page.ends_with("SUMMARY.md"),
            "docs/SUMMARY.md names {page:?} {count} times"
        );
    }
}
