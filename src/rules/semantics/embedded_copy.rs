//! Copies of files in the manifest.

use std::borrow::Cow;
use std::sync::Arc;

use crate::embedded::content_field::ContentField;
use crate::embedded::{codec, content_field};
use crate::rules::context::{CheckContext, Document};
use crate::rules::finding_builder::FindingBuilder;
use crate::rules::{Applicability, EmbedSource, FixAction, rule};
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

/// The fields that are to hold copies.
pub(super) fn document(site: &mut CheckContext, document: &Document) {
    let root = document.root;
    if !root.is_object() {
        return;
    }
    for origin in document.embed_sources {
        match content_field::find(Some(root), &origin.field) {
            Ok(slot) => one(site, root, origin, &slot),
            Err(why) => {
                let start = root.start();
                let message = format!("`{}` cannot be embedded: {why}.", origin.file);
                site.report(&EMBEDDED_COPY_DIFFERS, start..start + 1, message);
            }
        }
    }
}

fn one(
    site: &mut CheckContext,
    root: Node<'_>,
    origin: &Arc<EmbedSource>,
    slot: &ContentField<'_>,
) {
    let title = slot.title();
    let file = &origin.file;
    let wanted = match &origin.content {
        Ok(content) => content,
        Err(why) => {
            let message = format!("`{file}` cannot be embedded in `{title}`: {why}.");
            report(site, root, slot, message);
            return;
        }
    };
    let embed = || {
        let path = slot.path.iter().map(|name| (*name).to_owned()).collect();
        FixAction::Embed(path, origin.clone())
    };
    let Some(member) = slot.member else {
        let message = format!("Missing `{title}`: expected the content of `{file}`.");
        report(site, root, slot, message).fix(embed(), Applicability::Unsafe);
        return;
    };
    let Some(string) = member.value().string() else { return };
    let memo = string.memo.as_deref();
    let known = memo.and_then(|memo| memo.get::<Compared>());
    let same = match known.filter(|known| Arc::ptr_eq(&known.origin, origin)) {
        Some(known) => known.same,
        None => {
            let same = compare(site.source(), member.value(), slot, wanted);
            if let Some(memo) = memo {
                memo.set(Arc::new(Compared { origin: origin.clone(), same }));
            }
            same
        }
    };
    if !same {
        let message = format!("`{title}` differs from the content of `{file}`.");
        report(site, root, slot, message).fix(embed(), Applicability::Unsafe);
    }
}

/// What a comparison came to, kept with a long string for as long as it stays as it is.
struct Compared {
    origin: Arc<EmbedSource>,
    same: bool,
}

fn compare(source: &dyn Source, node: Node<'_>, slot: &ContentField<'_>, wanted: &[u8]) -> bool {
    let text: Cow<'_, str> = node.text(source).unwrap_or_default();
    codec::decode(slot.holds, &text).is_ok_and(|held| codec::same(&held, wanted))
}

/// Reports at the field, or, where it is missing, at the beginning of the manifest.
fn report<'s>(
    site: &'s mut CheckContext,
    root: Node<'_>,
    slot: &ContentField<'_>,
    message: String,
) -> FindingBuilder<'s> {
    let start = root.start();
    match slot.member {
        Some(member) => {
            site.report(&EMBEDDED_COPY_DIFFERS, member.key_range(), message).at_path(&slot.path)
        }
        None => site.report(&EMBEDDED_COPY_DIFFERS, start..start + 1, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Snapshot;
    use crate::manifest::field_names;
    use crate::rules::Settings;
    use crate::syntax::Dialect;
    use crate::text::{Change, PositionEncoding};

    #[test]
    fn a_long_string_is_compared_once_while_it_stays_as_it_is() {
        let readme =
            codec::encode(crate::manifest::types::StringFormat::Readme, &[b'a'; 300]).unwrap();
        let text = format!("{{ \"title\": \"x\", \"readme\": \"{readme}\" }}");
        let mut settings = Settings::default();
        settings.origins.push(Arc::new(EmbedSource::new(
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

        // Another content of the file is compared anew.
        let mut settings = Settings::default();
        settings.origins.push(Arc::new(EmbedSource::new(
            "readme",
            "README.md",
            Ok(vec![b'b'; 300]),
        )));
        snapshot.settings = Arc::new(settings);
        assert!(found(&snapshot));
    }
}
