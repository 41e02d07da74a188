//! Secrets in bundled JavaScript.
//!
//! The code is not parsed: the searched names have an unmistakable form.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use smol_str::SmolStr;

use super::{OffsetMapper, is_word};
use crate::syntax::Node;
use crate::text::Source;

/// Prefix of the environment variables of secrets.
pub(crate) const PREFIX: &str = "SECRET_";

/// Expression for the environment.
const ENV: &str = "process.env";

/// Maximum length of `{ SECRET_A, … } = process.env` in bytes.
const MAX_PATTERN: usize = 2000;

/// Maximum number of secrets per code; more than any integration can have.
const MAX_SECRETS: usize = 500;

/// Maximum number of reads per code.
const MAX_READS: usize = 5000;

/// Facts about the bundled code.
#[derive(Debug, PartialEq)]
pub(crate) struct Code {
    /// Length in bytes of UTF-8, as deployed.
    pub bytes: usize,
    /// Names of the secrets that it reads, without [`PREFIX`], each once.
    pub secrets: Vec<SmolStr>,
    /// Names of the secrets that it mentions, without [`PREFIX`], each once. `None` if it may
    /// compute names, or does not use the environment.
    pub named: Option<Vec<SmolStr>>,
    /// Reads of secrets, computed on first use.
    reads: OnceLock<Vec<Read>>,
}

/// A read of a secret.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    /// Byte range of the name as written, without [`PREFIX`].
    pub range: Range<usize>,
    /// Name of the secret, without [`PREFIX`].
    pub name: SmolStr,
}

/// Returns the facts about the code in `node`. The code may have megabytes, so they are cached
/// until the string changes.
pub(crate) fn facts(source: &dyn Source, node: Node<'_>) -> Option<Arc<Code>> {
    let memo = node.string()?.memo.as_deref();
    if let Some(known) = memo.and_then(|memo| memo.get::<Code>()) {
        return Some(known);
    }
    let text = node.text(source)?;
    let code = Arc::new(read(&text));
    if let Some(memo) = memo {
        memo.set(code.clone());
    }
    Some(code)
}

/// Returns all reads of secrets by the code in `node`, with document ranges.
pub(crate) fn reads(source: &dyn Source, node: Node<'_>) -> Vec<Read> {
    let (Some(code), Some(range)) = (facts(source, node), node.string_range()) else {
        return Vec::new();
    };
    if code.secrets.is_empty() {
        return Vec::new();
    }
    // The code may have megabytes with a backslash in every line, so the offsets are cached too.
    let reads = code.reads.get_or_init(|| {
        let raw = source.slice(range.clone());
        let Some(text) = node.text(source) else { return Vec::new() };
        let mut walk = OffsetMapper::new(&raw);
        let reads = mentions(&text).filter(Mention::is_read).take(MAX_READS);
        let found = reads.map_while(|mention| {
            let Range { start, end } = mention.range();
            let range = walk.to(start)?..walk.to(end)?;
            Some(Read { range, name: SmolStr::new(mention.name) })
        });
        found.collect()
    });
    let place = |read: &Read| Read {
        range: range.start + read.range.start..range.start + read.range.end,
        name: read.name.clone(),
    };
    reads.iter().map(place).collect()
}

/// Finds the secrets in `code`.
///
/// Code that reads a secret by a variable name (`process.env[key]`, as the official client reads
/// its settings) contains either the full name, or [`PREFIX`] to build it.
fn read(code: &str) -> Code {
    let mut secrets: Vec<SmolStr> = Vec::new();
    let mut named: Vec<SmolStr> = Vec::new();
    let mut makes_up = false;
    for mention in mentions(code) {
        let name = mention.name;
        makes_up |= name.is_empty() || name.contains('$');
        if name.is_empty() {
            continue;
        }
        if !named.iter().any(|known| known == name) {
            named.push(SmolStr::new(name));
        }
        if !secrets.iter().any(|known| known == name) && mention.is_read() {
            secrets.push(SmolStr::new(name));
        }
        if named.len() == MAX_SECRETS {
            makes_up = true;
            break;
        }
    }
    let has_environment =
        !named.is_empty() || memmem::find(code.as_bytes(), ENV.as_bytes()).is_some();
    let named = (has_environment && !makes_up).then_some(named);
    Code { bytes: code.len(), secrets, named, reads: OnceLock::new() }
}

