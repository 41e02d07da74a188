//! Wording: comments, messages and pages use the terms of the field and plain American English.
//!
//! [`HABITS`] lists word patterns of an older style of this project. `wording.txt` allows each file
//! the number of matches that it still has, so the list can only shrink: the test fails if a file
//! has more matches than allowed, or fewer. `UPDATE_DOCS=1 cargo test --test docs` rewrites the list,
//! unless the total has grown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regress::Regex;

use crate::{files, is_update, pages, read, repository};

/// Path of the allowances: a line for each file, with the count and the path.
const ALLOWANCES: &str = "tests/docs/wording.txt";

/// Where a pattern applies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Everything that is written for a reader.
    All,
    /// Texts for users: pages, man pages and string literals.
    Users,
    /// The first word of a comment.
    Comments,
}

/// Word patterns, in the syntax of JavaScript. The comments list replacements.
const HABITS: &[(Scope, &str)] = &[
    // "is not a", "without", "invalid"; "there is no" and "is no longer" are fine.
    (Scope::All, r"(?<!\b[Tt]here )\b(?:is|are|was|were) (?:no|none)\b(?! (?:longer|more)\b)"),
    // "is in", "appears"; "stands for" is fine.
    (Scope::All, r"\b[Ss]tands?\b(?!-| for\b| alone\b)"),
    // "contains", "is outside", "is broken".
    (Scope::All, r"\bleads? (?:nowhere|somewhere|out of)\b"),
    (Scope::All, r"\bbelongs? into\b"),
    // "again", "new", "full".
    (Scope::All, r"\b(?:[Aa]new|[Aa]fresh)\b"),
    // The actor: a client, a user, a caller. Questions are fine.
    (Scope::All, r"\b(?:Who|Whom|Whoever|Nobody|Somebody|Everybody)\b(?![^.!?]*\?)"),
    // "Remove", "format", "fix".
    (Scope::All, r"\bha(?:s|ve) to go\b(?! (?:to|through|into)\b)"),
    (Scope::All, r"\b[Tt]ak(?:e|es|en|ing) (?:it|them) out\b"),
    (Scope::All, r"\b(?:[Ll]ays?|[Ll]aid) (?:\w+ )?out\b"),
    (Scope::All, r"\b[Mm]ends?\b"),
    // "finding", "syntax error", "configuration problem".
    (Scope::All, r"\b[Ss]lips?\b"),
    // "maximum number", "default".
    (Scope::All, r"\b[Ss]o many\b(?! that\b)"),
    (Scope::All, r"\b(?:is|are|was|were) said\b"),
    (Scope::All, r"\bmakes? no sense\b"),
    // Archaic, or not American.
    (Scope::All, r"\bnone yet\b|\b(?:there|where|here)of\b|\bAt last\b"),
    (Scope::All, r"\bsmall letters?\b"),
    (Scope::All, r"\b(?:[Cc]olour|[Bb]ehaviour|[Hh]onour|[Ff]avour|[Nn]eighbour|[Ll]icence)"),
    (Scope::All, r"\b\w+(?:ptimis|ecognis|ormalis|erialis|nitialis)(?:e|es|ed|ing|ation)\b"),
    // "the Botpress API", or "`serve`".
    (Scope::Users, r"\b[Tt]he endpoint\b(?! group\b)"),
    // A noun phrase: "The cached findings", not "What was found before".
    (Scope::Comments, r"^What\b(?![^.!?]*\?)"),
];

static PATTERNS: LazyLock<Vec<(Scope, Regex)>> = LazyLock::new(|| {
    let compile = |pattern| Regex::new(pattern).expect("a regular expression");
    HABITS.iter().map(|&(scope, pattern)| (scope, compile(pattern))).collect()
});

/// Kind of a [`Piece`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Comment,
    Literal,
    Page,
}

/// A paragraph of text, with single spaces between its words.
#[derive(PartialEq, Eq, Debug)]
struct Piece {
    kind: Kind,
    /// Line in which it starts, counted from 1.
    line: usize,
    text: String,
}

