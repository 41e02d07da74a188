//! Which secrets scripts and code read, found by looking at their words.
//!
//! Neither VRL nor JavaScript is parsed: what is looked for has a shape that is hard to mistake,
//! and a text that does not compile is somebody else's finding.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use smol_str::SmolStr;

use crate::manifest::name;
use crate::syntax::{Member, Node, unescape_one};
use crate::text::Source;

/// What the code reads secrets' values by, in front of their names.
pub(in crate::rules) const PREFIX: &str = "SECRET_";

/// How far the end of `{ SECRET_A, … } = process.env` is looked for, in bytes.
const PATTERN_MAX: usize = 2000;

/// How many secrets of one code are taken note of; more than any integration can have.
const SECRETS_MAX: usize = 500;

/// What is known of the bundled code.
#[derive(Debug, PartialEq)]
pub(super) struct Code {
    /// Its length in bytes of UTF-8, as it will be deployed.
    pub bytes: usize,
    /// The secrets it reads, without [`PREFIX`], each once.
    pub secrets: Vec<SmolStr>,
}

/// What is known of the code that `node` holds. It can have megabytes, so this is found out once
/// and kept for as long as the string stays as it is.
pub(super) fn code(source: &dyn Source, node: Node<'_>) -> Option<Arc<Code>> {
    let memo = node.string()?.memo.as_deref();
    if let Some(known) = memo.and_then(|memo| memo.get::<Code>()) {
        return Some(known);
    }
    let text = node.text(source)?;
    let code = Arc::new(Code { bytes: text.len(), secrets: secrets_of_code(&text) });
    if let Some(memo) = memo {
        memo.set(code.clone());
    }
    Some(code)
}

/// The secrets that JavaScript reads: as a member (`process.env.SECRET_X`, `env["SECRET_X"]`) or
/// by taking `process.env` apart. A string or a variable of that name alone says nothing.
fn secrets_of_code(code: &str) -> Vec<SmolStr> {
    let mut found: Vec<SmolStr> = Vec::new();
    for start in memmem::find_iter(code.as_bytes(), PREFIX) {
        let (before, rest) = code.split_at(start);
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (name, after) = (&rest[PREFIX.len()..len], &rest[len..]);
        if name.is_empty() || !is_read(before, after) || found.iter().any(|known| known == name) {
            continue;
        }
        found.push(SmolStr::new(name));
        if found.len() == SECRETS_MAX {
            break;
        }
    }
    found
}

fn is_read(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let assigned = after.starts_with('=') && !after.starts_with("==");
    match before.as_bytes() {
        [.., b'.', b'.'] => false,
        [.., b'.'] => !assigned,
        [.., b'[', quote @ (b'"' | b'\'' | b'`')] => {
            after.as_bytes().first() == Some(quote) && after[1..].trim_start().starts_with(']')
        }
        [.., b'{' | b','] => {
            let near = &after.as_bytes()[..after.len().min(PATTERN_MAX)];
            let rest = memchr::memchr(b'}', near).map(|at| after[at + 1..].trim_start());
            let rest = rest.and_then(|rest| rest.strip_prefix('='));
            rest.is_some_and(|rest| rest.trim_start().starts_with("process.env"))
        }
        _ => false,
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// The names that a VRL script reads from `.secrets`, and where they are in it: `.secrets.X`, and
/// `s.X` after `s = .secrets`.
pub(in crate::rules) fn secrets_of_script(script: &str) -> Vec<(Range<usize>, &str)> {
    let bytes = script.as_bytes();
    let mut found = Vec::new();
    let mut aliases: Vec<&str> = Vec::new();
    // The variable that is being set, while its value has not begun.
    let mut set: Option<&str> = None;
    let mut word: Option<&str> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' => at += 1,
            b'#' => at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len),
            b'"' | b'\'' => {
                at = skip_string(bytes, at);
                (set, word) = (None, None);
            }
            b'=' if bytes.get(at + 1) != Some(&b'=') => {
                set = word.take();
                at += 1;
            }
            b'.' => {
                let path = &script[at + 1..];
                let len = path.find(|c| !is_word(c)).unwrap_or(path.len());
                let root = at == 0 || !continues(bytes[at - 1]);
                if root && path[..len] == *name::SECRETS {
                    let end = at + 1 + len;
                    match part(script, end) {
                        Some((range, end)) => {
                            at = end;
                            found.push((range.clone(), &script[range]));
                        }
                        None => {
                            at = end;
                            aliases.extend(set.filter(|_| !script[end..].starts_with(['.', '['])));
                        }
                    }
                } else {
                    at += 1 + len;
                }
                (set, word) = (None, None);
            }
            _ if is_word(byte as char) => {
                let len = script[at..].find(|c| !is_word(c)).unwrap_or(script.len() - at);
                let name = &script[at..at + len];
                at += len;
                set = None;
                word = Some(name);
                if aliases.contains(&name)
                    && let Some((range, end)) = part(script, at)
                {
                    at = end;
                    found.push((range.clone(), &script[range]));
                    word = None;
                }
            }
            b'\n' | b'\r' => {
                at += 1;
                word = None;
            }
            _ => {
                // Bytes of a longer character are none of the above.
                at += 1;
                (set, word) = (None, None);
            }
        }
    }
    found
}

