//! `docs` and `sample` from the outside.

use std::fs;
use std::path::Path;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use folder::folder;
use program::{output, program};

const MANIFEST: &str = r#"{
  "name": "acme/desk",
  "version": "1.0.0",
  "title": "Desk",
  "actions": {
    "close": {
      "title": "Close",
      "input": {
        "schema": {
          "type": "object",
          "properties": { "id": { "type": "string" }, "note": { "type": "string" } },
          "required": ["id"]
        }
      },
      "output": { "schema": { "type": "object", "properties": {} } }
    },
    "sync": {
      "attributes": { "bpActionHiddenInStudio": "true" },
      "input": { "schema": { "type": "object", "properties": { "at": { "type": "string", "pattern": "(?<=x)y" } }, "required": ["at"] } },
      "output": { "schema": { "type": "object", "properties": {} } }
    }
  },
  "secrets": { "KEY": "s3cret" }
}
"#;

const BLOCK: &str = "# Desk\n\n<!-- BEGIN integration-manifest docs -->\nold\n<!-- END integration-manifest docs -->\n\nMore.\n";

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = output(program().current_dir(folder).args(args), b"");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn run_ok(folder: &Path, args: &[&str]) -> String {
    let (code, stdout, stderr) = run(folder, args);
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    stdout
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn docs_writes_each_format_of_the_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/good");
    let page = run_ok(&root, &["docs"]);
    insta::assert_snapshot!("markdown", page);
    insta::assert_snapshot!("html", run_ok(&root, &["docs", "--format", "html"]));
    insta::assert_snapshot!(
        "json",
        run_ok(&root, &["docs", "--format", "json", "integration.json"])
    );
    assert_eq!(run_ok(&root, &["docs"]), page);
}

#[test]
fn docs_contains_hidden_and_internal_parts_only_with_all() {
    let folder = folder(&[("integration.json", MANIFEST)]);
    let usual = run_ok(folder.path(), &["docs"]);
    assert!(!usual.contains("sync") && !usual.contains("KEY"), "{usual}");
    let all = run_ok(folder.path(), &["docs", "--all"]);
    assert!(all.contains("### `sync`") && all.contains("- `KEY`"), "{all}");
    for format in ["markdown", "html", "json"] {
        assert!(!run_ok(folder.path(), &["docs", "--all", "--format", format]).contains("s3cret"));
    }
    let (code, _, stderr) = run(folder.path(), &["docs", "--all", "--strict"]);
    let message = "integration.json: no valid example found for `/actions/sync/input/schema`\n";
    assert_eq!((code, stderr.as_str()), (1, message));
}

#[test]
fn docs_injects_once_and_checks() {
    let folder = folder(&[("integration.json", MANIFEST), ("README.md", BLOCK)]);
    let root = folder.path();
    let check = ["docs", "--inject", "README.md", "--check"];
    let (code, stdout, stderr) = run(root, &check);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert_eq!(stderr, "README.md: outdated; update it with `docs --inject README.md`\n");
    assert_eq!(read(root, "README.md"), BLOCK);

    assert_eq!(run_ok(root, &["docs", "--inject", "README.md"]), "README.md: updated\n");
    let once = read(root, "README.md");
    insta::assert_snapshot!("injected", once);
    assert_eq!(run_ok(root, &check), "");
    assert_eq!(run_ok(root, &["docs", "--inject", "README.md"]), "");
    assert_eq!(read(root, "README.md"), once);
}

#[test]
fn docs_injects_sections_at_their_places() {
    let text = "a\r\n<!-- BEGIN integration-manifest docs: identity -->\r\n<!-- END integration-manifest docs -->\r\nb\r\n\
        <!-- BEGIN integration-manifest docs: secrets -->\r\n<!-- END integration-manifest docs: secrets -->\r\nc";
    let folder = folder(&[("integration.json", MANIFEST), ("hub.md", text)]);
    run_ok(folder.path(), &["docs", "--inject", "hub.md"]);
    let after = read(folder.path(), "hub.md");
    insta::assert_snapshot!("sections", after.replace('\r', "␍"));
}

#[test]
fn docs_rejects_wrong_markers_and_leaves_the_file_unchanged() {
    for (text, message) in [
        ("# Desk\n", "README.md: no markers found"),
        (
            "<!-- BEGIN integration-manifest docs -->\n",
            "line 1: a begin marker without an end marker",
        ),
        (
            "x\n<!-- END integration-manifest docs -->\n",
            "line 2: an end marker without a begin marker",
        ),
        (
            "<!-- BEGIN integration-manifest docs -->\n<!-- BEGIN integration-manifest docs -->\n",
            "line 2: a marker begins, but the one of line 1 has no end",
        ),
        (
            "<!-- BEGIN integration-manifest docs: acts -->\n<!-- END integration-manifest docs -->\n",
            "line 1: unknown section `acts`",
        ),
    ] {
        let folder = folder(&[("integration.json", MANIFEST), ("README.md", text)]);
        let (code, _, stderr) = run(folder.path(), &["docs", "--inject", "README.md"]);
        assert_eq!(code, 2);
        assert!(stderr.contains(message), "{stderr}");
        assert_eq!(read(folder.path(), "README.md"), text);
    }
}

#[test]
fn docs_needs_exactly_one_manifest() {
    let folder = folder(&[("a.integration.json", MANIFEST), ("b.integration.json", MANIFEST)]);
    let (code, _, stderr) = run(folder.path(), &["docs"]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("several manifests found (a.integration.json, b.integration.json"),
        "{stderr}"
    );
    run_ok(folder.path(), &["docs", "b.integration.json"]);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(empty.path(), &["docs"]).0, 2);
}

#[test]
fn docs_embeds_the_updated_readme() {
    let settings = "[embed]\nreadme = \"README.md\"\n";
    let folder = folder(&[
        ("integration.json", MANIFEST),
        ("README.md", BLOCK),
        ("integration-manifest.toml", settings),
    ]);
    let root = folder.path();
    run_ok(root, &["docs", "--inject", "README.md", "--embed"]);
    let embedded = run_ok(root, &["extract", "readme", "integration.json"]);
    assert_eq!(embedded, read(root, "README.md"));
    assert!(embedded.contains("### Close (`close`)"));
}

#[test]
fn sample_prints_a_payload_with_the_selected_fields() {
    let folder = folder(&[("integration.json", MANIFEST)]);
    let root = folder.path();
    let full = "{\n  \"id\": \"…\",\n  \"note\": \"…\"\n}\n";
    for pointer in ["/actions/close", "/actions/close/input", "actions/close/input/schema"] {
        assert_eq!(run_ok(root, &["sample", pointer]), full);
    }
    let required =
        run_ok(root, &["sample", "--required-only", "/actions/close", "integration.json"]);
    assert_eq!(required, "{\n  \"id\": \"…\"\n}\n");
    assert_eq!(run_ok(root, &["sample", "/actions/close/output"]), "{}\n");
    for (pointer, message) in [
        ("/actions/open", "integration.json: `/actions/open` does not exist in the manifest\n"),
        ("/title", "integration.json: `/title` is neither a schema nor a definition with one\n"),
        (
            "/actions/sync",
            "integration.json: no valid payload found for the schema of `/actions/sync`\n",
        ),
    ] {
        let (code, stdout, stderr) = run(root, &["sample", pointer]);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert_eq!(stderr.strip_prefix("integration-manifest-ls: "), Some(message));
    }
}
