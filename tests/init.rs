//! The commands `init` and `convert` from the outside.

use std::fs;
use std::path::Path;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use program::{output, program};

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let output = output(program().current_dir(folder).args(args), stdin);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn new_manifest_has_no_findings_and_embeds_its_files() {
    let folder = folder::folder(&[]);
    let args = ["init", "kite", "--name", "acme/kite-desk", "--description", "Says \"hi\"."];
    let (code, stdout, _) = run(folder.path(), &args, "");
    let files =
        "kite/integration.json\nkite/icon.svg\nkite/hub.md\nkite/integration-manifest.toml\n";
    assert_eq!((code, stdout.as_str()), (0, files));
    for args in [
        &["check", "--visibility", "public", "--format", "json", "kite"][..],
        &["fmt", "--check", "kite"],
        &["embed", "--all", "kite"],
    ] {
        let (code, stdout, stderr) = run(folder.path(), args, "");
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}: {stdout}");
        assert!(!stdout.contains("\"rule\"") && !stdout.contains("embedded"), "{stdout}");
    }
}

#[test]
fn existing_files_are_kept() {
    let folder = folder::folder(&[("hub.md", "mine")]);
    let (code, stdout, stderr) = run(folder.path(), &["init"], "");
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("hub.md: the file exists already; nothing was written"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("hub.md")).unwrap(), "mine");
}

#[test]
fn invalid_name_writes_nothing() {
    let folder = folder::folder(&[]);
    let (code, _, stderr) = run(folder.path(), &["init", "a", "--name", "Bad Name!"], "");
    assert_eq!(code, 2);
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Runs the program on a terminal, where a user types `answers`. Returns the exit code and what is shown.
#[cfg(target_os = "linux")]
fn run_on_terminal(folder: &Path, args: &[&str], answers: &str) -> (i32, String) {
    use rustix::pty;
    use std::io::{Read, Write};
    let controller = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY).unwrap();
    pty::grantpt(&controller).unwrap();
    pty::unlockpt(&controller).unwrap();
    let name = pty::ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
    let mut child = {
        let terminal = fs::File::options().read(true).write(true).open(name).unwrap();
        let [input, out] = [&terminal, &terminal].map(|file| file.try_clone().unwrap());
        let mut command = program();
        command.current_dir(folder).args(args).stdin(input).stdout(out).stderr(terminal);
        command.spawn().unwrap()
    };
    let mut controller = fs::File::from(controller);
    controller.write_all(answers.as_bytes()).unwrap();
    let mut shown = Vec::new();
    // The end is an error, because the last program on the terminal has exited.
    let _ = controller.read_to_end(&mut shown);
    (child.wait().unwrap().code().unwrap(), String::from_utf8(shown).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn invalid_answers_are_asked_again_on_a_terminal() {
    let folder = folder::folder(&[]);
    let answers = "My Kite\nacme/kite\nBotpress Kite\n\n\n";
    let (code, shown) = run_on_terminal(folder.path(), &["init", "kite"], answers);
    assert_eq!(code, 0, "{shown}");
    for question in ["[kite]: ", "Title [Kite]: ", "Description [Use Kite in your bots.]: "] {
        assert!(shown.contains(question), "{shown}");
    }
    assert!(shown.contains("Integration names are kebab-case: `my-kite`"), "{shown}");
    assert!(shown.contains("must not contain “Botpress”"), "{shown}");
    assert!(shown.trim_end().ends_with("run `integration-manifest-ls check kite`"), "{shown}");
    let manifest = fs::read_to_string(folder.path().join("kite/integration.json")).unwrap();
    assert!(
        manifest.contains("\"name\": \"acme/kite\"") && manifest.contains("\"title\": \"Kite\"")
    );
    // Files that exist are found before the first question, and Ctrl-D writes nothing.
    let (code, shown) = run_on_terminal(folder.path(), &["init", "kite"], "");
    assert_eq!(code, 2);
    assert!(!shown.contains("Name"), "{shown}");
    let (code, shown) = run_on_terminal(folder.path(), &["init", "b"], "\u{4}");
    assert_eq!(code, 2);
    assert!(shown.contains("no answer; nothing was written"), "{shown}");
    assert!(!folder.path().join("b").exists());
}

#[test]
fn project_gets_settings_script_and_workflow() {
    let package = "{\n  \"name\": \"kite\",\n  \"scripts\": { \"build\": \"bp build\" }\n}\n";
    let folder = folder::folder(&[("integration.definition.ts", ""), ("package.json", package)]);
    let (code, stdout, stderr) = run(folder.path(), &["init", "--from", "bp"], "");
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(stdout.lines().count(), 3, "{stdout}");
    let changed = fs::read_to_string(folder.path().join("package.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&changed).unwrap();
    assert_eq!(value["scripts"]["build"], "bp build");
    assert!(value["scripts"]["check:manifest"].is_string());
    let workflow = fs::read_to_string(folder.path().join(".github/workflows/manifest.yml"));
    assert!(workflow.unwrap().contains("npm run check:manifest"));
    // The settings are valid: a check reports no problem of them.
    fs::write(folder.path().join("integration.json"), "{\"name\": \"a\", \"version\": \"1.0.0\"}")
        .unwrap();
    let (code, _, stderr) = run(folder.path(), &["check"], "");
    assert_eq!((code, stderr.as_str()), (0, ""));
    let (code, _, stderr) = run(folder.path(), &["init", "--from", "bp"], "");
    assert_eq!(code, 2);
    assert!(stderr.contains("exists already"), "{stderr}");
}

#[test]
fn jsonc_becomes_json() {
    let folder = folder::folder(&[("a.jsonc", "{\n  // name\n  \"name\": \"a\",\n}\n")]);
    let json = "{\n  \"name\": \"a\"\n}\n";
    let (code, stdout, stderr) = run(folder.path(), &["convert", "a.jsonc"], "");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, json, ""));
    assert_eq!(run(folder.path(), &["convert", "a.jsonc", "-o", "a.json"], "").0, 0);
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), json);
    let (code, stdout, stderr) = run(folder.path(), &["convert", "-"], "{ \"a\" 1 }");
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.starts_with("integration-manifest-ls: -: 1:"), "{stderr}");
}
