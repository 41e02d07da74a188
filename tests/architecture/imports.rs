//! The files of `src`, and which of them import which.
//!
//! An import is a `use` or a path in the code, resolved to the file that defines the name: a re-export
//! counts for the file that defines the item, not for the file that re-exports it. Tests, comments and
//! strings do not count, and neither do method calls, which need no import.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Imports by file. Files are relative to `src`, with `/` between folders.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// A module of the crate: `["rules", "fix"]`.
type Module = Vec<String>;

/// One file of the crate, without its tests.
#[derive(Default)]
struct File {
    name: String,
    tokens: Vec<String>,
    children: BTreeSet<String>,
    uses: Vec<Use>,
    /// Names of the items that the file defines at its top level.
    items: BTreeSet<String>,
}

/// One leaf of a `use`.
struct Use {
    path: Vec<String>,
    /// The name that it introduces: `*` for a glob, `_` for none.
    name: String,
    is_public: bool,
}

/// The files of a crate by their modules.
pub struct Crate {
    files: BTreeMap<Module, File>,
}

impl Crate {
    /// Reads the crate whose root is `lib.rs` in the folder `src`.
    pub fn read(src: &Path) -> Crate {
        let mut found = Crate { files: BTreeMap::new() };
        found.add(src, Vec::new(), src.join("lib.rs"));
        found
    }

    fn add(&mut self, src: &Path, module: Module, path: PathBuf) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(src).unwrap().to_string_lossy().replace('\\', "/");
        let file = File::parse(name, without_tests(tokens(&text)));
        for child in file.children.clone() {
            let module = [module.as_slice(), &[child]].concat();
            let stem = src.join(module.join("/"));
            let flat = stem.with_extension("rs");
            let path = if flat.exists() { flat } else { stem.join("mod.rs") };
            self.add(src, module, path);
        }
        self.files.insert(module, file);
    }

    /// Which files import which others.
    pub fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (module, file) in &self.files {
            let mut targets = BTreeSet::new();
            for import in &file.uses {
                // A re-export is a name for others, unless the file uses the name itself.
                if !import.is_public || import.name == "_" || file.mentions(&import.name) {
                    targets.extend(self.defining(module, &import.path, Ending::Item));
                }
            }
            for path in file.paths() {
                targets.extend(self.defining(module, &path, Ending::Any));
            }
            targets.remove(&file.name);
            imports.insert(file.name.clone(), targets);
        }
        imports
    }

    /// The file that defines what `path` means in `module`; `None` for other crates, for names that are
    /// no path of the crate, and for modules where only items count.
    fn defining(&self, module: &[String], path: &[String], ending: Ending) -> Option<String> {
        let (module, rest) = self.resolve(module, path, 0)?;
        if rest == 0 && ending == Ending::Item {
            return None;
        }
        Some(self.files[&module].name.clone())
    }

    /// The module that `path` leads to from `module`, and how many segments it has beyond that module.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<(Module, usize)> {
        if depth > 16 {
            return None;
        }
        let mut module = from.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (module, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|segment| segment == "super") {
                    module.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                let file = &self.files[from];
                let known = file.children.contains(first)
                    || file.uses.iter().any(|import| import.name == first);
                if !known {
                    return None;
                }
            }
        }
        while let Some(segment) = rest.first() {
            let file = &self.files[&module];
            if file.children.contains(segment) {
                module.push(segment.clone());
                rest = &rest[1..];
                continue;
            }
            if file.items.contains(segment) || segment == "*" {
                break;
            }
            let named = file.uses.iter().find(|import| import.name == *segment);
            if let Some(import) = named {
                let target = [import.path.as_slice(), &rest[1..]].concat();
                // An item of another crate is not an import of the file that re-exports it.
                return self.resolve(&module, &target, depth + 1);
            }
            let globs = file.uses.iter().filter(|import| import.name == "*");
            let through = globs.filter_map(|import| {
                let target = [&import.path[..import.path.len() - 1], rest].concat();
                let (module, left) = self.resolve(&module, &target, depth + 1)?;
                let first = &target[target.len() - left.max(1)];
                self.files[&module].items.contains(first).then_some((module, left))
            });
            return through.into_iter().next().or(Some((module.clone(), rest.len())));
        }
        Some((module, rest.len()))
    }
}

/// Targets of a path that count as an import.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    /// An item: a module that a `use` names is imported only by the paths that go through it.
    Item,
    Any,
}