impl Piece {
    fn new(kind: Kind, line: usize, text: &str) -> Self {
        Self { kind, line, text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
    }

    /// Matches of all patterns that apply to this piece, with the words around each.
    fn matches(&self) -> Vec<String> {
        let applies = |scope| match scope {
            Scope::All => true,
            Scope::Users => self.kind != Kind::Comment,
            Scope::Comments => self.kind == Kind::Comment,
        };
        let excerpt = |start: usize, end: usize| {
            let before = self.text[..start].char_indices().rev().take(30).last();
            let after = self.text[end..].chars().take(30).map(char::len_utf8).sum::<usize>();
            self.text[before.map_or(start, |(at, _)| at)..end + after].to_owned()
        };
        let patterns = PATTERNS.iter().filter(|(scope, _)| applies(*scope));
        patterns
            .flat_map(|(_, pattern)| pattern.find_iter(&self.text))
            .map(|found| excerpt(found.start(), found.end()))
            .collect()
    }
}

/// Paragraphs of a page or of a man page.
fn paragraphs(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let piece = Piece::new(Kind::Page, index + 1, line);
        match pieces.last_mut() {
            _ if piece.text.is_empty() => open = false,
            Some(last) if open => last.text = format!("{} {}", last.text, piece.text),
            _ => {
                pieces.push(piece);
                open = true;
            }
        }
    }
    pieces
}

/// Comments, by paragraph, and string literals of a Rust file.
fn comments_and_literals(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // End of the last line comment, if the next one continues it.
    let mut continued = None;
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some(c) = text[at..].chars().next() {
        line += text[counted..at].matches('\n').count();
        counted = at;
        let rest = &text[at..];
        let is_in_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let raw = rest.strip_prefix('r').filter(|_| !is_in_word).map(|rest| {
            let hashes = rest.len() - rest.trim_start_matches('#').len();
            (hashes, &rest[hashes..])
        });
        let length = if rest.starts_with("//") {
            let comment = rest.lines().next().unwrap_or_default();
            let piece = Piece::new(Kind::Comment, line, comment.trim_start_matches(['/', '!']));
            let follows = continued.is_some_and(|end: usize| text[end..at].trim().is_empty());
            match pieces.last_mut() {
                Some(last) if follows && !piece.text.is_empty() => {
                    last.text = format!("{} {}", last.text, piece.text);
                    continued = Some(at + comment.len());
                }
                _ if piece.text.is_empty() => continued = None,
                _ => {
                    pieces.push(piece);
                    continued = Some(at + comment.len());
                }
            }
            comment.len()
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            pieces.push(Piece::new(Kind::Comment, line, rest[2..end].trim_end_matches("*/")));
            end
        } else if let Some((hashes, body)) = raw.filter(|(_, body)| body.starts_with('"')) {
            let close = format!("\"{}", "#".repeat(hashes));
            let end = body[1..].find(&close).unwrap_or(body.len() - 1);
            pieces.push(Piece::new(Kind::Literal, line, &body[1..=end]));
            1 + hashes + 1 + end + close.len()
        } else if c == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let end = end.unwrap_or(rest.len() - 1);
            pieces.push(Piece::new(Kind::Literal, line, &rest[1..=end].replace("\\\n", "\n")));
            end + 2
        } else if c == '\'' {
            let mut inner = rest[1..].chars();
            match (inner.next(), inner.next()) {
                (Some('\\'), Some(escaped)) => {
                    let skipped = 2 + escaped.len_utf8();
                    skipped + rest[skipped..].find('\'').map_or(0, |end| end + 1)
                }
                (Some(c), Some('\'')) => 2 + c.len_utf8(),
                // A lifetime.
                _ => 1,
            }
        } else {
            c.len_utf8()
        };
        at = (at + length).min(text.len());
    }
    pieces
}

/// Files that are checked, by their paths in the repository.
fn checked_files() -> Vec<String> {
    let roots = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let in_folders = ["src", "docs", "man", "editors", "npm"].iter().flat_map(|folder| {
        files(folder).into_iter().filter(|path| match path.extension() {
            Some(extension) if *folder == "src" => extension == "rs",
            Some(extension) => extension == "md" || extension == "1",
            None => false,
        })
    });
    let in_folders = in_folders.map(|path| path.display().to_string().replace('\\', "/"));
    roots.into_iter().map(str::to_owned).chain(in_folders).collect()
}

/// Matches in one file, each with its line.
fn matches(path: &str) -> Vec<(usize, String)> {
    let text = read(path);
    let pieces = match Path::new(path).extension().is_some_and(|extension| extension == "rs") {
        true => comments_and_literals(&text),
        false => paragraphs(&text),
    };
    let located =
        |piece: &Piece| piece.matches().into_iter().map(|it| (piece.line, it)).collect::<Vec<_>>();
    pieces.iter().flat_map(located).collect()
}

