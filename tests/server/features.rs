//! What a person asks at a place.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use crate::common::Client;

const BROKEN: &str =
    "{\n  \"name\": \"acme/a\",\n  \"visibility\": \"publ\n  \"descripton\": \"A\"\n}";

#[test]
fn hovers_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let hover = client.at("textDocument/hover", &uri, 2, 5);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("unlisted"), "{text}");
    assert_eq!(hover["range"]["start"], json!({"line": 2, "character": 2}));
    client.end();
}

/// A readme and an icon.
const CONTENTS: &str = "{\n  \"readme\": \"IyBBY21lCgpbb3JkZXJzXSh4KQo=\",\n  \"icon\": \
                        \"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=\"\n}";

/// What hovers over the readme and the icon say to a client with these capabilities.
fn contents(capabilities: serde_json::Value) -> [(String, String); 2] {
    let mut client = Client::with_capabilities(capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, CONTENTS);
    client.published();
    let said = [1, 2].map(|line| {
        let hover = client.at("textDocument/hover", &uri, line, 16);
        let part = |name: &str| hover["contents"][name].as_str().unwrap().to_owned();
        (part("kind"), part("value"))
    });
    client.end();
    said
}

#[test]
fn hovers_are_what_the_client_can_show() {
    let hover = |formats| json!({"hover": {"contentFormat": formats}});
    let rich = json!({"textDocument": hover(json!(["markdown"])), "general": {"markdown": {"parser": "marked"}}});
    let [(kind, readme), (_, icon)] = contents(rich);
    assert_eq!(kind, "markdown");
    assert!(readme.contains("### Acme\n\norders"), "{readme}");
    assert!(icon.starts_with("![icon](data:image/svg+xml;base64,PHN2Z"), "{icon}");
    // A terminal would show the letters of the picture.
    let [_, (kind, icon)] =
        contents(json!({"textDocument": hover(json!(["markdown", "plaintext"]))}));
    assert!(kind == "markdown" && icon.starts_with("**icon**"), "{icon}");
    let [(kind, readme), (_, icon)] =
        contents(json!({"textDocument": hover(json!(["plaintext"]))}));
    assert_eq!(kind, "plaintext");
    assert!(readme.contains("———\n\nAcme\n\norders"), "{readme}");
    assert!(icon.starts_with("icon · string") && !icon.contains("data:image"), "{icon}");
}

#[test]
fn completions_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let list = client.at("textDocument/completion", &uri, 2, 21);
    let items = list["items"].as_array().unwrap();
    let public = items.iter().find(|item| item["label"] == "public").expect("public");
    // This client takes no snippets.
    assert_eq!(public["insertTextFormat"], 1);
    let edit = &public["textEdit"];
    let range = &edit["range"];
    assert_eq!(range["start"], json!({"line": 2, "character": 16}));
    assert_eq!(range["end"], json!({"line": 2, "character": 21}));
    assert!(edit["newText"].as_str().unwrap().starts_with("\"public\""), "{edit}");
    client.end();
}

#[test]
fn a_code_action_repairs() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"name\": \"a\", \"version\": \"1.0.0\", \"titel\": \"A\"}");
    let published = client.notified("textDocument/publishDiagnostics");
    let diagnostics = &published["diagnostics"];
    let params = json!({
        "textDocument": {"uri": uri},
        "range": diagnostics[0]["range"],
        "context": {"diagnostics": diagnostics},
    });
    let actions = client.request("textDocument/codeAction", params);
    let action = &actions[0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"][0]["code"], "unknown-field");
    assert!(action["edit"].to_string().contains("\\\"title\\\""), "{action}");
    client.end();
}

#[test]
fn scripts_are_completed_inside_their_string() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"identifier\": {\"extractScript\": \"\\\"é\\\"\\n.bo\"}}");
    client.published();
    let list = client.at("textDocument/completion", &uri, 0, 44);
    let items = list.get("items").unwrap_or(&list).as_array().unwrap();
    let body = items.iter().find(|item| item["label"] == ".body").expect("the input");
    let edit = &body["textEdit"];
    assert_eq!(edit["range"]["start"], json!({"line": 0, "character": 41}));
    assert_eq!(edit["range"]["end"], json!({"line": 0, "character": 44}));
    assert_eq!(edit["newText"], ".body");
    client.end();
}

