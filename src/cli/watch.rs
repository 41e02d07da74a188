//! `check --watch`: the check again and again.
//!
//! Files are looked at every now and then instead of waiting to be told of changes. That finds what
//! any editor does, by writing or by renaming, on any file system, in containers and over the
//! network too, and needs no watch for each folder, of which systems give out few. Looking is a walk
//! over folders, and takes a small share of the time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::args::CheckArgs;
use super::check::{self, Checker};
use super::inputs::{self, Source};
use super::report::plural;
use crate::config::{FILE_NAME, absolute};
use crate::util::fs::Version;

/// How long nothing is looked at.
const PAUSE: Duration = Duration::from_millis(250);
/// The same while something is being written.
const SETTLING: Duration = Duration::from_millis(50);
/// How often something that does not come to rest is looked at before it is checked all the same.
const PATIENCE: usize = 20;
/// Looking takes one part in so many of the time.
const SHARE: u32 = 20;

/// Checks what the arguments name whenever it changes. Ends where nobody reads the report any more.
pub(super) fn run(args: &CheckArgs, checker: &dyn Checker) -> ExitCode {
    let clears = io::stdout().is_terminal();
    let mut seen = scan(args);
    loop {
        if clears {
            let _ = write!(io::stdout(), "\x1b[2J\x1b[H");
        }
        let outcome = check::run(args, checker);
        if outcome.unread {
            return outcome.code;
        }
        // What this program wrote itself is no news.
        let written = outcome.written.into_iter();
        seen.extend(written.map(|(path, version)| (absolute(&path), version)));
        let files = plural(outcome.files, "file");
        let _ = writeln!(io::stderr(), "watching {files} for changes; Ctrl-C ends this");
        seen = wait(args, &seen);
    }
}

/// The manifests and the settings files that count for them.
type FileStates = BTreeMap<PathBuf, Option<Version>>;

/// Waits until what there is differs from `seen` and has come to rest. Returns what there is then.
fn wait(args: &CheckArgs, seen: &FileStates) -> FileStates {
    loop {
        let start = Instant::now();
        let mut now = scan(args);
        if now == *seen {
            sleep(PAUSE.max(start.elapsed() * SHARE));
            continue;
        }
        for _ in 0..PATIENCE {
            sleep(SETTLING);
            let next = scan(args);
            if next == now {
                break;
            }
            now = next;
        }
        return now;
    }
}

/// What there is now.
fn scan(args: &CheckArgs) -> FileStates {
    let mut paths = BTreeSet::new();
    let mut folders = BTreeSet::new();
    // A path that is missing may come back, and what is to be said about it is said by the check.
    for input in inputs::inputs(&args.paths, None, |_| {}) {
        let Source::File(path) = input.source else { continue };
        let path = absolute(&path);
        for folder in path.ancestors().skip(1) {
            if !folders.insert(folder.to_owned()) {
                break;
            }
        }
        paths.insert(path);
    }
    paths.extend(args.paths.iter().map(|path| absolute(path)));
    paths.extend(folders.iter().map(|folder| folder.join(FILE_NAME)));
    paths.into_iter().map(|path| (path.clone(), Version::of(&path))).collect()
}
