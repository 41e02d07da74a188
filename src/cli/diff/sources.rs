//! Sources of the two sides of a comparison.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::history::Histories;
use super::pair::{Pair, Text, file, name_of, utf8};
use crate::cli::inputs::{self, Input, STDIN, Source};
use crate::cli::sanitize::path_name;
use crate::config::Resolver;
use crate::manifest::is_file_name;
use crate::util::discovery::find_files;
use crate::util::git::Repository;

/// Kind of an operand.
enum Operand {
    Stdin,
    Path(PathBuf),
    Revision {
        revision: String,
        path: String,
    },
    /// A published version, as `NAME@VERSION`.
    Hub(String),
}

impl Operand {
    fn parse(text: &str) -> Result<Operand, String> {
        if text == "-" {
            return Ok(Operand::Stdin);
        }
        if let Some(path) = text.strip_prefix("file:") {
            return Ok(Operand::Path(path.into()));
        }
        // A file of exactly that name wins.
        if Path::new(text).exists() {
            return Ok(Operand::Path(text.into()));
        }
        if let Some(version) = text.strip_prefix("hub:") {
            return Ok(Operand::Hub(version.to_owned()));
        }
        match text.split_once(':') {
            Some((revision, path)) if !path.is_empty() && revision.len() > 1 => {
                Ok(Operand::Revision { revision: revision.to_owned(), path: path.to_owned() })
            }
            _ => Ok(Operand::Path(text.into())),
        }
    }
}

/// Reads the pairs that `OLD NEW` names: two texts, or the manifests of two folders.
pub(super) fn operands(old: &str, new: &str) -> Result<Vec<Pair>, String> {
    let (from, to) = (Operand::parse(old)?, Operand::parse(new)?);
    match (&from, &to) {
        (Operand::Stdin, Operand::Stdin) => Err("`-` can be given only once".to_owned()),
        (Operand::Path(from), Operand::Path(to)) if from.is_dir() && to.is_dir() => {
            let (from, to) = (folder(from)?, folder(to)?);
            Ok(pair(from, to))
        }
        (Operand::Hub(from), to) => {
            let new = text(to, new)?;
            Ok(vec![Pair { old: Some(published(from, &new)?), new: Some(new) }])
        }
        _ => Ok(vec![Pair { old: Some(text(&from, old)?), new: Some(text(&to, new)?) }]),
    }
}

#[cfg(feature = "api")]
fn published(version: &str, new: &Text) -> Result<Text, String> {
    super::hub::read(version, new)
}

#[cfg(not(feature = "api"))]
fn published(_version: &str, _new: &Text) -> Result<Text, String> {
    Err("`hub:` needs a build with the feature `api`".to_owned())
}

fn text(operand: &Operand, name: &str) -> Result<Text, String> {
    match operand {
        Operand::Stdin => file(&Source::Stdin, "<stdin>".to_owned()),
        Operand::Path(path) if path.is_dir() => {
            Err(format!("{name}: a folder can be compared only with a folder"))
        }
        Operand::Path(path) => file(&Source::File(path.clone()), path_name(path)),
        Operand::Revision { revision, path } => at_revision(revision, path, name),
        Operand::Hub(_) => {
            Err(format!("{name}: a published version can be used only as OLD, the first argument"))
        }
    }
}

/// Reads a file at a revision. As in `git show`, the path is relative to the top, or to the current
/// folder if it begins with `./` or `../`.
fn at_revision(revision: &str, path: &str, name: &str) -> Result<Text, String> {
    let here = std::env::current_dir().map_err(|error| error.to_string())?;
    let repository = Repository::find(&here)?;
    let commit = repository.commit(revision)?;
    let from_here = repository.relative(&here.join(path));
    let is_relative = path.starts_with("./") || path.starts_with("../");
    let candidates = [(!is_relative).then(|| path.to_owned()), from_here];
    for path in candidates.into_iter().flatten() {
        if let Some(content) = repository.blob(&commit, &path)? {
            return Ok(Text { name: name.to_owned(), text: utf8(content, name)?, file: None });
        }
    }
    Err(format!("{name}: no such file at this revision"))
}

