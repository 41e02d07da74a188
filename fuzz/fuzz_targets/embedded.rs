//! Embedded content can be arbitrary: icons, readmes, scripts, patterns, code, file names.

#![no_main]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use integration_manifest_ls::ide::{
    code_action, completion, embedded_documents, hover, inlay_hint, semantic_tokens,
};
use integration_manifest_ls::syntax::Dialect;
use integration_manifest_ls::text::apply;
use integration_manifest_ls_fuzz::{HEAD, Input, assert_edits, boundary, snapshot};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    let content = &data[HEAD..];
    let encoded = BASE64_STANDARD.encode(content);
    let string = String::from_utf8_lossy(content);
    // Raw, as a data URL, or encoded.
    let [icon, readme] = [5, 6].map(|index| match input.byte(index) % 4 {
        0 => string.to_string(),
        1 => format!("data:image/svg+xml;base64,{encoded}"),
        _ => encoded.clone(),
    });
    let manifest = json!({
        "name": "acme/a", "version": "1.0.0", "icon": icon, "readme": readme,
        "code": string, "secrets": {"TOKEN": {}},
        "identifier": {"extractScript": string, "fallbackHandlerScript": string},
        "configuration": {"identifier": {"linkTemplateScript": string}, "schema": {
            "type": "object", "properties": {"a": {"type": "string", "pattern": string}},
            "patternProperties": {string.as_ref(): {}}, "$ref": string,
        }},
    });
    let text = match input.flag(1) {
        true => manifest.to_string(),
        false => format!("{manifest:#}"),
    };
    let document = snapshot(&text, Dialect::Json);
    for finding in document.check().findings {
        assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
    }
    for action in code_action::actions(&document, &(0..text.len())) {
        assert_edits(&text, &action.edits);
        let after = apply(&text, &action.edits);
        serde_json::from_str::<serde::de::IgnoredAny>(&after).expect("JSON is left");
    }
    let values = [&icon, &readme, string.as_ref()].map(|value| json!(value).to_string());
    for (index, value) in values.iter().enumerate() {
        let Some(start) = text.find(value.as_str()) else { continue };
        let inside = input.place(7 + 2 * index, value);
        let offset = boundary(&text, start + inside);
        completion::completion(&document, offset);
        hover::hover(&document, offset);
    }
    semantic_tokens::each(&document, &(0..text.len()), &mut |_| {});
    inlay_hint::hints(&document, &(0..text.len()));
    for one in embedded_documents::list(&document) {
        let Ok(before) = embedded_documents::read(&document, &one.place.pointer) else { continue };
        // Writing the same content changes nothing, and written content can be read.
        let same = embedded_documents::write(&document, &one.place.pointer, &before, Some(&before));
        assert_eq!(same, Ok(Vec::new()));
        let Ok(edits) =
            embedded_documents::write(&document, &one.place.pointer, &string, Some(&before))
        else {
            continue;
        };
        let after = snapshot(&apply(&text, &edits), Dialect::Json);
        assert_eq!(
            embedded_documents::read(&after, &one.place.pointer).as_deref(),
            Ok(string.as_ref())
        );
    }
});
