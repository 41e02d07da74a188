//! Runs of `check` in folders of tests.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::folder::folder;
use super::program::{output, program};

/// Runs the program. Returns exit code, stdout and stderr.
pub fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = program();
    command.current_dir(folder).args(args).env_remove("GITHUB_WORKSPACE");
    let output = output(&mut command, "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs `check` with JSON as the format.
pub fn check_json(folder: &Path, args: &[&str]) -> Value {
    let (_, stdout, stderr) = run(folder, &[&["check", "--format", "json"], args].concat());
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout} {stderr}"))
}

/// The rules of all diagnostics in a JSON report.
pub fn rules(report: &Value) -> Vec<&str> {
    let files = report["files"].as_array().unwrap().iter();
    let diagnostics = files.flat_map(|file| file["diagnostics"].as_array().unwrap());
    diagnostics.map(|it| it["rule"].as_str().unwrap()).collect()
}

/// The broken example without its syntax error and its duplicate key, which no baseline can accept.
pub static BROKEN: LazyLock<String> = LazyLock::new(|| {
    let text = include_str!("../../examples/broken/integration.json");
    let mut repaired = text.to_owned();
    for (old, new) in
        [("\"Ferry delayed\"", "\"Ferry delayed\","), ("\"lastNotice\"", "\"notice\"")]
    {
        assert!(repaired.contains(old));
        repaired = repaired.replacen(old, new, 1);
    }
    repaired
});
/// The example that is not ready to be published.
pub const UNREADY: &str = include_str!("../../examples/broken/unready.integration.json");
/// A folder with the broken examples and a baseline of them.
pub fn accepted() -> TempDir {
    let files =
        [("shop/integration.json", BROKEN.as_str()), ("a b/unready.integration.json", UNREADY)];
    let folder = folder(&files);
    let (code, stdout, stderr) = run(folder.path(), &["check", "--write-baseline"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.starts_with("integration-manifest.baseline.json: "), "{stdout}");
    assert!(stdout.ends_with(" added, 0 gone\n"), "{stdout}");
    folder
}
