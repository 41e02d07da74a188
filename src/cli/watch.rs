//! `check --watch`: repeats the check after each change.
//!
//! Files are polled. Polling sees changes of any editor, whether it writes or renames, on any file
//! system, in containers and over the network, and needs no watch for each folder, of which systems
//! have few. It walks the folders, and takes a small share of the time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::check::{self, CheckArgs, Checker};
use super::inputs::{self, Source};
use super::printer::{print_note, write_stdout};
use crate::config::{FILE_NAME, Resolver, absolute};
use crate::util::display::plural;
use crate::util::fs::Version;

/// Minimum time between two scans.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Time between two scans while files are changing.
const DEBOUNCE: Duration = Duration::from_millis(50);

/// Maximum number of scans to wait for files that keep changing; then they are checked anyway.
const MAX_DEBOUNCE_SCANS: usize = 20;

/// The pause after a scan, as a multiple of its duration: scans take at most 5 % of the time.
const PAUSE_FACTOR: u32 = 20;

/// Checks the files that the arguments select after each change, until the reader of the report closes
/// the pipe.
pub(super) fn run(args: &CheckArgs, checker: &Checker<'_>) -> ExitCode {
    let clears_screen = io::stdout().is_terminal();
    let mut seen = scan(args);
    loop {
        if clears_screen {
            // The report will show an error of stdout.
            let _ = write_stdout(b"\x1b[2J\x1b[H");
        }
        let outcome = check::run_check(args, checker);
        if outcome.is_pipe_closed {
            return outcome.code;
        }
        // Files that this program fixed are not changes.
        let written = outcome.written.into_iter();
        seen.extend(written.map(|(path, version)| (absolute(&path), version)));
        let files = plural(outcome.files, "file");
        print_note(&format!("Watching {files} for changes. Press Ctrl-C to stop."));
        seen = wait_for_change(args, &seen);
    }
}

/// The versions of the manifests and of the settings files that apply to them.
type FileStates = BTreeMap<PathBuf, Option<Version>>;

/// Waits until the files differ from `seen` and have stopped changing. Returns their new state.
fn wait_for_change(args: &CheckArgs, seen: &FileStates) -> FileStates {
    loop {
        let start = Instant::now();
        let mut current = scan(args);
        if current == *seen {
            sleep(POLL_INTERVAL.max(start.elapsed() * PAUSE_FACTOR));
            continue;
        }
        for _ in 0..MAX_DEBOUNCE_SCANS {
            sleep(DEBOUNCE);
            let next = scan(args);
            if next == current {
                break;
            }
            current = next;
        }
        return current;
    }
}

/// Returns the current state of the files.
fn scan(args: &CheckArgs) -> FileStates {
    let mut paths = BTreeSet::new();
    let mut folders = BTreeSet::new();
    // The check reports missing paths; here they are watched, because they may be created later.
    let resolver = Resolver::new();
    for input in inputs::resolve(&args.report.paths, None, &resolver, |_| {}) {
        let Source::File(path) = input.source else { continue };
        let path = absolute(&path);
        for folder in path.ancestors().skip(1) {
            if !folders.insert(folder.to_owned()) {
                break;
            }
        }
        // The settings file names the files that it embeds and extends.
        let _ = resolver.file_for(&path);
        paths.insert(path);
    }
    paths.extend(resolver.sources());
    paths.extend(args.report.paths.iter().map(|path| absolute(path)));
    paths.extend(folders.iter().map(|folder| folder.join(FILE_NAME)));
    paths.into_iter().map(|path| (path.clone(), Version::of(&path))).collect()
}
