//! Runs of the program with limits on memory and CPU time, and the measured peak of memory.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use crate::folder::folder;

/// Address space, in KiB, of a command: the program itself, its threads and what the budget allows.
const MAX_MEMORY: usize = 2 << 20;

/// CPU time of a command in seconds. Quadratic work takes minutes.
const MAX_CPU: usize = 100;

/// The name of the manifest in every run.
pub const MANIFEST: &str = "x.integration.json";

/// A small manifest without findings that matter here.
pub const SMALL: &str = "{\"name\":\"acme/x\",\"version\":\"1.0.0\"}";

/// The files that every run has besides the manifest.
const OTHERS: [(&str, &str); 2] = [
    ("small.json", SMALL),
    (
        "page.md",
        "# A\n<!-- integration-manifest: actions -->\n<!-- integration-manifest: end -->\n",
    ),
];

/// The result of a run.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// Peak of the resident memory, in bytes.
    pub peak: usize,
    /// Total size of the files afterward, without the manifest.
    pub files: usize,
}

/// Runs the program with `args` in a folder with the manifest `text`.
pub fn run(args: &[&str], text: &str) -> Run {
    run_with(args, text, "")
}

/// Runs the program with `args` and the input `stdin` in a folder with the manifest `text`.
pub fn run_with(args: &[&str], text: &str, stdin: &str) -> Run {
    let folder = folder(&OTHERS);
    let (outputs, inputs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = |name: &str| outputs.path().join(name);
    fs::write(folder.path().join(MANIFEST), text).unwrap();
    fs::write(inputs.path().join("in"), stdin).unwrap();
    let script = format!("ulimit -v {MAX_MEMORY}; ulimit -t {MAX_CPU}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_integration-manifest-ls")]).args(args);
    command.current_dir(folder.path());
    // One thread, because each one has a large stack.
    command.env("RAYON_NUM_THREADS", "1");
    command.stdin(fs::File::open(inputs.path().join("in")).unwrap());
    command.stdout(fs::File::create(path("out")).unwrap());
    command.stderr(fs::File::create(path("err")).unwrap());
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak = peak.max(peak_of(child.id()));
        std::thread::sleep(Duration::from_millis(1));
    };
    Run {
        code: status.code(),
        stdout: fs::read(path("out")).unwrap(),
        stderr: fs::read(path("err")).unwrap(),
        peak,
        files: size_of_others(folder.path()),
    }
}

/// Peak of the resident memory of a process in bytes; 0 if the system does not report it.
fn peak_of(id: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
    kib.unwrap_or(0) << 10
}

fn size_of_others(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let others = entries.filter(|entry| entry.file_name() != MANIFEST);
    others.map(|entry| entry.metadata().unwrap().len() as usize).sum()
}

impl Run {
    /// Asserts the budget for an input of `len` bytes: the program has ended by itself, its memory is at most
    /// 30 times the input plus 64 MB, and each output at most 10 times the input plus 1 MB. A debug build needs
    /// more memory for its code, so that of the same command on a small manifest is not counted.
    #[track_caller]
    pub fn assert_within_budget(&self, args: &[&str], len: usize) {
        let violation = self.violation(args, len);
        assert!(violation.is_none(), "{}", violation.unwrap_or_default());
    }

    /// Describes how the run exceeds the budget of [`assert_within_budget`](Run::assert_within_budget).
    pub fn violation(&self, args: &[&str], len: usize) -> Option<String> {
        if !matches!(self.code, Some(0..=2)) {
            let stderr: String = String::from_utf8_lossy(&self.stderr).chars().take(300).collect();
            return Some(format!("{args:?}: {:?} for {len} bytes: {stderr}", self.code));
        }
        let max_output = 10 * len + 1_000_000;
        let output = self.stdout.len().max(self.stderr.len()).max(self.files);
        if output > max_output {
            return Some(format!("{args:?}: output of {output} for {len} bytes"));
        }
        let own = self.peak.saturating_sub(base_memory(args[0]));
        // A comparison reads the document twice.
        let inputs = args.iter().filter(|arg| **arg == MANIFEST).count().max(1);
        let max_memory = 30 * inputs * len + 64_000_000;
        (own > max_memory).then(|| format!("{args:?}: {own} bytes of memory for {len} bytes"))
    }
}

/// Peak of the memory, in bytes, that `command` takes for a small manifest.
fn base_memory(command: &str) -> usize {
    static KNOWN: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);
    if let Some(known) = KNOWN.lock().unwrap().get(command) {
        return *known;
    }
    let peak = match command {
        // Without a call, the server does not load the code of the checks.
        "mcp" => run_with(&["mcp"], SMALL, "").peak + run(&["check", MANIFEST], SMALL).peak,
        // Not all options are possible for every command.
        _ => run(&["check", MANIFEST], SMALL).peak,
    };
    KNOWN.lock().unwrap().insert(command.to_owned(), peak);
    peak
}
