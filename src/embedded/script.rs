//! VRL scripts: where they are, and what they read.

use std::ops::Range;

use super::is_word;
use crate::manifest::name;
use crate::syntax::{Member, Node};

/// The names that a VRL script reads from `.secrets`, and where they are in it: `.secrets.X`, and
/// `s.X` after `s = .secrets`.
pub(crate) fn secrets(script: &str) -> Vec<(Range<usize>, &str)> {
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
pub(crate) fn all<'t>(root: Node<'t>) -> Vec<(Vec<&'t str>, Member<'t>)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn script(script: &str) -> Vec<&str> {
        secrets(script).into_iter().map(|(_, name)| name).collect()
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
}