/// An occurrence of [`PREFIX`] with the name after it.
struct Mention<'c> {
    before: &'c str,
    /// Name after the prefix; may be empty.
    name: &'c str,
    after: &'c str,
}

fn mentions(code: &str) -> impl Iterator<Item = Mention<'_>> {
    memmem::find_iter(code.as_bytes(), PREFIX).map(move |start| {
        let (before, rest) = code.split_at(start);
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        Mention { before, name: &rest[PREFIX.len()..len], after: &rest[len..] }
    })
}

impl Mention<'_> {
    /// Returns the byte range of the name in the code, without [`PREFIX`].
    fn range(&self) -> Range<usize> {
        let start = self.before.len() + PREFIX.len();
        start..start + self.name.len()
    }

    /// Whether this reads a secret: as a member (`process.env.SECRET_X`, `env["SECRET_X"]`) or by
    /// destructuring `process.env`. A string or a variable with the name alone may not be a read.
    fn is_read(&self) -> bool {
        let (before, after) = (self.before.trim_end(), self.after.trim_start());
        let assigned = after.starts_with('=') && !after.starts_with("==");
        match before.as_bytes() {
            _ if self.name.is_empty() => false,
            [.., b'.', b'.'] => false,
            [.., b'.'] => !assigned,
            [.., b'[', quote @ (b'"' | b'\'' | b'`')] => {
                after.as_bytes().first() == Some(quote) && after[1..].trim_start().starts_with(']')
            }
            [.., b'{' | b','] => {
                let near = &after.as_bytes()[..after.len().min(MAX_PATTERN)];
                let rest = memchr::memchr(b'}', near).map(|at| after[at + 1..].trim_start());
                let rest = rest.and_then(|rest| rest.strip_prefix('='));
                rest.is_some_and(|rest| rest.trim_start().starts_with(ENV))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Snapshot;
    use crate::manifest::field_names;
    use crate::syntax::Dialect;
    use crate::text::{Change, PositionEncoding};

    #[test]
    fn secret_reads_in_code_are_found() {
        let code = |code| read(code).secrets;
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
    fn secret_names_in_strings_are_found() {
        let named = |code| read(code).named;
        let names = |names: &[&str]| Some(names.iter().map(SmolStr::new).collect::<Vec<_>>());
        assert_eq!(named("e='SECRET_A';process.env[e]||process.env.SECRET_B"), names(&["A", "B"]));
        assert_eq!(named("process.env[t]"), names(&[]));
        // These can produce the name of any secret.
        assert_eq!(named("process.env['SECRET_' + name]"), None);
        assert_eq!(named("process.env[`SECRET_${name}`]"), None);
        assert_eq!(named("/^SECRET_/.test(key)"), None);
        // Not a bundle.
        assert_eq!(named("export default 1"), None);
    }

    #[test]
    fn secret_reads_have_document_ranges() {
        let code =
            r#""let a = \"\\u00e9\";\n\u0065.SECRET_A + env[\"SECRET_\u0042C\"] + e.SECRET_A""#;
        let tree = crate::syntax::Tree::parse(code, Dialect::Json);
        let reads = reads(&code, tree.root().unwrap());
        let shown: Vec<_> =
            reads.iter().map(|read| (read.name.as_str(), &code[read.range.clone()])).collect();
        assert_eq!(shown, [("A", "A"), ("BC", r"\u0042C"), ("A", "A")]);
    }

    #[test]
    fn code_analysis_is_cached_until_edited() {
        let code = format!("{} process.env.SECRET_A", "x;".repeat(200));
        let text = format!(r#"{{ "title": "x", "secrets": {{}}, "code": "{code}" }}"#);
        let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::default(), 1);
        let kept = |snapshot: &Snapshot| {
            let code = snapshot.tree.root()?.get(field_names::CODE)?;
            code.string()?.memo.as_ref()?.get::<Code>()
        };
        assert_eq!(kept(&snapshot), None);
        snapshot.check();
        let before = kept(&snapshot).unwrap();
        assert_eq!(before.secrets, ["A"]);
        let at = snapshot.buffer.position(12, PositionEncoding::Utf8);
        let change = Change { range: Some((at, at)), text: "y".to_owned() };
        snapshot.change(change, PositionEncoding::Utf8);
        snapshot.check();
        assert!(Arc::ptr_eq(&before, &kept(&snapshot).unwrap()));
    }
}