/// The manifests of a folder, with their paths relative to it.
fn folder(folder: &Path) -> Result<Vec<(String, Text)>, String> {
    let mut found = Vec::new();
    for path in find_files(folder, is_file_name) {
        let path = path.map_err(|error| error.to_string())?;
        let key = path_name(path.strip_prefix(folder).unwrap_or(&path));
        found.push((key, file(&Source::File(path.clone()), path_name(&path))?));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Pairs manifests by relative path; what is left, by the integration's name.
fn pair(old: Vec<(String, Text)>, new: Vec<(String, Text)>) -> Vec<Pair> {
    let mut old: HashMap<String, Text> = old.into_iter().collect();
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for (path, text) in new {
        match old.remove(&path) {
            Some(before) => pairs.push(Pair { old: Some(before), new: Some(text) }),
            None => left.push(text),
        }
    }
    let mut moved: Vec<Text> = old.into_values().collect();
    moved.sort_by(|a, b| a.name.cmp(&b.name));
    for text in left {
        let name = name_of(&text.text);
        let at = name
            .and_then(|name| moved.iter().position(|it| name_of(&it.text).as_ref() == Some(&name)));
        pairs.push(Pair { old: at.map(|at| moved.remove(at)), new: Some(text) });
    }
    pairs.extend(moved.into_iter().map(|text| Pair { old: Some(text), new: None }));
    pairs
}

/// Reads the manifests that `paths` name, each with its version in the source `against`: `git:REV` or
/// `hub:`. The flag is whether a path could not be read.
pub(super) fn against(against: &str, paths: &[String]) -> Result<(Vec<Pair>, bool), String> {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("`--against` compares files, not stdin".to_owned());
    }
    match against.split_once(':') {
        Some(("git", revision)) => against_git(revision, &paths),
        Some(("hub", version)) => {
            let (inputs, errors) = inputs::resolve_and_print(&paths, None, &Resolver::new());
            let pair = |input: &Input| {
                let new = file(&input.source, input.name.clone())?;
                Ok(Pair { old: Some(published(version, &new)?), new: Some(new) })
            };
            let pairs: Result<_, String> = inputs.iter().map(pair).collect();
            Ok((pairs?, errors > 0))
        }
        _ => Err(format!(
            "`--against {against}`: expected `git:REV`, such as `git:origin/main...`, or `hub:`"
        )),
    }
}

/// Removes the files that do not differ from the revision of `source`.
pub(in crate::cli) fn changed_inputs(source: &str, inputs: &mut Vec<Input>) -> Result<(), String> {
    let revision = source.strip_prefix("git:").ok_or("`--changed` requires `--against git:REV`")?;
    let paths: Vec<PathBuf> = inputs.iter().filter_map(Input::path).map(Path::to_owned).collect();
    if paths.is_empty() {
        return Ok(());
    }
    Histories::open(revision, &paths)?.retain_changed(inputs)
}

/// Reads the older version of each input that has one from `source`: `git:REV`, or a file if there is one
/// input.
pub(in crate::cli) fn old_texts(
    source: &str,
    inputs: &[Input],
) -> Result<HashMap<Source, String>, String> {
    let invalid = |why: &str| Err(format!("`--against {source}`: {why}"));
    let Some(revision) = source.strip_prefix("git:") else {
        return match (inputs, Path::new(source).exists()) {
            (_, false) => {
                invalid("expected `git:REV`, such as `git:origin/main...`, or an older file")
            }
            ([], true) => Ok(HashMap::new()),
            ([input], true) => {
                let old = text(&Operand::Path(source.into()), source)?;
                Ok(HashMap::from([(input.source.clone(), old.text)]))
            }
            (_, true) => invalid("a file can be compared with one manifest only; use `git:REV`"),
        };
    };
    let paths: Vec<PathBuf> = inputs.iter().map(|input| input.settings_path().into()).collect();
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    let mut histories = Histories::open(revision, &paths)?;
    let pairs = histories.pairs(inputs, &paths)?;
    let old = |Pair { old, new }: Pair| Some((Source::File(new?.file?), old?.text));
    let mut texts: HashMap<Source, String> = pairs.into_iter().filter_map(old).collect();
    if let Some(input) = inputs.iter().find(|input| input.source == Source::Stdin) {
        if input.name == STDIN {
            return invalid("stdin needs a name in the work tree; add `--stdin-filename PATH`");
        }
        let old = histories.old_text(Path::new(&input.name), &input.name)?;
        texts.extend(old.map(|old| (Source::Stdin, old.text)));
    }
    Ok(texts)
}

fn against_git(revision: &str, paths: &[PathBuf]) -> Result<(Vec<Pair>, bool), String> {
    let mut histories = Histories::open(revision, paths)?;
    let (inputs, errors) = inputs::resolve_and_print(paths, None, &Resolver::new());
    let pairs = histories.pairs(&inputs, paths)?;
    Ok((pairs, errors > 0))
}
