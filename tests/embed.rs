//! `embed` and `extract` from the outside.

use std::fs;
use std::path::Path;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use folder::folder;
use program::{output, program};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
const SVG_BASE64: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4K";

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str], stdin: &[u8]) -> (i32, Vec<u8>, String) {
    let output = output(program().current_dir(folder).args(args), stdin);
    (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

/// Runs a command that must succeed. Returns its stdout.
#[track_caller]
fn run_ok(folder: &Path, args: &[&str], stdin: &[u8]) -> Vec<u8> {
    let (code, stdout, stderr) = run(folder, args, stdin);
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    stdout
}

/// Runs a command that must fail. Returns its error message without the name of the program.
#[track_caller]
fn run_err(folder: &Path, args: &[&str], stdin: &[u8]) -> String {
    let (code, stdout, stderr) = run(folder, args, stdin);
    assert_eq!((code, stdout.len()), (2, 0), "{args:?}: {stderr}");
    stderr.strip_prefix("integration-manifest-ls: ").expect(&stderr).to_owned()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn embed_then_extract_round_trips() {
    let script = "# é\r\n\"https://\" + .a\\b\n\t😀";
    let folder = folder(&[
        ("integration.jsonc", "\u{feff}{\r\n\t// mine\r\n\t\"name\": \"a\",\r\n}\r\n"),
        ("icon.svg", SVG),
        ("README.md", "# Hé\n"),
        ("x.vrl", script),
        ("index.js", "module.exports = '\\n'\n"),
    ]);
    let root = folder.path();
    let manifest = "integration.jsonc";
    run_ok(root, &["embed", "icon", "icon.svg", manifest], b"");
    run_ok(root, &["embed", "/readme", "README.md", manifest], b"");
    run_ok(root, &["embed", "extractScript", "x.vrl", manifest], b"");
    run_ok(root, &["embed", "code", "-", manifest], b"f('\xc3\xa9')");
    insta::assert_snapshot!(read(root, manifest).replace('\r', "␍").replace('\u{feff}', "BOM"));
    assert_eq!(run_ok(root, &["extract", "icon", manifest], b""), SVG.as_bytes());
    assert_eq!(run_ok(root, &["extract", "readme", manifest], b""), "# Hé\n".as_bytes());
    assert_eq!(
        run_ok(root, &["extract", "/identifier/extractScript", manifest], b""),
        script.as_bytes()
    );
    let text = read(root, manifest);
    assert_eq!(run_ok(root, &["extract", "code", "-"], text.as_bytes()), "f('é')".as_bytes());
    run_ok(root, &["extract", "code", manifest, "--output", "out.js"], b"");
    assert_eq!(read(root, "out.js"), "f('é')");
}

#[test]
fn embed_changes_broken_manifest_if_unambiguous() {
    let folder = folder(&[
        ("integration.json", "{ \"name\": \"a\" \"icon\": \"old\", \"x\": [ }"),
        ("icon.svg", SVG),
    ]);
    let root = folder.path();
    run_ok(root, &["embed", "icon", "icon.svg", "integration.json"], b"");
    let expected = format!("{{ \"name\": \"a\" \"icon\": \"{SVG_BASE64}\", \"x\": [ }}");
    assert_eq!(read(root, "integration.json"), expected);
    for text in ["", "[]", "{ \"icon\": \"a\n}", "{ \"a\": 1, ", "{\"icon\": 1, \"icon\": 2}"] {
        fs::write(root.join("integration.json"), text).unwrap();
        run_err(root, &["embed", "icon", "icon.svg", "integration.json"], b"");
        assert_eq!(read(root, "integration.json"), text);
    }
}

#[test]
fn embed_is_atomic_on_mismatch() {
    let text = "{ \"secrets\": { \"TOKEN\": \"hunter2\" }, \"icon\": \"icon.svg\", \"code\": 1, \
                \"configurations\": { \"a\": {}, \"b\": {} } }";
    let folder = folder(&[("integration.json", text), ("icon.svg", SVG)]);
    let root = folder.path();
    fs::write(root.join("icon.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    fs::write(root.join("latin1.md"), b"caf\xe9").unwrap();
    let mut messages = String::new();
    for args in [
        &["embed", "icon", "icon.png", "integration.json"][..],
        &["embed", "readme", "latin1.md", "integration.json"],
        &["embed", "code", "icon.png", "integration.json"],
        &["embed", "icn", "icon.svg", "integration.json"],
        &["embed", "TOKEN", "icon.svg", "integration.json"],
        &["embed", "/secrets/TOKEN", "icon.svg", "integration.json"],
        &["embed", "name", "icon.svg", "integration.json"],
        &["embed", "linkTemplateScript", "icon.svg", "integration.json"],
        &["embed", "icon", "missing.svg", "integration.json"],
        &["embed", "icon", "icon.svg", "missing.json"],
        &["embed", "icon", ".", "integration.json"],
        &["embed", "icon", "icon.svg", "-"],
        &["extract", "readme", "integration.json"],
        &["extract", "icon", "integration.json"],
        &["extract", "code", "integration.json"],
        &["extract", "TOKEN", "integration.json"],
        &["extract", "/secrets/TOKEN", "integration.json"],
    ] {
        messages += &run_err(root, args, b"");
    }
    insta::assert_snapshot!(messages);
    assert!(!messages.contains("hunter2"));
    assert_eq!(read(root, "integration.json"), text);
    assert_eq!(fs::read_dir(root).unwrap().count(), 4, "no temporary file is left");
}

#[test]
fn embed_all_updates_configured_fields() {
    let old = "{ \"name\": \"a\", \"readme\": \"IyBPbGQ=\", \"icon\": \"x\" }";
    let folder = folder(&[
        (
            "integration-manifest.toml",
            "[embed]\nreadme = \"README.md\"\n\
             [[overrides]]\nfiles = ['b/**']\nembed = { icon = 'b/icon.svg' }\n",
        ),
        ("README.md", "# New\r\n"),
        ("b/icon.svg", SVG),
        ("a/integration.json", old),
        ("b/integration.json", old),
        ("c/integration.json", "{ \"readme\": \"IyBOZXc=\" }"),
    ]);
    let root = folder.path();
    let stdout = String::from_utf8(run_ok(root, &["embed", "--all"], b"")).unwrap();
    assert_eq!(
        stdout,
        "a/integration.json: embedded `readme`\nb/integration.json: embedded `readme`, `icon`\n"
    );
    let new = old.replace("IyBPbGQ=", "IyBOZXcNCg==");
    assert_eq!(read(root, "a/integration.json"), new);
    assert_eq!(
        read(root, "b/integration.json"),
        new.replace("\"x\"", &format!("\"{SVG_BASE64}\""))
    );
    // Only the line breaks differ.
    assert_eq!(read(root, "c/integration.json"), "{ \"readme\": \"IyBOZXc=\" }");
    assert_eq!(run_ok(root, &["embed", "--all", "a", "b/integration.json"], b""), b"");
    let (code, stdout, _) = run(root, &["check", "--format", "json"], b"");
    assert!(code < 2);
    assert!(!String::from_utf8(stdout).unwrap().contains("embedded-copy-differs"));
}

#[test]
fn embed_all_continues_after_failed_file() {
    let folder = folder(&[
        ("integration-manifest.toml", "[embed]\nicon = \"icon.svg\"\nreadme = \"README.md\"\n"),
        ("README.md", "# New"),
        ("integration.json", "{}"),
    ]);
    let root = folder.path();
    let (code, stdout, stderr) = run(root, &["embed", "--all", "integration.json"], b"");
    assert_eq!(code, 2);
    assert_eq!(stdout, b"integration.json: embedded `readme`\n");
    assert_eq!(
        stderr,
        "integration-manifest-ls: integration.json: cannot embed icon.svg: \
         no such file or folder\n"
    );
    assert_eq!(read(root, "integration.json"), "{ \"readme\": \"IyBOZXc=\" }");
}

#[cfg(unix)]
#[test]
fn embed_rejects_paths_outside_config_folder() {
    let outer = folder(&[
        ("secret.md", "outside"),
        (
            "in/integration-manifest.toml",
            "[embed]\nreadme = \"link.md\"\ncode = \"../secret.md\"\n",
        ),
        ("in/integration.json", "{}"),
    ]);
    let root = outer.path().join("in");
    std::os::unix::fs::symlink("../secret.md", root.join("link.md")).unwrap();
    let (code, _, stderr) = run(&root, &["embed", "--all"], b"");
    assert_eq!(code, 2);
    insta::assert_snapshot!(stderr);
    assert_eq!(read(&root, "integration.json"), "{}");
}

#[cfg(unix)]
#[test]
fn embed_follows_links_and_keeps_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("real/integration.json", "{}"), ("icon.svg", SVG)]);
    let root = folder.path();
    let real = root.join("real/integration.json");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o604)).unwrap();
    symlink("real/integration.json", root.join("integration.json")).unwrap();
    run_ok(root, &["embed", "icon", "icon.svg", "integration.json"], b"");
    assert!(root.join("integration.json").is_symlink());
    assert!(read(root, "real/integration.json").contains(SVG_BASE64));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o604);
}
