//! Development integrations without a URL.

use std::ops::Range;

use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Node, Value};

rule! {
    /// `dev` without `url`.
    ///
    /// ## What it finds
    /// `"dev": true` without a `url`.
    ///
    /// ## Why it matters
    /// A development integration runs on the machine of its developer. Without `url`, Botpress
    /// does not know where to send requests.
    ///
    /// ## Example
    /// ```json
    /// { "dev": true }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "dev": true, "url": "https://tunnel.example.com" }
    /// ```
    DEV_WITHOUT_URL = "dev-without-url", Semantics, Some(Warning);
}

/// Checks that a development integration has a URL.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const INTEGRATION) || node.get(field_names::URL).is_some() {
        return;
    }
    let Some(dev) = node.member(field_names::DEV) else { return };
    if !matches!(dev.value().value(), Value::Bool(true)) {
        return;
    }
    let message = "`dev` requires `url`, which is missing.";
    context.report(&DEV_WITHOUT_URL, dev.range(), message).at_member(field_names::DEV);
}
