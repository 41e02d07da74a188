//! Fields that differ from their embedded files.

use std::borrow::Cow;
use std::sync::Arc;

use crate::embedded::content_field::ContentField;
use crate::embedded::{codec, content_field};
use crate::rules::context::{CheckContext, Document};
use crate::rules::embed_source::EmbedSource;
use crate::rules::finding_builder::FindingBuilder;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Node;
use crate::text::Source;

rule! {
    /// Field differs from its embedded file.
    ///
    /// ## What it finds
    /// Fields whose content differs from the file that `[embed]` in `integration-manifest.toml`
    /// assigns to them: the file was changed since, the field is missing, or the file cannot be
    /// read. The kind of line breaks, and trailing line breaks, are ignored.
    ///
    /// ## Why it matters
    /// Developers edit the file, but the copy in the manifest is deployed.
    ///
    /// ## Example
    /// With `readme = "README.md"` in `[embed]`, and a file with different content:
    /// ```json
    /// { "readme": "IyBPbGQ=" }
    /// ```
    ///
    /// ## Fix
    /// Embed the file again; `integration-manifest-ls embed --all` embeds every configured file.
    /// If the copy is the correct version, `extract` writes it to the file.
    /// ```json
    /// { "readme": "IyBOZXc=" }
    /// ```
    EMBEDDED_COPY_DIFFERS = "embedded-copy-differs", Semantics, Some(Warning);
}

/// Checks the fields that embed files.
pub fn check(context: &mut CheckContext, document: &Document) {
    let root = document.root;
    if !root.is_object() {
        return;
    }
    for file in document.embed_sources {
        match content_field::find(Some(root), &file.field) {
            Ok(field) => check_field(context, root, file, &field),
            Err(why) => {
                let start = root.start();
                let message = format!("`{}` cannot be embedded: {why}.", file.file);
                context.report(&EMBEDDED_COPY_DIFFERS, start..start + 1, message);
            }
        }
    }
}

fn check_field(
    context: &mut CheckContext,
    root: Node<'_>,
    source: &Arc<EmbedSource>,
    field: &ContentField<'_>,
) {
    let title = field.title();
    let file = &source.file;
    let wanted = match &source.content {
        Ok(content) => content,
        Err(why) => {
            let message = format!("`{file}` cannot be embedded in `{title}`: {why}.");
            report(context, root, field, message);
            return;
        }
    };
    let embed = || {
        let path = field.path.iter().map(|name| (*name).to_owned()).collect();
        FixAction::Embed(path, source.clone())
    };
    let Some(member) = field.member else {
        let message = format!("Missing `{title}`: expected the content of `{file}`.");
        report(context, root, field, message).fix(embed(), Applicability::Unsafe);
        return;
    };
    let Some(string) = member.value().string() else { return };
    let memo = string.memo.as_deref();
    let known = memo.and_then(|memo| memo.get::<Compared>());
    let same = match known.filter(|known| Arc::ptr_eq(&known.source, source)) {
        Some(known) => known.same,
        None => {
            let same = compare(context.source(), member.value(), field, wanted);
            if let Some(memo) = memo {
                memo.set(Arc::new(Compared { source: source.clone(), same }));
            }
            same
        }
    };
    if !same {
        let message = format!("`{title}` differs from the content of `{file}`.");
        report(context, root, field, message).fix(embed(), Applicability::Unsafe);
    }
}

/// The result of a comparison, cached with a long string.
struct Compared {
    source: Arc<EmbedSource>,
    same: bool,
}

fn compare(source: &dyn Source, node: Node<'_>, field: &ContentField<'_>, wanted: &[u8]) -> bool {
    let text: Cow<'_, str> = node.text(source).unwrap_or_default();
    codec::decode(field.holds, &text).is_ok_and(|held| codec::same(&held, wanted))
}

/// Reports at the field, or, if it is missing, at the start of the manifest.
fn report<'s>(
    context: &'s mut CheckContext,
    root: Node<'_>,
    field: &ContentField<'_>,
    message: String,
) -> FindingBuilder<'s> {
    let start = root.start();
    match field.member {
        Some(member) => {
            context.report(&EMBEDDED_COPY_DIFFERS, member.key_range(), message).at_path(&field.path)
        }
        None => context.report(&EMBEDDED_COPY_DIFFERS, start..start + 1, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Snapshot;
    use crate::manifest::field_names;
    use crate::rules::settings::Settings;
    use crate::syntax::Dialect;
    use crate::text::{Change, PositionEncoding};

    #[test]
    fn comparison_is_cached_for_long_strings() {
        let readme =
            codec::encode(crate::manifest::types::StringFormat::Readme, &[b'a'; 300]).unwrap();
        let text = format!("{{ \"title\": \"x\", \"readme\": \"{readme}\" }}");
        let mut settings = Settings::default();
        settings.embed_sources.push(Arc::new(EmbedSource::new(
            "readme",
            "README.md",
            Ok(vec![b'a'; 300]),
        )));
        let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::new(settings), 1);
        let found = |snapshot: &Snapshot| {
            let findings = snapshot.check().findings;
            findings.iter().any(|finding| *finding.rule == EMBEDDED_COPY_DIFFERS)
        };
        let kept = |snapshot: &Snapshot| {
            let readme = snapshot.tree.root()?.get(field_names::README)?;
            readme.string()?.memo.as_ref()?.get::<Compared>()
        };
        assert!(!found(&snapshot));
        let before = kept(&snapshot).unwrap();
        let at = snapshot.buffer.position(12, PositionEncoding::Utf8);
        let change = Change { range: Some((at, at)), text: "y".to_owned() };
        snapshot.change(change, PositionEncoding::Utf8);
        assert!(!found(&snapshot));
        assert!(Arc::ptr_eq(&before, &kept(&snapshot).unwrap()));

        // New content of the file is compared again.
        let mut settings = Settings::default();
        settings.embed_sources.push(Arc::new(EmbedSource::new(
            "readme",
            "README.md",
            Ok(vec![b'b'; 300]),
        )));
        snapshot.settings = Arc::new(settings);
        assert!(found(&snapshot));
    }
}
