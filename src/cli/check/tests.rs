use std::fs;
use std::path::PathBuf;

use super::*;
use crate::cli::args::Format;
use crate::cli::terminal::Color;
use crate::rules::{self, Severity};

/// Stands for the rules: one finding in a text that holds `bad`, and a panic at `panic`.
fn checker(text: &str, _: Dialect, settings: &Settings) -> Vec<Finding> {
    assert!(!text.contains("panic"), "asked for");
    let rule = rules::find("syntax-error").unwrap();
    let Some(severity) = settings.severity(rule, true) else { return Vec::new() };
    let found = text.find("bad").map(|start| Finding {
        rule,
        severity,
        range: start..start + 3,
        pointer: String::new(),
        message: "bad".to_owned(),
        related: Vec::new(),
        tag: None,
        remedy: None,
        alternatives: Vec::new(),
    });
    found.into_iter().collect()
}

fn check_folder(folder: &Path, out: impl Write + Send) -> (io::Result<()>, Summary, bool) {
    let inputs = inputs::inputs(&[folder.to_owned()], None, |_| {});
    let report = report::of(Format::Github, Color::Never);
    let mut writer = Writer::new(out, true, &*report, &inputs);
    let job = Job { checker: &checker, resolver: &Resolver::new(), report: &*report, fix: false };
    let result = all(&job, &mut writer);
    (result, writer.summary, writer.trouble)
}

fn folder(
    files: impl IntoIterator<Item = (String, &'static [u8])>,
) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    for (name, content) in files {
        fs::create_dir_all(root.join(&name).parent().unwrap()).unwrap();
        fs::write(root.join(name), content).unwrap();
    }
    (folder, root)
}

#[test]
fn many_files_are_reported_in_order() {
    let name = |index: usize| format!("{:02}/{index:04}.integration.json", index % 7);
    let files = (0..300).map(|index| {
        // Long and short ones, so that they are done in another order.
        let content: &[u8] = if index % 5 == 0 { &[b' '; 200_000] } else { b"bad" };
        (name(index), content)
    });
    let (_keep, root) = folder(files);
    let mut out = Vec::new();
    let (result, summary, trouble) = check_folder(&root, &mut out);
    result.unwrap();
    assert_eq!((summary.files, summary.errors, summary.affected, trouble), (300, 240, 240, false));
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 240);
    assert!(lines.is_sorted());
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let (_keep, root) = folder([
        ("a.integration.json".to_owned(), &b"panic"[..]),
        ("b.integration.json".to_owned(), &b"\"\xff\""[..]),
        ("c.integration.json".to_owned(), &b"bad"[..]),
    ]);
    let (result, summary, trouble) = check_folder(&root, io::sink());
    result.unwrap();
    assert_eq!((summary.files, summary.errors, trouble), (1, 1, true));
}

#[test]
fn settings_beside_the_manifest_count() {
    let (_keep, root) = folder([
        ("a/integration.json".to_owned(), &b"bad"[..]),
        ("b/integration.json".to_owned(), &b"bad"[..]),
        ("b/integration-manifest.toml".to_owned(), &b"rules.syntax = 'warning'"[..]),
    ]);
    let (result, summary, _) = check_folder(&root, io::sink());
    result.unwrap();
    assert_eq!((summary.errors, summary.warnings), (1, 1));
    assert_eq!(summary.example.and_then(|rule| rule.severity), Some(Severity::Error));
}

#[test]
fn a_closed_pipe_ends_the_run() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_keep, root) = folder([("integration.json".to_owned(), &b"bad"[..])]);
    let (result, summary, _) = check_folder(&root, Closed);
    assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(summary.errors, 1);
}
