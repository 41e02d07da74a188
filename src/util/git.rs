//! Reading from git repositories by running `git`.
//!
//! Nothing is fetched and nothing is written. Hooks, pagers, external diff programs and the
//! environment variables that redirect git are switched off.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Timeout of one run of git.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum size of the output of one run, in bytes.
const MAX_OUTPUT: u64 = 256 << 20;

/// Settings that no repository may change.
const SAFE_CONFIG: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.untrackedCache=false",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "gc.auto=0",
];

/// The mode of a submodule in trees and in the index.
const SUBMODULE_MODE: &[u8] = b"160000";

/// The way to get the history that a shallow clone does not have.
const SHALLOW: &str = "the clone is shallow: run `git fetch --unshallow`, or set `fetch-depth: 0` in GitHub \
    Actions or `GIT_DEPTH: 0` in GitLab CI";

/// A work tree.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    top: PathBuf,
}

/// A commit, by its full hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commit(String);

impl Repository {
    /// Finds the repository that contains `folder`.
    pub(crate) fn find(folder: &Path) -> Result<Repository, String> {
        let output = run(folder, &["rev-parse", "--show-toplevel"])?;
        match output {
            Ok(top) => {
                let top = String::from_utf8_lossy(&top);
                Ok(Repository { top: PathBuf::from(top.trim_end_matches(['\n', '\r'])) })
            }
            Err(why) if why.contains("dubious ownership") => {
                let repository = why.split('\'').nth(1).unwrap_or("*");
                Err(format!(
                    "git does not read the repository, because another user owns it; run `git config \
                     --global --add safe.directory '{repository}'`"
                ))
            }
            Err(_) => Err(format!("`{}` is not in a git work tree", folder.display())),
        }
    }

    /// The folder of the work tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// Returns the path of a file relative to the top of the work tree, with slashes.
    pub(crate) fn relative(&self, path: &Path) -> Option<String> {
        let mut clean = PathBuf::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    clean.pop();
                }
                part => clean.push(part),
            }
        }
        let top = &self.top;
        let inside = clean.strip_prefix(top).map(Path::to_owned).or_else(|_| {
            // Links in the path to the work tree: git names it without them.
            let top = top.canonicalize()?;
            let folder = clean.parent().unwrap_or(&clean).canonicalize()?;
            let file = folder.join(clean.file_name().unwrap_or_default());
            file.strip_prefix(top).map(Path::to_owned).map_err(std::io::Error::other)
        });
        Some(inside.ok()?.to_string_lossy().replace('\\', "/"))
    }

    /// Finds the commit of a source `git:REV` without its prefix, where `REV...` is the merge base of REV
    /// and HEAD. Also returns REV.
    pub(crate) fn source<'r>(&self, revision: &'r str) -> Result<(Commit, &'r str), String> {
        match revision.strip_suffix("...") {
            Some(base) => Ok((self.merge_base(base)?, base)),
            None => Ok((self.commit(revision)?, revision)),
        }
    }

    /// Finds the commit that `revision` names.
    pub(crate) fn commit(&self, revision: &str) -> Result<Commit, String> {
        if revision.is_empty() {
            return Err(
                "the revision is missing; expected `git:REV`, such as `git:HEAD`".to_owned()
            );
        }
        if revision.starts_with('-') || revision.contains('\0') {
            return Err(format!("`{revision}` is not a git revision"));
        }
        let commit = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let unknown = || {
            let hint = if self.is_shallow() {
                format!("; {SHALLOW}")
            } else {
                match revision.split_once('/') {
                    Some((remote, branch)) => format!("; run `git fetch {remote} {branch}`"),
                    None => "; run `git fetch` if it is on a remote".to_owned(),
                }
            };
            format!("git does not know the revision `{revision}`{hint}")
        };
        let hash = run(&self.top, &arguments)?.map_err(|_| unknown())?;
        Commit::parse(&hash).ok_or_else(unknown)
    }

    /// Finds the merge base of `revision` and HEAD.
    pub(crate) fn merge_base(&self, revision: &str) -> Result<Commit, String> {
        let (a, b) = (self.commit(revision)?, self.commit("HEAD")?);
        let hash = run(&self.top, &["merge-base", &a.0, &b.0])?;
        hash.ok().and_then(|hash| Commit::parse(&hash)).ok_or_else(|| {
            let hint = if self.is_shallow() { format!("; {SHALLOW}") } else { String::new() };
            format!("`{revision}` and HEAD have no common commit{hint}")
        })
    }

    fn is_shallow(&self) -> bool {
        let output = run(&self.top, &["rev-parse", "--is-shallow-repository"]);
        matches!(output, Ok(Ok(answer)) if answer.starts_with(b"true"))
    }

    /// Paths of the files of `commit`, relative to the top.
    pub(crate) fn files(&self, commit: &Commit) -> Result<Vec<String>, String> {
        let arguments = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", &commit.0];
        let output = run(&self.top, &arguments)?.map_err(|error| format!("git: {error}"))?;
        Ok(paths_in(&output).collect())
    }

    /// Whether there is a submodule at `path`, relative to the top.
    pub(crate) fn is_submodule(&self, path: &str) -> Result<bool, String> {
        let pathspec = format!(":(top,literal){path}");
        let arguments = ["ls-files", "--stage", "-z", "--", &pathspec];
        let output = run(&self.top, &arguments)?.map_err(|error| format!("git: {error}"))?;
        Ok(output.starts_with(SUBMODULE_MODE))
    }

    /// Finds the commit of the submodule at `path`, relative to the top, that `commit` records. `None` if
    /// there is no submodule at that commit.
    pub(crate) fn submodule_commit(
        &self,
        commit: &Commit,
        path: &str,
    ) -> Result<Option<Commit>, String> {
        let arguments = ["ls-tree", "-z", "--full-tree", &commit.0, "--", path];
        let output = run(&self.top, &arguments)?.map_err(|error| format!("git: {error}"))?;
        // `160000 commit HASH`, a tab, and the path.
        let entry = output.strip_prefix(SUBMODULE_MODE);
        let hash = entry.and_then(|entry| entry.split(|byte| b" \t".contains(byte)).nth(2));
        Ok(hash.and_then(Commit::parse))
    }

    /// Paths of the files that differ from `commit` and of new files, relative to the top.
    pub(crate) fn changed_files(&self, commit: &Commit) -> Result<HashSet<String>, String> {
        let changed = ["diff", "--name-only", "--no-renames", "-z", &commit.0, "--"];
        let new = ["ls-files", "--others", "--exclude-standard", "-z"];
        let mut paths = HashSet::new();
        for arguments in [&changed[..], &new] {
            let output = run(&self.top, arguments)?.map_err(|error| format!("git: {error}"))?;
            paths.extend(paths_in(&output));
        }
        Ok(paths)
    }

    /// Content of the file at `path`, relative to the top, or `None` if there is no such file.
    pub(crate) fn blob(&self, commit: &Commit, path: &str) -> Result<Option<Vec<u8>>, String> {
        let object = format!("{}:{path}", commit.0);
        match run(&self.top, &["cat-file", "blob", &object])? {
            Ok(content) => Ok(Some(content)),
            // In a partial clone the object may be missing, although the commit has the file.
            Err(_) if self.files(commit)?.iter().any(|known| known == path) => Err(format!(
                "git cannot read `{path}`; if the clone is partial, run `git fetch --refetch`"
            )),
            Err(_) => Ok(None),
        }
    }
}

