//! References of the integration that do not fit the manifest any more.

use crate::docs::{Model, inject};
use crate::rules::context::{CheckContext, Document};
use crate::rules::rule::rule;

rule! {
    /// Reference of the integration is outdated.
    ///
    /// ## What it finds
    /// A manifest whose reference differs from the blocks in the file that `inject` in `[docs]` in
    /// `integration-manifest.toml` names, or a file that cannot be read or has no correct markers.
    /// Without this setting, the rule has no effect. An editor compares the reference when the manifest is opened and
    /// when it is saved.
    ///
    /// ## Why it matters
    /// Users read the file, and rely on the fields and examples in it.
    ///
    /// ## Example
    /// With `inject = "README.md"` in `[docs]`, and a file without the action `close`:
    /// ```json
    /// { "actions": { "close": { "title": "Close ticket" } } }
    /// ```
    ///
    /// ## Fix
    /// Run `integration-manifest-ls docs --inject README.md`, or select the quick fix *Update the reference in
    /// `README.md`* in an editor.
    DOCS_OUTDATED = "docs-outdated", Semantics, Some(Warning);
}

/// Checks the reference of the manifest.
pub fn check(context: &mut CheckContext, document: &Document) {
    let Some(target) = document.docs else { return };
    let root = document.root;
    // The reference of a manifest with a syntax error is incomplete.
    if !root.is_object() || root.container().is_none_or(|container| container.has_errors) {
        return;
    }
    let file = &target.file;
    let injected = target.content.as_ref().map_err(Clone::clone).and_then(|text| {
        let model = Model::of_root(context.source(), root, &target.options);
        Ok(inject::inject(text, &model, &target.options)? == *text)
    });
    let message = match injected {
        Ok(true) => return,
        Ok(false) => format!(
            "The reference in `{file}` is outdated; update it with `integration-manifest-ls docs --inject \
             {file}`."
        ),
        Err(why) => format!("The reference in `{file}` cannot be checked: {why}."),
    };
    let start = root.start();
    context.report(&DOCS_OUTDATED, start..start + 1, message);
}