impl File {
    fn parse(name: String, tokens: Vec<String>) -> File {
        let mut file = File { name, ..File::default() };
        let mut depth = 0_usize;
        let mut at = 0;
        while at < tokens.len() {
            let word = |ahead: usize| tokens.get(at + ahead).map_or("", String::as_str);
            match word(0) {
                "use" => {
                    let is_public = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
                    let len = tokens[at..].iter().position(|token| token == ";").unwrap();
                    let tree = &tokens[at + 1..at + len];
                    use_tree(tree, &mut Vec::new(), is_public, &mut file.uses);
                    at += len;
                    continue;
                }
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                "mod" if word(2) == ";" => {
                    file.children.insert(word(1).to_owned());
                }
                "macro_rules" if depth == 0 => {
                    file.items.insert(word(2).to_owned());
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
                    if depth == 0 =>
                {
                    file.items.insert(word(1).to_owned());
                }
                _ => {}
            }
            // `pub(in path)` names a scope, not an import.
            if word(0) == "(" && word(1) == "in" {
                at += tokens[at..].iter().position(|token| token == ")").unwrap_or(0);
            }
            file.tokens.push(tokens[at].clone());
            at += 1;
        }
        file
    }

    /// Whether the code outside of `use` has the word `name`.
    fn mentions(&self, name: &str) -> bool {
        self.tokens.iter().any(|token| token == name)
    }

    /// The paths with more than one segment outside of `use`.
    fn paths(&self) -> BTreeSet<Vec<String>> {
        let mut paths = BTreeSet::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let mut path = Vec::new();
            while is_word(&self.tokens[at]) {
                path.push(self.tokens[at].clone());
                if self.tokens.get(at + 1).is_some_and(|token| token == "::")
                    && self.tokens.get(at + 2).is_some_and(|token| is_word(token))
                {
                    at += 2;
                } else {
                    break;
                }
            }
            if path.len() > 1 {
                paths.insert(path);
            }
            at += 1;
        }
        paths
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Adds the leaves of the `use` tree that `tokens` are, below `prefix`.
fn use_tree(tokens: &[String], prefix: &mut Vec<String>, is_public: bool, uses: &mut Vec<Use>) {
    let before = prefix.len();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "::" => {}
            "{" => {
                for part in parts(&tokens[at + 1..tokens.len() - 1]) {
                    use_tree(part, prefix, is_public, uses);
                }
                prefix.truncate(before);
                return;
            }
            "as" => {
                let name = tokens[at + 1].clone();
                uses.push(Use { path: prefix.clone(), name, is_public });
                prefix.truncate(before);
                return;
            }
            "self" if !prefix.is_empty() => {}
            segment => prefix.push(segment.to_owned()),
        }
        at += 1;
    }
    if let Some(name) = prefix.last().cloned() {
        uses.push(Use { path: prefix.clone(), name, is_public });
    }
    prefix.truncate(before);
}

/// `tokens` at the commas outside of braces.
fn parts(tokens: &[String]) -> Vec<&[String]> {
    let mut depth = 0;
    let split = tokens.split(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token == ","
    });
    split.filter(|part| !part.is_empty()).collect()
}

/// Without the items that are compiled for tests only.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here: Vec<&str> = tokens[at..].iter().take(7).map(String::as_str).collect();
        if here != ["#", "[", "cfg", "(", "test", ")", "]"] {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        at += 7;
        let mut depth = 0;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            let ends = depth == 0 && matches!(tokens[at].as_str(), ";" | "}" | ",");
            at += 1;
            if ends {
                break;
            }
        }
    }
    kept
}

/// The words and the punctuation of Rust code; strings are empty ones, comments are nothing.
fn tokens(code: &str) -> Vec<String> {
    let chars: Vec<char> = code.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let start = index;
        match chars[index] {
            '/' if at(index + 1) == '/' => {
                while index < chars.len() && chars[index] != '\n' {
                    index += 1;
                }
            }
            '/' if at(index + 1) == '*' => {
                let mut depth = 0;
                while index < chars.len() {
                    match (chars[index], at(index + 1)) {
                        ('/', '*') => (depth, index) = (depth + 1, index + 1),
                        ('*', '/') => (depth, index) = (depth - 1, index + 1),
                        _ => {}
                    }
                    index += 1;
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => {
                index = end_of_string(&chars, index);
                found.push("\"\"".to_owned());
            }
            // A character, or a lifetime, which has no quote after its first letter.
            '\'' if at(index + 1) == '\\' || at(index + 2) == '\'' => {
                index += if at(index + 1) == '\\' { 3 } else { 2 };
                while at(index) != '\'' {
                    index += 1;
                }
                index += 1;
            }
            first if first.is_alphanumeric() || first == '_' => {
                while at(index).is_alphanumeric() || at(index) == '_' {
                    index += 1;
                }
                let word: String = chars[start..index].iter().collect();
                let hashes = chars[index..].iter().take_while(|char| **char == '#').count();
                let is_raw = matches!(word.as_str(), "r" | "br") && at(index + hashes) == '"';
                if is_raw {
                    index += hashes + 1;
                    while !(at(index) == '"' && (1..=hashes).all(|more| at(index + more) == '#')) {
                        index += 1;
                    }
                    index += 1 + hashes;
                } else {
                    found.push(word);
                }
            }
            ':' if at(index + 1) == ':' => {
                index += 2;
                found.push("::".to_owned());
            }
            space if space.is_whitespace() => index += 1,
            other => {
                index += 1;
                found.push(other.to_string());
            }
        }
    }
    found
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut index = start + 1;
    while chars[index] != '"' {
        index += if chars[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// The groups of files that import each other, directly or through others, each sorted.
pub fn circles(imports: &Imports) -> Vec<Vec<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (file.as_str(), reachable(imports, file))).collect();
    let mut circles = BTreeSet::new();
    for (file, reached) in &reach {
        let circle: Vec<String> = reached
            .iter()
            .filter(|other| reach[*other].contains(file))
            .map(|other| (*other).to_owned())
            .collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reachable<'i>(imports: &'i Imports, from: &str) -> BTreeSet<&'i str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = imports[from].iter().map(String::as_str).collect();
    while let Some(file) = waiting.pop() {
        if reached.insert(file) {
            waiting.extend(imports[file].iter().map(String::as_str));
        }
    }
    reached
}