#[test]
fn everything_safe_is_repaired_at_once() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let text = "{\"name\": \"a\" \"version\": \"1.0.0\", \"dev\": \"true\", \"titel\": \"A\"}";
    client.open_manifest(&uri, text);
    client.published();
    let mut ask = |only: Value| {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
        let context = json!({"diagnostics": [], "only": only});
        let document = json!({"uri": uri});
        let params = json!({"textDocument": document, "range": range, "context": context});
        client.request("textDocument/codeAction", params)
    };
    for only in [json!(["source.fixAll"]), json!(["refactor", "source"])] {
        let actions = ask(only);
        assert_eq!(actions.as_array().unwrap().len(), 1);
        assert_eq!(actions[0]["kind"], "source.fixAll");
        let edits = &actions[0]["edit"]["changes"][uri.as_str()];
        assert_eq!(
            edited(text, edits),
            "{\"name\": \"a\", \"version\": \"1.0.0\", \"dev\": true, \"title\": \"A\"}"
        );
    }
    let kinds = |actions: Value| -> Vec<Value> {
        actions.as_array().unwrap().iter().map(|action| action["kind"].clone()).collect()
    };
    let all = kinds(ask(Value::Null));
    assert!(all.len() > 1 && all.iter().all(|kind| kind == "quickfix"), "{all:?}");
    assert_eq!(kinds(ask(json!(["sourc", "source.fix", "refactor"]))), Vec::<Value>::new());
    client.end();
}

/// `text` after edits of lines and characters in ASCII.
pub fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + position["character"].as_u64().unwrap() as usize
    };
    let mut out = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        out.replace_range(range, edit["newText"].as_str().unwrap());
    }
    out
}

