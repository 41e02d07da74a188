//! Server and command line report the same diagnostics.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Client, Diagnostic};
use crate::{as_reported, manifests};

/// Covers settings files, and both open documents and unopened files of the workspace.
#[test]
fn diagnostics_match_command_line() {
    compare_with_command_line(SETTINGS, |_| {});
}

/// Presets set severities, and a file that the settings extend too. Excluded manifests have no diagnostics.
#[test]
fn diagnostics_match_command_line_with_presets_and_exclude() {
    let extended = "[rules]\nname-style = 'error'\n[check]\npublish = false\n";
    for settings in [
        "extends = ['minimal']\n",
        "extends = ['strict', 'ci/shared.toml']\nexclude = ['[0-3]*', 'unready.*']\n",
        "extends = ['recommended']\n[[overrides]]\nfiles = ['un*']\nrules.publish = 'off'\n",
    ] {
        compare_with_command_line(settings, |client| client.write("ci/shared.toml", extended));
    }
}

/// The output of `bp read --json` has no findings about what it leaves out, and the user sees why.
#[test]
fn output_of_bp_read_has_diagnostics_of_command_line() {
    let dump = r#"{ "name": "a/b", "version": "1.0.0", "identifier": {}, "titel": 1,
  "actions": { "x": { "input": { "schema": {} }, "outptu": {} } },
  "interfaces": { "x": { "id": "", "name": "x", "version": "1.0.0", "actions": {} } } }"#;
    let mut client = Client::start();
    client.write("dump.integration.json", dump);
    let report = client.check(Path::new("dump.integration.json"));
    let rules = |items: &Value, member: &str| -> Vec<String> {
        let items = items.as_array().unwrap().iter();
        let mut rules: Vec<_> = items.map(|it| it[member].as_str().unwrap().to_owned()).collect();
        rules.sort();
        rules
    };
    let expected = rules(&report["files"][0]["diagnostics"], "rule");
    client.request("initialize", json!({"capabilities": {"textDocument": {"diagnostic": {}}}}));
    client.notify("initialized", json!({}));
    let uri = client.uri("dump.integration.json");
    client.open_manifest(&uri, dump);
    let response = client.pull(&uri, None);
    assert_eq!(rules(&response["items"], "code"), expected);
    let shown = client.notification("window/showMessage");
    insta::assert_snapshot!(shown["message"].as_str().unwrap(), @"dump.integration.json is checked as the output of `bp read --json`, without `code`, `secrets`, `visibility`, `icon` and `readme`.");
    // A member that `bp deploy` adds makes it a manifest, with everything that is missing.
    let manifest = dump.replacen('{', r#"{ "code": "","#, 1);
    client.change(&uri, 2, &[(None, &manifest)]);
    let response = client.pull(&uri, None);
    let after = rules(&response["items"], "code");
    assert!(after.len() > expected.len(), "{after:?}");
    client.change(&uri, 3, &[(None, dump)]);
    let response = client.pull(&uri, None);
    assert_eq!(rules(&response["items"], "code"), expected);
    client.shut_down();
}

/// Covers accepted findings, outdated entries, and comments that suppress a finding or nothing.
#[test]
fn diagnostics_match_command_line_with_baseline_and_comments() {
    compare_with_command_line(SETTINGS, |client| {
        let all = client.check(Path::new("integration.json"));
        client.run(&["check", "--write-baseline", "integration.json"]);
        let left = client.check(Path::new("integration.json"));
        let count = |report: &Value| {
            let diagnostics = report["files"][0]["diagnostics"].as_array().unwrap();
            diagnostics.len()
        };
        assert!(count(&left) < count(&all), "{left}");
    });
}

const SETTINGS: &str = "[rules]\nunknown-field = 'error'\npublish = 'hint'\n";

const WITH_COMMENTS: &str = "{\n  // integration-manifest-ignore name-style: published\n  \"name\": \"Acme/A\",\n  \
    \"version\": \"1\", // integration-manifest-ignore too-long\n  \"titel\": 1, \"actions\": {\n  \
    // integration-manifest-ignore definition-name-case: published\n  \"Get\": {}\n} }\n";

fn compare_with_command_line(settings: &str, prepare: impl Fn(&Client)) {
    let mut client = Client::start();
    // Reports of the command line, by URI.
    let mut expected = BTreeMap::new();
    client.write("integration-manifest.toml", settings);
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken");
    for (index, (path, text)) in manifests().into_iter().enumerate() {
        let name = match path.parent() == Some(&broken) {
            true => path.file_name().unwrap().to_str().unwrap().to_owned(),
            false => format!("{index}.integration.{}", path.extension().unwrap().display()),
        };
        client.write(&name, &text);
        expected.insert(client.uri(&name).to_string(), (text, Vec::new()));
    }
    client.write("comments.integration.jsonc", WITH_COMMENTS);
    let uri = client.uri("comments.integration.jsonc").to_string();
    expected.insert(uri, (WITH_COMMENTS.to_owned(), Vec::new()));
    prepare(&client);
    let mut report = client.check(Path::new("."));
    let mut checked = BTreeSet::new();
    for file in report["files"].as_array_mut().unwrap() {
        let mut reported = Vec::<Value>::deserialize(&file["diagnostics"].take()).unwrap();
        for diagnostic in &mut reported {
            let object = diagnostic.as_object_mut().unwrap();
            for offset in ["start", "end", "group"] {
                object.remove(offset).unwrap();
            }
        }
        let uri = client.uri(file["path"].as_str().unwrap()).to_string();
        expected.get_mut(&uri).expect("a file of the workspace").1 = reported;
        checked.insert(uri);
    }
    let with_findings = expected.values().filter(|(_, reported)| !reported.is_empty()).count();
    assert!(expected.len() > 3 && with_findings > 3, "{with_findings} of {}", expected.len());

    client.request(
        "initialize",
        json!({
            "capabilities": {
                "general": {"positionEncodings": ["utf-32"]},
                "textDocument": {"diagnostic": {}},
            },
            "workspaceFolders": [{"uri": client.uri(""), "name": "all"}],
        }),
    );
    client.notify("initialized", json!({}));
    let response = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let reports = response["items"].as_array().unwrap();
    let in_workspace = reports.iter().map(|report| report["uri"].as_str().unwrap().to_owned());
    assert_eq!(in_workspace.collect::<BTreeSet<_>>(), checked);
    for report in reports {
        let uri = report["uri"].as_str().unwrap();
        let diagnostics = Vec::<Diagnostic>::deserialize(&report["items"]).unwrap();
        assert_eq!(as_reported(&diagnostics), expected[uri].1, "{uri}");
    }
    // Open documents have the same diagnostics.
    for (uri, (text, reported)) in &expected {
        let uri = uri.parse().unwrap();
        client.open_manifest(&uri, text);
        let response = client.pull(&uri, None);
        let diagnostics = Vec::<Diagnostic>::deserialize(&response["items"]).unwrap();
        assert_eq!(as_reported(&diagnostics), *reported, "{uri}");
    }
    client.shut_down();
}