impl Commit {
    /// The hash.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(output: &[u8]) -> Option<Commit> {
        let hash = std::str::from_utf8(output).ok()?.trim();
        let is_hash = hash.len() >= 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Commit(hash.to_owned()))
    }
}

/// The paths in the output of a command with `-z`, without those that are not UTF-8.
fn paths_in(output: &[u8]) -> impl Iterator<Item = String> + '_ {
    let paths = output.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    paths.filter_map(|path| String::from_utf8(path.to_vec()).ok())
}

/// Runs git in `folder`. The outer error means that it could not run, the inner one that it failed.
fn run(folder: &Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, String> {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if is_redirecting(&name) {
            command.env_remove(name);
        }
    }
    command
        .arg("--no-pager")
        .arg("--no-optional-locks")
        .args(SAFE_CONFIG.iter().flat_map(|setting| ["-c", setting]))
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "`git` is not on the PATH".to_owned(),
        _ => format!("git cannot be run: {error}"),
    })?;
    finish(child)
}

/// Whether an environment variable changes what git reads or runs.
fn is_redirecting(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("GIT_") || name == "PAGER" || name == "SSH_ASKPASS"
}

fn finish(mut child: Child) -> Result<Result<Vec<u8>, String>, String> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let out = thread::spawn(move || read(out, MAX_OUTPUT));
    let err = thread::spawn(move || read(err, 1 << 16));
    let end = Instant::now() + TIMEOUT;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err("git did not finish in time".to_owned());
            }
        }
    };
    let (out, err) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
    if out.len() as u64 > MAX_OUTPUT {
        return Err("the output of git is larger than 256 MiB".to_owned());
    }
    if status.success() {
        return Ok(Ok(out));
    }
    let message = String::from_utf8_lossy(&err);
    Ok(Err(message.lines().next().unwrap_or_default().to_owned()))
}

/// Reads at most one byte more than `max`.
fn read(from: Option<impl Read>, max: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        let _ = from.take(max + 1).read_to_end(&mut bytes);
    }
    bytes
}