#[test]
fn formats_document() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let text = "{\"name\":\"acme/a\",\n\"version\":\"1.0.0\"}\n\n";
    client.open_manifest(&uri, text);
    client.published();
    let document = json!({"uri": uri});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let edits = client
        .request("textDocument/formatting", json!({"textDocument": document, "options": options}));
    let laid_out = "{\n    \"name\": \"acme/a\",\n    \"version\": \"1.0.0\"\n}\n";
    assert_eq!(edited(text, &edits), laid_out);
    let range = json!({"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 4}});
    let edits = client.request(
        "textDocument/rangeFormatting",
        json!({"textDocument": document, "range": range, "options": options}),
    );
    assert_eq!(edited(text, &edits), "{\"name\":\"acme/a\",\n    \"version\": \"1.0.0\"\n}\n");
    let tabs = json!({"tabSize": 4, "insertSpaces": false});
    let position = json!({"line": 1, "character": 18});
    let edits = client.request(
        "textDocument/onTypeFormatting",
        json!({"textDocument": document, "position": position, "ch": "}", "options": tabs}),
    );
    assert_eq!(edited(text, &edits), "{\n\t\"name\": \"acme/a\",\n\t\"version\": \"1.0.0\"\n}\n\n");
    client.end();
}

/// Server and command line lay out alike, the broken examples too.
#[test]
fn the_command_line_lays_out_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut client = Client::plain();
    let mut files = Vec::new();
    for folder in ["examples/good", "examples/broken", "tests/rules/syntax"] {
        files.extend(fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut changed = 0;
    for (index, path) in files.iter().enumerate() {
        let text = fs::read_to_string(path).unwrap();
        if !text.is_ascii() {
            continue;
        }
        let name = format!("{index}.integration.json");
        client.write(&name, &text);
        let uri = client.uri(&name);
        client.open_manifest(&uri, &text);
        client.published();
        let options = json!({"tabSize": 2, "insertSpaces": true});
        let params = json!({"textDocument": {"uri": uri}, "options": options});
        let edits = client.request("textDocument/formatting", params);
        client.run(&["fmt", &name]);
        let written = fs::read_to_string(client.folder.path().join(&name)).unwrap();
        assert_eq!(edited(&text, &edits), written, "{}", path.display());
        changed += usize::from(written != text);
    }
    assert!(changed > 0);
    client.end();
}

const ACTION: &str = r#"{
  "name": "acme/a", "version": "1.0.0",
  "actions": {
    "createIssue": {
      "input": { "schema": { "properties": { "title": { "type": "string" } } } }
    }
  }
}"#;

#[test]
fn symbols_are_told_as_the_client_takes_them() {
    let hierarchical = json!({"hierarchicalDocumentSymbolSupport": true});
    let mut client =
        Client::with_capabilities(json!({"textDocument": {"documentSymbol": hierarchical}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, ACTION);
    client.published();
    let params = json!({"textDocument": {"uri": uri}});
    let symbols = client.request("textDocument/documentSymbol", params.clone());
    let mut symbol = &symbols[2];
    let mut names = vec![symbol["name"].as_str().unwrap()];
    while let Some(child) = symbol["children"].get(0) {
        symbol = child;
        names.push(symbol["name"].as_str().unwrap());
    }
    assert_eq!(names, ["actions", "createIssue", "input", "title"]);
    assert_eq!((&symbol["kind"], &symbol["detail"]), (&json!(15), &json!("string")));
    let start = json!({"line": 4, "character": 45});
    assert_eq!(symbol["selectionRange"]["start"], start);
    assert_eq!(symbol["range"], json!({"start": start, "end": {"line": 4, "character": 74}}));
    client.end();

    let mut client = Client::plain();
    client.open_manifest(&uri, ACTION);
    client.published();
    let symbols = client.request("textDocument/documentSymbol", params);
    assert_eq!(symbols[5]["name"], "title");
    assert_eq!(symbols[5]["containerName"], "actions › createIssue › input");
    assert_eq!(symbols[5]["location"]["uri"], json!(uri));
    client.end();
}

#[test]
fn symbols_are_found_in_the_workspace() {
    let mut client = Client::start();
    let folder = Url::from_directory_path(client.folder.path()).unwrap();
    client.write("b/integration.json", r#"{"events": {"issueCreated": {}, "é": 1}}"#);
    client.write("c/integration.json", r#"{"actions": {"createdOnDisk": {}}}"#);
    client.write("out/integration.json", r#"{"actions": {"created": {}}}"#);
    client.write(".gitignore", "out\n");
    let folders = json!([{"uri": folder.join("b").unwrap(), "name": "b"}]);
    let capabilities = json!({"workspace": {"workspaceFolders": true}});
    let params = json!({"capabilities": capabilities, "workspaceFolders": folders});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    // What is open counts as it is in the editor.
    let open = client.uri("c/integration.json");
    client.open_manifest(&open, ACTION);
    client.published();
    let mut names = |query: &str| -> Vec<String> {
        let symbols = client.request("workspace/symbol", json!({"query": query}));
        let name = |symbol: &Value| symbol["name"].as_str().unwrap().to_owned();
        symbols.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names("CRE"), ["createIssue", "issueCreated"]);
    assert_eq!(names("iscr"), ["issueCreated"]);
    assert_eq!(names("nope"), [""; 0]);
    let all = json!([{"uri": folder, "name": "all"}]);
    let event = json!({"added": all, "removed": folders});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    client.close(&open);
    client.published();
    let symbols = client.request("workspace/symbol", json!({"query": "created"}));
    let found: Vec<_> = symbols.as_array().unwrap().iter().map(|symbol| &symbol["name"]).collect();
    assert_eq!(found, ["createdOnDisk", "issueCreated"]);
    let place = json!({
        "uri": client.uri("b/integration.json"),
        "range": {"start": {"line": 0, "character": 12}, "end": {"line": 0, "character": 26}},
    });
    assert_eq!(symbols[1]["location"], place);
    client.end();
}

#[test]
fn whole_lines_are_folded_where_the_client_folds_those() {
    let text = "{\n  \"actions\": {\n    \"a\": { },\n    \"b\": {\n    \"c\": 1 }\n  }\n}";
    for (whole, expected) in [
        (true, json!([[0, null, 5, null], [1, null, 4, null]])),
        (false, json!([[0, 1, 6, 0], [1, 14, 5, 2], [3, 10, 4, 11]])),
    ] {
        let folding = json!({"lineFoldingOnly": whole});
        let mut client =
            Client::with_capabilities(json!({"textDocument": {"foldingRange": folding}}));
        let uri = client.uri("integration.json");
        client.open_manifest(&uri, text);
        client.published();
        let folds =
            client.request("textDocument/foldingRange", json!({"textDocument": {"uri": uri}}));
        let shown = folds.as_array().unwrap().iter().map(|fold| {
            let part = |name: &str| fold[name].clone();
            assert_eq!(fold["kind"], Value::Null);
            ["startLine", "startCharacter", "endLine", "endCharacter"].map(part)
        });
        assert_eq!(json!(shown.collect::<Vec<_>>()), expected);
        client.end();
    }
}

#[test]
fn selections_grow() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"é\": \"ab\" }");
    client.published();
    let positions = json!([{"line": 0, "character": 8}, {"line": 7, "character": 0}]);
    let params = json!({"textDocument": {"uri": uri}, "positions": positions});
    let ranges = client.request("textDocument/selectionRange", params);
    let mut range = &ranges[0];
    let mut grown = Vec::new();
    while range.is_object() {
        let character = |end: &str| range["range"][end]["character"].as_u64().unwrap();
        grown.push((character("start"), character("end")));
        range = &range["parent"];
    }
    assert_eq!(grown, [(8, 10), (7, 11), (2, 11), (0, 13)]);
    assert_eq!(ranges.as_array().unwrap().len(), 2);
    client.end();
}

#[test]
fn semantic_tokens_full_range_and_delta() {
    let mut client = Client::start();
    let capabilities = client.initialize(json!({}))["capabilities"].clone();
    let legend = &capabilities["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"][1], "function");
    assert_eq!(legend["tokenModifiers"], json!(["definition", "deprecated"]));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"public\": true,\n \"actions\": { \"😀\": {} } }");
    client.published();
    let document = json!({"uri": uri});
    let params = json!({"textDocument": document});
    let whole = client.request("textDocument/semanticTokens/full", params);
    assert_eq!(whole["data"], json!([0, 2, 8, 0, 2, 1, 1, 9, 0, 0, 0, 13, 4, 1, 1]));
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}});
    let part = client.request(
        "textDocument/semanticTokens/range",
        json!({"textDocument": document, "range": range}),
    );
    assert_eq!(part["data"], json!([1, 1, 9, 0, 0]));
    client.change(&uri, 2, &[(Some([1, 14, 1, 18]), "\"b\": {}, \"😀\"")]);
    client.published();
    let mut delta = |previous: &Value| {
        let params = json!({"textDocument": document, "previousResultId": previous});
        client.request("textDocument/semanticTokens/full/delta", params)
    };
    let changed = delta(&whole["resultId"]);
    let data = json!([0, 13, 3, 1, 1, 0, 9, 4, 1, 1]);
    assert_eq!(changed["edits"], json!([{"start": 10, "deleteCount": 5, "data": data}]));
    assert_eq!(delta(&changed["resultId"])["edits"], json!([]));
    // Whoever asks for what came after something unknown gets all.
    assert_eq!(delta(&json!("unknown"))["data"].as_array().unwrap().len(), 20);
    client.end();
}

