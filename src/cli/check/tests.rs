use super::*;
use crate::cli::run_args::Format;
use crate::rules::{self, Severity};
use std::fs;
use std::path::PathBuf;

/// Replaces the rules: reports `bad`, and panics at `panic`.
fn checker(manifest: &Manifest<'_>) -> Result<Vec<Finding>, CheckError> {
    let Manifest { text, settings, .. } = *manifest;
    assert!(!text.contains("panic"), "requested by the test");
    let rule = rules::find("syntax-error").unwrap();
    let Some(severity) = settings.severity(rule, true) else { return Ok(Vec::new()) };
    let found =
        text.find("bad").map(|start| Finding::new(rule, severity, start..start + 3, "", "bad"));
    Ok(found.into_iter().collect())
}

fn check_folder(folder: &Path, out: impl Write + Send) -> (io::Result<()>, Summary, bool) {
    let inputs = inputs::resolve(&[folder.to_owned()], None, &Resolver::new(), |_| {});
    let reports = [report::new(Format::Github, ReportOptions::default())];
    let mut writer = ReportWriter::new(out, true, &reports, Vec::new(), &inputs);
    let run = Run {
        checker: &checker,
        resolver: &Resolver::new(),
        reports: &reports,
        work_tree: WorkTree::default(),
        fix: None,
        results: &ResultArgs::default(),
        old: None,
        is_old_unknown: false,
        finds_outdated: false,
    };
    let result = check_all(&run, &mut writer);
    (result, writer.summary, writer.has_errors)
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
fn check_reports_files_in_order() {
    let name = |index: usize| format!("{:02}/{index:04}.integration.json", index % 7);
    let files = (0..300).map(|index| {
        // Long and short files, so that they finish in a different order.
        let content: &[u8] = if index % 5 == 0 { &[b' '; 200_000] } else { b"bad" };
        (name(index), content)
    });
    let (_keep, root) = folder(files);
    let mut out = Vec::new();
    let (result, summary, has_errors) = check_folder(&root, &mut out);
    result.unwrap();
    assert_eq!(
        (summary.files, summary.errors, summary.affected, has_errors),
        (300, 240, 240, false)
    );
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 240);
    assert!(lines.is_sorted());
}

#[test]
fn check_continues_after_failed_file() {
    let (_keep, root) = folder([
        ("a.integration.json".to_owned(), &b"panic"[..]),
        ("b.integration.json".to_owned(), &b"\"\xff\""[..]),
        ("c.integration.json".to_owned(), &b"bad"[..]),
    ]);
    let (result, summary, has_errors) = check_folder(&root, io::sink());
    result.unwrap();
    assert_eq!((summary.files, summary.errors, summary.unreadable, has_errors), (1, 1, 1, true));
}

#[test]
fn check_applies_settings_of_folder() {
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
fn check_stops_when_pipe_is_closed() {
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
