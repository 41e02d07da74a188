//! What is known of bundled JavaScript.
//!
//! It is not parsed: the names that are looked for have a shape that is hard to mistake.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use smol_str::SmolStr;

use super::{Walk, is_word};
use crate::syntax::Node;
use crate::text::Source;

/// What the code reads secrets' values by, in front of their names.
pub(crate) const PREFIX: &str = "SECRET_";

/// How far the end of `{ SECRET_A, … } = process.env` is looked for, in bytes.
const PATTERN_MAX: usize = 2000;

/// How many secrets of one code are taken note of; more than any integration can have.
const SECRETS_MAX: usize = 500;

/// How many places of one code where it reads a secret are taken note of.
const READS_MAX: usize = 5000;

/// What is known of the bundled code.
#[derive(Debug, PartialEq)]
pub(crate) struct Code {
    /// Its length in bytes of UTF-8, as it will be deployed.
    pub bytes: usize,
    /// The secrets it reads, without [`PREFIX`], each once.
    pub secrets: Vec<SmolStr>,
    /// Where it reads which, once somebody has asked.
    reads: OnceLock<Vec<Read>>,
}

/// A place where code reads a secret.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    /// Where the name stands, without [`PREFIX`]: in bytes, as it is written.
    pub range: Range<usize>,
    /// The name, without [`PREFIX`].
    pub name: SmolStr,
}

/// What is known of the code that `node` holds. It can have megabytes, so this is found out once
/// and kept for as long as the string stays as it is.
pub(crate) fn facts(source: &dyn Source, node: Node<'_>) -> Option<Arc<Code>> {
    let memo = node.string()?.memo.as_deref();
    if let Some(known) = memo.and_then(|memo| memo.get::<Code>()) {
        return Some(known);
    }
    let text = node.text(source)?;
    let code = Arc::new(Code {
        bytes: text.len(),
        secrets: secrets_of_code(&text),
        reads: OnceLock::new(),
    });
    if let Some(memo) = memo {
        memo.set(code.clone());
    }
    Some(code)
}

/// Every place where the code that `node` holds reads a secret, in the document.
pub(crate) fn reads(source: &dyn Source, node: Node<'_>) -> Vec<Read> {
    let (Some(code), Some(range)) = (facts(source, node), node.string_range()) else {
        return Vec::new();
    };
    if code.secrets.is_empty() {
        return Vec::new();
    }
    // The code may have megabytes with a backslash in every line, so this is kept, too.
    let reads = code.reads.get_or_init(|| {
        let raw = source.slice(range.clone());
        let Some(text) = node.text(source) else { return Vec::new() };
        let mut walk = Walk::new(&raw);
        let found = reads_of_code(&text).take(READS_MAX).map_while(|(range, name)| {
            let range = walk.to(range.start)?..walk.to(range.end)?;
            Some(Read { range, name: SmolStr::new(name) })
        });
        found.collect()
    });
    let place = |read: &Read| Read {
        range: range.start + read.range.start..range.start + read.range.end,
        name: read.name.clone(),
    };
    reads.iter().map(place).collect()
}

fn secrets_of_code(code: &str) -> Vec<SmolStr> {
    let mut found: Vec<SmolStr> = Vec::new();
    for (_, name) in reads_of_code(code) {
        if found.iter().any(|known| known == name) {
            continue;
        }
        found.push(SmolStr::new(name));
        if found.len() == SECRETS_MAX {
            break;
        }
    }
    found
}

/// The secrets that JavaScript reads, and where: as a member (`process.env.SECRET_X`,
/// `env["SECRET_X"]`) or by taking `process.env` apart. A string or a variable of that name alone
/// says nothing.
fn reads_of_code(code: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    memmem::find_iter(code.as_bytes(), PREFIX).filter_map(move |start| {
        let (before, rest) = code.split_at(start);
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (name, after) = (&rest[PREFIX.len()..len], &rest[len..]);
        let range = start + PREFIX.len()..start + len;
        (!name.is_empty() && is_read(before, after)).then_some((range, name))
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Snapshot;
    use crate::manifest::name;
    use crate::syntax::Dialect;
    use crate::text::{Change, Encoding};

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
    fn reads_are_found_in_the_document() {
        let code =
            r#""let a = \"\\u00e9\";\n\u0065.SECRET_A + env[\"SECRET_\u0042C\"] + e.SECRET_A""#;
        let tree = crate::syntax::Tree::parse(code, Dialect::Json);
        let reads = reads(&code, tree.root().unwrap());
        let shown: Vec<_> =
            reads.iter().map(|read| (read.name.as_str(), &code[read.range.clone()])).collect();
        assert_eq!(shown, [("A", "A"), ("BC", r"\u0042C"), ("A", "A")]);
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
}
