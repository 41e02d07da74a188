//! The VRL compiler's result for a script, which several rules read.

use std::ops::Range;
use std::sync::Arc;

use crate::embedded::external_reference::pointer;
use crate::embedded::vrl::Compiled;
use crate::embedded::{to_document_range, vrl};
use crate::manifest::types::{Field, Script, StringFormat};
use crate::rules::context::CheckContext;
use crate::syntax::{Member, Node};
use crate::text::Source;

/// A script, and the compiler's result for it.
pub struct CompiledScript<'a> {
    source: &'a dyn Source,
    /// The field that contains the script.
    pub field: &'static Field,
    /// The kind of the script.
    pub kind: Script,
    /// The string with the script.
    pub value: Node<'a>,
    /// The compiler's result, which is cached.
    pub result: Arc<Compiled>,
}

impl<'a> CompiledScript<'a> {
    /// Compiles the script of `member`, which is `field`; `None` if it is not a string, is too long, or
    /// names a file instead.
    pub fn new(
        context: &CheckContext<'a>,
        kind: Script,
        field: &'static Field,
        member: Member<'a>,
    ) -> Option<CompiledScript<'a>> {
        let (source, value) = (context.source(), member.value());
        let string = value.string()?;
        // The content of an unterminated string is unknown.
        if !string.closed || string.len > vrl::MAX_WRITTEN {
            return None;
        }
        let text = value.text(source)?;
        if pointer(&text, StringFormat::Script(kind)).is_some() {
            return None;
        }
        let result = vrl::compile(&text, context.script_budget());
        Some(CompiledScript { source, field, kind, value, result })
    }

    /// The range in the document of a range of the script.
    pub fn place(&self, range: &Range<usize>) -> Option<Range<usize>> {
        to_document_range(self.source, self.value, range.clone())
    }
}