/// Whether a dot after `byte` goes on with a path instead of beginning one.
fn continues(byte: u8) -> bool {
    is_word(byte as char) || matches!(byte, b')' | b']' | b'"' | b'}' | b'.')
}

/// The name in `.name` or `."name"` at `at`, and where that ends.
fn part(script: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = script[at..].strip_prefix('.')?;
    let start = at + 1;
    if let Some(quoted) = rest.strip_prefix('"') {
        let len = quoted.find(['"', '\\', '\n'])?;
        let end = start + 1 + len;
        return quoted[len..].starts_with('"').then_some((start + 1..end, end + 1));
    }
    let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    (len > 0).then_some((start..start + len, start + len))
}

/// Where the string that begins at `at` ends.
fn skip_string(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The script members of a manifest: the path to each, and the member.
pub(in crate::rules) fn scripts<'t>(root: Node<'t>) -> Vec<(Vec<&'t str>, Member<'t>)> {
    let mut found = Vec::new();
    let mut add = |path: &[&'t str], holder: Option<Node<'t>>, names: &[&'static str]| {
        for name in names {
            if let Some(member) = holder.and_then(|holder| holder.member(name)) {
                found.push((path.iter().copied().chain([*name]).collect(), member));
            }
        }
    };
    let own = [name::EXTRACT_SCRIPT, name::FALLBACK_HANDLER_SCRIPT];
    add(&[name::IDENTIFIER], root.get(name::IDENTIFIER), &own);
    let link = [name::LINK_TEMPLATE_SCRIPT];
    let path = [name::CONFIGURATION, name::IDENTIFIER];
    add(&path, root.at(&path), &link);
    if let Some(configurations) = root.get(name::CONFIGURATIONS) {
        for (configuration, member) in configurations.effective_members() {
            let path = [name::CONFIGURATIONS, configuration, name::IDENTIFIER];
            add(&path, member.value().get(name::IDENTIFIER), &link);
        }
    }
    found
}

/// Where `range` of the decoded text of the string `node` stands in the document.
pub(in crate::rules) fn in_document(
    source: &dyn Source,
    node: Node<'_>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    let raw_range = node.string_range()?;
    let raw = source.slice(raw_range.clone());
    let place = |wanted: usize| {
        let (mut decoded, mut at) = (0, 0);
        while decoded < wanted {
            let plain = raw[at..].find('\\').unwrap_or(raw.len() - at).min(wanted - decoded);
            decoded += plain;
            at += plain;
            if decoded < wanted {
                if at == raw.len() {
                    return None;
                }
                let (c, len) = unescape_one(&raw[at..]);
                decoded += c.len_utf8();
                at += len;
            }
        }
        Some(raw_range.start + at)
    };
    Some(place(range.start)?..place(range.end)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Snapshot;
    use crate::syntax::{Dialect, Tree};
    use crate::text::{Change, Encoding};

    fn script(script: &str) -> Vec<&str> {
        secrets_of_script(script).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn scripts_read_secrets_by_paths() {
        assert_eq!(script("to_string!(.secrets.KEY)"), ["KEY"]);
        assert_eq!(script(".secrets.\"KEY\" + .secrets.OTHER"), ["KEY", "OTHER"]);
        assert_eq!(script("s = .secrets\nif x { s.A } else { s.B }"), ["A", "B"]);
        assert_eq!(script("s = .secrets.A\ns.B"), ["A"]);
        assert_eq!(script("# .secrets.A\n\".secrets.B\" + s'.secrets.C'"), [""; 0]);
        assert_eq!(script("x.secrets.A"), [""; 0]);
        assert_eq!(script(".body.secrets.A"), [""; 0]);
        assert_eq!(script(".secretsA.B"), [""; 0]);
        assert_eq!(script("\"unclosed \\"), [""; 0]);
        assert_eq!(script("é.secrets.A = 'é"), ["A"]);
    }

    #[test]
    fn code_reads_secrets_as_members() {
        let code = |code| secrets_of_code(code);
        assert_eq!(code("process.env.SECRET_A;process.env.SECRET_A"), ["A"]);
        assert_eq!(code("process.env[\"SECRET_A\"] || e['SECRET_B']"), ["A", "B"]);
        assert_eq!(code("const { SECRET_A, SECRET_B } = process.env"), ["A", "B"]);
        assert_eq!(code("const a = \"SECRET_A is missing\""), [""; 0]);
        assert_eq!(code("process.env.AWS_SECRET_KEY"), [""; 0]);
        assert_eq!(code("const SECRET_A = 1; x.SECRET_B = 2; ...SECRET_C"), [""; 0]);
        assert_eq!(code("x.SECRET_ + SECRET_"), [""; 0]);
        assert_eq!(code("é.SECRET_Aé"), ["A"]);
    }

    #[test]
    fn code_is_read_once_while_it_stays_as_it_is() {
        let code = format!("{} process.env.SECRET_A", "x;".repeat(200));
        let text = format!(r#"{{ "title": "x", "secrets": {{}}, "code": "{code}" }}"#);
        let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::default(), 1);
        let kept = |snapshot: &Snapshot| {
            let code = snapshot.tree.root()?.get(name::CODE)?;
            code.string()?.memo.as_ref()?.get::<Code>()
        };
        assert_eq!(kept(&snapshot), None);
        snapshot.check();
        let before = kept(&snapshot).unwrap();
        assert_eq!(before.secrets, ["A"]);
        let at = snapshot.buffer.position(12, Encoding::Utf8);
        let change = Change { range: Some((at, at)), text: "y".to_owned() };
        snapshot.change(change, Encoding::Utf8);
        snapshot.check();
        assert!(Arc::ptr_eq(&before, &kept(&snapshot).unwrap()));
    }

    #[test]
    fn decoded_offsets_are_found_in_the_document() {
        let text = r#"  "a\n\"\u00e9\ud83d\ude00b""#;
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().unwrap();
        let decoded = root.text(text).unwrap();
        assert_eq!(decoded, "a\n\"é😀b");
        let place = |part: &str| {
            let start = decoded.find(part).unwrap();
            in_document(&text, root, start..start + part.len()).map(|range| &text[range])
        };
        assert_eq!(place("a"), Some("a"));
        assert_eq!(place("\n"), Some(r"\n"));
        assert_eq!(place("é😀"), Some(r"\u00e9\ud83d\ude00"));
        assert_eq!(place("b"), Some("b"));
        assert_eq!(in_document(&text, root, 0..99), None);
    }
}