#[test]
fn hints_stand_between_the_words() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"icon\": \"PHN2Zy8+\",\n \"secrets\": { \"KEY\": null } }");
    client.published();
    let mut ask = |line: u32| {
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 99}});
        let params = json!({"textDocument": {"uri": uri}, "range": range});
        client.request("textDocument/inlayHint", params)
    };
    let icon = ask(0);
    assert_eq!(icon.as_array().unwrap().len(), 1);
    assert_eq!(icon[0]["label"], "SVG, 6 B");
    assert_eq!(icon[0]["position"], json!({"line": 0, "character": 20}));
    assert_eq!(ask(1)[0]["label"], "SECRET_KEY");
    client.end();
}

/// What a completion at the root of an empty manifest says to a client with these capabilities.
fn root_completion(item: Value) -> (Client, Vec<Value>) {
    let completion = json!({"completionItem": item});
    let mut client = Client::with_capabilities(json!({"textDocument": {"completion": completion}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\n  \n}");
    client.published();
    let list = client.at("textDocument/completion", &uri, 1, 2);
    (client, list["items"].as_array().unwrap().clone())
}

#[test]
fn completion_resolve_adds_documentation() {
    let (client, whole) = root_completion(json!({}));
    client.end();
    let resolve = json!({"resolveSupport": {"properties": ["detail", "documentation"]}});
    let (mut client, items) = root_completion(resolve);
    assert!(items.iter().all(|item| item.get("documentation").is_none()));
    let size = |items: &[Value]| json!(items).to_string().len();
    assert!(size(&items) * 3 < size(&whole) * 2, "{} of {}", size(&items), size(&whole));
    for (item, whole) in items.iter().zip(&whole) {
        let mut resolved = client.request("completionItem/resolve", item.clone());
        assert!(resolved["documentation"]["value"].is_string());
        resolved.as_object_mut().unwrap().remove("data");
        assert_eq!(resolved, *whole);
    }
    // What an earlier list means is no longer known, and neither is what somebody made up.
    let uri = client.uri("integration.json");
    client.at("textDocument/completion", &uri, 1, 2);
    for data in [items[0]["data"].clone(), json!([2, 999]), json!("nonsense"), Value::Null] {
        let mut item = items[0].clone();
        item["data"] = data;
        let resolved = client.request("completionItem/resolve", item);
        assert_eq!(resolved.get("documentation"), None);
        assert_eq!(resolved["label"], items[0]["label"]);
    }
    client.end();
}

#[test]
fn completions_are_ranked() {
    let (client, items) = root_completion(json!({}));
    client.end();
    // Editors go by this text, so it says the same.
    assert!(items.is_sorted_by_key(|item| item["sortText"].as_str().unwrap().to_owned()));
    let is = |item: &Value, what: &str| match what {
        "required" => item["detail"].as_str().unwrap().starts_with("required"),
        _ => !item["tags"].is_null(),
    };
    let rank = |item: &Value| (is(item, "deprecated"), !is(item, "required"));
    assert!(items.is_sorted_by_key(rank));
    assert!(is(&items[0], "required") && is(items.last().unwrap(), "deprecated"));
}

#[test]
fn snippets_are_for_clients_that_take_them() {
    for (takes, format) in [(true, 2), (false, 1)] {
        let (client, items) = root_completion(json!({"snippetSupport": takes}));
        client.end();
        let actions = items.iter().find(|item| item["label"] == "actions").unwrap();
        assert_eq!(actions["insertTextFormat"], format);
        let text = actions["textEdit"]["newText"].as_str().unwrap();
        assert_eq!(text.contains('$'), takes, "{text}");
    }
}

#[test]
fn rules_are_linked_where_the_client_does_not_do_that() {
    let text =
        "{\n  \"name\": \"a\", \"version\": \"1.0.0\",\n  \"public\": true,\n  \"titel\": 1\n}";
    for (links, renders) in [(false, "markdown"), (false, "plaintext"), (true, "markdown")] {
        let mut client = Client::with_capabilities(json!({"textDocument": {
            "publishDiagnostics": {"codeDescriptionSupport": links},
            "hover": {"contentFormat": [renders]},
        }}));
        let uri = client.uri("integration.json");
        client.open_manifest(&uri, text);
        client.published();
        let mut says = |line: u32, character: u32| {
            let hover = client.at("textDocument/hover", &uri, line, character);
            hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
        };
        let (known, unknown, sound) = (says(2, 4), says(3, 4), says(1, 4));
        assert!(known.contains("visibility"), "{known}");
        assert!(!sound.contains("Rule"), "{sound}");
        let page = match (links, renders) {
            (true, _) => "",
            (false, "markdown") => "*Rule:* [`deprecated-public`](file:///",
            (false, _) => "Rule: deprecated-public",
        };
        assert!(known.contains(page), "{known}");
        assert_eq!(known.contains("deprecated-public"), !links, "{known}");
        assert_eq!(unknown.contains("unknown-field"), !links, "{unknown}");
        client.end();
    }
}

/// Whoever cancels a request hears no more of it, whether it has come to its end by then or not.
#[test]
fn formatting_can_be_cancelled() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let element = "{ \"title\" :\"b\"},\n".repeat(20_000);
    client.open_manifest(&uri, &format!("{{\"x\":[{element}1]}}"));
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let params = json!({"textDocument": {"uri": uri}, "options": options});
    let id = client.send("textDocument/formatting", params.clone());
    client.notify("$/cancelRequest", json!({"id": id}));
    match client.answer_to(&id) {
        Ok(edits) => assert!(edits.is_array()),
        Err(refusal) => assert_eq!(refusal.code, -32800),
    }
    // It can be asked for again.
    let edits = client.request("textDocument/formatting", params);
    assert!(edits.as_array().unwrap().len() > 20_000);
    client.close(&uri);
    while !client.published().diagnostics.is_empty() {}
    client.end();
}
