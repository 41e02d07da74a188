//! Strings that are too long or too short.

use crate::manifest::types::{StringFormat, Text};
use crate::rules::context::CheckContext;
use crate::rules::rule::{Severity, rule};
use crate::syntax::Node;

rule! {
    /// String exceeds the maximum length.
    ///
    /// ## What it finds
    /// Strings with more Unicode code points than their field allows: 64 in a title, 256 in a
    /// description, 200 in a name, 2000 in a script.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// A `title` that is really a description.
    ///
    /// ## Fix
    /// Shorten the string. An emoji or an accented letter counts as one code point, however many
    /// bytes it has.
    TOO_LONG = "too-long", Endpoint, Some(Error);

    /// String is below the minimum length.
    ///
    /// ## What it finds
    /// An empty `title`; an interface `id` of fewer than 28 characters.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// ```json
    /// { "title": "" }
    /// ```
    ///
    /// ## Fix
    /// Fill in the string, or remove the field if it is not required.
    ///
    /// An empty interface `id` is a hint, because `bp read` writes it for an interface that was
    /// added from a folder. Before the manifest is sent to the Botpress API, publish the interface,
    /// and use the id it gets.
    TOO_SHORT = "too-short", Endpoint, Some(Error);
}

/// Reports `node` if its length is outside the limits of `text`.
pub fn check(context: &mut CheckContext, text: &Text, node: Node<'_>) {
    let Some(string) = node.string() else { return };
    if let Some(max) = text.max
        && string.chars > max
    {
        let name = context.node_name();
        let message = format!("`{name}` has {} characters; the maximum is {max}.", string.chars);
        context.report(&TOO_LONG, node.range(), message);
    }
    if string.chars < text.min {
        let name = context.node_name();
        let message = match (string.chars, text.holds) {
            (0, StringFormat::InterfaceId) => format!(
                "`{name}` is empty, as `bp read` writes it for an interface that was added from a \
                 folder. The Botpress API rejects it: use the id of the published version."
            ),
            (0, _) => format!("`{name}` must not be empty. Fill it in, or remove it."),
            (chars, StringFormat::InterfaceId) => format!(
                "`{name}` has {chars} characters; the minimum is {}. Use the id of the published \
                 version of the interface, such as `ifver_…`.",
                text.min
            ),
            (chars, _) => format!("`{name}` has {chars} characters; the minimum is {}.", text.min),
        };
        let unpublished = string.chars == 0 && text.holds == StringFormat::InterfaceId;
        let finding = context.report(&TOO_SHORT, node.range(), message);
        if unpublished {
            finding.severity(Severity::Hint);
        }
    }
}