/// Allowed number of matches, by path.
fn allowances() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(repository().join(ALLOWANCES)).unwrap_or_default();
    let entries = text.lines().filter_map(|line| line.trim().split_once(' '));
    entries.map(|(count, path)| (path.to_owned(), count.parse().expect("a count"))).collect()
}

#[test]
fn wording_is_plain_except_where_listed() {
    if is_update() {
        // The generated pages are checked too.
        pages::update();
    }
    let allowed = allowances();
    let mut found: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for path in checked_files() {
        found.insert(path.clone(), matches(&path));
    }
    let total: usize = found.values().map(Vec::len).sum();
    let allowed_total: usize = allowed.values().sum();
    let is_new = !repository().join(ALLOWANCES).exists();
    if is_update() && (total <= allowed_total || is_new) {
        let mut list = String::new();
        for (path, found) in found.iter().filter(|(_, found)| !found.is_empty()) {
            _ = writeln!(list, "{:>4} {path}", found.len());
        }
        fs::write(repository().join(ALLOWANCES), list).expect("the list can be written");
        return;
    }
    let mut report = String::new();
    for path in allowed.keys().filter(|path| !found.contains_key(*path)) {
        _ = writeln!(report, "{path} does not exist, but is listed in {ALLOWANCES}");
    }
    for (path, found) in &found {
        let allowance = allowed.get(path).copied().unwrap_or(0);
        if found.len() < allowance {
            let count = found.len();
            _ = writeln!(report, "{path}: {count} matches; lower its allowance of {allowance}");
        }
        if found.len() > allowance {
            let count = found.len();
            _ = writeln!(report, "{path}: {count} matches, allowed are {allowance}:");
            for (line, excerpt) in found {
                _ = writeln!(report, "  {path}:{line}: …{excerpt}…");
            }
        }
    }
    assert!(
        report.is_empty(),
        "{report}\nUse the terms of CONTRIBUTING.md. `UPDATE_DOCS=1 cargo test --test docs` updates \
         {ALLOWANCES} if the total has not grown (now {total}, allowed {allowed_total})."
    );
}

#[test]
fn pieces_are_comments_and_literals_in_order() {
    let source = r##"
//! One
//! two.
//!
//! Three.
fn who<'a>(quote: char) -> &'a str { // four
    let _ = ('"', '\'', b"five \"six\"", r#"sev"en"#, /* eight */ stands);
    "nine \
     ten"
}
"##;
    let pieces = comments_and_literals(source);
    let found: Vec<(Kind, usize, &str)> =
        pieces.iter().map(|piece| (piece.kind, piece.line, &*piece.text)).collect();
    let expected = [
        (Kind::Comment, 2, "One two."),
        (Kind::Comment, 5, "Three."),
        (Kind::Comment, 6, "four"),
        (Kind::Literal, 7, r#"five \"six\""#),
        (Kind::Literal, 7, "sev\"en"),
        (Kind::Comment, 7, "eight"),
        (Kind::Literal, 8, "nine ten"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn patterns_match_habits_but_not_plain_english() {
    let count = |kind, text| Piece::new(kind, 1, text).matches().len();
    for text in [
        "It is no identifier.",
        "base64 that is none",
        "The value stands here.",
        "a link that leads nowhere",
        "Parses it afresh.",
        "Nobody reads it.",
        "One of the two has to go.",
        "take it out",
        "Lay manifests out",
        "laid out",
        "So many bytes.",
        "4 unless it is said",
        "when to use colour",
        "optimised",
        "small letters",
    ] {
        assert_eq!(count(Kind::Page, text), 1, "{text}");
    }
    for text in [
        "There is no token; if there are no others, the standard layout of the stand-in applies.",
        "The name is no longer valid.",
        "`…` stands for any lines, and each line stands alone.",
        "Who can install it?",
        "There are so many that the list is cut.",
        "It has to go through the cache.",
        "the scheme of `who_goes_away`",
        "A list of colors, optimized.",
        "The endpoint group.",
        "What is an integration?",
    ] {
        assert_eq!(count(Kind::Page, text), 0, "{text}");
    }
    assert_eq!(count(Kind::Literal, "the endpoint takes at most 64"), 1);
    assert_eq!(count(Kind::Comment, "the endpoint takes at most 64"), 0);
    assert_eq!(count(Kind::Comment, "What was found before."), 1);
}
