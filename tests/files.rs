//! Unusual files and folders, and full disks: all other files are checked, and nothing is lost.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc::TryRecvError;

#[path = "common/folder.rs"]
mod folder;

use folder::folder;

const VALID: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";
/// A manifest that `--fix` fixes.
const FIXABLE: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\", \"layers\": [5]}";

const PUBLISH_OFF: (&str, &str) = ("integration-manifest.toml", "[rules]\npublish = 'off'\n");

/// Returns the tested program: the build of Cargo, or the one in the environment.
fn program() -> PathBuf {
    let named = std::env::var_os("INTEGRATION_MANIFEST_SERVER").map(PathBuf::from);
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_integration-manifest-ls").into())
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    output_parts(Command::new(program()).current_dir(folder).args(args).output().unwrap())
}

fn output_parts(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn check_follows_no_link_cycles() {
    let folder = folder(&[PUBLISH_OFF, ("a/b/integration.json", VALID)]);
    let root = folder.path();
    symlink("..", root.join("a/up")).unwrap();
    symlink("../..", root.join("a/b/top")).unwrap();
    symlink("me", root.join("me")).unwrap();
    symlink("other.integration.json", root.join("one.integration.json")).unwrap();
    symlink("one.integration.json", root.join("other.integration.json")).unwrap();
    let (code, stdout, stderr) = run(root, &["check"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains("1 file"), "{stdout}");
    // A broken link that is named is an error, and the other files are checked.
    let (code, stdout, stderr) = run(root, &["check", "one.integration.json", "a/b", "me"]);
    assert_eq!(code, 2);
    assert!(stdout.contains("1 file"), "{stdout}");
    assert!(stderr.contains("one.integration.json: ") && stderr.contains("me: "), "{stderr}");
    // A link to a folder is followed if it is named.
    let (code, _, stderr) = run(root, &["check", "a/up/a/b"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn check_skips_pipes_and_sockets_in_folders() {
    let folder = folder(&[PUBLISH_OFF, ("integration.json", VALID)]);
    let root = folder.path();
    pipe(&root.join("pipe.integration.json"));
    let _socket = UnixListener::bind(root.join("socket.integration.json")).unwrap();
    symlink("/dev/zero", root.join("zero.integration.json")).unwrap();
    let (code, stdout, stderr) = run(root, &["check", "."]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains("1 file"), "{stdout}");
    let (code, _, stderr) = run(root, &["check", "socket.integration.json"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("socket.integration.json: "), "{stderr}");
}

/// `check <(…)` names such a pipe.
#[test]
fn check_reads_pipes_of_the_shell() {
    let folder = folder(&[PUBLISH_OFF]);
    let mut command = Command::new("sh");
    command.args(["-c", "printf %s \"$1\" | \"$0\" check /dev/stdin"]).arg(program()).arg(VALID);
    let (code, _, stderr) = output_parts(command.current_dir(folder.path()).output().unwrap());
    assert_eq!((code, stderr.as_str()), (0, ""));
}

/// Commands with a file that they read in place of `@`. `valid.json` and `page.md` exist.
const READERS: [&str; 28] = [
    "check @",
    "check --fix @",
    "check --diff @",
    "check --write-baseline @",
    "check --config @ valid.json",
    "check --against @ valid.json",
    "check --against valid.json @",
    "fmt @",
    "fmt --check @",
    "fix --id 0123456789ab @",
    "validate --api-url http://127.0.0.1:9 --workspace w @",
    "diff @ valid.json",
    "diff valid.json @",
    "diff --against valid.json @",
    "diff --set-version valid.json @",
    "docs @",
    "docs --watch --output page.html @",
    "docs --inject @ valid.json",
    "docs --check --inject @ valid.json",
    "docs --inject page.md @",
    "sample /events/e @",
    "embed readme @ valid.json",
    "embed readme page.md @",
    "embed --all @",
    "extract readme @",
    "convert @",
    "import @",
    "mcp --root @",
];

/// Commands with a file that they write in place of `@`.
const WRITERS: [&str; 6] = [
    "check --report json=@ valid.json",
    "diff --report json=@ valid.json valid.json",
    "docs --output @ valid.json",
    "extract readme --output @ valid.json",
    "convert --output @ valid.json",
    "init @",
];

/// Runs a command that must end by itself, even if no input and no reader comes.
fn run_command_with_path(root: &Path, command: &str, path: &str) -> (i32, String, String) {
    let args: Vec<String> = command.split(' ').map(|arg| arg.replace('@', path)).collect();
    let mut limited = Command::new("timeout");
    limited.args(["60"]).arg(program()).args(args).current_dir(root);
    limited.env("BP_TOKEN", "token").stdin(std::process::Stdio::null());
    output_parts(limited.output().unwrap())
}

/// Creates the file `x` of an unusual type. Returns its path.
fn unusual_file(root: &Path, kind: &str) -> &'static str {
    let path = root.join("x");
    match kind {
        "pipe" => pipe(&path),
        "link to a pipe" => {
            pipe(&root.join("target"));
            symlink("target", &path).unwrap();
        }
        "socket" => drop(UnixListener::bind(&path).unwrap()),
        "link to a device" => symlink("/dev/zero", &path).unwrap(),
        "link to itself" => symlink("x", &path).unwrap(),
        "broken link" => symlink("absent", &path).unwrap(),
        "device" => return "/dev/zero",
        "folder" => fs::create_dir(&path).unwrap(),
        "missing" => return "a\n::error::b\x1b[31m##[group]",
        _ => unreachable!("{kind}"),
    }
    "x"
}

fn assert_one_message(command: &str, kind: &str, result: &(i32, String, String)) {
    let (code, _, stderr) = result;
    assert_eq!(*code, 2, "{command}: {kind}: {stderr}");
    let is_line = stderr.ends_with('\n') && stderr.matches('\n').count() == 1;
    let is_clean = !stderr.trim_end().contains(char::is_control) && !stderr.contains("##[");
    assert!(is_line && is_clean, "{command}: {kind}: {stderr:?}");
}

#[test]
fn commands_reject_unusual_files_with_one_message() {
    let readme =
        VALID.replace('}', ", \"readme\": \"IyBB\", \"events\": {\"e\": {\"schema\": {}}}}");
    for kind in [
        "pipe",
        "link to a pipe",
        "socket",
        "link to a device",
        "link to itself",
        "broken link",
        "device",
        "folder",
        "missing",
    ] {
        let folder = folder(&[PUBLISH_OFF, ("valid.json", &readme), ("page.md", "# A\n")]);
        let root = folder.path();
        let path = unusual_file(root, kind);
        for command in READERS {
            // A folder is searched, and can be the root of a server.
            let has_roots = command.starts_with("mcp") || command.contains("--against valid.json");
            if kind == "folder" && has_roots
                || kind == "missing" && command.contains("--against valid.json")
            {
                continue;
            }
            assert_one_message(command, kind, &run_command_with_path(root, command, path));
        }
        // These can be written, or created.
        if matches!(kind, "device" | "link to a device" | "missing") {
            continue;
        }
        for command in WRITERS {
            if kind == "folder" && command.starts_with("init") {
                continue;
            }
            assert_one_message(command, kind, &run_command_with_path(root, command, path));
        }
    }
}

/// Another program appends to the file while it is read.
#[test]
fn growing_files_are_read_up_to_their_size() {
    for command in ["check @", "fmt --check @", "diff @ @", "docs @", "embed readme @ valid.json"] {
        let folder = folder(&[PUBLISH_OFF, ("valid.json", VALID), ("x", VALID)]);
        let mut file = fs::OpenOptions::new().append(true).open(folder.path().join("x")).unwrap();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let writer = std::thread::spawn(move || {
            let mut most = 1_000;
            while most > 0 && matches!(stopped.try_recv(), Err(TryRecvError::Empty)) {
                file.write_all(&[b' '; 1 << 10]).unwrap();
                most -= 1;
            }
        });
        let (code, _, stderr) = run_command_with_path(folder.path(), command, "x");
        drop(stop);
        writer.join().unwrap();
        assert!((0..=1).contains(&code), "{command}: {code}: {stderr}");
    }
}

#[test]
fn check_refuses_ignore_files_that_are_not_regular() {
    for name in [".gitignore", ".ignore"] {
        for inner in ["", "sub/"] {
            let folder = folder(&[
                PUBLISH_OFF,
                ("sub/integration.json", VALID),
                ("integration.json", VALID),
            ]);
            let root = folder.path();
            let path = root.join(format!("{inner}{name}"));
            symlink("/dev/zero", &path).unwrap();
            let (code, _, stderr) = run(root, &["check"]);
            assert_eq!(code, 2);
            assert!(stderr.contains(&format!("{name}: not a regular file")), "{stderr}");
            fs::remove_file(&path).unwrap();
            pipe(&path);
            assert_eq!(run(root, &["check"]).0, 2);
        }
    }
}

#[test]
fn check_refuses_devices_and_links_to_pipes() {
    let folder = folder(&[PUBLISH_OFF]);
    let root = folder.path();
    symlink("/dev/zero", root.join("zero.integration.json")).unwrap();
    pipe(&root.join("pipe"));
    symlink("pipe", root.join("pipe.integration.json")).unwrap();
    for name in ["zero.integration.json", "pipe.integration.json"] {
        let (code, _, stderr) = run(root, &["check", name]);
        assert_eq!(code, 2);
        assert!(stderr.contains("not a regular file"), "{stderr}");
    }
}

#[test]
fn fix_writes_a_file_with_two_names_once() {
    let folder = folder(&[PUBLISH_OFF, ("integration.json", FIXABLE)]);
    let root = folder.path();
    symlink("integration.json", root.join("b.integration.json")).unwrap();
    let named = ["check", "--fix", "integration.json", "./integration.json", "b.integration.json"];
    let (_, stdout, stderr) = run(root, &named);
    assert!(stdout.contains("1 file"), "{stdout}");
    assert_eq!(stderr.matches(": fixed: ").count(), 1, "{stderr}");
    assert!(stderr.ends_with("Fixed 1 problem in 1 file.\n"), "{stderr}");
}

/// Reading the pipe would block, because it has no writer.
#[test]
fn settings_are_read_from_regular_files_only() {
    let folder = folder(&[("integration.json", VALID)]);
    pipe(&folder.path().join("integration-manifest.toml"));
    let (code, _, stderr) = run(folder.path(), &["check", "integration.json"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("integration-manifest.toml: not a regular file"), "{stderr}");
}

#[test]
fn check_continues_after_unreadable_files() {
    let folder = folder(&[
        PUBLISH_OFF,
        ("a/integration.json", VALID),
        ("closed/integration.json", VALID),
        ("b/integration.json", VALID),
    ]);
    let root = folder.path();
    let (closed, file) = (root.join("closed"), root.join("b/integration.json"));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o0)).unwrap();
    // Root can read the file despite its permissions.
    if fs::read(&file).is_err() {
        let (code, stdout, stderr) = run(root, &["check"]);
        assert_eq!(code, 2);
        assert!(stdout.contains("1 file"), "{stdout}");
        assert!(stderr.contains("closed: permission denied"), "{stderr}");
        assert!(stderr.contains("b/integration.json: permission denied"), "{stderr}");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn check_accepts_names_that_are_not_utf8() {
    let folder = folder(&[PUBLISH_OFF]);
    let root = folder.path();
    let odd = OsStr::from_bytes(b"\xff\xfe-\xc3");
    let line = OsStr::from_bytes(b"a\nb\x1b[31m");
    for name in [odd, line] {
        // Some file systems accept only UTF-8.
        if fs::create_dir(root.join(name)).is_err() {
            return;
        }
        fs::write(root.join(name).join("integration.json"), FIXABLE).unwrap();
    }
    for format in ["human", "json", "sarif", "github"] {
        let (code, stdout, stderr) = run(root, &["check", "--format", format]);
        assert_eq!((code, stderr.as_str()), (1, ""), "{format}");
        assert!(!stdout.contains('\x1b'), "{format}: {stdout}");
    }
    let (code, ..) = run(root, &["check", "--fix"]);
    assert_eq!(code, 0);
    for name in [odd, line] {
        let fixed = fs::read_to_string(root.join(name).join("integration.json")).unwrap();
        assert_eq!(fixed, FIXABLE.replace("[5]", "[\"5\"]"));
    }
    // A file whose own name is not UTF-8 is a manifest only if it is named.
    fs::write(root.join(OsStr::from_bytes(b"\xff.integration.json")), VALID).unwrap();
    let named = Command::new(program())
        .current_dir(root)
        .args([OsStr::new("check"), OsStr::from_bytes(b"\xff.integration.json")])
        .output();
    assert_eq!(output_parts(named.unwrap()).0, 0);
}

/// A file size limit makes writing fail halfway, like a full disk.
#[test]
fn full_disk_leaves_files_unchanged() {
    let long = FIXABLE.replace('}', &format!(", \"readme\": \"{}\"}}", "x".repeat(20_000)));
    let folder =
        folder(&[PUBLISH_OFF, ("a.integration.json", &long), ("b.integration.json", FIXABLE)]);
    let root = folder.path();
    // The signal is ignored: a killed program would leave the files unchanged too.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    for args in [&["check", "--fix"][..], &["fmt"]] {
        fs::write(root.join("b.integration.json"), FIXABLE).unwrap();
        let output = Command::new("bash")
            .args(["-c", script, program().to_str().unwrap()])
            .args(args)
            .current_dir(root)
            .output();
        let (code, _, stderr) = output_parts(output.unwrap());
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("a.integration.json: not written: "), "{stderr}");
        assert_eq!(fs::read_to_string(root.join("a.integration.json")).unwrap(), long);
        // This file is below the limit.
        assert_ne!(fs::read_to_string(root.join("b.integration.json")).unwrap(), FIXABLE);
        let left: Vec<_> = fs::read_dir(root).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left.len(), 3, "{left:?}");
    }
    let report = Command::new("bash")
        .args(["-c", "\"$0\" check --format json >/dev/full", program().to_str().unwrap()])
        .current_dir(root)
        .output();
    if Path::new("/dev/full").exists() {
        let (code, _, stderr) = output_parts(report.unwrap());
        assert_eq!(code, 2);
        assert!(stderr.contains("no space left on device"), "{stderr}");
    }
}

/// A write exchanges the file with a temporary one, which has a name only for a moment. The signal is sent
/// when the name appears.
#[test]
fn signal_during_write_leaves_no_temporary_file() {
    let code = "x".repeat(6 << 20);
    let old = format!("{{\"name\":\"acme/a\",   \"version\":\"1.0.0\",\"code\":\"{code}\"}}");
    let folder = folder(&[PUBLISH_OFF]);
    let path = folder.path().join("integration.json");
    let names = || -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let is_temporary = |name: &String| name.ends_with(".tmp");
    let mut interrupted = 0;
    for signal in ["TERM", "INT"].repeat(10) {
        fs::write(&path, &old).unwrap();
        let mut command = Command::new(program());
        let mut child = command.arg("fmt").current_dir(folder.path()).spawn().unwrap();
        let mut is_named = false;
        while !is_named && child.try_wait().unwrap().is_none() {
            is_named = names().iter().any(is_temporary);
        }
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-s", signal, &id]).output().unwrap();
        let status = child.wait().unwrap();
        interrupted += usize::from(is_named && status.code().is_none());
        assert!(!names().iter().any(is_temporary), "{signal}: {:?}", names());
        let new = fs::read_to_string(&path).unwrap();
        assert!(new == old || new.len() > old.len() && new.ends_with("}\n"), "{} bytes", new.len());
        if interrupted == 4 {
            return;
        }
    }
    // On a system that gives the file its name only by the exchange, there is nothing to interrupt.
}

/// Files are written, replaced and removed during the check. Each is checked with the contents of one
/// moment, or reported as missing.
#[test]
fn check_tolerates_concurrent_changes() {
    let folder = folder(&[PUBLISH_OFF]);
    let root = folder.path().to_owned();
    let path = |index: usize| root.join(format!("{index}/integration.json"));
    for index in 0..200 {
        fs::create_dir(root.join(index.to_string())).unwrap();
        fs::write(path(index), VALID).unwrap();
    }
    std::thread::scope(|scope| {
        let (done, ended) = std::sync::mpsc::channel::<()>();
        let path = &path;
        scope.spawn(move || {
            for round in 0.. {
                if ended.try_recv() == Err(std::sync::mpsc::TryRecvError::Disconnected) {
                    break;
                }
                let index = round * 7 % 200;
                match round % 3 {
                    0 => drop(fs::remove_file(path(index))),
                    1 => fs::write(path(index), FIXABLE.repeat(round % 5)).unwrap(),
                    _ => fs::write(path(index), VALID).unwrap(),
                }
            }
        });
        for args in [&["check"][..], &["check", "--fix"], &["fmt"], &["check", "--format", "json"]]
        {
            let (code, _, stderr) = run(&root, args);
            assert!(code <= 2, "{stderr}");
            for line in stderr.lines() {
                let known = [
                    ": fixed: ",
                    "no such file",
                    "changed by another program",
                    "not written",
                    "not formatted",
                ];
                let is_known = known.iter().any(|message| line.contains(message));
                assert!(is_known || line.contains(": fixed: ") || !line.contains(": "), "{line}");
            }
        }
        drop(done);
    });
    let left = fs::read_dir(&root).unwrap().flat_map(|it| fs::read_dir(it.unwrap().path()));
    for file in left.flatten() {
        assert_eq!(file.unwrap().file_name(), "integration.json");
    }
}

/// ```text
/// INTEGRATION_MANIFEST_SERVER=/path/to/a/release/build \
///     cargo test --test files memory -- --ignored --nocapture
/// ```
#[cfg(target_os = "linux")]
#[test]
#[ignore = "creates a hundred thousand files"]
fn memory_is_constant_per_file() {
    let folder = folder(&[PUBLISH_OFF]);
    let mut peaks = Vec::new();
    let mut made = 0;
    for total in [10_000, 100_000] {
        for index in made..total {
            let inner = folder.path().join(format!("{}", index / 100));
            fs::create_dir_all(&inner).unwrap();
            fs::write(inner.join(format!("{index}.integration.json")), VALID).unwrap();
        }
        made = total;
        let start = std::time::Instant::now();
        let mut child = Command::new(program())
            .current_dir(folder.path())
            .args(["check", "."])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut peak = 0;
        let status = loop {
            let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
            let line = status.unwrap_or_default();
            let line = line.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
            peak = peak.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        };
        assert!(status.success());
        println!("{total} files: peak {peak} KiB, {:.1} s", start.elapsed().as_secs_f64());
        peaks.push(peak);
    }
    // Only the path of each file is kept.
    assert!(peaks[1] - peaks[0] < 90_000 * 600 / 1024, "{peaks:?} KiB");
}
